"""Questions to start with, made from the typed sections of the briefings; the assistant keeps those it can answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from askbrief.types import Briefing


def questions_of(briefings: Sequence[Briefing]) -> Iterator[str]:
    """One question a story, the newest story first: who, which scenarios, what happened last, in turn."""
    makers = (_who_question, _list_question, _latest_question)
    newest = sorted(briefings, key=lambda b: b.updated, reverse=True)
    for number, briefing in enumerate(newest):
        question = makers[number % len(makers)](briefing)
        if question:
            yield question


def questions_on(briefing: Briefing) -> Iterator[str]:
    """Questions to go on with about one story: its last event, scenarios, people, then who each of them is."""
    makers = (_latest_question, _list_question, _people_question)
    yield from (question for make in makers if (question := make(briefing)))
    for section in briefing.sections:
        if section.kind == "people":
            yield from (f"Who is {item.heading.text}?" for item in section.items)


def _people_question(briefing: Briefing) -> str | None:
    held = any(s.kind == "people" and s.items for s in briefing.sections)
    return f"Who is involved in {_in_text(briefing.title)}?" if held else None


def _who_question(briefing: Briefing) -> str | None:
    people = [i for s in briefing.sections if s.kind == "people" for i in s.items]
    return f"Who is {people[0].heading.text}?" if people else None


def _list_question(briefing: Briefing) -> str | None:
    held = any(s.kind == "scenarios" and s.items for s in briefing.sections)
    return f"Which scenarios are there for {_in_text(briefing.title)}?" if held else None


def _latest_question(briefing: Briefing) -> str | None:
    held = any(s.kind == "timeline" and s.items for s in briefing.sections)
    return f"What is the latest event in {_in_text(briefing.title)}?" if held else None


def _in_text(title: str) -> str:
    """A title as it stands inside a sentence: without brackets, its article small."""
    bare = re.sub(r"\s*\([^()]*\)", "", title)
    return re.sub(r"^(The|An?)\b", lambda m: m.group().lower(), bare)
