"""Comparisons: each side retrieved and cited on its own; a side without evidence is named, never passed over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from askbrief.dates import find_dates, format_range, without_dates
from askbrief.draft import Draft, Line, Quote
from askbrief.encoder import Vectors
from askbrief.evidence import NO_EVIDENCE, READ, Evidence, Weigher, contradicted
from askbrief.question import read_side
from askbrief.refusal import refusal
from askbrief.sides import told_sides
from askbrief.spelling import Lexicon
from askbrief.types import Entity, EntityKind, Hit, Mention, Question
from askbrief.words import STOPWORDS, stem, stems, tokenize

COMPARED = 0.6
"""Part of the usual support that a side of a comparison needs: half of the question's words are of the other side."""

AS_GOOD = 0.85
"""Part of a side's best support from which a second sentence is quoted of it."""
YEAR = 4
"""Digits of a year, which a sentence need not repeat."""
LABEL = 8
"""Words by which a side is called at most."""
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


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: what it is called and the question about it alone. Where it is a name, that name and
    the other sides'; where a word cut it off, the names in it."""

    label: str
    question: Question
    name: Mention | None = None
    others: tuple[Mention, ...] = ()
    held: tuple[Mention, ...] = ()
    own: frozenset[str] = frozenset()  # stems of what only this side is called
    foreign: frozenset[str] = frozenset()  # and of what only the other is

    @property
    def is_bare(self) -> bool:
        """Whether nothing is asked but what or when: "compare X and Y"; what tells most is a sentence about X."""
        return bool(self.name) and (self.question.kind == "when" or not _asked_of(self.question))

    def told(self, evidence: Evidence) -> float:
        """How far a sentence with its headings speaks of this side rather than of the other: about 1."""
        said = evidence.stems | frozenset(stems(" ".join(evidence.passage.heading_path)))
        shares = [len(words & said) / len(words) if words else 0.0 for words in (self.own, self.foreign)]
        return 1 + OWN * (shares[0] - shares[1])


class Comparer:
    """Answers comparisons, one retrieval for each side."""

    def __init__(self, weigher: Weigher, lexicon: Lexicon, min_support: float) -> None:
        self._weigher, self._lexicon, self._min_support = weigher, lexicon, min_support

    def draft(self, question: Question, rank: Rank) -> Draft | None:
        """One retrieval for each side; a side without evidence is named as missing. None where there are no sides.

        Names that a word sets side by side are the sides, else what it joins; all names where that bears less.
        """
        names, cut = compared_names(question), told_sides(question.text)
        told = tuple(self._cut_side(question, cut, number) for number in range(len(cut)))
        if names and not (told and _are_one_side(question, names, cut)):
            tries = [_named_sides(names, question)]
        elif _are_bare(question, cut):
            tries = [_named_sides(_named(question), question), told]
        else:
            tries = [told]
        best: Draft | None = None
        for sides in tries:
            drafted = self._of(question, sides, rank) if len(sides) > 1 else None
            if drafted and (best is None or drafted.status == "answered" or best.status == "not_found"):
                best = drafted
            if best and best.status == "answered":
                break
        return best

    def _cut_side(self, question: Question, cut: Sequence[tuple[str, str]], number: int) -> Side:
        """A side of what words join, read as a question of its own."""
        label, text = cut[number]
        words, others = (frozenset(stems(asked)) for asked in (text, cut[1 - number][1]))
        asked = replace(read_side(text, self._lexicon), kind=_kind_of_side(question), order=None)
        held = tuple(m for m in asked.mentions if m.surface in label)
        return Side(_short(label), asked, held=held, own=words - others, foreign=others - words)

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
        asked = (
            own.question if side.name else replace(own.question, mentions=side.held)
        )  # the frame's names are of both
        lasting = own.question.kind == "value" and bool(_LASTING.search(question.text))
        fitting = [e for e in evidence if _fits(side, e) and _bears_kind(asked, e, lasting)]
        own_name = (side.name,) if side.name else ()
        alone = [e for e in fitting if not any(_is_of(o, e, own_name) for o in side.others)]
        if not alone or alone[0].support < ALONE * fitting[0].support:
            alone = fitting
        name = side.name.entity if side.name and side.is_bare else None
        return tuple(sorted(alone, key=lambda e: -e.support * side.told(e) - (_is_subject(name, e) if name else 0.0)))

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
    said = evidence.stems | frozenset(stems(" ".join(evidence.passage.heading_path)))
    cut = [side for side in sides if not side.name]
    if not all(side.own & said for side in cut):
        return False
    figures = len(_NUMBER.findall(without_dates(evidence.sentence.text)))
    return all(side.question.kind != "value" for side in cut) or figures >= len(cut)


_NUMBER = re.compile(r"\d[\d,.]*|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half)\b", re.I)


def _named_sides(names: Sequence[Mention], question: Question) -> tuple[Side, ...]:
    """The names as sides."""
    others = {name: tuple(m for m in names if m is not name) for name in names}
    return tuple(Side(n.entity.name, _about(question, n, others[n]), n, others[n]) for n in names)


def _are_one_side(question: Question, names: Sequence[Mention], cut: Sequence[tuple[str, str]]) -> bool:
    """Whether names stand together on one side of what a word joins: "did A and B hand over more in X or in Y?"."""
    return any(all(m.surface in label for m in names) for label, _ in cut)


def _are_bare(question: Question, cut: Sequence[tuple[str, str]]) -> bool:
    """Whether what a word joins is hardly more than one name each; so too where no word joins two."""
    held = [[m for m in _named(question) if m.surface in label] for label, _ in cut]
    rest = [len(_asked_of(replace(question, text=label))) for label, _ in cut]
    return [len(h) for h in held] in ([], [1, 1]) and all(count <= 1 for count in rest)


def _short(label: str) -> str:
    """A side as it is called: without the words that ask, a few words long."""
    return " ".join(_ASKS.sub("", label).split()[:LABEL]).strip(" ,")


def _fits(side: Side, evidence: Evidence) -> bool:
    """Whether evidence names the side; one cut at a word has to have one of its names, if it has any, and its numbers:
    "the 750 kV line"."""
    if side.name:
        return _is_of(side.name, evidence, side.others)
    numbers = {stem(t.norm) for t in tokenize(side.label) if t.norm.isdigit() and len(t.norm) != YEAR}
    if not numbers <= evidence.stems:
        return False
    story = frozenset(stems(evidence.passage.briefing_title))
    return not side.held or any(_is_of(m, evidence, ()) or _words(m) <= story for m in side.held)


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
    if _FIRST.search(_CLAUSE.split(question.text)[0]):
        return "when"
    return "value" if _FIGURES.search(question.text) else "what"


def _is_lasting(evidence: Evidence) -> bool:
    """Whether a sentence tells how long something was, or from when to when."""
    dates = find_dates(evidence.sentence.text)
    spans = len(dates) > 1 or any(d.first != d.last for d in dates)
    return spans or bool(_LENGTH.search(without_dates(evidence.sentence.text)))


_FIRST = re.compile(r"\b(?:first|earlier|sooner|older|newer|later)\s*$", re.I)
_CLAUSE = re.compile(r"[,:?]|\bthan\b")
_FIGURES = re.compile(
    r"\b(?:how (?:many|much|long|big|large|far|wide)|more|less|fewer|higher|lower|bigger|smaller|larger|longer|shorter"
    r"|greater|wider|narrower|figures?|numbers?|shares?|percentages?|votes?|turnout|results?|sizes?|totals?|most|least)\b",
    re.I,
)
"""What is compared is a figure."""
_LASTING = re.compile(r"\b(?:longer|shorter|how long|last(?:s|ed)?|lengths?|durations?)\b", re.I)
"""What is compared is how long something was."""
_LENGTH = re.compile(
    r"(?:\d|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|several|few))[- ]?(?:\w+ ){0,2}"
    r"(?:minute|hour|day|night|week|month|year|page|km|kilomet|mile|metre|word)",
    re.I,
)
"""A figure for how long: hours, and pages or miles."""
_ASKS = re.compile(
    r"^(?:(?:who|what|which|when|where|how(?: (?:many|much|long|big|wide))?|is|are|was|were|do|does|did|has|have|had"
    r"|can|could|will|would|tell me|in|on|at|by|for|of)\b[ ,]*)+",
    re.I,
)
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
