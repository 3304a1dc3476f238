"""The wheel: what it carries, and that it serves from an empty folder without the checkout."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from this checkout; pip fetches the build backend when it is not there."""
    folder = tmp_path_factory.mktemp("dist")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(pip, check=True, timeout=300)
    (made,) = folder.glob("askbrief-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the installed wheel and nothing else."""
    folder = tmp_path_factory.mktemp("site")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder), str(wheel)]
    subprocess.run(pip, check=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def url(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `askbrief serve` run from an empty folder with the installed wheel."""
    place = tmp_path_factory.mktemp("empty")
    port = free_port()
    command = [sys.executable, "-m", "askbrief", "serve", "--port", str(port)]
    with (place.parent / "serve.log").open("w") as log:
        process = subprocess.Popen(command, cwd=place, env=environment(installed), stdout=log, stderr=log)
        try:
            wait(f"http://127.0.0.1:{port}/readyz", process, place.parent / "serve.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def environment(installed: Path) -> dict[str, str]:
    """This environment with the installed wheel first on the path and no setting."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASKBRIEF_")}
    return kept | {"PYTHONPATH": str(installed)}


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the address answers; the index of the starter corpus is built meanwhile."""
    deadline = time.monotonic() + 400
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
        else:
            return
    pytest.fail(log.read_text())


def fetch(address: str, body: dict[str, Any] | None = None) -> tuple[int, str]:
    data = None if body is None else json.dumps(body).encode()
    headers = {"Content-Type": "application/json"} if body else {"Accept": "text/html"}
    with urllib.request.urlopen(urllib.request.Request(address, data, headers), timeout=60) as response:
        return response.status, response.read().decode()


def test_carries_all_that_is_served(wheel: Path) -> None:
    """Every module, template, static file and briefing of the checkout is in the wheel; no test is."""
    names = set(zipfile.ZipFile(wheel).namelist())
    for folder, inside in (("src/askbrief", "askbrief"), ("web", "askbrief/_web"), ("corpus", "askbrief/_corpus")):
        files = [p.relative_to(ROOT / folder) for p in (ROOT / folder).rglob("*") if p.is_file()]
        kept = {f"{inside}/{p.as_posix()}" for p in files if "__pycache__" not in p.parts}
        assert kept - names == set()
    assert {"askbrief/py.typed", "askbrief/models/reader.onnx", "askbrief/models/model_card.md"} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"askbrief"}


def test_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    """The installed command reads its own pages and starter corpus, not the checkout's."""
    command = [sys.executable, "-m", "askbrief", "doctor", "--json"]
    done = subprocess.run(
        command, cwd=tmp_path, env=environment(installed), capture_output=True, text=True, check=False
    )
    told = {check["name"]: check for check in json.loads(done.stdout)["checks"]}
    assert told["pages"]["detail"] == str(installed / "askbrief" / "_web")
    assert told["corpus"]["detail"].startswith(str(installed / "askbrief" / "_corpus"))
    assert told["index"]["cure"] == "run `askbrief build`"
    assert done.returncode == 1


@pytest.mark.model
def test_serves_from_an_empty_folder(url: str) -> None:
    """/healthz, the chat page, a static file and an answered question with its citation's page."""
    assert fetch(f"{url}/healthz")[0] == 200
    status, page = fetch(f"{url}/")
    assert status == 200
    assert "<form" in page
    assert fetch(f"{url}/static/chat.js")[0] == 200
    answer = json.loads(fetch(f"{url}/ask", {"question": "Who is Volodymyr Zelenskyy?"})[1])
    assert answer["status"] == "answered"
    first = answer["citations"][0]
    assert fetch(url + first["url"].partition("#")[0])[0] == 200
    source = fetch(f"{url}/briefings/{first['briefing_id']}/source")[1]
    assert source[first["start"] : first["end"]] == first["quote"]
