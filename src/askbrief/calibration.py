"""The refusal threshold: chosen for a risk from judged answers, with a bound that holds for few of them, and kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from itertools import takewhile
from pathlib import Path

from scipy.special import betaincinv

from askbrief.errors import IndexDamaged
from askbrief.publishing import building, replace_text
from askbrief.settings import Settings

DEFAULT = 0.3
"""The threshold without a setting or a calibration: the one that the benchmark was measured with."""
NAME = "calibration.json"
GRID = tuple(step / 20 for step in range(19, -1, -1))
"""The thresholds that are tried, highest first: fixed before any answer is seen, and few, since the first that fails
ends the trial."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went: whether it was answered, how confidently, and whether rightly."""

    confidence: float
    answered: bool
    right: bool


@dataclass(frozen=True, slots=True)
class Point:
    """What a threshold lets through; `bound` is the upper bound of its selective risk."""

    threshold: float
    coverage: float
    answers: int
    errors: int
    bound: float

    @property
    def risk(self) -> float:
        """Wrong answers a given one."""
        return self.errors / self.answers if self.answers else 0.0


@dataclass(frozen=True, slots=True)
class Calibration:
    """A threshold with what it was chosen for, and with what: another index, model or version needs another."""

    threshold: float
    risk: float
    delta: float
    probes: int
    index_version: str
    encoder: str
    reader: str
    askbrief: str
    date: str


def clopper_pearson_upper(errors: int, answers: int, delta: float) -> float:
    """The exact upper bound, at confidence 1 - delta, of an error rate seen as `errors` of `answers`.

    Clopper & Pearson 1934: the (1 - delta) quantile of Beta(errors + 1, answers - errors).
    """
    if errors >= answers:
        return 1.0
    return float(betaincinv(errors + 1, answers - errors, 1 - delta))


def curve(outcomes: Sequence[Outcome], delta: float) -> tuple[Point, ...]:
    """The risk and coverage of every threshold of GRID: selective classification (Geifman & El-Yaniv 2017)."""
    points = []
    for threshold in GRID:
        given = [o for o in outcomes if o.answered and o.confidence >= threshold]
        errors = sum(not o.right for o in given)
        bound = clopper_pearson_upper(errors, len(given), delta)
        points.append(Point(threshold, len(given) / (len(outcomes) or 1), len(given), errors, bound))
    return tuple(points)


def choose(points: Sequence[Point], risk: float, delta: float) -> Point | None:
    """The lowest threshold whose risk is certified, with confidence 1 - delta; None when none is.

    Learn then Test (Angelopoulos et al. 2021) by fixed-sequence testing: from the highest threshold down, each tested
    at delta, up to the first that fails; so the many tests need no correction.
    """
    passed = list(takewhile(lambda point: point.bound <= risk, sequence(points, risk, delta)))
    return passed[-1] if passed else None


def sequence(points: Sequence[Point], risk: float, delta: float) -> tuple[Point, ...]:
    """The points in the order of their tests, from the first that has answers enough to pass.

    The handful at the very top proves nothing, however right, and would end the sequence. It begins with half of all
    answers; with fewer where those suffice although some are wrong, with more where even right ones would not suffice.
    So where it begins depends on how many answers there are, not on which of them are wrong.
    """
    half = max((p.answers for p in points), default=0) // 2
    fewest = max(enough(risk, delta), min(half, enough(risk, delta, wrong=risk / 2)))
    return tuple(point for point in points if point.answers >= fewest)


def enough(risk: float, delta: float, wrong: float = 0.0) -> int:
    """The fewest answers that certify a risk although such a share of them is wrong."""
    answers = 1
    while clopper_pearson_upper(int(answers * wrong), answers, delta) > risk:
        answers += 1
    return answers


def certifiable(answers: int, delta: float) -> float:
    """The smallest risk that so many answers could certify: all of them right, 1 - delta^(1/n)."""
    return clopper_pearson_upper(0, answers, delta)


def threshold(settings: Settings) -> float:
    """The support below which a question is refused: the setting, else the calibrated one, else DEFAULT."""
    if settings.min_support is not None:
        return settings.min_support
    found = load(settings.index)
    return found.threshold if found else DEFAULT


def load(index: Path) -> Calibration | None:
    """The calibration kept in an index folder; None without one, IndexDamaged for one that cannot be used."""
    path = index / NAME
    try:
        return _read(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise IndexDamaged(
            f"{path}: not a calibration ({error}); run `askbrief calibrate` again, or remove the file"
        ) from error


def save(index: Path, calibration: Calibration) -> Path:
    """Writes a calibration into an index folder, whole or not at all; returns the file."""
    path = index / NAME
    with building(index):
        replace_text(path, json.dumps(asdict(calibration), indent=2) + "\n")
    return path


def _read(text: str) -> Calibration:
    """Raises ValueError for what `save` has not written."""
    data = json.loads(text)
    if not isinstance(data, dict) or set(data) != {f.name for f in fields(Calibration)}:
        raise ValueError("its keys are others")
    for name in ("threshold", "risk", "delta"):
        if type(data[name]) not in (int, float) or not 0 <= data[name] <= 1:
            raise ValueError(f"{name} {data[name]!r} is no number from 0 to 1")
    return Calibration(**data)
