"""Follow-ups made stand-alone: "he", "and X?", "why?", "the agreement" mean what the conversation spoke of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from askbrief.dates import find_dates
from askbrief.openwords import (
    PERSONAL,
    Groups,
    fill_adverbs,
    fill_definite,
    fill_pronouns,
    leans,
    open_words,
    points_back,
    sole_bearer,
)
from askbrief.parts import LEADING_WH
from askbrief.referents import Context, office, topic, what_somebody_did, without_topic
from askbrief.switches import Switch, read_switch
from askbrief.types import Entity, EntityKind
from askbrief.words import STOPWORDS, Token, tokenize

__all__ = ["PERSONAL", "Context", "leans", "open_words", "sole_bearer", "standalone"]

FEW = 3
"""Content words of a question that names nothing, up to which it is taken to go on about the last topic."""
_AUXILIARY = r"(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might|must)"
_PREPOSITION = r"(?:on|in|for|by|with|from|at|to|of|about|against|between|since|under)"
_LEAD_IN = re.compile(r"^(?:(?:ok|okay|so|yes|right|well|and|but|or|also|then)\b[, ]+)+(?=\S)", re.I)
_GOES_ON = re.compile(r"\b(?:and|but|or|also)\b[, ]+$", re.I)
_WHAT_ABOUT = re.compile(r"^(?:what|how) about (.+?)\s*\??$", re.I)
_WHOLE = re.compile(
    rf"(?:{_AUXILIARY}|tell|give|show|list|name|describe|explain|compare"
    rf"|(?:{_PREPOSITION} )?(?:what|who|whom|whose|which|when|where|why|how))\b",
    re.I,
)
_BARE_WH = re.compile(
    r"^(why|when|where|who|how|how many|how much|how long|since when|by how much|for how long|in (?:what|which) year"
    r"|(?:by|to|with|for|from) (?:whom|who|what))"
    r"\s*(?:exactly|then|not|so|is that|was that|was this|was it|did (?:that|it) happen)?\s*\?*$",
    re.I,
)
_SOMEBODY = re.compile(r"\b(?:some|any)(?:body|one|thing)\b", re.I)
_IN_OFFICE = re.compile(
    r"\b(?:leave|left|resign\w*|step\w* down|retire\w*|(?:take|took|taken) (?:office|over)|succe(?:ed|ss)\w*|replace\w*"
    r"|follow\w*|appoint\w*|elect\w*|named|serve[ds]?|hold|held|start\w*|become|became|predecessor)\b",
    re.I,
)
_ROLE = re.compile(r"^the (?:\w+ )?\w+(?:er|or|ee|ist|ent|ant|man|woman)$", re.I)


def standalone(text: str, groups: Groups, context: Context) -> str:
    """The question with what it leaves out filled in from the conversation; a lead-in to a new topic is cut."""
    if switch := read_switch(text):
        return _switched(switch, _from(groups, len(text) - len(switch.question)), context)
    previous, about = without_topic(context.question)
    context = replace(context, question=previous)
    lead = _LEAD_IN.match(text)
    start = lead.end() if lead else 0
    plain, groups = text[start:], _from(groups, start)
    if beside := _beside_event(plain, context):
        return _bracketed(beside, about or topic(context))
    again = _asked_again(plain, groups, context, goes_on=bool(lead and _GOES_ON.search(lead.group())))
    if again:
        return _bracketed(again, about)
    filled = _filled(plain, groups, context)
    if filled == plain:
        return _bracketed(plain, topic(context) or about) if not groups and _goes_on_about(plain) else plain
    if _IN_OFFICE.search(plain):  # "when did he leave?" is asked of the office that the last question named
        about = office(context) or about
    named = any(surface in filled for _, surface in context.surfaces)
    return filled if named else _bracketed(filled, about)


def _beside_event(text: str, context: Context) -> str:
    """ "And before that?" after an answer that is a dated event asks for the event before it; else empty."""
    asked, told = _BEFORE_THAT.fullmatch(text.strip(" ?.!")), _EVENT.fullmatch(context.answer)
    return f"what happened {asked['side'].lower()} {told['event']}?" if asked and told else ""


_BEFORE_THAT = re.compile(
    r"(?:what (?:happened|came|was)(?: just| right)? )?(?:just |right )?(?P<side>before|after)(?: (?:that|this|it))?",
    re.I,
)
_EVENT = re.compile(r"(?P<event>.+) \([^()]*\d{4}\)")


def _from(groups: Groups, start: int) -> Groups:
    """The names as they stand in the text from `start` on."""
    later = (group for group in groups if group[0].start >= start)
    return [tuple(replace(m, start=m.start - start, end=m.end - start) for m in group) for group in later]


def _bracketed(text: str, about: str) -> str:
    """A question with its topic, unless it has one."""
    return f"{text.rstrip(' ?.')} ({about})?" if about and not text.rstrip(" ?.").endswith(")") else text


def _switched(switch: Switch, groups: Groups, context: Context) -> str:
    """The question of a new topic, with the topic where it is named: nothing older is meant any more."""
    text = switch.question
    if not switch.topic:
        return text if groups else fill_pronouns(text, groups, context)
    if switch.topic.lower() in text.lower():
        return text
    fresh = Context(mentions=(Entity("", switch.topic, EntityKind.NAME),))
    filled = fill_pronouns(text, groups, fresh)
    return filled if filled != text else _bracketed(text, switch.topic)


def _filled(text: str, groups: Groups, context: Context) -> str:
    """A whole question with its pronouns, "there", "then", "the one" and "the agreement" made plain."""
    filled = fill_adverbs(fill_pronouns(text, groups, context), context)
    if groups:
        return filled
    filled = fill_definite(filled, context)
    if filled == text and points_back(text):  # "that war": what the last question told of
        told = [surface for _, surface in context.surfaces] + [d.surface for d in find_dates(context.question)]
        return _bracketed(text, ", ".join(told))
    return filled


def _goes_on_about(text: str) -> bool:
    """Whether a question says so little that it must be about the last topic."""
    words = tokenize(text)
    named = any((w.text[0].isupper() and w.start > 0) or w.text[0].isdigit() for w in words)
    return not named and sum(w.norm not in STOPWORDS for w in words) <= FEW


# ---- the last question asked again -----------------------------------------------------------


def _asked_again(text: str, groups: Groups, context: Context, *, goes_on: bool) -> str:
    """The last question as "why?", "and X?", "what about X?" or "in 2016?" ask it again; empty for another question."""
    if bare := _BARE_WH.match(text):
        return _with_wh(bare.group(1).lower(), context)
    about = _WHAT_ABOUT.match(text)
    rest = about.group(1) if about else text.rstrip(" ?")
    if (about or goes_on) and not _WHOLE.match(rest):
        return _shifted(rest, _from(groups, about.start(1) if about else 0), context)
    dates = find_dates(text)
    if not groups and dates and len(tokenize(text)) <= len(tokenize(dates[0].surface)) + 2:
        return _shifted(rest, groups, context)
    return ""


def _with_wh(wh: str, context: Context) -> str:
    """The last question with another question word: "When did X end?", "why?" gives "why did X end?"."""
    question = context.question
    if told := what_somebody_did(context):
        return f"{wh} was it that {told}?"
    if wh in ("who", "what") and (some := _SOMEBODY.search(question)):  # "Did anybody sign?", "who?"
        return f"{wh} {question[: some.start()].lower()}{question[some.end() :].lstrip()}"
    if LEADING_WH.match(question):
        return LEADING_WH.sub(wh, question, count=1)
    if re.match(rf"{_AUXILIARY}\b", question, re.I):
        return f"{wh} {question[:1].lower()}{question[1:]}"
    return _bracketed(f"{wh}?", topic(context))


def _shifted(rest: str, groups: Groups, context: Context) -> str:
    """ "and X?": the last question about X instead of what it was about; "and in 2015?": about that time."""
    previous = context.question
    if re.fullmatch(r"(?:him|her|them|it|that|this)", rest, re.I):
        return fill_pronouns(rest, (), context)
    dates = find_dates(rest)
    if not groups and dates:
        old = find_dates(previous)
        return previous[: old[0].start] + dates[0].surface + previous[old[-1].end :] if old else _and(previous, rest)
    if not groups:
        return _described(rest, context)
    new = groups[0][0].entity
    if span := _place_of_its_like(rest, new, context):
        return previous[: span[0]] + new.name + previous[span[1] :]
    return _and(previous, rest)


def _and(previous: str, rest: str) -> str:
    """Both together."""
    return f"{previous.rstrip(' ?')} {rest}?"


def _place_of_its_like(rest: str, new: Entity, context: Context) -> tuple[int, int] | None:
    """Where the last question has a name that the new one replaces: after the same preposition, else of its kind."""
    lead = re.match(rf"{_PREPOSITION} ", rest, re.I)
    for before in ([re.escape(lead.group())] if lead else []) + [r"\b"]:
        for old in sorted(context.mentions, key=lambda e: e.kind is not new.kind):
            written = (surface for key, surface in context.surfaces if key == old.id)
            for name in (*written, old.name, *old.aliases, *old.derived):
                pattern = rf"{before}(?:the )?(?P<name>{re.escape(name)})\b"
                if match := re.search(pattern, context.question, re.I):
                    return match.span("name")
    return None


def _described(rest: str, context: Context) -> str:
    """ "and his successor?", "and the loser?", "and the defence minister?": put where X, a person or its like stood."""
    previous = context.question
    filled = fill_pronouns(rest, (), context)
    owner = next((e.name for e in context.mentions if filled.startswith(f"{e.name}'s") and e.name in previous), "")
    if owner:
        return previous.replace(owner, filled, 1)
    words = [t.text for t in tokenize(rest) if t.norm not in STOPWORDS]
    if words and (old := _place_of_its_head(words[-1], context)):
        return previous[: old[0]] + " ".join(words) + previous[old[1] :]
    person = next((e.name for e in context.mentions if e.kind is EntityKind.PERSON and e.name in previous), "")
    if person and _ROLE.match(rest):
        return _bracketed(previous.replace(person, rest, 1), person)
    if not context.mentions:
        return _and(previous, rest)
    return _bracketed(f"{filled}?", topic(context) if filled == rest else "")


def _place_of_its_head(head: str, context: Context) -> tuple[int, int] | None:
    """Where the last question has a phrase with that last word, its modifiers included, or another superlative."""
    previous, tokens = context.question, tokenize(context.question)
    names = " ".join(surface for _, surface in context.surfaces).split()
    for at, token in enumerate(tokens):
        if head.endswith("est") and token.norm.endswith("est"):
            return token.start, token.end
        if token.norm == head.lower():
            first = at
            while first and _modifies(previous, tokens[first - 1 : first + 1], names):
                first -= 1
            return tokens[first].start, token.end
    return None


def _modifies(text: str, pair: Sequence[Token], names: Sequence[str]) -> bool:
    """Whether the first of two words is a plain modifier of the second: no stop word and no part of a name."""
    before, after = pair
    return text[before.end : after.start] == " " and before.norm not in STOPWORDS and before.text not in names
