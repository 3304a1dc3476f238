"""Nearness of misspelt words and names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askbrief.fuzzy import allowed_edits, name_similarity, near_names, nearest_sound, nearest_word, romanized

COUNTS = {"armistice": 9, "ceasefire": 5, "treaty": 7, "treats": 1, "grain": 3, "plant": 8, "plan": 20}
WORDS = list(COUNTS)
NAMES = st.text(alphabet="abcdefghijklmnopqrstuvwxyz ", min_size=1, max_size=24).filter(str.strip)


@pytest.mark.parametrize(("length", "edits"), [(1, 0), (3, 0), (4, 1), (6, 1), (7, 2), (20, 2)])
def test_longer_words_forgive_more_edits(length: int, edits: int) -> None:
    """None up to three letters, one up to six, two beyond."""
    assert allowed_edits(length) == edits


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("armistise", "armistice"),
        ("armsitice", "armistice"),
        ("ceesefire", "ceasefire"),
        ("treatyy", "treaty"),
        ("graim", "grain"),
        ("plann", "plan"),
        ("xyzzy", None),
        ("pla", None),
        ("", None),
    ],
)
def test_a_misspelt_word_is_read_as_the_nearest_of_the_corpus(typed: str, meant: str | None) -> None:
    """Nearest, then frequent; a far or a short word is left alone."""
    assert nearest_word(typed, COUNTS, WORDS) == meant


@given(st.sampled_from(WORDS))
def test_a_known_word_is_nearest_to_itself(word: str) -> None:
    """No other word beats an exact one."""
    assert nearest_word(word, COUNTS, WORDS) == (word if len(word) > 3 else None)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("vladmir puttin", "vladimir putin"),
        ("zelensky", "zelenskyy"),
        ("zelenskiy", "zelenskyy"),
        ("volodimir zelensky", "volodymyr zelenskyy"),
        ("zaporizhia", "zaporizhzhia"),
        ("lavrow", "lavrov"),
    ],
)
def test_misspelt_and_transliterated_names_are_near(typed: str, name: str) -> None:
    """One or two slips, or another transliteration, stay above the floor of a match (0.7)."""
    assert name_similarity(typed, name) > 0.7


@pytest.mark.parametrize(
    ("typed", "name"), [("iran", "iraq"), ("un", "eu"), ("minsk", "minsk ii"), ("dodik", "dudek"), ("anna", "anton")]
)
def test_short_and_different_names_are_not_near(typed: str, name: str) -> None:
    """A name of another length in words, or a short one with a slip, falls below the floor."""
    assert name_similarity(typed, name) <= 0.75


@given(NAMES, NAMES)
def test_similarity_is_a_share_and_symmetric(one: str, other: str) -> None:
    """0 to 1, the same both ways, 1 for equal names."""
    score = name_similarity(one, other)
    assert 0.0 <= score <= 1.0
    assert score == name_similarity(other, one)
    assert name_similarity(one, one) == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [("kharkiv", "harkiv"), ("zelenskyy", "zelenskiy"), ("putsin", "pucin"), ("wolodymyr", "volodymyr")],
)
def test_transliterations_of_one_sound_are_written_one_way(one: str, other: str) -> None:
    """kh and h, w and v, yy and iy, ts and c."""
    assert romanized(one) == romanized(other)


def test_near_names_are_found_by_their_key() -> None:
    """The name at the position of a near key comes back."""
    assert near_names("putin", ["putin", "rubio"], ["vladimir putin", "marco rubio"]) == ["vladimir putin"]


SOUNDS = {romanized(w): [w] for w in ("gorbachev", "reagan", "london", "velm")}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gorbatschow", "gorbachev"),
        ("regan", "reagan"),
        ("lundon", "london"),
        ("vegan", None),
        ("velms", "velm"),
        ("vel", None),
    ],
)
def test_a_name_is_known_by_its_sound(typed: str, meant: str | None) -> None:
    """One edit apart as they sound and of the same first letter; short words must be written right."""
    assert nearest_sound(typed, SOUNDS) == meant


def test_of_two_equally_near_sounds_none_is_meant() -> None:
    """A guess that could be either is none."""
    assert nearest_sound("marin", {"martin": ["martin"], "marina": ["marina"]}) is None
