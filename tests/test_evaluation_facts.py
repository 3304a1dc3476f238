"""Facts: what typed fields state, the questions made of it, and the sentences that answer them."""

from __future__ import annotations

import random
import re

import pytest

from askbrief.evaluation.facts import WORDINGS, Fact, Statements, case_of, facts
from askbrief.index import Index
from askbrief.types import SectionKind

ORRIN, RAIL, BRIDGE = "lake-orrin-accord", "velm-rail-strike", "amsel-bridge-treaty"


@pytest.fixture(scope="module")
def known(small_index: Index) -> dict[tuple[str, str], Fact]:
    """The facts of the small corpus by attribute and topic."""
    return {(fact.attribute, fact.topic): fact for fact in facts(small_index.passages)}


@pytest.fixture(scope="module")
def statements(small_index: Index) -> Statements:
    return Statements(small_index.passages)


def told(fact: Fact, statements: Statements, *, partly: bool = False) -> set[str]:
    return {" ".join(sentence.text.split()) for _, sentence in statements.of(fact, partly=partly)}


@pytest.mark.parametrize(
    ("attribute", "topic", "value", "quotes"),
    [
        ("role", "Anna Toll", "Chief engineer of the Keld sluice", ["Chief engineer of the Keld sluice"]),
        ("holder", "Mayor of Port Amsel", "", ["Jon Ferrer", "Mayor of Port Amsel"]),
        ("figure", "Rounds of talks", "9", ["9 — Rounds of talks"]),
        ("date", "Ferry closed", "2018-08", ["2018-08 — Ferry closed"]),
        ("event", "Talks begin", "", ["Ilsa Brandt opened the talks in Tarn.", "2017-05-09 — Talks begin"]),
        ("precedent's date", "Orrin II Accord (2023)", "2 October 2023", ["2 October 2023"]),
        ("outcome", "Orrin II Accord (2023)", "", ["Forty boats were licensed within a month."]),
    ],
)
def test_typed_fields_are_facts(
    known: dict[tuple[str, str], Fact], attribute: str, topic: str, value: str, quotes: list[str]
) -> None:
    """Attribute, topic and value, with the sentences of the item that state it."""
    fact = known[attribute, topic]
    assert (fact.value, [quote for _, quote in fact.quotes]) == (value, quotes)


def test_every_attribute_is_found(known: dict[tuple[str, str], Fact]) -> None:
    """The small corpus has each; each has its section."""
    assert {attribute for attribute, _ in known} == set(WORDINGS)
    assert known["type", "Velm Union"].section is SectionKind.ORGANIZATIONS


def test_what_two_briefings_state_of_one_topic_is_one_fact(known: dict[tuple[str, str], Fact]) -> None:
    """Both roles of Ilsa Brandt are right places."""
    assert known["role", "Ilsa Brandt"].quotes == (
        (ORRIN, "Mediator of the Lake Orrin talks"),
        (RAIL, "Mediator named by both sides"),
    )


def test_sentences_elsewhere_that_state_a_fact(known: dict[tuple[str, str], Fact], statements: Statements) -> None:
    """The day in any form, a figure with its words; not the same day of something else."""
    assert told(known["date", "Accord signed"], statements) == {
        "2019-03-14 — Accord signed",
        "It was signed in Tarn on 14 March 2019 after nine rounds of talks.",
    }
    assert told(known["figure", "Drivers on strike"], statements) == {"1,240 — Drivers on strike"}
    assert told(known["role", "Jon Ferrer"], statements) == {"Mayor of Port Amsel"}


def test_a_part_of_a_value_is_enough_where_asked(known: dict[tuple[str, str], Fact], statements: Statements) -> None:
    """A word of an office beside its holder's name: then the fact does not stand in one place alone."""
    signed = "Sefa Orhan and Jon Ferrer signed the treaty in Port Amsel."
    assert signed in told(known["role", "Jon Ferrer"], statements, partly=True)
    assert signed not in told(known["role", "Jon Ferrer"], statements)


def test_a_holder_is_whoever_is_said_to_hold_the_office(
    known: dict[tuple[str, str], Fact], statements: Statements
) -> None:
    """Without a value all words of the topic must stand there."""
    assert told(known["holder", "Mediator named by both sides"], statements) == {
        "Mediator named by both sides",
        "Both sides named Ilsa Brandt as mediator after a night of talks.",
    }


def test_a_case_asks_for_a_fact(known: dict[tuple[str, str], Fact], statements: Statements) -> None:
    """One of the wordings, answerable, with every sentence that answers."""
    fact = known["date", "Accord signed"]
    made = [case_of(fact, 7, statements, random.Random(seed)) for seed in range(20)]
    assert {case.turns for case in made} == {(way.format(topic="Accord signed"),) for way in WORDINGS["date"]}
    case = made[0]
    assert (case.id, case.slice, case.status, case.accepted) == ("date-7", "made: date", "answered", (("2019-03-14",),))
    assert case.evidence == (
        (
            (ORRIN, "2019-03-14 — Accord signed"),
            (ORRIN, "It was signed in Tarn on 14 March\n2019 after nine rounds of talks."),
        ),
    )


def test_what_whole_sentences_state_is_answered_from_them_alone(
    known: dict[tuple[str, str], Fact], statements: Statements
) -> None:
    """Another sentence that names the precedent need not tell its outcome."""
    case = case_of(known["outcome", "Orrin II Accord (2023)"], 0, statements, random.Random(0))
    assert case.evidence == (((ORRIN, "Forty boats were licensed within a month."),),)


@pytest.mark.parametrize("seed", range(8))
def test_questions_are_whole(known: dict[tuple[str, str], Fact], statements: Statements, seed: int) -> None:
    """No field is left open, a year only where there is one, the name without its brackets where it is asked bare."""
    draw = random.Random(seed)
    questions = [case_of(fact, 0, statements, draw).turns[0] for fact in known.values()]
    assert not [q for q in questions if re.search(r"[{}]| in (?: |with|\?)", q)]
    assert not [q for q in questions if "body is Amsel Bridge Company (ABC)" in q]
