"""What a reader's answers are worth: exact match, F1, area under the curve, and the right sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from training.data import Example, Place, Record, as_example, normalise, sentence_places
from training.mixture import adversarial
from training.model import INPUTS, Output, ReaderModel, best_span
from training.swaps import names

SLICE = 120
LENGTH = 320
SPAN_WEIGHT = 0.5
UNREAD = -100.0
"""Support of a sentence that was cut off."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of one question and context; `span` are code points of the context."""

    span: Place
    margin: float  # logit of the span less that of "no answer here"
    answerable: float  # logit
    support: tuple[float, ...]  # one for each sentence given, or none


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the tokens of a batch stand in their contexts: places, shape (batch, tokens, 2), and which are context."""

    offsets: npt.NDArray[np.int64]
    context: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, encoded: Any) -> Spread:
        """From a tokenizer's answer with `return_offsets_mapping` and NumPy tensors."""
        offsets = encoded["offset_mapping"]
        return cls(offsets, (encoded["token_type_ids"] == 1) & (offsets[..., 1] > offsets[..., 0]))


@dataclass(frozen=True, slots=True)
class Slice:
    """A small held-back part for watching a run: answerable examples with their answers, and adversarial pairs."""

    answered: tuple[Example, ...]
    answers: tuple[tuple[str, ...], ...]
    paired: tuple[Example, ...]
    marked: tuple[Example, ...]


def exact(found: str, answers: Sequence[str]) -> float:
    """1 where the found answer is one of the accepted ones in SQuAD's form, else 0."""
    return float(any(normalise(found) == normalise(a) for a in answers))


def f1(found: str, answers: Sequence[str]) -> float:
    """SQuAD's F1: the best overlap of words with an accepted answer."""
    return max((_overlap(normalise(found).split(), normalise(a).split()) for a in answers), default=0.0)


def _overlap(found: list[str], wanted: list[str]) -> float:
    if not found or not wanted:
        return float(found == wanted)
    shared = sum((Counter(found) & Counter(wanted)).values())
    return 2 * shared / (len(found) + len(wanted))


def auc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """The chance that a positive scores above a negative, ties counting half; 0.5 where one side is empty."""
    if not positives or not negatives:
        return 0.5
    high, low = np.asarray(positives)[:, None], np.asarray(negatives)[None, :]
    return float((high > low).mean() + 0.5 * (high == low).mean())


def read_row(output: Output, row: int, spread: Spread, sentences: Sequence[Place]) -> Reading:
    """The reading of one row of NumPy logits.

    A sentence's support is the mean over its tokens plus SPAN_WEIGHT times the score of the best span inside it: on
    QED either alone picks the sentence less well.
    """
    offsets, context = spread.offsets[row], spread.context[row]
    start, end, support = (np.asarray(part[row]) for part in (output.start, output.end, output.support))
    first, last, score = best_span(start, end, context)
    found = []
    for a, b in sentences:
        inside = context & (offsets[:, 0] >= a) & (offsets[:, 1] <= b)
        if inside.any():
            best = best_span(start[inside], end[inside], np.ones(int(inside.sum()), dtype=np.bool_))[2]
            found.append(float(support[inside].mean()) + SPAN_WEIGHT * best)
        else:
            found.append(UNREAD)
    span = (int(offsets[first, 0]), int(offsets[last, 1]))
    return Reading(span, score - float(start[0] + end[0]), float(output.answerable[row]), tuple(found))


def held_slice(held: Sequence[Record], seed: int) -> Slice:
    """A fixed part of the held-back records (the last 655 of NQ are left for the final measurement)."""
    wiki = [r for r in held if r.source == "squadshifts/new_wiki"]
    known = list(dict.fromkeys(n for r in held for n in names(r.text)))
    paired = adversarial([r for r in held if r.source.startswith("squadshifts")][::7], known, seed, 1)
    marked = [as_example(r, path="") for r in held if r.source == "qed"][::3]
    chosen = wiki[:: max(1, len(wiki) // SLICE)][:SLICE]
    return Slice(
        tuple(as_example(r, path="") for r in chosen), tuple(r.answers for r in chosen), tuple(paired), tuple(marked)
    )


@torch.inference_mode()
def read_all(
    model: ReaderModel, tokens: Any, examples: Sequence[Example], sentences: Sequence[Sequence[Place]]
) -> list[Reading]:
    """The readings of examples in order, in batches of like length, cut at LENGTH word pieces."""
    model.eval()
    order = sorted(range(len(examples)), key=lambda i: len(examples[i].context))
    found: dict[int, Reading] = {}
    for at in range(0, len(order), 16):
        places = order[at : at + 16]
        part = [examples[p] for p in places]
        encoded = tokens(
            [e.question for e in part], [e.context for e in part], truncation="only_second", max_length=LENGTH,
            padding=True, return_offsets_mapping=True, return_tensors="np",
        )  # fmt: skip
        inputs = {name: torch.from_numpy(encoded[name]) for name in INPUTS}
        output = Output(*(o.float().numpy() for o in model(**inputs)))
        spread = Spread.of(encoded)
        found |= {place: read_row(output, row, spread, sentences[place]) for row, place in enumerate(places)}
    return [found[i] for i in range(len(examples))]


def slice_scores(model: ReaderModel, tokens: Any, held: Slice) -> dict[str, float]:
    """`em`, `f1` of spans, `hard_auc` of adversarial pairs, `sentence` accuracy on the held-back slice."""
    readings = read_all(model, tokens, held.answered, [()] * len(held.answered))
    texts = [e.context[r.span[0] : r.span[1]] for e, r in zip(held.answered, readings, strict=True)]
    paired = read_all(model, tokens, held.paired, [()] * len(held.paired))
    scored = [(e.answerable, r.answerable) for e, r in zip(held.paired, paired, strict=True)]
    cut = [sentence_places(e.context) for e in held.marked]
    marked = read_all(model, tokens, held.marked, cut)
    right = [
        any(a <= (s[0] + s[1]) / 2 <= b for a, b in e.support)
        for e, r, places in zip(held.marked, marked, cut, strict=True)
        for s in [places[int(np.argmax(r.support))]]
    ]
    return {
        "em": float(np.mean([exact(t, a) for t, a in zip(texts, held.answers, strict=True)])),
        "f1": float(np.mean([f1(t, a) for t, a in zip(texts, held.answers, strict=True)])),
        "hard_auc": auc([s for good, s in scored if good], [s for good, s in scored if not good]),
        "sentence": float(np.mean(right)),
    }
