"""Every error a user can meet, each with a message that says what to do next."""

from __future__ import annotations


class AskbriefError(Exception):
    """Base of all expected failures; `status` is the HTTP status a server answers with."""

    status = 500
    title = "Internal error"


class BadRequest(AskbriefError):
    """The question or an option cannot be used as given."""

    status = 422
    title = "Unusable request"


class NotFound(AskbriefError):
    """No briefing, passage or conversation has that id."""

    status = 404
    title = "Not found"


class BriefingError(AskbriefError):
    """A briefing or document cannot be read; the message names the file and the cure."""

    status = 422
    title = "Unreadable document"


class IndexMissing(AskbriefError):
    """No index has been published yet."""

    status = 503
    title = "No index"


class IndexDamaged(AskbriefError):
    """A published index fails its checks; the message names the file at fault."""

    status = 503
    title = "Damaged index"


class ModelError(AskbriefError):
    """The encoder's weights are missing or are not the ones expected."""

    status = 503
    title = "Model unavailable"
