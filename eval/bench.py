"""How fast askbrief is on this machine, as multiples of what the encoder alone costs in the same run.

    python eval/bench.py [--json]

Starts real servers over the starter corpus with an index folder of their own, in a temporary folder. Takes about
three minutes on two quiet cores. A missed target is said plainly; the exit status stays 0, since figures vary.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parent / "src"
sys.path.insert(0, str(SOURCE))

import httpx  # noqa: E402
import psutil  # noqa: E402

from askbrief.encoder import Encoder, load_encoder  # noqa: E402
from askbrief.index import build, load  # noqa: E402
from askbrief.passages import embedding_text  # noqa: E402
from askbrief.reader import WEIGHTS  # noqa: E402
from askbrief.settings import Settings, shipped  # noqa: E402

QUESTIONS = (
    "What does Vladmir Puttin want done with the Donbass?",
    "Who signed the Korean Armistice Agreement for the United Nations Command?",
    "When did New START expire?",
    "How many points did the peace plan have?",
    "What is the Black Sea grain deal?",
    "Which organizations are involved in the Iran nuclear deal?",
    "Compare Minsk I and Minsk II",
    "Why did inspections under New START stop?",
    "Who mediated the Camp David talks?",
    "What happened first in Nagorno-Karabakh?",
    "Where was the Dayton agreement initialled?",
    "How wide is the Korean demilitarised zone?",
    "List the scenarios for Cyprus",
    "Who is Aleksandar Vucic?",
    "What changed with the Windsor Framework?",
    "When did Finland join NATO?",
    "What is the latest event at the Zaporizhzhia plant?",
    "How many reactors does the Zaporizhzhia plant have?",
    "Who led the FARC at the signing of the Colombian peace accord?",
    "What happened between 2014 and 2015 in Minsk?",
    "Which people are involved in the Good Friday Agreement?",
    "Who is the president of Brazil?",
    "What colour is the moon?",
    "hello",
    "How did Türkiye come to ratify Sweden's accession?",
    "What did the Security Council decide in resolution 2231?",
    "Was the Northern Ireland Protocol replaced, and when was the framework announced?",
    "What happened after July 2023 to Ukrainian grain exports?",
    "Who drew the Green Line in Nicosia?",
    "How many warheads may each side deploy under New START?",
)
ASKED = 150
CLIENTS = 8
PATIENCE = 420.0


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: a measured value, what it is a multiple of, and the target for that multiple."""

    name: str
    value: float
    unit: str
    times: float | None = None
    of: str = ""
    target: float | None = None

    @property
    def met(self) -> bool | None:
        return None if self.target is None or self.times is None else self.times < self.target


# ---- the server ----------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(corpus: Path, index: Path, reader: str = "shipped") -> Iterator[tuple[str, int, float]]:
    """A running `askbrief serve`: its address, its process id, and seconds from start to the first answer."""
    port = free_port()
    options = ["--host", "127.0.0.1", "--port", str(port), "--corpus", str(corpus), "--index", str(index)]
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "ASKBRIEF_LOG_LEVEL": "warning", "ASKBRIEF_READER": reader}
    started = time.perf_counter()
    log = index.parent / f"server-{port}.log"
    with log.open("w") as out:
        command = [sys.executable, "-m", "askbrief", "serve", *options]
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, cwd=index.parent)
    try:
        first_answer(f"http://127.0.0.1:{port}", process, log)
        yield f"http://127.0.0.1:{port}", process.pid, time.perf_counter() - started
    finally:
        process.terminate()
        process.wait(20)


def first_answer(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Asks until the server answers; SystemExit with its log when it ends or stays silent."""
    deadline, said = time.monotonic() + PATIENCE, "nothing"
    while time.monotonic() < deadline and process.poll() is None:
        try:
            said = str(httpx.post(f"{address}/ask", json={"question": QUESTIONS[0]}, timeout=30).status_code)
            if said == "200":
                return
        except httpx.TransportError:
            pass
        time.sleep(0.02)
    raise SystemExit(f"the server did not answer (last it said: {said}); its log:\n{log.read_text()[-3000:]}")


def ask_all(address: str, questions: Sequence[str]) -> list[float]:
    """Milliseconds of each `POST /ask`, one after another over one connection."""
    times = []
    with httpx.Client(base_url=address, timeout=60) as client:
        for question in questions:
            started = time.perf_counter()
            client.post("/ask", json={"question": question}).raise_for_status()
            times.append((time.perf_counter() - started) * 1000)
    return times


def ask_together(address: str, questions: Sequence[str], clients: int) -> list[float]:
    """The same from several clients at once."""
    shares = [questions[n::clients] for n in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        return [ms for times in pool.map(lambda share: ask_all(address, share), shares) for ms in times]


# ---- what is measured ----------------------------------------------------------------------


def embedding_times(encoder: Encoder, texts: Sequence[str]) -> list[float]:
    """Milliseconds of each text encoded alone."""
    times = []
    for text in texts:
        started = time.perf_counter()
        encoder.encode([text])
        times.append((time.perf_counter() - started) * 1000)
    return times


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def measure_server(corpus: Path, folder: Path, encoder: Encoder) -> list[Figure]:
    """Start to first answer, `/ask` on one client and on eight, memory."""
    index = folder / "served"
    with server(corpus, index) as (_, _, cold):
        pass
    asked = list(islice(cycle(QUESTIONS), ASKED))
    with server(corpus, index) as (address, pid, warm):
        ask_all(address, QUESTIONS)
        bare = embedding_times(encoder, asked)
        alone = ask_all(address, asked)
        bare += embedding_times(encoder, asked)
        together = ask_together(address, asked, CLIENTS)
        bare += embedding_times(encoder, asked)
        memory = psutil.Process(pid).memory_info().rss / 2**20
    with server(corpus, index, "off") as (address, pid, _):
        ask_all(address, QUESTIONS)
        unread = ask_all(address, asked)
        bare += embedding_times(encoder, asked)
        lighter = psutil.Process(pid).memory_info().rss / 2**20
    unit = statistics.median(bare)
    return [
        Figure("one bare query embedding, median", unit, "ms"),
        *latencies("one client", alone, unit, target=25.0),
        *latencies("one client, reader off", unread, unit, target=4.0),
        *latencies(f"{CLIENTS} clients", together, unit, target=None),
        Figure("resident memory of the server after the questions", memory, "MiB"),
        Figure("the same, reader off", lighter, "MiB"),
        Figure("the reader's file", WEIGHTS.stat().st_size / 2**20, "MiB"),
        Figure("start to first answer, index built on the way", cold, "s"),
        Figure("start to first answer, index already there", warm, "s"),
    ]


def latencies(who: str, times: Sequence[float], unit: float, target: float | None) -> list[Figure]:
    """p50 and p95 as multiples of a bare embedding."""
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[18]
    return [
        Figure(f"/ask, {who}, p50", p50, "ms", p50 / unit, "a bare embedding", target),
        Figure(f"/ask, {who}, p95", p95, "ms", p95 / unit, "a bare embedding"),
    ]


def measure_builds(corpus: Path, folder: Path, encoder: Encoder) -> list[Figure]:
    """A full build against bare encoding of the same texts, and a rebuild after one edit against a full build."""
    index = folder / "built"
    texts = [embedding_text(p) for p in load(folder / "served", encoder).passages]
    encoding = seconds(lambda: embedding_times(encoder, texts[::2]))
    full = seconds(lambda: build(corpus, index, encoder))
    encoding += seconds(lambda: embedding_times(encoder, texts[1::2]))  # half before, half after: the load may change
    touch(corpus)
    again = seconds(lambda: build(corpus, index, encoder))
    return [
        Figure(f"encoding the {len(texts)} passages, one at a time", encoding, "s"),
        Figure("full build", full, "s", full / encoding, "pure encoding", 1.3),
        Figure("rebuild after one edited sentence", again, "s", again / full, "a full build", 0.2),
    ]


def touch(corpus: Path) -> None:
    """Edits one sentence of the middle file."""
    files = sorted(p for p in corpus.glob("*.md") if p.name != "README.md")
    path = files[len(files) // 2]
    head, mark, body = path.read_text(encoding="utf-8").partition("## Overview")
    path.write_text(head + mark + body.replace(". ", ", as an edit says. ", 1), encoding="utf-8")


def measure_runtimes(onnx: Encoder) -> list[Figure]:
    """One query embedding in either runtime, in turn."""
    torch = load_encoder(Settings(backend="torch"))
    for encoder in (onnx, torch):
        encoder.encode(QUESTIONS[:5])
    first, slow, second = (embedding_times(e, QUESTIONS) for e in (onnx, torch, onnx))
    fast = statistics.median(first + second)
    return [
        Figure("query embedding, int8 ONNX, p50", fast, "ms"),
        Figure("query embedding, PyTorch, p50", statistics.median(slow), "ms", statistics.median(slow) / fast, "ONNX"),
    ]


# ---- the report ----------------------------------------------------------------------------


def table(title: str, figures: Sequence[Figure]) -> str:
    """Aligned lines; a target beside the multiple that is to stay below it."""
    return "\n".join([title, *(f"  {f.name:<52}{_number(f.value):>9} {f.unit:<4}{_multiple(f)}" for f in figures)])


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.2f}"


def _multiple(figure: Figure) -> str:
    if figure.times is None:
        return ""
    verdict = "" if figure.met is None else f"  target < {figure.target}: {'met' if figure.met else 'MISSED'}"
    return f"{figure.times:>7.2f} x {figure.of}{verdict}"


def misses(figures: Sequence[Figure]) -> list[str]:
    """A plain sentence for each missed target."""
    return [
        f"Target missed: {f.name} took {f.times:.2f} times {f.of}; the target is below {f.target}."
        for f in figures
        if f.met is False
    ]


def measure() -> tuple[list[Figure], list[Figure]]:
    """The main table and the one of the runtimes."""
    encoder = load_encoder(Settings())
    encoder.encode(QUESTIONS)
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        corpus = Path(shutil.copytree(shipped("corpus"), folder / "corpus"))
        figures = measure_server(corpus, folder, encoder) + measure_builds(corpus, folder, encoder)
    return figures, measure_runtimes(encoder)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")
    options = parser.parse_args()
    figures, runtimes = measure()
    if options.json:
        told = [{**asdict(f), "met": f.met} for f in (*figures, *runtimes)]
        print(json.dumps({"cpus": os.cpu_count(), "load": os.getloadavg()[0], "figures": told}))
        return 0
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, {ASKED} questions a run\n")
    print(table("askbrief", figures), table("runtimes", runtimes), *misses(figures), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
