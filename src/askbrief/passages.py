"""A briefing cut into passages: an item is one of its own, prose is cut between sentences.

The passages of a section tile it, so nothing of a briefing is out of reach of a search.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

import sentencex

from askbrief.dates import date_range, find_dates
from askbrief.types import Briefing, Field, Item, Passage, Section, SectionKind, Span

CountTokens = Callable[[str], int]
"""The number of word pieces an encoder makes of a text."""


def cut(briefing: Briefing, count_tokens: CountTokens, budget: int) -> tuple[Passage, ...]:
    """The passages of a briefing in order; each, with its headings, is at most `budget` word pieces.

    A single sentence longer than that stays whole: a passage never ends inside a sentence.
    """
    pieces = [piece for section in briefing.sections for piece in _pieces(briefing, section)]
    passages = [p for piece in pieces for p in _fit(briefing, piece, count_tokens, budget)]
    return tuple(_numbered(passages))


def embedding_text(passage: Passage) -> str:
    """What the encoder and the lexical index read: the heading path, then the text without marks."""
    path = " > ".join((passage.briefing_title, *passage.heading_path))
    if passage.section is SectionKind.ABOUT:  # the YAML around these lines says nothing
        return "\n".join((path, *(s.text for s in passage.sentences)))
    return f"{path}\n{plain(passage.text)}"


def sentence_places(passage: Passage, text: str) -> tuple[tuple[int, int], ...]:
    """Where each sentence of a passage stands in its embedding text; (0, 0) for one that does not."""
    places, at = [], 0
    for sentence in sorted(passage.sentences, key=lambda s: s.start):
        words = plain(sentence.text)
        start = text.find(words, at)
        places.append((sentence.start, (start, start + len(words)) if start >= 0 else (0, 0)))
        at = max(at, start)
    found = dict(places)
    return tuple(found[s.start] for s in passage.sentences)


def plain(text: str) -> str:
    """A passage's text as people read it: no heading marks, no emphasis, blanks folded."""
    text = re.sub(r"^[ \t]{0,3}#{1,6}[ \t]+", "", text, flags=re.M)
    text = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return re.sub(r"\s*\n\s*", "\n", text).strip()


def split_sentences(span: Span) -> tuple[Span, ...]:
    """The sentences of a stretch of prose, trimmed, in order."""
    cuts = [0]
    for boundary in sentencex.get_sentence_boundaries("en", span.text):
        end = boundary["end_index"]
        if span.text[end : end + 1].islower():  # "the U.S. army": no sentence starts small
            continue
        cuts.append(end)
    found = []
    for start, end in pairwise([*cuts, len(span.text)] if cuts[-1] < len(span.text) else cuts):
        text = span.text[start:end].strip()
        if text:
            at = span.start + span.text.index(text, start)
            found.append(Span(text, at, at + len(text)))
    return tuple(found)


class _Piece:
    """A stretch of a section before it is fitted to the encoder: extent, headings and typed fields."""

    __slots__ = ("date", "end", "fields", "item", "path", "quotable", "section", "start")

    def __init__(self, section: SectionKind, path: tuple[str, ...], start: int, end: int) -> None:
        self.section, self.path, self.start, self.end = section, path, start, end
        self.item = -1
        self.fields: tuple[Field, ...] = ()
        self.quotable: tuple[Span, ...] = ()
        self.date: tuple[str | None, str | None] = (None, None)


def _pieces(briefing: Briefing, section: Section) -> Iterator[_Piece]:
    """The section's prose, then its items; a heading without prose goes with the first item."""
    first = section.items[0].start if section.items else section.end
    at = section.start
    if section.kind is SectionKind.ABOUT:
        yield from _about(briefing, section)
        return
    heading = section.heading.text
    if section.paragraphs or not section.items:
        piece = _Piece(section.kind, (heading,), section.start, first)
        piece.quotable = tuple(s for p in section.paragraphs for s in split_sentences(p))
        yield piece
        at = first
    for number, item in enumerate(section.items):
        yield from _item_pieces(section.kind, heading, item, number, at)
        at = item.end


def _about(briefing: Briefing, section: Section) -> Iterator[_Piece]:
    """Front matter and title, whose quotable lines are the subtitle and the date; then what stands before a section."""
    prose = section.paragraphs[0].start if section.paragraphs else section.end
    piece = _Piece(section.kind, ("About",), section.start, prose)
    head = briefing.source[section.start : prose]
    fields = []
    for name in ("title", "subtitle", "updated"):
        match = re.search(rf"^{name}:[ \t]*[\"']?(.+?)[\"']?[ \t]*$", head, re.M)
        if match:
            fields.append(Field(name, match.group(1), *(section.start + place for place in match.span(1))))
    piece.fields = tuple(fields)
    piece.quotable = tuple(Span(f.value, f.start, f.end) for f in fields if f.name != "title")
    if prose > section.start:
        yield piece
    if section.paragraphs:
        rest = _Piece(SectionKind.OTHER, ("About",), prose, section.end)
        rest.quotable = tuple(s for p in section.paragraphs for s in split_sentences(p))
        yield rest


def _item_pieces(kind: SectionKind, section: str, item: Item, number: int, start: int) -> Iterator[_Piece]:
    title = _title(item)
    first = item.parts[0].start if item.parts else item.end
    whole = _Piece(kind, (section, title), start, first)
    whole.item, whole.fields, whole.date = number, item.fields, _item_date(kind, item)
    whole.quotable = _quotable(item)
    yield whole
    for part in item.parts:
        piece = _Piece(kind, (section, title, part.heading.text), part.start, part.end)
        piece.item, piece.fields = number, part.fields
        piece.quotable = tuple(s for s in _quotable(part) if s != part.heading)  # "Outcome" proves nothing
        yield piece


def _title(item: Item) -> str:
    """What an item is called in a heading path: its name, title or label, else its heading."""
    for name in ("name", "title", "label"):
        if found := item.field(name):
            return found.value[:160]
    return item.heading.text[:160]


def _item_date(kind: SectionKind, item: Item) -> tuple[str | None, str | None]:
    if kind is SectionKind.TIMELINE:
        written = item.field("date")
        return date_range(written.value) if written else (None, None)
    if kind is SectionKind.HISTORY:
        written = item.field("when")
        found = find_dates(written.value) if written else find_dates(item.heading.text)
        return (found[0].first, found[-1].last) if found else (None, None)
    return None, None


def _quotable(item: Item) -> tuple[Span, ...]:
    """The heading, each written field's sentences, then the prose's; a mere class (kind, type) proves nothing."""
    inside = range(item.heading.start, item.heading.end)
    written = [
        Span(f.value, f.start, f.end) for f in item.fields if f.start not in inside and f.name not in ("kind", "type")
    ]
    prose = [s for block in (*written, *item.paragraphs) for s in split_sentences(block)]
    return tuple(s for s in (item.heading, *prose) if s.text)


def _fit(briefing: Briefing, piece: _Piece, count_tokens: CountTokens, budget: int) -> Iterator[Passage]:
    """The piece as one passage, or as several cut before a sentence when it is too long."""
    header = count_tokens(" > ".join((briefing.title, *piece.path)))
    cuts = [piece.start, *_cuts(briefing.source, piece, count_tokens, budget - header), piece.end]
    for start, end in pairwise(cuts):
        yield Passage(
            id=_slug(briefing.id, piece.path),
            briefing_id=briefing.id,
            briefing_title=briefing.title,
            section=piece.section,
            heading_path=piece.path,
            text=briefing.source[start:end],
            start=start,
            end=end,
            item=piece.item,
            fields=tuple(f for f in piece.fields if start <= f.start < end),
            sentences=tuple(s for s in piece.quotable if start <= s.start < end),
            date=piece.date,
        )


def _cuts(source: str, piece: _Piece, count_tokens: CountTokens, room: int) -> Iterator[int]:
    """Where to cut: before the sentence with which the running passage would no longer fit."""
    if piece.section is SectionKind.ABOUT or count_tokens(source[piece.start : piece.end]) <= room:
        return
    start = piece.start
    ordered = sorted(s.start for s in piece.quotable if s.start > piece.start)
    for this, following in pairwise([*ordered, piece.end]):
        if this > start and source[start:this].strip() and count_tokens(source[start:following]) > room:
            yield this
            start = this


def _slug(briefing_id: str, path: Iterable[str]) -> str:
    words = [re.sub(r"[^a-z0-9]+", "-", _ascii(p).lower()).strip("-")[:60] or "section" for p in path]
    return "/".join((briefing_id, *words))


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _numbered(passages: Iterable[Passage]) -> Iterator[Passage]:
    """The passages with `~2`, `~3`, ... added to ids that come again, so that ids are unique."""
    seen: dict[str, int] = {}
    for passage in passages:
        seen[passage.id] = seen.get(passage.id, 0) + 1
        again = seen[passage.id]
        yield passage if again == 1 else replace(passage, id=f"{passage.id}~{again}")
