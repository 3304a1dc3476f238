"""The benchmark judged: rows first, then averages."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from askbrief.errors import BadRequest, BriefingError
from askbrief.evaluation import (
    Case,
    Row,
    by_slice,
    check_evidence,
    evaluate,
    read_suite,
    row_dict,
    summary,
    worse_than,
)
from askbrief.index import Index
from askbrief.types import Answer, Briefing, Citation, Hit, Question

LINE = {
    "id": "q1",
    "slice": "fact",
    "question": "How long was the strike?",
    "status": "answered",
    "accepted": [["23 days", "twenty-three days"]],
    "evidence": [[{"briefing": "velm-rail-strike", "quote": "stopped work for 23 days"}]],
}
CASE = Case(
    "q1",
    "fact",
    ("How long was the strike?",),
    "answered",
    (("23 days", "twenty-three days"),),
    ((("velm-rail-strike", "stopped work for 23 days"),),),
)
REFUSAL = replace(CASE, id="q2", slice="absent", status="not_found", accepted=(), evidence=())


class Said:
    """Answers every question with one answer, or with an error."""

    def __init__(self, answer: Answer | BadRequest) -> None:
        self.answer, self.asked = answer, list[tuple[str, str | None]]()

    def ask(self, question: str, *, conversation_id: str | None = None) -> Answer:
        self.asked.append((question, conversation_id))
        if isinstance(self.answer, BadRequest):
            raise self.answer
        return self.answer

    def briefings(self) -> tuple[Briefing, ...]:
        return ()


def said(
    text: str,
    *,
    status: str = "answered",
    quote: str = "",
    briefing: str = "velm-rail-strike",
    hits: tuple[Hit, ...] = (),
) -> Answer:
    """An answer with at most one citation."""
    made = Citation(1, "p", briefing, "T", (), quote, 0, len(quote), "", "")
    question = Question(raw="q", text="q", kind="what")
    return Answer(status, text, None, 0.8, (made,) if quote else (), hits, question, timings_ms=(("total", 12.5),))


def judged(answer: Answer | BadRequest, case: Case = CASE) -> Row:
    (row,) = evaluate(Said(answer), [case])
    return row


def write(folder: Path, *lines: object) -> Path:
    path = folder / "suite.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n\n")
    return path


# ---- reading -------------------------------------------------------------------------------


def test_a_suite_is_read(tmp_path: Path) -> None:
    """A file, or all `.jsonl` files of a folder."""
    assert read_suite(write(tmp_path, LINE)) == read_suite(tmp_path) == (CASE,)


def test_a_case_of_several_turns_ends_with_the_judged_one(tmp_path: Path) -> None:
    """`turns` stands for `question`."""
    line = {k: v for k, v in LINE.items() if k != "question"} | {"turns": ["Who is Toll?", "And Quist?"]}
    assert read_suite(write(tmp_path, line))[0].turns == ("Who is Toll?", "And Quist?")


@pytest.mark.parametrize("line", ["{", '{"id": "x"}', "[]", "3"])
def test_a_faulty_line_is_named(tmp_path: Path, line: str) -> None:
    """The error names file and line."""
    with pytest.raises(BriefingError, match=r"suite\.jsonl, line 2: not a question"):
        read_suite(write(tmp_path, LINE, line))


def test_an_id_that_comes_twice_is_named(tmp_path: Path) -> None:
    """Ids decide the split, so they are unique."""
    with pytest.raises(BriefingError, match="'q1' comes twice"):
        read_suite(write(tmp_path, LINE, LINE))


@pytest.mark.parametrize("name", ["none.jsonl", "empty"])
def test_a_missing_suite_is_named(tmp_path: Path, name: str) -> None:
    """A file that is not there, or a folder without any."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(BriefingError, match=f"no questions at .*{name}"):
        read_suite(tmp_path / name)


def test_the_split_is_fixed_by_the_id() -> None:
    """About 60 of 100 ids are `dev`, and always the same ones."""
    splits = [replace(CASE, id=f"case-{n}").split for n in range(1000)]
    assert 560 <= splits.count("dev") <= 640
    assert splits == [replace(CASE, id=f"case-{n}", slice="other").split for n in range(1000)]


def test_a_quote_that_no_longer_stands_is_named(small_index: Index) -> None:
    """Gold evidence is checked against the corpus before anything is asked."""
    check_evidence([CASE], small_index.briefings)
    broken = replace(CASE, evidence=((("velm-rail-strike", "stopped work for 24 days"),),))
    with pytest.raises(BriefingError, match=r"question q1: .*24 days.* no longer stands in velm-rail-strike"):
        check_evidence([broken], small_index.briefings)


# ---- judging -------------------------------------------------------------------------------


def test_right_and_rightly_cited() -> None:
    """An accepted wording in the text and a quote that holds the evidence."""
    row = judged(said("It lasted 23 days. [1]", quote="Drivers stopped work for 23 days in 2024."))
    assert (row.correct, row.cited, row.right, row.milliseconds) == (1.0, 1.0, 1.0, 12.5)


@pytest.mark.parametrize("text", ["It lasted TWENTY‑THREE  days.", "23 days", "(23 days)", "A: 23 days."])
def test_wordings_are_compared_folded(text: str) -> None:
    """Case, odd hyphens, blanks and punctuation make no difference."""
    assert judged(said(text)).correct == 1.0


@pytest.mark.parametrize("text", ["It lasted 123 days.", "1.23 days", "23 daysies", "days 23", ""])
def test_a_wording_inside_another_does_not_count(text: str) -> None:
    """23 is not in 123."""
    assert judged(said(text)).correct == 0.0


@pytest.mark.parametrize("text", ["on 4 November 2024", "on 2024-11-04", "on November 4, 2024"])
def test_dates_count_in_any_form(text: str) -> None:
    """The day is what is compared."""
    assert judged(said(text), replace(CASE, accepted=(("4 November 2024",),))).correct == 1.0
    assert judged(said(text), replace(CASE, accepted=(("5 November 2024",),))).correct == 0.0


def test_commas_in_numbers_do_not_matter() -> None:
    """1,240 is 1240."""
    assert judged(said("some 1240 drivers"), replace(CASE, accepted=(("1,240",),))).correct == 1.0


def test_every_slot_must_be_filled() -> None:
    """One of two is half the slots and not correct."""
    row = judged(said("Dora Quist"), replace(CASE, accepted=(("Quist",), ("Toll",))))
    assert (row.correct, row.slots) == (0.0, 0.5)


@pytest.mark.parametrize(
    ("quote", "briefing", "cited"),
    [
        ("stopped work", "velm-rail-strike", 1.0),
        ("stopped work for 23 weeks", "velm-rail-strike", 0.0),
        ("stopped work for 23 days", "lake-orrin-accord", 0.0),
        ("", "velm-rail-strike", 0.0),
    ],
)
def test_a_citation_must_share_the_evidence(quote: str, briefing: str, cited: float) -> None:
    """One quote holds the other, in the same briefing."""
    assert judged(said("23 days", quote=quote, briefing=briefing)).cited == cited


def test_a_right_text_with_the_wrong_status_is_wrong() -> None:
    """`partial` where `answered` is expected."""
    assert judged(said("23 days", status="partial", quote="stopped work for 23 days")).right == 0.0


def test_a_refusal_is_right_without_citations() -> None:
    """Refused and nothing cited; a citation spoils it."""
    assert judged(said("Not said.", status="not_found"), REFUSAL).right == 1.0
    assert judged(said("Not said.", status="not_found", quote="x"), REFUSAL).right == 0.0
    assert judged(said("23 days"), REFUSAL).right == 0.0


def test_evidence_counts_among_the_first_five_passages(small_index: Index) -> None:
    """The sixth is too late."""
    place = next(i for i, p in enumerate(small_index.passages) if "stopped work for 23 days" in p.text)
    others = [Hit(p, 0.5) for i, p in enumerate(small_index.passages) if i != place]
    gold = Hit(small_index.passages[place], 0.5)
    assert judged(said("x", hits=(*others[:4], gold))).retrieved == 1.0
    assert judged(said("x", hits=(*others[:5], gold))).retrieved == 0.0


def test_a_question_that_fails_scores_zero_and_says_why() -> None:
    """It does not vanish from the rows."""
    row = judged(BadRequest("too long"))
    assert (row.status, row.right, row.error) == ("error", 0.0, "too long")


def test_the_turns_of_a_case_share_a_conversation_of_their_own() -> None:
    """All turns are asked in order in one conversation; another case has another."""
    asked = Said(said("x"))
    evaluate(asked, [replace(CASE, turns=("a", "b")), replace(CASE, id="other")])
    first, second, third = asked.asked
    assert (first[0], second[0]) == ("a", "b")
    assert first[1] == second[1] != third[1]


def test_progress_is_told_after_each_question() -> None:
    """(done, total)."""
    told: list[tuple[int, int]] = []
    evaluate(Said(said("x")), [CASE, REFUSAL], lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


# ---- averages ------------------------------------------------------------------------------

RIGHT = judged(said("23 days", quote="stopped work for 23 days"))
WRONG = judged(said("24 days"))
REFUSED = judged(said("Not said.", status="not_found"), REFUSAL)
FALSELY = judged(said("Not said.", status="not_found"))


def test_each_metric_averages_the_rows_it_speaks_of() -> None:
    """Refusals count for refusals, answers for answers."""
    table = summary([RIGHT, WRONG, FALSELY, REFUSED])
    assert table["right and cited"]["mean"] == pytest.approx(1 / 3)
    assert table["right and cited"]["n"] == 3
    assert table["refused rightly"] == {"mean": 1.0, "low": 1.0, "high": 1.0, "n": 1}
    assert table["refused falsely"]["mean"] == pytest.approx(1 / 3)


def test_an_interval_holds_its_mean_and_repeats() -> None:
    """Low ≤ mean ≤ high, and the same from run to run."""
    rows = [RIGHT] * 30 + [WRONG] * 10
    figures = summary(rows)["right"]
    assert figures["low"] < 0.75 < figures["high"]
    assert summary(rows) == summary(rows)


def test_a_metric_without_rows_is_left_out() -> None:
    """No refusals asked, no figure for them; nothing asked, no figures."""
    assert "refused rightly" not in summary([RIGHT])
    assert summary([]) == {}


def test_slices_are_averaged_apart() -> None:
    """By the slice of the case, in order of name."""
    assert by_slice([RIGHT, WRONG, REFUSED]) == {"absent": {"right": 1.0, "n": 1}, "fact": {"right": 0.5, "n": 2}}


def test_a_fall_beyond_the_interval_is_told() -> None:
    """Below the baseline for all, above it for false refusals; a metric without rows is passed over."""
    assert worse_than({"right": 0.9}, [WRONG] * 20) == ("right: 0.000 against 0.900",)
    assert worse_than({"right": 0.5, "refused rightly": 1.0}, [RIGHT] * 20) == ()
    assert worse_than({"refused falsely": 0.1}, [FALSELY] * 20) == ("refused falsely: 1.000 against 0.100",)


def test_a_row_is_one_line_of_the_report() -> None:
    """It can be written as JSON and read back."""
    told = json.loads(json.dumps(row_dict(RIGHT)))
    assert (told["id"], told["expected"], told["status"], told["right"]) == ("q1", "answered", "answered", 1.0)
    assert told["question"] == "How long was the strike?"
