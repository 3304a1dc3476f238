"""Fits the support score on the dev splits of questions/ and fresh/ and writes src/askbrief/support.py.

    python eval/fit_support.py            prints cross-validated figures and writes the weights

Two linear scores over the features of evidence.py: one alone, one with what the reader adds. Each dev question gives
the sentences that were weighed for it; a sentence is gold when it is, holds, or is held by a gold quote. Questions
weigh the same. The score is then scaled (Platt 1999) so that, out of fold, the support of the best sentence is the
share of questions on which it, or one quoted beside it, is gold.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from askbrief.answer import FURTHER
from askbrief.assistant import Assistant
from askbrief.conversations import Conversations
from askbrief.encoder import load_encoder
from askbrief.evaluation.metrics import calibration_error
from askbrief.evaluation.suite import Case, read_suite
from askbrief.evidence import READ_FEATURES, Evidence
from askbrief.features import FEATURES
from askbrief.index import build
from askbrief.reader import load_reader
from askbrief.settings import Settings

HERE = Path(__file__).resolve().parent
TARGET = HERE.parent / "src" / "askbrief" / "support.py"


BEARS = (
    "words_in_sentence words_in_passage names_in_sentence names_in_passage worst_name sentence_cosine passage_cosine"
)
BEARS += " lexical kind_borne pairs time_borne section_fits heading_asked sentence_asked dated_heading enumerates"
BEARS += " answerable supports span_margin"
LACKS = (
    "worst_missing kind_missing time_missing unknown_names numbers_missing proper_missing counted_missing answer_unfit"
)
SIGNS = dict.fromkeys(BEARS.split(), 1) | dict.fromkeys(LACKS.split(), -1)
"""What can only speak for a sentence, and what only against it; few questions must not teach the contrary."""
NAMES = (*FEATURES, *READ_FEATURES)
UNREAD = ("compare", "multi-part", "list", "count", "cross-briefing", "ambiguous")
"""Slices whose questions one sentence does not answer."""


@dataclass(frozen=True, slots=True)
class Group:
    """The sentences weighed for one question: features, shape (n, NAMES), and labels, shape (n,)."""

    case: Case
    rows: np.ndarray
    labels: np.ndarray

    def without_reader(self) -> Group:
        """The same with the features that need no reader."""
        return replace(self, rows=self.rows[:, : len(FEATURES)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("index"))
    parser.add_argument("--dry", action="store_true", help="print the figures, write nothing")
    options = parser.parse_args()
    groups = gather(options.index)
    print(f"{len(groups)} dev questions, {sum(len(g.rows) for g in groups)} sentences")
    fitted = {}
    for prefix, these in (("", [g.without_reader() for g in groups]), ("READ_", groups)):
        print("with the reader" if prefix else "without the reader")
        tops = cross_validate(these)
        slope, shift = platt(tops)
        weights, bias = fit(these)
        fitted[prefix] = weights * slope, bias * slope + shift
    if not options.dry:
        TARGET.write_text(module(fitted), encoding="utf-8")


def gather(index: Path) -> list[Group]:
    """Asks the dev questions that need reading and keeps what was weighed for the judged turn."""
    settings = Settings(index=index, corpus=HERE.parent / "corpus")
    encoder = load_encoder(settings)
    build(settings.corpus, settings.index, encoder)
    assistant = Assistant(settings, encoder, Conversations(None), load_reader(settings))
    weigher = assistant._served._answerer._weigher
    seen: list[tuple[Evidence, ...]] = []
    original = weigher.weigh
    weigher.weigh = lambda *args: seen.append(original(*args)) or seen[-1]  # type: ignore[method-assign]
    groups = []
    for case in (*read_suite(HERE / "questions"), *read_suite(HERE / "fresh")):
        if case.split != "dev" or case.slice in UNREAD:
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


def fit(groups: Sequence[Group], decay: float = 0.01) -> tuple[np.ndarray, float]:
    """Weights, shape (columns,), and bias, by L-BFGS on the mean log-loss with an L2 penalty on scaled features.
    Weights keep the sign that SIGNS gives them.

    A question's sentences and "no answer" (score 0) share one softmax; the gold is any gold sentence, or no answer
    where none was weighed. A sentence's support, the logistic of its score, is its odds against no answer alone.
    """
    columns = groups[0].rows.shape[1]
    signs = torch.tensor([float(SIGNS.get(name, 0)) for name in NAMES[:columns]], dtype=torch.double)
    scale = np.concatenate([g.rows for g in groups]).std(axis=0) + 1e-6
    data = [(torch.tensor(g.rows / scale), torch.tensor(g.labels, dtype=torch.bool)) for g in groups]
    free = torch.full((columns,), -1.0, dtype=torch.double, requires_grad=True)
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


def platt(tops: Sequence[tuple[float, bool, bool]]) -> tuple[float, float]:
    """Slope and shift that turn a score into the log-odds of being gold, by maximum likelihood."""
    scores = torch.tensor([t[0] for t in tops], dtype=torch.double)
    gold = torch.tensor([float(t[1]) for t in tops], dtype=torch.double)
    free = torch.tensor([1.0, 0.0], dtype=torch.double, requires_grad=True)
    optimizer = torch.optim.LBFGS([free], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = torch.nn.functional.binary_cross_entropy_with_logits(free[0] * scores + free[1], gold)
        value.backward()
        return value

    optimizer.step(loss)
    return float(free[0].detach()), float(free[1].detach())


def cross_validate(groups: Sequence[Group], folds: int = 5) -> list[tuple[float, bool, bool]]:
    """Prints, out of fold: how often the best sentence is gold, and answering against refusing at thresholds.

    Gives for each question the score of the best sentence, whether it or one quoted beside it is gold, and whether
    there is an answer.
    """
    order = list(groups)
    random.Random(1).shuffle(order)
    tops: list[tuple[float, bool, bool]] = []
    for fold in range(folds):
        held = order[fold::folds]
        weights, bias = fit([g for i, g in enumerate(order) if i % folds != fold])
        for g in held:
            scores = g.rows @ weights + bias
            quoted = _quoted(scores)
            tops.append((float(scores[quoted[0]]), bool(g.labels[quoted].any()), g.case.status != "not_found"))
    answerable = [t for t in tops if t[2]]
    print(f"a quoted sentence is gold: {np.mean([t[1] for t in answerable]):.3f} of {len(answerable)}")
    slope, shift = platt(tops)
    raw, scaled = (
        calibration_error(np.array([(1 / (1 + np.exp(-(a * t[0] + b))), t[1]) for t in tops]))
        for a, b in ((1.0, 0.0), (slope, shift))
    )
    print(f"calibration error of the best sentence's support: {raw:.3f} as fitted, {scaled:.3f} scaled")
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        least = (np.log(threshold / (1 - threshold)) - shift) / slope
        right = np.mean([t[0] >= least and t[1] for t in answerable])
        refused = np.mean([t[0] < least for t in tops if not t[2]])
        print(f"  threshold {threshold:.2f}: answered rightly {right:.3f}, refused rightly {refused:.3f}")
    return tops


def _quoted(scores: np.ndarray) -> np.ndarray:
    """The places of the best score and of up to two more that are quoted beside it."""
    order, chances = np.argsort(-scores)[:3], 1 / (1 + np.exp(-scores))
    return order[chances[order] >= FURTHER * chances[order[0]]]


def module(fitted: Mapping[str, tuple[np.ndarray, float]]) -> str:
    """The source of support.py: for each prefix its bias and its weights."""
    lines = [
        '"""Weights of the support scores in evidence.py, in the order of its FEATURES (and READ_FEATURES); made by',
        'eval/fit_support.py."""',
    ]
    for prefix, (weights, bias) in fitted.items():
        named = [f"    {w:.3f},  # {name}" for name, w in zip(NAMES, weights, strict=False)]
        lines += ["", f"{prefix}BIAS = {bias:.3f}", f"{prefix}WEIGHTS = (", *named, ")"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
