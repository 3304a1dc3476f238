"""The metrics: which rows each speaks of, what a row gives, and figures worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from askbrief.evaluation.bootstrap import Estimate
from askbrief.evaluation.judge import Row
from askbrief.evaluation.metrics import (
    METRICS,
    area_under_risk,
    by_slice,
    calibration_error,
    confidence_bins,
    latencies,
    risk_coverage,
    summary,
)
from askbrief.evaluation.ranking import MEASURES
from askbrief.types import Correction
from judged import (
    ASKED_BACK,
    CASE,
    FAILED,
    FALSELY,
    GOLD,
    HALVES,
    INVENTED,
    RANKED,
    REFUSAL,
    REFUSED,
    RIGHT,
    WRONG,
    hit,
    named,
    said,
)

RANKING = Row(RANKED, said("x", quotes=["x"], hits=(hit("x", "orrin"), hit("y", "amsel"))))
BACK = Row(ASKED_BACK, said("Marek Toll or Anna Toll?", status="ambiguous"))
HALF = Row(HALVES, said("Dora Quist", quotes=["Dora Quist", "Velm Railway"]))
TOLD_HALF = Row(HALVES, said("Dora Quist", status="partial", quotes=["Dora Quist"]))
NAMESAKE = replace(CASE, slice="near-namesake")
MISREAD = Row(NAMESAKE, said("23 days", quotes=[GOLD], corrections=(Correction("Tol", "Toll"),)))
TYPO = Row(replace(CASE, slice="entity-typo"), said("24 days", hits=()), clean=RIGHT)
WORD_TYPO = Row(replace(CASE, slice="word-typo"), said("23 days", quotes=[GOLD]), clean=RIGHT)
TWIN = named(replace(WRONG, clean=RIGHT), "q1~name typo")
PROBE = named(REFUSED, "q2~name swapped")
ORDINARY = (RIGHT, WRONG, REFUSED, FALSELY, INVENTED, FAILED, RANKING, BACK, HALF, MISREAD, TYPO, WORD_TYPO)


@pytest.mark.parametrize(
    ("metric", "row", "value"),
    [
        ("right and cited", RIGHT, 1.0),
        ("right and cited", WRONG, 0.0),
        ("right and cited", FALSELY, 0.0),
        ("right and cited", FAILED, 0.0),
        ("right and cited", BACK, 1.0),
        ("right and cited", REFUSED, None),
        ("right and cited", RANKING, None),
        ("right", Row(CASE, said("23 days")), 1.0),
        ("right", FAILED, 0.0),
        ("right", REFUSED, None),
        ("exact match", RIGHT, 1.0),
        ("exact match", WRONG, 0.0),
        ("exact match", FAILED, 0.0),
        ("exact match", HALF, None),
        ("exact match", BACK, None),
        ("exact match", REFUSED, None),
        ("token F1", WRONG, 0.5),
        ("token F1", FALSELY, 0.0),
        ("token F1", RANKING, None),
        ("completeness", HALF, 0.5),
        ("completeness", RIGHT, None),
        ("completeness", BACK, None),
        ("silent halves", HALF, 1.0),
        ("silent halves", TOLD_HALF, 0.0),
        ("silent halves", RIGHT, None),
        ("citation precision", RIGHT, 1.0),
        ("citation precision", HALF, 0.5),
        ("citation precision", INVENTED, 0.0),
        ("citation precision", FALSELY, None),
        ("citation precision", RANKING, None),
        ("citation recall", RIGHT, 1.0),
        ("citation recall", HALF, 0.5),
        ("citation recall", FAILED, 0.0),
        ("citation recall", BACK, None),
        ("citation recall", REFUSED, None),
        ("recall@1", RIGHT, 1.0),
        ("recall@1", RANKING, 0.5),
        ("recall@1", FAILED, 0.0),
        ("recall@1", REFUSED, None),
        ("nDCG@10", RANKING, 1.0),
        ("MRR@10", INVENTED, None),
        ("refusal precision", REFUSED, 1.0),
        ("refusal precision", FALSELY, 0.0),
        ("refusal precision", INVENTED, None),
        ("refusal precision", replace(RANKING, answer=REFUSED.answer), None),
        ("refusal recall", REFUSED, 1.0),
        ("refusal recall", INVENTED, 0.0),
        ("refusal recall", Row(REFUSAL, said(status="not_found", quotes=["x"])), 0.0),
        ("refusal recall", Row(REFUSAL, None, "error"), 0.0),
        ("refusal recall", FALSELY, None),
        ("false refusals", FALSELY, 1.0),
        ("false refusals", WRONG, 0.0),
        ("false refusals", REFUSED, None),
        ("risk area", RIGHT, (0.8, 1.0)),
        ("risk area", TOLD_HALF, (0.8, 0.0)),
        ("risk area", INVENTED, (0.5, 0.0)),
        ("risk area", FALSELY, None),
        ("risk area", BACK, None),
        ("risk area", FAILED, None),
        ("risk area", RANKING, None),
        ("calibration error", WRONG, (0.6, 0.0)),
        ("calibration error", REFUSED, None),
        ("refusal calibration", REFUSED, (0.9, 1.0)),
        ("refusal calibration", FALSELY, (0.7, 0.0)),
        ("refusal calibration", RIGHT, None),
        ("entity typo loss", TYPO, 1.0),
        ("entity typo loss", WORD_TYPO, None),
        ("entity typo loss", replace(TYPO, clean=None), None),
        ("entity typo recall loss", TYPO, 1.0),
        ("entity typo recall loss", RIGHT, None),
        ("word typo loss", WORD_TYPO, 0.0),
        ("word typo loss", replace(WORD_TYPO, answer=WRONG.answer), 1.0),
        ("word typo loss", replace(WORD_TYPO, clean=WRONG), -1.0),
        ("word typo loss", TYPO, None),
        ("false corrections", MISREAD, 1.0),
        ("false corrections", Row(NAMESAKE, RIGHT.answer), 0.0),
        ("false corrections", replace(MISREAD, case=CASE), None),
        ("noise loss", TWIN, 1.0),
        ("noise loss", PROBE, None),
        ("noise recall loss", TWIN, 1.0),
        ("probes refused", PROBE, 1.0),
        ("probes refused", replace(PROBE, answer=RIGHT.answer), 0.0),
        ("probes refused", TWIN, None),
    ],
)
def test_what_a_row_gives(metric: str, row: Row, value: float | tuple[float, float] | None) -> None:
    """A value where the metric speaks of the row, and nothing where it does not."""
    (given,) = METRICS[metric].values([row])
    expected = (np.nan,) if value is None else np.atleast_1d(value)
    np.testing.assert_allclose(given, expected)


@pytest.mark.parametrize("name", METRICS)
def test_made_rows_stay_apart(name: str) -> None:
    """What was made of a question enters no figure of the suite's own, and the suite's own none of theirs."""
    metric = METRICS[name]
    made = [named(row, f"{row.case.id}~made") for row in ORDINARY]
    own, others = (ORDINARY, made) if not metric.made else (made, ORDINARY)
    assert metric.estimate(others) is None
    assert metric.estimate([*own, *others]) == metric.estimate(own)


def test_less_is_better() -> None:
    """Of losses, refusals that are false, halves, corrections that are false, risk and miscalibration."""
    assert [name for name, metric in METRICS.items() if metric.lower] == [
        "silent halves",
        "false refusals",
        "risk area",
        "calibration error",
        "refusal calibration",
        "entity typo recall loss",
        "entity typo loss",
        "word typo loss",
        "false corrections",
        "noise recall loss",
        "noise loss",
    ]


def test_every_measure_of_ranking_is_a_metric() -> None:
    """By its own name."""
    assert set(MEASURES) <= set(METRICS)


# ---- figures -------------------------------------------------------------------------------


def test_a_row_without_a_value_keeps_its_place() -> None:
    """Values stand in the order of the rows, as wide as the metric's pair; NaN where it says nothing."""
    values = METRICS["risk area"].values([FALSELY, WRONG, RIGHT])
    np.testing.assert_array_equal(values, [[np.nan, np.nan], [0.6, 0.0], [0.8, 1.0]])


def test_no_rows_have_no_values() -> None:
    """Shape (0, 1), and no estimate."""
    assert METRICS["risk area"].values([]).shape == (0, 1)
    assert METRICS["right"].estimate([]) is None


def test_summary_averages_the_rows_that_a_metric_speaks_of() -> None:
    """Refusals count for refusals, answers for answers; a metric without rows is left out."""
    table = summary([RIGHT, WRONG, FALSELY, REFUSED])
    assert (table["right and cited"].value, table["right and cited"].n) == (pytest.approx(1 / 3), 3)
    assert table["refusal recall"] == Estimate(1.0, 1.0, 1.0, 1)
    assert (table["refusal precision"].value, table["refusal precision"].n) == (0.5, 2)
    assert table["false refusals"].value == pytest.approx(1 / 3)
    assert "completeness" not in table
    assert summary([]) == {}


@pytest.mark.parametrize("rows", [ORDINARY, (FAILED,), (RANKING,), (TWIN, PROBE), (TYPO, WORD_TYPO)])
def test_figures_and_their_intervals_are_shares(rows: Sequence[Row]) -> None:
    """Every figure lies within its interval and between 0 and 1."""
    for found in summary(rows).values():
        assert 0 <= found.low <= found.value <= found.high <= 1


def test_slices_are_averaged_apart() -> None:
    """By the slice of the case, in order of name; rankings by recall@10."""
    half = replace(RANKING, answer=said("x", hits=(hit("x", "orrin"),)))
    table = by_slice([RIGHT, WRONG, REFUSED, RANKING, half])
    assert [(name, e.value, e.n) for name, e in table.items()] == [
        ("absent", 1.0, 1),
        ("collection", 0.75, 2),
        ("fact", 0.5, 2),
    ]


def test_latencies_are_quantiles_of_each_stage() -> None:
    """p50 and p95 over the answers; a question without an answer took no time that could be told."""
    rows = [replace(RIGHT, answer=replace(said(), timings_ms=(("total", float(ms)),))) for ms in range(1, 102)]
    assert latencies([*rows, FAILED]) == {"total": {"p50": 51.0, "p95": 96.0}}
    assert latencies([FAILED]) == {}


# ---- risk and coverage ---------------------------------------------------------------------


def test_risk_and_coverage_by_hand() -> None:
    """The most confident first; the two answers of .5 come together and share their risk."""
    coverage, risk = risk_coverage(np.array([[0.5, 0], [0.9, 1], [0.1, 0], [0.5, 1]]))
    np.testing.assert_allclose(coverage, [0.25, 0.5, 0.75, 1.0])
    np.testing.assert_allclose(risk, [0, 1 / 3, 1 / 3, 1 / 2])


@pytest.mark.parametrize(
    ("values", "area"),
    [
        ([[0.5, 0], [0.9, 1], [0.1, 0], [0.5, 1]], (0 + 1 / 3 + 1 / 3 + 1 / 2) / 4),
        ([[0.9, 1], [0.8, 1]], 0.0),
        ([[0.9, 0], [0.8, 0]], 1.0),
        ([[0.9, 1], [0.1, 0]], 0.25),
        ([[0.1, 1], [0.9, 0]], 0.75),
        ([[0.5, 1], [0.5, 0]], 0.5),
    ],
)
def test_area_under_the_risk(values: list[list[float]], area: float) -> None:
    """Its mean over all coverages: small where the confident answers are the right ones."""
    assert area_under_risk(np.array(values)) == pytest.approx(area)


pairs = st.lists(st.tuples(st.sampled_from((0.1, 0.4, 0.4, 0.8, 1.0)), st.sampled_from((0.0, 1.0))), min_size=1)


@given(values=pairs, draw=st.randoms(use_true_random=False))
def test_the_order_of_the_rows_does_not_matter_to_risk(values: list[tuple[float, float]], draw: object) -> None:
    """Ties in confidence are one step, whichever of them stands first."""
    shuffled = list(values)
    draw.shuffle(shuffled)  # type: ignore[attr-defined]
    assert area_under_risk(np.array(values)) == pytest.approx(area_under_risk(np.array(shuffled)))


# ---- calibration ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ([[0.8, 1]], 0.2),
        ([[0.8, 1], [0.6, 0]], (0.2 + 0.6) / 2),
        ([[1.0, 1], [0.0, 0]], 0.0),
        # Twenty rows are ten bins of two: in each a right and a wrong one of the same confidence.
        ([[n / 10, right] for n in range(10) for right in (0, 1)], sum(abs(n / 10 - 0.5) for n in range(10)) / 10),
        # Eleven rows: the first bin holds two, and its error counts for two of eleven.
        ([[0.0, 0], [0.2, 1], *[[0.9, 1]] * 9], (2 * 0.4 + 9 * 0.1) / 11),
    ],
)
def test_calibration_error_by_hand(values: list[list[float]], error: float) -> None:
    """The mean over bins of equal size, by size, of |mean confidence - share right|."""
    assert calibration_error(np.array(values)) == pytest.approx(error)


@given(values=pairs)
def test_bins_share_the_rows_out(values: list[tuple[float, float]]) -> None:
    """At most ten bins, in order of confidence, whose sizes differ by one at most; no row is lost."""
    bins = confidence_bins(np.array(values))
    sizes = [len(part) for part in bins]
    assert len(bins) == min(10, len(values))
    assert max(sizes) - min(sizes) <= 1
    assert [c for part in bins for c in part[:, 0]] == sorted(c for c, _ in values)
