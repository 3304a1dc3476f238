"""Answers straight from typed fields: lists and counts are complete, events are in order, names are defined."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from askbrief.dates import overlaps
from askbrief.draft import ASKED, Draft, Line, Quote
from askbrief.events import chronological, event_draft, of_a_sort, prose
from askbrief.index import Index
from askbrief.kinds import asks_definition, asks_role, asks_times
from askbrief.stories import Stories, title_words
from askbrief.types import Briefing, Entity, EntityKind, Hit, Mention, Passage, Question, SectionKind, Span
from askbrief.words import LIGHT, STOPWORDS, stem, tokenize

PLURAL = {
    SectionKind.PEOPLE: "people",
    SectionKind.ORGANIZATIONS: "organizations",
    SectionKind.TIMELINE: "events",
    SectionKind.SCENARIOS: "scenarios",
    SectionKind.INDICATORS: "key indicators",
    SectionKind.HISTORY: "precedents",
    SectionKind.SOURCES: "sources",
}
_LIMIT = re.compile(r"\b(?:before|until|after|since)\b.*", re.I)
"""What bounds the time in which something happened: "before it lapsed"."""


class TypedAnswers:
    """Direct answers from one index's typed sections; None where a question needs reading instead."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._items: dict[tuple[str, SectionKind], list[Passage]] = {}
        for passage in index.passages:
            if passage.item >= 0 and len(passage.heading_path) == 2:
                self._items.setdefault((passage.briefing_id, passage.section), []).append(passage)
        self._briefings = {b.id: b for b in index.briefings}
        self._stories = Stories(index)
        self._place = {p.id: place for place, p in enumerate(index.passages)}
        self._topics = {b.id: index.topics(b) for b in index.briefings}

    def answer(
        self, question: Question, hits: Sequence[Hit], allowed: Sequence[str], as_of: str | None = None
    ) -> Draft | None:
        """The typed answer; `allowed` are the ids of the briefings in scope, `hits` the ranking.

        Events after the day `as_of` (ISO) do not count.
        """
        if question.kind in ("list", "count") and question.section:
            return self._listed(question, hits, allowed, as_of)
        if question.kind == "order" or (question.kind == "when" and question.order in ("first", "last")):
            return self._ordered(question, hits, allowed, as_of)
        if asks_times(question.text):
            return self._times(question, hits, allowed, as_of)
        if question.kind in ("value", "count") and question.time is None:
            return self._indicator(question, allowed)
        if len(question.mentions) != 1 or self._stories.leftover(question):
            return None
        mention = question.mentions[0]
        in_office = asks_role(question.text) and mention.entity.kind is EntityKind.PERSON
        return self._defined(mention, allowed) if in_office or asks_definition(question.text) else None

    def _in_scope(self, story: str, section: SectionKind, as_of: str | None) -> list[Passage]:
        items = self._items.get((story, section), [])
        return [p for p in items if as_of is None or (p.date[0] or "") <= as_of or section is SectionKind.HISTORY]

    def _listed(
        self, question: Question, hits: Sequence[Hit], allowed: Sequence[str], as_of: str | None
    ) -> Draft | None:
        section = question.section or SectionKind.PEOPLE
        story = self._stories.of(question, hits, allowed)
        if story is None:
            return self._of_any_story(question, allowed, as_of)
        items = self._in_scope(story, section, as_of)
        briefing = self._briefings[story]
        if self._stories.leftover(question) - title_words(briefing):
            return None
        if section is SectionKind.TIMELINE:
            items = [p for p in items if question.time is None or overlaps(*p.date, question.time)]
            items = [p for p in items if self._bears(question, p, story)]
        if not items:
            return None
        lines = [Line(f"{_counted(len(items), section)} in “{briefing.title}”:"), *(_item_line(p) for p in items)]
        short = str(len(items)) if question.kind == "count" else "; ".join(_label(p) for p in items)
        return Draft("answered", tuple(lines), short, 0.95, opens=False)

    def _of_any_story(self, question: Question, allowed: Sequence[str], as_of: str | None) -> Draft | None:
        """The events of the asked days in all stories; or the stories offered, where no day is asked."""
        if self._stories.leftover(question):
            return None
        if question.time is None or question.section is not SectionKind.TIMELINE:
            return self._which_story(question, allowed)
        dated = [p for b in allowed for p in self._in_scope(b, SectionKind.TIMELINE, as_of)]
        events = [p for p in dated if overlaps(*p.date, question.time) and self._bears(question, p, p.briefing_id)]
        lines = [Line(f"{_counted(len(events), SectionKind.TIMELINE)} in all briefings:"), *map(_item_line, events)]
        return Draft("answered", tuple(lines), "; ".join(map(_label, events)), 0.9, opens=False) if events else None

    def _bears(self, question: Question, passage: Passage, story: str) -> bool:
        """Whether an event is about the question's names, the story's own names aside."""
        wanted = {m.entity.id for m in question.mentions} - self._topics[story]
        return wanted <= self._index.mentions[self._place[passage.id]]

    def _which_story(self, question: Question, allowed: Sequence[str]) -> Draft:
        """Asked of no story in particular: the stories offered, each as the question about it."""
        titles = [self._briefings[b].title for b in allowed][:6]
        bare = question.text.rstrip(" ?!.")
        offered = tuple(f"{bare} in {title}?" for title in titles)
        return Draft("ambiguous", (Line("Which story do you mean?"),), None, ASKED, (), offered)

    def _ordered(
        self, question: Question, hits: Sequence[Hit], allowed: Sequence[str], as_of: str | None
    ) -> Draft | None:
        story = self._stories.of(question, hits, allowed)
        if story is None:
            return None if self._stories.leftover(question) else self._which_story(question, allowed)
        events = chronological(self._in_scope(story, SectionKind.TIMELINE, as_of))
        if not events:
            return None
        briefing = self._briefings[story]
        leftover = self._stories.leftover(question) - title_words(briefing)
        if question.order in ("first", "last"):
            events = [e for e in events if self._bears(question, e, story)]
            events = of_a_sort(events, leftover) if leftover else events
            if not events:
                return None
            chosen = events[-1] if question.order == "last" else events[0]
            return event_draft(f"The {'latest' if question.order == 'last' else 'first'} event", [chosen], briefing)
        return self._around(question, events, hits, briefing)

    def _times(
        self, question: Question, hits: Sequence[Hit], allowed: Sequence[str], as_of: str | None
    ) -> Draft | None:
        """How many times something happened: the events whose headings say it, counted."""
        main = replace(question, text=_LIMIT.sub("", question.text))
        story, asked = self._stories.of(question, hits, allowed), self._stories.leftover(main)
        if story is None:
            return None
        events = chronological(self._in_scope(story, SectionKind.TIMELINE, as_of))
        briefing = self._briefings[story]
        events = of_a_sort([e for e in events if self._bears(main, e, story)], asked - title_words(briefing))
        if len(events) < 2:
            return None
        lines = [
            Line(f"{_counted(len(events), SectionKind.TIMELINE)} in “{briefing.title}”:"),
            *map(_item_line, events),
        ]
        return Draft("answered", tuple(lines), str(len(events)), 0.8, opens=False)

    def _indicator(self, question: Question, allowed: Sequence[str]) -> Draft | None:
        """The value of the one indicator that bears just the words of the question."""
        asked = (self._telling(question.text)[0], frozenset(m.entity.id for m in question.mentions))
        indicators = (p for story in allowed for p in self._items.get((story, SectionKind.INDICATORS), []))
        fitting = [p for p in indicators if self._telling(p.heading_path[-1]) == asked]
        value = fitting[0].field("value") if len(fitting) == 1 else None
        if value is None:
            return None
        quotes = tuple(Quote(fitting[0], s) for s in fitting[0].sentences[:1] + prose(fitting[0])[:1])
        return Draft("answered", (Line("", quotes),), value.value, 0.95)

    def _telling(self, text: str) -> tuple[frozenset[str], frozenset[str]]:
        """The stems of a text's telling words, and the ids of the names in it."""
        named = [m for group in self._index.catalogue.match(text) for m in group]
        free = (t for t in tokenize(text) if not any(m.start <= t.start < m.end for m in named))
        told = frozenset(stem(t.norm) for t in free if t.norm not in STOPWORDS and t.norm not in LIGHT)
        return told, frozenset(m.entity.id for m in named)

    def _around(
        self, question: Question, events: list[Passage], hits: Sequence[Hit], briefing: Briefing
    ) -> Draft | None:
        """The events after, before or between the days or the event that a question names."""
        if question.time is not None:
            chosen = [e for e in events if overlaps(*e.date, question.time)]
        else:
            ids = [e.id for e in events]
            anchor = next((h.passage.id for h in hits if h.passage.id in ids), None)
            if anchor is None or question.order == "between":
                return None
            at = ids.index(anchor)
            chosen = events[at + 1 :][:2] if question.order == "after" else events[:at][:-3:-1]
            lead = f"{'After' if question.order == 'after' else 'Before'} “{_label(events[at])}”"
            return event_draft(lead, chosen, briefing) if chosen else None
        if not chosen:
            return None
        lead = f"{_counted(len(chosen), SectionKind.TIMELINE)} in “{briefing.title}”:"
        lines = [Line(lead), *(_item_line(e) for e in chosen)]
        return Draft("answered", tuple(lines), "; ".join(_label(e) for e in chosen), 0.9, opens=False)

    def _defined(self, mention: Mention, allowed: Sequence[str]) -> Draft | None:
        entity = mention.entity
        if opening := self._opening(mention, allowed):
            return opening
        for section in (SectionKind.PEOPLE, SectionKind.ORGANIZATIONS, SectionKind.HISTORY, SectionKind.SCENARIOS):
            own = [
                p
                for briefing in allowed
                for p in self._items.get((briefing, section), [])
                if self._is_called(p, entity)
            ]
            if own:
                return self._definition(own, section, mention)
        return self._told_of(mention, allowed)

    def _opening(self, mention: Mention, allowed: Sequence[str]) -> Draft | None:
        """How the overview of an agreement's own story brings it in: its first two sentences from where it is named."""
        key = mention.entity.id
        for passage, here in zip(self._index.passages, self._index.mentions, strict=True):
            own = key in here and key in self._topics[passage.briefing_id] and passage.briefing_id in allowed
            if own and passage.section is SectionKind.OVERVIEW and mention.entity.kind is EntityKind.AGREEMENT:
                named = (key in self._index.catalogue.mentioned(s.text) for s in passage.sentences)
                at = next((at for at, is_named in enumerate(named) if is_named), 0)
                quotes = tuple(Quote(passage, s) for s in passage.sentences[at : at + 2])
                return Draft("answered", (Line("", quotes),), None, round(0.93 * mention.score, 2))
        return None

    def _told_of(self, mention: Mention, allowed: Sequence[str]) -> Draft | None:
        """The first sentence that says what a thing without an entry is: it stands first and "is" or "was" follows."""
        names = (mention.entity.name, *mention.entity.aliases, *mention.entity.derived)
        pattern = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
        telling = re.compile(rf"(?:The )?(?:{pattern})(?: \([^()]*\))?,? (?:is|was|are|were)\b(?! not)", re.I)
        for passage, here in zip(self._index.passages, self._index.mentions, strict=True):
            if mention.entity.id in here and passage.briefing_id in allowed:
                found = next((x for x in passage.sentences if telling.match(x.text)), None)
                if found:
                    confidence = round(0.85 * mention.score, 2)
                    return Draft("answered", (Line("", (Quote(passage, found),)),), None, confidence)
        return None

    def _is_called(self, passage: Passage, entity: Entity) -> bool:
        title = re.sub(r"\s*\([^()]*\)", "", passage.heading_path[1])
        found = self._index.catalogue.match(title)
        return any(m.entity.id == entity.id and m.start == 0 for group in found[:1] for m in group)

    def _definition(self, own: list[Passage], section: SectionKind, mention: Mention) -> Draft:
        if section is SectionKind.HISTORY:
            parts = [p for p in self._index.passages if p.heading_path[:2] == own[0].heading_path[:2]]
            told = [p for p in parts if len(p.heading_path) == 3 and p.briefing_id == own[0].briefing_id][:1] or own[:1]
            quotes = tuple(Quote(told[0], s) for s in told[0].sentences[:2])
            return Draft("answered", (Line("", quotes),), None, round(0.93 * mention.score, 2))
        newest = sorted(own, key=lambda p: self._briefings[p.briefing_id].updated, reverse=True)
        short = newest[0].field("role") or newest[0].field("type")
        lines = tuple(Line("", _telling(p)) for p in newest[:2])
        name = newest[0].heading_path[1]
        return Draft("answered", lines, f"{name}: {short.value}" if short else None, round(0.95 * mention.score, 2))


def _telling(passage: Passage) -> tuple[Quote, ...]:
    """What tells who or what an item is: role and note, or status and first sentence."""
    fields = [f for f in (passage.field(n) for n in ("role", "note", "status")) if f]
    spans = [Span(f.value, f.start, f.end) for f in fields]
    return tuple(Quote(passage, s) for s in [*spans, *prose(passage)][:2] or passage.sentences[:1])


def _counted(count: int, section: SectionKind) -> str:
    if count == 1:
        return "1 person" if section is SectionKind.PEOPLE else f"1 {PLURAL[section].removesuffix('s')}"
    return f"{count} {PLURAL[section]}"


def _label(passage: Passage) -> str:
    value = passage.field("value")
    return f"{value.value} — {passage.heading_path[-1]}" if value else passage.heading_path[-1]


def _item_line(passage: Passage) -> Line:
    """A list's line: the item's heading, and who or what it is, each with its citation."""
    role = passage.field("role") or passage.field("type")
    quotes = [Quote(passage, passage.sentences[0])]
    if role:
        quotes.append(Quote(passage, Span(role.value, role.start, role.end)))
    return Line("-", tuple(quotes), bare=True)
