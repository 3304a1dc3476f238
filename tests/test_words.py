"""Words as everything compares them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askbrief.words import STOPWORDS, fold, is_acronym, stem, stems, tokenize


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Vladimir PUTIN", "vladimir putin"),
        ("Wałęsa", "walesa"),
        ("Đinđić", "dindic"),
        ("Søren Ægir", "soren aegir"),
        ("Łódź – Kœnig", "lodz - koenig"),
        ("don’t", "don't"),
        ("Minsk‑II", "minsk-ii"),
        ("Straße", "strasse"),
        ("ﬁnal", "final"),
    ],
)
def test_fold_drops_case_accents_and_odd_marks(text: str, folded: str) -> None:
    """Case, accents, ligatures, curly apostrophes and odd hyphens make no difference."""
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    """A folded text folds to itself."""
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "norms"),
    [
        ("The U.S. and Trump's 1,550 warheads", ["the", "us", "and", "trump", "1550", "warheads"]),
        ("3.67% of O’Brien’s", ["3.67", "of", "obrien"]),
        ("Nagorno-Karabakh, 2020–2023", ["nagorno", "karabakh", "2020", "2023"]),
        ("NATO", ["nato"]),
        ("café 東京", ["cafe", "東京"]),
        ("…!?", []),
    ],
)
def test_words_and_numbers_are_tokens(text: str, norms: list[str]) -> None:
    """Initials, possessives and thousands are one token each; punctuation is none."""
    assert [t.norm for t in tokenize(text)] == norms


@given(st.text())
def test_a_token_stands_where_it_says(text: str) -> None:
    """`text[start:end]` is the token's text, and tokens are in order without overlap."""
    tokens = tokenize(text)
    assert all(text[t.start : t.end] == t.text for t in tokens)
    assert all(a.end <= b.start for a, b in pairwise(tokens))


def test_inflections_share_a_stem() -> None:
    """`signed`, `signing` and `signs` are one word to BM25."""
    assert {stem(w) for w in ("signed", "signing", "signs")} == {"sign"}


def test_stems_leave_stop_words_out() -> None:
    """Only content words are indexed, stemmed, in order."""
    assert stems("What did the ministers sign in Minsk?") == ["minist", "sign", "minsk"]


def test_stop_words_are_folded() -> None:
    """Every stop word is as `fold` writes it, so that the look-up can hit."""
    assert {fold(w) for w in STOPWORDS} == STOPWORDS


@pytest.mark.parametrize(
    ("word", "expected"), [("IAEA", True), ("U.S.", True), ("NATO", True), ("Nato", False), ("A", False), ("us", False)]
)
def test_acronyms_are_two_to_seven_capitals(word: str, expected: bool) -> None:
    """Dots aside; one letter or a small letter makes none."""
    assert is_acronym(word) is expected
