"""Writes docs/cli.md from the real --help texts and the README's settings table from Settings: `make docs`."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from askbrief.cli import app
from askbrief.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = ("build", "add", "ask", "serve", "eval", "calibrate", "doctor", "entities")
BEGIN, END = "<!-- settings: written by `make docs` -->", "<!-- end of settings -->"
INTRO = """# The command line

`askbrief` and `python -m askbrief` are the same. Results go to stdout, progress and errors to stderr. The exit status
is 0 when all went well; 1 when something failed, with one line on stderr that says what to do; 2 when an option or
an `ASKBRIEF_*` variable cannot be used; 130 after Ctrl-C. An option beats its variable. With `--json` stdout holds JSON
and nothing else.

This page holds the real help texts; `make docs` writes it and a test compares it.
"""


def help_text(*command: str) -> str:
    """What `askbrief COMMAND --help` prints on a terminal of 100 columns."""
    done = CliRunner().invoke(app, [*command, "--help"], prog_name="askbrief", terminal_width=100)
    return "\n".join(line.rstrip() for line in done.stdout.strip().splitlines())


def cli_md() -> str:
    """The whole of docs/cli.md."""
    blocks = [
        f"## askbrief {name}".rstrip() + f"\n\n```text\n{help_text(*name.split())}\n```" for name in ("", *COMMANDS)
    ]
    return "\n\n".join([INTRO.rstrip(), *blocks]) + "\n"


def settings_table() -> str:
    """Every setting with its variable, default and meaning, as a Markdown table."""
    rows = ["| variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        default = "`corpus`, else the starter corpus" if name == "corpus" else f"`{_shown(field.default)}`"
        rows.append(f"| `ASKBRIEF_{name.upper()}` | {default} | {field.description} |")
    return "\n".join(rows)


def with_table(readme: str) -> str:
    """The README with its settings table written anew."""
    before, _, rest = readme.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{settings_table()}\n\n{END}{rest.partition(END)[2]}"


def _shown(value: object) -> str:
    return "unset" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def main() -> None:
    """Writes both files."""
    (ROOT / "docs" / "cli.md").write_text(cli_md(), encoding="utf-8")
    readme = ROOT / "README.md"
    readme.write_text(with_table(readme.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
