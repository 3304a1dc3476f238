"""What a question asks for: its kind, the section it names, the order it wants. Plain rules over its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from askbrief.types import SectionKind

SECTION_NOUNS: dict[SectionKind, str] = {
    SectionKind.PEOPLE: r"people|persons?|individuals?|personalities|(?:key |main )?(?:figures|players|actors)|protagonists",
    SectionKind.ORGANIZATIONS: r"organi[sz]ations?|orgs|bodies|institutions?|parties|groups|agencies",
    SectionKind.TIMELINE: r"events?|developments?|milestones?|timeline|chronology|steps",
    SectionKind.SCENARIOS: r"scenarios?|(?:possible |potential )?(?:outcomes|futures)|possibilities|options|ways (?:it|this) could",
    SectionKind.INDICATORS: r"(?:key )?indicators?|key (?:figures|numbers)|statistics|stats|metrics",
    SectionKind.HISTORY: r"precedents?|(?:historical |past )?(?:parallels?|analog(?:y|ies))|historical (?:cases?|examples?|context)",
    SectionKind.SOURCES: r"sources?|references",
}
_NOUN = {kind: re.compile(rf"\b(?:{pattern})\b", re.I) for kind, pattern in SECTION_NOUNS.items()}

SMALL_TALK = (
    (
        "greeting",
        r"(?:hi|hey|hello|hallo|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day))"
        r"(?: (?:there|all|everyone|askbrief|bot))?(?:[,! ]+how are you(?: doing)?(?: today)?)?|how are you(?: doing)?(?: today)?",
    ),
    (
        "thanks",
        r"(?:ok(?:ay)?[, ]+)?(?:many )?(?:thanks|thank you|thx|ty|cheers|great|perfect|cool|nice|awesome)"
        r"(?:[, ]+(?:a lot|so much|very much|thanks|thank you|that helps|mate|man))*",
    ),
    ("bye", r"(?:good ?bye|bye(?: bye)?|see you(?: later)?|ciao|that'?s all|good night)"),
    (
        "about",
        r"(?:who|what) are you|what can you do|what do you do|help(?: me)?|how (?:does this|do you) work|what is this",
    ),
)

_COMPARE = re.compile(
    r"\b(?:compare[ds]?|comparison|contrast|difference|differ(?:s|ed|ent)?|versus|vs|similarit\w+|in common|distinguish\w*)\b",
    re.I,
)
_CHOICE = re.compile(
    r"\b(?:which|who|what)\b.*\b(?:first|earlier|later|last|older|newer|sooner|more|fewer|less|larger|bigger|smaller|longer|"
    r"shorter|higher|lower)\b.*\bor\b",
    re.I,
)
_WHEN = re.compile(
    r"^(?:and |so |but |ok )*(?:since |until |from )?when\b|\bwhen (?:was|were|did|is|does|do|will|has|exactly)\b"
    r"|\b(?:what|which)(?:'s| is| was)?(?: the)? (?:exact )?(?:date|year|day|month)\b|\bhow long ago\b|\bdate of\b|\bwhat time\b",
    re.I,
)
_WHERE = re.compile(
    r"^(?:and |so |but )*(?:from )?where\b|\bwhere (?:was|were|did|is|are|does)\b"
    r"|\b(?:in|at|from|to|on) (?:what|which) (?:city|cities|country|countries|place|town|location|region|base|island)\b"
    r"|\b(?:what|which) (?:city|country|place|town|location)\b",
    re.I,
)
_VALUE = re.compile(
    r"\bhow (?:many|much|long|large|big|high|low|old|far|tall|wide|deep|heavy|often|fast|close)\b"
    r"|\b(?:what|which)(?:'s| is| was| were| are| did| does| do)?(?: the| a| an)?(?: \w+){0,2} "
    r"(?:percentage|percent|share|number|amount|total|size|figure|level|limit|cap|ceiling|cost|price|length|turnout|margin|tally|"
    r"toll|count|proportion|fraction|rate|distance|capacity|duration|value)\b|\bpercentage of\b|\bnumber of\b|\b(?:what|which) (?:percentage|percent|share|number|proportion)\b",
    re.I,
)
_COUNT = re.compile(r"\b(?:how many|number of|count(?: of)?(?: the)?)\s+(?:\w+\s+){0,3}?", re.I)
_LIST = re.compile(
    r"^(?:(?:and|so|ok|please|can you|could you|pls)[, ]+)*(?:list|enumerate|name (?:all|the|every|some)|(?:give|show|tell) (?:me|us)(?: a list of| all| every| the list of)?"
    r"|what are|what were|which|who are|who were|who all|what (?:all )?)\b|\ball (?:the|of)\b|\bwhat other\b",
    re.I,
)
_INVOLVED = re.compile(
    r"^(?:and |so )*(?:who|which people|what people)(?:'s|s| is| are| was| were| all)* (?:\w+ )?(?:involved|taking part|the (?:key |main )?(?:players|people|figures|actors))\b",
    re.I,
)
_WHO = re.compile(
    r"^(?:and |so |but |ok )*(?:to |by |with |from )?(?:who|whom|whose)\b|\bwho(?:'s| is| was| are| were| did| has| will| leads?| signed)\b"
    r"|\b(?:what|which) (?:[\w.'’-]+ ){0,3}?(?:person|president|prime minister|leader|minister|official|envoy|politician|diplomat|general|commander|judge|man|woman|mediator|negotiator|country's)\b"
    r"|\bname of the (?:person|man|woman|president|envoy|minister)\b",
    re.I,
)
_ROLE = re.compile(r"\b(?:role|job|post|position|office|title|function|rank)\b", re.I)
_WHY = re.compile(
    r"\bwhy\b|\bhow come\b|\bwhat (?:caused|led to|made|explains|prompted|drove)\b|\breasons?\b|\bwhat for\b", re.I
)
_YES_NO = re.compile(
    r"^(?:and |so |but )*(?:is|are|was|were|did|do|does|has|have|had|can|could|will|would|should|isn't|didn't|wasn't)\b",
    re.I,
)
_DEFINE = re.compile(
    r"^(?:and |so |but |ok )*(?:(?:who|what)(?:'s|s| is| was| are| were| exactly)+(?: exactly)?|tell (?:me|us)(?: more)? about|(?:what|how) about|describe|explain|define|what do you know about|who the (?:hell|heck|fuck) (?:is|was)|"
    r"what the (?:hell|heck|fuck) (?:is|was))\b",
    re.I,
)
_LATEST = re.compile(
    r"\b(?:latest|newest|most recent(?:ly)?|last (?:thing|event|development|step|move|entry)|recent(?:ly)? (?:news|developments?|happen\w*)"
    r"|what(?:'s| is) new|happen\w* last|last happened|up to now|so far)\b",
    re.I,
)
_FIRST = re.compile(
    r"\b(?:earliest|oldest|first (?:thing|event|development|step|move|entry)|happen\w* first|first happened|came first"
    r"|how did (?:it|this|that|\w+) (?:all )?(?:begin|start))\b",
    re.I,
)
_AFTER = re.compile(
    r"\bhappen\w* (?:\w+ )?(?:after|following|since)\b|\b(?:what|which)\b.*\b(?:came|followed|next)\b.*\b(?:after|follow)?|\bwhat followed\b|\bevents? (?:after|since|following)\b|\bright after\b",
    re.I,
)
_BEFORE = re.compile(
    r"\bhappen\w* (?:\w+ )?(?:before|prior to|ahead of|leading up to)\b|\bwhat (?:came|preceded)\b.*|\bevents? before\b|\bright before\b",
    re.I,
)
_BETWEEN = re.compile(r"\bhappen\w* between\b|\bevents? between\b", re.I)


@dataclass(frozen=True, slots=True)
class Reading:
    """The kind of a question, the section it names and the order it wants."""

    kind: str
    section: SectionKind | None = None
    order: str | None = None


def small_talk(text: str) -> str | None:
    """`greeting`, `thanks`, `bye` or `about` when a text is nothing but that."""
    bare = re.sub(r"[^\w' ,]+", " ", text).strip(" ,").lower()
    bare = re.sub(r"\s+", " ", bare)
    return next((name for name, pattern in SMALL_TALK if re.fullmatch(pattern, bare)), None)


def section_noun(text: str) -> SectionKind | None:
    """The section whose items a question names (`scenarios`, `people`, ...), the first named one."""
    found = [(match.start(), kind) for kind, pattern in _NOUN.items() if (match := pattern.search(text))]
    return min(found)[1] if found else None


def read_kind(text: str, subjects: int) -> Reading:
    """How to read a question that names `subjects` things of the corpus."""
    order = _order(text)
    section = section_noun(text)
    if subjects > 1 and (_COMPARE.search(text) or _CHOICE.search(text)):
        return Reading("compare", section, order)
    if order and not _WHEN.search(text) and not _WHO.search(text):
        return Reading("order", SectionKind.TIMELINE, order)
    if _INVOLVED.search(text):
        return Reading("list", SectionKind.PEOPLE)
    if section and _counts_items(text, section):
        return Reading("count", section)
    for kind, pattern in (("when", _WHEN), ("why", _WHY), ("value", _VALUE), ("where", _WHERE)):
        if pattern.search(text):
            return Reading(kind, section, order)
    if section and _LIST.search(text):
        return Reading("list", section)
    if _WHO.search(text):
        return Reading("who", section, order)
    if _YES_NO.search(text):
        return Reading("yes_no", section, order)
    return Reading("how" if re.match(r"(?:and |so |but )*how\b", text, re.I) else "what", section, order)


def asks_role(text: str) -> bool:
    """Whether a question asks what office somebody held."""
    return bool(_ROLE.search(text))


def asks_definition(text: str) -> bool:
    """Whether a question has the form of "who is", "what is", "tell me about"."""
    return bool(_DEFINE.search(text))


def _counts_items(text: str, section: SectionKind) -> bool:
    """`how many scenarios ...`: the noun that is counted is a section's own."""
    match = _COUNT.search(text)
    return bool(match and re.match(rf"(?:{SECTION_NOUNS[section]})\b", text[match.end() :], re.I)) or bool(
        re.search(rf"\b(?:how many|number of)\s+(?:\w+\s+)?(?:{SECTION_NOUNS[section]})\b", text, re.I)
    )


def _order(text: str) -> str | None:
    checks = (("between", _BETWEEN), ("after", _AFTER), ("before", _BEFORE), ("last", _LATEST), ("first", _FIRST))
    return next((name for name, pattern in checks if pattern.search(text)), None)
