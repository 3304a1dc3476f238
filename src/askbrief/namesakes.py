"""Names that several bear by a part, "Bush" or "the plan of action": by it each of them may be meant."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

from askbrief.names import NOT_NAMES, canonical, key_of, reads_like_a_person
from askbrief.types import Entity, EntityKind, Mention
from askbrief.words import STOPWORDS, Token, fold, is_acronym, tokenize

PART_WORDS, PART_BEARERS = 4, 6
"""Words of a part that several names share, and how many names."""
SORTS_OF_ACCORDS = frozenset("memorandum declaration protocol communique armistice initiative".split())


class Namesakes:
    """The families of names of one catalogue, and the words that its accords and bodies share."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self._families = _families(entities)
        self._long, self._sorts = _by_word(entities, -1), _by_word(entities, 0)

    def found_in(
        self, text: str, found: Sequence[tuple[Mention, ...]], is_word: Callable[[str], bool]
    ) -> tuple[tuple[Mention, ...], ...]:
        """The names of a text with those that several bear by a part: "Bush", "SALT", "the Minsk deal"."""
        tokens, groups = tokenize(text), [g for g in found if not self._is_family(g)]
        taken = [range(g[0].start, g[0].end) for g in groups]
        for at, token in enumerate(tokens):
            family = self._families.get(token.norm) or self._families.get(re.sub(r"(?:'s|s)$", "", token.norm), ())
            family = family if len(family) > 1 else ()
            deal = at + 1 < len(tokens) and canonical(tokens[at + 1].norm) == "accord"
            named = token.text[0].isupper() or is_acronym(token.text) or not is_word(token.norm)
            if text.islower() and token.norm not in STOPWORDS:  # who writes no capitals means "kim", but not "start"
                named |= deal or not any(token.norm.upper() in entity.name for entity in family)
            if at and tokens[at - 1].norm in _AT and not any(_is_person(e) for e in family):
                continue  # "signed at Minsk": the place
            if _is_inside_a_name(text, tokens, at):
                continue  # "James Baker" is none of those who are called James here
            counted = _counted_off(tokens, at, family)
            family = counted or family
            if family and named and not any(token.start in span for span in taken):
                span = tokens[at - len(counted) : at + 1 + deal]
                groups.append(mentions_of(text, span, [(entity, "derived") for entity in family]))
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
                    found.append(mentions_of(text, span, [(entity, "derived") for entity in bearers]))
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
        return tuple(entity for key, entity in (*ends, *begins) if _is_within(words, key))

    def _is_family(self, group: tuple[Mention, ...]) -> bool:
        """Whether one accord of a numbered family is asked for by the name of all: "the Minsk deal"."""
        key, typed = key_of(group[0].entity.name), key_of(group[0].surface)
        single = not group[0].surface.lower().endswith("s")
        return len(key) == 2 and typed == (key[0], "accord") and single and len(self._families.get(key[0], ())) > 1


def mentions_of(
    text: str, span: Sequence[Token], named: Sequence[tuple[Entity, str]], score: float | None = None
) -> tuple[Mention, ...]:
    """The mentions of a span: one for each entity that it can mean, each with how it is named."""
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


def _counted_off(tokens: Sequence[Token], at: int, family: tuple[Entity, ...]) -> tuple[Entity, ...]:
    """The one of a numbered family that "the first SALT deal" is; none without such a word."""
    number = _COUNTED.get(tokens[at - 1].norm) if at else None
    fitting = tuple(e for e in family if number and e.name.split()[-1] in (number, str(len(number))))
    return fitting if len(fitting) == 1 else ()


_COUNTED = {"first": "I", "second": "II", "third": "III"}


def _by_word(entities: Iterable[Entity], place: int) -> dict[str, list[tuple[tuple[str, ...], Entity]]]:
    """Accords and bodies with the keys of their names, by the first (0) or last (-1) word."""
    found: dict[str, list[tuple[tuple[str, ...], Entity]]] = defaultdict(list)
    for entity in entities:
        key = key_of(entity.name)
        if entity.kind in (EntityKind.AGREEMENT, EntityKind.ORGANIZATION, EntityKind.NAME) and len(key) > 1:
            found[key[place]].append((key, entity))
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
