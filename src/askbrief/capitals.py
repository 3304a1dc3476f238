"""Capitals that stand for their states: "Moscow declared 1,537 warheads" is said of Russia."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from askbrief.entities import Catalogue
from askbrief.types import Mention

STATES = {
    "Abu Dhabi": "United Arab Emirates", "Amman": "Jordan", "Ankara": "Türkiye", "Athens": "Greece",
    "Baku": "Azerbaijan", "Beijing": "China", "Belgrade": "Serbia", "Berlin": "Germany", "Bern": "Switzerland",
    "Bogotá": "Colombia", "Brasília": "Brazil", "Brussels": "European Union", "Budapest": "Hungary",
    "Cairo": "Egypt", "Canberra": "Australia", "Caracas": "Venezuela", "Copenhagen": "Denmark", "Damascus": "Syria",
    "Delhi": "India", "Doha": "Qatar", "Dublin": "Ireland", "Hanoi": "Vietnam", "Havana": "Cuba",
    "Helsinki": "Finland", "Islamabad": "Pakistan", "Kyiv": "Ukraine", "London": "United Kingdom",
    "Madrid": "Spain", "Minsk": "Belarus", "Moscow": "Russia", "Nicosia": "Cyprus", "Oslo": "Norway",
    "Ottawa": "Canada", "Paris": "France", "Prague": "Czech Republic", "Pristina": "Kosovo",
    "Pyongyang": "North Korea", "Riyadh": "Saudi Arabia", "Rome": "Italy", "Sarajevo": "Bosnia",
    "Seoul": "South Korea", "Stockholm": "Sweden", "Tbilisi": "Georgia", "Tehran": "Iran", "Tokyo": "Japan",
    "Vienna": "Austria", "Warsaw": "Poland", "Washington": "United States", "Yerevan": "Armenia",
}  # fmt: skip
_PLACED = re.compile(
    r"\b(?:in|at|near|outside|around|to|via|through|into|reached|visit(?:ed)?|left|of|after|under|since)(?: the)?\s*$",
    re.I,
)
"""What comes before a capital that is a place."""
_WENT = re.compile(
    r"\s*(?:[-–]|protocol|agreement|treaty|summit|talks|conference|deal|accords?|text|airport|group)", re.I
)
"""What comes after a capital that something is named after."""


def as_states(
    text: str, mentions: Sequence[tuple[Mention, ...]], catalogue: Catalogue
) -> tuple[tuple[Mention, ...], ...]:
    """The names of a text with a capital read as its state where it acts, unless it is the place of something."""
    return tuple(_state(text, group, catalogue) or group for group in mentions)


def _state(text: str, group: tuple[Mention, ...], catalogue: Catalogue) -> tuple[Mention, ...] | None:
    name = STATES.get(group[0].entity.name)
    if not name or len(group) > 1 or _PLACED.search(text[: group[0].start]) or _WENT.match(text[group[0].end :]):
        return None
    found = catalogue.match(name)
    return (replace(group[0], entity=found[0][0].entity),) if found and len(found[0]) == 1 else None
