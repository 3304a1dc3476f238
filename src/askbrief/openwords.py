"""Open words of a question ("he", "it", "there", "that year", "the first one", "the agreement") and what fills them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from askbrief.dates import find_dates
from askbrief.names import AGREEMENT_NOUNS
from askbrief.referents import PRONOUNS, SOMEBODY, Context, day, fits, place, referent, thing_asked
from askbrief.types import Entity, EntityKind, Mention
from askbrief.words import STOPWORDS, Token, tokenize

Groups = Sequence[tuple[Mention, ...]]
"""The names of a text in order; several mentions where a name is shared."""
PERSONAL = PRONOUNS["person"] | {"it", "they", "them"}
"""Pronouns that ask who or what is meant when nothing says so."""
_POSSESSIVE = frozenset({"his", "hers", "its", "their", "theirs"})
_CLAUSE = re.compile(
    r"[,;]|\b(?:when|while|before|after|that|because|if|and|or|but|which|who|where|since|until|as|though|to|than)\b",
    re.I,
)
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those) ("
    r"(?:\w+ )?(?:deal|agreement|accords?|treaty|pact|plan|talks|war|conflict|armistice|protocol|framework|initiative"
    r"|dispute|story|briefing|plant|peace process|process|summit|envoys?|president|negotiations)"
    r")\b(?! (?:of|on|in|for|between|with|to)\b)",
    re.I,
)
_DEMONSTRATIVE = re.compile(r"\b(?:that|this|those|these) (?!year|month|day|time)(?P<noun>[a-z]+)\b", re.I)
_THERE = re.compile(
    r"(?P<lead>\b(?:from|near|around|over|in|to|at) )?\bthere\b(?! (?:is|are|was|were|be|been)\b)", re.I
)
_EXISTS = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|did|does|do)(?: not)? there\b"
    r"(?=\s+\w)",
    re.I,
)
_THEN = re.compile(
    r"\b(?:(?P<lead>since|until|till|before|after|by|from) )?"
    r"(?:(?:(?:in|at|on|during) )?(?:that (?:same )?|the same )(?:year|month|day|time)\b"
    r"|at the time\b(?! (?:of|when|that)\b)|(?:back )?then(?=\W*$)|in those days\b)",
    re.I,
)
_THE_ONE = re.compile(
    r"\b(?P<lead>(?:the|this|that|another|which|each|every)(?: [a-z]+)?) ones?\b(?! (?:of|who|that|which)\b)", re.I
)


# ---- pronouns ------------------------------------------------------------------------------


def fill_pronouns(text: str, groups: Groups, context: Context) -> str:
    """The text with its open pronouns replaced by what the conversation speaks of, each pronoun once."""
    used: dict[str, frozenset[str]] = {}
    found: list[tuple[Token, str]] = []
    here = {g[0].entity.name for g in groups}
    for token in sorted(tokenize(text), key=lambda t: t.norm in PRONOUNS["group"]):  # "they" is what "it" is not
        family = next((words for words in PRONOUNS.values() if token.norm in words), None)
        if not family or family in used.values() or _is_dummy(text, token) or _is_bound(text, token, groups):
            continue
        name = referent(token.norm, context, here | used.keys())
        owns = _is_owner(text, token) or token.text.endswith(("'s", "’s"))  # "it's" keeps what it is short for
        if name and not (owns and name.startswith(SOMEBODY)):
            used[name] = family
            found.append((token, name + ("'s" if owns else "")))
    for token, name in sorted(found, key=lambda pair: -pair[0].start):
        text = text[: token.start] + name + text[token.end :]
    return text


def _is_owner(text: str, token: Token) -> bool:
    return token.norm in _POSSESSIVE or (token.norm == "her" and bool(re.match(r"\s+[a-z]", text[token.end :])))


def _is_bound(text: str, token: Token, groups: Groups) -> bool:
    """Whether a name earlier in the question is meant: one of another clause, or an owner ("Putin ... his plan").

    Of the names in its own clause "it" is none: in "did Russia sign it?" something else is signed.
    """
    before = [g[0] for g in groups if g[0].end <= token.start and fits(g[0].entity, token.norm)]
    return any(token.norm in _POSSESSIVE or _CLAUSE.search(text[m.end : token.start]) for m in before)


def _is_dummy(text: str, token: Token) -> bool:
    """ "that" before a clause or a noun ("say that", "that year") and "it" in "is it true"."""
    rest = text[token.end :].lstrip().lower()
    if token.norm in ("that", "this"):
        return bool(rest.strip(" ?!.")) and not re.match(
            r"(?:\?|happen|end|start|mean|work|cost|take|change|fail|succeed|was|is|did)", rest
        )
    return token.norm == "it" and bool(re.match(r"(?:true|possible|likely|rain|that)\b", rest))


# ---- places, days, things -------------------------------------------------------------------


def fill_adverbs(text: str, context: Context) -> str:
    """The text with "there", "then" and "the one" as the place, the day and the thing that were spoken of."""
    where, when, thing = place(context), day(context), thing_asked(context)
    if where and not _EXISTS.search(text):
        text = _THERE.sub(lambda m: f"{m['lead'] or 'in '}{where}", text, count=1)
    if when and not find_dates(text):
        at = "on" if when.first == when.last else "in"
        text = _THEN.sub(lambda m: f"{m['lead'] or at} {when.surface}", text, count=1)
    return _THE_ONE.sub(lambda m: f"{m['lead']} {thing}", text, count=1) if thing else text


def fill_definite(text: str, context: Context) -> str:
    """ "the agreement" after talk of one agreement is that agreement."""
    match = _DEFINITE.search(text)
    if not match:
        return text
    head = match.group(1).split()[-1].lower()
    wanted = {"envoy": EntityKind.PERSON, "president": EntityKind.PERSON}.get(head.rstrip("s"), EntityKind.AGREEMENT)
    fitting = [e for e in context.mentions if head in e.name.lower()]
    if not fitting and (head in AGREEMENT_NOUNS or wanted is EntityKind.PERSON):
        fitting = [e for e in context.mentions if e.kind is wanted]
    if not fitting:
        return text
    return text[: match.start()] + fitting[0].name + text[match.end() :]


def points_back(text: str) -> bool:
    """Whether a question speaks of "that war" or "this vote": of what was told before, by no name."""
    return any(m["noun"].lower() not in STOPWORDS for m in _DEMONSTRATIVE.finditer(text))


def leans(text: str) -> bool:
    """Whether a question has a word that what was said before must fill: a pronoun, "there", "at the time"."""
    said = {t.norm for t in tokenize(text)}
    return any(said & words for words in PRONOUNS.values()) or bool(_THERE.search(text) or _THEN.search(text))


def open_words(text: str, mentions: Sequence[Mention], context: Context | None) -> str | None:
    """What a first question leaves open: "he", or "the agreement" where no name says which; None where nothing is."""
    if mentions or (context and context.question):
        return None
    words = [t.norm for t in tokenize(text)]
    pronoun = next((w for w in words if w in PRONOUNS["person"]), None)
    if pronoun or (len(words) <= 6 and any(w in ("it", "they", "them") for w in words)):
        return pronoun or next(w for w in words if w in ("it", "they", "them"))
    match = _DEFINITE.search(text)
    return match.group() if match else None


def sole_bearer(text: str, entities: Sequence[Entity]) -> str | None:
    """The text with "the plant" replaced by the one thing of the corpus that is so called; None unless there is one."""
    match = _DEFINITE.search(text)
    if not match or match.group(1).split()[-1].lower() in AGREEMENT_NOUNS:  # any accord may be "the agreement"
        return None
    head = match.group(1).lower()
    bearers = [e for e in entities if e.name.lower().endswith(f" {head}")]
    return f"{text[: match.start()]}{bearers[0].name}{text[match.end() :]}" if len(bearers) == 1 else None
