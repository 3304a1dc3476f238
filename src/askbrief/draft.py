"""An answer before it is written out: lines with the stretches they quote, and how they become text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote as url_quote

from askbrief.types import Briefing, Citation, Passage, Span

ASKED = 0.7
"""Confidence of a question back: about how many of those to the dev questions were in place."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A stretch of a passage that an answer quotes."""

    passage: Passage
    span: Span


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an answer: words of our own, then quotes; `bare` ones stand without quotation marks."""

    lead: str = ""
    quotes: tuple[Quote, ...] = ()
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """What an answer will say. `missing` names the parts of the question that have no evidence."""

    status: str
    lines: tuple[Line, ...]
    short: str | None = None
    confidence: float = 0.0
    missing: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    opens: bool = True  # whether the text opens with the short answer; a list's lines say it already


def write(draft: Draft, briefings: Mapping[str, Briefing]) -> tuple[str, tuple[Citation, ...]]:
    """The answer's text with [n] markers, and the citations they name, numbered from 1 in order of first use."""
    numbers: dict[tuple[str, int, int], int] = {}
    quotes: list[Quote] = []
    written = [_flat(draft.short)] if draft.short and draft.opens else []
    for line in draft.lines:
        pieces = []
        for quote in line.quotes:
            key = (quote.passage.briefing_id, quote.span.start, quote.span.end)
            if key not in numbers:
                numbers[key] = len(numbers) + 1
                quotes.append(quote)
            text = _flat(quote.span.text)
            pieces.append(f"{text if line.bare else f'“{text}”'} [{numbers[key]}]")
        joined = (" — " if line.bare else " ").join(pieces)
        written.append(f"{_flat(line.lead)} {joined}".strip())
    citations = tuple(_citation(n, q, briefings[q.passage.briefing_id]) for n, q in enumerate(quotes, 1))
    return "\n".join(written), citations


def _flat(text: str) -> str:
    """A text on one line; what looks like one of our markers, `[12]`, is put in round brackets."""
    return re.sub(r"\[(\d+)\]", r"(\1)", " ".join(text.split()))


def _citation(number: int, quote: Quote, briefing: Briefing) -> Citation:
    passage, span = quote.passage, quote.span
    place = f"passage={url_quote(passage.id, safe='')}&start={span.start}&end={span.end}"
    return Citation(
        number=number,
        passage_id=passage.id,
        briefing_id=briefing.id,
        briefing_title=briefing.title,
        heading_path=passage.heading_path,
        quote=span.text,
        start=span.start,
        end=span.end,
        document_sha256=briefing.sha256,
        url=f"/briefings/{url_quote(briefing.id)}?{place}#cite",
    )
