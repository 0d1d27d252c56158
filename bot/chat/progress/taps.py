"""Taps of progress."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class ShowProgress:
    """See how far one has come."""

    kind: ClassVar[str] = "p"


@dataclass(frozen=True, slots=True)
class GetCertificate:
    """Have the certificate of a finished course."""

    kind: ClassVar[str] = "g"
