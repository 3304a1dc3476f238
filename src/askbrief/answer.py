"""From ranked passages to an answer: typed fields first, else the best supported sentences, else a refusal."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from askbrief.asking_back import asks_much, editions, either, is_decided, rivals, which, which_edition, whose
from askbrief.comparison import COMPARED, Comparer, Rank, Ranked
from askbrief.constraints import contradicted
from askbrief.draft import Draft, Line, Quote
from askbrief.evidence import NO_EVIDENCE, READ, Evidence, Weigher
from askbrief.index import Index
from askbrief.kinds import asks_several
from askbrief.offices import Offices
from askbrief.parts import lead_of, points_at
from askbrief.question import read_after
from askbrief.reading import Reader
from askbrief.refusal import refusal
from askbrief.shortening import Shortener
from askbrief.spelling import Lexicon
from askbrief.typed import TypedAnswers
from askbrief.types import Question, SectionKind, Span
from askbrief.words import ORDINALS, STOPWORDS, stem, tokenize

TIE = 0.94
"""Part of the best support from which evidence is about as good."""
FOR_SOMEBODY = 0.5
"""The same for the entry of a person who acted for somebody, where that is asked."""
FURTHER = 0.6
"""Part of the best support from which another sentence is quoted too."""
PEOPLE_FLOOR, PEOPLE_MOST = 0.5, 8
"""Part of the best support that another person's entry needs to be listed, and how many are."""
ALIKE = 0.6
"""Share of the words of two indicators' labels from which they are the same indicator."""
GIVEN = ("answered", "partial")
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

    def __init__(
        self, index: Index, lexicon: Lexicon, reader: Reader | None, min_support: float, *, constraints: bool = True
    ) -> None:
        self._index, self._lexicon = index, lexicon
        self._min_support, self._constraints = min_support, constraints
        self._weigher = Weigher(index, reader)
        self._shortener = Shortener(index.catalogue, self._weigher)
        self._comparer = Comparer(self._weigher, lexicon, min_support)
        self._editions = editions(index)
        self.typed, self._offices = TypedAnswers(index), Offices(index)

    def draft(
        self, ranked: Ranked, rank: Rank, allowed: Sequence[str], as_of: str | None = None, *, part: bool = False
    ) -> Draft:
        """The draft answer; `allowed` are the ids of the briefings in scope, `as_of` the last day that counts.
        A `part` of a question is not asked back about: its other parts say what is meant."""
        question = ranked.question
        if question.parts:
            return self._parts(question, rank, allowed, as_of)
        return self._direct(ranked, rank, allowed, as_of) or self._read(ranked, allowed, part)

    def _direct(self, ranked: Ranked, rank: Rank, allowed: Sequence[str], as_of: str | None) -> Draft | None:
        """A comparison, or an answer from typed fields; None where sentences must be read."""
        question = ranked.question
        compared = self._comparer.draft(question, rank) if question.kind == "compare" else None
        if compared or question.unknown:
            return compared
        held = self._offices.answer(question, rank, allowed, as_of)
        return held or self.typed.answer(question, ranked.hits, allowed, as_of)

    def _read(self, ranked: Ranked, allowed: Sequence[str], part: bool) -> Draft:
        """The best supported sentences, or a question back, or a refusal."""
        question = ranked.question
        if question.kind == "count":  # nothing to count from typed items: a number that a sentence gives
            question = replace(question, kind="value")
        if question.open and len(allowed) > 1 and not asks_much(question) and not question.ambiguous:
            return whose(question, self._index, allowed)
        edition = which_edition(question, self._editions)
        if edition and not part:
            return edition
        hits = [h for h in ranked.hits if h.passage.section not in NO_EVIDENCE or h.passage.section is question.section]
        evidence = self._weigher.weigh(question, ranked.vector, hits[:READ])
        if question.ambiguous and evidence and not is_decided(question, evidence, self._min_support):
            return which(question)
        standing = [e for e in evidence if not (self._constraints and contradicted(question, e))]
        if not standing or standing[0].support < self._min_support:
            return refusal(question, evidence)
        standing = _ties_by_words(question, standing)
        figure = _other_figure(standing[0], standing)
        if figure:
            return _both_figures(standing[0], figure)
        pair = None if part else rivals(question, standing)
        return either(*pair, question) if pair else self._quoted(question, standing)

    def _quoted(self, question: Question, evidence: Sequence[Evidence]) -> Draft:
        best = evidence[0]
        chosen = [best, *self._further(question, best, evidence[1:12])]
        if _is_person(question, best):
            several = evidence if asks_several(question.text) else chosen
            return _people(question, several, self._min_support)
        short, proof = self._shortener.of(question, best)
        lines = [Line("", (Quote(e.passage, e.sentence),)) for e in chosen]
        if proof:
            lines.insert(1, Line("", (proof,)))
        return Draft("answered", tuple(lines), short, best.support)

    def _further(self, question: Question, best: Evidence, rest: Sequence[Evidence]) -> list[Evidence]:
        """Up to two more sentences, the next best supported; beside a person's entry other people's only."""
        floor = COMPARED if question.kind == "compare" else FURTHER
        least = max(self._min_support * FURTHER, floor * best.support)
        near = [e for e in rest if e.support >= least]
        if _is_person(question, best):
            near = [e for e in near if _is_person(question, e) and e.passage.id != best.passage.id]
        return near[:2]

    def _parts(self, question: Question, rank: Rank, allowed: Sequence[str], as_of: str | None) -> Draft:
        """Each part answered on its own; the parts without an answer are named."""
        drafts: list[tuple[str, Draft]] = []
        before: Question | None = None
        for asked in question.parts:
            part = read_after(asked, before, drafts[-1][1].short, self._lexicon) if before else asked
            drafts.append((part.text, self._part(part, question, rank, allowed, as_of)))
            before = part
        good = [(t, d) for t, d in drafts if d.status in GIVEN]
        missing = tuple(t for t, d in drafts if d.status not in GIVEN)
        if not good:
            return replace(drafts[0][1], missing=missing)
        lines = [line for _, d in good for line in (*_short_line(d), *d.lines)]
        if missing:
            lines.append(Line("The briefings do not say: " + " ".join(missing)))
        shorts = [d.short for _, d in good if d.short]
        confidence = min(d.confidence for _, d in good)
        status = "partial" if missing else "answered"
        return Draft(status, tuple(lines), "; ".join(shorts) or None, confidence, missing, opens=False)

    def _part(self, part: Question, whole: Question, rank: Rank, allowed: Sequence[str], as_of: str | None) -> Draft:
        """A part's answer; one without is asked again with the lead, or the names, of the whole question. A part with
        an "it" that the lead stands for is asked with it first."""
        known = {m.entity.id for m in part.mentions}
        others = {m.entity.id: m for m in whole.mentions if m.entity.id not in known}
        said = lead_of(whole.text)
        lead = said or ", ".join(m.entity.name for m in others.values())
        mentions = (*part.mentions, *others.values())
        fuller = (
            replace(part, text=f"{lead}: {part.text}", mentions=mentions, ambiguous=(), open=None) if lead else part
        )
        tries = [fuller, part] if said and points_at(part.text) else [part, fuller]
        drafts = (self.draft(rank(q), rank, allowed, as_of, part=True) for q in dict.fromkeys(tries))
        first = next(drafts)
        return first if first.status in GIVEN else next((d for d in drafts if d.status in GIVEN), first)


def _ties_by_words(question: Question, evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence with what is about as well supported as the best in this order: for "who signed for X?" an entry
    of a person that holds the words and names that the best does, for "which ship left first?" what says "first",
    then by the words of the question that it holds: "signed" before "countersigned"."""
    best = evidence[0]

    def tells(one: Evidence) -> bool:
        borne = [(one.feature(n), best.feature(n)) for n in ("words_in_sentence", "names_in_sentence")]
        return _is_person(question, one) and all(mine >= its and mine for mine, its in borne)

    least = FOR_SOMEBODY if " for " in question.text else TIE  # "Signed Minsk II for Russia" in an entry says who
    tied = [
        e
        for e in evidence
        if e.support >= (least if tells(e) and _FOR.search(e.sentence.text) else TIE) * best.support
        and (_as_marked(e, best) or tells(e))
    ]
    asked = {t.norm for t in tokenize(question.text)} & ORDINALS

    def merit(one: Evidence) -> tuple[bool, int, float]:
        said = asked & {t.norm for t in tokenize(one.sentence.text)}
        return tells(one), len(said), one.feature("words_in_sentence")

    return [*sorted(tied, key=merit, reverse=True), *(e for e in evidence if e not in tied)]


_FOR = re.compile(r"\bfor (?:the )?[A-Z]")


def _as_marked(evidence: Evidence, best: Evidence) -> bool:
    """Whether the reader is as sure of its answer there, give or take 1; always so without a reader."""
    if evidence.reading is None or best.reading is None:
        return True
    return evidence.reading.margin >= best.reading.margin - 1


def _is_person(question: Question, evidence: Evidence) -> bool:
    """Whether a "who" question is answered by the person whose entry the sentence stands in."""
    passage = evidence.passage
    asked = {m.entity.name for m in question.mentions}
    asks_who = question.kind == "who" or asks_several(question.text)
    return asks_who and passage.section is SectionKind.PEOPLE and passage.heading_path[1] not in asked


def _people(question: Question, found: Sequence[Evidence], min_support: float) -> Draft:
    """Those whose entries bear out a "who" question, each name once with what is said of it."""
    lines: list[Line] = []
    names: list[str] = []
    for evidence in found:
        name = evidence.passage.field("name") if _is_person(question, evidence) else None
        if evidence.support < max(min_support, PEOPLE_FLOOR * found[0].support) or len(names) == PEOPLE_MOST:
            break
        if name and name.value not in names:
            names.append(name.value)
            role = evidence.passage.field("role")
            fields = [Span(f.value, f.start, f.end) for f in (name, role) if f]
            spans = dict.fromkeys((*fields, evidence.sentence))
            lines.append(Line("-", tuple(Quote(evidence.passage, s) for s in spans), bare=True))
    return Draft("answered", tuple(lines), "; ".join(names), found[0].support)


def _other_figure(best: Evidence, evidence: Sequence[Evidence]) -> Evidence | None:
    """The same indicator in another briefing with another value."""
    for other in evidence[1:]:
        apart = best.passage.briefing_id != other.passage.briefing_id
        if apart and _figure(best) and _figure(other) and _figure(best) != _figure(other):
            one, two = _label_words(best), _label_words(other)
            if len(one & two) >= ALIKE * len(one | two):
                return other
    return None


def _figure(evidence: Evidence) -> str | None:
    value = evidence.passage.field("value")
    return value.value if value and evidence.passage.section is SectionKind.INDICATORS else None


def _label_words(evidence: Evidence) -> set[str]:
    return {stem(t.norm) for t in tokenize(evidence.passage.heading_path[-1]) if t.norm not in STOPWORDS}


def _both_figures(best: Evidence, other: Evidence) -> Draft:
    """Two briefings that disagree are both shown, the better supported first, each with its page."""
    lines = [Line("The briefings give different figures.")]
    for e in (best, other):
        spans = dict.fromkeys((e.passage.sentences[0], e.sentence))
        lines.append(Line(f"{e.passage.briefing_title}:", tuple(Quote(e.passage, s) for s in spans)))
    shorts = " / ".join(f"{_figure(e)} ({e.passage.briefing_title})" for e in (best, other))
    return Draft("answered", tuple(lines), shorts, best.support)


def _short_line(draft: Draft) -> tuple[Line, ...]:
    return (Line(f"{draft.short}:"),) if draft.short and len(draft.short) < 80 else ()
