"""How well a ranking holds the evidence: recall, reciprocal rank and nDCG, computed by ir-measures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from askbrief.evaluation.suite import Case, Slot
from askbrief.types import Hit

DEPTH = 10
"""Passages asked for and judged."""
DOCUMENT_DEPTH = 50
"""Passages asked for where whole documents are judged: several may be of one document."""
MEASURES = {"recall@1": R @ 1, "recall@5": R @ 5, "recall@10": R @ 10, "MRR@10": RR @ 10, "nDCG@10": nDCG @ 10}
_Relevant = dict[str, int]  # judged documents and their grades
_Ranked = list[str]  # documents, best first


def ranking_scores(case: Case, hits: Sequence[Hit]) -> Mapping[str, float]:
    """Each measure's value, 0 to 1, averaged over the case's evidence slots; {} where nothing is judged.

    A slot is a query of its own with one relevant document: the first passage that bears one of its quotes. So systems
    that cut passages differently can be compared, and equivalent quotes are not asked for twice. Where whole
    documents are judged, they rank by their best passage and keep their grades (Järvelin and Kekäläinen 2002).
    """
    if case.relevant:
        documents = list(dict.fromkeys(h.passage.briefing_id for h in hits))
        return _mean([(dict(case.relevant), documents)])
    return _mean([_slot_query(slot, hits) for slot in case.evidence])


def first_rank(slot: Slot, hits: Sequence[Hit]) -> int | None:
    """The rank, from 1, of the first passage that bears the slot; None where none does."""
    return next((rank for rank, hit in enumerate(hits, 1) if _bears(hit, slot)), None)


def _bears(hit: Hit, slot: Slot) -> bool:
    return any(hit.passage.briefing_id == briefing and quote in hit.passage.text for briefing, quote in slot)


def _slot_query(slot: Slot, hits: Sequence[Hit]) -> tuple[_Relevant, _Ranked]:
    rank = first_rank(slot, hits)
    return {"evidence": 1}, ["evidence" if n == rank else f"passage {n}" for n in range(1, len(hits) + 1)]


def _mean(queries: Iterable[tuple[_Relevant, _Ranked]]) -> Mapping[str, float]:
    qrels: list[Qrel] = []
    run: list[ScoredDoc] = []
    for number, (relevant, ranked) in enumerate(queries):
        qrels += [Qrel(str(number), document, grade) for document, grade in relevant.items()]
        run += [ScoredDoc(str(number), document, -float(rank)) for rank, document in enumerate(ranked)]
    if not qrels:
        return {}
    totals = ir_measures.calc_aggregate(MEASURES.values(), qrels, run)
    return {name: float(totals[measure]) for name, measure in MEASURES.items()}
