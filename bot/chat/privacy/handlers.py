"""Privacy in the chat: what is kept, all of it as a file, and having it deleted."""

from __future__ import annotations

from bot.chat.conversation import Tapped, Typed
from bot.chat.feature import Command, Feature, Tick
from bot.chat.lessons.demo import DemoPlayer
from bot.chat.privacy.screens import (
    VOID,
    delete_screen,
    deleted_screen,
    export_message,
    kept_screen,
    nothing_kept_screen,
    privacy_screen,
)
from bot.chat.privacy.taps import DeleteAll, KeepAll
from bot.flows.privacy import ask_to_delete, delete, erase, export
from bot.flows.school import School
from bot.words import N_


class PrivacyHandlers:
    """Where learners ask what is kept about them, and leave. A demo at play ends when they do."""

    def __init__(self, school: School, player: DemoPlayer) -> None:
        self._school = school
        self._player = player
        self._to_erase = True  # what one before this process has deleted may still stand in a log

    @property
    def feature(self) -> Feature:
        """What privacy brings to the bot."""
        return Feature(
            commands=(
                Command("privacy", self.on_privacy, N_("What is kept about you"), menu=90),
                Command("export", self.on_export, N_("Get all of it as a file"), menu=91),
                Command("delete", self.on_delete, N_("Have all of it deleted"), menu=92),
            ),
            taps={DeleteAll: self.on_delete_all, KeepAll: self.on_keep_all},
            ticks=(Tick(self._erase),),
        )

    async def on_privacy(self, typed: Typed) -> None:
        """Tell what is kept."""
        await typed.reply(privacy_screen(typed.words))

    async def on_export(self, typed: Typed) -> None:
        """Send all that is kept about the learner."""
        found = await export(self._school, typed.learner_id)
        await typed.reply(export_message(typed.words, found) if found else nothing_kept_screen(typed.words))

    async def on_delete(self, typed: Typed) -> None:
        """Ask whether all is to be deleted; nothing is before a tap says so."""
        asked_at = await ask_to_delete(self._school, typed.learner_id)
        if asked_at is None:
            await typed.reply(nothing_kept_screen(typed.words))
        else:
            await typed.reply(delete_screen(typed.words, typed.learner_id, asked_at))

    async def on_delete_all(self, tapped: Tapped, tap: DeleteAll) -> None:
        """Delete everything, a running demo included."""
        if not await delete(self._school, tapped.learner_id, tap.learner, tap.asked_at):
            await tapped.say(tapped.words.text(VOID))
            return
        self._to_erase = True
        await self._player.dismiss(tapped.learner_id)
        await tapped.say()
        await tapped.show(deleted_screen(tapped.words))

    async def _erase(self) -> None:
        """Once a deletion is through, and the update that asked for it too, leave nothing of them in any file."""
        if self._to_erase:
            self._to_erase = not await erase(self._school)

    async def on_keep_all(self, tapped: Tapped, _: KeepAll) -> None:
        """Keep everything; the question makes way."""
        await tapped.say()
        await tapped.show(kept_screen(tapped.words))
