"""One answer judged against what its question should get: a row, before any average."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from askbrief.dates import find_dates
from askbrief.evaluation.ranking import DEPTH, ranking_scores
from askbrief.evaluation.suite import REFUSED, TWIN, Case
from askbrief.types import Answer, Citation
from askbrief.words import fold

Wordings = Sequence[str]


@dataclass(frozen=True)
class Row:
    """How one question went. Without an answer (`error`) every figure is 0; `clean`: the question without its typos."""

    case: Case
    answer: Answer | None
    error: str = ""
    clean: Row | None = field(default=None, repr=False)

    @property
    def status(self) -> str:
        """The answer's, or `error`."""
        return self.answer.status if self.answer else "error"

    @property
    def confidence(self) -> float:
        return self.answer.confidence if self.answer else 0.0

    @property
    def refuses(self) -> bool:
        """Whether a refusal is what the question should get."""
        return self.case.status == REFUSED

    @property
    def made(self) -> bool:
        """Whether the question was made from another one (a noisy twin, a probe)."""
        return TWIN in self.case.id

    @cached_property
    def stated(self) -> tuple[float, ...]:
        """For each slot of accepted wordings 1 where the answer states one of them, else 0."""
        if self.answer is None:
            return tuple(0.0 for _ in self.case.accepted)
        offered = self.answer.suggestions if self.case.status == "ambiguous" else ()
        text = "\n".join((self.answer.text, *offered))
        return tuple(float(holds(text, slot)) for slot in self.case.accepted)

    @cached_property
    def borne(self) -> tuple[float, ...]:
        """For each slot of evidence 1 where a citation shares one of its quotes, else 0."""
        cited = self.answer.citations if self.answer else ()
        return tuple(float(any(_shares(c, *pair) for c in cited for pair in slot)) for slot in self.case.evidence)

    @cached_property
    def supporting(self) -> tuple[float, ...]:
        """For each citation 1 where it shares a gold quote or states an accepted wording, else 0."""
        cited = self.answer.citations if self.answer else ()
        gold = [pair for slot in self.case.evidence for pair in slot]
        wordings = [wording for slot in self.case.accepted for wording in slot]
        return tuple(float(any(_shares(c, *pair) for pair in gold) or holds(c.quote, wordings)) for c in cited)

    @property
    def correct(self) -> float:
        """1 with the expected status and every slot stated."""
        return float(self.status == self.case.status and all(self.stated))

    @property
    def right(self) -> float:
        """1 when correct and every slot of evidence is cited; a refusal cites nothing, a question back need not.

        Where only the ranking is judged, its recall@10.
        """
        if not self.case.status:
            return self.ranking.get("recall@10", 0.0)
        if self.refuses:
            return self.correct * (not self.supporting)
        return self.correct * (self.case.status == "ambiguous" or all(self.borne))

    @cached_property
    def ranking(self) -> Mapping[str, float]:
        """The measures of ranking.py; {} where no evidence is asked for."""
        return ranking_scores(self.case, self.answer.hits if self.answer else ())

    @property
    def corrections(self) -> tuple[str, ...]:
        """What was read as something else, as told to the user."""
        return tuple(f"{c.typed} → {c.read}" for c in self.answer.question.corrections) if self.answer else ()

    @property
    def exact(self) -> float:
        """1 when the short answer is an accepted wording, but for case, articles and marks (SQuAD's exact match)."""
        return max((float(_normal(w) == _normal(self._short)) for w in self._wordings), default=0.0)

    @property
    def f1(self) -> float:
        """The best token F1 of the short answer with an accepted wording (Rajpurkar et al. 2016)."""
        return max((_token_f1(_normal(w), _normal(self._short)) for w in self._wordings), default=0.0)

    @property
    def _short(self) -> str:
        return (self.answer.short_answer if self.answer else None) or ""

    @property
    def _wordings(self) -> Wordings:
        return [wording for slot in self.case.accepted for wording in slot]


def row_dict(row: Row) -> dict[str, Any]:
    """One line of the report: what was asked and expected, what came, the figures, the ranked passages."""
    answer = row.answer
    return {
        "id": row.case.id,
        "slice": row.case.slice,
        "split": row.case.split,
        "question": " → ".join(row.case.turns),
        "expected": row.case.status,
        "accepted": [list(slot) for slot in row.case.accepted],
        "status": row.status,
        "right": row.right,
        "correct": row.correct,
        "slots_stated": list(row.stated),
        "slots_cited": list(row.borne),
        "citations_supporting": list(row.supporting),
        **row.ranking,
        "confidence": row.confidence,
        "answer": answer.text if answer else "",
        "short_answer": answer.short_answer if answer else None,
        "citations": [{"passage_id": c.passage_id, "quote": c.quote} for c in answer.citations] if answer else [],
        "passages": [[h.passage.id, h.score] for h in answer.hits[:DEPTH]] if answer else [],
        "corrections": list(row.corrections),
        "clean_right": row.clean.right if row.clean else None,
        "milliseconds": dict(answer.timings_ms) if answer else {},
        "error": row.error,
    }


def holds(text: str, accepted: Wordings) -> bool:
    """Whether a text states one of the wordings; dates count in any form, numbers with or without commas."""
    plain = f" {_plain(text)} "
    days = {(d.first, d.last) for d in find_dates(text)}
    for wording in accepted:
        dates = find_dates(wording)
        if dates and len(dates[0].surface) == len(wording.strip()) and (dates[0].first, dates[0].last) in days:
            return True
        if re.search(rf"(?<![\w.]){re.escape(_plain(wording))}(?!\w|\.\d)", plain):
            return True
    return False


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"(?<=\d),(?=\d{3})", "", fold(text)).replace("‑", "-")).strip()


def _shares(citation: Citation, briefing: str, quote: str) -> bool:
    """Whether citation and gold quote share their text: one holds the other, in one briefing."""
    return citation.briefing_id == briefing and (quote in citation.quote or citation.quote in quote)


def _normal(text: str) -> str:
    """SQuAD's normal form: folded, without marks and articles."""
    words = re.sub(r"[^\w\s]", "", _plain(text)).split()
    return " ".join(w for w in words if w not in ("a", "an", "the"))


def _token_f1(gold: str, given: str) -> float:
    shared = sum((Counter(gold.split()) & Counter(given.split())).values())
    return 2 * shared / (len(gold.split()) + len(given.split())) if shared else 0.0
