"""The options of the command line and what becomes of them: settings, or one line that says what to correct."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from askbrief import terminal as show
from askbrief.errors import AskbriefError
from askbrief.settings import Settings


class Commands(TyperGroup):
    """Turns what a user can meet into one line on stderr: 1 for an error, 130 for Ctrl-C."""

    def invoke(self, ctx: Any) -> Any:
        """Runs the command; only a defect of askbrief leaves with a traceback."""
        try:
            return super().invoke(ctx)
        except AskbriefError as error:
            show.say(error)
            raise typer.Exit(1) from None
        except BrokenPipeError:
            raise
        except OSError as error:
            reason = error.strerror or type(error).__name__
            show.say(f"{error.filename or 'the system'}: {reason}; check the path, its permissions and the disk")
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None


def setting(name: str, flag: str = "") -> Any:
    """The option of a setting, described by the setting itself."""
    told = Settings.model_fields[name].description or name
    return typer.Option(
        flag or f"--{name}",
        help=f"{told[0].upper()}{told[1:]}.  [env var: ASKBRIEF_{name.upper()}]",
        show_default=False,
    )


def option(flag: str, told: str, variable: str = "", low: float | None = None, high: float | None = None) -> Any:
    """An option that is no setting, with its variable; a number stays within `low` and `high`."""
    name = variable or f"ASKBRIEF_{flag.removeprefix('--').replace('-', '_').upper()}"
    return typer.Option(flag, help=told, envvar=name, show_default=False, min=low, max=high)


Corpus = Annotated[Path | None, setting("corpus")]
Index = Annotated[Path | None, setting("index")]
Json = Annotated[bool, option("--json", "Print JSON instead of text.")]


def settings_of(**given: object) -> Settings:
    """The settings of the environment under the options that were given; Exit 2 with a line for each bad value."""
    options = {name: value for name, value in given.items() if value is not None}
    try:
        return Settings(**options)  # type: ignore[arg-type]
    except ValidationError as error:
        for problem in error.errors():
            show.say(_complaint(str(problem["loc"][0]), problem["input"], problem["msg"], options))
        raise typer.Exit(2) from None


def _complaint(name: str, value: object, reason: str, options: dict[str, object]) -> str:
    variable = f"ASKBRIEF_{name.upper()}"
    told = Settings.model_fields[name].description
    if name in options:
        return f"--{name.replace('_', '-')} {value}: {reason}; give another ({told})"
    return f"{variable}={value}: {reason}; set it to another value or unset it ({told})"
