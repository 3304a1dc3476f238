"""Ranked passages for a question: dense and BM25 together, moved by entities, asked section and days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from askbrief.dates import find_dates, overlaps
from askbrief.encoder import Vectors
from askbrief.index import Index
from askbrief.settings import Settings
from askbrief.types import Hit, Passage, Question, SectionKind, TimeRange
from askbrief.words import stems, tokenize

Scores = npt.NDArray[np.float32]
DEPTH = 400
WEIGHT_LEXICAL, WEIGHT_ENTITY, WEIGHT_SECTION, WEIGHT_TIME = 0.5, 0.05, 0.08, 0.1
DUPLICATE = 0.9
_KIND_SECTIONS = {
    "who": (SectionKind.PEOPLE,),
    "when": (SectionKind.TIMELINE, SectionKind.HISTORY),
    "value": (SectionKind.INDICATORS,),
    "order": (SectionKind.TIMELINE,),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which passages may be ranked: briefing ids (None is all), and the last day that counts (ISO)."""

    briefings: Collection[str] | None = None
    as_of: str | None = None
    favoured: Collection[str] = ()  # briefings the conversation is about


class Retriever:
    """Ranks the passages of one index; each part can be switched off by a setting."""

    def __init__(self, index: Index, settings: Settings) -> None:
        self._index, self._settings = index, settings
        self._postings: dict[str, list[int]] = defaultdict(list)
        for place, ids in enumerate(index.mentions):
            for entity in ids:
                self._postings[entity].append(place)
        self._sections_of = np.array([p.section.value for p in index.passages])
        self._briefings_of = np.array([p.briefing_id for p in index.passages])
        self._first_days = np.array([p.date[0] or "" for p in index.passages])
        self._days = [_days(p) for p in index.passages]
        self._bags: dict[int, frozenset[str]] = {}
        self._headings = [index.catalogue.mentioned(" | ".join(p.heading_path)) for p in index.passages]

    def rank(self, question: Question, vector: Vectors, scope: Scope, count: int) -> tuple[Hit, ...]:
        """The `count` best passages, best first; ties in the order of the corpus. `vector`: the question's."""
        dense = self._dense(vector)
        lexical = self._lexical(question.text)
        score = dense + WEIGHT_LEXICAL * lexical
        if self._settings.entities:
            score += WEIGHT_ENTITY * self._entities(question)
        if self._settings.sections:
            score += WEIGHT_SECTION * self._sections(question)
        score += WEIGHT_TIME * self._time(question.time) + 0.05 * self._favoured(scope)
        score[~self._allowed(scope)] = -np.inf
        order = np.lexsort((np.arange(len(score)), -score))
        places = (int(i) for i in order[: count * 3] if np.isfinite(score[i]))
        return tuple(self._hit(place, score, dense, lexical) for place in self._thinned(places, count))

    def _hit(self, place: int, score: Scores, dense: Scores, lexical: Scores) -> Hit:
        rounded = (round(float(a[place]), 4) for a in (score, dense, lexical))
        return Hit(self._index.passages[place], *rounded)

    def _dense(self, vector: Vectors) -> Scores:
        """Cosine of each passage near the question; 0 beyond the nearest `DEPTH`."""
        scores = np.zeros(len(self._index.passages), dtype=np.float32)
        if self._settings.dense:
            places, products = self._index.store.search(vector, DEPTH)
            scores[places] = np.maximum(products, 0)
        return scores

    def _lexical(self, text: str) -> Scores:
        """BM25 over the best passage's, so 0 to 1, less where even the best holds few of the words."""
        if not self._settings.lexical:
            return np.zeros(len(self._index.passages), dtype=np.float32)
        scores = self._index.lexical.scores(stems(text))
        return scores / max(float(scores.max(initial=0.0)), 1.0)

    def _entities(self, question: Question) -> Scores:
        """Share of the question's names, by rarity, that a passage bears; in its heading counts half again."""
        scores = np.zeros(len(self._index.passages), dtype=np.float32)
        total = 0.0
        for mention in question.mentions:
            places = self._postings.get(mention.entity.id, [])
            weight = mention.score * self._rarity(len(places))
            total += weight
            for place in places:
                scores[place] += weight * (1.5 if mention.entity.id in self._headings[place] else 1.0)
        return scores / total if total else scores

    def _rarity(self, count: int) -> float:
        size = len(self._index.passages)
        return 0.3 + float(np.log((size + 1) / (count + 1)) / np.log(size + 1))

    def _sections(self, question: Question) -> Scores:
        """1 for the asked section, -2 for front matter and sources where they are not asked for."""
        wanted = (question.section,) if question.section else _KIND_SECTIONS.get(question.kind, ())
        weak = {SectionKind.ABOUT, SectionKind.SOURCES} - set(wanted)
        fits = np.isin(self._sections_of, [w.value for w in wanted]).astype(np.float32)
        return fits - 2 * np.isin(self._sections_of, [w.value for w in weak]).astype(np.float32)

    def _time(self, asked: TimeRange | None) -> Scores:
        """1 for passages that are dated in, or name a day in, the asked days."""
        if asked is None:
            return np.zeros(len(self._days), dtype=np.float32)
        return np.array([any(overlaps(*d, asked) for d in days) for days in self._days], dtype=np.float32)

    def _favoured(self, scope: Scope) -> Scores:
        return np.isin(self._briefings_of, list(scope.favoured)).astype(np.float32)

    def _allowed(self, scope: Scope) -> npt.NDArray[np.bool_]:
        allowed = np.ones(len(self._days), dtype=bool)
        if scope.briefings is not None:
            allowed &= np.isin(self._briefings_of, list(scope.briefings))
        if scope.as_of:
            allowed &= self._first_days <= scope.as_of
        return allowed

    def _thinned(self, order: Iterable[int], count: int) -> Iterator[int]:
        """The first `count` places whose texts are not nearly the same as an earlier one's."""
        seen: list[frozenset[str]] = []
        for place in order:
            bag = self._bag(place)
            if self._settings.thinning and any(_alike(bag, other) for other in seen):
                continue
            seen.append(bag)
            yield place
            if len(seen) == count:
                return

    def _bag(self, place: int) -> frozenset[str]:
        if place not in self._bags:
            self._bags[place] = frozenset(t.norm for t in tokenize(self._index.passages[place].text))
        return self._bags[place]


def _days(passage: Passage) -> tuple[tuple[str | None, str | None], ...]:
    """The days a passage is dated in or names."""
    return (passage.date, *((d.first, d.last) for d in find_dates(passage.text)))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the Jaccard similarity of two bags is above `DUPLICATE`; their sizes alone mostly say no."""
    few, many = sorted((len(one), len(other)))
    return few > DUPLICATE * many and len(one & other) / len(one | other) > DUPLICATE
