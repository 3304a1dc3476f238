"""What the tests of the benchmark share: a question, answers to it, and rows judged without an assistant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from askbrief.evaluation.judge import Row
from askbrief.evaluation.suite import Case
from askbrief.types import Answer, Briefing, Citation, Correction, Hit, Passage, Question, SectionKind

STRIKE = "velm-rail-strike"
GOLD = "stopped work for 23 days"
CASE = Case(
    "q1",
    "fact",
    ("How long was the strike?",),
    "answered",
    (("23 days", "twenty-three days"),),
    (((STRIKE, GOLD),),),
)
REFUSAL = replace(CASE, id="q2", slice="absent", status="not_found", accepted=(), evidence=())
ASKED_BACK = replace(CASE, id="q3", slice="ambiguous", status="ambiguous", accepted=(("Marek Toll",), ("Anna Toll",)))
RANKED = replace(
    CASE, id="q4", slice="collection", status="", accepted=(), evidence=(), relevant=(("orrin", 2), ("amsel", 1))
)
HALVES = replace(
    CASE,
    id="q5",
    slice="list",
    accepted=(("Quist",), ("Toll",)),
    evidence=(((STRIKE, "Dora Quist"),), ((STRIKE, "Marek Toll"),)),
)


def hit(text: str, briefing: str = STRIKE, score: float = 0.5) -> Hit:
    """A ranked passage that holds a text."""
    end = len(text)
    return Hit(Passage("p", briefing, "T", SectionKind.OVERVIEW, (), text, 0, end, -1, (), ()), score)


def citation(quote: str, briefing: str = STRIKE, number: int = 1) -> Citation:
    return Citation(number, "p", briefing, "T", (), quote, 0, len(quote), "", "")


def said(
    text: str = "",
    *,
    status: str = "answered",
    quotes: Iterable[str] = (),
    short: str | None = None,
    confidence: float = 0.8,
    hits: tuple[Hit, ...] = (),
    suggestions: tuple[str, ...] = (),
    corrections: tuple[Correction, ...] = (),
) -> Answer:
    """An answer that cites these quotes of the strike's briefing."""
    return Answer(
        status=status,
        text=text,
        short_answer=short,
        confidence=confidence,
        citations=tuple(citation(quote, number=number) for number, quote in enumerate(quotes, 1)),
        hits=hits,
        question=Question(raw="q", text="q", kind="what", corrections=corrections),
        suggestions=suggestions,
        timings_ms=(("read", 2.5), ("total", 12.5)),
    )


RIGHT = Row(CASE, said("It lasted 23 days. [1]", quotes=[GOLD], short="23 days", hits=(hit(GOLD),)))
WRONG = Row(CASE, said("It lasted 24 days. [1]", quotes=["It lasted 24 days."], short="24 days", confidence=0.6))
REFUSED = Row(REFUSAL, said("Not said.", status="not_found", confidence=0.9))
FALSELY = Row(CASE, said("Not said.", status="not_found", confidence=0.7))
INVENTED = Row(REFUSAL, said("23 days", quotes=[GOLD], confidence=0.5))
FAILED = Row(CASE, None, "BadRequest: too long")


def named(row: Row, name: str) -> Row:
    """The row of a question with another id."""
    return replace(row, case=replace(row.case, id=name))


def many(row: Row, count: int, prefix: str = "n") -> tuple[Row, ...]:
    """So many rows that went alike, each of a question of its own."""
    return tuple(named(row, f"{prefix}{number}") for number in range(count))


class Said:
    """Answers each question in turn with what it was given, an error or an answer, the last one for good."""

    def __init__(self, *answers: Answer | Exception) -> None:
        self._answers = list(answers)
        self.asked: list[tuple[str, str | None, int | None]] = []

    def ask(self, question: str, *, conversation_id: str | None = None, top_k: int | None = None) -> Answer:
        self.asked.append((question, conversation_id, top_k))
        answer = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def briefings(self) -> tuple[Briefing, ...]:
        return ()
