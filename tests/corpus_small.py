"""Three invented briefings in the full schema; they share people, places and near-miss facts on purpose."""

from __future__ import annotations

from pathlib import Path

from askbrief.assistant import Assistant
from askbrief.conversations import Conversations
from askbrief.index import build
from askbrief.settings import Settings
from fakes import FakeEncoder

ORRIN = """---
id: lake-orrin-accord
title: The Lake Orrin Accord
subtitle: Norvale and Sudmark agree how much water each may take
updated: 2026-02-01
tags: [water, Norvale, Sudmark]
aliases:
  Lake Orrin Accord: [Orrin I, the lake accord]
  Sudmark: [Südmark]
sources:
  - https://example.org/orrin
---

# The Lake Orrin Accord

## Overview

The Lake Orrin Accord divides the water of Lake Orrin between Norvale and Sudmark. It was signed in Tarn on 14 March
2019 after nine rounds of talks. Norvale keeps the sluice at Keld, and Sudmark may draw 40 million cubic metres a year.

The accord ended a quarrel that had closed the ferry for eleven weeks. Both capitals call it a model for the Velm delta.

## Key Indicators

### 40 million m³ — Sudmark's yearly share

The yearly share of Sudmark under the Lake Orrin Accord, measured at the Keld sluice.

### 9 — Rounds of talks

Nine rounds of talks were held in Tarn between 2017 and 2019.

### 118 km — Shoreline held by Norvale

Norvale holds 118 km of the shoreline of Lake Orrin.

## People Involved

### Ilsa Brandt

Role: Mediator of the Lake Orrin talks
Note: A former judge, named by the Velm Union in 2017

### Marek Toll

Role: Water minister of Norvale
Note: Signed the accord for Norvale

### Anna Toll

Role: Chief engineer of the Keld sluice
Note: No relation of the minister

### Sefa Orhan

Role: Foreign minister of Sudmark
Note: Signed the accord for Sudmark

## Organizations Involved

### Norvale Water Board (NWB)

Type: State agency
Status: Runs the Keld sluice

The Norvale Water Board measures the level of Lake Orrin every hour.

### Velm Union

Type: Regional body
Status: Guarantor of the accord

The Velm Union paid for the talks and keeps the original of the accord.

## Timeline

### 2021-06-02 — First yearly review

Kind: Review

The two ministers met in Keld and found that both sides had kept to their shares.

### 2019-03-14 — Accord signed

Kind: Agreement

Marek Toll and Sefa Orhan signed the Lake Orrin Accord in Tarn.

### 2018-08 — Ferry closed

Kind: Crisis

Sudmark closed the ferry across Lake Orrin after the level fell below the mark.

### 2017-05-09 — Talks begin

Kind: Talks

Ilsa Brandt opened the talks in Tarn.

## Scenarios

### 1. The shares are raised after the review of 2027

Discussed by: Norvale Water Board

A wet decade would let both sides take more. The board expects a request from Sudmark.

### 2. Sudmark leaves the accord

Discussed by: the newspaper Tarn Courier

A dry summer could push Sudmark to give the twelve months' notice that the accord allows.

## Historical Context

### Orrin II Accord (2023)

When: 2 October 2023

#### What Happened

The Orrin II Accord settled fishing rights on the lake, not its water. It was signed in Keld.

#### Short-Term Outcome

Forty boats were licensed within a month.

#### Why It's Relevant

It shows that the two neighbours can agree on the lake without a mediator.

## Sources

- https://example.org/orrin
"""

RAIL = """---
id: velm-rail-strike
title: The Velm Rail Strike
subtitle: Drivers and the railway settle after 23 days
updated: 2026-01-15
tags: [rail, labour]
aliases:
  Velm Railway Union: [VRU, the drivers' union]
sources:
  - https://example.org/rail
---

# The Velm Rail Strike

## Overview

Train drivers of the Velm Railway stopped work for 23 days in the autumn of 2024. Ilsa Brandt mediated, as she had on
Lake Orrin. The strike ended with a rise of 6.5 per cent and a shorter night shift.

## Key Indicators

### 23 days — Length of the strike

The strike ran from 4 to 27 November 2024, the longest in the history of the railway.

### 6.5% — Agreed rise

The rise agreed in Tarn; the union had asked for 9 per cent.

### 1,240 — Drivers on strike

The number of drivers who stopped work, according to the Velm Railway Union.

## People Involved

### Marek Toll

Role: Transport minister of Norvale
Note: Left the water ministry in 2022

### Dora Quist

Role: Head of the Velm Railway Union

### Ilsa Brandt

Role: Mediator named by both sides

## Organizations Involved

### Velm Railway Union

Type: Trade union
Status: Party to the settlement

The Velm Railway Union speaks for 1,900 drivers in three countries.

### Velm Railway

Type: Railway company
Status: Party to the settlement

The Velm Railway runs the night trains between Tarn and Port Amsel.

## Timeline

### 2024-11-27 — Settlement signed

Kind: Agreement

Dora Quist signed the settlement in Tarn; trains ran again the next morning.

### 2024-11-18 — Brandt named

Kind: Talks

Both sides named Ilsa Brandt as mediator after a night of talks.

### 2024-11-04 — Strike begins

Kind: Strike

The first trains stood still at two in the morning.

## Scenarios

### 1. A second strike in 2027

Discussed by: Dora Quist

The settlement runs out in March 2027. The union has not ruled out another strike.

## Historical Context

### Harbour strike of Port Amsel (1998)

When: 1998

#### What Happened

Dockers in Port Amsel stopped work for 23 weeks.

#### Why It's Relevant

The harbour strike failed because no mediator was named.

## Sources

- https://example.org/rail
"""

BRIDGE = """---
id: amsel-bridge-treaty
title: The Amsel Bridge Treaty
subtitle: A bridge between Port Amsel and Sudmark is agreed but not built
updated: 2025-12-20
tags: [transport, Sudmark]
aliases:
  Port Amsel: [Amsel]
sources:
  - https://example.org/bridge
---

# The Amsel Bridge Treaty

## Overview

Sudmark and the free city of Port Amsel signed the Amsel Bridge Treaty on 14 March 2022, three years to the day after
the Lake Orrin Accord. The bridge is to be 3.2 km long. No pillar stands yet.

## Key Indicators

### 3.2 km — Planned length

The planned length of the bridge between Port Amsel and Sudmark.

### 780 million crowns — Estimated cost

The cost as estimated in 2022 by the Amsel Bridge Company; Sudmark pays two thirds.

## People Involved

### Sefa Orhan

Role: Prime minister of Sudmark
Note: Was foreign minister until 2021

### Jon Ferrer

Role: Mayor of Port Amsel

## Organizations Involved

### Amsel Bridge Company (ABC)

Type: Public company
Status: Builder of the bridge

The Amsel Bridge Company belongs to Sudmark and Port Amsel in equal parts.

## Timeline

### 2025-09-30 — Court halts the works

Kind: Ruling

The court of Port Amsel halted the works because the nesting ground of the grey tern had not been surveyed.

### 2022-03-14 — Treaty signed

Kind: Agreement

Sefa Orhan and Jon Ferrer signed the treaty in Port Amsel.

## Scenarios

### 1. The bridge opens in 2031

Discussed by: Amsel Bridge Company

If the survey ends in 2026, the company expects to open the bridge in 2031.

## Historical Context

### Keld Tunnel Agreement (1974)

When: 3 May 1974 – 1976

#### What Happened

Norvale and Sudmark agreed on a tunnel under the Keld pass. The works stopped in 1976 when the money ran out.

#### Why It's Relevant

The tunnel was halted for want of money, the bridge for want of a survey.

## Sources

- https://example.org/bridge
"""

BRIEFINGS = {"lake-orrin-accord": ORRIN, "velm-rail-strike": RAIL, "amsel-bridge-treaty": BRIDGE}


def write_corpus(folder: Path, briefings: dict[str, str] = BRIEFINGS) -> Path:
    """The folder, made to hold exactly these briefings, one `<id>.md` each."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.md"):
        if old.stem not in briefings:
            old.unlink()
    for identifier, text in briefings.items():
        (folder / f"{identifier}.md").write_text(text, encoding="utf-8")
    return folder


def serve(folder: Path, briefings: dict[str, str], encoder: FakeEncoder) -> Assistant:
    """Answers from these briefings alone, without a reader; the folder holds corpus and index."""
    settings = Settings(corpus=write_corpus(folder / "corpus", briefings), index=folder / "index")
    build(settings.corpus, settings.index, encoder)
    return Assistant(settings, encoder, Conversations())
