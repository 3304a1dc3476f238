"""The log of a training run as a picture: curves.csv to an SVG, without a plotting library."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

WIDTH, HEIGHT, MARGIN = 460, 240, 40
PANELS = (
    ("loss by head", ("span", "answerable", "support")),
    ("held-back slice", ("em", "f1", "hard_auc", "sentence")),
)
COLOURS = ("#1b6ca8", "#c8553d", "#3c7a3c", "#8a4fa3", "#b8860b")


def draw(table: Path, picture: Path) -> None:
    """Writes the curves of a CSV with a column `seen`; empty cells are skipped."""
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    panels = [_panel(rows, title, names, number) for number, (title, names) in enumerate(PANELS)]
    size = f'width="{WIDTH * len(PANELS)}" height="{HEIGHT}"'
    style = 'font-family="sans-serif" font-size="11"'
    picture.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} {style}>\n{"".join(panels)}</svg>\n', encoding="utf-8"
    )


def _panel(rows: Sequence[dict[str, str]], title: str, names: Sequence[str], number: int) -> str:
    points = {n: [(float(r["seen"]), float(r[n])) for r in rows if r.get(n)] for n in names}
    every = [p for line in points.values() for p in line] or [(1.0, 1.0)]
    right, top = max(x for x, _ in every) or 1.0, max(y for _, y in every) or 1.0
    left = number * WIDTH + MARGIN
    wide, high = WIDTH - 2 * MARGIN, HEIGHT - 2 * MARGIN
    parts = [
        f'<rect x="{left}" y="{MARGIN}" width="{wide}" height="{high}" fill="none" stroke="#999"/>\n',
        f'<text x="{left}" y="{MARGIN - 24}">{title}</text>\n',
        f'<text x="{left - 4}" y="{MARGIN + 4}" text-anchor="end">{top:.3g}</text>\n',
        f'<text x="{left - 4}" y="{MARGIN + high}" text-anchor="end">0</text>\n',
        f'<text x="{left + wide}" y="{MARGIN + high + 16}" text-anchor="end">{right:,.0f} examples</text>\n',
    ]
    for place, (name, line) in enumerate(points.items()):
        path = " ".join(f"{left + wide * x / right:.1f},{MARGIN + high * (1 - y / top):.1f}" for x, y in line)
        colour = COLOURS[place]
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>\n')
        parts.append(f'<text x="{left + place * 78}" y="{MARGIN - 8}" fill="{colour}">{name}</text>\n')
    return "".join(parts)
