"""eval/systems: what other systems find becomes hits and answers with places in the source; askbrief with parts off."""

from __future__ import annotations

import importlib
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from askbrief.assistant import Assistant
from askbrief.errors import AskbriefError, BriefingError
from askbrief.evaluation.suite import Case
from askbrief.index import Index
from askbrief.settings import Settings
from askbrief.types import Answer, Briefing, Hit
from askbrief.words import stems
from fakes import FakeEncoder

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "eval"))
cairn_peer = importlib.import_module("systems.cairn_peer")
ours = importlib.import_module("systems.ours")
passages = importlib.import_module("systems.passages")
registry = importlib.import_module("systems.registry")

STRIKE = "How long was the strike?"
PEERS = {
    "cairn as shipped": "cairn",
    "txtai": "txtai",
    "txtai by paragraphs": "txtai",
    "haystack": "haystack",
    "haystack by words": "haystack",
    "llamaindex": "llama_index",
    "llamaindex by sentences": "llama_index",
}
"""Systems with the package each of them needs."""


@pytest.fixture
def base(small_settings: Settings, fake_encoder: FakeEncoder) -> Any:
    """What all systems over the small corpus share."""
    return ours.Ground(small_settings, fake_encoder)


@pytest.fixture(scope="session")
def strike(small_index: Index) -> Briefing:
    return next(b for b in small_index.briefings if b.id == "velm-rail-strike")


def ranking(index: Index, score: float = 0.5, count: int = 50) -> Any:
    """A system that finds the first passages of the index, whatever is asked."""

    def rank(question: str, depth: int) -> Sequence[Hit]:
        return [Hit(p, score) for p in index.passages[: min(count, depth)]]

    return passages.Quoting("fixed", "the first passages", index.briefings, rank, lambda found: found)


def without_times(answer: Answer) -> tuple[Any, ...]:
    return answer.status, answer.text, answer.confidence, answer.citations, answer.hits, answer.question


def test_a_chunk_is_placed_where_its_text_stands(strike: Briefing) -> None:
    """The blanks around a chunk are not part of its passage."""
    span = passages.place(strike.source, "\n\nTrain drivers of the Velm Railway ")
    assert span.text == "Train drivers of the Velm Railway"
    assert strike.source[span.start : span.end] == span.text


def test_a_chunk_with_folded_blanks_is_placed_on_the_words_of_the_source(strike: Briefing) -> None:
    """A splitter that joins a heading and its paragraph with one line break still quotes the source to the letter."""
    span = passages.place(strike.source, "### Dora Quist\nRole: Head of the Velm Railway Union")
    assert span.text == "### Dora Quist\n\nRole: Head of the Velm Railway Union"
    assert strike.source[span.start : span.end] == span.text


def test_a_chunk_that_stands_nowhere_is_an_error(strike: Briefing) -> None:
    """A peer that changes the text is not judged by another text."""
    with pytest.raises(AskbriefError, match="'Train drivers of the Moon' stands nowhere"):
        passages.place(strike.source, "Train drivers of the Moon")


def test_equal_chunks_are_placed_one_after_the_other(strike: Briefing) -> None:
    """A text that comes twice has two places; a blank chunk has none."""
    found = passages.placed(strike, [("one", "Tarn"), ("blank", " \n"), ("two", "Tarn")])
    first = strike.source.index("Tarn")
    assert {key: passage.start for key, passage in found.items()} == {
        "one": first,
        "two": strike.source.index("Tarn", first + 1),
    }


def test_a_chunks_passage_names_its_briefing_and_nothing_more(strike: Briefing) -> None:
    """What is unknown of a chunk is left neutral; its one sentence is the chunk."""
    passage = passages.placed(strike, [("key", "Kind: Talks")])["key"]
    assert (passage.id, passage.briefing_id) == ("velm-rail-strike/chunk-1", "velm-rail-strike")
    assert (passage.section.value, passage.heading_path, passage.item, passage.fields) == ("other", (), -1, ())
    assert passage.sentences == (passages.Span(passage.text, passage.start, passage.end),)


def test_a_ranking_system_quotes_its_first_three_passages_whole(small_index: Index) -> None:
    """Each is cited, its marker behind it, and the quote is the source's."""
    answer = ranking(small_index).ask(STRIKE)
    sources = {b.id: b.source for b in small_index.briefings}
    assert answer.status == "answered"
    assert [c.passage_id for c in answer.citations] == [p.id for p in small_index.passages[:3]]
    assert [c.quote for c in answer.citations] == [p.text.strip() for p in small_index.passages[:3]]
    assert all(sources[c.briefing_id][c.start : c.end] == c.quote for c in answer.citations)
    assert [line.split()[-1] for line in answer.text.split("\n")] == ["[1]", "[2]", "[3]"]
    assert (answer.short_answer, answer.question.text, answer.timings_ms[0][0]) == (None, STRIKE, "total")


def test_what_is_asked_to_be_seen_changes_no_answer(small_index: Index) -> None:
    """`top_k` cuts the hits and nothing else; ten are returned where it is not given."""
    system = ranking(small_index)
    answers = [system.ask(STRIKE, top_k=count) for count in (1, 20, None)]
    assert [len(a.hits) for a in answers] == [1, 20, 10]
    assert len({(a.text, a.citations) for a in answers}) == 1


@pytest.mark.parametrize(("score", "confidence"), [(0.25, 0.25), (-0.5, 0.0), (7.0, 1.0)])
def test_confidence_is_the_first_score_within_0_and_1(small_index: Index, score: float, confidence: float) -> None:
    """Whatever a peer's score is."""
    assert ranking(small_index, score).ask(STRIKE).confidence == confidence


def test_a_ranking_that_finds_nothing_cites_nothing(small_index: Index) -> None:
    """Its answer is not_found."""
    answer = ranking(small_index, count=0).ask(STRIKE)
    assert (answer.status, answer.citations, answer.hits, answer.confidence) == ("not_found", (), (), 0.0)


def test_bm25_ranks_by_the_lexical_index_alone(base: Any, small_index: Index) -> None:
    """The scores are the index's, best first; the confidence is the best score over itself and ten."""
    answer = ours.bm25(base).ask(STRIKE, top_k=5)
    scores = small_index.lexical.scores(stems(STRIKE))
    best = float(scores.max())
    assert [h.score for h in answer.hits] == sorted(scores.tolist(), reverse=True)[:5]
    assert answer.confidence == pytest.approx(best / (best + 10), abs=1e-4)
    assert "23 days" in answer.text


def test_the_encoder_ranks_by_cosine_alone(base: Any, small_index: Index, fake_encoder: FakeEncoder) -> None:
    """The hits are the vector store's."""
    answer = ours.encoder_alone(base).ask(STRIKE, top_k=4)
    places, cosines = small_index.store.search(fake_encoder.encode([STRIKE])[0], 4)
    assert [h.passage.id for h in answer.hits] == [small_index.passages[p].id for p in places]
    assert [h.score for h in answer.hits] == pytest.approx(list(cosines))


def test_a_ranking_alone_never_refuses(base: Any) -> None:
    """Not even a question about nothing in the corpus."""
    assert ours.bm25(base).ask("qqqq zzzz").status == "answered"
    assert ours.encoder_alone(base).ask("qqqq zzzz").status == "answered"


def test_askbrief_answers_as_its_assistant_does(base: Any, assistant: Assistant) -> None:
    """The system is the assistant and nothing besides; the fixture has no reader."""
    system = ours.Ours(base, "reader")
    assert ours.Ours(base).name == "askbrief"
    assert without_times(system.ask(STRIKE)) == without_times(assistant.ask(STRIKE))
    assert system.briefings() == assistant.briefings()


def test_askbrief_keeps_conversations(base: Any) -> None:
    """A follow-up is read with the turn before it."""
    system = ours.Ours(base)
    system.ask("Who is Dora Quist?", conversation_id="talk")
    assert "Dora Quist" in system.ask("And what did she sign?", conversation_id="talk").question.text


@pytest.mark.parametrize("part", registry.PARTS)
def test_one_part_is_off_and_the_settings_say_so(base: Any, part: str) -> None:
    """The other parts stay as they are."""
    system = ours.Ours(base, part)
    assert system.name == f"askbrief without {part}"
    on = "shipped" if part == "reader" else "on"
    assert system.settings == ours.Ours(base).settings.replace(f"{part} {on}", f"{part} off")
    assert f"{part} off" in system.settings


def test_a_part_that_is_off_has_no_part_in_the_ranking(base: Any) -> None:
    """Without BM25 no hit has a lexical score; with it the best has one."""
    assert {h.lexical for h in ours.Ours(base, "lexical").ask(STRIKE).hits} == {0.0}
    assert max(h.lexical for h in ours.Ours(base).ask(STRIKE).hits) > 0.5


def test_the_settings_line_names_versions(base: Any) -> None:
    """One line for each system, with what it was made of."""
    for system in (ours.bm25(base), ours.encoder_alone(base), ours.Ours(base)):
        assert "\n" not in system.settings
        assert f"askbrief {importlib.import_module('askbrief').__version__}" in system.settings


def test_every_system_bears_its_registered_name_and_shares_one_index(
    small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening a second system encodes no passage again."""
    monkeypatch.setattr(ours, "load_encoder", lambda settings: FakeEncoder())
    builds: list[Path] = []
    build = ours.build
    monkeypatch.setattr(
        ours, "build", lambda corpus, folder, encoder: builds.append(folder) or build(corpus, folder, encoder)
    )
    names = [name for name in registry.SYSTEMS if name in ("bm25", "encoder") or name.startswith("askbrief")]
    opened = [registry.SYSTEMS[name](small_corpus, tmp_path / "index") for name in names]
    assert [system.name for system in opened] == names
    assert builds == [tmp_path / "index"]
    assert {len(system.briefings()) for system in opened} == {3}


def test_the_registry_imports_no_peer() -> None:
    """A peer is imported when it is opened."""
    assert not {"txtai", "haystack", "llama_index", "cairn"} & set(sys.modules)


@pytest.mark.parametrize("name", PEERS)
def test_a_missing_peer_names_the_cure(
    name: str, small_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An expected error that says what to install, and no traceback of an import."""
    monkeypatch.setitem(sys.modules, PEERS[name], None)
    with pytest.raises(passages.PeerMissing, match=r"run `pip install -r eval/systems/requirements-peers\.txt`"):
        registry.SYSTEMS[name](small_corpus, tmp_path)
    assert issubclass(passages.PeerMissing, AskbriefError)


def test_every_peer_is_tested_for_being_missing() -> None:
    """`cairn` needs its probe questions first; the others are all tried above."""
    own = {name for name in registry.SYSTEMS if name.split()[0] in ("bm25", "encoder", "askbrief")}
    assert set(registry.SYSTEMS) - own - {"cairn"} == set(PEERS)


def test_cairn_is_not_calibrated_on_questions_about_other_briefings(small_corpus: Path, tmp_path: Path) -> None:
    """The error names the way out."""
    with pytest.raises(BriefingError, match="take `cairn as shipped`"):
        registry.SYSTEMS["cairn"](small_corpus, tmp_path)


def test_a_probe_is_written_as_cairn_reads_it() -> None:
    """Quotation marks and other alphabets come through."""
    case = Case("q", "absent", ('Who said “no” to "Südmark" \\ Київ?',), "not_found")
    assert tomllib.loads(cairn_peer._probe(case)) == {"probe": [{"question": case.turns[0], "behavior": "refuse"}]}


def calibrated(
    monkeypatch: pytest.MonkeyPatch, suggested: float | None, answer: list[float], refuse: list[float]
) -> Any:
    """The threshold taken where cairn's report has these best scores of questions to answer and to refuse."""
    probes = [SimpleNamespace(top_score=score) for score in (*answer, *refuse)]
    report = SimpleNamespace(
        suggested_threshold=suggested,
        results=probes,
        answer_probes=probes[: len(answer)],
        refuse_probes=probes[len(answer) :],
    )
    stand_in = SimpleNamespace(calibrate=lambda index, config, path: report)
    monkeypatch.setattr(cairn_peer, "peer", lambda module, package: stand_in)
    return cairn_peer._calibrated(None, SimpleNamespace(threshold=0.165), [])


def test_cairns_own_threshold_is_taken_where_it_suggests_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """It does where all probes can be told apart."""
    threshold, how = calibrated(monkeypatch, 0.21, [0.4], [0.1])
    assert threshold == 0.21
    assert how.startswith("suggested by cairn calibrate")


def test_else_cairns_threshold_is_the_one_of_best_balanced_accuracy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between 0.2 and 0.4 three of four answers and two of two refusals are right, more than anywhere else."""
    threshold, how = calibrated(monkeypatch, None, [0.1, 0.4, 0.5, 0.6], [0.15, 0.2])
    assert threshold == pytest.approx(0.3)
    assert "balanced accuracy" in how


def test_the_peers_keep_to_the_projects_versions_but_one() -> None:
    """What requirements-peers.txt and constraints.txt both pin is the same, PyStemmer aside; torch is pinned."""
    peers, own = pins(ROOT / "eval" / "systems" / "requirements-peers.txt"), pins(ROOT / "constraints.txt")
    assert {name for name in peers.keys() & own.keys() if peers[name] != own[name]} == {"pystemmer"}
    assert peers["torch"] == own["torch"]


def pins(path: Path) -> dict[str, str]:
    """The pinned version of each package of a requirements file."""
    lines = [line.split("==") for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {line[0].lower().replace("_", "-"): line[1] for line in lines if len(line) == 2}
