"""The benchmark: questions with gold evidence asked of an assistant, judged row by row before any average."""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from askbrief.dates import find_dates
from askbrief.errors import AskbriefError, BriefingError
from askbrief.types import Answer, Briefing
from askbrief.words import fold

DEV_SHARE = 60
REFUSED = "not_found"


class Asked(Protocol):
    """What is judged: an assistant, or anything else that answers."""

    def ask(self, question: str, *, conversation_id: str | None = None) -> Answer: ...

    def briefings(self) -> tuple[Briefing, ...]: ...


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a suite; `turns` ends with the one that is judged. See eval/README.md."""

    id: str
    slice: str
    turns: tuple[str, ...]
    status: str
    accepted: tuple[tuple[str, ...], ...]
    evidence: tuple[tuple[tuple[str, str], ...], ...]  # slots of (briefing id, quote)

    @property
    def split(self) -> str:
        """`dev` or `test`, fixed by the id."""
        return "dev" if int(hashlib.sha256(self.id.encode()).hexdigest(), 16) % 100 < DEV_SHARE else "test"


@dataclass(frozen=True, slots=True)
class Row:
    """How one question went; every figure is 0 or 1 except `slots` (share of accepted slots) and the time."""

    case: Case
    status: str
    answer: str
    confidence: float
    correct: float
    cited: float
    slots: float
    retrieved: float  # evidence among the first five passages
    milliseconds: float
    error: str = ""

    @property
    def right(self) -> float:
        """Strictly right and rightly cited; for a refusal, refused and nothing cited."""
        return self.correct * self.cited


Metric = Callable[[Row], float | None]
METRICS: dict[str, Metric] = {
    "right and cited": lambda r: r.right if r.case.status != REFUSED else None,
    "right": lambda r: r.correct if r.case.status != REFUSED else None,
    "evidence in first 5": lambda r: r.retrieved if r.case.status != REFUSED else None,
    "refused rightly": lambda r: r.right if r.case.status == REFUSED else None,
    "refused falsely": lambda r: float(r.status == REFUSED) if r.case.status != REFUSED else None,
}
"""Each takes a row to its figure, or None where the metric does not speak of it."""


def read_suite(path: Path) -> tuple[Case, ...]:
    """The questions of a `.jsonl` file or of all such files of a folder; an error names file and line."""
    files = sorted(path.glob("*.jsonl")) if path.is_dir() else [path]
    if not files or not all(f.is_file() for f in files):
        raise BriefingError(f"no questions at {path}; name a .jsonl file or a folder of them with --suite")
    cases = [case for file in files for case in _cases(file)]
    twice = {c.id for c in cases if sum(o.id == c.id for o in cases) > 1} if len(cases) < 5000 else set()
    if twice:
        raise BriefingError(
            f"{path}: question id {min(twice)!r} comes twice; ids decide the split, so keep them unique"
        )
    return tuple(cases)


def check_evidence(cases: Iterable[Case], briefings: Sequence[Briefing]) -> None:
    """Raises BriefingError for the first gold quote that does not stand in its briefing."""
    sources = {b.id: b.source for b in briefings}
    for case in cases:
        for briefing, quote in (pair for slot in case.evidence for pair in slot):
            if quote not in sources.get(briefing, ""):
                raise BriefingError(f"question {case.id}: the quote {quote[:60]!r} no longer stands in {briefing}")


def evaluate(
    asked: Asked, cases: Sequence[Case], progress: Callable[[int, int], None] | None = None
) -> tuple[Row, ...]:
    """Every question asked and judged; one that fails with an error scores zero and says why."""
    rows = []
    for number, case in enumerate(cases, 1):
        rows.append(_row(asked, case))
        if progress:
            progress(number, len(cases))
    return tuple(rows)


def summary(rows: Sequence[Row], *, resamples: int = 1000, seed: int = 0) -> dict[str, dict[str, float]]:
    """For each metric its mean over the rows it speaks of, their number, and a 95% bootstrap interval."""
    table = {}
    for name, metric in METRICS.items():
        values = [v for row in rows if (v := metric(row)) is not None]
        if values:
            low, high = _interval(values, resamples, seed)
            table[name] = {"mean": _mean(values), "low": low, "high": high, "n": len(values)}
    return table


def by_slice(rows: Sequence[Row]) -> dict[str, dict[str, float]]:
    """For each slice the share of questions that went strictly right, and their number."""
    slices: dict[str, list[float]] = {}
    for row in rows:
        slices.setdefault(row.case.slice, []).append(row.right)
    return {name: {"right": _mean(values), "n": len(values)} for name, values in sorted(slices.items())}


def worse_than(baseline: Mapping[str, float], rows: Sequence[Row]) -> tuple[str, ...]:
    """The metrics that fell below a baseline by more than their interval; `baseline` maps metric to mean."""
    table = summary(rows)
    fell = []
    for name, before in baseline.items():
        now = table.get(name)
        if now is None:
            continue
        bad = now["low"] > before if name == "refused falsely" else now["high"] < before
        if bad:
            fell.append(f"{name}: {now['mean']:.3f} against {before:.3f}")
    return tuple(fell)


def row_dict(row: Row) -> dict[str, Any]:
    """One line of the report."""
    return {
        "id": row.case.id,
        "slice": row.case.slice,
        "split": row.case.split,
        "question": " → ".join(row.case.turns),
        "expected": row.case.status,
        "status": row.status,
        "right": row.right,
        "correct": row.correct,
        "cited": row.cited,
        "retrieved": row.retrieved,
        "confidence": row.confidence,
        "milliseconds": row.milliseconds,
        "answer": row.answer,
        "error": row.error,
    }


def _cases(file: Path) -> Iterable[Case]:
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield _case(json.loads(line))
        except (ValueError, KeyError, TypeError) as error:
            raise BriefingError(f"{file}, line {number}: not a question ({error!r}); see eval/README.md") from error


def _case(data: Mapping[str, Any]) -> Case:
    turns = tuple(data["turns"]) if "turns" in data else (data["question"],)
    return Case(
        id=data["id"],
        slice=data["slice"],
        turns=turns,
        status=data["status"],
        accepted=tuple(tuple(str(a) for a in slot) for slot in data["accepted"]),
        evidence=tuple(tuple((e["briefing"], e["quote"]) for e in slot) for slot in data["evidence"]),
    )


def _row(asked: Asked, case: Case) -> Row:
    conversation = "".join(random.Random(case.id).choices("abcdefghijklmnop", k=24))
    try:
        answers = [asked.ask(turn, conversation_id=conversation) for turn in case.turns]
    except AskbriefError as error:
        return Row(case, "error", "", 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, str(error))
    answer = answers[-1]
    slots = [_holds(answer.text, slot) for slot in case.accepted]
    expected = answer.status == case.status
    return Row(
        case=case,
        status=answer.status,
        answer=answer.text,
        confidence=answer.confidence,
        correct=float(expected and all(slots)),
        cited=float(_cites(answer, case)),
        slots=_mean([float(s) for s in slots]) if slots else float(expected),
        retrieved=float(_retrieved(answer, case)),
        milliseconds=dict(answer.timings_ms).get("total", 0.0),
    )


def _holds(text: str, accepted: Sequence[str]) -> bool:
    """Whether a text holds one of the wordings; dates count in any form, numbers with or without commas."""
    plain = f" {_plain(text)} "
    days = {(d.first, d.last) for d in find_dates(text)}
    for wording in accepted:
        dates = find_dates(wording)
        if dates and len(dates[0].surface) == len(wording.strip()) and (dates[0].first, dates[0].last) in days:
            return True
        if re.search(rf"(?<![\w.]){re.escape(_plain(wording))}(?!\w)", plain):
            return True
    return False


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"(?<=\d),(?=\d{3})", "", fold(text)).replace("‑", "-")).strip()


def _cites(answer: Answer, case: Case) -> bool:
    if case.status == REFUSED:
        return not answer.citations
    cited = [(c.briefing_id, c.quote) for c in answer.citations]
    return all(
        any(b == briefing and (quote in q or q in quote) for b, q in cited for briefing, quote in slot)
        for slot in case.evidence
    )


def _retrieved(answer: Answer, case: Case) -> bool:
    top = [(h.passage.briefing_id, h.passage.text) for h in answer.hits[:5]]
    return all(any(b == briefing and quote in t for b, t in top for briefing, quote in slot) for slot in case.evidence)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _interval(values: Sequence[float], resamples: int, seed: int) -> tuple[float, float]:
    """Percentile bootstrap (Efron and Tibshirani 1993), 95%."""
    draw = random.Random(seed)
    means = sorted(_mean(draw.choices(values, k=len(values))) for _ in range(resamples))
    return means[int(0.025 * resamples)], means[int(0.975 * resamples) - 1]
