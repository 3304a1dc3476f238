"""Follow-ups made stand-alone: "he", "and X?", "why?", "the agreement" mean what the conversation spoke of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from askbrief.dates import find_dates
from askbrief.names import AGREEMENT_NOUNS
from askbrief.parts import LEADING_WH
from askbrief.types import Entity, EntityKind, Mention
from askbrief.words import Token, tokenize

_PRONOUNS = {
    "person": frozenset({"he", "him", "his", "she", "her", "hers"}),
    "thing": frozenset({"it", "its", "this", "that"}),
    "group": frozenset({"they", "them", "their", "theirs"}),
}
PERSONAL = _PRONOUNS["person"] | {"it", "they", "them"}
"""Pronouns that ask who or what is meant when nothing says so."""
_POSSESSIVE = frozenset({"his", "hers", "its", "their", "theirs"})
_ELLIPSIS = re.compile(
    r"^(?:(?:ok|okay|so|yes|right|well)[, ]+)*"
    r"(?:and what about|and how about|what about|how about|and|also|or|but)\b[,:]?\s*(.+?)\s*\??$",
    re.I,
)
_BARE_WH = re.compile(
    r"^(?:(?:and|but|so|ok|okay)[, ]+)*"
    r"(why|when|where|who|how|how many|how much|how long|since when|by how much|for how long|in (?:what|which) year"
    r"|(?:by|to|with|for|from) (?:whom|who|what))"
    r"\s*(?:exactly|then|not|so|is that|was that|did that happen)?\s*\?*$",
    re.I,
)
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those) ("
    r"(?:\w+ )?(?:deal|agreement|accords?|treaty|pact|plan|talks|war|conflict|armistice|protocol|framework|initiative"
    r"|dispute|story|briefing|plant|peace process|process|summit|envoys?|president|negotiations)"
    r")\b(?! (?:of|on|in|for|between|with|to)\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversation has been about, from its last answered turn back."""

    question: str = ""
    mentions: tuple[Entity, ...] = ()  # most salient first
    briefings: tuple[str, ...] = ()
    surfaces: tuple[tuple[str, str], ...] = ()  # (entity id, how the question wrote it)


def standalone(text: str, groups: Sequence[tuple[Mention, ...]], context: Context) -> str:
    """The question with what it leaves out filled in from the conversation."""
    if bare := _BARE_WH.match(text):
        return _asked_again(bare.group(1), context.question)
    if (shift := _ELLIPSIS.match(text)) and not LEADING_WH.match(shift.group(1)):
        return _shifted(shift.group(1), groups, context)
    dates = find_dates(text)
    if not groups and dates and len(tokenize(text)) <= len(tokenize(dates[0].surface)) + 2:
        return _shifted(text, groups, context)  # "in 2016?"
    if not groups:
        bare_name = _definite(text, context)
        if bare_name != text:
            return bare_name
    resolved = _pronouns(text, groups, context)
    if resolved == text and not groups and context.mentions and (len(tokenize(text)) <= 4 or shift):
        plain = re.sub(r"^(?:and|but|so|ok|okay)[, ]+", "", text, flags=re.I)
        return f"{plain.rstrip(' ?')} ({_topic(context)})?"
    return resolved


def _asked_again(wh: str, question: str) -> str:
    """The last question with another question word: "When did X end?", "why?" gives "why did X end?"."""
    if re.match(r"(?:by|to|with|for|from) (?:who|what)", wh, re.I):  # "by whom?": who did what was just asked about
        wh = "who"
    return LEADING_WH.sub(wh.lower(), question, count=1) if LEADING_WH.match(question) else f"{wh} {question}"


def _shifted(rest: str, groups: Sequence[tuple[Mention, ...]], context: Context) -> str:
    """ "and X?": the last question about X instead of what it was about; "and in 2015?": about that time."""
    if re.fullmatch(r"(?:him|her|them|it|that|this)", rest, re.I):
        return _pronouns(rest, (), context)
    previous = context.question
    fresh = [g[0] for g in groups]
    dates = find_dates(rest)
    if not fresh and dates:
        old = find_dates(previous)
        if old:
            return previous[: old[0].start] + dates[0].surface + previous[old[-1].end :]
        return f"{previous.rstrip(' ?')} {rest}?"
    if not fresh:
        return f"{rest.rstrip(' ?')} {_topic(context)}?".strip() if context.mentions else text_or(rest, previous)
    new = fresh[0]
    for old_entity in sorted(context.mentions, key=lambda e: e.kind != new.entity.kind):
        written = (surface for entity_id, surface in context.surfaces if entity_id == old_entity.id)
        for name in (*written, old_entity.name, *old_entity.aliases, *old_entity.derived):
            match = re.search(rf"\b{re.escape(name)}\b", previous, re.I)
            if match:
                return previous[: match.start()] + new.entity.name + previous[match.end() :]
    return f"{previous.rstrip(' ?')} {rest}?"


def text_or(rest: str, previous: str) -> str:
    """What is asked after a question that named nothing: both together."""
    return f"{previous.rstrip(' ?')} {rest}?"


def _topic(context: Context) -> str:
    """What a conversation is about: its most salient agreement, body or person, else any name."""
    loose = (EntityKind.NAME, EntityKind.PLACE)
    named = [e for e in context.mentions if e.kind not in loose] or context.mentions
    return named[0].name if named else ""


def _definite(text: str, context: Context) -> str:
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


def _pronouns(text: str, groups: Sequence[tuple[Mention, ...]], context: Context) -> str:
    """The text with its first open pronoun replaced by what the conversation speaks of."""
    here = [g[0] for g in groups]
    pieces, at, used = [], 0, False
    for token in tokenize(text):
        kind = next((k for k, words in _PRONOUNS.items() if token.norm in words), None)
        own = [m for m in here if m.start < token.start and _fits(m.entity, kind or "")]
        if not kind or own or _is_dummy(text, token):
            continue
        referent = next((e for e in context.mentions if _fits(e, kind)), None)
        if referent is None or (used and kind == "thing"):
            continue
        owned = token.norm in _POSSESSIVE or (token.norm == "her" and re.match(r"\s+[a-z]", text[token.end :]))
        pieces += [text[at : token.start], referent.name + ("'s" if owned else "")]
        at, used = token.end, True
    return "".join([*pieces, text[at:]])


def _fits(entity: Entity, pronoun: str) -> bool:
    if pronoun == "person":
        return entity.kind is EntityKind.PERSON
    if pronoun == "thing":
        return entity.kind is not EntityKind.PERSON
    return True


def _is_dummy(text: str, token: Token) -> bool:
    """ "that" before a clause or a noun ("say that", "that year") and "it" in "is it true"."""
    rest = text[token.end :].lstrip().lower()
    if token.norm in ("that", "this"):
        return bool(rest.strip(" ?!.")) and not re.match(
            r"(?:\?|happen|end|start|mean|work|cost|take|change|fail|succeed|was|is|did)", rest
        )
    return token.norm == "it" and bool(re.match(r"(?:true|possible|likely|rain)", rest))


def open_words(text: str, mentions: Sequence[Mention], context: Context | None) -> str | None:
    """What a first question leaves open: "he", or "the agreement" where no name says which; None where nothing is."""
    if mentions or (context and context.question):
        return None
    words = [t.norm for t in tokenize(text)]
    pronoun = next((w for w in words if w in _PRONOUNS["person"]), None)
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
