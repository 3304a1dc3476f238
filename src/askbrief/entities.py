"""Names in questions matched to the corpus: exact beats alias beats fuzzy, ordinary words stay what they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from askbrief.fuzzy import name_similarity, near_names, romanized
from askbrief.names import AGREEMENTS, canonical, gather, key_of
from askbrief.namesakes import Namesakes, mentions_of
from askbrief.types import Briefing, Entity, Mention
from askbrief.words import STOPWORDS, Token, fold, is_acronym, tokenize

__all__ = ["Catalogue", "gather"]

MAX_WORDS = 8
_STRENGTH = {"exact": 3, "alias": 2, "derived": 1}
FUZZY_FLOOR = 0.7
SMALL_FLOOR = 0.85
"""The same for one word without a capital in a text that has some: "haggle" is not the Hague."""


class Catalogue:
    """All entities, looked up by name, alias or something near either."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self.entities = tuple(entities)
        self._by_key = _keys(self.entities)
        self._names: dict[int, list[str]] = defaultdict(list)
        for key in self._by_key:
            self._names[len(key)].append(" ".join(key))
        self._roman = {n: [romanized(name) for name in names] for n, names in self._names.items()}
        self._words = frozenset(word for key in self._by_key for word in key)
        self._firsts = frozenset(w for key in self._by_key for w in _spellings(key[0]))
        self._namesakes = Namesakes(self.entities)

    @classmethod
    def build(cls, briefings: Iterable[Briefing]) -> Catalogue:
        """The catalogue of the names in these briefings."""
        return cls(gather(briefings))

    def match(self, text: str, is_word: Callable[[str], bool] | None = None) -> tuple[tuple[Mention, ...], ...]:
        """The names of a text, in order. Each is a tuple of mentions: one, or several where a name is shared.

        `is_word` says whether a folded word is an ordinary one, which is never read as a misspelt name; without
        it only names as they are known are found.
        """
        tokens = tokenize(text)
        found: list[tuple[Mention, ...]] = []
        at = 0
        while at < len(tokens):
            size, mentions = self._longest(text, tokens, at)
            wider, guessed = self._nearest(text, tokens[at : at + 4], size, is_word) if is_word else (0, ())
            if wider:
                size, mentions = wider, guessed
            if size:
                found.append(mentions)
            at += size or 1
        return tuple(found)

    def namesakes(
        self, text: str, found: Sequence[tuple[Mention, ...]], is_word: Callable[[str], bool]
    ) -> tuple[tuple[Mention, ...], ...]:
        """The names of a text with those that several bear by a part: see `Namesakes`."""
        return self._namesakes.found_in(text, found, is_word)

    def mentioned(self, text: str) -> frozenset[str]:
        """Ids of the entities that a text names as they are known, shared names counting for all who bear them."""
        tokens = tokenize(text)
        found: set[str] = set()
        at = 0
        while at < len(tokens):
            size, mentions = self._longest(text, tokens, at) if tokens[at].norm in self._firsts else (0, ())
            found.update(m.entity.id for m in mentions)
            at += size or 1
        return frozenset(found)

    def near(self, query: str, limit: int = 10) -> tuple[tuple[Entity, float], ...]:
        """Entities whose name or alias starts with, holds, or is near the query; best first."""
        wanted = " ".join(key_of(query))
        best: dict[str, tuple[float, Entity]] = {}
        for key, named in self._by_key.items():
            score = _search_score(wanted, " ".join(key))
            for entity, _ in named:
                if score > best.get(entity.id, (0.0, entity))[0]:
                    best[entity.id] = (score, entity)
        ranked = sorted(best.values(), key=lambda pair: (-pair[0], pair[1].name))
        return tuple((entity, round(score, 3)) for score, entity in ranked[:limit])

    def _longest(self, text: str, tokens: Sequence[Token], at: int) -> tuple[int, tuple[Mention, ...]]:
        """The longest name that begins at a word: how many words it takes, and whom it can mean."""
        if tokens[at].norm in ("the", "a", "an"):
            return 0, ()
        for size in range(min(MAX_WORDS, len(tokens) - at), 0, -1):
            span = tokens[at : at + size]
            whole = tuple(canonical(t.norm) for t in span)
            key = tuple(w for w in whole if w != "peace" or size == 1)
            named = self._by_key.get(key) or self._by_key.get(whole) or self._by_key.get(_without_s(key))
            if named and not (size == 1 and _is_plain_use(text, tokens, at)):
                return size, mentions_of(text, span, _strongest(named))
        return 0, ()

    def _nearest(
        self, text: str, tokens: Sequence[Token], matched: int, is_word: Callable[[str], bool]
    ) -> tuple[int, tuple[Mention, ...]]:
        """The misspelt name that begins here and takes more words than the `matched` ones, longest first."""
        has_capitals = any(c.isupper() for c in text[1:])
        for size in range(len(tokens), matched, -1):
            span = tokens[:size]
            if not self._can_be_name(text, span, is_word):
                continue
            typed = " ".join(canonical(t.norm) for t in span)
            scored = [(name_similarity(typed, name), name) for name in self._candidates(typed, size)]
            best = max((s for s, _ in scored), default=0.0)
            if best >= (SMALL_FLOOR if size == 1 and span[0].text.islower() and has_capitals else FUZZY_FLOOR):
                named = [pair for s, name in scored if s == best for pair in self._by_key[tuple(name.split())]]
                return size, mentions_of(text, span, _strongest(named), score=best)
        return 0, ()

    def _can_be_name(self, text: str, span: Sequence[Token], is_word: Callable[[str], bool]) -> bool:
        """Unknown words, next to one another, possibly with words that are parts of names."""
        if len(span) == 1 and len(span[0].norm) < 5:
            return False
        gaps = (text[a.end : b.start] for a, b in pairwise(span))
        if any(gap.strip(" -‑") for gap in gaps) or any(t.norm in STOPWORDS for t in (span[0], span[-1])):
            return False
        capital = [t.text[0].isupper() or text[t.start - 1] == "-" for t in span]  # "Roh Mu-hyun"
        proper = len(span) > 1 and text.upper() != text and all(capital)
        unknown = [t.norm not in self._words and (proper or not is_word(t.norm)) for t in span]
        return any(unknown) and all(u or t.norm in self._words for u, t in zip(unknown, span, strict=True))

    def _candidates(self, typed: str, size: int) -> set[str]:
        names, roman = self._names.get(size, []), self._roman.get(size, [])
        return set(near_names(typed, names, names)) | set(near_names(romanized(typed), roman, names))


def _keys(entities: Iterable[Entity]) -> dict[tuple[str, ...], list[tuple[Entity, str]]]:
    """Every name key with whom it can mean and how strongly."""
    keys: dict[tuple[str, ...], list[tuple[Entity, str]]] = defaultdict(list)
    for entity in entities:
        named: dict[tuple[str, ...], str] = {}
        for how, names in (("exact", (entity.name,)), ("alias", entity.aliases), ("derived", entity.derived)):
            for name in names:
                named.setdefault(key_of(name), how)
        for key, how in named.items():
            if key:
                keys[key].append((entity, how))
    return dict(keys)


def _without_s(key: tuple[str, ...]) -> tuple[str, ...]:
    """A key whose last word lost an s: "Zelenskys" is a possessive without its apostrophe."""
    return (*key[:-1], key[-1][:-1]) if key and len(key[-1]) > 5 and key[-1].endswith("s") else ()


def _spellings(word: str) -> tuple[str, ...]:
    """The words that a key's word may stand for in a text; "peace" is left out of keys."""
    return (word, "peace", *AGREEMENTS) if word == "accord" else (word, "peace")


def _strongest(named: Sequence[tuple[Entity, str]]) -> list[tuple[Entity, str]]:
    """Only the strongest way of being named counts: a name beats an alias beats a derived form."""
    top = max(_STRENGTH[how] for _, how in named)
    unique = {entity.id: (entity, how) for entity, how in named if _STRENGTH[how] == top}
    return list(unique.values())


def _is_plain_use(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a word that could be a name or acronym (`us`, `may`, `it`) is used as an ordinary word."""
    token = tokens[at]
    if token.norm == "america" and at and tokens[at - 1].norm in ("south", "north", "central", "latin"):
        return True
    if token.norm not in STOPWORDS:
        return False
    shouted = text.upper() == text
    if is_acronym(token.text) and not shouted:
        return False
    named = token.text[0].isupper() and at > 0 and not shouted
    return not named and not (at and tokens[at - 1].norm == "the")


def _search_score(wanted: str, name: str) -> float:
    if not wanted:
        return 0.0
    if name == wanted:
        return 1.0
    if name.startswith(wanted):
        return 0.95
    if f" {wanted}" in f" {name}":
        return 0.9
    near = max((name_similarity(wanted, n) for n in (name, *name.split())), default=0.0)
    return near * 0.9 if near >= FUZZY_FLOOR else 0.0


def same_name(typed: str, name: str) -> bool:
    """Whether two surfaces differ in case, accents and articles only, so that no reading need be told."""
    return key_of(typed) == key_of(name) or fold(typed) == fold(name)
