"""askbrief, askbrief with one part off, and its two rankings alone, all over one index."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from askbrief import __version__
from askbrief.assistant import Assistant
from askbrief.calibration import threshold
from askbrief.conversations import Conversations
from askbrief.encoder import Encoder, load_encoder
from askbrief.index import build, load
from askbrief.reader import load_reader
from askbrief.settings import Settings
from askbrief.types import Answer, Briefing, Hit
from askbrief.words import stems
from systems.passages import Quoting, System, versions
from systems.registry import PARTS

HALF = 10.0
"""The BM25 score that is taken for a confidence of one half."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What all systems here share: the settings, which name the built index, and the encoder."""

    settings: Settings
    encoder: Encoder


@cache
def ground(corpus: Path, index: Path) -> Ground:
    """The corpus with its index built or brought up to date in a folder of its own; once for each process."""
    folders: dict[str, Any] = {"corpus": corpus, "index": index}
    settings = Settings(**folders)
    encoder = load_encoder(settings)
    build(corpus, index, encoder)
    return Ground(settings, encoder)


def open_bm25(corpus: Path, index: Path) -> System:
    """BM25 alone."""
    return bm25(ground(corpus, index))


def open_encoder(corpus: Path, index: Path) -> System:
    """The encoder alone."""
    return encoder_alone(ground(corpus, index))


def open_askbrief(corpus: Path, index: Path, without: str | None = None) -> System:
    """askbrief, with one of `PARTS` off where one is named."""
    return Ours(ground(corpus, index), without)


def bm25(base: Ground) -> System:
    """Passages by the index's own lexical scores, ties in the order of the corpus."""
    index = load(base.settings.index, base.encoder)

    def rank(question: str, count: int) -> Sequence[Hit]:
        scores = index.lexical.scores(stems(question))
        places = sorted(range(len(scores)), key=lambda place: -scores[place])[:count]
        return [Hit(index.passages[p], float(scores[p]), lexical=float(scores[p])) for p in places]

    settings = (
        f"BM25 alone ({versions('bm25s', 'PyStemmer')}; Lucene's variant, k1 1.2, b 0.75, Snowball English stems) over "
        f"askbrief {__version__}'s passages with their headings; shows the first three whole; never refuses"
    )
    return Quoting("bm25", settings, index.briefings, rank, lambda score: score / (score + HALF))


def encoder_alone(base: Ground) -> System:
    """Passages by their cosine with the question."""
    index = load(base.settings.index, base.encoder)

    def rank(question: str, count: int) -> Sequence[Hit]:
        places, cosines = index.store.search(base.encoder.encode([question])[0], count)
        return [Hit(index.passages[p], float(c), dense=float(c)) for p, c in zip(places, cosines, strict=True)]

    settings = (
        f"the encoder alone ({base.encoder.id}, cosine, exact search) over askbrief {__version__}'s passages with "
        "their headings; shows the first three whole; never refuses"
    )
    return Quoting("encoder", settings, index.briefings, rank, lambda cosine: cosine)


class Ours:
    """askbrief's own assistant; conversations are kept in memory."""

    def __init__(self, base: Ground, without: str | None = None) -> None:
        off = {without: "off" if without == "reader" else False} if without else {}
        settings = base.settings.model_copy(update=off)
        self._assistant = Assistant(settings, base.encoder, Conversations(), load_reader(settings))
        self.name = f"askbrief without {without}" if without else "askbrief"
        self.settings = _described(settings, base.encoder)

    def ask(self, question: str, *, conversation_id: str | None = None, top_k: int | None = None) -> Answer:
        """The assistant's answer."""
        return self._assistant.ask(question, conversation_id=conversation_id, top_k=top_k)

    def briefings(self) -> tuple[Briefing, ...]:
        """The briefings of the index, by id."""
        return self._assistant.briefings()


def _described(settings: Settings, encoder: Encoder) -> str:
    switches = ", ".join(f"{part} {_written(getattr(settings, part))}" for part in PARTS)
    return (
        f"askbrief {__version__} ({versions('bm25s', 'PyStemmer')}; encoder {encoder.id}); {switches}; "
        f"refuses below support {threshold(settings)}"
    )


def _written(value: bool | str) -> str:
    return value if isinstance(value, str) else ("on" if value else "off")
