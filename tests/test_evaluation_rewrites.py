"""Rewrites of follow-ups: what is compared, the figures, and names found without a corpus."""

from __future__ import annotations

import math

import pytest

from askbrief.evaluation.rewrites import (
    ARTICLES,
    WAYS,
    Conversation,
    FollowUp,
    Turn,
    entities,
    left_alone,
    restored,
    rewritten,
    rouge1,
    word_f1,
)

ASKED = FollowUp(
    "How deep is it?",
    (Turn("What is the Keld sluice?"), Turn("Where is the town of Tarn?")),
    "How deep is the Keld sluice?",
)


def names(text: str, *, opens: bool = False) -> list[str]:
    return [entity.name for entity in entities(text, opens=opens)]


def test_the_ways_take_more_and_more_of_the_history() -> None:
    """The question alone, after the last question, after all, and rewritten."""
    texts = [way(ASKED) for way in list(WAYS.values())[:3]]
    assert texts == [
        "How deep is it?",
        "Where is the town of Tarn? How deep is it?",
        "What is the Keld sluice? Where is the town of Tarn? How deep is it?",
    ]
    assert list(WAYS.values())[3] is rewritten


# ---- figures -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "share"),
    [("How deep is it?", 0.0), ("How deep is the Keld lake?", 0.5), ("How deep are Keld sluices?", 1.0)],
)
def test_restored_counts_what_the_question_lacks(text: str, share: float) -> None:
    """Of "Keld" and "sluice", by stems; words that the question has do not count."""
    assert restored(text, ASKED) == share


def test_a_question_that_lacks_nothing_restores_nothing() -> None:
    """Where the person added no content word there is nothing to restore."""
    assert math.isnan(restored("Who signed?", FollowUp("Who signed?", (), "Who signed?")))


def test_rouge_1_by_hand() -> None:
    """Four of four and of six words are shared: 2 * 4 / (4 + 6)."""
    assert rouge1("How deep is the?", ASKED) == pytest.approx(0.8)
    assert rouge1("Nobody knows.", ASKED) == 0.0
    assert rouge1("How deep is the Keld sluice", ASKED) == 1.0


def test_words_count_as_often_as_in_both() -> None:
    """A word repeated in one text only is shared once; skipped words are not counted."""
    assert word_f1("dam dam dam", "dam") == pytest.approx(0.5)
    assert word_f1("the dam", "a dam", skipped=ARTICLES) == 1.0


@pytest.mark.parametrize(("text", "kept"), [("who signed?", 1.0), ("Who signed (Tarn)?", 0.0)])
def test_a_whole_question_is_left_alone(text: str, kept: float) -> None:
    """Where the person changed nothing, a rewrite should add nothing; of other questions it says nothing."""
    assert left_alone(text, FollowUp("Who signed?", (), "who signed?")) == kept
    assert math.isnan(left_alone(text, ASKED))


# ---- a conversation without a corpus -------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("How did Ben Holt cook the fish?", ["Ben Holt"]),
        ("Who opened the Keld sluice gate?", ["Keld sluice gate"]),
        ("What is the history of glass?", ["glass"]),
        ("Tell me about sea salt.", ["sea salt"]),
        ("What is a sluice and how does it work?", ["sluice"]),
        ("What are the main types?", []),
        ("Mills close when?", []),
        ("Who was Ilsa Brandt's deputy?", ["Ilsa Brandt"]),
    ],
)
def test_names_are_found_by_their_form(text: str, found: list[str]) -> None:
    """Capitalised words, with the noun after them, and the noun phrases that a question makes its topic."""
    assert names(text) == found


def test_an_opening_question_tells_its_topic() -> None:
    """In the first question every noun phrase counts, the subject without its verb."""
    assert names("How does throat cancer spread?", opens=True) == ["throat cancer"]
    assert names("How does throat cancer spread?") == []


@pytest.mark.parametrize(
    ("history", "question", "standing"),
    [
        ((), "How deep is it?", "How deep is it?"),
        ((Turn("What is the Keld sluice?"),), "How deep is it?", "How deep is Keld sluice?"),
        ((Turn("What is the Keld sluice?"), Turn("How deep is it?")), "why?", "why deep is Keld sluice?"),
        ((Turn("Who opened the Keld sluice?", "Ada Lind"),), "When was she born?", "When was Ada Lind born?"),
        ((Turn("What is glass?"), Turn("What is Tarn?")), "Who makes glass?", "Who makes glass?"),
    ],
)
def test_a_conversation_is_read_turn_by_turn(history: tuple[Turn, ...], question: str, standing: str) -> None:
    """Each turn is made stand-alone with the names of the turns before it, and what was answered counts."""
    assert rewritten(FollowUp(question, history)) == standing


def test_only_the_last_turns_are_meant() -> None:
    """A name of four turns ago is forgotten, as it is by the assistant."""
    conversation = Conversation().after(Turn("Where is Tarn?"))
    found = []
    for _ in range(3):
        conversation = conversation.after(Turn("Which old mills along rivers were closed by floods?"))
        found.append([entity.name for entity in conversation.context.mentions])
    assert found == [["Tarn"], ["Tarn"], []]
