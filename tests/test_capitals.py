"""A capital is read as its state where it acts, and stays a place where something happens there."""

from __future__ import annotations

import pytest

from askbrief.capitals import as_states
from askbrief.entities import Catalogue
from askbrief.types import Entity, EntityKind

CATALOGUE = Catalogue(
    (
        Entity("moscow", "Moscow", EntityKind.PLACE),
        Entity("oslo", "Oslo", EntityKind.PLACE),
        Entity("russia", "Russia", EntityKind.PLACE),
        Entity("treaty", "Moscow Treaty", EntityKind.AGREEMENT),
    )
)


def read(text: str) -> list[str]:
    return [group[0].entity.name for group in as_states(text, CATALOGUE.match(text), CATALOGUE)]


@pytest.mark.parametrize("text", ["How many warheads did Moscow declare?", "Moscow's answer?", "who signed for Moscow"])
def test_a_capital_that_acts_is_its_state(text: str) -> None:
    assert read(text) == ["Russia"]


@pytest.mark.parametrize(
    "text", ["What was signed in Moscow?", "Who flew to Moscow?", "the Moscow summit", "did they leave after Moscow?"]
)
def test_a_capital_where_something_is_stays_a_place(text: str) -> None:
    assert read(text) == ["Moscow"]


def test_a_capital_whose_state_is_unknown_and_longer_names_stay() -> None:
    assert read("Did Oslo mediate?") == ["Oslo"]
    assert read("Who signed the Moscow Treaty?") == ["Moscow Treaty"]
