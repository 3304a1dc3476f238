"""The public question sets as one kind of record, and the split into what is trained on and what is held back.

Paths are arguments: nothing here knows where the data lie. XQuAD is read for measuring only.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from askbrief.passages import split_sentences
from askbrief.types import Span

Place = tuple[int, int]
"""Start and end (exclusive) in code points."""
WINDOW = 520
"""Code points of a training passage: with question and heading about 140 word pieces."""
NQ_HELD = 655
HELD_SHARE = {
    "squadshifts": 0.04, "qed": 0.35, "clapnq": 0.5, "timeqa": 0.08, "policyqa": 0.04, "nq": 0.0, "written": 0.12,
}  # fmt: skip
WRITTEN = Path(__file__).with_name("written")
"""Invented stories with questions written for this reader; the README there says how."""
ARTICLES = frozenset({"squadshifts/new_wiki", "nq", "qed", "clapnq", "timeqa"})
"""Sources whose passages are titled articles; the others are reviews, comments and policies."""


@dataclass(frozen=True, slots=True)
class Record:
    """A question with one passage: `spans` are accepted answers in `text`, `support` the sentences that bear them.

    An answerable record may have no span (its answer was written freely); an unanswerable one has neither.
    """

    source: str
    title: str
    question: str
    text: str
    answerable: bool
    spans: tuple[Place, ...] = ()
    support: tuple[Place, ...] = ()
    answers: tuple[str, ...] = ()
    held: bool = False
    kind: str = ""  # of a written question

    @property
    def is_written(self) -> bool:
        """Whether it was written for this reader: its unanswerable questions are tempting ones."""
        return self.source.startswith("written")


@dataclass(frozen=True, slots=True)
class Example:
    """What the model reads: a question and a context (heading path, line break, passage), with its targets.

    `kind` is "answerable" or the way the negative was made.
    """

    question: str
    context: str
    answerable: bool
    span: Place | None
    support: tuple[Place, ...]
    source: str
    kind: str


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON lines file, gzipped or not; FileNotFoundError says which file of the data is missing."""
    if not path.is_file():
        raise FileNotFoundError(f"{path} is missing; --data must name the folder that holds the question sets")
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def normalise(text: str) -> str:
    """SQuAD's form of an answer: small letters, no punctuation, no articles, single blanks."""
    bare = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", bare).split())


def fraction(key: str) -> float:
    """A number in [0, 1) that depends on the key alone: the split stays the same on every machine."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:6], "big") / 2**48


def sentence_places(text: str) -> tuple[Place, ...]:
    """Start and end of each sentence of a text, in order."""
    return tuple((s.start, s.end) for s in split_sentences(Span(text, 0, len(text))))


def holding(sentences: Iterable[Place], spans: Iterable[Place]) -> tuple[Place, ...]:
    """The sentences that overlap one of the spans."""
    wanted = tuple(spans)
    return tuple((a, b) for a, b in sentences if any(a < end and start < b for start, end in wanted))


def best_occurrence(text: str, answers: Iterable[str], question: str) -> Place | None:
    """Where an answer stands in a text: of several places the one in whose sentence most words of the
    question stand."""
    words = set(re.findall(r"\w+", question.lower()))
    found: list[tuple[int, int, Place]] = []
    sentences = sentence_places(text)
    for answer in answers:
        for match in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.I) if answer.strip() else ():
            around = " ".join(text[a:b] for a, b in holding(sentences, [match.span()]))
            shared = len(words & set(re.findall(r"\w+", around.lower())))
            found.append((-shared, match.start(), match.span()))
    return min(found)[2] if found else None


def load_training(data: Path) -> list[Record]:
    """All records that may be trained on or held back, in a fixed order; see `Record.held`.

    A question that is held back in one set is held back in all, since three of the sets stem from Natural Questions.
    """
    records = [record for load in (squadshifts, nq_open, policyqa, qed, timeqa, clapnq) for record in load(data)]
    records += written()
    held = {normalise(r.question) for r in records if r.held and r.source in ("nq", "qed", "clapnq")}
    same_questions = ("nq", "qed", "clapnq")
    return [r for r in records if r.held or r.source not in same_questions or normalise(r.question) not in held]


def squadshifts(data: Path) -> Iterator[Record]:
    """New Wikipedia, Reddit and Amazon questions; whole passages are held back."""
    for part in ("new_wiki", "reddit", "amazon_reviews"):
        yield from _squad_form(
            f"squadshifts/{part}",
            read_lines(data / "squadshifts" / f"{part}_passages.jsonl.gz"),
            read_lines(data / "squadshifts" / f"{part}_questions.jsonl.gz"),
            HELD_SHARE["squadshifts"],
        )


def policyqa(data: Path) -> Iterator[Record]:
    """Questions on privacy policies."""
    folder = data / "policyqa_dev"
    passages, questions = folder / "dev_passages.jsonl", folder / "dev_questions.jsonl.gz"
    yield from _squad_form("policyqa", read_lines(passages), read_lines(questions), HELD_SHARE["policyqa"])


def xquad(data: Path) -> list[Record]:
    """XQuAD's English questions, all held back: for measuring, never for training."""
    folder = data / "xquad_en"
    passages, questions = read_lines(folder / "passages.jsonl"), read_lines(folder / "questions.jsonl")
    return list(_squad_form("xquad", passages, questions, 1.0))


def _squad_form(
    source: str, passages: Iterable[dict[str, Any]], questions: Iterable[dict[str, Any]], held: float
) -> Iterator[Record]:
    texts = {p["pid"]: p for p in passages}
    titled = source in ARTICLES
    cut = {pid: sentence_places(p["text"]) for pid, p in texts.items()}
    for row in questions:
        passage = texts[row["pid"]]
        places = [(s, s + len(a)) for a, s in zip(row["answers"], row["answer_starts"], strict=True)]
        counted = Counter(places)
        spans = tuple(sorted(counted, key=lambda p: (-counted[p], p[1] - p[0], p)))
        title = unquote(passage["title"]).replace("_", " ") if titled else ""
        yield Record(
            source, title, row["question"].strip(), passage["text"], True, spans,
            holding(cut[row["pid"]], spans[:1]), tuple(row["answers"]),
            fraction(f"{source} {row['pid']}") < held,
        )  # fmt: skip


def nq_open(data: Path) -> Iterator[Record]:
    """Natural Questions with their gold passage; the last 655 are held back."""
    rows = list(read_lines(data / "nq_open_oracle" / "nq-open-oracle.jsonl.gz"))
    for number, row in enumerate(rows):
        passage = next(c for c in row["ctxs"] if c["isgold"])
        place = best_occurrence(passage["text"], row["answers"], row["question"])
        held = number >= len(rows) - NQ_HELD
        if place or held:
            spans = (place,) if place else ()
            support = holding(sentence_places(passage["text"]), spans)
            yield Record("nq", passage["title"], row["question"], passage["text"], True, spans, support,
                         tuple(row["answers"]), held)  # fmt: skip


def qed(data: Path) -> Iterator[Record]:
    """Natural Questions with the one sentence that bears the answer; others are left out."""
    for row in read_lines(data / "qed_dev" / "qed-dev.jsonl.gz"):
        note = row["annotation"]
        if note.get("explanation_type") != "single_sentence" or not note.get("selected_sentence"):
            continue
        text = row["paragraph_text"]
        spans = [(s["start"], s["end"]) for group in row["original_nq_answers"] for s in group[:1]]
        sentence = (note["selected_sentence"]["start"], note["selected_sentence"]["end"])
        within = (s for s in spans if sentence[0] <= s[0] < s[1] <= sentence[1])
        inside = tuple(sorted(within, key=lambda s: s[1] - s[0]))
        held = fraction(f"qed {row['title_text']}") < HELD_SHARE["qed"]
        yield Record("qed", row["title_text"], row["question_text"], text, True, inside, (sentence,),
                     tuple(text[a:b] for a, b in inside), held)  # fmt: skip


def qed_sentences(data: Path) -> dict[str, tuple[Place, ...]]:
    """The published sentence places of each paragraph of QED."""
    found = {}
    for row in read_lines(data / "qed_dev" / "qed-dev.jsonl.gz"):
        starts = [*row["sentence_starts"], len(row["paragraph_text"])]
        found[row["paragraph_text"]] = tuple(pairwise(starts))
    return found


def clapnq(data: Path) -> Iterator[Record]:
    """Questions with a passage that answers them at length or, for half of them, not at all."""
    passages = {p["pid"]: p for p in read_lines(data / "clapnq_dev" / "passages.jsonl.gz")}
    for row in read_lines(data / "clapnq_dev" / "questions.jsonl.gz"):
        passage = passages[row["pids"][0]]
        text = " ".join(s.strip() for s in passage["sentences"])
        chosen = {s.strip() for group in row["selected_sentences"] for s in group}
        places, at = [], 0
        for sentence in (s.strip() for s in passage["sentences"]):
            places.append((at, at + len(sentence)))
            at += len(sentence) + 1
        support = tuple(p for p in places if text[p[0] : p[1]] in chosen)
        held = fraction(f"clapnq {row['pids'][0]}") < HELD_SHARE["clapnq"]
        answerable = bool(row["answerable"])
        yield Record("clapnq", passage["title"], row["question"], text, answerable, (), support if answerable else (),
                     tuple(row["answers"]), held)  # fmt: skip


def written(folder: Path = WRITTEN) -> Iterator[Record]:
    """The invented stories: a passage's answerable questions, and tempting ones that it does not answer; whole
    stories are held back. Those in `hard/` are a source of their own. ValueError where an answer does not stand in its
    passage exactly once."""
    for path in sorted((*folder.glob("*.jsonl"), *folder.glob("hard/*.jsonl"))):
        source = "written/hard" if path.parent.name == "hard" else "written"
        for row in read_lines(path):
            held = fraction(f"written {row['story']}") < HELD_SHARE["written"]
            title, text = " > ".join((row["story"], *row["path"])), row["text"]
            for asked in row["questions"]:
                spans = _sole_place(text, asked["answer"], path) if asked["answer"] else ()
                yield Record(
                    source, title, asked["question"], text, bool(spans), spans,
                    holding(sentence_places(text), spans), (asked["answer"],) if spans else (), held, asked["kind"],
                )  # fmt: skip


def _sole_place(text: str, answer: str, path: Path) -> tuple[Place, ...]:
    places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", text)]
    if len(places) != 1:
        raise ValueError(f"{path.name}: the answer {answer!r} stands {len(places)} times in its passage; it must once")
    return (places[0],)


def timeqa(data: Path) -> Iterator[Record]:
    """Time-bound questions on long pages, cut to the paragraphs around the answer.

    A second record for each: the paragraph nearest in words that lacks the answer, unanswerable.
    """
    for part in ("easy", "hard"):
        for row in read_lines(data / "timeqa_train" / f"human_train_{part}.jsonl.gz"):
            yield from _timeqa(row)


def _timeqa(row: dict[str, Any]) -> Iterator[Record]:
    targets = [t for t in row["targets"] if t]
    held = fraction(f"timeqa {row['idx'].split('#')[0]}") < HELD_SHARE["timeqa"]
    words = set(re.findall(r"\w+", row["question"].lower()))
    page = row["paragraphs"][0]["title"]
    scored = []
    for paragraph in row["paragraphs"]:
        text = f"{paragraph['text'].strip()}"
        if len(text) > 80:
            shared = len(words & set(re.findall(r"\w+", text.lower())))
            path = page if paragraph["title"] == page else f"{page} > {paragraph['title']}"
            scored.append((shared, path, text))
    scored.sort(key=lambda s: -s[0])
    with_answer = [s for s in scored if targets and any(t.lower() in s[2].lower() for t in targets)]
    if with_answer:
        _, path, text = with_answer[0]
        place = best_occurrence(text, targets, row["question"])
        if place:
            support = holding(sentence_places(text), [place])
            yield Record("timeqa", path, row["question"], text, True, (place,), support, tuple(targets), held)
    without = [s for s in scored[:4] if s not in with_answer]
    if without:
        yield Record("timeqa", without[0][1], row["question"], without[0][2], False, (), (), (), held)


def window(record: Record, rng: random.Random, size: int = WINDOW) -> Record:
    """The record with a run of whole sentences of its text, about `size` code points, that keeps the evidence."""
    if len(record.text) <= size:
        return record
    sentences = sentence_places(record.text)
    kept = [i for i, s in enumerate(sentences) if holding([s], (*record.spans[:1], *record.support[:3]))]
    first = last = kept[0] if kept else rng.randrange(len(sentences))
    last = max(last, kept[-1]) if kept else last
    while True:
        sides = [side for side in (-1, 1) if 0 <= (first - 1 if side < 0 else last + 1) < len(sentences)]
        if not sides:
            break
        left, right = (first - 1, last) if rng.choice(sides) < 0 else (first, last + 1)
        if sentences[right][1] - sentences[left][0] > size:
            break
        first, last = left, right
    return clipped(record, sentences[first][0], sentences[last][1])


def clipped(record: Record, start: int, end: int) -> Record:
    """The record with `text[start:end]`; spans and sentences outside are dropped, the others moved."""

    def moved(places: Sequence[Place]) -> tuple[Place, ...]:
        return tuple((a - start, b - start) for a, b in places if start <= a and b <= end)

    return replace(record, text=record.text[start:end], spans=moved(record.spans), support=moved(record.support))


def as_example(record: Record, kind: str = "answerable", path: str | None = None) -> Example:
    """The record as the model reads it; `path` stands for the record's title when given, "" leaves it out."""
    head = record.title if path is None else path
    context = f"{head}\n{record.text}" if head else record.text
    shift = len(context) - len(record.text)
    span = (record.spans[0][0] + shift, record.spans[0][1] + shift) if record.spans and record.answerable else None
    support = tuple((a + shift, b + shift) for a, b in record.support) if record.answerable else ()
    return Example(record.question, context, record.answerable, span, support, record.source, kind)
