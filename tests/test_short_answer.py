"""The short answer read out of one sentence."""

from __future__ import annotations

import pytest

from askbrief.short_answer import find_short
from askbrief.types import Entity, EntityKind, Mention, Question

SENTENCE = "Marek Toll signed for Norvale in Tarn on 14 March 2019 after nine rounds and 118 hours of talks."


def ask(text: str, kind: str, *mentions: Mention) -> Question:
    return Question(raw=text, text=text, kind=kind, mentions=mentions)


def name(text: str, sentence: str, kind: EntityKind) -> Mention:
    start = sentence.find(text)
    entity = Entity(id=text.lower().replace(" ", "-"), name=text, kind=kind)
    return Mention(entity, text, start, start + len(text), "exact", 1.0)


TOLL = name("Marek Toll", SENTENCE, EntityKind.PERSON)
TARN = name("Tarn", SENTENCE, EntityKind.PLACE)
NORVALE = name("Norvale", SENTENCE, EntityKind.NAME)


def read(
    question: Question, sentence: str = SENTENCE, names: tuple[Mention, ...] = (TOLL, NORVALE, TARN)
) -> str | None:
    reading = find_short(question, sentence, names)
    return reading.text if reading else None


def test_when_reads_the_date() -> None:
    """The date of the sentence, written out, answers when."""
    assert read(ask("When was it signed?", "when")) == "14 March 2019"


def test_the_date_asked_about_is_no_answer() -> None:
    """A date that the question itself names is not given back."""
    assert read(ask("When did what was signed on 14 March 2019 end?", "when")) is None
    later = "Signed on 14 March 2019, it ended on 2 May 2021."
    assert read(ask("When did what was signed on 14 March 2019 end?", "when"), later) == "2 May 2021"


def test_a_single_date_is_surer_than_one_of_two() -> None:
    """The score of a choice among several dates is lower."""
    question = ask("When was it signed?", "when")
    one = find_short(question, "Signed on 14 March 2019.", ())
    two = find_short(question, "Signed on 14 March 2019 and void on 2 May 2021.", ())
    assert one is not None
    assert two is not None
    assert one.score > two.score


def test_how_many_reads_the_number_that_counts_the_asked_noun() -> None:
    """Of several numbers the one before the counted word is taken; parts of dates never are."""
    assert read(ask("How many rounds were there?", "value")) == "nine"
    assert read(ask("How many hours did they talk?", "value")) == "118"


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("The cost is about 780 million crowns.", "about 780 million"),
        ("The rise was 6.5% in the end.", "6.5%"),
        ("The fund holds $1.5 billion today.", "$1.5 billion"),
        ("There are 1,240 drivers.", "1,240"),
        ("It needs 30 signatures.", "30"),
    ],
)
def test_a_value_keeps_its_sign_and_magnitude(sentence: str, value: str) -> None:
    """Currency, per cent, grouping, "about" and "million" belong to the number."""
    assert read(ask("how much is it?", "value"), sentence, ()) == value


def test_the_number_asked_about_is_no_answer() -> None:
    """A number that the question itself names is passed over."""
    sentence = "The 28 points were cut to 19."
    assert read(ask("how many of the 28 were left?", "value"), sentence, ()) == "19"


def test_a_sentence_without_a_number_gives_no_value() -> None:
    """No number besides dates, no reading."""
    assert read(ask("how many were there?", "value"), "It was signed on 14 March 2019.", ()) is None


def test_who_reads_the_person() -> None:
    """The person in the sentence answers who, before organizations and places."""
    board = name("Norvale Water Board", "Norvale Water Board", EntityKind.ORGANIZATION)
    assert read(ask("Who signed?", "who"), names=(board, TOLL, TARN)) == "Marek Toll"


def test_where_reads_the_place() -> None:
    """The place in the sentence answers where."""
    assert read(ask("Where was it signed?", "where")) == "Tarn"


def test_a_name_in_the_question_is_no_answer() -> None:
    """Who and where are never answered with a name the question holds."""
    assert read(ask("With whom did Marek Toll sign?", "who", TOLL), names=(TOLL, TARN)) is None
    assert read(ask("Where is Tarn?", "where", TARN), names=(TOLL, TARN)) is None


@pytest.mark.parametrize("kind", ["what", "why", "how", "yes_no", "list", "compare"])
def test_other_kinds_have_no_short_answer(kind: str) -> None:
    """Only dates, numbers and names can be read out; all else is left to the quoted sentence."""
    assert read(ask("What does it say?", kind)) is None
