"""The shape of src/askbrief: imports point only down, and each heavy library stays in its modules."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "askbrief"
LAYERS = """
errors types settings support switches units words
dates draft frontmatter fuzzy names publishing reading sections sides
briefing calibration conversations encoder kinds lexical lines marks namesakes passages pdftext reader_hub referents
entities
capitals documents outline pages parts reader short_answer spelling starters starts store
index itemise openwords
events features followups retrieval stories
typed
entries evidence question
asking_back compared constraints refusal shaping shortening
comparison
offices
answer importing
assistant
evaluation.bootstrap evaluation.rewrites evaluation.suite
evaluation.collection evaluation.facts evaluation.noise evaluation.ranking
evaluation.judge evaluation.squad
evaluation.datasets evaluation.metrics evaluation.probes evaluation.run
evaluation.drawing evaluation.gate evaluation.plots
evaluation.report
api_examples api_models api_opening doctor
api_edge terminal
api_briefings api_questions cli_opening cli_options
api cli_calibrate cli_eval
cli
__main__
"""
LEVEL = {module: level for level, line in enumerate(LAYERS.strip().splitlines()) for module in line.split()}
HOMES = {
    "sentence_transformers": {"encoder"},
    "transformers": {"encoder", "reader_hub"},
    "torch": {"encoder", "reader_hub"},
    "onnxruntime": {"encoder", "reader"},
    "tokenizers": {"reader"},
    "faiss": {"store"},
    "bm25s": {"lexical"},
    "rapidfuzz": {"fuzzy"},
    "Stemmer": {"words"},
    "scipy": {"calibration"},
    "sentencex": {"passages"},
    "mammoth": {"documents"},
    "markdownify": {"documents"},
    "pypdf": {"pdftext"},
    "jinja2": {"pages", "evaluation.report"},
    "ir_measures": {"evaluation.ranking"},
    "matplotlib": {"evaluation.plots"},
    "fastapi": {"api", "api_briefings", "api_edge", "api_opening", "api_questions"},
    "starlette": {"api", "api_edge"},
    "uvicorn": {"api"},
    "rich": {"terminal"},
    "typer": {"cli", "cli_options"},
}
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
    for path in PACKAGE.rglob("*.py")
    if path.stem != "__init__"
)


def imported(module: str) -> list[tuple[str, str]]:
    """Each import of a module, wherever it stands, as (top-level package, module of askbrief or "")."""
    found: list[tuple[str, str]] = []
    path = (PACKAGE / module.replace(".", "/")).with_suffix(".py")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        found += [(name.split(".")[0], own_module(name)) for name in names]
    return found


def own_module(name: str) -> str:
    """The module of askbrief that a dotted name lies in or is; "" where it is none."""
    parts = name.split(".")
    inside = (".".join(parts[1:end]) for end in range(len(parts), 1, -1) if parts[0] == "askbrief")
    return next((module for module in inside if module in MODULES), "")


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("askbrief.index", "index"),
        ("askbrief.index.load", "index"),
        ("askbrief.evaluation.suite.Case", "evaluation.suite"),
        ("askbrief.evaluation.suite", "evaluation.suite"),
        ("askbrief.evaluation", ""),
        ("askbrief.__version__", ""),
        ("index.load", ""),
        ("numpy.typing", ""),
    ],
)
def test_a_name_lies_in_its_module(name: str, module: str) -> None:
    """The module that an import reaches, in the package or in a package of it."""
    assert own_module(name) == module


@pytest.mark.parametrize("module", MODULES)
def test_imports_point_down(module: str) -> None:
    """A module imports only from lines above its own in LAYERS."""
    assert module in LEVEL, f"give {module} its place in LAYERS"
    own = {name for top, name in imported(module) if top == "askbrief" and name in MODULES}
    assert {name for name in own if LEVEL.get(name, 99) >= LEVEL[module]} == set()


def test_only_the_command_line_knows_the_benchmark() -> None:
    """What answers does not know how it is judged."""
    inside = {m for m in MODULES if m.startswith("evaluation.")}
    users = {module for module in MODULES if inside & {own for _, own in imported(module)}} - inside
    assert users == {"cli_calibrate", "cli_eval", "terminal"}


def test_every_layer_is_built() -> None:
    """LAYERS names no module that is gone, and none twice."""
    assert sorted(LAYERS.split()) == sorted(LEVEL)
    assert set(LEVEL) - set(MODULES) == set()


@pytest.mark.parametrize("library", HOMES)
def test_heavy_libraries_stay_at_home(library: str) -> None:
    """A heavy library is imported in its modules and nowhere else."""
    users = {module for module in MODULES if library in {top for top, _ in imported(module)}}
    assert users == HOMES[library]


def test_core_knows_no_web_framework() -> None:
    """Nothing below the surfaces imports FastAPI, Starlette or uvicorn."""
    web = {"fastapi", "starlette", "uvicorn"}
    users = {module for module in MODULES if web & {top for top, _ in imported(module)}}
    assert all(module.startswith("api") for module in users)


def test_every_library_is_declared() -> None:
    """What is imported from outside stands among the dependencies of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {plain(re.split(r"[<>=!~;\[ ]", line)[0]) for line in project["dependencies"]}
    owners = packages_distributions()
    outside = {top for module in MODULES for top, _ in imported(module)} - {"askbrief"} - sys.stdlib_module_names
    assert {top for top in outside if not declared & {plain(d) for d in owners.get(top, [])}} == set()


def test_architecture_shows_the_layers() -> None:
    """docs/architecture.md lists the layers as they are."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    shown = text.split("<!-- layers: checked by tests/test_layers.py -->")[1].split("<!-- end of layers -->")[0]
    assert [line.strip() for line in shown.strip().splitlines()] == LAYERS.strip().splitlines()


def plain(name: str) -> str:
    """A distribution's name as the registry compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()
