"""Stemmed BM25 over passages, and the vocabulary that misspelt question words are mended against."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path

import bm25s
import numpy as np
import numpy.typing as npt
from bm25s.tokenization import Tokenized

from askbrief.fuzzy import nearest_sound, nearest_word, romanized
from askbrief.words import stem, stems, tokenize

Scores = npt.NDArray[np.float32]


class LexicalIndex:
    """BM25 (Lucene's variant, k1 1.2, b 0.75) over the stems of passages."""

    def __init__(self, model: bm25s.BM25, size: int) -> None:
        self._model, self.size = model, size

    @classmethod
    def build(cls, texts: Sequence[str]) -> LexicalIndex:
        """The index of these texts, in their order."""
        model = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        bags = [stems(text) or ["\0"] for text in texts]
        words = {word: number for number, word in enumerate(sorted({w for bag in bags for w in bag}))}
        ids = [[words[w] for w in bag] for bag in bags]  # numbered here: bm25s would number by hash order
        model.index(Tokenized(ids=ids, vocab=words), show_progress=False)
        return cls(model, len(texts))

    def save(self, folder: Path) -> None:
        """Writes the index into a folder; equal texts give equal bytes."""
        self._model.save(str(folder), show_progress=False)

    @classmethod
    def load(cls, folder: Path, size: int) -> LexicalIndex:
        """The index saved in a folder over `size` texts."""
        return cls(bm25s.BM25.load(str(folder), load_corpus=False), size)

    def scores(self, query_stems: Sequence[str]) -> Scores:
        """BM25 score of every text, shape (size,); zeros when no stem is known."""
        known = [s for s in query_stems if s in self._model.vocab_dict]
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._model.get_scores(known), dtype=np.float32)


class Vocabulary:
    """The words of the corpus with their counts: what is known, how rare it is, what a typo meant."""

    def __init__(self, counts: dict[str, int], document_counts: dict[str, int], documents: int) -> None:
        self.counts, self.document_counts, self.documents = counts, document_counts, documents
        self._words = [w for w in counts if len(w) > 2 and not w[0].isdigit()]
        self._stems = frozenset(document_counts)

    @classmethod
    def build(cls, texts: Iterable[str]) -> Vocabulary:
        """Counts over these texts: words as written (folded), and texts per stem."""
        counts: Counter[str] = Counter()
        document_counts: Counter[str] = Counter()
        documents = 0
        for text in texts:
            words = [t.norm for t in tokenize(text)]
            counts.update(words)
            document_counts.update({stem(w) for w in words})
            documents += 1
        return cls(dict(sorted(counts.items())), dict(sorted(document_counts.items())), documents)

    def knows(self, norm: str) -> bool:
        """Whether the corpus holds the word in some inflection."""
        return norm in self.counts or stem(norm) in self._stems

    def rarity(self, norm: str) -> float:
        """Inverse document frequency of the word's stem, 0 (in every text) to 1 (in none)."""
        return self.rarity_of_stem(stem(norm))

    def rarity_of_stem(self, word: str) -> float:
        """The same of a stem."""
        seen = self.document_counts.get(word, 0)
        return math.log((self.documents + 1) / (seen + 1)) / math.log(self.documents + 1)

    def mend(self, norm: str) -> str | None:
        """The corpus word that an unknown word was most likely meant to be, or None."""
        return nearest_word(norm, self.counts, self._words)

    def mend_name(self, norm: str) -> str | None:
        """The one corpus word that sounds as a name was typed ("Regan" is Reagan), or None."""
        return nearest_sound(norm, self._sounds)

    @cached_property
    def _sounds(self) -> dict[str, list[str]]:
        sounds: dict[str, list[str]] = {}
        for word in self._words:
            sounds.setdefault(romanized(word), []).append(word)
        return sounds
