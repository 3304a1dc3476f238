"""Examples shown in /openapi.json and /docs: one full answer and its stream, of an invented briefing."""

from __future__ import annotations

from typing import Any

_QUOTE = "The two governments agreed the first filling of the reservoir on 17 May 2024 in Geneva."

ANSWER_EXAMPLE: dict[str, Any] = {
    "status": "answered",
    "answer": f"17 May 2024. “{_QUOTE}” [1]",
    "short_answer": "17 May 2024",
    "confidence": 0.93,
    "citations": [
        {
            "number": 1,
            "passage_id": "river-dam-dispute/timeline/1",
            "briefing_id": "river-dam-dispute",
            "briefing_title": "The Dispute over the Upper River Dam",
            "heading_path": ["Timeline", "2024-05-17 — First filling agreed"],
            "quote": _QUOTE,
            "start": 812,
            "end": 812 + len(_QUOTE),
            "document_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "url": (
                "/briefings/river-dam-dispute?passage=river-dam-dispute%2Ftimeline%2F1"
                f"&start=812&end={812 + len(_QUOTE)}#cite"
            ),
        }
    ],
    "passages": [
        {
            "passage_id": "river-dam-dispute/timeline/1",
            "briefing_id": "river-dam-dispute",
            "heading_path": ["Timeline", "2024-05-17 — First filling agreed"],
            "text": _QUOTE,
            "start": 812,
            "end": 812 + len(_QUOTE),
            "score": 0.71,
        }
    ],
    "interpretation": {
        "standalone_question": "When was the first filling of the Upper River Dam agreed in 2024?",
        "kind": "when",
        "entities": [
            {
                "id": "upper-river-dam",
                "name": "Upper River Dam",
                "surface": "Uper River Dam",
                "how": "fuzzy",
                "score": 0.94,
            }
        ],
        "corrections": [{"from": "Uper River Dam", "to": "Upper River Dam"}],
        "time": {"from": "2024-01-01", "to": "2024-12-31"},
    },
    "missing": [],
    "suggestions": ["What is the planned generating capacity?"],
    "conversation_id": "3q2-7wEjRVWUqk9xkT0bDg",
    "timings_ms": {"total": 41.0},
}

STREAM_EXAMPLE = (
    'event: interpretation\ndata: {"standalone_question": "When was ...", "kind": "when", ...}\n\n'
    "event: passages\ndata: [...]\n\n"
    'event: delta\ndata: {"text": "17 May 2024. "}\n\n'
    'event: citation\ndata: {"number": 1, "quote": "...", ...}\n\n'
    'event: done\ndata: {"status": "answered", "answer": "17 May 2024. ... [1]", ...}\n\n'
)
