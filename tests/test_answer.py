"""What is answered, refused, compared, asked back: the answers to questions over the small corpus."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from askbrief.assistant import Assistant
from askbrief.conversations import Conversations
from askbrief.index import build
from askbrief.settings import Settings
from askbrief.types import Answer
from fakes import FakeEncoder


def quotes(answer: Answer) -> list[str]:
    return [c.quote for c in answer.citations]


# ---- read from sentences -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "short", "heading"),
    [
        ("When was the Lake Orrin Accord signed?", "14 March 2019", "Accord signed"),
        ("Where was the Lake Orrin Accord signed?", "Tarn", "Accord signed"),
        ("When did Sudmark close the ferry?", "August 2018", "Ferry closed"),
        ("Who opened the talks in Tarn?", "Ilsa Brandt", "Talks begin"),
        ("how many drivers were on strike?", "1,240", "Drivers on strike"),
        ("Who is the mayor of Port Amsel?", "Jon Ferrer", "Jon Ferrer"),
    ],
)
def test_a_stated_fact_is_answered_and_cited(assistant: Assistant, question: str, short: str, heading: str) -> None:
    """A date, place, person or number that a passage states is the short answer, cited to that passage."""
    answer = assistant.ask(question)
    assert (answer.status, answer.short_answer) == ("answered", short)
    assert answer.citations[0].heading_path[-1] == heading


@pytest.mark.parametrize(
    ("question", "proof"),
    [
        ("When did Sudmark close the ferry?", "2018-08 — Ferry closed"),
        ("Who is the mayor of Port Amsel?", "Jon Ferrer"),
    ],
)
def test_the_short_answer_is_proved_by_a_quote(assistant: Assistant, question: str, proof: str) -> None:
    """When the best sentence does not hold the date, name or value itself, the stretch that does is quoted too."""
    assert proof in quotes(assistant.ask(question))


def test_an_answer_quotes_three_sentences_at_most(assistant: Assistant) -> None:
    """One to three sentences support an answer that is read from sentences."""
    answer = assistant.ask("Why was the bridge of Port Amsel and Sudmark halted by the court?")
    assert answer.status == "answered"
    assert 1 <= len(answer.citations) <= 3
    assert "had not been surveyed" in answer.citations[0].quote


def test_every_quoted_sentence_has_its_marker(assistant: Assistant) -> None:
    """The markers in the text are the numbers of the citations, from 1."""
    answer = assistant.ask("Who opened the talks in Tarn?")
    assert [int(n) for n in re.findall(r"\[(\d+)\]", answer.text)] == [c.number for c in answer.citations]
    assert answer.citations[0].number == 1


# ---- refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "question",
    [
        "How many moons has Jupiter?",
        "Who is the king of Zorblax?",
        "How do I bake bread?",
        "What colour is the flag of Norvale?",
        "How old is Jon Ferrer?",
        "What is the best train company in the world?",
    ],
)
def test_what_no_briefing_says_is_refused(assistant: Assistant, question: str) -> None:
    """Off-topic questions and facts that are absent get not_found, no short answer and no citation."""
    answer = assistant.ask(question)
    assert (answer.status, answer.short_answer, answer.citations) == ("not_found", None, ())
    assert answer.text.startswith("The briefings do not say")
    assert answer.missing == (answer.question.text,)


def test_a_refusal_names_what_is_unknown_and_what_is_closest(assistant: Assistant) -> None:
    """The unknown name is told, and where the briefings come nearest."""
    answer = assistant.ask("Who met Zorblax in Tarn?")
    assert "“Zorblax”" in answer.text
    assert re.search(r"Closest: The [\w ]+ › \w+", answer.text)


def test_a_refusal_still_shows_the_ranking(assistant: Assistant) -> None:
    """The ranked passages come with a refusal too."""
    assert len(assistant.ask("How many moons has Jupiter?", top_k=5).hits) == 5


def test_a_fact_of_another_day_is_refused(assistant: Assistant) -> None:
    """What happened in another year than the asked one is no answer."""
    assert assistant.ask("Which treaty did Sefa Orhan and Jon Ferrer sign in 1999?").status == "not_found"


def test_a_stricter_threshold_refuses_more(small_settings: Settings, fake_encoder: FakeEncoder) -> None:
    """`min_support` is the support below which a question is refused."""
    question = "When was the Lake Orrin Accord signed?"
    for threshold, status in ((0.0, "answered"), (1.0, "not_found")):
        strict = Assistant(small_settings.model_copy(update={"min_support": threshold}), fake_encoder, Conversations())
        assert strict.ask(question).status == status


# ---- compared ------------------------------------------------------------------------------


def test_a_comparison_cites_both_sides(assistant: Assistant) -> None:
    """Each side has a line of its own, opened by its name and quoting a sentence about it."""
    answer = assistant.ask("Compare the Lake Orrin Accord and the Amsel Bridge Treaty")
    one, other = answer.text.splitlines()
    assert answer.status == "answered"
    assert one.startswith("Lake Orrin Accord: “")
    assert other.startswith("Amsel Bridge Treaty: “")
    assert {c.briefing_id for c in answer.citations} == {"lake-orrin-accord", "amsel-bridge-treaty"}


@pytest.mark.parametrize(
    ("question", "short"),
    [
        ("Which came first, the Lake Orrin Accord or the Amsel Bridge Treaty?", "Lake Orrin Accord (14 March 2019)"),
        ("Which came first, the Amsel Bridge Treaty or the Lake Orrin Accord?", "Lake Orrin Accord (14 March 2019)"),
        ("Which is newer, the Lake Orrin Accord or the Amsel Bridge Treaty?", "Amsel Bridge Treaty (14 March 2022)"),
    ],
)
def test_which_came_first_is_read_from_the_dates(assistant: Assistant, question: str, short: str) -> None:
    """The earlier or later of two things is told with its date, in whatever order they are named."""
    answer = assistant.ask(question)
    assert (answer.question.kind, answer.short_answer) == ("compare", short)


def test_sides_that_a_word_joins_are_both_cited(assistant: Assistant) -> None:
    """Where the sides are no two names, each is asked on its own, with its own year."""
    answer = assistant.ask("Which shore is longer, the one held by Norvale or the one held by Sudmark?")
    assert answer.question.kind == "compare"
    assert answer.status != "not_found"
    assert "118 km — Shoreline held by Norvale" in quotes(answer)


def test_a_side_without_evidence_is_named_as_missing(assistant: Assistant) -> None:
    """When one side of a comparison is not told of, the answer is partial, says which and cites the other."""
    answer = assistant.ask("Compare the shoreline held by Norvale and Jon Ferrer")
    assert (answer.status, answer.missing) == ("partial", ("Jon Ferrer",))
    assert "Jon Ferrer" in answer.text.splitlines()[-1]
    assert quotes(answer) == ["118 km — Shoreline held by Norvale"]


# ---- several ---------------------------------------------------------------------------------


def test_all_people_that_bear_it_out_are_listed(assistant: Assistant) -> None:
    """A question for several people names each whose entry says so."""
    answer = assistant.ask("Which two people signed the Lake Orrin Accord?")
    assert answer.status == "answered"
    assert all(name in answer.text for name in ("Marek Toll", "Sefa Orhan"))


def test_a_part_gets_the_names_of_the_whole(assistant: Assistant) -> None:
    """What a part leaves out is taken from the question it is part of."""
    answer = assistant.ask("The Lake Orrin Accord: when was it signed and who signed for Sudmark?")
    assert answer.status == "answered"
    assert "14 March 2019" in answer.text
    assert "Sefa Orhan" in answer.text


TWO_FIGURES = """---
id: {id}
title: {title}
updated: 2026-01-0{day}
---

# {title}

## Key Indicators

### {value} — Ferries lost on Lake Velm

{source} counted {value} ferries lost on Lake Velm up to {day} January 2026.
"""


def test_figures_that_differ_are_both_shown(tmp_path: Path, fake_encoder: FakeEncoder) -> None:
    """One indicator with two values in two briefings: both are told and cited, each under its briefing."""
    for day, (name, value, source) in enumerate((("north", "41", "Norvale"), ("south", "57", "Sudmark")), 1):
        text = TWO_FIGURES.format(id=name, title=f"The {name} shore", day=day, value=value, source=source)
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    build(tmp_path, tmp_path / "index", fake_encoder)
    both = Assistant(Settings(corpus=tmp_path, index=tmp_path / "index"), fake_encoder, Conversations())
    answer = both.ask("How many ferries were lost on Lake Velm?")
    assert answer.status == "answered"
    assert {c.briefing_id for c in answer.citations} == {"north", "south"}
    assert all(value in (answer.short_answer or "") for value in ("41", "57"))
    assert "different figures" in answer.text


# ---- gone on with --------------------------------------------------------------------------


def test_suggestions_are_answered(assistant: Assistant) -> None:
    """What an answer suggests to ask next is of the cited story, is not what was asked, and is answered."""
    asked = "What is the latest event in the Lake Orrin Accord?"
    answer = assistant.ask(asked)
    assert 1 <= len(answer.suggestions) <= 3
    assert asked not in answer.suggestions
    assert {assistant.ask(s).status for s in answer.suggestions} == {"answered"}


def test_a_refusal_suggests_nothing(assistant: Assistant) -> None:
    """What is not in the briefings leads nowhere."""
    assert assistant.ask("How many moons has Jupiter?").suggestions == ()


# ---- asked back ----------------------------------------------------------------------------


def test_the_agreement_of_no_story_asks_which(assistant: Assistant) -> None:
    """ "The agreement" that nothing explains is asked back, with each story as a question that can be asked."""
    answer = assistant.ask("when was the agreement signed?")
    assert (answer.status, answer.citations) == ("ambiguous", ())
    assert "“the agreement”" in answer.text
    assert len(answer.suggestions) == 3
    assert all(s.startswith("when was the agreement signed") for s in answer.suggestions)


def test_the_agreement_of_one_briefing_is_that_ones(assistant: Assistant) -> None:
    """With one briefing in scope "the treaty" is clear."""
    answer = assistant.ask("who signed the treaty in Port Amsel?", briefings=["amsel-bridge-treaty"])
    assert answer.status == "answered"
    assert answer.citations[0].heading_path[-1] == "Treaty signed"


def test_a_pronoun_of_nobody_asks_who(assistant: Assistant) -> None:
    """ "He" at the start of a conversation is asked back."""
    answer = assistant.ask("who is he?")
    assert (answer.status, answer.citations) == ("ambiguous", ())
    assert "“he”" in answer.text


# ---- of several parts ----------------------------------------------------------------------


def test_the_parts_of_a_question_are_answered_together(assistant: Assistant) -> None:
    """Two answerable questions in one give both short answers and both citations."""
    answer = assistant.ask("When was the Lake Orrin Accord signed and who is Jon Ferrer?")
    assert (answer.status, answer.missing) == ("answered", ())
    assert answer.short_answer == "14 March 2019; Jon Ferrer: Mayor of Port Amsel"
    assert {c.briefing_id for c in answer.citations} == {"lake-orrin-accord", "amsel-bridge-treaty"}


def test_an_unanswerable_part_is_named(assistant: Assistant) -> None:
    """With one part answered and one not the answer is partial; the missing part is told and not cited."""
    answer = assistant.ask("When was the Lake Orrin Accord signed and how old is Jon Ferrer?")
    assert (answer.status, answer.short_answer) == ("partial", "14 March 2019")
    assert answer.missing == ("how old is Jon Ferrer?",)
    assert answer.text.splitlines()[-1].endswith("how old is Jon Ferrer?")
    assert {c.briefing_id for c in answer.citations} == {"lake-orrin-accord"}


def test_no_answerable_part_is_a_refusal(assistant: Assistant) -> None:
    """With no part answered the question is refused, all parts missing."""
    answer = assistant.ask("How many moons has Jupiter and who is the king of Zorblax?")
    assert (answer.status, answer.citations) == ("not_found", ())
    assert len(answer.missing) == 2


# ---- small talk ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [("hello", "Hello"), ("thank you!", "welcome"), ("bye", "Goodbye"), ("what can you do?", "briefings")],
)
def test_small_talk_gets_a_human_reply(assistant: Assistant, text: str, words: str) -> None:
    """Greetings, thanks, farewells and questions about us are answered without passages and citations."""
    answer = assistant.ask(text)
    assert (answer.status, answer.citations, answer.hits) == ("small_talk", (), ())
    assert words in answer.text


def test_confidence_is_a_probability(assistant: Assistant) -> None:
    """Whatever is asked, confidence lies between 0 and 1."""
    for text in ("hello", "who is he?", "Who is Jon Ferrer?", "How many moons has Jupiter?", "who opened the talks?"):
        assert 0 <= assistant.ask(text).confidence <= 1


def test_constraints_can_be_switched_off(small_settings: Settings, fake_encoder: FakeEncoder) -> None:
    """Without them evidence of another year may answer; with them it is refused."""
    question = "Which treaty did Sefa Orhan and Jon Ferrer sign in 1999?"
    off = small_settings.model_copy(update={"constraints": False, "min_support": 0.0})
    assert Assistant(off, fake_encoder, Conversations()).ask(question).status == "answered"
    on = small_settings.model_copy(update={"min_support": 0.0})
    assert Assistant(on, fake_encoder, Conversations()).ask(question).status == "not_found"


def test_whose_dog_nobody_tells_of(assistant: Assistant) -> None:
    """ "Who was Toll's dog?" is not answered by who Toll was."""
    assert assistant.ask("Who was Marek Toll's dog?").status == "not_found"


def test_a_side_with_a_number_is_told_of_by_a_sentence_that_has_it(assistant: Assistant) -> None:
    """No sentence about one number is quoted for a side with another."""
    answer = assistant.ask("Which shore is longer, the one of 118 km or the one of 750 km?")
    assert not any(line.startswith("the one of 750 km") for line in answer.text.splitlines())
