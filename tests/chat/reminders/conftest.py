from __future__ import annotations

from tests.chat.reminders.test_reminders import ada

__all__ = ["ada"]
