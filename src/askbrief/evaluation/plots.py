"""The plots of a report as SVG text that takes the page's own text colour. The only module that knows matplotlib."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from askbrief.evaluation.bootstrap import Estimate, Values
from askbrief.evaluation.metrics import confidence_bins, risk_coverage

COLOURS = {"dev": "#4477aa", "test": "#cc3366", "all": "#4477aa", "answers": "#4477aa", "refusals": "#cc6600"}
_OTHER = "#777777"
_INK = "#010203"
"""Stands for the page's text colour until the SVG is written."""
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "askbrief",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.color": _INK,
    "axes.edgecolor": _INK,
    "axes.labelcolor": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "grid.alpha": 0.25,
}


def intervals(groups: Mapping[str, Mapping[str, Estimate]], label: str) -> str:
    """A dot with its 95% interval for each name, one colour a group; `groups`: group to name to estimate."""
    names = list(dict.fromkeys(name for figures in groups.values() for name in figures))
    figure, axes = _canvas(height=0.8 + 0.3 * len(names))
    for number, (group, figures) in enumerate(groups.items()):
        shift = (number - (len(groups) - 1) / 2) * 0.24
        for name, at in figures.items():
            y = names.index(name) + shift
            axes.plot([at.low, at.high], [y, y], color=_colour(group), linewidth=1.5)
            axes.plot([at.value], [y], "o", color=_colour(group), markersize=5)
        axes.plot([], [], "o-", color=_colour(group), label=group)
    axes.set_yticks(range(len(names)), names, parse_math=False)
    axes.invert_yaxis()
    axes.set_xlabel(label)
    _finish(axes, legend=len(groups) > 1)
    return _svg(figure)


def risk_curves(groups: Mapping[str, Values]) -> str:
    """Risk against coverage of the answers given; `groups`: name to (confidence, right), shape (answers, 2)."""
    figure, axes = _canvas(height=3.2)
    for group, values in groups.items():
        if len(values):
            coverage, risk = risk_coverage(values)
            axes.plot(coverage, risk, color=_colour(group), label=group, drawstyle="steps-post")
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="coverage: share of the answers, most confident first", ylabel="risk")
    _finish(axes, legend=True)
    return _svg(figure)


def reliability(groups: Mapping[str, Values]) -> str:
    """Share right against confidence in bins of equal size; `groups`: name to (confidence, right), shape (n, 2)."""
    figure, axes = _canvas(height=4.0)
    axes.plot([0, 1], [0, 1], color=_OTHER, linewidth=1, linestyle="--")
    for group, values in groups.items():
        bins = [b.mean(axis=0) for b in confidence_bins(values)] if len(values) else []
        if bins:
            axes.plot(*np.array(bins).T, "o-", color=_colour(group), label=group)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="confidence", ylabel="share right", aspect="equal")
    _finish(axes, legend=True)
    return _svg(figure)


def bars(stages: Mapping[str, Mapping[str, float]], label: str) -> str:
    """Horizontal bars: for each stage its p95, light, behind its p50."""
    names = list(stages)
    figure, axes = _canvas(height=0.8 + 0.35 * len(names))
    for alpha, quantile in ((0.35, "p95"), (1.0, "p50")):
        axes.barh(names, [stages[n][quantile] for n in names], color=COLOURS["all"], alpha=alpha, label=quantile)
    axes.invert_yaxis()
    axes.set_xlabel(label)
    _finish(axes, legend=True)
    return _svg(figure)


def _canvas(*, height: float) -> tuple[Figure, Axes]:
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.0, height), layout="constrained")
        return figure, figure.subplots()


def _finish(axes: Axes, *, legend: bool) -> None:
    axes.grid(visible=True)
    axes.set_axisbelow(True)
    if legend and axes.get_legend_handles_labels()[0]:
        axes.legend(frameon=False, labelcolor=_INK, loc="best")


def _svg(figure: Figure) -> str:
    """The figure as an <svg> element: transparent, text as text, ink in the page's colour."""
    out = io.StringIO()
    with mpl.rc_context(_STYLE):
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    element = out.getvalue().partition("<svg")[2]
    element = re.sub(r' width="[\d.]+pt" height="[\d.]+pt"|height="[\d.]+pt" | width="[\d.]+pt"', "", element, count=2)
    return f"<svg{element}".replace(_INK, "currentColor")


def _colour(group: str) -> str:
    return COLOURS.get(group, _OTHER)
