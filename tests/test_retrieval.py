"""The ranking: each part of it, its switch, its scope."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from askbrief.index import Index, build, load
from askbrief.retrieval import Retriever, Scope
from askbrief.settings import Settings
from askbrief.types import Hit, Mention, Question, SectionKind, TimeRange
from corpus_small import write_corpus
from fakes import FakeEncoder

NOWHERE = np.zeros(64, dtype=np.float32)
"""A vector that is near no passage: what is ranked is ranked by the other parts."""
ALL = Scope()


def question(text: str = "qqq", kind: str = "what", **fields: Any) -> Question:
    return Question(raw=text, text=text, kind=kind, **fields)


def named(index: Index, name: str) -> Mention:
    entity = next(e for e in index.catalogue.entities if e.name == name)
    return Mention(entity, name, 0, len(name), "exact", 1.0)


def titles(hits: tuple[Hit, ...]) -> list[str]:
    return [h.passage.heading_path[-1] for h in hits]


def ids(hits: tuple[Hit, ...]) -> list[str]:
    return [h.passage.id for h in hits]


def test_dense_ranks_by_nearness_and_can_be_switched_off(small_index: Index, fake_encoder: FakeEncoder) -> None:
    """The passage whose meaning is nearest comes first though no word is asked; with `dense` off it does not."""
    vector = fake_encoder.encode(["The first trains stood still at two in the morning"])[0]
    on = Retriever(small_index, Settings()).rank(question(), vector, ALL, 5)
    off = Retriever(small_index, Settings(dense=False)).rank(question(), vector, ALL, 5)
    assert on[0].passage.heading_path[-1] == "Strike begins"
    assert on[0].dense > on[1].dense > 0
    assert ids(off) != ids(on)
    assert {h.dense for h in off} == {0.0}


def test_lexical_ranks_by_words_and_can_be_switched_off(small_index: Index) -> None:
    """The passage that holds the asked words comes first though its meaning is far; with `lexical` off it does not."""
    asked = question("nesting tern ground")
    on = Retriever(small_index, Settings()).rank(asked, NOWHERE, ALL, 5)
    off = Retriever(small_index, Settings(lexical=False)).rank(asked, NOWHERE, ALL, 5)
    assert titles(on)[0] == "Court halts the works"
    assert on[0].lexical > on[1].lexical
    assert "Court halts the works" not in titles(off)[:1]
    assert {h.lexical for h in off} == {0.0}


def test_lexical_matches_inflected_words(small_index: Index) -> None:
    """Words are compared by their stems: "halting" finds what "halts" and "halted"."""
    hits = Retriever(small_index, Settings()).rank(question("halting work"), NOWHERE, ALL, 3)
    assert titles(hits)[0] == "Court halts the works"


def test_entities_rank_and_can_be_switched_off(small_index: Index) -> None:
    """Passages that bear the question's name come first, its own item ahead; with `entities` off they do not."""
    asked = question(mentions=(named(small_index, "Jon Ferrer"),))
    on = Retriever(small_index, Settings()).rank(asked, NOWHERE, ALL, 3)
    off = Retriever(small_index, Settings(entities=False)).rank(asked, NOWHERE, ALL, 3)
    assert titles(on)[:2] == ["Jon Ferrer", "Treaty signed"]
    assert not any("Ferrer" in h.passage.text for h in off)


def test_a_passage_with_both_names_outranks_those_with_one(small_index: Index) -> None:
    """Of two names asked about, the passage that bears both comes first."""
    asked = question(mentions=(named(small_index, "Marek Toll"), named(small_index, "Tarn")))
    hits = Retriever(small_index, Settings()).rank(asked, NOWHERE, ALL, 3)
    assert titles(hits)[0] == "Accord signed"


def test_the_asked_section_ranks_and_can_be_switched_off(small_index: Index) -> None:
    """All items of the section that is asked for come before any other; with `sections` off they do not."""
    asked = question(section=SectionKind.SCENARIOS)
    on = Retriever(small_index, Settings()).rank(asked, NOWHERE, ALL, 4)
    off = Retriever(small_index, Settings(sections=False)).rank(asked, NOWHERE, ALL, 4)
    assert {h.passage.section for h in on} == {SectionKind.SCENARIOS}
    assert {h.passage.section for h in off} != {SectionKind.SCENARIOS}


def test_the_kind_of_a_question_favours_its_section(small_index: Index) -> None:
    """Who leans to people and how-many to indicators where nothing else tells."""
    retriever = Retriever(small_index, Settings())
    who = retriever.rank(question(kind="who"), NOWHERE, ALL, 5)
    value = retriever.rank(question(kind="value"), NOWHERE, ALL, 5)
    assert {h.passage.section for h in who} == {SectionKind.PEOPLE}
    assert {h.passage.section for h in value} == {SectionKind.INDICATORS}


def test_sources_come_last_unless_asked_for(small_index: Index) -> None:
    """Front matter and source lists rank below everything else, and sources first when they are the asked section."""
    retriever = Retriever(small_index, Settings())
    everything = len(small_index.passages)
    hits = retriever.rank(question(), NOWHERE, ALL, everything)
    weak = {SectionKind.ABOUT, SectionKind.SOURCES}
    places = [place for place, h in enumerate(hits) if h.passage.section in weak]
    assert places == list(range(len(hits) - len(places), len(hits)))
    asked = retriever.rank(question(section=SectionKind.SOURCES), NOWHERE, ALL, 1)
    assert asked[0].passage.section is SectionKind.SOURCES


def test_the_asked_days_rank(small_index: Index) -> None:
    """Passages dated in, or naming, the asked days come first."""
    asked = question(time=TimeRange("2018-08-01", "2018-08-31"))
    hits = Retriever(small_index, Settings()).rank(asked, NOWHERE, ALL, 2)
    assert titles(hits)[0] == "Ferry closed"
    assert hits[0].score > hits[1].score


def test_only_the_named_briefings_are_ranked(small_index: Index) -> None:
    """With `briefings` given, every hit is from them; all of theirs can be reached."""
    scope = Scope(briefings=frozenset({"velm-rail-strike"}))
    hits = Retriever(small_index, Settings(thinning=False)).rank(question(), NOWHERE, scope, 100)
    assert {h.passage.briefing_id for h in hits} == {"velm-rail-strike"}
    assert len(hits) == sum(p.briefing_id == "velm-rail-strike" for p in small_index.passages)


def test_later_events_do_not_count_as_of_a_day(small_index: Index) -> None:
    """With `as_of` no event that began later is ranked; events of that very day and undated passages are."""
    retriever = Retriever(small_index, Settings(thinning=False))
    hits = retriever.rank(question(), NOWHERE, Scope(as_of="2022-03-14"), 100)
    events = {p.heading_path[-1] for p in (h.passage for h in hits) if p.section is SectionKind.TIMELINE}
    assert events == {"First yearly review", "Accord signed", "Ferry closed", "Talks begin", "Treaty signed"}
    assert any(h.passage.section is SectionKind.PEOPLE for h in hits)


def test_the_conversations_briefings_are_favoured(small_index: Index) -> None:
    """Of passages that are equal otherwise, those of the briefing spoken of come first."""
    retriever = Retriever(small_index, Settings())
    hits = retriever.rank(question(kind="who"), NOWHERE, Scope(favoured=("velm-rail-strike",)), 3)
    assert {h.passage.briefing_id for h in hits} == {"velm-rail-strike"}


@pytest.mark.parametrize("count", [1, 3, 10])
def test_as_many_hits_as_are_wanted_best_first(small_index: Index, fake_encoder: FakeEncoder, count: int) -> None:
    """The ranking has the wanted length and falling scores, and a longer one begins with the shorter."""
    retriever = Retriever(small_index, Settings())
    vector = fake_encoder.encode(["the ferry on the lake"])[0]
    hits = retriever.rank(question("the ferry on the lake"), vector, ALL, count)
    longer = retriever.rank(question("the ferry on the lake"), vector, ALL, count + 2)
    assert len(hits) == count
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert longer[:count] == hits


def test_ties_keep_the_order_of_the_corpus(small_index: Index) -> None:
    """Passages of equal score come in the order in which the index holds them."""
    hits = Retriever(small_index, Settings(sections=False, thinning=False)).rank(question(), NOWHERE, ALL, 6)
    assert {h.score for h in hits} == {0.0}
    assert ids(hits) == [p.id for p in small_index.passages[:6]]


TWIN = """---
id: {id}
title: {title}
updated: 2026-01-01
---

# {title}

## Timeline

### 2020-05-01 — Lighthouse lit again

Kind: Repair

The keeper lit the lighthouse of Gull Rock again after the great storm had broken its lamp.

## Overview

{title} is about something of its own, and {id} says so.
"""


@pytest.fixture
def twins(tmp_path: Path, fake_encoder: FakeEncoder) -> Index:
    """Two briefings that tell one event in the same words."""
    texts = {i: TWIN.format(id=i, title=t) for i, t in (("gull-rock", "The Rock"), ("storm", "The Storm"))}
    corpus = write_corpus(tmp_path / "corpus", texts)
    build(corpus, tmp_path / "index", fake_encoder)
    return load(tmp_path / "index", fake_encoder)


def test_near_duplicates_are_thinned_and_can_be_kept(twins: Index) -> None:
    """An event told twice in the same words is ranked once; with `thinning` off, twice."""
    asked = question("lighthouse lamp")
    on = Retriever(twins, Settings()).rank(asked, NOWHERE, ALL, 10)
    off = Retriever(twins, Settings(thinning=False)).rank(asked, NOWHERE, ALL, 10)
    assert titles(on).count("Lighthouse lit again") == 1
    assert titles(off)[:2] == ["Lighthouse lit again", "Lighthouse lit again"]
