"""Misspelt ordinary words of a question, mended against the corpus's words; names are left to the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from askbrief.entities import Catalogue
from askbrief.fuzzy import name_similarity, nearest_word
from askbrief.lexical import Vocabulary
from askbrief.types import Correction, Mention
from askbrief.words import STOPWORDS, Token, tokenize

_CHAT = {
    "wat": "what",
    "wht": "what",
    "wut": "what",
    "whats": "what is",
    "wen": "when",
    "whn": "when",
    "whos": "who is",
    "hw": "how",
    "y": "why",
    "u": "you",
    "r": "are",
    "ur": "your",
    "pls": "please",
    "plz": "please",
    "abt": "about",
    "b4": "before",
    "teh": "the",
    "hte": "the",
    "adn": "and",
    "fo": "of",
    "ws": "was",
    "whens": "when is",
    "wheres": "where is",
    "thru": "through",
}
_OFFICES = {"pm": "prime minister", "fm": "foreign minister", "potus": "president of the United States"}
_FUNCTION_WORDS = {"where": 2} | dict.fromkeys(
    "what when which whose many much does about before after between happened involved".split(), 1
)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What words and names mean here: the corpus's and the ordinary ones."""

    catalogue: Catalogue
    vocabulary: Vocabulary
    ordinary: frozenset[str]

    def is_word(self, norm: str) -> bool:
        """Whether a folded word is an ordinary one, in some inflection, or stands in the corpus."""
        if self.vocabulary.knows(norm) or norm in STOPWORDS:
            return True
        return any(form in self.ordinary for form in (*_bases(norm), *_inflections(norm)))


def mend(text: str, lexicon: Lexicon) -> tuple[str, tuple[Correction, ...]]:
    """The text with misspelt ordinary words mended; words that are, or are near, names stay for the catalogue."""
    named = [m[0] for m in lexicon.catalogue.match(text, lexicon.is_word)]
    taken = [range(m.start, m.end) for m in named if not _is_rather_a_word(m, lexicon)]
    pieces, corrections, at = [], [], 0
    for token in tokenize(text):
        if any(token.start in span for span in taken):
            continue
        read = _office(text, token) or _mended_word(token, lexicon)
        if read and read != token.norm:
            corrections.append(Correction(token.text, read))
            pieces += [text[at : token.start], read]
            at = token.end
    return "".join([*pieces, text[at:]]), tuple(c for c in corrections if c.typed.lower() not in _CHAT | _OFFICES)


def _office(text: str, token: Token) -> str | None:
    """The office that an abbreviation means: "the Swedish PM", but not "at 5 pm"."""
    return None if text[: token.start].rstrip()[-1:].isdigit() else _OFFICES.get(token.norm)


def _is_rather_a_word(mention: Mention, lexicon: Lexicon) -> bool:
    """Whether what was read as a misspelt name is nearer to a word: "reacters" to reactors than to Reuters."""
    typed = mention.surface
    word = lexicon.vocabulary.mend(typed) if mention.how == "fuzzy" and typed.islower() and typed.isalpha() else None
    return word is not None and name_similarity(typed, word) > mention.score


def _mended_word(token: Token, lexicon: Lexicon) -> str | None:
    if token.norm in _CHAT:
        return _CHAT[token.norm]
    if not token.norm.isalpha() or lexicon.vocabulary.knows(token.norm):
        return None
    ordinary = lexicon.is_word(token.norm)
    if token.text.istitle() and (token.start or not ordinary):
        named = lexicon.vocabulary.mend_name(token.norm)
        if named:
            return named.capitalize()
    if ordinary:
        return None
    if token.norm[0] == "w" or len(token.norm) > 3:
        near = nearest_word(token.norm, _FUNCTION_WORDS, tuple(_FUNCTION_WORDS))
        if near:
            return near
    return lexicon.vocabulary.mend(token.norm)


def _bases(norm: str) -> tuple[str, ...]:
    """A word and what it may be an inflection of."""
    cuts = [norm]
    for ending, instead in (
        ("s", ""),
        ("es", ""),
        ("ed", ""),
        ("ed", "e"),
        ("ing", ""),
        ("ing", "e"),
        ("ly", ""),
        ("ies", "y"),
        ("ied", "y"),
        ("er", ""),
        ("est", ""),
    ):
        if norm.endswith(ending) and len(norm) - len(ending) >= 3:
            cuts.append(norm[: len(norm) - len(ending)] + instead)
    return tuple(cuts)


def _inflections(norm: str) -> tuple[str, ...]:
    """Forms that a tokenizer may hold though it splits the word itself: `bake` is known by `baking` and `baked`."""
    return (f"{norm}s", f"{norm}d", f"{norm}ed", f"{norm}ing", f"{norm.removesuffix('e')}ing")
