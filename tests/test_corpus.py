"""The shipped corpus keeps its promises to the reader."""

from __future__ import annotations

import re
from functools import cache

import pytest

from askbrief.briefing import read_briefing
from askbrief.dates import date_range
from askbrief.index import corpus_files
from askbrief.settings import shipped
from askbrief.types import Briefing, Item, SectionKind

FILES = corpus_files(shipped("corpus"))
MINIMA = {
    SectionKind.INDICATORS: 4,
    SectionKind.PEOPLE: 5,
    SectionKind.ORGANIZATIONS: 4,
    SectionKind.TIMELINE: 10,
    SectionKind.SCENARIOS: 3,
    SectionKind.HISTORY: 2,
}
NEEDED = {
    SectionKind.INDICATORS: ("value", "label"),
    SectionKind.PEOPLE: ("name", "role"),
    SectionKind.ORGANIZATIONS: ("name", "type", "status"),
    SectionKind.TIMELINE: ("title", "kind"),
    SectionKind.SCENARIOS: ("number", "title", "discussed by"),
    SectionKind.HISTORY: ("name", "when"),
}
each = pytest.mark.parametrize("name", [f.stem for f in FILES])


@cache
def briefing(name: str) -> Briefing:
    return read_briefing(shipped("corpus") / f"{name}.md")


def items(name: str, kind: SectionKind) -> tuple[Item, ...]:
    return tuple(i for s in briefing(name).sections if s.kind is kind for i in s.items)


def days_of(name: str) -> list[str]:
    """The first day of each dated event, in the order of the page."""
    dates = [i.field("date") for i in items(name, SectionKind.TIMELINE)]
    return [date_range(d.value)[0] or "" for d in dates if d]


def test_there_are_at_least_fourteen_briefings() -> None:
    """And their titles differ."""
    assert len(FILES) >= 14
    assert len({briefing(f.stem).title for f in FILES}) == len(FILES)


@each
def test_the_id_is_the_file_name(name: str) -> None:
    """So that a citation's address names the file."""
    assert briefing(name).id == name


@each
def test_the_front_matter_is_complete(name: str) -> None:
    """Title, subtitle, a day of update, tags, aliases and sources."""
    read = briefing(name)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", read.updated)
    assert all((read.title, read.subtitle, read.tags, read.aliases, read.sources))


@each
def test_each_section_stands_once_in_the_order_of_the_schema(name: str) -> None:
    """No other section, none left out."""
    kinds = [s.kind for s in briefing(name).sections]
    assert kinds == [k for k in SectionKind if k is not SectionKind.OTHER]


@each
def test_it_has_900_words_or_more(name: str) -> None:
    """Without the front matter."""
    read = briefing(name)
    assert len(read.source[read.sections[0].end :].split()) >= 900


@each
@pytest.mark.parametrize("kind", list(MINIMA))
def test_it_has_the_items_the_schema_asks_for(name: str, kind: SectionKind) -> None:
    """Enough of them, each with its fields filled."""
    found = items(name, kind)
    assert len(found) >= MINIMA[kind]
    lacking = [(i.heading.text, f) for i in found for f in NEEDED[kind] if not i.field(f)]
    assert lacking == []


@each
def test_ten_events_or_more_are_dated(name: str) -> None:
    """The dates read, and stand in the order of time, one way or the other."""
    days = days_of(name)
    assert len(days) >= 10
    assert "" not in days
    assert days in (sorted(days), sorted(days, reverse=True))


@each
def test_nothing_happens_after_the_update(name: str) -> None:
    """The day of update is the last day the briefing speaks of as past."""
    assert max(days_of(name)) <= briefing(name).updated


@each
def test_every_precedent_has_its_three_parts(name: str) -> None:
    """What happened, how it came out and why it is relevant, each with text."""
    for precedent in items(name, SectionKind.HISTORY):
        parts = [p.heading.text.replace("’", "'") for p in precedent.parts]
        assert "What Happened" in parts
        assert any("Outcome" in p for p in parts)
        assert "Why It's Relevant" in parts
        assert all(p.paragraphs or len(p.fields) > 1 for p in precedent.parts)


@each
def test_the_sources_stand_in_the_body_too(name: str) -> None:
    """Every address of the front matter is in the Sources section, where a reader sees it."""
    read = briefing(name)
    section = next(s for s in read.sections if s.kind is SectionKind.SOURCES)
    assert [s for s in read.sources if s not in read.source[section.start : section.end]] == []
    assert [s for s in read.sources if not s.startswith(("https://", "http://"))] == []


@each
def test_items_of_one_section_have_names_of_their_own(name: str) -> None:
    """Two people or events of one heading could not be told apart in a citation."""
    for kind in MINIMA:
        headings = [i.heading.text for i in items(name, kind)]
        assert sorted(set(headings)) == sorted(headings)
