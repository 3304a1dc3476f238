"""Figures and targets: exact match, F1, areas, spans, batches, curves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from training.curves import draw
from training.data import Example
from training.model import IGNORED, Output, best_span, span_target
from training.scores import SPAN_WEIGHT, UNREAD, Spread, auc, exact, f1, read_row

OFFSETS = np.array([[0, 0], [0, 3], [0, 0], [0, 4], [5, 9], [10, 14], [0, 0]])
CONTEXT = np.array([False, False, False, True, True, True, False])


def example(span: tuple[int, int] | None, answerable: bool = True) -> Example:
    return Example("Why", "word more last", answerable, span, (), "nq", "answerable")


def test_exact_match_and_f1_take_the_best_accepted_answer() -> None:
    """As in SQuAD's own script."""
    assert exact("the League", ["Union", "league"]) == 1
    assert f1("Anwar Testat of Fable", ["Anwar Testat"]) == pytest.approx(2 * 2 / 6)
    assert f1("nothing", ["Anwar Testat"]) == 0


def test_the_area_counts_ties_half() -> None:
    """Three of four pairs in order, one tied."""
    assert auc([3.0, 1.0], [1.0, 0.0]) == pytest.approx(3.5 / 4)
    assert auc([], [1.0]) == 0.5


def test_the_target_is_the_tokens_that_the_answer_touches() -> None:
    """(0, 0) without an answer, ignored where the answer is unknown or cut off."""
    assert span_target(OFFSETS, CONTEXT, example((5, 14))) == (4, 5)
    assert span_target(OFFSETS, CONTEXT, example(None, answerable=False)) == (0, 0)
    assert span_target(OFFSETS, CONTEXT, example(None)) == (IGNORED, IGNORED)
    assert span_target(OFFSETS, CONTEXT, example((10, 30))) == (IGNORED, IGNORED)


def test_the_best_span_runs_forwards_within_the_context() -> None:
    """The question's tokens and ends before starts are never chosen."""
    start = np.array([9, 9, 0, 1, 0, 3, 0], dtype=np.float32)
    end = np.array([9, 9, 0, 0, 2, 1, 9], dtype=np.float32)
    assert best_span(start, end, CONTEXT) == (5, 5, 4.0)


def test_a_row_of_logits_becomes_a_span_and_the_support_of_sentences() -> None:
    """Places are those of the context; a sentence without tokens of its own is unread."""
    start = np.array([[1, 0, 0, 5, 0, 0, 0]], dtype=np.float32)
    end = np.array([[1, 0, 0, 0, 4, 0, 0]], dtype=np.float32)
    support = np.array([[0, 0, 0, 2, 2, -2, 0]], dtype=np.float32)
    output = Output(start, end, np.array([0.5], dtype=np.float32), support)  # type: ignore[arg-type]
    spread = Spread(OFFSETS[None], CONTEXT[None])
    reading = read_row(output, 0, spread, [(0, 9), (10, 14), (20, 30)])
    assert (reading.span, reading.margin, reading.answerable) == ((0, 9), 7.0, 0.5)
    assert reading.support == (2 + SPAN_WEIGHT * 9, -2, UNREAD)


def test_curves_are_drawn_from_the_log(tmp_path: Path) -> None:
    """A line for each column that has values; empty cells are skipped."""
    (tmp_path / "curves.csv").write_text("seen,span,em\n100,3.5,\n200,2.5,0.4\n", encoding="utf-8")
    draw(tmp_path / "curves.csv", tmp_path / "curves.svg")
    picture = (tmp_path / "curves.svg").read_text(encoding="utf-8")
    assert picture.count("<polyline") == 7
    assert "200 examples" in picture
