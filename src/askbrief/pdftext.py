"""The text layer of a PDF -> paragraphs: lines broken by the page's layout are joined again."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise, zip_longest
from statistics import median

from pypdf import PageObject, PdfReader

from askbrief.errors import BriefingError
from askbrief.sections import section_kind
from askbrief.types import SectionKind

# pypdf logs each broken object it meets; the user is told once, by our error.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_STARTS_ITEM = re.compile(r"^\s*(?:[-*•–▪◦‣]\s|\(?\d{1,3}[.)]\s)")
_PAGE_NUMBER = re.compile(r"^(?:page\s+)?[-–]?\s*(\d+)\s*[-–]?(?:\s*(?:/|of)\s*\d+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line: its height on the page and its font size, 0 where the file does not tell."""

    text: str
    y: float = 0.0
    size: float = 0.0
    page: int = 0


def pdf_text(data: bytes) -> str:
    """The text of the PDF in `data` as paragraphs; BriefingError (without the file's name) when it has none."""
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise BriefingError("is locked with a password; save a copy without one")
    pages = [_without_page_number(_lines(page, number), number) for number, page in enumerate(reader.pages, 1)]
    lines = [line for page in pages for line in page]
    if not any(line.text.strip() for line in lines):
        raise BriefingError("has no text layer (a scan?); run OCR on it first, for example with ocrmypdf")
    return _joined(lines)


def pdf_title(data: bytes) -> str:
    """The title in the PDF's properties, or ""."""
    metadata = PdfReader(io.BytesIO(data), strict=False).metadata
    return str(metadata.title or "") if metadata else ""


def _lines(page: PageObject, number: int) -> list[_Line]:
    pieces: list[tuple[str, float, float]] = []

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        pieces.append((text, tm[5] * cm[3] + cm[5], abs((size or 0) * tm[3] * cm[3])))

    whole = page.extract_text(visitor_text=visit)
    if "".join(text for text, _, _ in pieces) != whole:
        return [_Line(text, page=number) for text in whole.split("\n")]
    return list(_placed(pieces, number))


def _placed(pieces: Iterable[tuple[str, float, float]], number: int) -> Iterator[_Line]:
    """Cut the pieces at newlines; a line stands where its first visible piece stands."""
    text, place = "", (0.0, 0.0)
    for piece, y, size in pieces:
        for index, part in enumerate(piece.split("\n")):
            if index:
                yield _Line(text, *place, page=number)
                text, place = "", (0.0, 0.0)
            if part.strip() and not text.strip():
                place = (y, size)
            text += part
    yield _Line(text, *place, page=number)


def _without_page_number(lines: list[_Line], number: int) -> list[_Line]:
    seen = [index for index, line in enumerate(lines) if line.text.strip()]
    for index in {seen[0], seen[-1]} if len(seen) > 1 else ():
        found = _PAGE_NUMBER.match(lines[index].text.strip())
        # Only the page's own number is page furniture; any other lone number may be a value.
        if found and int(found[1]) == number:
            return lines[:index] + lines[index + 1 :]
    return lines


def _joined(lines: list[_Line]) -> str:
    """Paragraphs apart by a blank line, lines that were broken on purpose by a newline."""
    lines = [line for line in lines if line.text.strip()]
    body, width, gap = _body_size(lines), _width(lines), _line_gap(lines)
    marked = sum(section_kind(line.text) is not SectionKind.OTHER for line in lines) < 2
    words = Counter(re.findall(r"[^\W_]+(?:-[^\W_]+)*", "\n".join(line.text for line in lines).lower()))
    out = ""
    for line, after, third in zip_longest(lines, lines[1:], lines[2:]):
        out += line.text.strip() if out.endswith(("\n", " ")) else line.text.rstrip()
        if after is None:
            break
        break_ = _break(line, after, width, gap)
        if break_ == " " and third and len(third.text) < 80 and after.text.strip() == third.text.strip():
            # A doubled line is a name above its portrait's caption, not the end of a sentence.
            break_ = "\n"
        out = _dehyphenated(out, after.text.strip(), words) if break_ == " " else out + break_
    return _with_headings(out, lines, body) if marked else out


def _break(line: _Line, after: _Line, width: float, gap: float) -> str:
    """What stands between two printed lines: a blank line, a newline, or a space where layout broke them."""
    if abs(line.size - after.size) > 0.05 * max(line.size, after.size):
        return "\n\n"
    new_page = line.page != after.page
    if not new_page and gap and line.y - after.y > 1.35 * gap:
        return "\n\n"
    if section_kind(line.text) is not SectionKind.OTHER or section_kind(after.text) is not SectionKind.OTHER:
        return "\n\n"
    ended = line.text.rstrip().endswith((".", "!", "?", "”", '"', ":"))
    if new_page and ended:
        return "\n\n"
    if after.text.lstrip()[:1].islower():
        return " "
    fitted = len(line.text.strip()) + 1 + len(after.text.split()[0]) < 0.85 * width
    return "\n" if fitted or _STARTS_ITEM.match(after.text) else " "


def _dehyphenated(text: str, after: str, words: Counter[str]) -> str:
    """`text` ready for `after`: a hyphen at the line's end goes when it only marked a broken word."""
    tail = re.search(r"([^\W\d_]+)[-\u00ad\u2010]$", text)
    if not tail:
        return text + " "
    head = re.match(r"[^\W_]+", after)
    if not head or not after[0].islower():
        return text
    whole, hyphened = (tail[1] + head[0]).lower(), f"{tail[1]}-{head[0]}".lower()
    return text if words[hyphened] > words[whole] else text[:-1]


def _body_size(lines: list[_Line]) -> float:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def _width(lines: list[_Line]) -> float:
    lengths = sorted(len(line.text.strip()) for line in lines)
    return lengths[int(0.95 * (len(lengths) - 1))]


def _line_gap(lines: list[_Line]) -> float:
    """The usual distance between two lines of a paragraph, 0 when unknown."""
    gaps = [a.y - b.y for a, b in pairwise(lines) if a.page == b.page and a.y > b.y]
    return median(gaps) if gaps else 0.0


def _with_headings(text: str, lines: list[_Line], body: float) -> str:
    """Mark paragraphs printed in larger type as headings, the largest as `#`."""
    large = {round(line.size, 1) for line in lines if line.size > 1.15 * body > 0}
    levels = {size: min(level, 6) for level, size in enumerate(sorted(large, reverse=True), 1)}
    starts = {" ".join(line.text.split()): levels.get(round(line.size, 1), 0) for line in lines}
    return "\n\n".join(_heading(block, starts) for block in text.split("\n\n"))


def _heading(block: str, starts: dict[str, int]) -> str:
    first = " ".join(block.partition("\n")[0].split())
    level = next((level for start, level in starts.items() if level and first.startswith(start)), 0)
    is_title = level and len(block.split()) <= 25 and sum(c.isalpha() for c in block) > 2
    return f"{'#' * level} {' '.join(block.split())}" if is_title else block
