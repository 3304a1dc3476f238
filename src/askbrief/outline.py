"""Any document's text -> title, subtitle and sections: headings are found whatever their form."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, replace
from itertools import islice, pairwise, takewhile

from askbrief.lines import atx, bold_lead, is_prose, leading_date, ordinal, plain, sentences_inside
from askbrief.sections import HEADINGS, fold, heading_words, section_kind
from askbrief.types import SectionKind

_CHROME = frozenset({"logo", "skip to content", "skip to main content", "menu"})
_CANONICAL = frozenset(heading_words(heading) for heading in HEADINGS.values())
_UPDATED = re.compile(r"^(?:last\s+)?(?:updated|modified|published|as of)(?:\s+on)?\s*:?\s+(.*)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A section as it stands in the document: its heading's own words and its lines, headings in them as `#`."""

    kind: SectionKind
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """A document's title and subtitle ("" when it has none), its date in ISO form or "", and its parts in order."""

    title: str
    subtitle: str
    updated: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """A heading at `lines[at]`, `rows` lines long; `level` 0 is a bare line, which only its words make a heading."""

    at: int
    level: int
    text: str
    rows: int = 1

    @property
    def kind(self) -> SectionKind:
        return section_kind(self.text)


def outline(text: str) -> Outline:
    """The outline of `text`, whose lines end in \\n; every line is in the title, the subtitle or a part."""
    lines = [line.rstrip() for line in text.split("\n")]
    heads = _heads(lines)
    level = _section_level(heads)
    tops = [head for head in heads if _opens_section(head, level)]
    title, tops = _title_head(tops, heads)
    first = tops[0].at if tops else len(lines)
    preface = [line for at, line in enumerate(lines[:first]) if not _within(at, title)]
    name, subtitle, prose = _preface(preface, title.text if title else "", bool(tops))
    parts = [_part(head, after.at if after else len(lines), lines, heads, level) for head, after in _with_next(tops)]
    return Outline(name, subtitle, _updated(preface), tuple(_merged(prose, parts)))


def _within(at: int, head: _Head | None) -> bool:
    return head is not None and head.at <= at < head.at + head.rows


def _with_next(tops: list[_Head]) -> zip[tuple[_Head, _Head | None]]:
    return zip(tops, [*tops[1:], None], strict=False)


def _heads(lines: list[str]) -> list[_Head]:
    """All headings; bare lines count only where the document does not mark its sections itself."""
    marked = _marked_heads(lines)
    if sum(head.kind is not SectionKind.OTHER for head in marked) > 1:
        return marked
    taken = {head.at + row for head in marked for row in range(head.rows)}
    counts = Counter(line.strip() for line in lines)
    once = frozenset(line for line, count in counts.items() if count == 1)
    bare = [_Head(at, 0, plain(line)) for at, line in enumerate(lines) if at not in taken and _is_bare(lines, at, once)]
    return sorted([*marked, *bare], key=lambda head: head.at)


def _marked_heads(lines: list[str]) -> list[_Head]:
    """`#` and underlined headings outside code fences."""
    heads, fence = [], ""
    for at, line in enumerate(lines):
        mark = re.match(r" {0,3}(`{3,}|~{3,})", line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif not fence and (found := atx(line)):
            heads.append(_Head(at, found[0], found[1]))
        elif not fence and _is_underlined(lines, at):
            heads.append(_Head(at, 1 if lines[at + 1].strip()[0] == "=" else 2, plain(line), rows=2))
    return heads


def _is_underlined(lines: list[str], at: int) -> bool:
    below = lines[at + 1].strip() if at + 1 < len(lines) else ""
    alone = at == 0 or not lines[at - 1].strip()
    text = lines[at].strip()
    return alone and bool(re.fullmatch(r"={3,}|-{3,}", below)) and bool(re.match(r"[\w*]", text)) and not is_prose(text)


def _is_bare(lines: list[str], at: int, once: frozenset[str]) -> bool:
    """Whether a line is a section's heading by its words alone; common words need blank lines around them."""
    line = lines[at]
    if not line or len(line) > 90:
        return False
    text = plain(line)
    if not text or len(text) > 70 or section_kind(text) is SectionKind.OTHER or text.endswith((".", ";", ",")):
        return False
    if line != line.lstrip() or (ordinal(line) and heading_words(text) not in _CANONICAL):
        return False
    above = at == 0 or not lines[at - 1].strip() or plain(lines[at - 1]) == "Logo"
    below = at + 1 >= len(lines) or not lines[at + 1].strip()
    loud = text.isupper() or text.endswith(":") or bool(bold_lead(line)) or " " in text.strip()
    if heading_words(text) in _CANONICAL:
        # A text without blank lines still has each section's own heading once.
        return above or below or loud or line.strip() in once
    return (above and below) or (loud and above)


def _section_level(heads: list[_Head]) -> int:
    """The level at which sections stand: that of most known headings, else the first below a lone title."""
    known = Counter(head.level for head in heads if head.kind is not SectionKind.OTHER)
    if known:
        return min(known, key=lambda level: (-known[level], level)) or 2
    levels = sorted(head.level for head in heads)
    lone_title = len(levels) > 1 and levels.count(levels[0]) == 1 and heads[0].level == levels[0]
    return levels[1] if lone_title else min(levels, default=2)


def _opens_section(head: _Head, level: int) -> bool:
    return head.level <= level or heading_words(head.text) in _CANONICAL


def _title_head(tops: list[_Head], heads: list[_Head]) -> tuple[_Head | None, list[_Head]]:
    """The heading that is the title, and the headings of sections without it."""
    first = tops[0] if tops else None
    if first is None or first.kind is not SectionKind.OTHER or first is not heads[0]:
        return None, tops
    known = [head.level for head in tops if head.kind is not SectionKind.OTHER]
    # `# Title` above `# Overview`: level 1 is the title's when the sections stand there too.
    above = first.level < max(known) or first.level == 1 or max(known) == 0 if known else False
    lone = not known and all(head.level > first.level for head in heads[1:]) and (len(heads) > 1 or first.level == 1)
    is_title = above or lone
    return (first, tops[1:]) if is_title else (None, tops)


def _preface(lines: list[str], title: str, has_sections: bool) -> tuple[str, str, list[str]]:
    """Title, subtitle and the remaining lines of what stands before the first section."""
    lines = _without_chrome(lines)
    if not title:
        title, lines = _first_line_title(lines)
    if title:
        lines = [line for line in lines if not _is_double(line, title)]
    blocks = "\n".join(lines).strip("\n").split("\n\n")
    first = blocks[0].strip()
    rest = [line for line in blocks[1:] if line.strip()]
    if title and has_sections and _is_subtitle(first, alone=not rest):
        return title, plain(first), "\n\n".join(blocks[1:]).split("\n") if rest else []
    return title, "", lines


def _without_chrome(lines: list[str]) -> list[str]:
    first = next((at for at, line in enumerate(lines) if line.strip() and fold(line) not in _CHROME), len(lines))
    return lines[first:]


def _first_line_title(lines: list[str]) -> tuple[str, list[str]]:
    """The doubled line or the first one when it stands alone and is no sentence, and the lines without it."""
    full = [at for at, line in enumerate(lines) if line.strip()]
    doubled = [a for a, b in pairwise(full) if lines[a].strip() == lines[b].strip()]
    at = doubled[0] if doubled and doubled[0] in full[:4] else next(iter(full), None)
    if at is None:
        return "", lines
    text = plain(lines[at])
    below = lines[at + 1].strip() if at + 1 < len(lines) else ""
    alone = not below or below == lines[at].strip()
    written = re.match(r"[#>|`~\-*+=]|\d+[.)]\s", text) or leading_date(text) or _UPDATED.match(text)
    if at not in doubled and (not alone or written or is_prose(text) or len(text) > 160 or text.endswith((":", ";"))):
        return "", lines
    return " ".join(text.split()), lines[:at] + lines[at + 1 :]


def _is_double(line: str, title: str) -> bool:
    return " ".join(plain(line).split()) == title


def _is_subtitle(block: str, *, alone: bool) -> bool:
    if not block or "\n" in block or len(block) > 300 or not block.isprintable() or sentences_inside(block):
        return False
    written = re.match(r"[#>|`~\-*+=\[]|\d+[.)]\s|https?:", block) or leading_date(block) or _UPDATED.match(block)
    return not written and (alone or not block.endswith("."))


def _updated(lines: list[str]) -> str:
    """The day of an `Updated ...` line, ISO, or ""."""
    for line in lines:
        found = _UPDATED.match(plain(line))
        day = leading_date(found[1]) if found else None
        if day and len(day[0]) == 10:
            return day[0]
    return ""


def _part(head: _Head, end: int, lines: list[str], heads: list[_Head], level: int) -> Part:
    """The section under `head`; headings inside it are rewritten as `###` lines and deeper."""
    body = list(lines[head.at + head.rows : end])
    first = bisect_right(heads, head.at, key=lambda other: other.at)
    for inner in takewhile(lambda other: other.at < end, islice(heads, first, None)):
        at = inner.at - head.at - head.rows
        body[at] = f"{'#' * min(max(inner.level - level + 2, 3), 6)} {inner.text}"
        if inner.rows == 2:
            body[at + 1] = ""
    return Part(head.kind, head.text, tuple(body))


def _merged(prose: list[str], parts: list[Part]) -> list[Part]:
    """The parts without a table of contents, and the preface's prose at the head of the Overview."""
    filled = {part.kind for part in parts if any(line.strip() for line in part.lines)}
    # An empty section is a line of a table of contents when a filled one bears the same heading.
    named = {fold(part.heading) for part in parts if any(map(str.strip, part.lines))}
    kept = [
        p
        for p in parts
        if any(line.strip() for line in p.lines) or p.kind not in filled or fold(p.heading) not in named
    ]
    if not any(line.strip() for line in prose):
        return kept
    at = next((at for at, part in enumerate(kept) if part.kind is SectionKind.OVERVIEW), None)
    if at is None:
        return [Part(SectionKind.OVERVIEW, HEADINGS[SectionKind.OVERVIEW], tuple(prose)), *kept]
    kept[at] = replace(kept[at], lines=(*prose, "", *kept[at].lines))
    return kept
