"""Records and examples: places stay on the words that they named."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from training.data import (
    Record,
    as_example,
    best_occurrence,
    clipped,
    fraction,
    holding,
    normalise,
    read_lines,
    sentence_places,
    window,
)

TEXT = "Ada Example opened the dam in 1999. Boran Test closed it in 2004. Nobody has seen the gate since then."


def record(answer: str = "2004") -> Record:
    place = (TEXT.index(answer), TEXT.index(answer) + len(answer))
    support = holding(sentence_places(TEXT), [place])
    return Record("nq", "The Dam", "When was the dam closed?", TEXT, True, (place,), support, (answer,))


def test_answers_are_compared_without_case_articles_and_marks() -> None:
    """SQuAD's form of an answer."""
    assert normalise("The  U.S. Senate, a body") == "us senate body"


def test_the_split_depends_on_the_key_alone() -> None:
    """A key's place in the split is the same number everywhere."""
    assert fraction("squadshifts p1") == pytest.approx(fraction("squadshifts p1"))
    shares = [fraction(str(n)) < 0.25 for n in range(4000)]
    assert 0.22 < sum(shares) / len(shares) < 0.28


def test_of_several_places_the_one_in_the_likeliest_sentence_is_the_answer() -> None:
    """The occurrence whose sentence shares most words with the question wins over an earlier one."""
    text = "In 2004 it rained. The dam was closed in 2004 by order."
    place = best_occurrence(text, ["2004"], "when was the dam closed")
    assert place == (text.rindex("2004"), text.rindex("2004") + 4)
    assert best_occurrence(text, ["200"], "when") is None


def test_a_window_keeps_the_evidence_in_place() -> None:
    """The cut text still holds the answer at its span and the sentence at its place."""
    for seed in range(20):
        cut = window(record(), random.Random(seed), 70)
        assert len(cut.text) <= 70
        assert cut.text in TEXT
        assert cut.text[slice(*cut.spans[0])] == "2004"
        assert cut.text[slice(*cut.support[0])] == "Boran Test closed it in 2004."


def test_what_a_cut_leaves_out_has_no_place() -> None:
    """A span outside the cut is dropped."""
    assert clipped(record(), 0, 35).spans == ()


def test_an_example_has_the_heading_path_before_the_passage() -> None:
    """The places are moved by the heading path and its line break."""
    example = as_example(record())
    assert example.context == f"The Dam\n{TEXT}"
    assert example.span is not None
    assert example.context[slice(*example.span)] == "2004"
    assert example.context[slice(*example.support[0])] == "Boran Test closed it in 2004."
    assert as_example(record(), path="").context == TEXT


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error tells which file is missing and which option names its folder."""
    with pytest.raises(FileNotFoundError, match=r"a\.jsonl is missing; --data"):
        list(read_lines(tmp_path / "a.jsonl"))
