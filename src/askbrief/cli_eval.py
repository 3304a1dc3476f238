"""`askbrief eval`: a suite's questions asked, judged, reported and held against a baseline."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from askbrief import terminal as show
from askbrief.cli_opening import built, open_assistant
from askbrief.cli_options import settings_of
from askbrief.errors import BriefingError
from askbrief.evaluation import (
    METRICS,
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

QUESTIONS = Path(__file__).resolve().parents[2] / "eval" / "questions"
"""The benchmark's questions, in a checkout; the wheel does not carry them."""


def read_cases(suite: Path | None, split: str) -> tuple[Case, ...]:
    """The questions of a suite (a path, the name of a shipped file, or all shipped ones) in a split."""
    path = suite or QUESTIONS
    named = QUESTIONS / f"{path}.jsonl"
    cases = read_suite(named if not path.exists() and named.is_file() else path)
    chosen = tuple(case for case in cases if split in ("all", case.split))
    if not chosen:
        raise BriefingError(f"{path} has no question in the split {split}; choose another with --split")
    return chosen


def read_baseline(path: Path | None) -> dict[str, float]:
    """Metric to mean; a BriefingError for what is no baseline of these metrics."""
    if path is None:
        return {}
    try:
        gate = {str(name): float(mean) for name, mean in json.loads(path.read_text(encoding="utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise BriefingError(f"{path} is no baseline ({error}); `askbrief eval --save FILE` writes one") from error
    unknown = sorted(set(gate) - set(METRICS))
    if unknown:
        raise BriefingError(f"{path} names no metric of askbrief: {unknown[0]!r}; there are {', '.join(METRICS)}")
    return gate


def ask_all(cases: tuple[Case, ...], corpus: Path | None, index: Path | None) -> tuple[Row, ...]:
    """Every question judged; a corpus given without an index is built into a temporary one."""
    with tempfile.TemporaryDirectory(prefix="askbrief-eval-") as own:
        settings = settings_of(corpus=corpus, index=index or (Path(own) if corpus else None))
        if corpus:
            for error in built(settings).errors:
                show.say(error)
        assistant = open_assistant(settings, None)
        check_evidence(cases, assistant.briefings())
        with show.progress("Asking questions") as told:
            return evaluate(assistant, cases, told)


def report(rows: tuple[Row, ...], gate: dict[str, float], *, as_json: bool, save: Path | None) -> tuple[str, ...]:
    """Prints how the questions went, writes the means where asked; returns the metrics that fell below the gate."""
    table, slices, fell = summary(rows), by_slice(rows), worse_than(gate, rows)
    if as_json:
        told = [row_dict(row) for row in rows]
        show.print_json({"summary": table, "slices": slices, "fell": list(fell), "rows": told})
    else:
        show.print_evaluation(table, slices)
    if save:
        means = {name: metric["mean"] for name, metric in table.items()}
        save.write_text(json.dumps(means, indent=2) + "\n", encoding="utf-8")
    return fell
