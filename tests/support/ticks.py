"""What the bot looks after by itself, now instead of at its time."""

from __future__ import annotations

from bot.chat.app import LessonBot
from bot.chat.reminders.sending import ReminderSending


async def send_reminders(bot: LessonBot) -> None:
    """Send the reminders that are due."""
    looks = [tick.look for feature in bot._features for tick in feature.ticks]
    (send_due,) = (look for look in looks if isinstance(getattr(look, "__self__", None), ReminderSending))
    await send_due()
