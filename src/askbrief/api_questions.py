"""Questions over HTTP: /ask, its stream, conversations, and the chat page that uses them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse

from askbrief import api_models as models
from askbrief import pages
from askbrief.api_edge import BY_ACCEPT, HTML, error_event, failures, html_wanted
from askbrief.api_examples import ANSWER_EXAMPLE, STREAM_EXAMPLE
from askbrief.api_opening import Ready
from askbrief.assistant import Assistant, answer_to_dict
from askbrief.conversations import checked_id
from askbrief.errors import BadRequest

routes = APIRouter()
SSE = "text/event-stream"
NO_STORE = {"Cache-Control": "no-store"}


def options(body: models.AskBody, assistant: Assistant) -> dict[str, Any]:
    """The arguments of Assistant.ask from a request's body; BadRequest with the cure."""
    limit = assistant.settings.max_question_chars
    if len(body.question) > limit:
        raise BadRequest(f"question is {len(body.question)} characters long: send at most {limit}")
    known = {one.id for one in assistant.briefings()}
    unknown = [one for one in body.briefings or () if one not in known]
    if unknown:
        raise BadRequest(f"briefings names {', '.join(map(ascii, unknown[:5]))}: {models.CURES['briefings']}")
    if body.conversation_id is not None:
        checked_id(body.conversation_id)
    return body.model_dump()


@routes.post(
    "/ask",
    tags=["questions"],
    summary="Ask a question",
    response_model=models.AnswerModel,
    response_description="The answer with its citations and the ranking behind it",
    responses={
        200: {"content": {"application/json": {"example": ANSWER_EXAMPLE}}},
        **failures(413, 422, 503),
    },
)
def ask(body: models.AskBody, assistant: Ready, request: Request) -> Response:
    """Answer from the briefings, each statement with a citation that opens its source."""
    answer = answer_to_dict(assistant.ask(**options(body, assistant)))
    request.app.state.metrics.answered(answer)
    return JSONResponse(answer, headers=NO_STORE)


@routes.post(
    "/ask/stream",
    tags=["questions"],
    summary="Ask a question and watch the answer arrive",
    response_class=StreamingResponse,
    responses={
        200: {"description": "Server-sent events", "content": {SSE: {"example": STREAM_EXAMPLE}}},
        **failures(413, 422, 503),
    },
)
def ask_stream(
    body: models.AskBody,
    assistant: Ready,
    request: Request,
    html: Annotated[bool, Query(description="Also send `html` events: the turn as a fragment of the page.")] = False,
) -> Response:
    """The object of POST /ask in pieces: `interpretation`, `passages`, `delta`, `citation`, then `done` with the whole.

    The deltas joined equal `answer`. A failure after the first event is an `error` event with problem details.
    """
    events = assistant.stream(**options(body, assistant))
    # The first event is drawn here, so that whatever is wrong with the question is still a plain problem.
    begun = chain([next(events)], events)
    told = _with_html(body.question, begun, _titles(assistant)) if html else begun
    return StreamingResponse(_sent(told, request), media_type=SSE, headers=NO_STORE | {"X-Accel-Buffering": "no"})


def _with_html(question: str, events: Iterator[tuple[str, Any]], titles: dict[str, str]) -> Iterator[tuple[str, Any]]:
    """The events, with the turn as the page shows it after the reading and before the end."""
    for name, data in events:
        if name == "done":
            yield "html", {"html": pages.turn(question, data, titles)}
        yield name, data
        if name == "interpretation":
            yield "html", {"html": pages.turn(question, {"interpretation": data}, titles, pending=True)}


def _sent(events: Iterator[tuple[str, Any]], request: Request) -> Iterator[str]:
    try:
        for name, data in events:
            if name == "done":
                request.app.state.metrics.answered(data)
            yield sse(name, data)
    except Exception as error:  # the response has begun: an event is the only way left to tell
        yield sse("error", error_event(request, error))


def sse(name: str, data: object) -> str:
    """One server-sent event with JSON on a single line."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False, separators=(',', ':'))}\n\n"


@routes.get(
    "/conversations/{conversation_id}",
    tags=["questions"],
    summary="A conversation so far",
    response_model=models.ConversationModel,
    responses={200: {"content": {HTML: {}}}, **failures(422, 503)},
)
def conversation(conversation_id: str, assistant: Ready, request: Request) -> Response:
    """Its turns, oldest first: JSON, or the chat page by Accept. An unknown id has none yet."""
    turns = assistant.conversations.turns(conversation_id)
    if html_wanted(request):
        return _chat(assistant, conversation_id=conversation_id, turns=turns)
    found = [{"question": turn.question, "answer": turn.payload} for turn in turns]
    return JSONResponse({"conversation_id": conversation_id, "turns": found}, headers=NO_STORE | BY_ACCEPT)


@routes.get("/", tags=["service"], summary="The chat page", response_class=HTMLResponse, responses=failures(422, 503))
def chat(assistant: Ready, q: Annotated[str, Query(description="A question to ask on load.")] = "") -> Response:
    """The page for people; `/?q=QUESTION` can be shared."""
    return _chat(assistant, draft=q)


@routes.post("/", include_in_schema=False)
def chat_without_script(
    assistant: Ready, question: Annotated[str, Form()] = "", conversation_id: Annotated[str, Form()] = ""
) -> Response:
    """The form of the chat page where no JavaScript runs: the whole conversation as a page."""
    try:
        body = models.AskBody.model_validate({"question": question, "conversation_id": conversation_id or None})
        answer = assistant.ask(**options(body, assistant))
    except ValueError:
        return _chat(assistant, 422, conversation_id=conversation_id, failure="Type a question first.")
    except BadRequest as error:
        return _chat(assistant, 422, draft=question, failure=str(error))
    turns = assistant.conversations.turns(answer.conversation_id)
    return _chat(assistant, conversation_id=answer.conversation_id, turns=turns)


def _chat(assistant: Assistant, status: int = 200, **view: Any) -> HTMLResponse:
    told = pages.Chat(
        starters=assistant.starters(),
        titles=_titles(assistant),
        max_chars=assistant.settings.max_question_chars,
        **view,
    )
    return HTMLResponse(pages.chat(told), status, NO_STORE | BY_ACCEPT)


def _titles(assistant: Assistant) -> dict[str, str]:
    return {one.id: one.title for one in assistant.briefings()}
