"""Nearest vectors: FAISS behind a small protocol. The only module that knows FAISS."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import faiss
import numpy as np

from askbrief.encoder import Vectors


class VectorStore(Protocol):
    """Nearest passages by inner product; a distributed store is another class with these methods."""

    def search(self, query: Vectors, count: int) -> tuple[Sequence[int], Sequence[float]]:
        """Positions and inner products of the `count` nearest vectors to a query of shape (dimension,)."""
        ...

    def vectors(self) -> Vectors:
        """All vectors, shape (passages, dimension), in the order of the passages: an incremental build keeps them."""
        ...


faiss.omp_set_num_threads(1)  # one query takes a millisecond; threads waiting for a busy processor take eighty


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
        order = np.lexsort((places[0], -scores[0]))
        return places[0][order].tolist(), scores[0][order].tolist()

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
