"""What the briefings do not say, which part of the question they do not bear, and where they come closest.

A refusal cites nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from askbrief.dates import find_dates
from askbrief.draft import Draft, Line
from askbrief.evidence import Evidence, passage_stems
from askbrief.types import Question
from askbrief.words import STOPWORDS, stem, tokenize

NAMED = 3
"""Things named at most."""


def refusal(question: Question, evidence: Sequence[Evidence]) -> Draft:
    """What the briefings do not say, the constraint that nothing bears, and where they come closest; cites nothing."""
    support = evidence[0].support if evidence else 0.0
    closest = f" Closest: {_place(evidence[0])}." if evidence else ""
    text = f"The briefings do not say{_reason(question, evidence)}.{closest}"
    return Draft("not_found", (Line(text),), None, round(1 - support, 4), (question.text,))


def _reason(question: Question, evidence: Sequence[Evidence]) -> str:
    """The first constraint of the question that is not borne: a name, a day, or what is asked of them."""
    if question.unknown:
        return f": nothing in them on {_listed(question.unknown)}"
    if not evidence:
        return ""
    best = evidence[0]
    known = _listed(dict.fromkeys(m.entity.name for m in question.mentions))
    if best.feature("time_missing"):
        days = _listed(d.surface for d in find_dates(question.text))
        return f": {known or 'this'} {_are(known)} in them, but not for {days}"
    if question.mentions and best.feature("worst_name") == 0:
        together = " together" if len(question.mentions) > 1 else ""
        return f": nothing in them says this of {known}{together}"
    lacking = _lacking(question, best)
    if known and lacking:
        return f": {known} {_are(known)} in them, but nothing on {_listed(lacking)} that answers this"
    return f": nothing in them on {_listed(lacking)} that answers this" if lacking else ""


def _are(named: str) -> str:
    return "are" if "” and “" in named else "is"


def _lacking(question: Question, best: Evidence) -> tuple[str, ...]:
    """The question's content words that the best passage does not hold, as typed."""
    held = passage_stems(best.passage)
    spans = [range(m.start, m.end) for m in question.mentions]
    return tuple(
        t.text
        for t in tokenize(question.text)
        if t.norm not in STOPWORDS and stem(t.norm) not in held and not any(t.start in span for span in spans)
    )


def _place(evidence: Evidence) -> str:
    return " › ".join((evidence.passage.briefing_title, *evidence.passage.heading_path))


def _listed(words: Iterable[str]) -> str:
    """The first few in quotation marks: “a”, “b” and “c”."""
    quoted = [f"“{w}”" for w in words][:NAMED]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)
