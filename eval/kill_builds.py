"""Builds killed at random moments: is the published index always the old one or the new one, whole?

    python eval/kill_builds.py [--runs 200] [--seed N]

Each run changes a small corpus, starts a build of it in a process of its own and kills that (SIGKILL) at a random
moment of a build's usual time, a quarter of them just as it publishes. Then the published index is loaded, every
checksum checked, and compared byte for byte with the two that may be there. Exit 1 when one run finds anything else.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "src"), str(HERE.parent / "tests")]

from askbrief.errors import AskbriefError  # noqa: E402
from askbrief.index import build, load  # noqa: E402
from askbrief.publishing import published  # noqa: E402
from corpus_small import BRIEFINGS, ORRIN, RAIL, write_corpus  # noqa: E402
from fakes import FakeEncoder  # noqa: E402

NEW = "# A third story\n\n## Overview\n\n" + "The Velm delta floods every spring. " * 40 + "\n"
STATES = {
    "A": BRIEFINGS,
    "B": {"lake-orrin-accord": ORRIN.replace("nine rounds", "ten rounds"), "velm-rail-strike": RAIL, "velm-delta": NEW},
}
"""Two states of a corpus that differ by an edited, a removed and an added file."""
Files = dict[str, bytes]
ENDED = "the build had ended before the kill"


@dataclass
class Tally:
    """What the runs met."""

    moments: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)

    @property
    def killed(self) -> int:
        return sum(n for moment, n in self.moments.items() if moment != ENDED)

    def report(self) -> str:
        rows = [f"  {moment:<52}{n:>5}" for moment, n in sorted(self.moments.items())]
        rows += [f"  {f'index found afterwards: {state}':<52}{n:>5}" for state, n in sorted(self.found.items())]
        lines = [f"{sum(self.moments.values())} builds, {self.killed} killed while they ran", *rows]
        return "\n".join([*lines, f"violations: {len(self.violations)}", *(f"  {v}" for v in self.violations)])


def build_once(corpus: Path, index: Path, keep: int, started: Connection) -> None:
    """The process that is killed."""
    started.send("go")
    begun = time.perf_counter()
    build(corpus, index, FakeEncoder(), keep=keep)
    started.send(time.perf_counter() - begun)


class Bench:
    """A corpus and an index folder, and builds of them in processes of their own."""

    def __init__(self, folder: Path, context: ForkServerContext) -> None:
        self.corpus, self.index, self._context = folder / "corpus", folder / "index", context
        self.seconds = 0.0  # what the last build took that ended

    def run(
        self,
        state: str,
        *,
        keep: int = 2,
        kill_after: float | None = None,
        aimed: bool = False,
        index: Path | None = None,
    ) -> str:
        """Builds a state; `done`, or `killed` when the process was killed before it had ended."""
        write_corpus(self.corpus, STATES[state])
        receive, send = self._context.Pipe(duplex=False)
        process = self._context.Process(target=build_once, args=(self.corpus, index or self.index, keep, send))
        process.start()
        send.close()
        receive.recv()
        if kill_after is not None:
            self._wait(receive, kill_after, aimed)
            process.kill()
        with contextlib.suppress(EOFError):
            self.seconds = float(receive.recv())
        process.join()
        if process.exitcode not in (0, -signal.SIGKILL):
            raise SystemExit(f"a build of state {state} failed with {process.exitcode}")
        return "done" if process.exitcode == 0 else "killed"

    def _wait(self, receive: Connection, moment: float, aimed: bool) -> None:
        """Until the moment; if aimed, until the version or the pointer to it has changed, and a hundredth more."""
        before = published_at(self.index)
        while aimed and not receive.poll() and published_at(self.index) == before:
            time.sleep(0.0002)
        time.sleep(moment / 100 if aimed else moment)

    def reference(self, state: str, folder: Path) -> Files:
        """What a build of that state from nothing publishes."""
        self.run(state, index=folder)
        return files_of(folder)

    def usual_seconds(self) -> float:
        """How long a build takes, median: A and B in turn, process start aside."""
        times = []
        for state in "ABABABA":
            self.run(state, keep=1)
            times.append(self.seconds)
        return statistics.median(times[1:])


def published_at(folder: Path) -> tuple[list[str], int]:
    """What changes when a build publishes: the version folders, and the pointer's time."""
    pointer = folder / "current"
    return sorted(p.name for p in folder.glob("v-*")), pointer.stat().st_mtime_ns if pointer.exists() else 0


def files_of(folder: Path) -> Files:
    """The published version: its name and every file."""
    version = published(folder) or ""
    place = folder / version
    found = {p.relative_to(place).as_posix(): p.read_bytes() for p in place.rglob("*") if p.is_file()}
    return {**found, "version": version.encode()}


def state_of(folder: Path, references: dict[str, Files]) -> str:
    """`A` or `B` when the published index loads and is that one to the byte; else what is wrong with it."""
    try:
        index = load(folder, FakeEncoder())
    except AskbriefError as error:
        return f"not served: {error}"
    found = files_of(folder)
    same = [state for state, files in references.items() if files == found]
    if not same or {b.id for b in index.briefings} != set(STATES[same[0]]):
        return f"neither of the two: {index.version}"
    return same[0]


def unfinished(folder: Path) -> set[str]:
    """Names of the version folders that were not finished."""
    return {p.name for p in folder.glob(".building-*")}


def moment_of(outcome: str, changed: bool, left: bool) -> str:
    """Where in the build the kill fell, from what it left."""
    if outcome == "done":
        return ENDED
    if changed:
        return "killed after it had published"
    return "killed while writing (unfinished files on disk)" if left else "killed before it wrote anything"


def one_run(bench: Bench, references: dict[str, Files], draw: random.Random, usual: float, tally: Tally) -> None:
    """Changes the corpus, builds, kills, looks."""
    before, there = state_of(bench.index, references), unfinished(bench.index)
    target = "B" if before == "A" else "A"
    moment, aimed = draw.uniform(0, 1.05) * usual, draw.random() < 0.25
    outcome = bench.run(target, keep=draw.choice((1, 2)), kill_after=moment, aimed=aimed)
    after = state_of(bench.index, references)
    left = unfinished(bench.index) - there
    tally.moments[moment_of(outcome, after == target, bool(left))] += 1
    tally.found["the new one" if after == target else "the old one" if after == before else "DAMAGED"] += 1
    if after not in (before, target) or (outcome == "done" and after != target):
        tally.violations.append(f"{before} -> {target}, {outcome}: {after}")
        shutil.rmtree(bench.index)
        bench.run(before if before in STATES else "A")


def kill_builds(runs: int, seed: int) -> Tally:
    """Runs in a temporary folder until so many builds were killed."""
    # For the process that forks the builds; killed ones leave their progress bar's semaphore to its tracker.
    os.environ["PYTHONPATH"] = os.pathsep.join(sys.path)
    os.environ["PYTHONWARNINGS"] = "ignore::UserWarning:multiprocessing.resource_tracker"
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["askbrief.index"])
    draw, tally = random.Random(seed), Tally()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), context)
        references = {state: bench.reference(state, Path(folder) / f"only-{state}") for state in STATES}
        usual = bench.usual_seconds()
        print(f"a build takes about {usual * 1000:.0f} ms; seed {seed}", flush=True)
        while tally.killed < runs:
            one_run(bench, references, draw, usual, tally)
            usual += (bench.seconds - usual) / 5  # the machine may grow busier, or quieter
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=200, help="builds to kill while they run")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="of the moments")
    options = parser.parse_args()
    tally = kill_builds(options.runs, options.seed)
    print(tally.report())
    return 1 if tally.violations else 0


if __name__ == "__main__":
    sys.exit(main())
