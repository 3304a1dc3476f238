"""What a conversation has spoken of, and which of it a pronoun, "there", "then" or "the one" means."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from askbrief.dates import DateMention, find_dates
from askbrief.names import PERSON, reads_like_a_person
from askbrief.types import Entity, EntityKind
from askbrief.words import STOPWORDS, Token, tokenize


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversation has been about, from its last answered turn back."""

    question: str = ""
    mentions: tuple[Entity, ...] = ()  # most salient first: the person that the last answer names, then its question's
    briefings: tuple[str, ...] = ()
    surfaces: tuple[tuple[str, str], ...] = ()  # (entity id, how the question wrote it)
    answer: str = ""  # the last short answer


PRONOUNS = {
    "person": frozenset({"he", "him", "his", "she", "her", "hers"}),
    "thing": frozenset({"it", "its", "this", "that"}),
    "group": frozenset({"they", "them", "their", "theirs"}),
}
SOMEBODY = "the one that"
"""Begins the description of a person whom no answer named."""
LONG = 6
"""Words of an answer up to which it can stand for "it"."""
_PREPOSITIONS = r"(?:of|in|on|for|to|with|from|by|at|between|against|into|near|under|over|across)"
_WHO = re.compile(r"^(?:(?:to|by|with|for|from) )?(?:who|whom|whose)\b", re.I)
_IS_DEFINED = re.compile(r"^who(?:'s|’s| is| was| are| were)?(?: the)?\s*$", re.I)
_WHO_DID = re.compile(r"^who (?P<did>(?!is\b|are\b|do\b|did\b|does\b|else\b)\w+ .+?)\s*\?*$", re.I)
_WHO_WAS = re.compile(
    r"^who(?:'s|’s| is| was) (?P<office>(?-i:[a-z])[^,?]+?)(?: (?:when|while|as|after|before)\b.*)?\s*\?*$", re.I
)
_WHAT_DID = re.compile(
    r"^(?:what|which)\b(?! (?:year|date|day|month|time)).*\b(?:did|does|do|had|has|have|will|would)\b"
    r"|^which (?!(?:of|year|date|day|month|time)\b)[a-z]+\b",
    re.I,
)
_COUNT = re.compile(r"^(?:(?:the|an?|some|about|more|another|two|three|four|five|six|seven|eight|nine|ten) )+", re.I)
_COLLECTIVE = (EntityKind.ORGANIZATION, EntityKind.PLACE)
_LOOSE = (EntityKind.NAME, EntityKind.PLACE)


# ---- whom and what pronouns mean ------------------------------------------------------------


def referent(pronoun: str, context: Context, taken: Collection[str] = ()) -> str | None:
    """The words that a folded pronoun stands for, none of them in `taken`; None where nothing fits."""
    if pronoun in PRONOUNS["person"]:
        found = _persons(context)
    else:
        found = _groups(context, pronoun) if pronoun in PRONOUNS["group"] else _things(context)
    return next((name for name in found if name not in taken), None)


def fits(entity: Entity, pronoun: str) -> bool:
    """Whether a folded pronoun can stand for a thing of this kind."""
    if pronoun in PRONOUNS["person"]:
        return entity.kind is EntityKind.PERSON
    return entity.kind is not EntityKind.PERSON or pronoun in PRONOUNS["group"]


def _persons(context: Context) -> Iterator[str]:
    """Whoever the last question asked for, then the people spoken of, then names that read like a person's."""
    if _asks_who(context):
        yield from _answered_with(context)
    elif _WHO.match(context.question):  # "who is Holguín?" is about a person, whatever the corpus knows of the name
        yield from (e.name for e in context.mentions if e.id == context.surfaces[0][0])
    yield from (e.name for e in context.mentions if e.kind is EntityKind.PERSON)
    yield from (e.name for e in context.mentions if reads_like_a_person(e))


def _asks_who(context: Context) -> bool:
    """Whether the last question asks for a person, and not who somebody is whom it names."""
    first = context.surfaces[0][1] if context.surfaces else ""
    defines = first and _IS_DEFINED.match(context.question.partition(first)[0])
    return bool(_WHO.match(context.question)) and not defines


def _answered_with(context: Context) -> Iterator[str]:
    """The person that the last answer named; where it named nobody, the words that asked for one."""
    asked = {key for key, _ in context.surfaces}
    for entity in context.mentions[:1]:
        new = entity.name in context.answer or (asked and entity.id not in asked)
        if new and entity.kind is EntityKind.PERSON:
            yield entity.name
    described = re.match(r"(?:the|an?) ", context.answer) and len(context.answer.split()) < LONG
    if described or PERSON.fullmatch(context.answer):
        yield context.answer
    if match := _WHO_DID.match(context.question):
        yield f"{SOMEBODY} {match['did']}"


def office(context: Context) -> str:
    """What the last question called the person it asked for: "the fourth High Representative"; else empty."""
    match = _WHO_WAS.match(context.question) if _asks_who(context) else None
    return match["office"] if match else ""


def what_somebody_did(context: Context) -> str:
    """After "who signed it?" and an answer "Marek Toll signed it"; empty after other questions."""
    match = _WHO_DID.match(context.question)
    somebody = next(_answered_with(context), "") if match and _asks_who(context) else ""
    return f"{somebody} {match['did']}" if match and somebody and not somebody.startswith(SOMEBODY) else ""


def _things(context: Context) -> Iterator[str]:
    """What the last question asked for, where its answer names a thing; then the things spoken of."""
    if focus := _focus(context):
        yield focus
    yield from (e.name for e in salient(context) if e.kind is not EntityKind.PERSON)


def _groups(context: Context, pronoun: str) -> Iterator[str]:
    """Several that were named in one breath; else bodies, places and plurals, then what else is no single accord."""
    if several := _several(context):
        yield several
    if pronoun == "them" and (focus := _focus(context)):
        yield focus
    ordered = sorted(salient(context), key=lambda e: not _is_plural(e) and e.kind not in _COLLECTIVE)
    yield from (e.name for e in ordered if e.kind is not EntityKind.AGREEMENT)


def _is_plural(entity: Entity) -> bool:
    return entity.kind in _LOOSE and bool(re.search(r"[a-rt-z]s$", entity.name))


def _several(context: Context) -> str:
    """ "A and B" where the last answer names both, or the last question does so."""
    if _asks_who(context) and "; " in context.answer:
        return context.answer.replace("; ", " and ")
    names = {e.id: e.name for e in context.mentions}
    for (one, written), (other, next_written) in pairwise(context.surfaces):
        together = rf"{re.escape(written)},? and (?:the )?{re.escape(next_written)}"
        if one in names and other in names and re.search(together, context.question):
            return f"{names[one]} and {names[other]}"
    return ""


def _focus(context: Context) -> str:
    """The answer to "what did X sign?", where it is a thing, in a few words: what comes next is done to that."""
    short = context.answer
    if not _WHAT_DID.match(context.question) or re.match(
        r"(?:about |nearly |over )?\W?\d|(?:yes|no|that|to)\b", short, re.I
    ):
        return ""
    for date in reversed(find_dates(short)):
        short = re.sub(r"(?: (?:on|in|of|since))?\s*$", "", short[: date.start]) + short[date.end :]
    thing = _COUNT.sub("", short)
    while len(thing.split()) > LONG and (cut := re.match(rf"(.+) {_PREPOSITIONS} .+", thing, re.I)):
        thing = cut.group(1)
    return "" if len(thing.split()) > LONG else f"the {thing}" if thing[:1].islower() else thing


# ---- salience ------------------------------------------------------------------------------


def salient(context: Context) -> tuple[Entity, ...]:
    """What was spoken of, the last question's subject before the names that its prepositions lead."""
    last = dict(context.surfaces)
    ahead = next((at for at, e in enumerate(context.mentions) if e.id in last), 0)

    def rank(pair: tuple[int, Entity]) -> int:
        at, entity = pair
        if entity.id not in last:
            return 0 if at < ahead else 2
        surface = last[entity.id]
        return int(_is_led(context.question, surface) or _is_adjective(context.question, surface))

    return tuple(e for _, e in sorted(enumerate(context.mentions), key=rank))


def _is_led(question: str, surface: str) -> bool:
    return bool(re.search(rf"\b{_PREPOSITIONS} (?:the )?{re.escape(surface)}", question, re.I))


def _is_adjective(question: str, surface: str) -> bool:
    """Whether a name only tells of what sort the noun after it is: "South Korean minister"."""
    adjective = re.search(r"(?:an|ish|ese|ench|utch)$", surface, re.I)
    return bool(adjective) and bool(re.search(rf"\b{re.escape(surface)} [a-z]", question))


def topic(context: Context) -> str:
    """What a conversation is about: the last question's most salient agreement, body or person, else any name."""
    last = {key for key, _ in context.surfaces}
    recent = [e for e in salient(context) if e.id in last] or salient(context)
    named = [e for e in recent if e.kind not in _LOOSE] or recent
    return named[0].name if named else ""


def without_topic(question: str) -> tuple[str, str]:
    """A question, and the topic in brackets at its end that an earlier turn gave it: "Who signed it (Korea)?"."""
    match = re.search(r"\s*\(([^()]+)\)(\W*)$", question)
    return (question[: match.start()] + match[2], match[1]) if match else (question, "")


# ---- places, days and "the one" -------------------------------------------------------------


_WHERE = re.compile(
    r"(?:(?:from|to|of|in|at|on) )?(?:where|(?:what|which) (?:country|city|town|place|state|island|base))\b", re.I
)


def place(context: Context) -> str:
    """Where "there" is: the answer to "where?", what the last question sets its event in, else the last place named."""
    if _WHERE.match(context.question) and context.answer:
        return re.sub(r"^(?:in|at|to|from|near) ", "", context.answer)
    inside = [p for p in _phrases(context.question, ("in", "at", "near", "from")) if not _is_date(p)]
    places = [e.name for e in context.mentions if e.kind is EntityKind.PLACE]
    loose = [e.name for e in salient(context) if e.kind is EntityKind.NAME and not reads_like_a_person(e)]
    return next(iter((*inside[-1:], *places, *loose)), "")


def _is_date(phrase: str) -> bool:
    return any(len(d.surface) >= len(phrase) - len("early ") for d in find_dates(phrase))


def day(context: Context) -> DateMention | None:
    """When "then" is: the day that the last answer gave, else the one that the last question named."""
    found = find_dates(context.answer) or find_dates(context.question)
    return found[-1] if found else None


def thing_asked(context: Context) -> str:
    """What "the one" is one of: the last noun phrase of the last question, without its article."""
    found = _phrases(context.question, ("a", "an", "the", "any", "some", "each", "every", "many"))
    return found[-1] if found else ""


def _phrases(text: str, leads: Collection[str]) -> list[str]:
    """What follows each leading word up to the next stop word: "the 2016 plebiscite" after "in"."""
    tokens, found = tokenize(text), []
    for at, token in enumerate(tokens):
        first = end = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].norm in ("the", "a", "an"))
        while end < len(tokens) and tokens[end].norm not in STOPWORDS and _is_joined(text, tokens, end):
            end += 1
        if token.norm in leads and end > first:
            found.append(text[tokens[at + 1].start : tokens[end - 1].end])
    return found


def _is_joined(text: str, tokens: Sequence[Token], at: int) -> bool:
    return text[tokens[at - 1].end : tokens[at].start] in (" ", "-")
