"""The built index: made from a corpus, saved side by side, published by one rename, checked on load.

A version folder `v-<hash>` holds everything that is served, the texts too, so that what is ranked and what
is quoted can never drift apart. `current` names the version being served. This is the only module with FAISS.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import faiss
import numpy as np

from askbrief.briefing import parse_briefing, read_briefing
from askbrief.encoder import Encoder, Vectors
from askbrief.entities import Catalogue, gather
from askbrief.errors import BriefingError, IndexDamaged, IndexMissing
from askbrief.lexical import LexicalIndex, Vocabulary
from askbrief.passages import cut, embedding_text, sentence_places
from askbrief.types import Briefing, Entity, EntityKind, Field, Passage, SectionKind, Span

SCHEMA = 1
SPECIAL_TOKENS = 2
Progress = Callable[[int, int], None]
"""Called with (encoded, total) passages while a build runs."""


class VectorStore(Protocol):
    """Nearest passages by inner product; a distributed store is another class with these methods."""

    def search(self, query: Vectors, count: int) -> tuple[Sequence[int], Sequence[float]]:
        """Positions and inner products of the `count` nearest vectors to a query of shape (dimension,)."""
        ...


class FlatStore:
    """FAISS's exact inner-product index."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors) -> FlatStore:
        """The store of these vectors, shape (passages, dimension)."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return cls(index)

    def search(self, query: Vectors, count: int) -> tuple[Sequence[int], Sequence[float]]:
        """Positions and inner products, best first; equal products in the order of the passages."""
        scores, places = self._index.search(query.reshape(1, -1), min(count, self._index.ntotal))
        return places[0].tolist(), scores[0].tolist()

    def vectors(self) -> Vectors:
        """All vectors, shape (passages, dimension)."""
        return np.asarray(self._index.reconstruct_n(0, self._index.ntotal), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Writes the FAISS file."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def load(cls, path: Path) -> FlatStore:
        """The store saved at a path."""
        return cls(faiss.read_index(str(path)))


@dataclass(frozen=True, slots=True)
class Index:
    """A loaded version: briefings, passages, their vectors and lexical index, entities and vocabulary."""

    version: str
    manifest: Mapping[str, Any]
    briefings: tuple[Briefing, ...]
    passages: tuple[Passage, ...]
    store: FlatStore
    sentences: tuple[Vectors, ...]  # for each passage the vectors of its sentences, shape (sentences, dimension)
    lexical: LexicalIndex
    vocabulary: Vocabulary
    catalogue: Catalogue
    mentions: tuple[frozenset[str], ...]  # for each passage the ids of the entities it names


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build changed: ids of briefings, and how many passages were encoded anew."""

    version: str
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    passages: int
    encoded: int
    errors: tuple[str, ...] = ()


def build(
    corpus: Path, folder: Path, encoder: Encoder, *, keep: int = 2, progress: Progress | None = None
) -> BuildReport:
    """Builds and publishes the index of a corpus; briefings whose file is unchanged keep their vectors.

    Raises BriefingError when no briefing can be read. Files that cannot be read are named in the report.
    """
    previous = _previous(folder, encoder)
    briefings, hashes, errors = _read(corpus)
    old = previous.manifest["files"] if previous else {}
    reused = {b.id for b in briefings if old.get(b.id) == hashes[b.id]}
    passages, encodings, encoded = _encodings(briefings, reused, previous, encoder, progress)
    manifest = {
        "schema": SCHEMA,
        "encoder": {"id": encoder.id, "sha256": encoder.sha256, "max_tokens": encoder.max_tokens},
        "dimension": encoder.dimension,
        "metric": "inner_product",
        "files": hashes,
        "passages": len(passages),
    }
    version = _publish(folder, manifest, briefings, passages, encodings, keep)
    changed = sorted(b.id for b in briefings if b.id in old and b.id not in reused)
    return BuildReport(
        version=version,
        added=tuple(sorted(b.id for b in briefings if b.id not in old)),
        changed=tuple(changed),
        removed=tuple(sorted(set(old) - set(hashes))),
        unchanged=tuple(sorted(reused)),
        passages=len(passages),
        encoded=encoded,
        errors=tuple(errors),
    )


def load(folder: Path, encoder: Encoder | None = None) -> Index:
    """The published index of a folder, every file checked; made by `encoder` when one is given."""
    version = published(folder)
    if version is None:
        raise IndexMissing(f"no index in {folder}; run `askbrief build`")
    place = folder / version
    manifest = _checked(place)
    if encoder and (manifest["encoder"]["id"], manifest["encoder"]["sha256"]) != (encoder.id, encoder.sha256):
        made = manifest["encoder"]["id"]
        raise IndexDamaged(f"{place}: made with the encoder {made}, not {encoder.id}; run `askbrief build`")
    briefings = tuple(parse_briefing(b["source"], b["id"]) for b in _json(place / "briefings.json"))
    passages = tuple(_passage(p) for p in _json(place / "passages.json"))
    ends = np.cumsum([len(p.sentences) for p in passages])
    return Index(
        version=version,
        manifest=manifest,
        briefings=briefings,
        passages=passages,
        store=FlatStore.load(place / "vectors.faiss"),
        sentences=tuple(np.split(np.load(place / "sentences.npy"), ends[:-1])),
        lexical=LexicalIndex.load(place / "bm25", len(passages)),
        vocabulary=Vocabulary(**_json(place / "vocabulary.json")),
        catalogue=Catalogue([_entity(e) for e in _json(place / "entities.json")]),
        mentions=tuple(frozenset(ids) for ids in _json(place / "mentions.json")),
    )


def published(folder: Path) -> str | None:
    """The name of the version being served, or None when nothing was published."""
    try:
        name = (folder / "current").read_text().strip()
    except FileNotFoundError:
        return None
    return name or None


def corpus_files(corpus: Path) -> list[Path]:
    """The briefing files of a folder, README aside, in order of name."""
    return sorted(p for p in corpus.glob("*.md") if p.name.lower() != "readme.md" and p.is_file())


def _previous(folder: Path, encoder: Encoder) -> Index | None:
    """The published index, when its vectors can be kept; a damaged or foreign one is built anew."""
    try:
        index = load(folder, encoder)
    except (IndexMissing, IndexDamaged):
        return None
    return index


def _read(corpus: Path) -> tuple[tuple[Briefing, ...], dict[str, str], list[str]]:
    if not corpus.is_dir():
        raise BriefingError(f"the corpus folder {corpus} does not exist; make it, or name another with --corpus")
    briefings: dict[str, Briefing] = {}
    errors: list[str] = []
    for path in corpus_files(corpus):
        try:
            briefing = read_briefing(path)
        except BriefingError as error:
            errors.append(str(error))
            continue
        if briefing.id in briefings:
            errors.append(f"{path}: id {briefing.id!r} is taken by another file; give it an id of its own")
            continue
        briefings[briefing.id] = briefing
    if not briefings:
        reason = f" ({errors[0]})" if errors else ""
        raise BriefingError(f"no briefing can be read in {corpus}{reason}; add one with `askbrief add FILE`")
    ordered = tuple(briefings[key] for key in sorted(briefings))
    return ordered, {b.id: _sha256(f"{b.id}\n{b.source}".encode()) for b in ordered}, errors


_Encoding = tuple[Vectors, Vectors]
"""A passage's vector, shape (dimension,), and its sentences', shape (sentences, dimension), float16."""


def _encodings(
    briefings: Iterable[Briefing],
    reused: set[str],
    previous: Index | None,
    encoder: Encoder,
    progress: Progress | None,
) -> tuple[tuple[Passage, ...], list[_Encoding], int]:
    """Passages and vectors of all briefings in order, and how many passages were encoded."""
    kept: dict[str, list[tuple[Passage, _Encoding | None]]] = {}
    if previous:
        known = zip(previous.store.vectors(), previous.sentences, strict=True)
        for passage, encoding in zip(previous.passages, known, strict=True):
            kept.setdefault(passage.briefing_id, []).append((passage, encoding))
    pairs: list[tuple[Passage, _Encoding | None]] = []
    for briefing in briefings:
        if briefing.id in reused:
            pairs += kept.get(briefing.id, [])
        else:
            pairs += [(p, None) for p in cut(briefing, encoder.count_tokens, encoder.max_tokens - SPECIAL_TOKENS)]
    fresh = [p for p, encoding in pairs if encoding is None]
    made = iter(_encode(fresh, encoder, progress))
    encodings = [encoding or next(made) for _, encoding in pairs]
    return tuple(p for p, _ in pairs), encodings, len(fresh)


def _encode(passages: Sequence[Passage], encoder: Encoder, progress: Progress | None) -> Iterator[_Encoding]:
    for number, passage in enumerate(passages, 1):
        text = embedding_text(passage)
        vector, sentences = encoder.encode_spans(text, sentence_places(passage, text))
        yield vector, sentences.astype(np.float16)
        if progress:
            progress(number, len(passages))


def _publish(
    folder: Path,
    manifest: dict[str, Any],
    briefings: Sequence[Briefing],
    passages: Sequence[Passage],
    encodings: Sequence[_Encoding],
    keep: int,
) -> str:
    """Writes a whole version beside the others, then renames it into place and points `current` at it."""
    folder.mkdir(parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix=".building-", dir=folder))
    place.chmod(0o755)  # mkdtemp's 0700 would keep a server under another user out
    try:
        _write(place, briefings, passages, encodings)
        manifest["checksums"] = {name: _sha256((place / name).read_bytes()) for name in _files(place)}
        _dump(place / "manifest.json", manifest)
        version = f"v-{_sha256((place / 'manifest.json').read_bytes())[:16]}"
        _sync(place)
        if _is_whole(folder / version):
            shutil.rmtree(place)
        else:
            shutil.rmtree(folder / version, ignore_errors=True)
            place.rename(folder / version)
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise
    _point(folder, version)
    _prune(folder, version, keep)
    return version


def _write(
    place: Path, briefings: Sequence[Briefing], passages: Sequence[Passage], encodings: Sequence[_Encoding]
) -> None:
    texts = [embedding_text(p) for p in passages]
    _dump(place / "briefings.json", [{"id": b.id, "source": b.source} for b in briefings])
    _dump(place / "passages.json", [dataclasses.asdict(p) for p in passages])
    catalogue = Catalogue(gather(briefings))
    _dump(place / "entities.json", [dataclasses.asdict(e) for e in catalogue.entities])
    _dump(place / "mentions.json", [sorted(catalogue.mentioned(text)) for text in texts])
    vocabulary = Vocabulary.build(texts)
    counted = {"counts": vocabulary.counts, "document_counts": vocabulary.document_counts}
    _dump(place / "vocabulary.json", {**counted, "documents": vocabulary.documents})
    FlatStore.build(np.stack([vector for vector, _ in encodings])).save(place / "vectors.faiss")
    np.save(place / "sentences.npy", np.concatenate([sentences for _, sentences in encodings]))
    LexicalIndex.build(texts).save(place / "bm25")


def _point(folder: Path, version: str) -> None:
    """Makes `current` name a version, in one rename."""
    handle, name = tempfile.mkstemp(prefix=".current-", dir=folder)
    with os.fdopen(handle, "w") as file:
        file.write(version + "\n")
        file.flush()
        os.fchmod(file.fileno(), 0o644)
        os.fsync(file.fileno())
    os.replace(name, folder / "current")


def _prune(folder: Path, version: str, keep: int) -> None:
    """Drops all but the newest `keep` versions, and what killed builds left behind."""
    old = sorted((p for p in folder.glob("v-*") if p.name != version), key=lambda p: p.stat().st_mtime, reverse=True)
    left = [p for p in folder.glob(".building-*") if not _in_use(p)]
    for path in [*old[max(keep - 1, 0) :], *left]:
        shutil.rmtree(path, ignore_errors=True)
    for path in folder.glob(".current-*"):
        path.unlink(missing_ok=True)


def _in_use(path: Path) -> bool:
    """Whether another build may still be writing there: changed within the last hour."""
    return time.time() - path.stat().st_mtime < 3600


def _is_whole(place: Path) -> bool:
    try:
        _checked(place)
    except IndexDamaged:
        return False
    return True


def _checked(place: Path) -> dict[str, Any]:
    """The manifest of a version whose files are all as they were written; IndexDamaged names the one that is not."""
    try:
        manifest: dict[str, Any] = _json(place / "manifest.json")
        if manifest["schema"] != SCHEMA:
            raise IndexDamaged(f"{place}: made by another version of askbrief; run `askbrief build`")
        for name, checksum in manifest["checksums"].items():
            if _sha256((place / name).read_bytes()) != checksum:
                raise IndexDamaged(f"{place / name}: does not match its checksum; run `askbrief build`")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{place}: incomplete ({error}); run `askbrief build`") from error
    return manifest


def _files(place: Path) -> list[str]:
    return sorted(p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file())


def _sync(place: Path) -> None:
    for name in [*_files(place), "."]:
        handle = os.open(place / name, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _dump(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _passage(data: dict[str, Any]) -> Passage:
    return Passage(
        **{
            **data,
            "section": SectionKind(data["section"]),
            "heading_path": tuple(data["heading_path"]),
            "fields": tuple(Field(**f) for f in data["fields"]),
            "sentences": tuple(Span(**s) for s in data["sentences"]),
            "date": tuple(data["date"]),
        }
    )


def _entity(data: dict[str, Any]) -> Entity:
    lists = {name: tuple(data[name]) for name in ("aliases", "derived", "briefings")}
    return Entity(**{**data, **lists, "kind": EntityKind(data["kind"])})
