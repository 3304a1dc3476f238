"""Follow-ups made stand-alone, held against the rewrites that people made; no corpus is needed.

A conversation's own names and noun phrases take the place of the corpus's catalogue.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from askbrief.assistant import HISTORY
from askbrief.entities import Catalogue
from askbrief.followups import Context, standalone
from askbrief.names import key_of, reads_like_a_person
from askbrief.types import Entity, EntityKind, Mention
from askbrief.words import STOPWORDS, Token, stems, tokenize


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question with its answer, where one is known."""

    question: str
    answer: str = ""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question, the turns before it (oldest first), and the stand-alone question a person made of it."""

    question: str
    history: tuple[Turn, ...]
    reference: str = ""


def as_asked(asked: FollowUp) -> str:
    """The question alone."""
    return asked.question


def after_last(asked: FollowUp) -> str:
    """The last question before it, then the question."""
    return " ".join([*(t.question for t in asked.history[-1:]), asked.question])


def after_all(asked: FollowUp) -> str:
    """All questions before it, then the question."""
    return " ".join([*(t.question for t in asked.history), asked.question])


def rewritten(asked: FollowUp) -> str:
    """askbrief's stand-alone question, each earlier turn made stand-alone in its turn."""
    conversation = Conversation()
    for turn in asked.history:
        conversation = conversation.after(turn)
    return conversation.read(asked.question)


WAYS: dict[str, Callable[[FollowUp], str]] = {
    "question alone": as_asked,
    "last question + question": after_last,
    "all questions + question": after_all,
    "askbrief": rewritten,
}
"""What can be asked in place of a follow-up."""
ARTICLES = frozenset(("a", "an", "the"))


# ---- figures -------------------------------------------------------------------------------


def restored(text: str, asked: FollowUp) -> float:
    """Share of the reference's content words (stems) that the question lacks and the text has; NaN if it lacks none."""
    missing = set(stems(asked.reference)) - set(stems(asked.question))
    return len(missing & set(stems(text))) / len(missing) if missing else math.nan


def rouge1(text: str, asked: FollowUp) -> float:
    """ROUGE-1 F1 (Lin 2004) against the reference, without stemming."""
    return word_f1(text, asked.reference)


def word_f1(text: str, reference: str, *, skipped: Collection[str] = ()) -> float:
    """F1 of two texts' words, each as often as it stands in both; with ARTICLES skipped it is SQuAD's token F1."""
    ours, theirs = (Counter(w for w in _words(given) if w not in skipped) for given in (text, reference))
    shared = (ours & theirs).total()
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def left_alone(text: str, asked: FollowUp) -> float:
    """Whether a question that the person left as it was has kept its content words; NaN for the others."""
    if _words(asked.reference) != _words(asked.question):
        return math.nan
    return float(set(stems(text)) == set(stems(asked.question)))


def _words(text: str) -> list[str]:
    return [t.norm for t in tokenize(text)]


# ---- a conversation without a corpus -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the turns so far were about, as `Assistant` finds it, with names found by their form."""

    told: tuple[tuple[str, str, tuple[Mention, ...]], ...] = ()  # stand-alone question, answer, names
    known: tuple[Entity, ...] = ()

    def read(self, question: str) -> str:
        """A question made stand-alone."""
        names = Catalogue([*self.known, *entities(question)])
        return standalone(question, names.match(question), self.context) if self.told else question

    def after(self, turn: Turn) -> Conversation:
        """The conversation with one more turn."""
        text = self.read(turn.question)
        known = {e.id: e for e in (*self.known, *entities(text, opens=not self.told), *entities(turn.answer))}
        mentions = tuple(group[0] for group in Catalogue(tuple(known.values())).match(text))
        return Conversation((*self.told, (text, turn.answer, mentions)), tuple(known.values()))

    @property
    def context(self) -> Context:
        """The last question, and what the last turns named: the person answered with first, then what was asked of."""
        salient: dict[str, Entity] = {}
        for _, answer, mentions in self.told[: -HISTORY - 1 : -1]:
            people = [e for e in entities(answer) if reads_like_a_person(e)]
            salient |= {e.id: e for e in (*people[:1], *(m.entity for m in mentions)) if e.id not in salient}
        text, answer, mentions = self.told[-1]
        surfaces = tuple((m.entity.id, m.surface) for m in mentions)
        return Context(text, tuple(salient.values()), (), surfaces, answer)


def entities(text: str, *, opens: bool = False) -> tuple[Entity, ...]:
    """What a question is about, of unknown kind: its names, and the noun phrases that it makes its topic.

    Those are what "what is a", "about" and "of" lead, and in the question that opens a conversation all.
    """
    found: dict[str, Entity] = {}
    tokens = tokenize(text)
    for first, end in _runs(text, tokens):
        named = _is_named(tokens[first]) and (first or end > 1)  # any word is capitalised that opens a question
        if named or (first and _is_topical(text, tokens, first, end, opens)):
            name = re.sub(r"['’]s?$", "", text[tokens[first].start : tokens[end - 1].end])
            surname = name.split()[-1:] if len(name.split()) > 1 and name.istitle() else []
            entity = Entity("-".join(key_of(name)), name, EntityKind.NAME, derived=tuple(surname))
            found.setdefault(entity.id, entity)
    return tuple(found.values())


def _runs(text: str, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Runs of words that are no stop words, nothing but a space between, without the verb behind a subject."""
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and _goes_on(text, tokens, at, end):
            end += 1
        if end > at:
            yield at, _without_verb(tokens, at, end)
        at = max(end, at + 1)


def _goes_on(text: str, tokens: Sequence[Token], first: int, at: int) -> bool:
    if tokens[at].norm in STOPWORDS or (at == 0 and tokens[at].norm in _OPENERS):
        return False
    before = tokens[at - 1]
    joined = text[before.end : tokens[at].start] in (" ", "-") and not before.text.endswith(("'s", "’s"))
    return at == first or joined


def _without_verb(tokens: Sequence[Token], first: int, end: int) -> int:
    """Where a run's noun phrase ends: "did Ben Franklin | cook", "is throat cancer | treatable"."""
    led = first > 0 and tokens[first - 1].norm in ("the", "a", "an")
    ahead = tokens[first - 1 - led].norm if first > led else ""
    asks = ahead in _DO or (ahead in _BE and tokens[0].norm not in ("what", "who", "which"))
    named = next((at for at in range(first, end) if not _is_named(tokens[at])), end)
    if named > first and not led:
        return named
    return max(end - asks, first + 1, named)


def _is_named(token: Token) -> bool:
    return token.text[0].isupper()


def _is_topical(text: str, tokens: Sequence[Token], first: int, end: int, opens: bool) -> bool:
    """ "the history of glass", "tell me about glass", "what is glass?"; "the history" is not, its complement is."""
    if end < len(tokens) and tokens[end].norm == "of":
        return False
    lead = text[: tokens[first].start].lower()
    whole = re.match(r"\W*(?:and\b|$)", text[tokens[end - 1].end :])
    if whole and re.fullmatch(r"(?:what(?:'s|’s| is| are)|describe|explain|define) (?:an? )?", lead):
        return True
    before = tokens[first - 1].norm
    opened = opens and (before in _LEADS | _DO or (first == 1 and before in _BE))
    return opened or bool(re.search(r"\b(?:about|of)(?: the| an?)? $", lead))


_LEADS = frozenset("a an the of in on for about from to with between and or".split())
_DO = frozenset("do does did can could will would should".split())
_BE = frozenset("is are was were has have had".split())
_OPENERS = frozenset("describe compare explain discuss define".split())
