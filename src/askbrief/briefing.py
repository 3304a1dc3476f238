"""A briefing file read into its sections and items, every piece with its place in the source.

The schema is corpus/README.md: front matter, `##` sections, `###` items, `####` parts, `Name: value` fields.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

from askbrief.dates import find_dates
from askbrief.errors import BriefingError
from askbrief.sections import section_kind
from askbrief.types import Briefing, Field, Item, Section, SectionKind, Span

ITEM_SECTIONS = frozenset(
    {
        SectionKind.INDICATORS,
        SectionKind.PEOPLE,
        SectionKind.ORGANIZATIONS,
        SectionKind.TIMELINE,
        SectionKind.SCENARIOS,
        SectionKind.HISTORY,
    }
)
_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.S)
_FIELD = re.compile(r"[ \t]*(?:[-*+][ \t]+)?[*_]{0,2}([A-Z][\w'’/ -]{0,30}?)[*_]{0,2}:[*_]{0,2}[ \t]+(\S.*?)[ \t]*$")
_ATX = re.compile(r"[ \t]{0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")
_VALUE_LABEL = re.compile(r"(.+?)\s+[—–-]\s+(.+)")
_NUMBERED = re.compile(r"(\d{1,3})[.):]?\s+(\S.*)")
_DATED = re.compile(r"\s*(?:[—–:|-])\s*")
_BULLET = re.compile(r"[ \t]*[-*+•][ \t]+")
_BLOCKS = MarkdownIt("commonmark").disable("inline")  # only headings are asked for
_YAML = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same in C, where PyYAML was built with it


@dataclass(frozen=True, slots=True)
class _Heading:
    """A Markdown heading: its level, its text and the extent of its lines."""

    level: int
    text: Span
    start: int
    end: int


def read_briefing(path: Path) -> Briefing:
    """The briefing in a file; BriefingError names the file, the fault and the cure."""
    try:
        source = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BriefingError(f"{path}: cannot be read ({error.strerror}); check its permissions") from error
    except UnicodeDecodeError as error:
        raise BriefingError(f"{path}: not UTF-8 text (byte {error.start}); convert it with `askbrief add`") from error
    return parse_briefing(source.replace("\r\n", "\n").replace("\r", "\n"), path.stem, name=str(path))


def parse_briefing(source: str, default_id: str, *, name: str = "briefing") -> Briefing:
    """The briefing in a Markdown text whose lines end in `\\n`; `name` is used in errors."""
    if not source.strip():
        raise BriefingError(f"{name}: empty; write at least one section with text, or remove the file")
    meta, body_start = _front_matter(source, name)
    headings = _headings(source, body_start)
    sections = _sections(source, headings, body_start)
    title = str(meta.get("title") or (sections[0].heading.text if headings else "") or default_id)
    return Briefing(
        id=_identifier(meta, default_id, name),
        title=title,
        subtitle=str(meta.get("subtitle") or ""),
        updated=str(meta.get("updated") or ""),
        tags=_strings(meta.get("tags")),
        aliases=_aliases(meta.get("aliases"), title),
        sources=_strings(meta.get("sources")),
        source=source,
        sha256=hashlib.sha256(source.encode()).hexdigest(),
        sections=sections,
    )


def _front_matter(source: str, name: str) -> tuple[dict[str, Any], int]:
    match = _FRONT.match(source)
    if not match:
        return {}, 0
    try:
        meta = yaml.load(match.group(1) or "", Loader=_YAML) or {}
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2026-02-31
        line = " ".join(str(error).split())
        raise BriefingError(
            f"{name}: front matter is not valid YAML ({line}); quote values that hold a colon"
        ) from error
    if not isinstance(meta, dict):
        raise BriefingError(f"{name}: front matter must be `key: value` lines, not a {type(meta).__name__}")
    return meta, match.end()


def _identifier(meta: dict[str, Any], default_id: str, name: str) -> str:
    identifier = str(meta.get("id") or default_id)
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}", identifier):
        raise BriefingError(f"{name}: id {identifier!r} cannot stand in an address; use letters, digits and hyphens")
    return identifier


def _strings(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(str(v) for v in value) if isinstance(value, list) else (str(value),)


def _aliases(value: object, title: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`{name: [aliases]}`, or a plain list of other names of the story itself."""
    if isinstance(value, dict):
        return tuple((str(name), _strings(names)) for name, names in value.items())
    return ((title, _strings(value)),) if value else ()


def _headings(source: str, body_start: int) -> list[_Heading]:
    """The headings of the body; a Markdown parser finds them, so code fences and setext lines are right."""
    lines = [body_start]
    lines += [m.end() for m in re.finditer("\n", source) if m.end() > body_start]
    tokens = _BLOCKS.parse(source[body_start:])
    found = []
    for token in tokens:
        if token.type == "heading_open" and token.map and token.level == 0:
            start = lines[token.map[0]]
            end = lines[token.map[1]] if token.map[1] < len(lines) else len(source)
            found.append(_Heading(int(token.tag[1]), _heading_text(source, start, end), start, end))
    return found


def _heading_text(source: str, start: int, end: int) -> Span:
    line = source[start:end].split("\n", 1)[0]
    match = _ATX.match(line)
    at, text = (start + match.start(1), match.group(1)) if match else (start, line)
    return _trimmed(source, at, at + len(text))


def _trimmed(source: str, start: int, end: int) -> Span:
    """The span without blanks or emphasis marks at its ends."""
    while start < end and source[start] in " \t\n*_":
        start += 1
    while start < end and source[end - 1] in " \t\n*_":
        end -= 1
    return Span(source[start:end], start, end)


def _sections(source: str, headings: list[_Heading], body_start: int) -> tuple[Section, ...]:
    """All sections; the first holds front matter and title, so that sections tile the source."""
    level = _section_level(headings)
    tops = [h for h in headings if h.level <= level and not _is_title(h, headings, level)]
    sections = []
    first = tops[0].start if tops else len(source)
    if first > 0:
        title = next((h for h in headings if h.start < first), None)
        heading = title.text if title else Span("", body_start, body_start)
        prose = tuple(_paragraphs(source, title.end if title else body_start, first))
        kind = SectionKind.ABOUT if tops or not prose else SectionKind.OVERVIEW
        sections.append(Section(kind, heading, 0, first, prose))
    for top, end in _extents(tops, len(source)):
        inner = [h for h in headings if top.start < h.start < end]
        sections.append(_section(source, top, inner, end))
    return tuple(sections)


def _extents(heads: list[_Heading], end: int) -> Iterator[tuple[_Heading, int]]:
    """Each heading with the place where what it heads ends."""
    return zip(heads, [h.start for h in heads[1:]] + [end] * bool(heads), strict=True)


def _section_level(headings: list[_Heading]) -> int:
    known = [h.level for h in headings if section_kind(h.text.text) is not SectionKind.OTHER]
    return min(known) if known else 2


def _is_title(heading: _Heading, headings: list[_Heading], level: int) -> bool:
    return heading is headings[0] and heading.level < level


def _section(source: str, top: _Heading, inner: list[_Heading], end: int) -> Section:
    kind = section_kind(top.text.text)
    level = min((h.level for h in inner), default=0)
    starts = [h for h in inner if h.level == level]
    prose_end = starts[0].start if starts else end
    items = tuple(
        _item(source, kind, head, [h for h in inner if head.start < h.start < stop], stop)
        for head, stop in _extents(starts, end)
    )
    if not items and kind in ITEM_SECTIONS:
        items = tuple(_bullet_items(source, kind, top.end, end))
        prose_end = items[0].start if items else end
    return Section(kind, top.text, top.start, end, tuple(_paragraphs(source, top.end, prose_end)), items)


def _item(source: str, kind: SectionKind, head: _Heading, inner: list[_Heading], end: int) -> Item:
    level = min((h.level for h in inner), default=0)
    starts = [h for h in inner if h.level == level]
    body_end = starts[0].start if starts else end
    written, prose_start = _fields(source, head.end, body_end)
    parts = tuple(_item(source, SectionKind.OTHER, part, [], stop) for part, stop in _extents(starts, end))
    fields = (*_heading_fields(source, kind, head.text), *written)
    return Item(head.text, head.start, end, fields, tuple(_paragraphs(source, prose_start, body_end)), parts)


def _bullet_items(source: str, kind: SectionKind, start: int, end: int) -> Iterator[Item]:
    """Items written as a plain list: `- 2022-02-24 — Title: text`. The whole bullet is the item."""
    starts = [m.start() for m in re.finditer(r"^(?:[-*+•]|\d{1,3}[.)])[ \t]+\S", source[start:end], re.M)]
    for first, stop in pairwise([*(start + s for s in starts), end]):
        text = _trimmed_bullet(source, first, stop)
        yield Item(text, first, stop, _heading_fields(source, kind, text))


def _trimmed_bullet(source: str, start: int, end: int) -> Span:
    match = re.compile(r"(?:[-*+•]|\d{1,3}[.)])[ \t]+").match(source, start)
    return _trimmed(source, match.end() if match else start, end)


def _fields(source: str, start: int, end: int) -> tuple[list[Field], int]:
    """The `Name: value` lines at the top of an item, and where its prose begins."""
    fields: list[Field] = []
    at = start
    for line in source[start:end].splitlines(keepends=True):
        match = _FIELD.match(line.rstrip("\n"))
        if match:
            value = _trimmed(source, at + match.start(2), at + match.end(2))
            fields.append(Field(match.group(1).strip().lower(), value.text, value.start, value.end))
        elif line.strip():
            break
        at += len(line)
    return fields, at


def _heading_fields(source: str, kind: SectionKind, heading: Span) -> tuple[Field, ...]:
    """The typed values that stand in an item's heading: value and label, date and title, number, name."""
    pieces = {
        SectionKind.INDICATORS: _indicator_pieces,
        SectionKind.TIMELINE: _event_pieces,
        SectionKind.SCENARIOS: _scenario_pieces,
    }.get(kind, _name_piece)(heading.text)
    fields = []
    for name, first, last in pieces:
        span = _trimmed(source, heading.start + first, heading.start + last)
        fields.append(Field(name, span.text, span.start, span.end))
    return tuple(fields)


_Pieces = list[tuple[str, int, int]]


def _indicator_pieces(text: str) -> _Pieces:
    match = _VALUE_LABEL.fullmatch(text) or re.fullmatch(r"(.+?):\s+(.+)", text, re.S)
    if not match:
        return [("label", 0, len(text))]
    return [("value", *match.span(1)), ("label", *match.span(2))]


def _event_pieces(text: str) -> _Pieces:
    found = find_dates(text[:60])
    lead = found[0] if found and not text[: found[0].start].strip("*_( ") else None
    if not lead:
        return [("title", 0, len(text))]
    last = found[1] if len(found) > 1 and re.fullmatch(r"\s*(?:[-–—]|to)\s*", text[lead.end : found[1].start]) else lead
    rest = _DATED.match(text, last.end)
    title = rest.end() if rest else last.end
    date = ("date", lead.start, last.end)
    return [date, ("title", title, len(text))] if title < len(text) else [date]


def _scenario_pieces(text: str) -> _Pieces:
    match = _NUMBERED.fullmatch(text)
    if not match:
        return [("title", 0, len(text))]
    return [("number", *match.span(1)), ("title", *match.span(2))]


def _name_piece(text: str) -> _Pieces:
    return [("name", 0, len(text))] if text else []


def _paragraphs(source: str, start: int, end: int) -> Iterator[Span]:
    """Runs of non-blank lines; each bullet is a paragraph of its own."""
    at, first = start, -1
    for line in source[start:end].splitlines(keepends=True):
        bullet, blank = _BULLET.match(line), not line.strip()
        if first >= 0 and (blank or bullet):
            yield _trimmed_lines(source, first, at)
            first = -1
        if not blank and first < 0:
            first = at + (bullet.end() if bullet else 0)
        at += len(line)
    if first >= 0:
        yield _trimmed_lines(source, first, at)


def _trimmed_lines(source: str, start: int, end: int) -> Span:
    text = source[start:end].rstrip()
    return Span(text, start, start + len(text))
