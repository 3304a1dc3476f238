"""The pages as HTML text, from the templates in web/templates; knows no web framework."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from askbrief import __version__
from askbrief.conversations import Turn
from askbrief.marks import MARKER, Marked, split_markers, spoken_date
from askbrief.settings import shipped
from askbrief.types import Briefing, Field, Item, SectionKind

CONFIDENCE = ((0.8, "High confidence", "high"), (0.5, "Fair confidence", "fair"), (0.0, "Low confidence", "low"))
COUNTED = {
    SectionKind.INDICATORS: "indicator",
    SectionKind.PEOPLE: "person",
    SectionKind.ORGANIZATIONS: "organization",
    SectionKind.TIMELINE: "event",
    SectionKind.SCENARIOS: "scenario",
    SectionKind.HISTORY: "precedent",
}
PLURALS = {"person": "people"}
_TITLE_FIELDS = {
    SectionKind.INDICATORS: ("value", "label"),
    SectionKind.TIMELINE: ("date", "title"),
    SectionKind.SCENARIOS: ("number", "title"),
}


@dataclass(frozen=True, slots=True)
class Chat:
    """What the chat page shows; `failure` is a problem's detail, `draft` the text left in the input."""

    turns: Sequence[Turn] = ()
    conversation_id: str = ""
    starters: Sequence[str] = ()
    titles: Mapping[str, str] | None = None
    draft: str = ""
    failure: str = ""
    max_chars: int = 2_000


def wants_html(accept: str) -> bool:
    """True when an Accept header names text/html and prefers no JSON to it."""
    weights = dict(_accepted(accept))
    html = weights.get("text/html", 0.0)
    return html > 0 and html >= max(weights.get("application/json", 0.0), weights.get("application/problem+json", 0.0))


def _accepted(accept: str) -> Iterator[tuple[str, float]]:
    for part in accept.lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        yield name, float(weight) if weight.replace(".", "", 1).isdecimal() else 0.0


def chat(view: Chat) -> str:
    """The chat page with the turns it has so far."""
    return _render("chat.html", view=view, titles=view.titles or {})


def turn(question: str, payload: Mapping[str, Any], titles: Mapping[str, str], *, pending: bool = False) -> str:
    """One turn as an HTML fragment: the same template that the chat page uses."""
    return _render("turn.html", question=question, payload=payload, titles=titles, pending=pending)


def briefings(every: Sequence[Briefing]) -> str:
    """The list of briefings as cards."""
    return _render("briefings.html", briefings=every, tags=sorted({tag for b in every for tag in b.tags}))


def briefing(one: Briefing, start: int = 0, end: int = 0, note: str = "") -> str:
    """A briefing as a readable page with `source[start:end]` marked; a note stands at the top."""
    return _render("briefing.html", briefing=one, marked=Marked(one.source, start, end), note=note)


def problem(content: Mapping[str, Any]) -> str:
    """Problem details as a page."""
    return _render("problem.html", problem=content)


def docs(schema: Mapping[str, Any]) -> str:
    """The interface as a page: every operation of an OpenAPI schema with its examples."""
    return _render("docs.html", operations=list(_operations(schema)), info=schema["info"])


def counts(one: Briefing) -> dict[str, int]:
    """How many items each kind of section holds, by singular name; kinds without items are left out."""
    found: dict[str, int] = {}
    for section in one.sections:
        if section.kind in COUNTED and section.items:
            name = COUNTED[section.kind]
            found[name] = found.get(name, 0) + len(section.items)
    return found


def counted(number: int, name: str) -> str:
    """`1 event`, `2 people`."""
    return f"{number} {name if number == 1 else PLURALS.get(name, name + 's')}"


def briefing_url(briefing_id: str, passage_id: str = "", start: int = 0, end: int = 0) -> str:
    """The address of a briefing, opened at a span when one is given."""
    address = f"/briefings/{quote(briefing_id, safe='')}"
    if not passage_id:
        return address
    return f"{address}?{urlencode({'passage': passage_id, 'start': start, 'end': end})}#cite"


def confidence(value: float) -> tuple[str, str, int]:
    """A confidence as words, a style name and a percentage."""
    words, style = next((words, style) for floor, words, style in CONFIDENCE if value >= floor)
    return words, style, round(100 * value)


def reading(question: str, interpretation: Mapping[str, Any]) -> str | None:
    """The stand-alone question when it says more than what was typed with its corrections."""
    told = question
    for made in interpretation.get("corrections", ()):
        told = told.replace(made["from"], made["to"])
    standalone = str(interpretation.get("standalone_question") or "")
    same = {_bare(question), _bare(told), ""}
    return None if _bare(standalone) in same else standalone


def answer_blocks(
    answer: str, numbers: Iterable[int], short_answer: str | None
) -> Iterator[tuple[str, list[list[tuple[str, int | None]]]]]:
    """The answer's lines, cut at their markers, in runs of one form: `lead`, `list` or `text`."""
    known = set(numbers)
    lines = [line for line in answer.split("\n") if line.strip()]
    lead = short_answer is not None and len(lines) > 1 and len(lines[0]) <= 90 and not MARKER.search(lines[0])
    forms = ["list" if line.startswith("- ") else "text" for line in lines]
    for form, run in groupby(zip(["lead", *forms[1:]] if lead else forms, lines, strict=True), itemgetter(0)):
        yield form, [list(split_markers(line.removeprefix("- "), known)) for _, line in run]


def excerpt(text: str, length: int = 320) -> str:
    """The start of a passage without its heading lines, which its heading path shows."""
    prose = " ".join(re.sub(r"^#{1,6}[ \t].*$", "", text, flags=re.M).split()) or text.strip("# \n")
    return prose if len(prose) <= length else prose[:length].rsplit(" ", 1)[0] + " …"


def _bare(text: str) -> str:
    return " ".join(text.casefold().replace("’", "'").rstrip("?!. ").split())


def heading_fields(item: Item, kind: SectionKind) -> dict[str, Field]:
    """The typed values that stand in an item's heading, by name; empty when the heading says it all."""
    inside = [f for f in item.fields if item.heading.start <= f.start and f.end <= item.heading.end]
    return {f.name: f for f in inside if f.name in _TITLE_FIELDS.get(kind, ())}


def written_fields(item: Item) -> list[Field]:
    """The `Name: value` lines under an item's heading."""
    return [f for f in item.fields if f.start >= item.heading.end]


def _operations(schema: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield {
                "id": f"{method}-{path.strip('/').replace('/', '-') or 'page'}",
                "method": method.upper(),
                "path": path,
                "summary": operation.get("summary", ""),
                "description": operation.get("description", ""),
                "parameters": operation.get("parameters", []),
                "request": _request_example(schema, operation),
                "responses": list(_responses(operation)),
            }


def _request_example(schema: Mapping[str, Any], operation: Mapping[str, Any]) -> str:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = body.get("schema", {}).get("$ref", "").rpartition("/")[2]
    example = schema.get("components", {}).get("schemas", {}).get(name, {}).get("example")
    return json.dumps(example, indent=2, ensure_ascii=False) if example else ""


def _responses(operation: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    for status, response in operation["responses"].items():
        for media, content in response.get("content", {"": {}}).items():
            example = content.get("example", "")
            text = example if isinstance(example, str) else json.dumps(example, indent=2, ensure_ascii=False)
            yield {"status": status, "description": response["description"], "media": media, "example": text}


@cache
def _environment() -> Environment:
    templates = FileSystemLoader(shipped("web") / "templates")
    made = Environment(
        loader=templates, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {"excerpt": excerpt, "spoken_date": spoken_date}
    made.globals |= {
        "answer_blocks": answer_blocks,
        "briefing_url": briefing_url,
        "confidence": confidence,
        "counted": counted,
        "counts": counts,
        "heading_fields": heading_fields,
        "reading": reading,
        "version": __version__,
        "written_fields": written_fields,
    }
    return made


def _render(template: str, **values: object) -> str:
    return _environment().get_template(template).render(**values)
