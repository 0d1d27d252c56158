"""All that is kept about a learner, as a file of theirs."""

from __future__ import annotations

from collections.abc import Callable

import orjson

from bot.flows.privacy import Export


def dossier_json(export: Export, reason_words: Callable[[str], str]) -> bytes:
    """A list for each table, times in ISO 8601, and in words why something was not sent."""
    tables = {
        table: [
            {name.replace("_", " "): _told(name, value, reason_words) for name, value in row.items()} for row in rows
        ]
        for table, rows in export.dossier.items()
    }
    return orjson.dumps({"exported at": export.at, **tables}, option=orjson.OPT_INDENT_2)


def _told(name: str, value: object, reason_words: Callable[[str], str]) -> object:
    return reason_words(value) if name == "reason" and isinstance(value, str) else value
