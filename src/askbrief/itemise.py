"""The lines of one section -> its items as they stand: which line opens an item, which lines belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from askbrief.lines import (
    atx,
    bold_lead,
    bullet,
    counts_from_one,
    field,
    is_name,
    is_value,
    leading_date,
    ordinal,
    whole_date,
)
from askbrief.sections import fold
from askbrief.starts import STARTS, full_lines, part_heading
from askbrief.types import SectionKind

COLUMN_NAMES = frozenset(
    {"name", "person", "people", "who", "organization", "organisation", "event", "title", "value", "figure", "number"}
    | {"indicator", "label", "metric", "what", "description", "scenario", "precedent"}
)
"""Column headings that only say what the section says: a row's first cells need them no more."""


@dataclass(frozen=True, slots=True)
class Raw:
    """An item: its first line and its further lines, blank ones among them; `listed` when cut from a list."""

    head: str
    lines: tuple[str, ...] = ()
    listed: bool = False


Cut = tuple[tuple[str, ...], tuple[Raw, ...]]


def itemise(kind: SectionKind, lines: tuple[str, ...]) -> Cut:
    """The lines before the first item, and the items; no items when the lines are prose."""
    for cut in (_by_headings, _by_table, _by_bold, _by_list):
        intro, raws = cut(kind, lines)
        if raws:
            return intro, raws
    return _at_starts(lines, STARTS[kind](lines)) if kind in STARTS else (lines, ())


def undoubled(lines: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The lines without the second of each exactly doubled short line, and where the first ones stand now."""
    kept: list[str] = []
    doubled: list[int] = []
    last = -1
    for line in lines:
        same = last >= 0 and line.strip() and line.strip() == kept[last].strip()
        if same and last not in doubled[-1:] and is_name(line) and not re.fullmatch(r"[\W\d]*", line):
            doubled.append(last)
            continue
        if line.strip():
            last = len(kept)
        kept.append(line)
    return tuple(kept), tuple(doubled)


def cut_at(lines: tuple[str, ...], doubled: tuple[int, ...]) -> Cut | None:
    """The items whose names were doubled, when the first line of the section is one of them."""
    return _at_starts(lines, list(doubled)) if list(doubled[:1]) == full_lines(lines)[:1] and doubled else None


def _at_starts(lines: tuple[str, ...], starts: list[int], *, listed: bool = False) -> Cut:
    if not starts:
        return lines, ()
    bounds = pairwise([*starts, len(lines)])
    raws = tuple(Raw(lines[first].strip(), lines[first + 1 : end], listed) for first, end in bounds)
    return lines[: starts[0]], raws


def _by_headings(kind: SectionKind, lines: tuple[str, ...]) -> Cut:
    levels = {at: found[0] for at, line in enumerate(lines) if (found := atx(line))}
    if not levels:
        return lines, ()
    top = min(levels.values())
    starts = [at for at, level in levels.items() if level == top]
    if kind is SectionKind.HISTORY and all(part_heading(lines[at]) for at in starts):
        return lines, ()
    intro, raws = _at_starts(lines, starts)
    return intro, tuple(Raw((atx(raw.head) or (0, raw.head))[1], raw.lines) for raw in raws)


def _by_table(kind: SectionKind, lines: tuple[str, ...]) -> Cut:
    """Each row of the one table in the section is an item; its other cells become `Column: cell` lines."""
    rows = [at for at, line in enumerate(lines) if line.strip().startswith("|")]
    if (
        len(rows) < 3
        or rows != list(range(rows[0], rows[-1] + 1))
        or any(lines[at].strip() for at in _after(rows, lines))
    ):
        return lines, ()
    header, rule, *cells = [[c.strip() for c in re.split(r"(?<!\\)\|", lines[at].strip().strip("|"))] for at in rows]
    if not all(re.fullmatch(r":?-+:?", c) for c in rule) or any(len(row) != len(header) for row in cells):
        return lines, ()
    lead = _lead_column(kind, header, cells)
    return lines[: rows[0]], tuple(_row(kind, header, row, lead) for row in cells)


def _after(rows: list[int], lines: tuple[str, ...]) -> range:
    return range(rows[-1] + 1, len(lines))


def _lead_column(kind: SectionKind, header: list[str], cells: list[list[str]]) -> int:
    wanted = is_value if kind is SectionKind.INDICATORS else is_name
    if kind is SectionKind.INDICATORS:
        header = [""] * len(header)
    named = [at for at, name in enumerate(header) if fold(name) in COLUMN_NAMES]
    fits = [at for at in range(len(header)) if all(wanted(row[at]) for row in cells)]
    if kind is SectionKind.TIMELINE:
        fits = [at for at in fits if not all(leading_date(row[at]) for row in cells)]
    return next(iter([*named, *fits]), 0)


def _row(kind: SectionKind, header: list[str], row: list[str], lead: int) -> Raw:
    """A row as an item; the header's words stay with the cells, for they are the document's words too."""
    named = [(name, cell) for at, (name, cell) in enumerate(zip(header, row, strict=True)) if at != lead and cell]
    if kind is SectionKind.INDICATORS and named:
        return Raw(f"{row[lead]} — {named[0][1]}", tuple(f"{name}: {cell}" for name, cell in named[1:] if name))
    return Raw(row[lead], tuple(f"{name}: {cell}" if name else cell for name, cell in named))


def _by_bold(kind: SectionKind, lines: tuple[str, ...]) -> Cut:
    full = full_lines(lines)
    starts = [at for at in full if bold_lead(lines[at]) and not field(lines[at]) and not part_heading(lines[at])]
    if not starts or starts[0] != full[0]:
        return lines, ()
    return _at_starts(lines, starts)


def _by_list(kind: SectionKind, lines: tuple[str, ...]) -> Cut:
    """Items of a bulleted or a numbered list; what follows an item, indented or not, belongs to it."""
    full = full_lines(lines)
    bullets = [at for at in full if bullet(lines[at])]
    numbers = [at for at in full if ordinal(lines[at])]
    if numbers and counts_from_one([(ordinal(lines[at]) or (0, ""))[0] for at in numbers]):
        starts = [_date_above(lines, at) for at in numbers] if kind is SectionKind.TIMELINE else numbers
        intro, raws = _at_starts(lines, starts)
        cut = tuple(_without_number(kind, raw) for raw in raws)
        return (intro, cut) if len(cut) > 1 or not any(map(str.strip, intro)) else (lines, ())
    if not bullets or (bullets[0] != full[0] and len(bullets) < 2):
        return lines, ()
    indent = (bullet(lines[bullets[0]]) or (0, ""))[0]
    starts = [at for at in bullets if (bullet(lines[at]) or (0, ""))[0] <= indent]
    intro, raws = _at_starts(lines, starts)
    return intro, tuple(Raw((bullet(raw.head) or (0, raw.head))[1], _dedented(raw.lines), True) for raw in raws)


def _without_number(kind: SectionKind, raw: Raw) -> Raw:
    """The item without its number, which is kept where it is the item's name: scenarios."""
    if kind is SectionKind.SCENARIOS:
        return Raw(raw.head, _dedented(raw.lines))
    if not ordinal(raw.head):
        return Raw(raw.head, tuple((ordinal(line) or (0, line))[1] for line in _dedented(raw.lines)))
    return Raw((ordinal(raw.head) or (0, raw.head))[1], _dedented(raw.lines), True)


def _date_above(lines: tuple[str, ...], at: int) -> int:
    """The line of the date that stands alone above a numbered title, or the title's own."""
    above = next((before for before in range(at - 1, -1, -1) if lines[before].strip()), at)
    return above if above != at and whole_date(lines[above]) else at


def _dedented(lines: tuple[str, ...]) -> tuple[str, ...]:
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    cut = min(indents, default=0)
    return tuple(line[cut:] for line in lines)
