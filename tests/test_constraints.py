"""What a sentence must bear besides being well supported."""

from __future__ import annotations

from pathlib import Path

import pytest

from askbrief.constraints import contradicted
from askbrief.evidence import Weigher
from askbrief.index import build, load
from askbrief.question import read_question
from askbrief.spelling import Lexicon
from askbrief.types import Hit
from corpus_small import write_corpus
from fakes import FakeEncoder

SOUND = """---
id: sound
title: The Sound Treaties
updated: 2025-05-01
aliases:
  Keld I: []
  Keld II: []
  Osk Armistice: []
---

# The Sound Treaties

## Overview

Ada Morn and Otto Rusk signed Keld II in Tarn on 9 June 2011. Nico Velm signed the Tarn Declaration in 2012.

Lena Osk signed the Osk Armistice in 1953.

## Historical Context

### Keld I and Keld II (2001 and 2011)

#### What Happened

Signed on 3 May 2001 and on 9 June 2011. Keld II was broken on 1 May 2012.
"""


@pytest.mark.parametrize(
    ("question", "start", "against"),
    [
        ("When was Keld II signed?", "Ada Morn", False),
        ("When was Keld II broken?", "Keld II", False),
        ("When was Keld I broken?", "Keld II", True),
        ("When was Keld II signed?", "Signed on", True),
        ("Did Lena Osk sign the Osk Armistice?", "Lena Osk", False),
        ("Did Nico Velm sign the Osk Armistice?", "Nico Velm", True),
    ],
)
def test_what_is_said_of_another_of_a_family_is_no_evidence(
    tmp_path: Path, fake_encoder: FakeEncoder, question: str, start: str, against: bool
) -> None:
    """What is said of Keld II is not told of Keld I, two days of an item on both tell of neither, and a declaration
    signed is no armistice signed."""
    build(write_corpus(tmp_path / "corpus", {"sound": SOUND}), tmp_path / "index", fake_encoder)
    index = load(tmp_path / "index", fake_encoder)
    lexicon = Lexicon(index.catalogue, index.vocabulary, fake_encoder.known_words())
    asked = read_question(question, lexicon)
    hits = [Hit(p, 0.5, 0.5, 0.5) for p in index.passages]
    found = Weigher(index).weigh(asked, fake_encoder.encode([asked.text])[0], hits)
    best = next(e for e in found if e.sentence.text.startswith(start))
    assert contradicted(asked, best) == against
