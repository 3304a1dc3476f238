"""What a comparison compares: its sides, each with the question about it alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from askbrief.question import read_side
from askbrief.sides import told_sides
from askbrief.spelling import Lexicon
from askbrief.types import Mention, Question
from askbrief.words import STOPWORDS, stems, tokenize

LABEL = 8
"""Words by which a side is called at most."""


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


def ways(question: Question, lexicon: Lexicon) -> Iterator[tuple[Side, ...]]:
    """The ways to see a comparison's sides, each to be tried while the one before does not answer.

    Names that a word sets side by side are the sides, else what it joins; all names where that is hardly more.
    """
    names, cut = compared_names(question), told_sides(question.text)
    if names and not _are_one_side(names, cut):
        yield _named_sides(names, question)
        return
    if _are_bare(question, cut):
        yield _named_sides(_named(question), question)
    yield tuple(_cut_side(question, cut, number, lexicon) for number in range(len(cut)))


def _cut_side(question: Question, cut: Sequence[tuple[str, str]], number: int, lexicon: Lexicon) -> Side:
    """A side of what words join, read as a question of its own."""
    label, text = cut[number]
    words, others = (frozenset(stems(asked)) for asked in (text, cut[1 - number][1]))
    asked = replace(read_side(text, lexicon), kind=_kind_of_side(question), order=None)
    held = tuple(m for m in asked.mentions if m.surface in label)
    return Side(_short(label), asked, held=held, own=words - others, foreign=others - words)


def _named_sides(names: Sequence[Mention], question: Question) -> tuple[Side, ...]:
    """The names as sides."""
    others = {name: tuple(m for m in names if m is not name) for name in names}
    return tuple(Side(n.entity.name, _about(question, n, others[n]), n, others[n]) for n in names)


def _are_one_side(names: Sequence[Mention], cut: Sequence[tuple[str, str]]) -> bool:
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


_ORDER_WORDS = re.compile(
    r"\b(?:first|earlier|sooner|older|last|later|latest|newer|more recent|came|come|signed|happened|began)\b", re.I
)


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


_FIRST = re.compile(r"\b(?:first|earlier|sooner|older|newer|later)\s*$", re.I)
_CLAUSE = re.compile(r"[,:?]|\bthan\b")
_FIGURES = re.compile(
    r"\b(?:how (?:many|much|long|big|large|far|wide)|more|less|fewer|higher|lower|bigger|smaller|larger|longer|shorter"
    r"|greater|wider|narrower|figures?|numbers?|shares?|percentages?|votes?|turnout|results?|sizes?|totals?|most|least)\b",
    re.I,
)
"""What is compared is a figure."""
_ASKS = re.compile(
    r"^(?:(?:how (?:many|much) \w+ (?:did|do|does|was|were|had)|how(?: (?:many|much|long|big|wide))?|who|what|which"
    r"|when|where|is|are|was|were|do|does|did|has|have|had"
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
