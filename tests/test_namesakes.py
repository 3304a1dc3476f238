"""Names that several bear by a part."""

from __future__ import annotations

import pytest

from askbrief.entities import Catalogue
from askbrief.types import Entity, EntityKind

ENTITIES = (
    Entity("ada-reid", "Ada Reid", EntityKind.NAME),
    Entity("jon-reid", "Jon Reid", EntityKind.NAME),
    Entity("nico-toll", "Nico Toll", EntityKind.PERSON),
    Entity("nico-velm", "Nikos Velm", EntityKind.PERSON, ("Nico Velm", "President Velm")),
    Entity("old-war", "Osk War", EntityKind.NAME),
    Entity("new-war", "Keld War", EntityKind.NAME),
    Entity("keld-memorandum", "Keld Memorandum", EntityKind.AGREEMENT),
    Entity("memorandum-of-tarn", "Memorandum of Tarn", EntityKind.AGREEMENT),
    Entity("water-plan-of-action", "Water Plan of Action", EntityKind.AGREEMENT),
    Entity("ferry-plan-of-action", "Ferry Plan of Action", EntityKind.AGREEMENT),
    Entity("osmer-i", "Osmer I", EntityKind.AGREEMENT),
    Entity("osmer-ii", "Osmer II", EntityKind.AGREEMENT),
)
CATALOGUE = Catalogue(ENTITIES)
ORDINARY = frozenset("what did do when was the where signed war plan of action president a note".split())


def shared(text: str) -> dict[str, set[str]]:
    """For each surface of a text the ids that it can mean."""
    groups = CATALOGUE.namesakes(text, CATALOGUE.match(text), ORDINARY.__contains__)
    return {group[0].surface: {m.entity.id for m in group} for group in groups}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What did Reid do?", {"Reid": {"ada-reid", "jon-reid"}}),
        ("What did Ada Reid do?", {"Ada Reid": {"ada-reid"}}),
        ("When was Nico president?", {"Nico": {"nico-toll", "nico-velm"}}),
        ("When was Nico Dorn president?", {}),
        ("When was the war?", {}),
        ("When was the Memorandum signed?", {"Memorandum": {"keld-memorandum", "memorandum-of-tarn"}}),
        ("When was a memorandum signed?", {}),
        ("When was the plan of action signed?", {"plan of action": {"water-plan-of-action", "ferry-plan-of-action"}}),
        ("When was Osmer signed?", {"Osmer": {"osmer-i", "osmer-ii"}}),
        ("When was the first Osmer deal signed?", {"first Osmer deal": {"osmer-i"}}),
        ("When was the second Osmer signed?", {"second Osmer": {"osmer-ii"}}),
        ("When was the third Osmer signed?", {"Osmer": {"osmer-i", "osmer-ii"}}),
        ("What was signed at Osmer?", {}),
    ],
)
def test_a_part_of_a_name_means_all_who_bear_it(text: str, found: dict[str, set[str]]) -> None:
    """A surname, a first name, the word before a number and words that several names share, unless "first" tells; no
    title, no place and no word of another's name."""
    assert shared(text) == found
