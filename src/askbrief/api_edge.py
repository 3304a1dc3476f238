"""The edge of every request: limits, headers, request id in the log, metrics, and problem details."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from asgi_correlation_id import correlation_id
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from askbrief import pages
from askbrief.api_models import CURES
from askbrief.api_opening import NotReady
from askbrief.errors import AskbriefError, BadRequest

log = logging.getLogger("askbrief.http")

PROBLEM_JSON = "application/problem+json"
HTML = "text/html"
BY_ACCEPT = {"Vary": "Accept"}
UNEXPECTED = "The server met an unexpected error: try again, and report the request_id, which stands in its log."
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}
SECONDS = (0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.2, 0.35, 0.5, 1, 2, 5, 10)


class TooLarge(AskbriefError):
    """The body is longer than the server reads."""

    status = 413
    title = "Body too large"


class Metrics:
    """What one app counts, in a registry of its own so that many apps can live in one process."""

    def __init__(self) -> None:
        self.registry = r = CollectorRegistry()
        ProcessCollector(registry=r)
        self.requests = Counter(
            "askbrief_http_requests", "Requests by route, method and status", ["route", "method", "status"], registry=r
        )
        self.latency = Histogram(
            "askbrief_http_request_seconds", "Time to the last byte, by route", ["route"], buckets=SECONDS, registry=r
        )
        self.answers = Counter("askbrief_answers", "Answers by status", ["status"], registry=r)
        self.stages = Histogram(
            "askbrief_answer_stage_seconds", "Time of an answer by stage", ["stage"], buckets=SECONDS, registry=r
        )
        self.ready = Gauge("askbrief_ready", "1 when questions are answered", registry=r)
        self.briefings = Gauge("askbrief_index_briefings", "Briefings in the index served", registry=r)
        self.passages = Gauge("askbrief_index_passages", "Passages in the index served", registry=r)

    def answered(self, answer: dict[str, Any]) -> None:
        """Count one answer and the time of its stages (given in milliseconds)."""
        self.answers.labels(answer["status"]).inc()
        for stage, milliseconds in answer["timings_ms"].items():
            self.stages.labels(stage).observe(milliseconds / 1000)

    def page(self, state: dict[str, Any]) -> bytes:
        """The metrics in Prometheus text form, the index's size as `state` tells it."""
        self.ready.set(bool(state.get("ready")))
        self.briefings.set(state.get("briefings", 0))
        self.passages.set(state.get("passages", 0))
        return generate_latest(self.registry)


class Edge:
    """ASGI middleware around the whole app: body limit, headers, access log, metrics, last-resort 500."""

    def __init__(self, app: ASGIApp, max_body_bytes: int, metrics: Metrics) -> None:
        self.app, self.max_body_bytes, self.metrics = app, max_body_bytes, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        seen = _Seen(send)
        began = time.perf_counter()
        try:
            await self._respond(scope, receive, seen)
        finally:
            self._note(scope, seen.status, time.perf_counter() - began)

    async def _respond(self, scope: Scope, receive: Receive, seen: _Seen) -> None:
        try:
            body = await read_body(receive, self.max_body_bytes)
            await self.app(scope, _replay(body, receive), seen)
        except TooLarge as error:
            await _problem_of(Request(scope), error)(scope, receive, seen)
        except Exception:
            # The one place that catches everything: the traceback goes to the log with the request id,
            # the client gets the id. A response already begun can only be cut off.
            log.exception("unexpected error in %s %r", scope["method"], scope["path"])
            if seen.status:
                raise
            await _problem_of(Request(scope), AskbriefError(UNEXPECTED))(scope, receive, seen)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "") or _mounted(scope["path"])
        method = scope["method"] if scope["method"] in METHODS else "other"
        self.metrics.requests.labels(route, method, str(status)).inc()
        self.metrics.latency.labels(route).observe(seconds)
        # repr: a path may hold decoded line breaks, which would forge lines of the log
        log.info("%s %r %d %.1f ms", method, scope["path"], status, seconds * 1000)


class _Seen:
    """A `send` that adds the security headers and remembers the status."""

    def __init__(self, send: Send) -> None:
        self.send, self.status = send, 0

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-cache")
        await self.send(message)


def _mounted(path: str) -> str:
    return "/static" if path.startswith("/static/") else "unmatched"


async def read_body(receive: Receive, limit: int) -> bytes:
    """The whole body; TooLarge beyond `limit` bytes, with or without a content-length.

    Up to sixteen times the limit is read and thrown away, so that an honest client reads the
    answer instead of a broken connection.
    """
    chunks: list[bytes] = []
    size, more = 0, True
    while more and size <= 16 * limit:
        message = await receive()
        if message["type"] != "http.request":
            break
        chunk, more = message.get("body", b""), message.get("more_body", False)
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
    if size > limit:
        raise TooLarge(f"The body is larger than {limit} bytes: send a shorter one, or raise ASKBRIEF_MAX_BODY_BYTES.")
    return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def failures(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem details that an operation may answer with, for its OpenAPI entry."""
    told = {404: "Nothing has that id", 413: "The body is too large", 422: "A field cannot be used", 503: "Not ready"}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {s: {"description": told[s], "content": {PROBLEM_JSON: {"schema": schema}}} for s in statuses}


def html_wanted(request: Request) -> bool:
    """Whether the Accept header asks for a page rather than JSON."""
    return pages.wants_html(request.headers.get("accept", ""))


def details(request: Request, status: int, detail: str, title: str = "") -> dict[str, object]:
    """The members of RFC 9457 and the request id."""
    return {
        "type": "about:blank",
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.scope["path"],
        "request_id": correlation_id.get() or "",
    }


def problem(request: Request, content: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Problem details as JSON, or as a page for a browser; a 503 also says when to come back."""
    status = content["status"]
    sent = {"Retry-After": "2"} if status == 503 else {}
    sent |= headers or {}
    if html_wanted(request):
        return HTMLResponse(pages.problem(content), status, sent)
    # ASCII only: a path or a value echoed here may hold what UTF-8 cannot
    return Response(json.dumps(content), status, sent, media_type=PROBLEM_JSON)


def _problem_of(request: Request, error: AskbriefError) -> Response:
    return problem(request, details(request, error.status, str(error), error.title))


def error_event(request: Request, error: Exception) -> dict[str, object]:
    """Problem details for a stream that fails after it began; logged with the request id."""
    log.error("stream of %s broke", request.scope["path"], exc_info=error)
    told = error if isinstance(error, AskbriefError) else AskbriefError(UNEXPECTED)
    return details(request, told.status, str(told), told.title)


def on_askbrief_error(request: Request, error: Exception) -> Response:
    """An expected failure; the server's own faults are logged too."""
    assert isinstance(error, AskbriefError)
    if error.status >= 500 and not isinstance(error, NotReady):
        log.error("%s: %s", error.title, error)
    return _problem_of(request, error)


def on_http_error(request: Request, error: Exception) -> Response:
    """The framework's own refusals (unknown route, wrong method, unreadable body) with a cure."""
    assert isinstance(error, HTTPException)
    allowed = (error.headers or {}).get("Allow", "")
    detail = {
        400: "The body cannot be read: send UTF-8 JSON with Content-Type: application/json.",
        404: f"Nothing is at {request.url.path}: GET /docs lists what there is.",
        405: f"{request.method} is not possible at {request.url.path}: use {allowed or 'another method'}.",
    }.get(error.status_code, str(error.detail))
    return problem(request, details(request, error.status_code, detail), error.headers)


def on_invalid(request: Request, error: Exception) -> Response:
    """Each faulty field with its value and what to send instead."""
    assert isinstance(error, RequestValidationError)
    faults = [_fault(one) for one in error.errors()]
    detail = "; ".join(fault["message"] for fault in faults[:5])
    return problem(request, details(request, 422, detail, BadRequest.title) | {"errors": faults})


def _fault(error: dict[str, Any]) -> dict[str, str]:
    """One validation error of pydantic as field, value and message with the cure."""
    path = [str(step) for step in error["loc"] if step not in ("body", "query", "path")]
    field = path[0] if path and error["type"] != "json_invalid" else "body"
    value = _short(error.get("input"))
    return {"field": ".".join(path) or "body", "value": value, "message": _message(error, field, value)}


def _message(error: dict[str, Any], field: str, value: str) -> str:
    if field == "body":
        return 'the body is not a JSON object: send {"question": "..."} with Content-Type: application/json'
    if error["type"] == "extra_forbidden":
        return f"{field} is not a known field: remove it; the fields are {', '.join(CURES)}"
    cure = CURES.get(field, "see GET /docs for what it takes")
    if error["type"] == "missing":
        return f"{field} is missing: {cure}"
    said = error["msg"].removeprefix("Value error, ").removeprefix("Input ")
    return f"{field} is {value}, but {said}: {cure}"


def _short(value: object) -> str:
    """At most 80 characters of a value that was sent, as JSON."""
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    text = json.dumps(value, default=ascii, ensure_ascii=False)
    return text if len(text) <= 80 else f"{text[:77]}..."


def log_config(level: str) -> dict[str, Any]:
    """For `logging.config.dictConfig` (uvicorn's `log_config`): every line carries the request id."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"request_id": {"()": "asgi_correlation_id.CorrelationIdFilter", "default_value": "-"}},
        "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(correlation_id)s] %(message)s"}},
        "handlers": {
            "err": {
                "class": "logging.StreamHandler",
                "level": level.upper(),
                "filters": ["request_id"],
                "formatter": "line",
            }
        },
        "loggers": {name: {"level": level.upper()} for name in ("askbrief", "uvicorn")},
        "root": {"level": "WARNING", "handlers": ["err"]},
    }
