"""Events of a timeline: their order, those of a sort, and how they are told."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from askbrief.dates import format_range
from askbrief.draft import Draft, Line, Quote
from askbrief.types import Briefing, Passage, Span
from askbrief.words import stem, tokenize

SHARED = 5
"""Letters that two words of one root begin with at least: "extended", "extension"."""


def chronological(events: Sequence[Passage]) -> list[Passage]:
    """Events oldest first. Page order is time's order or its reverse; only dates that contradict it re-sort."""
    dates = [e.date[0] for e in events if e.date[0]]
    if dates == sorted(dates, reverse=True):
        return list(reversed(events))
    return list(events) if dates == sorted(dates) else sorted(events, key=lambda e: e.date[0] or "")


def of_a_sort(events: Sequence[Passage], asked: Collection[str]) -> list[Passage]:
    """The events whose headings hold each of the asked stems, or a word of its root; none where nothing is asked."""
    return [e for e in events if asked and all(_holds(e, word) for word in asked)]


def _holds(event: Passage, asked: str) -> bool:
    words = {stem(t.norm) for t in tokenize(event.heading_path[-1])}
    return asked in words or any(len(asked) >= SHARED and word.startswith(asked[:SHARED]) for word in words)


def event_draft(lead: str, events: Sequence[Passage], briefing: Briefing) -> Draft:
    """The first event as the short answer, each event's heading and first sentence quoted."""
    first = events[0]
    date = format_range(*first.date)
    when = f", dated {date}" if date else " (the briefing gives no date; this is its place on the page)"
    lines = [Line(f"{lead} in “{briefing.title}”{when}:")]
    lines += [Line("", tuple(Quote(e, s) for s in e.sentences[:1] + prose(e)[:1])) for e in events]
    short = f"{first.heading_path[-1]} ({date})" if date else first.heading_path[-1]
    return Draft("answered", tuple(lines), short, 0.9)


def prose(passage: Passage) -> tuple[Span, ...]:
    """The sentences of an item after its heading and its short fields."""
    written = {f.start for f in passage.fields}
    return tuple(s for s in passage.sentences[1:] if s.start not in written)
