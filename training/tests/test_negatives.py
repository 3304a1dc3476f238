"""Swaps and negatives: each edit changes what it says and leaves alone what would stay answerable."""

from __future__ import annotations

import random

from training.data import Record, holding, sentence_places
from training.mining import Mined
from training.mixture import adversarial
from training.negatives import bears, negative, removed, renamed
from training.swaps import (
    EDITS,
    names,
    negate,
    rename,
    replaced,
    swap_asked,
    swap_attribute,
    swap_date,
    swap_name,
    swap_number,
    swap_opposite,
)

RNG = random.Random(1)
TEXT = (
    "In 1978 Anwar Testat and Menachem Proba signed the first accord at Camp Fable. "
    "The treaty of 1979 was witnessed by Jimmy Sample, who had led the talks for thirteen days. "
    "Egypt then left the League, and the League moved its seat to Tunis for a good ten years."
)


def record(question: str, answer: str, source: str = "nq") -> Record:
    place = (TEXT.index(answer), TEXT.index(answer) + len(answer))
    return Record(source, "Fable", question, TEXT, True, (place,), holding(sentence_places(TEXT), [place]), (answer,))


def test_names_are_capitalised_runs_but_not_sentence_openers() -> None:
    """Single words that open a sentence are left out unless they come again inside one."""
    assert names("Then Anwar Testat met the League of States. Peace came. Many saw Tunis.") == [
        "Anwar Testat",
        "League of States",
        "Tunis",
    ]


def test_a_name_is_swapped_for_one_of_the_same_shape() -> None:
    """Two words for two words, in small letters where the question is."""
    asked = swap_name("who led anwar testat to camp", TEXT, ["Lena Nobody", "Oslo"], random.Random(3))
    assert asked is not None
    assert asked.islower()
    assert "anwar testat" not in asked


def test_a_year_becomes_one_that_the_question_does_not_hold() -> None:
    """A single year; and a stretch of time moves as a whole, away from the passage's years."""
    assert swap_date("Who signed in 1978?", TEXT, [], RNG) not in (None, "Who signed in 1978?")
    moved = swap_date("Who ruled from 1970 to 1981?", TEXT, [], RNG)
    assert moved is not None
    first, last = (int(w.strip("?")) for w in moved.split() if w.strip("?").isdigit())
    assert last - first == 11
    assert abs(first - 1970) >= 18


def test_a_number_is_swapped_and_years_are_left_alone() -> None:
    """No number, no edit."""
    assert swap_number("Who led the 3 talks of 1978?", TEXT, [], RNG) not in (None, "Who led the 3 talks of 1978?")
    assert swap_number("Who signed in 1978?", TEXT, [], RNG) is None


def test_an_opposite_that_the_passage_holds_is_no_negative() -> None:
    """`first` may become `last`; `joined` may not become `left`, since the passage says who left."""
    assert swap_opposite("Who signed the first accord?", TEXT, [], random.Random(0)) in (
        "Who signed the last accord?",
        "Who signed the second accord?",
    )
    assert swap_opposite("Who joined?", TEXT, [], RNG) is None


def test_an_attribute_becomes_another_of_its_group() -> None:
    """The new one stands neither in the passage nor in the question."""
    asked = swap_attribute("Who is the founder?", TEXT, [], random.Random(2))
    assert asked is not None
    assert asked.rstrip("?").split()[-1] in ("owner", "chairman", "treasurer", "architect")


def test_what_is_asked_changes_only_where_the_passage_lacks_it() -> None:
    """No place is asked for where the passage names one."""
    assert swap_asked("When was it signed?", "it was signed long ago", [], random.Random(0)) is not None
    assert swap_asked("Where did he sign?", TEXT, [], RNG) is None  # the passage holds dates


def test_a_question_is_negated_unless_the_passage_denies() -> None:
    """Only wh-questions that hold no denial."""
    assert negate("Who was invited?", TEXT, [], RNG) == "Who wasn't invited?"
    assert negate("Who signed it?", TEXT, [], RNG) == "Who never signed it?"
    assert negate("Was he invited?", TEXT, [], RNG) is None
    assert negate("Who was invited?", "He was not there.", [], RNG) is None


def test_replacing_keeps_whole_words_and_case() -> None:
    """`art` in `party` stays."""
    assert replaced("Art of the party, art", "art", "trade") == "Trade of the party, trade"


def test_renaming_moves_the_places() -> None:
    """Places after and around a renamed stretch still hold their words."""
    text, places = rename("Ada met Bo. Ada left Rome.", "Ada", "Wilhelmina", [(12, 26), (21, 25)])
    assert text == "Wilhelmina met Bo. Wilhelmina left Rome."
    assert [text[a:b] for a, b in places] == ["Wilhelmina left Rome.", "Rome"]


def test_the_passage_without_its_evidence_lacks_the_answer() -> None:
    """The bearing sentence is gone and the record unanswerable; a passage of which little is left makes no negative."""
    made = removed(record("Who witnessed the treaty?", "Jimmy Sample"))
    assert made is not None
    assert (made.answerable, made.spans, bears(made.text, ["Jimmy Sample"])) == (False, (), False)
    assert removed(record("Who signed?", "accord at Camp Fable. The treaty of 1979")) is None  # too little is left


def test_a_renamed_pair_stays_answerable_and_a_renamed_passage_does_not() -> None:
    """With the question renamed too the span stays on the answer."""
    asked = record("Who was with Menachem Proba in 1978?", "Anwar Testat")
    both = renamed(asked, ["Lena Nobody"], random.Random(0), question=True)
    assert both is not None
    assert both.question == "Who was with Lena Nobody in 1978?"
    assert both.text[slice(*both.spans[0])] == "Anwar Testat"
    passage = renamed(asked, ["Lena Nobody"], random.Random(0), question=False)
    assert passage is not None
    assert (passage.question, passage.answerable) == (asked.question, False)
    assert "Menachem Proba" not in passage.text


def test_negatives_are_unanswerable_and_repeatable() -> None:
    """The same seed makes the same negative; none has a span or support."""
    asked = [("Who witnessed the treaty?", "Jimmy Sample"), ("When was the first accord signed?", "1978")]
    mined = Mined([record(q, a) for q, a in asked])
    made = [negative(mined, 1, random.Random(seed)) for seed in range(30)]
    assert made == [negative(mined, 1, random.Random(seed)) for seed in range(30)]
    found = [e for e in made if e is not None]
    assert len(found) > 20
    assert {(e.answerable, e.span, e.support) for e in found} == {(False, None, ())}
    assert len({e.kind for e in found}) > 2


def test_adversarial_pairs_share_their_context() -> None:
    """Each answerable example is followed by edits of its question over the same context."""
    pairs = adversarial([record("When was the first accord signed?", "1978")], ["Oslo"], 1)
    assert [e.answerable for e in pairs] == [True, False, False]
    assert len({e.context for e in pairs}) == 1
    assert all(e.kind in EDITS for e in pairs[1:])
