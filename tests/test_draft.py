"""Drafts written out: text, markers and citations."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from askbrief.draft import Draft, Line, Quote, write
from askbrief.index import Index
from askbrief.types import Briefing, Passage, Span


@pytest.fixture
def briefings(small_index: Index) -> dict[str, Briefing]:
    return {b.id: b for b in small_index.briefings}


@pytest.fixture
def signed(small_index: Index) -> Passage:
    return next(p for p in small_index.passages if p.heading_path[-1] == "Accord signed")


def quote(passage: Passage, text: str) -> Quote:
    at = passage.start + passage.text.index(text)
    return Quote(passage, Span(text, at, at + len(text)))


def test_a_quote_stands_in_quotation_marks_before_its_marker(signed: Passage, briefings: dict[str, Briefing]) -> None:
    """Each quote is followed by its own [n], counted from 1 in order of use."""
    draft = Draft("answered", (Line("He:", (quote(signed, "Marek Toll"), quote(signed, "Sefa Orhan"))),))
    text, citations = write(draft, briefings)
    assert text == "He: “Marek Toll” [1] “Sefa Orhan” [2]"
    assert [(c.number, c.quote) for c in citations] == [(1, "Marek Toll"), (2, "Sefa Orhan")]


def test_the_short_answer_opens_the_text(signed: Passage, briefings: dict[str, Briefing]) -> None:
    """The short answer is the first line, unless the draft's lines say it already."""
    line = Line("", (quote(signed, "in Tarn"),))
    assert write(Draft("answered", (line,), "Tarn"), briefings)[0] == "Tarn\n“in Tarn” [1]"
    assert write(Draft("answered", (line,), "Tarn", opens=False), briefings)[0] == "“in Tarn” [1]"


def test_a_stretch_quoted_twice_keeps_its_number(signed: Passage, briefings: dict[str, Briefing]) -> None:
    """The same stretch has one citation however often it is quoted."""
    first, second = quote(signed, "Marek Toll"), quote(signed, "in Tarn")
    text, citations = write(Draft("answered", (Line("", (first, second)), Line("again", (first,)))), briefings)
    assert text == "“Marek Toll” [1] “in Tarn” [2]\nagain “Marek Toll” [1]"
    assert len(citations) == 2


def test_a_citation_names_its_source_to_the_character(signed: Passage, briefings: dict[str, Briefing]) -> None:
    """A citation carries passage, briefing, headings, hash and offsets at which the source reads as the quote."""
    _, (citation,) = write(Draft("answered", (Line("", (quote(signed, "Sefa Orhan signed"),)),)), briefings)
    briefing = briefings["lake-orrin-accord"]
    assert briefing.source[citation.start : citation.end] == "Sefa Orhan signed"
    assert (citation.passage_id, citation.heading_path) == (signed.id, ("Timeline", "Accord signed"))
    assert (citation.briefing_title, citation.document_sha256) == (briefing.title, briefing.sha256)


def test_a_citations_url_opens_the_passage_at_the_quote(signed: Passage, briefings: dict[str, Briefing]) -> None:
    """The url leads to the briefing's page with the passage and the span, and to the highlight on it."""
    _, (citation,) = write(Draft("answered", (Line("", (quote(signed, "in Tarn"),)),)), briefings)
    parts = urlsplit(citation.url)
    assert parts.path == "/briefings/lake-orrin-accord"
    assert parse_qs(parts.query) == {
        "passage": [signed.id],
        "start": [str(citation.start)],
        "end": [str(citation.end)],
    }
    assert parts.fragment == "cite"


def test_line_breaks_inside_a_quote_are_shown_as_spaces(small_index: Index, briefings: dict[str, Briefing]) -> None:
    """The text shows a quote on one line; the citation keeps it as it stands in the source."""
    overview = next(p for p in small_index.passages if p.id == "lake-orrin-accord/overview")
    first = overview.text.index("\n")
    broken = quote(overview, overview.text[first - 9 : first + 12])
    text, (citation,) = write(Draft("answered", (Line("", (broken,)),)), briefings)
    assert "\n" in citation.quote
    assert text == f"“{' '.join(citation.quote.split())}” [1]"


def test_words_of_our_own_are_cited_by_nothing(briefings: dict[str, Briefing]) -> None:
    """A draft without quotes has its lines as text, and no citations."""
    assert write(Draft("not_found", (Line("The briefings do not say."), Line("Ask on."))), briefings) == (
        "The briefings do not say.\nAsk on.",
        (),
    )
