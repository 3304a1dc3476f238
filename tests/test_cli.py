"""The command line over a small corpus and a fake encoder: what it prints, where, and with which exit status."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

import fake_assistant
from askbrief import __version__, cli, cli_eval, doctor, encoder
from askbrief.assistant import Assistant, answer_to_dict
from askbrief.errors import AskbriefError, ModelError
from askbrief.evaluation.metrics import METRICS
from askbrief.evaluation.ranking import MEASURES
from askbrief.index import load, published
from askbrief.settings import Settings
from fake_assistant import DAM, STRIKE, FakeAssistant
from fakes import FakeEncoder

FOUND = "Who is the water minister of Uplnd?"
SPLITS = ("dev", "test", "all")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fake_encoder: FakeEncoder) -> Path:
    """An empty folder to work in, no ASKBRIEF_* variable, the fake encoder wherever one is loaded."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ASKBRIEF_{name.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(encoder, "load_encoder", lambda _: fake_encoder)
    return tmp_path


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    """A hand-made assistant in place of the one the commands would open."""
    made = FakeAssistant()
    monkeypatch.setattr(cli, "open_assistant", lambda *_: made)
    return made


@pytest.fixture
def corpus(place: Path) -> Path:
    """`./corpus` with two invented briefings."""
    folder = place / "corpus"
    folder.mkdir()
    (folder / "river-dam-dispute.md").write_text(DAM, encoding="utf-8")
    (folder / "port-strike.md").write_text(STRIKE, encoding="utf-8")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(cli.app, [str(a) for a in arguments], prog_name="askbrief")


def python(*arguments: str) -> str:
    """What another Python with this askbrief prints."""
    env = os.environ | {"PYTHONPATH": str(Path(cli.__file__).parents[1])}
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, env=env).stdout


def one_line(text: str) -> str:
    """The only line of a text."""
    assert text.endswith("\n")
    assert text.count("\n") == 1
    return text[:-1]


# ---- start -----------------------------------------------------------------------------------


def test_version() -> None:
    """--version prints name and number."""
    assert run("--version").stdout == f"askbrief {__version__}\n"


def test_no_heavy_import_for_help() -> None:
    """--help loads none of the heavy libraries."""
    heavy = ("torch", "faiss", "sentence_transformers", "fastapi", "uvicorn", "bm25s", "pypdf", "numpy")
    code = (
        "import sys\nfrom typer.testing import CliRunner\nfrom askbrief.cli import app\n"
        "for name in ('build', 'add', 'ask', 'serve', 'eval', 'calibrate', 'doctor', 'entities'):\n"
        "    assert CliRunner().invoke(app, [name, '--help']).exit_code == 0, name\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    assert python("-c", code).strip() == "[]"


def test_module_is_the_command() -> None:
    """`python -m askbrief` is `askbrief`."""
    assert python("-m", "askbrief", "--version") == f"askbrief {__version__}\n"


# ---- settings --------------------------------------------------------------------------------


def test_bad_variable_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bad variable: its name, its value, what to do; status 2."""
    monkeypatch.setenv("ASKBRIEF_PORT", "99999")
    done = run("doctor")
    told = one_line(done.stderr)
    assert done.exit_code == 2
    assert told.startswith("ASKBRIEF_PORT=99999: ")
    assert "65535; set it to another value or unset it" in told


def test_each_bad_variable_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two bad variables are two lines."""
    monkeypatch.setenv("ASKBRIEF_DENSE", "perhaps")
    monkeypatch.setenv("ASKBRIEF_BACKEND", "abacus")
    lines = run("build").stderr.splitlines()
    assert sorted(line.split(":")[0] for line in lines) == ["ASKBRIEF_BACKEND=abacus", "ASKBRIEF_DENSE=perhaps"]


def test_bad_option_is_named_as_it_was_typed() -> None:
    """An option out of range is named with its dashes; status 2."""
    done = run("ask", "x", "--top-k", "51")
    assert done.exit_code == 2
    assert one_line(done.stderr).startswith("--top-k 51: ")


def test_variable_stands_for_its_option(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """ASKBRIEF_INDEX says where to build; --index beats it."""
    monkeypatch.setenv("ASKBRIEF_INDEX", "elsewhere")
    assert run("build").exit_code == 0
    assert published(Path("elsewhere")) is not None
    assert run("build", "--index", "here").exit_code == 0
    assert published(Path("here")) is not None


# ---- build -----------------------------------------------------------------------------------


def test_build_says_what_changed(corpus: Path) -> None:
    """Added, then unchanged, then changed and removed."""
    first = run("build")
    assert first.exit_code == 0
    assert first.stdout.splitlines()[0] == "added 2: port-strike, river-dam-dispute"
    assert run("build").stdout.splitlines()[0] == "unchanged 2"
    (corpus / "port-strike.md").unlink()
    (corpus / "river-dam-dispute.md").write_text(DAM.replace("nine times", "ten times"), encoding="utf-8")
    last = run("build").stdout.splitlines()
    assert last[:2] == ["changed 1: river-dam-dispute", "removed 1: port-strike"]
    assert last[2].startswith(f"index {published(Path('index'))}: 1 briefings, ")


def test_build_as_json(corpus: Path) -> None:
    """--json prints one object and nothing else."""
    told = json.loads(run("build", "--json").stdout)
    assert told["added"] == ["port-strike", "river-dam-dispute"]
    assert told["version"] == published(Path("index"))
    assert told["encoded"] == told["passages"] == len(load(Path("index")).passages)
    assert told["errors"] == []


def test_build_goes_on_after_a_bad_file(corpus: Path) -> None:
    """A file that cannot be read: one line on stderr, the rest built, status 1."""
    (corpus / "broken.md").write_bytes(b"# T\n\n\xff\xfe broken")
    done = run("build")
    lines = [line for line in done.stderr.splitlines() if not line.startswith("Encoding passages")]
    assert done.exit_code == 1
    assert len(lines) == 1
    assert "broken.md" in lines[0]
    assert len(load(Path("index")).briefings) == 2


def test_build_without_a_corpus() -> None:
    """A corpus folder that is not there: the cure, status 1, no traceback."""
    done = run("build", "--corpus", "nowhere")
    assert done.exit_code == 1
    assert one_line(done.stderr) == ("the corpus folder nowhere does not exist; make it, or name another with --corpus")


def test_unwritable_index_is_one_line(corpus: Path, place: Path) -> None:
    """A folder that cannot be made is named with the reason."""
    (place / "taken").write_text("a file")
    done = run("build", "--index", "taken/index")
    assert done.exit_code == 1
    assert "taken" in done.stderr.splitlines()[-1]
    assert "check the path" in done.stderr.splitlines()[-1]


# ---- add -------------------------------------------------------------------------------------


def test_add_makes_the_corpus(place: Path) -> None:
    """Without a corpus, ./corpus is made; one line a file, and what to run next."""
    (place / "note.txt").write_text("The Harbour Accord\n\nThe harbour accord was signed on 4 May 2021.\n")
    done = run("add", "note.txt")
    assert done.exit_code == 0
    written = list((place / "corpus").glob("*.md"))
    assert len(written) == 1
    assert one_line(done.stdout).startswith(f"added corpus/{written[0].name}  ")
    assert one_line(done.stderr) == "run `askbrief build` to make the new briefings answer"


def test_add_never_writes_into_the_starter_corpus(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The corpus of the settings is used when it was named, ./corpus otherwise."""
    (place / "note.md").write_text("# A note\n\nIt has a sentence.\n")
    monkeypatch.setenv("ASKBRIEF_CORPUS", "mine")
    assert run("add", "note.md").exit_code == 0
    assert [p.parent.name for p in place.glob("*/*.md")] == ["mine"]


def test_add_goes_on_after_a_bad_file(place: Path) -> None:
    """A missing file is one line on stderr, the next is added, status 1."""
    (place / "note.md").write_text("# A note\n\nIt has a sentence.\n")
    done = run("add", "missing.pdf", "note.md")
    assert done.exit_code == 1
    assert "missing.pdf" in done.stderr.splitlines()[0]
    assert one_line(done.stdout).startswith("added corpus/a-note.md")


def test_add_as_json(place: Path) -> None:
    """--json is one list with an object a file."""
    (place / "note.md").write_text("# A note\n\nIt has a sentence.\n")
    good, bad = json.loads(run("add", "note.md", "missing.md", "--json").stdout)
    assert (good["id"], good["briefing"], good["is_new"], good["error"]) == ("a-note", "corpus/a-note.md", True, "")
    assert (bad["path"], bad["briefing"], bad["is_new"]) == ("missing.md", None, False)
    assert "missing.md" in bad["error"]


# ---- ask -------------------------------------------------------------------------------------


def test_ask_in_words(fake: FakeAssistant) -> None:
    """The reading, the stand-alone question, the answer, then the numbered sources."""
    done = run("ask", FOUND)
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        'Read "Uplnd" as Upland',
        "Understood as: Who is the water minister of Upland?",
        "Water minister of Upland [1]",
        "[1] The Dispute over the Upper River Dam › People Involved › Ada Example › Water minister of Upland",
    ]
    told = one_line(done.stderr)
    assert told.startswith("follow up with --conversation=")
    assert len(fake.conversations.turns(told.partition("=")[2])) == 1


def test_ask_says_nothing_of_a_plain_reading(fake: FakeAssistant) -> None:
    """A question read as it stands gets no line about its reading; a refusal offers questions; status 0."""
    done = run("ask", "What does the union want?")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == ["The briefings do not say that.", *(f"Try: {q}" for q in fake.starters())]


def test_ask_as_json_is_the_object_of_the_interface(fake: FakeAssistant) -> None:
    """--json prints what POST /ask returns, and nothing on stderr."""
    done = run("ask", FOUND, "--json", "--conversation", "c1")
    assert json.loads(done.stdout) == answer_to_dict(fake.ask(FOUND, conversation_id="c1"))
    assert done.stderr == ""


def test_ask_passes_its_options_on(fake: FakeAssistant) -> None:
    """--conversation, --briefing (repeated) and --as-of reach the assistant."""
    run("ask", "x", "--conversation", "c1", "--briefing", "a", "--briefing", "b", "--as-of", "2025-01-01")
    assert fake.asked == [
        {"question": "x", "conversation_id": "c1", "briefings": ["a", "b"], "as_of": "2025-01-01"},
    ]


def test_same_answer_as_the_library(small_settings: Settings, assistant: Assistant) -> None:
    """The command line answers as the assistant does, times and ids aside."""
    question = assistant.starters()[0]
    told = json.loads(run("ask", question, "--json", "--index", small_settings.index).stdout)
    asked = json.loads(json.dumps(answer_to_dict(assistant.ask(question))))
    for answer in (told, asked):
        del answer["timings_ms"], answer["conversation_id"]
    assert told == asked


def test_an_error_is_one_line(fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """An expected failure: its message on stderr, status 1, no traceback."""

    def refuse(*_: object, **__: object) -> None:
        raise AskbriefError("the reason;\nthe cure")

    monkeypatch.setattr(fake, "ask", refuse)
    done = run("ask", "x")
    assert (done.exit_code, done.stdout, one_line(done.stderr)) == (1, "", "the reason; the cure")


def test_ctrl_c_is_quiet(fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupt ends with 130 and no word."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(fake, "ask", interrupt)
    done = run("ask", "x")
    assert (done.exit_code, done.stdout, done.stderr) == (130, "", "")


def test_quotes_are_no_markup(fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Square brackets of a source are printed as they stand."""
    done = run("ask", "alias?")
    assert done.stdout.splitlines()[0] == "Upper River Dam: [the dam, URD] [1]"


# ---- serve -----------------------------------------------------------------------------------


def test_serve_builds_what_is_missing(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an index one is built, the address is told, and the settings reach the server."""
    from askbrief import api  # noqa: PLC0415

    served: list[Settings] = []
    monkeypatch.setattr(api, "serve", served.append)
    done = run("serve", "--host", "::1", "--port", "8123")
    assert done.exit_code == 0
    assert (served[0].host, served[0].port) == ("::1", 8123)
    assert published(Path("index")) is not None
    assert done.stderr.splitlines()[-1] == "askbrief serves http://[::1]:8123 (Ctrl-C stops it)"


# ---- eval ------------------------------------------------------------------------------------


@pytest.fixture
def suite(place: Path) -> Path:
    """Three questions on the invented briefings: one right, one wrong, one rightly refused."""
    quote = {"briefing": "river-dam-dispute", "quote": "Water minister of Upland"}
    rows: list[dict[str, Any]] = [
        {"id": "a", "slice": "fact", "question": "Who is the water minister?", "status": "answered"},
        {"id": "b", "slice": "fact", "question": "Whose minister?", "status": "answered"},
        {"id": "c", "slice": "absent", "question": "Who pays?", "status": "not_found", "accepted": [], "evidence": []},
    ]
    rows[0] |= {"accepted": [["Upland"]], "evidence": [[quote]]}
    rows[1] |= {"accepted": [["Lowland"]], "evidence": [[quote]]}
    return written(place / "suite.jsonl", rows)


@pytest.fixture
def judged(fake: FakeAssistant, monkeypatch: pytest.MonkeyPatch) -> FakeAssistant:
    """The hand-made assistant is the one that is judged."""
    monkeypatch.setattr(cli_eval, "open_assistant", lambda *_: fake)
    return fake


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def evaluated(*arguments: object) -> dict[str, Any]:
    """What `eval --json` prints."""
    done = run("eval", *arguments, "--json")
    assert done.exit_code == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_eval_as_json(judged: FakeAssistant, suite: Path) -> None:
    """The figures over all, by split and by slice, what was measured, every row, and nothing that fell."""
    told = evaluated("--suite", suite)
    assert {"name", "about", "questions", "summary", "splits", "slices", "fell", "rows"} <= set(told)
    assert (told["name"], told["questions"], told["fell"]) == ("suite", 3, [])
    assert told["summary"]["right and cited"] == {"mean": 0.5, "low": 0.0, "high": 1.0, "n": 2}
    assert told["summary"]["refusal recall"] == {"mean": 1.0, "low": 1.0, "high": 1.0, "n": 1}
    assert {name: (e["mean"], e["n"]) for name, e in told["slices"].items()} == {"absent": (1.0, 1), "fact": (0.5, 2)}
    assert set(told["splits"]) == {"dev", "test"}
    assert [(row["id"], row["right"]) for row in told["rows"]] == [("a", 1.0), ("b", 0.0), ("c", 1.0)]
    assert (told["about"]["suite"], told["about"]["index_version"], told["about"]["lexical"]) == ("suite", "v1", "True")
    assert told["about"]["askbrief"] == __version__


def test_eval_in_tables(judged: FakeAssistant, suite: Path) -> None:
    """Without --json three tables: metrics and slices by split with their intervals, and times."""
    done = run("eval", "--suite", suite)
    cells = [[cell.strip() for cell in re.split("[│┃]", line)[1:-1]] for line in done.stdout.splitlines()]
    lines = {cell[0]: cell[1:] for cell in cells if cell}
    assert done.exit_code == 0
    assert [lines[head] for head in ("metric", "slice: right", "stage")] == [
        ["dev", "test", "questions"],
        ["dev", "test", "questions"],
        ["p50, ms", "p95, ms"],
    ]
    assert lines["right and cited"] == ["–", "0.500 (0.000–1.000)", "0+2"]
    assert lines["refusal recall"] == ["1.000 (1.000–1.000)", "–", "1+0"]
    assert lines["absent"] == ["1.000 (1.000–1.000)", "–", "1+0"]
    assert lines["total"] == ["41.0", "41.0"]
    assert "completeness" not in lines
    assert set(lines) - set(METRICS) == {"metric", "slice: right", "absent", "fact", "stage", "total"}


@pytest.mark.parametrize(
    ("options", "folder"),
    [
        ((), "eval/reports/suite"),
        (("--name", "mine"), "eval/reports/mine"),
        (("--reports", "out"), "out/suite"),
        (("--reports", "out", "--name", "mine"), "out/mine"),
    ],
)
def test_eval_writes_a_report(
    judged: FakeAssistant, suite: Path, place: Path, options: tuple[str, ...], folder: str
) -> None:
    """Under the working directory or where --reports says; where it is stands on stderr."""
    done = run("eval", "--suite", suite, *options)
    assert done.stderr.splitlines()[-1] == f"report: {folder}/index.html"
    found = sorted(str(f.relative_to(place)) for f in place.rglob("*") if f.is_file() and f != suite)
    assert found == [f"{folder}/{name}" for name in ("index.html", "rows.jsonl", "summary.json")]


@pytest.mark.parametrize("name", ["base.jsonl", "base.json"])
def test_eval_saves_a_baseline_that_the_same_run_meets(judged: FakeAssistant, suite: Path, name: str) -> None:
    """--save, then --baseline: nothing fell, status 0, whatever the file is called."""
    assert run("eval", "--suite", suite, "--save", name).exit_code == 0
    assert evaluated("--suite", suite, "--baseline", name)["fell"] == []


def test_eval_below_a_saved_run(judged: FakeAssistant, suite: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusing what was answered: status 1 and one line on stderr for each metric, with its questions."""
    run("eval", "--suite", suite, "--save", "base.jsonl")
    monkeypatch.setattr(fake_assistant, "RULES", ())
    done = run("eval", "--suite", suite, "--baseline", "base.jsonl", "--json")
    told = json.loads(done.stdout)
    fell = [line for line in done.stderr.splitlines() if line.startswith("fell below")]
    assert done.exit_code == 1
    assert fell == [f"fell below base.jsonl: {fall}" for fall in told["fell"]]
    assert [line.split(": ")[1] for line in fell] == ["citation recall", "false refusals"]
    assert fell[1].endswith(": 1.000 against 0.000 (difference +1.000 to +1.000); worse: a, b")
    assert "Fell below the baseline" in (Path("eval") / "reports" / "suite" / "index.html").read_text()


def test_eval_below_fixed_means(judged: FakeAssistant, suite: Path, place: Path) -> None:
    """A JSON file {metric: mean}: those metrics, and no other, are held against it."""
    (place / "means.json").write_text('{"recall@5": 1.0, "refusal recall": 0.5, "recall@1": 0.2, "MRR@10": 0.9}')
    done = run("eval", "--suite", suite, "--baseline", "means.json")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[-2:] == [
        "fell below means.json: recall@1: 0.000 against 0.200",
        "fell below means.json: MRR@10: 0.250 against 0.900",
    ]


def test_eval_says_what_it_does_not_compare(judged: FakeAssistant, suite: Path) -> None:
    """A baseline with questions that were not asked."""
    run("eval", "--suite", suite, "--save", "base.jsonl")
    done = run("eval", "--suite", suite, "--split", "test", "--baseline", "base.jsonl")
    assert done.exit_code == 0
    assert "1 questions of the baseline were not asked; only the others are compared" in done.stderr


@pytest.mark.parametrize("text", ["[]", "{", '{"right": "high"}', '{"speed": 1}'])
def test_eval_says_what_is_wrong_with_a_baseline(judged: FakeAssistant, suite: Path, place: Path, text: str) -> None:
    """A file that is no baseline is named before a question is asked."""
    (place / "base.json").write_text(text)
    done = run("eval", "--suite", suite, "--baseline", "base.json")
    assert done.exit_code == 1
    assert one_line(done.stderr).startswith("base.json ")
    assert judged.asked == []


def test_eval_split(judged: FakeAssistant, suite: Path) -> None:
    """The splits share the questions out."""
    asked = {split: [row["id"] for row in evaluated("--suite", suite, "--split", split)["rows"]] for split in SPLITS}
    assert asked == {"dev": ["c"], "test": ["a", "b"], "all": ["a", "b", "c"]}


def test_eval_of_an_empty_split(judged: FakeAssistant, place: Path, suite: Path) -> None:
    """No question in the split that was named: the cure, status 1."""
    only = written(place / "only.jsonl", [json.loads(suite.read_text().splitlines()[0])])
    done = run("eval", "--suite", only, "--split", "dev")
    assert done.exit_code == 1
    assert one_line(done.stderr).endswith("only.jsonl has no question in the split dev; choose another with --split")


def test_eval_names_a_quote_that_is_gone(judged: FakeAssistant, place: Path, suite: Path) -> None:
    """Gold that no longer stands in the corpus ends the run before a question is asked."""
    suite.write_text(suite.read_text().replace("Water minister of Upland", "Fire minister of Upland"))
    done = run("eval", "--suite", suite)
    assert done.exit_code == 1
    assert "question a: the quote 'Fire minister of Upland' no longer stands" in one_line(done.stderr)
    assert judged.asked == []


def test_eval_of_another_corpus_leaves_the_index(corpus: Path, suite: Path) -> None:
    """--corpus without --index builds elsewhere."""
    assert [row["status"] for row in evaluated("--suite", suite, "--corpus", corpus)["rows"]][2] == "not_found"
    assert published(Path("index")) is None


def test_eval_into_a_named_index(corpus: Path, suite: Path) -> None:
    """--corpus with --index builds and keeps it."""
    told = evaluated("--suite", suite, "--corpus", corpus, "--index", "kept")
    assert published(Path("kept")) == told["about"]["index_version"]


def test_eval_with_noise_and_probes(small_corpus: Path, place: Path) -> None:
    """Generated questions are rows of their own slices, and none enters the figures of the suite's own."""
    row = {
        "id": "shore",
        "slice": "fact",
        "question": "How long is the shoreline of Lake Orrin that Norvale holds?",
        "status": "answered",
        "accepted": [["118 km"]],
        "evidence": [[{"briefing": "lake-orrin-accord", "quote": "118 km — Shoreline held by Norvale"}]],
    }
    head = row | {
        "id": "head",
        "question": "Who heads the Velm Railway Union?",
        "accepted": [["Dora Quist"]],
        "evidence": [[{"briefing": "velm-rail-strike", "quote": "Head of the Velm Railway Union"}]],
    }
    options = ("--suite", written(place / "own.jsonl", [row, head]), "--corpus", small_corpus)
    plain, told = evaluated(*options), evaluated(*options, "--noise", "--probes")
    ids = {r["id"] for r in told["rows"]}
    assert {"shore", "shore~name typo", "shore~lower case", "shore~indicators hidden", "head~name swapped"} <= ids
    assert {i.partition("~")[0] for i in ids} == {"shore", "head"}
    assert {"fact", "noise: name typo", "probe: indicators hidden", "probe: name swapped"} <= set(told["slices"])
    assert {"noise loss", "noise recall loss", "probes refused"} == set(told["summary"]) - set(plain["summary"])
    assert {name: told["summary"][name] for name in plain["summary"]} == plain["summary"]
    assert next(r["expected"] for r in told["rows"] if r["id"] == "shore~indicators hidden") == "not_found"
    assert published(Path("index")) is None


def test_eval_of_a_collection() -> None:
    """A BEIR folder brings its own documents: they are indexed apart and only the ranking is judged."""
    told = evaluated("--suite", Path(__file__).parent / "data" / "beir-tiny")
    assert (told["name"], told["questions"], list(told["splits"])) == ("beir-tiny", 6, ["test"])
    assert list(told["summary"]) == list(MEASURES)
    assert told["summary"]["recall@5"]["mean"] == told["summary"]["MRR@10"]["mean"] == 1.0
    assert told["about"]["briefings"] == "12"
    assert published(Path("index")) is None


def test_eval_of_a_split_that_the_collection_lacks() -> None:
    """The splits that are there are named."""
    done = run("eval", "--suite", Path(__file__).parent / "data" / "beir-tiny", "--split", "dev")
    assert done.exit_code == 1
    assert one_line(done.stderr).endswith("no such judgements; name a split that is there (test)")


def test_eval_names_a_suite_that_is_not_there() -> None:
    """A suite neither at that path nor among the shipped ones is an error with the cure."""
    done = run("eval", "--suite", "nothing")
    assert done.exit_code == 1
    assert "--suite" in one_line(done.stderr)


@pytest.mark.parametrize("path", sorted(cli_eval.QUESTIONS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_shipped_suites_by_name(path: Path) -> None:
    """Every shipped file can be named without folder and ending; without a suite all are asked."""
    assert cli_eval.read(Path(path.stem), "all") == cli_eval.read(path, "all")
    assert set(cli_eval.read(path, "dev").cases) <= set(cli_eval.read(None, "all").cases)


def test_the_committed_baseline_is_for_the_benchmark_alone(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read only where neither suite nor corpus nor another baseline is named."""
    (place / "committed.json").write_text('{"right": 0.5}')
    (place / "named.json").write_text('{"right": 0.7}')
    monkeypatch.setattr(cli_eval, "BASELINE", place / "committed.json")
    gate, named = cli_eval.gate_of(None, None, None), cli_eval.gate_of(Path("named.json"), None, None)
    assert gate is not None
    assert named is not None
    assert (gate.means, named.means) == ({"right": 0.5}, {"right": 0.7})
    assert cli_eval.gate_of(None, place, None) is cli_eval.gate_of(None, None, place) is None
    monkeypatch.setattr(cli_eval, "BASELINE", place / "none.jsonl")
    assert cli_eval.gate_of(None, None, None) is None


# ---- doctor ----------------------------------------------------------------------------------


def checks(*arguments: object) -> tuple[int, dict[str, dict[str, Any]]]:
    done = run("doctor", "--json", *arguments)
    told = json.loads(done.stdout)
    assert told["ok"] == (done.exit_code == 0)
    assert all(bool(check["cure"]) != check["ok"] for check in told["checks"])
    return done.exit_code, {check["name"]: check for check in told["checks"]}


def test_doctor_finds_all_well(corpus: Path) -> None:
    """Right after a build nothing is wrong."""
    run("build")
    status, told = checks()
    assert status == 0
    assert told["corpus"]["detail"] == "corpus, 2 briefings"
    assert told["index against corpus"]["detail"] == "up to date"
    assert published(Path("index")) in told["index"]["detail"]
    assert run("doctor").stdout.splitlines()[-1] == "ok    index against corpus: up to date"


def test_doctor_sees_an_old_index(corpus: Path) -> None:
    """What was added, changed and removed since the build is named; the cure is to build."""
    run("build")
    (corpus / "port-strike.md").unlink()
    (corpus / "river-dam-dispute.md").write_text(DAM.replace("nine", "ten"), encoding="utf-8")
    (corpus / "new-one.md").write_text("# New one\n\n## Overview\n\nA sentence.\n")
    status, told = checks()
    assert status == 1
    assert told["index against corpus"]["detail"] == (
        "added since: new-one; changed since: river-dam-dispute; removed since: port-strike"
    )
    assert told["index against corpus"]["cure"] == "run `askbrief build`"


def test_doctor_sees_a_damaged_index(corpus: Path) -> None:
    """The file at fault is named, and the cure."""
    run("build")
    (Path("index") / str(published(Path("index"))) / "passages.json").write_text("[]")
    status, told = checks()
    assert status == 1
    assert "passages.json" in told["index"]["detail"]
    assert told["index"]["cure"] == "run `askbrief build`"


def test_doctor_sees_no_index_and_no_corpus(place: Path) -> None:
    """Neither is there: two faults, each with its cure."""
    status, told = checks("--corpus", place / "none")
    assert status == 1
    assert told["corpus"]["detail"].endswith("none does not exist")
    assert told["index"]["detail"] == "no index in index"


def test_doctor_sees_a_missing_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that is not installed is named; what needs it is left out."""
    monkeypatch.setattr(doctor, "LIBRARIES", ("no-such-library",))
    status, told = checks()
    assert status == 1
    assert told["no-such-library"]["cure"] == doctor.REINSTALL
    assert "encoder" not in told


def test_doctor_sees_wrong_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """An encoder that is not the published one is a fault."""

    def refuse(_: Settings) -> None:
        raise ModelError("model.onnx is not the published file (its sha256 differs); reinstall its package")

    monkeypatch.setattr(encoder, "load_encoder", refuse)
    status, told = checks()
    assert status == 1
    assert told["encoder"]["detail"] == "model.onnx is not the published file (its sha256 differs)"
    assert told["encoder"]["cure"] == "reinstall its package"


# ---- entities --------------------------------------------------------------------------------


def test_entities(corpus: Path) -> None:
    """A misspelt name finds its entity, best first."""
    run("build")
    first = json.loads(run("entities", "Ada Exampel", "--json").stdout)[0]
    assert (first["name"], first["kind"], first["briefings"]) == ("Ada Example", "person", ["river-dam-dispute"])
    assert run("entities", "Ada Exampel").stdout.splitlines()[0].endswith("Ada Example  person  river-dam-dispute")


def test_entities_without_an_index() -> None:
    """No index: the cure, status 1."""
    done = run("entities", "Ada")
    assert (done.exit_code, one_line(done.stderr)) == (1, "no index in index; run `askbrief build`")
