"""A suite: questions with what they should get, read from JSON lines and checked against the briefings."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from askbrief.errors import BriefingError
from askbrief.types import Briefing

DEV_SHARE = 60
REFUSED = "not_found"
STATUSES = ("answered", "partial", REFUSED, "ambiguous", "small_talk")
TWIN = "~"
"""Parts the id of a question from what was made of it: `q1~typo` is in the split of `q1`."""
Slot = tuple[tuple[str, str], ...]
"""One needed piece of evidence: the quotes, each (briefing id, quote), of which one must be found or cited."""


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a suite; `turns` ends with the one that is judged. See eval/README.md."""

    id: str
    slice: str
    turns: tuple[str, ...]
    status: str  # expected; empty where only the ranking is judged
    accepted: tuple[tuple[str, ...], ...] = ()  # slots of accepted wordings
    evidence: tuple[Slot, ...] = ()
    relevant: tuple[tuple[str, int], ...] = ()  # (briefing id, grade), where whole documents are judged
    clean: str = ""  # the judged question without its typos, where it has some
    part: str = ""  # the split, where the collection itself fixes it

    @property
    def split(self) -> str:
        """`dev` or `test`, fixed by the id unless the collection says it."""
        if self.part:
            return self.part
        name = self.id.partition(TWIN)[0]
        return "dev" if int(hashlib.sha256(name.encode()).hexdigest(), 16) % 100 < DEV_SHARE else "test"


def read_suite(path: Path) -> tuple[Case, ...]:
    """The questions of a `.jsonl` file or of all such files of a folder; an error names file and line."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files or not all(f.is_file() for f in files):
        raise BriefingError(f"no questions at {path}; name a .jsonl file or a folder of them with --suite")
    cases = tuple(case for file in files for case in _cases(file))
    twice = [name for name, count in Counter(c.id for c in cases).items() if count > 1]
    if twice:
        raise BriefingError(
            f"{path}: question id {min(twice)!r} comes twice; ids decide the split, so keep them unique"
        )
    return cases


def check_evidence(cases: Iterable[Case], briefings: Sequence[Briefing]) -> None:
    """Raises BriefingError for the first gold quote or document that is not in the corpus."""
    sources = {b.id: b.source for b in briefings}
    for case in cases:
        for briefing, quote in (pair for slot in case.evidence for pair in slot):
            if quote not in sources.get(briefing, ""):
                raise BriefingError(f"question {case.id}: the quote {quote[:60]!r} no longer stands in {briefing}")
        for briefing, _ in case.relevant:
            if briefing not in sources:
                raise BriefingError(f"question {case.id}: the corpus has no briefing {briefing!r}; see GET /briefings")


def _cases(file: Path) -> Iterator[Case]:
    for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _case(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise BriefingError(f"{file}, line {number}: not a question ({error!r}); see eval/README.md") from error


def _case(data: Mapping[str, Any]) -> Case:
    turns = tuple(_some(data["turns"])) if "turns" in data else (data["question"],)
    return Case(
        id=data["id"],
        slice=data["slice"],
        turns=turns,
        status=_status(data["status"]),
        accepted=tuple(tuple(str(a) for a in _some(slot)) for slot in data["accepted"]),
        evidence=tuple(tuple((e["briefing"], e["quote"]) for e in _some(slot)) for slot in data["evidence"]),
        clean=data.get("clean", ""),
    )


def _status(given: str) -> str:
    if given not in STATUSES:
        raise ValueError(f"status {given!r} is none of {', '.join(STATUSES)}")
    return given


def _some(given: object) -> list[Any]:
    """A list that holds something; a text in its place would be read letter by letter."""
    if not isinstance(given, list) or not given:
        raise TypeError(f"{given!r} is no list of one or more")
    return given
