"""`askbrief calibrate` and what `askbrief doctor` says of it, over the small corpus and a fake encoder."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from askbrief import __version__, calibration, cli, encoder
from askbrief.calibration import Calibration
from askbrief.index import build
from askbrief.publishing import published
from askbrief.settings import Settings
from corpus_small import write_corpus
from fakes import FakeEncoder

INDEX = Path("index")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_encoder: FakeEncoder) -> Path:
    """A folder with a corpus and its index to work in, no ASKBRIEF_* variable, the fake encoder, no reader."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ASKBRIEF_{name.upper()}", raising=False)
    monkeypatch.setenv("ASKBRIEF_READER", "off")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(encoder, "load_encoder", lambda _: fake_encoder)
    (tmp_path / "corpus").mkdir()
    build(write_corpus(tmp_path / "corpus"), INDEX, fake_encoder)
    return tmp_path


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(a) for a in arguments], prog_name="askbrief")


def calibrated(*arguments: object) -> tuple[int, dict[str, Any]]:
    done = run("calibrate", "--json", *arguments)
    return done.exit_code, json.loads(done.stdout)


def suite(path: Path, count: int) -> Path:
    """So many questions that the briefings answer."""
    question = {
        "slice": "fact",
        "question": "How long is the bridge to be?",
        "status": "answered",
        "accepted": [["3.2 km"]],
        "evidence": [[{"briefing": "amsel-bridge-treaty", "quote": "3.2 km"}]],
    }
    path.write_text("".join(json.dumps({"id": f"q{n}", **question}) + "\n" for n in range(count)), encoding="utf-8")
    return path


def test_a_certified_threshold_is_written_beside_the_index() -> None:
    """With what it was chosen for and with; then it is in force, and doctor says so."""
    status, told = calibrated("--risk", "0.5")
    kept = calibration.load(INDEX)
    assert status == 0
    assert kept == Calibration(
        threshold=told["threshold"],
        risk=0.5,
        delta=0.05,
        probes=sum(kind["asked"] for kind in told["probes"].values()),
        index_version=str(published(INDEX)),
        encoder="fake/hashed-words",
        reader="off",
        askbrief=__version__,
        date=date.today().isoformat(),
    )
    assert told["calibration"]["threshold"] == kept.threshold == calibration.threshold(Settings())
    chosen = next(point for point in told["curve"] if point["threshold"] == kept.threshold)
    assert chosen["bound"] <= 0.5
    assert chosen["risk"] == chosen["errors"] / chosen["answers"]


def test_it_says_in_plain_words_what_it_found() -> None:
    """Probes by kind, the curve with the choice, what the sample can and cannot certify, where it was written."""
    done = run("calibrate", "--risk", "0.5")
    assert done.exit_code == 0
    for words in ("answerable", "name swapped", "year swapped", "section hidden", " chosen", "at most 50.0% of the"):
        assert words in done.stdout
    assert "could certify a risk of" in done.stdout
    assert "They are not your users' questions" in done.stdout
    assert "wrote index/calibration.json" in done.stderr


def test_a_dry_run_writes_nothing() -> None:
    """It prints the same and leaves the index folder as it is."""
    before = sorted(p.name for p in INDEX.iterdir())
    done = run("calibrate", "--risk", "0.5", "--dry-run")
    assert done.exit_code == 0
    assert " chosen" in done.stdout
    assert "nothing was written (--dry-run)" in done.stderr
    assert sorted(p.name for p in INDEX.iterdir()) == before


def test_where_nothing_is_certified_the_threshold_stays() -> None:
    """Exit status 1, and an earlier calibration is left alone."""
    run("calibrate", "--risk", "0.5")
    kept = calibration.load(INDEX)
    done = run("calibrate", "--risk", "0.02")
    assert done.exit_code == 1
    assert "No threshold is certified for a risk of 2.0%: that takes 149 answers, all of them right" in done.stdout
    assert "The threshold stays as it is." in done.stdout
    assert calibration.load(INDEX) == kept
    status, told = calibrated("--risk", "0.1", "--probes", "50")
    assert (status, told["threshold"], told["calibration"]) == (1, None, None)


def test_probes_and_seed_choose_what_is_asked() -> None:
    """`--probes` is the most drawn; those that typed fields answer are left out and counted."""
    _, told = calibrated("--probes", "12", "--dry-run")
    assert sum(kind["asked"] for kind in told["probes"].values()) + told["left_out"] == 12
    _, same = calibrated("--probes", "12", "--dry-run")
    assert same == told
    _, other = calibrated("--probes", "12", "--seed", "5", "--dry-run")
    assert other != told


def test_questions_of_ones_own_are_asked_as_well(place: Path) -> None:
    """They are counted apart, and judged by the same rule."""
    _, told = calibrated("--suite", suite(place / "own.jsonl", 30), "--probes", "1", "--dry-run")
    assert told["probes"]["suite, answerable"] == {"asked": 30, "answered": 30, "right": 30}


def test_evidence_that_no_longer_stands_is_named(place: Path) -> None:
    """One line with the question's id; status 1."""
    path = suite(place / "own.jsonl", 1)
    path.write_text(path.read_text(encoding="utf-8").replace("3.2 km", "4.2 km"), encoding="utf-8")
    done = run("calibrate", "--suite", path)
    assert done.exit_code == 1
    assert "question q0: the quote" in done.stderr


@pytest.mark.parametrize("option", [("--risk", "0"), ("--risk", "0.9"), ("--delta", "1"), ("--probes", "0")])
def test_options_out_of_range(option: tuple[str, str]) -> None:
    """Status 2, with the option named."""
    done = run("calibrate", *option)
    assert done.exit_code == 2
    assert option[0] in done.stderr


def test_a_setting_goes_before_the_calibration(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is said where it does; probes are asked without regard to it."""
    _, free = calibrated("--risk", "0.5", "--dry-run")
    monkeypatch.setenv("ASKBRIEF_MIN_SUPPORT", "0.9")
    done = run("calibrate", "--risk", "0.5", "--json")
    assert json.loads(done.stdout)["curve"] == free["curve"]
    assert "ASKBRIEF_MIN_SUPPORT=0.9 goes before it" in done.stderr


def test_an_index_is_built_first(place: Path) -> None:
    """From the corpus that is named."""
    done = run("calibrate", "--corpus", place / "corpus", "--index", "other", "--risk", "0.5")
    assert done.exit_code == 0
    assert calibration.load(Path("other")) is not None


def test_a_damaged_calibration_is_said_and_made_anew() -> None:
    """To ask fails with the cure; the cure works."""
    (INDEX / calibration.NAME).write_text("{")
    done = run("ask", "Who is Jon Ferrer?")
    assert done.exit_code == 1
    assert done.stderr.endswith("run `askbrief calibrate` again, or remove the file\n")
    assert run("calibrate", "--risk", "0.5").exit_code == 0
    assert run("ask", "Who is Jon Ferrer?").exit_code == 0


# ---- doctor --------------------------------------------------------------------------------


def threshold() -> dict[str, Any]:
    """What doctor says of the threshold."""
    checks = json.loads(run("doctor", "--json").stdout)["checks"]
    found: dict[str, Any] = next(check for check in checks if check["name"] == "threshold")
    return found


def kept() -> Calibration:
    return Calibration(
        0.65, 0.1, 0.05, 380, str(published(INDEX)), "fake/hashed-words", "off", __version__, "2026-11-24"
    )


def test_doctor_without_a_calibration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Says so; that is no fault. A threshold that was set needs none."""
    told = threshold()
    assert (told["ok"], told["detail"]) == (True, "0.3, not calibrated; `askbrief calibrate` sets it for a risk")
    monkeypatch.setenv("ASKBRIEF_MIN_SUPPORT", "0.4")
    assert threshold()["detail"] == "0.4, set by ASKBRIEF_MIN_SUPPORT"


def test_doctor_with_a_calibration() -> None:
    """The threshold, when, for what, with how many probes."""
    calibration.save(INDEX, kept())
    told = threshold()
    assert told["ok"]
    assert told["detail"] == "0.65, calibrated 2026-11-24 for a risk of 10.0% with 380 probes"


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"index_version": "v-0123456789abcdef"}, "index v-0123456789abcdef"),
        ({"encoder": "other"}, "encoder other"),
        ({"reader": "reader-1"}, "reader reader-1"),
        ({"askbrief": "0.1.0"}, "askbrief 0.1.0"),
    ],
)
def test_doctor_sees_an_old_calibration(change: dict[str, str], named: str) -> None:
    """Made with another index, encoder, reader or version: a fault, with its cure."""
    calibration.save(INDEX, replace(kept(), **change))
    told = threshold()
    assert not told["ok"]
    assert told["detail"].endswith(f"with 380 probes, but on {named}")
    assert told["cure"].startswith("run `askbrief calibrate` again")


def test_doctor_sees_a_damaged_calibration() -> None:
    """The file, and the cure."""
    (INDEX / calibration.NAME).write_text("[]")
    told = threshold()
    assert not told["ok"]
    assert told["detail"] == "index/calibration.json: not a calibration (its keys are others)"
    assert told["cure"] == "run `askbrief calibrate` again, or remove the file"
