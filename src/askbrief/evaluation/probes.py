"""Unanswerable questions made from answerable ones: another name or year, or the section with the answer hidden."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from askbrief.evaluation.judge import holds
from askbrief.evaluation.suite import REFUSED, TWIN, Case
from askbrief.index import Index
from askbrief.types import Briefing, Entity, Passage, SectionKind
from askbrief.words import stems

SHIFTS = (-3, -2, -1, 1, 2, 3)
"""Years by which a date is moved."""


def swapped(cases: Sequence[Case], index: Index, *, seed: int = 0) -> tuple[Case, ...]:
    """For each answerable case up to two probes: a name, or the year, exchanged for one that makes it unanswerable.

    Questions of several parts are left out: the other part could still be answered. A probe's id is
    `<id>~<what was done>`, its slice `probe: <what was done>`.
    """
    maker = _Swapper(index, seed)
    made = []
    for case in cases:
        if case.status == "answered" and not case.clean and len(case.turns) == len(case.accepted) == 1:
            made += [_probe(case, "name swapped", maker.name(case)), _probe(case, "year swapped", maker.year(case))]
    return tuple(probe for probe in made if probe is not None)


def hidden(cases: Sequence[Case], kind: SectionKind, briefings: Sequence[Briefing]) -> tuple[Case, ...]:
    """The answerable cases whose evidence stands in sections of one kind alone, to be refused once those are hidden.

    A case is left out when one of its accepted answers stands in the rest of its briefings too.
    """
    rest = {b.id: without_section(b, kind) for b in briefings}
    made = []
    for case in cases:
        pairs = [pair for slot in case.evidence for pair in slot]
        if case.status != "answered" or case.clean or not case.accepted or not pairs:
            continue
        texts = [rest[briefing] for briefing in {briefing for briefing, _ in pairs}]
        gone = all(quote not in rest[briefing] for briefing, quote in pairs)
        if gone and not any(holds(text, slot) for text in texts for slot in case.accepted):
            made.append(_probe(case, f"{kind.value} hidden", case.turns[-1]))
    return tuple(probe for probe in made if probe is not None)


def hide(kind: SectionKind, briefings: Sequence[Briefing], folder: Path) -> None:
    """Writes the briefings without their sections of a kind into a folder."""
    for briefing in briefings:
        (folder / f"{briefing.id}.md").write_text(without_section(briefing, kind), encoding="utf-8")


def without_section(briefing: Briefing, kind: SectionKind) -> str:
    """The briefing's source less its sections of a kind."""
    text = briefing.source
    for section in reversed(briefing.sections):
        if section.kind is kind:
            text = text[: section.start] + text[section.end :]
    return text


def _probe(case: Case, done: str, question: str | None) -> Case | None:
    if question is None:
        return None
    turns = (*case.turns[:-1], question)
    name = f"{case.id}{TWIN}{done}"
    return replace(case, id=name, slice=f"probe: {done}", turns=turns, status=REFUSED, accepted=(), evidence=())


class _Swapper:
    """Exchanges what a question asks about for something of which the corpus does not say it."""

    def __init__(self, index: Index, seed: int) -> None:
        self._index, self._seed = index, seed
        self._bags = [_bag(p) for p in index.passages]
        self._texts = {b.id: b.source for b in index.briefings}

    def name(self, case: Case) -> str | None:
        """The question of another entity of the same kind, from other briefings, that no passage puts to it."""
        text = case.turns[-1]
        named = [group[0] for group in self._index.catalogue.match(text) if len(group) == 1]
        if not named:
            return None
        mention = max(named, key=lambda m: m.end - m.start)
        asked = stems(text[: mention.start] + " " + text[mention.end :])
        others = [e for e in self._index.catalogue.entities if self._can_replace(mention.entity, e, case)]
        random.Random(f"{self._seed} {case.id}").shuffle(others)
        other = next((e for e in others if not self._is_answered(e, asked)), None)
        return text[: mention.start] + other.name + text[mention.end :] if other else None

    def year(self, case: Case) -> str | None:
        """The question of a year that none of its briefings names."""
        text = case.turns[-1]
        years = list(re.finditer(r"\b(?:19|20)\d\d\b", text))
        if len(years) != 1 or any(holds(" ".join(slot), [years[0].group()]) for slot in case.accepted):
            return None
        shifts = list(SHIFTS)
        random.Random(f"{self._seed} {case.id}").shuffle(shifts)
        sources = " ".join(self._texts[b] for b in _briefings(case))
        moved = (str(int(years[0].group()) + shift) for shift in shifts)
        other = next((year for year in moved if year not in sources), None)
        return text[: years[0].start()] + other + text[years[0].end() :] if other else None

    def _can_replace(self, entity: Entity, other: Entity, case: Case) -> bool:
        return other.kind is entity.kind and other.id != entity.id and not _briefings(case) & set(other.briefings)

    def _is_answered(self, entity: Entity, asked: Iterable[str]) -> bool:
        """Whether a passage about the entity holds half or more of what is asked."""
        wanted = set(asked)
        places = [n for n, ids in enumerate(self._index.mentions) if entity.id in ids]
        return not wanted or any(2 * len(self._bags[n] & wanted) >= len(wanted) for n in places)


def _briefings(case: Case) -> set[str]:
    return {briefing for slot in case.evidence for briefing, _ in slot}


def _bag(passage: Passage) -> frozenset[str]:
    return frozenset(stems(" ".join((passage.briefing_title, *passage.heading_path, passage.text))))
