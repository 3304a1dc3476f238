"""Comparisons: each side retrieved and cited on its own; a side without evidence is named, never passed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from askbrief.compared import Side, ways
from askbrief.constraints import contradicted
from askbrief.dates import find_dates, format_range, without_dates
from askbrief.draft import Draft, Line, Quote
from askbrief.encoder import Vectors
from askbrief.evidence import NO_EVIDENCE, READ, Evidence, Weigher
from askbrief.refusal import refusal
from askbrief.spelling import Lexicon
from askbrief.types import Entity, EntityKind, Hit, Mention, Question
from askbrief.words import stem, stems, tokenize

COMPARED = 0.6
"""Part of the usual support that a side of a comparison needs: half of the question's words are of the other side."""

AS_GOOD = 0.85
"""Part of a side's best support from which a second sentence is quoted of it."""
YEAR = 4
"""Digits of a year, which a sentence need not repeat."""
NEAR = 0.3
"""The same for a side beside one that the same briefing tells of."""
OWN = 0.3
"""Part of its support that a sentence gains with the words that only its side has, and loses with the other side's."""
ALONE = 0.9
"""Part of the best support from which a sentence about one side alone is taken before one about both."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question with its vector, shape (dimension,), and its ranking."""

    question: Question
    vector: Vectors
    hits: tuple[Hit, ...]


Rank = Callable[[Question], Ranked]
"""Ranks another question in the same scope: a comparison and a multi-part question need one for each side."""


class Comparer:
    """Answers comparisons, one retrieval for each side."""

    def __init__(self, weigher: Weigher, lexicon: Lexicon, min_support: float) -> None:
        self._weigher, self._lexicon, self._min_support = weigher, lexicon, min_support

    def draft(self, question: Question, rank: Rank) -> Draft | None:
        """One retrieval for each side; a side without evidence is named as missing. None where there are no sides."""
        best: Draft | None = None
        for sides in ways(question, self._lexicon):
            drafted = self._of(question, sides, rank) if len(sides) > 1 else None
            if drafted and (best is None or drafted.status == "answered" or best.status == "not_found"):
                best = drafted
            if best and best.status == "answered":
                break
        return best

    def _of(self, question: Question, sides: Sequence[Side], rank: Rank) -> Draft:
        found = self._shared_out({side: self._ranked(question, side, rank) for side in sides})
        missing = tuple(side.label for side, evidence in found.items() if not evidence)
        if len(missing) == len(sides):
            return refusal(question, ())
        lines = [_side_line(side, evidence) for side, evidence in found.items() if evidence]
        if missing:
            lines.append(Line(f"The briefings do not say this of {' or '.join(missing)}."))
        support = max(min(e[0].support for e in found.values() if e), self._min_support)
        short = None if missing else _first_or_last(question, found)
        return Draft("partial" if missing else "answered", tuple(lines), short, support, missing)

    def _ranked(self, question: Question, side: Side, rank: Rank) -> tuple[Evidence, ...]:
        """The sentences that may bear out a comparison's question of one side, best first."""
        own = rank(side.question)
        hits = [h for h in own.hits if h.passage.section not in NO_EVIDENCE]
        evidence = self._weigher.weigh(own.question, own.vector, hits[:READ])
        # names outside a side are of both
        asked = own.question if side.name else replace(own.question, mentions=side.held)
        lasting = own.question.kind == "value" and bool(_LASTING.search(question.text))
        fitting = [e for e in evidence if _fits(side, e) and _bears_kind(asked, e, lasting)]
        own_name = (side.name,) if side.name else ()
        alone = [e for e in fitting if not any(_is_of(o, e, own_name) for o in side.others)]
        if not alone or alone[0].support < ALONE * fitting[0].support:
            alone = fitting
        name = side.name.entity if side.name and side.is_bare else None
        return tuple(sorted(alone, key=lambda e: -e.support * _told(side, e) - (_is_subject(name, e) if name else 0.0)))

    def _shared_out(self, ranked: Mapping[Side, Sequence[Evidence]]) -> dict[Side, tuple[Evidence, ...]]:
        """One or two sentences for each side, none for a side without. The surest side chooses first: what it quotes is
        quoted of another only where it tells of both; and where it stands, less is enough for the others."""
        first: dict[Side, Evidence] = {}
        for side in sorted(ranked, key=lambda s: -max((e.support for e in ranked[s]), default=0.0)):
            free = [e for e in ranked[side] if _is_free(e, first.values()) or _tells_all(ranked, e)]
            near = bool(free) and free[0].passage.briefing_id in {e.passage.briefing_id for e in first.values()}
            least = 0.0 if side.is_bare else self._min_support * (NEAR if near else COMPARED)
            if free and free[0].support >= least:
                first[side] = free[0]
        return {side: _with_second(side, first.get(side), ranked, first) for side in ranked}


def _told(side: Side, evidence: Evidence) -> float:
    """How far a sentence with its headings speaks of this side rather than of the other: about 1."""
    if side.name:
        return 1.0
    said = _said(evidence)
    shares = [len(words & said) / len(words) if words else 0.0 for words in (side.own, side.foreign)]
    return 1 + OWN * (shares[0] - shares[1])


def _said(evidence: Evidence) -> frozenset[str]:
    """The stems of a sentence with its headings."""
    return evidence.stems | frozenset(stems(" ".join(evidence.passage.heading_path)))


def _with_second(
    side: Side, best: Evidence | None, ranked: Mapping[Side, Sequence[Evidence]], first: Mapping[Side, Evidence]
) -> tuple[Evidence, ...]:
    """A side's sentence, and the next one where that is about as good and no other side's."""
    if best is None:
        return ()
    least = 0.0 if side.is_bare else AS_GOOD * best.support
    others = (e for e in ranked[side] if e.support >= least and _is_free(e, first.values()))
    return (best, *islice(others, 1))


def _is_free(evidence: Evidence, taken: Iterable[Evidence]) -> bool:
    return all(e.passage.id != evidence.passage.id or e.sentence != evidence.sentence for e in taken)


def _bears_kind(question: Question, evidence: Evidence, lasting: bool) -> bool:
    """Whether nothing contradicts a sentence and it holds a figure where one is asked: from when to when will do for
    how long."""
    if lasting:
        return _is_lasting(evidence) and not contradicted(replace(question, kind="what"), evidence)
    figure = question.kind == "value" and evidence.feature("kind_missing")
    return not figure and not contradicted(question, evidence)


def _tells_all(sides: Iterable[Side], evidence: Evidence) -> bool:
    """Whether a sentence tells of every side: it names it or holds a word of its own, and figures enough for all."""
    cut, said = [side for side in sides if not side.name], _said(evidence)
    if not all(side.own & said for side in cut):
        return False
    figures = len(_NUMBER.findall(without_dates(evidence.sentence.text)))
    return all(side.question.kind != "value" for side in cut) or figures >= len(cut)


_NUMBER = re.compile(r"\d[\d,.]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half)\b", re.I)


def _fits(side: Side, evidence: Evidence) -> bool:
    """Whether evidence names the side; one cut at a word has to have one of its names, if it has any, and its numbers:
    "the 750 kV line"."""
    if side.name:
        return _is_of(side.name, evidence, side.others)
    numbers = {stem(t.norm) for t in tokenize(side.label) if t.norm.isdigit() and len(t.norm) != YEAR}
    if not numbers <= evidence.stems:
        return False
    if not side.held:
        return True
    story = frozenset(stems(evidence.passage.briefing_title))
    return any(_is_of(m, evidence, ()) or _words(m) <= story for m in side.held)


def _is_of(side: Mention, evidence: Evidence, others: Sequence[Mention]) -> bool:
    """Whether a sentence, or the item it stands in, names a side, be it in another form ("Greek Cypriot voters"); the
    words of another side's longer name do not count."""
    named = evidence.names | evidence.heading_names
    words = _words(side)
    longer = any(words < _words(o) and o.entity.id in named for o in others)
    return side.entity.id in named or (words <= evidence.stems and not longer)


def _words(side: Mention) -> set[str]:
    return {stem(t.norm) for t in tokenize(side.entity.name)}


def _is_subject(entity: Entity, evidence: Evidence) -> float:
    """Whether a sentence is about the entity: 1 where it begins with it, 1.5 where "is" or "was" follows, else 0; half
    more where an agreement was signed, since that is its day."""
    signed = entity.kind is EntityKind.AGREEMENT and stem("signed") in evidence.stems
    return _opens_with(entity, evidence) + 0.5 * signed


def _opens_with(entity: Entity, evidence: Evidence) -> float:
    opening = " ".join(t.norm for t in tokenize(evidence.sentence.text)[:10]).removeprefix("the ")
    for name in (entity.name, *entity.aliases):
        known = " ".join(t.norm for t in tokenize(name))
        if opening.startswith(known):
            return 1.5 if opening[len(known) :].startswith((" is ", " was ")) else 1.0
    return 0.0


def _side_line(side: Side, evidence: Sequence[Evidence]) -> Line:
    return Line(f"{side.label}:", tuple(Quote(e.passage, e.sentence) for e in evidence))


def _first_or_last(question: Question, found: Mapping[Side, Sequence[Evidence]]) -> str | None:
    """Which side came first (or last), where that is asked and each side's sentence or event has its date."""
    early, late = _EARLY.search(question.raw), _LATE.search(question.raw)
    dated = {side: _date_of(evidence[0]) for side, evidence in found.items()}
    cut = any(not side.name and side.question.kind != "when" for side in found)
    if not (early or late) or cut or not all(dated.values()):
        return None
    ranked = sorted(dated.items(), key=lambda pair: pair[1] or ("", ""))
    side, day = ranked[0] if early else ranked[-1]
    return f"{side.label} ({format_range(*day)})" if day else None


def _date_of(evidence: Evidence) -> tuple[str, str] | None:
    found = find_dates(evidence.sentence.text)
    if found:
        return found[0].first, found[0].last
    first, last = evidence.passage.date
    return (first, last) if first and last else None


_EARLY = re.compile(r"\b(?:first|earlier|sooner|before|older)\b", re.I)
_LATE = re.compile(r"\b(?:last|later|latest|after|newer|more recent)\b", re.I)


def _is_lasting(evidence: Evidence) -> bool:
    """Whether a sentence tells how long something was, or from when to when."""
    dates = find_dates(evidence.sentence.text)
    spans = len(dates) > 1 or any(d.first != d.last for d in dates)
    return spans or bool(_LENGTH.search(without_dates(evidence.sentence.text, dates)))


_LASTING = re.compile(r"\b(?:longer|shorter|how long|last(?:s|ed)?|lengths?|durations?)\b", re.I)
"""What is compared is how long something was."""
_LENGTH = re.compile(
    r"(?:\d|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|several|few))[- ]?(?:\w+ ){0,2}"
    r"(?:minute|hour|day|night|week|month|year|page|km|kilomet|mile|metre|word)",
    re.I,
)
"""A figure for how long: hours, and pages or miles."""
