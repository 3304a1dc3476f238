"""Comparisons: each side retrieved and cited on its own; a side without evidence is named, never passed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from askbrief.dates import find_dates, format_range, question_time
from askbrief.draft import Draft, Line, Quote
from askbrief.encoder import Vectors
from askbrief.evidence import READ, Evidence, Weigher, contradicted
from askbrief.refusal import refusal
from askbrief.sides import told_sides
from askbrief.types import Entity, EntityKind, Hit, Mention, Question
from askbrief.words import STOPWORDS, stem, tokenize

COMPARED = 0.6
"""Part of the usual support that a side of a comparison needs: half of the question's words are of the other side."""

AS_GOOD = 0.85
"""Part of a side's best support from which a second sentence is quoted of it."""
YEAR = 4
"""Digits of a year, which a sentence need not repeat."""
LABEL = 6
"""Words by which a side is called at most."""
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


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what it is called and the question about it alone. Where it is a name, that name and
    the other sides'; where a word cut it off, the names in it."""

    label: str
    question: Question
    name: Mention | None = None
    others: tuple[Mention, ...] = ()
    held: tuple[Mention, ...] = ()


class Comparer:
    """Answers comparisons, one retrieval for each side."""

    def __init__(self, weigher: Weigher, min_support: float) -> None:
        self._weigher, self._min_support = weigher, min_support

    def draft(self, question: Question, rank: Rank) -> Draft | None:
        """One retrieval for each side; a side without evidence is named as missing. None where there are no sides.

        Names are sides before what a word joins; that is tried where it bears more.
        """
        names = compared_names(question)
        cut = () if names else told_sides(question.text)
        sides = named_sides(question, names, cut)
        first = self._of(question, sides, rank) if sides else None
        if not cut or (first and first.status == "answered"):
            return first
        other = self._of(question, [_cut_side(question, number, cut) for number in range(len(cut))], rank)
        return other if other.status == "answered" else first

    def _of(self, question: Question, sides: Sequence[Side], rank: Rank) -> Draft:
        found = {side: self._evidence(question, side, rank) for side in sides}
        missing = tuple(side.label for side, evidence in found.items() if not evidence)
        if len(missing) == len(sides):
            return refusal(question, ())
        lines = [_side_line(side, evidence) for side, evidence in found.items() if evidence]
        if missing:
            lines.append(Line(f"The briefings do not say this of {' or '.join(missing)}."))
        support = max(min(e[0].support for e in found.values() if e), self._min_support)
        short = None if missing else _first_or_last(question, found)
        return Draft("partial" if missing else "answered", tuple(lines), short, support, missing)

    def _evidence(self, question: Question, side: Side, rank: Rank) -> tuple[Evidence, ...]:
        """What bears out a comparison's question of one side: sentences that name it, one or two."""
        own = rank(side.question)
        evidence = self._weigher.weigh(own.question, own.vector, own.hits[:READ])
        fitting = [e for e in evidence if _fits(side, e) and not contradicted(own.question, e)]
        if own.question.kind == "value":
            fitting = [e for e in fitting if not e.feature("kind_missing")]
        own_name = (side.name,) if side.name else ()
        alone = [e for e in fitting if not any(_is_of(o, e, own_name) for o in side.others)]
        if not alone or alone[0].support < ALONE * fitting[0].support:
            alone = fitting
        # "compare X and Y": what tells most is a sentence about X
        bare = own.question.kind == "when" or not _asked_of(own.question)
        name = side.name.entity if side.name and bare else None
        ranked = sorted(alone, key=lambda e: -e.support - (_is_subject(name, e) if name else 0.0))
        floor = 0.0 if bare else self._min_support * COMPARED
        if not ranked or ranked[0].support < floor:
            return ()
        return tuple(ranked[:2] if bare else [e for e in ranked[:2] if e.support >= AS_GOOD * ranked[0].support])


def named_sides(question: Question, names: Sequence[Mention], cut: Sequence[tuple[str, str]]) -> tuple[Side, ...]:
    """The names that are set side by side as sides; all names where no word sets two side by side or joins two, or
    where each of the two that it joins has one."""
    held = [[m for m in _named(question) if m.surface in label] for label, _ in cut]
    if not names and (not cut or [len(h) for h in held] == [1, 1]):
        names = _named(question)
    if len(names) < 2:
        return ()
    others = {name: tuple(m for m in names if m is not name) for name in names}
    return tuple(Side(n.entity.name, _about(question, n, others[n]), n, others[n]) for n in names)


def _cut_side(question: Question, number: int, cut: Sequence[tuple[str, str]]) -> Side:
    """A side of what a word joins, asked without the names that only another side has."""
    label, text = cut[number]
    elsewhere = " | ".join(name for at, (name, _) in enumerate(cut) if at != number)
    foreign = [m for m in question.mentions if m.surface in elsewhere and m.surface not in label]
    for mention in foreign:
        text = _put(" ", mention.surface, text)
    own = tuple(m for m in question.mentions if m not in foreign)
    asked = replace(question, text=" ".join(text.split()), kind=_kind_of_side(question), mentions=own, parts=())
    asked = replace(asked, time=question_time(text), order=None)
    return Side(_short(label), asked, held=tuple(m for m in own if m.surface in label))


def _short(label: str) -> str:
    return " ".join(label.split()[-LABEL:])


def _fits(side: Side, evidence: Evidence) -> bool:
    """Whether evidence names the side; one cut at a word has to have one of its names, if it has any, and its numbers:
    "the 750 kV line"."""
    if side.name:
        return _is_of(side.name, evidence, side.others)
    numbers = {stem(t.norm) for t in tokenize(side.label) if t.norm.isdigit() and len(t.norm) != YEAR}
    if not numbers <= evidence.stems:
        return False
    return not side.held or any(_is_of(m, evidence, ()) for m in side.held)


def _is_of(side: Mention, evidence: Evidence, others: Sequence[Mention]) -> bool:
    """Whether a sentence, or the item it stands in, names a side, be it in another form ("Greek Cypriot voters"); the
    words of another side's longer name do not count."""
    named = evidence.names | evidence.heading_names
    words = _words(side)
    longer = any(words < _words(o) and o.entity.id in named for o in others)
    return side.entity.id in named or (words <= evidence.stems and not longer)


def _words(side: Mention) -> set[str]:
    return {stem(t.norm) for t in tokenize(side.entity.name)}


_JOINTS = re.compile(
    r"\W*(?:and (?:on|of|in|for)|and|or (?:the|in|on)|or|vs\.?|versus|with|to|from|than|compared (?:to|with))?"
    r"(?: (?:the|on|in|of|for|those of))*\W*",
    re.I,
)


def compared_names(question: Question) -> tuple[Mention, ...]:
    """The names that a comparison sets side by side, two or more; others in the question belong to each side."""
    mentions = _named(question)
    chains: list[list[Mention]] = []
    for mention in mentions:
        between = question.raw[chains[-1][-1].end : mention.start] if chains else "-"
        if chains and _JOINTS.fullmatch(" ".join(between.split())):
            chains[-1].append(mention)
        else:
            chains.append([mention])
    longest = max(chains, key=len, default=[])
    return tuple(longest if len(longest) > 1 else ())


def _named(question: Question) -> tuple[Mention, ...]:
    """The names of a question, each once, in order."""
    return tuple(sorted({m.entity.id: m for m in question.mentions}.values(), key=lambda m: m.start))


def _asked_of(question: Question) -> list[str]:
    """The words of a question besides names and idle words."""
    names = {n.norm for m in question.mentions for n in tokenize(f"{m.surface} {m.entity.name}")}
    return [t.norm for t in tokenize(question.text) if t.norm not in STOPWORDS and t.norm not in names]


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
    if not (early or late) or not all(dated.values()):
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


_ORDER_WORDS = re.compile(
    r"\b(?:first|earlier|sooner|older|last|later|latest|newer|more recent|came|come|signed|happened|began)\b", re.I
)
_EARLY = re.compile(r"\b(?:first|earlier|sooner|before|older)\b", re.I)
_LATE = re.compile(r"\b(?:last|later|latest|after|newer|more recent)\b", re.I)


def _about(question: Question, side: Mention, others: Sequence[Mention]) -> Question:
    """The comparison's question of one side alone."""
    text = question.text
    for other in others:
        text = _put(" ", other.entity.name, _put(" ", other.surface, text))
    if side.surface.isupper():  # an acronym says little to who has not met it
        text = _put(side.entity.name, side.surface, text)
    text = " ".join(w for w in text.split() if w.lower().strip("?,.") not in _COMPARING)
    kind = _kind_of_side(question)
    if not _asked_of(replace(question, text=_ORDER_WORDS.sub(" ", text))) and _ORDER_WORDS.search(text):
        kind, text = "when", f"When was {side.entity.name}"
    names = {o.entity.id for o in others}
    kept = tuple(m for m in question.mentions if m.entity.id not in names)
    return replace(question, text=f"{text.strip(' ?,')}?", kind=kind, mentions=kept, parts=())


def _put(other: str, name: str, text: str) -> str:
    """The text with another in place of a whole name."""
    return re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _: other, text)


def _kind_of_side(question: Question) -> str:
    return "value" if _FIGURES.search(question.text) else "what"


_FIGURES = re.compile(
    r"\b(?:how (?:many|much|long|big|large|far)|more|less|fewer|higher|lower|bigger|smaller|larger|longer|shorter"
    r"|greater|figures?|numbers?|shares?|percentages?|votes?|turnout|results?|sizes?|totals?|most|least)\b",
    re.I,
)
"""What is compared is a figure."""
_COMPARING = frozenset(
    {
        "compare",
        "compared",
        "comparison",
        "difference",
        "between",
        "versus",
        "vs",
        "vs.",
        "and",
        "or",
        "with",
        "differ",
        "contrast",
        *"which one ones any more less fewer higher lower bigger smaller larger longer shorter stronger weaker".split(),
    }
)
