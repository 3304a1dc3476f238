"""Conversations: kept, bounded, safe across threads and restarts."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from askbrief.conversations import Conversations, Turn
from askbrief.errors import AskbriefError, BadRequest


def test_turns_come_back_in_order_with_their_whole_payload() -> None:
    """Turns are returned oldest first, each with the JSON answer as it was given."""
    kept = Conversations()
    kept.append("one", "Who?", {"answer": "Ada [1]", "citations": [{"number": 1}], "short_answer": None})
    kept.append("one", "Où ?", {"answer": "À Genève — “ici”", "confidence": 0.5})
    assert kept.turns("one") == (
        Turn("Who?", {"answer": "Ada [1]", "citations": [{"number": 1}], "short_answer": None}),
        Turn("Où ?", {"answer": "À Genève — “ici”", "confidence": 0.5}),
    )


def test_the_last_few_turns_can_be_read_alone() -> None:
    """`last` gives that many of the latest turns, oldest first; more than there are gives all."""
    kept = Conversations()
    for number in range(4):
        kept.append("one", f"q{number}", {})
    assert [turn.question for turn in kept.turns("one", last=2)] == ["q2", "q3"]
    assert [turn.question for turn in kept.turns("one", last=9)] == ["q0", "q1", "q2", "q3"]
    assert kept.turns("one", last=0) == ()


def test_conversations_do_not_see_each_other() -> None:
    """A turn is returned under its own id only."""
    kept = Conversations()
    kept.append("one", "a", {"n": 1})
    kept.append("two", "b", {"n": 2})
    assert kept.turns("one") == (Turn("a", {"n": 1}),)
    assert kept.turns("two") == (Turn("b", {"n": 2}),)


def test_an_unknown_well_formed_id_begins_a_conversation_under_that_id() -> None:
    """An id nobody issued is empty, and holds what is appended to it."""
    kept = Conversations()
    assert kept.turns("my-own_id-7") == ()
    kept.append("my-own_id-7", "q", {})
    assert kept.turns("my-own_id-7") == (Turn("q", {}),)


@pytest.mark.parametrize("bad", ["", "a b", "x" * 65, "../etc", "é", "ok\n", "a'; DROP TABLE turn; --"])
def test_a_malformed_id_is_refused_with_the_cure(bad: str) -> None:
    """Ids other than 1 to 64 letters, digits, '-' and '_' are BadRequest, for reading and for writing."""
    kept = Conversations()
    with pytest.raises(BadRequest, match="or null to start a new conversation"):
        kept.turns(bad)
    with pytest.raises(BadRequest, match="send 1 to 64 letters, digits"):
        kept.append(bad, "q", {})


def test_new_ids_are_well_formed_and_never_repeat() -> None:
    """`new_id` gives 128 random bits in the permitted letters."""
    ids = {Conversations.new_id() for _ in range(1_000)}
    assert len(ids) == 1_000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{22}", one) for one in ids)


def test_only_the_latest_turns_of_a_conversation_are_kept() -> None:
    """Beyond `max_turns` the oldest turn of that conversation goes."""
    kept = Conversations(max_turns=3)
    for number in range(5):
        kept.append("one", f"q{number}", {})
    kept.append("two", "other", {})
    assert [turn.question for turn in kept.turns("one")] == ["q2", "q3", "q4"]
    assert [turn.question for turn in kept.turns("two")] == ["other"]


def test_the_conversation_unused_for_longest_is_dropped_first() -> None:
    """Beyond `max_conversations` the least recently used one goes, with all its turns."""
    kept = Conversations(max_conversations=2)
    kept.append("old", "1", {})
    kept.append("new", "2", {})
    kept.append("old", "3", {})
    kept.append("third", "4", {})
    assert kept.turns("new") == ()
    assert [turn.question for turn in kept.turns("old")] == ["1", "3"]
    assert [turn.question for turn in kept.turns("third")] == ["4"]


def test_a_file_survives_a_restart_and_a_killed_process(tmp_path: Path) -> None:
    """What was appended is there for the next store on the same file, closed properly or not."""
    path = tmp_path / "state" / "conversations.sqlite3"
    first = Conversations(path)
    first.append("one", "closed", {"n": 1})
    first.close()
    second = Conversations(path)
    second.append("one", "not closed", {"n": 2})
    third = Conversations(path)
    assert [turn.question for turn in third.turns("one")] == ["closed", "not closed"]
    second.close()
    third.close()


def test_many_threads_may_append_at_once() -> None:
    """Every turn of 8 threads is kept once."""
    kept = Conversations(max_turns=1_000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: kept.append(f"c{n % 4}", str(n), {"n": n}), range(400)))
    seen = sorted(int(turn.question) for c in range(4) for turn in kept.turns(f"c{c}"))
    assert seen == list(range(400))


def test_a_damaged_file_is_named_with_the_cure(tmp_path: Path) -> None:
    """A file that is no database is an AskbriefError naming it, not a sqlite3 error."""
    path = tmp_path / "conversations.sqlite3"
    path.write_bytes(b"this is no database, and long enough to be read as one" * 40)
    with pytest.raises(AskbriefError, match=r"conversations\.sqlite3 cannot be used .* move the file away"):
        Conversations(path)
