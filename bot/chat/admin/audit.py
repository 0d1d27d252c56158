"""/audit: who of the admins did what."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from telegram.error import TelegramError

from bot.botapi.api import BotApi, Unauthorised
from bot.botapi.message import Message
from bot.chat.admin.audit_screens import NAME_LENGTH, Told, audit_screen
from bot.chat.admin.taps import ShowAudit
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.chat.feature import Command, Feature
from bot.chat.tap import button
from bot.flows.admin.audit import SHOWN, look_at_audit
from bot.flows.school import School
from bot.flows.settings import look_at_settings
from bot.words import N_


class AuditHandlers:
    """Where admins see what admins did."""

    def __init__(self, school: School, api: BotApi) -> None:
        self._school = school
        self._api = api
        self._names: dict[int, str] = {}

    @property
    def feature(self) -> Feature:
        """What the audit brings to the bot."""
        return Feature(
            commands=(Command("audit", self.on_audit, N_("Who of the admins did what"), menu=123),),
            taps={ShowAudit: self.on_show},
            for_admins=True,
        )

    async def on_audit(self, typed: Typed) -> None:
        """Show what admins did last."""
        await typed.reply(await self._screen(typed, 0))

    async def on_show(self, tapped: Tapped, tap: ShowAudit) -> None:
        """Show what they did before that."""
        await tapped.say()
        await tapped.show(await self._screen(tapped, tap.passing))

    async def _screen(self, admin: Conversation, passing: int) -> Message:
        entries = await look_at_audit(self._school, passing)
        for admin_id in {entry.admin_id for entry in entries} - self._names.keys():
            await self._learn_name(admin_id)
        zone = (await look_at_settings(self._school, admin.learner_id)).now.tzinfo or UTC
        told = Told(self._school.course, zone, self._names)
        before = button(admin.words.text("Earlier"), ShowAudit(passing + SHOWN))
        screen = audit_screen(admin.words, entries, told)
        return replace(screen, keyboard=((before,),)) if len(entries) == SHOWN else screen

    async def _learn_name(self, admin_id: int) -> None:
        """Ask Telegram what an admin is called; one whom it does not tell stays a number."""
        try:
            chat = await self._api.call("getChat", {"chat_id": admin_id})
        except Unauthorised:
            raise
        except TelegramError:
            return
        self._names[admin_id] = str(chat.get("first_name") or admin_id)[:NAME_LENGTH]
