"""What the reader is worth beside a training-free baseline: `python -m training.measure --data DIR --reader FILE`.

All questions are held back from training; XQuAD is never trained on. Gold passages are given: reading alone.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from rich.progress import track

from askbrief.encoder import load_encoder
from askbrief.settings import Settings
from training.data import (
    Example,
    Place,
    Record,
    as_example,
    clapnq,
    holding,
    load_training,
    normalise,
    qed_sentences,
    sentence_places,
    xquad,
)
from training.export import session
from training.invented import generate
from training.mixture import adversarial
from training.model import INPUTS, Output, tokenizer
from training.scores import Reading, Spread, auc, exact, f1, read_row
from training.swaps import names

INVENTED_SEED = 987_654
Row = dict[str, float]


class Method(Protocol):
    """Something that reads a question and a context whose sentences are known."""

    name: str

    def read(self, question: str, context: str, sentences: Sequence[Place]) -> Reading:
        """The answer span, how surely the context answers, and each sentence's support."""
        ...


class OnnxReader:
    """The exported reader, one context at a time; long ones are read in overlapping windows."""

    def __init__(self, path: Path, threads: int = 2, length: int = 128, stride: int = 48) -> None:
        self.name, self.length, self.stride = path.name, length, stride
        self._run, self._tokens = session(path, threads), tokenizer()

    def read(self, question: str, context: str, sentences: Sequence[Place]) -> Reading:
        """The reading of the window with the best span; a sentence's support is its best of all windows."""
        rows = self._tokens(
            question, context, truncation="only_second", max_length=self.length, stride=self.stride,
            return_overflowing_tokens=True, return_offsets_mapping=True, padding=True, return_tensors="np",
        )  # fmt: skip
        output = Output(*self._run.run(None, {name: rows[name] for name in INPUTS}))
        spread = Spread.of(rows)
        found = [read_row(output, row, spread, sentences) for row in range(len(spread.offsets))]
        best = max(found, key=lambda reading: reading.margin)
        support = tuple(max(values) for values in zip(*(r.support for r in found), strict=True))
        return replace(best, answerable=max(r.answerable for r in found), support=support)


class BestSentence:
    """The baseline: the sentence whose MiniLM vector is nearest to the question's is the answer, its cosine the
    certainty."""

    name = "best-matching sentence"

    def __init__(self) -> None:
        self._encoder = load_encoder(Settings())  # type: ignore[call-arg]
        self._known: dict[str, Any] = {}

    def read(self, question: str, context: str, sentences: Sequence[Place]) -> Reading:
        """The nearest sentence whole, as a span."""
        places = sentences or sentence_places(context) or ((0, len(context)),)
        cosines = [float(self._vector(context[a:b]) @ self._vector(question)) for a, b in places]
        best = int(np.argmax(cosines))
        return Reading(places[best], cosines[best], cosines[best], tuple(cosines))

    def _vector(self, text: str) -> Any:
        if text not in self._known:
            self._known[text] = self._encoder.encode([text])[0]
        return self._known[text]


@dataclass(frozen=True, slots=True)
class Held:
    """The held-back parts."""

    records: tuple[Record, ...]
    xquad: tuple[Record, ...]
    clapnq: tuple[Record, ...]
    qed_sentences: dict[str, tuple[Place, ...]]

    def of(self, source: str) -> list[Record]:
        """The held-back records of one source."""
        return [r for r in self.records if r.source == source]


def held_back(data: Path) -> Held:
    """The held-back parts of a data folder."""
    records = tuple(r for r in load_training(data) if r.held)
    return Held(records, tuple(xquad(data)), tuple(r for r in clapnq(data) if r.held), qed_sentences(data))


def spans(method: Method, records: Sequence[Record]) -> Row:
    """`em`, `f1` of the span, `contained` (the span bears an accepted answer), `sentence` (its best sentence does)."""
    rows = []
    for record in track(records, f"{method.name}: spans", transient=True):
        example = as_example(record, path="")
        sentences = sentence_places(example.context)
        reading = method.read(example.question, example.context, sentences)
        text = example.context[reading.span[0] : reading.span[1]]
        best = sentences[int(np.argmax(reading.support))]
        rows.append((exact(text, record.answers), f1(text, record.answers), _bears(text, record.answers),
                     _bears(example.context[best[0] : best[1]], record.answers)))  # fmt: skip
    em, overlap, contained, sentence = np.mean(rows, axis=0)
    return {
        "n": len(rows),
        "em": float(em),
        "f1": float(overlap),
        "contained": float(contained),
        "sentence": float(sentence),
    }


def _bears(text: str, answers: Iterable[str]) -> float:
    padded = f" {normalise(text)} "
    return float(any(f" {normalise(a)} " in padded for a in answers if normalise(a)))


def answerability(method: Method, examples: Sequence[Example]) -> Row:
    """`auc` of the certainty, over all and for each kind of negative against the answerable; also of the margin."""
    scored: list[tuple[str, float, float]] = []
    for example in track(examples, f"{method.name}: answerability", transient=True):
        reading = method.read(example.question, example.context, sentence_places(example.context))
        scored.append((example.kind if not example.answerable else "", reading.answerable, reading.margin))
    good = [s for kind, s, _ in scored if not kind]
    found = {"n": float(len(scored)), "auc": auc(good, [s for kind, s, _ in scored if kind])}
    found["auc of margin"] = auc([m for kind, _, m in scored if not kind], [m for kind, _, m in scored if kind])
    for kind in sorted({k for k, _, _ in scored if k}):
        bad = [s for k, s, _ in scored if k == kind]
        found[f"auc {kind} ({len(bad)})"] = auc(good, bad)
    return found


def supporting(method: Method, records: Sequence[Record], cut: dict[str, tuple[Place, ...]]) -> Row:
    """`sentence`: how often the best-supported sentence is the one that people marked."""
    right = []
    for record in track(records, f"{method.name}: sentences", transient=True):
        sentences = cut[record.text]
        reading = method.read(record.question, record.text, sentences)
        right.append(bool(holding([sentences[int(np.argmax(reading.support))]], record.support)))
    return {"n": len(right), "sentence": float(np.mean(right))}


def latency(method: Method, records: Sequence[Record]) -> Row:
    """Milliseconds a passage: wall-clock `p50` and `p95`, and processor time, one passage at a time."""
    walls, works = [], []
    for record in records:
        example = as_example(record)
        sentences = sentence_places(example.context)
        wall, work = time.perf_counter(), time.process_time()
        method.read(example.question, example.context, sentences)
        walls.append(1000 * (time.perf_counter() - wall))
        works.append(1000 * (time.process_time() - work))
    p50, p95 = np.percentile(walls, (50, 95))
    return {"n": len(walls), "p50 ms": float(p50), "p95 ms": float(p95), "processor ms": float(np.median(works))}


def measure(method: Method, held: Held, limit: int, seed: int = 5) -> dict[str, Row]:
    """All tables of one method; each set is cut to a random part of at most `limit` records."""
    rng = random.Random(seed)

    def part(records: Sequence[Record]) -> list[Record]:
        return list(records) if len(records) <= limit else rng.sample(list(records), limit)

    known = list(dict.fromkeys(n for r in held.records for n in names(r.text)))
    able = [r for r in held.records if r.answerable and r.spans and r.source != "policyqa" and not r.is_written]
    tables: dict[str, Callable[[], Row]] = {
        "XQuAD en": lambda: spans(method, part(held.xquad)),
        "new Wikipedia, held back": lambda: spans(method, part(held.of("squadshifts/new_wiki"))),
        "NQ, last 655": lambda: spans(method, part(held.of("nq"))),
        "ClapNQ, held back": lambda: answerability(method, [_labelled(r) for r in part(held.clapnq)]),
        "QED, held back": lambda: supporting(method, part(held.of("qed")), held.qed_sentences),
        "adversarial, held back": lambda: answerability(method, adversarial(part(able)[: limit // 2], known, seed)),
        "written stories, held back": lambda: answerability(method, [_written(r) for r in held.of("written")]),
        "written stories, spans": lambda: spans(method, [r for r in held.of("written") if r.answerable]),
        "hard stories, held back": lambda: answerability(method, [_written(r) for r in held.of("written/hard")]),
        "hard stories, spans": lambda: spans(method, [r for r in held.of("written/hard") if r.answerable]),
        "invented briefings": lambda: answerability(method, generate(min(limit, 600), INVENTED_SEED)),
        "cost": lambda: latency(method, part(held.of("nq"))[:100]),
    }
    return {name: table() for name, table in tables.items()}


def _labelled(record: Record) -> Example:
    return as_example(record, "answerable" if record.answerable else "unanswerable")


def _written(record: Record) -> Example:
    return as_example(record, record.kind)


def table(results: dict[str, dict[str, Row]]) -> str:
    """The results of several methods as one Markdown table."""
    lines = [f"| set | figure | {' | '.join(results)} |", "|---|---|" + "---|" * len(results)]
    first = next(iter(results.values()))
    for name, row in first.items():
        for figure in (f for f in row if f != "n"):
            values = [
                f"{r[name][figure]:.3g}" if "ms" in figure else f"{r[name][figure]:.3f}" for r in results.values()
            ]
            lines.append(f"| {name} ({row['n']:.0f}) | {figure} | {' | '.join(values)} |")
    return "\n".join(lines)


def main() -> None:
    """Measures a reader and the baseline and prints the table."""
    parser = argparse.ArgumentParser(prog="python -m training.measure", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the question sets")
    parser.add_argument("--reader", type=Path, required=True, help="the exported reader.onnx")
    parser.add_argument("--json", type=Path, help="where to write all figures")
    parser.add_argument("--limit", type=int, default=1_200, help="at most so many questions of a set")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--no-baseline", action="store_true", help="measure the reader only")
    options = parser.parse_args()
    held = held_back(options.data)
    methods: list[Method] = [OnnxReader(options.reader, options.threads)]
    if not options.no_baseline:
        methods.append(BestSentence())
    results = {method.name: measure(method, held, options.limit) for method in methods}
    if options.json:
        sizes = {"bytes": options.reader.stat().st_size, "results": results}
        options.json.write_text(json.dumps(sizes, indent=1) + "\n", encoding="utf-8")
    print(f"{options.reader.name}: {options.reader.stat().st_size:,} bytes\n\n{table(results)}")


if __name__ == "__main__":
    main()
