"""From ranked passages to an answer: typed fields first, else the best supported sentences, else a refusal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from askbrief.comparison import Comparer, Rank, Ranked
from askbrief.dates import find_dates, format_range
from askbrief.draft import Draft, Line, Quote
from askbrief.evidence import READ, Evidence, Weigher, contradicted
from askbrief.followups import PERSONAL
from askbrief.index import Index
from askbrief.reader import Reader
from askbrief.refusal import refusal
from askbrief.typed import TypedAnswers
from askbrief.types import Mention, Question, SectionKind, Span
from askbrief.words import STOPWORDS, stem, tokenize

NO_EVIDENCE = (SectionKind.ABOUT, SectionKind.SOURCES)
"""Front matter and references say what others say; they are quoted only when asked for."""
SMALL_TALK = {
    "greeting": "Hello! Ask me about any of the briefings, for instance who is involved or what happened last.",
    "thanks": "You are welcome. Ask on whenever you like.",
    "bye": "Goodbye!",
    "sorry": "I am sorry that was no help. Ask it in other words, or name the person, place or date you mean.",
    "about": "I answer questions from the briefings in this corpus and quote the sentences that bear the answer. "
    "When they do not hold it, I say so.",
}


class Answerer:
    """Writes drafts for the questions to one index."""

    def __init__(self, index: Index, reader: Reader, min_support: float) -> None:
        self._index, self._reader, self._min_support = index, reader, min_support
        self._weigher = Weigher(index)
        self._comparer = Comparer(self._weigher, min_support)
        self.typed = TypedAnswers(index)

    def draft(self, ranked: Ranked, rank: Rank, allowed: Sequence[str], as_of: str | None = None) -> Draft:
        """The draft answer; `allowed` are the ids of the briefings in scope, `as_of` the last day that counts."""
        question = ranked.question
        if question.parts:
            return self._parts(question, rank, allowed, as_of)
        return self._direct(ranked, rank, allowed, as_of) or self._read(ranked, allowed)

    def _direct(self, ranked: Ranked, rank: Rank, allowed: Sequence[str], as_of: str | None) -> Draft | None:
        """A comparison, or an answer from typed fields; None where sentences must be read."""
        question = ranked.question
        compared = self._comparer.draft(question, rank) if question.kind == "compare" else None
        if compared or question.unknown:
            return compared
        return self.typed.answer(question, ranked.hits, allowed, as_of)

    def _read(self, ranked: Ranked, allowed: Sequence[str]) -> Draft:
        """The best supported sentences, or a question back, or a refusal."""
        question = ranked.question
        if question.kind == "count":  # nothing to count from typed items: a number that a sentence gives
            question = replace(question, kind="value")
        if question.open and len(allowed) > 1 and not self._asks_much(question):
            return self._whose(question, allowed)
        hits = [h for h in ranked.hits if h.passage.section not in NO_EVIDENCE or h.passage.section is question.section]
        evidence = self._weigher.weigh(question, ranked.vector, hits[:READ])
        if question.ambiguous and not _decided(question, evidence):
            return _which(question)
        standing = [e for e in evidence if not contradicted(question, e)]
        if not standing or standing[0].support < self._min_support:
            return refusal(question, evidence)
        return self._quoted(question, standing)

    def _asks_much(self, question: Question) -> bool:
        """Whether a question has telling words besides the open one, so that it can be answered all the same."""
        words = [t.norm for t in tokenize(question.text.replace(question.open or "", " ")) if t.norm not in STOPWORDS]
        return sum(w not in _LITTLE for w in words) >= 2

    def _whose(self, question: Question, allowed: Sequence[str]) -> Draft:
        """Asks back which story is meant, with the stories as one-click questions."""
        if question.open in PERSONAL:
            ask = Line(f"Who or what is “{question.open}”? Name the person, place or agreement you mean.")
            return Draft("ambiguous", (ask,), None, 0.5)
        stories = [b for b in self._index.briefings if b.id in allowed][:6]
        offered = tuple(f"{question.text.rstrip(' ?!.')}, in {b.title}?" for b in stories)
        return Draft("ambiguous", (Line(f"Which story do you mean by “{question.open}”?"),), None, 0.5, (), offered)

    def _quoted(self, question: Question, evidence: Sequence[Evidence]) -> Draft:
        best = evidence[0]
        chosen = [best, *self._further(question, best, evidence[1:12])]
        if _is_person(question, best):
            return _people([e for e in chosen if _is_person(question, e)])
        short, proof = self._short(question, best)
        lines = [Line("", (Quote(e.passage, e.sentence),)) for e in chosen]
        if proof:
            lines.insert(1, Line("", (proof,)))
        return Draft("answered", tuple(lines), short, best.support)

    def _further(self, question: Question, best: Evidence, rest: Sequence[Evidence]) -> list[Evidence]:
        """Up to two more sentences, nearly as well supported: with words that the first lacks, or other people."""
        asked = {stem(t.norm) for t in tokenize(question.text) if t.norm not in STOPWORDS}
        held = set(best.stems)
        people = {best.passage.id}
        found: list[Evidence] = []
        for other in rest:
            if other.support < max(self._min_support, 0.8 * best.support) or len(found) == 2:
                continue
            new = (asked - held) & other.stems
            another = _is_person(question, best) and _is_person(question, other) and other.passage.id not in people
            if new or another or question.kind in ("why", "how"):
                found.append(other)
                held |= other.stems
                people.add(other.passage.id)
        return found

    def _short(self, question: Question, best: Evidence) -> tuple[str | None, Quote | None]:
        """The short answer, and what must be quoted besides the sentence to prove it."""
        passage, heading = best.passage, Quote(best.passage, best.passage.sentences[0])
        value = passage.field("value")
        if question.kind == "value" and value and best.sentence == heading.span:
            return value.value, None
        reading = self._reader.read(question, best.sentence.text, self._names(best.sentence.text))
        if reading and (question.kind != "who" or self._says_so(question, best)):
            return reading.text, None
        if question.kind == "value" and value:
            return value.value, heading
        if question.kind == "when" and passage.date[0] and not find_dates(best.sentence.text):
            return format_range(*passage.date), heading
        return None, None

    def _says_so(self, question: Question, best: Evidence) -> bool:
        """Whether the sentence itself holds a word of what somebody is asked to have done or been."""
        told = self._weigher.content_words(question)
        return not told or bool(told & best.stems)

    def _names(self, text: str) -> tuple[Mention, ...]:
        return tuple(group[0] for group in self._index.catalogue.match(text))

    def _parts(self, question: Question, rank: Rank, allowed: Sequence[str], as_of: str | None) -> Draft:
        """Each part answered on its own; the parts without an answer are named."""
        drafts = []
        for part in question.parts:
            ranked = rank(part)
            drafts.append((part.text, self.draft(ranked, rank, allowed, as_of)))
        good = [(t, d) for t, d in drafts if d.status in ("answered", "partial")]
        missing = tuple(t for t, d in drafts if d.status not in ("answered", "partial"))
        if not good:
            return replace(drafts[0][1], missing=missing)
        lines = [line for _, d in good for line in (*_short_line(d), *d.lines)]
        if missing:
            lines.append(Line("The briefings do not say: " + " ".join(missing)))
        shorts = [d.short for _, d in good if d.short]
        confidence = min(d.confidence for _, d in good)
        status = "partial" if missing else "answered"
        return Draft(status, tuple(lines), "; ".join(shorts) or None, confidence, missing, opens=False)


def _is_person(question: Question, evidence: Evidence) -> bool:
    """Whether a "who" question is answered by the person whose entry the sentence stands in."""
    passage = evidence.passage
    asked = {m.entity.name for m in question.mentions}
    return question.kind == "who" and passage.section is SectionKind.PEOPLE and passage.heading_path[1] not in asked


def _people(found: Sequence[Evidence]) -> Draft:
    """Those whose entries bear out a "who" question, each name with what is said of it."""
    lines, names = [], []
    for evidence in found:
        name = evidence.passage.field("name")
        if name:
            names.append(name.value)
            quotes = (Quote(evidence.passage, Span(name.value, name.start, name.end)),)
            lines.append(Line("-", (*quotes, Quote(evidence.passage, evidence.sentence)), bare=True))
    return Draft("answered", tuple(lines), "; ".join(names), found[0].support)


def _short_line(draft: Draft) -> tuple[Line, ...]:
    return (Line(f"{draft.short}:"),) if draft.short and len(draft.short) < 80 else ()


def _decided(question: Question, evidence: Sequence[Evidence]) -> bool:
    """Whether all good evidence speaks of only one of the things that a shared name can mean."""
    good = [e for e in evidence if e.support >= 0.6 * evidence[0].support]
    for _, candidates in question.ambiguous:
        spoken = {c.id for c in candidates for e in good if c.id in e.names | e.heading_names}
        if len(spoken) != 1:
            return False
    return True


def _which(question: Question) -> Draft:
    surface, candidates = question.ambiguous[0]
    names = [c.name for c in candidates]
    offered = tuple(question.text.replace(surface, name) for name in names)
    return Draft("ambiguous", (Line(f"“{surface}” can mean {' or '.join(names)}. Which one?"),), None, 0.5, (), offered)


_LITTLE = frozenset(
    "signed sign happened end ended start started began begin agreed reached announced made done said say".split()
)
