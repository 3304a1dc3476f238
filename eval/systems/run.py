"""The benchmark's questions asked of askbrief, of askbrief with each part off, and of its peers, in one run.

    python eval/systems/run.py [--system NAME ...] [--corpus DIR] [--suite PATH] [--out DIR]

Prints one table a split, test last, with 95% intervals, then each system's settings. Writes the same as Markdown and
each system's whole report into the folder `--out`. A peer that is not installed is named and left out; see README.md.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

EVAL = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(EVAL), str(EVAL.parent / "src")]

from askbrief import terminal as show  # noqa: E402
from askbrief.evaluation.bootstrap import Estimate, paired_difference  # noqa: E402
from askbrief.evaluation.judge import Row  # noqa: E402
from askbrief.evaluation.metrics import METRICS, latencies  # noqa: E402
from askbrief.evaluation.report import Report, write_report  # noqa: E402
from askbrief.evaluation.run import evaluate  # noqa: E402
from askbrief.evaluation.suite import Case, check_evidence, read_suite  # noqa: E402
from systems.passages import PeerMissing  # noqa: E402
from systems.registry import SYSTEMS  # noqa: E402

OURS = "askbrief"
COLUMNS = (
    "right and cited",
    "recall@5",
    "nDCG@10",
    "citation precision",
    "refusal precision",
    "refusal recall",
    "false refusals",
    "risk area",
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--system", action="append", choices=SYSTEMS, help="ask only these; repeatable")
    parser.add_argument("--corpus", type=Path, default=EVAL.parent / "corpus")
    parser.add_argument("--suite", type=Path, default=EVAL / "questions")
    parser.add_argument("--out", type=Path, default=Path("eval") / "reports" / "systems")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="askbrief-systems-") as index:
        reports = ask(options.system or list(SYSTEMS), read_suite(options.suite), options.corpus, Path(index))
    for report in reports:
        write_report(report, options.out)
    told = "\n".join(markdown(reports))
    (options.out / "table.md").write_text(told + "\n", encoding="utf-8")
    print(told)


def ask(names: Sequence[str], cases: Sequence[Case], corpus: Path, index: Path) -> list[Report]:
    """A report for each system that is installed."""
    reports = []
    for name in names:
        try:
            system = SYSTEMS[name](corpus, index)
        except PeerMissing as missing:
            show.say(f"{name} is left out: {missing}")
            continue
        check_evidence(cases, system.briefings())
        with show.progress(f"Asking {name}") as told:
            rows = evaluate(system, cases, told)
        reports.append(Report(name, {"system": name, "settings": system.settings}, rows))
    return reports


def markdown(reports: Sequence[Report]) -> list[str]:
    """The tables, one a split, and the settings."""
    lines: list[str] = []
    for split in reports[0].splits() if reports else ():
        parts = {r.name: r.splits()[split] for r in reports}
        lines += [f"### {split}", "", *table(parts), ""]
    return [*lines, *(f"- **{r.name}**: {r.about['settings']}" for r in reports)]


def table(parts: Mapping[str, Sequence[Row]]) -> list[str]:
    """A row a system: each figure with its interval, what right and cited differs from ours, the median time."""
    heads = ("system", *COLUMNS, "right and cited less askbrief's", "characters cited", "p50 ms")
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for name, rows in parts.items():
        figures = [told(METRICS[column].estimate(rows)) for column in COLUMNS]
        milliseconds = latencies(rows).get("total", {"p50": float("nan")})["p50"]
        less = told(difference(rows, parts.get(OURS)), signed=True)
        cells = (name, *figures, less, f"{characters_cited(rows):.0f}", f"{milliseconds:.0f}")
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def characters_cited(rows: Sequence[Row]) -> float:
    """The mean length of all quotes of an answer that cites: whoever quotes pages is sure to quote the evidence."""
    lengths = [sum(len(c.quote) for c in row.answer.citations) for row in rows if row.answer and row.answer.citations]
    return sum(lengths) / len(lengths) if lengths else 0.0


def difference(rows: Sequence[Row], ours: Sequence[Row] | None) -> Estimate | None:
    """Right and cited less askbrief's, over the same questions, paired."""
    metric = METRICS["right and cited"]
    return paired_difference(metric.values(rows), metric.values(ours), metric.figure) if ours else None


def told(figure: Estimate | None, *, signed: bool = False) -> str:
    """A figure with its interval; a dash where there is none."""
    form = "+.3f" if signed else ".3f"
    return f"{figure.value:{form}} ({figure.low:{form}}–{figure.high:{form}})" if figure else "–"


if __name__ == "__main__":
    main()
