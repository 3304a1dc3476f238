"""Briefing files read into sections and items."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from askbrief.briefing import parse_briefing, read_briefing
from askbrief.errors import BriefingError
from askbrief.types import Briefing, Item, SectionKind
from corpus_small import ORRIN


@pytest.fixture(scope="module")
def orrin() -> Briefing:
    return parse_briefing(ORRIN, "orrin")


def items(briefing: Briefing, kind: SectionKind) -> tuple[Item, ...]:
    return next(s.items for s in briefing.sections if s.kind is kind)


def values(item: Item) -> dict[str, str]:
    return {f.name: f.value for f in item.fields}


def test_front_matter_is_read(orrin: Briefing) -> None:
    """Every key of the front matter has its place in the briefing."""
    assert (orrin.id, orrin.title, orrin.updated) == ("lake-orrin-accord", "The Lake Orrin Accord", "2026-02-01")
    assert orrin.subtitle == "Norvale and Sudmark agree how much water each may take"
    assert orrin.tags == ("water", "Norvale", "Sudmark")
    assert orrin.aliases == (("Lake Orrin Accord", ("Orrin I", "the lake accord")), ("Sudmark", ("Südmark",)))
    assert orrin.sources == ("https://example.org/orrin",)
    assert orrin.sha256 == hashlib.sha256(ORRIN.encode()).hexdigest()


def test_the_sections_of_the_schema_are_known(orrin: Briefing) -> None:
    """Front matter and title come first, then the eight sections in order."""
    assert [s.kind.value for s in orrin.sections] == [
        "about", "overview", "indicators", "people", "organizations", "timeline", "scenarios", "history", "sources",
    ]  # fmt: skip


def test_an_indicator_has_value_and_label(orrin: Briefing) -> None:
    """`### VALUE — LABEL` gives both."""
    first = items(orrin, SectionKind.INDICATORS)[0]
    assert values(first) == {"value": "40 million m³", "label": "Sudmark's yearly share"}


def test_a_person_has_name_role_and_note(orrin: Briefing) -> None:
    """The heading is the name; `Name: value` lines below it are fields."""
    assert values(items(orrin, SectionKind.PEOPLE)[1]) == {
        "name": "Marek Toll",
        "role": "Water minister of Norvale",
        "note": "Signed the accord for Norvale",
    }


def test_an_organization_keeps_its_prose_apart_from_its_fields(orrin: Briefing) -> None:
    """Type and status are fields, the sentence below is a paragraph."""
    board = items(orrin, SectionKind.ORGANIZATIONS)[0]
    assert values(board) == {
        "name": "Norvale Water Board (NWB)",
        "type": "State agency",
        "status": "Runs the Keld sluice",
    }
    assert [p.text for p in board.paragraphs] == [
        "The Norvale Water Board measures the level of Lake Orrin every hour."
    ]


def test_an_event_has_date_title_and_kind(orrin: Briefing) -> None:
    """`### DATE — TITLE`, in the order of the page."""
    events = [values(e) for e in items(orrin, SectionKind.TIMELINE)]
    assert [e["date"] for e in events] == ["2021-06-02", "2019-03-14", "2018-08", "2017-05-09"]
    assert events[1] == {"date": "2019-03-14", "title": "Accord signed", "kind": "Agreement"}


def test_a_scenario_has_number_title_and_who_discussed_it(orrin: Briefing) -> None:
    """`### 2. TITLE` gives number and title."""
    assert values(items(orrin, SectionKind.SCENARIOS)[1]) == {
        "number": "2",
        "title": "Sudmark leaves the accord",
        "discussed by": "the newspaper Tarn Courier",
    }


def test_a_precedent_has_parts(orrin: Briefing) -> None:
    """Its `####` headings are its parts, and they tile what follows its own lines."""
    precedent = items(orrin, SectionKind.HISTORY)[0]
    assert values(precedent) == {"name": "Orrin II Accord (2023)", "when": "2 October 2023"}
    assert [p.heading.text for p in precedent.parts] == ["What Happened", "Short-Term Outcome", "Why It's Relevant"]
    assert precedent.parts[0].end == precedent.parts[1].start
    assert precedent.parts[-1].end == precedent.end


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("28 — Points in the plan", {"value": "28", "label": "Points in the plan"}),
        ("28 - Points", {"value": "28", "label": "Points"}),
        ("28: Points", {"value": "28", "label": "Points"}),
        ("Twenty-eight points", {"label": "Twenty-eight points"}),
    ],
)
def test_the_ways_to_write_an_indicator(heading: str, fields: dict[str, str]) -> None:
    """A dash or a colon parts value and label; without either it is all label."""
    briefing = parse_briefing(f"## Key Indicators\n\n### {heading}\n", "x")
    assert values(items(briefing, SectionKind.INDICATORS)[0]) == fields


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("2024-05-17 — Filling agreed", {"date": "2024-05-17", "title": "Filling agreed"}),
        ("May 2024: Filling agreed", {"date": "May 2024", "title": "Filling agreed"}),
        ("**2024** Filling", {"date": "2024", "title": "Filling"}),
        ("3 May 2024 – 5 June 2024: Talks", {"date": "3 May 2024 – 5 June 2024", "title": "Talks"}),
        ("Talks of 2024 fail", {"title": "Talks of 2024 fail"}),
        ("2024", {"date": "2024"}),
    ],
)
def test_the_ways_to_date_an_event(heading: str, fields: dict[str, str]) -> None:
    """A date leads the heading, or the event is undated."""
    briefing = parse_briefing(f"## Timeline\n\n### {heading}\n\nText.\n", "x")
    assert values(items(briefing, SectionKind.TIMELINE)[0]) == fields


def test_a_timeline_may_be_a_plain_list() -> None:
    """Without `###` headings each bullet is an event."""
    briefing = parse_briefing("## Timeline\n\n- 2022-02-24 — Invasion\n- 2022-07-22 — Deal: grain\n", "x")
    found = items(briefing, SectionKind.TIMELINE)
    assert [values(i) for i in found] == [
        {"date": "2022-02-24", "title": "Invasion"},
        {"date": "2022-07-22", "title": "Deal: grain"},
    ]
    assert found[0].end == found[1].start


def test_a_heading_in_a_code_fence_is_text() -> None:
    """`##` inside a fence opens no section."""
    briefing = parse_briefing("## Overview\n\n```\n## Timeline\n```\n\nAfter.\n", "x")
    assert [s.kind.value for s in briefing.sections] == ["overview"]


def test_a_text_without_headings_is_one_overview() -> None:
    """Its file name is its title and its paragraphs are kept."""
    briefing = parse_briefing("First line.\nStill first.\n\nSecond.\n", "notes")
    assert (briefing.id, briefing.title) == ("notes", "notes")
    assert [s.kind.value for s in briefing.sections] == ["overview"]
    assert [p.text for p in briefing.sections[0].paragraphs] == ["First line.\nStill first.", "Second."]


def test_line_ends_and_byte_order_marks_do_not_matter(tmp_path: Path) -> None:
    """A Windows file reads as its Unix twin."""
    unix, windows = tmp_path / "a" / "o.md", tmp_path / "b" / "o.md"
    for path in (unix, windows):
        path.parent.mkdir()
    unix.write_bytes(ORRIN.encode())
    windows.write_bytes(b"\xef\xbb\xbf" + ORRIN.replace("\n", "\r\n").encode())
    assert read_briefing(unix) == read_briefing(windows)


def test_the_file_name_is_the_id_when_none_is_given(tmp_path: Path) -> None:
    """`grain-deal.md` without front matter is `grain-deal`."""
    (tmp_path / "grain-deal.md").write_text("# Grain\n\n## Overview\n\nText.\n")
    assert read_briefing(tmp_path / "grain-deal.md").id == "grain-deal"


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("", "empty"),
        (" \n\t\n", "empty"),
        ("---\ntitle: a: b\n---\n\nText\n", "quote values that hold a colon"),
        ("---\n- a\n- b\n---\n\nText\n", "must be `key: value` lines"),
        ("---\nid: ../etc\n---\n\nText\n", "cannot stand in an address"),
        ("---\nupdated: 2026-02-31\n---\n\nText\n", "not valid YAML"),
    ],
)
def test_a_faulty_briefing_is_named_with_its_cure(source: str, says: str) -> None:
    """The error begins with the file's name and says what is wrong."""
    with pytest.raises(BriefingError, match=says) as caught:
        parse_briefing(source, "x", name="corpus/x.md")
    assert str(caught.value).startswith("corpus/x.md: ")


def test_a_file_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    """The error says at which byte, and that `askbrief add` converts."""
    (tmp_path / "x.md").write_bytes("Zürich".encode("latin-1"))
    with pytest.raises(BriefingError, match=r"x\.md: not UTF-8 text \(byte 1\)"):
        read_briefing(tmp_path / "x.md")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error gives the reason of the system."""
    with pytest.raises(BriefingError, match="No such file"):
        read_briefing(tmp_path / "none.md")
