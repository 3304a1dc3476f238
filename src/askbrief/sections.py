"""The vocabulary of section headings: which of the schema's sections a heading opens."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from askbrief.types import SectionKind

HEADINGS: dict[SectionKind, str] = {
    SectionKind.OVERVIEW: "Overview",
    SectionKind.INDICATORS: "Key Indicators",
    SectionKind.PEOPLE: "People Involved",
    SectionKind.ORGANIZATIONS: "Organizations Involved",
    SectionKind.TIMELINE: "Timeline",
    SectionKind.SCENARIOS: "Scenarios",
    SectionKind.HISTORY: "Historical Context",
    SectionKind.SOURCES: "Sources",
}
"""The canonical heading of each section, in the schema's order; ABOUT and OTHER have none."""

_SYNONYMS: dict[SectionKind, str] = {
    SectionKind.OVERVIEW: """
        overview; summary; executive summary; abstract; introduction; in brief; in short; brief; briefing; the
        story; story overview; story so far; situation overview; key takeaways; tl dr; tldr; about this story;
        what is this about; about the story; synopsis; big picture""",
    SectionKind.INDICATORS: """
        key indicators; indicators; key numbers; numbers; by the numbers; in numbers; in figures; at a glance;
        key facts; facts and figures; key facts and figures; key statistics; statistics; key stats; stats; key
        metrics; metrics; key data; data points; key data points; main indicators; numbers to know; figures at a
        glance; quick facts; fast facts; facts at a glance""",
    SectionKind.PEOPLE: """
        people involved; people; key people; persons involved; persons; key persons; whos involved; who is
        involved; whos who; who is who; key figures; main figures; individuals; key individuals; individuals
        involved; key people involved; main people; personalities; key personalities; people to know; people to
        watch; who to know; dramatis personae; cast; protagonists; leading figures; people and roles""",
    SectionKind.ORGANIZATIONS: """
        organizations involved; organizations; organisations; organisations involved; key organizations; key
        organisations; key players; players; main players; actors; key actors; main actors; actors involved;
        parties; parties involved; key parties; institutions; institutions involved; key institutions; groups;
        groups involved; key groups; stakeholders; key stakeholders; stakeholders involved; entities; entities
        involved; key entities; main organizations; main organisations; countries and organizations; countries
        and organisations; companies involved; companies; key organizations involved; key organisations
        involved; agencies; agencies involved; bodies involved""",
    SectionKind.TIMELINE: """
        timeline; timeline of events; event timeline; events timeline; events; key events; main events; major
        events; key dates; dates; important dates; chronology; chronology of events; sequence of events; history
        of events; latest developments; recent developments; key developments; developments; latest events;
        recent events; latest updates; what happened when; what has happened so far; key moments; milestones;
        key milestones; key timeline; full timeline""",
    SectionKind.SCENARIOS: """
        scenarios; possible scenarios; potential scenarios; future scenarios; key scenarios; likely scenarios;
        scenarios ahead; scenarios to watch; possible outcomes; potential outcomes; what could happen; what
        could happen next; what might happen; what might happen next; what happens next; whats next; what is
        next; what comes next; outlook; possible futures; future outlook; looking ahead; next steps; how this
        could play out; how it could end""",
    SectionKind.HISTORY: """
        historical context; historical precedents; historical precedent; historical parallels; historical
        parallel; historical comparisons; historical background; historical analogies; historical cases;
        history; background; precedents; precedent; parallels; past precedents; background and context; context
        and background; context; in context; lessons from history; history and context; historical context and
        precedents; similar cases; past cases""",
    SectionKind.SOURCES: """
        sources; source; references; reference; citations; bibliography; further reading; links; source list;
        list of sources; sources and references; references and sources; sources and further reading; works
        cited; read more; footnotes; key sources; source links; sources used; sources cited""",
}

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u00ad", "-"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)
_NUMBERING = re.compile(
    r"^(?:(?:section|part|chapter)\s+\w+|\(?(?:\d+(?:\.\d+)*(?=[.):])|\d+\.\d+|[ivx]+(?=[.):])))[.):]*\s+"
)
_TRAILING_NOTE = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")


def fold(text: str) -> str:
    """`text` in lower-case ASCII-like words with single spaces: no accents, curly marks, hyphens or apostrophes."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.translate(_PLAIN)).casefold())
    # NFKD turns some compatibility characters into marks that the table knows, so it is applied again.
    plain = "".join(c for c in plain.translate(_PLAIN) if not unicodedata.combining(c))
    plain = plain.replace("'", "").replace("&", " and ")
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


@lru_cache(maxsize=4096)
def heading_words(heading: str) -> str:
    """`heading` folded, without its marks, number, article or trailing remark in brackets."""
    bare = re.sub(r"[#*_]+", " ", heading.translate(_PLAIN).casefold()).strip()
    bare = _TRAILING_NOTE.sub("", _NUMBERING.sub("", bare)) or bare
    return re.sub(r"^the ", "", fold(bare))


_KINDS: dict[str, SectionKind] = {
    heading_words(name): kind for kind, names in _SYNONYMS.items() for name in names.split(";")
}


def section_kind(heading: str) -> SectionKind:
    """The section that `heading` opens; OTHER for a heading that is none of the schema's."""
    return _KINDS.get(heading_words(heading), SectionKind.OTHER)
