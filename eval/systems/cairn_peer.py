"""cairn-assistant: lexical, quotes passages word for word, refuses below a threshold, takes follow-ups up itself.

Named `cairn_peer` lest a script of this folder take it for the package `cairn`.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from askbrief.draft import Draft, Line
from askbrief.errors import BriefingError
from askbrief.evaluation.suite import REFUSED, Case, check_evidence, read_suite
from askbrief.types import Answer, Briefing, Hit, Passage
from systems.passages import DEPTH, SHOWN, TOP_K, System, answer, peer, placed, quoting, read_corpus, versions

PACKAGE = "cairn-assistant"
QUESTIONS = Path(__file__).resolve().parents[1] / "questions"
DENSE = 0.4
"""Weight of the n-grams: cairn leaves them out until measured, and this measured best on the dev split of 0 to 0.5."""
CONTACT = "the editors of these briefings"
_FRONT = re.compile(r"\A---[ \t]*\n(?:.*?\n)?---[ \t]*(?:\n|\Z)", re.S)


def open_cairn(corpus: Path, index: Path, *, shipped: bool = False, probes: Path = QUESTIONS) -> System:
    """cairn calibrated on the dev split of `probes`, which must be questions about this corpus; or as shipped.

    Nothing is written to `index`: cairn's index is kept in memory.
    """
    briefings = read_corpus(corpus)
    asked = [] if shipped else _probes(probes, briefings)
    built = _built(briefings)
    make = peer("cairn.config", PACKAGE).Config
    base = {"candidates": DEPTH, "contact": CONTACT, "contact_by_language": {}}
    if shipped:
        return Cairn("cairn as shipped", briefings, built, make(**base), "as shipped")
    base |= {"dense_weight": DENSE, "max_passages": SHOWN}
    threshold, how = _calibrated(built, make(**base), asked)
    return Cairn("cairn", briefings, built, make(**base, threshold=threshold), how)


class Cairn:
    """cairn's session for each conversation; its refusal is `not_found`, its confidence the best passage's score."""

    def __init__(self, name: str, briefings: Sequence[Briefing], index: Any, config: Any, told: str) -> None:
        self.name = name
        self.settings = (
            f"{versions(PACKAGE)}: TF-IDF cosine and hashed character n-grams over its own paragraphs; dense_weight "
            f"{config.dense_weight}, max_passages {config.max_passages}, threshold {config.threshold} ({told}); its "
            "own sessions for follow-ups; lang en; front matter replaced by the id, title and lang that it asks for"
        )
        self._briefings = {b.id: b for b in briefings}
        self._index, self._config = index, config
        self._passages = _placed(briefings, index)
        self._sessions: dict[str, Any] = {}

    def ask(self, question: str, *, conversation_id: str | None = None, top_k: int | None = None) -> Answer:
        """cairn's answer or refusal, and its ranking."""
        started = time.perf_counter()
        said = self._session(conversation_id).ask(question, self._index, self._config, lang="en").answer
        hits = [Hit(self._passages[c.passage.passage_id], c.score, lexical=c.lexical) for c in said.trace.candidates]
        confidence = round(hits[0].score, 4) if hits else 0.0
        if said.kind == "grounded":
            cited = {self._passages[source.source_id].id for source in said.sources}
            draft = quoting([h for h in hits if h.passage.id in cited], confidence)
        else:
            draft = Draft(REFUSED, (Line(said.text),), confidence=confidence)
        shown = hits[: top_k or TOP_K]
        return answer(question, draft, shown, self._briefings, conversation_id=conversation_id, started=started)

    def briefings(self) -> tuple[Briefing, ...]:
        """The briefings it answers from, by id."""
        return tuple(self._briefings.values())

    def _session(self, conversation_id: str | None) -> Any:
        fresh = peer("cairn.session", PACKAGE).Session()
        return self._sessions.setdefault(conversation_id, fresh) if conversation_id else fresh


def _built(briefings: Iterable[Briefing]) -> Any:
    """cairn's index of the briefings, each written with the front matter that cairn asks for."""
    build_index = peer("cairn.index", PACKAGE).build_index
    with TemporaryDirectory() as folder:
        for number, briefing in enumerate(briefings):
            title = " ".join(briefing.title.split())
            head = f"---\nid: b{number}\ntitle: {title}\nlang: en\n---\n"
            (Path(folder) / f"b{number}.md").write_bytes((head + _FRONT.sub("", briefing.source)).encode())
        return build_index(folder)


def _placed(briefings: Iterable[Briefing], index: Any) -> dict[str, Passage]:
    """The passage of each of cairn's, by cairn's id."""
    passages: dict[str, Passage] = {}
    for number, briefing in enumerate(briefings):
        passages |= placed(briefing, [(p.passage_id, p.text) for p in index.passages if p.doc_id == f"b{number}"])
    return passages


def _probes(folder: Path, briefings: Sequence[Briefing]) -> list[Case]:
    """The dev questions of one turn to be answered or refused; BriefingError where they are about other briefings."""
    cases = read_suite(folder)
    try:
        check_evidence(cases, briefings)
    except BriefingError as error:
        raise BriefingError(
            f"cairn is calibrated on {folder}, whose questions are not about this corpus ({error}); "
            "name its own with `probes`, or take `cairn as shipped`"
        ) from error
    judged = ("answered", "partial", REFUSED)
    return [c for c in cases if c.split == "dev" and len(c.turns) == 1 and c.status in judged]


def _calibrated(index: Any, config: Any, probes: Sequence[Case]) -> tuple[float, str]:
    """A threshold from `cairn calibrate`, and how it was found.

    cairn suggests one only where it separates all probes. Where none does, the one of best balanced accuracy.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "probes.toml"
        path.write_text("\n".join(map(_probe, probes)), encoding="utf-8")
        report = peer("cairn.calibrate", PACKAGE).calibrate(index, config, path)
    if report.suggested_threshold is not None:
        return round(
            float(report.suggested_threshold), 4
        ), f"suggested by cairn calibrate on {len(probes)} dev questions"
    scores = sorted({result.top_score for result in report.results})
    best = max(((a + b) / 2 for a, b in pairwise(scores)), key=lambda t: _balanced(report, t), default=config.threshold)
    return round(
        best, 4
    ), f"best balanced accuracy in cairn calibrate on {len(probes)} dev questions, none separates them"


def _probe(case: Case) -> str:
    """A probe in cairn's file format; a JSON string is a TOML string too."""
    behavior = "refuse" if case.status == REFUSED else "answer"
    return f'[[probe]]\nquestion = {json.dumps(case.turns[-1])}\nbehavior = "{behavior}"\n'


def _balanced(report: Any, threshold: float) -> float:
    """Mean of the shares of probes rightly answered and rightly refused at a threshold."""
    answered = [bool(r.top_score >= threshold) for r in report.answer_probes]
    refused = [bool(r.top_score < threshold) for r in report.refuse_probes]
    return sum(answered) / max(len(answered), 1) + sum(refused) / max(len(refused), 1)
