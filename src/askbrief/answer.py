"""From ranked passages to an answer: typed fields first, else the best supported sentences, else a refusal."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from askbrief.dates import find_dates, format_range
from askbrief.draft import Draft, Line, Quote
from askbrief.encoder import Vectors
from askbrief.evidence import Evidence, Weigher
from askbrief.index import Index
from askbrief.reader import Reader
from askbrief.types import Entity, Hit, Mention, Question, SectionKind, Span
from askbrief.typed import TypedAnswers
from askbrief.words import STOPWORDS, stem, tokenize

COMPARED = 0.6
"""Part of the usual support that a side of a comparison needs: half of the question's words are of the other side."""
READ = 12
"""Passages whose sentences are weighed."""
SMALL_TALK = {
    "greeting": "Hello! Ask me about any of the briefings, for instance who is involved or what happened last.",
    "thanks": "You are welcome. Ask on whenever you like.",
    "bye": "Goodbye!",
    "about": "I answer questions from the briefings in this corpus and quote the sentences that bear the answer. "
    "When they do not hold it, I say so.",
}


@dataclass(frozen=True, slots=True)
class Ranked:
    """A question with its vector, shape (dimension,), and its ranking."""

    question: Question
    vector: Vectors
    hits: tuple[Hit, ...]


Rank = Callable[[Question], Ranked]
"""Ranks another question in the same scope: a comparison and a multi-part question need one for each side."""


class Answerer:
    """Writes drafts for the questions to one index."""

    def __init__(self, index: Index, reader: Reader, min_support: float) -> None:
        self._index, self._reader, self._min_support = index, reader, min_support
        self._weigher = Weigher(index)
        self.typed = TypedAnswers(index)

    def draft(self, ranked: Ranked, rank: Rank, allowed: Sequence[str]) -> Draft:
        """The draft answer; `allowed` are the ids of the briefings in scope."""
        question = ranked.question
        if question.parts:
            return self._parts(question, rank, allowed)
        if question.kind == "compare":
            compared = self._compared(question, rank)
            if compared:
                return compared
        if not question.unknown:
            typed = self.typed.answer(question, ranked.hits, allowed)
            if typed:
                return typed
        evidence = self._weigher.weigh(question, ranked.vector, ranked.hits[:READ])
        if question.ambiguous and not _decided(question, evidence):
            return _which(question)
        if not evidence or evidence[0].support < self._min_support or _contradicted(question, evidence[0]):
            return self._refusal(question, evidence)
        return self._quoted(question, evidence)

    def _quoted(self, question: Question, evidence: Sequence[Evidence]) -> Draft:
        best = evidence[0]
        chosen = [best, *self._further(question, best, evidence[1:12])]
        quotes = [Quote(e.passage, e.sentence) for e in chosen]
        short, needs = self._short(question, best)
        if needs and needs not in [q.span for q in quotes]:
            quotes.insert(1, Quote(best.passage, needs))
        return Draft("answered", tuple(Line("", (q,)) for q in quotes[:3]), short, best.support)

    def _further(self, question: Question, best: Evidence, rest: Sequence[Evidence]) -> list[Evidence]:
        """Up to two more sentences: nearly as well supported, and with words of the question the first lacks."""
        asked = {stem(t.norm) for t in tokenize(question.text) if t.norm not in STOPWORDS}
        held = set(best.stems)
        found: list[Evidence] = []
        for other in rest:
            new = (asked - held) & other.stems
            strong = other.support >= max(self._min_support, 0.8 * best.support)
            if strong and (new or question.kind in ("why", "how")) and len(found) < 2:
                found.append(other)
                held |= other.stems
        return found

    def _short(self, question: Question, best: Evidence) -> tuple[str | None, Span | None]:
        """The short answer, and the stretch that must be quoted besides the sentence to prove it."""
        passage = best.passage
        if question.kind == "who" and passage.section is SectionKind.PEOPLE:
            name = passage.field("name")
            if name and not any(m.entity.name == name.value for m in question.mentions):
                return name.value, Span(name.value, name.start, name.end)
        value = passage.field("value")
        if question.kind == "value" and value and best.feature("words_in_sentence") >= 0.5:
            return value.value, passage.sentences[0] if best.sentence.start >= passage.start else None
        reading = self._reader.read(question, best.sentence.text, self._names(best.sentence.text))
        if reading:
            return reading.text, None
        if question.kind == "when" and passage.date[0] and not find_dates(best.sentence.text):
            return format_range(*passage.date), passage.sentences[0]
        return None, None

    def _names(self, text: str) -> tuple[Mention, ...]:
        return tuple(group[0] for group in self._index.catalogue.match(text, lambda _: True))

    def _compared(self, question: Question, rank: Rank) -> Draft | None:
        """One retrieval for each side; a side without evidence is named as missing. None where there are no sides."""
        sides = compared_names(question)
        if len(sides) < 2:
            return None
        found = {side: self._side(question, side, [m for m in sides if m is not side], rank) for side in sides}
        missing = tuple(side.entity.name for side, evidence in found.items() if not evidence)
        if len(missing) == len(sides):
            return self._refusal(question, ())
        lines = [_side_line(side, evidence) for side, evidence in found.items() if evidence]
        if missing:
            lines.append(Line(f"The briefings do not say this of {' or '.join(missing)}."))
        support = max(min(e[0].support for e in found.values() if e), self._min_support)
        short = None if missing else _first_or_last(question, found)
        return Draft("partial" if missing else "answered", tuple(lines), short, support, missing)

    def _side(self, question: Question, side: Mention, others: Sequence[Mention], rank: Rank) -> tuple[Evidence, ...]:
        """What bears out a comparison's question of one side: sentences that name it, one or two."""
        own = rank(_about(question, side, others))
        evidence = self._weigher.weigh(own.question, own.vector, own.hits[:READ])
        names = {o.entity.id for o in others}
        fitting = [e for e in evidence if side.entity.id in e.names and not _contradicted(own.question, e)]
        alone = [e for e in fitting if not names & e.names] or fitting
        bare = own.question.kind == "when" or not _asked_of(
            own.question
        )  # "compare X and Y": what tells most is a sentence about X
        ranked = sorted(alone, key=lambda e: -e.support - (bare and _is_subject(side.entity, e)))
        floor = 0.0 if bare else self._min_support * COMPARED
        return tuple(ranked[: 2 if bare else 1]) if ranked and ranked[0].support >= floor else ()

    def _parts(self, question: Question, rank: Rank, allowed: Sequence[str]) -> Draft:
        """Each part answered on its own; the parts without an answer are named."""
        drafts = []
        for part in question.parts:
            ranked = rank(part)
            drafts.append((part.text, self.draft(ranked, rank, allowed)))
        good = [(t, d) for t, d in drafts if d.status in ("answered", "partial")]
        missing = tuple(t for t, d in drafts if d.status not in ("answered", "partial"))
        if not good:
            return replace(drafts[0][1], missing=missing)
        lines = [line for _, d in good for line in (*_short_line(d), *d.lines)]
        if missing:
            lines.append(Line("The briefings do not say: " + " ".join(missing)))
        shorts = [d.short for _, d in good if d.short]
        confidence = min(d.confidence for _, d in good)
        return Draft("partial" if missing else "answered", tuple(lines), "; ".join(shorts) or None, confidence, missing)

    def _refusal(self, question: Question, evidence: Sequence[Evidence]) -> Draft:
        """What the briefings do not say, and where they come closest; cites nothing."""
        support = evidence[0].support if evidence else 0.0
        lacking = question.unknown or _lacking(question, evidence)
        words = "The briefings do not say"
        if lacking:
            words += f": nothing in them on {', '.join(f'“{w}”' for w in lacking)} that answers this"
        closest = ""
        if evidence:
            passage = evidence[0].passage
            closest = f" Closest: {passage.briefing_title} › {' › '.join(passage.heading_path)}."
        text = f"{words}.{closest}"
        return Draft("not_found", (Line(text),), None, round(1 - support, 4), (question.text,))


def _short_line(draft: Draft) -> tuple[Line, ...]:
    return (Line(f"{draft.short}:"),) if draft.short and len(draft.short) < 80 else ()


def _lacking(question: Question, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """The question's content words that the best passage does not hold, as typed."""
    held = {stem(t.norm) for e in evidence[:1] for t in tokenize(" ".join((e.passage.text, *e.passage.heading_path)))}
    spans = [range(m.start, m.end) for m in question.mentions]
    return tuple(
        t.text
        for t in tokenize(question.text)
        if t.norm not in STOPWORDS and stem(t.norm) not in held and not any(t.start in span for span in spans)
    )[:3]


def _decided(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether the best evidence names only one of the things that a shared name can mean."""
    if not evidence:
        return False
    return evidence[0].feature("words_in_sentence") >= 0.6


def _which(question: Question) -> Draft:
    surface, candidates = question.ambiguous[0]
    names = [c.name for c in candidates]
    offered = tuple(question.text.replace(surface, name) for name in names)
    return Draft("ambiguous", (Line(f"“{surface}” can mean {' or '.join(names)}. Which one?"),), None, 0.5, (), offered)


def _contradicted(question: Question, best: Evidence) -> bool:
    """Whether the best evidence is of another day, bears no date where one is asked, or lacks a name altogether."""
    if best.feature("time_missing"):
        return True
    if question.kind == "when" and best.feature("kind_missing"):
        return True
    return bool(question.mentions) and best.feature("worst_name") == 0


_JOINTS = re.compile(
    r"\W*(?:and|or|vs\.?|versus|with|to|from|than|compared (?:to|with)|and (?:on|of|in|for)|or (?:the|in|on))?(?: (?:the|on|in|of|for|those of))*\W*",
    re.I,
)


def compared_names(question: Question) -> tuple[Mention, ...]:
    """The names that a comparison sets side by side; others in the question belong to each side."""
    mentions = sorted({m.entity.id: m for m in question.mentions}.values(), key=lambda m: m.start)
    chains: list[list[Mention]] = []
    for mention in mentions:
        between = question.raw[chains[-1][-1].end : mention.start] if chains else "-"
        if chains and _JOINTS.fullmatch(" ".join(between.split())):
            chains[-1].append(mention)
        else:
            chains.append([mention])
    longest = max(chains, key=len, default=[])
    return tuple(longest if len(longest) > 1 else mentions)


def _asked_of(question: Question) -> list[str]:
    """The words of a question besides names and idle words."""
    names = {n.norm for m in question.mentions for n in tokenize(f"{m.surface} {m.entity.name}")}
    return [t.norm for t in tokenize(question.text) if t.norm not in STOPWORDS and t.norm not in names]


def _is_subject(entity: Entity, evidence: Evidence) -> bool:
    """Whether a sentence begins with the entity: it is likely about it."""
    opening = " ".join(t.norm for t in tokenize(evidence.sentence.text)[:8]).removeprefix("the ")
    return any(opening.startswith(" ".join(t.norm for t in tokenize(n))) for n in (entity.name, *entity.aliases))


def _side_line(side: Mention, evidence: Sequence[Evidence]) -> Line:
    return Line(f"{side.entity.name}:", tuple(Quote(e.passage, e.sentence) for e in evidence))


def _first_or_last(question: Question, found: Mapping[Mention, Sequence[Evidence]]) -> str | None:
    """Which side came first (or last), where that is asked and each side's sentence or event has its date."""
    early, late = _EARLY.search(question.raw), _LATE.search(question.raw)
    dated = {side: _date_of(evidence[0]) for side, evidence in found.items()}
    if not (early or late) or not all(dated.values()):
        return None
    ranked = sorted(dated.items(), key=lambda pair: pair[1] or ("", ""))
    side, day = ranked[0] if early else ranked[-1]
    return f"{side.entity.name} ({format_range(*day)})" if day else None


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
    for other in sorted(others, key=lambda m: -len(m.surface)):
        text = text.replace(other.surface, " ").replace(other.entity.name, " ")
    text = " ".join(w for w in text.split() if w.lower().strip("?,.") not in _COMPARING)
    kind = "what"
    if not _asked_of(replace(question, text=_ORDER_WORDS.sub(" ", text))) and _ORDER_WORDS.search(text):
        kind, text = "when", f"When was {side.entity.name}"
    names = {o.entity.id for o in others}
    kept = tuple(m for m in question.mentions if m.entity.id not in names)
    return replace(question, text=f"{text.strip(' ?,')}?", kind=kind, mentions=kept, parts=())


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
    }
)
