"""A broadcast as it was ordered on a command line."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from bot.botapi.message import Message
from bot.chat.broadcasts.copies import announcement_keyboard, day_announcement
from bot.cli.broadcast.terminal import BroadcastError
from bot.cli.broadcast.texts import WORDS, refusal_text
from bot.content.flaws import MarkdownError
from bot.content.markdown import render
from bot.core.audience import Audience, Everyone
from bot.core.broadcast import When
from bot.core.course import Course
from bot.core.richtext import MESSAGE_LIMIT, RichText, join
from bot.core.wall_clock import read_moment, read_time
from bot.flows.broadcasts.drafts import BroadcastRefusal
from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Order:
    """What to send: a text, or a day to announce; for whom; `at` as it was written, or `local`.

    A text may have the `markdown` of lessons. `admin_id` is in whose name, None for the first of the admins.
    """

    text: str | None = None
    day: int | None = None
    audience: Audience = field(default_factory=Everyone)
    ids: tuple[int, ...] = ()
    at: str | None = None
    local: str | None = None
    admin_id: int | None = None
    markdown: bool = False

    def message(self, course: Course) -> Message:
        """The message that goes out. Raises BroadcastError where there is none, or none that Telegram takes."""
        if self.day is not None:
            day = course.day(self.day)
            if day is None or day.lesson is None:
                raise BroadcastError(f"Day {self.day} of the course is not written.")
            return day_announcement(WORDS, day)
        text = self._formatted() if self.markdown else RichText((self.text or "").strip())
        if not text.text:
            raise BroadcastError(refusal_text(BroadcastRefusal.EMPTY))
        if len(text) > MESSAGE_LIMIT:
            raise BroadcastError(refusal_text(BroadcastRefusal.TOO_LONG))
        return Message(text, announcement_keyboard(WORDS, None))

    def _formatted(self) -> RichText:
        try:
            return join("\n\n", render(self.text or ""))
        except MarkdownError as error:
            flaw = error.flaws[0]
            hint = f" – {flaw.hint}" if flaw.hint else ""
            raise BroadcastError(f"Line {flaw.line + 1} of the text: {flaw.message}{hint}") from error

    def when(self, here: datetime) -> When:
        """The time it goes out, for a clock that shows `here`. Raises BroadcastError for what is no time."""
        at = read_moment(self.at, here) if self.at else None
        if self.at and at is None:
            raise BroadcastError(f"{self.at} is no time: write 18:30, or 2026-03-12 18:30, as it is in {here.tzinfo}.")
        if self.local is None:
            return When(at)
        local, on = read_time(self.local), read_moment(self.local, here)
        if local is not None:
            return When(at, local)
        if on is None:
            raise BroadcastError(f"{self.local} is no time of day: write it like 9:00, or 2026-03-12 9:00.")
        return When.everywhere(on.astimezone(here.tzinfo).date(), on.astimezone(here.tzinfo).time(), here)

    def admin(self, settings: Settings) -> int:
        """The admin in whose name it goes out. Raises BroadcastError where there is none."""
        if not settings.bot_token:
            raise BroadcastError("There is no BOT_TOKEN, so there is nobody to send anything to.")
        if not settings.admin_ids:
            raise BroadcastError("ADMIN_IDS names nobody: an admin gets the preview, which is what is copied.")
        admin_id = self.admin_id or min(settings.admin_ids)
        if admin_id not in settings.admin_ids:
            raise BroadcastError(f"{admin_id} is not in ADMIN_IDS.")
        return admin_id
