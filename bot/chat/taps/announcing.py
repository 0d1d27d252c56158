"""Taps of announcements: what learners do with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class MuteAnnouncements:
    """Get no more announcements."""

    kind: ClassVar[str] = "m"


@dataclass(frozen=True, slots=True)
class HearAnnouncements:
    """Get announcements after all."""

    kind: ClassVar[str] = "mh"


AnnouncementTap = MuteAnnouncements | HearAnnouncements
