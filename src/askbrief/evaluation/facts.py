"""Answerable questions made from the typed fields of the operator's own briefings, each with the sentences that answer.

What these questions ask is what the fields hold; how they ask it is ours. They are not the users' questions.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from askbrief.dates import find_dates
from askbrief.evaluation.suite import Case, Slot
from askbrief.types import Field, Passage, SectionKind, Span
from askbrief.words import stems

WORDINGS: dict[str, tuple[str, ...]] = {
    "role": ("What office did {bare} hold?", "Which post does {bare} hold?", "What position did {bare} have?"),
    "holder": ("Who was {topic}?", "Who served as {topic}?", "Who is named as {topic}?"),
    "figure": (
        "What is the figure for {topic}?",
        "What number is given for {topic}?",
        "What value do the briefings give for {topic}?",
    ),
    "date": ("When did this happen: {topic}?", "On what date: {topic}?", "What is the date of “{topic}”?"),
    "event": (
        "What happened when {topic}?",
        "What is known about “{topic}”?",
        "What happened in {year} with “{topic}”?",
        "What do the briefings tell of “{topic}” in {year}?",
    ),
    "type": (
        "What type of organisation is {bare}?",
        "What kind of body is {bare}?",
        "What sort of organization is {bare}?",
    ),
    "precedent's date": ("When was {bare}?", "When did {bare} take place?", "What is the date of {bare}?"),
    "outcome": ("What was the outcome of {topic}?", "What came of {topic}?", "How did {bare} end?"),
}
"""For each attribute the ways to ask for it; `bare` is the topic without what it holds in brackets."""
SENTENCES = frozenset({"event", "outcome"})
"""Attributes that whole sentences state, in words that nothing else can be compared with."""


@dataclass(frozen=True, slots=True)
class Fact:
    """An attribute of a topic that briefings state in typed fields or parts.

    `quotes` are the sentences of those items that state it, each with its briefing's id. `value` is empty for those of
    SENTENCES, and for a holder: whoever is said to hold the office is right.
    """

    attribute: str
    topic: str
    value: str
    quotes: Slot
    section: SectionKind
    year: str = ""


class Statements:
    """The sentences of a corpus, found by what they state."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._all = [(passage, sentence) for passage in passages for sentence in passage.sentences]
        self._places: dict[str, list[int]] = {}
        for number, (passage, sentence) in enumerate(self._all):
            for word in set(stems(" ".join((sentence.text, *passage.heading_path[1:])))):
                self._places.setdefault(word, []).append(number)

    def of(self, fact: Fact, *, partly: bool = False) -> Iterator[tuple[Passage, Span]]:
        """The sentences that state a fact: half the topic, with their headings, and the value, or `partly` that.

        Without a value: the whole topic.
        """
        topic = set(stems(fact.topic))
        counts = Counter(place for word in topic for place in self._places.get(word, ()))
        for place, shared in counts.items():
            enough = 2 * shared >= len(topic) if fact.value else shared == len(topic)
            if enough and _holds(self._all[place][1].text, fact.value, partly=partly):
                yield self._all[place]


def facts(passages: Iterable[Passage]) -> tuple[Fact, ...]:
    """Every fact that a question can be made of; what several items state of one topic is one fact."""
    found: dict[tuple[str, str], Fact] = {}
    for fact in (fact for passage in passages if passage.item >= 0 for fact in _facts(passage)):
        known = found.setdefault((fact.attribute, fact.topic), fact)
        if known is not fact:
            found[fact.attribute, fact.topic] = replace(known, quotes=known.quotes + fact.quotes)
    return tuple(found.values())


def case_of(fact: Fact, number: int, statements: Statements, draw: random.Random) -> Case:
    """The question of a fact in one of its wordings, with the sentences of the corpus that answer it."""
    elsewhere = () if fact.attribute in SENTENCES else statements.of(fact)
    quotes = (*fact.quotes, *((passage.briefing_id, sentence.text) for passage, sentence in elsewhere))
    return Case(
        id=f"{fact.attribute}-{number}",
        slice=f"made: {fact.attribute}",
        turns=(_worded(fact, draw),),
        status="answered",
        accepted=((fact.value or fact.quotes[0][1],),),
        evidence=(tuple(dict.fromkeys(quotes)),),
    )


def _worded(fact: Fact, draw: random.Random) -> str:
    fitting = [w for w in WORDINGS[fact.attribute] if fact.year or "{year}" not in w]
    bare = re.sub(r"\s*\([^()]*\)", "", fact.topic)
    return draw.choice(fitting).format(topic=fact.topic, bare=bare, year=fact.year)


def _facts(passage: Passage) -> Iterator[Fact]:
    """What a passage states of the item that it is (a part of)."""
    year = (passage.date[0] or "")[:4]
    for attribute, topic, value, sentences in _stated(passage):
        if topic and sentences:
            quotes = tuple((passage.briefing_id, s.text) for s in sentences)
            yield Fact(attribute, topic, value, quotes, passage.section, year)


def _stated(passage: Passage) -> Iterator[tuple[str, str, str, Sequence[Span]]]:
    """Attribute, topic, value and sentences."""
    name, sentences = passage.heading_path[1], passage.sentences
    if len(passage.heading_path) > 2:
        if "outcome" in passage.heading_path[2].lower():
            yield "outcome", name, "", sentences
    elif role := passage.field("role"):
        office = re.split(r"[,;(]| (?:from|since|until) ", role.value)[0].strip()
        yield "role", name, office, _inside(sentences, role)
        yield "holder", office, "", sentences
    elif value := passage.field("value"):
        yield "figure", name, value.value, sentences[:1]
    elif passage.section is SectionKind.TIMELINE and (date := passage.field("date")):
        yield "date", name, date.value, sentences[:1]
        yield "event", name, "", (*sentences[1:], sentences[0])
    elif passage.section is SectionKind.ORGANIZATIONS and (kind := passage.field("type")):
        yield "type", name, kind.value, sentences[1:]
    elif passage.section is SectionKind.HISTORY and (when := passage.field("when")):
        yield "precedent's date", name, when.value, _inside(sentences, when)


def _inside(sentences: Iterable[Span], field: Field) -> list[Span]:
    end = field.start + len(field.value)
    return [s for s in sentences if field.start <= s.start and s.end <= end]


def _holds(text: str, value: str, *, partly: bool) -> bool:
    """Whether a sentence holds a value: the same day where it is one, else all its words and numbers.

    `partly`: a day or year that overlaps it, or one of its words or numbers.
    """
    days = {(d.first, d.last) for d in find_dates(value)}
    told = {(d.first, d.last) for d in find_dates(text)} if days else set()
    if days:
        return bool(days & told) or (partly and any(a[0] <= b[1] and b[0] <= a[1] for a in days for b in told))
    wanted, bag = set(stems(value)), set(stems(text))
    return wanted <= bag or (partly and bool(wanted & bag))
