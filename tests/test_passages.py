"""Briefings cut into passages."""

from __future__ import annotations

import pytest

from askbrief.briefing import parse_briefing
from askbrief.passages import cut, embedding_text, plain, sentence_places, split_sentences
from askbrief.types import Briefing, Passage, SectionKind, Span
from corpus_small import ORRIN
from fakes import FakeEncoder

count = FakeEncoder().count_tokens


@pytest.fixture(scope="module")
def orrin() -> Briefing:
    return parse_briefing(ORRIN, "orrin")


@pytest.fixture(scope="module")
def passages(orrin: Briefing) -> dict[str, Passage]:
    return {p.id: p for p in cut(orrin, count, 254)}


def test_every_item_is_a_passage_of_its_own(passages: dict[str, Passage]) -> None:
    """Items and the parts of a precedent each have an id that reads as their heading path."""
    assert list(passages) == [
        f"lake-orrin-accord/{path}"
        for path in (
            "about",
            "overview",
            "key-indicators/sudmark-s-yearly-share",
            "key-indicators/rounds-of-talks",
            "key-indicators/shoreline-held-by-norvale",
            "people-involved/ilsa-brandt",
            "people-involved/marek-toll",
            "people-involved/anna-toll",
            "people-involved/sefa-orhan",
            "organizations-involved/norvale-water-board-nwb",
            "organizations-involved/velm-union",
            "timeline/first-yearly-review",
            "timeline/accord-signed",
            "timeline/ferry-closed",
            "timeline/talks-begin",
            "scenarios/the-shares-are-raised-after-the-review-of-2027",
            "scenarios/sudmark-leaves-the-accord",
            "historical-context/orrin-ii-accord-2023",
            "historical-context/orrin-ii-accord-2023/what-happened",
            "historical-context/orrin-ii-accord-2023/short-term-outcome",
            "historical-context/orrin-ii-accord-2023/why-it-s-relevant",
            "sources",
        )
    ]


def test_an_event_is_dated(passages: dict[str, Passage]) -> None:
    """Its date is a range of days; a month has its first and last."""
    assert passages["lake-orrin-accord/timeline/accord-signed"].date == ("2019-03-14", "2019-03-14")
    assert passages["lake-orrin-accord/timeline/ferry-closed"].date == ("2018-08-01", "2018-08-31")
    assert passages["lake-orrin-accord/overview"].date == (None, None)


def test_a_precedent_is_dated_by_its_when_line(passages: dict[str, Passage]) -> None:
    """The `When` field, read as days."""
    assert passages["lake-orrin-accord/historical-context/orrin-ii-accord-2023"].date == ("2023-10-02", "2023-10-02")


def test_the_sentences_of_a_person_are_name_role_and_note(passages: dict[str, Passage]) -> None:
    """The heading and each field's value can be quoted."""
    toll = passages["lake-orrin-accord/people-involved/marek-toll"]
    assert [s.text for s in toll.sentences] == [
        "Marek Toll",
        "Water minister of Norvale",
        "Signed the accord for Norvale",
    ]
    assert toll.item == 1
    assert toll.heading_path == ("People Involved", "Marek Toll")


def test_the_front_matter_is_quotable_by_subtitle_and_date(passages: dict[str, Passage]) -> None:
    """Not by its YAML."""
    about = passages["lake-orrin-accord/about"]
    assert about.section is SectionKind.ABOUT
    assert [s.text for s in about.sentences] == [
        "Norvale and Sudmark agree how much water each may take",
        "2026-02-01",
    ]


def test_the_embedding_text_leads_with_the_headings(passages: dict[str, Passage]) -> None:
    """Briefing, section and item, then the text without marks."""
    assert embedding_text(passages["lake-orrin-accord/key-indicators/rounds-of-talks"]) == (
        "The Lake Orrin Accord > Key Indicators > Rounds of talks\n"
        "9 — Rounds of talks\nNine rounds of talks were held in Tarn between 2017 and 2019."
    )


def test_sentences_are_found_in_the_embedding_text(passages: dict[str, Passage]) -> None:
    """The stretch given for each sentence of a passage holds that sentence."""
    for passage in passages.values():
        text = embedding_text(passage)
        places = sentence_places(passage, text)
        assert [text[a:b] for a, b in places] == [plain(s.text) for s in passage.sentences]


def test_long_prose_is_cut_between_sentences() -> None:
    """Each passage fits the budget with its headings, and no sentence is cut in two."""
    sentences = [f"Sentence number {n} says that the lake rose by {n} metres in that year." for n in range(40)]
    briefing = parse_briefing("## Overview\n\n" + " ".join(sentences) + "\n", "long")
    passages = cut(briefing, count, 60)
    assert [s.text for p in passages for s in p.sentences] == sentences
    assert max(count(embedding_text(p)) for p in passages) <= 60
    assert [p.id for p in passages[:3]] == ["long/overview", "long/overview~2", "long/overview~3"]


def test_a_sentence_longer_than_the_budget_stays_whole() -> None:
    """A passage never ends inside a sentence."""
    text = "The lake " + "and the lake " * 80 + "rose."
    passages = cut(parse_briefing(f"## Overview\n\nIt rained. {text} It fell.\n", "x"), count, 40)
    assert [s.text for p in passages for s in p.sentences] == ["It rained.", text, "It fell."]
    assert [len(p.sentences) for p in passages] == [1, 1, 1]


def test_a_long_preamble_fits_the_budget_too() -> None:
    """Prose between the title and the first section is cut as any other."""
    prose = " ".join(f"Sentence number {n} says that the lake rose." for n in range(40))
    briefing = parse_briefing(f"# Title\n\n{prose}\n\n## Overview\n\nShort.\n", "x")
    assert max(count(embedding_text(p)) for p in cut(briefing, count, 60)) <= 60


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("The U.S. army left.", ["The U.S. army left."]),
        ("Mr. Toll signed on 3 Jan. 2020. He left.", ["Mr. Toll signed on 3 Jan. 2020.", "He left."]),
        ("It rose by 3.5 per cent. Then it fell.", ["It rose by 3.5 per cent.", "Then it fell."]),
        ("No stop at all", ["No stop at all"]),
        ("  ", []),
    ],
)
def test_prose_is_split_into_sentences(text: str, sentences: list[str]) -> None:
    """Abbreviations and decimals end none; blanks are trimmed."""
    found = split_sentences(Span(text, 100, 100 + len(text)))
    assert [s.text for s in found] == sentences
    assert all(text[s.start - 100 : s.end - 100] == s.text for s in found)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("### Ilsa Brandt\n\n\nRole: Judge\n", "Ilsa Brandt\nRole: Judge"),
        ("a **bold** word", "a bold word"),
        ("  \n", ""),
    ],
)
def test_plain_text_has_no_marks(text: str, read: str) -> None:
    """Heading marks, emphasis and blank lines go."""
    assert plain(text) == read
