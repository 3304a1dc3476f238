"""The benchmark that ships: its questions, and that its gate sees each part of askbrief that is taken away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from askbrief.assistant import Assistant
from askbrief.cli_eval import QUESTIONS
from askbrief.conversations import Conversations
from askbrief.encoder import Encoder, Vectors
from askbrief.evaluation.gate import Baseline, Fall, falls, read_baseline, write_baseline
from askbrief.evaluation.judge import Row
from askbrief.evaluation.run import evaluate
from askbrief.evaluation.suite import Case, check_evidence, read_suite
from askbrief.index import Index, build, load
from askbrief.settings import Settings, shipped
from askbrief.store import FlatStore
from askbrief.words import STOPWORDS, stem, tokenize

pytestmark = pytest.mark.model
ALL = read_suite(QUESTIONS)
DEV = tuple(case for case in ALL if case.split == "dev")
UNANSWERABLE = {"off-topic", "absent", "near-miss"}
LISTS = {"list", "compare", "multi-part"}
SLICES = UNANSWERABLE | {
    "fact",
    "paraphrase",
    "entity-typo",
    "word-typo",
    "near-namesake",
    "list",
    "count",
    "compare",
    "multi-part",
    "time",
    "follow-up",
    "cross-briefing",
    "ambiguous",
}


class Remembering:
    """An encoder that reads each question once, however often it is asked."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._known: dict[str, Vectors] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._encoder, name)

    def encode(self, texts: Sequence[str]) -> Vectors:
        for text in texts:
            if text not in self._known:
                self._known[text] = self._encoder.encode([text])[0]
        return np.stack([self._known[text] for text in texts])


@dataclass(frozen=True)
class Ground:
    """The starter corpus indexed once, and how the dev questions went with every part of askbrief in place."""

    settings: Settings
    encoder: Encoder
    index: Index
    rows: tuple[Row, ...]
    baseline: Baseline

    def ask(self, index: Index | None = None, **off: bool) -> tuple[Row, ...]:
        """The dev questions asked with parts switched off, or of another index in place of the published one."""
        assistant = Assistant(self.settings.model_copy(update=off), self.encoder, Conversations())
        if index is not None:
            assistant._served = assistant._serve(index)
        return evaluate(assistant, DEV)

    def fallen(self, rows: tuple[Row, ...]) -> dict[str, Fall]:
        return {fall.metric: fall for fall in falls(self.baseline, rows)}


@pytest.fixture(scope="module")
def ground(real_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Ground:
    folder = tmp_path_factory.mktemp("benchmark")
    settings = Settings(corpus=shipped("corpus"), index=folder / "index")
    build(settings.corpus, settings.index, real_encoder)
    made = Ground(settings, Remembering(real_encoder), load(settings.index, real_encoder), (), Baseline({}, {}))
    rows = made.ask()
    write_baseline(rows, folder / "baseline.jsonl")
    return replace(made, rows=rows, baseline=read_baseline(folder / "baseline.jsonl"))


# ---- the questions -------------------------------------------------------------------------


def test_the_suite_is_large_and_a_third_of_it_unanswerable() -> None:
    """Four hundred questions or more, in either split the same share that must be refused."""
    refused = [case for case in ALL if case.status == "not_found"]
    assert len(ALL) >= 400
    assert len(refused) >= len(ALL) / 3
    assert 0.25 <= sum(case.split == "dev" for case in refused) / len(DEV) <= 0.45


def test_every_slice_is_asked() -> None:
    """The slices of eval/README.md, each at least ten times, and no other."""
    counts = Counter(case.slice for case in ALL)
    assert set(counts) == SLICES
    assert min(counts.values()) >= 10


def test_what_is_unanswerable_is_in_slices_of_its_own() -> None:
    """Of some slices nothing but a refusal is expected, and a question back of the ambiguous."""
    assert {case.status for case in ALL if case.slice in UNANSWERABLE} == {"not_found"}
    assert {case.status for case in ALL if case.slice == "ambiguous"} == {"ambiguous"}


def test_the_readme_names_every_slice() -> None:
    """The row `slice` of its table."""
    lines = (QUESTIONS.parent / "README.md").read_text(encoding="utf-8").splitlines()
    told = next(line for line in lines if line.startswith("| `slice`"))
    assert {name for name in SLICES if f"`{name}`" not in told} == set()


def test_every_quote_stands(ground: Ground) -> None:
    """Gold evidence is in the corpus to the letter."""
    check_evidence(ALL, ground.index.briefings)


@pytest.mark.parametrize(
    ("is_faulty", "told"),
    [
        (lambda c: c.status == "not_found" and (c.accepted or c.evidence), "a refusal with gold"),
        (lambda c: c.status in ("answered", "partial") and not (c.accepted and c.evidence), "an answer without gold"),
        (lambda c: c.status == "ambiguous" and len(c.accepted) < 2, "a question back with one candidate"),
        (lambda c: c.slice.endswith("-typo") != bool(c.clean), "clean without typo or typo without clean"),
        (lambda c: c.clean == c.turns[-1], "a typo that is none"),
        (lambda c: c.slice == "follow-up" and len(c.turns) < 2, "a follow-up to nothing"),
        (lambda c: c.slice in LISTS and c.status == "answered" and len(c.accepted) < 2, "a list of one"),
        (lambda c: any(not w.strip() for slot in c.accepted for w in slot), "an empty wording"),
    ],
)
def test_questions_are_whole(is_faulty: Callable[[Case], bool], told: str) -> None:
    """Gold where there is an answer, two slots where two things are asked, both forms where one is misspelt."""
    assert [case.id for case in ALL if is_faulty(case)] == [], told


def test_a_paraphrase_shares_no_word_with_its_quote() -> None:
    """No stem of a content word; names and numbers, which have no other word, aside."""
    asked = [case for case in ALL if case.slice == "paraphrase"]
    assert {case.id for case in asked if any(shared(case.turns[-1], q) for q in quotes(case))} == set()


def shared(question: str, quote: str) -> set[str]:
    """The stems of words in small letters that a question has in common with a quote."""
    words = [t for t in tokenize(question) if t.norm not in STOPWORDS and t.text[0].islower()]
    return {stem(t.norm) for t in words} & {stem(t.norm) for t in tokenize(quote)}


def quotes(case: Case) -> list[str]:
    return [quote for slot in case.evidence for _, quote in slot]


# ---- the gate ------------------------------------------------------------------------------


def test_the_intact_run_does_not_fall(ground: Ground) -> None:
    """Every question has an answer, and nothing is below itself."""
    assert [row.error for row in ground.rows if row.answer is None] == []
    assert ground.fallen(ground.rows) == {}


@pytest.mark.parametrize(
    ("part", "metrics"),
    [
        ("lexical", {"right and cited", "citation recall", "recall@1", "nDCG@10", "false refusals"}),
        ("entities", {"right and cited", "risk area"}),
    ],
)
def test_the_gate_sees_a_part_that_is_off(ground: Ground, part: str, metrics: set[str]) -> None:
    """Without BM25 answers are lost; without the names misspelt ones are not read and wrong ones answered."""
    fallen = ground.fallen(ground.ask(**{part: False}))
    assert metrics - set(fallen) == set()
    assert all(fallen[name].questions for name in metrics)


def test_the_gate_sees_the_reader_off(ground: Ground) -> None:
    """The committed baseline was measured with the reader, the ground of these tests without: much is lost, most of all
    the refusals."""
    with_reader = read_baseline(QUESTIONS.parent / "baseline.jsonl")
    fallen = {fall.metric for fall in falls(with_reader, ground.rows)}
    assert {"right and cited", "exact match", "refusal recall"} - fallen == set()


def test_the_gate_sees_shuffled_embeddings(ground: Ground) -> None:
    """Every passage with the vector of another."""
    vectors = ground.index.store.vectors()
    shuffled = np.ascontiguousarray(vectors[np.random.default_rng(0).permutation(len(vectors))])
    fallen = ground.fallen(ground.ask(replace(ground.index, store=FlatStore.build(shuffled))))
    assert {"right and cited", "recall@1", "recall@5", "MRR@10", "nDCG@10", "false refusals"} - set(fallen) == set()
