"""The stream of training examples: answerable records and hard negatives, drawn anew for each pass over the data."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

from training.data import Example, Record, as_example, window
from training.invented import generate
from training.mining import Mined
from training.negatives import edited, head, negative, renamed

SHARE = {
    "squadshifts/new_wiki": 2.5,
    "squadshifts/reddit": 0.35,
    "squadshifts/amazon_reviews": 0.35,
    "policyqa": 0.25,
    "nq": 2.0,
    "qed": 2.0,
    "clapnq": 3.0,
    "timeqa": 0.9,
    "written": 6.0,
    "written/hard": 6.0,
}
"""How often a pass draws each record of a source, each time with another window and another negative."""
NEGATIVES = 0.72
"""Chance that an answerable record is followed by a negative made from it."""
WRITTEN_NEGATIVES = 0.35
"""The same for a written record, which has tempting questions of its own beside it."""
RENAMED = 0.1
"""Chance that an answerable record gets another name in question and passage alike: an odd name alone is no sign."""
INVENTED = 0.15
"""Invented questions for each record drawn."""
CHUNK = 600
"""Records drawn at a time: what is made anew when a run goes on."""


FORUMS = ("squadshifts/reddit", "squadshifts/amazon_reviews")


def shares(written: float, hard: float, forums: float) -> dict[str, float]:
    """SHARE with other shares of the written stories, the hard ones among them, and of the reviews and forum posts."""
    return SHARE | {"written": written, "written/hard": hard} | dict.fromkeys(FORUMS, forums)


def chunks(records: Sequence[Record], seed: int, share: Mapping[str, float] = SHARE) -> list[tuple[int, ...]]:
    """One pass over the records as chunks of their places, in an order that the seed fixes."""
    rng = random.Random(f"pass {seed}")
    places = [
        place
        for place, record in enumerate(records)
        for _ in range(int(share[record.source]) + (rng.random() < share[record.source] % 1))
    ]
    rng.shuffle(places)
    return [tuple(places[start : start + CHUNK]) for start in range(0, len(places), CHUNK)]


def drawn(mined: Mined, chunk: Sequence[int], seed: str) -> list[Example]:
    """The examples of a chunk, shuffled, invented ones among them; the seed fixes windows, negatives and order."""
    rng = random.Random(seed)
    examples = generate(int(INVENTED * len(chunk)), seed)
    for place in chunk:
        examples += _drawn(mined, place, rng)
    rng.shuffle(examples)
    return examples


def _drawn(mined: Mined, place: int, rng: random.Random) -> list[Example]:
    """A record as an example, and often a negative made from it."""
    record = mined.records[place]
    if not record.answerable:
        cut = window(record, rng)
        wanted = record.source == "clapnq" or record.is_written or rng.random() < 0.5
        return [as_example(cut, "unanswerable", head(cut, rng))] if wanted else []
    chance = WRITTEN_NEGATIVES if record.is_written else NEGATIVES
    made = negative(mined, place, rng) if rng.random() < chance else None
    return [e for e in (_positive(mined, record, rng), made) if e is not None]


def _positive(mined: Mined, record: Record, rng: random.Random) -> Example:
    cut = window(record, rng)
    other = renamed(cut, mined.names[record.source], rng, question=True) if rng.random() < RENAMED else None
    return as_example(other or cut, "answerable", head(other or cut, rng))


def adversarial(records: Sequence[Record], choices: Sequence[str], seed: int, per_record: int = 2) -> list[Example]:
    """Held-back answerable records, each followed by up to `per_record` edits of its question after which it is not.

    Rare kinds of edit are preferred, so that each kind has its share.
    """
    rng = random.Random(f"adversarial {seed}")
    examples = []
    for record in records:
        cut = replace(window(record, rng), title=record.title)
        kinds = ["date", "number", "opposite", "attribute", "asked", "name", "negation"]
        made = [e for kind in kinds if (e := edited(cut, kind, choices, rng)) is not None]
        if made:
            examples.append(as_example(cut))
            examples += [replace(e, context=examples[-1].context) for e in made[:per_record]]
    return examples
