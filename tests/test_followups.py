"""Follow-ups made stand-alone: new topics, the last question asked again, pronouns, "there", "then", "the one"."""

from __future__ import annotations

import pytest

from askbrief.entities import Catalogue
from askbrief.followups import Context, standalone
from askbrief.switches import Switch, read_switch, topic_start
from askbrief.types import Entity, EntityKind


def thing(name: str, kind: EntityKind, *derived: str) -> Entity:
    return Entity(name.lower().replace(" ", "-"), name, kind, derived=derived)


TOLL = thing("Marek Toll", EntityKind.PERSON, "Toll")
BRANDT = thing("Ilsa Brandt", EntityKind.PERSON, "Brandt")
BOARD = thing("Water Board", EntityKind.ORGANIZATION)
ACCORD = thing("Lake Orrin Accord", EntityKind.AGREEMENT)
TREATY = thing("Amsel Bridge Treaty", EntityKind.AGREEMENT)
TARN = thing("Tarn", EntityKind.PLACE)
NORVALE = thing("Norvale", EntityKind.NAME)
SUDMARK = thing("Sudmark", EntityKind.NAME)
QUIST = thing("Dora Quist", EntityKind.NAME)
HOLM = thing("Holm", EntityKind.NAME)
CATALOGUE = Catalogue((TOLL, BRANDT, BOARD, ACCORD, TREATY, TARN, NORVALE, SUDMARK, QUIST, HOLM))


def after(question: str, *earlier: Entity, answer: str = "") -> Context:
    """The context after a question: the person its answer names, then its own names, then those of earlier turns."""
    asked = [group[0] for group in CATALOGUE.match(question)]
    people = [g[0].entity for g in CATALOGUE.match(answer) if g[0].entity.kind is EntityKind.PERSON][:1]
    names = dict.fromkeys([*people, *(m.entity for m in asked), *earlier])
    return Context(question, tuple(names), (), tuple((m.entity.id, m.surface) for m in asked), answer)


def told(text: str, context: Context) -> str:
    return standalone(text, CATALOGUE.match(text), context)


# ---- new topics ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "topic", "question"),
    [
        ("ok other topic. who closed the ferry?", "", "who closed the ferry?"),
        ("Different topic: who closed the ferry?", "", "who closed the ferry?"),
        ("never mind. Who closed the ferry?", "", "Who closed the ferry?"),
        ("Forget it, who closed the ferry?", "", "who closed the ferry?"),
        ("Moving on to Norvale. Who leads it?", "Norvale", "Who leads it?"),
        ("Switching to the ferry: who closed it?", "ferry", "who closed it?"),
        ("Let's talk about Norvale instead. Who leads it?", "Norvale", "Who leads it?"),
        ("OK, back to Tarn 2019. Who opened the talks?", "Tarn 2019", "Who opened the talks?"),
    ],
)
def test_a_new_topic_is_told_from_its_question(text: str, topic: str, question: str) -> None:
    """The lead-in is cut from the question; the topic is what it names, if it names one."""
    assert read_switch(text) == Switch(topic, question)


@pytest.mark.parametrize(
    "text", ["who closed the ferry?", "what about the ferry?", "never mind", "As for the ferry, who closed it?", "Why?"]
)
def test_what_goes_on_is_no_new_topic(text: str) -> None:
    """A question, an ellipsis and a lead-in without a question begin nothing."""
    assert read_switch(text) is None


def test_the_present_topic_begins_with_the_last_switch() -> None:
    """What was asked before the last switch is not meant any more; without one everything is."""
    assert topic_start(["Who is Toll?", "Moving on to Tarn. Who met?", "when?", "Other topic: who won?", "why?"]) == 3
    assert topic_start(["Who is Toll?", "when did he sign?"]) == 0
    assert topic_start([]) == 0


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("Other topic. Who closed the ferry?", "Who closed the ferry?"),
        ("Moving on to Halland. Turnout in the 2016 vote?", "Turnout in the 2016 vote (Halland)?"),
        ("Moving on to Halland. Who leads it?", "Who leads Halland?"),
        ("Let's talk about Tarn. Who met in Tarn?", "Who met in Tarn?"),
    ],
)
def test_a_new_topic_is_all_that_its_question_means(text: str, standing: str) -> None:
    """The named topic is put where a pronoun asks for it, else in brackets; nothing older is filled in."""
    assert told(text, after("Who signed the Lake Orrin Accord?", answer="Marek Toll")) == standing


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("by how many votes did it fail there?", "by how many votes did it fail in the 2016 vote (Halland)?"),
        ("when?", "when won in the 2016 vote (Halland)?"),
        ("and in 2018?", "Who won in the 2018 vote (Halland)?"),
        ("Who is Ilsa Brandt?", "Who is Ilsa Brandt?"),
    ],
)
def test_a_topic_in_brackets_is_kept(text: str, standing: str) -> None:
    """The topic of the last question goes with what is filled in from it, not with a question that stands alone."""
    assert told(text, after("Who won in the 2016 vote (Halland)?")) == standing


# ---- the last question asked again -----------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer", "text", "standing"),
    [
        ("Who signed the Lake Orrin Accord?", "Marek Toll", "when was that", "when was it that {} {}?"),
        ("Who signed the Lake Orrin Accord?", "", "when was that", "when signed the Lake Orrin Accord?"),
        ("When was the Lake Orrin Accord signed?", "", "by whom?", "by whom was the Lake Orrin Accord signed?"),
        ("Did Norvale sign?", "", "and why?", "why did Norvale sign?"),
        ("Did anybody sign the Lake Orrin Accord?", "", "who?", "who did sign the Lake Orrin Accord?"),
        ("Tell me about Norvale", "", "why?", "why (Norvale)?"),
    ],
)
def test_a_bare_question_word_asks_the_last_question_again(
    question: str, answer: str, text: str, standing: str
) -> None:
    """The question word is put in the place of the old one, and whoever did it is named where the answer did so."""
    expected = standing.format("Marek Toll", "signed the Lake Orrin Accord")
    assert told(text, after(question, answer=answer)) == expected


@pytest.mark.parametrize(
    ("question", "text", "standing"),
    [
        ("How did Norvale vote?", "and Sudmark?", "How did Sudmark vote?"),
        ("How did Norvale vote on Sudmark?", "And on Holm?", "How did Norvale vote on Holm?"),
        (
            "When did Toll sign the Lake Orrin Accord?",
            "what about Brandt?",
            "When did Ilsa Brandt sign the Lake Orrin Accord?",
        ),
        (
            "Who was the foreign minister of Norvale?",
            "and the defence minister?",
            "Who was the defence minister of Norvale?",
        ),
        ("Where is the oldest sluice?", "what about the newest?", "Where is the newest sluice?"),
        ("Where is Marek Toll from?", "and his successor?", "Where is Marek Toll's successor from?"),
        ("What share did Marek Toll win?", "and the loser?", "What share did the loser win (Marek Toll)?"),
        ("When was the Lake Orrin Accord signed?", "and the costs?", "the costs (Lake Orrin Accord)?"),
    ],
)
def test_an_ellipsis_is_put_where_its_like_stood(question: str, text: str, standing: str) -> None:
    """ "and X?" takes the place of a name after its preposition or of its kind, of its noun, of its owner or rival."""
    assert told(text, after(question)) == standing


@pytest.mark.parametrize(
    "text", ["But is Norvale a member?", "and what is the Water Board?", "and by how much did Norvale win?"]
)
def test_a_whole_question_after_and_is_no_ellipsis(text: str) -> None:
    """Only the "and" is dropped."""
    assert told(text, after("When was the Lake Orrin Accord signed?")) == text.split(" ", 1)[1]


# ---- whom a pronoun means --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer", "standing"),
    [
        ("Who is Ilsa Brandt?", "a former judge", "when did Ilsa Brandt arrive?"),
        ("Who opened the talks with Ilsa Brandt?", "Marek Toll", "when did Marek Toll arrive?"),
        ("Who opened the talks?", "Ada Lind", "when did Ada Lind arrive?"),
        ("Who opened the talks?", "the head engineer", "when did the head engineer arrive?"),
        ("Who opened the talks?", "", "when did the one that opened the talks arrive?"),
        ("Who is Holm?", "", "when did Holm arrive?"),
        ("What did Dora Quist say?", "", "when did Dora Quist arrive?"),
        ("How large is the Water Board?", "", "when did he arrive (Water Board)?"),
    ],
)
def test_he_is_whom_the_last_turn_was_about(question: str, answer: str, standing: str) -> None:
    """The person asked for, in the answer's name or the question's words; else a person or a name like a person's."""
    assert told("when did he arrive?", after(question, answer=answer)) == standing


def test_nobody_is_owner_by_description() -> None:
    """A person that no answer named owns nothing: "the one that opened the talks's role" would be no English."""
    assert told("what was his role in 2019?", after("Who opened the talks?")) == "what was his role in 2019?"


def test_leaving_is_asked_of_the_office() -> None:
    """Where the last question called a person by an office, a question about holding one names it; others do not."""
    context = after("Who was the third judge of Norvale?", answer="Marek Toll")
    assert told("when did he leave?", context) == "when did Marek Toll leave (the third judge of Norvale)?"
    assert told("how did he die?", context) == "how did Marek Toll die?"


@pytest.mark.parametrize(
    ("question", "answer", "text", "standing"),
    [
        ("What did Toll sign?", "the ferry pact", "who wrote it?", "who wrote the ferry pact?"),
        (
            "What did Toll sign?",
            "a pact in Tarn on 9 May 2019 on all ferries",
            "who wrote it?",
            "who wrote the pact in Tarn on all ferries?",
        ),
        (
            "What did Toll buy?",
            "two more ferries",
            "what did he pay for them?",
            "what did Marek Toll pay for the ferries?",
        ),
        ("Which ship left Tarn first?", "Alba", "where was it going?", "where was Alba going?"),
        ("What year did the Water Board meet?", "early in 2019", "how large was it?", "how large was Water Board?"),
        ("When did Toll sign the Lake Orrin Accord?", "14 March 2019", "who wrote it?", "who wrote Lake Orrin Accord?"),
    ],
)
def test_it_is_what_the_last_question_asked_for(question: str, answer: str, text: str, standing: str) -> None:
    """The answer to "what did X do?" or "which ship left?" is what comes next is about; after another question, the
    thing spoken of."""
    assert told(text, after(question, answer=answer)) == standing


def test_the_subject_is_meant_before_other_names() -> None:
    """A name that a preposition leads gives way to one that none leads."""
    assert told("how large is it?", after("In Sudmark, when did Norvale vote?")) == "how large is Norvale?"


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("Did Norvale sign it?", "Did Norvale sign Lake Orrin Accord?"),
        ("Who led Norvale when it joined?", "Who led Norvale when it joined?"),
        ("What did Norvale do with its share?", "What did Norvale do with its share?"),
    ],
)
def test_a_pronoun_is_no_name_of_its_own_clause(text: str, standing: str) -> None:
    """What Norvale signs is not Norvale; in another clause, or as an owner, it may be."""
    assert told(text, after("When was the Lake Orrin Accord written?")) == standing


@pytest.mark.parametrize(
    ("question", "answer", "text", "standing"),
    [
        ("How did Norvale and Sudmark vote?", "", "when did they meet?", "when did Norvale and Sudmark meet?"),
        ("Who met?", "Marek Toll; Ilsa Brandt", "when did they part?", "when did Marek Toll and Ilsa Brandt part?"),
        ("What is the Lake Orrin Accord?", "", "when did they publish it?", "when did they publish Lake Orrin Accord?"),
        ("When did Toll join the Water Board?", "", "where do they meet?", "where do Water Board meet?"),
    ],
)
def test_they_are_several_or_a_body(question: str, answer: str, text: str, standing: str) -> None:
    """Those named together, else a body, and never one accord: that is "it"."""
    assert told(text, after(question, answer=answer)) == standing


# ---- other open words ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "answer", "text", "standing"),
    [
        ("Where did Toll sign?", "in Tarn", "who else was there?", "who else was in Tarn?"),
        ("Who met in the old mill in 2019?", "", "who else came from there?", "who else came from the old mill?"),
        ("When was Tarn founded?", "", "how many people live there?", "how many people live in Tarn?"),
        ("When was Tarn founded?", "", "Is there a ferry of the Water Board?", "Is there a ferry of the Water Board?"),
        (
            "When did Toll sign?",
            "14 March 2019",
            "what else did he sign that year?",
            "what else did Marek Toll sign on 14 March 2019?",
        ),
        ("Who led Norvale in 2019?", "", "who led Sudmark then?", "who led Sudmark in 2019?"),
        ("Who led Norvale in 2019?", "", "who has led Sudmark since then?", "who has led Sudmark since 2019?"),
        (
            "How many must sign a brake notice?",
            "",
            "how many signed the first one?",
            "how many signed the first brake notice?",
        ),
        (
            "When did Norvale attack Sudmark in 2019?",
            "",
            "how long did that siege go on?",
            "how long did that siege go on (Norvale, Sudmark, 2019)?",
        ),
    ],
)
def test_there_then_and_the_one_are_filled_in(question: str, answer: str, text: str, standing: str) -> None:
    """A place, a day, a thing and an event of the last turn stand for the words that point at them."""
    assert told(text, after(question, answer=answer)) == standing


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("what were the main costs?", "what were the main costs (Lake Orrin Accord)?"),
        ("which mills along rivers closed their old gates?", "which mills along rivers closed their old gates?"),
        ("what is Zorblax?", "what is Zorblax?"),
    ],
)
def test_a_question_that_says_little_goes_on_about_the_topic(text: str, standing: str) -> None:
    """One that names nothing and has few words gets the last topic; a longer one, or one with a name, stands alone."""
    assert told(text, after("When was the Lake Orrin Accord signed?")) == standing


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("and before that?", "what happened before Ferry closed (Lake Orrin Accord)?"),
        ("what happened after that?", "what happened after Ferry closed (Lake Orrin Accord)?"),
    ],
)
def test_before_that_is_before_the_event_told(text: str, standing: str) -> None:
    """After an answer that is a dated event, "before that" asks for its neighbour."""
    context = after("What is the latest on the Lake Orrin Accord?", answer="Ferry closed (August 2018)")
    assert told(text, context) == standing
