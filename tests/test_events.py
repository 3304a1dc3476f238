"""Events of a timeline: their order, those of a sort, how they are told and counted."""

from __future__ import annotations

import pytest

from askbrief.assistant import Assistant
from askbrief.events import chronological, of_a_sort
from corpus_small import serve
from fakes import FakeEncoder

GRAIN = """---
id: tarn-corridor
title: The Tarn Corridor
updated: 2026-01-01
aliases:
  Orrin I: []
  Orrin II: []
---

# The Tarn Corridor

## Overview

The Tarn Corridor let ships pass from 2020 to 2022.

## Key Indicators

### 14 — Points of Orrin I

Fourteen points were agreed in Keld.

### 9 — Points of Orrin II

Nine points were left.

## People Involved

### Dora Quist

Role: Harbour master of Tarn

Note: Opened the corridor on 3 May 2020

## Timeline

### 2022-07-17 — Norvale ends the corridor

The last ship left Tarn.

### 2021-11-17 — Second extension

It ran for 60 days.

### 2021-03-18 — First extension

It ran for 120 days.

### 2020-05-03 — Corridor opened

Dora Quist opened the corridor.
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, fake_encoder: FakeEncoder) -> Assistant:
    return serve(tmp_path_factory.mktemp("corridor"), {"tarn-corridor": GRAIN}, fake_encoder)


@pytest.mark.parametrize(
    "question", ["How many times was the corridor extended?", "how often was the corridor extended before it ended?"]
)
def test_how_many_times_counts_the_events_that_say_so(assistant: Assistant, question: str) -> None:
    """Events whose headings hold the verb or a noun of its root are counted and each is cited."""
    answer = assistant.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", "2")
    assert {c.heading_path[-1] for c in answer.citations} == {"First extension", "Second extension"}


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("When was the most recent extension?", "Second extension (17 November 2021)"),
        ("when was the latest extension of the corridor", "Second extension (17 November 2021)"),
        ("What is the latest event?", "Norvale ends the corridor (17 July 2022)"),
    ],
)
def test_the_latest_of_a_sort_is_the_last_event_so_named(assistant: Assistant, question: str, short: str) -> None:
    """ "The most recent extension" is not the most recent event."""
    assert assistant.ask(question).short_answer == short


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("how many points did Orrin I have?", "14"),
        ("How many points has Orrin II?", "9"),
        ("How many points does Orrin I have, not Orrin II please?", "14"),
    ],
)
def test_an_indicator_asked_for_by_its_name_is_its_value(assistant: Assistant, question: str, value: str) -> None:
    """Where a question's words are just an indicator's, its value answers, not another's."""
    assert assistant.ask(question).short_answer == value


def test_somebodys_office_is_the_role(assistant: Assistant) -> None:
    """What job somebody had is read from the role."""
    assert assistant.ask("what job did Dora Quist have?").short_answer == "Dora Quist: Harbour master of Tarn"


def test_events_are_put_in_the_order_of_time(assistant: Assistant) -> None:
    """Newest first on the page is oldest first here."""
    events = [p for p in assistant.passages_of("tarn-corridor") if p.date[0] and len(p.heading_path) == 2]
    ordered = [e.heading_path[-1] for e in chronological(events)]
    assert ordered == ["Corridor opened", "First extension", "Second extension", "Norvale ends the corridor"]


def test_events_of_a_sort_hold_every_asked_word(assistant: Assistant) -> None:
    """All words must be in the heading; nothing asked is no sort."""
    events = [p for p in assistant.passages_of("tarn-corridor") if p.date[0] and len(p.heading_path) == 2]
    assert [e.heading_path[-1] for e in of_a_sort(events, {"second", "extens"})] == ["Second extension"]
    assert of_a_sort(events, ()) == []
