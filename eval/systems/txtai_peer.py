"""txtai: an embeddings database with hybrid search. Its RAG needs a language model, so that it is asked to retrieve."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from askbrief.types import Hit, Passage
from systems.passages import Quoting, System, encoder_folder, peer, placed, read_corpus, versions

os.environ.setdefault("HF_HUB_OFFLINE", "1")

SPLITTERS: dict[str, dict[str, Any]] = {"chonkie": {"chunker": "recursive"}, "paragraphs": {"paragraphs": True}}
"""txtai's Segmentation pipeline: Chonkie's recursive chunker with its defaults, or txtai's own paragraphs."""


def open_txtai(corpus: Path, index: Path, *, splitter: str = "chonkie") -> System:
    """txtai's hybrid search; its index is kept in memory, nothing is written to `index`."""
    briefings = read_corpus(corpus)
    split = peer("txtai.pipeline", "txtai").Segmentation
    segmentation = split(**SPLITTERS[splitter])
    passages: dict[str, Passage] = {}
    for briefing in briefings:
        pieces = enumerate(segmentation(briefing.source))
        passages |= placed(briefing, [(f"{briefing.id}#{number}", text) for number, text in pieces])
    embeddings = peer("txtai", "txtai").Embeddings(path=str(encoder_folder()), content=True, hybrid=True, gpu=False)
    embeddings.index([(key, passage.text) for key, passage in passages.items()])

    def rank(question: str, count: int) -> Sequence[Hit]:
        found = embeddings.search(question, count)
        return [Hit(passages[row["id"]], float(row["score"])) for row in found]

    name = "txtai" if splitter == "chonkie" else f"txtai by {splitter}"
    return Quoting(name, _described(splitter), briefings, rank, lambda score: score)


def _described(splitter: str) -> str:
    packages = ("txtai", "chonkie") if splitter == "chonkie" else ("txtai",)
    written = ", ".join(f"{name}={value!r}" for name, value in SPLITTERS[splitter].items())
    return (
        f"{versions(*packages)}: Embeddings(hybrid=True, content=True), all-MiniLM-L6-v2 in PyTorch and normalized "
        f"BM25 at its default weights 0.5; Segmentation({written}) over the whole files; shows the first three "
        "chunks whole; never refuses"
    )
