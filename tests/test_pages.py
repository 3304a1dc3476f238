"""The pages: what stands on them, exact highlights, escaping, and that they need nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup, Tag
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from askbrief import pages
from askbrief.api import create_app
from askbrief.api_examples import ANSWER_EXAMPLE
from askbrief.briefing import parse_briefing
from askbrief.errors import BadRequest
from askbrief.marks import Marked, split_markers, spoken_date
from askbrief.settings import Settings, shipped
from askbrief.types import Span
from fake_assistant import DAM, FakeAssistant

QUESTION = "Who is the water minister of Upland?"
PARSED = parse_briefing(DAM, "dam")
EVIL = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'


@pytest.fixture
def client() -> Iterator[TestClient]:
    headers = {"Accept": "text/html"}
    with TestClient(create_app(Settings(), FakeAssistant()), headers=headers) as made:  # type: ignore[arg-type]
        yield made


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    found = page.select(selector)
    assert len(found) == 1, f"{selector}: {len(found)}"
    return found[0]


def words(tag: Tag) -> str:
    return " ".join(tag.get_text().split())


# ---- the chat page ---------------------------------------------------------------------------


def test_the_form_works_without_javascript(client: TestClient) -> None:
    """POST / renders the conversation; the hidden id carries it on to the next question."""
    page = soup(client.post("/", data={"question": QUESTION}).text)
    assert words(one(page, ".question")) == QUESTION
    assert words(one(page, ".text")) == "Water minister of Upland 1"
    here = one(page, "#composer input[name=conversation_id]")["value"]
    again = soup(client.post("/", data={"question": "hello", "conversation_id": here}).text)
    assert [words(tag) for tag in again.select(".question")] == [QUESTION, "hello"]


def test_a_marker_links_to_its_citation(client: TestClient) -> None:
    """[1] in the answer is a link to the same address as quote 1 under "Where it stands"."""
    page = soup(client.post("/", data={"question": QUESTION}).text)
    marker, entry = one(page, ".marker"), one(page, ".stands li a")
    assert marker["href"] == entry["href"]
    assert str(marker["href"]).startswith("/briefings/river-dam-dispute?passage=")
    assert marker["aria-label"] == "Source 1: The Dispute over the Upper River Dam"
    assert words(one(entry, "q")) == "Water minister of Upland"
    assert words(one(entry, ".place")) == "The Dispute over the Upper River Dam › People Involved › Ada Example"


def test_confidence_is_told_in_words_and_percent(client: TestClient) -> None:
    """Not by colour alone."""
    high = soup(client.post("/", data={"question": QUESTION}).text)
    fair = soup(client.post("/", data={"question": "compare them"}).text)
    assert words(one(high, ".confidence")) == "High confidence · 93%"
    assert words(one(fair, ".confidence")) == "Fair confidence · 55%"


def test_a_correction_is_told(client: TestClient) -> None:
    """Read "Uplnd" as Upland; the stand-alone question is not repeated when it says nothing more."""
    page = soup(client.post("/", data={"question": "Who is minister of Uplnd?"}).text)
    assert words(one(page, ".reading")) == "Read Uplnd as Upland."


def test_the_standalone_question_is_shown_where_it_differs(client: TestClient) -> None:
    """A follow-up shows what it was understood as; a question that stands alone shows nothing."""
    page = soup(client.post("/", data={"question": "Is she minister?"}).text)
    assert words(one(page, ".reading")) == "Understood as: Is Ada Example minister?"
    assert soup(client.post("/", data={"question": QUESTION}).text).select(".reading") == []


def test_a_partial_answer_says_what_is_missing(client: TestClient) -> None:
    """The missing part stands under the answer, escaped."""
    page = soup(client.post("/", data={"question": "compare them"}).text)
    assert words(one(page, ".missing")) == "Not in the briefings: the union's <i>demands</i>"
    assert [words(tag) for tag in page.select(".marker")] == ["1", "2"]


def test_not_found_shows_the_closest_passages_collapsed(client: TestClient) -> None:
    """The first three of the ranking, as links, in a closed <details>; no citation."""
    page = soup(client.post("/", data={"question": "Something else"}).text)
    closest = one(page, "details.closest")
    assert not closest.has_attr("open")
    assert words(one(closest, "summary")) == "Closest passages"
    links = closest.select("a")
    assert len(links) == 3
    assert words(one(links[2], ".excerpt")) == "The capacity planned for all thirteen turbines, according to Upland."
    assert all(str(link["href"]).endswith("#cite") for link in links)
    assert page.select(".marker, .stands, .confidence") == []


def test_ambiguity_offers_its_readings_as_questions(client: TestClient) -> None:
    """Each suggestion is a button that asks it in the same conversation."""
    page = soup(client.post("/", data={"question": "which treaty?"}).text)
    form = one(page, "form.suggestions")
    assert form["aria-label"] == "Did you mean"
    assert [button["value"] for button in form.select("button[name=question]")] == [
        QUESTION,
        "When was the first filling agreed?",
    ]
    assert one(form, "input")["value"] == one(page, "#composer input")["value"]


def test_a_conversation_has_a_page(client: TestClient) -> None:
    """GET /conversations/ID as a page shows every turn, so that a reload restores it."""
    client.post("/ask", json={"question": QUESTION, "conversation_id": "mine"})
    page = soup(client.get("/conversations/mine").text)
    assert words(one(page, "#log .question")) == QUESTION
    assert one(page, "#log")["data-conversation"] == "mine"


def test_a_shared_question_is_filled_in(client: TestClient) -> None:
    """/?q= puts the question into the input, escaped."""
    page = soup(client.get("/", params={"q": EVIL}).text)
    assert one(page, "textarea").get_text() == EVIL
    assert len(page.select("script")) == 1


def test_a_failed_form_post_keeps_the_text(client: TestClient) -> None:
    """An unusable question is told on the page, with what was typed still in the input."""
    response = client.post("/", data={"question": "x" * 2_001})
    assert response.status_code == 422
    page = soup(response.text)
    assert "send at most 2000" in words(one(page, "main > .failure"))
    assert one(page, "textarea").get_text() == "x" * 2_001
    empty = client.post("/", data={"question": "  "})
    assert (empty.status_code, "Type a question first." in empty.text) == (422, True)


def test_a_malformed_conversation_id_in_the_form_is_told(client: TestClient) -> None:
    """The next question then starts anew."""
    page = soup(client.post("/", data={"question": QUESTION, "conversation_id": "a b"}).text)
    assert BadRequest.title not in page.get_text()
    assert "malformed" in words(one(page, "main > .failure"))
    assert one(page, "#composer input")["value"] == ""


def test_a_problem_is_a_page_for_a_browser(client: TestClient) -> None:
    """404 in a browser is readable and leads on."""
    response = client.get("/briefings/nope")
    page = soup(response.text)
    assert response.status_code == 404
    assert words(one(page, "h1")) == "Not found"
    assert "no briefing has the id 'nope'" in words(one(page, ".lede"))


def test_a_form_post_that_fails_is_a_page_too(client: TestClient) -> None:
    """Where no JavaScript runs, an unexpected error is readable as well."""
    with TestClient(client.app, raise_server_exceptions=False, headers={"Accept": "text/html"}) as calm:
        response = calm.post("/", data={"question": "boom"})
    assert response.status_code == 500
    assert words(one(soup(response.text), "h1")) == "Internal error"


def test_data_is_escaped_everywhere() -> None:
    """A briefing and a question made of markup add no element and no attribute to any page."""
    hostile = DAM.replace("title: The Dispute over the Upper River Dam", f"title: '{EVIL}'")
    hostile = hostile.replace("Upland", EVIL).replace("tags: [water, energy]", f"tags: ['{EVIL}']")
    assistant = FakeAssistant(sources=(hostile,))
    headers = {"Accept": "text/html"}
    with TestClient(create_app(Settings(), assistant), headers=headers) as client:  # type: ignore[arg-type]
        for html in (
            client.post("/", data={"question": f"{EVIL} filling"}).text,
            client.post("/", data={"question": f"{EVIL} nothing"}).text,
            client.get("/briefings").text,
            client.get("/briefings/river-dam-dispute?start=350&end=600").text,
            client.get(f"/{quote(EVIL)}").text,
        ):
            page = soup(html)
            assert EVIL in page.get_text()
            assert page.select("[onerror], img[src=x]") == []
            assert [tag.get_text() for tag in page.select("script")] in ([], [""])


# ---- briefings -------------------------------------------------------------------------------


def test_the_list_page_has_a_card_for_each_briefing(client: TestClient) -> None:
    """Title, subtitle, tags, counts and day, linked to its page."""
    page = soup(client.get("/briefings").text)
    cards = page.select(".card")
    assert [one(card, "h2 a")["href"] for card in cards] == ["/briefings/river-dam-dispute", "/briefings/port-strike"]
    assert [words(tag) for tag in cards[0].select(".facts span")] == [
        "1 indicator",
        "2 people",
        "3 events",
        "Updated 1 March 2026",
    ]
    assert [words(tag) for tag in cards[0].select(".tags li")] == ["water", "energy"]


def test_the_briefing_page_is_built_from_its_sections(client: TestClient) -> None:
    """Contents, indicators, people, dated events, scenarios, precedents and linked sources."""
    page = soup(client.get("/briefings/river-dam-dispute").text)
    assert words(one(page, "h1")) == "The Dispute over the Upper River Dam"
    contents = page.select(".contents a")
    assert [words(link) for link in contents][:3] == ["Overview", "Key Indicators", "People Involved"]
    assert all(page.select(str(link["href"])) for link in contents)
    assert words(one(page, ".indicators .value")) == "5,150 MW"
    assert words(one(page, ".indicators .label")) == "Planned generating capacity"
    assert [words(tag) for tag in page.select(".people h3")] == ["Ada Example", "Bo Sample"]
    assert [words(tag) for tag in page.select(".timeline .when")] == ["17 May 2024", "September 2023"]
    assert [words(tag) for tag in page.select(".timeline h3")] == [
        "First filling agreed",
        "Draft treaty",
        "Talks break off",
    ]
    assert words(one(page, ".scenarios h3")) == "1 A binding treaty within two years"
    assert [words(tag) for tag in page.select(".history h4")] == ["What Happened", "Outcome"]
    assert [words(tag) for tag in page.select(".other li")] == ["First note.", "Second note."]
    assert one(page, ".other pre").get_text() == "| a | b |\n|---|---|"
    assert one(page, ".sources a")["href"] == "https://example.org/treaty"
    assert one(page, ".overview a")["href"] == "https://example.org/talks(2024)"
    assert {tuple(link["rel"]) for link in page.select("a[href^=http]")} == {("noopener",)}
    assert page.select("mark") == []


@pytest.mark.parametrize(
    "wanted",
    [
        "Water minister of Upland",
        "5,150 MW",
        "Planned generating capacity",
        "First filling agreed",
        "Lowland fears for its fields <b>& wells</b>.",
        "Lowland left the table 😀 for a month.",
        "Both parliaments would have to consent.",
        "see https://example.org/talks(2024). They",
        "Key Indicators",
        "Second note.",
        "India and Pakistan divided six rivers.",
        "| a | b |",
        "A binding treaty within two years",
        "Signed 19 September 1960",
    ],
)
def test_a_citation_marks_exactly_its_span(client: TestClient, wanted: str) -> None:
    """The marks joined are the quote, the first has id "cite", and nothing else is marked."""
    start = DAM.index(wanted)
    address = f"/briefings/river-dam-dispute?passage=p&start={start}&end={start + len(wanted)}"
    page = soup(client.get(address).text)
    marks = page.select("mark")
    assert "".join(mark.get_text() for mark in marks) == wanted
    assert [mark.get("id") for mark in marks] == ["cite"] + [None] * (len(marks) - 1)
    assert page.select(".note") == []


def test_a_date_that_is_cited_is_marked_as_it_is_shown(client: TestClient) -> None:
    """A whole date is marked in its spoken form; a part of it shows the date as it stands in the source."""
    start = DAM.index("2024-05-17")
    whole = soup(client.get(f"/briefings/river-dam-dispute?start={start}&end={start + 10}").text)
    assert words(one(whole, "mark")) == "17 May 2024"
    part = soup(client.get(f"/briefings/river-dam-dispute?start={start}&end={start + 4}").text)
    assert words(one(part, "mark")) == "2024"
    assert words(one(part, ".timeline .item:first-child .when")) == "2024-05-17"


def test_a_span_across_elements_is_marked_in_each(client: TestClient) -> None:
    """Role and note of one person: two marks, the id on the first only."""
    start, end = DAM.index("Water minister of Upland"), DAM.index("\n\n### Bo Sample")
    page = soup(client.get(f"/briefings/river-dam-dispute?passage=p&start={start}&end={end}").text)
    assert [words(mark) for mark in page.select("mark")] == ["Water minister of Upland", "Leads the talks since 2021"]
    assert len(page.select("#cite")) == 1


def test_a_span_that_is_not_on_the_page_stands_in_a_note(client: TestClient) -> None:
    """Front matter is not rendered: the quote itself stands at the top as the mark."""
    wanted = "Upper River Dam: [the dam, URD]"
    start = DAM.index(wanted)
    page = soup(client.get(f"/briefings/river-dam-dispute?passage=p&start={start}&end={start + len(wanted)}").text)
    assert words(one(page, ".note mark#cite")) == wanted
    assert len(page.select("mark")) == 1


def test_the_title_can_be_cited(client: TestClient) -> None:
    """The title line of the source is the page's own heading."""
    start = DAM.index("# The Dispute") + 2
    page = soup(client.get(f"/briefings/river-dam-dispute?start={start}&end={start + 11}").text)
    assert words(one(page, "h1 mark#cite")) == "The Dispute"


def test_every_citation_link_of_an_answer_opens_at_its_quote(client: TestClient) -> None:
    """Following the url of each citation shows a page that marks the quote."""
    for question in (QUESTION, "filling", "compare"):
        told: dict[str, Any] = client.post("/ask", json={"question": question}).json()
        for citation in told["citations"]:
            page = soup(client.get(citation["url"]).text)
            assert "".join(mark.get_text() for mark in page.select("mark")) == citation["quote"]


def test_a_link_to_a_passage_alone_marks_the_passage(client: TestClient) -> None:
    """Without start and end the passage's own span is marked."""
    passage = client.post("/ask", json={"question": QUESTION}).json()["passages"][0]
    page = soup(client.get(f"/briefings/river-dam-dispute?passage={passage['passage_id']}").text)
    assert one(page, "mark#cite").get_text() == passage["text"]


@pytest.mark.parametrize("query", ["start=99990&end=99999", "start=20&end=20", "start=9&end=3", "passage=gone/1"])
def test_a_link_to_what_is_gone_says_so(client: TestClient, query: str) -> None:
    """A stale link shows the briefing with a note and no highlight."""
    response = client.get(f"/briefings/river-dam-dispute?{query}")
    page = soup(response.text)
    assert response.status_code == 200
    assert len(page.select(".note")) == 1
    assert page.select("mark") == []


# ---- nothing from elsewhere ------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/briefings", "/briefings/river-dam-dispute", "/docs", "/nope"])
def test_a_page_loads_nothing_from_elsewhere_and_runs_no_inline_script(client: TestClient, path: str) -> None:
    """Scripts, styles and images are ours, none is inline, and no attribute holds a script or a style."""
    page = soup(client.get(path).text)
    loaded = [tag.get("src") or tag.get("href") for tag in page.select("script, link, img, iframe, source, video")]
    assert loaded
    assert all(str(address).startswith("/static/") for address in loaded)
    for address in loaded:
        assert client.get(str(address)).status_code == 200
    assert page.select("style, [style]") == []
    assert not [name for tag in page.find_all(True) for name in tag.attrs if name.startswith("on")]


def test_static_files_name_no_other_host() -> None:
    """No style sheet or script fetches from another address; the SVG names only its namespace."""
    for path in (shipped("web") / "static").iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text
        assert "https:" not in text
        assert "innerHTML" not in text


def test_the_docs_page_lists_every_operation(client: TestClient) -> None:
    """/docs is made from the schema and carries the full example of /ask."""
    page = soup(client.get("/docs").text)
    found = {words(tag) for tag in page.select(".operation h2")}
    assert {"POST /ask", "POST /ask/stream", "GET /briefings/{briefing_id}/source", "GET /metrics"} <= found
    assert '"short_answer": "17 May 2024"' in page.get_text()


# ---- the small functions ---------------------------------------------------------------------


@given(st.text("ab <>&'[]()./:https\n😀", max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_marking_loses_and_adds_nothing(text: str, start: int, end: int) -> None:
    """For any text and span: without tags the text is unchanged, and the marks are exactly the span."""
    for render in (Marked.text, Marked.prose):
        marked = Marked(text, start, end)
        page = soup(f"<pre>{render(marked, Span(text, 0, len(text)))}</pre>")  # keeps blanks
        assert page.get_text() == text
        assert "".join(mark.get_text() for mark in page.select("mark")) == text[start:end]
        assert marked.shown == bool(text[start:end])


@given(st.integers(0, len(DAM)), st.integers(1, 200))
def test_any_span_of_a_briefing_has_one_place_to_scroll_to(start: int, length: int) -> None:
    """Wherever a citation points, the page holds exactly one #cite."""
    page = pages.briefing(PARSED, start, min(start + length, len(DAM)))
    assert page.count('id="cite"') == (1 if start < len(DAM) else 0)


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("See https://a.org/x.", ["https://a.org/x"]),
        ("(https://a.org/x)", ["https://a.org/x"]),
        ("https://a.org/S/RES/2202(2015)", ["https://a.org/S/RES/2202(2015)"]),
        ("[t](https://a.org/x), http://b.org", ["https://a.org/x", "http://b.org"]),
        ("javascript:alert(1) ftp://a.org", []),
    ],
)
def test_web_addresses_become_links(text: str, addresses: list[str]) -> None:
    """http and https only, without the punctuation around them."""
    page = soup(str(Marked(text).prose(Span(text, 0, len(text)))))
    assert [link["href"] for link in page.select("a")] == addresses


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("2024-05-17", "17 May 2024"),
        ("2024-05", "May 2024"),
        ("2024", "2024"),
        ("2024-05-17 – 2024-06-01", "17 May 2024 – 1 June 2024"),
        ("2024-13-01", "2024-13-01"),
    ],
)
def test_dates_are_spoken(written: str, spoken: str) -> None:
    """ISO dates are written for people; what is no date stays."""
    assert spoken_date(written) == spoken


def test_only_markers_of_citations_become_links() -> None:
    """[3] without a citation 3 stays text."""
    assert list(split_markers("a [1] b [3].", [1, 2])) == [("a ", None), ("", 1), (" b [3].", None)]


def test_an_answer_is_set_in_lines_and_lists() -> None:
    """A short answer leads, `- ` lines are a list, and markers are cut out of each line."""
    told = "Ada; Bo\n2 people:\n- “Ada” [1]\n- “Bo” [2]\nThat is all."
    assert list(pages.answer_blocks(told, [1, 2], "Ada; Bo")) == [
        ("lead", [[("Ada; Bo", None)]]),
        ("text", [[("2 people:", None)]]),
        ("list", [[("“Ada” ", None), ("", 1), ("", None)], [("“Bo” ", None), ("", 2), ("", None)]]),
        ("text", [[("That is all.", None)]]),
    ]
    assert [form for form, _ in pages.answer_blocks("Ada [1]\nmore", [1], "Ada")] == ["text"]
    long = "Ada; " * 30
    assert [form for form, _ in pages.answer_blocks(f"{long}\nmore", [], long)] == ["text"]
    assert [form for form, _ in pages.answer_blocks("One line", [], "One line")] == ["text"]


def test_many_quotes_are_folded() -> None:
    """Beyond six, four stand open and the rest in a <details>; each number is there once."""
    citation = ANSWER_EXAMPLE["citations"][0]
    many = ANSWER_EXAMPLE | {"citations": [citation | {"number": n} for n in range(1, 10)]}
    page = soup(pages.turn("Who?", many, {}))
    assert [li["data-number"] for li in page.select(".stands li")] == [str(n) for n in range(1, 10)]
    assert words(one(page, ".more summary")) == "5 more quotes"
    assert len(page.select(".more li")) == 5


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (1.0, ("High confidence", "high", 100)),
        (0.8, ("High confidence", "high", 80)),
        (0.5, ("Fair confidence", "fair", 50)),
        (0.0, ("Low confidence", "low", 0)),
    ],
)
def test_confidence_in_words(value: float, told: tuple[str, str, int]) -> None:
    """Three words for the three ranges."""
    assert pages.confidence(value) == told


def test_an_excerpt_leaves_out_heading_lines() -> None:
    """Long passages are cut between words."""
    assert pages.excerpt("### Title\n\nOne  two\nthree") == "One two three"
    assert pages.excerpt("## Only a title") == "Only a title"
    assert re.fullmatch(r"(word ){6}…", pages.excerpt("word " * 100, 33))
