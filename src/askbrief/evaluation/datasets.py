"""Public collections as suites of our own: BEIR folders, SQuAD files and TREC folders, told apart by what they hold.

BEIR: Thakur et al. 2021. SQuAD 1.1 and 2.0: Rajpurkar et al. 2016, 2018. TREC: trec.nist.gov/data.html.
"""

from __future__ import annotations

import gzip
import html
import json
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from askbrief.errors import BriefingError
from askbrief.evaluation.collection import Collection, Document, briefing_id, write_corpus
from askbrief.evaluation.squad import is_squad, squad_collection
from askbrief.evaluation.suite import TWIN, Case

__all__ = ["Collection", "Document", "briefing_id", "read_collection", "write_corpus"]

_DOC = re.compile(r"<DOC>(.*?)</DOC>", re.S | re.I)
_DOCNO = re.compile(r"<DOCNO>\s*(.*?)\s*</DOCNO>", re.S | re.I)
_HEADLINE = re.compile(r"<(HEADLINE|TITLE|HEAD|TTL|HL)>(.*?)</\1>", re.S | re.I)
_TEXT = re.compile(r"<TEXT>(.*?)</TEXT>", re.S | re.I)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_TOPIC = re.compile(r"<top>(.*?)(?=</top>|<top>|\Z)", re.S | re.I)
_NUMBER = re.compile(r"<num>\s*(?:Number:)?\s*([^\s<]+)", re.I)
_ASKED = (
    re.compile(r"<title>\s*(?:Topic:)?\s*([^<]*)", re.I),
    re.compile(r"<desc>\s*(?:Description:)?\s*([^<]*)", re.I),
)
_Judged = tuple[int, str, str, int]
"""A line of relevance judgements: its number, query, document and grade."""


def read_collection(path: Path, split: str = "test") -> Collection | None:
    """The collection at a path, or None where there is none of the three; an error names file, line and cure.

    `split` chooses BEIR's judgements: `qrels/<split>.tsv`.
    """
    if path.is_dir():
        if _files(path, "corpus.jsonl"):
            return _beir(path, split)
        return _trec(path) if _files(path, "topics*") else None
    if path.is_file() and path.name.endswith((".json", ".json.gz")):
        return _squad(path)
    return None


def _beir(folder: Path, split: str) -> Collection:
    """A BEIR folder: corpus.jsonl, queries.jsonl (either may end in .gz) and qrels/<split>.tsv."""
    documents = _distinct(_beir_documents(_the(folder, "corpus.jsonl")), folder)
    queries = {q["_id"]: q["text"] for q in _objects(_the(folder, "queries.jsonl"), "query", ("_id", "text"))}
    qrels = folder / "qrels" / f"{split}.tsv"
    if not qrels.is_file():
        there = ", ".join(sorted(f.stem for f in qrels.parent.glob("*.tsv"))) or "none"
        raise BriefingError(f"{qrels}: no such judgements; name a split that is there ({there})")
    return _judged_collection(folder, documents, queries, {qrels: _judgements(qrels, "\t", (0, 1, 2))})


def _beir_documents(file: Path) -> Iterator[Document]:
    for found in _objects(file, "document", ("_id", "text")):
        yield Document(found["_id"], str(found.get("title") or ""), found["text"])


def _trec(folder: Path) -> Collection:
    """A TREC folder: topics* (SGML, or id and text parted by a tab), qrels*, and SGML documents docs* or *.trec."""
    judged = {file: _judgements(file, None, (0, 2, 3)) for file in _some(folder, "qrels*")}
    queries = dict(pair for file in _some(folder, "topics*") for pair in _topics(file))
    files = dict.fromkeys((*_files(folder, "docs*"), *_files(folder, "*.trec")))
    documents = _distinct((d for file in files or _some(folder, "docs*") for d in _trec_documents(file)), folder)
    return _judged_collection(folder, documents, queries, judged)


def _topics(file: Path) -> Iterator[tuple[str, str]]:
    """Each topic's number and title (its description where it has no title)."""
    text = _read(file)
    classic = list(_TOPIC.finditer(text))
    for found in classic:
        number = _NUMBER.search(found[1])
        asked = next((a for part in _ASKED if (m := part.search(found[1])) and (a := _plain_line(m[1]))), "")
        if not number or not asked:
            raise BriefingError(
                f"{file}, line {_line_of(text, found.start())}: a topic needs <num> and <title>; add them"
            )
        yield _topic_id(number[1]), asked
    for line_number, line in enumerate(() if classic else text.split("\n"), 1):
        name, tab, asked = line.partition("\t")
        if tab:
            yield _topic_id(name.strip()), _plain_line(asked)
        elif line.strip():
            raise BriefingError(f"{file}, line {line_number}: no topic; write `id<TAB>text`, or <top> ... </top>")


def _topic_id(written: str) -> str:
    """A topic's number without leading zeros: the same topic is 051 in topics and 51 in judgements."""
    return str(int(written)) if written.isdecimal() else written


def _trec_documents(file: Path) -> Iterator[Document]:
    text = _read(file)
    for found in _DOC.finditer(text):
        number, headline = _DOCNO.search(found[1]), _HEADLINE.search(found[1])
        if not number:
            raise BriefingError(f"{file}, line {_line_of(text, found.start())}: <DOC> without <DOCNO>; add its id")
        parts = _TEXT.findall(found[1]) or [_DOCNO.sub("", found[1])]
        body = "\n\n".join(html.unescape(_TAG.sub("", part)).strip() for part in parts)
        yield Document(number[1], _plain_line(headline[2]) if headline else "", body)
    if not _DOC.search(text):
        raise BriefingError(f"{file}: holds no <DOC> ... </DOC>; give TREC documents, or rename what is no document")


def _plain_line(sgml: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", sgml)).split())


def _squad(file: Path) -> Collection | None:
    try:
        data = json.loads(_read(file))
    except json.JSONDecodeError as error:
        raise BriefingError(f"{file}, line {error.lineno}: not JSON ({error.msg}); download the file again") from error
    name = file.resolve().name.removesuffix(".gz").removesuffix(".json")
    return squad_collection(data, name, file) if is_squad(data) else None


def _judged_collection(
    folder: Path,
    documents: tuple[Document, ...],
    queries: Mapping[str, str],
    judged: Mapping[Path, Iterable[_Judged]],
) -> Collection:
    """A case for each query with a relevant document; queries without any have nothing to be ranked by."""
    known = {d.id for d in documents}
    relevant: dict[str, dict[str, int]] = {}
    for file, lines in judged.items():
        for number, query, document, grade in lines:
            _must_be_known(document, known, "document", f"{file}, line {number}")
            _must_be_known(query, queries, "query", f"{file}, line {number}")
            if grade > 0:
                relevant.setdefault(query, {})[briefing_id(document)] = grade
    name = folder.resolve().name
    made = (_ranking_case(name, q, text, relevant[q]) for q, text in queries.items() if q in relevant)
    return Collection(name, documents, tuple(made))


def _must_be_known(name: str, known: Iterable[str], what: str, place: str) -> None:
    if name not in known:
        raise BriefingError(f"{place}: there is no {what} {name!r}; take all files from one release, or drop the line")


def _ranking_case(name: str, query: str, text: str, relevant: Mapping[str, int]) -> Case:
    # A tilde in an id would make the question a twin of another one.
    return Case(query.replace(TWIN, "_"), name, (text,), "", relevant=tuple(relevant.items()))


def _judgements(file: Path, separator: str | None, columns: tuple[int, int, int]) -> Iterator[_Judged]:
    """The lines of a file of judgements below its heading; `columns`: where query, document and grade stand."""
    for number, line in _lines(file):
        cells = [cell.strip() for cell in line.split(separator)]
        try:
            query, document, grade = (cells[column] for column in columns)
            yield number, query if separator else _topic_id(query), document, int(grade)
        except (IndexError, ValueError) as error:
            if number > 1 or separator is None:
                form = "query<TAB>document<TAB>grade" if separator else "topic iteration document grade"
                raise BriefingError(f"{file}, line {number}: not a judgement; write `{form}`") from error


def _objects(file: Path, what: str, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The JSON objects of a file's lines, those keys' values as text; none may share its `_id`."""
    for number, line in _lines(file):
        try:
            found = json.loads(line)
            yield found | {key: _text_of(found[key]) for key in keys}
        except (ValueError, KeyError, TypeError) as error:
            needed = " and ".join(f"`{key}`" for key in keys)
            raise BriefingError(f"{file}, line {number}: not a {what} ({error!r}); it needs {needed}") from error


def _text_of(value: object) -> str:
    if not isinstance(value, str | int):
        raise TypeError(f"{type(value).__name__} for text")
    return str(value)


def _distinct(documents: Iterable[Document], folder: Path) -> tuple[Document, ...]:
    found: dict[str, Document] = {}
    for document in documents:
        if document.id in found:
            raise BriefingError(f"{folder}: the document {document.id!r} comes twice; drop one of them")
        found[document.id] = document
    return tuple(found.values())


def _files(folder: Path, pattern: str) -> list[Path]:
    """The files of that name, plain or gzipped, and those of folders of that name; in order."""
    found = [f for form in (pattern, f"{pattern}.gz") for f in folder.glob(form) if not f.name.startswith(".")]
    inside = [f for place in found if place.is_dir() for f in place.rglob("*") if not f.name.startswith(".")]
    return sorted({f for f in (*found, *inside) if f.is_file()})


def _some(folder: Path, pattern: str) -> list[Path]:
    """The same; a BriefingError where there is none."""
    if not (found := _files(folder, pattern)):
        raise BriefingError(f"{folder}: no file {pattern} (or {pattern}.gz); add it beside the others")
    return found


def _the(folder: Path, name: str) -> Path:
    return _some(folder, name)[0]


def _lines(file: Path) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers."""
    return ((n, line) for n, line in enumerate(_read(file).split("\n"), 1) if line.strip())


def _read(file: Path) -> str:
    """A file's text, unzipped; old TREC files, which are not UTF-8, are read as Latin-1."""
    opened: Callable[[bytes], bytes] = gzip.decompress if file.name.endswith(".gz") else bytes
    try:
        raw = opened(file.read_bytes())
    except (OSError, EOFError, zlib.error) as error:
        raise BriefingError(f"{file}: cannot be read ({error}); check its permissions or download it again") from error
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return raw.decode("latin-1").replace("\r\n", "\n")


def _line_of(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1
