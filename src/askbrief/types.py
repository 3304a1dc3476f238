"""The data that flows through the pipeline: frozen, slotted, tuples only.

Offsets (`start`, `end`) count Unicode code points in `Briefing.source`; `end` is exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class SectionKind(StrEnum):
    """The sections of a briefing; ABOUT is front matter and title, OTHER any unknown heading."""

    ABOUT = "about"
    OVERVIEW = "overview"
    INDICATORS = "indicators"
    PEOPLE = "people"
    ORGANIZATIONS = "organizations"
    TIMELINE = "timeline"
    SCENARIOS = "scenarios"
    HISTORY = "history"
    SOURCES = "sources"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the source: `source[start:end] == text`."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Field:
    """A typed value of an item (name, role, date, value, ...); `source[start:end] == value`."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """A person, organization, indicator, event, scenario or precedent, or a part of a precedent.

    `heading` is the item's title line without marks; `fields` hold lower-case names. A precedent's
    What Happened, Outcome and Why It's Relevant are its `parts`.
    """

    heading: Span
    start: int
    end: int
    fields: tuple[Field, ...] = ()
    paragraphs: tuple[Span, ...] = ()
    parts: tuple[Item, ...] = ()

    def field(self, name: str) -> Field | None:
        """The first field of that name, or None."""
        return next((f for f in self.fields if f.name == name), None)


@dataclass(frozen=True, slots=True)
class Section:
    """One `##` section with its own prose and its items; sections tile the source."""

    kind: SectionKind
    heading: Span
    start: int
    end: int
    paragraphs: tuple[Span, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Briefing:
    """One briefing read from a file. `aliases` maps a full name to its other names."""

    id: str
    title: str
    subtitle: str
    updated: str
    tags: tuple[str, ...]
    aliases: tuple[tuple[str, tuple[str, ...]], ...]
    sources: tuple[str, ...]
    source: str
    sha256: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit that is embedded, ranked and cited: an item, a part of one, or a run of prose.

    `item` is the ordinal of its item in the section (-1 for section prose), `sentences` the quotable
    stretches inside it, `date` the first and last day (ISO) of a dated event or (None, None).
    """

    id: str
    briefing_id: str
    briefing_title: str
    section: SectionKind
    heading_path: tuple[str, ...]
    text: str
    start: int
    end: int
    item: int
    fields: tuple[Field, ...]
    sentences: tuple[Span, ...]
    date: tuple[str | None, str | None] = (None, None)

    def field(self, name: str) -> Field | None:
        """The first field of that name, or None."""
        return next((f for f in self.fields if f.name == name), None)


class EntityKind(StrEnum):
    PERSON = "person"
    ORGANIZATION = "organization"
    PLACE = "place"
    AGREEMENT = "agreement"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Entity:
    """A named thing of the corpus. `aliases` are given, `derived` are made (surname, acronym, ...)."""

    id: str
    name: str
    kind: EntityKind
    aliases: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    briefings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity read in a question: `surface` is what was typed, at `start:end` of the question."""

    entity: Entity
    surface: str
    start: int
    end: int
    how: str  # exact | alias | fuzzy | context
    score: float


@dataclass(frozen=True, slots=True)
class Correction:
    """A reading told to the user: `typed` was read as `read`."""

    typed: str
    read: str


@dataclass(frozen=True, slots=True)
class TimeRange:
    """First and last day asked about (ISO, inclusive); None is open."""

    start: str | None
    end: str | None


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it was read: mended, stand-alone, with its kind, entities and time."""

    raw: str
    text: str
    kind: str
    mentions: tuple[Mention, ...] = ()
    ambiguous: tuple[tuple[str, tuple[Entity, ...]], ...] = ()
    corrections: tuple[Correction, ...] = ()
    time: TimeRange | None = None
    section: SectionKind | None = None
    order: str | None = None  # first | last | before | after | between
    unknown: tuple[str, ...] = ()  # names in the question that no briefing holds
    open: str | None = None  # a pronoun or "the agreement" that nothing in the question or before it explains
    parts: tuple[Question, ...] = ()  # the questions of a multi-part question


@dataclass(frozen=True, slots=True)
class Hit:
    """A ranked passage with the evidence that ranked it."""

    passage: Passage
    score: float
    dense: float = 0.0
    lexical: float = 0.0


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered quote: `source[start:end] == quote` in the briefing with that sha256."""

    number: int
    passage_id: str
    briefing_id: str
    briefing_title: str
    heading_path: tuple[str, ...]
    quote: str
    start: int
    end: int
    document_sha256: str
    url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What `/ask` returns; `to_dict` in assistant.py gives the JSON object of the contract."""

    status: str  # answered | partial | not_found | ambiguous | small_talk
    text: str
    short_answer: str | None
    confidence: float
    citations: tuple[Citation, ...]
    hits: tuple[Hit, ...]
    question: Question
    missing: tuple[str, ...] = ()
    suggestions: tuple[str, ...] = ()
    conversation_id: str = ""
    timings_ms: tuple[tuple[str, float], ...] = field(default=())
