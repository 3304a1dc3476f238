"""The stream of batches: full, of like lengths, the same again after a stop."""

from __future__ import annotations

from itertools import islice

from training.data import Example, Record
from training.mining import Mined
from training.mixture import SHARE, chunks, shares
from training.train import Plan, batches, bucketed


def records(count: int) -> list[Record]:
    texts = [
        f"Ada{n} Example opened dam {n} in {1900 + n}. It was closed soon after by a decree." for n in range(count)
    ]
    return [
        Record("nq", f"Dam {n}", f"who opened dam {n}", t, True, ((0, t.index(" opened")),), ((0, t.index("It") - 1),),
               (t[: t.index(" opened")],))
        for n, t in enumerate(texts)
    ]  # fmt: skip


def test_batches_are_full_and_hold_like_lengths() -> None:
    """Nothing comes twice, and a batch's contexts differ little."""
    examples = [Example(f"q{n}", "x" * (n * 7 % 300), True, None, (), "nq", "answerable") for n in range(100)]
    found = bucketed(examples, 8, "1")
    assert [len(batch) for batch in found] == [8] * 12
    assert len({e.question for batch in found for e in batch}) == 96
    assert max(max(len(e.context) for e in b) - min(len(e.context) for e in b) for b in found) < 40
    assert found == bucketed(examples, 8, "1")


def test_a_pass_draws_each_record_by_its_share() -> None:
    """Records of Natural Questions come twice a pass, in an order that the seed fixes."""
    found = [place for chunk in chunks(records(40), 1) for place in chunk]
    assert sorted(found) == sorted([*range(40), *range(40)])
    assert chunks(records(40), 1) == chunks(records(40), 1) != chunks(records(40), 2)


def test_other_shares_change_their_sources_alone() -> None:
    """A plan may give the written stories and the forums another share; Natural Questions keep theirs."""
    other = shares(written=0.5, hard=SHARE["written/hard"], forums=1.0)
    assert {k for k in SHARE if SHARE[k] != other[k]} == {"written", "squadshifts/reddit", "squadshifts/amazon_reviews"}
    assert chunks(records(40), 1, other) == chunks(records(40), 1)


def test_a_run_goes_on_where_it_stopped() -> None:
    """From each position on come the very batches that would have come, over the end of a pass too."""
    plan, mined = Plan(batch=8), Mined(records(30))
    whole = list(islice(batches(mined, plan, (0, 0, 0)), 40))
    assert whole[-1][0][0] > 0
    for at in (0, 5, 30):
        assert list(islice(batches(mined, plan, whole[at][0]), 8)) == whole[at + 1 : at + 9]


def test_neighbours_are_of_other_passages() -> None:
    """Neither the record's own passage nor its own question is near it."""
    mined = Mined(records(5))
    assert all(other.text != mined.records[0].text for other in (*mined.questions(0), *mined.passages(0)))
    assert len(mined.questions(0)) == 4
