"""Dates as people write them, read as closed ranges of days, and written out again.

A date of any precision is a range: `2022` is 2022-01-01 to 2022-12-31. ISO strings compare as dates do.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from askbrief.types import TimeRange

MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_name) if name}
SHORT = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name} | {"sept": 9}
_NAME = "|".join(sorted([*MONTHS, *SHORT], key=len, reverse=True))
_YEAR = r"(?P<{0}>1[5-9]\d\d|20\d\d)"
_DASH = r"\s*(?:-|–|—|to|and)\s*"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_YEAR.format('y')}-(?P<m>0[1-9]|1[0-2])-(?P<d>[0-2]\d|3[01])\b",
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?(?:{_DASH}(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)?\s+"
        rf"(?P<mon>{_NAME})\.?,?\s+{_YEAR.format('y')}\b",
        rf"\b(?P<mon>{_NAME})\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?:{_DASH}(?P<d2>\d{{1,2}}))?,?\s+{_YEAR.format('y')}\b",
        rf"\b(?P<mon>{_NAME})\.?,?\s+(?:of\s+)?{_YEAR.format('y')}\b",
        rf"\b{_YEAR.format('y')}-(?P<m>0[1-9]|1[0-2])\b(?!-)",
        rf"\b{_YEAR.format('y')}\s*[–—-]\s*{_YEAR.format('y2')}\b",
        rf"\b{_YEAR.format('y')}s?\b(?![-–]\d)",
    )
)


_A_YEAR = re.compile(r"1[5-9]\d\d|20\d\d")
"""What every pattern holds."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text: its surface at `start:end` and the first and last day it covers (ISO)."""

    surface: str
    start: int
    end: int
    first: str
    last: str


def _month(parts: dict[str, str | None]) -> int | None:
    if parts.get("m"):
        return int(parts["m"] or 0)
    name = (parts.get("mon") or "").lower()
    return MONTHS.get(name) or SHORT.get(name)


def _range(match: re.Match[str]) -> tuple[str, str] | None:
    """First and last ISO day of a match, or None for a day that the month does not have."""
    parts = match.groupdict()
    year, month = int(parts["y"] or 0), _month(parts)
    if month is None:
        last_year = int(parts.get("y2") or year)
        if match.group().endswith("s"):
            last_year = year + 9
        return (f"{year}-01-01", f"{last_year}-12-31") if last_year >= year else None
    days = calendar.monthrange(year, month)[1]
    first = int(parts.get("d") or 1)
    last = int(parts.get("d2") or parts.get("d") or days)
    if not 1 <= first <= last <= days:
        return None
    return f"{year}-{month:02}-{first:02}", f"{year}-{month:02}-{last:02}"


def find_dates(text: str) -> tuple[DateMention, ...]:
    """The dates of a text in order of place; longer readings win over the shorter ones inside them."""
    found: list[DateMention] = []
    for pattern in _PATTERNS if _A_YEAR.search(text) else ():
        for match in pattern.finditer(text):
            taken = any(m.start < match.end() and match.start() < m.end for m in found)
            days = None if taken else _range(match)
            if days:
                found.append(DateMention(match.group(), match.start(), match.end(), *days))
    return tuple(sorted(found, key=lambda m: m.start))


def date_range(text: str) -> tuple[str | None, str | None]:
    """First and last day named anywhere in a text, or (None, None)."""
    found = find_dates(text)
    if not found:
        return None, None
    return min(m.first for m in found), max(m.last for m in found)


def without_dates(text: str, dates: Sequence[DateMention] | None = None) -> str:
    """The text without its dates (found here unless given), so that what figures are left are others."""
    for found in reversed(find_dates(text) if dates is None else dates):
        text = text[: found.start] + text[found.end :]
    return text


def format_range(first: str | None, last: str | None) -> str:
    """`2 December 2025`, `December 2025`, `2025`, or `2 December 2025 to 5 January 2026`."""
    if not first or not last:
        return ""
    if first == last:
        return _day(first)
    if first.endswith("-01-01") and last.endswith("-12-31"):
        return first[:4] if first[:4] == last[:4] else f"{first[:4]}–{last[:4]}"
    if first[:7] == last[:7] and first.endswith("-01") and int(last[8:]) == _days(first):
        return f"{calendar.month_name[int(first[5:7])]} {first[:4]}"
    return f"{_day(first)} to {_day(last)}"


def _days(iso: str) -> int:
    return calendar.monthrange(int(iso[:4]), int(iso[5:7]))[1]


def _day(iso: str) -> str:
    return f"{int(iso[8:10])} {calendar.month_name[int(iso[5:7])]} {iso[:4]}"


_BEFORE = re.compile(r"\b(before|until|till|prior to|up to|by|earlier than)\s+(the\s+)?(end of\s+)?$", re.I)
_AFTER = re.compile(r"\b(after|since|later than|from|following|starting(?: in)?)\s+(the\s+)?$", re.I)
_INCLUSIVE = ("until", "till", "up to", "by")


_NOT_MEANT = re.compile(r"\(?\bnot (?:the |of |in )+[^,;()?]*\)?", re.I)
_THE = re.compile(r"\bthe $", re.I)
_NAMING = re.compile(
    r"['’]?s? (?:\w+ )?(?:accords?|deal|agreement|treaty|pact|protocol|text|framework|war|constitution|settlement"
    r"|annex)\b",
    re.I,
)
"""What a date before it names rather than bounds: "the 2015 deal"."""


def question_time(text: str) -> TimeRange | None:
    """The days a question asks about: "in 2022", "before May 2014", "between 2014 and 2015", "since 2020".

    A year that names something is none ("the 2015 deal"), nor is one that is told to be not meant.
    """
    text = _with_years(_NOT_MEANT.sub("", text))
    found = [d for d in find_dates(text) if not _NAMING.match(text[d.end :]) or not _THE.search(text[: d.start])]
    if not found:
        return None
    first, last = found[0], found[-1]
    between = re.search(r"\b(between|from)\s+(the\s+)?$", text[: first.start], re.I)
    if len(found) > 1 and between:
        return TimeRange(first.first, last.last)
    lead = text[: first.start]
    if match := _BEFORE.search(lead):
        inclusive = match.group(1).lower() in _INCLUSIVE
        return TimeRange(None, first.last if inclusive else day_before(first.first))
    if match := _AFTER.search(lead):
        inclusive = match.group(1).lower() in ("since", "from") or match.group(1).lower().startswith("starting")
        return TimeRange(first.first if inclusive else day_after(first.last), None)
    return TimeRange(first.first, first.last)


def _with_years(text: str) -> str:
    """The text with the year of the second day given to the first: "between 1 June and 1 August 2025"."""
    match = _YEARLESS.search(text)
    if not match:
        return text
    year = int(match["year"])
    first = next(iter(find_dates(f"{match['first']} {year}")), None)
    last = find_dates(match["last"])
    if first and last and first.first > last[-1].last:
        year -= 1
    return f"{text[: match.end('first')]} {year}{text[match.end('first') :]}"


_YEARLESS = re.compile(
    r"\b(?:between|from)\s+(?P<first>(?:\d{1,2}(?:st|nd|rd|th)?\s+)?[A-Z][a-z]{2,8}(?:\s+\d{1,2}(?:st|nd|rd|th)?)?)"
    r"\s+(?:and|to|till|until)\s+(?P<last>(?:\S+\s+){0,3}?(?P<year>(?:19|20)\d\d)\b)",
    re.I,
)


def day_before(iso: str) -> str:
    """The ISO day before."""
    return _shift(iso, -1)


def day_after(iso: str) -> str:
    """The ISO day after."""
    return _shift(iso, 1)


def _shift(iso: str, days: int) -> str:
    return (date.fromisoformat(iso) + timedelta(days=days)).isoformat()


def overlaps(first: str | None, last: str | None, asked: TimeRange) -> bool:
    """Whether a dated thing lies, wholly or in part, in the asked days; an undated one does not."""
    if not first or not last:
        return False
    return (asked.start is None or last >= asked.start) and (asked.end is None or first <= asked.end)
