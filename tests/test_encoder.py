"""The real encoder: checked, offline, fast and slow runtimes alike, each text for itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from askbrief import encoder as module
from askbrief.encoder import MODEL_SHA256, ONNX_SHA256, Encoder, load_encoder
from askbrief.errors import ModelError
from askbrief.settings import Settings
from fakes import FakeEncoder

TEXTS = (
    "Who brokered the Black Sea grain deal?",
    "The armistice was signed at Panmunjom on 27 July 1953.",
    "São Tomé, Zelenskyy and the U.S. — 40 million m³.",
    "Inspections stopped. " * 40,
    "",
)


def test_the_fake_encoder_keeps_the_protocol() -> None:
    """Unit vectors, zero for an empty span, equal bits for equal texts."""
    fake: Encoder = FakeEncoder()
    whole, spans = fake.encode_spans("one two three", [(0, 3), (0, 0)])
    assert np.linalg.norm(fake.encode(TEXTS), axis=1) == pytest.approx(np.ones(len(TEXTS)))
    assert whole.tolist() == fake.encode(["one two three"])[0].tolist()
    assert spans[0].tolist() == fake.encode(["one"])[0].tolist()
    assert not spans[1].any()
    assert fake.encode([]).shape == (0, 64)


def test_weights_that_differ_are_refused(tmp_path: Path) -> None:
    """A changed or a missing file is named, with the cure."""
    (tmp_path / "model.onnx").write_bytes(b"other")
    with pytest.raises(ModelError, match=r"model\.onnx is not the published file .*reinstall"):
        module._verify(tmp_path / "model.onnx", ONNX_SHA256)
    with pytest.raises(ModelError, match=r"none\.onnx is missing from its package"):
        module._verify(tmp_path / "none.onnx", ONNX_SHA256)


def test_a_missing_package_is_named() -> None:
    """The message says what to run."""
    with pytest.raises(ModelError, match=r"'no_such_weights' .*make install"):
        module._package_folder("no_such_weights")


@pytest.mark.model
def test_the_encoder_is_the_published_one(real_encoder: Encoder) -> None:
    """Its id and sha256 are those the manifest will carry; 384 dimensions, 256 word pieces."""
    assert (real_encoder.id, real_encoder.sha256) == ("all-MiniLM-L6-v2/onnx-int8", ONNX_SHA256)
    assert (real_encoder.dimension, real_encoder.max_tokens) == (384, 256)


@pytest.mark.model
@pytest.mark.disable_socket
def test_the_encoder_loads_without_a_network() -> None:
    """No socket is opened, not even to look for a newer version."""
    loaded = load_encoder(Settings())
    assert loaded.encode(["offline"]).shape == (1, 384)


@pytest.mark.model
@pytest.mark.disable_socket
def test_an_unknown_encoder_is_named() -> None:
    """Nothing is fetched; the message says what to set."""
    with pytest.raises(ModelError, match=r"'no/such-model' .*ASKBRIEF_ENCODER"):
        load_encoder(Settings(encoder="no/such-model"))


@pytest.mark.model
def test_onnx_and_torch_agree() -> None:
    """The int8 vectors have a cosine above 0.99 to the original's."""
    torch = load_encoder(Settings(backend="torch"))
    assert (torch.id, torch.sha256) == ("all-MiniLM-L6-v2/torch", MODEL_SHA256)
    texts = [t for t in TEXTS if t]
    cosines = (torch.encode(texts) * load_encoder(Settings()).encode(texts)).sum(axis=1)
    assert cosines.min() > 0.99


@pytest.mark.model
def test_vectors_have_unit_length(real_encoder: Encoder) -> None:
    """float32, shape (texts, 384); no texts, no rows."""
    vectors = real_encoder.encode(TEXTS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert real_encoder.encode([]).shape == (0, 384)


@pytest.mark.model
def test_a_vector_does_not_depend_on_its_neighbours(real_encoder: Encoder) -> None:
    """Bit-equal alone, in company and in another order."""
    together, turned = real_encoder.encode(TEXTS), real_encoder.encode(TEXTS[::-1])[::-1]
    for number, text in enumerate(TEXTS):
        alone = real_encoder.encode([text])[0]
        assert alone.tobytes() == together[number].tobytes() == turned[number].tobytes()


@pytest.mark.model
@pytest.mark.parametrize("text", TEXTS)
def test_the_whole_vector_of_encode_spans_is_that_of_encode(real_encoder: Encoder, text: str) -> None:
    """Up to 1e-5 in each coordinate."""
    whole, _ = real_encoder.encode_spans(text, [(0, len(text))])
    assert np.abs(whole - real_encoder.encode([text])[0]).max() <= 1e-5


@pytest.mark.model
def test_a_span_is_the_mean_of_its_tokens(real_encoder: Encoder) -> None:
    """Unit length; nearer to its own sentence than to the other; zero beyond the cut."""
    text = "The ships carried grain. The judge retired. " + "More words follow here. " * 80
    places = [(0, 24), (25, 43), (len(text) - 10, len(text) - 1), (0, 0)]
    _, spans = real_encoder.encode_spans(text, places)
    own = real_encoder.encode(["The ships carried grain.", "The judge retired."])
    assert np.linalg.norm(spans[:2], axis=1) == pytest.approx(np.ones(2), abs=1e-5)
    assert not spans[2:].any()
    assert spans[0] @ own[0] > spans[1] @ own[0]
    assert spans[1] @ own[1] > spans[0] @ own[1]


@pytest.mark.model
def test_meaning_is_nearer_than_wording(real_encoder: Encoder) -> None:
    """A paraphrase is nearer than a sentence that shares more words."""
    asked, same, other = real_encoder.encode(
        ["Who brokered the ceasefire?", "Turkey mediated the truce.", "Who painted the ceiling?"]
    )
    assert asked @ same > asked @ other


@pytest.mark.model
def test_word_pieces_are_counted_without_the_special_ones(real_encoder: Encoder) -> None:
    """A long text is counted whole, not cut."""
    assert real_encoder.count_tokens("the ships carried grain") == 4
    assert real_encoder.count_tokens("grain " * 400) == 400
    assert real_encoder.count_tokens("") == 0


@pytest.mark.model
def test_known_words_are_ordinary_ones(real_encoder: Encoder) -> None:
    """Whole words in lower case, no word pieces."""
    known = real_encoder.known_words()
    assert {"treaty", "ship", "who"} <= known
    assert not {w for w in known if "#" in w or w != w.lower()}
    assert "zzyzx" not in known
