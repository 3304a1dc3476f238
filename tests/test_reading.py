"""The best span of a sentence in the logits of one pass."""

from __future__ import annotations

import numpy as np

from askbrief.reading import SPAN_TOKENS, Reading, Window, best_of, sentence_reading
from askbrief.types import Span

TEXT = "Ilsa Brandt opened the talks"


def window(start: list[float], end: list[float], places: list[tuple[int, int]]) -> Window:
    support = np.arange(len(start), dtype=np.float32)
    return Window(np.array(places), np.array(start, dtype=np.float32), np.array(end, dtype=np.float32), support, 1.5)


def reading(margin: float) -> Reading:
    return Reading(0.0, 0.0, margin, None)


def test_the_best_span_is_read_with_its_place() -> None:
    """The span with the highest sum of logits, its margin over token 0, and the mean support of the sentence."""
    places = [(-1, -1), (100, 104), (105, 111), (112, 118)]
    found = sentence_reading(Span(TEXT, 100, 128), window([1, 5, 0, 0], [0, 0, 4, 1], places))
    assert found is not None
    assert found.answer == Span("Ilsa Brandt", 100, 111)
    assert (found.answerable, found.support, found.margin) == (1.5, 2.0, 8.0)


def test_an_answer_ends_after_it_begins() -> None:
    """A high end before a high start is no span."""
    places = [(-1, -1), (100, 104), (105, 111)]
    found = sentence_reading(Span(TEXT, 100, 128), window([0, 0, 9], [0, 9, 1], places))
    assert found is not None
    assert found.answer == Span("Brandt", 105, 111)


def test_an_answer_is_no_longer_than_allowed() -> None:
    """Start and end further apart than SPAN_TOKENS are not put together."""
    size = SPAN_TOKENS + 2
    places = [(-1, -1), *((n, n + 1) for n in range(size))]
    start, end = [0.0] * (size + 1), [0.0] * (size + 1)
    start[1], end[size] = 5, 5
    found = sentence_reading(Span("x" * size, 0, size), window(start, end, places))
    assert found is not None
    assert found.answer is not None
    assert len(found.answer.text) <= SPAN_TOKENS


def test_a_sentence_beyond_the_window_is_not_read() -> None:
    """None where no word piece of the window lies in the sentence."""
    assert sentence_reading(Span(TEXT, 200, 228), window([0, 1], [0, 1], [(-1, -1), (100, 104)])) is None


def test_of_overlapping_windows_the_surest_counts() -> None:
    """The reading with most support and margin is kept; windows that do not hold the sentence do not count."""
    assert best_of([None, reading(1.0), reading(3.0)]) == reading(3.0)
    assert best_of([None, None]) is None
