"""The flow: a conversation for each question, errors and time-outs as rows, the clean twin beside the noisy one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from threading import Event

import pytest

from askbrief.errors import BadRequest
from askbrief.evaluation.metrics import summary
from askbrief.evaluation.run import evaluate
from askbrief.types import Answer, Briefing
from judged import CASE, RANKED, REFUSAL, RIGHT, Said, said

TURNS = replace(CASE, turns=("Who is Toll?", "How long was the strike?"))
TYPO = replace(CASE, slice="word-typo", turns=("How long was the stirke?",), clean=CASE.turns[0])
GOOD = RIGHT.answer
assert GOOD is not None


class Hanging:
    """Takes its time over every question that holds a word, until it is let go."""

    def __init__(self, word: str) -> None:
        self.word, self.let_go = word, Event()

    def ask(self, question: str, *, conversation_id: str | None = None, top_k: int | None = None) -> Answer:
        if self.word in question:
            self.let_go.wait(10)
        return said("23 days")

    def briefings(self) -> tuple[Briefing, ...]:
        return ()


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    made = Hanging("strike")
    yield made
    made.let_go.set()


def test_a_row_for_every_question_in_their_order() -> None:
    """Case and answer as they came."""
    rows = evaluate(Said(GOOD, said("x")), [CASE, REFUSAL])
    assert [(row.case, row.answer) for row in rows] == [(CASE, GOOD), (REFUSAL, said("x"))]
    assert evaluate(Said(GOOD), []) == ()


@pytest.mark.parametrize("error", [BadRequest("too long"), RuntimeError("too long"), KeyError("too long")])
def test_a_question_that_fails_is_a_row_that_says_why(error: Exception) -> None:
    """Whatever is raised: the row scores zero, and the next question is asked."""
    failed, fine = evaluate(Said(error, GOOD), [CASE, replace(CASE, id="other")])
    assert (failed.answer, failed.status, failed.right) == (None, "error", 0.0)
    assert failed.error == f"{type(error).__name__}: {error}"
    assert (fine.right, fine.error) == (1.0, "")
    assert summary([failed, fine])["right and cited"].value == 0.5


def test_a_question_that_hangs_is_left_behind(hanging: Hanging) -> None:
    """After `patience` seconds it is a row that scores zero; the next question is asked."""
    started = time.perf_counter()
    late, fine = evaluate(hanging, [CASE, replace(CASE, id="other", turns=("How long?",))], patience=0.05)
    assert time.perf_counter() - started < 5
    assert (late.status, late.right, late.error) == ("error", 0.0, "TimeoutError: no answer within 0.05 s")
    assert (fine.correct, fine.error) == (1.0, "")


def test_a_turn_that_fails_ends_its_question() -> None:
    """The turns behind it are not asked."""
    asked = Said(BadRequest("no"), GOOD)
    (row,) = evaluate(asked, [TURNS])
    assert (row.answer, row.error) == (None, "BadRequest: no")
    assert [question for question, _, _ in asked.asked] == ["Who is Toll?"]


def test_the_last_turn_is_judged() -> None:
    """Whatever the first was answered."""
    (row,) = evaluate(Said(said("Not said.", status="not_found"), GOOD), [TURNS])
    assert row.answer == GOOD


def test_the_turns_of_a_question_share_a_conversation_of_their_own() -> None:
    """All turns in order in one conversation; another question has another, and each run the same."""
    asked, again = Said(GOOD), Said(GOOD)
    for each in (asked, again):
        evaluate(each, [TURNS, replace(TURNS, id="other")])
    first, second, third, fourth = asked.asked
    assert [question for question, _, _ in asked.asked] == [*TURNS.turns, *TURNS.turns]
    assert first[1] == second[1] != third[1] == fourth[1]
    assert asked.asked == again.asked


def test_the_clean_question_is_asked_in_a_conversation_of_its_own() -> None:
    """After the misspelt one, with the same turns before it; its row stands beside."""
    case = replace(TYPO, turns=("Who is Toll?", *TYPO.turns))
    asked = Said(said("x"), said("24 days"), said("x"), GOOD)
    (row,) = evaluate(asked, [case])
    assert [question for question, _, _ in asked.asked] == ["Who is Toll?", *TYPO.turns, "Who is Toll?", *CASE.turns]
    noisy, clean = asked.asked[0][1], asked.asked[2][1]
    assert noisy != clean == asked.asked[3][1]
    assert row.clean is not None
    assert (row.right, row.clean.right, row.clean.case.clean) == (0.0, 1.0, "")
    assert summary([row])["word typo loss"].value == 1.0


def test_a_clean_question_that_fails_is_a_row_too() -> None:
    """It scores zero beside its noisy twin."""
    (row,) = evaluate(Said(GOOD, BadRequest("no")), [TYPO])
    assert row.clean is not None
    assert (row.right, row.clean.right, row.clean.error) == (1.0, 0.0, "BadRequest: no")


def test_a_rightly_spelt_question_is_asked_once() -> None:
    """It has no clean row."""
    asked = Said(GOOD)
    (row,) = evaluate(asked, [CASE])
    assert (row.clean, len(asked.asked)) == (None, 1)


def test_more_passages_are_asked_for_where_documents_are_judged() -> None:
    """Ten passages, fifty where several may be of one document."""
    asked = Said(GOOD)
    evaluate(asked, [CASE, RANKED])
    assert [top_k for _, _, top_k in asked.asked] == [10, 50]


def test_progress_is_told_after_each_question() -> None:
    """(done, total), the clean twin not counted."""
    told: list[tuple[int, int]] = []
    evaluate(Said(GOOD, BadRequest("no")), [CASE, TYPO, REFUSAL], lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]
