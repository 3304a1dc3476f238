"""The mean of two runs."""

from __future__ import annotations

import pytest
import torch

from training.average import averaged


def test_every_weight_is_the_mean() -> None:
    """Weights are averaged one by one; whole numbers, such as positions, are kept."""
    one = {"w": torch.tensor([1.0, 4.0]), "ids": torch.tensor([0, 1])}
    other = {"w": torch.tensor([3.0, -4.0]), "ids": torch.tensor([0, 1])}
    made = averaged(one, other)
    assert made["w"].tolist() == [2.0, 0.0]
    assert made["ids"].tolist() == [0, 1]


def test_another_model_is_refused() -> None:
    """Runs of different shapes have no mean."""
    with pytest.raises(ValueError, match="same model"):
        averaged({"w": torch.zeros(2)}, {"w": torch.zeros(3)})
