"""The assistant of an app: opened in the background, refused with the reason until it is there."""

from __future__ import annotations

import asyncio
import logging
from typing import Annotated

from fastapi import Depends, Request

from askbrief.assistant import Assistant
from askbrief.errors import AskbriefError, IndexDamaged
from askbrief.settings import Settings

log = logging.getLogger("askbrief.http")

RETRY_SECONDS = 5.0


class NotReady(AskbriefError):
    """The assistant is still opening, or could not open."""

    status = 503
    title = "Not ready"


class Opening:
    """Holds the assistant once it is open, and until then why it is not."""

    def __init__(self, settings: Settings, assistant: Assistant | None = None) -> None:
        self.settings = settings
        self.assistant = assistant
        self.error = NotReady("The briefings are being opened: ask again in a few seconds.")

    async def open(self) -> None:
        """Open in a thread; a failure is kept for /readyz and tried again, for the cure may come from outside."""
        while self.assistant is None:
            try:
                self.assistant = await asyncio.to_thread(_opened, self.settings)
            except AskbriefError as error:
                log.error("%s: %s", error.title, error)
                self.error = NotReady(f"{error.title}: {error}")
                await asyncio.sleep(RETRY_SECONDS)
            except Exception:
                # without this the server would say "being opened" for ever
                self.error = NotReady("The briefings could not be opened; the server's log says why.")
                raise

    def ready(self) -> Assistant:
        """The assistant, on the newest sound index; NotReady until it is open."""
        if self.assistant is None:
            raise self.error
        try:
            self.assistant.refresh()
        except IndexDamaged as error:  # what is served is whole in memory: say it once and go on
            log.error("%s: %s", error.title, error)
        return self.assistant


def _opened(settings: Settings) -> Assistant:
    """The assistant with its starter questions asked, so that the first page and the first answer are quick."""
    assistant = Assistant.open(settings)
    assistant.starters()
    return assistant


def opened(request: Request) -> Assistant:
    """Dependency: the open assistant of the app that serves the request."""
    opening: Opening = request.app.state.opening
    return opening.ready()


Ready = Annotated[Assistant, Depends(opened)]
