"""What the briefings do not say, and where they come closest. A refusal cites nothing."""

from __future__ import annotations

from collections.abc import Sequence

from askbrief.draft import Draft, Line
from askbrief.evidence import Evidence
from askbrief.types import Question
from askbrief.words import STOPWORDS, stem, tokenize


def refusal(question: Question, evidence: Sequence[Evidence]) -> Draft:
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


def _lacking(question: Question, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    """The question's content words that the best passage does not hold, as typed."""
    held = {stem(t.norm) for e in evidence[:1] for t in tokenize(" ".join((e.passage.text, *e.passage.heading_path)))}
    spans = [range(m.start, m.end) for m in question.mentions]
    return tuple(
        t.text
        for t in tokenize(question.text)
        if t.norm not in STOPWORDS and stem(t.norm) not in held and not any(t.start in span for span in spans)
    )[:3]
