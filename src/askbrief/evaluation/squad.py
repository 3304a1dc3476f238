"""SQuAD 1.1 and 2.0: articles as documents, answers as accepted wordings, the sentences around them as evidence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from askbrief.briefing import parse_briefing
from askbrief.errors import BriefingError
from askbrief.evaluation.collection import (
    Collection,
    Document,
    briefing_source,
    guarded,
    guards,
    plain_lines,
)
from askbrief.evaluation.suite import REFUSED, TWIN, Case
from askbrief.passages import split_sentences
from askbrief.types import Span

_GAP = "\n\n"
"""Parts the paragraphs of an article."""


@dataclass(frozen=True, slots=True)
class _Written:
    """An article as the briefing it will be: where its text begins there, and the sentences askbrief cuts it into."""

    id: str
    source: str
    start: int
    guards: tuple[int, ...]
    sentences: tuple[Span, ...]

    @classmethod
    def of(cls, document: Document) -> _Written:
        """What `write_corpus` will write of a document."""
        source = briefing_source(document)
        briefing = parse_briefing(source, "article")
        sentences = tuple(s for p in briefing.sections[-1].paragraphs for s in split_sentences(p))
        start = len(source) - len(f"{guarded(document.text)}\n")
        return cls(briefing.id, source, start, guards(document.text), sentences)

    def around(self, start: int, end: int) -> str:
        """The sentences that `start:end` of the article's text lies in, to the letter; else the lines."""
        first, last = self._place(start), self._place(end - 1) + 1
        inside = [s for s in self.sentences if s.start < last and first < s.end]
        if inside:
            return self.source[inside[0].start : inside[-1].end]
        return self.source[self.source.rfind("\n", 0, first) + 1 : self.source.index("\n", last)]

    def _place(self, at: int) -> int:
        return self.start + at + bisect_right(self.guards, at)


def is_squad(data: object) -> bool:
    """Whether parsed JSON has SQuAD's outer form: articles under `data`, each with `paragraphs`."""
    articles = data.get("data") if isinstance(data, dict) else None
    return isinstance(articles, list) and any(isinstance(a, dict) and "paragraphs" in a for a in articles)


def squad_collection(data: Mapping[str, Any], name: str, file: Path) -> Collection:
    """The articles and questions of a parsed file; BriefingError names file, article, question and cure."""
    documents: dict[str, Document] = {}
    cases: dict[str, Case] = {}
    for number, article in enumerate(data["data"], 1):
        try:
            document = _document(article, documents)
            made = list(_cases(article, _Written.of(document), name))
        except ValueError as error:
            raise BriefingError(f"{file}, article {number}: {error}") from error
        except (KeyError, TypeError, AttributeError) as error:
            needed = "title, paragraphs of context and qas, each with id, question and answers"
            raise BriefingError(f"{file}, article {number}: not in SQuAD's form ({error!r}); give {needed}") from error
        documents[document.id] = document
        for case in made:
            if case.id in cases:
                raise BriefingError(f"{file}: the question id {case.id!r} comes twice; make ids unique")
            cases[case.id] = case
    return Collection(name, tuple(documents.values()), tuple(cases.values()))


def _document(article: Mapping[str, Any], taken: Mapping[str, Document]) -> Document:
    """An article; its name in the file, numbered where another has it, is the document's id."""
    given = str(article["title"])
    names = (given if n == 1 else f"{given} {n}" for n in range(1, len(taken) + 2))
    text = _GAP.join(plain_lines(p["context"]) for p in article["paragraphs"])
    return Document(next(n for n in names if n not in taken), given.replace("_", " "), text)


def _cases(article: Mapping[str, Any], written: _Written, name: str) -> Iterator[Case]:
    at = 0
    for paragraph in article["paragraphs"]:
        for asked in paragraph["qas"]:
            yield _case(asked, paragraph["context"], at, written, name)
        at += len(plain_lines(paragraph["context"])) + len(_GAP)


def _case(asked: Mapping[str, Any], context: str, at: int, written: _Written, name: str) -> Case:
    """The case of a question whose context stands at `at` of the article's text."""
    # A tilde in an id would make the question a twin of another one.
    identifier, turns = str(asked["id"]).replace(TWIN, "_"), (str(asked["question"]),)
    if asked.get("is_impossible"):
        return Case(identifier, name, turns, REFUSED)
    texts = dict.fromkeys(answer["text"] for answer in asked["answers"])
    if not texts:
        raise ValueError(f"question {identifier} has no answer; give one, or set is_impossible")
    quotes = dict.fromkeys(_quote(answer, identifier, context, at, written) for answer in asked["answers"])
    evidence = tuple((written.id, quote) for quote in quotes)
    return Case(identifier, name, turns, "answered", accepted=(tuple(texts),), evidence=(evidence,))


def _quote(answer: Mapping[str, Any], identifier: str, context: str, at: int, written: _Written) -> str:
    text, start = answer["text"], answer["answer_start"]
    end = start + len(text)
    if not text or start < 0 or context[start:end] != text:
        raise ValueError(f"question {identifier}: {text[:60]!r} does not stand at {start}; correct answer_start")
    return written.around(at + len(plain_lines(context[:start])), at + len(plain_lines(context[:end])))
