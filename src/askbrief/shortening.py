"""The short answer in the best sentence: what the reader marks, else what the rules find; with what must be quoted to
prove it."""

from __future__ import annotations

import re

from askbrief.dates import find_dates, format_range
from askbrief.draft import Quote
from askbrief.entities import Catalogue
from askbrief.evidence import Evidence, Weigher
from askbrief.features import choices
from askbrief.kinds import asks_account, asks_several
from askbrief.short_answer import find_short
from askbrief.types import Mention, Question

CLAUSE = 3
"""Words that an answer to "why" or "how" has at least."""
NAMES = 6
"""Words that the names of one or two people take at most."""
SURE, LIKELY = 0.0, -3.0
"""Margins of the reader's span over "no answer here": before the rules are asked, and after they found nothing."""


class Shortener:
    """Finds the short answer in sentences of one index."""

    def __init__(self, catalogue: Catalogue, weigher: Weigher) -> None:
        self._catalogue, self._weigher = catalogue, weigher

    def of(self, question: Question, best: Evidence) -> tuple[str | None, Quote | None]:
        """The short answer, and what must be quoted besides the sentence to prove it."""
        passage, heading = best.passage, Quote(best.passage, best.passage.sentences[0])
        if offered := choices(question):
            chosen = {m.entity.name for m in question.mentions if m.entity.id in offered & best.names}
            return (chosen.pop() if len(chosen) == 1 else None), None
        value = passage.field("value")
        if question.kind == "value" and value and best.sentence == heading.span:
            return value.value, None
        if _takes_sentences(question) or _is_disputed(question, best):
            return None, None
        read = self._marked(best, SURE)
        if question.kind == "when" and not find_dates(read or ""):
            read = None
        if read and _is_long_name(question, read):  # what it begins with, if that is a name
            opening = next(iter(self._names(read)), None)
            return (opening.surface if opening and opening.start <= len("The ") else None), None
        if read or question.kind in ("why", "how"):
            return (read if question.kind not in ("why", "how") or _is_clause(read) else None), None
        return self._by_rule(question, best, heading)

    def _by_rule(self, question: Question, best: Evidence, heading: Quote) -> tuple[str | None, Quote | None]:
        """The short answer where the reader marks none beyond doubt."""
        passage, value = best.passage, best.passage.field("value")
        found = find_short(question, best.sentence.text, self._names(best.sentence.text))
        if found and (question.kind != "who" or self._says_so(question, best)):
            return found.text, None
        if question.kind == "value" and value:
            return value.value, heading
        if question.kind == "when" and passage.date[0] and not find_dates(best.sentence.text):
            return format_range(*passage.date), heading
        return self._marked(best, LIKELY), None

    def _marked(self, best: Evidence, margin: float) -> str | None:
        """What the reader marks in the sentence with at least this margin: a date as a date, a name in full."""
        reading = best.reading
        if not reading or not reading.answer or reading.margin < margin:
            return None
        start, end = reading.answer.start - best.sentence.start, reading.answer.end - best.sentence.start
        for date in find_dates(best.sentence.text):
            if date.start < end and start < date.end and end - start <= date.end - date.start:
                return format_range(date.first, date.last)
        whole = [g for g in self._catalogue.match(reading.answer.text) if g[0].surface == reading.answer.text]
        return whole[0][0].entity.name if whole and len(whole[0]) == 1 else reading.answer.text

    def _says_so(self, question: Question, best: Evidence) -> bool:
        """Whether the sentence itself holds a word of what somebody is asked to have done or been."""
        told = self._weigher.content_words(question)
        return not told or bool(told & best.stems)

    def _names(self, text: str) -> tuple[Mention, ...]:
        return tuple(group[0] for group in self._catalogue.match(text))


def _takes_sentences(question: Question) -> bool:
    """Whether no few words answer a question: an account, or several people."""
    return asks_account(question.text) or (question.kind in ("who", "what", "list") and asks_several(question.text))


def _is_disputed(question: Question, best: Evidence) -> bool:
    """Whether the sentence tells who was blamed and not who did it: then only the sentence answers."""
    return question.kind == "who" and bool(_BLAMED.search(best.sentence.text)) and not _BLAMED.search(question.text)


_BLAMED = re.compile(r"\b(?:blam|accus|deni|deny|alleg|suspect)", re.I)


def _is_long_name(question: Question, read: str) -> bool:
    """Whether what is marked for "who" is more of the sentence than names."""
    words = read.split()
    return question.kind == "who" and len(words) > NAMES and sum(w[:1].islower() for w in words) > NAMES // 2


def _is_clause(read: str | None) -> bool:
    """Whether what is marked can tell why or how: some words, most of them small, and no figure alone."""
    words = (read or "").split()
    return len(words) >= CLAUSE and 2 * sum(w.islower() for w in words) > len(words) and not words[-1][0].isdigit()
