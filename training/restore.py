"""The weights of an exported reader as a state of the PyTorch model: training goes on from what is shipped."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

QUANTISED = "_quantized"


def restored(path: Path) -> dict[str, Tensor]:
    """The state for `ReaderModel.load_state_dict` of an export: int8 weights times their scales, the rest as it is.

    Needs the package `onnx`. ValueError where a quantised weight belongs to no product or table that has a name.
    """
    import onnx  # noqa: PLC0415  (training itself does without it)

    graph = onnx.load(path).graph
    held = {i.name: onnx.numpy_helper.to_array(i) for i in graph.initializer}
    state = {name: torch.tensor(value) for name, value in held.items() if _is_parameter(name)}
    for node in graph.node:
        for name in (n for n in node.input if n.endswith(QUANTISED) and n in held):
            state[_parameter(node.name, name)] = _weight(held, name.removesuffix(QUANTISED), node.op_type)
    return state


def _is_parameter(name: str) -> bool:
    return name.endswith((".weight", ".bias"))


def _parameter(node: str, weight: str) -> str:
    """The parameter's name: of "/body/encoder/layer.0/output/dense/MatMul_quant", else of the weight's own."""
    own = weight.removesuffix(QUANTISED).removesuffix("_Transposed")
    if _is_parameter(own):
        return own
    place = node.strip("/").split("/")[:-1]
    if not place:
        raise ValueError(f"{weight} belongs to no named product; export the reader with training.export")
    return ".".join((*place, "weight"))


def _weight(held: dict[str, Any], name: str, kind: str) -> Tensor:
    """The weight in float32; products hold theirs transposed, shape (inputs, outputs), a scale for each output."""
    lifted = held[name + QUANTISED].astype(np.float32) - held[f"{name}_zero_point"].astype(np.float32)
    weight = torch.tensor(lifted * held[f"{name}_scale"])
    return weight if kind in ("Gather", "DequantizeLinear") else weight.T.contiguous()
