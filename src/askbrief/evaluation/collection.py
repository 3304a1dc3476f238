"""A public test collection in memory, and its documents written as briefings that askbrief's own reader gives back."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from askbrief.errors import BriefingError
from askbrief.evaluation.suite import Case
from askbrief.frontmatter import front_matter
from askbrief.words import fold

HEADING = "## Overview"
"""Stands over the text of every document. An overview is prose: it has no items, so none of its lines is a field."""
_PLAIN_ID = re.compile(r"(?!readme$)[a-z0-9]+(?:-[a-z0-9]+)*")
_LIKE_HEADING = re.compile(r"^( {0,3})(?=\\*(?:#{1,6}(?:[ \t]|$)|(?:=+|-+)[ \t]*$))", re.M)


@dataclass(frozen=True, slots=True)
class Document:
    """A document as the collection gives it: its id there, its title (may be empty) and its text."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Documents and questions; the questions name documents by the `briefing_id` they are written under."""

    name: str
    documents: tuple[Document, ...]
    cases: tuple[Case, ...]


def write_corpus(documents: Iterable[Document], folder: Path) -> None:
    """Each document as the briefing file `<briefing_id>.md` in a folder, which is made; see `briefing_source`."""
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, str] = {}
    for document in documents:
        name = briefing_id(document.id)
        if name in written:
            both = f"{written[name]!r} and {document.id!r}"
            raise BriefingError(f"{folder}: the documents {both} would be one file, {name}.md; rename one of them")
        written[name] = document.id
        (folder / f"{name}.md").write_bytes(briefing_source(document).encode())


def briefing_id(docno: str) -> str:
    """The id of a document's briefing: the document's own where that is small letters, digits and single hyphens.

    Any other becomes such words, two hyphens and a hash of it, so no two share one: `MED-10` is `med-10--d55d1edfaeb6`.
    """
    if len(docno) <= 100 and _PLAIN_ID.fullmatch(docno):
        return docno
    words = re.sub(r"[^a-z0-9]+", "-", fold(docno)).strip("-")[:80].rstrip("-") or "document"
    return f"{words}--{hashlib.sha256(docno.encode('utf-8', 'surrogatepass')).hexdigest()[:12]}"


def briefing_source(document: Document) -> str:
    """The briefing of a document: front matter (with the id it had, as `docno`), then its text under one heading."""
    title = " ".join(plain_lines(document.title).split())
    meta = {"id": briefing_id(document.id), "title": title or plain_lines(document.id)}
    meta |= {} if meta["id"] == document.id else {"docno": plain_lines(document.id)}
    return f"{front_matter(meta)}\n{HEADING}\n\n{guarded(plain_lines(document.text))}\n"


def plain_lines(text: str) -> str:
    """A text as askbrief reads it from a file: lines end in `\\n`; half a surrogate pair, which is no text, is `?`."""
    return text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8", "replace").decode()


def guarded(text: str) -> str:
    """The text with a backslash before each line that Markdown would read as a heading or as the line under one.

    A line that begins so after backslashes gets one more: what was added can always be told from what was there.
    """
    return _LIKE_HEADING.sub(r"\1\\", text)


def guards(text: str) -> tuple[int, ...]:
    """The places of a text before which `guarded` puts a backslash, in order."""
    return tuple(found.end() for found in _LIKE_HEADING.finditer(text))
