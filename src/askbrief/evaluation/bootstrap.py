"""Bootstrap intervals (Efron and Tibshirani 1993): rows drawn again with replacement, percentiles of the figure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float64]
"""One row a question, shape (questions, k); NaN where the figure does not speak of the question."""
Figure = Callable[[Values], float]
"""From values without NaN rows, shape (n, k), n > 0, to one number."""
RESAMPLES = 1000
LEVEL = 95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure, its 95% interval, and over how many questions it stands."""

    value: float
    low: float
    high: float
    n: int


def mean(values: Values) -> float:
    """The mean of the first column."""
    return float(values[:, 0].mean())


def estimate(values: Values, figure: Figure, *, resamples: int = RESAMPLES, seed: int = 0) -> Estimate | None:
    """The figure with its interval; None where it speaks of no question."""
    spoken = spoken_of(values)
    if not len(spoken):
        return None
    draws = _draws(len(spoken), resamples, seed)
    low, high = _percentiles([figure(spoken[draw]) for draw in draws])
    return Estimate(figure(spoken), low, high, len(spoken))


def paired_difference(
    now: Values, before: Values, figure: Figure, *, resamples: int = RESAMPLES, seed: int = 0
) -> Estimate | None:
    """The figure now less before over the same questions, which are drawn together; None where it speaks of none.

    `now` and `before`, shape (questions, k), hold one question a row in one order.
    """
    spoken = [len(spoken_of(side)) for side in (now, before)]
    if not all(spoken):
        return None
    draws = [np.arange(len(now)), *_draws(len(now), resamples, seed)]
    differences = [d for draw in draws if (d := _difference(now[draw], before[draw], figure)) is not None]
    low, high = _percentiles(differences[1:])
    return Estimate(differences[0], low, high, min(spoken))


def _difference(now: Values, before: Values, figure: Figure) -> float | None:
    """None where a draw holds no question that the figure speaks of."""
    one, other = spoken_of(now), spoken_of(before)
    return figure(one) - figure(other) if len(one) and len(other) else None


def spoken_of(values: Values) -> Values:
    """The rows that the figure speaks of: those without NaN."""
    return values[~np.isnan(values).any(axis=1)]


def _draws(size: int, resamples: int, seed: int) -> npt.NDArray[np.int64]:
    return np.random.default_rng(seed).integers(size, size=(resamples, size))


def _percentiles(figures: list[float]) -> tuple[float, float]:
    low, high = np.percentile(figures, [(100 - LEVEL) / 2, (100 + LEVEL) / 2])
    return float(low), float(high)
