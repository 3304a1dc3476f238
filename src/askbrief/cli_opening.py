"""An assistant for the command line: the index built first when there is none, and the waiting shown.

Heavy libraries are imported inside the functions, where the waiting is shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from askbrief import terminal as show
from askbrief.settings import Settings

if TYPE_CHECKING:
    from askbrief.assistant import Assistant
    from askbrief.index import BuildReport


def open_assistant(settings: Settings, conversations: Path | None) -> Assistant:
    """The assistant of the settings' index, built first when missing; `None` keeps conversations in memory."""
    ensure_index(settings)
    with show.working("Loading the encoder"):
        from askbrief.assistant import Assistant
        from askbrief.conversations import Conversations
        from askbrief.encoder import load_encoder
        from askbrief.reader import load_reader

        kept = Conversations(conversations)
        return Assistant(settings, load_encoder(settings), kept, load_reader(settings))


def built(settings: Settings) -> BuildReport:
    """Builds and publishes the index of the settings' corpus."""
    with show.working("Loading the encoder"):
        from askbrief.encoder import load_encoder
        from askbrief.index import build as build_index

        encoder = load_encoder(settings)
    with show.progress("Encoding passages") as report:
        return build_index(settings.corpus, settings.index, encoder, keep=settings.keep_versions, progress=report)


def ensure_index(settings: Settings) -> None:
    """Builds the index when none is published; files that cannot be read are named."""
    from askbrief.publishing import published

    if published(settings.index) is None:
        show.say(f"no index in {settings.index} yet: building it from {settings.corpus}")
        for error in built(settings).errors:
            show.say(error)
