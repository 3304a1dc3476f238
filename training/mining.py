"""Neighbours of a record: like questions and like passages, found with BM25 when they are asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import bm25s

from askbrief.words import stems
from training.data import ARTICLES, Record
from training.swaps import names

NEIGHBOURS = 12


class Mined:
    """Records with what is near each: within the articles together, within each other set by itself."""

    def __init__(self, records: Sequence[Record]) -> None:
        self.records = tuple(records)
        groups: dict[str, list[int]] = defaultdict(list)
        for place, record in enumerate(records):
            groups[_group(record)].append(place)
        self._questions = {g: _Pool(places, [records[p].question for p in places]) for g, places in groups.items()}
        self._passages = {g: self._passage_pool(places) for g, places in groups.items()}
        known: dict[str, dict[str, None]] = defaultdict(dict)
        for text, source in {r.text: r.source for r in records}.items():
            known[source].update(dict.fromkeys(names(text)))
        self.names = {source: tuple(found) for source, found in known.items()}
        """For each source the names that stand in its passages."""

    def _passage_pool(self, places: Sequence[int]) -> _Pool:
        first = tuple({self.records[p].text: p for p in reversed(places)}.values())
        return _Pool(first, [f"{self.records[p].title} {self.records[p].text}" for p in first])

    def questions(self, place: int) -> list[Record]:
        """The records of other passages whose questions are nearest to the record's, nearest first."""
        return self._others(self._questions, place)

    def passages(self, place: int) -> list[Record]:
        """The records, one for each other passage, whose passages are nearest to the record's question."""
        return self._others(self._passages, place)

    def _others(self, pools: dict[str, _Pool], place: int) -> list[Record]:
        record = self.records[place]
        found = (self.records[p] for p in pools[_group(record)].near(record.question))
        return [other for other in found if other.text != record.text]


class _Pool:
    """A BM25 index of texts, each of which stands for a place."""

    def __init__(self, places: Sequence[int], texts: Sequence[str]) -> None:
        self._places = tuple(places)
        self._index = bm25s.BM25()
        self._index.index([stems(t) or ["-"] for t in texts], show_progress=False)

    def near(self, text: str) -> list[int]:
        """The places of the texts with the highest scores, at most NEIGHBOURS."""
        size = min(NEIGHBOURS, len(self._places))
        found, _ = self._index.retrieve([stems(text) or ["-"]], k=size, show_progress=False)
        return [self._places[int(row)] for row in found[0]]


def _group(record: Record) -> str:
    return "articles" if record.source in ARTICLES else record.source
