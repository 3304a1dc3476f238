"""A deterministic encoder without a model: hashed bags of words. It knows no synonyms, only shared words."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
_WORD = re.compile(r"\w+")
_ORDINARY = frozenset(
    """a about accord after agree agreement all an and answer any are as at be because before begin between
    bridge build built by call called came can city close closed company compare cost could country court day
    days deal did do does driver each end ended event events failed far few first for from give go had halted
    has have he head her here hi him his how i if in is it its job join kind king know lake last latest leave
    length less list long made make man many may mayor me meet member minister money month more most much must
    my name named near new next night no not now number of old on one open or organization other our out over
    paid pay people person place price queen question railway rise river role say ship she should sign signed
    since small so some start stop story strike tell than thank thanks that the their them then there they thing
    this three time to today tomorrow train treaty tunnel two under union until up us war was water way we week
    were what when where which who whom whose why will win with work world would write year years yes yet you
    your""".split()
)


class FakeEncoder:
    """Implements `askbrief.encoder.Encoder` in 64 dimensions; equal texts give equal bits in every process."""

    id = "fake/hashed-words"
    sha256 = "0" * 64
    dimension = 64
    max_tokens = 256

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), 64), unit length."""
        return np.stack([_unit(_bag(text)) for text in texts]) if texts else np.zeros((0, 64), dtype=np.float32)

    def encode_spans(self, text: str, spans: Sequence[tuple[int, int]]) -> tuple[Vectors, Vectors]:
        """The text's vector and one for each span; zero for an empty span."""
        rows = [_unit(_bag(text[start:end])) if end > start else np.zeros(64, dtype=np.float32) for start, end in spans]
        return self.encode([text])[0], np.stack(rows) if rows else np.zeros((0, 64), dtype=np.float32)

    def count_tokens(self, text: str) -> int:
        """One for each run of word characters and each other mark."""
        return len(re.findall(r"\w+|[^\w\s]", text))

    def known_words(self) -> frozenset[str]:
        """A few hundred ordinary words."""
        return _ORDINARY


def _bag(text: str) -> Vectors:
    vector = np.zeros(64, dtype=np.float32)
    for word in _WORD.findall(text.lower()):
        code = zlib.crc32(word.encode())
        vector[code % 64] += 1.0 if code & 64 else -1.0
    return vector


def _unit(vector: Vectors) -> Vectors:
    length = float(np.linalg.norm(vector))
    if length == 0.0:
        vector = np.zeros(64, dtype=np.float32)
        vector[0] = length = 1.0
    return (vector / np.float32(length)).astype(np.float32)
