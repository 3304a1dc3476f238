"""The constraint check beside the support: what a sentence must bear, however well it is supported, to be evidence."""

from __future__ import annotations

import re

from askbrief.dates import find_dates
from askbrief.evidence import Evidence, passage_stems
from askbrief.kinds import asks_present, asks_who_is, office_asked
from askbrief.reading import Reading
from askbrief.types import Entity, EntityKind, Question
from askbrief.units import lacks_unit
from askbrief.words import LIGHT, STOPWORDS, stem, stems, tokenize

BORNE = 0.45
"""Support from which evidence may lack one of several names: "the six chapters of the peace deal with the FARC"."""
SUBJECTS = 0.6
"""Share of the names that a sentence must hold to say whether they did it."""


def contradicted(question: Question, best: Evidence) -> bool:
    """Whether evidence is of another day, lacks a name altogether, tells of another of a family, answers with what the
    question says, holds nothing of the asked kind (date, number, name) or measure.

    Where the reader marks an answer, the kind is left to it; but "when" is answered by a date.
    """
    return any(fails(question, best) for fails in _CHECKS)


def _misses(question: Question, best: Evidence) -> bool:
    return any(best.feature(name) for name in ("time_missing", "proper_missing", "numbers_missing"))


def _is_of_another(question: Question, best: Evidence) -> bool:
    """Whether "who is the mayor?" would be answered by who was, or is something else."""
    checks = (_is_over, _lacks_office, _lacks_whose)
    return question.kind == "who" and any(fails(question, best) for fails in checks)


def _is_by_others(question: Question, best: Evidence) -> bool:
    """Whether "did X sign?" would be answered by who else signed."""
    return question.kind == "yes_no" and bool(question.mentions) and best.feature("names_in_sentence") < SUBJECTS


def _lacks_measure(question: Question, best: Evidence) -> bool:
    return lacks_unit(question.text, " | ".join((best.sentence.text, *best.passage.heading_path[1:])))


def _is_of_siblings(question: Question, best: Evidence) -> bool:
    return any(_is_of_a_sibling(m.entity, best) for m in question.mentions)


def _is_of_another_accord(question: Question, best: Evidence) -> bool:
    """Whether "did X sign the armistice?" would be answered by another accord that X signed."""
    asked = {m.entity.id for m in question.mentions if m.entity.kind is EntityKind.AGREEMENT}
    if not asked or question.kind not in _OF_ACTS or asked & (best.names | best.heading_names):
        return False
    return bool(_ACCORD.search(best.sentence.text))


_OF_ACTS = ("yes_no", "when", "who", "where")
_ACCORD = re.compile(
    r"\b[A-Z][\w’'-]+ (?:[A-Z][\w’'-]+ )*"
    r"(?:Accords?|Agreement|Armistice|Communiqué|Convention|Declaration|Framework|Memorandum|Pact|Protocol|Treaty)\b"
    r"|\bjoint (?:statement|declaration|communiqué)\b"
)


def _lacks_kind(question: Question, best: Evidence) -> bool:
    """Whether nothing of the asked kind is there, or what is marked says nothing new."""
    missing = bool(best.feature("kind_missing"))
    if question.kind == "when" and (missing or _is_of_several(question, best)):
        return True
    if best.reading and best.reading.margin > 0:
        return question.kind in ("who", "where", "value") and _says_nothing_new(question, best.reading)
    return question.kind in ("who", "value") and missing


def _is_nameless(question: Question, best: Evidence) -> bool:
    """Whether evidence lacks a name altogether; of several, one may be missing where the rest is well borne."""
    borne = len(question.mentions) > 1 and best.support >= BORNE and best.feature("names_in_passage") >= 0.5
    return bool(question.mentions) and best.feature("worst_name") == 0 and not borne


def _is_of_a_sibling(asked: Entity, best: Evidence) -> bool:
    """Whether a sentence names another of a numbered family and not the one asked of: SALT II for SALT I."""
    own = _NUMBERED.fullmatch(asked.name)
    if own is None or asked.id in best.names:
        return False
    named = re.findall(rf"(?<!\w){re.escape(own['family'])} ([IVX]+|\d+)\b", best.sentence.text)
    return bool(named) and own["number"] not in named


_NUMBERED = re.compile(r"(?P<family>.+) (?P<number>[IVX]+|\d+)")


def _is_of_several(question: Question, best: Evidence) -> bool:
    """Whether a sentence without names gives several days of an item on several things, one of them asked of: "Signed
    on 26 May 1972 and on 18 June 1979"."""
    asked = {m.entity.id for m in question.mentions}
    among = bool(asked & best.heading_names) and len(best.heading_names) > 1
    return among and not asked & best.names and len(find_dates(best.sentence.text)) > 1


def _lacks_office(question: Question, best: Evidence) -> bool:
    """Whether "who is the queen of Cyprus?" would be answered by a passage that knows no queen."""
    asked = office_asked(question.text)
    return bool(asked) and not asked <= passage_stems(best.passage)


def _lacks_whose(question: Question, best: Evidence) -> bool:
    """Whether "who was Ferrer's dog?" would be answered by a passage that knows no dog."""
    ends = [question.text.rfind(m.surface) + len(m.surface) for m in question.mentions if m.surface in question.text]
    rest = [t.norm for t in tokenize(question.text[max(ends, default=len(question.text)) :]) if t.norm not in STOPWORDS]
    if not asks_who_is(question.text) or len(rest) != 1 or rest[0] in LIGHT:
        return False
    return not set(stems(rest[0])) <= passage_stems(best.passage)


def _is_over(question: Question, best: Evidence) -> bool:
    """Whether who somebody is now is asked and said of the past: "Former envoy", "Minister of Norvale, 2012–2014"."""
    if question.time or not asks_present(question.text):
        return False
    asked = {stem(t.norm) for t in tokenize(question.text) if t.norm not in STOPWORDS}
    held = [t for t in tokenize(best.sentence.text) if stem(t.norm) in asked]
    return bool(held) and bool(_FORMER.match(best.sentence.text) or _TERM.match(best.sentence.text[held[-1].end :]))


_FORMER = re.compile(r"(?:former|ex-|then)\b", re.I)
_TERM = re.compile(r"(?: of [^,;\d]+)?[\s,(]*(?:from )?(?:\d{1,2} )?(?:[A-Z][a-z]+ )?\d{4}\s*(?:[-–]|to\b|until\b)")
"""What follows an office that ended: years from and to."""


def _says_nothing_new(question: Question, reading: Reading) -> bool:
    """Whether all words of the marked answer stand in the question: "Who came after Toll?" is not answered by Toll."""
    asked = {t.norm for t in tokenize(f"{question.text} {' '.join(m.entity.name for m in question.mentions)}")}
    return reading.answer is not None and all(t.norm in asked for t in tokenize(reading.answer.text))


_CHECKS = (
    _is_nameless,
    _misses,
    _is_of_another,
    _is_by_others,
    _lacks_measure,
    _is_of_siblings,
    _is_of_another_accord,
    _lacks_kind,
)
