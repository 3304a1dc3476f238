"""All settings, read once from `ASKBRIEF_*` variables (and command-line options) and passed down."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

HERE = Path(__file__).resolve().parent


def shipped(name: Literal["web", "corpus"]) -> Path:
    """The folder of that name inside the installed wheel, or at the top of a checkout."""
    inside = HERE / f"_{name}"
    return inside if inside.is_dir() else HERE.parents[1] / name


def default_corpus() -> Path:
    """`./corpus` when there is one, else the starter corpus that askbrief ships."""
    here = Path("corpus")
    return here if here.is_dir() else shipped("corpus")


class Settings(BaseSettings):
    """Frozen; every field is also the environment variable `ASKBRIEF_<NAME>`."""

    model_config = SettingsConfigDict(env_prefix="ASKBRIEF_", frozen=True, extra="ignore", env_ignore_empty=True)

    corpus: Path = Field(default_factory=default_corpus, description="folder of the briefings")
    index: Path = Field(Path("index"), description="folder of the built index")
    host: str = Field("127.0.0.1", description="address the server listens on")
    port: int = Field(8000, ge=0, le=65535, description="port the server listens on")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="log level")

    encoder: str = Field(
        "all-MiniLM-L6-v2", description="the shipped encoder, or any sentence-transformers model by folder or name"
    )
    backend: Literal["onnx", "torch"] = Field("onnx", description="runtime of the shipped encoder")
    reader: str = Field(
        "shipped",
        description="what reads the passages: `shipped`, `off`, or a Hugging Face question-answering model or "
        "cross-encoder by folder or name",
    )
    threads: int = Field(0, ge=0, description="processor threads of the encoder; 0 takes all")

    top_k: int = Field(8, ge=1, le=50, description="passages returned when a request names no number")
    dense: bool = Field(True, description="rank by embeddings")
    lexical: bool = Field(True, description="rank by BM25")
    entities: bool = Field(True, description="match the names of a question and let them weigh in the ranking")
    sections: bool = Field(True, description="let the asked section weigh in the ranking")
    spelling: bool = Field(True, description="mend misspelt words against the corpus")
    thinning: bool = Field(True, description="drop near-duplicate passages from the ranking")
    constraints: bool = Field(True, description="refuse evidence of another day, or without an asked name or kind")
    min_support: float | None = Field(
        None, ge=0, le=1, description="support below which a question is refused; unset: the calibrated one, else 0.3"
    )

    max_question_chars: int = Field(2_000, ge=1, description="longest question accepted")
    max_body_bytes: int = Field(65_536, ge=1_024, description="largest request body accepted")
    max_document_bytes: int = Field(20_000_000, ge=1, description="largest file `askbrief add` reads")
    keep_versions: int = Field(2, ge=2, description="published index versions kept on disk")
