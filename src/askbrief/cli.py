"""The command line: options in, one function of the core, text or JSON out.

Heavy libraries are imported inside the commands, so that `--help` and `--version` answer at once.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from askbrief import __version__
from askbrief import terminal as show
from askbrief.cli_opening import built, ensure_index, open_assistant
from askbrief.cli_options import Commands, Corpus, Index, Json, option, setting, settings_of


class Split(StrEnum):
    """Which of a suite's questions are asked."""

    DEV = "dev"
    TEST = "test"
    ALL = "all"


app = typer.Typer(
    cls=Commands,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Cited answers from a corpus of briefings, offline on a plain CPU.",
    epilog="Every setting is also a variable ASKBRIEF_<NAME>; the README lists them.",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"askbrief {__version__}")
        raise typer.Exit


@app.callback()
def _start(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    pass


@app.command()
def build(corpus: Corpus = None, index: Index = None, as_json: Json = False) -> None:
    """Build the index of the corpus; only changed briefings are cut and encoded again.

    Prints what changed. A file that cannot be read is named and left out, the others are built, and the
    exit status is 1.
    """
    settings = settings_of(corpus=corpus, index=index)
    report = built(settings)
    if as_json:
        show.print_json({"corpus": str(settings.corpus), "index": str(settings.index), **asdict(report)})
    else:
        show.print_build(report)
    for error in report.errors:
        show.say(error)
    if report.errors:
        raise typer.Exit(1)


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Markdown, text, HTML, PDF or DOCX.")],
    corpus: Corpus = None,
    as_json: Json = False,
) -> None:
    """Turn documents into briefings of the corpus, losing no text.

    Nothing is overwritten. A file that cannot be used is named, the others are added, and the exit status
    is 1. Run `askbrief build` afterwards.
    """
    from askbrief.importing import add_files

    settings = settings_of(corpus=corpus)
    # The starter corpus inside an installed wheel is read, never written to.
    folder = settings.corpus if "corpus" in settings.model_fields_set else Path("corpus")
    added = add_files(files, folder, settings.max_document_bytes, today=date.today())
    if as_json:
        show.print_json([asdict(one) | {"path": str(one.path), "briefing": _text(one.briefing)} for one in added])
    else:
        for one in added:
            show.print_added(one)
        if any(one.is_new for one in added):
            show.say("run `askbrief build` to make the new briefings answer")
    if any(one.error for one in added):
        raise typer.Exit(1)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="What you want to know.")],
    as_json: Json = False,
    conversation: Annotated[str | None, option("--conversation", "Ask within the conversation of this id.")] = None,
    top_k: Annotated[int | None, setting("top_k", "--top-k")] = None,
    briefing: Annotated[list[str] | None, option("--briefing", "Answer from this briefing only; repeatable.")] = None,
    as_of: Annotated[str | None, option("--as-of", "Answer as on this day, YYYY-MM-DD.")] = None,
    index: Index = None,
) -> None:
    """Answer one question with its sources; --json prints the object of POST /ask.

    The exit status is 0 whenever the question was understood, also when the briefings do not hold the answer.
    """
    from askbrief.assistant import answer_to_dict

    settings = settings_of(top_k=top_k, index=index)
    assistant = open_assistant(settings, settings.index / "conversations.sqlite3")
    answer = assistant.ask(question, conversation_id=conversation, briefings=briefing or None, as_of=as_of)
    if as_json:
        show.print_json(answer_to_dict(answer))
        return
    show.print_answer(answer)
    show.say(f"follow up with --conversation={answer.conversation_id}")


@app.command()
def serve(
    host: Annotated[str | None, setting("host")] = None,
    port: Annotated[int | None, setting("port")] = None,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Serve the chat page and the HTTP interface; builds the index first when there is none."""
    settings = settings_of(host=host, port=port, corpus=corpus, index=index)
    ensure_index(settings)
    from askbrief import api

    host_part = f"[{settings.host}]" if ":" in settings.host else settings.host
    show.say(f"askbrief serves http://{host_part}:{settings.port} (Ctrl-C stops it)")
    api.serve(settings)


@app.command(name="eval")
def evaluate(
    suite: Annotated[
        Path | None,
        option("--suite", "Questions: .jsonl file or folder, a shipped file's name, BEIR or TREC folder, SQuAD file."),
    ] = None,
    split: Annotated[Split, option("--split", "Which questions: dev, test or all (the default).")] = Split.ALL,
    as_json: Json = False,
    baseline: Annotated[
        Path | None,
        option("--baseline", "An earlier run (--save), or JSON {metric: mean}; exit 1 when a metric fell below it."),
    ] = None,
    save: Annotated[Path | None, option("--save", "Write this run to a file, to be a baseline later.")] = None,
    name: Annotated[str | None, option("--name", "Name of the report's folder; the suite's if none is given.")] = None,
    reports: Annotated[
        Path | None, option("--reports", "Folder of the reports, eval/reports if none is given.")
    ] = None,
    noise: Annotated[bool, option("--noise", "Ask noisy twins of the clean questions too.")] = False,
    probes: Annotated[bool, option("--probes", "Ask unanswerable questions made from the answerable too.")] = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Ask the benchmark's questions, print how they went, write a report, compare with a baseline.

    Without --suite and --corpus the benchmark's own questions are asked and held against the committed
    baseline. With --corpus and without --index that corpus is built into a temporary index, so that the
    served one stays as it is. The exit status is 1 when a metric got worse beyond its 95% interval.
    """
    from askbrief import cli_eval

    chosen, gate = cli_eval.read(suite, split), cli_eval.gate_of(baseline, suite, corpus)
    cli_eval.check_folder(save)
    rows, about = cli_eval.ask_all(chosen, corpus, index, noisy=noise, probing=probes)
    made = cli_eval.report(
        name or chosen.name, about, rows, reports or cli_eval.REPORTS, gate, as_json=as_json, save=save
    )
    cli_eval.print_falls(made, baseline)
    if made.falls:
        raise typer.Exit(1)


@app.command()
def calibrate(
    risk: Annotated[
        float, option("--risk", "Share of the answers that may be wrong; 0.1 if none is given.", low=0.001, high=0.5)
    ] = 0.1,
    delta: Annotated[
        float, option("--delta", "How probable it may be that more are; 0.05 if none is given.", low=0.001, high=0.5)
    ] = 0.05,
    suite: Annotated[Path | None, option("--suite", "Judged questions of your own to ask as well: .jsonl.")] = None,
    probes: Annotated[
        int, option("--probes", "Most probes drawn; 400 if none is given.", "ASKBRIEF_CALIBRATE_PROBES", low=1)
    ] = 400,
    seed: Annotated[
        int, option("--seed", "Draws other probes; 0 if none is given. Keeping the best of several voids the bound.")
    ] = 0,
    dry_run: Annotated[bool, option("--dry-run", "Print, and write nothing.")] = False,
    as_json: Json = False,
    corpus: Corpus = None,
    index: Index = None,
) -> None:
    """Set the refusal threshold for a chosen risk, with probes made from your own briefings.

    About half of the probes have an answer; in the others a name or year is swapped, or the section that
    holds the answer is hidden. The threshold is kept in the index folder. The exit status is 1 when no
    threshold can be certified; the one in use then stays.
    """
    from askbrief import cli_calibrate

    settings = settings_of(corpus=corpus, index=index)
    result = cli_calibrate.calibrate(settings, suite, risk=risk, delta=delta, most=probes, seed=seed)
    cli_calibrate.report(result, settings, as_json=as_json, dry_run=dry_run)
    if result.chosen is None:
        raise typer.Exit(1)


@app.command()
def doctor(corpus: Corpus = None, index: Index = None, as_json: Json = False) -> None:
    """Say what is installed, which model, and whether the index is sound and up to date.

    The exit status is 1 when something is wrong; each fault comes with its cure.
    """
    from askbrief.doctor import examine

    checks = examine(settings_of(corpus=corpus, index=index))
    good = all(check.ok for check in checks)
    if as_json:
        show.print_json({"ok": good, "checks": [asdict(check) for check in checks]})
    else:
        show.print_checks(checks)
    if not good:
        raise typer.Exit(1)


@app.command()
def entities(
    query: Annotated[str, typer.Argument(metavar="QUERY", help="A name, also misspelt.")],
    index: Index = None,
    as_json: Json = False,
) -> None:
    """List the names of the briefings that are like QUERY, best first."""
    settings = settings_of(index=index)
    from askbrief.index import load

    near = load(settings.index).catalogue.near(query, 10)
    found = [asdict(entity) | {"score": round(score, 3)} for entity, score in near]
    if as_json:
        show.print_json(found)
    else:
        show.print_entities(found)


def _text(path: Path | None) -> str | None:
    return None if path is None else str(path)


def main() -> None:
    """The entry point `askbrief`."""
    app(prog_name="askbrief")
