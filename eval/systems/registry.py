"""Every system by name. Opening one imports what it needs; a peer that is not installed says how to get it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

from systems.passages import System

Opener = Callable[[Path, Path], System]
"""Opens a system over a corpus folder. The second folder is for askbrief's index: one of this run's own, since its
lexical part is that of the stemmer installed here."""

PARTS = ("dense", "lexical", "entities", "sections", "spelling", "thinning", "constraints", "reader")
"""What askbrief is asked without, one at a time."""


def _opener(module: str, function: str, **options: Any) -> Opener:
    """Opens by a function of a module of this folder, which is imported then."""

    def opened(corpus: Path, index: Path) -> System:
        found = getattr(importlib.import_module(f"systems.{module}"), function)
        return cast(System, found(corpus, index, **options))

    return opened


SYSTEMS: dict[str, Opener] = {
    "bm25": _opener("ours", "open_bm25"),
    "encoder": _opener("ours", "open_encoder"),
    "askbrief": _opener("ours", "open_askbrief"),
    **{f"askbrief without {part}": _opener("ours", "open_askbrief", without=part) for part in PARTS},
    "cairn": _opener("cairn_peer", "open_cairn"),
    "cairn as shipped": _opener("cairn_peer", "open_cairn", shipped=True),
    "txtai": _opener("txtai_peer", "open_txtai"),
    "txtai by paragraphs": _opener("txtai_peer", "open_txtai", splitter="paragraphs"),
    "haystack": _opener("haystack_peer", "open_haystack"),
    "haystack by words": _opener("haystack_peer", "open_haystack", splitter="words"),
    "llamaindex": _opener("llamaindex_peer", "open_llamaindex"),
    "llamaindex by sentences": _opener("llamaindex_peer", "open_llamaindex", splitter="sentences"),
}
"""Openers by the name that the opened system bears. Of each peer the first is its documented way that ranks best on the
dev split; the second is another documented way, for comparison."""
