"""The JSON of the HTTP interface: what is accepted, what is returned."""

from __future__ import annotations

import datetime
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

CURES = {
    "question": 'send it as text, for example {"question": "Who leads the talks?"}',
    "conversation_id": (
        "send the conversation_id of an earlier answer (1 to 64 letters, digits, '-' or '_'), "
        "or null to start a new conversation"
    ),
    "top_k": "send a whole number from 1 to 50, or null for the server's default",
    "briefings": "send a list of briefing ids as GET /briefings names them, or null for all",
    "as_of": "send a calendar day as YYYY-MM-DD, or null",
}
"""What to send for each field; also the end of every complaint about it."""


def _said(question: str) -> str:
    if not question.strip():
        raise ValueError("it is empty")
    if any("\ud800" <= letter <= "\udfff" for letter in question):
        raise ValueError("it holds half of a surrogate pair, which is no character")
    return question


def _day(text: str) -> str:
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text, re.ASCII):
        raise ValueError("it is not of the form YYYY-MM-DD")
    datetime.date.fromisoformat(text)
    return text


def _some(ids: list[str]) -> list[str]:
    if not ids:
        raise ValueError("the list is empty")
    return ids


class AskBody(BaseModel):
    """A question, and how to answer it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "question": "When was the first filling of the Uper River Dam agreed in 2024?",
                "conversation_id": "3q2-7wEjRVWUqk9xkT0bDg",
                "top_k": 8,
                "briefings": ["river-dam-dispute"],
                "as_of": "2026-03-01",
            }
        },
    )

    question: Annotated[str, AfterValidator(_said)] = Field(description="The question in plain words.")
    conversation_id: str | None = Field(None, description=f"Continues a conversation: {CURES['conversation_id']}.")
    top_k: Annotated[int, Field(strict=True, ge=1, le=50)] | None = Field(
        None, description=f"How many passages to rank: {CURES['top_k']}."
    )
    briefings: Annotated[list[str], AfterValidator(_some)] | None = Field(
        None, description=f"Where to look: {CURES['briefings']}."
    )
    as_of: Annotated[str, AfterValidator(_day)] | None = Field(
        None, description=f"The day from which words such as “now” and “last year” are read: {CURES['as_of']}."
    )


class Shape(BaseModel):
    """Base of what is returned: later versions may add fields."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)


class CitationModel(Shape):
    """A quote that supports the answer; `source[start:end] == quote` in the text of that sha256."""

    number: int = Field(description="The n of the marker [n] in `answer`; from 1 without gaps.")
    passage_id: str
    briefing_id: str
    briefing_title: str
    heading_path: list[str]
    quote: str = Field(description="Word for word from the source.")
    start: int = Field(description="In Unicode code points of GET /briefings/ID/source.")
    end: int = Field(description="Exclusive.")
    document_sha256: str
    url: str = Field(description="The briefing's page, opened at the highlighted quote.")


class RankedPassage(Shape):
    """A passage of the ranking, best first."""

    passage_id: str
    briefing_id: str
    heading_path: list[str]
    text: str
    start: int
    end: int
    score: float


class EntityRead(Shape):
    """An entity read in the question; `surface` is what was typed."""

    id: str
    name: str
    surface: str
    how: str = Field(description="exact, alias or fuzzy; context when a follow-up inherits it.")
    score: float


class CorrectionMade(Shape):
    """Something typed that was read as something else."""

    from_: str = Field(alias="from")
    to: str


class TimeRead(Shape):
    """First and last day asked about; null is open."""

    from_: str | None = Field(alias="from")
    to: str | None


class Interpretation(Shape):
    """How the question was read."""

    standalone_question: str
    kind: str = Field(description="who, when, where, count, list, compare, why, ...")
    entities: list[EntityRead]
    corrections: list[CorrectionMade]
    time: TimeRead | None


class AnswerModel(Shape):
    """The answer with its evidence. `not_found` and `small_talk` carry no citation."""

    status: str = Field(description="answered, partial, not_found, ambiguous or small_talk.")
    answer: str = Field(description="Text with [1] markers.")
    short_answer: str | None
    confidence: float = Field(description="From 0 to 1.")
    citations: list[CitationModel]
    passages: list[RankedPassage] = Field(description="The full ranking, whatever the status.")
    interpretation: Interpretation
    missing: list[str] = Field(description="The parts of the question that the briefings do not answer.")
    suggestions: list[str] = Field(description="Questions that the briefings can answer.")
    conversation_id: str
    timings_ms: dict[str, float]


class TurnModel(Shape):
    """One question of a conversation and its whole answer."""

    question: str
    answer: AnswerModel


class ConversationModel(Shape):
    """A conversation, oldest turn first."""

    conversation_id: str
    turns: list[TurnModel]


class BriefingSummary(Shape):
    """One briefing of the list; `counts` tells how many items each kind of section holds."""

    id: str
    title: str
    subtitle: str
    updated: str
    tags: list[str]
    counts: dict[str, int]
    url: str
    document_sha256: str


class SpanModel(Shape):
    """A stretch of the source: `source[start:end] == text`."""

    text: str
    start: int
    end: int


class FieldModel(Shape):
    """A typed value: `source[start:end] == value`."""

    name: str
    value: str
    start: int
    end: int


class ItemModel(Shape):
    """A person, organization, indicator, event, scenario or precedent, or a part of one."""

    heading: SpanModel
    start: int
    end: int
    fields: list[FieldModel]
    paragraphs: list[SpanModel]
    parts: list[ItemModel]


class SectionModel(Shape):
    """One section with its own prose and its items."""

    kind: str
    heading: SpanModel
    start: int
    end: int
    paragraphs: list[SpanModel]
    items: list[ItemModel]


class BriefingModel(Shape):
    """A briefing as it was read from its file, every piece with its place in the source."""

    id: str
    title: str
    subtitle: str
    updated: str
    tags: list[str]
    aliases: dict[str, list[str]]
    sources: list[str]
    document_sha256: str
    sections: list[SectionModel]


class PassageModel(Shape):
    """A passage: the unit that is ranked and cited."""

    passage_id: str
    briefing_id: str
    briefing_title: str
    section: str
    heading_path: list[str]
    text: str
    start: int
    end: int
    fields: list[FieldModel]
    sentences: list[SpanModel]
    document_sha256: str
    url: str


class EntityModel(Shape):
    """A named thing of the briefings, with how well it fits the query (0 to 1)."""

    id: str
    name: str
    kind: str
    aliases: list[str]
    briefings: list[str]
    score: float


class Health(Shape):
    """The process runs."""

    status: str
    version: str


class Readiness(Shape):
    """The assistant is open and answers."""

    ready: bool
    index_version: str
    briefings: int
    passages: int
    encoder: str


class Problem(Shape):
    """RFC 9457 problem details; `detail` says what to do next."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
