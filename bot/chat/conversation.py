"""Who is spoken to: somebody who tapped or typed, in their language, and the ways to answer them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from telegram import CallbackQuery, User
from telegram import Message as TelegramMessage
from telegram.error import TelegramError

from bot.botapi.api import Unauthorised, backoff
from bot.botapi.codec import attachment_of, keyboard_under, rich_text_of
from bot.botapi.message import Keyboard, Message
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.questions import asked_by
from bot.core.broadcast import Attachment
from bot.core.delivery import Delivery, Receipt
from bot.core.lesson import Refusal
from bot.core.richtext import RichText
from bot.words import N_, Words, words_in

REFUSED = {
    Refusal.OLD: N_("That button is from earlier. Your lesson has moved on; /today shows where you are."),
    Refusal.NOT_YET: N_("That step isn’t open yet. /today shows where you are."),
    Refusal.UNANSWERED: N_("Choose an answer first."),
    Refusal.UNKNOWN: N_("That button no longer works. /today shows where you are."),
    Refusal.UNSURE: N_("There was a short break. If nothing came, tap once more."),
}
"""What a tap that shows nothing new is told, in at most 200 characters; of a repeated one nothing is said."""

COMES_BY_ITSELF = N_("Telegram asks me to wait a little. It comes by itself.")
TAP_AGAIN = N_("That may not have arrived. If nothing came, tap again.")
MAYBE_LOST = N_("The line broke just now. If my answer isn’t here, please ask once more.")

_TOLD_AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Conversation:
    """Somebody in a private chat. `words` speak the language that this very update says theirs is."""

    user: User
    sender: Sender

    @property
    def learner_id(self) -> int:
        """Their id, which is that of the chat."""
        return self.user.id

    @property
    def words(self) -> Words:
        """The words of their language."""
        return words_in(self.user.language_code)

    async def reply(self, message: Message, lane: Lane = Lane.REPLY) -> Receipt:
        """Send them a message, however long that has to wait: what they did stays in the inbox until then."""
        receipt = await self.sender.send(self.learner_id, message, lane, patient=True)
        if receipt.outcome is Delivery.UNCERTAIN:
            await self.tell_doubt()
        return receipt

    async def tell(self, delivery: Delivery) -> bool:
        """Tell them what became of a step that was to arrive, unless it has; whether it has."""
        if delivery is Delivery.UNCERTAIN:
            await self.tell_doubt()
        return delivery is Delivery.SENT

    async def tell_doubt(self) -> None:
        """Tell them that it is not known whether something has arrived: it is not sent again by itself."""
        doubt = Message(self.words.text(MAYBE_LOST))
        for attempt in range(1, _TOLD_AT_MOST + 1):  # what is no news twice may be told twice
            receipt = await self.sender.send(self.learner_id, doubt, Lane.REPLY, patient=True)
            if receipt.outcome is not Delivery.UNCERTAIN:
                return
            await asyncio.sleep(backoff(attempt))

    async def put(self, message_id: int | None, message: Message) -> None:
        """Let a message take the place of one that was sent before; where that can’t be changed now, send it."""
        try:
            there = message_id is not None and await self.sender.edit(
                self.learner_id, message_id, message, patient=True
            )
        except Unauthorised:
            raise
        except TelegramError:  # what it says matters more than where it stands
            there = False
        if not there:
            await self.reply(message)

    async def typing(self) -> None:
        """Show them “typing …”: an answer takes its time."""
        await self.sender.typing(self.learner_id)


@dataclass(frozen=True, slots=True)
class Tapped(Conversation):
    """Somebody who tapped a button. The tap is answered once: by `say`, or by whatever else is called first."""

    query: CallbackQuery
    _said: list[bool] = field(default_factory=list)  # whether each answer to the tap was in time

    @property
    def cause(self) -> str:
        """What tells this tap from any other."""
        return f"tap {self.query.id}"

    @property
    def message_id(self) -> int | None:
        """The message under which the button is; None where Telegram doesn't tell."""
        return self.query.message.message_id if self.query.message else None

    @property
    def keyboard(self) -> Keyboard | None:
        """The buttons of that message as they were when it was tapped; None where Telegram doesn't tell."""
        return keyboard_under(self.query)

    async def say(self, toast: RichText | None = None, *, alert: bool = False) -> None:
        """Answer the tap, with at most 200 characters over the chat or without a word."""
        self._said.append(await self.sender.answer(self.query.id, toast.text if toast else None, alert=alert))

    async def tell(self, delivery: Delivery) -> bool:
        """Tell them so by the answer to the tap."""
        if delivery is not Delivery.UNCERTAIN:
            await self.say(self.words.text(COMES_BY_ITSELF) if delivery is Delivery.PENDING else None)
        return await Conversation.tell(self, delivery)

    async def tell_doubt(self) -> None:
        """Tell them so over the chat, or, where the tap was answered or it is too late for that, in the chat."""
        if not self._said:
            await self.say(self.words.text(TAP_AGAIN))
            if self._said[-1]:
                return
        await Conversation.tell_doubt(self)

    async def refuse(self, refusal: Refusal) -> None:
        """Answer the tap with why nothing new is shown."""
        await self.say(self.words.text(REFUSED[refusal]) if refusal in REFUSED else None)

    async def show(self, message: Message) -> None:
        """Let a message take the place of the one that was tapped; where that can't be changed now, send it."""
        await self.put(self.message_id, message)

    async def take_button(self) -> None:
        """Give the message that was tapped its buttons, where they are known, but the one that was tapped."""
        if self.keyboard is not None:
            rows = (tuple(button for button in row if button.data != self.query.data) for row in self.keyboard)
            await self.set_buttons(tuple(row for row in rows if row))

    async def set_buttons(self, keyboard: Keyboard | None) -> None:
        """Give the message that was tapped other buttons; None leaves it as it is."""
        if self.message_id is not None and keyboard is not None:
            await self.sender.edit_keyboard(self.learner_id, self.message_id, keyboard)


@dataclass(frozen=True, slots=True)
class Typed(Conversation):
    """Somebody who sent a message: a command with its `arguments`, or anything else."""

    update_id: int
    message: TelegramMessage
    arguments: tuple[str, ...] = ()

    @property
    def cause(self) -> str:
        """What tells this message from any other."""
        return f"update {self.update_id}"

    @property
    def text(self) -> str:
        """What they wrote, if anything."""
        return self.message.text or ""

    @property
    def is_talk(self) -> bool:
        """Whether they said or sent something. All else is what Telegram tells of the chat: a pinned message, a new
        background, a gift, and whatever will be thought of.
        """
        message = self.message
        if message.successful_payment is not None:
            return False
        return bool(message.text or message.effective_attachment or message.checklist)

    @property
    def rich_text(self) -> RichText:
        """What they wrote, as a message or below a picture, with the formatting that a bot may use."""
        return rich_text_of(self.message)

    @property
    def attachment(self) -> Attachment | None:
        """What their message shows beside its words, if that can be sent once more."""
        return attachment_of(self.message)

    @property
    def asked(self) -> str | None:
        """The packed tap of the question that this message replies to, if it does."""
        question = self.message.reply_to_message
        return asked_by(question.entities) if question else None
