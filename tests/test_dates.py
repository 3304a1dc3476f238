"""Dates read as ranges of days, and written again."""

from __future__ import annotations

import calendar
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askbrief.dates import date_range, day_after, day_before, find_dates, format_range, overlaps, question_time
from askbrief.types import TimeRange

DAYS = st.dates(date(1500, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2022-02-24", "2022-02-24", "2022-02-24"),
        ("24 February 2022", "2022-02-24", "2022-02-24"),
        ("the 24th of February 2022", "2022-02-24", "2022-02-24"),
        ("February 24, 2022", "2022-02-24", "2022-02-24"),
        ("Feb. 24th, 2022", "2022-02-24", "2022-02-24"),
        ("Sept 3 2014", "2014-09-03", "2014-09-03"),
        ("11–12 February 2015", "2015-02-11", "2015-02-12"),
        ("February 11-12, 2015", "2015-02-11", "2015-02-12"),
        ("July 1953", "1953-07-01", "1953-07-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2020–2023", "2020-01-01", "2023-12-31"),
        ("1998", "1998-01-01", "1998-12-31"),
        ("the 1960s", "1960-01-01", "1969-12-31"),
    ],
)
def test_a_date_of_any_precision_is_a_range(text: str, first: str, last: str) -> None:
    """A day, a few days, a month, a year, a span of years or a decade."""
    assert date_range(text) == (first, last)


@pytest.mark.parametrize("text", ["no date here", "1,550 warheads", "12345", "31 in May", "resolution 2231", ""])
def test_other_numbers_are_no_dates(text: str) -> None:
    """Counts, resolutions and small numbers are left alone."""
    assert find_dates(text) == ()


def test_a_day_that_the_month_lacks_is_read_as_its_month() -> None:
    """30 February is no day; February 2022 is still named."""
    assert date_range("30 February 2022") == ("2022-02-01", "2022-02-28")


@given(DAYS)
def test_every_way_of_writing_a_day_reads_as_that_day(day: date) -> None:
    """ISO, day first and month first agree."""
    month = calendar.month_name[day.month]
    for written in (day.isoformat(), f"{day.day} {month} {day.year}", f"{month} {day.day}, {day.year}"):
        assert date_range(f"It was {written}.") == (day.isoformat(), day.isoformat())


@given(st.text() | st.lists(st.sampled_from(["May", "2014", "3", "-", "–", " ", "to", "2015-02-31", "s"])).map("".join))
def test_any_text_can_be_searched_for_dates(text: str) -> None:
    """Found dates stand where they say, in order, apart, and end no earlier than they begin."""
    found = find_dates(text)
    assert all(text[m.start : m.end] == m.surface and m.first <= m.last for m in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        ("2025-12-02", "2025-12-02", "2 December 2025"),
        ("2025-12-01", "2025-12-31", "December 2025"),
        ("2025-01-01", "2025-12-31", "2025"),
        ("2014-01-01", "2015-12-31", "2014–2015"),
        ("2025-12-02", "2026-01-05", "2 December 2025 to 5 January 2026"),
        (None, None, ""),
    ],
)
def test_a_range_is_written_as_shortly_as_it_can(first: str | None, last: str | None, written: str) -> None:
    """A whole month or year is written as such."""
    assert format_range(first, last) == written


@given(DAYS, DAYS)
def test_a_written_range_reads_as_itself(one: date, other: date) -> None:
    """What `format_range` writes, `date_range` reads."""
    first, last = sorted((one.isoformat(), other.isoformat()))
    assert date_range(format_range(first, last)) == (first, last)


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("What happened in 2022?", TimeRange("2022-01-01", "2022-12-31")),
        ("What happened before May 2014?", TimeRange(None, "2014-04-30")),
        ("What was agreed until May 2014?", TimeRange(None, "2014-05-31")),
        ("What happened after 24 February 2022?", TimeRange("2022-02-25", None)),
        ("Who resigned since 2020?", TimeRange("2020-01-01", None)),
        ("What happened between 2014 and 2015?", TimeRange("2014-01-01", "2015-12-31")),
        ("What happened between 1 June and 1 August 2025?", TimeRange("2025-06-01", "2025-08-01")),
        ("Who led it from November to 3 January 2026?", TimeRange("2025-11-01", "2026-01-03")),
        ("What happened from May 2014 to June 2014?", TimeRange("2014-05-01", "2014-06-30")),
        ("Who is president?", None),
    ],
)
def test_a_question_names_the_days_it_asks_about(question: str, asked: TimeRange | None) -> None:
    """Before and after leave one end open; until, by and since take the named days in."""
    assert question_time(question) == asked


def test_days_before_and_after_cross_months_and_leap_years() -> None:
    """1 March 2024 follows 29 February."""
    assert day_before("2024-03-01") == "2024-02-29"
    assert day_after("2025-12-31") == "2026-01-01"


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [("2021-12-31", "2022-01-01", True), ("2023-01-01", "2023-01-01", False), (None, None, False)],
)
def test_a_dated_thing_overlaps_the_asked_days(first: str | None, last: str | None, expected: bool) -> None:
    """One shared day is enough; an undated thing never lies in them."""
    assert overlaps(first, last, TimeRange("2022-01-01", "2022-12-31")) is expected


def test_open_ends_hold_all_days_on_their_side() -> None:
    """None is open."""
    assert overlaps("1999-01-01", "1999-01-01", TimeRange(None, "2000-01-01"))
    assert overlaps("2030-01-01", "2030-01-01", TimeRange("2000-01-01", None))


@pytest.mark.parametrize(
    "question",
    ["What did the 2015 deal allow?", "When did it end after the October 1973 war?", "Which deal? (not the 1985 one)"],
)
def test_a_year_that_names_something_bounds_nothing(question: str) -> None:
    """ "The 2015 deal" is a name, and a year that is told to be not meant is no bound."""
    assert question_time(question) is None
