"""A multi-part question cut into its questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from askbrief.passages import split_sentences
from askbrief.types import Span

_WH = r"(?:who|whom|whose|when|where|why|how|what|which)"
_PREPOSITION = r"(?:in|on|at|by|for|with|to|from|under|until|since)"
_JOINING = rf"(?:{_PREPOSITION}|about|behind|against|over)"
_HAS_WH = re.compile(
    rf"\b{_WH}\b|^(?:is|are|was|were|did|do|does|has|have|can|could|will|would|should|may|might|must|list|name)\b", re.I
)
_STARTS_WH = re.compile(rf"(?:and |so )?(?:{_PREPOSITION} )?(?:{_WH}|name|list)\b", re.I)
_JOINT = re.compile(
    rf"(?:,?\s+(?:and|&)(?: also)?\s+|,\s+(?!who|whom|which|whose|where))(?=(?:{_PREPOSITION} )?{_WH}\b)"
    rf"|,? and (?=the ones? {_JOINING}\b)",
    re.I,
)
_LEAD = re.compile(rf"^(?P<lead>[^:?]{{3,120}}):\s+(?=(?:{_PREPOSITION} )?{_WH}\b)", re.I)
"""What a question says before a colon: "Minsk II: when was it signed and by whom?" """
_BARE_PART = re.compile(rf"(?:{_PREPOSITION} )?{_WH}(?: (?:many|much|long|city|country|place|year|date|day))?", re.I)
_BARE_LEAD = re.compile(rf"(?:and )?{_BARE_PART.pattern} ", re.I)
_SUBJECT_WHO = re.compile(
    r"who (?!(?:is|are|was|were|did|do|does|has|have|had|will|would|can|could|may|might|must|should)\b)", re.I
)
_POINTS = re.compile(r"\b(?:it|this|one|they|them)\b", re.I)
_TOLD = re.compile(
    r"^(?:please )?(?:(?:can|could|would) you )?(?:please )?"
    rf"(?:tell me|let me know|do you know|i(?:'d like| want) to know),? (?=(?:{_PREPOSITION} )?{_WH}\b)",
    re.I,
)
"""What comes before a question that is told, not asked: "tell me which talks failed, and what he signed"."""
_SPLICE = re.compile(rf",\s+(?=(?:{_PREPOSITION} )?(?:who|whom|which|whose|where)\b[^,]*$)", re.I)
"""A comma before the second of three questions: "when was he shot, who took over from him, and how many fled?" """
_ELLIPSIS = re.compile(
    rf"(?:{_WH}(?: ones?)?|the ones?) (?P<rest>(?P<preposition>{_JOINING}) "
    r"(?!.*\b(?:is|are|was|were|did|do|does|has|have|had)\b).+)",
    re.I,
)
"""A part without a verb of its own: "which on resolution 2815"."""
_EACH = re.compile(r"[,?]? (?:and )?how (?:many|much|long|big|large)(?: \w+){0,2} (?:each|both)\b.*$", re.I)
"""What asks for the figures of a comparison: "A or B, and how many each?" """
LEADING_WH = re.compile(r"^(?:since when|how (?:many|much|long)|who|whom|what|when|where|why|how|which)\b", re.I)


def split_parts(text: str) -> tuple[str, ...]:
    """The questions of a multi-part question: "who signed X and when?" gives two; one alone gives none.

    A bare part takes over the words of the other ("when and where was X?" as well); see `lead_of` for what stands
    before a colon.
    """
    body = _TOLD.sub("", _EACH.sub("", text.removeprefix(lead_of(text)).lstrip(": ")))
    sentences = [s.text for s in split_sentences(Span(body, 0, len(body)))]
    asked = [s for s in sentences if s.endswith("?") or _STARTS_WH.match(s)]
    pieces = [p.strip(" ?,.") for s in asked for p in _spliced(_JOINT.split(s)) if p.strip(" ?,")]
    if len(pieces) < 2 or all(map(_BARE_PART.fullmatch, pieces)) or not _HAS_WH.search(pieces[0]):
        return ()
    return tuple(f"{_completed(pieces, at)}?" for at in range(len(pieces)))


def _completed(pieces: Sequence[str], at: int) -> str:
    """A part with the words that it takes over: a bare one from the whole part before it, else from the next one; one
    like "which on Y" those before "on X"."""
    piece = pieces[at]
    whole = [p for p in (*pieces[:at][::-1], *pieces[at + 1 :]) if not _BARE_PART.fullmatch(p)]
    if not _BARE_PART.fullmatch(piece):
        again = _ELLIPSIS.match(piece) if at else None
        before = _before(again["preposition"], whole[0]) if again else ""
        return f"{before} {again['rest']}" if again and before else piece
    tail = LEADING_WH.sub("", re.sub(rf"^{_PREPOSITION} (?={_WH})", "", whole[0], flags=re.I), count=1).strip()
    if _SUBJECT_WHO.match(whole[0]):  # "who signed X and when?"
        tail = f"was it that somebody {tail}"
    return f"{piece} {tail}"


def _before(preposition: str, text: str) -> str:
    """The words of a text before a preposition, two or more; else the empty string."""
    found = re.match(rf"(?P<before>(?:\S+ )+?\S+) {preposition} ", text, re.I)
    return found["before"] if found else ""


def _spliced(pieces: Sequence[str]) -> list[str]:
    """The pieces of one sentence, all but the last cut at a comma before another question, if they begin as one."""
    cut = [p for piece in pieces[:-1] for p in (_SPLICE.split(piece) if _STARTS_WH.match(piece) else [piece])]
    return [*cut, *pieces[-1:]]


def bare_subject(text: str) -> str:
    """What stands alone after a question word, if a verb can hardly follow: "Sweden" of "on what date Sweden?"; else
    the empty string."""
    lead = _BARE_LEAD.match(text)
    return text[lead.end() :].strip(" ?") if lead else ""


def lead_of(text: str) -> str:
    """What a question says before a colon, which every part of it may need: "Minsk II: when and where?"; else ""."""
    lead = _LEAD.match(text)
    return lead["lead"] if lead else ""


def points_at(text: str) -> bool:
    """Whether a part speaks of something by "it", "this" or "one" only."""
    return bool(_POINTS.search(text))
