"""An exported reader's weights, read back."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

import askbrief
from training.model import new_model
from training.restore import restored

SHIPPED = Path(askbrief.__file__).parent / "models" / "reader.onnx"


@pytest.mark.model
def test_the_shipped_reader_gives_all_weights_of_the_model() -> None:
    """Every parameter is there in its shape; the words' table is near the base's, from which it was trained."""
    pytest.importorskip("onnx")
    own, found = new_model().state_dict(), restored(SHIPPED)
    assert {name: value.shape for name, value in found.items()} == {name: value.shape for name, value in own.items()}
    table = "body.embeddings.word_embeddings.weight"
    assert torch.nn.functional.cosine_similarity(own[table], found[table]).median() > 0.9
