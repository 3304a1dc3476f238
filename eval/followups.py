"""How well follow-ups are made stand-alone, on public conversations; prints Markdown tables.

    python eval/followups.py --data DIR [--limit N]

DIR holds cast_rewrites_2019_2020/turns.jsonl (CAsT 2019 and 2020 with the rewrites of people: year, raw, manual,
history) and abg_coqa_val/val.jsonl.gz (Abg-CoQA: story, history_turns, target_turn, ambiguity). Names are those of the
conversation itself, found by their form; no briefing is read. `--limit` has only N questions read for answers.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from askbrief.entities import Catalogue
from askbrief.evaluation.bootstrap import estimate, mean
from askbrief.evaluation.rewrites import (
    ARTICLES,
    WAYS,
    FollowUp,
    Turn,
    entities,
    left_alone,
    restored,
    rouge1,
    word_f1,
)
from askbrief.followups import Context, open_words
from askbrief.passages import split_sentences
from askbrief.reader import Reader, load_reader
from askbrief.settings import Settings
from askbrief.types import Passage, SectionKind, Span

CAST = Path("cast_rewrites_2019_2020", "turns.jsonl")
ABG = Path("abg_coqa_val", "val.jsonl.gz")
NO_SPANS = ("yes", "no", "unknown")
"""Gold answers that are no words of the story."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="folder that holds both collections")
    parser.add_argument("--limit", type=int, help="questions read at most")
    options = parser.parse_args()
    for file in (CAST, ABG):
        if not (options.data / file).is_file():
            sys.exit(f"{options.data / file} is missing; give the folder that holds {CAST} and {ABG} with --data")
    cast_table(rows_of(options.data / CAST))
    told = rows_of(options.data / ABG)
    asked_back_table(told)
    answers_table(told, options.limit)


def rows_of(file: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file, gzipped or not."""
    data = file.read_bytes()
    text = (gzip.decompress(data) if file.suffix == ".gz" else data).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def cast_table(rows: Sequence[dict[str, Any]]) -> None:
    """Prints each way's figures for each year, over the questions that others came before."""
    print("\n| CAsT | what is asked | restored | ROUGE-1 F1 | whole questions left alone |\n|---|---|---|---|---|")
    for year in (2019, 2020):
        asked = [cast_question(r) for r in rows if r["year"] == year and r["history"]]
        for name, way in WAYS.items():
            texts = [way(a) for a in asked]
            cells = (
                shown([f(t, a) for t, a in zip(texts, asked, strict=True)]) for f in (restored, rouge1, left_alone)
            )
            print(f"| {year} | {name} | {' | '.join(cells)} |")


def cast_question(row: dict[str, Any]) -> FollowUp:
    return FollowUp(row["raw"], tuple(Turn(q) for q in row["history"]), row["manual"])


def abg_question(row: dict[str, Any]) -> FollowUp:
    turns = tuple(Turn(t["question"], t["answer"]) for t in row["history_turns"])
    return FollowUp(row["target_turn"]["question"], turns)


def asked_back_table(rows: Sequence[dict[str, Any]]) -> None:
    """Prints how often the rule that asks "who is he?" speaks, inside the conversation and without it."""
    print("\n| Abg-CoQA: asked back | ambiguous | not ambiguous |\n|---|---|---|")
    for name, inside in (("in the conversation", True), ("as a first question", False)):
        cells = []
        for kind in ("ambiguous", "non_ambiguous"):
            questions = [abg_question(r) for r in rows if r["ambiguity"] == kind]
            cells.append(shown([float(is_asked_back(q, inside=inside)) for q in questions]))
        print(f"| {name} | {' | '.join(cells)} |")


def is_asked_back(asked: FollowUp, *, inside: bool) -> bool:
    groups = Catalogue(entities(asked.question)).match(asked.question)
    context = Context(question=asked.history[-1].question) if inside and asked.history else None
    return open_words(asked.question, [g[0] for g in groups], context) is not None


def answers_table(rows: Sequence[dict[str, Any]], limit: int | None) -> None:
    """Prints the token F1 of the reader's best span of the story, for what each way asks."""
    reader = load_reader(Settings())
    if reader is None:
        sys.exit("the answers need a reader; leave ASKBRIEF_READER unset")
    spans = [r for r in rows if r["ambiguity"] == "non_ambiguous" and not is_bare(r["target_turn"]["answer"])][:limit]
    print(f"\n| Abg-CoQA: what the reader ({reader.id}) is asked | token F1 |\n|---|---|")
    for name, way in WAYS.items():
        found = [best_span(reader, way(abg_question(r)), r["story"]) for r in spans]
        golds = [r["target_turn"]["answer"] for r in spans]
        print(f"| {name} | {shown([word_f1(f, g, skipped=ARTICLES) for f, g in zip(found, golds, strict=True)])} |")


def is_bare(answer: str) -> bool:
    return answer.strip(" .").lower() in NO_SPANS


def best_span(reader: Reader, question: str, story: str) -> str:
    """The answer in the sentence that the reader is surest of; empty where it marks none."""
    sentences = tuple(split_sentences(Span(story, 0, len(story))))
    passage = Passage("story", "story", "Story", SectionKind.OTHER, (), story, 0, len(story), -1, (), sentences)
    read = [r for r in reader.read(question, [passage])[0] if r and r.answer]
    best = max(read, key=lambda r: r.support + r.margin, default=None)
    return best.answer.text if best and best.answer else ""


def shown(values: Sequence[float]) -> str:
    """The mean with its 95% bootstrap interval and the questions that it speaks of."""
    found = estimate(np.array(values, dtype=np.float64).reshape(-1, 1), mean)
    return f"{found.value:.3f} ({found.low:.3f}–{found.high:.3f}), n={found.n}" if found else "–"


if __name__ == "__main__":
    main()
