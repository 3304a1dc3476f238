"""The main flow, top to bottom: a question goes in, an answer with citations comes out.

question (+ history) -> names, days, kind -> ranked passages -> evidence -> answer with citations
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from threading import Lock
from typing import Any

from askbrief.answer import GIVEN, SMALL_TALK, Answerer
from askbrief.calibration import threshold
from askbrief.comparison import Ranked
from askbrief.conversations import Conversations, Turn
from askbrief.draft import Draft, Line, write
from askbrief.encoder import Encoder, load_encoder
from askbrief.entities import Catalogue
from askbrief.errors import BadRequest, IndexDamaged, NotFound
from askbrief.evidence import READ
from askbrief.followups import Context
from askbrief.index import Index, build, load
from askbrief.kinds import small_talk
from askbrief.publishing import published
from askbrief.question import in_full, read_question
from askbrief.reader import load_reader
from askbrief.reading import Reader
from askbrief.retrieval import Retriever, Scope
from askbrief.settings import Settings
from askbrief.spelling import Lexicon
from askbrief.starters import questions_of, questions_on
from askbrief.switches import topic_start
from askbrief.types import Answer, Briefing, Citation, Entity, EntityKind, Hit, Passage, Question

Event = tuple[str, Any]
HISTORY = 3
"""Earlier turns whose names a follow-up may mean."""


class Assistant:
    """Answers questions from one published index, and follows it when a newer one is published."""

    def __init__(
        self,
        settings: Settings,
        encoder: Encoder,
        conversations: Conversations,
        reader: Reader | None = None,
    ) -> None:
        self.settings, self.conversations = settings, conversations
        self._encoder, self._reader = encoder, reader
        self._ordinary = encoder.known_words()
        self._lock = Lock()
        self._damaged: str | None = None  # the published version that could not be loaded
        self._served = self._serve(load(settings.index, encoder))

    @classmethod
    def open(cls, settings: Settings) -> Assistant:
        """The assistant over the settings' index, which is built first when it is missing."""
        encoder = load_encoder(settings)
        if published(settings.index) is None:
            build(settings.corpus, settings.index, encoder, keep=settings.keep_versions)
        conversations = Conversations(settings.index / "conversations.sqlite3")
        return cls(settings, encoder, conversations, load_reader(settings))

    def ask(
        self,
        question: str,
        *,
        conversation_id: str | None = None,
        top_k: int | None = None,
        briefings: Sequence[str] | None = None,
        as_of: str | None = None,
    ) -> Answer:
        """The answer to a question, kept in its conversation. Raises BadRequest for what cannot be asked."""
        started = time.perf_counter()
        text = self._checked(question)
        served = self._served
        scope = served.scope(briefings, as_of)
        conversation = conversation_id or self.conversations.new_id()
        context = served.context(self.conversations.turns(conversation, last=HISTORY))
        answer = served.answer(text, context, scope, top_k or self.settings.top_k)
        total = round((time.perf_counter() - started) * 1000, 1)
        answer = replace(answer, conversation_id=conversation, timings_ms=(*answer.timings_ms, ("total", total)))
        self.conversations.append(conversation, text, answer_to_dict(answer))
        return answer

    def stream(self, question: str, **options: Any) -> Iterator[Event]:
        """The same answer in events: interpretation, passages, delta (joined: the text), citation, done."""
        whole = answer_to_dict(self.ask(question, **options))
        yield "interpretation", whole["interpretation"]
        yield "passages", whole["passages"]
        for piece in re.findall(r"\S+\s*|\s+", str(whole["answer"])):
            yield "delta", {"text": piece}
        for citation in whole["citations"]:
            yield "citation", citation
        yield "done", whole

    def briefings(self) -> tuple[Briefing, ...]:
        """All briefings, by id."""
        return self._served.index.briefings

    def briefing(self, briefing_id: str) -> Briefing:
        """The briefing of that id."""
        return self._served.briefing(briefing_id)

    def passage(self, passage_id: str) -> Passage:
        """The passage of that id."""
        found = self._served.passages.get(passage_id)
        if found is None:
            raise NotFound(f"no passage {passage_id!r}; ids stand in `passages` and `citations` of an answer")
        return found

    def passages_of(self, briefing_id: str) -> tuple[Passage, ...]:
        """The passages of a briefing in order."""
        return tuple(p for p in self._served.index.passages if p.briefing_id == self.briefing(briefing_id).id)

    def entities(self, query: str, limit: int = 10) -> tuple[tuple[Entity, float], ...]:
        """Entities named like the query, best first, with a score of 0 to 1."""
        return self._served.index.catalogue.near(query, limit)

    def starters(self) -> tuple[str, ...]:
        """Questions that this index answers: each was asked and was answered."""
        return self._served.starters()

    def refresh(self) -> bool:
        """Serves the newer index when one was published; whether it did.

        A damaged one raises IndexDamaged, once; the previous one stays in service.
        """
        version = published(self.settings.index)
        with self._lock:
            if version in (None, self._served.index.version, self._damaged):
                return False
            try:
                self._served = self._serve(load(self.settings.index, self._encoder))
            except IndexDamaged:
                self._damaged = version  # said once; the next one published is tried again
                raise
        return True

    def state(self) -> dict[str, object]:
        """What is being served."""
        index = self._served.index
        return {
            "ready": True,
            "index_version": index.version,
            "briefings": len(index.briefings),
            "passages": len(index.passages),
            "entities": len(index.catalogue.entities),
            "encoder": self._encoder.id,
            "reader": self._reader.id if self._reader else "off",
        }

    def _serve(self, index: Index) -> _Served:
        names = index.catalogue if self.settings.entities else Catalogue(())
        lexicon = Lexicon(names, index.vocabulary, self._ordinary)
        constraints = self.settings.constraints
        answerer = Answerer(index, lexicon, self._reader, threshold(self.settings), constraints=constraints)
        return _Served(index, self._encoder, answerer, lexicon, self.settings)

    def _checked(self, question: str) -> str:
        text = question.strip()
        limit = self.settings.max_question_chars
        if not text:
            raise BadRequest("the question is empty; write what you want to know")
        if not text.isascii() and text.encode("utf-8", "replace").decode() != text:
            raise BadRequest("the question holds broken characters; send it as UTF-8")
        if len(text) > limit:
            raise BadRequest(f"the question has {len(text)} characters; shorten it to {limit} or fewer")
        return text


class _Served:
    """One index with all that answers from it; replaced whole when a newer one is published."""

    def __init__(
        self, index: Index, encoder: Encoder, answerer: Answerer, lexicon: Lexicon, settings: Settings
    ) -> None:
        self.index, self._encoder, self._settings = index, encoder, settings
        self.passages = {p.id: p for p in index.passages}
        self._briefings = {b.id: b for b in index.briefings}
        self._lexicon = lexicon
        self._entities = {e.id: e for e in index.catalogue.entities}
        self._retriever = Retriever(index, settings)
        self._answerer = answerer
        self._starters: tuple[str, ...] | None = None
        self._next: dict[str, tuple[str, ...]] = {}

    def answer(self, text: str, context: Context, scope: Scope, top_k: int) -> Answer:
        """The whole way of one question through the pipeline."""
        clock = _Clock()
        talk = small_talk(text)
        if talk:
            question = Question(raw=text, text=text, kind="small_talk")
            return self._written(question, (), Draft("small_talk", (Line(SMALL_TALK[talk]),), None, 1.0), clock)
        question = read_question(text, self._lexicon, context, spelling=self._settings.spelling)
        clock.lap("read")
        scope = replace(scope, favoured=context.briefings)
        ranked = self._rank(question, scope, max(top_k, READ))
        clock.lap("retrieve")
        allowed = tuple(b for b in self._briefings if scope.briefings is None or b in scope.briefings)
        read = replace(ranked, hits=ranked.hits[:READ])  # what a request asks to see must not change its answer
        draft = self._answerer.draft(read, lambda q: self._rank(q, scope, READ), allowed, scope.as_of)
        clock.lap("answer")
        return self._written(question, ranked.hits[:top_k], draft, clock)

    def _rank(self, question: Question, scope: Scope, count: int) -> Ranked:
        vector = self._encoder.encode([in_full(question)])[0]
        return Ranked(question, vector, self._retriever.rank(question, vector, scope, count))

    def _written(self, question: Question, hits: tuple[Hit, ...], draft: Draft, clock: _Clock) -> Answer:
        text, citations = write(draft, self._briefings)
        return Answer(
            status=draft.status,
            text=text,
            short_answer=draft.short,
            confidence=draft.confidence,
            citations=citations,
            hits=hits,
            question=question,
            missing=draft.missing,
            suggestions=draft.suggestions or self._going_on(draft, question),
            timings_ms=clock.laps(),
        )

    def scope(self, briefings: Sequence[str] | None, as_of: str | None) -> Scope:
        """The passages a request may use; an unknown briefing is a BadRequest."""
        unknown = [b for b in briefings or () if b not in self._briefings]
        if unknown:
            raise BadRequest(f"no briefing {unknown[0]!r}; GET /briefings lists the ids")
        if as_of and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", as_of):
            raise BadRequest(f"as_of {as_of!r} is not a date; write it as 2025-12-31")
        return Scope(frozenset(briefings) if briefings else None, as_of)

    def context(self, turns: Sequence[Turn]) -> Context:
        """What the last turns were about: names, most salient first, and the last stand-alone question."""
        talk = [t for t in turns if t.payload.get("status") != "small_talk"]
        told = [t.payload for t in talk[topic_start([t.question for t in talk]) :]]
        if not told:
            return Context()
        salient: dict[str, Entity] = {}
        for payload in reversed(told):
            salient |= {e.id: e for e in self._salient(payload) if e.id not in salient}
        last = told[-1]
        cited = dict.fromkeys(c["briefing_id"] for c in last["citations"] if c["briefing_id"] in self._briefings)
        salient |= {e.id: e for e in self._topics(cited) if e.id not in salient}
        return Context(
            question=str(last["interpretation"]["standalone_question"]),
            mentions=tuple(salient.values()),
            briefings=tuple(cited),
            surfaces=tuple((e["id"], e["surface"]) for e in last["interpretation"]["entities"]),
            answer=str(last.get("short_answer") or ""),
        )

    def _topics(self, briefings: Iterable[str]) -> list[Entity]:
        """The agreements in the titles of stories: what "the agreement" means when only the story was spoken of."""
        titles = " | ".join(self._briefings[b].title for b in briefings)
        named = (group[0].entity for group in self.index.catalogue.match(titles))
        return [e for e in named if e.kind is EntityKind.AGREEMENT]

    def _salient(self, payload: dict[str, Any]) -> list[Entity]:
        """The names of a turn: its question's and the person its short answer names, first where one was asked for."""
        answered = self.index.catalogue.match(str(payload.get("short_answer") or ""))
        people = [g[0].entity for g in answered if len(g) == 1 and g[0].entity.kind is EntityKind.PERSON][:1]
        asked = [e for m in payload["interpretation"]["entities"] if (e := self._entities.get(m["id"]))]
        return [*people, *asked] if payload["interpretation"]["kind"] == "who" else [*asked, *people]

    def briefing(self, briefing_id: str) -> Briefing:
        if briefing_id not in self._briefings:
            raise NotFound(f"no briefing {briefing_id!r}; GET /briefings lists the ids")
        return self._briefings[briefing_id]

    def starters(self, wanted: int = 6) -> tuple[str, ...]:
        """Questions made from typed fields of different stories, kept when they are answered."""
        if self._starters is None:
            good = (q for q in questions_of(self.index.briefings) if self._is_answered(q))
            self._starters = tuple(q for _, q in zip(range(wanted), good, strict=False))
        return self._starters

    def _going_on(self, draft: Draft, question: Question, wanted: int = 3) -> tuple[str, ...]:
        """Questions on the story that an answer cites, each of which was asked and was answered."""
        cited = [quote.passage.briefing_id for line in draft.lines for quote in line.quotes]
        if not cited or draft.status not in GIVEN:
            return ()
        if cited[0] not in self._next:
            good = (q for q in questions_on(self._briefings[cited[0]]) if self._is_answered(q))
            self._next[cited[0]] = tuple(q for q, _ in zip(good, range(wanted + 1), strict=False))
        asked = question.text.lower().strip(" ?")
        return tuple(q for q in self._next[cited[0]] if q.lower().strip(" ?") != asked)[:wanted]

    def _is_answered(self, question: str) -> bool:
        """Whether a first question is; its draft says so, and unlike an answer goes on with no suggestions."""
        read = read_question(question, self._lexicon, Context(), spelling=self._settings.spelling)
        ranked = self._rank(read, Scope(), READ)
        draft = self._answerer.draft(ranked, lambda q: self._rank(q, Scope(), READ), tuple(self._briefings))
        return draft.status == "answered"


class _Clock:
    """Milliseconds of each stage."""

    def __init__(self) -> None:
        self._last = time.perf_counter()
        self._laps: list[tuple[str, float]] = []

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        self._laps.append((name, round((now - self._last) * 1000, 1)))
        self._last = now

    def laps(self) -> tuple[tuple[str, float], ...]:
        return tuple(self._laps)


def answer_to_dict(answer: Answer) -> dict[str, Any]:
    """The JSON object of `POST /ask`."""
    question = answer.question
    return {
        "status": answer.status,
        "answer": answer.text,
        "short_answer": answer.short_answer,
        "confidence": answer.confidence,
        "citations": [_citation_dict(c) for c in answer.citations],
        "passages": [_hit_dict(h) for h in answer.hits],
        "interpretation": {
            "standalone_question": question.text,
            "kind": question.kind,
            "entities": [
                {"id": m.entity.id, "name": m.entity.name, "surface": m.surface, "how": m.how, "score": m.score}
                for m in question.mentions
            ],
            "corrections": [{"from": c.typed, "to": c.read} for c in question.corrections],
            "time": {"from": question.time.start, "to": question.time.end} if question.time else None,
        },
        "missing": list(answer.missing),
        "suggestions": list(answer.suggestions),
        "conversation_id": answer.conversation_id,
        "timings_ms": dict(answer.timings_ms),
    }


def _citation_dict(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "passage_id": citation.passage_id,
        "briefing_id": citation.briefing_id,
        "briefing_title": citation.briefing_title,
        "heading_path": list(citation.heading_path),
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "document_sha256": citation.document_sha256,
        "url": citation.url,
    }


def _hit_dict(hit: Hit) -> dict[str, Any]:
    passage = hit.passage
    return {
        "passage_id": passage.id,
        "briefing_id": passage.briefing_id,
        "heading_path": list(passage.heading_path),
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "score": hit.score,
    }
