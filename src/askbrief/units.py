"""Units: what a figure must be given in to answer a question for a share, a vote, a sum, a distance or a time."""

from __future__ import annotations

import re

_MEASURES = {
    r"turnout|percentage|per ?cent|(?:what|which) (?:share|proportion|fraction|part)|how large a (?:share|part)": (
        r"%|\bper ?cent|\b(?:half|halves|thirds?|quarters?|fifths?|tenths?|majority|all|none|whole|(?:out )?of \d)\b"
    ),
    r"(?:by|with|on) (?:what|which) (?:votes?|majority|margin)|how many votes|vote (?:count|tally)": (
        r"\bvot(?:e|es|ed|ing)\b|\d (?:to|against) \d|\d ?[-–] ?\d|\bunanim|\bmajority\b|\bconsensus\b|%|\bper ?cent"
    ),
    r"how (?:far (?:away|from|is|was|out)|wide|tall|deep)|(?:what|which)(?: \w+){0,2} (?:distance|width|height)": (
        r"\b(?:km|m|kilomet\w+|miles?|met(?:re|er)s?|feet|foot|yards?|nautical)\b"
    ),
    r"how much (?:money|cash)|how much\b.*\b(?:costs?|paid|pay|spen[dt]|worth)|(?:what|which) (?:price|cost)": (
        r"[$€£¥]|\b(?:dollars?|euros?|pounds?|yen|yuan|won|roubles?|rubles?|hryvnias?|francs?|marks?|crowns?|kron\w+"
        r"|zlotys?|liras?|dinars?|rupees?|shekels?|pesos?|dirhams?|riyals?|rials?|[A-Z]{3} \d|[mb]illion)\b"
    ),
    r"how long (?:did|does|do|was|were|is|are|has|have|had|will|would|can|could|may)": (
        r"(?:minute|hour|day|night|week|month|year|decade|centur|page|km|kilomet|mile|metre|word)"
        r"|\b(?:since|until|till|throughout|permanent\w*|indefinite\w*|forever|term)\b|\b(?:1\d|20)\d\d\b"
    ),
    r"how old|(?:what|which) age": r"\b(?:aged?|old|born)\b|\b(?:1[89]|20)\d\d\b",
}
"""What asks for a measure, and what a text must hold to give it."""
_ASKED = tuple((re.compile(rf"\b(?:{asked})\b", re.I), re.compile(given, re.I)) for asked, given in _MEASURES.items())


def lacks_unit(question: str, text: str) -> bool:
    """Whether a question asks for a measure and a text holds no figure of that measure: "by what vote was it adopted?"
    is not answered by the number of the resolution."""
    return any(asked.search(question) and not given.search(text) for asked, given in _ASKED)
