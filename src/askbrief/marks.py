"""Source text as HTML, with one span of it marked: what makes a citation open at its sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from markupsafe import Markup, escape

from askbrief.dates import MONTHS
from askbrief.types import Field, Span

_ADDRESS = re.compile(r"https?://[^\s<>\"“”]+")
_ISO = re.compile(r"\b(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?\b")
MARKER = re.compile(r"\[(\d{1,3})\]")
_BULLET = re.compile(r"(?:^|\n)[ \t]*[-*+•][ \t]+$")
_MONTHS = tuple(name.title() for name in MONTHS)


class Marked:
    """Renders pieces of one source; those inside `start:end` stand in `<mark>`, the first with id `cite`.

    `shown` is true once any part of the span was rendered.
    """

    def __init__(self, source: str, start: int = 0, end: int = 0) -> None:
        self.source = source
        self.start = max(start, 0)
        self.end = min(end, len(source))
        self.shown = False

    @property
    def quote(self) -> str:
        """The marked stretch of the source; empty when nothing is to be marked."""
        return self.source[self.start : self.end]

    def text(self, piece: Span | Field) -> Markup:
        """The piece, escaped, with the marked part of it in `<mark>`."""
        return self._cut(piece.start, piece.end)

    def prose(self, piece: Span | Field) -> Markup:
        """The same with its web addresses as links; a mark may run across a link."""
        out, at = Markup(""), piece.start
        for first, last in _addresses(self.source, piece.start, piece.end):
            # in reading order, since the first mark takes the id
            out += self._cut(at, first)
            out += Markup('<a href="{}" rel="noopener">{}</a>').format(self.source[first:last], self._cut(first, last))
            at = last
        return out + self._cut(at, piece.end)

    def day(self, piece: Span | Field) -> Markup:
        """A date as people write it; as it stands in the source when only a part of it is marked."""
        first, last = max(piece.start, self.start), min(piece.end, self.end)
        spoken = spoken_date(self.source[piece.start : piece.end])
        if first >= last:
            return escape(spoken)
        whole = (first, last) == (piece.start, piece.end)
        return self._mark(spoken) if whole else self._cut(piece.start, piece.end)

    def blocks(self, paragraphs: Iterable[Span]) -> Iterator[tuple[str, list[Span]]]:
        """Paragraphs as runs of one form: `list` (bullets), `raw` (tables, code) or `text`."""
        for form, run in groupby(paragraphs, self._form):
            yield form, list(run)

    def _form(self, piece: Span) -> str:
        if _BULLET.search(self.source, max(piece.start - 20, 0), piece.start):
            return "list"
        return "raw" if piece.text.startswith(("|", "```", "~~~")) else "text"

    def _cut(self, start: int, end: int) -> Markup:
        first, last = max(start, self.start), min(end, self.end)
        if first >= last:
            return escape(self.source[start:end])
        inside = self._mark(self.source[first:last])
        return escape(self.source[start:first]) + inside + escape(self.source[last:end])

    def _mark(self, text: str) -> Markup:
        shape = '<mark class="cite-mark">{}</mark>' if self.shown else '<mark class="cite-mark" id="cite">{}</mark>'
        self.shown = True
        return Markup(shape).format(text)


def _addresses(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where web addresses stand, without the punctuation that ends a sentence."""
    for match in _ADDRESS.finditer(source, start, end):
        address = match.group().rstrip(".,;:!?'’*_")
        while address.endswith((")", "]")) and address.count("(") < address.count(")") + address.count("]"):
            address = address[:-1].rstrip(".,;:!?'’*_")
        yield match.start(), match.start() + len(address)


def spoken_date(text: str) -> str:
    """`text` with its ISO dates as people write them: 2024-05-17 is 17 May 2024, 2024-05 is May 2024."""
    return _ISO.sub(_spoken, text)


def _spoken(match: re.Match[str]) -> str:
    year, month, day = match.groups()
    words = f"{_MONTHS[int(month) - 1]} {year}"
    return f"{int(day)} {words}" if day else words


def split_markers(answer: str, numbers: Iterable[int]) -> Iterator[tuple[str, int | None]]:
    """The answer in pieces: `(text, None)` or `("", n)` where a marker [n] of a given number stands."""
    known, at = set(numbers), 0
    for match in MARKER.finditer(answer):
        number = int(match.group(1))
        if number in known:
            yield answer[at : match.start()], None
            yield "", number
            at = match.end()
    yield answer[at:], None
