"""Trains the reader: `python -m training --data DIR --out DIR`. The same command goes on where it was stopped."""

from __future__ import annotations

import csv
import json
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor
from torch.optim.lr_scheduler import LambdaLR

from training.curves import draw
from training.data import Example, load_training
from training.mining import Mined
from training.mixture import SHARE, chunks, drawn, shares
from training.model import Batch, ReaderModel, collate, half_precision, losses, new_model, tokenizer
from training.restore import restored
from training.scores import Slice, held_slice, slice_scores

COLUMNS = ("seen", "seconds", "rate", "span", "answerable", "support", "em", "f1", "hard_auc", "sentence")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is trained, in examples; a checkpoint belongs to the plan it was made with (`examples` aside)."""

    examples: int = 53_000
    batch: int = 16
    length: int = 160
    frozen: int = 2
    rate: float = 1.5e-4
    head_rate: float = 5e-4
    warmup: float = 0.06
    written: float = SHARE["written"]
    hard: float = SHARE["written/hard"]
    forums: float = SHARE["squadshifts/reddit"]
    seed: int = 13
    threads: int = 2
    bfloat16: bool = True
    log_every: int = 800
    save_every: int = 2_400
    check_every: int = 8_000


class Run:
    """A model with its optimizer, schedule and place in the data; saved and taken up again as a whole."""

    def __init__(self, plan: Plan, out: Path, start: Path | None = None) -> None:
        self.plan, self.out, self.seen, self.seconds = plan, out, 0, 0.0
        self.position: Position = (0, 0, 0)
        torch.manual_seed(plan.seed)
        self.model = new_model()
        if start:
            self.model.load_state_dict(weights(start))
        self.model.freeze(plan.frozen)
        self.optimizer = torch.optim.AdamW(_groups(self.model, plan), foreach=True)
        self.schedule = LambdaLR(self.optimizer, lambda step: self.factor(step * plan.batch))

    def factor(self, seen: int) -> float:
        """The rate at a place of the run, as a part of its peak: linear up, then linear down to a twentieth."""
        warm = self.plan.warmup * self.plan.examples
        done = min(1.0, max(0.0, seen - warm) / (self.plan.examples - warm))
        return min(1.0, (seen + 1) / warm) * (1.0 - 0.95 * done)

    def step(self, batch: Batch) -> dict[str, float]:
        """One update; the losses of the batch."""
        self.model.train()
        with half_precision(self.plan.bfloat16):
            output = self.model(**batch.inputs)
        parts = losses(type(output)(*(o.float() for o in output)), batch)
        torch.autograd.backward(parts["span"] + parts["answerable"] + 0.5 * parts["support"])
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.seen += len(batch)
        return {name: float(part.detach()) for name, part in parts.items()}

    def save(self) -> None:
        """Writes the checkpoint whole or not at all."""
        state = {
            "model": self.model.state_dict(), "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(), "seen": self.seen, "seconds": self.seconds,
            "position": list(self.position), "random": torch.get_rng_state(), "plan": asdict(self.plan),
        }  # fmt: skip
        torch.save(state, self.out / "checkpoint.part")
        (self.out / "checkpoint.part").replace(self.out / "checkpoint.pt")

    def resume(self) -> bool:
        """Takes up the folder's checkpoint, if there is one; ValueError where it was made with another plan."""
        path = self.out / "checkpoint.pt"
        if not path.is_file():
            return False
        state = torch.load(path, weights_only=True)
        for name in ("batch", "length", "frozen", "seed", "written", "hard", "forums"):
            made = state["plan"].get(name, getattr(Plan(), name))
            if made != getattr(self.plan, name):
                raise ValueError(f"{path} was made with {name}={made}; use that, or another --out")
        self.model.load_state_dict(state["model"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.seen, self.seconds = state["seen"], state["seconds"]
        number, chunk, batch = state.get("position", (0, 0, 0))
        self.position = (number, chunk, batch)
        torch.set_rng_state(state["random"])
        return True


def weights(start: Path) -> dict[str, Tensor]:
    """The weights of a checkpoint, or of an exported reader."""
    if start.suffix == ".onnx":
        return restored(start)
    state: dict[str, Tensor] = torch.load(start, weights_only=True)["model"]
    return state


def _groups(model: ReaderModel, plan: Plan) -> list[dict[str, Any]]:
    """The body and the heads with their rates; biases and norms do not decay."""
    groups = []
    for is_head in (False, True):
        for decays in (False, True):
            weights = [
                w for name, w in model.named_parameters()
                if w.requires_grad and (not name.startswith("body.")) == is_head and (w.ndim > 1) == decays
            ]  # fmt: skip
            rate = plan.head_rate if is_head else plan.rate
            groups.append({"params": weights, "lr": rate, "weight_decay": 0.01 if decays else 0.0})
    return groups


Position = tuple[int, int, int]
"""Where a run stands in the data: pass, chunk of the pass, batch of the chunk."""


def batches(mined: Mined, plan: Plan, after: Position) -> Iterator[tuple[Position, list[Example]]]:
    """Batches of about equal length with their positions, pass after pass without end, from `after` on."""
    number, first, skip = after
    share = shares(plan.written, plan.hard, plan.forums)
    while True:
        for place, chunk in enumerate(chunks(mined.records, plan.seed + number, share)):
            if place >= first:
                seed = f"{plan.seed} {number} {place}"
                found = bucketed(drawn(mined, chunk, seed), plan.batch, seed)
                yield from (((number, place, at + 1), batch) for at, batch in enumerate(found) if at >= skip)
                skip = 0
        number, first = number + 1, 0


def bucketed(examples: Sequence[Example], size: int, seed: str) -> list[list[Example]]:
    """Full batches of examples of like length, in random order; what does not fill a batch is left out."""
    ordered = sorted(examples, key=lambda e: len(e.question) + len(e.context))
    cut = [ordered[start : start + size] for start in range(0, len(ordered) - size + 1, size)]
    random.Random(seed).shuffle(cut)
    return cut


def train(data: Path, out: Path, plan: Plan, start: Path | None = None) -> ReaderModel:
    """The trained model; curves, checkpoint and plan are left in `out`. `start` is another run's checkpoint or
    an exported reader, whose weights are taken and trained on with this plan's rates."""
    out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(plan.threads)
    run = Run(plan, out, start)
    print(f"goes on after {run.seen:,} examples" if run.resume() else "starts anew", flush=True)
    if run.seen >= plan.examples:
        return run.model
    (out / "plan.json").write_text(json.dumps(asdict(plan), indent=1) + "\n", encoding="utf-8")
    records = load_training(data)
    mined = Mined([r for r in records if not r.held])
    held = held_slice([r for r in records if r.held], plan.seed)
    print(f"{len(mined.records):,} records to train on, {len(records) - len(mined.records):,} held back", flush=True)
    _loop(run, mined, held)
    run.save()
    return run.model


def _loop(run: Run, mined: Mined, held: Slice) -> None:
    plan, tokens = run.plan, tokenizer()
    rows: list[dict[str, float]] = []
    with _bar() as bar:
        task = bar.add_task("training", total=plan.examples, completed=run.seen)
        for position, examples in batches(mined, plan, run.position):
            began = time.monotonic()
            rows.append(run.step(collate(tokens, examples, plan.length)))
            run.position = position
            run.seconds += time.monotonic() - began
            bar.update(task, completed=run.seen)
            ended = run.seen >= plan.examples
            if _due(run, plan.save_every):
                run.save()
            if _due(run, plan.log_every) or ended:
                means = {name: float(np.mean([r[name] for r in rows])) for name in rows[0]}
                checked = _due(run, plan.check_every) or ended
                log(run, means | (slice_scores(run.model, tokens, held) if checked else {}))
                rows = []
            if ended:
                return


def _due(run: Run, every: int) -> bool:
    return run.seen // every > (run.seen - run.plan.batch) // every


def log(run: Run, values: dict[str, float]) -> None:
    """Adds a row to curves.csv, draws curves.svg anew, and prints the row."""
    path = run.out / "curves.csv"
    fresh = not path.is_file()
    row = {"seen": run.seen, "seconds": round(run.seconds), "rate": run.schedule.get_last_lr()[0]} | values
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if fresh:
            writer.writeheader()
        writer.writerow({k: f"{v:.4g}" if isinstance(v, float) else v for k, v in row.items()})
    draw(path, run.out / "curves.svg")
    print(" ".join(f"{k}={v:.4g}" if isinstance(v, float) else f"{k}={v}" for k, v in row.items()), flush=True)


def _bar() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns)
