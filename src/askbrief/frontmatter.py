"""The YAML at the head of a Markdown file: read as it was typed, completed without touching the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import yaml

_FRONT = re.compile(r"\A---[ \t]*\n(.*?\n)?---[ \t]*(?:\n|\Z)", re.DOTALL)
Meta = dict[str, object]


def split_front_matter(text: str) -> tuple[Meta, str]:
    """The front matter (every scalar a string) and the text below it; {} and the whole text when there is none."""
    found = _FRONT.match(text)
    if not found:
        return {}, text
    try:
        # BaseLoader keeps 1.10 and 2026-02-31 as typed; nothing is lost to YAML's types.
        meta = yaml.load(found[1] or "", Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}, text
    return (meta, text[found.end() :]) if isinstance(meta, dict) and all(map(str, meta)) else ({}, text)


def front_matter(meta: Mapping[str, object]) -> str:
    """`meta` between its two marks."""
    body = yaml.safe_dump(dict(meta), allow_unicode=True, sort_keys=False, width=100_000)
    return f"---\n{body}---\n"


def completed(text: str, needed: Mapping[str, object]) -> str:
    """`text`, which has front matter, with each key of `needed` that it lacks, and with `needed`'s id."""
    found = _FRONT.match(text)
    meta, _ = split_front_matter(text)
    if not found:
        return text
    block = found[1] or ""
    if meta.get("id") and meta["id"] != needed["id"]:
        block = re.sub(r"^id[ \t]*:.*$", f"id: {needed['id']}", block, count=1, flags=re.MULTILINE)
    missing = {key: value for key, value in needed.items() if not meta.get(key)}
    for key in missing:
        # An empty `title:` would stand twice.
        block = re.sub(rf"^{key}[ \t]*:[ \t]*(?:\n|\Z)", "", block, flags=re.MULTILINE)
    added = yaml.safe_dump(missing, allow_unicode=True, sort_keys=False, width=100_000) if missing else ""
    return f"---\n{added}{block}---\n{text[found.end() :]}"


def without_stamps(text: str) -> str:
    """`text` without the `id` and `updated` of its front matter: what two adds of one document share."""
    found = _FRONT.match(text)
    if not found:
        return text
    return re.sub(r"^(?:id|updated)[ \t]*:.*\n", "", found[0], flags=re.MULTILINE) + text[found.end() :]


def iso_day(text: object) -> date | None:
    """The day of an ISO date or date and time, or None."""
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None
