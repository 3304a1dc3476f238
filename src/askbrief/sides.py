"""A comparison cut at the words that join its sides, where these are no two names: "the 330 or the 750 kV line"."""

from __future__ import annotations

import re

from askbrief.words import LIGHT, STOPWORDS, tokenize

MORE = (
    r"(?:more|fewer|less|larger|bigger|smaller|longer|shorter|higher|lower|stronger|weaker|older|newer|keener|faster"
    r"|slower|greater|closer|wider|narrower|broader|cheaper|costlier|sooner|earlier|later|quicker|better|worse|harder"
    r"|tougher|easier|stricter|milder|deeper|heavier|deadlier|bloodier|nearer|further|farther|tighter|richer|poorer)"
)
_NAME = "[^,:;?]{2,60}"
_SET_APART = re.compile(rf"^(?P<lead>.+?)[,:;] (?P<one>{_NAME}?),? or (?P<other>{_NAME})(?:[,;?].*)?$", re.I)
_CHOOSES = re.compile(rf"\b(?:which|who|what|where|{MORE}|first|last|most|least)\b", re.I)
_DIFFER = re.compile(
    r"\bhow (?:does|do|did) (?P<one>.+?) (?:differ|compare) (?:from|with|to) (?P<other>.+)"
    r"|\bdifferences? (?:in (?P<topic>.+?) )?between (?P<first>.+?) and (?P<second>.+)"
    r"|\bwhat (?:sets|set|distinguishes|distinguished|separates) (?P<this>.+?)(?: apart)? from (?P<that>.+)",
    re.I,
)
_JOINED = re.compile(
    rf"\b{MORE}\b(?: or {MORE}\b)?(?P<between>(?:(?!\b{MORE}\b).)*?)\b(?:or|than)\b"
    r"|(?P<bare>\b(?:vs?\.?|versus)\s)|\b(?:(?:as )?compared (?:to|with)|as (?:opposed to|against))\s",
    re.I,
)
_COUNTED = re.compile(r"\b(?:more|fewer) (?P<one>[\w-]+) or (?:(?:more|fewer) )?(?P<other>[\w-]+) (?P<rest>.+)", re.I)
_EACH = re.compile(r"\bhow (?:many|much|long|big|large|wide) (?:\w+ )?(?=(?:\w+ )?(?:each|both)\b)", re.I)
"""What is asked of each in a sentence of its own: "... longer than B? how many pages each?" """
_LEAD = re.compile(r"^[^:?]{3,80}: ")
_TAIL = re.compile(r",? (?:and|or) (?:was|is|were|did|by|how|which|what)\b.*$", re.I)
_ALONE = re.compile(r"(?:the |that |those )?(?P<word>[\w-]+)(?: ones?)?", re.I)
_ONE = re.compile(r"(?P<before>^|.*\b(?:the|that|those) (?:[\w-]+ ){0,3})ones?\b", re.I)
_PLACED = re.compile(r"(?:the ones?|that|those) (?P<rest>(?:of|in|on|under|for|by|at|with|between|from) .+)", re.I)
_PREPOSITION = re.compile(r"\b(?:of|in|on|under|for|by|at|with|between|from|over|to)\b")
_BEGINNING = re.compile(r"(?:(?:of|in|on|by|for|at) )?(?:the|an?)\s", re.I)
_VERBS = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|may|might|will|would|who|what|when|where|why|how|which)\b",
    re.I,
)
_YEAR = re.compile(r"\b\d{4}\b")
_SORTS = (
    re.compile(
        r"\b(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th)|last)\b", re.I
    ),
    re.compile(r"\b(?:older|newer|earlier|later|former|latter|old|new|original|final|previous|interim)\b", re.I),
    _YEAR,
    re.compile(r"(?<=\w )[A-Z]\w+\b"),
)
"""Words that tell one thing of a sort from another, of which one side may have nothing else."""
FEW = 6
"""Words of a second side that tells its year and little else."""
LEAST = 3
"""Telling words that a side needs to be asked without the other's."""


Cut = tuple[str, str]
"""A side: what it is called, and the question about it alone."""


def told_sides(text: str) -> tuple[Cut, ...]:
    """Both sides of a comparison; none where no words join two."""
    asked, _, more = text.partition("? ")
    each = _EACH.search(more)
    sides = _cut(asked.rstrip(" ?."))
    return tuple((name, f"{about[:-1]}: {each[0]}?") for name, about in sides) if each else sides


def _cut(asked: str) -> tuple[Cut, ...]:
    differ = _DIFFER.search(asked)
    if differ:
        one, other = (differ[a] or differ[b] or differ[c] for a, b, c in _DIFFERING)
        return _asked(f"{differ['topic']}: " if differ["topic"] else "", one, _like(one, other))
    apart = _SET_APART.match(f"{asked}?")
    if apart and _CHOOSES.search(apart["lead"]):
        return _asked(f"{apart['lead']}: ", *_full(apart["one"], apart["other"]))
    counted = _COUNTED.search(asked)
    if counted:
        before, rest = asked[: counted.start()], counted["rest"]
        return tuple((name, f"{before}{name} {rest}?") for name in (counted["one"], counted["other"]))
    joint = _JOINED.search(asked)
    return _joined(asked, joint) if joint else ()


def _joined(asked: str, joint: re.Match[str]) -> tuple[Cut, ...]:
    """What stands before and after "longer than", "or", "compared with"."""
    before = " ".join(f"{asked[: joint.start()]}{joint['between'] or ''}".split()).strip(" ,")
    after = _TAIL.sub("", asked[joint.end() :]).strip(" ,")
    if not before or not after:
        return ()
    if joint["bare"] and not (_VERBS.search(before) or _PREPOSITION.search(before)):
        return _versus(before, after)
    lead = _LEAD.match(asked)
    return (before, f"{before}?"), (after, _with_words_of(before, after, lead[0] if lead else ""))


_DIFFERING = (("one", "first", "this"), ("other", "second", "that"))


def _asked(lead: str, one: str, other: str) -> tuple[Cut, ...]:
    return tuple((name, f"{lead}{name}?") for name in (one, other))


def _versus(before: str, after: str) -> tuple[Cut, ...]:
    """ "A vs B on Z: how many?": what follows B is asked of both, and what stands before a colon too."""
    lead = _LEAD.match(f"{before} ")
    head = lead[0] if lead else ""
    joint = re.search(rf":|(?= {_PREPOSITION.pattern})", after)
    other, rest = (after[: joint.start()], after[joint.start() :]) if joint else (after, "")
    one, other = _full(before.removeprefix(head), other.removeprefix(head), loose=True)
    return tuple((name, f"{head}{name}{rest}?") for name in (one, other))


def _full(one: str, other: str, *, loose: bool = False) -> tuple[str, str]:
    """Both names with the noun that only one has: "the Greek or the Turkish Cypriots", "the Soviet side or ours"."""
    few, many = _BEGINNING.sub("", one).split(), _BEGINNING.sub("", other).split()
    bare = len(few) == 1 and (loose or _BEGINNING.match(one))
    if bare and 1 < len(many) <= 3 and not {"and", "with"} & set(many):
        return " ".join([one, *many[1:]]), other
    return one, _like(one, other)


def _like(one: str, other: str) -> str:
    """The second name with the words of the first that it leaves out: "the second one", "Orhan's", "with two votes"."""
    if told := _substituted(one, other):
        return told
    places = list(_PREPOSITION.finditer(one))
    if places and _PREPOSITION.match(other):
        return f"{one[: places[0].start()]}{other}"
    if places and places[0].group() == "of" and re.fullmatch(r"\w+(?:['’]s|s)", other):
        return f"{one[: places[0].end()]} {other}"
    return _one(one, other)


def _one(one: str, other: str) -> str:
    """The second name with the noun for which it has "one": the last word of the first before a preposition."""
    noun = (_PREPOSITION.split(one)[0].split() or ["one"])[-1]
    return other if _ONE.match(one) else _ONE.sub(lambda found: f"{found['before']}{noun}", other)


def _substituted(before: str, after: str) -> str:
    """The first side with the word of its sort that is all the second has: "the tenth"; else ""."""
    alone = _ALONE.fullmatch(after)
    for sort in _SORTS if alone else ():
        place = sort.search(before)
        if alone and place and sort.search(f"the {alone['word']}"):
            return f"{before[: place.start()]}{alone['word']}{before[place.end() :]}"
    years = _YEAR.findall(before), _YEAR.findall(after)
    if (
        [len(found) for found in years] == [1, 1]
        and len(after.split()) <= FEW
        and re.search(r"(?:^|, )in \d{4}$", after)
    ):
        return before.replace(years[0][0], years[1][0])
    return ""


def _with_words_of(before: str, after: str, lead: str) -> str:
    """The second side as a question of its own, with the words before it that it leaves out."""
    if told := _substituted(before, after):
        return f"{told}?"
    places, like = list(_PREPOSITION.finditer(before)), _PLACED.fullmatch(after)
    if like and places:
        return f"{before[: places[-1].start()]}{like['rest']}?"
    words, first = before.split(), after.split(maxsplit=1)[0].lower()
    same = [at for at, word in enumerate(words) if word.lower() == first and first in STOPWORDS]
    if same and same[-1]:
        return f"{' '.join(words[: same[-1]])} {_one(' '.join(words[same[-1] + 1 :]), after)}?"
    after = _like(before, after)
    telling = [t for t in tokenize(after) if t.norm not in STOPWORDS and t.norm not in LIGHT]
    return f"{lead}{after}?" if len(telling) >= LEAST else f"{before} {after}?"
