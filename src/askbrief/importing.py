"""`askbrief add`: a document's text -> a briefing file in the schema of corpus/README.md, losing no word."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from askbrief.documents import Document, read_document
from askbrief.entries import guarded
from askbrief.errors import BriefingError
from askbrief.frontmatter import Meta, completed, front_matter, iso_day, split_front_matter, without_stamps
from askbrief.itemise import COLUMN_NAMES
from askbrief.lines import atx, leading_date, words
from askbrief.outline import Outline, Part, outline
from askbrief.sections import HEADINGS, fold, section_kind
from askbrief.shaping import addresses, shaped
from askbrief.types import SectionKind

_ITEM_KINDS = frozenset(HEADINGS) - {SectionKind.OVERVIEW, SectionKind.SOURCES}
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")
_DROPPED = frozenset({"logo", "skip", "to", "content", "main", "menu"})


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one file: the briefing written or found (`is_new`), or `error`, one line with its cure."""

    path: Path
    briefing: Path | None = None
    id: str = ""
    title: str = ""
    counts: tuple[tuple[str, int], ...] = ()
    is_new: bool = False
    error: str = ""


def to_briefing(document_text: str, *, id: str, title: str, today: date) -> str:
    """The briefing that holds every word of `document_text`; `title` is used where the text has none."""
    return _briefing(document_text, id, title, today)[0]


def briefing_id(title: str, taken: Collection[str]) -> str:
    """An id of small letters, digits and hyphens made of `title`, unlike those `taken`."""
    spelled = unicodedata.normalize("NFKD", fold(title).replace("ß", "ss")).encode("ascii", "ignore").decode()
    slug = re.sub(r"[^a-z0-9]+", "-", spelled)[:80].strip("-") or "briefing"
    # corpus/README.md is no briefing, and some file systems do not tell case apart.
    used = {name.casefold() for name in taken} | {"readme"}
    number = 1
    while (name := slug if number == 1 else f"{slug}-{number}") in used:
        number += 1
    return name


def add_files(paths: Iterable[Path], corpus: Path, max_bytes: int, *, today: date) -> tuple[Added, ...]:
    """Write a briefing into `corpus` for each file, and go on after a failing one; nothing is overwritten."""
    known: dict[str, Path] = {}
    for path in sorted(corpus.glob("*.md")):
        with suppress(OSError):
            known.setdefault(without_stamps(path.read_bytes().decode("utf-8", "replace")), path)
    return tuple(_added(path, corpus, max_bytes, today, known) for path in paths)


def _added(path: Path, corpus: Path, max_bytes: int, today: date, known: dict[str, Path]) -> Added:
    try:
        document = read_document(path, max_bytes)
        taken = {file.stem for file in corpus.glob("*.md")} if corpus.is_dir() else set()
        given = _given_id(document.text) or briefing_id(_title(document), ())
        name = briefing_id(given, taken)
        text, counts = _briefing(document.text, name, document.title, iso_day(document.updated) or today)
        found = known.get(without_stamps(text))
        target = found or corpus / f"{name}.md"
        if not found:
            _write(target, text)
            known[without_stamps(text)] = target
    except BriefingError as error:
        message = str(error)
        return Added(path, error=message if str(path) in message else f"{path}: {message}")
    except OSError as error:
        reason = error.strerror or type(error).__name__
        return Added(path, error=f"{corpus}: cannot be written ({reason}); check the folder and its permissions")
    return Added(path, target, target.stem, _title(document), counts, not found)


def _write(target: Path, text: str) -> None:
    """Write `text` at once or not at all; FileExistsError when the name was taken meanwhile."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".add-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        if target.exists():
            raise FileExistsError(17, "a briefing of that name appeared meanwhile; run the command again")
        os.replace(name, target)
    finally:
        with suppress(FileNotFoundError):
            os.unlink(name)


def _normalised(text: str) -> str:
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return re.sub(r"[\x00-\x08\x0e-\x1b\x1f\x7f\ufeff]", " ", _NEWLINES.sub("\n", text))


def _given_id(text: str) -> str:
    given = split_front_matter(_normalised(text))[0].get("id")
    return given if isinstance(given, str) and re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", given) else ""


def _title(document: Document) -> str:
    meta, body = split_front_matter(_normalised(document.text))
    return _text(meta.get("title")) or outline(body).title or document.title


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _briefing(text: str, name: str, title: str, today: date) -> tuple[str, tuple[tuple[str, int], ...]]:
    """The briefing's text, and each section's heading with the number of its items."""
    text = _normalised(text)
    if not words(text):
        raise BriefingError("holds no words; give a document with text")
    meta, body = split_front_matter(text)
    found = outline(body)
    title = _text(meta.get("title")) or found.title or " ".join(title.split()) or name
    if meta and _is_schema(found, body):
        return completed(text, {"id": name, "title": title, "updated": today}), _counts(body)
    written = _written(found, meta, name, title, today)
    if _lost(text, written):
        written = _written(_as_prose(body), meta, name, title, today)
    return written, _counts(written)


def _is_schema(found: Outline, body: str) -> bool:
    """Whether the sections stand at `##` and those that hold items hold them at `###`."""
    level_two = [head[1] for line in body.split("\n") if (head := atx(line)) and head[0] == 2]
    known = [part for part in found.parts if part.kind is not SectionKind.OTHER]
    written = sum(section_kind(heading) is not SectionKind.OTHER for heading in level_two)
    items = [part for part in known if part.kind in _ITEM_KINDS]
    return 0 < len(known) == written and all(any(atx(line) for line in part.lines) for part in items)


def _as_prose(body: str) -> Outline:
    """The whole text as one Overview: what is left when a rearrangement would lose a word."""
    lines = tuple(f"\\{line}" if atx(line) else line for line in body.split("\n"))
    return Outline("", "", "", (Part(SectionKind.OVERVIEW, HEADINGS[SectionKind.OVERVIEW], lines),))


def _written(found: Outline, meta: Meta, name: str, title: str, today: date) -> str:
    sections = [shaped(part)[0] for part in found.parts]
    # A title that is a section's name (`# Timeline`) would open that section.
    top = [f"# {_escaped(title)}"] if section_kind(title) is SectionKind.OTHER else []
    body = "\n\n".join([*top, *sections])
    return f"{front_matter(_meta(found, meta, name, title, today))}\n{body}\n"


def _escaped(title: str) -> str:
    return re.sub(r"(#+)$", r"\\\1", "".join(guarded((title,))))


def _meta(found: Outline, given: Meta, name: str, title: str, today: date) -> Meta:
    """The front matter: what the document gave, completed; keys that the schema does not know are kept."""
    sources = [line for part in found.parts if part.kind is SectionKind.SOURCES for line in part.lines]
    stated = next((given[key] for key in ("updated", "modified", "date") if given.get(key)), found.updated)
    updated = iso_day(stated) or iso_day((leading_date(str(stated)) or ("",))[0]) or today
    meta: Meta = {"id": name, "title": title}
    subtitle = _text(given.get("subtitle")) or found.subtitle
    meta |= {"subtitle": subtitle} if subtitle else {}
    meta |= {"updated": updated, "tags": given.get("tags") or [], "aliases": given.get("aliases") or {}}
    meta["sources"] = given.get("sources") or addresses("\n".join(sources))
    extra = {
        key: value for key, value in given.items() if key not in meta or (key == "updated" and stated != str(updated))
    }
    return meta | {("updated_as_given" if key == "updated" else key): value for key, value in extra.items()}


def _counts(text: str) -> tuple[tuple[str, int], ...]:
    """Each `##` heading of a briefing with the number of its `###` items."""
    counts: list[tuple[str, int]] = []
    for line in text.split("\n"):
        head = atx(line)
        if head and head[0] == 2:
            counts.append((head[1], 0))
        elif head and head[0] == 3 and counts:
            counts[-1] = (counts[-1][0], counts[-1][1] + 1)
    return tuple(counts)


def _lost(text: str, written: str) -> bool:
    """Whether a word of the document is nowhere in the briefing; list numbers, column names and page chrome may go."""
    unnumbered = re.sub(r"^[^\S\n]*\(?\d{1,3}[.)](?=\s)", "", text, flags=re.MULTILINE)
    dropped = _DROPPED | (COLUMN_NAMES if "|" in text else frozenset())
    return bool(set(words(unnumbered)) - set(words(written)) - dropped)
