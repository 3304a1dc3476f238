"""The names that a corpus uses, found in it."""

from __future__ import annotations

import pytest

from askbrief.briefing import parse_briefing
from askbrief.names import gather, key_of
from askbrief.types import Entity, EntityKind
from corpus_small import BRIEFINGS


@pytest.fixture(scope="module")
def entities() -> dict[str, Entity]:
    return {e.id: e for e in gather([parse_briefing(text, name) for name, text in BRIEFINGS.items()])}


def of(text: str) -> dict[str, Entity]:
    return {e.name: e for e in gather([parse_briefing(text, "x")])}


def test_people_are_gathered_from_their_section(entities: dict[str, Entity]) -> None:
    """A person of two briefings is one entity that knows both."""
    toll = entities["marek-toll"]
    assert (toll.name, toll.kind) == ("Marek Toll", EntityKind.PERSON)
    assert toll.briefings == ("lake-orrin-accord", "velm-rail-strike")
    assert toll.derived == ("Toll",)


def test_namesakes_are_kept_apart(entities: dict[str, Entity]) -> None:
    """Two people of one surname are two entities that share it."""
    assert entities["anna-toll"].derived == entities["marek-toll"].derived == ("Toll",)


def test_organizations_have_their_acronym(entities: dict[str, Entity]) -> None:
    """The bracketed one is an alias."""
    board = entities["norvale-water-board"]
    assert (board.name, board.kind) == ("Norvale Water Board", EntityKind.ORGANIZATION)
    assert "NWB" in board.aliases


def test_numbered_agreements_are_kept_apart(entities: dict[str, Entity]) -> None:
    """Lake Orrin Accord and Orrin II Accord are two agreements."""
    assert entities["lake-orrin-accord"].kind is entities["orrin-ii-accord"].kind is EntityKind.AGREEMENT
    assert "Orrin I" in entities["lake-orrin-accord"].aliases
    assert "Orrin II" in entities["orrin-ii-accord"].derived


def test_places_of_the_running_text_are_found(entities: dict[str, Entity]) -> None:
    """Names that follow `in`, `at` or `from` are places."""
    assert {entities[i].kind for i in ("tarn", "keld", "port-amsel")} == {EntityKind.PLACE}


def test_front_matter_aliases_are_given_ones(entities: dict[str, Entity]) -> None:
    """They stand under `aliases`, whoever the entity was found by first."""
    assert entities["port-amsel"].aliases == ("Amsel",)
    assert "the drivers' union" in entities["velm-railway-union"].aliases


def test_schema_words_are_no_names(entities: dict[str, Entity]) -> None:
    """`Discussed by:` and `Status: Party to ...` name nobody."""
    assert {"discussed", "party"} & set(entities) == set()


def test_gathering_does_not_depend_on_chance() -> None:
    """The same briefings give the same entities in the same order."""
    briefings = [parse_briefing(text, name) for name, text in BRIEFINGS.items()]
    assert gather(briefings) == gather(briefings)
    assert [e.id for e in gather(briefings)] == sorted(e.id for e in gather(briefings))


def test_the_united_states_have_their_short_forms() -> None:
    """`United States` is also US, USA and America."""
    found = of(
        "## Organizations Involved\n\n### Government of the United States\n\n## Overview\n\nThe United States paid."
    )
    assert {"US", "usa", "america"} <= set(found["United States"].derived)


def test_class_words_may_be_left_out() -> None:
    """A plant is also called by its place and `plant`."""
    found = of("---\naliases:\n  Zaporizhzhia nuclear power plant: [ZNPP]\n---\n\n## Overview\n\nText.\n")
    plant = found["Zaporizhzhia nuclear power plant"]
    assert plant.aliases == ("ZNPP",)
    assert {"Zaporizhzhia plant", "Zaporizhzhia nuclear plant"} <= set(plant.derived)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("The Minsk Agreements", ("minsk", "accord")),
        ("Minsk Accords", ("minsk", "accord")),
        ("Dayton Peace Agreement", ("dayton", "accord")),
        ("U.S.", ("us",)),
        ("São Tomé", ("sao", "tome")),
        ("the", ("the",)),
        ("", ()),
    ],
)
def test_a_name_is_looked_up_folded(name: str, key: tuple[str, ...]) -> None:
    """Articles, accents and the word chosen for a treaty make no difference."""
    assert key_of(name) == key
