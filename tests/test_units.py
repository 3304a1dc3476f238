"""Figures and the measures they are asked for in."""

from __future__ import annotations

import pytest

from askbrief.units import lacks_unit


@pytest.mark.parametrize(
    ("question", "text", "lacks"),
    [
        ("By what vote was resolution 186 adopted?", "Resolution 186 of 4 March 1964 set up the force.", True),
        ("By what vote was resolution 186 adopted?", "It was adopted with 11 votes to none.", False),
        ("By what majority did it pass?", "The council passed it unanimously.", False),
        ("turnout in the election of 9 February?", "The election was held on 9 February 2025.", True),
        ("What was the turnout?", "Turnout was 81.1%.", False),
        ("What share of the land was lost?", "About a fifth of the land was lost.", False),
        ("How wide was the zone?", "The zone was set up in 1974.", True),
        ("How wide was the zone?", "Each side withdrew by 2 km.", False),
        ("How far apart are the two counts?", "One has 97,000 names, the other 104,000.", False),
        ("How much did the talks cost?", "The talks took nine rounds.", True),
        ("How much did the talks cost?", "The Union paid 2 million crowns.", False),
        ("How long did the strike last?", "About 1,240 drivers struck.", True),
        ("How long did the strike last?", "The strike went on until May.", False),
        ("How old was the judge?", "The judge was named by the Union.", True),
        ("How old was the judge?", "The judge, born in 1951, was named.", False),
        ("How many drivers were on strike?", "About 1,240 drivers struck.", False),
    ],
)
def test_a_measure_is_given_in_its_units(question: str, text: str, lacks: bool) -> None:
    """A vote, share, width, sum, time or age is not given by any other number; other questions ask for no unit."""
    assert lacks_unit(question, text) == lacks
