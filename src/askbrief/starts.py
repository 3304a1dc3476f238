"""Where the items of a section begin when the document marks them by layout alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from askbrief.lines import (
    atx,
    counts_from_one,
    field,
    is_name,
    is_person,
    is_prose,
    is_value,
    leading_date,
    plain,
    split_role,
    whole_date,
)
from askbrief.sections import fold
from askbrief.types import SectionKind

_BY = re.compile(r"^(?:discussed|advanced|proposed|supported|predicted) by\s*:", re.IGNORECASE)
_PARTS = {
    "what happened": 0,
    "what happened then": 0,
    "outcome": 1,
    "outcomes": 1,
    "result": 1,
    "why its relevant": 2,
    "why it is relevant": 2,
    "why relevant": 2,
    "relevance": 2,
    "why it matters": 2,
    "why this matters": 2,
    "relevance today": 2,
}


def part_heading(line: str) -> tuple[int, str, str] | None:
    """A precedent's part that `line` opens: its place in the order, its heading's words, the text after a colon."""
    text = (atx(line) or (0, plain(line)))[1]
    name, colon, rest = text.partition(":")
    order = _PARTS.get(fold(name))
    return (order, name.strip(), rest.strip()) if order is not None and (not rest.strip() or colon) else None


def full_lines(lines: tuple[str, ...]) -> list[int]:
    return [at for at, line in enumerate(lines) if line.strip()]


def _indicator_starts(lines: tuple[str, ...]) -> list[int]:
    """Value lines: every third or second line when the layout is even, else each value after a sentence."""
    full = full_lines(lines)
    for stride in (3, 2):
        heads, labels = full[::stride], full[1::stride]
        even = len(full) % stride == 0 and all(is_value(lines[at]) for at in heads)
        if even and not any(is_prose(lines[at]) for at in labels):
            return heads
    starts: list[int] = []
    for before, at in pairwise([-1, *full]):
        fresh = before < 0 or is_prose(lines[before]) or (starts and before - starts[-1] > 1 and at - before > 1)
        if fresh and is_value(lines[at]) and at != full[-1]:
            starts.append(at)
    return starts or _swapped_starts(lines, full)


def _swapped_starts(lines: tuple[str, ...], full: list[int]) -> list[int]:
    """Labels that stand above their values."""
    values = {at for at in full if is_value(lines[at])}
    starts = [a for a, b in pairwise(full) if b in values and a not in values and not is_prose(lines[a])]
    return starts if full and starts[:1] == full[:1] else []


def _people_starts(lines: tuple[str, ...]) -> list[int]:
    """The first line of each block, the line above each `Role (note)`, or a name and what follows it."""
    full = full_lines(lines)
    heads = [at for before, at in pairwise([-2, *full]) if at - before > 1]
    after = set(full)
    if len(heads) > 1 and len(full) >= 2 * len(heads) and all(at + 1 in after and is_name(lines[at]) for at in heads):
        return heads
    noted = [a for a, b in pairwise(full) if split_role(lines[b])[1] and is_name(lines[a]) and not field(lines[a])]
    if noted and noted[0] == full[0]:
        return noted
    named = _alternate({at for at in full if is_person(lines[at])}, full)
    return named if named[:1] == full[:1] else []


def _alternate(names: set[int], full: list[int]) -> list[int]:
    """Those of `names` that open an item: the line after a name is the role, even if it looks like a name."""
    starts: list[int] = []
    for index, at in enumerate(full):
        is_role = index > 0 and starts[-1:] == [full[index - 1]]
        if at in names and not is_role and at != full[-1]:
            starts.append(at)
    return starts


def _organization_starts(lines: tuple[str, ...]) -> list[int]:
    """The name above a type and a `Status:` line, or the short line after prose."""
    full = full_lines(lines)
    starts: list[int] = []
    for index, at in enumerate(full[:-1]):
        before = lines[full[index - 1]] if index else ""
        opens = not before or (is_prose(before) and not field(before))
        heads = bool(field(lines[full[min(index + 2, len(full) - 1)]]))
        follows_name = index > 0 and full[index - 1] in starts[-1:]
        if is_name(lines[at]) and not field(lines[at]) and (opens or (heads and not follows_name)):
            starts.append(at)
    return starts if starts[:1] == full[:1] else []


def _event_starts(lines: tuple[str, ...]) -> list[int]:
    """Dates above events, dates that begin lines, or titles after prose."""
    full = full_lines(lines)
    dates = [at for at in full if whole_date(lines[at])]
    if dates and dates[0] == full[0]:
        return dates
    dated = [at for at in full if (found := leading_date(plain(lines[at]))) and re.match(r"\s*[—–:|-]", found[2])]
    if dated and dated[0] == full[0]:
        return dated
    return _titles_after_prose(lines)


def _titles_after_prose(lines: tuple[str, ...]) -> list[int]:
    full = full_lines(lines)
    starts = [
        at
        for before, at in pairwise([-1, *full])
        if (before < 0 or is_prose(lines[before])) and _is_title(lines[at]) and at != full[-1]
    ]
    return starts if starts[:1] == full[:1] else []


def _is_title(line: str) -> bool:
    return len(plain(line)) <= 160 and not is_prose(line) and not plain(line).endswith((":", ";", ","))


def _scenario_starts(lines: tuple[str, ...]) -> list[int]:
    """Lone numbers, `Scenario 1` lines, the titles above `Discussed by:`, or titles above prose."""
    full = full_lines(lines)
    lone = [at for at in full if re.fullmatch(r"\s*\d{1,2}[.)]?\s*", lines[at])]
    if lone and lone[0] == full[0] and counts_from_one([int(re.sub(r"\D", "", lines[at])) for at in lone]):
        return lone
    named = [at for at in full if re.match(r"\s*(?:scenario|option|path)\s+(?:\d+|[A-Z])\b", lines[at], re.IGNORECASE)]
    if named and named[0] == full[0]:
        return [at for at in named if not is_prose(lines[at])]
    discussed = [a for a, b in pairwise(full) if _BY.match(plain(lines[b]))]
    return discussed or _titles_after_prose(lines)


def _precedent_starts(lines: tuple[str, ...]) -> list[int]:
    """The title above each `What Happened`, one or two lines up; titles above prose without such parts."""
    full = full_lines(lines)
    starts: list[int] = []
    seen: set[int] = set()
    for index, at in enumerate(full):
        part = part_heading(lines[at])
        if part and (part[0] in seen or not starts):
            start = _title_above(lines, full[:index], starts[-1] if starts else -1)
            if start is None:
                return []
            starts.append(start)
            seen = set()
        seen |= {part[0]} if part else set()
    return starts or _titles_after_prose(lines)


def _title_above(lines: tuple[str, ...], above: list[int], floor: int) -> int | None:
    tail = [at for at in above[-2:] if at > floor and _is_title(lines[at]) and not part_heading(lines[at])]
    if len(tail) == 2 and (above[-2:] != tail or not _is_when(lines[tail[1]])):
        tail = tail[1:]
    return tail[0] if tail and tail[-1] == above[-1] else None


def _is_when(line: str) -> bool:
    return bool(field(line) or re.search(r"\d", line) or fold(line) in {"ongoing", "today", "antiquity"})


STARTS: dict[SectionKind, Callable[[tuple[str, ...]], list[int]]] = {
    SectionKind.INDICATORS: _indicator_starts,
    SectionKind.PEOPLE: _people_starts,
    SectionKind.ORGANIZATIONS: _organization_starts,
    SectionKind.TIMELINE: _event_starts,
    SectionKind.SCENARIOS: _scenario_starts,
    SectionKind.HISTORY: _precedent_starts,
}
