"""The flow of the benchmark: every question asked in a conversation of its own, judged, and kept as a row."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Protocol

from askbrief.evaluation.judge import Row
from askbrief.evaluation.ranking import DEPTH, DOCUMENT_DEPTH
from askbrief.evaluation.suite import Case
from askbrief.types import Answer, Briefing

PATIENCE = 60.0
"""Seconds a question may take."""
Progress = Callable[[int, int], None]


class Asked(Protocol):
    """What is judged: an assistant, or anything else that answers."""

    def ask(self, question: str, *, conversation_id: str | None = None, top_k: int | None = None) -> Answer: ...

    def briefings(self) -> tuple[Briefing, ...]: ...


def evaluate(
    asked: Asked, cases: Sequence[Case], progress: Progress | None = None, *, patience: float = PATIENCE
) -> tuple[Row, ...]:
    """A row for every question, in their order; one that fails or takes over `patience` seconds has no answer.

    A question with typos is asked clean as well, so that the loss is measured in pairs.
    """
    rows = []
    for number, case in enumerate(cases, 1):
        row = _row(asked, case, patience)
        if case.clean:
            row = replace(row, clean=_row(asked, _cleaned(case), patience))
        rows.append(row)
        if progress:
            progress(number, len(cases))
    return tuple(rows)


def _cleaned(case: Case) -> Case:
    return replace(case, turns=(*case.turns[:-1], case.clean), clean="")


def _row(asked: Asked, case: Case, patience: float) -> Row:
    name = repr((case.id, case.turns))
    conversation = "".join(random.Random(name).choices("abcdefghijklmnop", k=24))
    depth = DOCUMENT_DEPTH if case.relevant else DEPTH
    answer: Answer | None = None
    try:
        for turn in case.turns:
            ask = partial(asked.ask, turn, conversation_id=conversation, top_k=depth)
            answer = _within(patience, ask)
    except Exception as error:  # whatever a system under test does wrong is a question that went wrong
        return Row(case, None, f"{type(error).__name__}: {error}")
    return Row(case, answer)


def _within(seconds: float, call: Callable[[], Answer]) -> Answer:
    """What the call returns; its own error, or TimeoutError when it takes longer. A hung call is left behind."""
    done: SimpleQueue[Answer | Exception] = SimpleQueue()

    def work() -> None:
        try:
            done.put(call())
        except Exception as error:  # handed on to the caller
            done.put(error)

    Thread(target=work, daemon=True).start()
    try:
        result = done.get(timeout=seconds)
    except Empty:
        raise TimeoutError(f"no answer within {seconds:g} s") from None
    if isinstance(result, Exception):
        raise result
    return result
