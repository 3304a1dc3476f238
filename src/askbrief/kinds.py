"""What a question asks for: its kind, the section it names, the order it wants. Plain rules over its words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from askbrief.sides import MORE, told_sides
from askbrief.types import SectionKind
from askbrief.words import stem, tokenize


def _any(*patterns: str) -> re.Pattern[str]:
    """One pattern that matches where any of these does, in any case."""
    return re.compile("|".join(patterns), re.IGNORECASE)


SECTION_NOUNS: dict[SectionKind, str] = {
    SectionKind.PEOPLE: r"people|persons?|individuals?|personalities|protagonists"
    r"|(?:key |main )?(?:figures|players|actors)",
    SectionKind.ORGANIZATIONS: r"organi[sz]ations?|orgs|bodies|institutions?|parties|groups|agencies",
    SectionKind.TIMELINE: r"events?|developments?|milestones?|timeline|chronology|steps",
    SectionKind.SCENARIOS: r"scenarios?|(?:possible |potential )?(?:outcomes|futures)|possibilities|options"
    r"|ways (?:(?:it|this) )?could",
    SectionKind.INDICATORS: r"(?:key )?indicators?|key (?:figures|numbers)|statistics|stats|metrics",
    SectionKind.HISTORY: r"precedents?|(?:historical |past )?(?:parallels?|analog(?:y|ies))"
    r"|historical (?:cases?|examples?|context)",
    SectionKind.SOURCES: r"sources?|references",
}
_NOUN = {kind: _any(rf"\b(?:{pattern})\b") for kind, pattern in SECTION_NOUNS.items()}

SMALL_TALK = (
    (
        "greeting",
        _any(
            r"(?:hi|hey|hello|hallo|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day))"
            r"(?: (?:there|all|everyone|askbrief|bot))?(?:[,! ]+how are you(?: doing)?(?: today)?)?",
            r"how are you(?: doing)?(?: today)?",
        ),
    ),
    (
        "thanks",
        _any(
            r"(?:ok(?:ay)?[, ]+)?(?:many )?(?:thanks|thank you|thx|ty|cheers|great|perfect|cool|nice|awesome)"
            r"(?:[, ]+(?:a lot|so much|very much|thanks|thank you|that helps|mate|man))*"
        ),
    ),
    (
        "sorry",
        _any(
            r"(?:you(?:'re| are|r)?|u(?: r| are)?|(?:your|ur|these|the) \w+ (?:is|are|r)|this(?: is)?"
            r"|that(?:'s| is| was)?)"
            r"(?: (?:so|really|just|a|an|totally|fucking|all))*"
            r" (?:stupid|useless|dumb|idiot\w*|crap|shit|bad|wrong|terrible|awful|rubbish|nonsense|bullshit|suck\w*)"
            r"(?: bot| thing)?",
            r"fuck(?: you| off)?|wtf|shut up|bad bot",
        ),
    ),
    ("bye", _any(r"(?:good ?bye|bye(?: bye)?|see you(?: later)?|ciao|that'?s all|good night)")),
    (
        "about",
        _any(
            r"(?:who|what) are you|what can you do|what do you do|help(?: me)?",
            r"how (?:does this|do you) work|what is this",
        ),
    ),
)

APART = 9
"""Words from which a question that names fewer than two things may still compare two."""
_LEAD = r"^(?:and |so |but |ok )*"
_COMPARE = _any(
    r"\b(?:compare[ds]?|comparison|contrast|difference|differ(?:s|ed|ent)?|versus|vs|similarit\w+)\b",
    r"\b(?:in common|distinguish\w*|as against)\b|\bsets? .+ apart\b|\b[a-z]+ (?-i:v)\.? \w.*(?::|\beach\b|\bboth\b)",
)
_CHOICE = _any(
    rf"\b(?:which|who|what)\b.*\b(?:first|last|{MORE})\b.*\bor\b",
    rf"\b{MORE}\b.*\b(?:or|than)\b",
)
_WHEN = _any(
    _LEAD + r"(?:since |until |from )?when\b",
    r"\bwhen (?:was|were|did|is|does|do|will|has|exactly)\b",
    r"\b(?:what|which)(?:'s| is| was)?(?: the)? (?:exact )?(?:date|year|day|month)\b",
    r"\bhow long ago\b|\bdate of\b|\bwhat time\b",
)
_WHERE = _any(
    _LEAD + r"(?:from )?where\b",
    r"\bwhere (?:was|were|did|is|are|does)\b",
    r"\b(?:in|at|from|to|on) (?:what|which) (?:city|cities|country|countries|place|town|location|region|base|island)\b",
    r"\b(?:what|which) (?:city|country|place|town|location)\b",
)
_VALUE = _any(
    r"\bhow (?:many|much|long|large|big|high|low|old|far|tall|wide|deep|heavy|often|fast|close)\b",
    r"\b(?:what|which)(?:'s| is| was| were| are| did| does| do)?(?: the| a| an)?(?: \w+){0,2} "
    r"(?:percentage|percent|share|number|amount|total|size|figure|level|limit|cap|ceiling|cost|price|length|turnout"
    r"|margin|tally|toll|count|proportion|fraction|rate|distance|capacity|duration|value)\b",
    r"\b(?:percentage|number) of\b",
)
_COUNT = _any(r"\b(?:how many|number of|count(?: of)?(?: the)?)\s+(?:\w+\s+){0,3}?")
_LIST = _any(
    r"^(?:(?:and|so|ok|please|can you|could you|pls)[, ]+)*"
    r"(?:list|enumerate|name (?:all|the|every|some)|what are|what were|which|who are|who were|who all|what (?:all )?"
    r"|(?:give|show|tell) (?:me|us)(?: a list of| all| every| the list of)?)\b",
    r"\ball (?:the|of)\b|\bwhat other\b",
)
_INVOLVED = _any(
    r"^(?:and |so )*(?:who|which people|what people)(?:'s|s| is| are| was| were| all)* (?:\w+ )?"
    r"(?:involved|taking part|the (?:key |main )?(?:players|people|figures|actors))\b"
)
_WHO = _any(
    _LEAD + r"(?:to |by |with |from )?(?:who|whom|whose)\b",
    r"\bwho(?:'s| is| was| are| were| did| has| will| leads?| signed)\b",
    r"\b(?:what|which) (?:[\w.'’-]+ ){0,3}?(?:person|president|prime minister|leader|minister|official|envoy"
    r"|politician|diplomat|general|commander|judge|man|woman|mediator|negotiator|ambassador|chancellor|governor|senator"
    r"|secretary|spokes\w+|co-?chair|laureate|author|delegate)s?\b|\bwhich country's\b",
    r"\bname of the (?:person|man|woman|president|envoy|minister)\b",
)
_ROLE = _any(r"\b(?:role|job|post|position|office|title|function|rank)\b")
_ACCOUNT = _any(_LEAD + r"(?:tell (?:me|us)|describe|explain|what do you know)\b")
_SEVERAL = _any(
    r"\bwho (?:all|were|are)\b|\b(?:people|persons|leaders|presidents|ministers|envoys|signatories|negotiators"
    r"|mediators|candidates|laureates|winners|co-?chairs|members|names of)\b",
    r"\b(?:which|what|the|name|list) (?:all )?(?:two|three|four|five|six|seven|eight|both|several)\b",
)
_WHY = _any(r"\bwhy\b|\bhow come\b|\bwhat (?:caused|led to|made|explains|prompted|drove)\b|\breasons?\b|\bwhat for\b")
_YES_NO = _any(
    _LEAD + r"(?:is|are|was|were|did|do|does|has|have|had|can|could|will|would|should|isn't|didn't|wasn't)\b"
)
_DEFINE = _any(
    _LEAD + r"(?:(?:who|what)(?:'s|s| is| was| are| were| exactly)+(?: exactly)?|tell (?:me|us)(?: more)? about"
    r"|(?:what|how) about|describe|explain|define|what do you know about"
    r"|(?:(?:who|what) (?:the (?:hell|heck|fuck)|tf)|wtf) (?:is|was|are))\b"
)
_PRESENT = _any(
    _LEAD + r"who(?:'s|’s| is)\b", r"\b(?:current(?:ly)?|now|nowadays|at the moment|at present|today|these days)\b"
)
_WHO_IS = _any(_LEAD + r"who(?:'s|’s| is| was| are| were| (?:held|holds) the (?:office|post|job|position) of)\b")
_OF = re.compile(r"\b(?:of|at|in|on|for|from|to|that|who|when|while|during|behind)\b.*", re.I)
_OFFICES = frozenset(
    """president minister chancellor king queen emperor pope prince governor mayor ambassador commander leader envoy
    secretary commissioner chief chairman chair speaker senator general director judge coach""".split()
)
_TIMES = _any(r"\bhow (?:many times|often)\b|\bnumber of times\b")
_HOW = _any(_LEAD + r"how\b")
_EVENTS = _any(r"\bhappen\w*|\b(?:events?|developments?|going on|took place)\b")
_LATEST = _any(
    r"\b(?:latest|newest|most recent(?:ly)?|last (?:thing|event|development|step|move|entry))\b",
    r"\brecent(?:ly)? (?:news|developments?|happen\w*)|\bwhat(?:'s| is) new\b",
    r"\b(?:happen\w* last|last happened|up to now|so far)\b",
)
_FIRST = _any(
    r"\b(?:earliest|oldest|first (?:thing|event|development|step|move|entry))\b",
    r"\b(?:happen\w* first|first happened|came first)\b",
    r"\bhow did (?:it|this|that|\w+) (?:all )?(?:begin|start)\b",
)
_AFTER = _any(
    r"\bhappen\w* (?:\w+ )?(?:after|following|since)\b",
    r"\bwhat (?:came|comes|was|is) (?:\w+ )?after\b|\bwhat (?:followed|(?:came|comes|happened) next)\b",
    r"\bevents? (?:\w+ )?(?:after|since|following)\b",
)
_BEFORE = _any(
    r"\bhappen\w* (?:\w+ )?(?:before|prior to|ahead of|leading up to)\b",
    r"\bwhat (?:preceded|(?:came|comes|was|is) (?:\w+ )?before)\b|\bevents? (?:\w+ )?before\b",
)
_BETWEEN = _any(r"\b(?:happen\w*|events?) between\b")


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
    return next((name for name, pattern in SMALL_TALK if pattern.fullmatch(bare)), None)


def section_noun(text: str) -> SectionKind | None:
    """The section whose items a question names (`scenarios`, `people`, ...), the first named one."""
    found = [(match.start(), kind) for kind, pattern in _NOUN.items() if (match := pattern.search(text))]
    return min(found)[1] if found else None


def read_kind(text: str, subjects: int) -> Reading:
    """How to read a question that names `subjects` things of the corpus."""
    order, section = _order(text), section_noun(text)
    if _COMPARE.search(text) or (_CHOICE.search(text) and (subjects > 1 or _is_told_apart(text))):
        return Reading("compare", section, order)
    if section and _counts_items(text, section):
        return Reading("count", section)
    if order and not _WHEN.search(text) and not _WHO.search(text):
        return Reading("order", SectionKind.TIMELINE, order)
    if _INVOLVED.search(text):
        return Reading("list", SectionKind.PEOPLE)
    return Reading(_plain_kind(text, section), section, order)


def _is_told_apart(text: str) -> bool:
    return len(text.split()) > APART and bool(told_sides(text))


def _plain_kind(text: str, section: SectionKind | None) -> str:
    """The first kind whose words a question holds, in the order in which they tell most."""
    checks = [("when", _WHEN), ("why", _WHY), ("value", _VALUE), ("where", _WHERE)]
    checks += [("list", _LIST)] if section else []
    checks += [("who", _WHO), ("yes_no", _YES_NO), ("how", _HOW)]
    return next((kind for kind, pattern in checks if pattern.search(text)), "what")


def asks_role(text: str) -> bool:
    """Whether a question asks what office somebody held."""
    return bool(_ROLE.search(text))


def asks_account(text: str) -> bool:
    """Whether a question asks to be told of something, so that no few words answer it."""
    return bool(_ACCOUNT.search(text))


def asks_several(text: str) -> bool:
    """Whether a question asks for more than one person: "the five people who signed", "who were the signatories"."""
    return bool(_SEVERAL.search(text))


def asks_events(text: str) -> bool:
    """Whether a question asks what happened (in the days it names)."""
    return bool(_EVENTS.search(text))


def asks_present(text: str) -> bool:
    """Whether a question asks who somebody is now."""
    return bool(_PRESENT.search(text))


def asks_who_is(text: str) -> bool:
    """Whether a question asks who is or was somebody: "who is the mayor of X?", not "who signed?"."""
    return bool(_WHO_IS.search(text))


def office_asked(text: str) -> frozenset[str]:
    """The stems of the words for an office by which "who is the ...?" asks for its holder; none in other questions."""
    head = _OF.sub("", _WHO_IS.sub("", text)) if asks_who_is(text) else ""
    return frozenset(stem(t.norm) for t in tokenize(head) if t.norm in _OFFICES)


def asks_times(text: str) -> bool:
    """Whether a question asks how many times something happened."""
    return bool(_TIMES.search(text))


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
