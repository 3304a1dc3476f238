"""Other readers, from tiny models with random weights: a question-answering model and a cross-encoder."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import (
    BertConfig,
    BertForQuestionAnswering,
    BertForSequenceClassification,
    BertModel,
    BertTokenizerFast,
)

from askbrief.errors import ModelError
from askbrief.index import Index
from askbrief.reader import load_reader
from askbrief.settings import Settings

WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] who when opened signed the talks accord in tarn lake orrin was".split()


def saved(folder: Path, kind: type, **options: int) -> str:
    torch.manual_seed(3)
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(WORDS), encoding="utf-8")
    BertTokenizerFast(vocab=str(vocabulary)).save_pretrained(str(folder))
    sizes = {"hidden_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 16}
    kind(BertConfig(vocab_size=len(WORDS), **sizes, **options)).save_pretrained(str(folder))
    return str(folder)


def test_a_question_answering_model_marks_answers(tmp_path: Path, small_index: Index) -> None:
    """Each sentence gets a margin and a span of its own text."""
    reader = load_reader(Settings(reader=saved(tmp_path, BertForQuestionAnswering)))
    assert reader is not None
    assert reader.id == str(tmp_path)
    passage = small_index.passages[0]
    (found,) = reader.read("who signed the accord", [passage])
    assert len(found) == len(passage.sentences)
    for sentence, read in zip(passage.sentences, found, strict=True):
        assert read is None or (read.answer is not None and read.answer.text in sentence.text)
    assert any(found)


def test_a_cross_encoder_weighs_sentences(tmp_path: Path, small_index: Index) -> None:
    """Each sentence gets a logit and no span; the passage's is the same for all of them."""
    reader = load_reader(Settings(reader=saved(tmp_path, BertForSequenceClassification, num_labels=1)))
    assert reader is not None
    passage = next(p for p in small_index.passages if len(p.sentences) > 1)
    (found,) = reader.read("who signed the accord", [passage])
    assert len({read.answerable for read in found if read}) == 1
    assert len(found) == len(passage.sentences)
    assert all(read is not None and read.answer is None for read in found)


def test_another_kind_of_model_is_refused(tmp_path: Path) -> None:
    """A bare encoder neither marks answers nor weighs pairs."""
    with pytest.raises(ModelError, match="neither a question-answering model nor a cross-encoder"):
        load_reader(Settings(reader=saved(tmp_path, BertModel)))


def test_a_missing_model_says_the_cure(tmp_path: Path) -> None:
    """A folder without a model is named, with what the setting may be."""
    with pytest.raises(ModelError, match=r"set ASKBRIEF_READER to `shipped`, `off`, or the folder"):
        load_reader(Settings(reader=str(tmp_path / "nothing")))
