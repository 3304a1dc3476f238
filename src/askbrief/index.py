"""The built index: made from a corpus and loaded again.

A version holds everything that is served, the texts too, so that what is ranked and what is quoted can never
drift apart.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from askbrief.briefing import parse_briefing, read_briefing
from askbrief.encoder import Encoder, Vectors
from askbrief.entities import Catalogue, gather
from askbrief.errors import BriefingError, IndexDamaged, IndexMissing
from askbrief.lexical import LexicalIndex, Vocabulary
from askbrief.passages import cut, embedding_text, sentence_places
from askbrief.publishing import building, checked, dump, publish, published, read, sha256
from askbrief.store import FlatStore, VectorStore
from askbrief.types import Briefing, Entity, EntityKind, Field, Passage, SectionKind, Span
from askbrief.words import tokenize

SPECIAL_TOKENS = 2
Progress = Callable[[int, int], None]
"""Called with (encoded, total) passages while a build runs."""


@dataclass(frozen=True, slots=True)
class Index:
    """A loaded version: briefings, passages, their vectors and lexical index, entities and vocabulary."""

    version: str
    manifest: Mapping[str, Any]
    briefings: tuple[Briefing, ...]
    passages: tuple[Passage, ...]
    store: VectorStore
    sentences: tuple[Vectors, ...]  # for each passage the vectors of its sentences, shape (sentences, dimension)
    lexical: LexicalIndex
    vocabulary: Vocabulary
    catalogue: Catalogue
    mentions: tuple[frozenset[str], ...]  # for each passage the ids of the entities it names

    def topics(self, briefing: Briefing) -> frozenset[str]:
        """Ids of the entities that a briefing is about: its title or subtitle names them, or its title their words."""
        named = self.catalogue.mentioned(f"{briefing.title} {briefing.subtitle}")
        return named.union(*(self.catalogue.mentioned(t.text) for t in tokenize(briefing.title)))


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
    briefings, hashes, errors = _read(corpus)
    with building(folder):
        previous = _previous(folder, encoder)
        old = previous.manifest["files"] if previous else {}
        reused = {b.id for b in briefings if old.get(b.id) == hashes[b.id]}
        passages, encodings, encoded = _encodings(briefings, reused, previous, encoder, progress)
        manifest = {**_made_by(encoder), "files": hashes, "passages": len(passages)}
        version = publish(folder, manifest, lambda place: _write(place, briefings, passages, encodings), keep)
    return BuildReport(
        version=version,
        added=tuple(sorted(set(hashes) - set(old))),
        changed=tuple(sorted(b.id for b in briefings if b.id in old and b.id not in reused)),
        removed=tuple(sorted(set(old) - set(hashes))),
        unchanged=tuple(sorted(reused)),
        passages=len(passages),
        encoded=encoded,
        errors=tuple(errors),
    )


def _made_by(encoder: Encoder) -> dict[str, Any]:
    made = {"id": encoder.id, "sha256": encoder.sha256, "max_tokens": encoder.max_tokens}
    return {"encoder": made, "dimension": encoder.dimension, "metric": "inner_product"}


def load(folder: Path, encoder: Encoder | None = None) -> Index:
    """The published index of a folder, every file checked; made by `encoder` when one is given."""
    version = published(folder)
    if version is None:
        raise IndexMissing(f"no index in {folder}; run `askbrief build`")
    place = folder / version
    manifest = checked(place)
    made = manifest["encoder"]
    if encoder and (made["id"], made["sha256"]) != (encoder.id, encoder.sha256):
        raise IndexDamaged(f"{place}: made with the encoder {made['id']}, not {encoder.id}; run `askbrief build`")
    try:
        return _opened(place, manifest)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise IndexDamaged(f"{place}: cannot be opened ({error}); run `askbrief build`") from error


def _opened(place: Path, manifest: dict[str, Any]) -> Index:
    passages = tuple(_passage(p) for p in read(place / "passages.json"))
    ends = np.cumsum([len(p.sentences) for p in passages])
    return Index(
        version=place.name,
        manifest=manifest,
        briefings=tuple(parse_briefing(b["source"], b["id"]) for b in read(place / "briefings.json")),
        passages=passages,
        store=FlatStore.load(place / "vectors.faiss"),
        sentences=tuple(np.split(np.load(place / "sentences.npy"), ends[:-1])),
        lexical=LexicalIndex.load(place / "bm25", len(passages)),
        vocabulary=Vocabulary(**read(place / "vocabulary.json")),
        catalogue=Catalogue([_entity(e) for e in read(place / "entities.json")]),
        mentions=tuple(frozenset(ids) for ids in read(place / "mentions.json")),
    )


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
    return ordered, {b.id: sha256(f"{b.id}\n{b.source}".encode()) for b in ordered}, errors


_Encoding = tuple[Vectors, Vectors]
"""A passage's vector, shape (dimension,), and its sentences', shape (sentences, dimension), float16."""


def _encodings(
    briefings: Iterable[Briefing],
    reused: set[str],
    previous: Index | None,
    encoder: Encoder,
    progress: Progress | None,
) -> tuple[tuple[Passage, ...], list[_Encoding], int]:
    """Passages and vectors of all briefings in order, and how many passages were encoded.

    A text that the previous index holds keeps its vectors, also in a briefing that changed elsewhere.
    """
    kept: dict[str, list[Passage]] = {}
    known: dict[str, _Encoding] = {}
    if previous:
        old = zip(previous.passages, previous.store.vectors(), previous.sentences, strict=True)
        for passage, vector, sentences in old:
            kept.setdefault(passage.briefing_id, []).append(passage)
            known[_what_is_encoded(passage)] = vector, sentences
    passages: list[Passage] = []
    for briefing in briefings:
        if briefing.id in reused:
            passages += kept.get(briefing.id, [])
        else:
            passages += cut(briefing, encoder.count_tokens, encoder.max_tokens - SPECIAL_TOKENS)
    keys = [_what_is_encoded(p) for p in passages]
    fresh = [p for p, key in zip(passages, keys, strict=True) if key not in known]
    made = iter(_encode(fresh, encoder, progress))
    encodings = [known.get(key) or next(made) for key in keys]
    return tuple(passages), encodings, len(fresh)


def _what_is_encoded(passage: Passage) -> str:
    """All that a passage's vectors depend on: its text with its headings, and where its sentences lie."""
    text = embedding_text(passage)
    return f"{text}\n{sentence_places(passage, text)}"


def _encode(passages: Sequence[Passage], encoder: Encoder, progress: Progress | None) -> Iterator[_Encoding]:
    for number, passage in enumerate(passages, 1):
        text = embedding_text(passage)
        vector, sentences = encoder.encode_spans(text, sentence_places(passage, text))
        if progress:
            progress(number, len(passages))
        yield vector, sentences.astype(np.float16)


def _write(
    place: Path, briefings: Sequence[Briefing], passages: Sequence[Passage], encodings: Sequence[_Encoding]
) -> None:
    texts = [embedding_text(p) for p in passages]
    dump(place / "briefings.json", [{"id": b.id, "source": b.source} for b in briefings])
    dump(place / "passages.json", [dataclasses.asdict(p) for p in passages])
    catalogue = Catalogue(gather(briefings))
    dump(place / "entities.json", [dataclasses.asdict(e) for e in catalogue.entities])
    dump(place / "mentions.json", [sorted(catalogue.mentioned(text)) for text in texts])
    vocabulary = Vocabulary.build(texts)
    counted = {"counts": vocabulary.counts, "document_counts": vocabulary.document_counts}
    dump(place / "vocabulary.json", {**counted, "documents": vocabulary.documents})
    FlatStore.build(np.stack([vector for vector, _ in encodings])).save(place / "vectors.faiss")
    np.save(place / "sentences.npy", np.concatenate([sentences for _, sentences in encodings]))
    LexicalIndex.build(texts).save(place / "bm25")


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
