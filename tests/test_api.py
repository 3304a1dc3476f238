"""The HTTP interface over a hand-made assistant: the contract, the stream, and every refusal."""

from __future__ import annotations

import io
import json
import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from asgi_correlation_id import CorrelationIdFilter
from fastapi.testclient import TestClient

from askbrief import api_opening
from askbrief.api import create_app
from askbrief.api_edge import HEADERS, log_config
from askbrief.api_examples import ANSWER_EXAMPLE
from askbrief.api_models import AnswerModel, BriefingModel, BriefingSummary, EntityModel, PassageModel
from askbrief.errors import IndexDamaged
from askbrief.settings import Settings
from fake_assistant import DAM, STARTERS, FakeAssistant

QUESTION = "Who is the water minister of Upland?"
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def assistant() -> FakeAssistant:
    return FakeAssistant()


@pytest.fixture
def client(assistant: FakeAssistant) -> Iterator[TestClient]:
    with TestClient(create_app(assistant.settings, assistant), raise_server_exceptions=False) as made:  # type: ignore[arg-type]
        yield made


def events(text: str) -> list[tuple[str, Any]]:
    """The events of a stream as (name, data)."""
    blocks = [block.split("\n") for block in text.strip().split("\n\n")]
    return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in blocks]


def refused(response: Any, status: int, *, says: str) -> dict[str, Any]:
    """The problem details of a response, after checking what every problem must have."""
    told = response.json()
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert told["status"] == status
    assert told["type"] == "about:blank"
    assert told["request_id"] == response.headers["x-request-id"]
    assert says in told["detail"]
    return told  # type: ignore[no-any-return]


# ---- asking ----------------------------------------------------------------------------------


def test_ask_returns_the_whole_object_of_the_contract(client: TestClient) -> None:
    """POST /ask gives every member of the contract, and the quote is the source at its offsets."""
    told = client.post("/ask", json={"question": QUESTION}).json()
    assert list(told) == list(ANSWER_EXAMPLE)
    assert told["status"] == "answered"
    assert told["answer"] == "Water minister of Upland [1]"
    citation = told["citations"][0]
    source = client.get(f"/briefings/{citation['briefing_id']}/source").text
    assert source[citation["start"] : citation["end"]] == citation["quote"] == "Water minister of Upland"
    AnswerModel.model_validate(told)


def test_options_reach_the_assistant_as_given(client: TestClient, assistant: FakeAssistant) -> None:
    """top_k, briefings, as_of and conversation_id are passed on; null is passed as None."""
    body = {"question": QUESTION, "top_k": 3, "briefings": ["port-strike"], "as_of": "2025-12-31"}
    told = client.post("/ask", json=body | {"conversation_id": "mine"}).json()
    assert assistant.asked == [body | {"conversation_id": "mine"}]
    assert len(told["passages"]) == 3
    assert told["conversation_id"] == "mine"


def test_the_stream_gives_the_same_as_ask(client: TestClient) -> None:
    """The events come in order, the deltas joined equal the answer, and `done` is the object of /ask."""
    body = {"question": "How do they compare?", "conversation_id": "same"}
    told = client.post("/ask", json=body).json()
    response = client.post("/ask/stream", json=body)
    assert response.headers["content-type"].startswith("text/event-stream")
    found = events(response.text)
    names = [name for name, _ in found]
    assert names[:2] == ["interpretation", "passages"]
    assert names[-3:] == ["citation", "citation", "done"]
    assert set(names[2:-3]) == {"delta"}
    assert "".join(data["text"] for name, data in found if name == "delta") == told["answer"]
    assert [data for name, data in found if name == "citation"] == told["citations"]
    assert found[0][1] == told["interpretation"]
    assert found[1][1] == told["passages"]
    assert found[-1][1] == told


def test_the_stream_can_carry_the_turn_as_the_page_shows_it(client: TestClient) -> None:
    """With ?html=true two `html` events hold the turn: first its reading, at the end the whole."""
    found = events(client.post("/ask/stream?html=true", json={"question": "Who is minister of Uplnd?"}).text)
    assert [name for name, _ in found if name == "html"] == ["html", "html"]
    first, whole = (data["html"] for name, data in found if name == "html")
    assert "<q>Uplnd</q> as <b>Upland</b>" in first
    assert 'class="marker"' not in first
    assert 'class="marker"' in whole
    assert [name for name, _ in found][-2:] == ["html", "done"]


def test_a_stream_that_breaks_ends_with_an_error_event(client: TestClient) -> None:
    """A failure after the first event is an `error` event with problem details that leak nothing."""
    found = events(client.post("/ask/stream", json={"question": "midway"}).text)
    assert [name for name, _ in found] == ["interpretation", "error"]
    assert found[1][1]["status"] == 500
    assert "secret" not in json.dumps(found)


def test_a_stream_with_an_unusable_question_is_a_plain_problem(client: TestClient) -> None:
    """What is wrong with the request is told before the stream begins."""
    refused(client.post("/ask/stream", json={"question": ""}), 422, says="question is")
    refused(client.post("/ask/stream", json={"question": "boom"}), 500, says="unexpected error")


def test_a_conversation_holds_its_turns(client: TestClient) -> None:
    """GET /conversations/ID gives each question with its whole answer, also of streamed turns."""
    first = client.post("/ask", json={"question": QUESTION}).json()
    here = first["conversation_id"]
    client.post("/ask/stream", json={"question": "hello", "conversation_id": here})
    told = client.get(f"/conversations/{here}").json()
    assert told["conversation_id"] == here
    assert [turn["question"] for turn in told["turns"]] == [QUESTION, "hello"]
    assert told["turns"][0]["answer"] == first


def test_an_unknown_conversation_is_empty_and_a_malformed_one_refused(client: TestClient) -> None:
    """A well-formed id nobody used has no turns; another is 422 with the cure."""
    assert client.get("/conversations/nobody").json() == {"conversation_id": "nobody", "turns": []}
    refused(client.get("/conversations/a%20b"), 422, says="null to start a new conversation")


# ---- refusals --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, 'question is missing: send it as text, for example {"question"'),
        ({"question": ""}, 'question is "", but it is empty'),
        ({"question": " \n\t"}, "it is empty"),
        ({"question": 7}, "question is 7, but should be a valid string"),
        ({"question": None}, "question is null"),
        ({"question": "x" * 2_001}, "question is 2001 characters long: send at most 2000"),
        ({"question": "x", "top_k": 0}, "top_k is 0, but should be greater than or equal to 1"),
        ({"question": "x", "top_k": 51}, "send a whole number from 1 to 50"),
        ({"question": "x", "top_k": "8"}, "send a whole number from 1 to 50"),
        ({"question": "x", "top_k": True}, "top_k is true"),
        (
            {"question": "x", "briefings": ["port-strike", "nope"]},
            "briefings names 'nope': send a list of briefing ids",
        ),
        ({"question": "x", "briefings": []}, "briefings is [], but the list is empty"),
        ({"question": "x", "briefings": "port-strike"}, "send a list of briefing ids"),
        ({"question": "x", "as_of": "yesterday"}, 'as_of is "yesterday", but it is not of the form YYYY-MM-DD'),
        ({"question": "x", "as_of": "2025-02-30"}, "day is out of range for month"),
        ({"question": "x", "as_of": 20250101}, "send a calendar day as YYYY-MM-DD"),
        ({"question": "x", "conversation_id": "a b"}, "conversation_id 'a b' is malformed"),
        ({"question": "x", "conversation_id": "x" * 65}, "send 1 to 64 letters"),
        (
            {"question": "x", "topk": 3},
            "topk is not a known field: remove it; the fields are question, conversation_id",
        ),
        (["x"], 'the body is not a JSON object: send {"question": "..."}'),
    ],
)
def test_an_unusable_body_is_told_by_field_value_and_cure(client: TestClient, body: object, says: str) -> None:
    """Each faulty field is 422 problem details that name it, its value and what to send."""
    refused(client.post("/ask", json=body), 422, says=says)


def test_several_faults_are_told_at_once(client: TestClient) -> None:
    """`errors` lists every faulty field."""
    told = refused(client.post("/ask", json={"question": "", "top_k": 99, "odd": 1}), 422, says="top_k is 99")
    assert [one["field"] for one in told["errors"]] == ["question", "top_k", "odd"]


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [
        (b'{"question": ', 422, "the body is not a JSON object"),
        (b"", 422, "the body is not a JSON object"),
        (b'{"question": "\xff"}', 400, "send UTF-8 JSON"),
        (b'{"question": "\\ud800"}', 422, "half of a surrogate pair"),
        (b'{"question": "x", "top_k": ' + b"9" * 5_000 + b"}", 400, "cannot be read"),
        (b"[" * 30_000, 400, "cannot be read"),
    ],
)
def test_a_body_that_is_no_json_is_refused(client: TestClient, content: bytes, status: int, says: str) -> None:
    """Broken, empty, mis-encoded and hostile bodies are problems, never a crash."""
    response = client.post("/ask", content=content, headers={"Content-Type": "application/json"})
    refused(response, status, says=says)


def test_a_body_without_the_json_content_type_is_refused(client: TestClient) -> None:
    """Text that another page could post across sites is not read as JSON."""
    response = client.post("/ask", content=b'{"question": "x"}', headers={"Content-Type": "text/plain"})
    refused(response, 422, says="Content-Type: application/json")


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_limit_is_413(declared: bool) -> None:
    """A long body is refused by its size, with a content-length or in chunks without one."""
    settings = Settings(max_body_bytes=1_024)
    body = json.dumps({"question": "x" * 1_100}).encode()
    content: Any = body if declared else iter([body[:600], body[600:]])
    with TestClient(create_app(settings, FakeAssistant(settings))) as client:  # type: ignore[arg-type]
        response = client.post("/ask", content=content, headers={"Content-Type": "application/json"})
        refused(response, 413, says="larger than 1024 bytes: send a shorter one")


def test_a_body_at_the_limit_is_read() -> None:
    """The limit itself is still allowed, in chunks too."""
    settings = Settings(max_body_bytes=1_024)
    body = json.dumps({"question": "x" * 1_008}).encode()
    assert len(body) == 1_024
    with TestClient(create_app(settings, FakeAssistant(settings))) as client:  # type: ignore[arg-type]
        sent = client.post("/ask", content=iter([body[:5], body[5:]]), headers={"Content-Type": "application/json"})
        assert sent.status_code == 200


def test_an_unexpected_error_is_500_with_the_request_id_and_no_traceback(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    """The client learns the id, the log gets the traceback."""
    told = refused(client.post("/ask", json={"question": "boom"}), 500, says="report the request_id")
    assert "secret" not in json.dumps(told)
    assert "Traceback" not in json.dumps(told)
    assert "a secret inside" in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status", "says"),
    [
        ("GET", "/nope", 404, "Nothing is at /nope: GET /docs lists"),
        ("GET", "/static/nope.css", 404, "Nothing is at /static/nope.css"),
        ("GET", "/static/../templates/base.html", 404, "Nothing is at"),
        ("PUT", "/ask", 405, "PUT is not possible at /ask: use POST"),
        ("GET", "/briefings/nope", 404, "no briefing has the id 'nope'"),
        ("GET", "/briefings/nope/source", 404, "no briefing has the id 'nope'"),
        ("GET", "/passages/river-dam-dispute/none", 404, "no passage has the id 'river-dam-dispute/none'"),
        ("GET", "/entities", 422, "q is missing"),
        ("GET", "/entities?q=x&limit=99", 422, 'limit is "99"'),
        ("GET", "/briefings/port-strike?start=-1&end=x", 422, 'start is "-1"'),
    ],
)
def test_what_is_not_there_is_a_problem(client: TestClient, method: str, path: str, status: int, says: str) -> None:
    """Unknown routes, methods and ids are problem details."""
    refused(client.request(method, path), status, says=says)


def test_a_405_names_the_methods_allowed(client: TestClient) -> None:
    """The Allow header stays on the problem."""
    assert client.put("/ask").headers["allow"] == "POST"


# ---- briefings -------------------------------------------------------------------------------


def test_the_list_of_briefings(client: TestClient) -> None:
    """GET /briefings gives each briefing's facts, counts, address and sha256."""
    told = client.get("/briefings").json()
    assert [one["id"] for one in told] == ["river-dam-dispute", "port-strike"]
    expected = {"indicator": 1, "person": 2, "organization": 1, "event": 3, "scenario": 1, "precedent": 1}
    assert told[0]["counts"] == expected
    assert told[0]["url"] == "/briefings/river-dam-dispute"
    assert BriefingSummary.model_validate(told[0]).updated == "2026-03-01"


def test_a_briefing_as_json_has_its_sections_with_offsets(client: TestClient) -> None:
    """Every heading, field and paragraph is the source at its offsets."""
    told = client.get("/briefings/river-dam-dispute", headers={"Accept": "application/json"}).json()
    BriefingModel.model_validate(told)
    assert told["aliases"] == {"Upper River Dam": ["the dam", "URD"]}
    people = next(section for section in told["sections"] if section["kind"] == "people")
    role = next(field for field in people["items"][0]["fields"] if field["name"] == "role")
    assert DAM[role["start"] : role["end"]] == role["value"] == "Water minister of Upland"
    assert "source" not in told


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html", "text/html"),
        (BROWSER["Accept"], "text/html"),
        ("text/html;q=0.4, application/json;q=0.9", "application/json"),
        ("application/json;q=0.2, text/html", "text/html"),
        ("text/html;q=0", "application/json"),
        ("text/html;q=nonsense", "application/json"),
        ("", "application/json"),
    ],
)
def test_accept_decides_between_page_and_json(client: TestClient, accept: str, kind: str) -> None:
    """A page where text/html is named and not outweighed by JSON, else JSON; caches are told."""
    for path in ("/briefings", "/briefings/port-strike", "/conversations/mine"):
        response = client.get(path, headers={"Accept": accept})
        assert response.headers["content-type"].split(";")[0] == kind
        assert response.headers["vary"] == "Accept"


def test_the_source_is_plain_text_with_its_sha256_as_etag(client: TestClient, assistant: FakeAssistant) -> None:
    """GET source is the exact text; the ETag given back is 304."""
    response = client.get("/briefings/river-dam-dispute/source")
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.content.decode() == DAM
    assert response.headers["etag"] == f'"{assistant.briefing("river-dam-dispute").sha256}"'
    again = client.get("/briefings/river-dam-dispute/source", headers={"If-None-Match": response.headers["etag"]})
    assert again.status_code == 304
    assert again.content == b""


def test_a_passage_by_an_id_with_a_slash(client: TestClient) -> None:
    """GET /passages/ID gives the passage at its offsets, and the address that highlights it."""
    wanted = client.post("/ask", json={"question": QUESTION}).json()["citations"][0]["passage_id"]
    assert "/" in wanted
    told = client.get(f"/passages/{wanted}").json()
    PassageModel.model_validate(told)
    assert told["passage_id"] == wanted
    assert DAM[told["start"] : told["end"]] == told["text"]
    assert told["url"].startswith("/briefings/river-dam-dispute?passage=river-dam-dispute%2F")
    assert told["url"].endswith(f"&start={told['start']}&end={told['end']}#cite")


def test_entities_by_name(client: TestClient) -> None:
    """GET /entities?q= gives names with their score; nothing found is an empty list."""
    told = client.get("/entities", params={"q": "ada", "limit": 5}).json()
    assert told == [
        {
            "id": "ada-example",
            "name": "Ada Example",
            "kind": "person",
            "aliases": ["A. Example"],
            "briefings": ["river-dam-dispute"],
            "score": 0.9877,
        }
    ]
    EntityModel.model_validate(told[0])
    assert client.get("/entities", params={"q": "zzz"}).json() == []


# ---- the service -----------------------------------------------------------------------------


def test_health_and_readiness(client: TestClient) -> None:
    """/healthz and /readyz are 200 on an open assistant; /readyz tells the index."""
    assert client.get("/healthz").json()["status"] == "ok"
    assert client.get("/readyz").json()["index_version"] == "v1"


def test_every_request_looks_for_a_newer_index(client: TestClient, assistant: FakeAssistant) -> None:
    """Whatever needs the assistant calls refresh() first."""
    for path in ("/briefings", "/readyz", "/"):
        client.get(path)
    assert assistant.refreshed == 3


def test_while_the_assistant_opens_the_server_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """/healthz answers, the rest is 503 with Retry-After, until the opening is done."""
    gate = threading.Event()

    class Slow:
        @classmethod
        def open(cls, settings: Settings) -> FakeAssistant:
            assert gate.wait(10)
            return FakeAssistant(settings)

    monkeypatch.setattr(api_opening, "Assistant", Slow)
    with TestClient(create_app(Settings())) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/metrics").text.count("askbrief_ready 0.0") == 1
        for response in (client.get("/readyz"), client.post("/ask", json={"question": "x"}), client.get("/")):
            refused(response, 503, says="ask again in a few seconds")
            assert response.headers["retry-after"] == "2"
        assert "Not ready" in client.get("/", headers=BROWSER).text
        gate.set()
        wait_until_ready(client)
        assert client.post("/ask", json={"question": "hello"}).json()["status"] == "small_talk"


def test_an_opening_that_fails_is_told_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged index is named by /readyz; once it is mended the same server answers."""
    mended = threading.Event()

    class Damaged:
        @classmethod
        def open(cls, settings: Settings) -> FakeAssistant:
            if not mended.is_set():
                raise IndexDamaged("vectors.faiss fails its checksum: run `askbrief build`")
            return FakeAssistant(settings)

    monkeypatch.setattr(api_opening, "Assistant", Damaged)
    monkeypatch.setattr(api_opening, "RETRY_SECONDS", 0.01)
    with TestClient(create_app(Settings())) as client:
        deadline = time.monotonic() + 10
        while "Damaged" not in client.get("/readyz").text and time.monotonic() < deadline:
            time.sleep(0.01)
        refused(client.get("/readyz"), 503, says="Damaged index: vectors.faiss fails its checksum")
        mended.set()
        wait_until_ready(client)


def wait_until_ready(client: TestClient) -> None:
    deadline = time.monotonic() + 10
    while client.get("/readyz").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_metrics_count_requests_answers_and_the_index(client: TestClient) -> None:
    """Requests by route template, answers by status, and the size of the index; ids make no new series."""
    client.post("/ask", json={"question": QUESTION})
    client.post("/ask/stream", json={"question": QUESTION})
    client.get("/briefings/port-strike")
    client.get("/briefings/nope")
    client.get("/one-of-many-unknown-paths")
    client.request("BREW", "/ask")
    text = client.get("/metrics").text
    for line in (
        'askbrief_answers_total{status="answered"} 2.0',
        'askbrief_http_requests_total{method="POST",route="/ask",status="200"} 1.0',
        'askbrief_http_requests_total{method="GET",route="/briefings/{briefing_id}",status="200"} 1.0',
        'askbrief_http_requests_total{method="GET",route="/briefings/{briefing_id}",status="404"} 1.0',
        'askbrief_http_requests_total{method="GET",route="unmatched",status="404"} 1.0',
        'askbrief_http_request_seconds_count{route="/ask"} ',
        'askbrief_answer_stage_seconds_sum{stage="total"} 0.08',
        "askbrief_ready 1.0",
        "askbrief_index_briefings 2.0",
    ):
        assert line in text
    assert "BREW" not in text
    assert "one-of-many" not in text


def test_the_request_id_is_echoed_and_in_every_log_line(client: TestClient) -> None:
    """A fit X-Request-ID is kept and logged; an unfit one is replaced."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(CorrelationIdFilter(default_value="-"))
    handler.setFormatter(logging.Formatter(log_config("info")["formatters"]["line"]["format"]))
    logger = logging.getLogger("askbrief")
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel("INFO")
    try:
        kept = client.get("/healthz", headers={"X-Request-ID": "from-a.proxy:7"})
        client.post("/ask", json={"question": "boom"}, headers={"X-Request-ID": "boom-1"})
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
    assert kept.headers.get_list("x-request-id") == ["from-a.proxy:7"]
    assert "[from-a.proxy:7] GET '/healthz' 200" in stream.getvalue()
    assert "ERROR askbrief.http [boom-1] unexpected error in POST '/ask'" in stream.getvalue()
    forged = client.get("/healthz", headers={"X-Request-ID": "a b <script>"})
    assert len(forged.headers["x-request-id"]) == 32


def test_every_response_carries_the_security_headers(client: TestClient) -> None:
    """Pages, JSON, static files, problems and 500s alike."""
    responses = [client.get(path) for path in ("/", "/briefings", "/nope", "/static/chat.js", "/docs", "/metrics")]
    responses += [client.post("/ask", json={"question": "boom"}), client.post("/ask", content=b"x" * 70_000)]
    for response in responses:
        assert {name: response.headers[name] for name in HEADERS} == HEADERS
        assert "cache-control" in response.headers
    assert HEADERS["content-security-policy"].startswith("default-src 'self'; ")


def test_conversations_are_never_cached(client: TestClient) -> None:
    """What was asked stays out of shared caches."""
    for response in (
        client.post("/ask", json={"question": QUESTION}),
        client.post("/ask/stream", json={"question": QUESTION}),
        client.get("/conversations/mine"),
        client.get("/"),
    ):
        assert response.headers["cache-control"] == "no-store"


def test_the_schema_shows_a_full_answer_that_fits_its_model(client: TestClient) -> None:
    """/openapi.json lists every route of the contract; the example of /ask obeys the model and the laws."""
    schema = client.get("/openapi.json").json()
    assert {
        "/ask",
        "/ask/stream",
        "/briefings",
        "/briefings/{briefing_id}",
        "/briefings/{briefing_id}/source",
        "/passages/{passage_id}",
        "/entities",
        "/conversations/{conversation_id}",
        "/healthz",
        "/readyz",
        "/metrics",
        "/docs",
        "/",
    } == set(schema["paths"])
    example = schema["paths"]["/ask"]["post"]["responses"]["200"]["content"]["application/json"]["example"]
    answer = AnswerModel.model_validate(example)
    for citation in answer.citations:
        assert citation.end - citation.start == len(citation.quote)
        assert f"[{citation.number}]" in answer.answer
    body = schema["components"]["schemas"]["AskBody"]
    assert all(property_["description"] for property_ in body["properties"].values())
    assert "detail" in schema["components"]["schemas"]["Problem"]["properties"]
    assert "HTTPValidationError" not in json.dumps(schema["paths"])


def test_two_apps_live_in_one_process(client: TestClient) -> None:
    """Each app has metrics of its own."""
    client.post("/ask", json={"question": QUESTION})
    with TestClient(create_app(Settings(), FakeAssistant())) as other:  # type: ignore[arg-type]
        assert 'askbrief_answers_total{status="answered"}' not in other.get("/metrics").text


def test_starters_are_on_the_page(client: TestClient) -> None:
    """The empty chat offers the assistant's checked questions."""
    page = client.get("/").text
    assert all(starter in page for starter in STARTERS)
