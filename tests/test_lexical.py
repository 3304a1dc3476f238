"""Stemmed BM25, and the vocabulary of the corpus."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from askbrief.lexical import LexicalIndex, Vocabulary
from askbrief.words import stems

TEXTS = (
    "The grain deal was signed in Istanbul.",
    "Ships carried grain through the Black Sea; the grain went to forty countries.",
    "The armistice was signed in Panmunjom.",
    "",
)
SCRIPT = """
import pathlib, sys
from askbrief.lexical import LexicalIndex
folder = pathlib.Path(sys.argv[1])
LexicalIndex.build(sys.argv[2:]).save(folder)
print({p.name: p.read_bytes().hex() for p in sorted(folder.iterdir())})
"""


@pytest.fixture(scope="module")
def lexical() -> LexicalIndex:
    return LexicalIndex.build(TEXTS)


def test_the_text_with_most_of_the_words_scores_highest(lexical: LexicalIndex) -> None:
    """Inflections count as the word; an empty text scores nothing."""
    scores = lexical.scores(stems("Which deals were signed?"))
    assert scores.argmax() == 0
    assert scores[2] > 0
    assert scores[1] == scores[3] == 0


def test_a_score_is_that_of_the_formula(lexical: LexicalIndex) -> None:
    """Lucene's BM25 (Kamphuis and others 2020): idf · tf / (tf + k1 · (1 − b + b · length / mean length))."""
    lengths = [len(stems(t)) or 1 for t in TEXTS]
    inverse = np.log(1 + (4 - 2 + 0.5) / (2 + 0.5))
    frequency = 2 / (2 + 1.2 * (1 - 0.75 + 0.75 * lengths[1] / np.mean(lengths)))
    assert lexical.scores(["grain"])[1] == pytest.approx(inverse * frequency, rel=1e-5)


def test_unknown_words_score_nothing(lexical: LexicalIndex) -> None:
    """Zeros of the right shape, for no words too."""
    for query in (["qqq"], []):
        assert lexical.scores(query).tolist() == [0.0, 0.0, 0.0, 0.0]


def test_a_saved_index_scores_the_same(lexical: LexicalIndex, tmp_path: Path) -> None:
    """Bit for bit."""
    lexical.save(tmp_path)
    again = LexicalIndex.load(tmp_path, len(TEXTS))
    query = stems("grain ships of the Black Sea, signed in Panmunjom")
    assert again.scores(query).tolist() == lexical.scores(query).tolist()


def test_equal_texts_give_equal_bytes_in_every_process(tmp_path: Path) -> None:
    """The files do not depend on Python's hash seed, which differs from process to process."""
    written = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-c", SCRIPT, str(tmp_path / seed), *TEXTS]
        written.add(subprocess.run(command, env=environment, check=True, capture_output=True).stdout)
    assert len(written) == 1


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return Vocabulary.build(TEXTS)


def test_words_and_texts_are_counted(vocabulary: Vocabulary) -> None:
    """Words as written, and for each stem the texts that hold it."""
    assert vocabulary.counts["grain"] == 3
    assert vocabulary.document_counts["grain"] == 2
    assert vocabulary.documents == 4


@pytest.mark.parametrize(("word", "known"), [("grain", True), ("grains", True), ("signing", True), ("barley", False)])
def test_a_word_is_known_in_any_inflection(vocabulary: Vocabulary, word: str, known: bool) -> None:
    """`signing` is known where the corpus says `signed`."""
    assert vocabulary.knows(word) is known


def test_rarity_falls_from_one_as_more_texts_hold_a_word(vocabulary: Vocabulary) -> None:
    """1 for an unknown word, less for a common one, 0 only for one in every text."""
    assert vocabulary.rarity("barley") == 1.0
    assert vocabulary.rarity("ships") > vocabulary.rarity("grain") > 0
    assert Vocabulary.build(["grain", "grain"]).rarity("grain") == 0.0


@pytest.mark.parametrize(("typed", "meant"), [("armistise", "armistice"), ("grian", "grain"), ("zzzz", None)])
def test_a_misspelt_word_is_mended_from_the_corpus(vocabulary: Vocabulary, typed: str, meant: str | None) -> None:
    """Only to words that the corpus holds."""
    assert vocabulary.mend(typed) == meant


def test_the_vocabulary_of_nothing_can_be_asked() -> None:
    """No texts: nothing is known, everything is rare."""
    empty = Vocabulary.build([""])
    assert not empty.knows("grain")
    assert empty.rarity("grain") == 1.0
    assert empty.mend("grain") is None


def test_a_name_is_mended_by_its_sound() -> None:
    """The one word of the corpus that sounds as the name was typed."""
    texts = Vocabulary.build(["Gorbachev met Reagan in Reykjavik"])
    assert texts.mend_name("gorbatschow") == "gorbachev"
    assert texts.mend_name("regan") == "reagan"
    assert texts.mend_name("merkel") is None
