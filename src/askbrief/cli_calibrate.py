"""`askbrief calibrate`: probes drawn from the corpus are asked, and the refusal threshold is set for a chosen risk."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from askbrief import __version__, calibration
from askbrief import terminal as show
from askbrief.assistant import Assistant
from askbrief.calibration import Calibration, Outcome, Point, certifiable
from askbrief.cli_opening import ensure_index
from askbrief.conversations import Conversations
from askbrief.evaluation import drawing
from askbrief.evaluation.drawing import Probe
from askbrief.evaluation.probes import hide
from askbrief.evaluation.run import evaluate
from askbrief.evaluation.suite import check_evidence, read_suite
from askbrief.index import Index, build, load
from askbrief.types import SectionKind

if TYPE_CHECKING:
    from askbrief.encoder import Encoder
    from askbrief.reading import Reader
    from askbrief.settings import Settings

Asked = tuple[Probe, Outcome]


@dataclass(frozen=True, slots=True)
class Result:
    """How the probes went, how many no threshold bears on, the curve, and the threshold, if one is certified."""

    risk: float
    delta: float
    asked: tuple[Asked, ...]
    left_out: int
    points: tuple[Point, ...]
    chosen: Point | None
    made: Calibration | None

    @property
    def kinds(self) -> dict[str, tuple[int, int, int]]:
        """For each kind of probe how many were asked, answered at any confidence, and answered rightly."""
        found: dict[str, tuple[int, int, int]] = {}
        for probe, outcome in self.asked:
            asked, answered, right = found.get(probe.kind, (0, 0, 0))
            found[probe.kind] = (asked + 1, answered + outcome.answered, right + outcome.right)
        return found


def calibrate(settings: Settings, suite: Path | None, *, risk: float, delta: float, most: int, seed: int) -> Result:
    """Asks up to `most` probes and the suite's questions, and chooses the threshold; writes nothing."""
    ensure_index(settings)
    bench = _Bench(settings)
    with show.working("Drawing probes"):
        index = load(settings.index, bench.encoder)
        probes = (*drawing.draw(index, most, seed), *_of_suite(suite, index))
    asked = bench.ask_all(probes, index)
    points = calibration.curve([outcome for _, outcome in asked], delta)
    chosen = calibration.choose(points, risk, delta)
    made = bench.calibration(chosen, risk, delta, len(asked), index) if chosen else None
    return Result(risk, delta, asked, len(probes) - len(asked), points, chosen, made)


def _of_suite(suite: Path | None, index: Index) -> tuple[Probe, ...]:
    """The operator's own questions, small talk aside; BriefingError when their evidence no longer stands."""
    cases = read_suite(suite) if suite else ()
    check_evidence(cases, index.briefings)
    return tuple(drawing.of_case(case) for case in cases if case.status != "small_talk")


class _Bench:
    """What all probes are asked with: one encoder and one reader, whatever is hidden."""

    def __init__(self, settings: Settings) -> None:
        with show.working("Loading the encoder"):
            from askbrief.encoder import load_encoder
            from askbrief.reader import load_reader

            self._settings = settings
            self.encoder: Encoder = load_encoder(settings)
            self._reader: Reader | None = load_reader(settings)

    def ask_all(self, probes: Sequence[Probe], index: Index) -> tuple[Asked, ...]:
        """The probes whose answers are read, each with its outcome; the others are left out."""
        asked: list[Asked] = []
        with tempfile.TemporaryDirectory(prefix="askbrief-calibrate-") as own:
            for kind in dict.fromkeys(probe.hidden for probe in probes):
                settings = self._hiding(kind, index, Path(own)) if kind else self._settings
                told = f"Asking without {kind}" if kind else "Asking probes"
                asked += self._ask([probe for probe in probes if probe.hidden is kind], settings, told)
        return tuple(asked)

    def calibration(self, chosen: Point, risk: float, delta: float, probes: int, index: Index) -> Calibration:
        """What is to be kept of the chosen threshold."""
        return Calibration(
            threshold=chosen.threshold,
            risk=risk,
            delta=delta,
            probes=probes,
            index_version=index.version,
            encoder=self.encoder.id,
            reader=self._reader.id if self._reader else "off",
            askbrief=__version__,
            date=date.today().isoformat(),
        )

    def _ask(self, probes: Sequence[Probe], settings: Settings, told: str) -> Iterator[Asked]:
        """What is answered although no support suffices is answered from typed fields: no threshold bears on it."""
        strict = Assistant(settings.model_copy(update={"min_support": 1.0}), self.encoder, Conversations())
        rows = evaluate(strict, [probe.case for probe in probes])
        read = [p for p, row in zip(probes, rows, strict=True) if row.status not in drawing.ANSWERED]
        lenient = settings.model_copy(update={"min_support": 0.0})
        assistant = Assistant(lenient, self.encoder, Conversations(), self._reader)
        with show.progress(told) as report:
            rows = evaluate(assistant, [probe.case for probe in read], report)
        failed = [row.error for row in rows if row.error]
        if failed:
            show.say(f"{len(failed)} probes failed and count as not answered, the first with {failed[0]}")
        return ((probe, drawing.outcome(probe, row)) for probe, row in zip(read, rows, strict=True))

    def _hiding(self, kind: SectionKind, index: Index, own: Path) -> Settings:
        """Settings over the corpus less its sections of a kind; only passages that this changes are encoded."""
        folder, built = own / kind, own / "index"
        folder.mkdir()
        hide(kind, index.briefings, folder)
        if not built.exists():
            shutil.copytree(self._settings.index / index.version, built / index.version)
            (built / "current").write_text(index.version, encoding="utf-8")
        with show.working(f"Hiding {kind}"):
            build(folder, built, self.encoder)
        return self._settings.model_copy(update={"corpus": folder, "index": built})


def report(result: Result, settings: Settings, *, as_json: bool, dry_run: bool) -> None:
    """Prints the result, and writes the calibration into the index folder unless there is none or it is a dry run."""
    if as_json:
        show.print_json(_as_dict(result))
    else:
        show.print_calibration(result.kinds, result.points, result.chosen, _told(result))
    if result.made and dry_run:
        show.say("nothing was written (--dry-run)")
    elif result.made:
        path = calibration.save(settings.index, result.made)
        show.say(f"wrote {path}; a running server follows when it is restarted")
        if settings.min_support is not None:
            show.say(f"ASKBRIEF_MIN_SUPPORT={settings.min_support} goes before it; unset it")


def _as_dict(result: Result) -> dict[str, Any]:
    names = ("asked", "answered", "right")
    return {
        "risk": result.risk,
        "delta": result.delta,
        "threshold": result.chosen.threshold if result.chosen else None,
        "probes": {kind: dict(zip(names, counts, strict=True)) for kind, counts in result.kinds.items()},
        "left_out": result.left_out,
        "certifiable": certifiable(result.points[-1].answers, result.delta),
        "curve": [asdict(point) | {"risk": point.risk} for point in result.points],
        "calibration": asdict(result.made) if result.made else None,
    }


def _told(result: Result) -> Iterator[str]:
    """What the sample can and cannot certify, a sentence or two a line."""
    if result.left_out:
        yield f"{result.left_out} more were answered from typed fields, on which no threshold bears."
    yield _certified(result, result.chosen) if result.chosen else _uncertified(result)
    answers = result.points[-1].answers
    if answers:
        least = certifiable(answers, result.delta)
        yield f"{answers} answers, were all of them right, could certify a risk of {least:.1%} and no less."
    yield (
        "The probes are made from typed fields, about half of them without an answer on purpose. They are not your "
        "users' questions, for which the risk may be another; --suite adds questions of your own."
    )


def _certified(result: Result, chosen: Point) -> str:
    answerable = [o for probe, o in result.asked if probe.case.status in drawing.ANSWERED]
    given = sum(o.answered and o.confidence >= chosen.threshold for o in answerable)
    return (
        f"Threshold {chosen.threshold:.2f}: with {1 - result.delta:.0%} confidence at most {result.risk:.1%} of the "
        f"answers to questions like these are wrong (seen: {chosen.errors} of {chosen.answers}). It answers {given} of "
        f"the {len(answerable)} answerable probes."
    )


def _uncertified(result: Result) -> str:
    first = next(iter(calibration.sequence(result.points, result.risk, result.delta)), None)
    if first is None:
        fewest = calibration.enough(result.risk, result.delta)
        why = f"that takes {fewest} answers, all of them right; add briefings or --suite, or allow more with --risk"
    else:
        why = (
            f"of the {first.answers} answers at {first.threshold:.2f} or above {first.errors} are wrong, which may "
            f"mean a risk of {first.bound:.1%}; allow more with --risk"
        )
    return f"No threshold is certified for a risk of {result.risk:.1%}: {why}. The threshold stays as it is."
