"""Absolute features of a sentence for a question: the asked days are borne by sentence, event, heading or passage."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from askbrief.features import FEATURES, Featurizer, things_asked
from askbrief.index import Index
from askbrief.question import read_question
from askbrief.spelling import Lexicon
from askbrief.types import Hit
from fakes import FakeEncoder

Feature = Callable[[str, str, str], float]


@pytest.fixture
def feature(small_index: Index, fake_encoder: FakeEncoder) -> Feature:
    """One feature of the first sentence that starts so, for a question."""
    lexicon = Lexicon(small_index.catalogue, small_index.vocabulary, fake_encoder.known_words())
    featurizer = Featurizer(small_index)

    def of(name: str, text: str, start: str) -> float:
        question = read_question(text, lexicon)
        found = ((p, n) for p in small_index.passages for n, s in enumerate(p.sentences) if s.text.startswith(start))
        passage, number = next(found)
        row = featurizer.row(question, featurizer.asked(question), Hit(passage, 0.5, 0.5, 0.5), number, 0.5)
        return row[FEATURES.index(name)]

    return of


@pytest.mark.parametrize(
    ("question", "sentence", "borne", "missing"),
    [
        ("Who signed in 2019?", "Marek Toll and Sefa Orhan signed", 1, 0),  # the event's day
        ("Who signed in 2018?", "Marek Toll and Sefa Orhan signed", 0, 1),
        ("How many rounds of talks in 2018?", "Nine rounds of talks", 0, 1),  # the sentence's own days
        ("What was agreed in 2019?", "Norvale keeps the sluice", 1, 0),  # its passage's
        ("Who signed for Sudmark in 1999?", "Signed the accord for Sudmark", 0, 1),  # nothing has a day
        ("Who signed for Sudmark?", "Signed the accord for Sudmark", 0, 0),  # none is asked
    ],
)
def test_the_asked_days(feature: Feature, question: str, sentence: str, borne: int, missing: int) -> None:
    """Borne where sentence, event or passage has them, missing where they have others or none."""
    assert feature("time_borne", question, sentence) == borne
    assert feature("time_missing", question, sentence) == missing


def test_features_are_numbers_between_bounds(small_index: Index, fake_encoder: FakeEncoder) -> None:
    """Every sentence of the corpus has all features, none below 0, shares at most 1."""
    lexicon = Lexicon(small_index.catalogue, small_index.vocabulary, fake_encoder.known_words())
    featurizer, question = Featurizer(small_index), read_question("When did Sudmark close the ferry?", lexicon)
    asked = featurizer.asked(question)
    for passage in small_index.passages:
        for number in range(len(passage.sentences)):
            row = featurizer.row(question, asked, Hit(passage, 0.5, 0.5, 0.5), number, 0.5)
            assert len(row) == len(FEATURES)
            assert min(row) >= 0
            assert row[FEATURES.index("words_in_sentence")] <= 1


@pytest.mark.parametrize(
    ("question", "worst"),
    [
        ("Was it Jon Ferrer, Ilsa Brandt or Marek Toll that signed in Tarn?", 1.0),
        ("Was it Jon Ferrer or Marek Toll that signed in Tarn?", 1.0),
        ("Did Jon Ferrer sign with Marek Toll in Tarn?", 0.0),
    ],
)
def test_of_names_to_choose_from_one_is_enough(feature: Feature, question: str, worst: float) -> None:
    """ "Was it A or B" is borne by a sentence on one of them; other names must all be borne."""
    assert feature("worst_name", question, "Marek Toll and Sefa Orhan signed") == worst


def test_a_passage_is_read_in_its_own_words(small_index: Index, fake_encoder: FakeEncoder) -> None:
    """A name of the question is put as the passage writes it; one that it lacks stays as it was typed."""
    lexicon = Lexicon(small_index.catalogue, small_index.vocabulary, fake_encoder.known_words())
    featurizer, question = Featurizer(small_index), read_question("Who signed Orrin I for Südmark?", lexicon)
    signed = next(p for p in small_index.passages if "signed the Lake Orrin Accord in Tarn" in p.text)
    talks = next(p for p in small_index.passages if "opened the talks in Tarn" in p.text)
    assert (
        featurizer.in_words_of(question, featurizer.asked(question), signed)
        == "Who signed Lake Orrin Accord for Südmark?"
    )
    assert (
        featurizer.in_words_of(question, featurizer.asked(question), talks)
        == "Who signed Lake Orrin Accord for Südmark?"
    )  # by its title


@pytest.mark.parametrize(
    ("question", "things"),
    [
        ("Which four countries sent monitors?", 4),
        ("list the 3 districts it gave up", 3),
        ("Which two years of the talks failed?", 0),
        ("Who signed four days later?", 0),
    ],
)
def test_how_many_things_are_wanted(question: str, things: int) -> None:
    assert things_asked(question) == things


def test_a_sentence_that_names_as_many_as_are_asked(feature: Feature) -> None:
    """The question "which two people" is met by a sentence with two names, not by one with another number of things."""
    assert feature("enumerates", "Which two people signed?", "Marek Toll and Sefa Orhan signed") == 1
    assert feature("enumerates", "Which three people signed?", "Marek Toll and Sefa Orhan signed") == 0
    assert feature("enumerates", "Who signed?", "Marek Toll and Sefa Orhan signed") == 0
