"""A comparison cut at the word that joins its sides, where these are no two names: "the 330 or the 750 kV line"."""

from __future__ import annotations

import re

from askbrief.words import LIGHT, STOPWORDS, tokenize

MORE = (
    r"(?:more|fewer|less|larger|bigger|smaller|longer|shorter|higher|lower|stronger|weaker|older|newer|keener|faster"
    r"|slower|greater|closer|wider|cheaper|sooner|earlier|later|quicker|better|worse|harder|tougher)"
)
_NAME = "[^,:;?]{2,50}"
_SET_APART = re.compile(rf"^(?P<lead>.+?)[,:;] (?P<one>{_NAME}?),? or (?P<other>{_NAME})(?:[,;?].*)?$", re.I)
_JOINED = re.compile(
    rf"\b{MORE}\b(?P<between>.*?)\b(?:or|than)\b|\b(?:vs\.?|versus|(?:as )?compared (?:to|with)|as opposed to)\s", re.I
)
_LEAD = re.compile(r"^[^:?]{3,80}: ")
LEAST = 3
"""Telling words that a side needs to be asked without the other's."""


def told_sides(text: str) -> tuple[tuple[str, str], ...]:
    """Both sides, each as what it is called and the question about it alone; none where no word joins two."""
    asked = text.partition("? ")[0]
    apart = _SET_APART.match(f"{asked.rstrip('?')}?")
    if apart and re.search(rf"\b(?:which|who|what|where|{MORE}|first|last|most|least)\b", apart["lead"], re.I):
        one, other = _full(apart["one"], apart["other"])
        return tuple((name, f"{apart['lead']}: {name}?") for name in (one, other))
    joint = _JOINED.search(asked)
    if not joint:
        return ()
    before = " ".join(f"{asked[: joint.start()]}{joint['between'] or ''}".split())
    after = asked[joint.end() :].strip(" ?.,")
    lead = _LEAD.match(asked)
    if not before or not after:
        return ()
    return (before, f"{before}?"), (after, _with_words_of(before, after, lead[0] if lead else ""))


def _full(one: str, other: str) -> tuple[str, str]:
    """Both names with the noun that the second alone has: "the Greek or the Turkish Cypriots"."""
    few, many = one.split(), other.split()
    return (" ".join([*few, *many[len(few) :]]) if len(few) < len(many) <= len(few) + 2 else one), other


def _with_words_of(before: str, after: str, lead: str) -> str:
    """The second side as a question of its own, with the words before it that it leaves out."""
    first = after.split(maxsplit=1)[0].lower()
    words = before.split()
    same = [at for at, word in enumerate(words) if word.lower() == first and first in STOPWORDS]
    if same and same[-1]:
        return f"{' '.join(words[: same[-1]])} {after}?"
    telling = [t for t in tokenize(after) if t.norm not in STOPWORDS and t.norm not in LIGHT]
    return f"{lead}{after}?" if len(telling) >= LEAST else f"{before} {after}?"
