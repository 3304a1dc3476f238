"""A run written down: the rows (JSON lines), their figures (JSON), and a page with plots that needs no other file."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, select_autoescape
from markupsafe import Markup

from askbrief.calibration import threshold
from askbrief.evaluation import plots
from askbrief.evaluation.bootstrap import Estimate, Values, spoken_of
from askbrief.evaluation.gate import Fall
from askbrief.evaluation.judge import Row, row_dict
from askbrief.evaluation.metrics import METRICS, by_slice, latencies, summary
from askbrief.settings import Settings


@dataclass(frozen=True)
class Report:
    """One run: its name, what was measured with which settings (`about`), its rows, and what the gate said."""

    name: str
    about: Mapping[str, str]
    rows: tuple[Row, ...]
    falls: tuple[Fall, ...] = ()

    def splits(self) -> dict[str, tuple[Row, ...]]:
        """The rows of each split that was asked, test last."""
        names = sorted({r.case.split for r in self.rows}, key=lambda split: (split == "test", split))
        return {split: tuple(r for r in self.rows if r.case.split == split) for split in names}

    @cached_property
    def overall(self) -> dict[str, Estimate]:
        """Metric to estimate, over all rows."""
        return summary(self.rows)

    @cached_property
    def overall_slices(self) -> dict[str, Estimate]:
        """Slice to the share that went right, over all rows."""
        return by_slice(self.rows)

    @cached_property
    def figures(self) -> dict[str, dict[str, Estimate]]:
        """Split to metric to estimate."""
        return {split: summary(rows) for split, rows in self.splits().items()}

    @cached_property
    def slices(self) -> dict[str, dict[str, Estimate]]:
        """Split to slice to the share that went right."""
        return {split: by_slice(rows) for split, rows in self.splits().items()}


def write_report(report: Report, folder: Path) -> Path:
    """Writes `rows.jsonl`, `summary.json` and `index.html` into `folder/<name>/`, which it returns."""
    place = folder / report.name
    place.mkdir(parents=True, exist_ok=True)
    told = [row_dict(row) for row in report.rows]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told)
    (place / "rows.jsonl").write_text(lines, encoding="utf-8")
    summed = json.dumps(summary_dict(report), ensure_ascii=False, indent=2)
    (place / "summary.json").write_text(summed + "\n", encoding="utf-8")
    (place / "index.html").write_text(page(report, told), encoding="utf-8")
    return place


def summary_dict(report: Report) -> dict[str, Any]:
    """The figures as JSON: over all rows, over each split, by slice, the latencies, and what fell."""
    return {
        "name": report.name,
        "about": dict(report.about),
        "questions": len(report.rows),
        "summary": _told(report.overall),
        "splits": {split: _told(figures) for split, figures in report.figures.items()},
        "slices": _told(report.overall_slices),
        "slices_by_split": {split: _told(figures) for split, figures in report.slices.items()},
        "milliseconds": latencies(report.rows),
        "fell": [str(fall) for fall in report.falls],
    }


def page(report: Report, rows: Sequence[Mapping[str, Any]]) -> str:
    """The report as one HTML page."""
    environment = Environment(
        loader=PackageLoader("askbrief.evaluation", "."), autoescape=select_autoescape(), trim_blocks=True
    )
    figures = report.figures
    return environment.get_template("report.html").render(
        report=report,
        figures=figures,
        metrics=[m for m in METRICS.values() if any(m.name in table for table in figures.values())],
        slices=report.slices,
        latencies=latencies(report.rows),
        rows=rows,
        plots={title: Markup(svg) for title, svg in _plots(report).items()},
    )


def _plots(report: Report) -> dict[str, str]:
    """Title to SVG of each plot that has something to show."""
    splits = report.splits()
    drawn = {"Slices": plots.intervals(report.slices, "share right, or recall@10 of rankings, with 95% interval")}
    answered = {split: _confidences(rows, "risk area") for split, rows in splits.items()}
    if any(len(values) for values in answered.values()):
        drawn["Risk and coverage"] = plots.risk_curves(answered)
        drawn["Reliability"] = plots.reliability(
            {
                "answers": _confidences(report.rows, "calibration error"),
                "refusals": _confidences(report.rows, "refusal calibration"),
            }
        )
    losses = {split: _typo_losses(rows) for split, rows in splits.items()}
    if any(losses.values()):
        drawn["Typo loss"] = plots.intervals(losses, "right, clean less noisy in pairs, with 95% interval")
    stages = latencies(report.rows)
    if stages:
        drawn["Latency"] = plots.bars(stages, "milliseconds a question")
    return drawn


def _confidences(rows: Sequence[Row], metric: str) -> Values:
    """Confidence and rightness, shape (n, 2), of the rows that a metric of confidence speaks of."""
    values = METRICS[metric].values(rows)
    return spoken_of(values).reshape(-1, 2)


def _typo_losses(rows: Sequence[Row]) -> dict[str, Estimate]:
    """For each slice of noisy questions the mean loss."""
    noisy = [row for row in rows if row.clean]
    return by_slice(noisy, lambda row: row.clean.right - row.right if row.clean else 0.0)


def _told(figures: Mapping[str, Estimate]) -> dict[str, dict[str, float]]:
    """Estimates as JSON; `mean` is the figure, whatever its kind."""
    return {
        name: {"mean": e.value, "low": e.low, "high": e.high, "n": e.n}
        for name, e in figures.items()
        if math.isfinite(e.value)
    }


def settings_told(settings: Settings) -> dict[str, str]:
    """The settings that bear on the answers, name to value."""
    left_out = {"host", "port", "log_level", "corpus", "index", "keep_versions", "threads"}
    told = settings.model_dump() | {"min_support": threshold(settings)}
    return {name: str(value) for name, value in told.items() if name not in left_out}
