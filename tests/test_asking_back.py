"""When a question can mean more than one thing, and what is offered then."""

from __future__ import annotations

from pathlib import Path

import pytest

from askbrief.assistant import Assistant
from corpus_small import serve
from fakes import FakeEncoder

FERRIES = """---
id: tarn-ferries
title: The Tarn Ferries
updated: 2025-05-01
aliases:
  Osmer I: []
  Osmer II: []
---

# The Tarn Ferries

## Overview

Osmer I was signed in Keld on 3 May 2001. Osmer II was signed in Tarn on 9 June 2011.

## People Involved

### Ada Morn

Role: Special envoy of Norvale

### Otto Rusk

Role: Special envoy of Sudmark

### Jan R. Velm

Role: Harbour master of Tarn

## Timeline

### 2003-02-04 — Northern council approves the toll

The council approved the ferry toll with 31 votes.

### 2004-08-19 — Southern council approves the toll

The council approved the ferry toll with 47 votes.

### 2005-01-10 — Toll ends

The toll ended on 10 January 2005.
"""


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory, fake_encoder: FakeEncoder) -> Assistant:
    other = FERRIES.split("## People", maxsplit=1)[0].replace("tarn-ferries", "other").replace("Tarn", "Osk")
    briefings = {"tarn-ferries": FERRIES, "other": other.replace("Osmer", "Velden")}
    return serve(tmp_path_factory.mktemp("ferries"), briefings, fake_encoder)


def test_a_family_of_accords_is_asked_back(asking: Assistant) -> None:
    """Evidence of two numbered accords leaves open which one a name without its number means."""
    answer = asking.ask("When was Osmer signed?")
    assert (answer.status, answer.citations) == ("ambiguous", ())
    assert answer.suggestions == ("When was Osmer I signed?", "When was Osmer II signed?")


def test_an_office_that_several_hold_offers_its_holders(asking: Assistant) -> None:
    """ "the envoy" of a first question is each person whose role says so, as one-click questions."""
    answer = asking.ask("what did the envoy say?")
    assert answer.status == "ambiguous"
    assert answer.suggestions == ("what did Ada Morn say?", "what did Otto Rusk say?")


def test_two_answers_that_nothing_tells_apart_are_both_shown(asking: Assistant) -> None:
    """Two items answer alike well with different numbers: both are cited, and each is offered."""
    answer = asking.ask("How many votes did the ferry toll get when the council approved it?")
    assert answer.status == "ambiguous"
    assert {c.quote for c in answer.citations} == {
        "The council approved the ferry toll with 31 votes.",
        "The council approved the ferry toll with 47 votes.",
    }
    assert len(answer.suggestions) == 2


def test_words_that_tell_two_answers_apart_decide(asking: Assistant) -> None:
    """A word that only one of them holds makes the question plain."""
    answer = asking.ask("How many votes did the ferry toll get when the southern council approved it?")
    assert (answer.status, answer.short_answer) == ("answered", "47")


def test_who_tells_apart_is_not_asked_back(asking: Assistant) -> None:
    """Somebody who says which one is not meant knows that there are two."""
    answer = asking.ask("How many votes did the ferry toll get when the council approved it? not the southern one")
    assert answer.status != "ambiguous"


def test_a_sole_answer_is_not_asked_back(asking: Assistant) -> None:
    """What only one item says is answered."""
    answer = asking.ask("When did the toll end?")
    assert (answer.status, answer.short_answer) == ("answered", "10 January 2005")


def test_agreements_of_one_name_are_told_apart_by_their_years(tmp_path: Path, fake_encoder: FakeEncoder) -> None:
    """Without a year both are offered, each as a question; with one it is answered of that one."""
    pacts = FERRIES.split("## People", maxsplit=1)[0] + (
        "The Keld Agreement of 1994 was signed on 18 March 1994. The Keld Agreement of 2020 was signed on 4 May 2020.\n"
    )
    pacts = pacts.replace("Osmer II: []", "Keld Agreement: []")
    assistant = serve(tmp_path, {"tarn-ferries": pacts}, fake_encoder)
    answer = assistant.ask("When was the Keld Agreement signed?")
    assert answer.status == "ambiguous"
    assert answer.suggestions == (
        "When was the Keld Agreement of 1994 signed?",
        "When was the Keld Agreement of 2020 signed?",
    )
    assert assistant.ask("When was the Keld Agreement of 2020 signed?").short_answer == "4 May 2020"


def test_what_none_of_them_tells_is_refused(asking: Assistant) -> None:
    """Where nothing is said of any that a shared name can mean, the question is refused, not asked back."""
    answer = asking.ask("What did Osmer say about ammonia?")
    assert answer.status == "not_found"
    assert "ammonia" in answer.text
