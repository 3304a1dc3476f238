"""Drawing probes: kinds and shares, each fact once, what is swapped or hidden, what counts as right."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from askbrief.calibration import Outcome
from askbrief.evaluation.drawing import ANSWERABLE, HIDDEN, NAME, SHARES, YEAR, Probe, draw, of_case, outcome
from askbrief.evaluation.facts import facts
from askbrief.evaluation.judge import Row
from askbrief.evaluation.probes import without_section
from askbrief.index import Index
from askbrief.types import SectionKind
from judged import ASKED_BACK, CASE, FALSELY, INVENTED, REFUSAL, RIGHT, WRONG


@pytest.fixture(scope="module")
def drawn(small_index: Index) -> tuple[Probe, ...]:
    """All probes of the small corpus over some seeds."""
    return tuple(probe for seed in range(6) for probe in draw(small_index, 400, seed))


def test_probes_are_of_every_kind_and_about_half_are_answerable(small_index: Index) -> None:
    """No more than asked for; an answerable one has its evidence, the others are to be refused."""
    probes = draw(small_index, 30, 0)
    counts = Counter(probe.kind for probe in probes)
    assert len(probes) == 30
    assert set(counts) == set(SHARES)
    assert 12 <= counts[ANSWERABLE] <= 20
    assert all((p.case.status == "answered") == bool(p.case.evidence) == (p.kind == ANSWERABLE) for p in probes)


def test_each_fact_makes_one_probe(small_index: Index) -> None:
    """A small corpus makes no more probes than it states facts."""
    probes = draw(small_index, 400, 0)
    assert len(probes) == len(facts(small_index.passages))
    assert len({probe.case.id.partition("~")[0] for probe in probes}) == len(probes)


def test_the_seed_decides(small_index: Index) -> None:
    """The same seed draws the same, another draws others."""
    assert draw(small_index, 20, 3) == draw(small_index, 20, 3)
    assert draw(small_index, 20, 3) != draw(small_index, 20, 4)


def test_a_name_is_swapped_within_what_is_asked_of(drawn: tuple[Probe, ...]) -> None:
    """Only where more than a name is asked of: the ferry of another place, never the role of another person."""
    swapped = [probe for probe in drawn if probe.kind == NAME]
    assert {probe.case.id.partition("-")[0] for probe in swapped} == {"holder", "figure", "date", "event"}
    assert "Mayor of Port Amsel" not in " ".join(probe.case.turns[0] for probe in swapped)


def test_a_year_is_swapped_for_one_that_the_briefing_does_not_name(
    drawn: tuple[Probe, ...], small_index: Index
) -> None:
    """Of a fact the year is not the answer of."""
    swapped = [probe for probe in drawn if probe.kind == YEAR]
    assert {probe.case.id.partition("-")[0] for probe in swapped} >= {"event"}
    assert not {probe.case.id.partition("-")[0] for probe in swapped} & {"date", "precedent's date"}


def test_a_section_is_hidden_where_nothing_else_states_the_fact(drawn: tuple[Probe, ...], small_index: Index) -> None:
    """The question stays; it is asked without the section that held the answer, and nothing like it is left."""
    hidden = [probe for probe in drawn if probe.kind == HIDDEN]
    assert {probe.hidden for probe in hidden} >= {SectionKind.PEOPLE, SectionKind.INDICATORS, SectionKind.TIMELINE}
    assert {probe.case.id.partition("-")[0] for probe in hidden}.isdisjoint({"event", "outcome"})
    lengths = [probe for probe in hidden if "Shoreline held by Norvale" in probe.case.turns[0]]
    left = " ".join(without_section(b, SectionKind.INDICATORS) for b in small_index.briefings)
    assert not lengths or "118 km" not in left
    assert all(probe.hidden is None for probe in drawn if probe.kind != HIDDEN)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (RIGHT, Outcome(0.8, True, True)),
        (WRONG, Outcome(0.6, True, False)),
        (FALSELY, Outcome(0.7, False, False)),
        (INVENTED, Outcome(0.5, True, False)),
        (Row(CASE, None, "TimeoutError: no answer"), Outcome(0.0, False, False)),
    ],
)
def test_right_is_an_answer_from_a_known_place(row: Row, expected: Outcome) -> None:
    """A refusal is no answer, an answer to what has none is wrong."""
    assert outcome(of_case(row.case), row) == expected


def test_questions_of_a_suite_are_probes() -> None:
    """Refusals and questions back are both not to be answered; a question with typos is asked as it is."""
    assert of_case(CASE).kind == "suite, answerable"
    assert of_case(REFUSAL).kind == of_case(ASKED_BACK).kind == "suite, to be refused"
    assert of_case(replace(CASE, clean="How long?")).case == CASE
