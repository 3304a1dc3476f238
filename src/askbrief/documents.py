"""The bytes of a document -> Markdown-like text; well-kept libraries read the formats."""

from __future__ import annotations

import codecs
import io
import os
import re
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import mammoth
from bs4 import BeautifulSoup, Tag
from charset_normalizer import from_bytes
from markdownify import MarkdownConverter

from askbrief.errors import BriefingError
from askbrief.pdftext import pdf_text, pdf_title
from askbrief.sections import section_kind
from askbrief.types import SectionKind

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256"]
_LEGACY += ["koi8_r", "shift_jis", "euc_jp", "gb18030", "big5", "euc_kr"]
_CHROME = ("script", "style", "template", "nav", "svg", "button", "iframe", "img", "picture", "object", "noscript")
_DOCX_STYLES = "\n".join(
    # A level down, so that a Title paragraph is the only h1.
    ["p[style-name='Title'] => h1:fresh", "p[style-name='Subtitle'] => p:fresh"]
    + [f"p[style-name='{word} {n}'] => h{min(n + 1, 6)}:fresh" for word in ("Heading", "heading") for n in range(1, 7)]
)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f]")
_NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Document:
    """A document's text (newlines are \\n), its title as far as the format tells, the day it was changed."""

    text: str
    title: str
    suffix: str
    updated: str = ""


@dataclass(frozen=True, slots=True)
class _Read:
    text: str
    title: str = ""
    updated: str = ""


def read_document(path: Path, max_bytes: int) -> Document:
    """The text of the .md, .txt, .html, .pdf or .docx file at `path`; BriefingError names the fault and the cure."""
    suffix = path.suffix.lower()
    try:
        data = _bytes(path, max_bytes)
        read = _reader(suffix)(data, max_bytes)
        text = _tidy(read.text)
        if not re.search(r"\w", text):
            raise BriefingError("holds no words; give a document with text")
    except BriefingError as error:
        raise BriefingError(f"{_shown(path)}: {error}") from error
    return Document(text, " ".join(_tidy(read.title).split()) or _stem(path), suffix, read.updated)


def _reader(suffix: str) -> Callable[[bytes, int], _Read]:
    if suffix not in _READERS:
        kind = f"files of type {suffix}" if suffix else "files without a suffix"
        raise BriefingError(
            f"{kind} cannot be read; give .md, .txt, .html, .pdf or .docx".encode("ascii", "replace").decode()
        )
    return _READERS[suffix]


def _bytes(path: Path, max_bytes: int) -> bytes:
    try:
        if path.is_dir():
            raise BriefingError("is a folder; name the files in it")
        if path.exists() and not path.is_file():
            raise BriefingError("is not a regular file; copy its content into one")
        with path.open("rb") as file:
            data = file.read(max_bytes + 1)
    except FileNotFoundError as error:
        raise BriefingError("does not exist; check the path") from error
    except (OSError, ValueError) as error:
        reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "bad file name"
        raise BriefingError(f"cannot be opened ({reason}); check its name and permissions") from error
    if len(data) > max_bytes:
        raise BriefingError(f"is larger than {max_bytes} bytes; split it or raise ASKBRIEF_MAX_DOCUMENT_BYTES")
    if not data.strip():
        raise BriefingError("is empty; give a document with text")
    return data


def _shown(path: Path) -> str:
    """The path on one printable line."""
    return "".join(c if c.isprintable() else "?" for c in str(path))


def _stem(path: Path) -> str:
    return " ".join(re.sub(r"[-_\s]+", " ", _shown(Path(path.stem))).split())


def _tidy(text: str) -> str:
    """`text` with \\n newlines, without control characters and without halves of surrogate pairs."""
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROLS.sub(" ", _NEWLINES.sub("\n", text)).replace("\ufeff", "")


def _decoded(data: bytes, declared: str = "") -> str:
    """`data` as text: by its byte-order mark, as UTF-8, as declared, else as charset-normalizer finds."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data[len(mark) :], encoding)
    if b"\0" in data:
        raise BriefingError("holds binary data, not text; export it as UTF-8 text")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = _strictly(data, declared) if declared and declared != "utf-8" else _legacy(data, error.start)
    return _sound(text)


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeError, LookupError) as error:
        raise BriefingError(f"is not sound {encoding}; save it again as UTF-8") from error


def _legacy(data: bytes, first_bad: int) -> str:
    """Text in an encoding from before Unicode; broken UTF-8 is refused, for guessing would garble it."""
    loose = data.decode("utf-8", "replace")
    wrong = loose.count("\ufffd")
    if sum(ord(c) > 127 for c in loose) - wrong >= wrong:
        raise BriefingError(f"is UTF-8 with a broken character at byte {first_bad}; save it again as UTF-8")
    if _is_western(data):
        return data.decode("cp1252")
    best = from_bytes(data, cp_isolation=_LEGACY).best()
    if best is None:
        raise BriefingError("is in no encoding that can be told; save it again as UTF-8")
    return str(best)


def _is_western(data: bytes) -> bool:
    """Whether `data` reads as Windows-1252: few accents among many plain letters, no mark inside a word.

    charset-normalizer takes short French for Central European; the marks are what other code pages turn into.
    """
    text = data.decode("cp1252", "replace")
    letters = [c for c in text if c.isalpha()]
    accented = sum(ord(c) > 127 for c in letters)
    odd = re.search(r"\ufffd|\w[¿¡³¹¼½¾¶¤¥¦§¨¯±µ¸¢£ªº]\w|[þðýÞÐÝøØìò]", text)
    return not odd and accented <= 0.4 * len(letters)


def _sound(text: str) -> str:
    controls = len(_CONTROLS.findall(text))
    if controls > len(text) / 100:
        raise BriefingError("holds binary data, not text; export it as UTF-8 text")
    if text.count("\ufffd") > len(text) / 200:
        raise BriefingError("has lost characters to a wrong encoding (\ufffd); save it again from its source as UTF-8")
    if len(re.findall("â€[™œ\u009dž˜“”]|Ã[©¨¶¼¤±³]", text)) > 2:
        raise BriefingError("is UTF-8 that was read as Windows-1252; save it again from its source as UTF-8")
    return text


def _plain(data: bytes, max_bytes: int) -> _Read:
    return _Read(_decoded(data))


def _html(data: bytes, max_bytes: int) -> _Read:
    declared = re.search(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]+)", data[:4096], re.IGNORECASE)
    return _from_html(_decoded(data, declared[1].decode("ascii").lower() if declared else ""))


def _from_html(html: str) -> _Read:
    try:
        with warnings.catch_warnings():
            # Text that looks like a URL or like XML is still text here.
            warnings.simplefilter("ignore")
            soup = BeautifulSoup(html, "html.parser")
        title, updated = _html_title(soup), _html_updated(soup)
        _strip(soup)
        text = _Converter().convert_soup(soup)
    except RecursionError as error:
        raise BriefingError("nests its elements too deeply; save it as plain text") from error
    except Exception as error:
        # The parser meets any bytes at all; whatever it stumbles over, the user needs one line.
        raise BriefingError("is not readable HTML; save the page again or copy its text into a .txt file") from error
    return _Read(re.sub(r"[ \t]+$", "", text, flags=re.MULTILINE), title, updated)


def _html_title(soup: BeautifulSoup) -> str:
    tag = soup.find("h1") or soup.find("title")
    return tag.get_text(" ") if isinstance(tag, Tag) else ""


def _html_updated(soup: BeautifulSoup) -> str:
    """The day in the page's own meta elements, ISO, or ""."""
    for name in ("article:modified_time", "og:updated_time", "last-modified", "article:published_time", "date"):
        tag = soup.find("meta", attrs={"property": name}) or soup.find("meta", attrs={"name": name})
        found = re.match(r"\d{4}-\d{2}-\d{2}", str(tag.get("content", ""))) if isinstance(tag, Tag) else None
        if found:
            return found[0]
    return ""


def _strip(soup: BeautifulSoup) -> None:
    """Drop chrome, and the addresses of links outside the sources: they would stand in every quote."""
    for tag in soup.find_all([*_CHROME, "title"]):
        tag.decompose()
    kind = SectionKind.OTHER
    links = []
    for tag in soup.find_all([*(f"h{n}" for n in range(1, 7)), "a"]):
        if tag.name != "a":
            kind = section_kind(tag.get_text(" "))
        elif kind is not SectionKind.SOURCES or not str(tag.get("href", "")).startswith("http"):
            links.append(tag)
    for tag in links:
        tag.unwrap()


class _Converter(MarkdownConverter):
    """HTML to Markdown that leaves the words as they are: no escapes but where a line would become structure."""

    class Options:
        heading_style = "atx"
        bullets = "-"
        escape_asterisks = False
        escape_underscores = False
        table_infer_header = True

    def convert_em(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return text

    convert_i = convert_em

    def convert_dt(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip().rstrip(':')}: " if text.strip() else ""

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{text.strip()}\n"

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        guarded = re.sub(r"^(\s*)#", r"\1\\#", text)
        return str(super().convert_p(el, guarded, parent_tags))  # type: ignore[misc]


def _docx(data: bytes, max_bytes: int) -> _Read:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise BriefingError("is locked with a password or an old .doc; save it as .docx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > max(20 * max_bytes, 1_000_000):
            raise BriefingError("unpacks to far more than its size; save its text alone as .docx")
        html = mammoth.convert_to_html(io.BytesIO(data), style_map=_DOCX_STYLES, convert_image=lambda image: []).value
    except BriefingError:
        raise
    except Exception as error:
        # Damaged archives and XML fail in dozens of ways inside zipfile, expat and mammoth.
        raise BriefingError("is not a sound .docx; open it in a word processor and save it again") from error
    return _from_html(html)


def _pdf(data: bytes, max_bytes: int) -> _Read:
    try:
        return _Read(pdf_text(data), pdf_title(data))
    except BriefingError:
        raise
    except Exception as error:
        # pypdf raises whatever a damaged object provokes, RecursionError and KeyError among them.
        raise BriefingError("is not a sound PDF; print it to PDF again, or copy its text into a .txt file") from error


_READERS: dict[str, Callable[[bytes, int], _Read]] = {
    ".md": _plain,
    ".markdown": _plain,
    ".txt": _plain,
    ".html": _html,
    ".htm": _html,
    ".docx": _docx,
    ".pdf": _pdf,
}
