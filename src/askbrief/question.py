"""A question as typed, read: names found, typos mended, made stand-alone, its kind and days named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from askbrief.dates import find_dates, question_time
from askbrief.entities import Catalogue, same_name
from askbrief.fuzzy import nearest_word
from askbrief.kinds import asks_role, read_kind
from askbrief.lexical import Vocabulary
from askbrief.passages import split_sentences
from askbrief.types import Correction, Entity, EntityKind, Mention, Question, SectionKind, Span
from askbrief.words import STOPWORDS, Token, tokenize

_CHAT = {
    "wat": "what",
    "wht": "what",
    "wut": "what",
    "whats": "what is",
    "wen": "when",
    "whn": "when",
    "whos": "who is",
    "hw": "how",
    "y": "why",
    "u": "you",
    "ur": "your",
    "pls": "please",
    "plz": "please",
    "abt": "about",
    "b4": "before",
    "teh": "the",
    "hte": "the",
    "adn": "and",
    "fo": "of",
    "whens": "when is",
    "wheres": "where is",
    "thru": "through",
}
_FUNCTION_WORDS = dict.fromkeys(
    "what when where which whose many much does about before after between happened involved".split(), 1
)  # noqa: SIM905
_PRONOUNS = {
    "person": frozenset({"he", "him", "his", "she", "her", "hers"}),
    "thing": frozenset({"it", "its", "this", "that"}),
    "group": frozenset({"they", "them", "their", "theirs"}),
}
_POSSESSIVE = frozenset({"his", "hers", "its", "their", "theirs"})
_ELLIPSIS = re.compile(
    r"^(?:(?:ok|okay|so|yes|right|well)[, ]+)*(?:and what about|and how about|what about|how about|and|also|or|but)\b[,:]?\s*(.+?)\s*\??$",
    re.I,
)
_BARE_WH = re.compile(
    r"^(?:(?:and|but|so|ok|okay)[, ]+)*(why|when|where|who|how|how many|how much|how long|since when|(?:by|to|with|for|from) "
    r"(?:whom|who|what))\s*(?:exactly|then|not|so|is that|was that|did that happen)?\s*\?*$",
    re.I,
)
_LEADING_WH = re.compile(r"^(?:since when|how (?:many|much|long)|who|whom|what|when|where|why|how|which)\b", re.I)
_WH = r"(?:who|whom|whose|when|where|why|how|what|which)"
_HAS_WH = re.compile(rf"\b{_WH}\b|^(?:is|are|was|were|did|do|does|has|have|list|name)\b", re.I)
_STARTS_WH = re.compile(rf"(?:and |so )?(?:(?:in|on|at|by|for|with|to|from) )?{_WH}\b", re.I)
_JOINT = re.compile(
    rf"(?:,?\s+(?:and|&)(?: also)?\s+|,\s+(?!who|whom|which|whose|where))(?=(?:(?:in|on|at|by|for|with|to|from) )?{_WH}\b)",
    re.I,
)
_BARE_PART = re.compile(
    rf"(?:(?:since|from|for|in|by|at|on) )?{_WH}(?: (?:many|much|long|city|country|place|year|date|day))?", re.I
)
_DEFINITE = re.compile(
    r"\b(?:the|this|that|these|those) ((?:\w+ )?(?:deal|agreement|accords?|treaty|pact|plan|talks|war|conflict|armistice|protocol|framework|initiative|"
    r"dispute|story|briefing|plant|peace process|process|summit|envoys?|president|negotiations))\b(?! (?:of|on|in|for|between|with|to)\b)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Context:
    """What a conversation has been about, from its last answered turn back."""

    question: str = ""
    mentions: tuple[Entity, ...] = ()  # most salient first
    briefings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What words and names mean here: the corpus's and the ordinary ones."""

    catalogue: Catalogue
    vocabulary: Vocabulary
    ordinary: frozenset[str]

    def is_word(self, norm: str) -> bool:
        """Whether a folded word is an ordinary one, in some inflection, or stands in the corpus."""
        return self.vocabulary.knows(norm) or norm in STOPWORDS or any(f in self.ordinary for f in _bases(norm))


def read_question(raw: str, lexicon: Lexicon, context: Context | None = None, *, spelling: bool = True) -> Question:
    """The question as it will be answered, each part of it too; `context` resolves "he", "and X?", "why?"."""
    whole = _read_one(raw, lexicon, context, spelling=spelling)
    parts: list[Question] = []
    for text in _parts(whole.text):
        before = Context(parts[-1].text, _named_in(parts)) if parts else context
        parts.append(_read_one(text, lexicon, before, spelling=False))
    return replace(whole, parts=tuple(parts))


def _named_in(questions: Sequence[Question]) -> tuple[Entity, ...]:
    """The names of questions, those of the first one first: what "it" in a later part may mean."""
    return tuple({m.entity.id: m.entity for q in questions for m in q.mentions}.values())


def _read_one(raw: str, lexicon: Lexicon, context: Context | None, *, spelling: bool) -> Question:
    typed = " ".join(raw.split())
    mended, corrections = _mend(typed, lexicon) if spelling else (typed, ())
    mentions = lexicon.catalogue.match(mended, lexicon.is_word if spelling else lambda _: True)
    text = _standalone(mended, mentions, context) if context and context.question else mended
    if text != mended:
        mentions = lexicon.catalogue.match(text, lexicon.is_word if spelling else lambda _: True)
    settled, ambiguous = _settle(mentions, context)
    corrections += _told(settled, typed)
    reading = read_kind(_without(text, settled), len({m.entity.id for m in settled}) + len(ambiguous))
    if asks_role(text) and any(m.entity.kind is EntityKind.PERSON for m in settled):
        reading = replace(reading, section=SectionKind.PEOPLE)
    return Question(
        raw=raw,
        text=_named(text, settled),
        kind=reading.kind,
        mentions=settled,
        ambiguous=ambiguous,
        corrections=corrections,
        time=question_time(_without(text, settled)),
        section=reading.section,
        order=reading.order,
        unknown=_unknown(text, settled, lexicon),
    )


def _bases(norm: str) -> tuple[str, ...]:
    """A word and what it may be an inflection of."""
    cuts = [norm]
    for ending, instead in (
        ("s", ""),
        ("es", ""),
        ("ed", ""),
        ("d", ""),
        ("ing", ""),
        ("ing", "e"),
        ("ly", ""),
        ("ies", "y"),
        ("ied", "y"),
        ("er", ""),
        ("est", ""),
    ):
        if norm.endswith(ending) and len(norm) - len(ending) >= 3:
            cuts.append(norm[: len(norm) - len(ending)] + instead)
    return tuple(cuts)


def _mend(text: str, lexicon: Lexicon) -> tuple[str, tuple[Correction, ...]]:
    """The text with misspelt ordinary words mended; words that are, or are near, names stay for the catalogue."""
    named = [m[0] for m in lexicon.catalogue.match(text, lexicon.is_word)]
    taken = [range(m.start, m.end) for m in named]
    pieces, corrections, at = [], [], 0
    for token in tokenize(text):
        if any(token.start in span for span in taken):
            continue
        read = _mended_word(token, lexicon)
        if read and read != token.norm:
            corrections.append(Correction(token.text, read))
            pieces += [text[at : token.start], read]
            at = token.end
    return "".join([*pieces, text[at:]]), tuple(c for c in corrections if c.typed.lower() not in _CHAT)


def _mended_word(token: Token, lexicon: Lexicon) -> str | None:
    if token.norm in _CHAT:
        return _CHAT[token.norm]
    if not token.norm.isalpha() or lexicon.is_word(token.norm):
        return None
    if token.norm[0] == "w" or len(token.norm) > 3:
        near = nearest_word(token.norm, _FUNCTION_WORDS, tuple(_FUNCTION_WORDS))
        if near:
            return near
    return lexicon.vocabulary.mend(token.norm)


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


def _parts(text: str) -> tuple[str, ...]:
    """The questions of a multi-part question: "who signed X and when?" gives two; one alone gives none."""
    sentences = [s.text for s in split_sentences(Span(text, 0, len(text)))]
    asked = [s for s in sentences if s.endswith("?") or _STARTS_WH.match(s)]
    pieces = [piece for sentence in asked for piece in _JOINT.split(sentence) if piece.strip(" ?,")]
    if len(pieces) < 2 or not _HAS_WH.search(pieces[0]):
        return ()
    first, *rest = (p.strip(" ?,.") for p in pieces)
    tail = _LEADING_WH.sub("", first, count=1).strip()
    return f"{first}?", *(f"{p} {tail}?" if _BARE_PART.fullmatch(p) else f"{p}?" for p in rest)


def _standalone(text: str, groups: Sequence[tuple[Mention, ...]], context: Context) -> str:
    """The question with what it leaves out filled in from the conversation."""
    if bare := _BARE_WH.match(text):
        return _asked_again(bare.group(1), context.question)
    if (shift := _ELLIPSIS.match(text)) and not _LEADING_WH.match(shift.group(1)):
        return _shifted(shift.group(1), groups, context)
    if not groups:
        bare_name = _definite(text, context)
        if bare_name != text:
            return bare_name
    resolved = _pronouns(text, groups, context)
    if resolved == text and not groups and context.mentions and (len(tokenize(text)) <= 9 or shift):
        return f"{text.rstrip(' ?')} ({context.mentions[0].name})?"
    return resolved


def _asked_again(wh: str, question: str) -> str:
    """The last question with another question word: "When did X end?", "why?" gives "why did X end?"."""
    if " " in wh and not wh.lower().startswith("how"):  # "by whom?": who did what was just asked about
        wh = "who"
    return _LEADING_WH.sub(wh.lower(), question, count=1) if _LEADING_WH.match(question) else f"{wh} {question}"


def _shifted(rest: str, groups: Sequence[tuple[Mention, ...]], context: Context) -> str:
    """ "and X?": the last question about X instead of what it was about; "and in 2015?": about that time."""
    if re.fullmatch(r"(?:him|her|them|it|that|this)", rest, re.I):
        return _pronouns(rest, (), context)
    previous = context.question
    fresh = [g[0] for g in groups]
    dates = find_dates(rest)
    if not fresh and dates:
        old = find_dates(previous)
        if old:
            return previous[: old[0].start] + dates[0].surface + previous[old[-1].end :]
        return f"{previous.rstrip(' ?')} {rest}?"
    if not fresh:
        return f"{rest.rstrip(' ?')} {_topic(context)}?".strip() if context.mentions else text_or(rest, previous)
    new = fresh[0]
    for old_entity in sorted(context.mentions, key=lambda e: e.kind != new.entity.kind):
        for name in (old_entity.name, *old_entity.aliases, *old_entity.derived):
            match = re.search(rf"\b{re.escape(name)}\b", previous, re.I)
            if match:
                return previous[: match.start()] + new.entity.name + previous[match.end() :]
    return f"{previous.rstrip(' ?')} {rest}?"


def text_or(rest: str, previous: str) -> str:
    """What is asked after a question that named nothing: both together."""
    return f"{previous.rstrip(' ?')} {rest}?"


def _topic(context: Context) -> str:
    return context.mentions[0].name if context.mentions else ""


def _definite(text: str, context: Context) -> str:
    """ "the agreement" after talk of one agreement is that agreement."""
    match = _DEFINITE.search(text)
    if not match:
        return text
    head = match.group(1).split()[-1].lower()
    wanted = {"envoy": EntityKind.PERSON, "president": EntityKind.PERSON}.get(head.rstrip("s"), EntityKind.AGREEMENT)
    fitting = [e for e in context.mentions if e.kind is wanted or head in e.name.lower()]
    fitting = fitting or [
        e for e in context.mentions if wanted is EntityKind.AGREEMENT and e.kind is not EntityKind.PERSON
    ]
    if not fitting:
        return text
    return text[: match.start()] + fitting[0].name + text[match.end() :]


def _pronouns(text: str, groups: Sequence[tuple[Mention, ...]], context: Context) -> str:
    """The text with its first open pronoun replaced by what the conversation speaks of."""
    here = [g[0] for g in groups]
    pieces, at, used = [], 0, False
    for token in tokenize(text):
        kind = next((k for k, words in _PRONOUNS.items() if token.norm in words), None)
        own = [m for m in here if m.start < token.start and _fits(m.entity, kind or "")]
        if not kind or own or _is_dummy(text, token):
            continue
        referent = next((e for e in context.mentions if _fits(e, kind)), None)
        if referent is None or (used and kind == "thing"):
            continue
        owned = token.norm in _POSSESSIVE or (token.norm == "her" and re.match(r"\s+[a-z]", text[token.end :]))
        pieces += [text[at : token.start], referent.name + ("'s" if owned else "")]
        at, used = token.end, True
    return "".join([*pieces, text[at:]])


def _fits(entity: Entity, pronoun: str) -> bool:
    if pronoun == "person":
        return entity.kind is EntityKind.PERSON
    if pronoun == "thing":
        return entity.kind is not EntityKind.PERSON
    return True


def _is_dummy(text: str, token: Token) -> bool:
    """ "that" before a clause or a noun ("say that", "that year") and "it" in "is it true"."""
    rest = text[token.end :].lstrip().lower()
    if token.norm in ("that", "this"):
        return bool(rest.strip(" ?!.")) and not re.match(
            r"(?:\?|happen|end|start|mean|work|cost|take|change|fail|succeed|was|is|did)", rest
        )
    return token.norm == "it" and bool(re.match(r"(?:true|possible|likely|rain)", rest))
