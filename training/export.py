"""The trained model as one ONNX file: weights int8 (embeddings too), checked against the PyTorch model.

`python -m training.export --out DIR` exports the checkpoint of a run that was stopped before its end. Needs the
packages `onnx` and `onnxruntime`; the exported reader needs only the latter.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch

from training.invented import generate
from training.model import INPUTS, Output, ReaderModel, base_folder, collate, new_model, tokenizer

LARGEST = 25_000_000
PROBE_LENGTH = 160


def export(model: ReaderModel, out: Path, name: str = "reader.onnx") -> dict[str, Any]:
    """Writes the reader, its tokenizer and reader.json (sha256, size, distance to the model) to `out`.

    ValueError where the file is larger than LARGEST or its answers stray from the model's.
    """
    path = out / name
    model.eval()
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        write_onnx(model, whole)
        exact = compare(model, whole)
        quantise(whole, path)
    size = path.stat().st_size
    facts = {
        "file": name,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "bytes": size,
        "float32": exact,
        "int8": compare(model, path),
    }
    (out / "tokenizer.json").write_bytes((base_folder() / "tokenizer.json").read_bytes())
    (out / "reader.json").write_text(json.dumps(facts, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(facts, indent=1), flush=True)
    if size > LARGEST:
        raise ValueError(f"{path} has {size:,} bytes, more than {LARGEST:,}")
    if exact["largest_gap"] > 0.01:
        raise ValueError(f"the float32 export strays from the model by {exact['largest_gap']:.4f}")
    return facts


def write_onnx(model: ReaderModel, path: Path) -> None:
    """The model as float32 ONNX with free batch and length."""
    inputs = collate(tokenizer(), generate(2, 0), PROBE_LENGTH).inputs
    axes = {name: {0: "batch", 1: "tokens"} for name in (*INPUTS, "start", "end", "support")}
    model.body.set_attn_implementation("eager")
    with warnings.catch_warnings(), torch.inference_mode():
        warnings.simplefilter("ignore")  # tracing warns of each shape that it fixes; `compare` shows that none matters
        torch.onnx.export(
            model, tuple(inputs[name] for name in INPUTS), str(path), dynamo=False, opset_version=17,
            input_names=list(INPUTS), output_names=list(Output._fields),
            dynamic_axes=axes | {"answerable": {0: "batch"}},
        )  # fmt: skip
    model.body.set_attn_implementation("sdpa")


def quantise(whole: Path, path: Path) -> None:
    """Weights of products and embeddings to int8, activations at run time."""
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415  (imports onnx)

    kinds = ["MatMul", "Gather", "Gemm"]
    quantize_dynamic(whole, path, weight_type=QuantType.QInt8, per_channel=True, op_types_to_quantize=kinds)


def session(path: Path, threads: int = 2) -> onnxruntime.InferenceSession:
    """An ONNX Runtime session on the CPU with a fixed number of threads."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def compare(model: ReaderModel, path: Path, count: int = 60) -> dict[str, float]:
    """How far a file's answers are from the model's on `count` invented questions, one at a time.

    `largest_gap` and `mean_gap` of the answerability logit, `same_span` the share of equal best start and end.
    """
    model.eval()
    run, tokens = session(path), tokenizer()
    gaps, same = [], []
    for example in generate(count, 1):
        inputs = collate(tokens, [example], PROBE_LENGTH).inputs
        with torch.inference_mode():
            wanted = Output(*(o.numpy() for o in model(**inputs)))
        found = Output(*run.run(None, {name: inputs[name].numpy() for name in INPUTS}))
        gaps.append(abs(float(wanted.answerable[0]) - float(found.answerable[0])))
        same.append(wanted.start.argmax() == found.start.argmax() and wanted.end.argmax() == found.end.argmax())
    return {
        "largest_gap": round(max(gaps), 5),
        "mean_gap": round(float(np.mean(gaps)), 5),
        "same_span": float(np.mean(same)),
    }


def main() -> None:
    """Exports the checkpoint in `--out`."""
    parser = argparse.ArgumentParser(prog="python -m training.export", description="Exports a run's checkpoint.")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the run")
    out = parser.parse_args().out
    model = new_model()
    model.load_state_dict(torch.load(out / "checkpoint.pt", weights_only=True)["model"])
    export(model, out)


if __name__ == "__main__":
    main()
