"""The metrics, each a short declaration: what a row gives, how rows become one figure, which way is better."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from askbrief.evaluation.bootstrap import Estimate, Figure, Values, estimate, mean
from askbrief.evaluation.judge import Row
from askbrief.evaluation.ranking import MEASURES
from askbrief.evaluation.suite import REFUSED

Given = float | tuple[float, ...] | None
"""What a row gives to a figure; None where the metric does not speak of the row."""
BINS = 10
LISTED = 2
"""Slots from which an answer can be half."""


@dataclass(frozen=True, slots=True)
class Metric:
    """`of` takes a row to its values, `figure` many rows' values to one number between 0 and 1 (a loss: -1 to 1)."""

    name: str
    told: str
    of: Callable[[Row], Given]
    figure: Figure = mean
    lower: bool = False  # whether less is better
    made: bool = False  # whether it speaks of questions made from others, and not of the suite's own

    def values(self, rows: Iterable[Row]) -> Values:
        """What the rows give, shape (rows, k); NaN rows where the metric does not speak of them."""
        given = [self.of(row) if row.made == self.made else None for row in rows]
        width = max((len(g) for g in given if isinstance(g, tuple)), default=1)
        table = [(np.nan,) * width if g is None else g if isinstance(g, tuple) else (g,) for g in given]
        return np.round(np.array(table, dtype=np.float64).reshape(len(table), width), 6)

    def estimate(self, rows: Sequence[Row]) -> Estimate | None:
        """The figure over the rows it speaks of with its 95% interval; None where it speaks of none."""
        return estimate(self.values(rows), self.figure)


def area_under_risk(values: Values) -> float:
    """Mean risk over all coverages of what was answered: area under the risk-coverage curve (Geifman, El-Yaniv 2017).

    `values`, shape (n, 2): confidence, and 1 where the answer was right.
    """
    return float(risk_coverage(values)[1].mean())


def risk_coverage(values: Values) -> tuple[Values, Values]:
    """Coverage and risk, shape (n,) each, when the most confident 1, 2, ... n answers are given.

    Answers of one confidence come together: each gets the risk of all of them, so that their order does not matter.
    """
    order = np.argsort(-values[:, 0], kind="stable")
    confidence, wrong = values[order, 0], 1 - values[order, 1]
    last = np.searchsorted(-confidence, -confidence, side="right")  # answers at least as confident
    return np.arange(1, len(values) + 1) / len(values), np.cumsum(wrong)[last - 1] / last


def calibration_error(values: Values) -> float:
    """Expected calibration error (Naeini et al. 2015) over bins of equal size, as adaptive binning has it.

    `values`, shape (n, 2): confidence, and 1 where right. The mean over bins, by size, of |confidence - share right|.
    """
    return float(sum(len(b) * abs(b[:, 0].mean() - b[:, 1].mean()) for b in confidence_bins(values)) / len(values))


def confidence_bins(values: Values) -> list[Values]:
    """The rows, shape (n, 2), in up to ten bins of equal size by confidence."""
    ordered = values[np.argsort(values[:, 0], kind="stable")]
    return [part for part in np.array_split(ordered, BINS) if len(part)]


def _ranked(measure: str) -> Callable[[Row], Given]:
    return lambda row: row.ranking.get(measure) if not row.refuses else None


def _answerable(row: Row) -> bool:
    return row.case.status not in (REFUSED, "")


def _for_answers(value: Callable[[Row], Given]) -> Callable[[Row], Given]:
    return lambda row: value(row) if _answerable(row) else None


def _one_piece(row: Row) -> bool:
    return row.case.status == "answered" and len(row.case.accepted) == 1


def _several_pieces(row: Row) -> bool:
    return row.case.status == "answered" and len(row.case.accepted) >= LISTED


def _is_half_in_silence(row: Row) -> float:
    return float(row.status == "answered" and not all(row.stated))


def _answered(row: Row) -> Given:
    """Confidence and rightness of what was answered."""
    return (row.confidence, row.right) if row.case.status and row.status in ("answered", "partial") else None


def _refused(row: Row) -> Given:
    """Confidence and rightness of what was refused."""
    return (row.confidence, row.right) if row.case.status and row.status == REFUSED else None


def _loss(value: Callable[[Row], float]) -> Callable[[Row], Given]:
    """What typos cost an answerable question: clean less noisy."""
    return lambda row: value(row.clean) - value(row) if row.clean is not None and _answerable(row) else None


def _recall(row: Row) -> float:
    return row.ranking.get("recall@5", 0.0)


def _in_slice(name: str, value: Callable[[Row], Given]) -> Callable[[Row], Given]:
    return lambda row: value(row) if row.case.slice == name else None


def _corrected(row: Row) -> float:
    return float(bool(row.corrections))


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("right and cited", "strictly right, every slot cited", _for_answers(lambda r: r.right)),
        Metric("right", "expected status, every slot of the answer stated", _for_answers(lambda r: r.correct)),
        Metric("exact match", "short answer is an accepted wording", lambda r: r.exact if _one_piece(r) else None),
        Metric("token F1", "of short answer and accepted wording", lambda r: r.f1 if _one_piece(r) else None),
        Metric(
            "completeness",
            "slots stated, where there are two or more",
            lambda r: sum(r.stated) / len(r.stated) if _several_pieces(r) else None,
        ),
        Metric(
            "silent halves",
            "answered without a slot and without saying so",
            lambda r: _is_half_in_silence(r) if _several_pieces(r) else None,
            lower=True,
        ),
        Metric(
            "citation precision",
            "citations that bear evidence, for each question with any",
            lambda r: sum(r.supporting) / len(r.supporting) if r.supporting and r.case.status else None,
        ),
        Metric(
            "citation recall",
            "slots of evidence that are cited",
            _for_answers(lambda r: sum(r.borne) / len(r.borne) if r.borne and r.case.status != "ambiguous" else None),
        ),
        *(Metric(name, "evidence in the ranking", _ranked(name)) for name in MEASURES),
        Metric("refusal precision", "refusals that are right", lambda r: float(r.refuses) if _refused(r) else None),
        Metric("refusal recall", "unanswerable ones refused", lambda r: r.right if r.refuses else None),
        Metric(
            "false refusals",
            "answerable ones refused",
            _for_answers(lambda r: float(r.status == REFUSED)),
            lower=True,
        ),
        Metric("risk area", "mean share wrong, most confident answers first", _answered, area_under_risk, lower=True),
        Metric(
            "calibration error", "answers: confidence against share right", _answered, calibration_error, lower=True
        ),
        Metric(
            "refusal calibration", "refusals: confidence against share right", _refused, calibration_error, lower=True
        ),
        Metric(
            "entity typo recall loss",
            "recall@5 of clean less misspelt, in pairs",
            _in_slice("entity-typo", _loss(_recall)),
            lower=True,
        ),
        Metric(
            "entity typo loss",
            "right answers of clean less misspelt, in pairs",
            _in_slice("entity-typo", _loss(lambda r: r.right)),
            lower=True,
        ),
        Metric(
            "word typo loss",
            "right answers of clean less misspelt, in pairs",
            _in_slice("word-typo", _loss(lambda r: r.right)),
            lower=True,
        ),
        Metric(
            "false corrections",
            "near-namesakes, rightly spelt, read as something else",
            _in_slice("near-namesake", _corrected),
            lower=True,
        ),
        Metric("noise recall loss", "recall@5 lost to generated noise", _loss(_recall), lower=True, made=True),
        Metric("noise loss", "right answers lost to generated noise", _loss(lambda r: r.right), lower=True, made=True),
        Metric(
            "probes refused", "generated unanswerables refused", lambda r: r.right if r.refuses else None, made=True
        ),
    )
}


def summary(rows: Sequence[Row]) -> dict[str, Estimate]:
    """Each metric that speaks of any of the rows, with its interval."""
    found = {name: metric.estimate(rows) for name, metric in METRICS.items()}
    return {name: value for name, value in found.items() if value is not None}


def by_slice(rows: Sequence[Row], value: Callable[[Row], float] = lambda row: row.right) -> dict[str, Estimate]:
    """For each slice, in order of name, the mean value: the share that went right, or recall@10 of rankings."""
    slices: dict[str, list[float]] = {}
    for row in rows:
        slices.setdefault(row.case.slice, []).append(value(row))
    told = {name: estimate(np.array(values).reshape(-1, 1), mean) for name, values in sorted(slices.items())}
    return {name: value for name, value in told.items() if value is not None}


def latencies(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """Milliseconds of each stage of the answers: p50 and p95."""
    stages: dict[str, list[float]] = {}
    for row in rows:
        for stage, milliseconds in row.answer.timings_ms if row.answer else ():
            stages.setdefault(stage, []).append(milliseconds)
    return {s: {"p50": float(np.percentile(ms, 50)), "p95": float(np.percentile(ms, 95))} for s, ms in stages.items()}
