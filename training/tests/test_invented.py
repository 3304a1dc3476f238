"""Invented questions: answers stand where they are said to stand, and negatives lack them."""

from __future__ import annotations

from training.invented import SLOTS, generate


def test_the_same_seed_makes_the_same_questions() -> None:
    """And another seed others."""
    assert generate(40, 3) == generate(40, 3)
    assert generate(40, 3) != generate(40, 4)


def test_answers_and_their_sentences_stand_in_the_context() -> None:
    """A span lies inside its supporting sentence; a negative has neither."""
    for example in generate(400, 5):
        if example.answerable:
            assert example.span is not None
            start, end = example.span
            assert example.context[start:end].strip() == example.context[start:end] != ""
            assert any(a <= start < end <= b for a, b in example.support)
        else:
            assert (example.span, example.support) == (None, ())


def test_every_kind_of_negative_is_made_and_answerable_ones_prevail() -> None:
    """Wrong slot, subject, date and sibling paragraph."""
    kinds = [e.kind for e in generate(600, 6)]
    assert set(kinds) == {"answerable", "wrong_slot", "wrong_subject", "wrong_date", "sibling"}
    assert 0.45 < kinds.count("answerable") / len(kinds) < 0.7


def test_a_year_in_the_question_is_no_sign_by_itself() -> None:
    """Answerable questions name years too."""
    assert any(e.answerable and e.question.rstrip("?")[-4:].isdigit() for e in generate(600, 7))


def test_every_way_of_stating_a_slot_holds_its_value() -> None:
    """The lists in `invented_slots` are well formed."""
    for slots in SLOTS.values():
        for slot in slots:
            assert all("{v}" in stated for stated in slot.stated)
            assert all("{s}" in asked or "{l}" in asked for asked in slot.asked)
