"""One item as it stands in a document -> the item in the schema's form."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from askbrief.itemise import Raw
from askbrief.lines import (
    DASH,
    atx,
    bold_lead,
    bullet,
    field,
    is_name,
    is_prose,
    is_value,
    leading_date,
    ordinal,
    plain,
    sentences_inside,
    split_role,
    whole_date,
)
from askbrief.sections import fold
from askbrief.starts import part_heading
from askbrief.types import SectionKind

_SWALLOWS = re.compile(r"^( {0,3})(<(?:script|pre|style|textarea|[!?]))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Entry:
    """An item in the schema's form: its heading, its fields and its further lines."""

    head: str
    fields: tuple[tuple[str, str], ...] = ()
    lines: tuple[str, ...] = ()


def _loose_fences(lines: tuple[str, ...]) -> set[int]:
    """The code fences that nothing closes within `lines`: all that follows would be code."""
    opened, mark = -1, ""
    for at, line in enumerate(lines):
        found = re.match(r" {0,3}(`{3,}|~{3,})(.*)$", line)
        if found and not mark:
            opened, mark = at, found[1]
        elif found and found[1].startswith(mark) and not found[2].strip():
            opened, mark = -1, ""
    rest = range(opened, len(lines)) if mark else range(0)
    return {at for at in rest if re.match(r" {0,3}(?:```|~~~)", lines[at])}


def guarded(lines: tuple[str, ...]) -> list[str]:
    """The lines such that none reads as a heading, swallows what follows, or underlines the line above."""
    loose = _loose_fences(lines)
    out: list[str] = []
    for at, line in enumerate(lines):
        if re.fullmatch(r"\s*(-+|=+)\s*", line) and out and out[-1].strip():
            out.append("")
        inner = atx(line)
        if inner and inner[0] > 2:
            out.append(f"{'#' * inner[0]} {inner[1]}")
        elif inner or re.match(r" {0,3}#{1,6}(?:\s|$)", line) or at in loose:
            out.append(re.sub(r"^( *)", r"\1\\", line))
        else:
            out.append(_SWALLOWS.sub(r"\1\\\2", line))
    return out


def rendered(entry: Entry) -> str:
    fields = "\n".join(f"{name}: {value}" for name, value in entry.fields)
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(entry.lines).strip("\n"))
    return "\n\n".join(block for block in (f"### {_one_line(entry.head)}", fields, body) if block)


def _one_line(text: str) -> str:
    # A closing run of # would be read as Markdown's own and vanish.
    return re.sub(r"(#+)$", r"\\\1", " ".join(text.split()))


def _split_head(raw: Raw) -> tuple[str, tuple[str, ...]]:
    """The item's name and its further lines; what follows the name on its line becomes the first of them."""
    bold = bold_lead(raw.head)
    if bold:
        name, rest = bold[0].rstrip(":—–- ").strip(), re.sub(r"^\s*(?:[—–:―-]\s*)+", "", bold[1])
        return (name or bold[0]), ((rest, *raw.lines) if rest else raw.lines)
    text = plain(raw.head)
    found = re.match(rf"^(.{{2,110}}?)(?:{DASH}|:\s+)(.+)$", text)
    if found and (raw.listed or not re.search(r":\s+", found[0][: found.start(2)])):
        return found[1].strip(), (found[2].strip(), *raw.lines)
    return text, raw.lines


def _lead(lines: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The first line that is not blank, and those after it."""
    for at, line in enumerate(lines):
        if line.strip():
            return line.strip(), lines[at + 1 :]
    return "", ()


def _fields(lines: tuple[str, ...]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """The known `Name: value` lines at the top, and the lines after them."""
    found: list[tuple[str, str]] = []
    line, rest = _lead(lines)
    while line and (named := field(line)):
        found.append(named)
        lines = rest
        line, rest = _lead(lines)
    return tuple(found), lines


def _has(fields: tuple[tuple[str, str], ...], name: str) -> bool:
    return any(fold(given) == name for given, _ in fields)


def _body(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines below an item's fields: prose, with parts as level four headings."""
    lowered = tuple(f"#### {found[1]}" if (found := atx(line)) else line for line in lines)
    return tuple(guarded(lowered))


def _indicator(raw: Raw) -> Entry:
    """`VALUE — LABEL` and its explanation, whichever of the two came first."""
    name, lines = _split_head(raw)
    first, rest = _lead(lines)
    if re.search(DASH, plain(raw.head)) and is_value(re.split(DASH, plain(raw.head))[0]) and not raw.listed:
        return Entry(plain(raw.head), *_fields_and_body(raw.lines))
    if not first:
        return Entry(name)
    if is_value(name) or not is_value(first):
        value, label = name, first
    else:
        value, label = first, name
    label, more = _label(label) if raw.listed or bold_lead(raw.head) else (label, ())
    if is_prose(label):
        return Entry(value, *_fields_and_body((label, *rest)))
    return Entry(f"{plain(value)} — {plain(label)}", *_fields_and_body((*more, *rest)))


def _label(text: str) -> tuple[str, tuple[str, ...]]:
    """The label and the explanation behind it on one line."""
    label, mark, rest = next(
        (p for p in (text.partition(m) for m in (": ", " — ", " – ", "; ")) if p[1]), (text, "", "")
    )
    return (label, (rest.strip(),)) if mark and is_name(label) else (text, ())


def _fields_and_body(lines: tuple[str, ...]) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    fields, rest = _fields(lines)
    return fields, _body(rest)


def _person(raw: Raw) -> Entry:
    """A name with Role and Note."""
    name, lines = _split_head(raw)
    if raw.listed and len(lines) == len(raw.lines):
        name, lines = _name_and_role(name, lines)
    fields, lines = _fields(lines)
    role, rest = _lead(lines)
    if role and not _has(fields, "role") and not bullet(role) and not atx(role) and _is_role(role):
        title, note = split_role(plain(role))
        fields = (*fields, *_named(("Role", title), ("Note", note)))
        more, lines = _fields(rest)
        fields = (*fields, *more)
    return Entry(name, fields, _body(lines))


def _name_and_role(text: str, lines: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """`Ada Example, water minister` or `Ada Example (water minister)` as name and role."""
    found = re.match(r"^([^,(]{2,60}?)(?:,\s+|\s+(?=\())(.+)$", text)
    return (found[1], (found[2], *lines)) if found else (text, lines)


def _named(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs if value)


def _is_role(line: str) -> bool:
    role, note = split_role(plain(line))
    return not sentences_inside(role) and len(role.split()) <= 30 and (bool(note) or not role.endswith((".", "!", "?")))


def _organization(raw: Raw) -> Entry:
    """A name with Type and Status and a description."""
    name, lines = _split_head(raw)
    fields, lines = _fields(lines)
    kind, rest = _lead(lines)
    if kind and not _has(fields, "type") and is_name(kind) and not bullet(kind) and not atx(kind):
        more, lines = _fields(rest)
        fields = (*fields, ("Type", plain(kind)), *more)
    return Entry(name, fields, _body(lines))


def _event(raw: Raw) -> Entry:
    """`ISO date — Title` with Kind; the date's own words stay where they differ."""
    iso, spoken, title, lines = _dated(raw)
    fields, lines = _fields(lines)
    first, rest = _lead(lines)
    day = whole_date(first) if first and not iso else None
    if day:
        iso, spoken, (fields_after, lines) = day[0], day[1], _fields(rest)
        fields = (*fields, *fields_after)
        first, rest = _lead(lines)
    if not iso:
        iso, spoken = _date_field(fields)
    if first and not _has(fields, "kind") and _is_kind(first) and any(map(str.strip, rest)):
        fields, lines = (*fields, ("Kind", plain(first))), rest
    date = () if not spoken or spoken == iso or _has(fields, "date") else (("Date", spoken),)
    return Entry(f"{iso} — {title}" if iso else title, (*date, *fields), _body(lines))


def _date_field(fields: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    found = next((whole_date(value) for name, value in fields if fold(name) in {"date", "when"}), None)
    return (found[0], "") if found else ("", "")


def _dated(raw: Raw) -> tuple[str, str, str, tuple[str, ...]]:
    """ISO date and the date's words ("" when there is none at the head), the title, the further lines."""
    text = plain(raw.head)
    found = leading_date(text.lstrip("(["))
    if not found or not re.match(r"\s*(?:[—–:|,)\]-]|$)", found[2]):
        # Only an item of one line holds its text behind its title; other colons and dashes are the title's own.
        one_line = not any(map(str.strip, raw.lines)) and raw.listed
        title, lines = _split_head(raw) if one_line or bold_lead(raw.head) else (text, raw.lines)
        return "", "", title, lines
    rest = re.sub(r"^[\s—–:|,)\]-]+", "", found[2])
    if not rest:
        rest, lines = _lead(raw.lines)
        rest = plain(_unmarked(rest))
    else:
        lines = raw.lines
    title, more = _first_sentence(rest)
    return found[0], found[1], title or found[1], (*more, *lines)


def _unmarked(line: str) -> str:
    return (bullet(line) or ordinal(line) or (0, line))[1]


def _first_sentence(text: str) -> tuple[str, tuple[str, ...]]:
    """A title and the text behind it on the same line: `Title: text` or the first of several sentences."""
    colon = re.match(r"^(.{8,110}?):\s+(\S.{30,})$", text)
    if colon and not sentences_inside(colon[1]):
        return colon[1], (colon[2],)
    found = re.match(r"^(.{20,}?[a-z0-9)”’]{2}[.!?][”’\"')]*)\s+([A-Z“‘].*)$", text) if is_prose(text) else None
    return (found[1], (found[2],)) if found else (text, ())


def _is_kind(line: str) -> bool:
    text = plain(line)
    return is_name(text) and len(text.split()) <= 7 and not bullet(line) and not atx(line)


def _scenario(raw: Raw) -> Entry:
    """`1. Title` with Discussed by."""
    head, lines = plain(raw.head), raw.lines
    if re.fullmatch(r"\d{1,2}[.)]?", head):
        title, lines = _lead(lines)
        head = f"{re.sub(r'[^0-9]', '', head)}. {plain(_unmarked(title))}".rstrip()
    elif raw.listed or bold_lead(raw.head):
        head, lines = _split_head(raw)
    return Entry(re.sub(r"^\(?(\d+)[.)]\s+", r"\1. ", head), *_fields_and_body(lines))


def _precedent(raw: Raw) -> Entry:
    """A title with When and its parts."""
    name, lines = _split_head(raw) if raw.listed else (plain(raw.head), raw.lines)
    fields, lines = _fields(lines)
    when, rest = _lead(lines)
    if when and not fields and is_name(when) and not part_heading(when) and re.search(r"\d", when):
        fields, lines = (("When", plain(when)),), rest
    return Entry(name, fields, tuple(_with_parts(lines)))


def _with_parts(lines: tuple[str, ...]) -> list[str]:
    out: list[str] = []
    for line in lines:
        part = part_heading(line)
        if part:
            out += ["", f"#### {part[1]}", "", *guarded((part[2],))]
        elif field(line) or re.match(r"\s*\**(?:short|long)[- ‑]term\b", line, re.IGNORECASE):
            out += ["", plain(line), ""]
        else:
            out += _body((line,))
    return out


BUILD: dict[SectionKind, Callable[[Raw], Entry]] = {
    SectionKind.INDICATORS: _indicator,
    SectionKind.PEOPLE: _person,
    SectionKind.ORGANIZATIONS: _organization,
    SectionKind.TIMELINE: _event,
    SectionKind.SCENARIOS: _scenario,
    SectionKind.HISTORY: _precedent,
}
