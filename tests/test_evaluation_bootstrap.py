"""Bootstrap intervals: what they hold, how wide they are, and how pairs narrow them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from askbrief.evaluation.bootstrap import Estimate, Values, estimate, mean, paired_difference

shares = st.lists(st.floats(0, 1) | st.sampled_from((0.0, 1.0)), min_size=1, max_size=60)
CLOSE = 1e-12
"""For sums in another order."""


def column(values: Sequence[float]) -> Values:
    return np.array(values, dtype=np.float64).reshape(-1, 1)


def estimated(values: Sequence[float]) -> Estimate:
    found = estimate(column(values), mean)
    assert found is not None
    return found


def difference(now: Sequence[float], before: Sequence[float]) -> Estimate:
    found = paired_difference(column(now), column(before), mean)
    assert found is not None
    return found


def width(found: Estimate) -> float:
    return found.high - found.low


@hypothesis_settings(max_examples=60)
@given(values=shares)
def test_an_interval_holds_its_figure(values: list[float]) -> None:
    """Low ≤ mean ≤ high, between 0 and 1, over all rows, and the same from call to call."""
    found = estimated(values)
    assert found.value == pytest.approx(float(np.mean(values)))
    assert -CLOSE <= found.low <= found.value + CLOSE
    assert found.value - CLOSE <= found.high <= 1 + CLOSE
    assert found.n == len(values)
    assert estimated(values) == found


def test_the_interval_of_a_share() -> None:
    """Of 200 right among 400: one half, plus and minus 1.96 standard errors."""
    found = estimated([1, 0] * 200)
    assert found.value == 0.5
    assert (found.low, found.high) == pytest.approx((0.451, 0.549), abs=0.004)


def test_rows_that_are_alike_have_no_interval() -> None:
    """All rows of one value, or a single row."""
    assert estimated([1.0] * 30) == Estimate(1.0, 1.0, 1.0, 30)
    assert estimated([0.25]) == Estimate(0.25, 0.25, 0.25, 1)


def test_fewer_rows_are_a_wider_interval() -> None:
    """A quarter of the rows is about twice the width."""
    assert width(estimated([1, 0] * 50)) == pytest.approx(2 * width(estimated([1, 0] * 200)), rel=0.15)


def test_another_seed_is_another_draw() -> None:
    """The figure stays, the interval moves a little."""
    values = column([1, 0, 0, 0.3] * 10)
    one, other = (estimate(values, mean, seed=seed) for seed in (0, 1))
    assert one is not None
    assert other is not None
    assert one.value == other.value
    assert (one.low, one.high) != (other.low, other.high)


def test_rows_without_a_value_are_left_out() -> None:
    """NaN rows count for nothing; where there are no others there is no figure."""
    assert estimated([1, np.nan, 0, np.nan]) == estimated([1, 0])
    assert estimate(column([np.nan, np.nan]), mean) is None
    assert estimate(column([]), mean) is None


@hypothesis_settings(max_examples=30)
@given(values=shares)
def test_equal_runs_do_not_differ(values: list[float]) -> None:
    """Exactly 0, with an interval of exactly 0."""
    assert difference(values, values) == Estimate(0.0, 0.0, 0.0, len(values))


def test_the_difference_of_two_runs() -> None:
    """Now less before, the wrong way round the other sign."""
    now, before = [1.0] * 20 + [0.0] * 20, [0.0] * 40
    assert difference(now, before).value == 0.5
    assert difference(before, now).value == -0.5
    assert difference(now, before).low > 0 > difference(before, now).high


def test_pairs_narrow_the_interval() -> None:
    """Where the rows of two runs go together, their difference is surer than either mean."""
    before = np.random.default_rng(3).random(200)
    now = before - 0.05 + np.random.default_rng(4).normal(0, 0.01, 200)
    found = difference(now.tolist(), before.tolist())
    assert found.value == pytest.approx(-0.05, abs=0.003)
    assert width(found) < 0.1 * width(estimated(now.tolist()))


def test_a_run_that_says_nothing_has_no_difference() -> None:
    """Neither against values nor against nothing."""
    nothing, something = column([np.nan, np.nan]), column([1, 0])
    assert paired_difference(nothing, something, mean) is None
    assert paired_difference(something, nothing, mean) is None
    assert paired_difference(nothing, nothing, mean) is None


def test_a_row_that_one_run_alone_speaks_of_counts_there() -> None:
    """1 and 0 now against 0 before; `n` is the smaller side."""
    found = difference([1, 0, np.nan], [np.nan, 0, 0])
    assert (found.value, found.n) == (0.5, 2)


def test_a_row_drawn_alone_is_skipped_where_it_says_nothing() -> None:
    """One spoken row among many: the draws without it are passed over."""
    found = difference([1.0] + [np.nan] * 50, [0.0] + [np.nan] * 50)
    assert found == Estimate(1.0, 1.0, 1.0, 1)
