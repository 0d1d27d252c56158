"""Errors that are told as they are."""

from __future__ import annotations


class PlainError(RuntimeError):
    """Something went wrong, and the error says so in words for whoever runs the bot; they quote nobody."""
