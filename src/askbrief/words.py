"""Words as everything above compares them: split, folded (case, accents, marks) and stemmed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

_stemmer = Stemmer.Stemmer("english")
_WORD = re.compile(r"(?:[A-Za-z]\.){2,}|\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’ʼ][^\W\d_]+)*|\w+")
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "’": "'", "ʼ": "'", "‘": "'"}
    | dict.fromkeys("‐‑‒–—−", "-")
)

STOPWORDS = frozenset(
    """a an the this that these those some any each every all both either neither no not nor and or but if then than as
    at by for from in into of off on onto out over to up down with within without about against between among through
    during before after since until till upon via per is am are was were be been being do does did doing done have has
    had having will would shall should can could may might must i me my mine we us our ours you your yours he him his
    she her hers it its they them their theirs who whom whose which what when where why how there here so such too very
    just also only own same other another more most much many few less least again once ever never yet still now s t d
    ll re ve m tell give show list name please know say says said explain describe let get got make made want wants
    one happen happened happens mean means hell heck fuck fucking damn
    tf da du
    """.split()
)

ORDINALS = frozenset("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth last".split())

LIGHT = frozenset(
    """year date day month number amount percentage percent share city country place town many much long exactly
    actually please names figures question compare difference differ versus vs thing things briefing briefings time
    times really already ok okay hey guy kind sort type role name reason reasons called altogether total roughly
    approximately originally exact ever whole side sides back two three four five six one hour person people man woman
    leader official post job wtf office position title hold held need piece piece's according officially finally
    """.split()
)
"""Words that say what is asked for rather than what it is asked of: a sentence need not hold them."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a text at `start:end`, with its folded form."""

    text: str
    norm: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case, accents dropped, curly quotes and odd hyphens made plain."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).translate(_LETTERS)


def tokenize(text: str) -> tuple[Token, ...]:
    """The words and numbers of a text; `U.S.` is one word `us`, `1,550` is `1550`, `Trump's` is `trump`."""
    return tuple(Token(m.group(), _norm(m.group()), *m.span()) for m in _WORD.finditer(text))


@lru_cache(maxsize=100_000)
def _norm(word: str) -> str:
    folded = fold(word)
    if word[0].isdigit():
        return folded.replace(",", "")
    return folded.replace(".", "").removesuffix("'s").replace("'", "")


# fmt: off
_COUNTRIES = {
    "america": "us", "american": "us", "americans": "us", "usa": "us", "british": "uk", "britain": "uk",
    "britons": "uk", "turkish": "turkey", "turks": "turkey", "turkiye": "turkey", "swedish": "sweden",
    "swedes": "sweden", "finnish": "finland", "finns": "finland", "danish": "denmark", "danes": "denmark",
    "spanish": "spain", "polish": "poland", "poles": "poland", "irish": "ireland", "french": "france",
    "german": "germany", "germans": "germany", "greek": "greece", "greeks": "greece", "dutch": "netherlands",
    "swiss": "switzerland", "norwegian": "norway", "norwegians": "norway", "hungarian": "hungary",
    "hungarians": "hungary", "ukrainian": "ukraine", "ukrainians": "ukraine", "chinese": "china",
    "japanese": "japan", "cypriot": "cyprus", "cypriots": "cyprus", "egyptian": "egypt", "egyptians": "egypt",
    "israeli": "israel", "israelis": "israel", "serb": "serbia", "serbs": "serbia", "croat": "croatia",
    "croats": "croatia", "kosovar": "kosovo", "kosovars": "kosovo", "azeri": "azerbaijan", "europeans": "europe",
    "european": "europe", "iraqi": "iraq", "pakistani": "pakistan", "afghan": "afghanistan", "scottish": "scotland",
    "welsh": "wales", "belgian": "belgium", "brazilian": "brazil", "canadian": "canada", "italian": "italy",
    "portuguese": "portugal", "argentine": "argentina", "lebanese": "lebanon", "yemeni": "yemen", "saudi": "saudi",
    "iranian": "iran", "iranians": "iran", "jordanian": "jordan", "jordanians": "jordan",
    "azerbaijani": "azerbaijan", "azerbaijanis": "azerbaijan", "palestinian": "palestine", "palestinians": "palestine",
}
# fmt: on
"""Peoples and adjectives whose country Snowball does not find; the regular ones only drop an ending (`Russian`)."""


@lru_cache(maxsize=50_000)
def stem(norm: str) -> str:
    """Snowball English stem of a folded word; a people or its adjective has the stem of the country."""
    if norm in _COUNTRIES:
        norm = _COUNTRIES[norm]
    elif re.fullmatch(r"\w{3,}(?:ia|ea|ua|ra)ns?", norm):  # Russian, Korean, Armenian: the country and an n
        norm = norm.rstrip("s")[:-1]
    return str(_stemmer.stemWord(norm))


def stems(text: str) -> list[str]:
    """The stems of a text's words, stop words left out, in order: what BM25 indexes."""
    return [stem(t.norm) for t in tokenize(text) if t.norm and t.norm not in STOPWORDS]


def is_acronym(word: str) -> bool:
    """Two to seven capitals, dots aside: `IAEA`, `U.S.`, `NATO`."""
    return bool(re.fullmatch(r"(?:[A-Z]\.?){2,7}", word))
