"""Questions on invented briefings: every name, date and value is made up, the form is that of corpus/README.md.

An item states some of the facts that its kind can have. A question for a stated fact is answerable; the same
question is not when the fact is left out (wrong slot), of another subject, of another date, or put to a sibling
paragraph of the same item.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from training.data import Example, Place, holding, sentence_places
from training.invented_slots import SLOT_LINES
from training.invented_words import (
    BODIES,
    CAUSES,
    DEALS,
    ENDS,
    FILLERS,
    GIVEN,
    HEADS,
    MEASURES,
    MIDDLES,
    MONTHS,
    OFFICES,
    PATHS,
    REASONS,
    SORTS,
    TAILS,
    THEMES,
    UNITS,
)

SOURCE = "invented"


@dataclass(frozen=True, slots=True)
class Slot:
    """What can be asked of an item: how a sentence states it, how a question asks it; {s} subject, {v} value."""

    name: str
    stated: tuple[str, ...]
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a briefing with the value of each of its slots; `form` draws its heading and lines."""

    kind: str
    subject: str
    values: dict[str, str]


def _slots(text: str) -> tuple[Slot, ...]:
    """The slots of a kind: "= name", "+ ways to state it", "? ways to ask for it", ways parted by a bar."""
    found = []
    for block in text.split("= ")[1:]:
        name, rest = block.split("\n", 1)
        stated, asked = rest.split("? ", 1)
        found.append(Slot(name.strip(), _ways(stated.strip().removeprefix("+ ")), _ways(asked)))
    return tuple(found)


def _ways(text: str) -> tuple[str, ...]:
    return tuple(" ".join(way.split()) for way in text.split(" | "))


SLOTS = {kind: _slots(text) for kind, text in SLOT_LINES.items()}


class World:
    """Draws invented names, dates and values; the same seed draws the same ones."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def word(self) -> str:
        """An invented proper word."""
        r = self.rng
        return (r.choice(HEADS) + (r.choice(MIDDLES) if r.random() < 0.7 else "") + r.choice(TAILS)).capitalize()

    def person(self) -> str:
        return f"{self.rng.choice(GIVEN)} {self.word()}"

    def body(self) -> str:
        kind = self.rng.choice(("", "River ", "Border ", "Joint ", "Maritime "))
        return f"{self.word()} {kind}{self.rng.choice(BODIES)}"

    def deal(self) -> str:
        return f"{self.word()} {self.rng.choice(DEALS)}"

    def date(self) -> str:
        r = self.rng
        day, month, year = r.randint(1, 28), r.randrange(12), r.randint(1945, 2026)
        return f"{year}-{month + 1:02d}-{day:02d}" if r.random() < 0.2 else f"{day} {MONTHS[month]} {year}"

    def year(self) -> str:
        return str(self.rng.randint(1945, 2026))

    def number(self) -> str:
        r = self.rng
        return r.choice(
            (
                str(r.randint(2, 99)),
                str(r.randint(100, 999)),
                f"{r.randint(1, 99)},{r.randint(0, 999):03d}",
                f"{r.randint(1, 40)}.{r.randint(1, 9)}",
            )
        )

    def item(self, kind: str) -> Item:
        """An item of a section with a value for each of its slots."""
        subject, values = _DRAWN[kind](self)
        return Item(kind, subject, values)


def _person(w: World) -> tuple[str, dict[str, str]]:
    r = w.rng
    return w.person(), {
        "role": f"{r.choice(OFFICES)} of {w.word()}",
        "since": r.choice((w.date(), w.year())),
        "predecessor": w.person(),
        "party": f"{w.word()} {r.choice(('Front', 'Party', 'Alliance'))}",
        "born": w.word(),
        "visited": w.word(),
        "resigned": w.date(),
        "rank": f"{w.word()} Guard",
    }


def _body(w: World) -> tuple[str, dict[str, str]]:
    return w.body(), {
        "type": w.rng.choice(SORTS),
        "seat": w.word(),
        "founded": w.year(),
        "head": w.person(),
        "staff": w.number(),
        "budget": f"{w.number()} million dollars",
        "suspended": w.word(),
        "members": str(w.rng.randint(3, 60)),
    }


def _event(w: World) -> tuple[str, dict[str, str]]:
    return w.deal(), {
        "date": w.date(),
        "place": w.word(),
        "mediator": w.person(),
        "signer": w.person(),
        "cost": f"{w.number()} million dollars",
        "force": w.date(),
        "expires": w.date(),
        "cause": w.rng.choice(CAUSES),
        "dead": w.number(),
        "vote": f"{w.rng.randint(40, 300)} votes to {w.rng.randint(1, 39)}",
    }


def _indicator(w: World) -> tuple[str, dict[str, str]]:
    unit = w.rng.choice(UNITS)
    return f"{w.rng.choice(MEASURES)} in {w.word()}", {
        "value": w.number() + unit,
        "asof": w.date(),
        "by": f"the {w.body()}",
        "before": w.number() + unit,
        "target": w.number() + unit,
    }


def _scenario(w: World) -> tuple[str, dict[str, str]]:
    return f"{w.rng.choice(PATHS)} {w.word()}", {
        "by": f"Analysts of the {w.body()}",
        "chance": f"{w.rng.randint(5, 80)}%",
        "by_when": str(w.rng.randint(2026, 2040)),
        "needs": w.word(),
    }


def _precedent(w: World) -> tuple[str, dict[str, str]]:
    return f"{w.deal()} ({w.year()})", {
        "What Happened": w.rng.choice(CAUSES),
        "Outcome/short": w.rng.choice(ENDS),
        "Outcome/long": w.rng.choice(ENDS),
        "Why It's Relevant": w.rng.choice(REASONS),
    }


_DRAWN: dict[str, Callable[[World], tuple[str, dict[str, str]]]] = {
    "People Involved": _person,
    "Organizations Involved": _body,
    "Timeline": _event,
    "Key Indicators": _indicator,
    "Scenarios": _scenario,
    "Historical Context": _precedent,
}


def generate(count: int, seed: int | str) -> list[Example]:
    """`count` examples, about three in five answerable, in an order that the seed fixes."""
    rng = random.Random(f"invented {seed}")
    world = World(rng)
    made: list[Example] = []
    while len(made) < count:
        kind = rng.choice(tuple(SLOTS))
        title = f"The {world.word()} {rng.choice(THEMES)}"
        items = [world.item(kind) for _ in range(2)]
        made += list(_questions(world, title, items))
    return made[:count]


def _questions(world: World, title: str, items: Sequence[Item]) -> Iterator[Example]:
    """Questions on the first item: stated facts, left-out facts, the second item's subject, another date."""
    rng, (item, other) = world.rng, items
    slots = SLOTS[item.kind]
    history = item.kind == "Historical Context"
    group = rng.choice(sorted({s.name.split("/")[0] for s in slots})) if history else ""
    able = [s for s in slots if s.name.split("/")[0] == group] if history else list(slots)
    stated = able if history else rng.sample(able, rng.randint(2, min(4, len(able))))
    context, places = _render(item, title, stated, rng, group)
    for slot in rng.sample(stated, min(2, len(stated))):
        yield _example(_asked(item, slot, rng), context, places[slot.name], "answerable")
    left = [s for s in slots if s not in stated]
    if left and rng.random() < 0.8:
        yield _example(_asked(item, rng.choice(left), rng), context, None, "sibling" if history else "wrong_slot")
    if rng.random() < 0.5:
        yield _example(_asked(other, rng.choice(stated), rng), context, None, "wrong_subject")
    yield from _dated(item, stated, context, places, rng)


def _dated(
    item: Item, stated: Sequence[Slot], context: str, places: dict[str, Place], rng: random.Random
) -> Iterator[Example]:
    """A question bound to a year: the one that the item states, and, unanswerable, another."""
    able = [s for s in stated if s.name in ("value", "mediator", "head", "role", "place", "seat", "signer", "by")]
    if not able or rng.random() < 0.5:
        return
    slot = rng.choice(able)
    years = [re.search(r"\d{4}", item.values[s.name]) for s in stated if s.name in ("date", "asof", "since", "founded")]
    for year in (y.group() for y in years if y):
        yield _example(_asked(item, slot, rng, f" in {year}"), context, places[slot.name], "answerable")
    other = str(rng.randint(1945, 2026))
    if other not in context:
        yield _example(_asked(item, slot, rng, f" in {other}"), context, None, "wrong_date")


def _asked(item: Item, slot: Slot, rng: random.Random, added: str = "") -> str:
    """A question for a slot of an item; three in ten in small letters without a question mark."""
    label = item.subject[0].lower() + item.subject[1:]
    asked = rng.choice(slot.asked).replace("{s}", item.subject).replace("{l}", label)
    asked = f"{asked.removesuffix('?')}{added}?"
    return asked.lower().rstrip("?") if rng.random() < 0.3 else asked


def _render(
    item: Item, title: str, stated: Sequence[Slot], rng: random.Random, group: str
) -> tuple[str, dict[str, Place]]:
    """The context of an item, with the place of each stated value."""
    path = [title, item.kind, item.subject, *([group] if group else [])]
    lines, places = [" > ".join(path), path[-1]], {}
    at = len(lines[0]) + len(lines[1]) + 2
    for slot in stated:
        pattern = rng.choice(slot.stated)
        before = pattern.partition("{v}")[0].replace("{s}", item.subject)
        line = pattern.replace("{s}", item.subject).replace("{v}", item.values[slot.name])
        if line[0].islower():
            line = line[0].upper() + line[1:]
        places[slot.name] = (at + len(before), at + len(before) + len(item.values[slot.name]))
        if rng.random() < 0.2:
            line = f"{line.rstrip('.')}. {rng.choice(FILLERS)}"
        lines.append(line)
        at += len(line) + 1
    return "\n".join(lines), places


def _example(asked: str, context: str, place: Place | None, kind: str) -> Example:
    support = holding(_lines(context), [place]) if place else ()
    return Example(asked, context, place is not None, place, support, SOURCE, kind)


def _lines(context: str) -> tuple[Place, ...]:
    """The places of the sentences of each line."""
    found, at = [], 0
    for line in context.split("\n"):
        found += [(at + a, at + b) for a, b in sentence_places(line)]
        at += len(line) + 1
    return tuple(found)
