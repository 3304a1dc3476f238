"""Reading the short answer out of a sentence: the one date, number or name that the question asks for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from askbrief.dates import DateMention, find_dates, format_range
from askbrief.types import Mention, Question
from askbrief.words import STOPWORDS, Token, stem, tokenize

_NUMBER = re.compile(
    r"(?<![\w.,/-])(?:[≈~<>±+]|about |around |almost |nearly |over |more than |at least |up to |roughly |some )?"
    r"(?:US)?[$€£]?\s?\d[\d,.]*\d?(?:\s?(?:%|percent|per cent))?\+?"
    r"(?:\s(?:million|billion|trillion|thousand|hundred))?"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty|thirty)\b",
    re.IGNORECASE,
)


_AT = re.compile(r"\b(?:in|at|near|from|to|on|outside|inside|into)(?: the)? $", re.I)


@dataclass(frozen=True, slots=True)
class Short:
    """A short answer found in a text, and how sure its finding is (0 to 1)."""

    text: str
    score: float


def find_short(question: Question, sentence: str, names: Sequence[Mention]) -> Short | None:
    """The date, number or name of the asked kind that the question does not itself hold; None where there is none.

    `names` are the corpus names that stand in the sentence.
    """
    if question.kind == "when":
        return _date(question, sentence)
    if question.kind == "value":
        return _number(question, sentence)
    if question.kind in ("who", "where"):
        return _name(question, sentence, names)
    return None


def _date(question: Question, sentence: str) -> Short | None:
    """The one date, or of several the one nearest to the question's own words in the sentence."""
    asked = {m.surface.lower() for m in find_dates(question.text)}
    found = [m for m in find_dates(sentence) if m.surface.lower() not in asked]
    if not found:
        return None
    words = {stem(t.norm) for t in tokenize(question.text) if t.norm not in STOPWORDS}
    places = [t for t in tokenize(sentence) if stem(t.norm) in words]
    best = min(found, key=lambda m: (min((_gap(m, t) for t in places), default=0), m.start))
    return Short(format_range(best.first, best.last), 0.9 if len(found) == 1 else 0.6)


def _gap(date: DateMention, word: Token) -> int:
    """Characters between a word and a date; one that stands before the word counts as further away."""
    return date.start - word.end if date.start >= word.end else 2 * (word.start - date.end) + 10


def _number(question: Question, sentence: str) -> Short | None:
    dates = find_dates(sentence)
    asked = set(re.findall(r"\d[\d,.]*", question.text))
    found = [
        match
        for match in _NUMBER.finditer(sentence)
        if not any(d.start < match.end() and match.start() < d.end for d in dates)
        and match.group().strip(" .,") not in asked
    ]
    if not found:
        return None
    best = min(found, key=lambda m: (_distance(question, sentence, m), m.start()))
    return Short(best.group().strip(" .,"), 0.9 if len(found) == 1 else 0.6)


def _distance(question: Question, sentence: str, number: re.Match[str]) -> int:
    """Characters between a number and the nearest later word that the question counts ("how many POINTS")."""
    match = re.search(r"how (?:many|much)\s+(\w+)(?:\s+(\w+))?(?:\s+(\w+))?", question.text, re.I)
    wanted = [w.lower()[:5] for w in match.groups() if w and len(w) > 3] if match else []
    rest = sentence[number.end() :].lower()
    places = [rest.find(w) for w in wanted if w in rest]
    return min(places) if places else 1_000


def _name(question: Question, sentence: str, names: Sequence[Mention]) -> Short | None:
    """The first name of the asked kind that the question does not hold already."""
    asked = {m.entity.id for m in question.mentions}
    kinds = {"who": ("person", "organization"), "where": ("place", "name")}[question.kind]
    fresh = [n for n in names if n.entity.id not in asked and n.entity.kind in kinds]
    if question.kind == "where":
        fresh = [n for n in fresh if _AT.search(sentence[: n.start])]
    if not fresh:
        return None
    first = min(fresh, key=lambda n: (kinds.index(n.entity.kind), n.start))
    same = [n for n in fresh if n.entity.kind == first.entity.kind]
    return Short(first.entity.name, 0.9 if len({n.entity.id for n in same}) == 1 else 0.5)
