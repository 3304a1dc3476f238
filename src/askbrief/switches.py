"""New topics: "ok, other topic.", "moving on to Colombia." and their like, told from the question that follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_FILLER = r"(?:(?:ok|okay|so|well|right|now|alright|all right|thanks|thank you|great|fine|no|hm+|but|and)\b[,.! ]*)*"
_BARE = (
    r"(?:(?:an?other|other|different|new|next|separate|unrelated)(?: (?:topic|subject|question|story|thing))"
    r"|(?:let'?s |let us )?chang(?:e|ing) (?:of |the )?(?:topic|subject)|something (?:else|different)"
    r"|(?:let'?s |let us )?mov(?:e|ing) on|on another (?:note|topic|subject)"
    r"|never ?mind(?: (?:that|it|him|her|them|all that))?|(?:forget|leave|skip) (?:it|that|about (?:it|that))"
    r"|a (?:different|new|separate) (?:topic|subject|question|story))"
)
_TO = (
    r"(?:(?:let'?s |let us |can we |i want to |i'd like to )?(?:now )?(?:talk|speak|hear|chat) about"
    r"|(?:let'?s |let us |can we |i want to )?(?:mov(?:e|ing) on|switch(?:ing)?|turn(?:ing)?|chang(?:e|ing)"
    r"|com(?:e|ing) back|go(?:ing)?(?: back)?|jump(?:ing)?|get(?:ting)? back)(?: over)? to"
    r"|back to|on to|next up|now (?:for|to)|as (?:for|to)|about|regarding|concerning)"
)
_NAMED = re.compile(
    rf"^{_FILLER}{_TO} (?P<topic>[^.:;!?—–]{{2,60}}?)(?: (?:instead|now|then|again))?\s*[.:;!—–]+\s+", re.I
)
_UNNAMED = re.compile(rf"^{_FILLER}{_BARE}(?: (?:now|then|please))?\s*[.:;,!—–-]+\s*", re.I)


@dataclass(frozen=True, slots=True)
class Switch:
    """A question that begins a new topic: the topic where it is named, and the question without its lead-in."""

    topic: str
    question: str


def read_switch(text: str) -> Switch | None:
    """The switch that a text begins with; None where it goes on. A lead-in alone is no switch."""
    topic, rest = "", text
    for pattern in (_UNNAMED, _NAMED, _UNNAMED):
        if match := pattern.match(rest):
            topic = match.groupdict().get("topic") or topic
            rest = rest[match.end() :]
    rest = rest.strip()
    return Switch(topic.removeprefix("the "), rest) if rest and rest != text.strip() else None


def topic_start(questions: Sequence[str]) -> int:
    """The place of the question that began the present topic: what was asked before it is not meant any more."""
    return next((at for at in range(len(questions) - 1, 0, -1) if read_switch(questions[at])), 0)
