"""A hand-made assistant over two invented briefings: the whole interface that the HTTP layer adapts, no model."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from askbrief.assistant import answer_to_dict
from askbrief.briefing import parse_briefing
from askbrief.conversations import Conversations
from askbrief.errors import NotFound
from askbrief.settings import Settings
from askbrief.types import (
    Answer,
    Briefing,
    Citation,
    Correction,
    Entity,
    EntityKind,
    Hit,
    Mention,
    Passage,
    Question,
    SectionKind,
)

DAM = """---
id: river-dam-dispute
title: The Dispute over the Upper River Dam
subtitle: Two governments bargain over how fast the reservoir may fill
updated: 2026-03-01
tags: [water, energy]
aliases:
  Upper River Dam: [the dam, URD]
sources:
  - https://example.org/treaty
---

# The Dispute over the Upper River Dam

## Overview

Upland built the Upper River Dam between 2018 and 2024. Lowland fears for its fields <b>& wells</b>.

Both sides talk in Geneva, see https://example.org/talks(2024). They have met nine times.

## Key Indicators

### 5,150 MW — Planned generating capacity

The capacity planned for all thirteen turbines, according to Upland.

## People Involved

### Ada Example

Role: Water minister of Upland
Note: Leads the talks since 2021

### Bo Sample

Role: Foreign minister of Lowland

## Organizations Involved

### River Basin Authority

Type: Intergovernmental body
Status: Mediating between the two governments

The authority drew up the draft treaty of 2023.

## Timeline

### 2024-05-17 — First filling agreed

Kind: Agreement

Ada Example and Bo Sample agreed the first filling of the reservoir in Geneva. It takes three rainy seasons.

### 2023-09 — Draft treaty

The authority put forward a draft treaty.

### Talks break off

Lowland left the table 😀 for a month.

## Scenarios

### 1. A binding treaty within two years

Discussed by: Analysts of the basin authority

Both parliaments would have to consent.

## Historical Context

### Indus Waters Treaty (1960)

When: Signed 19 September 1960

#### What Happened

India and Pakistan divided six rivers.

#### Outcome

Short term: Water flowed.

## Notes

- First note.
- Second note.

| a | b |
|---|---|

## Sources

- World Bank, "The Indus Waters Treaty 1960". https://example.org/treaty
"""

STRIKE = """---
id: port-strike
title: The Northport Dock Strike
updated: 2025-11
tags: [labour]
---

# The Northport Dock Strike

## Overview

Dockers of Northport stopped work on 3 March 2025. Cy Mason leads their union.
"""

STARTERS = ("Who is the water minister of Upland?", "When was the first filling agreed?")
RULES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("minister", "answered", ("Water minister of Upland",)),
    ("filling", "answered", ("Ada Example and Bo Sample agreed the first filling of the reservoir in Geneva.",)),
    ("since", "answered", ("Water minister of Upland\nNote: Leads the talks since 2021",)),
    ("compare", "partial", ("The capacity planned for all thirteen turbines, according to Upland.", "Cy Mason")),
    ("alias", "answered", ("Upper River Dam: [the dam, URD]",)),
    ("which treaty", "ambiguous", ()),
    ("hello", "small_talk", ()),
)


def passage_id(one: Briefing, start: int) -> str:
    """Ids with a slash, as the real ones have."""
    return f"{one.id}/{start}"


class FakeAssistant:
    """Answers by the first rule whose word the question holds, else not_found."""

    def __init__(self, settings: Settings | None = None, sources: Sequence[str] = (DAM, STRIKE)) -> None:
        self.settings = settings or Settings()
        self.conversations = Conversations()
        self.refreshed = 0
        self.asked: list[dict[str, Any]] = []
        self._briefings = tuple(parse_briefing(text, "briefing") for text in sources)
        self._passages = {p.id: p for b in self._briefings for p in _passages(b)}

    def briefings(self) -> tuple[Briefing, ...]:
        return self._briefings

    def briefing(self, id: str) -> Briefing:
        for one in self._briefings:
            if one.id == id:
                return one
        raise NotFound(f"no briefing has the id {id!r}: GET /briefings lists them")

    def passage(self, id: str) -> Passage:
        if id in self._passages:
            return self._passages[id]
        raise NotFound(f"no passage has the id {id!r}")

    def passages_of(self, briefing_id: str) -> tuple[Passage, ...]:
        return tuple(p for p in self._passages.values() if p.briefing_id == briefing_id)

    def entities(self, query: str, limit: int = 10) -> tuple[tuple[Entity, float], ...]:
        found = Entity("ada-example", "Ada Example", EntityKind.PERSON, ("A. Example",), (), ("river-dam-dispute",))
        return ((found, 0.98765),)[:limit] if query.lower() in "ada example" else ()

    def starters(self) -> tuple[str, ...]:
        return STARTERS

    def refresh(self) -> bool:
        self.refreshed += 1
        return False

    def state(self) -> dict[str, object]:
        return {
            "ready": True,
            "index_version": "v1",
            "briefings": len(self._briefings),
            "passages": len(self._passages),
            "entities": 1,
            "encoder": "fake",
            "reader": "off",
        }

    def ask(self, question: str, **options: Any) -> Answer:
        self.asked.append({"question": question, **options})
        if "boom" in question:
            raise RuntimeError("a secret inside")
        answer = self._answer(question, options.get("conversation_id") or Conversations.new_id(), options.get("top_k"))
        self.conversations.append(answer.conversation_id, question, answer_to_dict(answer))
        return answer

    def stream(self, question: str, **options: Any) -> Iterator[tuple[str, Any]]:
        whole = answer_to_dict(self.ask(question, **options))
        yield "interpretation", whole["interpretation"]
        if "midway" in question:
            raise RuntimeError("a secret inside")
        yield "passages", whole["passages"]
        for piece in re.findall(r"\S+\s*|\s+", str(whole["answer"])):
            yield "delta", {"text": piece}
        yield from (("citation", citation) for citation in whole["citations"])  # type: ignore[attr-defined]
        yield "done", whole

    def _answer(self, question: str, conversation_id: str, top_k: int | None) -> Answer:
        word, status, quotes = next((r for r in RULES if r[0] in question.lower()), ("", "not_found", ()))
        citations = tuple(self._cite(number, quote) for number, quote in enumerate(quotes, 1))
        told = " ".join(f"{c.quote} [{c.number}]" for c in citations)
        passages = tuple(self._passages.values())[: top_k or 8]
        return Answer(
            status=status,
            text=told
            or ("Hello! Ask me about the briefings." if word == "hello" else "The briefings do not say that."),
            short_answer=quotes[0] if word == "minister" else None,
            confidence=0.93 if status == "answered" else 0.55,
            citations=citations,
            hits=tuple(Hit(p, round(0.9 - 0.05 * n, 4)) for n, p in enumerate(passages)),
            question=self._read(question),
            missing=("the union's <i>demands</i>",) if status in ("partial", "not_found") else (),
            suggestions=STARTERS if status in ("ambiguous", "not_found") else (),
            conversation_id=conversation_id,
            timings_ms=(("total", 41.0),),
        )

    def _read(self, question: str) -> Question:
        if "Upland's" in question or "Uplnd" not in question:
            standalone = question.replace("she", "Ada Example")
            return Question(question, standalone, "who")
        read = question.replace("Uplnd", "Upland")
        mention = Mention(Entity("upland", "Upland", EntityKind.PLACE), "Uplnd", 0, 5, "fuzzy", 0.91)
        return Question(question, read, "who", (mention,), (), (Correction("Uplnd", "Upland"),))

    def _cite(self, number: int, quote: str) -> Citation:
        home = next(b for b in self._briefings if quote in b.source)
        start = home.source.index(quote)
        end = start + len(quote)
        inside = next((p for p in self.passages_of(home.id) if p.start <= start and end <= p.end), None)
        here = inside.id if inside else f"{home.id}/0"
        url = f"/briefings/{home.id}?{urlencode({'passage': here, 'start': start, 'end': end})}#cite"
        path = inside.heading_path if inside else ()
        return Citation(number, here, home.id, home.title, path, quote, start, end, home.sha256, url)


def _passages(one: Briefing) -> Iterator[Passage]:
    for section in one.sections:
        for item in section.items or ():
            path = (section.heading.text, item.heading.text)
            yield _passage(one, section.kind, path, item.start, item.end)
        for prose in section.paragraphs:
            yield _passage(one, section.kind, (section.heading.text,), prose.start, prose.end)


def _passage(one: Briefing, kind: SectionKind, path: tuple[str, ...], start: int, end: int) -> Passage:
    text = one.source[start:end].rstrip()
    return Passage(
        passage_id(one, start),
        one.id,
        one.title,
        kind,
        path,
        text,
        start,
        start + len(text),
        0,
        fields=(),
        sentences=(),
    )
