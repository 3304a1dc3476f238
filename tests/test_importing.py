"""Documents of every layout become briefings, and no word is lost."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from askbrief.errors import BriefingError
from askbrief.importing import add_files, briefing_id, to_briefing
from askbrief.lines import words

TODAY = date(2026, 3, 1)

PAGE = """Logo
Norland\u2019s Race to Reopen the Salt Canal

Norland\u2019s Race to Reopen the Salt Canal

Two ports bargain over who dredges first

Overview

The canal silted up in spring. Engineers of the U.S. firm met the harbour board twice.

Nobody knows the cost\u2014yet.

Key\u00a0Indicators

\u224840%
Share of the canal under silt
Measured by the harbour board in May.
3M+
Tonnes to be dredged
An estimate of the board, disputed by the port of Skagen.
2nd year
Length of the closure
The canal closed in 2024.

People Involved

Ada Example
Ada Example
Harbour Master (acting) (Pressing for a quick start of the works)
Bo Sample
Bo Sample
Minister of Ports / Chair of the Board (Says the money is there)

Organizations Involved

Salt Canal Board (Norland)
Salt Canal Board (Norland)
Public Body
Status: Preparing the tender

The board owns the canal and its locks.

Port of Skagen
Port of Skagen
Company
Status: Opposed to a toll

The port pays a third of the dues.

Timeline

  1. Minister: the works start \u2018soon\u2019

    Public Statement

    The minister says that dredgers were hired.

  2. Board publishes the tender

    Tender

    Five firms may bid until July.

Scenarios

1

Open by Winter: Half a Canal

Discussed by: Harbour pilots, shipowners

Only the eastern lane is dredged. Ships wait for hours.

2

Closed Until 2028

Discussed by: Local press

The tender fails and the dues are refunded.

Historical Context

Closing of the Amber Sound (1911)

1909\u20131911 / Reopened May 2, 1912

What Happened

Ice and sand closed the sound. The crown paid for steam dredgers.

Outcome

Short term: Trade moved to the railway.

Long term: The sound reopened, with a toll.

Why It\u2011s Relevant

It shows who pays.

The Reed Locks (1950)

1950

What Happened

The locks failed twice.

Outcome

Short term: A dam was built.

Long term: The dam stands.

Why It's Relevant

The board cites it often.
"""


def briefing(text: str) -> str:
    return to_briefing(text, id="canal", title="Given", today=TODAY)


def section(text: str, heading: str) -> str:
    return text.split(f"\n## {heading}\n\n")[1].split("\n\n## ", maxsplit=1)[0].strip()


def heads(text: str, heading: str) -> list[str]:
    return re.findall(r"^### (.*)$", section(text, heading), re.MULTILINE)


def meta(text: str) -> dict[str, object]:
    found = yaml.safe_load(text.split("---\n")[1])
    assert isinstance(found, dict)
    return found


def test_a_copied_page_has_its_title_subtitle_and_sections() -> None:
    """Chrome and the doubled title go; everything else is found."""
    out = briefing(PAGE.replace("It\u2011s", "It\u2019s"))
    assert meta(out) == {
        "id": "canal",
        "title": "Norland\u2019s Race to Reopen the Salt Canal",
        "subtitle": "Two ports bargain over who dredges first",
        "updated": TODAY,
        "tags": [],
        "aliases": {},
        "sources": [],
    }
    assert re.findall(r"^## (.*)$", out, re.MULTILINE) == [
        "Overview",
        "Key Indicators",
        "People Involved",
        "Organizations Involved",
        "Timeline",
        "Scenarios",
        "Historical Context",
    ]
    assert "Logo" not in out


def test_a_copied_page_s_items_have_their_fields() -> None:
    """Each section's block of lines is cut into items in the schema's form."""
    out = briefing(PAGE)
    assert section(out, "Key Indicators").startswith(
        "### \u224840% \u2014 Share of the canal under silt\n\nMeasured by the harbour board in May.\n\n### 3M+ "
    )
    assert section(out, "People Involved").split("\n\n")[:3] == [
        "### Ada Example",
        "Role: Harbour Master (acting)\nNote: Pressing for a quick start of the works",
        "### Bo Sample",
    ]
    assert section(out, "Organizations Involved").split("\n\n")[:3] == [
        "### Salt Canal Board (Norland)",
        "Type: Public Body\nStatus: Preparing the tender",
        "The board owns the canal and its locks.",
    ]
    assert section(out, "Timeline").split("\n\n")[:3] == [
        "### Minister: the works start \u2018soon\u2019",
        "Kind: Public Statement",
        "The minister says that dredgers were hired.",
    ]
    assert section(out, "Scenarios").split("\n\n")[:3] == [
        "### 1. Open by Winter: Half a Canal",
        "Discussed by: Harbour pilots, shipowners",
        "Only the eastern lane is dredged. Ships wait for hours.",
    ]


def test_precedents_have_their_parts() -> None:
    """Title, When, and three parts, the outcome's two terms as paragraphs."""
    out = section(briefing(PAGE.replace("It\u2011s", "It\u2019s")), "Historical Context").split("\n\n")
    assert out[:8] == [
        "### Closing of the Amber Sound (1911)",
        "When: 1909\u20131911 / Reopened May 2, 1912",
        "#### What Happened",
        "Ice and sand closed the sound. The crown paid for steam dredgers.",
        "#### Outcome",
        "Short term: Trade moved to the railway.",
        "Long term: The sound reopened, with a toll.",
        "#### Why It\u2019s Relevant",
    ]
    assert out[9:11] == ["### The Reed Locks (1950)", "When: 1950"]


@pytest.mark.parametrize(
    ("old", "new", "heading"),
    [
        ("Key\u00a0Indicators", "BY THE NUMBERS:", "BY THE NUMBERS"),
        ("People Involved", "Who\u2019s involved", "Who\u2019s involved"),
        ("People Involved", "Key Figures", "Key Figures"),
        ("Organizations Involved", "Key Players:", "Key Players"),
        ("Timeline", "TIMELINE", "Timeline"),
        ("Timeline", "Chronology", "Chronology"),
        ("Scenarios", "Possible Scenarios", "Possible Scenarios"),
        ("Historical Context", "Precedents", "Precedents"),
        ("Historical Context", "**Background**", "Background"),
    ],
)
def test_near_variants_of_headings_open_the_same_sections(old: str, new: str, heading: str) -> None:
    """The items come out the same under a synonym; the document's own words stay."""
    plain = heads(briefing(PAGE), {"Key\u00a0Indicators": "Key Indicators"}.get(old, old))
    assert heads(briefing(PAGE.replace(f"\n{old}\n", f"\n{new}\n")), heading) == plain


def test_windows_newlines_and_order_of_sections_do_not_matter() -> None:
    """The same page with \\r\\n and with sections moved gives the same items."""
    first, second = PAGE.index("People Involved"), PAGE.index("Timeline")
    moved = PAGE[:first] + PAGE[second:] + "\n" + PAGE[first:second]
    out = briefing(moved.replace("\n", "\r\n"))
    for name in ("People Involved", "Timeline", "Scenarios", "Historical Context"):
        assert section(out, name) == section(briefing(PAGE), name)


@pytest.mark.parametrize(
    "people",
    [
        "Ada Example\nHarbour Master (Presses on)\nBo Sample\nMinister (Has money)",
        "Ada Example\n\nHarbour Master (Presses on)\n\nBo Sample\n\nMinister (Has money)",
        "Ada Example\nHarbour Master (Presses on)\n\nBo Sample\nMinister (Has money)",
        "- **Ada Example** \u2014 Harbour Master (Presses on)\n- **Bo Sample** \u2014 Minister (Has money)",
        "* Ada Example: Harbour Master (Presses on)\n* Bo Sample: Minister (Has money)",
        "**Ada Example**\nHarbour Master (Presses on)\n\n**Bo Sample**\nMinister (Has money)",
        "**Ada Example** - Harbour Master (Presses on)\n\n**Bo Sample** - Minister (Has money)",
        "#### Ada Example\nRole: Harbour Master\nNote: Presses on\n"
        "#### Bo Sample\n- **Role:** Minister\n- Note: Has money",
        "| Name | Role | Note |\n|---|---|---|\n| Ada Example | Harbour Master | Presses on |\n"
        "| Bo Sample | Minister | Has money |",
    ],
)
def test_people_in_many_layouts(people: str) -> None:
    """Blocks, pairs, lists, bold lines, sub-headings and tables give the same items."""
    out = section(briefing(f"# Canal\n\n### Overview\n\nText.\n\n### People Involved\n\n{people}\n"), "People Involved")
    assert out.split("\n\n") == [
        "### Ada Example",
        "Role: Harbour Master\nNote: Presses on",
        "### Bo Sample",
        "Role: Minister\nNote: Has money",
    ]


@pytest.mark.parametrize(
    "indicators",
    [
        "28\nPoints in the plan\nA draft of the board.\n5 hours\nLength of the talks\nHeld in May.",
        "28\n\nPoints in the plan\n\nA draft of the board.\n\n5 hours\n\nLength of the talks\n\nHeld in May.",
        "28\nPoints in the plan\nA draft of the board.\n\n5 hours\nLength of the talks\nHeld in May.",
        "- **28** \u2014 Points in the plan: A draft of the board.\n"
        "- **5 hours** \u2014 Length of the talks: Held in May.",
        "Points in the plan\n28\nA draft of the board.\n\nLength of the talks\n5 hours\nHeld in May.",
        "### 28\nPoints in the plan\n\nA draft of the board.\n### Length of the talks\n5 hours\n\nHeld in May.",
    ],
)
def test_indicators_in_many_layouts(indicators: str) -> None:
    """Triples with or without blank lines, lists and labels above values give `VALUE - LABEL` headings."""
    out = section(briefing(f"## Overview\n\nText.\n\n## At a glance\n\n{indicators}\n"), "At a glance")
    assert out.split("\n\n") == [
        "### 28 \u2014 Points in the plan",
        "A draft of the board.",
        "### 5 hours \u2014 Length of the talks",
        "Held in May.",
    ]


@pytest.mark.parametrize(
    "timeline",
    [
        "December 6, 2025\n\nThe locks open\n\nOpening\n\nTwo ships pass the locks.\n\n"
        "2024\n\nThe locks close\n\nClosing\n\n"
        "Sand fills the locks.",
        "December 6, 2025\nThe locks open\nOpening\nTwo ships pass the locks.\n2024\nThe locks close\nClosing\n"
        "Sand fills the locks.",
        "1. The locks open\n\n    December 6, 2025\n\n    Opening\n\n    Two ships pass the locks.\n\n"
        "2. The locks close\n\n"
        "    2024\n\n    Closing\n\n    Sand fills the locks.",
        "### December 6, 2025: The locks open\nKind: Opening\n\nTwo ships pass the locks.\n\n"
        "### 2024 \u2014 The locks close\nKind: Closing\n\nSand fills the locks.",
        "December 6, 2025\n\n1. The locks open\n\nOpening\n\nTwo ships pass the locks.\n\n"
        "2024\n\n2. The locks close\n\n"
        "Closing\n\nSand fills the locks.",
    ],
)
def test_dates_of_events_go_into_the_heading_and_stay(timeline: str) -> None:
    """A date above, below or before the title becomes ISO; its own form stays as a field where it differs."""
    out = section(briefing(f"Overview\n\nText.\n\nTimeline\n\n{timeline}\n"), "Timeline")
    assert out.split("\n\n") == [
        "### 2025-12-06 \u2014 The locks open",
        "Date: December 6, 2025\nKind: Opening",
        "Two ships pass the locks.",
        "### 2024 \u2014 The locks close",
        "Kind: Closing",
        "Sand fills the locks.",
    ]


def test_a_list_of_dated_lines_is_a_timeline() -> None:
    """`- date: sentence` needs no title of its own."""
    out = briefing("# T\n\n## Timeline\n\n- Dec 6, 2025: The locks open.\n- 6 May 2024 \u2014 The locks close.\n")
    assert heads(out, "Timeline") == ["2025-12-06 \u2014 The locks open.", "2024-05-06 \u2014 The locks close."]
    assert "Date: Dec 6, 2025" in out


def test_sources_become_a_list_and_their_addresses_front_matter() -> None:
    """A title and the address under it are one source."""
    out = briefing(
        "Overview\n\nText.\n\nSources\n\nHarbour Board, May 2025\nhttps://example.org/a\nhttps://example.org/b.\n"
    )
    assert meta(out)["sources"] == ["https://example.org/a", "https://example.org/b"]
    assert section(out, "Sources").splitlines()[0] == "- Harbour Board, May 2025 https://example.org/a"


SCHEMA = """---
title: The Canal
tags: [water]
owner: Ada
---

# The Canal

## Overview

Text  with *marks*.

## People Involved

### Ada Example

Role: Harbour Master
"""


def test_a_briefing_is_kept_as_it_is() -> None:
    """Only the missing keys are put in."""
    out = briefing(SCHEMA)
    assert meta(out)["id"] == "canal"
    assert meta(out)["updated"] == TODAY
    assert out.split("---\n", 2)[2] == SCHEMA.split("---\n", 2)[2]
    assert "owner: Ada\n" in out


def test_front_matter_of_another_kind_is_carried_over() -> None:
    """Known keys move, unknown ones stay."""
    out = briefing(
        "---\ntitle: Canal\ndate: 2025-05-04\nauthor: Ada\n---\n# Overview\n\nText.\n\n# Timeline\n\nNothing yet.\n"
    )
    found = meta(out)
    assert (found["title"], found["author"], found["updated"]) == ("Canal", "Ada", date(2025, 5, 4))
    assert "\n## Overview\n\nText.\n" in out


def test_a_document_with_its_own_headings_keeps_them() -> None:
    """They become `##` sections; what stands before them is the Overview."""
    out = briefing(
        "# Canal notes\n\nFirst words, and more of them.\nSecond line.\n\n## Fish\n\nEels.\n\n### Big ones\n\nPike.\n"
    )
    assert "# Canal notes\n\n## Overview\n\nFirst words, and more of them.\nSecond line.\n\n## Fish\n\nEels." in out
    assert "### Big ones\n\nPike." in out


def test_plain_text_is_one_overview_and_its_lines_stay_lines() -> None:
    """A line that looks like Markdown structure neither becomes a heading nor vanishes."""
    text = "It was late. Nobody spoke.\n---\n#1 was the locks, #2 the dam. All knew it.\nWord: value\n\n1986. A year.\n"
    out = briefing(text)
    assert re.findall(r"^#+ .*", out, re.MULTILINE) == ["# Given", "## Overview"]
    assert section(out, "Overview") == text.strip().replace("spoke.\n---", "spoke.\n\n---")


@pytest.mark.parametrize("text", ["", " \n\t", "---\n---\n", "***\n\n#\n"])
def test_a_text_without_words_is_refused(text: str) -> None:
    """The error says what to give."""
    with pytest.raises(BriefingError, match="holds no words"):
        briefing(text)


WORDS = """harbour Ada canal 28 May 2025 (acting) opens. Status: — 1. # - * ** | Timeline ≈4% ``` --- é"""
LINES = """

Overview
Key Indicators
People Involved
Key Players
Timeline
Scenarios
Background
Sources
# Title
## Overview
## Timeline
### Ada
#### Outcome
What Happened
Outcome:
1
2
---
===
https://example.org/x
  1. Title
  2. Next
- **Ada** — role (note)
Ada
Ada
December 6, 2025
Status: open
Discussed by: Bo
| Name | b |
|---|---|
| c | d |
<!-- x
<script>"""
_WORD = st.sampled_from(WORDS.split())
_LINE = st.one_of(st.lists(_WORD, max_size=7).map(" ".join), st.sampled_from(LINES.split("\n")), st.text(max_size=30))
DOCUMENT = st.lists(_LINE, max_size=40).map("\n".join)


def kept(text: str) -> set[str]:
    """The words of a text but for list numbers and page chrome."""
    unnumbered = re.sub(r"^\s*\(?\d{1,3}[.)](?=\s)", "", text, flags=re.MULTILINE)
    return set(words(unnumbered)) - {"logo", "menu", "name"}


@settings(max_examples=400, deadline=None)
@given(DOCUMENT)
def test_every_word_survives(text: str) -> None:
    """Whatever the layout, each word of the document is in the briefing."""
    try:
        out = briefing(text)
    except BriefingError:
        assert not words(text)
        return
    assert kept(text) <= set(words(out))
    assert meta(out)["id"] == "canal"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.integers(1000, 99999).map(lambda n: f"w{n}x"), min_size=1, max_size=9), min_size=1, max_size=30
    )
)
def test_words_keep_their_number_and_order_in_prose(lines: list[list[str]]) -> None:
    """Prose goes through word for word, in order."""
    text = "\n".join(" ".join(line) + "." for line in lines)
    out = section(briefing(f"# T\n\n## Overview\n\n{text}\n"), "Overview")
    assert words(out) == words(text)


@settings(max_examples=100, deadline=None)
@given(st.permutations(re.split(r"\n(?=(?:People|Organizations|Timeline|Scenarios|Historical)\b[^\n]*\n\n)", PAGE)[1:]))
def test_sections_in_any_order_lose_nothing(parts: list[str]) -> None:
    """Words are counted: only doubled names and list numbers go."""
    text = "Canal\n\nOverview\n\nText.\n\n" + "\n".join(parts)
    lost = Counter(words(text)) - Counter(words(briefing(text)))
    names = "Ada Example Bo Sample Salt Canal Board Norland Port of Skagen 1 2"
    assert not lost - Counter(words(names))


def test_importing_twice_changes_nothing() -> None:
    """A briefing made here is kept as it is when it is read again."""
    out = briefing(PAGE)
    assert briefing(out) == out


@pytest.mark.parametrize(
    ("title", "taken", "expected"),
    [
        ("Norland\u2019s Salt\u2011Canal & Co.", [], "norlands-salt-canal-and-co"),
        ("\u00c9t\u00e9 in Stra\u00dfburg", [], "ete-in-strassburg"),
        ("Canal", ["canal", "Canal-2"], "canal-3"),
        ("\u8fd0\u6cb3", [], "briefing"),
        ("README", [], "readme-2"),
    ],
)
def test_ids_are_ascii_and_unique(title: str, taken: list[str], expected: str) -> None:
    """Accents fold, taken names are numbered."""
    assert briefing_id(title, taken) == expected


def test_add_goes_on_after_a_failing_file(tmp_path: Path) -> None:
    """Each file has its own outcome; a second time the same content is already there."""
    good, bad, corpus = tmp_path / "canal.txt", tmp_path / "canal.xyz", tmp_path / "corpus"
    good.write_text(PAGE, encoding="utf-8")
    bad.write_text("words", encoding="utf-8")
    failed, added = add_files([bad, good], corpus, 10_000, today=TODAY)
    assert failed.error == f"{bad}: files of type .xyz cannot be read; give .md, .txt, .html, .pdf or .docx"
    assert (added.id, added.is_new, added.error) == ("norlands-race-to-reopen-the-salt-canal", True, "")
    assert added.counts == (
        ("Overview", 0),
        ("Key Indicators", 3),
        ("People Involved", 2),
        ("Organizations Involved", 2),
        ("Timeline", 2),
        ("Scenarios", 2),
        ("Historical Context", 2),
    )
    (again,) = add_files([good], corpus, 10_000, today=date(2027, 1, 1))
    assert (again.briefing, again.is_new) == (added.briefing, False)
    assert [file.name for file in corpus.iterdir()] == ["norlands-race-to-reopen-the-salt-canal.md"]


def test_add_never_overwrites_a_different_briefing(tmp_path: Path) -> None:
    """The same title with other words gets the next id."""
    corpus = tmp_path / "corpus"
    first, second = tmp_path / "a.md", tmp_path / "b.md"
    first.write_text("# Canal\n\nOne.\n", encoding="utf-8")
    second.write_text("# Canal\n\nTwo.\n", encoding="utf-8")
    assert [added.id for added in add_files([first, second], corpus, 1000, today=TODAY)] == ["canal", "canal-2"]
    assert "One." in (corpus / "canal.md").read_text(encoding="utf-8")


def test_add_names_a_corpus_it_cannot_write(tmp_path: Path) -> None:
    """A file where the folder should be is an error of one line."""
    (tmp_path / "corpus").write_text("x", encoding="utf-8")
    source = tmp_path / "a.md"
    source.write_text("# Canal\n\nOne.\n", encoding="utf-8")
    (added,) = add_files([source], tmp_path / "corpus", 1000, today=TODAY)
    assert "cannot be written" in added.error
    assert "\n" not in added.error
