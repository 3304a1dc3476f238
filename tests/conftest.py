"""What all tests share: no network beyond this machine, a fake encoder, a small corpus and its index."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from askbrief.assistant import Assistant
from askbrief.conversations import Conversations
from askbrief.encoder import Encoder, load_encoder
from askbrief.index import Index, build, load
from askbrief.settings import Settings
from corpus_small import write_corpus
from fakes import FakeEncoder

hypothesis_settings.register_profile("askbrief", deadline=None, print_blob=True, derandomize=True)
hypothesis_settings.load_profile("askbrief")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Every test may connect to 127.0.0.1 and to Unix sockets, and to nothing else."""
    config.option.allow_hosts = "127.0.0.1"
    config.option.allow_unix_socket = True


@pytest.fixture(scope="session")
def fake_encoder() -> FakeEncoder:
    return FakeEncoder()


@pytest.fixture(scope="session")
def real_encoder() -> Encoder:
    """The shipped encoder as askbrief loads it; tests that take it carry the marker `model`."""
    return load_encoder(Settings())


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("corpus"))


@pytest.fixture(scope="session")
def small_settings(small_corpus: Path, fake_encoder: FakeEncoder, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings over the small corpus, its index built; only for reading."""
    folder = tmp_path_factory.mktemp("index")
    build(small_corpus, folder, fake_encoder)
    return Settings(corpus=small_corpus, index=folder)


@pytest.fixture(scope="session")
def small_index(small_settings: Settings, fake_encoder: FakeEncoder) -> Index:
    return load(small_settings.index, fake_encoder)


@pytest.fixture(scope="session")
def assistant(small_settings: Settings, fake_encoder: FakeEncoder) -> Assistant:
    """Answers from the small corpus; conversations are kept in memory."""
    return Assistant(small_settings, fake_encoder, Conversations())
