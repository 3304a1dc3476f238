"""What one line of a document looks like: a heading, a value, a name, a date, a field, a list item."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from askbrief.sections import fold

DASH = r"\s+[—–―-]{1,2}\s+"
_EMPHASIS = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)(?<=\S)\1")
_ATX = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_BULLET = re.compile(r"^(\s*)[-*+•▪◦‣·][ \t]+(\S.*)$")
_ORDINAL = re.compile(r"^(\s*)\(?(\d{1,3})[.)][ \t]+(\S.*)$")
_BOLD = re.compile(r"^\s*(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?!\*)[ \t]*(.*)$")
_FIELD = re.compile(r"^\s*(?:[-*+•][ \t]+)?[*_]{0,2}([A-Z][\w'’/‑ -]{0,30}?)[*_]{0,2}:[*_]{0,2}[ \t]+(\S.*)$")
_SENTENCE_BREAK = re.compile(r"[\w)\]”’\"'%][.!?][”’\"')]*\s+[“‘\"'(]*[A-Z]")
_ABBREVIATION = re.compile(r"\b(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|St|Gen|Lt|Col|Sen|Rep|Gov|Prof|Jr|Sr|vs|No|Co|Inc)\.")
_VALUE_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve dozen dozens hundred hundreds thousand thousands
    million millions billion trillion half third thirds quarter quarters none nil unknown first second last double"""
_VALUE_WORD = re.compile(rf"\b(?:{'|'.join(_VALUE_WORDS.split())})\b", re.IGNORECASE)
_FIELD_NAMES = """
    role; note; position; title; office; party; country; affiliation; nationality; born; age; type; status; kind; date;
    when; location; place; category; discussed by; advanced by; proposed by; supported by; predicted by; likelihood;
    probability; proponents; timeframe; impact; source; stance; members; founded; leader; headquarters; label; value;
    unit; as of; known as; also known as; alias; aliases; relation; since"""
_PARTICLES = "de da van von bin ibn al el der den di du del della la le dos das bint y ter ten zu"
FIELD_NAMES = frozenset(" ".join(name.split()) for name in _FIELD_NAMES.split(";"))

_MONTH_NAMES = """
    january jan; february feb; march mar; april apr; may; june jun; july jul; august aug; september sept sep;
    october oct; november nov; december dec"""
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES.split(";"), 1) for name in names.split()}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\b\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?:\s*[-–—‑]\s*\d{1,2}(?:st|nd|rd|th)?)?"
_YEAR = r"(?P<year>1[0-9]\d\d|20\d\d)"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_DATES = tuple(
    re.compile(f"{_WEEKDAY}{pattern}", re.IGNORECASE)
    for pattern in (
        rf"{_YEAR}[-‑/](?P<number>\d{{1,2}})[-‑/](?P<day>\d{{1,2}})(?!\d)",
        rf"{_MONTH}\s+{_DAY},?\s+{_YEAR}(?!\d)",
        rf"{_DAY}\s+{_MONTH},?\s+{_YEAR}(?!\d)",
        rf"(?P<day>\d{{1,2}})\.(?P<number>\d{{1,2}})\.{_YEAR}(?!\d)",
        rf"{_MONTH},?\s+{_YEAR}(?!\d)",
        rf"{_YEAR}[-‑](?P<number>\d{{1,2}})(?![\d-])",
        rf"{_YEAR}(?:\s*[-–—‑]\s*(?:1[0-9]\d\d|20\d\d|\d\d))?(?![\w%])",
    )
)


def words(text: str) -> list[str]:
    """The words of `text`, lower-case, in order: what no rewriting may lose."""
    return re.findall(r"[^\W_]+", text.casefold())


def plain(line: str) -> str:
    """`line` stripped, without paired bold marks."""
    return _EMPHASIS.sub(r"\2", line.strip()).strip()


def atx(line: str) -> tuple[int, str] | None:
    """The level and the text of a Markdown heading, or None."""
    found = _ATX.match(line)
    return (len(found[1]), plain(found[2])) if found and found[2] else None


def bold_lead(line: str) -> tuple[str, str] | None:
    """The bold words a line begins with and what follows them, or None."""
    found = _BOLD.match(line)
    return (found[2].strip(), found[3].strip()) if found else None


def bullet(line: str) -> tuple[int, str] | None:
    """The indent and the text of an unnumbered list item, or None."""
    found = _BULLET.match(line)
    return (len(found[1].expandtabs(4)), found[2]) if found else None


def ordinal(line: str) -> tuple[int, str] | None:
    """The number and the text of a numbered list item, or None."""
    found = _ORDINAL.match(line)
    return (int(found[2]), found[3]) if found else None


def field(line: str) -> tuple[str, str] | None:
    """The name and the value of a known `Name: value` line, or None."""
    found = _FIELD.match(line)
    return (found[1].strip(), plain(found[2])) if found and fold(found[1]) in FIELD_NAMES else None


def sentences_inside(text: str) -> bool:
    """Whether a sentence ends within `text` and another begins."""
    return bool(_SENTENCE_BREAK.search(_ABBREVIATION.sub("A", text)))


def is_prose(line: str) -> bool:
    """Whether a line is running text: it ends a sentence, holds one, or is long."""
    text = plain(line)
    ended = text.rstrip("”’\"')]").endswith((".", "!", "?")) and not text.endswith(("U.S.", "Jr.", "Inc.", "Sr."))
    return len(text.split()) > 25 or sentences_inside(text) or (ended and len(text.split()) > 3)


def is_value(line: str) -> bool:
    """Whether a line may be an indicator's value: `≈19%`, `2M+`, `4th year`, `One in five`, `US$ 1.2 bn`."""
    text = plain(line)
    short = 0 < len(text) <= 32 and len(text.split()) <= 5
    return short and not text.endswith((".", ":", ";")) and bool(re.search(r"\d", text) or _VALUE_WORD.search(text))


def is_name(line: str) -> bool:
    """Whether a line may be the name of a person, a body or an event's title: short and no sentence."""
    text = plain(line)
    return (
        0 < len(text.split()) <= 12 and len(text) <= 110 and not is_prose(text) and not text.endswith((":", ";", ","))
    )


def is_person(line: str) -> bool:
    """Whether a line may be a person's name: a few capitalised words and particles."""
    names = [word for word in plain(line).split() if fold(word) not in _PARTICLES.split()]
    return 0 < len(names) <= 5 and is_name(line) and all(w.lstrip("‘“\"'(")[:1].isupper() for w in names)


def split_role(line: str) -> tuple[str, str]:
    """`Role (outgoing) (note)` as role and note: the last balanced group in brackets is the note."""
    text = line.strip()
    body = text.rstrip(".")
    if not body.endswith(")"):
        return text, ""
    depth = 0
    for index in range(len(body) - 1, -1, -1):
        depth += (body[index] == ")") - (body[index] == "(")
        if depth == 0:
            return body[:index].strip(), body[index + 1 : -1].strip()
    return text, ""


def leading_date(line: str) -> tuple[str, str, str] | None:
    """The date a line begins with: its ISO form, its words, and the rest of the line; None without one."""
    for pattern in _DATES:
        found = pattern.match(line.strip())
        iso = _iso(found) if found else None
        if found and iso:
            return iso, found[0], line.strip()[found.end() :]
    return None


def whole_date(line: str) -> tuple[str, str] | None:
    """The ISO form and the words of a line that is a date and nothing else, or None."""
    found = leading_date(plain(line).strip("()[]:"))
    return (found[0], plain(line)) if found and not found[2].strip(" .:,") else None


def _iso(found: re.Match[str]) -> str | None:
    parts = found.groupdict()
    month = _MONTHS.get((parts.get("month") or "").lower()) or int(parts.get("number") or 0)
    year, day = int(parts["year"]), int(parts.get("day") or 0)
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    if not month:
        return f"{year:04}"
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def counts_from_one(numbers: list[int]) -> bool:
    """Whether the numbers are those of one list: 1, 2, 3 ... or ... 3, 2, 1."""
    run = numbers if numbers[:1] == [1] else numbers[::-1]
    return run[:1] == [1] and all(b == a + 1 for a, b in pairwise(run))
