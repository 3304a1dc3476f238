"""The laws of askbrief, held over generated briefings, edits, questions and damage."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from askbrief.assistant import Assistant, answer_to_dict
from askbrief.briefing import parse_briefing, read_briefing
from askbrief.conversations import Conversations
from askbrief.errors import BriefingError, IndexDamaged, IndexMissing
from askbrief.index import Index, build, load
from askbrief.passages import cut, embedding_text, sentence_places
from askbrief.publishing import published
from askbrief.settings import Settings
from askbrief.store import FlatStore
from askbrief.types import Answer, Briefing, Item
from corpus_small import BRIEFINGS, ORRIN, RAIL, write_corpus
from fakes import FakeEncoder

ENCODER = FakeEncoder()

# ---- generated briefings -------------------------------------------------------------------

ODD = "\u00a0\u2011\u2019\u200b\u2028\u0085\x0b\x0c\u0301\ufeff\x00🚢👩‍🚒ßİ東₂"
CHARACTERS = st.sampled_from("abcdeXYZ 0129.,:;!?-–—#*_`>[]()\"'\t" + ODD) | st.characters(
    exclude_categories=["Cs", "Cc"]
)
TEXT = st.text(CHARACTERS, max_size=60)
WORDS = st.sampled_from(
    ["Marek Toll", "signed", "in Tarn", "on 14 March 2019", "the U.S. army", "No. 5", "40 million m³",
     "e.g. Dr. Brandt", "The lake rose", "🚢 ships", "“quoted.”", "[3]", "2019–2021", "**bold**", "..."]
)  # fmt: skip
PROSE = st.lists(WORDS | TEXT, max_size=12).map(lambda ws: " ".join(ws) + ".")
KNOWN = st.sampled_from(
    ["Overview", "Key Indicators", "People Involved", "Organizations Involved", "Timeline", "Scenarios",
     "Historical Context", "Sources", "TIMELINE:", "Who's who"]
)  # fmt: skip
ITEMS = st.sampled_from(
    [
        "28 — Points",
        "Ilsa Brandt",
        "2024-05-17 — Filling agreed",
        "May 2024: Talks",
        "1. A treaty",
        "Accord (2019)",
        "",
        "#",
    ]
)
FENCE = TEXT.map(lambda t: f"```\n## Timeline\n{t}\n```")
LINE = st.one_of(
    st.builds("{} {}".format, st.sampled_from(["#", "##", "###", "####", " ##", "######"]), KNOWN | ITEMS | TEXT),
    st.builds("{}: {}".format, st.sampled_from(["Role", "Note", "- Kind", "**Type**", "When"]), TEXT),
    st.builds("{} {}".format, st.sampled_from(["-", "*", "•", "1.", "2)", ">"]), ITEMS | PROSE),
    st.builds("{}\n{}".format, TEXT, st.sampled_from(["===", "---"])),
    PROSE,
    TEXT,
    FENCE,
    st.just(""),
)
FRONT = st.sampled_from(
    ["", "", "---\n---\n", "---\ntitle: The Lake 🚢\nsubtitle: \"Why: so\"\nupdated: 2026-02-01\n---\n",
     "---\ntitle: >\n  Folded\n  title\naliases: [Lake]\n---\n"]
)  # fmt: skip


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A Markdown text that people might write: headings, fields, bullets, fences, odd characters and line ends."""
    lines = draw(st.lists(LINE | LINE.map("\n{}\n".format), max_size=30))
    return (draw(FRONT) + "\n".join(lines)).replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))


def read(text: str) -> Briefing | None:
    """The briefing in a file of that text; None where it is refused: blank, or its front matter is none."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.md"
        path.write_bytes(text.encode())
        try:
            return read_briefing(path)
        except BriefingError:
            return None


def items_of(briefing: Briefing) -> Iterator[Item]:
    for section in briefing.sections:
        for item in section.items:
            yield item
            yield from item.parts


@given(documents())
def test_sections_tile_the_source(text: str) -> None:
    """The first begins at 0, each at the end of the one before, and the last ends with the source."""
    briefing = read(text)
    if briefing:
        ends = [0, *(s.end for s in briefing.sections)]
        assert [s.start for s in briefing.sections] == ends[:-1]
        assert ends[-1] == len(briefing.source)


@given(documents())
def test_every_piece_of_a_briefing_stands_where_it_says(text: str) -> None:
    """`source[start:end]` is the text of each heading, paragraph and field, and it lies in its section or item."""
    briefing = read(text)
    if not briefing:
        return
    spans = [(s, p) for s in briefing.sections for p in (s.heading, *s.paragraphs)]
    spans += [(i, p) for i in items_of(briefing) for p in (i.heading, *i.paragraphs)]
    for owner, span in spans:
        assert briefing.source[span.start : span.end] == span.text
        assert owner.start <= span.start <= span.end <= owner.end
    for item in items_of(briefing):
        assert all(briefing.source[f.start : f.end] == f.value for f in item.fields)


@given(documents(), st.sampled_from([254, 60, 12]))
def test_passages_are_the_source_and_cover_it(text: str, budget: int) -> None:
    """`source[p.start:p.end] == p.text`, ids are unique, and every character of a section is in some passage."""
    briefing = read(text)
    if not briefing:
        return
    passages = cut(briefing, ENCODER.count_tokens, budget)
    covered = np.zeros(len(briefing.source), dtype=bool)
    for passage in passages:
        assert briefing.source[passage.start : passage.end] == passage.text
        covered[passage.start : passage.end] = True
    assert covered.all()
    assert len({p.id for p in passages}) == len(passages)


@given(documents(), st.sampled_from([254, 60, 12]))
@example("# Overview\n\n## \n\nText under a heading without words.\n", 254)
def test_sentences_can_be_quoted(text: str, budget: int) -> None:
    """Each is not blank, lies in its passage and stands where it says; so do the passage's fields."""
    briefing = read(text)
    for passage in cut(briefing, ENCODER.count_tokens, budget) if briefing else ():
        for sentence in passage.sentences:
            assert sentence.text.strip()
            assert passage.start <= sentence.start <= sentence.end <= passage.end
            assert briefing is not None
            assert briefing.source[sentence.start : sentence.end] == sentence.text
        assert all(passage.start <= f.start <= f.end <= passage.end for f in passage.fields)
        assert len(sentence_places(passage, embedding_text(passage))) == len(passage.sentences)


@given(documents())
def test_cutting_loses_no_sentence(text: str) -> None:
    """However small the budget, the same sentences can be quoted."""
    briefing = read(text)
    if briefing:
        wide, narrow = (
            [s for p in cut(briefing, ENCODER.count_tokens, budget) for s in p.sentences] for budget in (254, 12)
        )
        assert wide == narrow


# ---- answers -------------------------------------------------------------------------------

QUESTIONS = (
    "Who is Marek Toll?", "Who is Toll?", "who is ilza brant", "Who mediated the rail strike?", "What is the NWB?",
    "What is the Velm Union?", "When was the Lake Orrin Accord signed?", "When did the strike begin?",
    "Where was the Lake Orrin Accord signed?", "How long is the bridge?", "How many drivers were on strike?",
    "How many people are in the rail strike?", "How many rounds of talks were held?", "What does the bridge cost?",
    "What is Sudmark's yearly share?", "List the scenarios of the Lake Orrin Accord", "List all people",
    "Which organizations are involved in the Velm Rail Strike?", "What is the latest event in the Amsel Bridge Treaty?",
    "What happened first in the Lake Orrin Accord?", "What happened before 2019?", "What happened after 2022?",
    "What happened between 2017 and 2019?", "What happened in November 2024?", "Why did the court halt the works?",
    "Why did the harbour strike fail?", "How did the strike end?",
    "Compare the Lake Orrin Accord and the Orrin II Accord",
    "Compare Marek Toll and Zorro", "Which came first, the Lake Orrin Accord or the Amsel Bridge Treaty?",
    "What is the difference between Velm Union and Velm Railway Union?",
    "Did Dora Quist sign the Lake Orrin Accord?",
    "Who signed for Norvale and how long was the strike?",
    "Who is the mayor of Port Amsel and who is the king of Tarn?",
    "Who is the president of France?", "How many drivers were on strike in 1998?", "What is the capital of Mongolia?",
    "Who won the world cup?", "What colour is the Keld sluice?", "What will Marek Toll do in 2040?",
    "What happened in 1850?", "Who is Jane Nobody?", "hello", "Hi!", "thanks a lot", "bye", "who are you?",
    "what can you do", "?", "...", "a", "the the the", "zorp blat quux", "12345", "🚢🚢🚢", "SELECT * FROM passages",
    "<script>alert(1)</script>", "What is [7]?", "[1] [2] [3]", "“28”", "Orrin", "Toll Toll Toll", "and him?", "why?",
    "x" * 1999, "Who is Marek Toll? " * 50, "WHO IS MAREK TOLL", "marek toll role?", "S\u00fcdmark share", "\x00\x00",
    "When\u00a0was\u2011it\u2019s\r\nsigned?",
)  # fmt: skip
ASKABLE = TEXT.filter(str.strip) | st.lists(
    st.sampled_from(
        "who what when where why how many list compare is was the of in and before after first last not Marek Toll "
        "Anna Ilsa Brandt Orrin Accord II bridge strike Velm Union drivers km 2019 2024 signed cost [1] ?".split()
    ),
    min_size=1,
    max_size=12,
).map(" ".join)


def keep_the_law(answer: Answer, index: Index) -> None:
    """What every answer must keep, whatever was asked."""
    briefings = {b.id: b for b in index.briefings}
    assert [c.number for c in answer.citations] == list(range(1, len(answer.citations) + 1))
    marks = {int(n) for n in re.findall(r"\[(\d+)\]", answer.text)}
    assert marks == {c.number for c in answer.citations}
    for citation in answer.citations:
        briefing = briefings[citation.briefing_id]
        assert briefing.source[citation.start : citation.end] == citation.quote
        assert citation.quote.strip()
        assert citation.document_sha256 == briefing.sha256
        assert citation.briefing_title == briefing.title
    if answer.status in ("not_found", "small_talk"):
        assert answer.citations == ()
        assert answer.short_answer is None
    if answer.status in ("answered", "partial"):
        assert answer.citations
    assert answer.status in ("answered", "partial", "not_found", "ambiguous", "small_talk")
    assert 0.0 <= answer.confidence <= 1.0


def settled(answer: Answer) -> Answer:
    """The answer without what differs from call to call."""
    return replace(answer, conversation_id="", timings_ms=())


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_answer_keeps_the_laws_of_citation(assistant: Assistant, small_index: Index, question: str) -> None:
    """Quotes stand in the source, markers are the citations' numbers, refusals cite nothing."""
    keep_the_law(assistant.ask(question), small_index)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ASKABLE)
def test_any_text_can_be_asked(assistant: Assistant, small_index: Index, question: str) -> None:
    """Nonsense too is answered within the laws, twice the same."""
    answer = assistant.ask(question)
    keep_the_law(answer, small_index)
    assert settled(assistant.ask(question)) == settled(answer)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.lists(ASKABLE | st.sampled_from(QUESTIONS), min_size=2, max_size=4))
def test_conversations_keep_the_laws(assistant: Assistant, small_index: Index, questions: list[str]) -> None:
    """Follow-ups too, and the same conversation goes the same way again."""
    one, other = (
        [settled(assistant.ask(question, conversation_id=name)) for question in questions]
        for name in (Conversations.new_id(), Conversations.new_id())
    )
    assert one == other
    for answer in one:
        keep_the_law(answer, small_index)


@pytest.mark.parametrize("question", QUESTIONS[::5])
def test_the_stream_says_what_ask_says(assistant: Assistant, question: str) -> None:
    """Deltas joined are the answer; the citations and `done` are those of `ask`."""
    events = list(assistant.stream(question))
    done = events[-1][1]
    asked = answer_to_dict(assistant.ask(question))
    for told in (done, asked):
        told |= {"conversation_id": "", "timings_ms": {}}
    assert done == asked
    assert "".join(data["text"] for name, data in events if name == "delta") == done["answer"]
    assert [data for name, data in events if name == "citation"] == done["citations"]
    assert (events[0], events[1]) == (("interpretation", done["interpretation"]), ("passages", done["passages"]))
    assert events[-1][0] == "done"


@settings(max_examples=25)
@given(st.lists(documents(), min_size=1, max_size=3), st.lists(ASKABLE, min_size=1, max_size=4))
@example([ORRIN.replace("Nine rounds of talks", "Nine rounds [12] of talks")], ["How many rounds of talks were held?"])
def test_answers_from_any_corpus_keep_the_laws(texts: list[str], questions: list[str]) -> None:
    """Whatever the briefings hold, marks like [12] in them included."""
    with built({f"b{n}": t for n, t in enumerate(texts)}) as (_, index):
        if index is None:
            return
        answers = Assistant(Settings(index=index), ENCODER, Conversations())
        loaded = load(index, ENCODER)
        for question in (*questions, "Who is Ilsa Brandt?", "List the people", "What happened last?"):
            keep_the_law(answers.ask(question), loaded)


# ---- the index -----------------------------------------------------------------------------


@contextmanager
def built(briefings: dict[str, str]) -> Iterator[tuple[Path, Path | None]]:
    """A corpus of these texts and its index folder, None where nothing in it can be read."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, index = Path(folder) / "corpus", Path(folder) / "index"
        corpus.mkdir()
        for identifier, text in briefings.items():
            (corpus / f"{identifier}.md").write_bytes(text.encode())
        try:
            build(corpus, index, ENCODER)
        except BriefingError:
            yield corpus, None
        else:
            yield corpus, index


def served(folder: Path) -> dict[str, bytes]:
    """Every file of the published version, and the version's name."""
    place = folder / (published(folder) or "")
    files = {p.relative_to(place).as_posix(): p.read_bytes() for p in place.rglob("*") if p.is_file()}
    return {**files, "current": (folder / "current").read_bytes()}


VECTORS = st.integers(1, 60).flatmap(
    lambda n: st.lists(st.lists(st.integers(-8, 8), min_size=6, max_size=6), min_size=n, max_size=n)
)


@given(VECTORS, st.lists(st.integers(-8, 8), min_size=6, max_size=6), st.integers(1, 80))
def test_the_nearest_are_those_that_numpy_finds(rows: list[list[int]], query: list[int], count: int) -> None:
    """The same products in the same order, each at a position that has it."""
    vectors, asked = np.array(rows, dtype=np.float32), np.array(query, dtype=np.float32)
    places, scores = FlatStore.build(vectors).search(asked, count)
    products = vectors @ asked
    assert list(scores) == sorted(products.tolist(), reverse=True)[:count]
    assert products[list(places)].tolist() == list(scores)
    assert len(set(places)) == min(count, len(rows))


def test_the_nearest_passages_are_those_that_numpy_finds(small_index: Index) -> None:
    """Over the built index, for real questions, at any depth."""
    vectors = small_index.store.vectors()
    for asked in ENCODER.encode(QUESTIONS[:20]):
        products = vectors @ asked
        for count in (1, 8, 54):
            places, scores = small_index.store.search(asked, count)
            assert scores == pytest.approx(np.sort(products)[::-1][:count], abs=1e-6)
            assert products[list(places)] == pytest.approx(scores, abs=1e-6)


def test_a_loaded_index_gives_identical_hits(small_settings: Settings, small_index: Index) -> None:
    """Two loads of one index rank every question alike, to the last digit."""
    one, other = (Assistant(small_settings, ENCODER, Conversations()) for _ in range(2))
    for question in QUESTIONS:
        assert settled(one.ask(question)) == settled(other.ask(question))
    again = load(small_settings.index, ENCODER)
    assert again.store.vectors().tobytes() == small_index.store.vectors().tobytes()
    assert again.passages == small_index.passages
    assert again.briefings == small_index.briefings


def test_saved_vectors_are_those_that_were_added(tmp_path: Path) -> None:
    """Bit for bit, and so are the hits."""
    vectors = ENCODER.encode(QUESTIONS)
    store = FlatStore.build(vectors)
    store.save(tmp_path / "vectors.faiss")
    again = FlatStore.load(tmp_path / "vectors.faiss")
    assert again.vectors().tobytes() == vectors.tobytes()
    for asked in vectors[:10]:
        assert again.search(asked, 10) == store.search(asked, 10)


STEPS = st.lists(
    st.dictionaries(
        st.sampled_from(["a", "b", "lake-orrin-accord"]),
        st.sampled_from([ORRIN, ORRIN.replace("Tarn", "Keld"), RAIL, "# New\n\nText of [2] 🚢.\n", None]) | documents(),
        min_size=1,
        max_size=3,
    ),
    min_size=1,
    max_size=3,
)


def apply(corpus: Path, step: dict[str, str | None]) -> None:
    """Writes, rewrites or deletes files of the corpus."""
    for name, text in step.items():
        path = corpus / f"{name}.md"
        if text is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(text.encode())


@settings(max_examples=25)
@given(STEPS)
def test_an_incremental_build_is_a_build_from_nothing(steps: list[dict[str, str | None]]) -> None:
    """After any edits, additions and deletions, every file is byte for byte the same."""
    with built({"velm-rail-strike": RAIL}) as (corpus, index):
        assert index
        for step in steps:
            apply(corpus, step)
            build(corpus, index, ENCODER)
        fresh = index.parent / "fresh"
        build(corpus, fresh, ENCODER)
        assert served(index) == served(fresh)


# ---- damage and news -----------------------------------------------------------------------

FILES = (
    "manifest.json", "briefings.json", "passages.json", "entities.json", "mentions.json", "vocabulary.json",
    "vectors.faiss", "sentences.npy", "bm25/data.csc.index.npy", "bm25/indices.csc.index.npy",
    "bm25/indptr.csc.index.npy", "bm25/params.index.json", "bm25/vocab.index.json",
)  # fmt: skip


def spoil(path: Path, place: float, change: Callable[[int], int]) -> None:
    """Changes the byte at that share of a file."""
    data = bytearray(path.read_bytes())
    at = int(place * (len(data) - 1))
    data[at] = change(data[at])
    path.write_bytes(data)


def test_the_damage_test_knows_every_file(small_settings: Settings, small_index: Index) -> None:
    """No artefact is left out below."""
    place = small_settings.index / small_index.version
    assert {p.relative_to(place).as_posix() for p in place.rglob("*") if p.is_file()} == set(FILES)


@pytest.mark.parametrize("place", [0.0, 0.35, 0.5, 0.9, 1.0])
@pytest.mark.parametrize("name", FILES)
def test_a_damaged_file_is_named_and_never_served(tmp_path: Path, name: str, place: float) -> None:
    """One changed byte anywhere is found before anything is read."""
    build(write_corpus(tmp_path / "corpus"), tmp_path / "index", ENCODER)
    spoil(tmp_path / "index" / (published(tmp_path / "index") or "") / name, place, lambda b: b ^ 1)
    with pytest.raises(IndexDamaged, match=re.escape(name)):
        load(tmp_path / "index", ENCODER)


def test_a_manifest_that_was_changed_anywhere_is_never_served(tmp_path: Path) -> None:
    """Not even where it still reads as JSON: a count, a hash of a file, the encoder's name."""
    version = build(write_corpus(tmp_path / "corpus"), tmp_path / "index", ENCODER).version
    path = tmp_path / "index" / version / "manifest.json"
    whole = path.read_bytes()
    unseen = []
    for at in range(0, len(whole), 11):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        try:
            load(tmp_path / "index")
        except IndexDamaged:
            continue
        unseen.append(whole[max(at - 20, 0) : at + 10])
    assert unseen == []


@pytest.mark.parametrize("change", [lambda b: b ^ 1, lambda b: b | 0x80, lambda _: 0])
@pytest.mark.parametrize("place", [0.0, 0.5, 0.9, 1.0])
def test_a_damaged_pointer_is_never_served(tmp_path: Path, place: float, change: Callable[[int], int]) -> None:
    """`current` names a whole version, or the error says what to do."""
    version = build(write_corpus(tmp_path / "corpus"), tmp_path / "index", ENCODER).version
    spoil(tmp_path / "index" / "current", place, change)
    if (tmp_path / "index" / "current").read_bytes().strip() != version.encode():
        with pytest.raises((IndexDamaged, IndexMissing), match="run `askbrief build`"):
            load(tmp_path / "index", ENCODER)


@pytest.fixture
def serving(tmp_path: Path) -> Assistant:
    """An assistant over a corpus and an index of its own."""
    where = Settings(corpus=write_corpus(tmp_path / "corpus"), index=tmp_path / "index")
    build(where.corpus, where.index, ENCODER)
    return Assistant(where, ENCODER, Conversations())


def republish(serving: Assistant) -> str:
    """A newer index in which the talks took ten rounds."""
    write_corpus(
        serving.settings.corpus, {**BRIEFINGS, "lake-orrin-accord": ORRIN.replace("nine rounds", "ten rounds")}
    )
    return build(serving.settings.corpus, serving.settings.index, ENCODER).version


def test_a_newer_index_is_served_after_refresh(serving: Assistant) -> None:
    """And the old one until then; nothing new, nothing done."""
    assert serving.refresh() is False
    before = serving.briefing("lake-orrin-accord").source
    version = republish(serving)
    assert serving.briefing("lake-orrin-accord").source == before
    assert serving.refresh() is True
    assert "after ten rounds of talks" in serving.briefing("lake-orrin-accord").source
    assert serving.state()["index_version"] == version
    assert serving.refresh() is False


def test_a_damaged_newer_index_leaves_the_old_one_serving(serving: Assistant) -> None:
    """The damage is named, and answers still come from what was whole."""
    before = settled(serving.ask("Who is Dora Quist?"))
    version = republish(serving)
    spoil(serving.settings.index / version / "passages.json", 0.5, lambda b: b ^ 1)
    with pytest.raises(IndexDamaged, match=r"passages\.json"):
        serving.refresh()
    assert settled(serving.ask("Who is Dora Quist?")) == before


def test_an_index_that_vanishes_leaves_the_old_one_serving(serving: Assistant) -> None:
    """Nothing published is no news."""
    (serving.settings.index / "current").unlink()
    assert serving.refresh() is False
    assert serving.ask("Who is Dora Quist?").status == "answered"


@given(documents())
def test_a_briefing_reads_back_from_its_index(text: str) -> None:
    """Parsed again from the stored text it is the same briefing, so stored offsets stay true."""
    briefing = read(text)
    if briefing:
        assert parse_briefing(briefing.source, briefing.id) == briefing
