"""A question of several parts cut into questions, each with the words that it leaves out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askbrief.parts import bare_subject, split_parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "On what day was Toll shot, who took over from him, and how many fled?",
            ["On what day was Toll shot?", "who took over from him?", "how many fled?"],
        ),
        (
            "Who abstained on resolution 12 about Osk, and which on resolution 15 about Keld?",
            ["Who abstained on resolution 12 about Osk?", "Who abstained on resolution 15 about Keld?"],
        ),
        (
            "Name the mayor behind the bridge and the one behind the ferry.",
            ["Name the mayor behind the bridge?", "Name the mayor behind the ferry?"],
        ),
        (
            "Tell me which talks failed in Tarn, and what he signed in Keld.",
            ["which talks failed in Tarn?", "what he signed in Keld?"],
        ),
        (
            "Who led the talks, who took over from him, and when?",
            ["Who led the talks?", "who took over from him?", "when was it that somebody took over from him?"],
        ),
        ("Who met Toll, who signed the accord?", []),
        ("When did Norvale sign?", []),
    ],
)
def test_each_part_is_a_whole_question(text: str, parts: list[str]) -> None:
    """A part takes over what it leaves out from the whole part before it."""
    assert list(split_parts(text)) == parts


@pytest.mark.parametrize(
    ("text", "subject"),
    [("on what date Sudmark?", "Sudmark"), ("and when David Toll?", "David Toll"), ("Sudmark?", ""), ("when?", "")],
)
def test_what_stands_alone_after_a_question_word_is_found(text: str, subject: str) -> None:
    assert bare_subject(text) == subject


@given(st.text(alphabet=st.sampled_from("who wen,and?.:thirX one"), max_size=70) | st.text(max_size=40))
def test_parts_are_none_or_several_whole_questions(text: str) -> None:
    """Whatever is typed, there are no parts or at least two, each with words and a question mark."""
    parts = split_parts(text)
    assert len(parts) != 1
    assert all(part.endswith("?") and part.strip(" ?") for part in parts)
