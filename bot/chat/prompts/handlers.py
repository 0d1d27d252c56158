"""The prompts in the chat: one message, in which the pages are turned."""

from __future__ import annotations

from bot.chat.conversation import Tapped, Typed
from bot.chat.feature import Command, Feature
from bot.chat.prompts.screens import prompts_screen
from bot.chat.prompts.taps import ShowPrompts
from bot.flows.prompts import look_at_prompts
from bot.flows.school import School
from bot.words import N_


class PromptHandlers:
    """Where learners find again what to write to ChatGPT."""

    def __init__(self, school: School) -> None:
        self._school = school

    @property
    def feature(self) -> Feature:
        """What the prompts bring to the bot."""
        return Feature(
            commands=(Command("prompts", self.on_prompts, N_("Every prompt you have seen, to copy"), menu=55),),
            taps={ShowPrompts: self.on_show_prompts},
        )

    async def on_prompts(self, typed: Typed) -> None:
        """Show the prompts of the latest day."""
        await typed.reply(prompts_screen(typed.words, await look_at_prompts(self._school, typed.learner_id)))

    async def on_show_prompts(self, tapped: Tapped, tap: ShowPrompts) -> None:
        """Turn to another page."""
        found = await look_at_prompts(self._school, tapped.learner_id)
        await tapped.say()
        await tapped.show(prompts_screen(tapped.words, found, tap.page))
