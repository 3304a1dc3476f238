"""LlamaIndex: its documented hybrid retriever without a language model, vectors and BM25 fused by reciprocal rank."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from askbrief.types import Briefing, Hit, Passage
from systems.passages import DEPTH, Quoting, System, encoder_folder, peer, placed, read_corpus, versions

os.environ.setdefault("HF_HUB_OFFLINE", "1")

CORE = "llama-index-core"
EMBEDDINGS = "llama-index-embeddings-huggingface"
BM25 = "llama-index-retrievers-bm25"
SPLITTERS = {"headings": ("MarkdownNodeParser", "SentenceSplitter"), "sentences": ("SentenceSplitter",)}
"""LlamaIndex's parser for Markdown before its general splitter, or that alone; all with their defaults."""
GREATEST = 2 / 60
"""The fused score of a node that both rankings put first."""


def open_llamaindex(corpus: Path, index: Path, *, splitter: str = "headings") -> System:
    """LlamaIndex's fusion retriever; its index is kept in memory, nothing is written to `index`."""
    briefings = read_corpus(corpus)
    vectors = _vectors(briefings, splitter)
    nodes = list(vectors.docstore.docs.values())
    passages: dict[str, Passage] = {}
    for briefing in briefings:
        own = [(node.node_id, node.get_content()) for node in nodes if node.metadata["briefing"] == briefing.id]
        passages |= placed(briefing, own)
    retriever = _retriever(vectors)

    def rank(question: str, count: int) -> Sequence[Hit]:
        found = [(passages.get(hit.node.node_id), hit.score) for hit in retriever.retrieve(question)]
        return [Hit(passage, float(score)) for passage, score in found if passage][:count]

    name = "llamaindex" if splitter == "headings" else f"llamaindex by {splitter}"
    return Quoting(name, _described(splitter), briefings, rank, lambda score: score / GREATEST)


def _vectors(briefings: Iterable[Briefing], splitter: str) -> Any:
    """The vector index of the briefings, each a document with its title; the id is not embedded."""
    core = peer("llama_index.core", CORE)
    parsers = peer("llama_index.core.node_parser", CORE)
    embedding = peer("llama_index.embeddings.huggingface", EMBEDDINGS).HuggingFaceEmbedding
    documents = [
        core.Document(
            text=b.source, metadata={"title": b.title, "briefing": b.id}, excluded_embed_metadata_keys=["briefing"]
        )
        for b in briefings
    ]
    return core.VectorStoreIndex.from_documents(
        documents,
        transformations=[getattr(parsers, kind)() for kind in SPLITTERS[splitter]],
        embed_model=embedding(model_name=str(encoder_folder()), device="cpu"),
    )


def _retriever(vectors: Any) -> Any:
    """One query, no generated ones: the language model that the class asks for is LlamaIndex's mock, never called."""
    bm25 = peer("llama_index.retrievers.bm25", BM25).BM25Retriever
    return peer("llama_index.core.retrievers", CORE).QueryFusionRetriever(
        [
            vectors.as_retriever(similarity_top_k=DEPTH),
            bm25.from_defaults(docstore=vectors.docstore, similarity_top_k=DEPTH),
        ],
        llm=peer("llama_index.core.llms", CORE).MockLLM(),
        mode="reciprocal_rerank",
        num_queries=1,
        similarity_top_k=DEPTH,
        use_async=False,
    )


def _described(splitter: str) -> str:
    return (
        f"{versions(CORE, EMBEDDINGS, BM25)}: VectorStoreIndex (all-MiniLM-L6-v2 in PyTorch) and BM25Retriever, "
        f"similarity_top_k {DEPTH} each, QueryFusionRetriever(reciprocal_rerank, num_queries=1); "
        f"{' then '.join(SPLITTERS[splitter])} with their defaults over the whole files, title as metadata; "
        "shows the first three chunks whole; never refuses"
    )
