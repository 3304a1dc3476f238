"""Fits the support score on the dev split and writes src/askbrief/support.py.

    python eval/fit_support.py            prints cross-validated figures and writes the weights

A linear score over the features of evidence.py. Each dev question gives the sentences that were weighed for it;
a sentence is gold when it is, holds, or is held by a gold quote. Questions weigh the same.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from askbrief.assistant import Assistant
from askbrief.conversations import Conversations
from askbrief.encoder import load_encoder
from askbrief.evaluation.suite import Case, read_suite
from askbrief.evidence import FEATURES, Evidence
from askbrief.index import build
from askbrief.settings import Settings

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "src" / "askbrief" / "support.py"


BEARS = (
    "words_in_sentence words_in_passage names_in_sentence names_in_passage worst_name sentence_cosine passage_cosine"
)
BEARS += " lexical kind_borne pairs time_borne section_fits heading_asked sentence_asked dated_heading"
LACKS = "worst_missing kind_missing time_missing unknown_names numbers_missing"
SIGNS = dict.fromkeys(BEARS.split(), 1) | dict.fromkeys(LACKS.split(), -1)
"""What can only speak for a sentence, and what only against it; few questions must not teach the contrary."""


@dataclass(frozen=True, slots=True)
class Group:
    """The sentences weighed for one question: features, shape (n, FEATURES), and labels, shape (n,)."""

    case: Case
    rows: np.ndarray
    labels: np.ndarray


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--dry", action="store_true", help="print the figures, write nothing")
    options = parser.parse_args()
    groups = gather(options.index)
    print(f"{len(groups)} dev questions, {sum(len(g.rows) for g in groups)} sentences")
    cross_validate(groups)
    weights, bias = fit(groups)
    for name, weight in zip(FEATURES, weights, strict=True):
        print(f"  {name:20s} {weight:+.2f}")
    if not options.dry:
        TARGET.write_text(module(weights, bias), encoding="utf-8")


def gather(index: Path) -> list[Group]:
    """Asks the dev questions that need reading and keeps what was weighed for the judged turn."""
    settings = Settings(index=index, corpus=HERE.parent / "corpus")
    encoder = load_encoder(settings)
    build(settings.corpus, settings.index, encoder)
    assistant = Assistant(settings, encoder, Conversations(None))
    weigher = assistant._served._answerer._weigher
    seen: list[tuple[Evidence, ...]] = []
    original = weigher.weigh
    weigher.weigh = lambda *args: seen.append(original(*args)) or seen[-1]  # type: ignore[method-assign]
    groups = []
    for case in read_suite(HERE / "questions"):
        if case.split != "dev" or case.slice in (
            "compare",
            "multi-part",
            "list",
            "count",
            "cross-briefing",
            "ambiguous",
        ):
            continue
        for turn in case.turns:
            seen.clear()
            assistant.ask(turn, conversation_id=case.id)
        if len(seen) == 1 and seen[0]:
            groups.append(group(case, seen[0]))
    return groups


def group(case: Case, evidence: Sequence[Evidence]) -> Group:
    gold = [(b, quote) for slot in case.evidence for b, quote in slot]
    labels = [
        any(b == e.passage.briefing_id and (q in e.sentence.text or e.sentence.text in q) for b, q in gold)
        for e in evidence
    ]
    return Group(case, np.array([e.features for e in evidence]), np.array(labels, dtype=float))


def fit(groups: Sequence[Group], decay: float = 0.03) -> tuple[np.ndarray, float]:
    """Weights, shape (FEATURES,), and bias, by L-BFGS on the mean log-loss with an L2 penalty on scaled features.
    Weights keep the sign that SIGNS gives them.

    A question's sentences and "no answer" (score 0) share one softmax; the gold is any gold sentence, or no answer
    where none was weighed. A sentence's support, the logistic of its score, is its odds against no answer alone.
    """
    signs = torch.tensor([float(SIGNS.get(name, 0)) for name in FEATURES], dtype=torch.double)
    scale = np.concatenate([g.rows for g in groups]).std(axis=0) + 1e-6
    data = [(torch.tensor(g.rows / scale), torch.tensor(g.labels, dtype=torch.bool)) for g in groups]
    free = torch.full((len(FEATURES),), -1.0, dtype=torch.double, requires_grad=True)
    bias = torch.tensor(-3.0, dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([free, bias], max_iter=300, line_search_fn="strong_wolfe")

    def signed() -> torch.Tensor:
        return torch.where(signs == 0, free, signs * torch.nn.functional.softplus(free))

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        weights = signed()
        value = torch.stack([_loss(rows @ weights + bias, gold) for rows, gold in data]).mean()
        value = value + decay * (weights**2).sum()
        value.backward()
        return value

    optimizer.step(loss)
    return signed().detach().numpy() / scale, float(bias.detach())


def _loss(scores: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    whole = torch.logsumexp(torch.cat([scores, torch.zeros(1, dtype=torch.double)]), dim=0)
    return whole - (torch.logsumexp(scores[gold], dim=0) if gold.any() else 0.0)


def cross_validate(groups: Sequence[Group], folds: int = 5) -> None:
    """Prints, out of fold: how often the best sentence is gold, and answering against refusing at thresholds."""
    order = list(groups)
    random.Random(1).shuffle(order)
    tops: list[tuple[float, bool, bool]] = []
    for fold in range(folds):
        held = order[fold::folds]
        weights, bias = fit([g for i, g in enumerate(order) if i % folds != fold])
        for g in held:
            scores = 1 / (1 + np.exp(-(g.rows @ weights + bias)))
            best = int(np.argmax(scores))
            tops.append((float(scores[best]), bool(g.labels[best]), g.case.status != "not_found"))
    answerable = [t for t in tops if t[2]]
    print(f"best sentence is gold: {np.mean([t[1] for t in answerable]):.3f} of {len(answerable)}")
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        right = np.mean([t[0] >= threshold and t[1] for t in answerable])
        refused = np.mean([t[0] < threshold for t in tops if not t[2]])
        print(f"  threshold {threshold:.2f}: answered rightly {right:.3f}, refused rightly {refused:.3f}")


def module(weights: np.ndarray, bias: float) -> str:
    lines = [f"    {w:.3f},  # {name}" for name, w in zip(FEATURES, weights, strict=True)]
    head = (
        '"""Weights of the support score in evidence.py, in the order of its FEATURES; made by eval/fit_support.py."""'
    )
    return "\n".join([head, "", f"BIAS = {bias:.3f}", "WEIGHTS = (", *lines, ")", ""])


if __name__ == "__main__":
    main()
