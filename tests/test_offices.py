"""Who holds or held an office, read from roles and their terms."""

from __future__ import annotations

import pytest

from askbrief.assistant import Assistant
from askbrief.offices import terms
from corpus_small import serve
from fakes import FakeEncoder

NORVALE = """---
id: norvale-pact
title: The Norvale Pact
updated: 2026-01-01
aliases:
  Norvale: []
  Sudmark: []
---

# The Norvale Pact

## Overview

The Norvale Pact binds Norvale and Sudmark.

## Timeline

### 2016-04-05 — Pact signed

The pact was signed in Keld.

### 2023-01-01 — Pact enlarged

Osk joined the pact.

## People Involved

### Ada Morn

Role: President of Norvale since 2017, Prime Minister 2014–2017

### Otto Rusk

Role: President of Sudmark, March 2015 to June 2020

### Lena Osk

Role: Vice-president of Sudmark since 2019

### Jan Velm

Role: Third Commissioner, 2003-2009

### Iva Keld

Role: Fourth Commissioner, since 1 May 2009

### Sefa Orhan

Role: Foreign minister of Sudmark since 2021

### Dora Quist

Role: Foreign minister of Norvale since 2022
"""


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, fake_encoder: FakeEncoder) -> Assistant:
    return serve(tmp_path_factory.mktemp("pact"), {"norvale-pact": NORVALE}, fake_encoder)


@pytest.mark.parametrize(
    ("role", "found"),
    [
        ("Mediator of the talks", [("Mediator of the talks", None, None)]),
        ("President of Norvale since 2017", [("President of Norvale", "2017-01-01", None)]),
        ("Fourth Commissioner, since 1 May 2009", [("Fourth Commissioner", "2009-05-01", None)]),
        ("Leader until 2005", [("Leader", None, "2005-12-31")]),
        (
            "President of Norvale since 2017, Prime Minister 2014–2017",
            [("President of Norvale", "2017-01-01", None), ("Prime Minister", "2014-01-01", "2017-12-31")],
        ),
        (
            "President, 2017 to 2021 and again since 20 January 2025",
            [("President", "2017-01-01", "2021-12-31"), ("President", "2025-01-20", None)],
        ),
        ("", []),
    ],
)
def test_a_role_is_read_as_offices_with_terms(role: str, found: list[tuple[str, str | None, str | None]]) -> None:
    """Years from and to, "since" and "until"; a second office in the same line has its own."""
    assert terms(role) == found


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who is the president of Norvale?", "Ada Morn"),
        ("who is president of Norvale now", "Ada Morn"),
        ("Who was prime minister of Norvale in 2015?", "Ada Morn"),
        ("Who was president of Sudmark in 2018?", "Otto Rusk"),
        ("who is the current commissioner?", "Iva Keld"),
        ("Who was commissioner in 2005?", "Jan Velm"),
        ("who is the vice-president of Sudmark?", "Lena Osk"),
    ],
)
def test_the_holder_at_the_asked_time_answers(assistant: Assistant, question: str, name: str) -> None:
    """The present holder is who holds it "since"; a year picks the term it falls in; a vice-president is another."""
    answer = assistant.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", name)
    assert answer.citations[0].quote == name


def test_a_past_holder_is_no_present_one(assistant: Assistant) -> None:
    """Where all terms ended the briefings do not say who it is now; the last holder is named, nothing is cited."""
    answer = assistant.ask("Who is the president of Sudmark at the moment?")
    assert (answer.status, answer.citations) == ("not_found", ())
    assert "Otto Rusk (President of Sudmark, March 2015 to June 2020)" in answer.text


def test_several_present_holders_are_asked_back(assistant: Assistant) -> None:
    """Two countries have a foreign minister each: both are offered."""
    answer = assistant.ask("who is the foreign minister?")
    assert answer.status == "ambiguous"
    assert answer.suggestions == ("Who is Dora Quist?", "Who is Sefa Orhan?")
    assert assistant.ask("who is the foreign minister of Sudmark?").short_answer == "Sefa Orhan"


def test_a_day_that_counts_last_is_the_present(assistant: Assistant) -> None:
    """With `as_of` the holder on that day answers."""
    assert assistant.ask("Who is the president of Sudmark?", as_of="2016-01-01").short_answer == "Otto Rusk"


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Who was commissioner after Jan Velm?", "Iva Keld"),
        ("who succeeded Jan Velm?", "Iva Keld"),
        ("Whom did Iva Keld succeed?", "Jan Velm"),
        ("who was commissioner before Iva Keld", "Jan Velm"),
    ],
)
def test_whoever_came_next_or_before_has_the_adjoining_term(assistant: Assistant, question: str, name: str) -> None:
    """The third and the fourth commissioner follow one another; both are quoted."""
    answer = assistant.ask(question)
    assert answer.short_answer == name
    assert {"Jan Velm", "Iva Keld"} <= {c.quote for c in answer.citations}


def test_a_term_that_adjoins_no_other_tells_no_successor(assistant: Assistant) -> None:
    """After Otto Rusk, who left in 2020, nobody is named: a vice-president since 2019 is none."""
    assert assistant.ask("who succeeded Otto Rusk as president?").short_answer != "Lena Osk"


def test_an_office_that_no_passage_knows_is_not_answered_with_another(assistant: Assistant) -> None:
    """There is no queen: the president is no answer."""
    assert assistant.ask("Who is the queen of Norvale?").status == "not_found"


def test_when_something_happened_picks_the_term_of_that_day(assistant: Assistant) -> None:
    """The event that ranks first for the clause gives the day, and is quoted."""
    answer = assistant.ask("Who was president of Sudmark when the pact was signed in Keld?")
    assert (answer.short_answer, answer.confidence) == ("Otto Rusk", 0.75)
    assert "2016-04-05 — Pact signed" in [c.quote for c in answer.citations]
    assert assistant.ask("Who was president of Sudmark when Osk joined the pact?").short_answer != "Otto Rusk"


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Is Ada Morn still President of Norvale?", "yes"),
        ("is Ada Morn still prime minister", "no"),
        ("Is Otto Rusk still the President of Sudmark?", "no"),
    ],
)
def test_whether_somebody_still_holds_an_office(assistant: Assistant, question: str, short: str) -> None:
    """Yes while the term goes on, no where it ended; the role proves it."""
    answer = assistant.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", short)
    assert "President" in answer.citations[1].quote


def test_still_alive_is_no_office(assistant: Assistant) -> None:
    """ "Still" with no office of theirs is left to reading."""
    assert assistant.ask("Is Otto Rusk still alive?").status == "not_found"
