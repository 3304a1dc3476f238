"""Items as they stand in a document -> items in the form of the schema; no word is lost."""

from __future__ import annotations

import re
from collections import Counter

from askbrief.entries import BUILD, guarded, rendered
from askbrief.itemise import COLUMN_NAMES, cut_at, itemise, undoubled
from askbrief.lines import (
    bullet,
    ordinal,
    words,
)
from askbrief.outline import Part
from askbrief.sections import HEADINGS
from askbrief.types import SectionKind

_PROSE = {SectionKind.OVERVIEW, SectionKind.OTHER, SectionKind.ABOUT}
_URL = re.compile(r"https?://[^\s<>\"“”\])]+")


def shaped(part: Part) -> tuple[str, int]:
    """The Markdown of a section and the number of its items; prose where no items can be told apart."""
    heading = f"## {_heading(part)}"
    for attempt in (_as_items, _as_sources):
        body, count = attempt(part)
        if body and not _lost(part, body):
            return f"{heading}\n\n{body}", count
    prose = "\n".join(guarded(part.lines)).strip("\n")
    return (f"{heading}\n\n{prose}" if prose else heading), 0


def addresses(text: str) -> list[str]:
    """The web addresses in a text, each once, without the punctuation after them."""
    return list(dict.fromkeys(url.rstrip(".,;:!?'’*_)") for url in _URL.findall(text)))


def _heading(part: Part) -> str:
    """The heading's own words; the canonical heading where they differ in case or marks alone."""
    canonical = HEADINGS.get(part.kind, part.heading)
    own = part.heading.strip().rstrip(":").strip() or part.heading.strip()
    return canonical if words(own) == words(canonical) else own


def _lost(part: Part, body: str) -> bool:
    """Whether a word of the section is missing in its new form; doubled names, list numbers, column names may go."""
    lines, _ = undoubled(part.lines)
    text = "\n".join((ordinal(line) or (0, line))[1] for line in lines)
    missing = Counter(words(text)) - Counter(words(body))
    columns = Counter(words(next((line for line in lines if line.strip().startswith("|")), "")))
    return any(count > columns[word] or word not in COLUMN_NAMES for word, count in missing.items())


def _as_items(part: Part) -> tuple[str, int]:
    if part.kind in _PROSE or part.kind not in BUILD:
        return "", 0
    lines, doubled = part.lines, tuple[int, ...]()
    if part.kind is not SectionKind.INDICATORS:
        lines, doubled = undoubled(part.lines)
    intro, raws = cut_at(lines, doubled) or itemise(part.kind, lines)
    entries = [BUILD[part.kind](raw) for raw in raws if raw.head]
    blocks = ["\n".join(guarded(intro)).strip("\n"), *(rendered(entry) for entry in entries)]
    return ("\n\n".join(block for block in blocks if block), len(entries)) if entries else ("", 0)


def _as_sources(part: Part) -> tuple[str, int]:
    """A list with one source a line; an address on a line of its own joins the title above it."""
    if part.kind is not SectionKind.SOURCES:
        return "", 0
    out: list[str] = []
    for line in filter(str.strip, part.lines):
        marked = bullet(line) or ordinal(line)
        text = marked[1] if marked else line.strip()
        if out and not marked and _URL.fullmatch(text) and not _URL.search(out[-1]):
            out[-1] += f" {text}"
        else:
            out.append(f"- {text}")
    return "\n".join(guarded(tuple(out))), len(out)
