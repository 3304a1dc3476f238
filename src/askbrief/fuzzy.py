"""Nearness of misspelt words and names (rapidfuzz; optimal string alignment distance)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA


def allowed_edits(length: int) -> int:
    """Edits forgiven in a word of that many letters: none up to 3, one up to 6, two beyond."""
    return 0 if length < 4 else 1 if length < 7 else 2


def nearest_word(word: str, counts: Mapping[str, int], words: Sequence[str]) -> str | None:
    """The corpus word that a misspelt word most likely is, or None.

    Nearest first, then the same first letter, then the more frequent. `words` are the keys of `counts`.
    """
    limit = allowed_edits(len(word))
    if not limit:
        return None
    near = process.extract(word, words, scorer=OSA.distance, score_cutoff=limit, limit=None)
    ranked = [
        (distance + (found[0] != word[0]), -counts[found], found)
        for found, distance, _ in near
        if distance <= allowed_edits(min(len(found), len(word))) and distance + (found[0] != word[0]) <= limit
    ]
    return min(ranked)[2] if ranked else None


def nearest_sound(word: str, words: Mapping[str, Sequence[str]]) -> str | None:
    """The corpus word within one edit of a word of five letters or more, the first letter kept, when both are written
    as they sound; None where no one word is nearest. `words` are the corpus words by their `romanized` forms.
    """
    sound = romanized(word)
    near = process.extract(sound, list(words), scorer=OSA.distance, score_cutoff=1, limit=None) if len(word) > 4 else []
    best = min((distance for _, distance, _ in near), default=0)
    found = [w for key, distance, _ in near if distance == best and key[0] == sound[0] for w in words[key]]
    return found[0] if len(found) == 1 else None


def name_similarity(typed: str, name: str) -> float:
    """0 to 1 for two folded names: edits over length, the better of as written and as transliterated.

    0 when more letters differ than `allowed_edits` forgives, so that short names need near-exactness.
    """
    written = _similarity(typed, name)
    if " " not in typed and not allowed_edits(len(typed)):
        return written  # `unn` is not `un`
    return max(written, _similarity(romanized(typed), romanized(name)))


def _similarity(typed: str, name: str) -> float:
    words, others = typed.split(), name.split()
    if len(words) != len(others) or not words:
        return 0.0
    total = 0
    for word, other in zip(words, others, strict=True):
        limit = allowed_edits(min(len(word), len(other)))
        distance = OSA.distance(word, other, score_cutoff=limit)
        if distance > limit:
            return 0.0
        total += distance + (word[:1] != other[:1])
    return 1.0 - total / max(len(typed), len(name))


_ROMAN = (
    (r"(?<=[a-z])(?:yy|iy|ij|ii|yi)$", "y"),
    (r"(?:yy|iy|ij|ii|yi)\b", "y"),
    (r"tsch", "ch"),
    (r"shch|sch", "sh"),
    (r"kh", "h"),
    (r"tch", "ch"),
    (r"ts|tz", "c"),
    (r"zh", "z"),
    (r"ph", "f"),
    (r"ck", "k"),
    (r"oo|ou", "u"),
    (r"ee|ie\b", "i"),
    (r"ei|ey\b|ay\b", "y"),
    (r"w", "v"),
    (r"j", "y"),
    (r"q", "k"),
    (r"y\b", "i"),
    (r"(?<=[aeiou])y|y(?=[aeiou])", "i"),
    (r"(.)\1", r"\1"),
)


def romanized(name: str) -> str:
    """A folded name with the usual transliterations of one sound written one way (kh/h, w/v, yy/iy/y, ...)."""
    for pattern, replacement in _ROMAN:
        name = re.sub(pattern, replacement, name)
    return name


def near_names(typed: str, keys: Sequence[str], names: Sequence[str]) -> list[str]:
    """The `names` whose key (same position in `keys`) is within a few edits of what was typed."""
    limit = sum(allowed_edits(len(word)) for word in typed.split())
    near = process.extract(typed, keys, scorer=OSA.distance, score_cutoff=limit, limit=50)
    return [names[position] for _, _, position in near]
