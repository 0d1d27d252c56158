"""Taps of progress."""

from __future__ import annotations

from bot.chat.tap import Tap


class ShowProgress(Tap, kind="p"):
    """See how far one has come."""


class GetCertificate(Tap, kind="g"):
    """Have the certificate of a finished course."""
