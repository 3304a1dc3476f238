"""What a question asks for, read from its words alone."""

from __future__ import annotations

import pytest

from askbrief.kinds import (
    asks_account,
    asks_definition,
    asks_events,
    asks_role,
    asks_several,
    asks_times,
    office_asked,
    read_kind,
    section_noun,
    small_talk,
)
from askbrief.types import SectionKind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Who mediated the talks?", "who"),
        ("by whom was it signed?", "who"),
        ("which minister signed it?", "who"),
        ("When was it signed?", "when"),
        ("what year did it end?", "when"),
        ("since when is the ferry closed?", "when"),
        ("Where did they meet?", "where"),
        ("in which city was it signed?", "where"),
        ("How many tonnes were shipped?", "value"),
        ("how long is the border?", "value"),
        ("what percentage voted no?", "value"),
        ("what was the turnout?", "value"),
        ("Why did the ferry close?", "why"),
        ("how come nobody signed?", "why"),
        ("what led to the strike?", "why"),
        ("How does the brake work?", "how"),
        ("Did they sign?", "yes_no"),
        ("is the plant safe?", "yes_no"),
        ("What does the accord say?", "what"),
    ],
)
def test_the_question_word_decides_the_kind(text: str, kind: str) -> None:
    """Who, when, where, how many, why, how, whether and what are told apart, in their usual guises."""
    assert read_kind(text, 0).kind == kind


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("List the people in the story", SectionKind.PEOPLE),
        ("which organisations take part?", SectionKind.ORGANIZATIONS),
        ("what are the scenarios?", SectionKind.SCENARIOS),
        ("give me all key indicators", SectionKind.INDICATORS),
        ("name the precedents", SectionKind.HISTORY),
        ("show me the timeline", SectionKind.TIMELINE),
        ("what are the sources?", SectionKind.SOURCES),
    ],
)
def test_asking_for_the_items_of_a_section_is_a_list(text: str, section: SectionKind) -> None:
    """A listing word with a section's noun reads as a list of that section."""
    reading = read_kind(text, 0)
    assert (reading.kind, reading.section) == ("list", section)


@pytest.mark.parametrize(
    "text", ["Who is involved?", "who were the key players", "which people took part, who is involved"]
)
def test_asking_who_is_involved_lists_the_people(text: str) -> None:
    """ "Who is involved" asks for the people section, not for one name."""
    reading = read_kind(text, 1)
    assert (reading.kind, reading.section) == ("list", SectionKind.PEOPLE)


@pytest.mark.parametrize(
    ("text", "section"),
    [("How many scenarios are there?", SectionKind.SCENARIOS), ("number of people involved", SectionKind.PEOPLE)],
)
def test_how_many_of_a_sections_noun_is_a_count(text: str, section: SectionKind) -> None:
    """What is counted is the section's items; other nouns after "how many" ask for a value."""
    reading = read_kind(text, 0)
    assert (reading.kind, reading.section) == ("count", section)


@pytest.mark.parametrize("text", ["Compare A and B", "what is the difference between A and B?", "A versus B"])
def test_comparing_words_are_a_comparison(text: str) -> None:
    """Whether the sides are names or not."""
    assert read_kind(text, 2).kind == read_kind(text, 0).kind == "compare"


@pytest.mark.parametrize("text", ["which is older, A or B?", "was A larger than B?"])
def test_a_comparative_needs_two_subjects(text: str) -> None:
    """A comparative reads as a comparison of two names, and as nothing of the kind with only one."""
    assert read_kind(text, 2).kind == "compare"
    assert read_kind(text, 1).kind != "compare"


def test_what_a_word_sets_apart_is_compared_whatever_it_names() -> None:
    """Two sides of several words are compared though they are no names that the briefings know."""
    assert read_kind("which of the lines came back faster, the 330 or the 750 kV?", 0).kind == "compare"
    assert read_kind("was the limit of A higher than that of B?", 1).kind == "compare"
    assert read_kind("was the limit on the older missiles higher than that on the newer ones?", 0).kind == "compare"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("What is the latest news?", "last"),
        ("what happened most recently?", "last"),
        ("what happened first?", "first"),
        ("how did it all begin?", "first"),
        ("What happened after the summit?", "after"),
        ("what happened before the vote?", "before"),
        ("what came right after the summit?", "after"),
        ("what happened between the two votes?", "between"),
    ],
)
def test_asking_for_a_place_in_time_is_an_order_question(text: str, order: str) -> None:
    """First, last, before, after and between ask for events of the timeline in order."""
    reading = read_kind(text, 1)
    assert (reading.kind, reading.section, reading.order) == ("order", SectionKind.TIMELINE, order)


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        ("hi", "greeting"),
        ("Hello there!", "greeting"),
        ("Good morning", "greeting"),
        ("thanks a lot", "thanks"),
        ("ok, thank you", "thanks"),
        ("bye", "bye"),
        ("what can you do?", "about"),
        ("you are useless", "sorry"),
    ],
)
def test_small_talk_is_known_by_its_kind(text: str, talk: str) -> None:
    """A text that is nothing but a greeting, thanks, a farewell, abuse or a question about us is small talk."""
    assert small_talk(text) == talk


@pytest.mark.parametrize(
    "text", ["hello, who signed the accord?", "thanks, and when?", "help the refugees how?", "", "?"]
)
def test_a_greeting_with_a_question_is_a_question(text: str) -> None:
    """Small talk is the whole text or none of it; an empty text is none."""
    assert small_talk(text) is None


def test_the_first_section_named_is_the_one_asked_for() -> None:
    """With two section nouns the first counts; without any there is no section."""
    assert section_noun("people and organizations") is SectionKind.PEOPLE
    assert section_noun("organizations and people") is SectionKind.ORGANIZATIONS
    assert section_noun("the colour of the flag") is None


def test_roles_events_and_definitions_are_told_by_their_words() -> None:
    """An office, something that happened, and "who is X" are each known by their wording, and only by it."""
    assert (asks_role("what post does she hold?"), asks_role("what does she hold?")) == (True, False)
    assert (asks_events("what happened in May?"), asks_events("who spoke in May?")) == (True, False)
    assert asks_definition("Who is she?")
    assert asks_definition("tell me about the accord")
    assert not asks_definition("who signed the accord?")


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("who were the signatories?", True),
        ("name the five people who signed it", True),
        ("which two ministers announced it?", True),
        ("Who is the mayor?", False),
        ("which minister signed it?", False),
        ("What are the odds?", False),
    ],
)
def test_more_than_one_person_is_asked_for(text: str, several: bool) -> None:
    """Plurals and counts of people ask for all of them."""
    assert asks_several(text) == several


def test_an_account_is_asked_for() -> None:
    """ "Tell me about X" wants more than a few words, "what was the turnout" does not."""
    assert asks_account("Tell me about the ferry")
    assert asks_account("ok describe the accord")
    assert not asks_account("What was the turnout?")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("which force was there right before the union took over?", "what"),
        ("what body came before the council?", "what"),
        ("what did they tell Congress right after the vote?", "what"),
    ],
)
def test_asking_for_one_thing_near_an_event_is_no_order_question(text: str, kind: str) -> None:
    """Who asks for a force or a body wants that, not the neighbouring event."""
    assert read_kind(text, 1).kind == kind


def test_counting_what_comes_after_is_a_count() -> None:
    """ "How many scenarios are there for what comes after X" counts, though it says "comes after"."""
    reading = read_kind("how many scenarios are there for what comes after Xname?", 1)
    assert (reading.kind, reading.section) == ("count", SectionKind.SCENARIOS)


def test_asking_how_many_times() -> None:
    """Times are asked for by "how many times" and "how often", not by "how many"."""
    assert asks_times("how many times was it extended?")
    assert asks_times("How often did they meet?")
    assert not asks_times("how many ships left?")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("who is the queen of Norvale?", {"queen"}),
        ("Who is the current force commander of the mission?", {"command"}),
        ("who was the general that killed the president?", {"general"}),
        ("who killed the president?", set()),
        ("when was the king crowned?", set()),
    ],
)
def test_the_office_that_is_asked_for(text: str, asked: set[str]) -> None:
    """Only the head of "who is the ...?" is an office asked for, as stems."""
    assert office_asked(text) == asked
