"""Noisy twins: seeded, one kind of noise each, in the part of the question that it names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from askbrief.evaluation.noise import NOISES, twins, typo
from askbrief.evaluation.suite import Case
from judged import CASE, REFUSAL

NAME = "Yevhen Zhukovsky"
QUESTION = f"Where did {NAME} sign the settlement?"
ASKED = replace(CASE, turns=(QUESTION,))
MANY = tuple(replace(ASKED, id=f"q{number}") for number in range(60))


def places(text: str) -> list[tuple[int, int]]:
    """Where the name stands."""
    at = text.find(NAME)
    return [(at, at + len(NAME))] if at >= 0 else []


def made(cases: Sequence[Case], kind: str, seed: int = 0) -> list[Case]:
    return [twin for twin in twins(cases, places, seed=seed) if twin.slice == f"noise: {kind}"]


def parts(question: str) -> tuple[str, str, str]:
    """Before the name, the name as it is spelt, behind it."""
    before, behind = QUESTION.split(NAME)
    assert question.startswith(before)
    assert question.endswith(behind)
    return before, question[len(before) : len(question) - len(behind)], behind


def test_the_same_seed_makes_the_same_twins() -> None:
    """Whatever else is in the suite; another seed makes others."""
    assert twins(MANY, places) == twins(MANY, places)
    assert twins(MANY[3:5], places) == tuple(t for t in twins(MANY, places) if t.id.split("~")[0] in ("q3", "q4"))
    assert [t.turns for t in made(MANY, "name typo", 1)] != [t.turns for t in made(MANY, "name typo")]


@pytest.mark.parametrize("kind", NOISES)
def test_a_twin_is_its_question_but_for_the_noise(kind: str) -> None:
    """Id, slice and clean form tell what it is; split, wordings and evidence are those of the question."""
    case = replace(ASKED, turns=("Who signed?", "Where did Gerhard Schröder, or Yevhen Zhukovsky, sign the treaty?"))
    (twin,) = made([case], kind)
    assert (twin.id, twin.clean, twin.turns[0]) == (f"q1~{kind}", case.turns[-1], "Who signed?")
    assert twin.turns[1] != case.turns[1]
    assert twin.split == case.split
    assert (twin.status, twin.accepted, twin.evidence) == (case.status, case.accepted, case.evidence)


def test_a_name_typo_is_in_the_name() -> None:
    """One slip, two in a long word; first letters and all around the name stay."""
    for twin in made(MANY, "name typo"):
        _, name, _ = parts(twin.turns[0])
        assert name[0] == "Y"
        assert 1 <= OSA.distance(name, NAME) <= 2


def test_a_word_typo_leaves_the_name_alone() -> None:
    """One slip in `settlement`, the only long word outside the name that is no stop word."""
    slips = [twin.turns[0] for twin in made(MANY, "word typo")]
    assert {slip.split("sign the ")[0] for slip in slips} == {f"Where did {NAME} "}
    assert {OSA.distance(slip, QUESTION) for slip in slips} == {1}


def test_a_transliteration_respells_one_sound_of_the_name() -> None:
    """As another hand would write it."""
    names = {parts(twin.turns[0])[1] for twin in made(MANY, "transliteration")}
    assert names == {
        "Yewhen Zhukovsky",
        "Yevhen Zhucovsky",
        "Yevhen Zhukowsky",
        "Yevhen Zhukovscy",
        "Yevhen Zhukovski",
    }


@pytest.mark.parametrize(
    ("question", "bare"),
    [
        ("What did Erdoğan say in Łódź?", "What did Erdogan say in Lodz?"),
        ("Was Ørsted named at İzmir?", "Was Orsted named at Izmir?"),
        ("Did Tomaš and Đinđić meet?", "Did Tomas and Dindic meet?"),
    ],
)
def test_diacritics_are_dropped(question: str, bare: str) -> None:
    """Accents and strokes, and nothing else."""
    (twin,) = made([replace(CASE, turns=(question,))], "no diacritics")
    assert twin.turns == (bare,)


def test_lower_case() -> None:
    """All in small letters."""
    assert [twin.turns[0] for twin in made([ASKED], "lower case")] == [QUESTION.lower()]


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("who paid in the end?", []),
        ("Who paid in the end?", ["lower case"]),
        ("which mediator paid?", ["word typo"]),
        ("wer zahlte für alle?", ["word typo", "no diacritics"]),
        (f"what of {NAME}?", ["name typo", "transliteration", "lower case"]),
    ],
)
def test_there_is_no_twin_where_nothing_changes(question: str, kinds: list[str]) -> None:
    """Only the kinds of noise that can change the question."""
    found = twins([replace(CASE, turns=(question,))], places)
    assert [twin.slice.removeprefix("noise: ") for twin in found] == kinds


@pytest.mark.parametrize(
    "case",
    [REFUSAL, replace(ASKED, clean=QUESTION), replace(ASKED, status="ambiguous"), replace(ASKED, status="")],
)
def test_only_clean_answerable_questions_have_twins(case: Case) -> None:
    """Not those that are misspelt already, refused, asked back or only ranked."""
    assert twins([replace(case, turns=(QUESTION,))], places) == ()


@given(word=st.text("abcdefghijklmnopqrstuvwxyzüğ", min_size=5, max_size=14), seed=st.integers(0, 1000))
def test_a_typo_is_one_slip_behind_the_first_letter(word: str, seed: int) -> None:
    """At a distance of one (letters dropped, doubled, swapped or mistaken) or none where equal letters are swapped."""
    slip = typo(word, Random(seed))
    assert slip[0] == word[0]
    assert OSA.distance(slip, word) <= 1
    if slip == word:
        assert any(a == b for a, b in pairwise(word))


@given(text=st.text(st.characters(codec="utf-8"), max_size=40), seed=st.integers(0, 50))
def test_noise_of_names_needs_a_name_and_noise_of_words_a_word(text: str, seed: int) -> None:
    """Any text without a name is left as it is by the one, any text that is all a name by the other."""
    everything = [(0, len(text))]
    assert NOISES["name typo"](text, [], Random(seed)) == text
    assert NOISES["transliteration"](text, [], Random(seed)) == text
    assert NOISES["word typo"](text, everything, Random(seed)) == text
