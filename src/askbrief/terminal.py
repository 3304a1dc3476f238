"""What the command line prints: results on stdout, progress and failures on stderr, never markup in a quote."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from askbrief.types import Answer

if TYPE_CHECKING:
    from askbrief.calibration import Point
    from askbrief.doctor import Check
    from askbrief.evaluation.bootstrap import Estimate
    from askbrief.importing import Added
    from askbrief.index import BuildReport

Report = Callable[[int, int], None]
"""Called with (done, total) while long work runs."""


def console(*, stderr: bool = False) -> Console:
    """A console that prints text as it is: no markup, no highlighting, no breaking of long lines."""
    return Console(stderr=stderr, markup=False, highlight=False, soft_wrap=True, emoji=False)


def say(message: object) -> None:
    """One line on stderr."""
    console(stderr=True).print(" ".join(str(message).split()))


def print_json(value: object) -> None:
    """The value as JSON on stdout, and nothing else."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


@contextmanager
def working(what: str) -> Iterator[None]:
    """A spinner on stderr while a step of unknown length runs; silent when stderr is no terminal."""
    with console(stderr=True).status(what):
        yield


@contextmanager
def progress(what: str) -> Iterator[Report]:
    """A bar on stderr fed with (done, total); where stderr is no terminal one line says what was done."""
    to = console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    counted = 0
    with Progress(*columns, console=to, transient=True, disable=not to.is_terminal) as bar:
        task = bar.add_task(what, total=None)

        def report(done: int, total: int) -> None:
            nonlocal counted
            counted = total
            bar.update(task, completed=done, total=total)

        yield report
    if counted and not to.is_terminal:
        to.print(f"{what}: {counted}")


def print_build(report: BuildReport) -> None:
    """What a build changed: one line a kind of change, then the totals."""
    out = console()
    briefings = 0
    for change in ("added", "changed", "removed", "unchanged"):
        ids: tuple[str, ...] = getattr(report, change)
        briefings += len(ids) if change != "removed" else 0
        if ids:
            out.print(f"{change} {len(ids)}" + (f": {', '.join(ids)}" if change != "unchanged" else ""))
    out.print(
        f"index {report.version}: {briefings} briefings, {report.passages} passages, {report.encoded} encoded now"
    )


def print_added(added: Added) -> None:
    """One line for a file: what was written, or on stderr why nothing was."""
    if added.error:
        say(added.error)
        return
    counts = ", ".join(f"{name} {number}" if number else name for name, number in added.counts)
    told = "added" if added.is_new else "already there:"
    console().print(f"{told} {added.briefing}  {added.title}" + (f"  ({counts})" if counts else ""))


def print_answer(answer: Answer) -> None:
    """How the question was read, the answer, then its sources by number."""
    out, question = console(), answer.question
    for correction in question.corrections:
        out.print(f'Read "{correction.typed}" as {correction.read}', style="dim")
    if question.text != question.raw:
        out.print(f"Understood as: {question.text}", style="dim")
    out.print(Text(answer.text))
    for citation in answer.citations:
        place = " › ".join((citation.briefing_title, *citation.heading_path, citation.quote))
        out.print(Text(f"[{citation.number}] {' '.join(place.split())}", style="cyan"))
    for suggestion in answer.suggestions:
        out.print(f"Try: {suggestion}", style="dim")


def print_evaluation(
    figures: Mapping[str, Mapping[str, Estimate]],
    slices: Mapping[str, Mapping[str, Estimate]],
    milliseconds: Mapping[str, Mapping[str, float]],
) -> None:
    """Three tables: the metrics and the slices by split, each with its 95% interval, and the time of each stage."""
    _table(("metric", *figures, "questions"), _by_split(figures))
    _table(("slice: right", *slices, "questions"), _by_split(slices))
    stages = [(stage, f"{ms['p50']:.1f}", f"{ms['p95']:.1f}") for stage, ms in milliseconds.items()]
    _table(("stage", "p50, ms", "p95, ms"), stages)


def _by_split(figures: Mapping[str, Mapping[str, Estimate]]) -> list[tuple[str, ...]]:
    """A row for each name: its estimate in each split, and over how many questions."""
    names = dict.fromkeys(name for table in figures.values() for name in table)
    rows = []
    for name in names:
        found = [table.get(name) for table in figures.values()]
        rows.append((name, *map(_estimate, found), "+".join(str(e.n) if e else "0" for e in found)))
    return rows


def _estimate(found: Estimate | None) -> str:
    return f"{found.value:.3f} ({found.low:.3f}–{found.high:.3f})" if found else "–"


def print_calibration(
    kinds: Mapping[str, tuple[int, int, int]], points: Sequence[Point], chosen: Point | None, told: Iterable[str]
) -> None:
    """Two tables, how each kind of probe went and what each threshold lets through, then what that means."""
    counts = [(kind, *map(str, numbers)) for kind, numbers in kinds.items()]
    _table(("probes", "asked", "answered", "rightly"), counts)
    rows = [
        (
            f"{p.threshold:.2f}{' chosen' if p is chosen else ''}",
            f"{p.coverage:.1%}",
            str(p.answers),
            str(p.errors),
            f"{p.risk:.1%}",
            f"{p.bound:.1%}",
        )
        for p in points
    ]
    _table(("threshold", "coverage", "answers", "wrong", "risk", "at most"), rows)
    for line in told:
        console().print(line)


def print_checks(checks: Sequence[Check]) -> None:
    """One line a check; what is wrong is followed by its cure."""
    out = console()
    for check in checks:
        out.print(
            Text.assemble(("ok    ", "green") if check.ok else ("wrong ", "red"), f"{check.name}: {check.detail}")
        )
        if not check.ok:
            out.print(f"      cure: {check.cure}")


def print_entities(found: Sequence[Mapping[str, Any]]) -> None:
    """One line a name: how alike, what it is, where it stands."""
    for entity in found:
        out = f"{entity['score']:.2f}  {entity['name']}  {entity['kind']}  {', '.join(entity['briefings'])}"
        console().print(out)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = Table(*heads)
    for row in rows:
        table.add_row(*row)
    Console(markup=False, highlight=False).print(table)
