"""Conversations kept on the server: bounded, thread-safe, and still there after a restart."""

from __future__ import annotations

import json
import re
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from askbrief.errors import AskbriefError, BadRequest

ID_PATTERN = r"[A-Za-z0-9_-]{1,64}"
WELL_FORMED = re.compile(ID_PATTERN)
SCHEMA = """
CREATE TABLE IF NOT EXISTS turn (
    number INTEGER PRIMARY KEY AUTOINCREMENT, conversation TEXT NOT NULL, question TEXT NOT NULL, payload TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS turn_by_conversation ON turn (conversation, number);
CREATE TABLE IF NOT EXISTS conversation (id TEXT PRIMARY KEY, latest INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS conversation_by_latest ON conversation (latest);
"""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and the whole JSON answer it got."""

    question: str
    payload: dict[str, Any]


def checked_id(conversation_id: str) -> str:
    """The id itself when well formed; BadRequest with the cure when not."""
    if WELL_FORMED.fullmatch(conversation_id):
        return conversation_id
    raise BadRequest(
        f"conversation_id {conversation_id[:80]!r} is malformed: send 1 to 64 letters, digits, '-' or '_', "
        "or null to start a new conversation"
    )


class Conversations:
    """The turns of every conversation, in a SQLite file; `path=None` keeps them in memory.

    At most `max_conversations` are kept (those used last) and `max_turns` of each (the latest).
    An unknown well-formed id is an empty conversation that the first `append` begins.
    """

    def __init__(self, path: Path | None = None, *, max_conversations: int = 10_000, max_turns: int = 100) -> None:
        self.path = path
        self._max_conversations = max_conversations
        self._max_turns = max_turns
        self._lock = Lock()
        with self._told():
            self._db = _connect(path)

    @staticmethod
    def new_id() -> str:
        """A fresh id that cannot be guessed (128 random bits)."""
        return secrets.token_urlsafe(16)

    def append(self, conversation_id: str, question: str, payload: dict[str, Any]) -> None:
        """Keep one more turn; the oldest beyond the bounds are dropped with it."""
        key = checked_id(conversation_id)
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        with self._lock, self._told(), self._db as db:
            number = db.execute(
                "INSERT INTO turn (conversation, question, payload) VALUES (?, ?, ?)", (key, question, text)
            ).lastrowid
            db.execute("INSERT OR REPLACE INTO conversation VALUES (?, ?)", (key, number))
            self._drop_old(db, key)

    def turns(self, conversation_id: str, *, last: int | None = None) -> tuple[Turn, ...]:
        """The kept turns (or the `last` few of them), oldest first; empty for an id not seen before."""
        key = checked_id(conversation_id)
        query = "SELECT question, payload FROM turn WHERE conversation = ? ORDER BY number DESC LIMIT ?"
        with self._lock, self._told():
            rows = self._db.execute(query, (key, -1 if last is None else last)).fetchall()
        return tuple(Turn(question, json.loads(payload)) for question, payload in reversed(rows))

    def close(self) -> None:
        """Close the file; a memory store is gone with it."""
        with self._lock:
            self._db.close()

    def _drop_old(self, db: sqlite3.Connection, key: str) -> None:
        beyond = "SELECT number FROM turn WHERE conversation = ? ORDER BY number DESC LIMIT -1 OFFSET ?"
        db.execute(f"DELETE FROM turn WHERE number IN ({beyond})", (key, self._max_turns))
        query = "SELECT id FROM conversation ORDER BY latest DESC LIMIT -1 OFFSET ?"
        for (old,) in db.execute(query, (self._max_conversations,)).fetchall():
            db.execute("DELETE FROM turn WHERE conversation = ?", (old,))
            db.execute("DELETE FROM conversation WHERE id = ?", (old,))

    @contextmanager
    def _told(self) -> Iterator[None]:
        """A failing database becomes an error that names the file and the cure."""
        try:
            yield
        except sqlite3.Error as error:
            raise AskbriefError(
                f"conversations in {self.path or 'memory'} cannot be used ({error}): check that the folder is "
                "writable and the disk not full, or move the file away to start with none"
            ) from error


def _connect(path: Path | None) -> sqlite3.Connection:
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path or ":memory:", check_same_thread=False, timeout=10)
    # A write-ahead log without a sync per turn: an answer never waits for the disk, and a crash of
    # the process loses nothing (a power cut may lose the last turns, never the file).
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=NORMAL")
    db.executescript(SCHEMA)
    return db
