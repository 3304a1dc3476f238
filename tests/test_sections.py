"""The heading vocabulary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askbrief.sections import HEADINGS, fold, section_kind
from askbrief.types import SectionKind


@pytest.mark.parametrize("kind", list(HEADINGS))
def test_each_canonical_heading_opens_its_section(kind: SectionKind) -> None:
    """The canonical heading maps to its own kind."""
    assert section_kind(HEADINGS[kind]) is kind


def test_every_section_of_the_schema_has_a_heading() -> None:
    """Only ABOUT and OTHER have none."""
    assert set(SectionKind) - set(HEADINGS) == {SectionKind.ABOUT, SectionKind.OTHER}


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("OVERVIEW", SectionKind.OVERVIEW),
        ("**Key Indicators:**", SectionKind.INDICATORS),
        ("## 2. Key\u00a0Indicators ##", SectionKind.INDICATORS),
        ("At a glance", SectionKind.INDICATORS),
        ("By the numbers:", SectionKind.INDICATORS),
        ("Facts & Figures", SectionKind.INDICATORS),
        ("Who\u2019s involved", SectionKind.PEOPLE),
        ("Who's Who", SectionKind.PEOPLE),
        ("Key Figures", SectionKind.PEOPLE),
        ("Key People", SectionKind.PEOPLE),
        ("Key Players", SectionKind.ORGANIZATIONS),
        ("Organisations", SectionKind.ORGANIZATIONS),
        ("IV. Organizations Involved", SectionKind.ORGANIZATIONS),
        ("Chronology", SectionKind.TIMELINE),
        ("Timeline (newest first)", SectionKind.TIMELINE),
        ("Possible Scenarios", SectionKind.SCENARIOS),
        ("What\u2019s next?", SectionKind.SCENARIOS),
        ("Background", SectionKind.HISTORY),
        ("Precedents", SectionKind.HISTORY),
        ("Background & Context", SectionKind.HISTORY),
        ("The Sources", SectionKind.SOURCES),
        ("References", SectionKind.SOURCES),
        ("Weather", SectionKind.OTHER),
        ("Overview of the dam", SectionKind.OTHER),
        ("", SectionKind.OTHER),
        ("(sources)", SectionKind.SOURCES),
    ],
)
def test_a_near_variant_opens_the_same_section(heading: str, kind: SectionKind) -> None:
    """Case, marks, numbering, curly quotes, odd spaces, synonyms and remarks in brackets do not matter."""
    assert section_kind(heading) is kind


def test_fold_drops_typography() -> None:
    """Accents, non-breaking marks and curly apostrophes fold away."""
    assert fold("Why It\u2019s\u00a0Non\u2011Relevant & \u00c9t\u00e9") == "why its non relevant and ete"


@given(st.text())
def test_any_text_has_a_kind(text: str) -> None:
    """section_kind is total and folding is stable."""
    assert section_kind(text) in SectionKind
    assert fold(fold(text)) == fold(text)
