"""The short answer in the best sentence."""

from __future__ import annotations

import pytest

from askbrief.assistant import Assistant
from corpus_small import serve
from fakes import FakeEncoder

DAM = """---
id: dam
title: The Keld Dam
updated: 2025-05-01
---

# The Keld Dam

## Overview

Ada Morn was blamed by Otto Rusk for the breach of the Keld dam. Jon Ferrer closed the sluice on 3 May 2001.

## People Involved

### Ada Morn

Role: Engineer

### Otto Rusk

Role: Judge

### Jon Ferrer

Role: Keeper of the sluice
"""


@pytest.fixture(scope="module")
def dam(tmp_path_factory: pytest.TempPathFactory, fake_encoder: FakeEncoder) -> Assistant:
    return serve(tmp_path_factory.mktemp("dam"), {"dam": DAM}, fake_encoder)


def test_who_is_blamed_is_not_who_did_it(dam: Assistant) -> None:
    """The sentence that tells of blame is quoted without a short answer, unless blame is asked for."""
    answer = dam.ask("Who caused the breach of the Keld dam?")
    assert (answer.status, answer.short_answer) == ("answered", None)
    assert "was blamed by" in answer.text
    assert dam.ask("Who was blamed for the breach of the Keld dam?").short_answer is not None


def test_who_did_something_is_named(dam: Assistant) -> None:
    """A sentence that says it gives the name."""
    assert dam.ask("Who closed the sluice?").short_answer == "Jon Ferrer"
