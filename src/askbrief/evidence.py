"""How well a sentence of a passage bears out a question: a fitted score over absolute features and a reader's view."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askbrief.dates import find_dates
from askbrief.encoder import Vectors
from askbrief.features import FEATURES, Asked, Featurizer, holds_number
from askbrief.index import Index
from askbrief.reading import Reader, Reading
from askbrief.support import BIAS, READ_BIAS, READ_WEIGHTS, WEIGHTS
from askbrief.types import Hit, Passage, Question, SectionKind, Span
from askbrief.words import stems

NO_EVIDENCE = (SectionKind.ABOUT, SectionKind.SOURCES)
"""Front matter and references say what others say; they are quoted only when asked for."""
READ = 24
"""Passages whose sentences are weighed, at most."""
STAGE = 8
"""Passages that are read before it is asked whether that is enough."""
ENOUGH = 0.8
"""Support from which no further passage is read."""
READ_FEATURES = ("answerable", "supports", "span_margin", "answer_unfit")
"""What the trained reader adds."""
UNREAD = (-4.0, -6.0, -12.0, 0.0)
Row = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer a question, with its support (0 to 1) and the features behind it."""

    hit: Hit
    sentence: Span
    support: float
    features: tuple[float, ...]  # FEATURES, and READ_FEATURES where a reader read it
    stems: frozenset[str]
    names: frozenset[str]  # ids of the entities in the sentence itself
    heading_names: frozenset[str]
    reading: Reading | None = None  # what the trained reader makes of it

    @property
    def passage(self) -> Passage:
        return self.hit.passage

    def feature(self, name: str) -> float:
        """One feature by its name in FEATURES."""
        return self.features[FEATURES.index(name)]


class Weigher:
    """Scores the sentences of ranked passages against a question."""

    def __init__(self, index: Index, reader: Reader | None = None) -> None:
        self._index, self._reader, self._featurizer = index, reader, Featurizer(index)
        self._place = {p.id: place for place, p in enumerate(index.passages)}

    def content_words(self, question: Question) -> frozenset[str]:
        """The stems of a question's telling words, names and dates aside."""
        return frozenset(self._featurizer.asked(question).words)

    def weigh(self, question: Question, vector: Vectors, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
        """The sentences of the hits, best support first; `vector` is the question's, shape (dimension,).

        With a reader the hits are read a few at a time, best first, until one bears the answer beyond doubt.
        """
        asked = self._featurizer.asked(question)
        found: list[Evidence] = []
        stage = STAGE if self._reader else max(len(hits), 1)
        for start in range(0, len(hits), stage):
            found += self._weighed(question, asked, vector, hits[start : start + stage])
            if max((e.support for e in found), default=0.0) >= ENOUGH:
                break
        return tuple(sorted(found, key=lambda e: -e.support))

    def _weighed(self, question: Question, asked: Asked, vector: Vectors, hits: Sequence[Hit]) -> Iterator[Evidence]:
        places, rows, readings = [], [], []
        read = [self._readings(question, asked, hit.passage) for hit in hits]
        for place, hit in enumerate(hits):
            cosines = self._index.sentences[self._place[hit.passage.id]].astype(np.float32) @ vector
            for number in range(int(_is_bare_name(hit.passage)), len(hit.passage.sentences)):
                places.append((hit, number))
                rows.append(self._featurizer.row(question, asked, hit, number, float(cosines[number])))
                readings.append(read[place][number])
                rows[-1] += reading_row(question, readings[-1]) if self._reader else ()
        supports = support(np.array(rows)) if rows else ()
        for (hit, number), row, reading, value in zip(places, rows, readings, supports, strict=True):
            split, sentence = self._featurizer.split(hit.passage), hit.passage.sentences[number]
            own = split.sentences[number]
            held = (own.bag, own.names, split.heading_names, reading)
            yield Evidence(hit, sentence, float(value), tuple(row), *held)

    def _readings(self, question: Question, asked: Asked, passage: Passage) -> Sequence[Reading | None]:
        """What the reader makes of a passage's sentences; None for each where none reads."""
        if self._reader is None:
            return [None] * len(passage.sentences)
        return self._reader.read(self._featurizer.in_words_of(question, asked, passage), [passage])[0]


def _is_bare_name(passage: Passage) -> bool:
    """Whether the first quotable stretch is a name as a heading, which by itself proves nothing."""
    named = (SectionKind.PEOPLE, SectionKind.ORGANIZATIONS, SectionKind.HISTORY)
    return passage.section in named and len(passage.sentences) > 1 and len(passage.heading_path) == 2


def support(rows: Row) -> Row:
    """Probabilities that sentences answer a question, shape (n,), of rows of FEATURES, or where the reader read them of
    FEATURES and READ_FEATURES, shape (n, features).

    A logistic model, with weights of its own for either case; eval/fit_support.py fits them on the dev split.
    """
    read = rows.shape[1] > len(FEATURES)
    scores = rows @ np.array(READ_WEIGHTS if read else WEIGHTS) + (READ_BIAS if read else BIAS)
    return np.asarray(np.round(1 / (1 + np.exp(-scores)), 4), dtype=np.float64)


def reading_row(question: Question, reading: Reading | None) -> list[float]:
    """The READ_FEATURES of one reading; a sentence that was not read counts as most doubtful."""
    if reading is None:
        return list(UNREAD)
    return [reading.answerable, reading.support, reading.margin, float(_is_unfit(question, reading))]


def _is_unfit(question: Question, reading: Reading) -> bool:
    """Whether what the reader marks is not of the asked kind: no date for "when", no name for "who"."""
    marked = reading.answer.text if reading.answer else ""
    if not marked or question.kind not in ("when", "value", "count", "who", "where"):
        return False
    if question.kind == "when":
        return not find_dates(marked)
    if question.kind in ("value", "count"):
        return not holds_number(marked)
    return marked == marked.lower()


def passage_stems(passage: Passage) -> frozenset[str]:
    """The stems of a passage's text and headings."""
    return frozenset(stems(" | ".join((passage.text, *passage.heading_path))))
