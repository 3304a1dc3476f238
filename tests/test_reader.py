"""The shipped reader and its weights."""

from __future__ import annotations

from pathlib import Path

import pytest

import askbrief.reader
from askbrief.errors import ModelError
from askbrief.index import Index
from askbrief.reader import load_reader
from askbrief.reading import Reader
from askbrief.settings import Settings
from askbrief.types import Passage


def test_off_reads_nothing() -> None:
    """`reader=off` needs no weights."""
    assert load_reader(Settings(reader="off")) is None


def test_damaged_weights_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file with another sha256 is never loaded, and the error says what to do."""
    damaged = tmp_path / "reader.onnx"
    damaged.write_bytes(b"no model")
    monkeypatch.setattr(askbrief.reader, "WEIGHTS", damaged)
    with pytest.raises(ModelError, match=r"not the shipped file; reinstall askbrief, or set ASKBRIEF_READER=off"):
        load_reader(Settings())


@pytest.fixture(scope="module")
def shipped() -> Reader:
    found = load_reader(Settings())
    assert found is not None
    return found


def passages(index: Index, *titles: str) -> list[Passage]:
    return [p for p in index.passages if p.heading_path[-1] in titles]


@pytest.mark.model
def test_every_sentence_is_read_in_its_place(shipped: Reader, small_index: Index) -> None:
    """One reading for each sentence, and each answer stands in its sentence word for word."""
    for passage, found in zip(
        small_index.passages, shipped.read("Who opened the talks?", small_index.passages), strict=True
    ):
        assert len(found) == len(passage.sentences)
        for sentence, read in zip(passage.sentences, found, strict=True):
            if read and read.answer:
                assert sentence.start <= read.answer.start < read.answer.end <= sentence.end
                at = read.answer.start - passage.start
                assert passage.text[at : at + len(read.answer.text)] == read.answer.text


@pytest.mark.model
def test_the_answering_passage_is_told_from_its_sibling(shipped: Reader, small_index: Index) -> None:
    """A passage that answers is surer than one on the same story that does not."""
    right, wrong = passages(small_index, "Talks begin")[0], passages(small_index, "Ferry closed")[0]
    one, other = shipped.read("Who opened the talks in Tarn?", [right, wrong])
    best = max((r for r in one if r), key=lambda r: r.margin)
    assert best.answer is not None
    assert best.answer.text == "Ilsa Brandt"
    assert best.answerable > max(r.answerable for r in other if r)


@pytest.mark.model
def test_a_reading_does_not_depend_on_its_neighbours(shipped: Reader, small_index: Index) -> None:
    """A passage is read alike alone and among others: equal questions get equal answers."""
    some = small_index.passages[:4]
    together = shipped.read("When was the accord signed?", some)
    assert together == tuple(shipped.read("When was the accord signed?", [p])[0] for p in some)


@pytest.mark.model
@pytest.mark.parametrize("question", ["", "?", "why " * 900, "Wer? \u00fc\u2603"])
def test_odd_questions_are_read(shipped: Reader, small_index: Index, question: str) -> None:
    """Empty, endless and foreign questions leave room for the passage and raise nothing."""
    found = shipped.read(question, small_index.passages[:1])
    assert any(r is not None for r in found[0])
