"""The reader: question and passage read together in one pass of a small transformer.

It says how surely the passage answers, which of its sentences bear the answer, and where the answer stands in each.
The shipped one is int8 ONNX: `training/` makes the weights, `models/model_card.md` describes them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

import numpy as np
import onnxruntime
from tokenizers import Encoding, Tokenizer

from askbrief.encoder import shipped_folder
from askbrief.errors import ModelError
from askbrief.reader_hub import load_from_hub
from askbrief.reading import Reader, Reading, Window, best_of, heading, sentence_reading
from askbrief.settings import HERE, Settings
from askbrief.types import Passage

WEIGHTS = HERE / "models" / "reader.onnx"
WEIGHTS_SHA256 = "459da6eac48be65fc48645133984d75e1d3c23758595d163612e77c450d45c9a"
WINDOW, STRIDE = 128, 48
"""Word pieces of one pass (longer ones than those of training cost accuracy), and how far windows overlap."""
QUESTION_TOKENS = 64


def load_reader(settings: Settings) -> Reader | None:
    """The reader that the settings name; None for `off`. ModelError when it is missing or not the shipped file."""
    if settings.reader == "off":
        return None
    if settings.reader != "shipped":
        return load_from_hub(settings.reader)
    if not WEIGHTS.is_file() or hashlib.sha256(WEIGHTS.read_bytes()).hexdigest() != WEIGHTS_SHA256:
        raise ModelError(
            f"{WEIGHTS} is missing or not the shipped file; reinstall askbrief, or set ASKBRIEF_READER=off"
        )
    return OnnxReader(WEIGHTS, shipped_folder() / "tokenizer.json", settings.threads)


class OnnxReader:
    """The shipped reader. One pass at a time: int8 scales depend on the batch, and a reading must not."""

    def __init__(self, weights: Path, tokenizer: Path, threads: int) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.id = f"reader-{WEIGHTS_SHA256[:8]}"
        self._session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._lock = Lock()

    def read(self, question: str, passages: Sequence[Passage]) -> tuple[tuple[Reading | None, ...], ...]:
        """Each passage with its headings before its text; one longer than a window in windows that overlap."""
        with self._lock:
            self._tokenizer.no_truncation()
            asked = self._tokenizer.encode(question, add_special_tokens=False)
            cut = question[: asked.offsets[:QUESTION_TOKENS][-1][1]] if asked.ids else question
            self._tokenizer.enable_truncation(WINDOW, stride=STRIDE, strategy="only_second")
            return tuple(self._passage(cut, passage) for passage in passages)

    def _passage(self, question: str, passage: Passage) -> tuple[Reading | None, ...]:
        head = heading(passage)
        encoded = self._tokenizer.encode(question, head + passage.text)
        windows = [self._window(part, passage.start - len(head)) for part in (encoded, *encoded.overflowing)]
        return tuple(best_of(sentence_reading(s, window) for window in windows) for s in passage.sentences)

    def _window(self, encoded: Encoding, shift: int) -> Window:
        columns = {
            "input_ids": encoded.ids,
            "attention_mask": encoded.attention_mask,
            "token_type_ids": encoded.type_ids,
        }
        feeds = {name: np.array([column], dtype=np.int64) for name, column in columns.items()}
        start, end, answerable, support = self._session.run(["start", "end", "answerable", "support"], feeds)
        places = np.array(encoded.offsets) + shift
        places[np.array(encoded.type_ids) != 1] = -1
        return Window(places, start[0], end[0], support[0], float(answerable[0]))
