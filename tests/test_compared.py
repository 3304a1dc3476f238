"""What a comparison compares: the ways to see its sides."""

from __future__ import annotations

import pytest

from askbrief.compared import ways
from askbrief.entities import Catalogue
from askbrief.lexical import Vocabulary
from askbrief.question import read_question
from askbrief.spelling import Lexicon
from askbrief.types import Entity, EntityKind

NAMES = (
    Entity("norvale", "Norvale", EntityKind.PLACE),
    Entity("sudmark", "Sudmark", EntityKind.PLACE),
    Entity("keld", "Keld", EntityKind.PLACE),
)


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return Lexicon(Catalogue(NAMES), Vocabulary.build(()), frozenset())


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("Compare Norvale and Sudmark", ["Norvale", "Sudmark"]),
        ("Was the ferry longer than the bridge of Keld?", ["the ferry", "the bridge of Keld"]),
        ("Did Norvale and Sudmark win more seats in May or in June?", None),
        ("What did Norvale sign?", None),
    ],
)
def test_names_are_sides_before_what_a_word_joins(lexicon: Lexicon, text: str, sides: list[str] | None) -> None:
    """Names that a word sets side by side are the sides, unless both stand on one side of what another word joins."""
    first = next(ways(read_question(text, lexicon), lexicon))
    if sides is None:
        assert not any(side.name for side in first) or len(first) < 2
    else:
        assert [side.label for side in first] == sides


def test_a_side_knows_its_own_words(lexicon: Lexicon) -> None:
    """What only one side is called, and what only the other is."""
    question = read_question("Did the ninth ferry of Keld run longer than the tenth?", lexicon)
    ninth, tenth = next(ways(question, lexicon))
    assert (ninth.own, ninth.foreign) == (frozenset({"ninth"}), frozenset({"tenth"}))
    assert tenth.question.text == "Did the tenth ferry of Keld run?"
    assert [m.entity.id for m in tenth.question.mentions] == ["keld"]
