"""`python -m training.average FIRST SECOND --out DIR`: a reader whose weights are the mean of two runs', exported.

Runs that start from the same weights lie in one basin, and their mean is often better than either (Wortsman et al.
2022, "Model soups"). FIRST and SECOND are checkpoints or exported readers.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from torch import Tensor

from training.export import export
from training.model import ReaderModel, new_model
from training.train import weights


def averaged(one: dict[str, Tensor], other: dict[str, Tensor]) -> dict[str, Tensor]:
    """The mean of two sets of weights of one shape; ValueError where they are not."""
    if {k: v.shape for k, v in one.items()} != {k: v.shape for k, v in other.items()}:
        raise ValueError("the two runs are not of the same model")
    return {k: (v + other[k]) / 2 if v.is_floating_point() else v for k, v in one.items()}


def main() -> None:
    """Reads the options and makes the reader."""
    parser = argparse.ArgumentParser(prog="python -m training.average", description=__doc__.splitlines()[0])
    parser.add_argument("runs", type=Path, nargs=2, metavar="RUN", help="a checkpoint or an exported reader")
    parser.add_argument("--out", type=Path, required=True, help="where the reader goes")
    options = parser.parse_args()
    model: ReaderModel = new_model()
    model.load_state_dict(averaged(*(weights(run) for run in options.runs)))
    options.out.mkdir(parents=True, exist_ok=True)
    export(model, options.out)


if __name__ == "__main__":
    main()
