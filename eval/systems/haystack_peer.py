"""Haystack: its documented hybrid retrieval pipeline, BM25 and embeddings joined by reciprocal rank fusion."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from askbrief.types import Briefing, Hit, Passage
from systems.passages import DEPTH, Quoting, System, encoder_folder, peer, placed, read_corpus, versions

os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"

PACKAGE = "haystack-ai"
EMBEDDERS = "sentence-transformers-haystack"
SPLITTERS: dict[str, tuple[str, dict[str, Any]]] = {
    "headers": ("MarkdownHeaderSplitter", {"secondary_split": "word", "split_length": 200, "split_overlap": 20}),
    "words": ("DocumentSplitter", {"split_by": "word", "split_length": 200, "split_overlap": 20}),
}
"""Haystack's splitter for Markdown, and its general one at its default length with the overlap of one in ten."""


def open_haystack(corpus: Path, index: Path, *, splitter: str = "headers") -> System:
    """Haystack's hybrid pipeline over an in-memory store; nothing is written to `index`."""
    briefings = read_corpus(corpus)
    chunks = _split(briefings, splitter)
    passages: dict[str, Passage] = {}
    for briefing in briefings:
        own = [(chunk.id, chunk.content) for chunk in chunks if chunk.meta["briefing"] == briefing.id]
        passages |= placed(briefing, own)
    pipeline = _pipeline(_stored([chunk for chunk in chunks if chunk.id in passages]))

    def rank(question: str, count: int) -> Sequence[Hit]:
        asked = {"text_embedder": {"text": question}, "bm25_retriever": {"query": question}}
        found = pipeline.run(asked)["joiner"]["documents"][:count]
        return [Hit(passages[document.id], float(document.score)) for document in found]

    name = "haystack" if splitter == "headers" else f"haystack by {splitter}"
    return Quoting(name, _described(splitter), briefings, rank, lambda score: score)


def _split(briefings: Iterable[Briefing], splitter: str) -> list[Any]:
    document = peer("haystack", PACKAGE).Document
    kind, options = SPLITTERS[splitter]
    component = getattr(peer("haystack.components.preprocessors", PACKAGE), kind)(**options)
    component.warm_up()
    documents = [document(content=b.source, meta={"briefing": b.id}) for b in briefings]
    return list(component.run(documents=documents)["documents"])


def _embedder(kind: str) -> Any:
    device = peer("haystack.utils", PACKAGE).ComponentDevice.from_str("cpu")
    found = getattr(peer("haystack_integrations.components.embedders.sentence_transformers", EMBEDDERS), kind)
    return found(model=str(encoder_folder()), device=device, local_files_only=True, progress_bar=False)


def _stored(chunks: Sequence[Any]) -> Any:
    """The document store with the chunks and their embeddings."""
    store = peer("haystack.document_stores.in_memory", PACKAGE).InMemoryDocumentStore()
    embedder = _embedder("SentenceTransformersDocumentEmbedder")
    embedder.warm_up()
    store.write_documents(embedder.run(documents=list(chunks))["documents"])
    return store


def _pipeline(store: Any) -> Any:
    retrievers = peer("haystack.components.retrievers.in_memory", PACKAGE)
    joiner = peer("haystack.components.joiners", PACKAGE).DocumentJoiner(join_mode="reciprocal_rank_fusion")
    pipeline = peer("haystack", PACKAGE).Pipeline()
    pipeline.add_component("text_embedder", _embedder("SentenceTransformersTextEmbedder"))
    pipeline.add_component("embedding_retriever", retrievers.InMemoryEmbeddingRetriever(store, top_k=DEPTH))
    pipeline.add_component("bm25_retriever", retrievers.InMemoryBM25Retriever(store, top_k=DEPTH))
    pipeline.add_component("joiner", joiner)
    pipeline.connect("text_embedder.embedding", "embedding_retriever.query_embedding")
    pipeline.connect("bm25_retriever", "joiner")
    pipeline.connect("embedding_retriever", "joiner")
    return pipeline


def _described(splitter: str) -> str:
    kind, options = SPLITTERS[splitter]
    written = ", ".join(f"{name}={value!r}" for name, value in options.items())
    return (
        f"{versions(PACKAGE, EMBEDDERS)}: InMemoryBM25Retriever (BM25L) and InMemoryEmbeddingRetriever "
        f"(all-MiniLM-L6-v2 in PyTorch), top_k {DEPTH} each, DocumentJoiner(reciprocal_rank_fusion); "
        f"{kind}({written}) over the whole files; shows the first three chunks whole; never refuses"
    )
