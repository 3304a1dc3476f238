"""The calibrated threshold: the bound, the choice, the file, and who uses it."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askbrief.assistant import Assistant
from askbrief.calibration import (
    DEFAULT,
    GRID,
    NAME,
    Calibration,
    Outcome,
    Point,
    certifiable,
    choose,
    clopper_pearson_upper,
    curve,
    enough,
    load,
    save,
    sequence,
    threshold,
)
from askbrief.conversations import Conversations
from askbrief.errors import IndexDamaged
from askbrief.index import build
from askbrief.settings import Settings
from fakes import FakeEncoder

KEPT = Calibration(0.65, 0.1, 0.05, 380, "v-0123456789abcdef", "fake/hashed-words", "off", "0.2.0", "2026-11-24")
DELTAS = st.floats(0.001, 0.5)
COUNTS = st.tuples(st.integers(0, 200), st.integers(1, 200)).map(lambda pair: (min(pair), max(pair)))
OUTCOMES = st.lists(st.builds(Outcome, st.floats(0, 1), st.booleans(), st.booleans()), max_size=120)


# ---- the bound -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("errors", "answers", "delta", "bound"),
    [
        (0, 1, 0.05, 0.95),
        (0, 29, 0.05, 0.0981),
        (0, 10, 0.025, 0.3085),
        (1, 10, 0.05, 0.3942),
        (5, 10, 0.025, 0.8129),
        (10, 100, 0.025, 0.1762),
        (10, 10, 0.05, 1.0),
        (0, 0, 0.05, 1.0),
    ],
)
def test_clopper_pearson_known_values(errors: int, answers: int, delta: float, bound: float) -> None:
    """As tabulated; nothing seen or all wrong bounds nothing."""
    assert clopper_pearson_upper(errors, answers, delta) == pytest.approx(bound, abs=5e-5)


@given(COUNTS, DELTAS)
def test_clopper_pearson_is_the_rate_at_which_so_few_errors_have_the_probability_delta(
    counts: tuple[int, int], delta: float
) -> None:
    """Its definition: P(at most k errors of n at that rate) = delta."""
    errors, answers = counts
    rate = clopper_pearson_upper(errors, answers, delta)
    if errors < answers:
        terms = (math.comb(answers, k) * rate**k * (1 - rate) ** (answers - k) for k in range(errors + 1))
        assert math.fsum(terms) == pytest.approx(delta, rel=1e-6)


@given(COUNTS, DELTAS)
def test_clopper_pearson_lies_above_what_was_seen_and_is_monotone(counts: tuple[int, int], delta: float) -> None:
    """More errors raise it; more right answers, or a larger delta, lower it."""
    errors, answers = counts
    bound = clopper_pearson_upper(errors, answers, delta)
    assert errors / answers <= bound <= 1
    assert clopper_pearson_upper(errors + 1, answers, delta) >= bound
    assert clopper_pearson_upper(errors, answers + 1, delta) <= bound
    assert clopper_pearson_upper(errors, answers, min(delta * 1.5, 0.9)) <= bound


@given(st.integers(1, 2000), DELTAS)
def test_certifiable_is_one_less_the_root_of_delta(answers: int, delta: float) -> None:
    """1 - delta^(1/n)."""
    assert certifiable(answers, delta) == pytest.approx(1 - delta ** (1 / answers), rel=1e-9)


# ---- curve and choice ----------------------------------------------------------------------


def outcomes(*groups: tuple[float, int, int]) -> list[Outcome]:
    """For each (confidence, right, wrong) so many answers."""
    return [
        Outcome(confidence, True, good)
        for confidence, right, wrong in groups
        for good in [True] * right + [False] * wrong
    ]


def test_curve_counts_what_each_threshold_lets_through() -> None:
    """Coverage is of all probes, also of those without an answer; a confidence equal to the threshold is enough."""
    asked = [*outcomes((0.9, 8, 0), (0.5, 1, 1)), *[Outcome(0.99, False, False)] * 10]
    points = {p.threshold: p for p in curve(asked, 0.05)}
    assert tuple(points) == GRID
    assert (points[0.95].answers, points[0.95].coverage, points[0.95].risk, points[0.95].bound) == (0, 0.0, 0.0, 1.0)
    assert (points[0.9].answers, points[0.9].errors, points[0.9].coverage) == (8, 0, 0.4)
    assert (points[0.5].answers, points[0.5].errors, points[0.5].risk, points[0.5].coverage) == (10, 1, 0.1, 0.5)
    assert points[0.5].bound == clopper_pearson_upper(1, 10, 0.05)


def test_curve_of_nothing() -> None:
    """Without probes there is a curve all the same, and nothing to choose from it."""
    points = curve([], 0.05)
    assert {(p.coverage, p.answers, p.bound) for p in points} == {(0.0, 0, 1.0)}
    assert choose(points, 0.1, 0.05) is None


@given(OUTCOMES, st.floats(0.01, 0.5), DELTAS)
def test_no_threshold_is_chosen_that_is_not_certified(asked: list[Outcome], risk: float, delta: float) -> None:
    """Its bound holds, and so does that of every threshold tested before it."""
    points = curve(asked, delta)
    chosen = choose(points, risk, delta)
    if chosen:
        tested = [p for p in sequence(points, risk, delta) if p.threshold >= chosen.threshold]
        assert tested[-1] == chosen
        assert all(p.bound <= risk for p in tested)


def test_the_lowest_certified_threshold_is_chosen() -> None:
    """100 right answers at 0.9, more at 0.6; at 0.3 as many wrong ones."""
    asked = outcomes((0.9, 100, 0), (0.6, 60, 4), (0.3, 40, 40))
    chosen = choose(curve(asked, 0.05), 0.1, 0.05)
    assert chosen
    assert (chosen.threshold, chosen.answers, chosen.errors) == (0.35, 164, 4)


def test_the_first_that_fails_ends_the_sequence() -> None:
    """A threshold further down would pass on its own, but is no longer tested."""
    asked = outcomes((0.9, 100, 0), (0.7, 0, 8), (0.2, 300, 0))
    points = curve(asked, 0.05)
    assert points[-1].bound < 0.1
    chosen = choose(points, 0.1, 0.05)
    assert chosen
    assert chosen.threshold == 0.75


def test_the_sequence_begins_where_there_are_enough_answers() -> None:
    """One wrong answer at the very top would end it at once; where it begins does not depend on what is wrong."""
    assert enough(0.1, 0.05) == 29
    assert enough(0.1, 0.05, wrong=0.05) == 76
    asked = outcomes((0.96, 1, 1), (0.8, 98, 0), (0.4, 100, 0))
    points = curve(asked, 0.05)
    assert [p.threshold for p in sequence(points, 0.1, 0.05)][:2] == [0.8, 0.75]
    turned = [replace(o, right=not o.right) for o in asked]
    assert [p.threshold for p in sequence(curve(turned, 0.05), 0.1, 0.05)] == [
        p.threshold for p in sequence(points, 0.1, 0.05)
    ]


def test_with_few_answers_the_sequence_begins_with_half_of_them() -> None:
    """The better half of 70 can certify 10 %; 28 answers cannot, however right."""
    chosen = choose(curve(outcomes((0.9, 35, 0), (0.2, 20, 15)), 0.05), 0.1, 0.05)
    assert chosen
    assert (chosen.threshold, chosen.answers) == (0.25, 35)
    assert sequence(curve(outcomes((0.9, 28, 0)), 0.05), 0.1, 0.05) == ()


@pytest.mark.parametrize(
    ("wrong_at", "runs"),
    [
        (lambda confidence: 0.101, 400),
        (lambda confidence: 0.35 * (1 - confidence), 400),
    ],
)
def test_the_risk_promised_is_kept(wrong_at: Callable[[float], float], runs: int) -> None:
    """Over many samples the true risk at the chosen threshold is above 10 % in no more than delta of them.

    Once where every threshold is a little too risky, once where risk falls with confidence.
    """
    draw = random.Random(7)
    broken = 0
    for _ in range(runs):
        confidences = [draw.random() for _ in range(300)]
        asked = [Outcome(c, True, draw.random() >= wrong_at(c)) for c in confidences]
        chosen = choose(curve(asked, 0.05), 0.1, 0.05)
        if chosen:
            steps = [chosen.threshold + (1 - chosen.threshold) * (n + 0.5) / 200 for n in range(200)]
            broken += sum(map(wrong_at, steps)) / 200 > 0.1
    assert broken / runs <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / runs)


# ---- the file ------------------------------------------------------------------------------


def test_a_calibration_is_kept_whole(tmp_path: Path) -> None:
    """What was saved is loaded; the folder holds no other trace of the writing."""
    assert load(tmp_path) is None
    assert load(tmp_path / "none") is None
    assert save(tmp_path, KEPT) == tmp_path / NAME
    assert save(tmp_path, replace(KEPT, threshold=0.7)) == tmp_path / NAME
    assert load(tmp_path) == replace(KEPT, threshold=0.7)
    assert sorted(p.name for p in tmp_path.iterdir()) == [".lock", NAME]


def damaged() -> Iterator[str]:
    """Files that are no calibration."""
    whole = asdict(KEPT)
    yield ""
    yield json.dumps(whole)[:-9]
    yield "[]"
    yield json.dumps({name: value for name, value in whole.items() if name != "reader"})
    yield json.dumps(whole | {"more": 1})
    yield from (json.dumps(whole | {"threshold": value}) for value in ("0.5", True, None, 1.5, -0.1))
    yield json.dumps(whole | {"threshold": math.nan})


@pytest.mark.parametrize("text", tuple(damaged()))
def test_a_damaged_calibration_is_named_with_its_cure(tmp_path: Path, text: str) -> None:
    """The message names the file and says what to do."""
    (tmp_path / NAME).write_text(text)
    with pytest.raises(
        IndexDamaged, match=r"calibration\.json: .*; run `askbrief calibrate` again, or remove the file$"
    ):
        threshold(Settings(index=tmp_path))


def test_the_setting_goes_before_the_calibration_and_that_before_the_default(tmp_path: Path) -> None:
    """Also a setting of 0."""
    settings = Settings(index=tmp_path)
    assert threshold(settings) == DEFAULT == 0.3
    save(tmp_path, KEPT)
    assert threshold(settings) == 0.65
    assert threshold(settings.model_copy(update={"min_support": 0.0})) == 0.0


def test_the_assistant_refuses_below_the_calibrated_threshold(
    small_corpus: Path, fake_encoder: FakeEncoder, tmp_path: Path
) -> None:
    """A question answered by default is refused once the threshold is above its support."""
    build(small_corpus, tmp_path, fake_encoder)
    question = "How long is the bridge to be?"
    settings = Settings(index=tmp_path)
    answer = Assistant(settings, fake_encoder, Conversations()).ask(question)
    assert answer.status == "answered"
    save(tmp_path, replace(KEPT, threshold=min(1.0, answer.confidence + 0.01)))
    assert Assistant(settings, fake_encoder, Conversations()).ask(question).status == "not_found"


def test_a_build_leaves_the_calibration_and_clears_what_a_killed_writing_left(
    small_corpus: Path, fake_encoder: FakeEncoder, tmp_path: Path
) -> None:
    """The calibration outlives the index it was made with; `askbrief doctor` says that it is old."""
    save(tmp_path, KEPT)
    (tmp_path / f".{NAME}-x1").write_text("{")
    build(small_corpus, tmp_path, fake_encoder)
    assert load(tmp_path) == KEPT
    assert not list(tmp_path.glob(f".{NAME}-*"))


def test_points_know_their_risk() -> None:
    """Wrong answers a given one; none of none."""
    assert Point(0.5, 0.2, 20, 3, 0.3).risk == 0.15
    assert Point(0.9, 0.0, 0, 0, 1.0).risk == 0.0
