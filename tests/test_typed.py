"""Answers from typed fields: complete lists, counts, events in order, definitions."""

from __future__ import annotations

from pathlib import Path

import pytest

from askbrief.assistant import Assistant
from askbrief.types import Answer
from corpus_small import serve
from fakes import FakeEncoder

STRIKE = "the Velm Rail Strike"


def quotes(answer: Answer) -> list[str]:
    return [c.quote for c in answer.citations]


# ---- lists and counts ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "items"),
    [
        ("List the people involved in the Velm Rail Strike", ["Marek Toll", "Dora Quist", "Ilsa Brandt"]),
        ("which organizations are in the Velm Rail Strike?", ["Velm Railway Union", "Velm Railway"]),
        (
            "list the scenarios of the Lake Orrin Accord",
            ["The shares are raised after the review of 2027", "Sudmark leaves the accord"],
        ),
        (
            "what are the key indicators of the Amsel Bridge Treaty?",
            ["3.2 km — Planned length", "780 million crowns — Estimated cost"],
        ),
        ("what precedents are there for the Velm Rail Strike?", ["Harbour strike of Port Amsel (1998)"]),
        ("list the events of the Velm Rail Strike", ["Settlement signed", "Brandt named", "Strike begins"]),
    ],
)
def test_a_list_is_complete_and_in_order(assistant: Assistant, question: str, items: list[str]) -> None:
    """Every item of the asked section is listed, in the order of the page, and none else."""
    answer = assistant.ask(question)
    assert answer.status == "answered"
    assert answer.short_answer == "; ".join(items)


def test_a_list_says_how_many_and_of_what(assistant: Assistant) -> None:
    """The first line counts the items and names the briefing; each item is a line of its own."""
    lines = assistant.ask(f"List the people involved in {STRIKE}").text.splitlines()
    assert lines[0] == "3 people in “The Velm Rail Strike”:"
    assert len(lines) == 4


def test_each_item_of_a_list_is_cited(assistant: Assistant) -> None:
    """The heading of each item is quoted, with the person's role."""
    answer = assistant.ask(f"List the people involved in {STRIKE}")
    assert [q for q in quotes(answer) if q in ("Marek Toll", "Dora Quist", "Ilsa Brandt")] == [
        "Marek Toll",
        "Dora Quist",
        "Ilsa Brandt",
    ]
    assert "Head of the Velm Railway Union" in quotes(answer)
    assert {c.briefing_id for c in answer.citations} == {"velm-rail-strike"}


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("How many people are involved in the Velm Rail Strike?", "3"),
        ("how many scenarios are there for the Lake Orrin Accord?", "2"),
        ("how many events are in the timeline of the Lake Orrin Accord?", "4"),
        ("how many organizations are in the Amsel Bridge Treaty?", "1"),
    ],
)
def test_a_count_is_counted(assistant: Assistant, question: str, count: str) -> None:
    """How many of a section's items is their number, and the items are cited."""
    answer = assistant.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", count)
    assert len({c.passage_id for c in answer.citations}) == int(count)


def test_one_item_is_counted_in_the_singular(assistant: Assistant) -> None:
    """One scenario is one scenario."""
    assert assistant.ask(f"list the scenarios of {STRIKE}").text.startswith("1 scenario in")


def test_the_events_of_a_year_are_those_of_that_year(assistant: Assistant) -> None:
    """A list of events in a stretch of time has all events that fall in it and no other."""
    answer = assistant.ask("What happened in 2018 in the Lake Orrin Accord?")
    assert answer.short_answer == "Ferry closed"
    answer = assistant.ask(f"what happened in 2024 in {STRIKE}?")
    assert answer.short_answer == "Settlement signed; Brandt named; Strike begins"


def test_a_list_of_no_story_asks_which(assistant: Assistant) -> None:
    """Without a story named the stories are offered as questions, nothing is cited."""
    answer = assistant.ask("what scenarios are there?")
    assert answer.status == "ambiguous"
    assert answer.citations == ()
    assert len(answer.suggestions) == 3
    assert assistant.ask(answer.suggestions[0]).status == "answered"


def test_a_list_within_one_briefing_needs_no_story(assistant: Assistant) -> None:
    """With one briefing in scope it is the story."""
    answer = assistant.ask("what scenarios are there?", briefings=["velm-rail-strike"])
    assert (answer.status, answer.short_answer) == ("answered", "A second strike in 2027")


# ---- order ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("What happened first in the Velm Rail Strike?", "Strike begins (4 November 2024)"),
        ("What is the latest event in the Velm Rail Strike?", "Settlement signed (27 November 2024)"),
        ("what is the latest news on the Lake Orrin Accord?", "First yearly review (2 June 2021)"),
        ("What happened after the talks began in the Lake Orrin Accord?", "Ferry closed (August 2018)"),
        ("What happened before Brandt was named in the Velm Rail Strike?", "Strike begins (4 November 2024)"),
    ],
)
def test_events_are_found_by_their_place_in_time(assistant: Assistant, question: str, short: str) -> None:
    """First, latest, next after and last before are read from the dates of the story's events."""
    answer = assistant.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", short)


def test_the_date_of_an_event_is_quoted(assistant: Assistant) -> None:
    """The event's heading with its date is cited, and a sentence that tells it."""
    answer = assistant.ask(f"What happened first in {STRIKE}?")
    assert quotes(answer) == ["2024-11-04 — Strike begins", "The first trains stood still at two in the morning."]


UNDATED = """---
id: gull-rock
title: The Gull Rock Lighthouse
updated: 2026-01-01
---

# The Gull Rock Lighthouse

## Overview

The Gull Rock Lighthouse was dark for a winter.

## Timeline

### Lamp lit again

The keeper lit the lamp before the whole village.

### Glass delivered

A boat brought new glass from the mainland.

### Storm breaks the lamp

A storm broke the lamp and the gallery.
"""


@pytest.fixture
def undated(tmp_path: Path, fake_encoder: FakeEncoder) -> Assistant:
    """Answers from one story whose events have no dates."""
    return serve(tmp_path, {"gull-rock": UNDATED}, fake_encoder)


def test_undated_events_are_listed_as_they_stand(undated: Assistant) -> None:
    """A list of undated events keeps the order of the page."""
    answer = undated.ask("list the events of the Gull Rock Lighthouse")
    assert answer.short_answer == "Lamp lit again; Glass delivered; Storm breaks the lamp"


def test_an_undated_event_claims_no_date(undated: Assistant) -> None:
    """The place of an undated event is said to be its place on the page."""
    answer = undated.ask("What is the latest event of the Gull Rock Lighthouse?")
    assert answer.status == "answered"
    assert "gives no date" in answer.text


# ---- definitions ---------------------------------------------------------------------------


def test_who_somebody_is_is_the_role(assistant: Assistant) -> None:
    """Who is X gives name and role, and quotes role and note."""
    answer = assistant.ask("Who is Jon Ferrer?")
    assert answer.short_answer == "Jon Ferrer: Mayor of Port Amsel"
    assert quotes(answer) == ["Mayor of Port Amsel"]


def test_a_person_of_two_stories_is_told_from_both(assistant: Assistant) -> None:
    """Somebody who stands in two briefings is quoted from each, the newest first."""
    answer = assistant.ask("Who is Ilsa Brandt?")
    assert answer.short_answer == "Ilsa Brandt: Mediator of the Lake Orrin talks"
    assert [c.briefing_id for c in answer.citations] == ["lake-orrin-accord", "lake-orrin-accord", "velm-rail-strike"]
    assert quotes(answer)[-1] == "Mediator named by both sides"


def test_a_person_is_told_from_the_briefings_in_scope(assistant: Assistant) -> None:
    """With `briefings` given only they tell who somebody is."""
    answer = assistant.ask("Who is Sefa Orhan?", briefings=["amsel-bridge-treaty"])
    assert answer.short_answer == "Sefa Orhan: Prime minister of Sudmark"
    assert {c.briefing_id for c in answer.citations} == {"amsel-bridge-treaty"}


def test_what_a_body_is_is_its_type(assistant: Assistant) -> None:
    """What is an organization gives its type and quotes its status and first sentence."""
    answer = assistant.ask("What is the Velm Union?")
    assert answer.short_answer == "Velm Union: Regional body"
    assert "The Velm Union paid for the talks and keeps the original of the accord." in quotes(answer)


def test_what_a_precedent_was_is_what_happened(assistant: Assistant) -> None:
    """What is a precedent is told by its What Happened."""
    answer = assistant.ask("What is the Keld Tunnel Agreement?")
    assert quotes(answer)[0] == "Norvale and Sudmark agreed on a tunnel under the Keld pass."
    assert answer.citations[0].heading_path[-1] == "What Happened"


def test_a_definition_is_given_only_of_the_whole_question(assistant: Assistant) -> None:
    """Who is X's something else is not answered with who X is."""
    assert assistant.ask("Who is Jon Ferrer's grandmother?").status == "not_found"


def test_an_agreement_with_a_story_of_its_own_is_told_from_its_overview(assistant: Assistant) -> None:
    """What it is, is how its overview brings it in: two sentences."""
    assert quotes(assistant.ask("What is the Amsel Bridge Treaty about?"))[1] == "The bridge is to be 3.2 km long."
    answer = assistant.ask("what is the lake accord?")
    assert quotes(answer)[0] == "The Lake Orrin Accord divides the water of Lake Orrin between Norvale and Sudmark."
