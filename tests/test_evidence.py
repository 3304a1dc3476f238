"""How well sentences bear out a question."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from askbrief.evidence import Evidence, Weigher, support
from askbrief.features import FEATURES
from askbrief.index import Index
from askbrief.question import read_question
from askbrief.spelling import Lexicon
from askbrief.types import Hit, Passage, SectionKind
from fakes import FakeEncoder

Weigh = Callable[..., tuple[Evidence, ...]]


@pytest.fixture
def weigh(small_index: Index, fake_encoder: FakeEncoder) -> Weigh:
    """The evidence for a question in all passages, or in those with the given titles."""
    lexicon = Lexicon(small_index.catalogue, small_index.vocabulary, fake_encoder.known_words())
    weigher = Weigher(small_index)

    def weighed(text: str, *titles: str) -> tuple[Evidence, ...]:
        question = read_question(text, lexicon)
        hits = [Hit(p, 0.5, 0.5, 0.5) for p in small_index.passages if not titles or p.heading_path[-1] in titles]
        return weigher.weigh(question, fake_encoder.encode([question.text])[0], hits)

    return weighed


def sentence(found: tuple[Evidence, ...], start: str) -> Evidence:
    return next(e for e in found if e.sentence.text.startswith(start))


def test_supports_are_probabilities_best_first(weigh: Weigh) -> None:
    """Every support lies between 0 and 1, and the sentences come in falling order of it."""
    values = [e.support for e in weigh("Who signed the Lake Orrin Accord?")]
    assert values == sorted(values, reverse=True)
    assert 0 <= values[-1] < values[0] <= 1


def test_the_sentence_that_says_it_is_the_best_supported(weigh: Weigh) -> None:
    """Of all sentences of the corpus, the one that states the asked thing has the best support."""
    assert weigh("Who opened the talks in Tarn?")[0].sentence.text == "Ilsa Brandt opened the talks in Tarn."
    assert weigh("When did Sudmark close the ferry?")[0].passage.heading_path[-1] == "Ferry closed"


def test_support_is_no_rank(weigh: Weigh) -> None:
    """A sentence's support is the same whatever other passages are weighed beside it."""
    among_all = sentence(weigh("Why was the bridge halted?"), "The court of Port Amsel")
    alone = sentence(weigh("Why was the bridge halted?", "Court halts the works"), "The court of Port Amsel")
    assert alone.support == among_all.support
    assert alone.features == among_all.features


def test_evidence_is_quotable(weigh: Weigh, small_index: Index) -> None:
    """Each sentence stands in its briefing's source at its offsets."""
    sources = {b.id: b.source for b in small_index.briefings}
    found = weigh("what is the bridge?")
    assert len(found) > 50
    for evidence in found:
        span = evidence.sentence
        assert sources[evidence.passage.briefing_id][span.start : span.end] == span.text


def test_a_bare_name_proves_nothing(weigh: Weigh) -> None:
    """The heading of a person or organization is no evidence; what is said beneath it is."""
    found = weigh("Who is the mayor of Port Amsel?", "Jon Ferrer")
    assert [e.sentence.text for e in found] == ["Mayor of Port Amsel"]


def test_words_in_the_sentence_or_its_heading_support_it(weigh: Weigh) -> None:
    """The more of the question's words a sentence or its heading holds, the greater its support."""
    found = weigh("Which minister shares the level of the ferry mark?", "Ferry closed", "First yearly review")
    ferry, review = sentence(found, "Sudmark closed"), sentence(found, "The two ministers")
    assert ferry.feature("words_in_sentence") > review.feature("words_in_sentence") > 0
    assert ferry.support > review.support


def test_a_name_that_the_passage_lacks_weakens_it(weigh: Weigh) -> None:
    """The same sentence supports a question less when the question names somebody it does not speak of."""
    of_brandt = sentence(weigh("What did Ilsa Brandt open?", "Talks begin"), "Ilsa Brandt")
    of_ferrer = sentence(weigh("What did Jon Ferrer open?", "Talks begin"), "Ilsa Brandt")
    assert (of_brandt.feature("names_in_sentence"), of_ferrer.feature("names_in_sentence")) == (1.0, 0.0)
    assert (of_brandt.feature("worst_name"), of_ferrer.feature("worst_name")) == (1.0, 0.0)
    assert of_brandt.support > of_ferrer.support


def test_another_day_weakens(weigh: Weigh) -> None:
    """An event of the asked year bears the time; one of another year lacks it and is weaker."""
    title, start = "Treaty signed", "Sefa Orhan and Jon"
    same = sentence(weigh("what did Sefa Orhan sign in 2022?", title), start)
    other = sentence(weigh("what did Sefa Orhan sign in 2019?", title), start)
    assert (same.feature("time_borne"), same.feature("time_missing")) == (1.0, 0.0)
    assert (other.feature("time_borne"), other.feature("time_missing")) == (0.0, 1.0)
    assert same.support > other.support


@pytest.mark.parametrize(
    ("question", "title", "start", "borne"),
    [
        ("When did the talks begin?", "Talks begin", "Ilsa Brandt", True),
        ("When does the bridge open?", "Jon Ferrer", "Mayor of", False),
        ("How many drivers are there?", "Velm Railway Union", "The Velm Railway Union speaks", True),
        ("How many drivers are there?", "Jon Ferrer", "Mayor of", False),
        ("Who opened the talks?", "Talks begin", "Ilsa Brandt", True),
        ("Who stood still?", "Strike begins", "The first trains", False),
        ("Where did the talks open?", "Talks begin", "Ilsa Brandt", True),
        ("Where did the trains stand still?", "Strike begins", "The first trains", False),
    ],
)
def test_the_asked_kind_must_be_borne(weigh: Weigh, question: str, title: str, start: str, borne: bool) -> None:
    """When needs a date, how many a number, who a person or body, where a place in the sentence or its item."""
    found = sentence(weigh(question, title), start)
    assert (found.feature("kind_borne"), found.feature("kind_missing")) == (float(borne), float(not borne))


def test_any_sentence_may_answer_what(weigh: Weigh) -> None:
    """Kinds that ask for no date, number or name are neither borne nor missing."""
    assert {(e.feature("kind_borne"), e.feature("kind_missing")) for e in weigh("what is the bridge?")} == {(0.0, 0.0)}


def test_names_nobody_knows_weaken_everything(weigh: Weigh) -> None:
    """A name that no briefing holds counts against each sentence."""
    start = "Sefa Orhan and Jon"
    plain = sentence(weigh("Who signed the treaty?", "Treaty signed"), start)
    stranger = sentence(weigh("Who signed the treaty with Zorblax?", "Treaty signed"), start)
    assert (plain.feature("unknown_names"), stranger.feature("unknown_names")) == (0.0, 1.0)
    assert stranger.support < plain.support


def test_a_number_the_passage_lacks_weakens(weigh: Weigh) -> None:
    """A number of the question that is no date must stand in the passage."""
    start = "The Velm Railway Union speaks"
    held = sentence(weigh("does it speak for 1,900 drivers?", "Velm Railway Union"), start)
    lacking = sentence(weigh("does it speak for 5,000 drivers?", "Velm Railway Union"), start)
    assert (held.feature("numbers_missing"), lacking.feature("numbers_missing")) == (0.0, 1.0)
    assert held.support > lacking.support


def test_nothing_to_weigh_is_no_evidence(small_index: Index, fake_encoder: FakeEncoder) -> None:
    """Without hits there is no evidence, and no error."""
    lexicon = Lexicon(small_index.catalogue, small_index.vocabulary, fake_encoder.known_words())
    question = read_question("anything?", lexicon)
    assert Weigher(small_index).weigh(question, fake_encoder.encode(["anything?"])[0], ()) == ()


def test_support_is_a_logistic_of_its_features() -> None:
    """`support` maps rows to probabilities, each row by itself; a row of nothing is close to 0."""
    rows = np.zeros((3, len(FEATURES)))
    rows[1, FEATURES.index("sentence_cosine")] = 1.0
    rows[2] = rows[1]
    values = support(rows)
    assert values.shape == (3,)
    assert values[0] < 0.01
    assert values[0] < values[1] == values[2] < 1
    assert support(rows[1:2])[0] == values[1]


def test_a_feature_is_read_by_its_name(weigh: Weigh) -> None:
    """Every name in FEATURES reads its own value."""
    evidence = weigh("Who signed the treaty?", "Treaty signed")[0]
    assert tuple(evidence.feature(n) for n in FEATURES) == evidence.features


def test_the_passage_is_the_hits_own(weigh: Weigh) -> None:
    """`passage` is the ranked passage the sentence was found in."""
    found = weigh("what scenario is discussed?", "A second strike in 2027")
    passages: set[Passage] = {e.passage for e in found}
    assert [p.section for p in passages] == [SectionKind.SCENARIOS]
