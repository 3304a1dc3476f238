"""Who holds or held an office: the roles of a briefing's people, read as offices with their terms."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from askbrief.comparison import Rank
from askbrief.dates import find_dates, overlaps
from askbrief.draft import ASKED, Draft, Line, Quote
from askbrief.index import Index
from askbrief.kinds import asks_who_is
from askbrief.stories import title_words
from askbrief.types import EntityKind, Mention, Passage, Question, SectionKind, Span, TimeRange
from askbrief.words import ORDINALS, STOPWORDS, stem, tokenize

ADJACENT = 400
"""Days within which one term follows another: where only years are given they may overlap by one."""
OFFERED = 6
"""Holders offered at most when an office is of several."""
_WHEN = re.compile(r"\b(?:when|while|as|at the time (?:of|when)|during) (?P<event>.+)", re.I)
_NOW = re.compile(r"\b(?:current(?:ly)?|now|nowadays|at the moment|at present|today|these days)\b", re.I)
_STILL = re.compile(r"^(?:and |so |but )*(?:is|are)\b.*\bstill\b", re.I)
_PRESENT = re.compile(r"\bwho(?:'s|’s| is| are)\b", re.I)
_IDLE = frozenset("current currently now nowadays moment present today days person man woman".split())
_LESSER = frozenset(stem(w) for w in "vice deputy acting elect designate".split())
"""What makes another office of one: a vice-president is no president."""
_ORDINALS = frozenset(stem(w) for w in ORDINALS)
_OFFICE = re.compile(
    r"\b(?:president|minister|representative|secretary|director|chair\w*|envoy|leader|commander|commissioner|chancellor|ambassador)\b",
    re.I,
)
_LINK = re.compile(r"^(?:[\s,;(–-]|and\b|again\b|previously\b|to\b|until\b|since\b|from\b|in\b|served\b)*$", re.I)


@dataclass(frozen=True, slots=True)
class Tenure:
    """An office as one of a briefing's people holds it; `last` is None while the term goes on, both where no day is
    given."""

    passage: Passage
    words: frozenset[str]  # stems of the office's words, its place's among them
    places: frozenset[str]  # stems of the names in it that are no part of the office itself
    first: str | None
    last: str | None

    @property
    def name(self) -> str:
        return self.passage.heading_path[1]

    def within(self, asked: TimeRange) -> bool:
        """Whether the term touches the asked days."""
        return overlaps(self.first or "0000", self.last or "9999", asked)

    def is_over(self) -> bool:
        return self.last is not None or bool(self.words & {"former", "ex", "then"})


class Offices:
    """Answers to "who is the foreign minister of X?" from one index's roles."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._titles = {b.id: title_words(b) for b in index.briefings}
        self._tenures = [t for p in index.passages if p.section is SectionKind.PEOPLE for t in self._of(p)]

    def _of(self, passage: Passage) -> Iterator[Tenure]:
        role = passage.field("role") if len(passage.heading_path) == 2 else None
        for office, first, last in terms(role.value if role else ""):
            words = frozenset(stem(t.norm) for t in tokenize(office) if t.norm not in STOPWORDS)
            yield Tenure(passage, words, self._places(office), first, last)

    def _places(self, office: str) -> frozenset[str]:
        """The stems of what follows "of" or stands before an office with a capital, as far as it is a name."""
        named = [m.surface for group in self._index.catalogue.match(office) for m in group[:1]]
        return frozenset(stem(t.norm) for n in named if not _OFFICE.search(n) for t in tokenize(n))

    def answer(
        self, question: Question, rank: Rank, allowed: Collection[str], as_of: str | None = None
    ) -> Draft | None:
        """The one holder of the asked office at the asked time, or a question back; None where roles do not tell.

        "When X happened" is the day of the event that ranks first for it.
        """
        clause = _WHEN.search(question.text)
        if clause and question.time is None and asks_who_is(question.text):
            return self._at_event(question, clause, rank, allowed)
        people = [m for m in question.mentions if m.entity.kind is EntityKind.PERSON]
        if people:
            return self._still(question, people[0], allowed) or self._beside(question, people[0], allowed)
        return self._at(question, allowed, as_of) if asks_who_is(question.text) else None

    def _at(self, question: Question, allowed: Collection[str], as_of: str | None) -> Draft | None:
        """Who holds the office at the asked time or, where none is asked, now."""
        held = self._fitting(question, allowed)
        present = question.time is None and bool(_PRESENT.search(question.text))
        asked = question.time or (TimeRange(as_of, as_of) if as_of and present else None)
        if asked:
            held = [t for t in held if (t.first or t.last) and t.within(asked)]
        elif present:
            over, held = [t for t in held if t.is_over()], [t for t in held if not t.is_over()]
            held = [t for t in held if t.first] or held  # "since 2011" before no day at all
            if over and not held and _NOW.search(question.text):
                return _only_before(question, over)
        if len({t.name for t in held}) == 1:
            return _held_by(held)
        return _whose(question, held) if present and held else None

    def _at_event(
        self, question: Question, clause: re.Match[str], rank: Rank, allowed: Collection[str]
    ) -> Draft | None:
        """Who held the office when something happened."""
        told = rank(replace(question, text=clause["event"], kind="order", parts=()))
        events = (h.passage for h in told.hits if h.passage.section is SectionKind.TIMELINE and h.passage.date[0])
        event = next(events, None)
        if event is None:
            return None
        head = question.text[: clause.start()]
        draft = self._at(replace(question, text=head, time=TimeRange(*event.date)), allowed, None)
        told_by = Line("", (Quote(event, event.sentences[0]),))
        return replace(draft, lines=(*draft.lines, told_by), confidence=0.75) if draft else None

    def _still(self, question: Question, person: Mention, allowed: Collection[str]) -> Draft | None:
        """Whether a person still holds the office that a question names: no, where every term of it ended."""
        if not _STILL.search(question.text):
            return None
        asked = _asked(question.text, [person.surface, "still"])
        own = [t for t in self._tenures if t.name == person.entity.name and t.passage.briefing_id in allowed]
        held = [t for t in own if asked and asked <= t.words]
        running = [t for t in held if t.first and not t.is_over()]
        if not running and not (held and all(t.is_over() for t in held)):
            return None
        return replace(_held_by(running or held), short="yes" if running else "no")

    def _beside(self, question: Question, person: Mention, allowed: Collection[str]) -> Draft | None:
        """Who came after or before a person in an office: the holder whose term adjoins."""
        after = _side(question.text, person.surface)
        own = [t for t in self._tenures if t.name == person.entity.name and t.passage.briefing_id in allowed]
        asked = _asked(question.text, [person.surface])
        own = [t for t in own if t.words & asked] or own
        if after is None or not own:
            return None
        others = [t for t in self._tenures if t.name != person.entity.name and t.passage.briefing_id in allowed]
        found = [
            (t, o) for o in own for t in others if _is_same(t, o) and (_adjoins(o, t) if after else _adjoins(t, o))
        ]
        return _held_by([found[0][0]], [found[0][1]]) if len({t.name for t, _ in found}) == 1 else None

    def _fitting(self, question: Question, allowed: Collection[str]) -> list[Tenure]:
        """The tenures of the office a question names: its words are the role's, but for the story's own."""
        names = [m for group in self._index.catalogue.match(question.text) for m in group]
        asked = _asked(question.text, [m.surface for m in names])
        for m in names:
            asked |= {stem(t.norm) for t in tokenize(m.entity.name)}
        fitting = [t for t in self._tenures if t.passage.briefing_id in allowed and self._bears(t, asked)]
        most = max((len(asked & t.words) for t in fitting), default=0)
        return [t for t in fitting if len(asked & t.words) == most]

    def _bears(self, tenure: Tenure, asked: set[str]) -> bool:
        """Whether the office is the asked one; what its own words lack, the story's title must hold, and then the
        office must be of no other place: "of Kosovo" is not asked for in a story on Serbia and Kosovo."""
        lacking = asked - tenure.words
        if lacking == asked or (_LESSER & tenure.words) - asked:
            return False
        return not lacking or (lacking <= self._titles[tenure.passage.briefing_id] and not tenure.places - asked)


def _asked(text: str, names: Sequence[str]) -> set[str]:
    """The stems of a question's telling words, these names and its dates aside."""
    for apart in (*names, *(d.surface for d in find_dates(text))):
        text = text.replace(apart, " ")
    return {stem(t.norm) for t in tokenize(text) if t.norm not in STOPWORDS and t.norm not in _IDLE}


def _side(text: str, name: str) -> bool | None:
    """Whether it is asked who came after somebody (or before: False); None where neither is."""
    name = re.escape(name)
    if re.search(
        rf"\b(?:after|succeeded|followed|replaced|successor (?:of|to)) {name}|\b{name}['’]s successor", text, re.I
    ):
        return True
    before = (
        rf"\b(?:before|preceded|(?:succeeded|followed|replaced) by|predecessor of) {name}|\b{name}['’]s predecessor"
    )
    if re.search(rf"{before}|\bdid {name} (?:succeed|follow|replace)", text, re.I):
        return False
    return None


def _is_same(one: Tenure, other: Tenure) -> bool:
    """Whether two tenures are of one office: most words of either are the other's, and the places agree."""
    mine, theirs = one.words - _ORDINALS, other.words - _ORDINALS
    return 2 * len(mine & theirs) > len(mine | theirs) and one.places == other.places


def _adjoins(earlier: Tenure, later: Tenure) -> bool:
    """Whether a term begins about where another ends."""
    if not (earlier.first and earlier.last and later.first and earlier.first < later.first):
        return False
    return abs((date.fromisoformat(later.first) - date.fromisoformat(earlier.last)).days) <= ADJACENT


def terms(role: str) -> list[tuple[str, str | None, str | None]]:
    """The offices of a role with the first and last day of each term, None where open or not given.

    "President of Norvale since 2017, Prime Minister 2014–2017" gives two.
    """
    found: list[tuple[str, str | None, str | None]] = []
    office, at = "", 0
    for day in find_dates(role):
        lead = role[at : day.start]
        at = day.end
        if not _LINK.match(lead):
            office = re.sub(r"(?:[\s,;(–-]|\b(?:since|from|until|in|and))+$", "", lead).strip(" ,;()")
            found.append((office, day.first, day.last))
        elif found and re.search(r"(?:\bto|\buntil|[–-])\s*$", lead):
            found[-1] = (office, found[-1][1], day.last)
            continue
        else:
            found.append((office, day.first, day.last))
        if re.search(r"\bsince\s*$", lead, re.I):
            found[-1] = (office, day.first, None)
        elif re.search(r"\buntil\s*$", lead, re.I):
            found[-1] = (office, None, day.last)
    return found or ([(role, None, None)] if role else [])


def _held_by(held: Sequence[Tenure], beside: Sequence[Tenure] = ()) -> Draft:
    """The holder's name, with name and role quoted from each of up to two stories, and those of whoever is beside."""
    lines = []
    for passage in (*list({t.passage.briefing_id: t.passage for t in held}.values())[:2], *(t.passage for t in beside)):
        fields = [f for f in (passage.field("name"), passage.field("role")) if f]
        lines.append(Line("", tuple(Quote(passage, Span(f.value, f.start, f.end)) for f in fields)))
    return Draft("answered", tuple(lines), held[0].name, 0.9)


def _only_before(question: Question, over: Sequence[Tenure]) -> Draft:
    """A refusal that names the last holder the briefings know of."""
    last = max(over, key=lambda t: t.last or "")
    role = last.passage.field("role")
    text = f"The briefings do not say who it is now. The last they name: {last.name} ({role.value if role else ''})."
    return Draft("not_found", (Line(text),), None, 0.9, (question.text,))


def _whose(question: Question, held: Sequence[Tenure]) -> Draft:
    """Asks which of several holders of such an office is meant."""
    several = {t.name: t for t in reversed(held)}
    told = [f"{name} ({role.value})" for name, t in several.items() if (role := t.passage.field("role"))][:OFFERED]
    ask = Line(f"More than one holds such an office: {', '.join(told[:-1])} and {told[-1]}. Whom do you mean?")
    return Draft("ambiguous", (ask,), None, ASKED, (), tuple(f"Who is {name}?" for name in [*several][:OFFERED]))
