"""From ranked passages to an answer: typed fields first, else the best supported sentences, else a refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from askbrief.dates import find_dates, format_range
from askbrief.draft import Draft, Line, Quote
from askbrief.encoder import Vectors
from askbrief.evidence import Evidence, Weigher
from askbrief.index import Index
from askbrief.reader import Reader
from askbrief.types import Hit, Mention, Question, SectionKind, Span
from askbrief.typed import TypedAnswers
from askbrief.words import STOPWORDS, stem, tokenize

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
        if question.kind == "compare" and len({m.entity.id for m in question.mentions}) > 1:
            return self._compared(question, rank)
        if not question.unknown:
            typed = self.typed.answer(question, ranked.hits, allowed)
            if typed:
                return typed
        evidence = self._weigher.weigh(question, ranked.vector, ranked.hits[:READ])
        if question.ambiguous and not _decided(question, evidence):
            return _which(question)
        if not evidence or evidence[0].support < self._min_support:
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

    def _compared(self, question: Question, rank: Rank) -> Draft:
        """One retrieval for each side; a side without evidence is named as missing."""
        sides = list({m.entity.id: m for m in question.mentions}.values())
        lines, missing, supports = [], [], []
        for side in sides:
            others = [m for m in sides if m is not side]
            own = rank(_about(question, side, others))
            evidence = [
                e
                for e in self._weigher.weigh(own.question, own.vector, own.hits[:READ])
                if e.feature("names_in_sentence") >= 1
            ]
            if evidence and evidence[0].support >= self._min_support * 0.7:
                lines.append(Line(f"{side.entity.name}:", (Quote(evidence[0].passage, evidence[0].sentence),)))
                supports.append(evidence[0].support)
            else:
                missing.append(side.entity.name)
        if not lines:
            return Draft("not_found", (Line(f"The briefings do not say: {question.text}"),), None, 0.5, tuple(missing))
        status = "partial" if missing else "answered"
        if missing:
            lines.append(Line(f"The briefings do not say this of {' or '.join(missing)}."))
        return Draft(status, tuple(lines), None, min(supports), tuple(missing))

    def _parts(self, question: Question, rank: Rank, allowed: Sequence[str]) -> Draft:
        """Each part answered on its own; the parts without an answer are named."""
        drafts = []
        for text in question.parts:
            ranked = rank(replace(question, text=text, parts=()))
            drafts.append((ranked.question.text, self.draft(ranked, rank, allowed)))
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


def _about(question: Question, side: Mention, others: Sequence[Mention]) -> Question:
    """The comparison's question of one side alone."""
    text = question.text
    for other in sorted(others, key=lambda m: -len(m.surface)):
        text = text.replace(other.surface, " ").replace(other.entity.name, " ")
    text = " ".join(w for w in text.split() if w.lower().strip("?,.") not in _COMPARING)
    kind = "when" if any(w in question.text.lower() for w in ("first", "earlier", "later", "sooner")) else "what"
    return replace(question, text=f"{text.strip(' ?,')}?", kind=kind, mentions=(side,), parts=())


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
