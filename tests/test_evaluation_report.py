"""A run written down: rows, figures, and a page that needs no other file; the plots in it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from bs4 import BeautifulSoup

from askbrief.evaluation import plots
from askbrief.evaluation.bootstrap import Estimate
from askbrief.evaluation.gate import Fall
from askbrief.evaluation.judge import Row, row_dict
from askbrief.evaluation.metrics import summary
from askbrief.evaluation.report import Report, settings_told, summary_dict, write_report
from askbrief.settings import Settings
from judged import CASE, FAILED, FALSELY, RANKED, REFUSED, RIGHT, WRONG, hit, many, named, said

HOSTILE = "Was <script>alert(1)</script> & \"<b>it</b>\" 'long'?"
ROWS = (
    *many(RIGHT, 12),
    *many(WRONG, 5, "w"),
    *many(REFUSED, 6, "r"),
    *many(FALSELY, 2, "f"),
    FAILED,
    named(Row(replace(CASE, slice="entity-typo"), WRONG.answer, clean=RIGHT), "typo"),
    Row(replace(CASE, id="hostile", slice="<i>odd</i>", turns=(HOSTILE,)), said(HOSTILE, quotes=[HOSTILE])),
)
FALL = Fall("right", 0.9, 0.5, None, ("w0", "w1"))
REPORT = Report("run", {"suite": "small", "encoder": "a <b>fake</b> one"}, ROWS, (FALL,))
ONLY_RANKED = Report("ranked", {}, tuple(many(Row(RANKED, said(hits=(hit("x", "amsel"), hit("x", "orrin")))), 3)), ())
RANKED_IN_TIME = replace(ONLY_RANKED, name="untimed", rows=(Row(RANKED, replace(said(), timings_ms=())),))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the report was written to."""
    return write_report(REPORT, tmp_path_factory.mktemp("reports") / "new")


@pytest.fixture(scope="module")
def page(place: Path) -> BeautifulSoup:
    return BeautifulSoup((place / "index.html").read_text(encoding="utf-8"), "html.parser")


# ---- files ---------------------------------------------------------------------------------


def test_three_files_are_written_into_a_folder_of_the_name(place: Path) -> None:
    """The folders above are made where they are missing."""
    assert place.name == "run"
    assert sorted(f.name for f in place.iterdir()) == ["index.html", "rows.jsonl", "summary.json"]


def test_rows_are_read_back(place: Path) -> None:
    """A line of JSON a question, in order."""
    lines = (place / "rows.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [row_dict(row) for row in ROWS]


def test_figures_are_read_back(place: Path) -> None:
    """What `summary_dict` says, which is what the metrics say."""
    told = json.loads((place / "summary.json").read_text(encoding="utf-8"))
    assert told == json.loads(json.dumps(summary_dict(REPORT)))
    assert set(told) == {
        *("name", "about", "questions", "summary", "splits", "slices", "slices_by_split", "milliseconds", "fell"),
    }
    assert (told["name"], told["questions"], told["fell"]) == ("run", 28, ["right: 0.500 against 0.900; worse: w0, w1"])
    right = summary(ROWS)["right and cited"]
    assert told["summary"]["right and cited"] == {"mean": 12 / 22, "low": right.low, "high": right.high, "n": 22}
    assert told["slices"]["absent"] == {"mean": 1.0, "low": 1.0, "high": 1.0, "n": 6}
    assert told["milliseconds"]["total"] == {"p50": 12.5, "p95": 12.5}
    assert sum(split["right and cited"]["n"] for split in told["splits"].values()) == 22


def test_a_report_is_written_over_the_one_before(tmp_path: Path) -> None:
    """The same name is the same folder; nothing of the earlier run is left in its files."""
    write_report(REPORT, tmp_path)
    place = write_report(replace(REPORT, rows=(RIGHT,), falls=()), tmp_path)
    assert len((place / "rows.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert "Fell below" not in (place / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("parts", "splits"),
    [
        (("test", "dev"), ["dev", "test"]),
        (("test",), ["test"]),
        (("train", "test", "dev"), ["dev", "train", "test"]),
        ((), []),
    ],
)
def test_splits_are_told_apart_with_test_last(parts: tuple[str, ...], splits: list[str]) -> None:
    """Each split holds its own rows and has its own figures."""
    rows = tuple(replace(RIGHT, case=replace(CASE, id=part, part=part)) for part in parts)
    report = Report("x", {}, rows)
    assert list(report.splits()) == list(report.figures) == list(report.slices) == splits
    assert [row.case.id for split in report.splits().values() for row in split] == splits


@pytest.mark.parametrize(
    ("report", "metrics"),
    [
        (Report("none", {}, ()), []),
        (ONLY_RANKED, ["recall@1", "recall@5", "recall@10", "MRR@10", "nDCG@10"]),
        (RANKED_IN_TIME, ["recall@1", "recall@5", "recall@10", "MRR@10", "nDCG@10"]),
        (Report("failed", {}, (FAILED,)), ["right and cited", "right", "exact match", "token F1"]),
        (Report("made", {}, (named(REFUSED, "q~name swapped"),)), ["probes refused"]),
    ],
)
def test_reports_of_little_are_written(report: Report, metrics: list[str], tmp_path: Path) -> None:
    """Nothing asked, rankings only, nothing but errors, nothing but probes: three files and what figures there are."""
    place = write_report(report, tmp_path)
    told = json.loads((place / "summary.json").read_text(encoding="utf-8"))
    assert list(told["summary"])[: len(metrics)] == metrics
    assert bool(told["summary"]) is bool(metrics)
    assert len((place / "rows.jsonl").read_text(encoding="utf-8").splitlines()) == len(report.rows)
    shown = BeautifulSoup((place / "index.html").read_text(encoding="utf-8"), "html.parser")
    assert len(shown.select("#rows tr[data-right]")) == len(report.rows)


# ---- the page ------------------------------------------------------------------------------


def test_the_page_needs_no_other_file(page: BeautifulSoup) -> None:
    """Nothing is loaded: no script, style sheet, picture or frame from elsewhere; links lead to the other two files."""
    loading = ("src", "srcset", "poster", "data", "action", "background", "xlink:href", "href")
    named_there = {str(tag[a]) for tag in page.find_all(True) for a in loading if tag.has_attr(a)}
    assert {name for name in named_there if not name.startswith("#")} == {"rows.jsonl", "summary.json"}
    assert page.find_all(["link", "img", "iframe", "object", "embed", "base"]) == []
    styles = "".join(style.get_text() for style in page.find_all("style"))
    assert re.findall(r"@import|url\(", styles) == []
    assert {m for tag in page.find_all(True) for m in re.findall(r"url\((.)", str(tag.attrs))} == {"#"}


def test_text_is_escaped(page: BeautifulSoup) -> None:
    """Question, answer, quote, slice and settings are text on the page and never tags."""
    (script,) = page.find_all("script")
    assert "alert(1)" not in script.get_text()
    row = next(r for r in page.select("#rows tr[data-right]") if "hostile" in r.get_text())
    assert row.select_one("summary").get_text() == HOSTILE  # type: ignore[union-attr]
    assert row.select_one("blockquote").get_text() == HOSTILE  # type: ignore[union-attr]
    assert page.find_all(["b", "i"]) == []
    assert "a <b>fake</b> one" in page.get_text()


def test_the_page_shows_what_fell(page: BeautifulSoup) -> None:
    """Each fall in words; without one there is no such box."""
    assert [li.get_text() for li in page.select(".fell li")] == [str(FALL)]


def test_the_page_shows_every_figure(page: BeautifulSoup) -> None:
    """A line for each metric and slice that has rows, with the interval and the number of questions."""
    tables = page.find_all("table")
    lines = {tr.find("td").get_text(): tr.get_text(" ") for tr in tables[0].find_all("tr")[1:]}
    assert [name.removesuffix(" (less is better)") for name in lines] == list(summary(ROWS))
    splits = REPORT.figures
    for split in ("dev", "test"):
        found = splits[split]["right and cited"]
        assert f"{found.value:.3f} [{found.low:.3f}, {found.high:.3f}] n={found.n}" in " ".join(
            lines["right and cited"].split()
        )
    assert "risk area (less is better)" in lines
    assert [tr.find("td").get_text() for tr in tables[1].find_all("tr")[1:]] == [
        "<i>odd</i>",
        "absent",
        "entity-typo",
        "fact",
    ]


def test_the_page_shows_every_question(page: BeautifulSoup) -> None:
    """With what was expected and what came, right ones and others told apart, an error in place of an answer."""
    rows = page.select("#rows tr[data-right]")
    assert [row["data-right"] for row in rows] == [str(int(row.right)) for row in ROWS]
    failed = rows[ROWS.index(FAILED)].get_text(" ")
    assert "BadRequest: too long" in failed
    assert "wanted: 23 days or twenty-three days" in failed
    assert [td.get_text() for td in rows[12].find_all("td")[1:]] == ["answered", "answered", "0.60"]


def test_every_plot_is_there_in_the_colour_of_the_text(page: BeautifulSoup) -> None:
    """Drawn with currentColor, so that it shows on a dark page as on a light one."""
    titles = [caption.get_text() for caption in page.find_all("figcaption")]
    assert titles == ["Slices", "Risk and coverage", "Reliability", "Typo loss", "Latency"]
    drawn = page.select("figure svg")
    assert len(drawn) == 5
    assert all("currentColor" in str(svg) for svg in drawn)


def test_a_plot_without_anything_to_show_is_left_out(tmp_path: Path) -> None:
    """Rankings have no confidence, and untimed answers no latency."""
    shown = (write_report(RANKED_IN_TIME, tmp_path) / "index.html").read_text(encoding="utf-8")
    assert re.findall("<figcaption>(.*?)</figcaption>", shown) == ["Slices"]


def test_settings_that_bear_on_the_answers_are_told(tmp_path: Path) -> None:
    """Not where things are or how they are served; of the threshold the one in force."""
    told = settings_told(Settings(lexical=False, index=tmp_path))
    assert (told["lexical"], told["min_support"]) == ("False", "0.3")
    assert not {"host", "port", "log_level", "corpus", "index", "keep_versions", "threads"} & set(told)


# ---- plots ---------------------------------------------------------------------------------

AT = Estimate(0.5, 0.4, 0.6, 10)
PAIRS = np.array([[0.9, 1.0], [0.6, 0.0], [0.3, 1.0]])
NONE = np.empty((0, 2))


@pytest.mark.parametrize(
    ("draw", "given", "words"),
    [
        (plots.intervals, ({"dev": {"fact": AT}, "test": {"list": AT}}, "share"), ["fact", "list", "dev", "test"]),
        (plots.intervals, ({"dev": {"a <b> & c": AT, "$x$ \\foo$": AT}}, "share"), ["a <b> & c", "$x$ \\foo$"]),
        (plots.intervals, ({}, "share"), ["share"]),
        (plots.risk_curves, ({"dev": PAIRS, "test": NONE},), ["dev", "risk"]),
        (plots.reliability, ({"answers": PAIRS, "refusals": NONE},), ["answers", "confidence", "share right"]),
        (plots.reliability, ({"answers": NONE},), ["confidence"]),
        (plots.bars, ({"read": {"p50": 1.0, "p95": 2.0}}, "ms"), ["read", "p50", "p95", "ms"]),
    ],
)
def test_a_plot_is_one_svg_element_with_its_words_as_text(
    draw: Callable[..., str], given: tuple[Any, ...], words: list[str]
) -> None:
    """Well-formed, scaled by its view box, and drawn in the colour of the text around it."""
    svg = draw(*given)
    root = ElementTree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert root.get("viewBox", "").startswith("0 0 504 ")
    assert (root.get("width"), root.get("height")) == (None, None)
    texts = ["".join(t.itertext()) for t in root.iter("{http://www.w3.org/2000/svg}text")]
    assert [word for word in words if word not in texts] == []
    assert "currentColor" in svg
    assert "#010203" not in svg


def test_the_same_figures_are_the_same_plot() -> None:
    """To the letter, so that a report of the same run is the same file."""
    assert plots.intervals({"dev": {"fact": AT}}, "x") == plots.intervals({"dev": {"fact": AT}}, "x")
    assert plots.risk_curves({"dev": PAIRS}) == plots.risk_curves({"dev": PAIRS})
