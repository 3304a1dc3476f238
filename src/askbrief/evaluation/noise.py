"""Noisy twins of clean questions: the same question as a hurried or foreign hand types it. Seeded."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from askbrief.evaluation.suite import TWIN, Case
from askbrief.words import STOPWORDS

Names = Callable[[str], Sequence[tuple[int, int]]]
"""The places of the names in a question."""
_NEIGHBOURS = {
    letter: (row[max(at - 1, 0) : at] + row[at + 1 : at + 2])
    for row in ("qwertyuiop", "asdfghjkl", "zxcvbnm")
    for at, letter in enumerate(row)
}
"""For each letter those beside it on the keyboard."""
_SOUNDS = (
    ("kh", "h"),
    ("ts", "tz"),
    ("zh", "j"),
    ("sh", "sch"),
    ("ph", "f"),
    ("yy", "y"),
    ("iy", "y"),
    ("ou", "u"),
    ("oo", "u"),
    ("ei", "ey"),
    ("w", "v"),
    ("v", "w"),
    ("k", "c"),
    ("c", "k"),
    ("j", "y"),
    ("y", "i"),
)
"""Spellings of one sound between which transliterations waver."""


def twins(cases: Sequence[Case], names: Names, *, seed: int = 0) -> tuple[Case, ...]:
    """For each clean answerable case its noisy twins, one for each kind of noise that can change it.

    A twin's id is `<id>~<kind>`, its slice `noise: <kind>`, its `clean` the question it was made from.
    """
    answerable = [c for c in cases if not c.clean and c.status in ("answered", "partial")]
    made = [_twin(case, kind, names, seed) for case in answerable for kind in NOISES]
    return tuple(twin for twin in made if twin is not None)


def _twin(case: Case, kind: str, names: Names, seed: int) -> Case | None:
    clean = case.turns[-1]
    noisy = NOISES[kind](clean, names(clean), random.Random(f"{seed} {kind} {case.id}"))
    if noisy == clean:
        return None
    return replace(
        case, id=f"{case.id}{TWIN}{kind}", slice=f"noise: {kind}", turns=(*case.turns[:-1], noisy), clean=clean
    )


def typo(word: str, draw: random.Random) -> str:
    """A word with one slip of the hand behind its first letter: a letter dropped, doubled, swapped or mistaken."""
    at = draw.randrange(1, len(word))
    slip = draw.choice(("drop", "double", "swap", "neighbour"))
    if slip == "drop":
        return word[:at] + word[at + 1 :]
    if slip == "double":
        return word[:at] + word[at] + word[at:]
    if slip == "swap" and at + 1 < len(word):
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + draw.choice(_NEIGHBOURS.get(word[at].lower(), "e")) + word[at + 1 :]


def _name_typo(text: str, spans: Sequence[tuple[int, int]], draw: random.Random) -> str:
    """One slip in a word of a name, two in a long one."""
    words = [w for start, end in spans for w in _words(text, start, end)]
    if not words:
        return text
    start, end = draw.choice(words)
    word = typo(text[start:end], draw)
    return text[:start] + (typo(word, draw) if end - start > 8 else word) + text[end:]


def _word_typo(text: str, spans: Sequence[tuple[int, int]], draw: random.Random) -> str:
    """One slip in a word that is no part of a name."""
    words = [w for w in _words(text, 0, len(text)) if not any(start <= w[0] < end for start, end in spans)]
    words = [(start, end) for start, end in words if text[start:end].lower() not in STOPWORDS]
    if not words:
        return text
    start, end = draw.choice(words)
    return text[:start] + typo(text[start:end], draw) + text[end:]


def _transliterated(text: str, spans: Sequence[tuple[int, int]], draw: random.Random) -> str:
    """One sound of a name spelt as another transliteration would."""
    fits = [
        (start + m.start(), sound, other)
        for start, end in spans
        for sound, other in _SOUNDS
        for m in re.finditer(rf"(?<=\w){sound}", text[start:end])
    ]
    if not fits:
        return text
    at, sound, other = draw.choice(fits)
    return text[:at] + other + text[at + len(sound) :]


def _without_diacritics(text: str, _: object, __: object) -> str:
    """Accents and strokes dropped."""
    bare = unicodedata.normalize("NFKD", text.translate(str.maketrans("øØłŁđĐıİ", "oOlLdDiI")))
    return "".join(c for c in bare if not unicodedata.combining(c))


def _lower(text: str, _: object, __: object) -> str:
    """All in small letters."""
    return text.lower()


NOISES: dict[str, Callable[[str, Sequence[tuple[int, int]], random.Random], str]] = {
    "name typo": _name_typo,
    "word typo": _word_typo,
    "transliteration": _transliterated,
    "no diacritics": _without_diacritics,
    "lower case": _lower,
}


def _words(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The places of words of five letters or more: in shorter ones a slip makes another word."""
    return [m.span() for m in re.compile(r"[^\W\d_]{5,}").finditer(text, start, end)]
