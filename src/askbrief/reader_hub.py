"""Other readers: any Hugging Face question-answering model or cross-encoder, by folder or name.

Nothing is fetched: a name must be in the local cache. The weights of evidence.py were fitted to the shipped reader;
`eval/fit_support.py` fits them to another, and `askbrief calibrate` sets its threshold.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from transformers import (
    AutoConfig,
    AutoModelForQuestionAnswering,
    AutoModelForSequenceClassification,
    AutoTokenizer,
)

from askbrief.errors import ModelError
from askbrief.reading import Logits, Reader, Reading, Window, heading, sentence_reading
from askbrief.types import Passage

LENGTH = 384
"""Word pieces of question, headings and passage together; what lies beyond is not read."""


def load_from_hub(name: str) -> Reader:
    """The question-answering model or cross-encoder of that folder or name; ModelError when it is neither."""
    try:
        config = AutoConfig.from_pretrained(name, local_files_only=True)
        tokenizer = AutoTokenizer.from_pretrained(name, local_files_only=True)
        if any("QuestionAnswering" in kind for kind in config.architectures or ()):
            model = AutoModelForQuestionAnswering.from_pretrained(name, local_files_only=True)
            return SpanReader(name, tokenizer, model)
        if any("SequenceClassification" in kind for kind in config.architectures or ()):
            model = AutoModelForSequenceClassification.from_pretrained(name, local_files_only=True)
            return CrossReader(name, tokenizer, model)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"reader {name!r} is not on this machine; set ASKBRIEF_READER to `shipped`, `off`, or the folder of a "
            "downloaded question-answering model or cross-encoder"
        ) from error
    raise ModelError(f"reader {name!r} is neither a question-answering model nor a cross-encoder")


class _HubReader(ABC):
    """A tokenizer and a model, which read passages one by one."""

    def __init__(self, name: str, tokenizer: Any, model: Any) -> None:
        self.id, self._tokenizer, self._model = name, tokenizer, model.eval()

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[tuple[Reading | None, ...], ...]:
        """The readings of each passage's sentences."""
        return tuple(self._passage(question, passage) for passage in passages)

    @abstractmethod
    def _passage(self, question: str, passage: Passage) -> tuple[Reading | None, ...]: ...


class SpanReader(_HubReader):
    """A model that marks start and end of an answer (SQuAD 2.0: token 0 for none); the margin stands for the rest."""

    def _passage(self, question: str, passage: Passage) -> tuple[Reading | None, ...]:
        head = heading(passage)
        encoded = _encoded(self._tokenizer, question, head + passage.text)
        places = encoded.pop("offset_mapping")[0].numpy() + passage.start - len(head)
        places[[part != 1 for part in encoded.sequence_ids(0)]] = -1
        with torch.inference_mode():
            output = self._model(**encoded)
        start, end = (logits[0].numpy() for logits in (output.start_logits, output.end_logits))
        free = np.flatnonzero(places[:, 0] >= 0)
        answerable = float(start[free].max() + end[free].max() - start[0] - end[0]) if len(free) else 0.0
        support: Logits = np.maximum(start, end)
        window = Window(places, start, end, support, answerable)
        return tuple(sentence_reading(s, window) for s in passage.sentences)


class CrossReader(_HubReader):
    """A cross-encoder: one logit for the passage, one for each sentence under its headings; it marks no answer."""

    def _passage(self, question: str, passage: Passage) -> tuple[Reading | None, ...]:
        head = heading(passage)
        whole = self._logit(question, head + passage.text)
        logits = [self._logit(question, head + s.text) for s in passage.sentences]
        return tuple(Reading(whole, logit, logit, None) for logit in logits)

    def _logit(self, question: str, text: str) -> float:
        encoded = _encoded(self._tokenizer, question, text)
        encoded.pop("offset_mapping")
        with torch.inference_mode():
            logits = self._model(**encoded).logits[0]
        return float(logits[-1] - logits[0]) if len(logits) > 1 else float(logits[0])


def _encoded(tokenizer: Any, question: str, text: str) -> Any:
    return tokenizer(
        question, text, truncation="only_second", max_length=LENGTH, return_offsets_mapping=True, return_tensors="pt"
    )
