"""A multi-part question cut into its questions."""

from __future__ import annotations

import re

from askbrief.passages import split_sentences
from askbrief.types import Span

_WH = r"(?:who|whom|whose|when|where|why|how|what|which)"
_HAS_WH = re.compile(rf"\b{_WH}\b|^(?:is|are|was|were|did|do|does|has|have|list|name)\b", re.I)
_STARTS_WH = re.compile(rf"(?:and |so )?(?:(?:in|on|at|by|for|with|to|from) )?{_WH}\b", re.I)
_JOINT = re.compile(
    rf"(?:,?\s+(?:and|&)(?: also)?\s+|,\s+(?!who|whom|which|whose|where))"
    rf"(?=(?:(?:in|on|at|by|for|with|to|from) )?{_WH}\b)",
    re.I,
)
_BARE_PART = re.compile(
    rf"(?:(?:since|from|for|in|by|at|on) )?{_WH}(?: (?:many|much|long|city|country|place|year|date|day))?", re.I
)
LEADING_WH = re.compile(r"^(?:since when|how (?:many|much|long)|who|whom|what|when|where|why|how|which)\b", re.I)


def split_parts(text: str) -> tuple[str, ...]:
    """The questions of a multi-part question: "who signed X and when?" gives two; one alone gives none."""
    sentences = [s.text for s in split_sentences(Span(text, 0, len(text)))]
    asked = [s for s in sentences if s.endswith("?") or _STARTS_WH.match(s)]
    pieces = [piece for sentence in asked for piece in _JOINT.split(sentence) if piece.strip(" ?,")]
    if len(pieces) < 2 or not _HAS_WH.search(pieces[0]):
        return ()
    first, *rest = (p.strip(" ?,.") for p in pieces)
    tail = LEADING_WH.sub("", first, count=1).strip()
    return f"{first}?", *(f"{p} {tail}?" if _BARE_PART.fullmatch(p) else f"{p}?" for p in rest)
