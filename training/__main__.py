"""`python -m training --data DIR --out DIR`: trains (or goes on), exports to ONNX int8, and checks the export."""

from __future__ import annotations

import argparse
import os
from dataclasses import fields, replace
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "passive")  # threads that wait for one another must not burn a shared core
os.environ.setdefault("GOMP_SPINCOUNT", "0")

from training.train import Plan, train


def main() -> None:
    """Reads the options, each field of `Plan` among them, and makes the reader."""
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the question sets")
    parser.add_argument("--out", type=Path, required=True, help="where checkpoints, curves and the reader go")
    parser.add_argument("--start", type=Path, help="a checkpoint or exported reader to start from")
    for field in fields(Plan):
        kind = type(field.default)
        option = f"--{field.name.replace('_', '-')}"
        if kind is bool:
            parser.add_argument(option, action=argparse.BooleanOptionalAction, default=field.default)
        else:
            parser.add_argument(option, type=kind, default=field.default)
    options = parser.parse_args()
    plan = replace(Plan(), **{f.name: getattr(options, f.name) for f in fields(Plan)})
    model = train(options.data, options.out, plan, options.start)
    from training.export import export  # noqa: PLC0415  (needs the package onnx, training does not)

    export(model, options.out)


if __name__ == "__main__":
    main()
