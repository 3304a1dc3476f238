"""Names in questions matched to the corpus: exact beats alias beats fuzzy, ordinary words stay what they are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from askbrief.fuzzy import name_similarity, near_names, romanized
from askbrief.names import AGREEMENTS, NOT_NAMES, canonical, gather, key_of, reads_like_a_person
from askbrief.types import Briefing, Entity, EntityKind, Mention
from askbrief.words import STOPWORDS, Token, fold, is_acronym, tokenize

__all__ = ["Catalogue", "gather"]

MAX_WORDS = 8
_STRENGTH = {"exact": 3, "alias": 2, "derived": 1}
PART_WORDS, PART_BEARERS = 4, 6
"""Words of a part that several names share, and how many names."""
SORTS_OF_ACCORDS = frozenset("memorandum declaration protocol communique armistice initiative".split())
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
        self._families = _families(self.entities)
        self._long, self._sorts = _by_word(self.entities, -1), _by_word(self.entities, 0)

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
        """The names of a text with those that several bear by a part: "Bush", "SALT", "the Minsk deal"."""
        tokens, groups = tokenize(text), [g for g in found if not self._is_family(g)]
        taken = [range(g[0].start, g[0].end) for g in groups]
        for at, token in enumerate(tokens):
            family = self._families.get(token.norm) or self._families.get(re.sub(r"(?:'s|s)$", "", token.norm), ())
            deal = at + 1 < len(tokens) and canonical(tokens[at + 1].norm) == "accord"
            named = token.text[0].isupper() or is_acronym(token.text) or not is_word(token.norm)
            if text.islower() and token.norm not in STOPWORDS:  # who writes no capitals means "kim", but not "start"
                named |= deal or not any(token.norm.upper() in entity.name for entity in family)
            if at and tokens[at - 1].norm in _AT and not any(_is_person(e) for e in family):
                continue  # "signed at Minsk": the place
            if _is_inside_a_name(text, tokens, at):
                continue  # "James Baker" is none of those who are called James here
            if len(family) > 1 and named and not any(token.start in span for span in taken):
                span = tokens[at : at + 1 + deal]
                groups.append(_mentions(text, span, [(entity, "derived") for entity in family]))
        taken += [range(g[0].start, g[0].end) for g in groups]
        groups += self._shared_parts(text, tokens, taken)
        return tuple(sorted(groups, key=lambda g: g[0].start))

    def _shared_parts(self, text: str, tokens: Sequence[Token], taken: Sequence[range]) -> list[tuple[Mention, ...]]:
        """What several names have in common, by which it names none: "the plan of action", "the Memorandum"."""
        found: list[tuple[Mention, ...]] = []
        at = 0
        while at < len(tokens):
            for size in range(min(PART_WORDS, len(tokens) - at), 0, -1):
                span = tokens[at : at + size]
                bearers = () if any(t.start in r for t in span for r in taken) else self._bearers(tokens, at, size)
                if 1 < len(bearers) <= PART_BEARERS:
                    found.append(_mentions(text, span, [(entity, "derived") for entity in bearers]))
                    break
            at += size
        return found

    def _bearers(self, tokens: Sequence[Token], at: int, size: int) -> tuple[Entity, ...]:
        """Those whose name ends like the span and has its other words in order; of one word only an accord's, after
        "the"."""
        words = [canonical(t.norm) for t in tokens[at : at + size]]
        telling = [w for w in words if w not in STOPWORDS]
        if words[0] in STOPWORDS or words[-1] in STOPWORDS:
            return ()
        if size == 1 and not (words[0] in SORTS_OF_ACCORDS and at and tokens[at - 1].norm == "the"):
            return ()
        if size > 1 and len(telling) < 2:
            return ()
        ends = self._long.get(words[-1], ())
        begins = self._sorts.get(words[0], ()) if size == 1 else ()
        return tuple(e for e in (*ends, *begins) if _is_within(words, key_of(e.name)))

    def _is_family(self, group: tuple[Mention, ...]) -> bool:
        """Whether one accord of a numbered family is asked for by the name of all: "the Minsk deal"."""
        key, typed = key_of(group[0].entity.name), key_of(group[0].surface)
        single = not group[0].surface.lower().endswith("s")
        return len(key) == 2 and typed == (key[0], "accord") and single and len(self._families.get(key[0], ())) > 1

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
                return size, _mentions(text, span, _strongest(named))
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
                return size, _mentions(text, span, _strongest(named), score=best)
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


def _is_inside_a_name(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a word stands beside another capitalised word that is no title."""
    beside = [(at, at + 1), (at - 1, at)]
    pairs = [(tokens[a], tokens[b]) for a, b in beside if a >= 0 and b < len(tokens)]
    others = [a if b is tokens[at] else b for a, b in pairs if text[a.end : b.start] == " "]
    return tokens[at].text[0].isupper() and any(
        o.text[0].isupper() and o.start > 0 and o.norm not in NOT_NAMES and canonical(o.norm) != "accord"
        for o in others
    )


def _families(entities: Iterable[Entity]) -> dict[str, tuple[Entity, ...]]:
    """For a surname, a first name, or the word before a number ("SALT I"), those that bear it; by itself it names none
    of them."""
    found: dict[str, dict[str, Entity]] = defaultdict(dict)
    alone = {key_of(name) for e in entities for name in (e.name, *e.aliases)}
    surnames = {word for e in entities if _is_person(e) for word in _ends(e)}
    shared = Counter(_ends(e)[-1] for e in entities if len(e.name.split()) == 2 and reads_like_a_person(e) and _ends(e))
    surnames |= {word for word, bearers in shared.items() if bearers > 1 and not _ADJECTIVE.search(word)}
    for entity in entities:
        bearing = [word for word in _ends(entity) if word in surnames]
        bearing += _firsts(entity) if entity.kind is EntityKind.PERSON else []
        bearing += [fold(m[1]) for n in (entity.name, *entity.aliases) if (m := _NUMBERED.fullmatch(n))]
        for word in bearing:
            if (word,) not in alone:
                found[word][entity.id] = entity
    return {word: tuple(named.values()) for word, named in found.items()}


def _firsts(entity: Entity) -> list[str]:
    """The first word of a person's name and of its other spellings, without those of one word or with a title."""
    names = [name.split() for name in (entity.name, *entity.aliases)]
    last = fold(entity.name.split()[-1])
    firsts = [fold(words[0]) for words in names if len(words) > 1 and fold(words[-1]) == last]
    return [word for word in firsts if word not in NOT_NAMES]


def _by_word(entities: Iterable[Entity], place: int) -> dict[str, list[Entity]]:
    """Accords and bodies by the first (0) or last (-1) word of their names."""
    found: dict[str, list[Entity]] = defaultdict(list)
    for entity in entities:
        key = key_of(entity.name)
        if entity.kind in (EntityKind.AGREEMENT, EntityKind.ORGANIZATION, EntityKind.NAME) and len(key) > 1:
            found[key[place]].append(entity)
    return found


def _is_within(words: Sequence[str], key: Sequence[str]) -> bool:
    """Whether a key has more words, these among them in order."""
    rest = iter(key)
    return len(words) < len(key) and all(word in rest for word in words)


_ADJECTIVE = re.compile(r"(?:an|ish|ese|ch|s)$")
_AT = frozenset({"at", "in", "near", "from", "outside", "to"})
_NUMBERED = re.compile(r"(\w+)[ -](?:[IVX]+|\d{1,2})")


def _ends(entity: Entity) -> tuple[str, ...]:
    """The last word of a name, of one of three words the first too: a person may be called by either."""
    words = [t.norm for t in tokenize(entity.name)]
    if entity.kind not in (EntityKind.PERSON, EntityKind.NAME) or not 2 <= len(words) <= 4:
        return ()
    ends = (words[0], words[-1]) if len(words) == 3 else words[-1:]
    return tuple(w for w in ends if not re.fullmatch(r"[ivx]+", w))


def _is_person(entity: Entity) -> bool:
    """A person of a briefing's list, or a name with a middle initial: "George W. Bush"."""
    words = [t.text for t in tokenize(entity.name)]
    initial = entity.kind is EntityKind.NAME and any(len(w) == 1 and w.isupper() for w in words[1:-1])
    return entity.kind is EntityKind.PERSON or initial


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


def _mentions(
    text: str, span: Sequence[Token], named: Sequence[tuple[Entity, str]], score: float | None = None
) -> tuple[Mention, ...]:
    start, end = span[0].start, span[-1].end
    scores = {"exact": 1.0, "alias": 0.97, "derived": 0.94}
    return tuple(
        Mention(
            entity=entity,
            surface=text[start:end],
            start=start,
            end=end,
            how="fuzzy" if score is not None else "exact" if how == "exact" else "alias",
            score=round(scores[how] if score is None else min(score, 0.93), 3),
        )
        for entity, how in named
    )


def _is_plain_use(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether a word that could be a name or acronym (`us`, `may`, `it`) is used as an ordinary word."""
    token = tokens[at]
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
