"""A suite: read from JSON lines, split by id, checked against the briefings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from askbrief.errors import BriefingError
from askbrief.evaluation.suite import check_evidence, read_suite
from askbrief.index import Index
from judged import CASE, GOLD, STRIKE

LINE: dict[str, Any] = {
    "id": "q1",
    "slice": "fact",
    "question": "How long was the strike?",
    "status": "answered",
    "accepted": [["23 days", "twenty-three days"]],
    "evidence": [[{"briefing": STRIKE, "quote": GOLD}]],
}


def write(folder: Path, *lines: object) -> Path:
    path = folder / "suite.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n\n")
    return path


def test_a_suite_is_a_file_or_a_folder(tmp_path: Path) -> None:
    """A file gives the cases that its folder gives, blank lines aside."""
    assert read_suite(write(tmp_path, LINE)) == read_suite(tmp_path) == (CASE,)


def test_a_folder_is_read_in_order_of_its_files(tmp_path: Path) -> None:
    """The questions of b.jsonl come after those of a.jsonl; other files are passed over."""
    for name in ("b", "a"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps(LINE | {"id": name}))
    (tmp_path / "README.md").write_text("no question")
    assert [case.id for case in read_suite(tmp_path)] == ["a", "b"]


def test_a_case_of_several_turns(tmp_path: Path) -> None:
    """`turns` stands for `question`."""
    line = {k: v for k, v in LINE.items() if k != "question"} | {"turns": ["Who is Toll?", "And Quist?"]}
    assert read_suite(write(tmp_path, line))[0].turns == ("Who is Toll?", "And Quist?")


def test_a_misspelt_question_names_its_clean_form(tmp_path: Path) -> None:
    """`clean` is kept; without it there is none."""
    line = LINE | {"clean": "How long was the strike?", "question": "How long was the stirke?"}
    assert read_suite(write(tmp_path, line))[0].clean == "How long was the strike?"
    assert CASE.clean == ""


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"id": "x"}',
        "[]",
        "3",
        {k: v for k, v in LINE.items() if k != "question"},
        LINE | {"evidence": [[{"quote": GOLD}]]},
        LINE | {"evidence": [{"briefing": STRIKE, "quote": GOLD}]},
        LINE | {"accepted": ["23 days"]},
        LINE | {"turns": "How long?"},
        LINE | {"turns": []},
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, line: object) -> None:
    """The error names file and line."""
    with pytest.raises(BriefingError, match=r"suite\.jsonl, line 2: not a question .*eval/README\.md"):
        read_suite(write(tmp_path, LINE, line))


def test_an_id_that_comes_twice_is_named(tmp_path: Path) -> None:
    """Ids decide the split, so they are unique, also across files."""
    (tmp_path / "other.jsonl").write_text(json.dumps(LINE))
    write(tmp_path, LINE)
    with pytest.raises(BriefingError, match="'q1' comes twice"):
        read_suite(tmp_path)


@pytest.mark.parametrize("name", ["none.jsonl", "empty"])
def test_a_missing_suite_is_named(tmp_path: Path, name: str) -> None:
    """A file that is not there, or a folder without any."""
    (tmp_path / "empty").mkdir()
    with pytest.raises(BriefingError, match=f"no questions at .*{name}.*--suite"):
        read_suite(tmp_path / name)


def test_the_split_is_fixed_by_the_id() -> None:
    """About 60 of 100 ids are `dev`, and always the same ones."""
    splits = [replace(CASE, id=f"case-{n}").split for n in range(1000)]
    assert 560 <= splits.count("dev") <= 640
    assert splits == [replace(CASE, id=f"case-{n}", slice="other", turns=("?",)).split for n in range(1000)]


def test_what_is_made_of_a_question_shares_its_split() -> None:
    """`q~typo` is where `q` is, so that no dev question is asked again in test."""
    names = [f"case-{n}" for n in range(100)]
    assert [replace(CASE, id=f"{n}~typo").split for n in names] == [replace(CASE, id=n).split for n in names]


@pytest.mark.parametrize("part", ["dev", "test", "train"])
def test_a_collection_can_fix_the_split(part: str) -> None:
    """`part` beats the id."""
    assert {replace(CASE, id=f"case-{n}", part=part).split for n in range(20)} == {part}


def test_evidence_that_stands_is_accepted(small_index: Index) -> None:
    """Quotes in the corpus to the letter and documents that are there raise nothing; no evidence needs no corpus."""
    check_evidence([CASE, replace(CASE, relevant=((STRIKE, 1),))], small_index.briefings)
    check_evidence([replace(CASE, evidence=())], ())


@pytest.mark.parametrize(
    ("pair", "told"),
    [
        ((STRIKE, "stopped work for 24 days"), f"'stopped work for 24 days' no longer stands in {STRIKE}"),
        (("lake-orrin-accord", GOLD), f"'{GOLD}' no longer stands in lake-orrin-accord"),
        (("nowhere", GOLD), f"'{GOLD}' no longer stands in nowhere"),
    ],
)
def test_a_quote_that_no_longer_stands_is_named(small_index: Index, pair: tuple[str, str], told: str) -> None:
    """Every alternative of a slot must stand in its own briefing."""
    broken = replace(CASE, evidence=(((STRIKE, GOLD), pair),))
    with pytest.raises(BriefingError, match=f"question q1: the quote {told}"):
        check_evidence([CASE, broken], small_index.briefings)


def test_a_judged_document_that_is_gone_is_named(small_index: Index) -> None:
    """A relevant briefing must be in the corpus."""
    with pytest.raises(BriefingError, match="question q1: the corpus has no briefing 'gone'"):
        check_evidence([replace(CASE, relevant=((STRIKE, 1), ("gone", 1)))], small_index.briefings)
