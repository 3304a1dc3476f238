"""The documents say what is: commands that exist, the real help texts, every setting."""

from __future__ import annotations

import importlib.util
import json
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
import typer.main
from fastapi.testclient import TestClient

from askbrief import __version__
from askbrief.api import create_app
from askbrief.cli import app
from askbrief.settings import Settings
from fake_assistant import FakeAssistant

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("README.md", "docs/architecture.md", "docs/cli.md", "CHANGELOG.md", "corpus/README.md", "eval/README.md")
LATER = {"docs/screenshot.png"}
"""Files that a page may name before they are there."""


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    """docs/make_cli_md.py."""
    spec = importlib.util.spec_from_file_location("make_cli_md", ROOT / "docs" / "make_cli_md.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def code(text: str) -> str:
    """The fenced blocks and the `code` of a page."""
    return "\n".join([*re.findall(r"```\w*\n(.*?)```", text, re.DOTALL), *re.findall(r"`([^`\n]+)`", text)])


def commands() -> dict[str, set[str]]:
    """Each sub-command with its options."""
    group = typer.main.get_command(app)
    return {
        name: {flag for parameter in command.params for flag in parameter.opts}
        for name, command in group.commands.items()  # type: ignore[attr-defined]
    }


@pytest.mark.parametrize("page", PAGES)
def test_make_targets_exist(page: str) -> None:
    """Every `make X` of a page is a target of the Makefile."""
    targets = set(re.findall(r"^([a-z][a-z-]*):", read("Makefile"), re.MULTILINE))
    assert set(re.findall(r"^ *make ([a-z-]+)", code(read(page)), re.MULTILINE)) - targets == set()


@pytest.mark.parametrize("page", PAGES)
def test_subcommands_and_options_exist(page: str) -> None:
    """Every `askbrief X --option` of a page is known to the command line."""
    known = commands()
    for name, rest in re.findall(r"^ *askbrief ([a-z]+)\b([^\n#]*)", code(read(page)), re.MULTILINE):
        assert name in known, f"{page}: askbrief {name}"
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) - known[name] == set(), f"{page}: askbrief {name}{rest}"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    """Every relative link of a page names a file."""
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", read(page)) if "://" not in link]
    missing = {link for link in links if not (ROOT / page).parent.joinpath(link).exists()}
    assert missing - LATER == set()


def test_cli_md_is_the_real_help(maker: ModuleType) -> None:
    """docs/cli.md equals what --help prints; `make docs` writes it anew."""
    assert read("docs/cli.md") == maker.cli_md()
    assert set(maker.COMMANDS) == set(commands())


def test_readme_lists_every_setting(maker: ModuleType) -> None:
    """The README's table equals the fields of Settings; `make docs` writes it anew."""
    assert read("README.md") == maker.with_table(read("README.md"))
    assert all(f"`ASKBRIEF_{name.upper()}`" in read("README.md") for name in Settings.model_fields)


def test_variables_are_settings_or_options() -> None:
    """Every ASKBRIEF_* variable that a page names is read somewhere."""
    group = typer.main.get_command(app)
    options = {p.envvar for command in group.commands.values() for p in command.params}  # type: ignore[attr-defined]
    known = {f"ASKBRIEF_{name.upper()}" for name in Settings.model_fields} | options
    assert {v for page in PAGES for v in re.findall(r"ASKBRIEF_[A-Z_]+[A-Z]", read(page))} - known == set()


def test_curl_example_is_a_good_request() -> None:
    """The body that the README sends is accepted, and the keys it explains are those of the answer."""
    body = re.search(r"-d '(\{.*?\})'", read("README.md"))
    assert body
    assistant = FakeAssistant()
    with TestClient(create_app(assistant.settings, assistant)) as client:  # type: ignore[arg-type]
        answer = client.post("/ask", json=json.loads(body[1])).json()
    table = read("README.md").partition("| key of the answer |")[2].partition("\n\n")[0]
    explained = {key for row in table.splitlines()[2:] for key in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert explained == set(answer) - {"timings_ms"}


def test_python_examples_compile() -> None:
    """The Python of the README is Python."""
    blocks = re.findall(r"```python\n(.*?)```", read("README.md"), re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        compile(block, "README.md", "exec")


def test_changelog_begins_with_this_version() -> None:
    """The newest entry is the version of the package."""
    assert re.findall(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)[0] == __version__


def test_constraints_pin_every_dependency() -> None:
    """Every dependency of pyproject.toml has one exact version, without a local suffix."""
    project = tomllib.loads(read("pyproject.toml"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    pins = [line for line in read("constraints.txt").splitlines() if not line.startswith("#")]
    pinned = {plain(line.partition("==")[0]) for line in pins}
    assert {plain(re.split(r"[<>=]", line)[0]) for line in wanted} - pinned == set()
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []


def plain(name: str) -> str:
    """A distribution's name as the registry compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
