"""A typed question read: names, mending, follow-ups, parts, days."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from askbrief.followups import Context
from askbrief.index import Index
from askbrief.parts import points_at
from askbrief.question import in_full, read_after, read_question
from askbrief.spelling import Lexicon
from askbrief.types import Correction, Entity, Question, TimeRange
from fakes import FakeEncoder

Read = Callable[..., Question]


@pytest.fixture
def lexicon(small_index: Index, fake_encoder: FakeEncoder) -> Lexicon:
    return Lexicon(small_index.catalogue, small_index.vocabulary, fake_encoder.known_words())


@pytest.fixture
def read(lexicon: Lexicon) -> Read:
    """Reads a text, after a turn whose question and names are given."""

    def reading(text: str, after: str = "", about: tuple[str, ...] = ()) -> Question:
        return read_question(text, lexicon, Context(after, tuple(entity(lexicon, n) for n in about)))

    return reading


def entity(lexicon: Lexicon, name: str) -> Entity:
    return next(e for e in lexicon.catalogue.entities if e.name == name)


def names(question: Question) -> list[tuple[str, str, str]]:
    return [(m.surface, m.entity.name, m.how) for m in question.mentions]


# ---- names ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Who is Jon Ferrer?", ("Jon Ferrer", "Jon Ferrer", "exact")),
        ("who is JON FERRER", ("JON FERRER", "Jon Ferrer", "exact")),
        ("When was Orrin I signed?", ("Orrin I", "Lake Orrin Accord", "alias")),
        ("What is the NWB?", ("NWB", "Norvale Water Board", "alias")),
        ("Who is Quist?", ("Quist", "Dora Quist", "alias")),
        ("Who is Sefa Orhann?", ("Sefa Orhann", "Sefa Orhan", "fuzzy")),
    ],
)
def test_a_name_is_found_as_it_is_typed(read: Read, text: str, found: tuple[str, str, str]) -> None:
    """Names are read exactly, by alias, by surname or acronym, or misspelt, and how is said."""
    assert names(read(text)) == [found]


def test_near_namesakes_are_kept_apart(read: Read) -> None:
    """Two accords whose names differ in a numeral are two things, both exactly named."""
    question = read("Compare Orrin I and the Orrin II Accord")
    assert [m.entity.name for m in question.mentions] == ["Lake Orrin Accord", "Orrin II Accord"]
    assert question.kind == "compare"


def test_a_misspelt_name_is_told_and_mended(read: Read) -> None:
    """A fuzzy reading is reported with what was typed, and the stand-alone question has the right name."""
    question = read("Who is Marek Tol?")
    assert question.corrections == (Correction("Marek Tol", "Marek Toll"),)
    assert question.text == "Who is Marek Toll?"
    assert question.raw == "Who is Marek Tol?"


@pytest.mark.parametrize("text", ["Who is Marek Toll?", "what is orrin i", "When was the ferry closed?"])
def test_what_is_spelt_right_is_not_corrected(read: Read, text: str) -> None:
    """Right names, aliases in any case and ordinary words are never reported as corrections."""
    question = read(text)
    assert question.corrections == ()
    assert question.text == text


@pytest.mark.parametrize("text", ["who can sign?", "what did the board measure?", "how many leave next time?"])
def test_ordinary_words_are_no_names(read: Read, text: str) -> None:
    """Words of the language near to names are left alone."""
    question = read(text)
    assert question.mentions == ()
    assert question.text == text


def test_a_shared_surname_is_ambiguous(read: Read) -> None:
    """A name that two people bear is no mention but a choice between both."""
    question = read("When did Toll sign?")
    assert question.mentions == ()
    assert [(s, {e.name for e in es}) for s, es in question.ambiguous] == [("Toll", {"Anna Toll", "Marek Toll"})]


@pytest.mark.parametrize(
    ("text", "after", "about"),
    [
        ("When did Toll sign?", "Who is Marek Toll?", ("Marek Toll",)),
        ("What did Toll do in the Velm Rail Strike?", "", ()),
    ],
)
def test_a_shared_surname_is_settled_by_what_is_spoken_of(
    read: Read, text: str, after: str, about: tuple[str, ...]
) -> None:
    """The conversation, or another name that only one of them shares a story with, decides a shared name."""
    question = read(text, after, about)
    assert question.ambiguous == ()
    assert ("Toll", "Marek Toll") in [(m.surface, m.entity.name) for m in question.mentions]


def test_unknown_names_are_named(read: Read) -> None:
    """Capitalised words that no briefing holds are reported, those it holds and question words are not."""
    assert read("Did Zorblax meet Marek Toll in Tarn?").unknown == ("Zorblax",)
    assert read("Did Marek Toll sign?").unknown == ()
    assert read("WHO SIGNED IT").unknown == ()


# ---- mending -------------------------------------------------------------------------------


def test_a_misspelt_word_is_mended_and_told(read: Read) -> None:
    """An unknown word near one of the corpus is read as it, and that is reported."""
    question = read("who paid the agread rise?")
    assert question.corrections == (Correction("agread", "agreed"),)
    assert question.text == "who paid the agreed rise?"


def test_an_inflection_is_a_word_and_a_slip_of_it_is_not(lexicon: Lexicon) -> None:
    """ "mended" and "baked" are forms of known words; "mendd" is not."""
    plain = Lexicon(lexicon.catalogue, lexicon.vocabulary, frozenset({"mend", "bake"}))
    assert plain.is_word("mended")
    assert plain.is_word("baked")
    assert not plain.is_word("mendd")


def test_chat_spellings_are_read_silently(read: Read) -> None:
    """ "whats", "wat" and "pls" are understood without a word about it."""
    assert read("whats the sluice").text == "what is the sluice"
    assert read("wat is the sluice").kind == "what"
    assert read("whats the sluice").corrections == ()


def test_spelling_can_be_switched_off(lexicon: Lexicon) -> None:
    """With `spelling` off nothing is mended or corrected."""
    question = read_question("whats the setlement of the feryr", lexicon, spelling=False)
    assert question.text == "whats the setlement of the feryr"
    assert question.corrections == ()


def test_spaces_are_tidied(read: Read) -> None:
    """Line breaks and runs of spaces count as one space; the raw question is kept."""
    question = read("  who\n signed   it? ")
    assert question.text == "who signed it?"
    assert question.raw == "  who\n signed   it? "


# ---- time ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("what was signed in 2019?", TimeRange("2019-01-01", "2019-12-31")),
        ("what was signed on 14 March 2019?", TimeRange("2019-03-14", "2019-03-14")),
        ("who met in August 2018?", TimeRange("2018-08-01", "2018-08-31")),
        ("what happened between 2018 and 2021?", TimeRange("2018-01-01", "2021-12-31")),
        ("what was signed?", None),
    ],
)
def test_the_days_asked_about_are_read(read: Read, text: str, time: TimeRange | None) -> None:
    """A day, a month, a year or a stretch of them is a closed range of days; without a date there is none."""
    assert read(text).time == time


# ---- follow-ups ----------------------------------------------------------------------------

SIGNED = "When was the Lake Orrin Accord signed?"


@pytest.mark.parametrize(
    ("text", "after", "about", "standalone"),
    [
        ("and the Amsel Bridge Treaty?", SIGNED, ("Lake Orrin Accord",), "When was the Amsel Bridge Treaty signed?"),
        ("what about Orrin II?", SIGNED, ("Lake Orrin Accord",), "When was the Orrin II Accord signed?"),
        ("why?", SIGNED, ("Lake Orrin Accord",), "why was the Lake Orrin Accord signed?"),
        ("where?", SIGNED, ("Lake Orrin Accord",), "where was the Lake Orrin Accord signed?"),
        ("by whom?", SIGNED, ("Lake Orrin Accord",), "by whom was the Lake Orrin Accord signed?"),
        ("What did he sign?", "Who is Marek Toll?", ("Marek Toll",), "What did Marek Toll sign?"),
        ("When was she named?", "Who is Ilsa Brandt?", ("Ilsa Brandt",), "When was Ilsa Brandt named?"),
        ("what is his role?", "Who is Jon Ferrer?", ("Jon Ferrer",), "what is Jon Ferrer's role?"),
        ("When did it end?", "What is the Velm Rail Strike?", ("Velm Rail Strike",), "When did Velm Rail Strike end?"),
        ("who signed the treaty?", "where is the bridge?", ("Amsel Bridge Treaty",), "who signed Amsel Bridge Treaty?"),
        ("and in 2022?", "What happened in 2019?", (), "What happened in 2022?"),
    ],
)
def test_a_follow_up_is_made_to_stand_alone(
    read: Read, text: str, after: str, about: tuple[str, ...], standalone: str
) -> None:
    """ "And X?", "why?", pronouns, "the treaty" and "and in 2022?" are filled in from the last question."""
    assert read(text, after, about).text == standalone


def test_a_pronoun_means_somebody_it_fits(read: Read) -> None:
    """ "He" is the person spoken of, "it" the thing, whichever was named first."""
    about = ("Lake Orrin Accord", "Marek Toll")
    assert names(read("What did he say?", SIGNED, about)) == [("Marek Toll", "Marek Toll", "exact")]
    about = ("Marek Toll", "Lake Orrin Accord")
    assert names(read("When did it end?", SIGNED, about)) == [("Lake Orrin Accord", "Lake Orrin Accord", "exact")]


@pytest.mark.parametrize("text", ["Who is Dora Quist?", "How long is the bridge of Port Amsel?"])
def test_a_whole_question_switches_the_topic(read: Read, text: str) -> None:
    """A question that names its own subject takes nothing from the conversation."""
    question = read(text, SIGNED, ("Lake Orrin Accord",))
    assert question.text == text
    assert "Lake Orrin Accord" not in [m.entity.name for m in question.mentions]


@pytest.mark.parametrize(
    ("text", "opened"),
    [
        ("when was the agreement signed?", "the agreement"),
        ("who is he?", "he"),
        ("when did it end?", "it"),
        ("when was the Lake Orrin Accord signed?", None),
        ("who closed the ferry?", None),
    ],
)
def test_what_a_first_question_leaves_open_is_named(read: Read, text: str, opened: str | None) -> None:
    """A pronoun or "the agreement" that nothing explains is reported; a question that is whole leaves nothing."""
    assert read(text).open == opened


def test_nothing_is_open_in_a_conversation(read: Read) -> None:
    """After a question that names an accord, "the agreement" is that accord."""
    question = read("when was the agreement signed?", "What is the Lake Orrin Accord?", ("Lake Orrin Accord",))
    assert question.open is None
    assert question.text == "when was Lake Orrin Accord signed?"


# ---- parts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Who signed the Amsel Bridge Treaty and when?",
            ["Who signed the Amsel Bridge Treaty?", "when was it that somebody signed the Amsel Bridge Treaty?"],
        ),
        (
            "Who is Dora Quist and how long is the bridge of Port Amsel?",
            ["Who is Dora Quist?", "how long is the bridge of Port Amsel?"],
        ),
        ("Who is Dora Quist? Who is Jon Ferrer?", ["Who is Dora Quist?", "Who is Jon Ferrer?"]),
        ("When and where was the accord signed?", ["When was the accord signed?", "where was the accord signed?"]),
        ("Jon Ferrer: when was he named and by whom?", ["when was Jon Ferrer named?", "by whom was Jon Ferrer named?"]),
        ("Who got it in 1998, and who got it in 2016?", ["Who got it in 1998?", "who got it in 2016?"]),
        ("when and where?", []),
        ("Who is Dora Quist?", []),
        ("Compare Norvale and Sudmark", []),
    ],
)
def test_a_question_of_several_parts_is_cut(read: Read, text: str, parts: list[str]) -> None:
    """Two questions in one are read as two, each whole; one question has no parts."""
    assert [p.text for p in read(text).parts] == parts


def test_a_later_part_speaks_of_the_first(read: Read) -> None:
    """A pronoun in the second part means what the first part names."""
    first, second = read("Who is Marek Toll and what did he sign?").parts
    assert first.text == "Who is Marek Toll?"
    assert second.text == "what did Marek Toll sign?"
    assert names(second) == [("Marek Toll", "Marek Toll", "exact")]


def test_a_part_is_read_with_the_answer_before_it(read: Read, lexicon: Lexicon) -> None:
    """ "he" is whom the answer names and "at the time" is its day; of two questions for "who" the name stays."""
    first, second = read("Who mediated the Lake Orrin talks, and what did she do before?").parts
    assert read_after(second, first, "Ilsa Brandt", lexicon).text == "what did Ilsa Brandt do before?"
    assert read_after(second, first, None, lexicon) == second
    first, second = read("When was the bridge opened, and who was mayor at the time?").parts
    assert read_after(second, first, "14 March 2022", lexicon).text == "who was mayor on 14 March 2022?"
    first, second = read("Who did Marek Toll meet, and who named him?").parts
    assert read_after(second, first, "Jon Ferrer", lexicon) == second


def test_a_part_of_names_alone_asks_the_first_again(read: Read) -> None:
    """ "on what date Sudmark?" asks of Sudmark what was asked of Norvale."""
    _, second = read("On what date did Norvale sign the Lake Orrin Accord, and on what date Sudmark?").parts
    assert second.text == "On what date did Sudmark sign the Lake Orrin Accord?"


def test_each_part_has_its_own_kind(read: Read) -> None:
    """The parts are read as the questions they are."""
    assert [p.kind for p in read("Who is Dora Quist and when was she named?").parts] == ["who", "when"]


def test_reading_is_repeatable(read: Read) -> None:
    """The same text reads the same."""
    assert read("Who is Marek Tol and wher did he sign?") == read("Who is Marek Tol and wher did he sign?")


def test_words_of_names_are_mended_by_their_sound(read: Read) -> None:
    """A capitalised word is read as the corpus word that sounds like it."""
    assert read("what did the Tarn Curier say?").text == "what did the Tarn Courier say?"


def test_names_are_put_in_full_for_the_encoder(read: Read) -> None:
    """Acronyms, aliases and surnames become the name in full; what is written so stays."""
    assert in_full(read("Did the NWB and Quist sign Orrin I?")) == (
        "Did the Norvale Water Board and Dora Quist sign Lake Orrin Accord?"
    )
    assert in_full(read("Who is Jon Ferrer?")) == "Who is Jon Ferrer?"


def test_abbreviated_offices_are_read_in_full(read: Read) -> None:
    """ "PM" is a prime minister, but not after a number."""
    assert read("who is the PM of Sudmark?").text == "who is the prime minister of Sudmark?"
    assert read("who met at 5 pm?").text == "who met at 5 pm?"


def test_a_part_that_only_points_at_its_lead_is_known() -> None:
    """ "who got it in 1998" says nothing without what stood before the colon."""
    assert points_at("who got it in 1998?")
    assert not points_at("who signed the accord?")
