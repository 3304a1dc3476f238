"""One answer judged: wordings, dates, evidence, statuses, refusals, questions back."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from askbrief.evaluation.judge import Row, holds, row_dict
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
    REFUSED,
    RIGHT,
    STRIKE,
    WRONG,
    citation,
    hit,
    said,
)

# ---- wordings ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("It lasted TWENTY‑THREE  days.", "twenty-three days"),
        ("23 days", "23 days"),
        ("(23\ndays)", "23 days"),
        ("A: 23 days.", "23 days"),
        ("some 1240 drivers", "1,240"),
        ("some 1,240 drivers", "1240"),
        ("1,234,567 votes", "1234567"),
        ("President Erdoğan", "Erdogan"),
        ("the drivers' union", "the drivers’ union"),
        ("6.5%", "6.5"),
        ("a rise of 6.5", "6.5"),
        ("It began in 2019.", "2019"),
    ],
)
def test_wordings_are_compared_folded(text: str, wording: str) -> None:
    """Case, accents, odd hyphens and quotes, blanks, commas in numbers and marks around it make no difference."""
    assert holds(text, ["something else", wording])


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("It lasted 123 days.", "23 days"),
        ("1.23 days", "23 days"),
        ("23 daysies", "23 days"),
        ("days 23", "23 days"),
        ("6.5 per cent", "6"),
        ("23,500 tonnes", "23"),
        ("", "23 days"),
    ],
)
def test_a_wording_inside_another_does_not_count(text: str, wording: str) -> None:
    """23 is not in 123, nor 6 in 6.5."""
    assert not holds(text, [wording])


@pytest.mark.parametrize("wording", ["4 November 2024", "2024-11-04", "November 4, 2024", " 4 Nov 2024 "])
@pytest.mark.parametrize("text", ["on 4 November 2024", "on 2024-11-04", "on November 4, 2024", "4th of November 2024"])
def test_dates_count_in_any_form(text: str, wording: str) -> None:
    """The day is what is compared."""
    assert holds(text, [wording])


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("on 4 November 2024", "5 November 2024"),
        ("in 2024", "4 November 2024"),
        ("on 2024-11-04", "the strike of 4 November 2024"),
    ],
)
def test_another_day_does_not_count(text: str, wording: str) -> None:
    """Nor a year for its day, nor a date for more than a date."""
    assert not holds(text, [wording])


def test_every_slot_must_be_stated() -> None:
    """One of two is half the slots and not correct; both are."""
    half, whole = (Row(HALVES, said(text)) for text in ("Dora Quist", "Dora Quist and Marek Toll"))
    assert (half.stated, half.correct) == ((1.0, 0.0), 0.0)
    assert (whole.stated, whole.correct) == ((1.0, 1.0), 1.0)


# ---- evidence ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quote", "briefing", "borne"),
    [
        ("Drivers stopped work for 23 days in 2024.", STRIKE, 1.0),
        ("stopped work", STRIKE, 1.0),
        (GOLD, STRIKE, 1.0),
        ("stopped work for 23 weeks", STRIKE, 0.0),
        ("days in 2024", STRIKE, 0.0),
        (GOLD, "lake-orrin-accord", 0.0),
    ],
)
def test_a_citation_must_share_the_evidence(quote: str, briefing: str, borne: float) -> None:
    """One quote holds the other, in the same briefing."""
    row = Row(CASE, replace(said("23 days"), citations=(citation(quote, briefing),)))
    assert row.borne == (borne,)
    assert row.right == borne


def test_one_of_equivalent_quotes_is_enough() -> None:
    """A slot's quotes are alternatives; each slot wants its own."""
    other = (STRIKE, "The strike ran from 4 to 27 November 2024")
    case = replace(CASE, evidence=(((STRIKE, GOLD), other), ((STRIKE, "Port Amsel"),)))
    assert Row(case, said("23 days", quotes=[other[1]])).borne == (1.0, 0.0)


def test_a_citation_supports_by_evidence_or_by_wording() -> None:
    """The gold quote, or any quote that states an accepted wording; others do not."""
    row = Row(CASE, said("23 days", quotes=[GOLD, "Length of the strike: 23 days", "Ilsa Brandt mediated"]))
    assert row.supporting == (1.0, 1.0, 0.0)


# ---- statuses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "correct", "right"),
    [
        (RIGHT, 1.0, 1.0),
        (WRONG, 0.0, 0.0),
        (REFUSED, 1.0, 1.0),
        (FALSELY, 0.0, 0.0),
        (INVENTED, 0.0, 0.0),
        (FAILED, 0.0, 0.0),
        (Row(CASE, said("23 days")), 1.0, 0.0),
        (Row(CASE, said("24 days", quotes=[GOLD])), 0.0, 0.0),
        (Row(CASE, said("23 days", status="partial", quotes=[GOLD])), 0.0, 0.0),
        (Row(replace(CASE, status="partial"), said("23 days", status="partial", quotes=[GOLD])), 1.0, 1.0),
        (Row(REFUSED.case, said("Not said.", status="not_found", quotes=[GOLD])), 1.0, 0.0),
        (Row(REFUSED.case, said("Hello!", status="small_talk")), 0.0, 0.0),
    ],
)
def test_right_is_the_expected_status_with_every_slot_stated_and_cited(row: Row, correct: float, right: float) -> None:
    """`correct` leaves the citations aside; a refusal is right only when it cites nothing."""
    assert (row.correct, row.right) == (correct, right)


@pytest.mark.parametrize(
    ("text", "offered", "right"),
    [
        ("Do you mean Marek Toll or Anna Toll?", (), 1.0),
        ("Whom do you mean?", ("Who is Marek Toll?", "Who is Anna Toll?"), 1.0),
        ("Do you mean Marek Toll?", ("Who is Anna Toll?",), 1.0),
        ("Do you mean Marek Toll?", (), 0.0),
        ("Whom do you mean?", (), 0.0),
    ],
)
def test_a_question_back_offers_every_candidate(text: str, offered: tuple[str, ...], right: float) -> None:
    """In its text or among its suggestions; it need not cite the evidence."""
    row = Row(ASKED_BACK, said(text, status="ambiguous", suggestions=offered))
    assert (row.right, row.borne) == (right, (0.0,))


def test_suggestions_do_not_answer() -> None:
    """Only where a question back is wanted do the suggestions count."""
    assert Row(CASE, said("It is told.", quotes=[GOLD], suggestions=("23 days?",))).correct == 0.0
    assert Row(ASKED_BACK, said("", suggestions=("Marek Toll", "Anna Toll"))).correct == 0.0


def test_a_question_that_failed_scores_zero_everywhere() -> None:
    """It has a status, no confidence, and a zero for each slot and each measure."""
    assert (FAILED.status, FAILED.confidence, FAILED.stated, FAILED.borne) == ("error", 0.0, (0.0,), (0.0,))
    assert set(FAILED.ranking.values()) == {0.0}
    assert (FAILED.exact, FAILED.f1, FAILED.corrections, FAILED.supporting) == (0.0, 0.0, (), ())


@pytest.mark.parametrize(("name", "made"), [("q1", False), ("q1~word typo", True)])
def test_a_twin_is_known_by_its_id(name: str, made: bool) -> None:
    """A tilde in the id says that the question was made from another one."""
    assert Row(replace(CASE, id=name), None).made is made


# ---- the short answer ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("short", "exact", "f1"),
    [
        ("23 days", 1.0, 1.0),
        ("The 23 Days.", 1.0, 1.0),
        ("twenty-three days", 1.0, 1.0),
        ("about 23 days", 0.0, 0.8),
        ("23", 0.0, 2 / 3),
        ("days days", 0.0, 0.5),
        ("a week", 0.0, 0.0),
        ("", 0.0, 0.0),
        (None, 0.0, 0.0),
    ],
)
def test_exact_match_and_token_f1(short: str | None, exact: float, f1: float) -> None:
    """SQuAD's: case, marks and articles aside; the best of the accepted wordings counts."""
    row = Row(CASE, said(short=short))
    assert (row.exact, row.f1) == (exact, pytest.approx(f1))


def test_commas_in_numbers_do_not_matter_to_the_short_answer() -> None:
    """1,240 is 1240."""
    assert Row(replace(CASE, accepted=(("1,240",),)), said(short="1240")).exact == 1.0


# ---- the line of the report ----------------------------------------------------------------


def test_a_row_is_one_line_of_the_report() -> None:
    """What was asked and expected, what came and the figures; it can be written as JSON and read back."""
    told = json.loads(json.dumps(row_dict(RIGHT)))
    assert (told["id"], told["slice"], told["split"], told["question"]) == ("q1", "fact", CASE.split, CASE.turns[0])
    assert (told["expected"], told["status"], told["right"], told["correct"]) == ("answered", "answered", 1.0, 1.0)
    assert told["accepted"] == [["23 days", "twenty-three days"]]
    assert (told["slots_stated"], told["slots_cited"], told["citations_supporting"]) == ([1.0], [1.0], [1.0])
    assert (told["recall@1"], told["MRR@10"]) == (1.0, 1.0)
    assert told["citations"] == [{"passage_id": "p", "quote": GOLD}]
    assert (told["passages"], told["milliseconds"]) == ([["p", 0.5]], {"read": 2.5, "total": 12.5})
    assert (told["clean_right"], told["error"]) == (None, "")


def test_turns_corrections_and_the_clean_twin_are_told() -> None:
    """The turns in one line, each reading, and whether the clean question went right."""
    case = replace(CASE, turns=("Who is Toll?", "And Qist?"), clean="And Quist?")
    row = Row(case, said(corrections=(Correction("Qist", "Quist"),)), clean=RIGHT)
    told = row_dict(row)
    assert (told["question"], told["clean_right"]) == ("Who is Toll? → And Qist?", 1.0)
    assert told["corrections"] == ["Qist → Quist"]


def test_a_failed_row_says_why() -> None:
    """The error stands in the line, the answer is empty."""
    told = row_dict(FAILED)
    assert (told["status"], told["error"], told["answer"]) == ("error", "BadRequest: too long", "")
    assert (told["passages"], told["citations"], told["milliseconds"]) == ([], [], {})


def test_ten_passages_are_told() -> None:
    """Also where more were ranked."""
    assert len(row_dict(Row(RANKED, said(hits=(hit("x"),) * 50)))["passages"]) == 10
