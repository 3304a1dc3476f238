"""`askbrief eval`: a suite's questions asked, judged, reported and held against a baseline."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from askbrief import __version__
from askbrief import terminal as show
from askbrief.assistant import Assistant
from askbrief.cli_opening import built, open_assistant
from askbrief.cli_options import settings_of
from askbrief.errors import BriefingError
from askbrief.evaluation import noise, probes
from askbrief.evaluation.datasets import read_collection, write_corpus
from askbrief.evaluation.gate import Baseline, falls, read_baseline, unasked, write_baseline
from askbrief.evaluation.judge import Row, row_dict
from askbrief.evaluation.report import Report, settings_told, summary_dict, write_report
from askbrief.evaluation.run import evaluate
from askbrief.evaluation.suite import Case, check_evidence, read_suite
from askbrief.index import load
from askbrief.types import SectionKind

if TYPE_CHECKING:
    from askbrief.evaluation.collection import Collection
    from askbrief.settings import Settings

EVAL = Path(__file__).resolve().parents[2] / "eval"
QUESTIONS, BASELINE = EVAL / "questions", EVAL / "baseline.jsonl"
"""The benchmark's questions and how they went last, in a checkout; the wheel does not carry them."""
REPORTS = Path("eval") / "reports"


@dataclass(frozen=True, slots=True)
class Suite:
    """Questions with their name, and the collection that brings its own documents, if it is one."""

    name: str
    cases: tuple[Case, ...]
    collection: Collection | None = None


def read(suite: Path | None, split: str) -> Suite:
    """The questions of a suite in a split: a path, the name of a shipped file, all shipped ones, or a collection."""
    path = suite or QUESTIONS
    named = QUESTIONS / f"{path}.jsonl"
    path = named if not path.exists() and named.is_file() else path
    part = "test" if split == "all" else split
    collection = read_collection(path, part)
    if collection:
        return Suite(collection.name, tuple(replace(case, part=part) for case in collection.cases), collection)
    chosen = tuple(case for case in read_suite(path) if split in ("all", case.split))
    if not chosen:
        raise BriefingError(f"{path} has no question in the split {split}; choose another with --split")
    return Suite(path.resolve().stem, chosen)


def gate_of(baseline: Path | None, suite: Path | None, corpus: Path | None) -> Baseline | None:
    """The baseline named, else the committed one where the benchmark's own questions are asked of its own corpus."""
    own = BASELINE if suite is None and corpus is None and BASELINE.is_file() else None
    path = baseline or own
    return read_baseline(path) if path else None


def check_folder(save: Path | None) -> None:
    """BriefingError where a baseline could not be saved: better before the questions are asked than after."""
    if save and not save.parent.is_dir():
        raise BriefingError(f"the folder {save.parent} does not exist; make it, or save elsewhere")


def ask_all(
    suite: Suite, corpus: Path | None, index: Path | None, *, noisy: bool = False, probing: bool = False
) -> tuple[tuple[Row, ...], dict[str, str]]:
    """Every question judged, and what was measured; a corpus given without an index gets a temporary one."""
    with tempfile.TemporaryDirectory(prefix="askbrief-eval-") as own:
        settings = _settings(suite, corpus, index, Path(own))
        assistant = open_assistant(settings, None)
        check_evidence(suite.cases, assistant.briefings())
        cases = (*suite.cases, *_made(suite.cases, settings, noisy=noisy, probing=probing))
        with show.progress("Asking questions") as told:
            rows = evaluate(assistant, cases, told)
        if probing:
            rows += _with_hidden_sections(suite.cases, assistant, settings, Path(own))
        return rows, _about(suite, assistant, settings)


def report(
    name: str,
    about: Mapping[str, str],
    rows: tuple[Row, ...],
    folder: Path,
    gate: Baseline | None,
    *,
    as_json: bool,
    save: Path | None,
) -> Report:
    """Writes the report, and the baseline where asked, and prints the figures; returns it with what fell."""
    made = Report(name, about, rows, falls(gate, rows) if gate else ())
    place = write_report(made, folder)
    if save:
        write_baseline(rows, save)
    told = summary_dict(made)
    if as_json:
        show.print_json({**told, "rows": [row_dict(row) for row in rows]})
    else:
        show.print_evaluation(made.figures, made.slices, told["milliseconds"])
    if gate and (missing := unasked(gate, rows)):
        show.say(f"{missing} questions of the baseline were not asked; only the others are compared")
    show.say(f"report: {place / 'index.html'}")
    return made


def _settings(suite: Suite, corpus: Path | None, index: Path | None, own: Path) -> Settings:
    """The settings to ask with; what must be built first is built."""
    documents = suite.collection.documents if suite.collection else ()
    if documents and corpus is None:
        corpus = own / "corpus"
        write_corpus(documents, corpus)
    settings = settings_of(corpus=corpus, index=index or (own / "index" if corpus else None))
    if corpus:
        for error in built(settings).errors:
            show.say(error)
    return settings


def _made(cases: Sequence[Case], settings: Settings, *, noisy: bool, probing: bool) -> tuple[Case, ...]:
    """The noisy twins and the swapped probes that were asked for."""
    if not (noisy or probing):
        return ()
    index = load(settings.index)

    def names(text: str) -> list[tuple[int, int]]:
        return [(group[0].start, group[0].end) for group in index.catalogue.match(text)]

    return (*(noise.twins(cases, names) if noisy else ()), *(probes.swapped(cases, index) if probing else ()))


def _with_hidden_sections(
    cases: Sequence[Case], assistant: Assistant, settings: Settings, own: Path
) -> tuple[Row, ...]:
    """Each kind of section hidden in turn, and what stood only there asked of what is left."""
    rows: tuple[Row, ...] = ()
    for kind in SectionKind:
        hidden = probes.hidden(cases, kind, assistant.briefings())
        if hidden:
            with _without(kind, assistant, settings, own) as blind, show.progress(f"Asking without {kind}") as told:
                rows += evaluate(blind, hidden, told)
    return rows


@contextmanager
def _without(kind: SectionKind, assistant: Assistant, settings: Settings, own: Path) -> Iterator[Assistant]:
    """An assistant over the corpus less its sections of a kind; one index serves all kinds, so little is encoded."""
    with tempfile.TemporaryDirectory(dir=own) as folder:
        probes.hide(kind, assistant.briefings(), Path(folder))
        less = settings.model_copy(update={"corpus": Path(folder), "index": own / "hidden"})
        built(less)
        yield open_assistant(less, None)


def _about(suite: Suite, assistant: Assistant, settings: Settings) -> dict[str, str]:
    """What a reader of the report must know to measure it again."""
    state = assistant.state()
    about = {"suite": suite.name, "when": datetime.now(UTC).isoformat(timespec="seconds"), "askbrief": __version__}
    about |= {name: str(state[name]) for name in ("index_version", "briefings", "passages", "encoder", "reader")}
    return about | settings_told(settings)


def print_falls(made: Report, baseline: Path | None) -> None:
    """One line on stderr for each metric that fell."""
    for fall in made.falls:
        show.say(f"fell below {baseline or BASELINE.name}: {fall}")
