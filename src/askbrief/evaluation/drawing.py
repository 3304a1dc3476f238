"""Probes for calibration, drawn from a corpus: half answerable, half made unanswerable, no fact asked of twice."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from askbrief.calibration import Outcome
from askbrief.evaluation.facts import SENTENCES, Fact, Statements, case_of, facts
from askbrief.evaluation.judge import Row
from askbrief.evaluation.probes import hidden, swapped, without_section
from askbrief.evaluation.suite import TWIN, Case
from askbrief.index import Index
from askbrief.types import Briefing, SectionKind

ANSWERABLE, NAME, YEAR, HIDDEN = "answerable", "name swapped", "year swapped", "section hidden"
SHARES = {ANSWERABLE: 3, NAME: 1, YEAR: 1, HIDDEN: 1}
"""How many probes of each kind, in proportion. Risk depends on this mix: half of the questions have no answer."""
ANSWERED = ("answered", "partial")
RENAMED = frozenset({"holder", "figure", "date", "event"})
"""Attributes whose topic says more than a name: with the name alone changed, the rest must be said of the new one."""


@dataclass(frozen=True, slots=True)
class Probe:
    """A question of a kind; `hidden` is the kind of section to be hidden when it is asked."""

    kind: str
    case: Case
    hidden: SectionKind | None = None


def draw(index: Index, most: int, seed: int) -> tuple[Probe, ...]:
    """Up to `most` probes of facts drawn at random; each fact makes one, so that probes are as good as independent."""
    order, statements = random.Random(seed), Statements(index.passages)
    every = facts(index.passages)
    chosen = order.sample(every, min(len(every), most))
    cases = {case_of(fact, number, statements, order): fact for number, fact in enumerate(chosen)}
    fitting = _fitting(cases, index, statements, seed)
    counts: Counter[str] = Counter()
    probes = []
    for case in cases:
        probe = min(fitting[case.id], key=lambda p: counts[p.kind] / SHARES[p.kind])
        counts[probe.kind] += 1
        probes.append(probe)
    return tuple(probes)


def _fitting(cases: Mapping[Case, Fact], index: Index, statements: Statements, seed: int) -> dict[str, list[Probe]]:
    """For each question, by id, all the probes that it can become."""
    found = {case.id: [Probe(ANSWERABLE, case)] for case in cases}
    for probe in swapped(tuple(cases), index, seed=seed):
        if probe.id.endswith(YEAR):
            found[_origin(probe)].append(Probe(YEAR, probe))
    for probe in _renamed(cases, index, seed):
        found[_origin(probe)].append(Probe(NAME, probe))
    for kind in SectionKind:
        own = [case for case, fact in cases.items() if fact.section is kind and _only_there(fact, statements)]
        for probe in hidden(own, kind, index.briefings) if _leaves_some(kind, index.briefings) else ():
            found[_origin(probe)].append(Probe(HIDDEN, probe, kind))
    return found


def _renamed(cases: Mapping[Case, Fact], index: Index, seed: int) -> Iterator[Case]:
    """The questions with another name in their topic, of which no passage says half of the rest of the topic."""
    asked = {case.id: case for case, fact in cases.items() if fact.attribute in RENAMED}
    topics = [replace(case, turns=(cases[case].topic,)) for case in asked.values()]
    for probe in swapped(topics, index, seed=seed):
        if probe.id.endswith(NAME):
            case = asked[_origin(probe)]
            yield replace(probe, turns=(case.turns[0].replace(cases[case].topic, probe.turns[0]),))


def _origin(probe: Case) -> str:
    """The id of the question that a probe was made of."""
    return probe.id.partition(TWIN)[0]


def _only_there(fact: Fact, statements: Statements) -> bool:
    """Whether no other kind of section states even a part of a fact: with its own hidden there is no answer."""
    if fact.attribute in SENTENCES:
        return False  # said in other words elsewhere it is answered all the same
    return all(passage.section is fact.section for passage, _ in statements.of(fact, partly=True))


def _leaves_some(kind: SectionKind, briefings: Sequence[Briefing]) -> bool:
    return any(without_section(briefing, kind).strip() for briefing in briefings)


def of_case(case: Case) -> Probe:
    """A judged question of the operator's own as a probe."""
    return Probe("suite, answerable" if case.status in ANSWERED else "suite, to be refused", replace(case, clean=""))


def outcome(probe: Probe, row: Row) -> Outcome:
    """What is counted of a probe that was asked: it is right when answered from a known right place."""
    answered = row.status in ANSWERED
    right = answered and probe.case.status in ANSWERED and all(row.borne)
    return Outcome(row.confidence, answered, right)
