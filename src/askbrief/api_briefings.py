"""The briefings over HTTP: list, page, source text, passages and entities."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from askbrief import api_models as models
from askbrief import pages
from askbrief.api_edge import BY_ACCEPT, HTML, failures, html_wanted
from askbrief.api_opening import Ready
from askbrief.assistant import Assistant
from askbrief.errors import NotFound
from askbrief.types import Briefing, Passage

routes = APIRouter()


@routes.get(
    "/briefings",
    tags=["briefings"],
    summary="The briefings",
    response_model=list[models.BriefingSummary],
    responses={200: {"content": {HTML: {}}}, **failures(503)},
)
def briefings(assistant: Ready, request: Request) -> Response:
    """Every briefing of the index served: JSON, or a page by Accept."""
    every = assistant.briefings()
    if html_wanted(request):
        return HTMLResponse(pages.briefings(every), headers=BY_ACCEPT)
    return JSONResponse([_summary(one) for one in every], headers=BY_ACCEPT)


def _summary(one: Briefing) -> dict[str, object]:
    told = {name: getattr(one, name) for name in ("id", "title", "subtitle", "updated", "tags")}
    return told | {"counts": pages.counts(one), "url": pages.briefing_url(one.id), "document_sha256": one.sha256}


@routes.get(
    "/briefings/{briefing_id}",
    tags=["briefings"],
    summary="One briefing",
    response_model=models.BriefingModel,
    responses={200: {"content": {HTML: {}}}, **failures(404, 422, 503)},
)
def briefing(
    briefing_id: str,
    assistant: Ready,
    request: Request,
    *,
    passage: Annotated[str, Query(description="Page only: the passage a citation points at.")] = "",
    start: Annotated[int | None, Query(ge=0, description="Page only: first code point to highlight.")] = None,
    end: Annotated[int | None, Query(ge=0, description="Page only: end of the highlight, exclusive.")] = None,
) -> Response:
    """Its typed sections with their places in the source as JSON, or a readable page by Accept."""
    one = assistant.briefing(briefing_id)
    if not html_wanted(request):
        return JSONResponse(_whole(one), headers=BY_ACCEPT)
    try:
        first, last = _highlight(assistant, one, passage, start, end)
        page = pages.briefing(one, first, last)
    except NotFound as stale:
        page = pages.briefing(one, note=str(stale))
    return HTMLResponse(page, headers=BY_ACCEPT)


def _highlight(
    assistant: Assistant, one: Briefing, passage: str, start: int | None, end: int | None
) -> tuple[int, int]:
    """The span a link points at: its own, else its passage's; NotFound when the text is no longer there."""
    if start is not None and end is not None:
        if start < end <= len(one.source):
            return start, end
        raise NotFound("This link points at a place that the briefing no longer has; it may have been revised since.")
    if not passage:
        return 0, 0
    found = assistant.passage(passage)
    return (found.start, found.end) if found.briefing_id == one.id else (0, 0)


def _whole(one: Briefing) -> dict[str, Any]:
    told = asdict(one) | {"aliases": dict(one.aliases), "document_sha256": one.sha256}
    return {name: value for name, value in told.items() if name not in ("source", "sha256")}


@routes.get(
    "/briefings/{briefing_id}/source",
    tags=["briefings"],
    summary="The source text",
    response_class=PlainTextResponse,
    responses={304: {"description": "Unchanged since the ETag given"}, **failures(404, 422, 503)},
)
def source(briefing_id: str, assistant: Ready, request: Request) -> Response:
    """The text that every `start` and `end` counts in; its ETag is its sha256."""
    one = assistant.briefing(briefing_id)
    tag = {"ETag": f'"{one.sha256}"'}
    if one.sha256 in re.findall(r'"([^"]*)"', request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=tag)
    return PlainTextResponse(one.source, headers=tag)


@routes.get(
    "/passages/{passage_id:path}",
    tags=["briefings"],
    summary="One passage",
    response_model=models.PassageModel,
    responses=failures(404, 422, 503),
)
def passage(passage_id: str, assistant: Ready) -> Response:
    """The unit that is ranked and cited, with its fields and sentences."""
    found = assistant.passage(passage_id)
    return JSONResponse(_passage(found, assistant.briefing(found.briefing_id)))


def _passage(found: Passage, home: Briefing) -> dict[str, Any]:
    told = asdict(found)
    told["passage_id"] = told.pop("id")
    address = pages.briefing_url(home.id, found.id, found.start, found.end)
    return told | {"document_sha256": home.sha256, "url": address}


@routes.get(
    "/entities",
    tags=["briefings"],
    summary="People, organizations and places by name",
    response_model=list[models.EntityModel],
    responses=failures(422, 503),
)
def entities(
    assistant: Ready,
    q: Annotated[str, Query(min_length=1, max_length=200, description="A name, well spelt or not.")],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Response:
    """The named things nearest to `q`, best first."""
    names = ("id", "name", "kind", "aliases", "briefings")
    found = assistant.entities(q, limit)
    return JSONResponse([{n: getattr(e, n) for n in names} | {"score": round(s, 4)} for e, s in found])
