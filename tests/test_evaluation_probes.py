"""Probes: questions made unanswerable by another name, another year, or by hiding the section with the answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from askbrief.briefing import parse_briefing
from askbrief.evaluation.probes import SHIFTS, hidden, hide, swapped, without_section
from askbrief.evaluation.suite import Case
from askbrief.index import Index
from askbrief.types import Briefing, SectionKind
from corpus_small import BRIEFINGS

ORRIN, RAIL, BRIDGE = "lake-orrin-accord", "velm-rail-strike", "amsel-bridge-treaty"


def asks(question: str, briefing: str, quote: str, *wordings: str) -> Case:
    return Case("q1", "fact", (question,), "answered", (wordings,), (((briefing, quote),),))


HEAD = asks("Who heads the Velm Railway Union?", RAIL, "Head of the Velm Railway Union", "Dora Quist")
BOATS = asks("How many boats were licensed after the Orrin II Accord?", ORRIN, "Forty boats were licensed", "forty")
FERRY = asks("Which ferry closed in 2018?", ORRIN, "Sudmark closed the ferry across Lake Orrin", "Lake Orrin")
MAYOR = asks("Who is the mayor of Port Amsel?", BRIDGE, "Mayor of Port Amsel", "Jon Ferrer")
SHORE = asks("How much shoreline does Norvale hold?", ORRIN, "Norvale holds 118 km of the shoreline", "118 km")


def probes(case: Case, index: Index, done: str) -> set[str]:
    """The probes of a case over many seeds."""
    made = (probe for seed in range(12) for probe in swapped([case], index, seed=seed))
    return {probe.turns[0] for probe in made if probe.slice == f"probe: {done}"}


# ---- names and years -----------------------------------------------------------------------


def test_a_probe_is_to_be_refused(small_index: Index) -> None:
    """Its id and slice say what was done; it is in its question's split and expects nothing but a refusal."""
    (probe,) = swapped([HEAD], small_index)
    assert (probe.id, probe.slice, probe.split) == ("q1~name swapped", "probe: name swapped", HEAD.split)
    assert (probe.status, probe.accepted, probe.evidence) == ("not_found", (), ())


def test_a_name_is_swapped_for_one_of_its_kind(small_index: Index) -> None:
    """An organization for an organization of other briefings; nothing else of the question changes."""
    assert probes(HEAD, small_index, "name swapped") == {
        "Who heads the Velm Union?",
        "Who heads the Amsel Bridge Company?",
        "Who heads the Norvale Water Board?",
    }


def test_a_name_of_which_the_corpus_says_it_is_no_probe(small_index: Index) -> None:
    """The Keld Tunnel Agreement stopped works too; of the Orrin II Accord no passage says so."""
    case = asks("Why were the works under the Amsel Bridge Treaty stopped?", "elsewhere", "x", "tern")
    questions = probes(case, small_index, "name swapped")
    assert "Why were the works under the Orrin II Accord stopped?" in questions
    assert "Why were the works under the Keld Tunnel Agreement stopped?" not in questions


@pytest.mark.parametrize("question", ["Where is Tarn?", "Who mediated?"])
def test_without_a_name_or_anything_asked_of_it_there_is_none(small_index: Index, question: str) -> None:
    """A question of the bare name could be answered for any other name."""
    assert probes(asks(question, RAIL, "x", "y"), small_index, "name swapped") == set()


def test_a_shared_name_is_not_swapped(small_index: Index) -> None:
    """`Toll` can mean two people: who is asked of is not known."""
    assert probes(asks("When did Toll resign?", "elsewhere", "x", "2022"), small_index, "name swapped") == set()
    assert probes(asks("When did Anna Toll resign?", "elsewhere", "x", "2022"), small_index, "name swapped") != set()


def test_a_year_is_swapped_for_one_that_its_briefings_do_not_name(small_index: Index) -> None:
    """Up to three years away; 2017, 2019 and 2021 stand in the briefing."""
    assert SHIFTS == (-3, -2, -1, 1, 2, 3)
    assert probes(FERRY, small_index, "year swapped") == {
        f"Which ferry closed in {year}?" for year in (2015, 2016, 2020)
    }


@pytest.mark.parametrize(
    "case",
    [
        HEAD,
        replace(FERRY, turns=("Which ferry closed in 2018 or 2019?",)),
        replace(FERRY, accepted=(("August 2018",),)),
    ],
)
def test_a_year_that_is_missing_doubled_or_asked_for_is_not_swapped(small_index: Index, case: Case) -> None:
    """Without one year that the question gives there is no probe."""
    assert probes(case, small_index, "year swapped") == set()


def test_up_to_two_probes_of_a_case(small_index: Index) -> None:
    """One for the name, one for the year, in order of the cases; the same seed makes the same."""
    both = replace(BOATS, id="q2", turns=("How many boats were licensed after the Orrin II Accord of 2023?",))
    made = swapped([FERRY, both], small_index)
    assert [probe.id for probe in made] == ["q1~year swapped", "q2~name swapped", "q2~year swapped"]
    assert made == swapped([FERRY, both], small_index)


@pytest.mark.parametrize(
    "case",
    [
        replace(HEAD, status="partial"),
        replace(HEAD, status="not_found", accepted=(), evidence=()),
        replace(HEAD, status="ambiguous"),
        replace(HEAD, clean="Who heads the Velm Railway Union?"),
        replace(HEAD, turns=("Who is Quist?", *HEAD.turns)),
        replace(HEAD, accepted=(("Dora Quist",), ("Marek Toll",))),
    ],
)
def test_only_simple_questions_are_swapped(small_index: Index, case: Case) -> None:
    """One turn, one slot, answerable and rightly spelt."""
    assert swapped([case], small_index) == ()


# ---- hidden sections -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", [k for k in SectionKind if k is not SectionKind.OTHER])
@pytest.mark.parametrize("briefing", BRIEFINGS)
def test_a_hidden_section_is_gone_and_the_rest_stands_to_the_letter(
    small_index: Index, briefing: str, kind: SectionKind
) -> None:
    """What is left and what was cut are the whole source."""
    one = next(b for b in small_index.briefings if b.id == briefing)
    kept = [one.source[s.start : s.end] for s in one.sections if s.kind is not kind]
    assert len(kept) == len(one.sections) - 1
    assert without_section(one, kind) == "".join(kept)


def test_every_section_of_the_kind_is_hidden() -> None:
    """Also where a heading comes twice; a kind that is not there hides nothing."""
    source = "# T\n\n## Notes\n\nOne.\n\n## Timeline\n\nTwo.\n\n## Remarks\n\nThree.\n"
    briefing = parse_briefing(source, "t")
    assert without_section(briefing, SectionKind.OTHER) == "# T\n\n## Timeline\n\nTwo.\n\n"
    assert without_section(briefing, SectionKind.PEOPLE) == source


@pytest.mark.parametrize("kind", SectionKind)
@pytest.mark.parametrize(
    ("case", "home"),
    [
        (HEAD, None),
        (BOATS, SectionKind.HISTORY),
        (replace(BOATS, accepted=(("forty", "40"),)), None),
        (MAYOR, None),
        (SHORE, SectionKind.INDICATORS),
        (replace(SHORE, accepted=(("118 km", "118 kilometres"), ("118",))), SectionKind.INDICATORS),
    ],
)
def test_a_case_is_asked_where_its_answer_was_hidden(
    small_index: Index, case: Case, home: SectionKind | None, kind: SectionKind
) -> None:
    """Its evidence stood in sections of that kind alone, and no accepted answer stands elsewhere in its briefings.

    Dora Quist and Jon Ferrer stand in the timeline too, and 40 among the indicators.
    """
    found = hidden([case], kind, small_index.briefings)
    assert [probe.id for probe in found] == ([f"q1~{kind} hidden"] if kind is home else [])


def test_a_hidden_probe_asks_the_same(small_index: Index) -> None:
    """All turns as they were; a refusal is expected."""
    case = replace(SHORE, turns=("What is Lake Orrin?", *SHORE.turns))
    (probe,) = hidden([case], SectionKind.INDICATORS, small_index.briefings)
    assert (probe.turns, probe.status, probe.slice) == (case.turns, "not_found", "probe: indicators hidden")
    assert (probe.accepted, probe.evidence, probe.split) == ((), (), case.split)


def test_evidence_in_two_kinds_of_section_is_not_hidden(small_index: Index) -> None:
    """One slot's quote in the overview, the other's among the indicators: half the answer would be left."""
    other = ((ORRIN, "Norvale keeps the sluice at Keld"),)
    case = replace(SHORE, evidence=(*SHORE.evidence, other), accepted=(*SHORE.accepted, ("the sluice at Keld",)))
    assert [k for k in SectionKind if hidden([case], k, small_index.briefings)] == []


@pytest.mark.parametrize(
    "case",
    [
        replace(SHORE, status="partial"),
        replace(SHORE, status="not_found", accepted=(), evidence=()),
        replace(SHORE, evidence=()),
        replace(SHORE, clean=SHORE.turns[0]),
    ],
)
def test_only_clean_answered_cases_with_evidence_are_hidden(small_index: Index, case: Case) -> None:
    """The others have nothing that could be hidden, or something else wrong."""
    assert hidden([case], SectionKind.INDICATORS, small_index.briefings) == ()


def test_hide_writes_the_briefings(small_index: Index, tmp_path: Path) -> None:
    """One file each, under the id, which reads back as the briefing without the section."""
    hide(SectionKind.PEOPLE, small_index.briefings, tmp_path)
    assert sorted(f.stem for f in tmp_path.iterdir()) == sorted(BRIEFINGS)
    for briefing in small_index.briefings:
        left = parse_briefing((tmp_path / f"{briefing.id}.md").read_text(encoding="utf-8"), briefing.id)
        assert (left.id, left.title) == (briefing.id, briefing.title)
        assert kinds(left) == [kind for kind in kinds(briefing) if kind is not SectionKind.PEOPLE]


def kinds(briefing: Briefing) -> list[SectionKind]:
    return [section.kind for section in briefing.sections]
