"""The assistant as its surfaces use it: asking, conversations, lookups, starters, a newer index."""

from __future__ import annotations

from pathlib import Path

import pytest

import askbrief.assistant
from askbrief.assistant import Assistant, answer_to_dict
from askbrief.conversations import Conversations
from askbrief.errors import BadRequest, IndexMissing, NotFound
from askbrief.index import build, published
from askbrief.reader import load_reader
from askbrief.settings import Settings
from corpus_small import BRIDGE, BRIEFINGS, write_corpus
from fakes import FakeEncoder

SIGNED = "When was the Lake Orrin Accord signed?"


def variant(settings: Settings, encoder: FakeEncoder, **changes: object) -> Assistant:
    """An assistant over the same index with some settings changed."""
    return Assistant(settings.model_copy(update=changes), encoder, Conversations())


# ---- asking --------------------------------------------------------------------------------


def test_an_answer_has_the_fields_of_the_contract(assistant: Assistant) -> None:
    """`answer_to_dict` has exactly the keys of the contract, at every level."""
    told = answer_to_dict(assistant.ask("Who is Marek Tol?"))
    assert list(told) == [
        "status",
        "answer",
        "short_answer",
        "confidence",
        "citations",
        "passages",
        "interpretation",
        "missing",
        "suggestions",
        "conversation_id",
        "timings_ms",
    ]
    assert set(told["citations"][0]) == {
        "number",
        "passage_id",
        "briefing_id",
        "briefing_title",
        "heading_path",
        "quote",
        "start",
        "end",
        "document_sha256",
        "url",
    }
    assert set(told["passages"][0]) == {"passage_id", "briefing_id", "heading_path", "text", "start", "end", "score"}
    assert told["interpretation"]["corrections"] == [{"from": "Marek Tol", "to": "Marek Toll"}]
    assert told["interpretation"]["entities"][0]["how"] == "fuzzy"
    assert told["interpretation"]["standalone_question"] == "Who is Marek Toll?"
    assert told["timings_ms"]["total"] > 0


def test_the_asked_time_is_told(assistant: Assistant) -> None:
    """The days read in a question are in its interpretation, null where there are none."""
    told = answer_to_dict(assistant.ask("what happened in 2018 in the Lake Orrin Accord?"))
    assert told["interpretation"]["time"] == {"from": "2018-01-01", "to": "2018-12-31"}
    assert answer_to_dict(assistant.ask(SIGNED))["interpretation"]["time"] is None


def test_as_many_passages_as_asked_for(assistant: Assistant) -> None:
    """`top_k` is the number of passages; without it the setting's; the best are the same."""
    three = assistant.ask(SIGNED, top_k=3)
    usual = assistant.ask(SIGNED)
    many = assistant.ask(SIGNED, top_k=20)
    assert [len(a.hits) for a in (three, usual, many)] == [3, assistant.settings.top_k, 20]
    assert usual.hits[:3] == three.hits
    assert many.text == three.text


def test_the_same_question_gets_the_same_answer(assistant: Assistant) -> None:
    """Apart from the conversation and the clock, asking twice gives equal answers."""
    one, two = (answer_to_dict(assistant.ask("Why was the bridge halted?")) for _ in range(2))
    for told in (one, two):
        told.pop("conversation_id")
        told.pop("timings_ms")
    assert one == two


def test_the_stream_ends_with_the_whole_answer(assistant: Assistant) -> None:
    """Interpretation, passages, deltas, citations, done in this order; the deltas joined are the answer."""
    events = list(assistant.stream(SIGNED))
    kinds = [kind for kind, _ in events]
    assert kinds[:2] == ["interpretation", "passages"]
    assert kinds[-1] == "done"
    assert kinds.index("citation") > max(i for i, k in enumerate(kinds) if k == "delta")
    whole = events[-1][1]
    assert "".join(data["text"] for kind, data in events if kind == "delta") == whole["answer"]
    assert [data for kind, data in events if kind == "citation"] == whole["citations"]
    assert whole["short_answer"] == "14 March 2019"


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_question_is_told(assistant: Assistant, text: str) -> None:
    """Nothing to ask is a bad request that says so."""
    with pytest.raises(BadRequest, match="the question is empty"):
        assistant.ask(text)


def test_a_long_question_is_told_with_the_limit(small_settings: Settings, fake_encoder: FakeEncoder) -> None:
    """A question over `max_question_chars` is refused with both numbers; one of just that length is answered."""
    short = variant(small_settings, fake_encoder, max_question_chars=len(SIGNED))
    assert short.ask(f" {SIGNED} ").status == "answered"
    with pytest.raises(BadRequest, match=f"{len(SIGNED) + 1} characters; shorten it to {len(SIGNED)}"):
        short.ask(f"{SIGNED}?")


def test_an_unknown_briefing_is_told(assistant: Assistant) -> None:
    """A `briefings` id that is not there is a bad request that names it."""
    with pytest.raises(BadRequest, match="no briefing 'atlantis'"):
        assistant.ask(SIGNED, briefings=["lake-orrin-accord", "atlantis"])


@pytest.mark.parametrize("day", ["yesterday", "2022", "2022-13-01", "2022-01-32", "01.02.2022", "2022-1-1"])
def test_an_as_of_that_is_no_day_is_told(assistant: Assistant, day: str) -> None:
    """`as_of` must be a day; what is not is a bad request that shows how one is written."""
    with pytest.raises(BadRequest, match="write it as 2025-12-31"):
        assistant.ask(SIGNED, as_of=day)


def test_only_the_named_briefings_answer(assistant: Assistant) -> None:
    """What stands in another briefing is not found, and all passages are from those named."""
    answer = assistant.ask("When did Sudmark close the ferry?", briefings=["velm-rail-strike"])
    assert answer.status == "not_found"
    assert {h.passage.briefing_id for h in answer.hits} == {"velm-rail-strike"}


def test_later_events_are_not_read_as_of_a_day(assistant: Assistant) -> None:
    """A fact told by a later event is not found as of an earlier day, and is from that day on."""
    question = "Why did the court of Port Amsel halt the works?"
    assert assistant.ask(question, as_of="2025-09-30").status == "answered"
    before = assistant.ask(question, as_of="2025-09-29")
    assert before.status == "not_found"
    assert "Court halts the works" not in [h.passage.heading_path[-1] for h in before.hits]


# ---- conversations -------------------------------------------------------------------------


def test_a_conversation_begins_with_an_id_of_its_own(assistant: Assistant) -> None:
    """Without an id each question begins a conversation; with one it is kept there."""
    one, two = assistant.ask(SIGNED), assistant.ask(SIGNED)
    assert one.conversation_id != two.conversation_id
    assert assistant.ask("why?", conversation_id=one.conversation_id).conversation_id == one.conversation_id
    kept = assistant.conversations.turns(one.conversation_id)
    assert [t.question for t in kept] == [SIGNED, "why?"]
    assert kept[0].payload["short_answer"] == "14 March 2019"


@pytest.mark.parametrize(
    ("first", "then", "standalone"),
    [
        (SIGNED, "and the Amsel Bridge Treaty?", "When was the Amsel Bridge Treaty signed?"),
        ("Who is Jon Ferrer?", "what did he sign?", "what did Jon Ferrer sign?"),
        ("Who opened the talks in Tarn?", "what is her role?", "what is Ilsa Brandt's role?"),
        ("Why was the Lake Orrin Accord signed?", "where?", "where was the Lake Orrin Accord signed?"),
    ],
)
def test_a_follow_up_is_read_in_its_conversation(assistant: Assistant, first: str, then: str, standalone: str) -> None:
    """Names asked about and the person just answered with are what a follow-up speaks of; the reading is shown."""
    conversation = assistant.ask(first).conversation_id
    assert assistant.ask(then, conversation_id=conversation).question.text == standalone


def test_small_talk_does_not_lose_the_subject(assistant: Assistant) -> None:
    """After "thanks" a follow-up still means what was spoken of before."""
    conversation = assistant.ask("Who is Jon Ferrer?").conversation_id
    assistant.ask("thanks!", conversation_id=conversation)
    answer = assistant.ask("what did he sign?", conversation_id=conversation)
    assert answer.question.text == "what did Jon Ferrer sign?"


def test_a_subject_is_remembered_over_two_turns(assistant: Assistant) -> None:
    """A pronoun may mean somebody of an earlier turn when the last named nobody."""
    conversation = assistant.ask("Who is Jon Ferrer?").conversation_id
    assistant.ask("where is Port Amsel?", conversation_id=conversation)
    answer = assistant.ask("what did he sign?", conversation_id=conversation)
    assert answer.question.text == "what did Jon Ferrer sign?"


def test_conversations_do_not_mix(assistant: Assistant) -> None:
    """A pronoun in a new conversation has nobody to mean, whoever was spoken of in another."""
    assistant.ask("Who is Jon Ferrer?")
    assert assistant.ask("who is he?").status == "ambiguous"


def test_a_malformed_conversation_id_is_told(assistant: Assistant) -> None:
    """An id that cannot be one is a bad request."""
    with pytest.raises(BadRequest, match="conversation_id"):
        assistant.ask(SIGNED, conversation_id="../etc")


# ---- lookups -------------------------------------------------------------------------------


def test_briefings_and_passages_are_found_by_id(assistant: Assistant) -> None:
    """All briefings come by id; each by its own; its passages in order; a cited passage by its id."""
    assert [b.id for b in assistant.briefings()] == ["amsel-bridge-treaty", "lake-orrin-accord", "velm-rail-strike"]
    assert assistant.briefing("velm-rail-strike").title == "The Velm Rail Strike"
    passages = assistant.passages_of("velm-rail-strike")
    assert [p.start for p in passages] == sorted(p.start for p in passages)
    assert {p.briefing_id for p in passages} == {"velm-rail-strike"}
    citation = assistant.ask(SIGNED).citations[0]
    assert assistant.passage(citation.passage_id).heading_path == citation.heading_path


def test_an_id_that_is_not_there_is_not_found(assistant: Assistant) -> None:
    """Looking up a missing briefing or passage names it."""
    with pytest.raises(NotFound, match="atlantis"):
        assistant.briefing("atlantis")
    with pytest.raises(NotFound, match="atlantis"):
        assistant.passages_of("atlantis")
    with pytest.raises(NotFound, match="atlantis"):
        assistant.passage("atlantis/overview")


def test_entities_are_found_by_something_near(assistant: Assistant) -> None:
    """A misspelt name finds its entity first, and no more than `limit` are given."""
    found = assistant.entities("Sefa Orhann", limit=2)
    assert found[0][0].name == "Sefa Orhan"
    assert len(found) <= 2
    assert all(0 <= score <= 1 for _, score in found)


def test_starters_are_answerable(assistant: Assistant) -> None:
    """Every starter question, asked, is answered with a citation."""
    starters = assistant.starters()
    assert len(starters) == 3
    for question in starters:
        answer = assistant.ask(question)
        assert answer.status == "answered"
        assert answer.citations[0].number == 1


# ---- settings ------------------------------------------------------------------------------


@pytest.mark.model
def test_the_reader_can_be_switched_off(small_settings: Settings, fake_encoder: FakeEncoder) -> None:
    """With the reader off the other features find and cite the sentence, and rules read the name out of it."""
    question = "Who opened the talks in Tarn?"
    off = variant(small_settings, fake_encoder, reader="off").ask(question)
    reader = load_reader(small_settings)
    on = Assistant(small_settings, fake_encoder, Conversations(), reader).ask(question)
    assert off.short_answer == on.short_answer == "Ilsa Brandt"
    assert off.citations == on.citations


def test_spelling_can_be_switched_off(small_settings: Settings, fake_encoder: FakeEncoder) -> None:
    """With `spelling` off a misspelt word is neither mended nor told."""
    question = "who signed the setlement in Tarn?"
    on = variant(small_settings, fake_encoder).ask(question)
    off = variant(small_settings, fake_encoder, spelling=False).ask(question)
    assert on.question.text == "who signed the settlement in Tarn?"
    assert (off.question.text, off.question.corrections) == (question, ())


# ---- the index -----------------------------------------------------------------------------


def test_open_builds_the_index_when_there_is_none(
    tmp_path: Path, fake_encoder: FakeEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opened without an index the corpus is built and answers; opened again the same version serves."""
    monkeypatch.setattr(askbrief.assistant, "load_encoder", lambda settings: fake_encoder)
    settings = Settings(corpus=write_corpus(tmp_path / "corpus"), index=tmp_path / "index")
    first = Assistant.open(settings)
    assert first.ask(SIGNED).short_answer == "14 March 2019"
    assert Assistant.open(settings).state()["index_version"] == first.state()["index_version"]


def test_an_assistant_needs_an_index(tmp_path: Path, fake_encoder: FakeEncoder) -> None:
    """Without a built index the assistant itself says that it is missing."""
    with pytest.raises(IndexMissing):
        Assistant(Settings(corpus=tmp_path, index=tmp_path / "index"), fake_encoder, Conversations())


def test_refresh_serves_a_newer_index(tmp_path: Path, fake_encoder: FakeEncoder) -> None:
    """A newly published index answers after `refresh`, which says whether there was one."""
    corpus, folder = write_corpus(tmp_path / "corpus"), tmp_path / "index"
    build(corpus, folder, fake_encoder)
    serving = Assistant(Settings(corpus=corpus, index=folder), fake_encoder, Conversations())
    assert serving.refresh() is False
    write_corpus(corpus, BRIEFINGS | {"amsel-bridge-treaty": BRIDGE.replace("Mayor of", "Harbour master of")})
    build(corpus, folder, fake_encoder)
    assert serving.ask("Who is Jon Ferrer?").short_answer == "Jon Ferrer: Mayor of Port Amsel"
    assert serving.refresh() is True
    assert serving.ask("Who is Jon Ferrer?").short_answer == "Jon Ferrer: Harbour master of Port Amsel"
    assert serving.state()["index_version"] == published(folder)


def test_the_state_says_what_is_served(assistant: Assistant, fake_encoder: FakeEncoder) -> None:
    """The state counts briefings and passages and names encoder and reader."""
    state = assistant.state()
    passages = sum(len(assistant.passages_of(b.id)) for b in assistant.briefings())
    assert (state["ready"], state["briefings"], state["passages"]) == (True, 3, passages)
    assert (state["encoder"], state["reader"]) == (fake_encoder.id, "off")


def test_how_many_passages_are_shown_does_not_change_the_answer(assistant: Assistant) -> None:
    """`top_k` is what a request sees of the ranking, not what the answer is read from."""
    asked = ("Who leads the Velm Railway Union?", "How many rounds of talks were held?", "What is the latest event?")
    for question in asked:
        texts = {assistant.ask(question, top_k=k).text for k in (1, 8, 50)}
        assert len(texts) == 1
