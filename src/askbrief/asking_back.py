"""Asking back: when a question can mean more than one thing, the things are offered as one-click questions."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from askbrief.dates import find_dates, overlaps, without_dates
from askbrief.draft import ASKED, Draft, Line, Quote
from askbrief.evidence import Evidence
from askbrief.followups import PERSONAL
from askbrief.index import Index
from askbrief.names import AGREEMENTS, key_of, reads_like_a_person
from askbrief.namesakes import SORTS_OF_ACCORDS
from askbrief.short_answer import find_short
from askbrief.types import Entity, EntityKind, Passage, Question, SectionKind, TimeRange
from askbrief.words import STOPWORDS, stem, tokenize

OFFERED = 6
"""Questions offered at most."""
HOPELESS = 0.15
"""Support below which it does not help to know who is meant."""
SPOKEN, SPOKEN_NUMBERED = 0.4, 0.5
"""Part of the best support from which evidence speaks for one bearer of a shared name, or of a numbered one."""
AS_GOOD = 0.9
"""Part of the best support from which a sentence whose twin says otherwise counts as much."""
RIVAL = 0.69
"""Part of the best support from which evidence that answers otherwise makes a question ambiguous."""
SURER = 2.5
"""By how much the reader's margin for one answer must be above another's to decide between them."""
SURER_OF_TWINS = 5.0
"""The same where both say the same of different things."""
CLOSE = 0.88
"""Part of the best support from which as little decides as between twins."""
TWIN = 0.5
"""Share of the words of two sentences from which they do."""
_LITTLE = frozenset(
    "signed sign happened end ended start started began begin agreed reached announced made done said say".split()
)


def asks_much(question: Question) -> bool:
    """Whether a question has telling words besides the open one, so that it can be answered all the same."""
    words = [t.norm for t in tokenize(question.text.replace(question.open or "", " ")) if t.norm not in STOPWORDS]
    return sum(w not in _LITTLE for w in words) >= 2


def whose(question: Question, index: Index, allowed: Collection[str]) -> Draft:
    """Asks what "he" or "the envoy" or "the deal" is: those who are so called, else the stories."""
    if question.open in PERSONAL:
        ask = Line(f"Who or what is “{question.open}”? Name the person, place or agreement you mean.")
        return Draft("ambiguous", (ask,), None, ASKED)
    bare, surface = question.text.rstrip(" ?!."), question.open or ""
    bearers = _bearers(surface, index, allowed)
    if len(bearers) > 1:
        return _offer(surface, bearers, tuple(question.text.replace(surface, name) for name in bearers))
    stories = [b for b in index.briefings if b.id in allowed][:OFFERED]
    offered = tuple(f"{bare}, in {b.title}?" for b in stories)
    return Draft("ambiguous", (Line(f"Which story do you mean by “{surface}”?"),), None, ASKED, (), offered)


def _bearers(surface: str, index: Index, allowed: Collection[str]) -> list[str]:
    """The people whose office holds the words of "the special envoy"; at most OFFERED, none for an accord."""
    words = {stem(t.norm) for t in tokenize(surface) if t.norm not in STOPWORDS}
    if words & {stem(noun) for noun in AGREEMENTS}:
        return []
    named: dict[str, None] = {}
    for passage in index.passages:
        role = passage.field("role") if passage.section is SectionKind.PEOPLE else None
        if role and passage.briefing_id in allowed and words <= {stem(t.norm) for t in tokenize(role.value)}:
            named[passage.heading_path[1]] = None
    return list(named)[:OFFERED]


def editions(index: Index) -> dict[str, tuple[str, ...]]:
    """For the id of each agreement of whose name there are several, told apart by year: "Washington Agreement of 1994",
    "Washington Agreement of 2020"."""
    pacts = {key_of(e.name): e for e in index.catalogue.entities if e.kind is EntityKind.AGREEMENT}
    years: dict[str, set[str]] = {}
    for passage in index.passages:
        for named in _DATED.finditer(" | ".join((*passage.heading_path, passage.text))):
            pact = pacts.get(key_of(named["name"]))
            if pact:
                years.setdefault(pact.id, set()).add(f"{pact.name} of {named['year']}")
    return {key: tuple(sorted(names)) for key, names in years.items() if len(names) > 1}


_DATED = re.compile(r"(?P<name>(?:[A-Z][\w’'-]+ ){2,5})(?:of |\()(?P<year>(?:1[5-9]|20)\d\d)\b")


def which_edition(question: Question, known: Mapping[str, tuple[str, ...]]) -> Draft | None:
    """Asks which of several agreements of one name a first question without a year means; None where it is plain."""
    if question.time or any(c.isdigit() for c in question.text) or question.raw.split() != question.text.split():
        return None
    for mention in question.mentions:
        if names := known.get(mention.entity.id):
            return _offer(mention.surface, names, tuple(question.text.replace(mention.surface, n) for n in names))
    return None


def is_decided(question: Question, evidence: Sequence[Evidence], min_support: float) -> bool:
    """Whether all good evidence speaks of only one of the things that a shared name can mean; of people it has to be
    good enough for an answer. Where there is no evidence, none of them is meant."""
    if evidence[0].support < HOPELESS:
        return True
    for surface, candidates in question.ambiguous:
        numbered = any(_NUMBERED.search(c.name) for c in candidates)
        if not numbered and evidence[0].support < min_support and any(map(_is_person, candidates)):
            return False
        if question.kind not in _FIGURES and numbered and sum(c.id in evidence[0].names for c in candidates) > 1:
            continue  # the best sentence says it of both
        good = [e for e in evidence if e.support >= (SPOKEN_NUMBERED if numbered else SPOKEN) * evidence[0].support]
        spoken = {c.id for c in candidates for e in good if c.id in e.names | e.heading_names}
        if len(spoken) > 1 or not (spoken or surface.lower() in SORTS_OF_ACCORDS):
            return False
    return True


def _is_person(entity: Entity) -> bool:
    return entity.kind is EntityKind.PERSON or reads_like_a_person(entity)


_FIGURES = ("value", "when", "count")
_NUMBERED = re.compile(r" (?:[IVX]+|\d+)$")


def which(question: Question) -> Draft:
    """Asks which bearer of a shared name is meant."""
    surface, candidates = question.ambiguous[0]
    names = [c.name for c in candidates]
    return _offer(surface, names, tuple(question.text.replace(surface, name) for name in names))


def _offer(surface: str, names: Sequence[str], offered: tuple[str, ...]) -> Draft:
    ask = Line(f"“{surface}” can mean {', '.join(names[:-1])} or {names[-1]}. Which one?")
    return Draft("ambiguous", (ask,), None, ASKED, (), offered)


def rivals(question: Question, standing: Sequence[Evidence]) -> tuple[Evidence, Evidence] | None:
    """Two sentences on different items that answer about as well and otherwise: "when was the ceasefire?" of two. The
    first is the best one, or about as good and the other's twin.

    Only where neither the question's words nor its names tell the two apart, and no conversation does.
    """
    plain = question.raw.split() == question.text.split() and not question.order
    if question.kind not in _TOLD or not plain or _TOLD_APART.search(question.raw):
        return None
    asked = {stem(t.norm) for t in tokenize(question.text) if t.norm not in STOPWORDS}
    for one in (e for e in standing if e.support >= AS_GOOD * standing[0].support):
        best = one is standing[0] and question.kind != "who"
        near = [e for e in standing if e is not one and e.support >= RIVAL * one.support]
        for other in (e for e in near if best or _are_twins(one, e)):
            if _are_apart(question, asked, one, other) and _says_otherwise(question, one, other):
                return one, other
    return None


def _says_otherwise(question: Question, one: Evidence, other: Evidence) -> bool:
    """Whether two sentences answer with about the same certainty, and not the same."""
    short, otherwise = _short(question, one), _short(question, other)
    if not (short and otherwise and _as_sure(question, one, other)):
        return False
    return not _alike(otherwise, other, short, one)


_TOLD = ("when", "value", "how", "where", "who")
"""Kinds of question with an answer of a few words."""


def _are_apart(question: Question, asked: Collection[str], one: Evidence, other: Evidence) -> bool:
    """Whether two sentences are on different items, and the question speaks of neither rather than of the other."""
    if _item(question, one) == _item(question, other):
        return False
    if question.time and not (one.feature("time_borne") and other.feature("time_borne")):
        return False
    if one.feature("names_in_sentence") != other.feature("names_in_sentence"):
        return False
    return not (_told_by(asked, one, other) or _about(question, one, other))


_TOLD_APART = re.compile(r"\b(?:not|rather than|instead of|as opposed to|before|after|until)\b", re.I)


def _short(question: Question, evidence: Evidence) -> str | None:
    """The answer that a sentence gives: what the reader marks beyond doubt, else the one date or number."""
    reading = evidence.reading
    if reading and reading.answer:
        return reading.answer.text if reading.margin > 0 else None
    found = find_short(question, evidence.sentence.text, ())
    return found.text if found else None


def _as_sure(question: Question, best: Evidence, other: Evidence) -> bool:
    """Whether the reader is about as sure of its answer in the other; always so without a reader."""
    if best.reading is None or other.reading is None:
        return True
    close = question.kind in _FIGURES and other.support >= CLOSE * best.support
    surer = SURER_OF_TWINS if close or _are_twins(best, other) else SURER
    return best.reading.margin - other.reading.margin < surer


def _are_twins(best: Evidence, other: Evidence) -> bool:
    """Whether two sentences say the same of different things: "Toll signed for Norvale", "Orhan signed for Sudmark"."""
    return len(best.stems & other.stems) >= TWIN * len(best.stems | other.stems) and best.names != other.names


def _item(question: Question, evidence: Evidence) -> tuple[str, ...]:
    """What a sentence is about: its item; in running text, which tells of many events, for "when" itself."""
    passage = evidence.passage
    event = question.kind == "when" and len(passage.heading_path) == 1
    return (passage.briefing_id, *passage.heading_path[:2], str(evidence.sentence.start) if event else "")


def _told_by(asked: Collection[str], best: Evidence, other: Evidence) -> bool:
    """Whether the best holds a word of the question that the other lacks."""
    return bool((set(asked) & _words(best)) - _words(other))


def _about(question: Question, best: Evidence, other: Evidence) -> bool:
    """Whether only the best stands under a name of the question, which the other does not name either."""
    named = {m.entity.id for m in question.mentions}
    return bool(named & best.heading_names - other.heading_names - other.names)


def _words(evidence: Evidence) -> set[str]:
    headings = {stem(t.norm) for part in evidence.passage.heading_path[1:] for t in tokenize(part)}
    return headings | evidence.stems


def _alike(one: str, first: Evidence, other: str, second: Evidence) -> bool:
    """Whether two short answers agree, or one sentence holds the other's answer."""
    days = [find_dates(text) for text in (one, other)]
    if all(days):
        return overlaps(days[0][0].first, days[0][0].last, TimeRange(days[1][0].first, days[1][0].last))
    bare = [re.sub(r"[^\w.%]+", " ", text).strip().lower() for text in (one, other)]
    texts = (without_dates(first.sentence.text).lower(), without_dates(second.sentence.text).lower())
    held = any(re.search(rf"(?<!\w){re.escape(b)}(?!\w)", text) for b, text in zip(bare[::-1], texts, strict=True))
    return held or bare[0] in bare[1] or bare[1] in bare[0]


def either(best: Evidence, other: Evidence, question: Question) -> Draft:
    """Both answers, each with its place, and the question about either."""
    bare = question.text.rstrip(" ?!.")
    lines = [Line("The briefings hold more than one answer; it depends on which is meant.")]
    lines += [Line(f"{_label(e.passage)}:", (Quote(e.passage, e.sentence),)) for e in (best, other)]
    offered = tuple(f"{bare} ({_label(e.passage)})?" for e in (best, other))
    return Draft("ambiguous", tuple(lines), None, ASKED, (), offered)


def _label(passage: Passage) -> str:
    return passage.heading_path[1] if len(passage.heading_path) > 1 else passage.briefing_title
