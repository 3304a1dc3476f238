"""The assistant over HTTP: a thin FastAPI adapter. `create_app` puts it together."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import uvicorn
from asgi_correlation_id import CorrelationIdMiddleware
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.exceptions import HTTPException

from askbrief import __version__, api_briefings, api_questions, pages
from askbrief import api_models as models
from askbrief.api_edge import Edge, Metrics, failures, log_config, on_askbrief_error, on_http_error, on_invalid
from askbrief.api_opening import Opening, Ready
from askbrief.assistant import Assistant
from askbrief.errors import AskbriefError
from askbrief.settings import Settings, shipped

routes = APIRouter()
DESCRIPTION = "Cited answers from a corpus of briefings. Errors are RFC 9457 problem details that say what to do next."
HANDLERS = {AskbriefError: on_askbrief_error, HTTPException: on_http_error, RequestValidationError: on_invalid}


@routes.get("/healthz", tags=["service"], summary="Does the process run?", response_model=models.Health)
async def healthz() -> Response:
    """Always 200 while the process runs, also before the briefings are open."""
    return JSONResponse({"status": "ok", "version": __version__})


@routes.get(
    "/readyz",
    tags=["service"],
    summary="Are questions answered?",
    response_model=models.Readiness,
    responses=failures(503),
)
def readyz(assistant: Ready) -> Response:
    """200 with the index served, or 503 with the reason."""
    return JSONResponse(assistant.state())


@routes.get("/metrics", tags=["service"], summary="Counters for Prometheus", response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """Requests, latencies, answers by status and the size of the index."""
    assistant = request.app.state.opening.assistant
    page = request.app.state.metrics.page(assistant.state() if assistant else {})
    return Response(page, media_type=CONTENT_TYPE_LATEST)


@routes.get("/docs", tags=["service"], summary="This interface as a page", response_class=HTMLResponse)
def docs(request: Request) -> Response:
    """Every operation with its examples; made from /openapi.json, needs nothing from elsewhere."""
    return HTMLResponse(pages.docs(request.app.openapi()))


def openapi(app: FastAPI) -> dict[str, Any]:
    """The schema of the routes with the one of problem details, which no route returns as its model."""
    schema = FastAPI.openapi(app)
    schema["components"]["schemas"]["Problem"] = models.Problem.model_json_schema()
    return schema


def is_request_id(given: str) -> bool:
    """Whether a client's X-Request-ID may stand in the log as it is."""
    return re.fullmatch(r"[\w.:-]{1,128}", given, re.ASCII) is not None


def create_app(settings: Settings, assistant: Assistant | None = None) -> FastAPI:
    """The whole interface; without an assistant it opens one in the background while /healthz answers."""
    opening, counted = Opening(settings, assistant), Metrics()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        task = asyncio.create_task(opening.open())
        yield
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        if assistant is None and opening.assistant is not None:
            opening.assistant.conversations.close()

    app = FastAPI(
        title="askbrief", version=__version__, description=DESCRIPTION, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.openapi = partial(openapi, app)  # type: ignore[method-assign]
    app.state.opening, app.state.metrics = opening, counted
    for router in (api_questions.routes, api_briefings.routes, routes):
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=shipped("web") / "static"), name="static")
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    app.add_middleware(Edge, max_body_bytes=settings.max_body_bytes, metrics=counted)
    app.add_middleware(CorrelationIdMiddleware, validator=is_request_id)
    return app


def serve(settings: Settings) -> None:
    """Serve until interrupted; blocks."""
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=log_config(settings.log_level),
        ws="none",
        access_log=False,  # the edge writes a line with the request id for each request
    )
