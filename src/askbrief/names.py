"""Finding the names a corpus uses: people and organizations by section, agreements by title, the rest by capitals."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from askbrief.types import Briefing, Entity, EntityKind, Item, SectionKind
from askbrief.words import STOPWORDS, Token, fold, is_acronym, tokenize

AGREEMENT_NOUNS = frozenset(
    """accord accords agreement agreements armistice communique compact convention deal declaration framework
    initiative memorandum pact package plan protocol protocols settlement treaty truce""".split()
)
AGREEMENTS = frozenset({"accords", "agreement", "agreements", "deal", "pact", "treaty"})
"""Words used for one another in the names of agreements."""
_PLACE_LEADS = frozenset({"in", "at", "near", "from", "into", "across", "inside", "outside", "around", "through"})
_JOINERS = frozenset({"of", "de", "la", "del", "van", "von", "al", "el", "bin", "der"})
NOT_NAMES = STOPWORDS | frozenset(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday president prime minister foreign secretary general chancellor ambassador envoy
    director king queen pope mr mrs ms dr sir lord lady article annex chapter section short term long status type role
    note kind when value why what state""".split()
)
"""Words that are capitalised and name nothing by themselves: months, days, titles."""
PERSON = re.compile(r"(?:[A-Z][\w’'-]+|[A-Z]\.)(?: (?:[A-Z][\w’'-]+|[A-Z]\.|al|bin|de|von|van|der)){1,3}")
"""A name that may be a person's: two to four capitalised words."""
_THINGS = re.compile(
    r"\b(?:brake|summit|war|line|council|party|court|forces?|act|question|commission|army|sea|republic|city|ocean"
    r"|award|group|mission|union|executive|conference|committee|parliament|representative|college|university"
    r"|day|prize|peace|approach|states?|people|democrat|treaty|agreement|accords?|plan|front|platform)s?$",
    re.I,
)
_COUNTRY_WORDS = {"us": ("united states", "usa", "america", "united states of america")}


@dataclass(slots=True)
class _Draft:
    """An entity while it is gathered."""

    name: str
    kind: EntityKind
    aliases: dict[str, None] = field(default_factory=dict)
    derived: dict[str, None] = field(default_factory=dict)
    briefings: dict[str, None] = field(default_factory=dict)


def key_of(text: str) -> tuple[str, ...]:
    """A name as it is looked up: folded words, leading article dropped, `accords`/`deal`/`treaty` all `accord`."""
    words = [w for w in tokenize(text) if w.norm]
    if len(words) > 1 and words[0].norm == "the":
        words = words[1:]
    bare = [w for w in words if w.norm != "peace"]
    if len(bare) < 2 and words and words[-1].text != "Peace":  # "total peace" is not "total"
        bare = words
    return tuple(canonical(w.norm) for w in bare)


def canonical(norm: str) -> str:
    """The word that stands for all words for a treaty, or the word itself."""
    return "accord" if norm in AGREEMENTS else norm


def reads_like_a_person(entity: Entity) -> bool:
    """A name of unknown kind of two to four capitalised words, the last of which is no word for a thing."""
    named = entity.kind is EntityKind.NAME and PERSON.fullmatch(entity.name)
    return bool(named) and not _THINGS.search(entity.name)


def gather(briefings: Iterable[Briefing]) -> tuple[Entity, ...]:
    """The entities of these briefings, sorted by id; strong sources first, so that names merge into them."""
    found = _Gathered()
    listed = tuple(briefings)
    for briefing in listed:
        _from_items(found, briefing)
    for briefing in listed:
        for name, aliases in briefing.aliases:
            found.add(name, _kind_of(name), briefing.id, aliases=aliases)
    for briefing in listed:
        _from_title(found, briefing)
    _from_prose(found, listed)
    return found.entities()


class _Gathered:
    """Drafts by name key; a later source with a known name adds to the earlier draft."""

    def __init__(self) -> None:
        self.drafts: dict[tuple[str, ...], _Draft] = {}
        self.known: dict[tuple[str, ...], _Draft] = {}

    def add(
        self, name: str, kind: EntityKind, briefing: str, *, aliases: Iterable[str] = (), derive: bool = True
    ) -> None:
        base, inside = _unbracket(name)
        key = key_of(base)
        if not key or set(key) - {"peace"} <= AGREEMENT_NOUNS:  # "the Peace Agreement" alone names nothing
            return
        draft = self.drafts.get(key) or self.known.get(key)
        if draft is None:
            draft = self.drafts[key] = _Draft(base, kind)
        if draft.kind is EntityKind.NAME:
            draft.kind = kind
        draft.briefings[briefing] = None
        draft.aliases.update(dict.fromkeys([*inside, *aliases]))
        forms = _derived(draft.name, draft.kind) if derive else _country_forms([t.text for t in tokenize(base)])
        draft.derived.update(dict.fromkeys(forms))
        for alias in (name, base, *draft.aliases, *draft.derived):
            self.known.setdefault(key_of(alias), draft)

    def entities(self) -> tuple[Entity, ...]:
        made = [
            Entity(
                id="-".join(key),
                name=draft.name,
                kind=draft.kind,
                aliases=tuple(a for a in draft.aliases if key_of(a) != key),
                derived=tuple(d for d in draft.derived if key_of(d) != key),
                briefings=tuple(draft.briefings),
            )
            for key, draft in self.drafts.items()
        ]
        return tuple(sorted(made, key=lambda e: e.id))


def _from_items(found: _Gathered, briefing: Briefing) -> None:
    kinds = {SectionKind.PEOPLE: EntityKind.PERSON, SectionKind.ORGANIZATIONS: EntityKind.ORGANIZATION}
    for section in briefing.sections:
        for item in section.items:
            if section.kind in kinds:
                name = item.field("name")
                found.add(name.value if name else item.heading.text, kinds[section.kind], briefing.id)
            elif section.kind is SectionKind.HISTORY:
                _from_precedent(found, item, briefing.id)


def _from_precedent(found: _Gathered, item: Item, briefing: str) -> None:
    base, _ = _unbracket(item.heading.text)
    name = _up_to_agreement(base)
    if name:
        found.add(name, EntityKind.AGREEMENT, briefing, aliases=[base] if base != name else [])


def _from_title(found: _Gathered, briefing: Briefing) -> None:
    """A story whose title names an agreement, or is short, is itself a thing one can ask about."""
    base, inside = _unbracket(briefing.title)
    base = re.sub(r"^(?:the|a|an)\s+", "", base, flags=re.I)
    pieces = re.split(r"\s+(?:and|under|since)\s+(?:the\s+)?", base)
    for piece in pieces:
        whole = len(pieces) == 1 and all(w[0].isupper() for w in piece.split())
        if 1 < len(piece.split()) <= 5 and (whole or _up_to_agreement(piece) == piece):
            found.add(piece, _kind_of(piece), briefing.id, aliases=[i for i in inside if is_acronym(i)])


def _up_to_agreement(text: str) -> str | None:
    """The name up to its first word for a treaty: `Minsk II Agreement on Donbas` gives `Minsk II Agreement`."""
    for token in tokenize(text):
        if token.norm in AGREEMENT_NOUNS and token.start > 0 and not text[token.end :].startswith(" of "):
            return text[: token.end]
    return None


def _kind_of(name: str) -> EntityKind:
    words = {t.norm for t in tokenize(name)}
    return EntityKind.AGREEMENT if words & AGREEMENT_NOUNS else EntityKind.NAME


def _unbracket(name: str) -> tuple[str, list[str]]:
    """The name without its bracketed parts, and those parts that are other names (not years)."""
    inside = [p.strip() for group in re.findall(r"\(([^()]*)\)", name) for p in re.split(r"[;,]", group)]
    base = re.sub(r"\s*\([^()]*\)", "", name).strip()
    return base or name, [p for p in inside if p and p[0].isupper() and not re.search(r"\d{3}", p)]


def _derived(name: str, kind: EntityKind) -> Iterator[str]:
    """Other names that follow from a name: surname, acronym, without its class words, the country's short form."""
    tokens = tokenize(name)
    words = [t.text for t in tokens]
    if kind is EntityKind.PERSON:
        yield from _person_forms(name.split())
        return
    capitals = [w for w in words if w[0].isupper()]
    initials = "".join(w[0] for w in capitals)
    if len(capitals) >= 3 or (len(capitals) == 2 and kind is EntityKind.ORGANIZATION):
        yield initials
    yield from _without_class_words(tokens)
    if len(words) > 1 and words[-1].lower() in AGREEMENT_NOUNS and (len(words) > 2 or is_acronym(words[0])):
        yield " ".join(words[:-1])
    if len(words) == 3 and [w.lower() for w in words[:2]] in (["government", "of"], ["republic", "of"]):
        yield words[2]
    yield from _country_forms(words)


def _person_forms(words: list[str]) -> Iterator[str]:
    if len(words) > 1:
        yield words[-1]
    if len(words) > 2:
        yield f"{words[0]} {words[-1]}"


def _without_class_words(tokens: tuple[Token, ...]) -> Iterator[str]:
    """`Zaporizhzhia nuclear power plant` is also `Zaporizhzhia plant` and `Zaporizhzhia nuclear plant`."""
    head = [t.text for t in tokens if t.text[0].isupper()]
    small = [t.text for t in tokens if t.text.islower()]
    if not tokens[0].text[0].isupper() or len(small) < 2 or set(small) & (_JOINERS | {"and"}):
        return
    yield " ".join([*head, small[-1]])
    for middle in small[:-1]:
        yield " ".join([*head, middle, small[-1]])


def _country_forms(words: list[str]) -> Iterator[str]:
    norms = [fold(w).replace(".", "") for w in words]
    for short, forms in _COUNTRY_WORDS.items():
        if " ".join(norms) in (short, *forms):
            yield from (short.upper(), *forms)


def _from_prose(found: _Gathered, briefings: tuple[Briefing, ...]) -> None:
    """Capitalised names of the running text: those of two words or more, and single words that come twice."""
    counts: Counter[str] = Counter()
    where: defaultdict[str, dict[str, None]] = defaultdict(dict)
    places: Counter[str] = Counter()
    small = {w for b in briefings for w in re.findall(r"(?<![\w-])[a-z]{3,}", _ADDRESS.sub(" ", b.source))}
    for briefing in briefings:
        for name, lead, opens in _runs(briefing, small):
            counts[name] += not opens or " " in name  # a lone word that opens a sentence may be any word
            where[name][briefing.id] = None
            places[name] += lead in _PLACE_LEADS
    for name, count in sorted(counts.items()):
        if not count or (" " not in name and count < 2) or _is_plain(name, small):
            continue
        kind = EntityKind.PLACE if places[name] * 4 >= count else _kind_of(name)
        for briefing_id in where[name]:
            if key_of(name) not in found.known or key_of(name) in found.drafts:
                found.add(name, kind, briefing_id, derive=False)


_ADDRESS = re.compile(r"https?://\S+|^tags:.*", re.M)
"""What has no capitals whatever it names."""


def _is_plain(name: str, small: set[str]) -> bool:
    """Whether all that a name is looked up by is a word that is also used without a capital."""
    key = key_of(name)
    return len(key) == 1 and (key[0] in small or name.lower() in small)


def _runs(briefing: Briefing, small: set[str]) -> Iterator[tuple[str, str, bool]]:
    """(name, word before it, whether it opens a sentence) for each run of capitalised words in the prose."""
    for section in briefing.sections:
        if section.kind in (SectionKind.ABOUT, SectionKind.SOURCES):
            continue
        for line in briefing.source[section.start : section.end].splitlines():
            if not line.startswith("#"):
                yield from _runs_in(line, small)


def _runs_in(line: str, small: set[str]) -> Iterator[tuple[str, str, bool]]:
    tokens = tokenize(line)
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and _continues(line, tokens, at, end):
            end += 1
        while end > at and (tokens[end - 1].norm in _JOINERS or _is_numbered(tokens, end - 1)):
            end -= 1
        start = at
        for place in range(at, end):  # "President Lee Jae Myung": the name begins after the title
            if _not_a_name(line, tokens[place], small):
                start = place + 1
        if start < end and len(tokens[start].norm) > 1:
            name = re.sub(r"['’]s?$", "", line[tokens[start].start : tokens[end - 1].end])
            yield name, tokens[start - 1].norm if start else "", _opens(line, tokens[start])
        at = max(end, at + 1)


def _is_numbered(tokens: tuple[Token, ...], at: int) -> bool:
    """Whether a word is only the sort of what a number names: "Security Council Resolution 1031"."""
    follows = at + 1 < len(tokens) and tokens[at + 1].norm[0].isdigit()
    return follows and tokens[at].norm in ("resolution", "article", "law", "decree", "directive", "regulation")


def _continues(line: str, tokens: tuple[Token, ...], first: int, at: int) -> bool:
    token = tokens[at]
    gap = line[tokens[at - 1].end : token.start] if at > first else " "
    initial = at > first and gap == ". " and len(tokens[at - 1].text) == 1  # "George W. Bush"
    if (gap not in (" ", "-", "‑", "–") and not initial) or (at > first and tokens[at - 1].text.endswith(("'s", "’s"))):
        return False
    named = token.text[0].isupper() or gap == "-"
    return named or (
        at > first and token.norm in _JOINERS and at + 1 < len(tokens) and tokens[at + 1].text[0].isupper()
    )


def _not_a_name(line: str, token: Token, small: set[str]) -> bool:
    """A title, a stop word, or a word that opens a sentence and is also used without a capital."""
    if token.norm in NOT_NAMES:
        return True
    return _opens(line, token) and token.norm in small


def _opens(line: str, token: Token) -> bool:
    """Whether a word opens a line or a sentence, or follows a colon."""
    before = line[: token.start].rstrip(" \"“'‘(-*")
    return not before or before[-1] in ".!?:;"
