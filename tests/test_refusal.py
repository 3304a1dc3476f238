"""A refusal names the constraint that nothing bears: an unknown name, names apart, another day, the asked thing."""

from __future__ import annotations

import re

import pytest

from askbrief.assistant import Assistant


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Who met Zorblax in Tarn?", r"nothing in them on “Zorblax”"),
        ("What did the Lake Orrin Accord cost?", r"“Lake Orrin Accord” is in them, but nothing on “cost”"),
        ("Which accord did Sefa Orhan sign in 1999?", r"“Sefa Orhan” is in them, but not for “1999”"),
    ],
)
def test_what_is_not_borne_is_named(assistant: Assistant, question: str, said: str) -> None:
    """The first constraint that fails is told, then where the briefings come closest; nothing is cited."""
    answer = assistant.ask(question)
    assert (answer.status, answer.citations) == ("not_found", ())
    assert re.search(said, answer.text)
    assert re.search(r"Closest: The [\w ]+ › \w+", answer.text)
