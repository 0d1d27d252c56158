"""Messages go out: paced, and each with a plain word on what became of it.

sendMessage has no idempotency key. It is made again only where it provably never left; whatever else goes wrong on
the way is `uncertain`. Edits and answers can be made twice without harm, and are.

What is small never stops what is large: where Telegram refuses an edit, a draft or “typing …”, that alone pauses.
"""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

from telegram.error import NetworkError, TelegramError, TimedOut

from bot.botapi.api import BotApi, Refused, Unauthorised, backoff
from bot.botapi.codec import Parameters, formatted, markup, message_parameters, new_message
from bot.botapi.extras import Either, Extra
from bot.botapi.message import Keyboard, Message
from bot.botapi.pacing import Lane, Pacer
from bot.botapi.pauses import Pauses
from bot.botapi.transport import Files, NotSent
from bot.core.broadcast import Source
from bot.core.delivery import BLOCKED, HAS_TO_WAIT, Delivery, Receipt
from bot.core.richtext import RichText

_log = logging.getLogger(__name__)

_ATTEMPTS = 3
_PATIENCE = 5.0  # seconds of pause to sit out; a longer one is left to the caller, unless it is patient
_GLANCE = 2.0  # seconds that something small may take while something large waits for it
_REST = 2.0  # seconds for which something small that failed is not tried again, where Telegram names none
_CELEBRATION = "5046509860389126442"  # the id of 🎉 as a message effect
_DONE_BEFORE = ("message to delete not found", "message is not modified")
_AMENDMENTS = frozenset({"deleteMessage", "editMessageText", "editMessageCaption"})
_AMENDING = "amending"  # by whichever of them

Leaving = Callable[[], bool]  # asked when a message is let go, each time: whether it is still wanted


class Sender:
    """Sends, edits and answers for one bot. Edits, drafts and answers are not paced, but keep a chat's pause; each has
    besides a pause of its own in a chat, which nothing else keeps.

    Once Telegram has refused the token, `unauthorised` is set, nothing goes out any more, and whatever would raises
    Unauthorised.
    """

    def __init__(self, api: BotApi, pacer: Pacer) -> None:
        self._api = api
        self._pacer = pacer
        self._pauses: Pauses[tuple[str, int | None]] = Pauses()  # of a method in a chat
        self.unauthorised = asyncio.Event()

    @property
    def amending_pause(self) -> float:
        """The seconds for which nothing that was sent in bulk is to be changed or deleted."""
        return self._pauses.left((_AMENDING, None))

    async def send(self, chat_id: int, message: Message, lane: Lane, *, patient: bool = False) -> Receipt:
        """Send a new message when its lane lets it go. It is `pending` still if the chat or the lane has to pause for
        more than five seconds, or Telegram can’t be reached; never, where the caller is `patient`: then that is waited
        for, however long. Its `reason` is `BLOCKED` where the learner cannot be written to.
        """
        method, parameters, files = new_message(message, chat_id)
        if message.celebrate:
            parameters["message_effect_id"] = Either(Extra.EFFECT, _CELEBRATION)
        return await self._send(method, parameters, lane, files, patient=patient)

    async def copy(
        self,
        chat_id: int,
        source: Source,
        keyboard: Keyboard,
        lane: Lane,
        leaving: Leaving = lambda: True,
        *,
        paid: bool = False,
        patient: bool = False,
    ) -> Receipt:
        """Send a copy of a message, with the care and the outcomes of `send`; `paid` for in Stars or not."""
        parameters: Parameters = {"chat_id": chat_id, "reply_markup": markup(keyboard)}
        parameters |= {"from_chat_id": source.chat_id, "message_id": source.message_id}
        parameters |= {"allow_paid_broadcast": True} if paid else {}
        return await self._send("copyMessage", parameters, lane, leaving=leaving, patient=patient)

    async def unsend(self, chat_id: int, message_id: int, leaving: Leaving) -> Receipt:
        """Delete a message that was sent in bulk: `sent` where it is gone."""
        return await self._amend("deleteMessage", {"chat_id": chat_id, "message_id": message_id}, leaving)

    async def reword(
        self, chat_id: int, message_id: int, text: RichText, keyboard: Keyboard, leaving: Leaving, *, captioned: bool
    ) -> Receipt:
        """Change the words of a message that was sent in bulk, or its caption: `sent` where it says that."""
        words = formatted(text)
        if captioned:
            words = {"caption": words["text"], "caption_entities": words.get("entities", [])}
        address = {"chat_id": chat_id, "message_id": message_id, "reply_markup": markup(keyboard)}
        return await self._amend("editMessageCaption" if captioned else "editMessageText", address | words, leaving)

    async def edit(self, chat_id: int, message_id: int, message: Message, *, patient: bool = False) -> bool:
        """Make a message say what this one says. False where it can’t be edited (any more): a new one is needed then.

        Raises NetworkError or Refused where Telegram does not answer sensibly in spite of several attempts, or wants
        edits to pause. A `patient` caller waits where the chat has to pause, and until Telegram can be reached.
        """
        parameters = message_parameters(message, chat_id=chat_id, message_id=message_id)
        return await self._edit("editMessageText", parameters, patient=patient)

    async def edit_keyboard(self, chat_id: int, message_id: int, keyboard: Keyboard) -> bool:
        """Change the buttons under a message, or take them away. False where that fails; then they only look wrong."""
        parameters: Parameters = {"chat_id": chat_id, "message_id": message_id}
        if keyboard:
            parameters["reply_markup"] = markup(keyboard)
        try:
            async with asyncio.timeout(_GLANCE):
                return await self._edit("editMessageReplyMarkup", parameters)
        except Unauthorised:
            raise
        except (TelegramError, TimeoutError) as error:
            _log.info("Buttons were not changed: %s", error)
            return False

    async def answer(self, query_id: str, text: str | None = None, alert: bool = False) -> bool:
        """Answer a tap, with at most 200 characters; whether that was in time, as far as is known. One that is too old,
        or an answer that gets lost, is no error.
        """
        parameters: Parameters = {"callback_query_id": query_id}
        if text:
            parameters |= {"text": text, "show_alert": alert}
        try:
            async with asyncio.timeout(_GLANCE):
                await self._insist("answerCallbackQuery", parameters)
        except Unauthorised:
            raise
        except (TelegramError, TimeoutError) as error:
            _log.info("A tap was not answered: %s", error)
            return False
        return True

    async def draft(self, chat_id: int, draft_id: int, text: RichText | str) -> bool:
        """Show `text` as being typed, with Telegram’s own Stop, which keeps it until the message comes; whether that is
        to be seen.
        """
        text = text if isinstance(text, RichText) else RichText(text)
        parameters: Parameters = {"chat_id": chat_id, "draft_id": draft_id, **formatted(text)}
        parameters |= dict.fromkeys(("can_stop", "keep_on_stop"), Either(Extra.STOP, True))
        return await self._show("sendMessageDraft", parameters)

    async def typing(self, chat_id: int) -> None:
        """Show “typing …” for five seconds or until the next message. Never raises: it is only for the looks."""
        await self._show("sendChatAction", {"chat_id": chat_id, "action": "typing"})

    async def _send(
        self,
        method: str,
        parameters: Parameters,
        lane: Lane,
        files: Files | None = None,
        leaving: Leaving = lambda: True,
        *,
        patient: bool = False,
    ) -> Receipt:
        """Make a new message, as often as it takes while none has left."""
        chat_id = parameters["chat_id"]
        pending = Receipt(Delivery.PENDING, reason=HAS_TO_WAIT)
        for attempt in count(1) if patient else range(1, _ATTEMPTS + 1):
            own_pause = self.amending_pause if method in _AMENDMENTS else 0.0
            if not patient and max(own_pause, self._pacer.pause_left(chat_id, lane)) > _PATIENCE:
                return pending
            if own_pause:
                await asyncio.sleep(own_pause)
            left_at = await self._pacer.acquire(chat_id, lane, patient=patient)
            if left_at is None or not leaving():
                return pending
            receipt, at_once = await self._try(method, parameters, files)
            if receipt.outcome is Delivery.SENT:
                self._pacer.arrived(left_at)
            if receipt.reason == BLOCKED and pending.reason != BLOCKED:
                receipt = replace(receipt, outcome=Delivery.PENDING)  # once is not enough to leave somebody alone
            if receipt.outcome is not Delivery.PENDING:
                return receipt
            pending = receipt
            if not at_once:
                await asyncio.sleep(backoff(attempt))
        return pending

    async def _try(self, method: str, parameters: Parameters, files: Files | None) -> tuple[Receipt, bool]:
        """Try once to make a message; the outcome, and whether it may be tried again at once, as far as we can tell."""
        try:
            message = await self._call(method, parameters, files)
        except NotSent as error:
            return Receipt(Delivery.PENDING, reason=str(error)), False
        except NetworkError as error:
            return Receipt(Delivery.UNCERTAIN, reason=str(error)), False
        except Unauthorised:
            raise
        except Refused as refusal:
            if refusal.status == 429:
                self._heed(method, parameters["chat_id"], refusal.retry_after)
            return _outcome(refusal), refusal.status not in {403, 409}
        return Receipt(Delivery.SENT, message.get("message_id") if isinstance(message, dict) else None), True

    async def _amend(self, method: str, parameters: Parameters, leaving: Leaving) -> Receipt:
        """Delete or edit in bulk, at the pace of reminders: being paid for speeds up new messages only. What can be
        done twice is never uncertain but `pending`.
        """
        receipt = await self._send(method, parameters, Lane.REMINDER, leaving=leaving)
        if receipt.outcome is Delivery.FAILED and any(done in (receipt.reason or "") for done in _DONE_BEFORE):
            return Receipt(Delivery.SENT)
        return replace(receipt, outcome=Delivery.PENDING) if receipt.outcome is Delivery.UNCERTAIN else receipt

    async def _edit(self, method: str, parameters: Parameters, *, patient: bool = False) -> bool:
        try:
            await self._insist(method, parameters, patient=patient)
        except Refused as refusal:
            if isinstance(refusal, Unauthorised) or refusal.status == 429 or refusal.status >= 500:
                raise
            if "not modified" in refusal.description:
                return True
            _log.info("A message could not be edited: %s", refusal)
            return False
        return True

    async def _insist(self, method: str, parameters: Parameters, *, patient: bool = False) -> None:
        """Call a method that can be called twice without harm, until there is an answer or no hope of one."""
        chat_id = parameters.get("chat_id")
        attempt = 0
        while True:
            if chat_id is not None:
                await self._sit_out(method, chat_id, patient=patient)
            try:
                await self._within(_PATIENCE, method, parameters)
            except TelegramError as error:
                attempt += 1
                if isinstance(error, Refused) and error.status == 429 and chat_id is not None:
                    self._pauses.begin((method, chat_id), error.retry_after)
                wait = _wait_before_repeating(error, attempt)
                if not (patient and isinstance(error, NotSent)) and (attempt == _ATTEMPTS or wait > _GLANCE):
                    raise
                await asyncio.sleep(wait)
            else:
                return

    async def _sit_out(self, method: str, chat_id: int, *, patient: bool) -> None:
        """Wait while the chat, or this method in it, has to pause; raises Refused where that is not worth it."""
        own, left = self._pauses.left((method, chat_id)), self._pacer.pause_left(chat_id, Lane.REPLY)
        if own > _GLANCE or (left > _PATIENCE and not patient):
            raise Refused(429, "This chat has to pause", max(own, left))
        if own or left:
            await asyncio.sleep(max(own, left))

    async def _show(self, method: str, parameters: Parameters) -> bool:
        """Call a method that only shows something in passing: once, and not while it or the chat has to pause. Whether
        it shows; never raises.
        """
        chat_id = parameters["chat_id"]
        if self._pacer.pause_left(chat_id, Lane.REPLY) or self._pauses.left((method, chat_id)):
            return False
        try:
            await self._within(_GLANCE, method, parameters)
        except TelegramError as error:
            _log.info("%s showed nothing: %s", method, error)
            if isinstance(error, Refused | TimedOut):
                self._pauses.begin(
                    (method, chat_id), max(_REST, error.retry_after if isinstance(error, Refused) else 0.0)
                )
            return False
        return True

    async def _within(self, seconds: float, method: str, parameters: Parameters) -> None:
        """Call a method that is not worth waiting for any longer than that. Raises TimedOut."""
        try:
            async with asyncio.timeout(seconds):
                await self._call(method, parameters)
        except TimeoutError:
            raise TimedOut(f"No answer within {seconds:g} s") from None

    def _heed(self, method: str, chat_id: int, seconds: float) -> None:
        """Pause what has come too fast: a chat; what is sent in bulk, which never writes to one chat too fast; or what
        is changed in bulk, and nothing but that.
        """
        if method in _AMENDMENTS:
            self._pauses.begin((_AMENDING, None), seconds)
            return
        self._pacer.pause(chat_id, seconds)
        if method == "copyMessage":
            self._pacer.restore({None: seconds})

    async def _call(self, method: str, parameters: Parameters, files: Files | None = None) -> Any:
        if self.unauthorised.is_set():
            raise Unauthorised(401, "Refused before")
        try:
            if files:
                return await self._api.upload(method, parameters, files)
            return await self._api.call(method, parameters)
        except Unauthorised:
            self.unauthorised.set()
            raise


def _outcome(refusal: Refused) -> Receipt:
    """What a refused send amounts to; `pending` where it can be made again."""
    reason = refusal.description
    if refusal.status >= 500:
        return Receipt(Delivery.UNCERTAIN, reason=reason)
    if refusal.status == 403:
        return Receipt(Delivery.FAILED, reason=BLOCKED)
    if refusal.status in {409, 429}:
        return Receipt(Delivery.PENDING, reason=reason)
    return Receipt(Delivery.FAILED, reason=reason)


def _wait_before_repeating(error: TelegramError, attempt: int) -> float:
    """Seconds; infinite where another attempt would meet the same refusal, or has had its time."""
    if isinstance(error, Refused) and error.status < 500:
        return error.retry_after if error.status == 429 else math.inf
    if isinstance(error, TimedOut):
        return math.inf
    return backoff(attempt)
