"""A ranking against its evidence, with values worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from math import log2

import pytest

from askbrief.evaluation.ranking import MEASURES, first_rank, ranking_scores
from askbrief.types import Hit
from judged import CASE, GOLD, HALVES, RANKED, REFUSAL, STRIKE, hit

OTHER = hit("Ilsa Brandt mediated")
SLOT = CASE.evidence[0]


def ranked(*briefings: str) -> tuple[Hit, ...]:
    """Passages of these briefings, best first."""
    return tuple(hit("text", briefing) for briefing in briefings)


@pytest.mark.parametrize(
    ("rank", "values"),
    [
        (1, (1.0, 1.0, 1.0, 1.0, 1.0)),
        (2, (0.0, 1.0, 1.0, 1 / 2, 1 / log2(3))),
        (5, (0.0, 1.0, 1.0, 1 / 5, 1 / log2(6))),
        (6, (0.0, 0.0, 1.0, 1 / 6, 1 / log2(7))),
        (10, (0.0, 0.0, 1.0, 1 / 10, 1 / log2(11))),
        (11, (0.0, 0.0, 0.0, 0.0, 0.0)),
    ],
)
def test_one_slot_at_a_rank(rank: int, values: tuple[float, ...]) -> None:
    """Recall, reciprocal rank and nDCG of the one passage that bears the evidence."""
    hits = (*(OTHER,) * (rank - 1), hit(f"They {GOLD}."), OTHER)
    assert first_rank(SLOT, hits) == rank
    assert ranking_scores(CASE, hits) == pytest.approx(dict(zip(MEASURES, values, strict=True)))


@pytest.mark.parametrize("hits", [(), (OTHER,) * 10, (hit(GOLD, "lake-orrin-accord"),), (hit("stopped work"),)])
def test_evidence_that_is_not_ranked_scores_zero(hits: tuple[Hit, ...]) -> None:
    """Nothing ranked, other passages, another briefing, half the quote: it never vanishes."""
    assert first_rank(SLOT, hits) is None
    assert ranking_scores(CASE, hits) == dict.fromkeys(MEASURES, 0.0)


def test_slots_are_averaged() -> None:
    """One at the first rank, one at the fourth."""
    hits = (hit("Dora Quist"), OTHER, OTHER, hit("Marek Toll"))
    scores = ranking_scores(HALVES, hits)
    assert (scores["recall@1"], scores["recall@5"]) == (0.5, 1.0)
    assert scores["MRR@10"] == pytest.approx((1 + 1 / 4) / 2)
    assert scores["nDCG@10"] == pytest.approx((1 + 1 / log2(5)) / 2)


def test_one_passage_can_bear_every_slot() -> None:
    """Both slots in the first passage."""
    assert ranking_scores(HALVES, (hit("Dora Quist and Marek Toll"),)) == dict.fromkeys(MEASURES, 1.0)


def test_alternatives_count_once() -> None:
    """The best of two equivalent quotes counts; that the other ranks low or lacks costs nothing."""
    case = replace(CASE, evidence=(((STRIKE, GOLD), (STRIKE, "Length of the strike")),))
    assert ranking_scores(case, (hit("Length of the strike"), OTHER, hit(GOLD))) == dict.fromkeys(MEASURES, 1.0)
    assert ranking_scores(case, (hit("Length of the strike"),)) == dict.fromkeys(MEASURES, 1.0)


def test_documents_keep_their_grades() -> None:
    """nDCG with gains 2 and 1: the better document second costs by the discount."""
    scores = ranking_scores(RANKED, ranked("amsel", "orrin"))
    assert scores["nDCG@10"] == pytest.approx((1 + 2 / log2(3)) / (2 + 1 / log2(3)))
    assert (scores["MRR@10"], scores["recall@1"], scores["recall@5"]) == (1.0, 0.5, 1.0)
    assert ranking_scores(RANKED, ranked("orrin", "amsel"))["nDCG@10"] == pytest.approx(1.0)


def test_documents_collapse_from_their_passages() -> None:
    """A document ranks by its best passage; its others take no rank from the next document."""
    many = ranked(*["other"] * 12, "orrin", "orrin", "amsel")
    assert ranking_scores(RANKED, many) == ranking_scores(RANKED, ranked("other", "orrin", "amsel"))
    assert ranking_scores(RANKED, many)["MRR@10"] == 0.5


def test_a_document_ranks_by_its_best_passage() -> None:
    """A later passage of it, below those of another, takes nothing away."""
    mixed = ranked("orrin", "amsel", "orrin", "other", "orrin")
    assert ranking_scores(RANKED, mixed) == ranking_scores(RANKED, ranked("orrin", "amsel", "other"))
    assert ranking_scores(RANKED, mixed)["nDCG@10"] == pytest.approx(1.0)


def test_a_document_that_is_not_ranked_is_missed() -> None:
    """One of two relevant ones is half the recall; none is zero."""
    assert ranking_scores(RANKED, ranked("orrin"))["recall@10"] == 0.5
    assert ranking_scores(RANKED, ranked("other")) == dict.fromkeys(MEASURES, 0.0)
    assert ranking_scores(RANKED, ()) == dict.fromkeys(MEASURES, 0.0)


def test_nothing_judged_has_no_scores() -> None:
    """A refusal has no evidence to rank."""
    assert ranking_scores(REFUSAL, (OTHER,)) == {}
