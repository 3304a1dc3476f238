"""Small edits after which a passage no longer answers a question: name, date, number, attribute, opposite, negation.

Each edit of a question is `(question, context, choices, rng) -> question | None`, None where it does not apply;
`choices` are names of other passages of the same collection.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterable, Sequence

from askbrief.words import STOPWORDS

Edit = Callable[[str, str, Sequence[str], random.Random], "str | None"]
_WORD = r"(?:[A-Z]\.(?= ?[A-Z])|[A-Z][\w'’-]*)"
_RUN = re.compile(rf"{_WORD}(?:[ -]?(?:(?<= )(?:(?:of|the|de|van|von|al) ){{1,2}})?{_WORD})*")
_YEAR = re.compile(r"\b(?:1[0-9]|20)\d{2}\b")
_NUMBER = re.compile(r"\b\d{1,3}(?:,\d{3})*(?:\.\d+)?\b(?!,\d|:)")
_SPELL = re.compile(r"\b(?:from|between|before|after|since|until|till|early|late|during|\d0s)\b", re.I)
_MONTHS = "january february march april may june july august september october november december".split()
_MONTH = re.compile(rf"\b({'|'.join(m for m in _MONTHS if m != 'may')})\b", re.I)
_NOT = re.compile(r"\b(?:not|never|no|nor|without|cannot|unable|fail\w*|except)\b|n't\b", re.I)

OPPOSITES = tuple(
    tuple(pair.split("/"))
    for pair in """first/last first/second largest/smallest biggest/smallest highest/lowest oldest/youngest
    oldest/newest longest/shortest most/least more/fewer best/worst before/after earliest/latest north/south east/west
    northern/southern eastern/western won/lost win/lose winner/loser increase/decrease increased/decreased
    rise/fall rose/fell begin/end began/ended start/finish started/stopped open/close opened/closed upper/lower
    male/female maximum/minimum born/died accept/reject accepted/rejected approved/vetoed join/leave joined/left
    arrived/departed attack/defend buy/sell bought/sold borrowed/lent advantages/disadvantages pros/cons
    strengths/weaknesses easy/hard easier/harder faster/slower cheaper/costlier heavier/lighter
    positive/negative legal/illegal allowed/banned allow/forbid support/oppose supported/opposed
    created/destroyed built/demolished founded/dissolved appeared/vanished hired/fired married/divorced
    gained/lost import/export imports/exports victory/defeat strongest/weakest above/below inside/outside
    indoor/outdoor front/back ally/enemy recommend/discourage""".split()
)
ATTRIBUTES = tuple(
    tuple(group.split("/"))
    for group in """capital/population/area/currency/climate cost/price/weight/size/color/length/height/age
    author/publisher/editor/translator/illustrator director/producer/composer/narrator/screenwriter
    founder/owner/chairman/treasurer/architect president/secretary/spokesman/treasurer
    mother/father/wife/husband/son/daughter/brother/sister cause/cure/cost/purpose/consequence
    role/salary/age/nationality founded/renamed/bought/sold/sued born/buried/married/baptised/educated
    wrote/translated/published/reviewed signed/drafted/broke/witnessed built/designed/paid/restored
    name/nickname/birthplace/motto genre/budget/soundtrack/sequel language/religion/cuisine/flag
    season/episode/chapter title/subtitle/cover flavor/smell/texture/packaging
    material/warranty/manufacturer/battery number/percentage/ratio played/directed/dubbed sang/produced/mixed
    discovered/named/patented/sold coach/captain/sponsor/owner winner/host/judge/sponsor
    victims/rescuers/witnesses treaty/constitution/charter deadline/venue/agenda army/navy/police
    minister/ambassador/spokesman/judge river/mountain/lake city/village/province/street
    university/hospital/museum/church author's/publisher's/seller's information/money""".split()
)
_ASKED = (
    (r"^when (was|were|did|is|are|does|do|will)\b", r"where \1", r"\b(?:in|at|near|from|to) (?:the )?[A-Z]"),
    (r"^when (was|were)\b", r"at what cost \1", r"[$£€]|\b(?:cost|million|dollars|pounds|free|price)\b"),
    (
        r"^where (was|were|did|is|are|does|do|will)\b",
        r"when \1",
        r"\d{2}|\b(?:day|week|month|year|spring|summer|winter)s?\b",
    ),
    (r"^(?:in )?(?:what|which) year\b", "in which city", r"\b(?:in|at|near|from|to) (?:the )?[A-Z]"),
    (r"^who (was|is|were|are)\b", r"how old \1", r"\b(?:age|aged|born|years? old|\d{2})\b"),
    (r"^(?:what|which) (city|country|state|town)\b", r"which person from what \1", r"\b[A-Z]\w+ [A-Z]\w+"),
    (r"^why\b", "when", r"\d{2}|\b(?:day|week|month|year|spring|summer|winter|since|until)s?\b"),
    (r"^how (did|do|does|was|were)\b", r"in which year \1", r"\d{3}"),
)
"""Question words with what to ask instead, unless the passage holds something of that kind."""


def names(text: str) -> list[str]:
    """Capitalised runs that are likely names, in order, each once; words that only open a sentence are left out."""
    found: dict[str, bool] = {}
    for match in _RUN.finditer(text):
        words = match.group().rstrip(".").split()
        opens = not match.start() or bool(re.search(r"(?:[.!?:\n\"“”(]|``|''|--)\s*$", text[: match.start()]))
        while words and words[0].lower().strip("'’s") in STOPWORDS:
            words, opens = words[1:], False
        name = re.sub(r"['’]s?$", "", " ".join(words))
        if len(name) > 2 and name.lower() not in STOPWORDS and name.lower() not in _MONTHS:
            found[name] = found.get(name, False) or not opens or len(words) > 1
    return [name for name, sure in found.items() if sure]


def holds(text: str, phrase: str) -> bool:
    """Whether a text holds a phrase as whole words, whatever the case."""
    return bool(re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", text, re.I))


def swap_name(question: str, context: str, choices: Sequence[str], rng: random.Random) -> str | None:
    """Another name of the same shape for one that question and passage share: of the passage, or of its collection."""
    own = names(context)
    shared = [n for n in own if holds(question, n)] or [n for n in names(question) if not question.startswith(n)]
    if not shared:
        return None
    old = rng.choice(shared)
    near = [n for n in own if not holds(question, n) and not holds(old, n) and _shape(n) == _shape(old)]
    far = [n for n in _sample(choices, 60, rng) if not holds(context, n) and _shape(n) == _shape(old)]
    pool = near if near and (rng.random() < 0.5 or not far) else far
    return replaced(question, old, rng.choice(pool)) if pool else None


def swap_date(question: str, context: str, choices: Sequence[str], rng: random.Random) -> str | None:
    """Another year or month: one of the passage, or one near by that the passage lacks."""
    if _SPELL.search(question) and _YEAR.search(question):
        return _moved_away(question, context, rng)
    year = _YEAR.search(question)
    if year:
        own = [y for y in set(_YEAR.findall(context)) if y not in question]
        near = [str(int(year.group()) + d) for d in (-12, -7, -5, -3, -2, -1, 1, 2, 3, 5, 7, 12)]
        fresh = [y for y in near if y not in context and y not in question]
        pool = sorted(own) if own and rng.random() < 0.4 else fresh
        return replaced(question, year.group(), rng.choice(pool)) if pool else None
    month = _MONTH.search(question)
    if month:
        pool = [m for m in _MONTHS if m != "may" and not holds(context, m)]
        return replaced(question, month.group(), rng.choice(pool).capitalize()) if pool else None
    return None


def _moved_away(question: str, context: str, rng: random.Random) -> str | None:
    """A stretch of time ("from 1997 to 2003", "before 1937") moved by decades, away from what the passage can cover."""
    forwards = bool(re.search(r"\b(?:after|since)\b", question, re.I)) or (rng.random() < 0.5)
    backwards = bool(re.search(r"\b(?:before|until|till)\b", question, re.I))
    step = rng.randrange(18, 60) * (-1 if backwards or not forwards else 1)
    moved = _YEAR.sub(lambda year: str(int(year.group()) + step), question)
    return None if any(year in context for year in _YEAR.findall(moved)) else moved


def swap_number(question: str, context: str, choices: Sequence[str], rng: random.Random) -> str | None:
    """Another number for one of the question that is no year."""
    found = [n for n in _NUMBER.findall(question) if not _YEAR.fullmatch(n)]
    if not found:
        return None
    old = rng.choice(found)
    value = int(float(old.replace(",", "")))
    own = [n for n in set(_NUMBER.findall(context)) if n not in question and not _YEAR.fullmatch(n)]
    fresh = [str(value + d) for d in (1, 2, 3, 5, 10, 20) if not holds(context, str(value + d))]
    pool = sorted(own) if own and rng.random() < 0.4 else fresh
    return replaced(question, old, rng.choice(pool)) if pool else None


def swap_opposite(question: str, context: str, choices: Sequence[str], rng: random.Random) -> str | None:
    """The opposite of a word, where the passage does not hold that opposite."""
    pairs = [p for pair in OPPOSITES for p in (pair, pair[::-1]) if holds(question, p[0]) and not holds(context, p[1])]
    return replaced(question, *rng.choice(pairs)) if pairs else None


def swap_attribute(question: str, context: str, choices: Sequence[str], rng: random.Random) -> str | None:
    """Another attribute or deed of the same subject, one that the passage does not name."""
    found = [(w, o) for group in ATTRIBUTES for w in group if holds(question, w) for o in group if o != w]
    found = [(old, new) for old, new in found if not holds(context, new) and not holds(question, new)]
    return replaced(question, *rng.choice(found)) if found else None


def swap_asked(question: str, context: str, choices: Sequence[str], rng: random.Random) -> str | None:
    """Another thing asked of the same fact (its place for its date), where the passage holds nothing of that kind."""
    fits = [(p, new) for p, new, held in _ASKED if re.search(p, question, re.I) and not re.search(held, context)]
    if not fits:
        return None
    pattern, new = rng.choice(fits)
    asked = re.sub(pattern, new, question, count=1, flags=re.I)
    return asked[0].upper() + asked[1:] if question[0].isupper() else asked


def negate(question: str, context: str, choices: Sequence[str], rng: random.Random) -> str | None:
    """A wh-question turned into its negative, where the passage denies nothing."""
    if not re.match(r"(?:who|what|which|where|when|why|how)\b", question, re.I) or _NOT.search(question + context):
        return None
    if re.match(r"how (?:many|much|long|old|far)\b", question, re.I):
        return None
    auxiliary = re.search(r"\b(did|does|do|was|were|is|are|has|have|had|can|could|will|would)\b", question, re.I)
    if not auxiliary:
        return re.sub(r"^(who|what|which \w+)\b", r"\1 never", question, count=1, flags=re.I)
    joined = {"can": "can't", "will": "won't"}.get(auxiliary.group().lower(), f"{auxiliary.group()}n't")
    return question[: auxiliary.start()] + joined + question[auxiliary.end() :]


EDITS: dict[str, Edit] = {
    "name": swap_name,
    "date": swap_date,
    "number": swap_number,
    "opposite": swap_opposite,
    "attribute": swap_attribute,
    "asked": swap_asked,
    "negation": negate,
}


def replaced(text: str, old: str, new: str) -> str:
    """The text with every whole-word `old` as `new`, in small letters where the text has it so."""

    def keep_case(match: re.Match[str]) -> str:
        if match.group().islower():
            return new.lower()
        return new.capitalize() if new.islower() and match.group()[0].isupper() else new

    return re.sub(rf"(?<!\w){re.escape(old)}(?!\w)", keep_case, text, flags=re.I)


def rename(text: str, old: str, new: str, places: Iterable[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """The text with `old` renamed, and the places moved with it; a place that cuts through a name stays at its edge."""
    pieces, cuts, at = [], [], 0
    for match in re.finditer(rf"(?<!\w){re.escape(old)}(?!\w)", text):
        pieces += [text[at : match.start()], new]
        cuts.append(match.end())
        at = match.end()
    grown = len(new) - len(old)

    def moved(place: int) -> int:
        return place + grown * sum(cut <= place for cut in cuts)

    return "".join([*pieces, text[at:]]), [(moved(a), moved(b)) for a, b in places]


def _shape(name: str) -> tuple[int, bool]:
    return min(3, len(name.split())), name.isupper()


def _sample(items: Sequence[str], size: int, rng: random.Random) -> list[str]:
    return [items[rng.randrange(len(items))] for _ in range(min(size, len(items)))]
