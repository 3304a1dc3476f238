"""The written stories: every answer stands in its passage once, every kind is there, stories are held back whole."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

import pytest

from training.data import written

ANSWERED = {"plain", "paraphrase", "described", "terse", "reason"}
UNANSWERED = {"attribute", "name", "date", "opposite", "sibling"}


def test_answers_stand_in_their_passages() -> None:
    """A span is the answer's text; a question of an unanswerable kind has none, and there is much of either."""
    records = list(written())
    assert len(records) > 6_000
    for record in records:
        assert record.answerable == (record.kind in ANSWERED)
        assert record.answerable != (record.kind in UNANSWERED)
        assert tuple(record.text[a:b] for a, b in record.spans) == record.answers
        assert bool(record.support) == record.answerable


def test_stories_are_held_back_whole() -> None:
    """No story is both trained on and measured on; about an eighth is held back."""
    held = defaultdict(set)
    for record in written():
        held[record.title.split(" > ")[0]].add(record.held)
    assert all(len(sides) == 1 for sides in held.values())
    assert 0.05 < sum(True in sides for sides in held.values()) / len(held) < 0.2


def test_an_answer_that_is_not_there_is_named(tmp_path: Path) -> None:
    """The file and the answer are told."""
    row = {"story": "S", "path": ["Overview"], "text": "One. One.", "questions": []}
    row["questions"] = [{"question": "q", "kind": "plain", "answer": "One"}]
    (tmp_path / "x.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(ValueError, match="'One' stands 2 times"):
        list(written(tmp_path))
