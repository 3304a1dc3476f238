"""Features of absolute evidence: how far a sentence of a passage bears what a question asks.

Nothing here knows the other passages: no feature is a rank.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from askbrief.dates import DateMention, find_dates, overlaps, without_dates
from askbrief.index import Index
from askbrief.names import NOT_NAMES
from askbrief.types import Entity, EntityKind, Hit, Mention, Passage, Question, SectionKind, Span
from askbrief.words import LIGHT, STOPWORDS, Token, stem, tokenize

LOOSE = 0.3
"""How far a name that may stand for others is borne by a passage that lacks it."""
FEATURES = (
    "words_in_sentence",
    "words_in_passage",
    "worst_missing",
    "names_in_sentence",
    "names_in_passage",
    "worst_name",
    "sentence_cosine",
    "passage_cosine",
    "lexical",
    "kind_borne",
    "kind_missing",
    "pairs",
    "time_borne",
    "time_missing",
    "unknown_names",
    "numbers_missing",
    "heading",
    "section_fits",
    "no_names",
    "length",
    "heading_asked",
    "sentence_asked",
    "dated_heading",
    "proper_missing",
    "counted_missing",
    "enumerates",
)
_NUMBER_WORD = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|half|third|quarter|dozen|hundred|thousand|million)\b"
)


@dataclass(frozen=True, slots=True)
class SplitSentence:
    """A sentence split once: its stems in order, its names, its dates, whether it holds another number."""

    stems: tuple[str, ...]
    bag: frozenset[str]
    names: frozenset[str]
    dates: tuple[DateMention, ...]
    number: bool
    things: int  # in its longest enumeration: "A, B and C" has 3


@dataclass(frozen=True, slots=True)
class SplitPassage:
    """A passage split once: stems of its item's title, of all its headings, and of the whole with the story's title."""

    title: frozenset[str]
    heading: frozenset[str]
    heading_names: frozenset[str]
    names: frozenset[str]
    whole: frozenset[str]
    written: Mapping[str, str]  # for the id of each name how the passage writes it
    sentences: tuple[SplitSentence, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question split once: content words (stems) with their rarity, and the numbers that are no dates."""

    words: Mapping[str, float]
    total: float
    numbers: tuple[str, ...]
    stems: frozenset[str]  # of all words
    days: frozenset[tuple[str, str]]  # first and last day of each date
    proper: tuple[frozenset[str], ...]  # stems of each run of capitalised words that is no known name: "Zone C"
    counted: str  # the stem of what is counted: "how many border GUARDS were there?"; empty where nothing is
    things: int  # how many things are wanted: "which FOUR countries"; 0 where that is not said
    offered: frozenset[str]  # ids of the names that it offers to choose from
    placed: tuple[Mention, ...]  # its names where they stand in its stand-alone text


class Featurizer:
    """Rows of FEATURES for the sentences of one index; keeps what it has split."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._read: dict[str, SplitPassage] = {}
        self._topics = _topics(index)
        self._kinds = {e.id: e.kind for e in index.catalogue.entities}

    def asked(self, question: Question) -> Asked:
        placed = self._placed(question)
        spans = [range(m.start, m.end) for m in placed]
        dates = find_dates(question.text)
        spans += [range(d.start, d.end) for d in dates]
        free = [t for t in tokenize(question.text) if not any(t.start in span for span in spans)]
        words = {stem(t.norm): self._weight(t) for t in free if t.norm not in STOPWORDS and t.norm not in LIGHT}
        numbers = tuple(t.norm for t in free if t.norm[0].isdigit())
        stems = frozenset(stem(t.norm) for t in tokenize(question.text))
        proper = tuple(_proper_runs(question.text, spans))
        days = frozenset((d.first, d.last) for d in dates)
        total, counted = sum(words.values()) or 1.0, _counted(question.text)
        things = things_asked(question.text)
        return Asked(words, total, numbers, stems, days, proper, counted, things, choices(question), placed)

    def _placed(self, question: Question) -> tuple[Mention, ...]:
        """The question's names where they stand in its stand-alone text."""
        return tuple(g[0] for g in self._index.catalogue.match(question.text))

    def _weight(self, token: Token) -> float:
        return 0.15 if token.norm.endswith("ly") else max(0.15, self._index.vocabulary.rarity(token.norm))

    def row(self, question: Question, asked: Asked, hit: Hit, number: int, cosine: float) -> list[float]:
        passage, read = hit.passage, self.split(hit.passage)
        sentence = read.sentences[number]
        bag = sentence.bag | read.heading
        near, far, worst = self._names(question, asked, passage, read, sentence)
        borne = self._bears_kind(question, asked, passage, sentence)
        time = _time_borne(question, passage, read, sentence)
        held = asked.words
        return [
            sum(w for s, w in held.items() if s in bag) / asked.total if held else 0.7,
            sum(w for s, w in held.items() if s in read.whole) / asked.total if held else 0.7,
            max((w for s, w in held.items() if s not in read.whole), default=0.0),
            near,
            far,
            worst,
            cosine,
            hit.dense,
            hit.lexical,
            float(borne is True),
            float(borne is False),
            _pairs(held, sentence.stems),
            float(time is True),
            float(time is False),
            float(len(question.unknown)),
            float(sum(not {stem(n), _IN_WORDS.get(n, "")} & read.whole for n in asked.numbers)),
            float(number == 0 and passage.item >= 0),
            float(question.section is passage.section),
            float(not question.mentions),
            min(len(sentence.stems), 40) / 40,
            self._share_asked(read.title, asked.stems),
            self._share_asked(sentence.bag, asked.stems),
            float(question.kind == "when" and number == 0 and passage.date[0] is not None),
            float(sum(not run <= read.whole for run in asked.proper)),
            float(asked.counted != "" and asked.counted not in bag),
            float(asked.things > 1 and asked.things == sentence.things),
        ]

    def _share_asked(self, words: frozenset[str], asked: frozenset[str]) -> float:
        """Share of a heading's or sentence's words, by rarity, that the question holds: does it ask for just this?"""
        weights = {w: self._index.vocabulary.rarity_of_stem(w) for w in words if w not in STOPWORDS}
        return sum(v for w, v in weights.items() if w in asked) / (sum(weights.values()) or 1.0)

    def _names(
        self, question: Question, asked: Asked, passage: Passage, read: SplitPassage, sentence: SplitSentence
    ) -> tuple[float, float, float]:
        """How far the question's names are borne: by the sentence with its heading, by the passage, the worst one."""
        if not question.mentions:
            return 0.7, 0.7, 0.7
        inside, around = sentence.names | read.heading_names, sentence.bag | read.heading
        near, far = [], []
        offered = asked.offered
        for mention in sorted(question.mentions, key=lambda m: m.entity.id in offered):
            own = passage.section is not SectionKind.HISTORY  # precedents are of other stories
            topic = own and passage.briefing_id in self._topics.get(mention.entity.id, ())
            lacking = 0.0 if _is_definite(mention.entity) else LOOSE
            forms = _spelt(mention)
            held, told = (any(form <= words for form in forms) for words in (around, read.whole))
            near.append(1.0 if mention.entity.id in inside or held else 0.25 if topic else 0.0)
            far.append(1.0 if mention.entity.id in read.names or told else 0.6 if topic else lacking)
        if offered:  # one of them is the answer
            at = -len(offered)
            near, far = [*near[:at], max(near[at:])], [*far[:at], max(far[at:])]
        return sum(near) / len(near), sum(far) / len(far), min(far)

    def split(self, passage: Passage) -> SplitPassage:
        if passage.id not in self._read:
            catalogue = self._index.catalogue
            sentences = tuple(_sentence(s, catalogue.mentioned(s.text)) for s in passage.sentences)
            path = passage.heading_path[1:]
            heading = frozenset(stem(t.norm) for part in path for t in tokenize(part))
            title = frozenset(stem(t.norm) for t in tokenize(path[0] if path else ""))
            story = frozenset(stem(t.norm) for t in tokenize(passage.briefing_title))
            whole = heading.union(story, *(s.bag for s in sentences))
            heading_names = catalogue.mentioned(" | ".join(path))
            names = heading_names.union(*(s.names for s in sentences))
            told = catalogue.match(" | ".join((passage.text, *path, passage.briefing_title)))
            written = {m.entity.id: m.surface for group in reversed(told) for m in group}
            self._read[passage.id] = SplitPassage(title, heading, heading_names, names, whole, written, sentences)
        return self._read[passage.id]

    def in_words_of(self, question: Question, asked: Asked, passage: Passage) -> str:
        """The question's text with each name as the passage writes it: who asks of the JCPOA is read against "Joint
        Comprehensive Plan of Action"."""
        written, text, known = self.split(passage).written, question.text, {m.entity.id for m in question.mentions}
        for mention in reversed(asked.placed):
            other = written.get(mention.entity.id)
            if other and mention.entity.id in known and mention.surface not in passage.text:
                text = text[: mention.start] + other + text[mention.end :]
        return text

    def _bears_kind(self, question: Question, asked: Asked, passage: Passage, sentence: SplitSentence) -> bool | None:
        """Whether the sentence (or its item's fields) holds what the kind asks for; None where any sentence may do."""
        if question.kind == "when":
            return any((d.first, d.last) not in asked.days for d in sentence.dates) or passage.date[0] is not None
        if question.kind in ("value", "count"):
            return sentence.number
        if question.kind in ("who", "where"):
            known = {m.entity.id for m in question.mentions}
            own_entry = question.kind == "who" and passage.section is SectionKind.PEOPLE
            named = self.split(passage).heading_names if own_entry else ()
            kinds = {self._kinds[n] for n in {*sentence.names, *named} - known if n in self._kinds}
            fitting = {EntityKind.PERSON, EntityKind.ORGANIZATION} if question.kind == "who" else {EntityKind.PLACE}
            return bool(kinds & (fitting | {EntityKind.NAME}))
        return None


_UNNAMED = STOPWORDS | LIGHT | NOT_NAMES


def _counted(text: str) -> str:
    asked = re.search(r"\bhow many\b", text, re.I)
    counted: list[str] = []
    for token in tokenize(text[asked.end() :]) if asked else ():
        if token.norm in STOPWORDS:
            break
        counted.append(token.norm)
    return stem(counted[-1]) if counted and counted[-1] not in LIGHT else ""


_NUMBERS = {w: n for n, w in enumerate("two three four five six seven eight nine ten eleven twelve".split(), 2)}
_IN_WORDS = {str(number): stem(word) for word, number in _NUMBERS.items()}
_FEW = {word: number for word, number in _NUMBERS.items() if number <= 10}
_THINGS = re.compile(
    rf"\b(?:which|what|list|name|who|all|were|are|give|tell)\b(?: \w+)?(?: the| of| these| those)*"
    rf" ({'|'.join(_FEW)}|\d)\b(?! (?:years?|months?|weeks?|days?|percent))",
    re.I,
)


def things_asked(text: str) -> int:
    """How many things a question wants told: "which four countries ..?" wants 4; 0 where it does not say."""
    asked = _THINGS.search(text)
    return (_FEW.get(asked[1].lower()) or int(asked[1])) if asked else 0


_PAIR = re.compile(r"\b[A-Z][\w’'-]* and (?:the )?[A-Z]")


def _enumerated(text: str) -> int:
    """The number of things in a sentence's longest enumeration: 3 for "A, B and C", 2 for two names joined by "and"."""
    longest = 2 if _PAIR.search(text) else 0
    for stretch in re.split(r"[:;()]", text):
        pieces = stretch.split(", ")
        closing = [place for place, piece in enumerate(pieces) if re.search(r"\band\b", piece) and place]
        if closing:
            oxford = pieces[closing[-1]].lstrip().startswith("and ")
            longest = max(longest, closing[-1] + (1 if oxford else 2))
    return longest


def _proper_runs(text: str, known: Sequence[range]) -> Iterator[frozenset[str]]:
    """The stems of what no known name or date spans in each run of two or more capitalised words: "START II"."""
    if text.upper() == text:
        return
    run: list[Token] = []
    for token in (*tokenize(text), None):
        joined = token and token.text[0].isupper() and (not run or text[run[-1].end : token.start] == " ")
        if token and joined and token.norm not in _UNNAMED:
            run.append(token)
            continue
        if len(run) > 1:
            yield frozenset(stem(t.norm) for t in run if not any(t.start in span for span in known))
        run = []


def choices(question: Question) -> frozenset[str]:
    """Ids of the names that a question offers to choose from: "Was it Norvale, Sudmark or Osk that ...?"; else none."""
    run: list[Mention] = []
    offered = False
    for mention in sorted(question.mentions, key=lambda m: question.text.find(m.surface)):
        end = question.text.find(run[-1].surface) + len(run[-1].surface) if run else 0
        joint = re.fullmatch(r",? (or )?(?:the )?", question.text[end : question.text.find(mention.surface)])
        if not joint and offered:
            break
        run, offered = ([*run, mention], offered or bool(joint[1])) if run and joint else ([mention], False)
    return frozenset(m.entity.id for m in run) if offered else frozenset()


def _is_definite(entity: Entity) -> bool:
    """Whether a name stands for one thing only, so that what lacks it is of something else: a person, body, accord or
    name of several words. "Russian" or "London" may stand for others, and others for them."""
    return entity.kind not in (EntityKind.NAME, EntityKind.PLACE) or len(tokenize(entity.name)) > 1


def _spelt(mention: Mention) -> tuple[frozenset[str], ...]:
    """The stems of a name in full and, unless it was misspelt, as it was typed."""
    forms = (mention.entity.name,) if mention.how == "fuzzy" else (mention.entity.name, mention.surface)
    return tuple(frozenset(stem(t.norm) for t in tokenize(form)) for form in forms)


def _sentence(span: Span, names: frozenset[str]) -> SplitSentence:
    dates = find_dates(span.text)
    stems = tuple(stem(t.norm) for t in tokenize(span.text))
    number = holds_number(without_dates(span.text, dates))
    return SplitSentence(stems, frozenset(stems), names, dates, number, _enumerated(span.text))


def holds_number(text: str) -> bool:
    """Whether a text holds a number in digits or words."""
    return any(c.isdigit() for c in text) or bool(_NUMBER_WORD.search(text.lower()))


def _topics(index: Index) -> dict[str, frozenset[str]]:
    """For each entity the briefings that are about it."""
    topics: dict[str, set[str]] = {}
    for briefing in index.briefings:
        for entity_id in index.topics(briefing):
            topics.setdefault(entity_id, set()).add(briefing.id)
    return {entity: frozenset(ids) for entity, ids in topics.items()}


def _time_borne(question: Question, passage: Passage, read: SplitPassage, sentence: SplitSentence) -> bool | None:
    """Whether the asked days are the sentence's, its event's, its headings' or its passage's.

    None where no days are asked, or open ones ("since 2003") of what has no date.
    """
    asked = question.time
    if asked is None:
        return None
    if any(overlaps(d.first, d.last, asked) for d in sentence.dates):
        return True
    if passage.date[0]:
        return overlaps(*passage.date, asked)
    around = [*find_dates(" | ".join(passage.heading_path[1:])), *find_dates(passage.text)]
    if not sentence.dates and any(overlaps(d.first, d.last, asked) for d in around):
        return True
    return False if sentence.dates or around or (asked.start and asked.end) else None


def _pairs(asked: Mapping[str, float], sentence: Sequence[str]) -> float:
    """Share of neighbouring question words that stand within four words of one another in the sentence."""
    words = list(asked)
    pairs = list(pairwise(words))
    if not pairs:
        return 0.0
    places = {w: i for i, w in enumerate(sentence)}
    close = [abs(places[a] - places[b]) <= 4 for a, b in pairs if a in places and b in places]
    return sum(close) / len(pairs)
