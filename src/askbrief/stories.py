"""Which story a question is about, and what its words ask for besides."""

from __future__ import annotations

from collections.abc import Sequence

from askbrief.dates import find_dates
from askbrief.index import Index
from askbrief.types import Briefing, Hit, Mention, Question
from askbrief.words import STOPWORDS, stem, tokenize

_IDLE = frozenset(
    stem(w)
    for w in """people person persons individuals figures players actors organization organizations organisation
    organisations orgs bodies institutions parties groups agencies event events development developments milestone
    milestones timeline chronology steps scenario scenarios outcome outcomes future futures possibility possibilities
    options indicator indicators statistics stats metrics precedent precedents parallel parallels analogy analogies
    historical history context sources references key main major important involved involve listed list mentioned named
    described discussed considered covered cover playing play role roles part story briefing briefings page there
    possible potential different various total all complete full news update updates latest newest recent recently last
    first earliest oldest thing things move moves happening occurred occur took take place begin began start started
    after before between following since prior right next followed came come up far about regarding concerning exist
    exists identified included include includes count number entries entry quick short brief summary tell give xname
    situation case question matter issue affair exactly actually please currently current now today everything anything
    something times often altogether see sees foresee foresees
    job post office position title function rank had held""".split()
)


class Stories:
    """The briefings of one index as what questions are about."""

    def __init__(self, index: Index) -> None:
        self._index = index
        self._briefings = {b.id: b for b in index.briefings}

    def of(self, question: Question, hits: Sequence[Hit], allowed: Sequence[str]) -> str | None:
        """The briefing a question is about: its only one, the one its words and names belong to, or None."""
        if len(allowed) == 1:
            return allowed[0]
        if not question.mentions and not self.leftover(question):
            return None
        votes = {briefing: 4 * self._titled(question, self._briefings[briefing]) for briefing in allowed}
        for mention in question.mentions:
            about = [b for b in mention.entity.briefings if b in votes]
            for briefing in about:
                votes[briefing] += mention.score / len(about)
        for rank, hit in enumerate(hits):
            votes[hit.passage.briefing_id] += 0.5 / (rank + 1)
        ranked = sorted(votes.items(), key=lambda pair: (-pair[1], pair[0]))
        return ranked[0][0] if ranked[0][1] >= 1.2 * ranked[1][1] else None

    def _titled(self, question: Question, briefing: Briefing) -> float:
        """Share of the question's telling words, by rarity, that a story's title, subtitle, tags and names hold."""
        told = title_words(briefing)
        asked = {
            stem(t.norm): self._index.vocabulary.rarity(t.norm)
            for t in tokenize(question.text)
            if t.norm not in STOPWORDS and stem(t.norm) not in _IDLE
        }
        return sum(w for s, w in asked.items() if s in told) / (sum(asked.values()) or 1.0)

    def leftover(self, question: Question) -> set[str]:
        """Content words that a typed answer would ignore: with any left, the question asks for something else."""
        spans = [range(m.start, m.end) for m in self._placed(question)]
        spans += [range(d.start, d.end) for d in find_dates(question.text)]
        return {
            stem(t.norm)
            for t in tokenize(question.text)
            if t.norm not in STOPWORDS
            and stem(t.norm) not in _IDLE
            and not t.norm[0].isdigit()
            and not any(t.start in span for span in spans)
        }

    def _placed(self, question: Question) -> list[Mention]:
        """The question's names where they stand in its text now."""
        groups = self._index.catalogue.match(question.text)
        return [m for group in groups for m in group]


def title_words(briefing: Briefing) -> set[str]:
    """The stems of a story's title, subtitle and tags."""
    return {stem(t.norm) for t in tokenize(f"{briefing.title} {briefing.subtitle} {' '.join(briefing.tags)}")}
