"""The shipped corpus asked with the real encoder: questions as people type them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from askbrief.assistant import Assistant
from askbrief.conversations import Conversations
from askbrief.encoder import Encoder
from askbrief.index import build
from askbrief.reader import load_reader
from askbrief.settings import Settings, shipped
from askbrief.types import Answer, Correction, SectionKind

pytestmark = pytest.mark.model

Talk = Callable[..., Answer]


@pytest.fixture(scope="session")
def starter(real_encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """Answers from the shipped corpus, built once into a folder of its own."""
    settings = Settings(corpus=shipped("corpus"), index=tmp_path_factory.mktemp("starter"))
    build(settings.corpus, settings.index, real_encoder)
    return Assistant(settings, real_encoder, Conversations(), load_reader(settings))


@pytest.fixture
def talk(starter: Assistant) -> Talk:
    """Asks questions one after another in one conversation; the answer to the last."""

    def asked(*questions: str) -> Answer:
        answer = starter.ask(questions[0])
        for question in questions[1:]:
            answer = starter.ask(question, conversation_id=answer.conversation_id)
        return answer

    return asked


def cited(answer: Answer) -> set[str]:
    return {c.briefing_id for c in answer.citations}


def keeps_the_law(assistant: Assistant, answer: Answer) -> bool:
    sources = {b.id: b.source for b in assistant.briefings()}
    return all(sources[c.briefing_id][c.start : c.end] == c.quote for c in answer.citations)


def test_the_headline_question(starter: Assistant) -> None:
    """Misspelt Putin and Donbass are read aright, the correction told, the answer cited to what he said of Donbas."""
    answer = starter.ask("what does Vladmir Puttin want done with the Donbass?")
    assert answer.status == "answered"
    assert answer.question.corrections == (Correction("Vladmir Puttin", "Vladimir Putin"),)
    assert [m.entity.name for m in answer.question.mentions] == ["Vladimir Putin", "Donbas"]
    first = answer.citations[0]
    assert first.briefing_id == "ukraine-peace-push-2025"
    assert "Donbas" in first.quote
    assert "Putin" in (first.quote + first.heading_path[-1])
    assert f"“{first.quote}” [1]" in answer.text
    assert keeps_the_law(starter, answer)


@pytest.mark.parametrize(
    ("question", "short", "briefing"),
    [
        ("How many points did the first US draft have?", "28", "ukraine-peace-push-2025"),
        ("how many warheads does New START allow", "1,550", "new-start-treaty"),
        ("what percentage of greek cypriots rejected the annan plan", "75.83%", "cyprus-question"),
        ("how many signatures are needed for the stormont brake", "30 of 90", "windsor-framework"),
        ("when did putin and erdogan meet in sochi?", "4 September 2023", "black-sea-grain-deal"),
        ("when did the US leave the iran deal", "8 May 2018", "iran-nuclear-deal"),
        ("when was the Kakhovka dam destroyed", "6 June 2023", "zaporizhzhia-nuclear-plant"),
        ("where was New START signed", "Prague", "new-start-treaty"),
        ("where was the Korean armistice signed", "Panmunjom", "korean-armistice"),
        ("who chaired the good friday talks", "George Mitchell", "good-friday-agreement"),
        ("When was Minsk I signed?", "5 September 2014", "minsk-agreements"),
    ],
)
def test_a_fact_is_answered_short_and_cited(starter: Assistant, question: str, short: str, briefing: str) -> None:
    """Numbers, dates, places and people come as the short answer, cited to the right story."""
    answer = starter.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", short)
    assert answer.citations[0].briefing_id == briefing
    assert keeps_the_law(starter, answer)


@pytest.mark.parametrize(
    ("question", "briefing", "section"),
    [
        ("List the people involved in the Dayton Accords", "dayton-accords", SectionKind.PEOPLE),
        ("list the organizations in the Colombia peace accord", "colombia-peace-accord", SectionKind.ORGANIZATIONS),
        ("List scenarios for Ukraine", "ukraine-peace-push-2025", SectionKind.SCENARIOS),
        ("what are the key indicators for New START", "new-start-treaty", SectionKind.INDICATORS),
    ],
)
def test_a_list_is_complete_and_counted(starter: Assistant, question: str, briefing: str, section: SectionKind) -> None:
    """A list cites each item of the section of the right story, all of them, and says how many."""
    answer = starter.ask(question)
    items = [i for s in starter.briefing(briefing).sections if s.kind is section for i in s.items]
    assert answer.text.startswith(f"{len(items)} ")
    places = [c.start for c in answer.citations]
    assert all(any(i.start <= place < i.end for place in places) for i in items)
    assert cited(answer) == {briefing}


@pytest.mark.parametrize(
    ("question", "briefing", "section"),
    [
        ("how many scenarios are there for the Cyprus question?", "cyprus-question", SectionKind.SCENARIOS),
        ("How many people are involved in the Minsk agreements?", "minsk-agreements", SectionKind.PEOPLE),
        ("how many events are in the timeline of the Korean armistice", "korean-armistice", SectionKind.TIMELINE),
    ],
)
def test_a_count_is_the_number_of_items(starter: Assistant, question: str, briefing: str, section: SectionKind) -> None:
    """How many people, scenarios or events is counted over the story's own section."""
    items = [i for s in starter.briefing(briefing).sections if s.kind is section for i in s.items]
    answer = starter.ask(question)
    assert answer.short_answer == str(len(items))
    assert cited(answer) == {briefing}


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("what is the latest on the Black Sea grain deal?", "Memorandum of Understanding expires (22 July 2025)"),
        ("What happened after Minsk II was signed?", "Security Council endorses Minsk II (17 February 2015)"),
        ("What was the first event in the Camp David story?", "Sinai I signed (18 January 1974)"),
    ],
)
def test_first_last_and_after_are_read_from_the_timeline(starter: Assistant, question: str, short: str) -> None:
    """The place of an event in its story's time answers with the event and its date."""
    answer = starter.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", short)
    assert answer.citations[0].heading_path[0] == "Timeline"


def test_minsk_one_and_two_are_compared(starter: Assistant) -> None:
    """A comparison of near-namesakes has a line for each, and each line's quotes speak of its own side."""
    answer = starter.ask("Compare Minsk I and Minsk II")
    lines = answer.text.splitlines()
    assert answer.status == "answered"
    assert [line.split(":")[0] for line in lines] == ["Minsk I", "Minsk II"]
    assert all("[" in line for line in lines)
    assert keeps_the_law(starter, answer)


def test_which_came_first_is_decided_across_stories(starter: Assistant) -> None:
    """Two agreements of different stories are put in order by their dates, each cited."""
    answer = starter.ask("which came first, the Dayton Accords or the Good Friday Agreement?")
    assert answer.short_answer == "Dayton Peace Agreement (14 December 1995)"
    assert {"dayton-accords", "good-friday-agreement"} <= cited(answer)


@pytest.mark.parametrize(
    ("questions", "standalone"),
    [
        (("When was Minsk I signed?", "and Minsk II?"), "When was Minsk II signed?"),
        (("When was Minsk I signed?", "and Minsk II?", "why?"), "why was Minsk II signed?"),
        (("Who is Steve Witkoff?", "when did he meet Putin?"), "when did Steve Witkoff meet Putin?"),
        (("Tell me about Menachem Begin", "what was his role?"), "what was Menachem Begin's role?"),
        (("What is the Stormont Brake?", "when was it refused?"), "when was Stormont Brake refused?"),
        (("Who is Trump?", "thanks", "and Putin?"), "Who is Vladimir Putin?"),
    ],
)
def test_follow_ups_keep_the_subject(talk: Talk, questions: tuple[str, ...], standalone: str) -> None:
    """ "And X?", "why?", "he" and "it" are read as whole questions about what was spoken of."""
    assert talk(*questions).question.text == standalone


@pytest.mark.parametrize(
    ("questions", "short"),
    [
        (("Who is Steve Witkoff?", "when did he meet Putin?"), "2 December 2025"),
        (("What is the Stormont Brake?", "when was it refused?"), "January 2025"),
    ],
)
def test_a_follow_up_is_answered(talk: Talk, questions: tuple[str, ...], short: str) -> None:
    """The stand-alone question of a follow-up is answered as if it had been asked whole."""
    answer = talk(*questions)
    assert (answer.status, answer.short_answer) == ("answered", short)


@pytest.mark.parametrize(
    "question",
    [
        "Who won the 1998 World Cup?",
        "what is the capital of France?",
        "What's the weather in Kyiv",
        "what is the price of oil",
        "who is the president of Brazil",
        "Who is Angela Merkel's husband?",
        "how old is Putin",
        "who is Klaus Iohannis",
        "how many tanks does Ukraine have",
        "what did the Pope say about Ukraine",
        "tell me a joke",
    ],
)
def test_what_is_off_topic_or_absent_is_refused(starter: Assistant, question: str) -> None:
    """What the briefings do not hold is refused and nothing is cited, also of people they know; passages are shown."""
    answer = starter.ask(question)
    assert (answer.status, answer.short_answer, answer.citations) == ("not_found", None, ())
    assert len(answer.hits) == starter.settings.top_k


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("who is Volodimir Zelinsky", "Volodymyr Zelenskyy"),
        ("who is Erdogen", "Recep Tayyip Erdoğan"),
        ("who is Angela Merkle", "Angela Merkel"),
    ],
)
def test_a_misspelt_name_is_read_told_and_answered(starter: Assistant, question: str, name: str) -> None:
    """A misspelt person is found, the reading told, and who they are answered."""
    answer = starter.ask(question)
    assert [c.read for c in answer.question.corrections] == [name]
    assert answer.status == "answered"
    assert (answer.short_answer or "").startswith(f"{name}: ")


@pytest.mark.parametrize(
    "question",
    [
        "Who is Aleksandar Vucic?",
        "who is timochenko",
        "What is the TRNC?",
        "who was john hume",
        "where was the Korean armistice signed",
    ],
)
def test_a_right_name_is_not_corrected(starter: Assistant, question: str) -> None:
    """Aliases, names without their diacritics and ordinary words are no misspellings."""
    answer = starter.ask(question)
    assert answer.question.corrections == ()
    assert answer.status == "answered"


@pytest.mark.parametrize("text", ["hello", "ok thanks a lot mate", "you are stupid"])
def test_small_talk_is_no_question(starter: Assistant, text: str) -> None:
    """A greeting, thanks and abuse get a reply, and cite nothing."""
    answer = starter.ask(text)
    assert (answer.status, answer.citations) == ("small_talk", ())


@pytest.mark.parametrize("question", ["when was the agreement signed?", "what did the agreement say", "who is he?"])
def test_the_agreement_of_no_story_is_asked_back(starter: Assistant, question: str) -> None:
    """Where many stories have an agreement and nobody was spoken of, the question is asked back."""
    answer = starter.ask(question)
    assert (answer.status, answer.citations) == ("ambiguous", ())


def test_later_events_are_excluded_as_of_a_day(starter: Assistant) -> None:
    """As of the end of August 2025 no event of the autumn is ranked; without a day they are."""
    question = "what did Witkoff and Kushner discuss with Putin in the Kremlin?"
    now = starter.ask(question)
    then = starter.ask(question, as_of="2025-08-31")
    assert "2025-12-02" in [h.passage.date[0] for h in now.hits]
    assert max(h.passage.date[0] or "" for h in then.hits) <= "2025-08-31"


def test_only_the_chosen_briefings_answer(starter: Assistant) -> None:
    """With a briefing chosen all passages are its own, and what another one tells is not found."""
    question = "how many weapons did the FARC hand over"
    assert starter.ask(question).short_answer == "8,994"
    answer = starter.ask(question, briefings=["minsk-agreements"])
    assert answer.status == "not_found"
    assert {h.passage.briefing_id for h in answer.hits} == {"minsk-agreements"}


def test_a_question_of_two_parts_is_answered_in_part(starter: Assistant) -> None:
    """The part that is told is cited, the other one named as missing."""
    answer = starter.ask("when was the Kakhovka dam destroyed and how old is Putin?")
    assert answer.status == "partial"
    assert answer.missing == ("how old is Putin?",)
    assert cited(answer) == {"zaporizhzhia-nuclear-plant"}


def test_a_question_of_two_parts_is_answered_whole(starter: Assistant) -> None:
    """Both parts told, both short answers given and both stories cited."""
    answer = starter.ask("when was Minsk I signed and who chaired the Good Friday talks?")
    assert (answer.status, answer.missing) == ("answered", ())
    assert answer.short_answer == "5 September 2014; George Mitchell"
    assert cited(answer) >= {"minsk-agreements", "good-friday-agreement"}


def test_starters_of_the_shipped_corpus_are_answered(starter: Assistant) -> None:
    """The starter questions of the chat page are answered with citations."""
    starters = starter.starters()
    assert len(starters) == 6
    for question in starters:
        answer = starter.ask(question)
        assert answer.status == "answered", question
        assert answer.citations[0].number == 1
