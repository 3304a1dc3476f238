"""The index built, published, loaded and told apart from a damaged one."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from askbrief.errors import BriefingError, IndexDamaged, IndexMissing
from askbrief.index import Index, build, corpus_files, load
from askbrief.publishing import published
from askbrief.store import FlatStore
from corpus_small import BRIEFINGS, ORRIN, write_corpus
from fakes import FakeEncoder, Vectors


class OtherEncoder(FakeEncoder):
    id = "fake/other"


class BrokenEncoder(FakeEncoder):
    """Fails at the third passage."""

    count = 0

    def encode_spans(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Vectors, Vectors]:
        self.count += 1
        if self.count == 3:
            raise RuntimeError("out of memory")
        return super().encode_spans(text, spans)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "index"


def versions(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.glob("v-*"))


# ---- building ------------------------------------------------------------------------------


def test_a_first_build_adds_every_briefing(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """The report names what was added and how many passages were encoded."""
    report = build(corpus, folder, fake_encoder)
    assert report.added == ("amsel-bridge-treaty", "lake-orrin-accord", "velm-rail-strike")
    assert report.changed == report.removed == report.unchanged == report.errors == ()
    assert report.passages == report.encoded == 54
    assert published(folder) == report.version


def test_an_unchanged_corpus_is_not_encoded_again(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """The same version stays published."""
    first = build(corpus, folder, fake_encoder)
    again = build(corpus, folder, fake_encoder)
    assert (again.version, again.encoded) == (first.version, 0)
    assert again.unchanged == first.added
    assert versions(folder) == [first.version]


def test_only_what_changed_is_encoded(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """Of an edited file the changed passages are encoded, a deleted one disappears, a new one is added."""
    build(corpus, folder, fake_encoder)
    edited = ORRIN.replace("nine rounds", "ten rounds")
    new = "# New\n\n## Overview\n\nOne sentence.\n"
    write_corpus(corpus, {"lake-orrin-accord": edited, "new": new, "velm-rail-strike": BRIEFINGS["velm-rail-strike"]})
    report = build(corpus, folder, fake_encoder)
    assert (report.added, report.changed) == (("new",), ("lake-orrin-accord",))
    assert (report.removed, report.unchanged) == (("amsel-bridge-treaty",), ("velm-rail-strike",))
    assert report.encoded == 3
    assert [b.id for b in load(folder).briefings] == ["lake-orrin-accord", "new", "velm-rail-strike"]


def test_progress_counts_the_encoded_passages(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """(done, total) after each."""
    told: list[tuple[int, int]] = []
    build(corpus, folder, fake_encoder, progress=lambda done, total: told.append((done, total)))
    assert told == [(n, 54) for n in range(1, 55)]


def test_another_encoder_encodes_everything_again(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """Vectors of two models are never mixed."""
    build(corpus, folder, fake_encoder)
    assert build(corpus, folder, OtherEncoder()).encoded == 54


def test_faulty_files_are_named_and_the_others_go_on(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """An empty file, one that is not UTF-8 and a second one of the same id."""
    (corpus / "empty.md").write_text("")
    (corpus / "latin.md").write_bytes(b"Z\xfcrich")
    (corpus / "twin.md").write_text(ORRIN)
    report = build(corpus, folder, fake_encoder)
    assert report.added == ("amsel-bridge-treaty", "lake-orrin-accord", "velm-rail-strike")
    assert [Path(e.split(":")[0]).name for e in report.errors] == ["empty.md", "latin.md", "twin.md"]


def test_a_corpus_without_briefings_is_an_error(tmp_path: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """A folder that is missing, empty or holds only faulty files; the message says what to do."""
    with pytest.raises(BriefingError, match="does not exist; make it"):
        build(tmp_path / "none", folder, fake_encoder)
    (tmp_path / "corpus").mkdir()
    with pytest.raises(BriefingError, match="askbrief add FILE"):
        build(tmp_path / "corpus", folder, fake_encoder)
    (tmp_path / "corpus" / "bad.md").write_text("")
    with pytest.raises(BriefingError, match=r"bad\.md: empty"):
        build(tmp_path / "corpus", folder, fake_encoder)


def test_the_readme_is_no_briefing(corpus: Path) -> None:
    """Only `*.md` files besides README, in order of name."""
    for name in ("README.md", "notes.txt"):
        (corpus / name).write_text("Text.")
    assert [p.stem for p in corpus_files(corpus)] == ["amsel-bridge-treaty", "lake-orrin-accord", "velm-rail-strike"]


def test_a_build_that_fails_leaves_the_old_index(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """Nothing half-written stays behind."""
    before = build(corpus, folder, fake_encoder).version
    (corpus / "lake-orrin-accord.md").write_text(ORRIN.replace("Tarn", "Keld"))
    with pytest.raises(RuntimeError, match="out of memory"):
        build(corpus, folder, BrokenEncoder())
    assert load(folder, fake_encoder).version == before
    assert sorted(p.name for p in folder.iterdir() if p.name != ".lock") == ["current", before]


# ---- what is on disk -----------------------------------------------------------------------


def test_the_manifest_says_what_made_the_index(small_index: Index, fake_encoder: FakeEncoder) -> None:
    """Encoder, dimension, metric, schema, a hash for each file and for each artefact."""
    manifest = small_index.manifest
    assert manifest["encoder"] == {"id": fake_encoder.id, "sha256": fake_encoder.sha256, "max_tokens": 256}
    assert (manifest["dimension"], manifest["metric"], manifest["passages"]) == (64, "inner_product", 54)
    assert list(manifest["files"]) == [b.id for b in small_index.briefings]
    assert {"briefings.json", "passages.json", "entities.json", "mentions.json", "vocabulary.json"} <= set(
        manifest["checksums"]
    )
    assert {"vectors.faiss", "sentences.npy", "bm25/vocab.index.json"} <= set(manifest["checksums"])


def test_old_versions_are_pruned(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """The newest `keep` stay."""
    made = []
    for number in range(4):
        (corpus / "lake-orrin-accord.md").write_text(ORRIN.replace("nine rounds", f"{number} rounds"))
        made.append(build(corpus, folder, fake_encoder, keep=2).version)
        os.utime(folder / made[-1], (1000 + number, 1000 + number))
    assert versions(folder) == sorted(made[-2:])
    assert published(folder) == made[-1]


def test_what_killed_builds_left_is_cleared(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """The next build removes unfinished folders and pointers."""
    folder.mkdir()
    (folder / ".building-x").mkdir()
    (folder / ".building-x" / "passages.json").write_text("[")
    (folder / ".current-x").write_text("v-")
    version = build(corpus, folder, fake_encoder).version
    assert sorted(p.name for p in folder.iterdir() if p.name != ".lock") == ["current", version]


def test_others_may_read_the_index(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """A server under another user can serve what was built."""
    version = build(corpus, folder, fake_encoder).version
    assert stat.S_IMODE((folder / version).stat().st_mode) == 0o755
    assert stat.S_IMODE((folder / "current").stat().st_mode) == 0o644


# ---- loading -------------------------------------------------------------------------------


def test_a_loaded_index_is_whole(small_index: Index) -> None:
    """One vector, one set of names and one row of sentence vectors for each passage."""
    assert small_index.store.vectors().shape == (54, 64)
    assert len(small_index.mentions) == len(small_index.sentences) == len(small_index.passages) == 54
    assert [len(s) for s in small_index.sentences] == [len(p.sentences) for p in small_index.passages]
    assert small_index.vocabulary.documents == small_index.lexical.size == 54


def test_passages_know_the_names_they_bear(small_index: Index) -> None:
    """By entity id, shared names counting for all."""
    place = next(i for i, p in enumerate(small_index.passages) if p.id.endswith("people-involved/dora-quist"))
    assert "dora-quist" in small_index.mentions[place]
    assert "velm-railway-union" in small_index.mentions[place]


def test_no_index_is_told_with_the_cure(tmp_path: Path) -> None:
    """`askbrief build` makes one."""
    assert published(tmp_path / "none") is None
    with pytest.raises(IndexMissing, match="run `askbrief build`"):
        load(tmp_path / "none")


def test_an_index_of_another_encoder_is_refused(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """Both models are named."""
    build(corpus, folder, fake_encoder)
    with pytest.raises(IndexDamaged, match=r"made with the encoder fake/hashed-words, not fake/other"):
        load(folder, OtherEncoder())


def test_an_index_of_another_schema_is_refused(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """It is not guessed at."""
    version = build(corpus, folder, fake_encoder).version
    path = folder / version / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "schema": 0}))
    with pytest.raises(IndexDamaged, match="run `askbrief build`"):
        load(folder)


def test_a_missing_file_is_named(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """So is a version folder that is gone."""
    version = build(corpus, folder, fake_encoder).version
    (folder / version / "mentions.json").unlink()
    with pytest.raises(IndexDamaged, match=r"mentions\.json"):
        load(folder)
    (folder / "current").write_text("v-gone\n")
    with pytest.raises(IndexDamaged, match="v-gone"):
        load(folder)


def test_a_damaged_index_is_built_anew(corpus: Path, folder: Path, fake_encoder: FakeEncoder) -> None:
    """`askbrief build` is the cure that the error promises: the same version, whole again."""
    first = build(corpus, folder, fake_encoder)
    (folder / first.version / "passages.json").write_text("[]")
    again = build(corpus, folder, fake_encoder)
    assert (again.version, again.encoded) == (first.version, 54)
    assert len(load(folder, fake_encoder).passages) == 54


# ---- vectors -------------------------------------------------------------------------------


def test_equal_products_come_in_the_order_of_the_passages() -> None:
    """Ties are broken by position, so that an answer never depends on chance."""
    vectors = np.tile(np.eye(4, dtype=np.float32), (5, 1))
    places, scores = FlatStore.build(vectors).search(vectors[1], 20)
    assert list(places) == [1, 5, 9, 13, 17, *(p for p in range(20) if p % 4 != 1)]
    assert list(scores) == [1.0] * 5 + [0.0] * 15


def test_fewer_vectors_than_asked_for_are_all_returned() -> None:
    """No padding."""
    places, scores = FlatStore.build(np.eye(2, dtype=np.float32)).search(np.array([1, 0], dtype=np.float32), 9)
    assert (list(places), list(scores)) == ([0, 1], [1.0, 0.0])
