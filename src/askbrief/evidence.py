"""How well a sentence of a passage bears out a question: features of absolute evidence, and a fitted score.

Nothing here knows the other passages: support is never a rank.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from askbrief.dates import DateMention, find_dates, overlaps
from askbrief.encoder import Vectors
from askbrief.index import Index
from askbrief.support import BIAS, WEIGHTS
from askbrief.types import EntityKind, Hit, Mention, Passage, Question, SectionKind, Span
from askbrief.words import STOPWORDS, Token, stem, tokenize

LIGHT = frozenset(
    """year date day month number amount percentage percent share city country place town many much long exactly
    actually please names figures question compare difference differ versus vs thing things briefing briefings time
    times really already ok okay hey guy kind sort type role name reason reasons called altogether total roughly
    approximately originally exact ever whole side sides back two three four five six one hour person people man woman
    leader official post job office position title hold held need piece piece's according officially finally
    """.split()
)
"""Words that say what is asked for rather than what it is asked of: a sentence need not hold them."""
READ = 12
"""Passages whose sentences are weighed."""
FEATURES = (
    "words_in_sentence",
    "words_in_passage",
    "worst_missing",
    "names_in_sentence",
    "names_in_passage",
    "worst_name",
    "sentence_cosine",
    "passage_cosine",
    "lexical",
    "kind_borne",
    "kind_missing",
    "pairs",
    "time_borne",
    "time_missing",
    "unknown_names",
    "numbers_missing",
    "heading",
    "section_fits",
    "no_names",
    "length",
    "heading_asked",
    "sentence_asked",
    "dated_heading",
)
Row = npt.NDArray[np.float64]
_NUMBER_WORD = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter|dozen|hundred|thousand|million)\b"
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer a question, with its support (0 to 1) and the features behind it."""

    hit: Hit
    sentence: Span
    support: float
    features: tuple[float, ...]
    stems: frozenset[str]
    names: frozenset[str]  # ids of the entities in the sentence itself
    heading_names: frozenset[str]

    @property
    def passage(self) -> Passage:
        return self.hit.passage

    def feature(self, name: str) -> float:
        """One feature by its name in FEATURES."""
        return self.features[FEATURES.index(name)]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence split once: its stems in order, its names, its dates, whether it holds another number."""

    stems: tuple[str, ...]
    bag: frozenset[str]
    names: frozenset[str]
    dates: tuple[DateMention, ...]
    number: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """A passage split once: stems of its item's title, of all its headings, and of the whole with the story's title."""

    title: frozenset[str]
    heading: frozenset[str]
    heading_names: frozenset[str]
    names: frozenset[str]
    whole: frozenset[str]
    sentences: tuple[_Sentence, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question split once: content words (stems) with their rarity, and the numbers that are no dates."""

    words: Mapping[str, float]
    total: float
    numbers: tuple[str, ...]
    stems: frozenset[str]  # of all words
    days: frozenset[tuple[str, str]]  # first and last day of each date


class Weigher:
    """Scores the sentences of ranked passages against a question; keeps what it has split."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._place = {p.id: place for place, p in enumerate(index.passages)}
        self._read: dict[str, _Read] = {}
        self._topics = _topics(index)
        self._kinds = {e.id: e.kind for e in index.catalogue.entities}

    def weigh(self, question: Question, vector: Vectors, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
        """All sentences of the hits, best support first; `vector` is the question's, shape (dimension,)."""
        asked = self._asked(question)
        pairs: list[tuple[Hit, int]] = []
        rows: list[list[float]] = []
        for hit in hits:
            cosines = self._index.sentences[self._place[hit.passage.id]].astype(np.float32) @ vector
            for number in range(int(_is_bare_name(hit.passage)), len(hit.passage.sentences)):
                pairs.append((hit, number))
                rows.append(self._features(question, asked, hit, number, float(cosines[number])))
        supports = support(np.array(rows).reshape(-1, len(FEATURES)))
        found = []
        for (hit, number), row, value in zip(pairs, rows, supports, strict=True):
            read, sentence = self._split(hit.passage), hit.passage.sentences[number]
            own = read.sentences[number]
            found.append(Evidence(hit, sentence, float(value), tuple(row), own.bag, own.names, read.heading_names))
        return tuple(sorted(found, key=lambda e: -e.support))

    def _asked(self, question: Question) -> _Asked:
        spans = [range(m.start, m.end) for m in self._placed(question)]
        dates = find_dates(question.text)
        spans += [range(d.start, d.end) for d in dates]
        free = [t for t in tokenize(question.text) if not any(t.start in span for span in spans)]
        words = {stem(t.norm): self._weight(t) for t in free if t.norm not in STOPWORDS and t.norm not in LIGHT}
        numbers = tuple(t.norm for t in free if t.norm[0].isdigit())
        stems = frozenset(stem(t.norm) for t in tokenize(question.text))
        return _Asked(words, sum(words.values()) or 1.0, numbers, stems, frozenset((d.first, d.last) for d in dates))

    def content_words(self, question: Question) -> frozenset[str]:
        """The stems of a question's telling words, names and dates aside."""
        return frozenset(self._asked(question).words)

    def _placed(self, question: Question) -> list[Mention]:
        """The question's names where they stand in its stand-alone text."""
        return [g[0] for g in self._index.catalogue.match(question.text)]

    def _weight(self, token: Token) -> float:
        return 0.15 if token.norm.endswith("ly") else max(0.15, self._index.vocabulary.rarity(token.norm))

    def _features(self, question: Question, asked: _Asked, hit: Hit, number: int, cosine: float) -> list[float]:
        passage, read = hit.passage, self._split(hit.passage)
        sentence = read.sentences[number]
        bag = sentence.bag | read.heading
        near, far, worst = self._names(question, passage, read, sentence)
        borne = self._bears_kind(question, asked, passage, sentence)
        time = _time_borne(question, passage, sentence)
        held = asked.words
        return [
            sum(w for s, w in held.items() if s in bag) / asked.total if held else 0.7,
            sum(w for s, w in held.items() if s in read.whole) / asked.total if held else 0.7,
            max((w for s, w in held.items() if s not in read.whole), default=0.0),
            near,
            far,
            worst,
            cosine,
            hit.dense,
            hit.lexical,
            float(borne is True),
            float(borne is False),
            _pairs(held, sentence.stems),
            float(time is True),
            float(time is False),
            float(len(question.unknown)),
            float(sum(stem(n) not in read.whole for n in asked.numbers)),
            float(number == 0 and passage.item >= 0),
            float(question.section is passage.section),
            float(not question.mentions),
            min(len(sentence.stems), 40) / 40,
            self._share_asked(read.title, asked.stems),
            self._share_asked(sentence.bag, asked.stems),
            float(question.kind == "when" and number == 0 and passage.date[0] is not None),
        ]

    def _share_asked(self, words: frozenset[str], asked: frozenset[str]) -> float:
        """Share of a heading's or sentence's words, by rarity, that the question holds: does it ask for just this?"""
        weights = {w: self._index.vocabulary.rarity_of_stem(w) for w in words if w not in STOPWORDS}
        return sum(v for w, v in weights.items() if w in asked) / (sum(weights.values()) or 1.0)

    def _names(
        self, question: Question, passage: Passage, read: _Read, sentence: _Sentence
    ) -> tuple[float, float, float]:
        """How far the question's names are borne: by the sentence with its heading, by the passage, the worst one."""
        if not question.mentions:
            return 0.7, 0.7, 0.7
        inside = sentence.names | read.heading_names
        near, far = [], []
        for mention in question.mentions:
            topic = passage.briefing_id in self._topics.get(mention.entity.id, ())
            near.append(1.0 if mention.entity.id in inside else 0.25 if topic else 0.0)
            far.append(1.0 if mention.entity.id in read.names else 0.6 if topic else 0.0)
        return sum(near) / len(near), sum(far) / len(far), min(far)

    def _split(self, passage: Passage) -> _Read:
        if passage.id not in self._read:
            catalogue = self._index.catalogue
            sentences = tuple(_sentence(s, catalogue.mentioned(s.text)) for s in passage.sentences)
            path = passage.heading_path[1:]
            heading = frozenset(stem(t.norm) for part in path for t in tokenize(part))
            title = frozenset(stem(t.norm) for t in tokenize(path[0] if path else ""))
            story = frozenset(stem(t.norm) for t in tokenize(passage.briefing_title))
            whole = heading.union(story, *(s.bag for s in sentences))
            heading_names = catalogue.mentioned(" | ".join(path))
            names = heading_names.union(*(s.names for s in sentences))
            self._read[passage.id] = _Read(title, heading, heading_names, names, whole, sentences)
        return self._read[passage.id]

    def _bears_kind(self, question: Question, asked: _Asked, passage: Passage, sentence: _Sentence) -> bool | None:
        """Whether the sentence (or its item's fields) holds what the kind asks for; None where any sentence may do."""
        if question.kind == "when":
            return any((d.first, d.last) not in asked.days for d in sentence.dates) or passage.date[0] is not None
        if question.kind in ("value", "count"):
            return sentence.number
        if question.kind in ("who", "where"):
            known = {m.entity.id for m in question.mentions}
            own_entry = question.kind == "who" and passage.section is SectionKind.PEOPLE
            named = self._split(passage).heading_names if own_entry else ()
            kinds = {self._kinds[n] for n in {*sentence.names, *named} - known if n in self._kinds}
            fitting = {EntityKind.PERSON, EntityKind.ORGANIZATION} if question.kind == "who" else {EntityKind.PLACE}
            return bool(kinds & (fitting | {EntityKind.NAME}))
        return None


def _is_bare_name(passage: Passage) -> bool:
    """Whether the first quotable stretch is a name as a heading, which by itself proves nothing."""
    named = (SectionKind.PEOPLE, SectionKind.ORGANIZATIONS, SectionKind.HISTORY)
    return passage.section in named and len(passage.sentences) > 1 and len(passage.heading_path) == 2


def support(rows: Row) -> Row:
    """Probabilities that sentences answer a question, shape (n,), of feature rows, shape (n, FEATURES).

    A logistic model; eval/fit_support.py fits it on the dev split.
    """
    scores = rows @ np.array(WEIGHTS) + BIAS
    return np.asarray(np.round(1 / (1 + np.exp(-scores)), 4), dtype=np.float64)


def _sentence(span: Span, names: frozenset[str]) -> _Sentence:
    dates = find_dates(span.text)
    stems = tuple(stem(t.norm) for t in tokenize(span.text))
    bare = span.text
    for date in reversed(dates):
        bare = bare[: date.start] + bare[date.end :]
    number = any(c.isdigit() for c in bare) or bool(_NUMBER_WORD.search(bare.lower()))
    return _Sentence(stems, frozenset(stems), names, dates, number)


def _topics(index: Index) -> dict[str, frozenset[str]]:
    """For each entity the briefings that are about it: it is named in their title or subtitle."""
    topics: dict[str, set[str]] = {}
    for briefing in index.briefings:
        for entity_id in index.catalogue.mentioned(f"{briefing.title} {briefing.subtitle}"):
            topics.setdefault(entity_id, set()).add(briefing.id)
    return {entity: frozenset(ids) for entity, ids in topics.items()}


def _time_borne(question: Question, passage: Passage, sentence: _Sentence) -> bool | None:
    """Whether the asked days are the sentence's or its event's; None where neither names a day."""
    if question.time is None:
        return None
    if any(overlaps(d.first, d.last, question.time) for d in sentence.dates):
        return True
    if passage.date[0]:
        return overlaps(*passage.date, question.time)
    return False if sentence.dates else None


def _pairs(asked: Mapping[str, float], sentence: Sequence[str]) -> float:
    """Share of neighbouring question words that stand within four words of one another in the sentence."""
    words = list(asked)
    pairs = list(pairwise(words))
    if not pairs:
        return 0.0
    places = {w: i for i, w in enumerate(sentence)}
    close = [abs(places[a] - places[b]) <= 4 for a, b in pairs if a in places and b in places]
    return sum(close) / len(pairs)


def contradicted(question: Question, best: Evidence) -> bool:
    """Whether evidence is of another day, lacks a name altogether, holds nothing of the asked kind (date, number,
    name), or dates something else than was asked."""
    if best.feature("time_missing") or (question.mentions and best.feature("worst_name") == 0):
        return True
    if question.kind in ("when", "who", "value") and best.feature("kind_missing"):
        return True
    if question.kind == "yes_no" and question.mentions and best.feature("names_in_sentence") < 1:
        return True  # "did X sign?" is not answered by who else signed
    return question.kind == "when" and not best.feature("words_in_sentence")
