"""The gate: a run held against an earlier one of the same questions, or against fixed means."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from askbrief.errors import BriefingError
from askbrief.evaluation.bootstrap import Estimate, Values, paired_difference, spoken_of
from askbrief.evaluation.judge import Row
from askbrief.evaluation.metrics import METRICS, Metric

TOLERANCE = 0.01
"""A smaller difference is left alone: another processor's rounding moves a few answers."""
Figures = Mapping[str, Sequence[float]]
"""What one question gave to each metric that speaks of it."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """An earlier run: either its figures question by question, or the mean of each metric."""

    rows: Mapping[str, Figures]
    means: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Fall:
    """A metric that got worse beyond its interval, and the questions behind it."""

    metric: str
    before: float
    now: float
    difference: Estimate | None  # paired; None against fixed means
    questions: tuple[str, ...]

    def __str__(self) -> str:
        told = f"{self.metric}: {self.now:.3f} against {self.before:.3f}"
        if self.difference:
            told += f" (difference {self.difference.low:+.3f} to {self.difference.high:+.3f})"
        return f"{told}; worse: {', '.join(self.questions)}" if self.questions else told


def write_baseline(rows: Sequence[Row], path: Path) -> None:
    """One line of JSON a question: its id and what it gave to each metric."""
    columns = {name: metric.values(rows) for name, metric in METRICS.items()}
    lines = []
    for number, row in enumerate(rows):
        given = {n: v[number].tolist() for n, v in columns.items() if not np.isnan(v[number]).any()}
        lines.append(json.dumps({"id": row.case.id, "figures": given}, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def read_baseline(path: Path) -> Baseline:
    """The baseline of a file that `--save` wrote, whatever its name, or of a JSON file {metric: mean}."""
    try:
        text = path.read_text(encoding="utf-8")
        if '"figures"' not in text:
            baseline = Baseline({}, {str(name): float(mean) for name, mean in json.loads(text).items()})
        else:
            baseline = Baseline(dict(_line(json.loads(line)) for line in text.splitlines() if line.strip()), {})
    except (OSError, ValueError, AttributeError, TypeError, KeyError) as error:
        raise BriefingError(f"{path} is no baseline ({error}); `askbrief eval --save FILE` writes one") from error
    named = {name for figures in baseline.rows.values() for name in figures} | set(baseline.means)
    if not named:
        raise BriefingError(f"{path} is an empty baseline; `askbrief eval --save FILE` writes one")
    unknown = sorted(named - set(METRICS))
    if unknown:
        raise BriefingError(f"{path} names no metric of askbrief: {unknown[0]!r}; there are {', '.join(METRICS)}")
    return baseline


def _line(data: Mapping[str, Mapping[str, Sequence[float]]]) -> tuple[str, Figures]:
    return str(data["id"]), {str(n): [float(v) for v in values] for n, values in data["figures"].items()}


def falls(baseline: Baseline, rows: Sequence[Row]) -> tuple[Fall, ...]:
    """The metrics that got worse beyond their 95% interval and `TOLERANCE`.

    Questions that only one of the two runs has asked are left out.
    """
    found = [_below(METRICS[name], mean, rows) for name, mean in baseline.means.items()]
    known = [row for row in rows if row.case.id in baseline.rows]
    if baseline.rows and not known:
        raise BriefingError("the baseline holds none of the questions asked; name another with --baseline")
    if known:
        found += [_worse(metric, baseline, known) for metric in METRICS.values()]
    return tuple(fall for fall in found if fall)


def unasked(baseline: Baseline, rows: Sequence[Row]) -> int:
    """How many questions of the baseline the run did not ask."""
    return len(set(baseline.rows) - {row.case.id for row in rows})


def _below(metric: Metric, mean: float, rows: Sequence[Row]) -> Fall | None:
    """A fall where the whole interval is on the worse side of the mean; None also where nothing bears on the metric."""
    now = metric.estimate(rows)
    if now is None:
        return None
    bad = now.low > mean if metric.lower else now.high < mean
    return Fall(metric.name, mean, now.value, None, ()) if bad else None


def _worse(metric: Metric, baseline: Baseline, rows: Sequence[Row]) -> Fall | None:
    before, now = _before(metric, baseline, rows), metric.values(rows)
    width = max(before.shape[1], now.shape[1])
    before, now = _widened(before, width), _widened(now, width)
    difference = paired_difference(now, before, metric.figure)
    if difference is None or abs(difference.value) < TOLERANCE:
        return None
    if not (difference.low > 0 if metric.lower else difference.high < 0):
        return None
    was, became = (metric.figure(spoken_of(side)) for side in (before, now))
    return Fall(metric.name, was, became, difference, _questions(metric, before, now, rows))


def _before(metric: Metric, baseline: Baseline, rows: Sequence[Row]) -> Values:
    given = [baseline.rows[row.case.id].get(metric.name) for row in rows]
    width = max((len(g) for g in given if g), default=1)
    return np.array([g or [np.nan] * width for g in given], dtype=np.float64)


def _widened(values: Values, width: int) -> Values:
    """A column of nothing but NaN as wide as the other run's values."""
    return values if values.shape[1] == width else np.full((len(values), width), np.nan)


def _questions(metric: Metric, before: Values, now: Values, rows: Sequence[Row]) -> tuple[str, ...]:
    """The questions whose own figure got worse, the worst first; one that the metric speaks of anew was good before."""
    sign, best = (-1, 0.0) if metric.lower and now.shape[1] == 1 else (1, 1.0)
    change = sign * (now[:, -1] - np.nan_to_num(before[:, -1], nan=best))
    order = [n for n in np.argsort(change, kind="stable") if change[n] < 0]
    return tuple(rows[n].case.id for n in order)
