"""What a reader makes of a sentence, and how it is found in the logits of one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from askbrief.types import Passage, Span

SPAN_TOKENS = 30
"""The longest answer, in word pieces."""
Logits = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence read for a question; all logits: above 0 is more likely than not."""

    answerable: float  # that the passage answers the question
    support: float  # that the sentence bears the answer: the mean over its word pieces
    margin: float  # of the best answer span in it, over "no answer here"
    answer: Span | None  # that span, with its place in the briefing's source; None from a reader that marks none


class Reader(Protocol):
    """Reads passages for a question; another model is another class with this attribute and this method."""

    id: str

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[tuple[Reading | None, ...], ...]:
        """For each passage a reading of each of its sentences; None for one that the model could not see."""
        ...


@dataclass(frozen=True, slots=True)
class Window:
    """One pass: the logits of each word piece, shape (tokens,), and its place in the briefing's source, shape
    (tokens, 2); -1 for what is not the passage's. Piece 0 stands for "no answer here"."""

    places: npt.NDArray[np.int64]
    start: Logits
    end: Logits
    support: Logits
    answerable: float


def heading(passage: Passage) -> str:
    """What is read before a passage's text: its story and headings."""
    return " > ".join((passage.briefing_title, *passage.heading_path)) + "\n"


def best_of(readings: Iterable[Reading | None]) -> Reading | None:
    """The surest of the windows that a sentence was read in."""
    return max((r for r in readings if r), key=lambda r: r.support + r.margin, default=None)


def sentence_reading(sentence: Span, window: Window) -> Reading | None:
    """What a window says of a sentence, its best span of at most SPAN_TOKENS word pieces; None where it ends before."""
    first, last = window.places[:, 0], window.places[:, 1]
    inside = np.flatnonzero((first >= sentence.start) & (last <= sentence.end) & (last > first))
    if not len(inside):
        return None
    scores = window.start[inside][:, None] + window.end[inside][None, :]
    width = np.arange(len(inside))[None, :] - np.arange(len(inside))[:, None]
    scores = np.where((width >= 0) & (width < SPAN_TOKENS), scores, -np.inf)
    a, b = divmod(int(scores.argmax()), len(inside))
    begin, stop = int(first[inside[a]]), int(last[inside[b]])
    text = sentence.text[begin - sentence.start : stop - sentence.start]
    margin = float(scores[a, b] - window.start[0] - window.end[0])
    return Reading(window.answerable, float(window.support[inside].mean()), margin, Span(text, begin, stop))
