"""Hard negatives: a question beside a passage that looks as if it answered it and does not.

Mined (another passage's question, another passage) and made (an edit of the question or of the passage).
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from askbrief.words import stems
from training.data import ARTICLES, Example, Place, Record, as_example, normalise, sentence_places, window
from training.mining import Mined
from training.swaps import EDITS, holds, names, rename

RARE_FIRST = ("date", "number", "opposite", "attribute", "asked")
"""Edits that apply to few questions: tried before the others so that all kinds are met often enough."""
WEIGHTS = {
    "name": 12.0,
    "renamed_passage": 6.0,
    "other_question": 5.0,
    "other_passage": 2.5,
    "removed": 2.5,
    "negation": 2.5,
    "any_passage": 1.5,
}
"""How soon each of the others is tried; names come often because they apply seldom."""


def negative(mined: Mined, place: int, rng: random.Random) -> Example | None:
    """One negative made from the answerable record at `place`, of a kind drawn at random among those that apply."""
    record = mined.records[place]
    for kind in _order(rng):
        example = _make(mined, place, window(record, rng), kind, rng)
        if example is not None:
            return example
    return None


def _order(rng: random.Random) -> list[str]:
    """The kinds in the order to try: half of the time the rare edits first, then the rest by weight."""
    rare = rng.sample(RARE_FIRST, len(RARE_FIRST)) if rng.random() < 0.5 else []
    return rare + sorted(WEIGHTS, key=lambda kind: rng.random() ** (1 / WEIGHTS[kind]), reverse=True)


def _make(mined: Mined, place: int, record: Record, kind: str, rng: random.Random) -> Example | None:
    if kind in EDITS:
        return edited(record, kind, mined.names[record.source], rng)
    makers: dict[str, Callable[[], Record | None]] = {
        "other_question": lambda: other_question(mined, place, record, rng),
        "other_passage": lambda: other_passage(mined, place, rng),
        "any_passage": lambda: any_passage(mined, place, rng),
        "removed": lambda: removed(record),
        "renamed_passage": lambda: renamed(record, mined.names[record.source], rng, question=False),
    }
    made = makers[kind]()
    return as_example(made, kind, head(made, rng)) if made else None


def edited(record: Record, kind: str, choices: Sequence[str], rng: random.Random) -> Example | None:
    """The record with its question edited (a kind of `swaps.EDITS`), unanswerable; None where that does not apply."""
    question = EDITS[kind](record.question, f"{record.title}\n{record.text}", choices, rng)
    if not question or question == record.question:
        return None
    return as_example(unanswerable(replace(record, question=question)), kind, head(record, rng))


def head(record: Record, rng: random.Random) -> str:
    """The record's title as heading path, left out three times in ten; a written passage always has its own."""
    return record.title if record.is_written or rng.random() < 0.7 else ""


def unanswerable(record: Record) -> Record:
    """The record without span and support."""
    return replace(record, answerable=False, spans=(), support=())


def other_question(mined: Mined, place: int, record: Record, rng: random.Random) -> Record | None:
    """This passage with a like question of another passage, whose answer it lacks and whose words it holds in part."""
    held = set(stems(f"{record.title} {record.text}"))
    titled = record.source in ARTICLES
    fits = []
    for other in mined.questions(place):
        asked = set(stems(other.question))
        share = len(asked & held) / len(asked) if asked else 1.0
        near = titled and other.title == record.title
        if other.answers and 0.2 <= share < (0.95 if near else 0.75) and not bears(record.text, other.answers):
            fits.append(other)
    return unanswerable(replace(record, question=rng.choice(fits[:5]).question)) if fits else None


def other_passage(mined: Mined, place: int, rng: random.Random) -> Record | None:
    """This question with a passage that BM25 puts near it and that lacks the answer."""
    record = mined.records[place]
    asked = set(stems(record.question))
    fits = [
        other
        for other in mined.passages(place)
        if asked - set(stems(f"{other.title} {other.text}")) and not bears(other.text, record.answers)
    ]
    if not fits or not record.answers:
        return None
    other = rng.choice(fits[:6])
    focus = replace(other, support=_nearest_sentence(other.text, asked), spans=())
    return unanswerable(replace(window(focus, rng), question=record.question, answers=()))


def any_passage(mined: Mined, place: int, rng: random.Random) -> Record | None:
    """This question with a passage drawn at random that lacks the answer: the easy end of the scale."""
    record, other = mined.records[place], rng.choice(mined.records)
    if not record.answers or bears(other.text, record.answers):
        return None
    return unanswerable(
        replace(window(replace(other, spans=(), support=()), rng), question=record.question, answers=())
    )


def _nearest_sentence(text: str, asked: set[str]) -> tuple[Place, ...]:
    """The sentence that shares most words with the question: a cut of the passage must keep the temptation."""
    places = sentence_places(text)
    return (max(places, key=lambda p: len(asked & set(stems(text[p[0] : p[1]])))),) if places else ()


def removed(record: Record) -> Record | None:
    """The passage without the sentences that bear the answer, where the rest lacks it too."""
    if not record.support:
        return None
    start, end = record.support[0][0], record.support[-1][1]
    left, right = record.text[:start].rstrip(), record.text[end:].lstrip()
    rest = f"{left} {right}".strip()
    if len(rest) < 150 or bears(rest, record.answers):
        return None
    return unanswerable(replace(record, text=rest))


def renamed(record: Record, choices: Sequence[str], rng: random.Random, *, question: bool) -> Record | None:
    """A name that question and passage share is another one in the passage; with `question` in both, so that it
    stays answerable."""
    whole = f"{record.title}\n{record.text}"
    shared = [n for n in names(record.text) if holds(record.question, n) and not holds(" ".join(record.answers), n)]
    if not shared:
        return None
    old = rng.choice(shared)
    fits = [n for n in rng.sample(choices, min(60, len(choices))) if not holds(whole, n)]
    fits = [n for n in fits if len(n.split()) == len(old.split()) and n.isupper() == old.isupper()]
    if not fits:
        return None
    new = rng.choice(fits)
    places = (*record.spans, *record.support)
    text, moved = rename(record.text, old, new, places)
    title = rename(record.title, old, new, ())[0]
    if any(len(w) > 3 and holds(f"{title}\n{text}", w) for w in old.split()):
        return None
    spans, support = tuple(moved[: len(record.spans)]), tuple(moved[len(record.spans) :])
    made = replace(record, title=title, text=text, spans=spans, support=support)
    if not question:
        return unanswerable(made)
    small = new.lower() if record.question.islower() else new
    asked = re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: small, record.question, flags=re.I)
    return replace(made, question=asked)


def bears(text: str, answers: Sequence[str]) -> bool:
    """Whether a text holds one of the answers, in SQuAD's form."""
    padded = f" {normalise(text)} "
    return any(f" {normalise(a)} " in padded for a in answers if normalise(a))
