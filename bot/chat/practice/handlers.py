"""Practice in the chat: whatever is typed at it is a try."""

from __future__ import annotations

from bot.botapi.message import Message
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.chat.feature import Feature
from bot.chat.lessons.taps import Continue
from bot.chat.practice.screens import assessed_screen, example_screen, extra_screen, unreadable_screen
from bot.chat.practice.taps import OpenExtra, SeeExample
from bot.chat.tap import without
from bot.chat.zones.screens import NEVER_MIND
from bot.core.delivery import Delivery
from bot.core.lesson import Refusal
from bot.flows.practice import Practising, look_at_practice, note_buttons, open_extra, try_prompt
from bot.flows.school import School
from bot.words import N_, ways_to_say
from bot.words.typed import is_thanks

NO_WORDS = N_("I look for words, and there are none in that. A sentence is enough to begin with.")
NO_EYES = N_("Nice, but I can’t see pictures. Write your prompt as text, and I’ll look it over.")
NO_EARS = N_(
    "I can’t listen to that. Write your prompt as text; the microphone on your keyboard turns what you say into it."
)
NO_FILES = N_("I can’t open that. Write your prompt as text, and I’ll look it over.")


class PracticeHandlers:
    """Where learners write prompts."""

    def __init__(self, school: School) -> None:
        self._school = school

    @property
    def feature(self) -> Feature:
        """What practice brings to the bot."""
        return Feature(
            taps={SeeExample: self.on_see_example, OpenExtra: self.on_open_extra}, on_message=self.on_message
        )

    async def on_message(self, typed: Typed) -> bool:
        """Take what is typed at a practice for a try; what is none is told so."""
        text = typed.text.strip()
        if typed.message.location or (text and is_thanks(text)) or text in ways_to_say(NEVER_MIND):
            return False
        tried = await try_prompt(self._school, typed.learner_id, text)
        if tried is None:
            return False
        if tried.assessment is None:
            screen = unreadable_screen(typed.words, tried.at, _what_is_wrong_with(typed))
        else:
            screen = assessed_screen(typed.words, tried.at, tried.assessment, text)
        await self._send(typed, tried.at, screen)
        return True

    async def on_see_example(self, tapped: Tapped, tap: SeeExample) -> None:
        """Show the example, below."""
        at = await look_at_practice(self._school, tapped.learner_id, tap.day, tap.step)
        if isinstance(at, Refusal):
            await tapped.refuse(at)
            return
        await tapped.say()
        is_there = await self._send(tapped, at, example_screen(tapped.words, at), tapped.message_id)
        if is_there and tapped.keyboard is not None:
            await tapped.set_buttons(without(without(tapped.keyboard, SeeExample), Continue))

    async def on_open_extra(self, tapped: Tapped, tap: OpenExtra) -> None:
        """Open the practice beyond the steps of a day, below."""
        at = await open_extra(self._school, tapped.learner_id, tap.day)
        if isinstance(at, Refusal):
            await tapped.refuse(at)
            return
        await tapped.say()
        await tapped.reply(extra_screen(tapped.words, at))

    async def _send(
        self, learner: Conversation, at: Practising, screen: Message, tapped_message: int | None = None
    ) -> bool:
        """Send what has the buttons of a practice from now on; whether it is known to have arrived. The message that
        had them so far has none any more, unless it is the tapped one.
        """
        receipt = await learner.reply(screen)
        if receipt.outcome is not Delivery.SENT or receipt.message_id is None:
            return False
        if at.current:
            await note_buttons(self._school, learner.learner_id, at, receipt.message_id)
            if at.message_id is not None and at.message_id != tapped_message:
                await learner.sender.edit_keyboard(learner.learner_id, at.message_id, ())
        return True


def _what_is_wrong_with(typed: Typed) -> str:
    """Why there is nothing to be judged in a message."""
    message = typed.message
    if message.photo or message.video or message.animation or message.sticker:
        return NO_EYES
    if message.voice or message.audio or message.video_note:
        return NO_EARS
    return NO_WORDS if message.text else NO_FILES
