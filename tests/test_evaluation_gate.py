"""The gate: which runs fall below a baseline, by what, and through which questions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from askbrief.errors import BriefingError
from askbrief.evaluation.bootstrap import Estimate
from askbrief.evaluation.gate import Baseline, Fall, falls, read_baseline, unasked, write_baseline
from askbrief.evaluation.judge import Row
from askbrief.evaluation.metrics import METRICS
from judged import FAILED, FALSELY, INVENTED, REFUSED, RIGHT, WRONG, many, said

GOOD = (*many(RIGHT, 40), *many(REFUSED, 20, "r"))


@pytest.fixture
def baseline(tmp_path: Path) -> Baseline:
    """Forty questions answered rightly, twenty refused rightly."""
    return saved(GOOD, tmp_path)


def saved(rows: Sequence[Row], folder: Path) -> Baseline:
    write_baseline(rows, folder / "base.jsonl")
    return read_baseline(folder / "base.jsonl")


def told(found: Sequence[Fall]) -> dict[str, Fall]:
    return {fall.metric: fall for fall in found}


def changed(row: Row, count: int, prefix: str = "n") -> tuple[Row, ...]:
    """The good run with so many of its questions gone like this row."""
    other = {r.case.id: r for r in many(row, count, prefix)}
    return tuple(other.get(r.case.id, r) for r in GOOD)


def test_an_equal_run_never_falls(baseline: Baseline) -> None:
    """Nor does it in another order."""
    assert falls(baseline, GOOD) == ()
    assert falls(baseline, GOOD[::-1]) == ()


def test_a_run_of_every_kind_of_row_does_not_fall_below_itself(tmp_path: Path) -> None:
    """Whatever went wrong in it, it went so before."""
    rows = (*changed(WRONG, 7), *changed(FAILED, 5, "r")[40:], *many(INVENTED, 3, "i"), *many(FALSELY, 4, "f"))
    assert falls(saved(rows, tmp_path), rows) == ()


def test_a_worse_run_falls_and_names_its_questions(baseline: Baseline) -> None:
    """Ten of forty gone wrong: the metric, before, now, the paired difference, the ten."""
    fall = told(falls(baseline, changed(WRONG, 10)))["right and cited"]
    assert (fall.before, fall.now) == (1.0, 0.75)
    assert fall.difference is not None
    assert (fall.difference.value, fall.difference.n) == (-0.25, 40)
    assert fall.difference.low < -0.25 < fall.difference.high < 0
    assert fall.questions == tuple(f"n{number}" for number in range(10))


def test_a_worse_run_falls_in_what_is_better_lower(baseline: Baseline) -> None:
    """More false refusals are a fall, told by the questions refused; their number is above the one before."""
    found = told(falls(baseline, changed(FALSELY, 10)))
    assert (found["false refusals"].before, found["false refusals"].now) == (0.0, 0.25)
    assert found["false refusals"].questions == tuple(f"n{number}" for number in range(10))
    assert "refusal recall" not in found


def test_confident_wrong_answers_are_a_fall_in_risk(baseline: Baseline) -> None:
    """The questions behind it are those no longer right."""
    fall = told(falls(baseline, changed(WRONG, 10)))["risk area"]
    assert (fall.before, fall.now) == (0.0, pytest.approx(10 / 40 * 10 / 40))  # the ten come last, at one confidence
    assert fall.questions == tuple(f"n{number}" for number in range(10))


def test_an_improved_run_does_not_fall(tmp_path: Path) -> None:
    """Ten of forty were wrong or refused falsely before."""
    for row in (WRONG, FALSELY, FAILED):
        assert falls(saved(changed(row, 10), tmp_path), GOOD) == ()


def test_one_question_is_no_fall(baseline: Baseline) -> None:
    """Within the interval nothing is said."""
    assert falls(baseline, changed(FAILED, 1)) == ()


def test_a_small_but_sure_difference_is_left_alone(tmp_path: Path) -> None:
    """Every question a little less sure of itself: all of the interval is worse, by less than the tolerance."""
    before, now = (
        many(replace(RIGHT, answer=said("23 days", quotes=["23 days"], confidence=c)), 40) for c in (0.8, 0.795)
    )
    assert falls(saved(before, tmp_path), now) == ()


def test_a_change_for_the_better_elsewhere_does_not_hide_a_fall(baseline: Baseline) -> None:
    """Refusals gone wrong fall although every answer is right."""
    found = told(falls(baseline, changed(INVENTED, 8, "r")))
    assert found["refusal recall"].now == pytest.approx(0.6)
    assert "right and cited" not in found


def test_questions_of_one_run_alone_are_left_out(baseline: Baseline) -> None:
    """New questions gone wrong do not make a fall, questions not asked are counted."""
    rows = (*GOOD[:20], *many(WRONG, 20, "new"))
    assert falls(baseline, rows) == ()
    assert unasked(baseline, rows) == 40
    assert unasked(baseline, GOOD) == 0


def test_a_baseline_of_other_questions_is_named(baseline: Baseline) -> None:
    """No question in common is an error: nothing would be compared, and that would pass for no fall."""
    with pytest.raises(BriefingError, match="none of the questions asked"):
        falls(baseline, many(WRONG, 20, "new"))


def test_a_run_that_refuses_all_falls(baseline: Baseline) -> None:
    """Metrics that no longer speak of any row are passed over, the others fall."""
    found = told(falls(baseline, changed(FALSELY, 40)))
    assert (found["right and cited"].now, found["false refusals"].now) == (0.0, 1.0)
    assert "risk area" not in found


def test_a_fall_in_words() -> None:
    """Metric, now and before, the interval of the difference, the questions; what is not known is left out."""
    whole = Fall("right", 0.9, 0.75, Estimate(-0.15, -0.2, -0.1, 40), ("a", "b"))
    assert str(whole) == "right: 0.750 against 0.900 (difference -0.200 to -0.100); worse: a, b"
    assert str(Fall("right", 0.9, 0.75, None, ())) == "right: 0.750 against 0.900"


# ---- fixed means ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("means", "rows", "fallen"),
    [
        ({"right": 0.9}, many(WRONG, 20), ("right: 0.000 against 0.900",)),
        ({"right": 0.5}, many(RIGHT, 20), ()),
        ({"right": 0.8}, (*many(RIGHT, 30), *many(WRONG, 10, "w")), ()),
        ({"right": 1.0, "refusal recall": 1.0}, many(RIGHT, 20), ()),
        ({"false refusals": 0.1}, many(FALSELY, 20), ("false refusals: 1.000 against 0.100",)),
        ({"false refusals": 0.1}, many(RIGHT, 20), ()),
    ],
)
def test_means_are_held_against_the_interval(
    means: dict[str, float], rows: tuple[Row, ...], fallen: tuple[str, ...]
) -> None:
    """A fall when the whole interval is on the worse side; a metric that speaks of no row is passed over."""
    assert tuple(map(str, falls(Baseline({}, means), rows))) == fallen


# ---- files ---------------------------------------------------------------------------------


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    """A line a question: what it gave to each metric that speaks of it; the name of the file does not matter."""
    path = tmp_path / "base.json"
    write_baseline([RIGHT, REFUSED], path)
    read = read_baseline(path)
    assert read.rows["q2"] == {
        "refusal precision": [1.0],
        "refusal recall": [1.0],
        "refusal calibration": [0.9, 1.0],
    }
    assert read.rows["q1"]["risk area"] == [0.8, 1.0]
    assert read.means == {}


@pytest.mark.parametrize("name", ["means.json", "means.txt"])
def test_means_are_read(tmp_path: Path, name: str) -> None:
    """One object {metric: mean}, on one line or several."""
    (tmp_path / name).write_text(json.dumps({"right": 0.75, "risk area": 0}, indent=2))
    assert read_baseline(tmp_path / name) == Baseline({}, {"right": 0.75, "risk area": 0.0})


@pytest.mark.parametrize("name", ["base.json", "base.jsonl"])
@pytest.mark.parametrize(
    "text",
    ["", "[]", "{", '{"right": "high"}', '{"right": [1]}', '{"id": "a", "figures": 3}', '{"figures": {}}', "3"],
)
def test_a_file_that_is_no_baseline_is_named(tmp_path: Path, name: str, text: str) -> None:
    """With what makes one."""
    (tmp_path / name).write_text(text)
    with pytest.raises(BriefingError, match=rf"{name} is no baseline .*--save"):
        read_baseline(tmp_path / name)


def test_a_missing_baseline_is_named(tmp_path: Path) -> None:
    """A file that is not there."""
    with pytest.raises(BriefingError, match=r"gone\.jsonl is no baseline"):
        read_baseline(tmp_path / "gone.jsonl")


@pytest.mark.parametrize("text", ['{"speed": 1}', '{"id": "a", "figures": {"speed": [1.0]}}'])
def test_an_unknown_metric_is_named(tmp_path: Path, text: str) -> None:
    """With those that there are."""
    (tmp_path / "base.json").write_text(text)
    with pytest.raises(BriefingError, match=f"names no metric of askbrief: 'speed'; there are {next(iter(METRICS))}, "):
        read_baseline(tmp_path / "base.json")
