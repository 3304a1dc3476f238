"""Comparisons cut at the word that joins their sides: each side gives a question of its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askbrief.sides import told_sides


@pytest.mark.parametrize(
    ("text", "one", "other"),
    [
        ("Which line came back faster, the 330 or the 750 kV?", "the 330 kV", "the 750 kV"),
        ("which held more votes, the north or the south, and how many each?", "the north", "the south"),
        ("was the first text longer than the second one?", "was the first text", "the second one"),
        ("quota: share of Norvale against vs share of Sudmark in favour", "quota: share of Norvale against", None),
    ],
)
def test_a_comparison_has_two_sides(text: str, one: str, other: str | None) -> None:
    (first, asked), (second, too) = told_sides(text)
    assert first == one
    assert other is None or second == other
    assert asked != too


def test_the_second_side_takes_the_words_that_it_leaves_out() -> None:
    (_, _), (_, asked) = told_sides("was parliament keener on applying in 2022 or on joining in 2023?")
    assert asked == "was parliament on joining in 2023?"
    (_, _), (_, asked) = told_sides("quota: votes of Norvale against vs votes of Sudmark in favour")
    assert asked.startswith("quota: votes of Sudmark")


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Was the cap of the old deal higher or lower than the one in the new text?", "Was the cap in the new text?"),
        ("Which force was bigger, the Norvale contingent in Osk or the UN one in Keld?", "the UN contingent in Keld?"),
        ("How did the first summit end, compared with the second?", "How did the second summit end?"),
        ("How many seats did the union get in 2022 compared to the vote before, in 2017?", "union get in 2017?"),
        ("Senate v. House on the lake deal: what votes in each?", "House on the lake deal: what votes in each?"),
        ("Were more Norvale or more Sudmark soldiers hurt at Keld?", "Were Sudmark soldiers hurt at Keld?"),
        ("How does the job of the old envoy differ from Toll's?", "the job of Toll's?"),
        ("What sets the first accord on the lake apart from the second one?", "the second accord on the lake?"),
        ("was the old text longer than the new one? how many pages each", "was the new text: how many pages?"),
    ],
)
def test_the_second_side_is_asked_in_the_words_of_the_first(text: str, sides: str) -> None:
    """An ordinal, a year, "one" or a possessive stands for the words of the first side."""
    (_, _), (_, asked) = told_sides(text)
    assert " ".join(asked.split()).replace(" :", ":").replace(" ?", "?").endswith(sides)


@pytest.mark.parametrize("text", ["When did Norvale sign?", "Did Toll or Orhan sign?", "", "more", "or than vs "])
def test_where_no_word_joins_two_there_are_none(text: str) -> None:
    assert told_sides(text) == ()


@given(st.text(alphabet=st.sampled_from("ab ,:;?.orthanvsmewhic"), max_size=60) | st.text(max_size=40))
def test_any_text_has_two_whole_sides_or_none(text: str) -> None:
    """Whatever is typed, both sides have a name and a question, or there are none."""
    sides = told_sides(text)
    assert len(sides) in (0, 2)
    assert all(label.strip() and asked.strip(" ?") for label, asked in sides)
