"""Names in questions matched to the corpus."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askbrief.entities import Catalogue, same_name
from askbrief.types import Entity, EntityKind, Mention

PEOPLE = (
    Entity("vladimir-putin", "Vladimir Putin", EntityKind.PERSON, (), ("Putin",)),
    Entity("marek-toll", "Marek Toll", EntityKind.PERSON, (), ("Toll",)),
    Entity("anna-toll", "Anna Toll", EntityKind.PERSON, (), ("Toll",)),
)
THINGS = (
    Entity("minsk-i", "Minsk I", EntityKind.AGREEMENT, ("Minsk Protocol",)),
    Entity("minsk-ii", "Minsk II", EntityKind.AGREEMENT),
    Entity("united-states", "United States", EntityKind.PLACE, (), ("US", "USA")),
    Entity("zaporizhzhia", "Zaporizhzhia", EntityKind.PLACE),
    Entity("zaporizhzhia-plant", "Zaporizhzhia plant", EntityKind.ORGANIZATION, ("ZNPP",)),
    Entity("un", "UN", EntityKind.ORGANIZATION),
)
CATALOGUE = Catalogue((*PEOPLE, *THINGS))
ORDINARY = frozenset("what did does say about the plant who is toll tell us which may want until sun put in".split())


def match(text: str) -> list[list[tuple[str, str]]]:
    """For each name found: the ids it can mean and how."""
    return [[(m.entity.id, m.how) for m in group] for group in CATALOGUE.match(text, ORDINARY.__contains__)]


def only(text: str) -> Mention:
    """The one reading of the one name in a text."""
    ((mention,),) = CATALOGUE.match(text, ORDINARY.__contains__)
    return mention


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What did Vladimir Putin say?", ("vladimir-putin", "exact")),
        ("what did vladimir putin say?", ("vladimir-putin", "exact")),
        ("What did Putin say?", ("vladimir-putin", "alias")),
        ("Tell us about the Minsk Protocol", ("minsk-i", "alias")),
        ("What did the U.S. say?", ("united-states", "alias")),
        ("What did the US say?", ("united-states", "alias")),
        ("What is ZNPP?", ("zaporizhzhia-plant", "alias")),
        ("What did Vladmir Puttin say?", ("vladimir-putin", "fuzzy")),
        ("What did Zaporizhia say?", ("zaporizhzhia", "fuzzy")),
    ],
)
def test_exact_alias_and_fuzzy_names_are_found(text: str, found: tuple[str, str]) -> None:
    """A name as written, an alias or a derived form, and a misspelling, each says how it was read."""
    assert match(text) == [[found]]


def test_a_mention_stands_where_it_says() -> None:
    """Its surface is what was typed, its span where."""
    text = "What did Vladmir Puttin say?"
    mention = only(text)
    assert mention.surface == "Vladmir Puttin" == text[mention.start : mention.end]
    assert 0.7 <= mention.score <= 0.93


def test_exact_scores_above_alias_above_fuzzy() -> None:
    """The score falls with the strength of the reading."""
    scores = [only(t).score for t in ("Minsk I", "Minsk Protocol", "Putin", "Vladmir Puttin")]
    assert scores == sorted(scores, reverse=True)
    assert scores[:3] == [1.0, 0.97, 0.94]


def test_the_longest_name_wins() -> None:
    """`Zaporizhzhia plant` is the plant, `Zaporizhzhia` the city, `Minsk II` not `Minsk I`."""
    assert match("the Zaporizhzhia plant") == [[("zaporizhzhia-plant", "exact")]]
    assert match("in Zaporizhzhia") == [[("zaporizhzhia", "exact")]]
    assert match("Minsk II") == [[("minsk-ii", "exact")]]


def test_a_shared_surname_can_mean_both() -> None:
    """Both bearers are given for the caller to decide."""
    assert match("Who is Toll?") == [[("marek-toll", "alias"), ("anna-toll", "alias")]]


@pytest.mark.parametrize(
    "text", ["tell us about it", "what may the sun put in", "until which plant", "who is it", "", "?!"]
)
def test_ordinary_words_are_never_names(text: str) -> None:
    """`us` is not the US, `sun` not the UN, `put` not Putin."""
    assert match(text) == []


@pytest.mark.parametrize("text", ["uns", "umn", "eun", "tal"])
def test_short_names_need_near_exactness(text: str) -> None:
    """A slip in a word of three letters or fewer is not forgiven."""
    assert [m for group in match(text) for m in group if m[0] in ("un", "marek-toll")] == []


@given(st.text())
def test_any_text_can_be_searched_for_names(text: str) -> None:
    """Mentions stand where they say, in order, apart."""
    groups = CATALOGUE.match(text, ORDINARY.__contains__)
    spans = [(g[0].start, g[0].end) for g in groups]
    assert all(text[m.start : m.end] == m.surface for g in groups for m in g)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


def test_mentioned_counts_all_who_bear_a_shared_name() -> None:
    """A passage that says `Toll` may be about either."""
    assert CATALOGUE.mentioned("Toll met Vladimir Putin.") == {"marek-toll", "anna-toll", "vladimir-putin"}


def test_near_finds_names_by_their_beginning_and_by_sound() -> None:
    """Best first, each entity once."""
    assert [e.id for e, _ in CATALOGUE.near("Vlad")] == ["vladimir-putin"]
    assert CATALOGUE.near("minsk ii")[0][0].id == "minsk-ii"
    assert CATALOGUE.near("putim")[0][0].id == "vladimir-putin"
    assert CATALOGUE.near("toll", limit=1) == ((PEOPLE[2], 1.0),)


def test_near_finds_nothing_for_nothing() -> None:
    """An empty or a strange query has no entities."""
    assert CATALOGUE.near("") == ()
    assert CATALOGUE.near("qqqqqqqq") == ()


@pytest.mark.parametrize(
    ("typed", "name", "same"),
    [("the putin", "Putin", True), ("São Tomé", "Sao Tome", True), ("Puttin", "Putin", False)],
)
def test_readings_that_need_no_telling(typed: str, name: str, same: bool) -> None:
    """Case, accents and articles are not worth a remark."""
    assert same_name(typed, name) is same


# ---- families ------------------------------------------------------------------------------

FAMILIES = Catalogue(
    (
        Entity("kim-il", "Kim Jong Il", EntityKind.PERSON),
        Entity("kim-un", "Kim Jong Un", EntityKind.PERSON),
        Entity("start-i", "START I", EntityKind.AGREEMENT),
        Entity("start-ii", "START II", EntityKind.AGREEMENT),
    )
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("which declaration did Kim sign", {"kim-il", "kim-un"}),
        ("which declaration did kim sign", {"kim-il", "kim-un"}),
        ("when did the talks start", set()),
        ("When did the talks start", set()),
        ("when was the start treaty signed", {"start-i", "start-ii"}),
        ("When did START end?", {"start-i", "start-ii"}),
    ],
)
def test_a_name_that_several_bear_by_a_part_means_each(text: str, found: set[str]) -> None:
    """Who writes no capitals may mean a name, but an acronym that is also a word only beside "treaty"."""
    groups = FAMILIES.namesakes(text, FAMILIES.match(text), lambda norm: True)
    assert {m.entity.id for group in groups for m in group} == found


def test_peace_is_part_of_some_names() -> None:
    """ "Lake Peace Accord" may be asked for without it; "total peace" is no "total"."""
    named = Catalogue(
        (Entity("a", "Lake Peace Accord", EntityKind.AGREEMENT), Entity("b", "total peace", EntityKind.NAME))
    )
    assert [g[0].entity.id for g in named.match("the lake accord and the total peace")] == ["a", "b"]
    assert named.match("in total") == ()


def test_a_syllable_after_a_hyphen_is_part_of_a_name() -> None:
    """ "Roh Mu-hyun" is Roh Moo-hyun, though "hyun" has no capital."""
    roh = Catalogue((Entity("roh", "Roh Moo-hyun", EntityKind.PERSON),))
    ((mention,),) = roh.match("What did Roh Mu-hyun sign?", lambda norm: norm in ("mu", "what", "did", "sign"))
    assert (mention.entity.id, mention.how) == ("roh", "fuzzy")
