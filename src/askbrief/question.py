"""A question as typed, read: names found, typos mended, made stand-alone, its kind and days named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from askbrief.capitals import as_states
from askbrief.dates import find_dates, question_time
from askbrief.entities import same_name
from askbrief.followups import PERSONAL, Context, leans, open_words, sole_bearer, standalone
from askbrief.kinds import Reading, asks_events, asks_role, read_kind
from askbrief.parts import bare_subject, lead_of, split_parts
from askbrief.spelling import Lexicon, mend
from askbrief.types import Correction, Entity, EntityKind, Mention, Question, SectionKind
from askbrief.words import STOPWORDS, tokenize


def read_question(raw: str, lexicon: Lexicon, context: Context | None = None, *, spelling: bool = True) -> Question:
    """The question as it will be answered, each part of it too; `context` resolves "he", "and X?", "why?"."""
    whole = _read_one(raw, lexicon, context, spelling=spelling)
    parts: list[Question] = []
    context = _context_of_lead(whole) or context
    for text in split_parts(whole.text):
        before = _context_of(parts) if parts else context
        alike = bool(parts) and _pronouns_of(text) & _pronouns_of(parts[0].text)  # "who got it then, who got it now?"
        again = f"and {bare_subject(text)}?" if parts and _is_named_alone(text, lexicon) else text
        parts.append(_read_one(again, lexicon, None if alike else before, spelling=False))
    return replace(whole, parts=tuple(parts))


def read_after(part: Question, before: Question, answer: str | None, lexicon: Lexicon) -> Question:
    """A part of a question read again when the one before it has its short answer: "who brokered it, and what did he
    get for it?" asks of whom the answer names. Two questions for "who" ask of the same person."""
    if not answer or (_WHO.match(part.raw) and _WHO.match(before.raw)) or not leans(part.raw):
        return part
    read = _read_one(part.raw, lexicon, replace(_context_of((before,)), answer=answer), spelling=False)
    return replace(read, parts=part.parts)


def read_side(text: str, lexicon: Lexicon) -> Question:
    """A side of a comparison as a question of its own."""
    return _read_one(text, lexicon, None, spelling=False)


def _is_named_alone(text: str, lexicon: Lexicon) -> bool:
    """Whether a part asks with nothing but names: "on what date Sweden?"."""
    rest = bare_subject(text)
    named = [range(g[0].start, g[0].end) for g in lexicon.catalogue.match(rest)]
    return bool(named) and all(t.norm in ("the", "and") or any(t.start in n for n in named) for t in tokenize(rest))


_WHO = re.compile(r"who\b", re.I)


def _context_of_lead(question: Question) -> Context | None:
    """What a lead before a colon gives the parts: "Jon Ferrer: when was he named?"."""
    lead = lead_of(question.text)
    named = tuple(m.entity for m in question.mentions if m.surface in lead)
    return Context(f"{lead}?", named) if named else None


def _pronouns_of(text: str) -> set[str]:
    return {t.norm for t in tokenize(text)} & PERSONAL


def _context_of(questions: Sequence[Question]) -> Context:
    """What earlier parts of a question give a later one: the last one's words, and all their names."""
    named = {m.entity.id: m for q in questions for m in q.mentions}
    surfaces = tuple((key, m.surface) for key, m in named.items())
    return Context(questions[-1].text, tuple(m.entity for m in named.values()), (), surfaces)


def _read_one(raw: str, lexicon: Lexicon, context: Context | None, *, spelling: bool) -> Question:
    typed = " ".join(raw.split())
    mended, corrections = mend(typed, lexicon) if spelling else (typed, ())
    mentions = lexicon.catalogue.match(mended, lexicon.is_word if spelling else None)
    text = standalone(mended, mentions, context) if context and context.question else mended
    if text != mended:
        mentions = lexicon.catalogue.match(text, lexicon.is_word if spelling else None)
    only = None if mentions else sole_bearer(text, lexicon.catalogue.entities)
    if only:
        text = only
        mentions = lexicon.catalogue.match(text)
    mentions = as_states(text, lexicon.catalogue.namesakes(text, mentions, lexicon.is_word), lexicon.catalogue)
    settled, ambiguous = _settle([g for g in mentions if not _is_set_apart(text, g[0])], context)
    corrections += _told(settled, typed)
    reading = read_kind(_without(text, settled), len({m.entity.id for m in settled}) + len(ambiguous))
    time = question_time(_without(text, settled))
    if time and reading.kind in ("what", "list") and asks_events(text):
        reading = Reading("list", SectionKind.TIMELINE)
    if asks_role(text) and any(m.entity.kind is EntityKind.PERSON for m in settled):
        reading = replace(reading, section=SectionKind.PEOPLE)
    return Question(
        raw=raw,
        text=_named(text, settled),
        kind=reading.kind,
        mentions=settled,
        ambiguous=ambiguous,
        corrections=corrections,
        time=time,
        open=open_words(text, settled, context),
        section=reading.section,
        order=reading.order,
        unknown=_unknown(text, settled, lexicon),
    )


def _settle(
    groups: Sequence[tuple[Mention, ...]], context: Context | None
) -> tuple[tuple[Mention, ...], tuple[tuple[str, tuple[Entity, ...]], ...]]:
    """One entity for each name: the one the conversation or the question's other names speak of, else ambiguous."""
    sure = {b for group in groups if len(group) == 1 for b in group[0].entity.briefings}
    recent = {e.id for e in context.mentions} if context else set()
    settled: list[Mention] = []
    open_names: list[tuple[str, tuple[Entity, ...]]] = []
    for group in groups:
        choice = [m for m in group if m.entity.id in recent] or [m for m in group if sure & set(m.entity.briefings)]
        choice = choice if len(choice) == 1 else list(group)
        if len(choice) == 1:
            settled.append(choice[0])
        elif choice[0].how == "fuzzy":
            settled.append(max(choice, key=lambda m: len(m.entity.briefings)))
        else:
            open_names.append((choice[0].surface, tuple(m.entity for m in choice)))
    return tuple(settled), tuple(open_names)


_APART = re.compile(
    r"\b(?:not|don't mean|do not mean|rather than|instead of|as opposed to|other than)(?: the| an?)? $",
    re.I,
)


def _is_set_apart(text: str, mention: Mention) -> bool:
    """Whether a name is only told to be not the one meant: "the Minsk Group, not Minsk II"."""
    return bool(_APART.search(text[: mention.start]))


def _told(mentions: Sequence[Mention], typed: str) -> tuple[Correction, ...]:
    """The fuzzy readings: each is told to the user."""
    return tuple(Correction(m.surface, _nearest_form(m)) for m in mentions if m.how == "fuzzy" and m.surface in typed)


def _nearest_form(mention: Mention) -> str:
    """The name in full: what a misspelt surname was read as is the person."""
    return mention.entity.name


def _named(text: str, mentions: Sequence[Mention]) -> str:
    """The text with misspelt names written as they were read."""
    for mention in sorted(mentions, key=lambda m: -m.start):
        if mention.how == "fuzzy" and not same_name(mention.surface, mention.entity.name):
            text = text[: mention.start] + mention.entity.name + text[mention.end :]
    return text


def in_full(question: Question) -> str:
    """The question's text with each name in full, as it is encoded: an acronym's vector says little."""
    text = question.text
    for mention in sorted(question.mentions, key=lambda m: -len(m.surface)):
        if not same_name(mention.surface, mention.entity.name):
            found = re.search(rf"(?<!\w){re.escape(mention.surface)}(?!\w)", text)
            text = text[: found.start()] + mention.entity.name + text[found.end() :] if found else text
    return text


def _without(text: str, mentions: Sequence[Mention]) -> str:
    """The text with each name replaced by a neutral mark of no kind, so that names do not decide the kind."""
    for mention in sorted(mentions, key=lambda m: -m.start):
        if not find_dates(mention.surface):
            text = text[: mention.start] + "Xname" + text[mention.end :]
    return text


def _unknown(text: str, mentions: Sequence[Mention], lexicon: Lexicon) -> tuple[str, ...]:
    """Capitalised words and numbers with letters that the corpus does not hold: names it knows nothing of."""
    if text.upper() == text:
        return ()
    spans = [range(m.start, m.end) for m in mentions]
    found = []
    for token in tokenize(text):
        inside = any(token.start in span for span in spans)
        capital = token.text[0].isupper() and (token.start > 0 or token.norm not in lexicon.ordinary)
        if capital and not inside and token.norm not in STOPWORDS and not lexicon.vocabulary.knows(token.norm):
            found.append(token.text)
    return tuple(found)
