"""Reminders go out: batch by batch, in the lane of what nobody waits for."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from random import Random

from bot.botapi.api import Unauthorised
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.reminders.screens import reminder_screen
from bot.core.delivery import Delivery, Receipt
from bot.flows.reminders.due import Reminder, claim_due, claim_pending, keep_ledger, settle_reminder
from bot.flows.school import School
from bot.words import words_in

_log = logging.getLogger(__name__)


class ReminderSending:
    """Sends what is due."""

    def __init__(self, school: School, sender: Sender) -> None:
        self._school = school
        self._sender = sender
        self._chance = Random()  # noqa: S311 -- spreads wordings, hides nothing
        self._stopped = False

    def stop(self) -> None:
        """Claim nothing any more."""
        self._stopped = True

    async def send_due(self) -> None:
        """Send all that is due now, and what could not leave earlier. A batch of which nothing gets out is the last."""
        await keep_ledger(self._school)
        if self._stopped:
            return
        await self._send_all(await claim_pending(self._school))
        is_last = False
        while not is_last and not self._stopped:
            batch = await claim_due(self._school, self._chance)
            for fault in batch.faults:
                _log.error("A learner's reminder could not be decided; they have none for now", exc_info=fault)
            outcomes = await self._send_all(batch.reminders)
            is_last = batch.is_last or outcomes == {Delivery.PENDING}

    async def _send_all(self, reminders: list[Reminder]) -> set[Delivery]:
        """Send them all, to the end, also where one of them fails: what is on its way has to be settled."""
        outcomes = set[Delivery]()
        failures = list[BaseException]()
        for sent in await asyncio.gather(*(self._send(each) for each in reminders), return_exceptions=True):
            if isinstance(sent, BaseException):
                failures.append(sent)
            else:
                outcomes.add(sent)
        if failures:
            raise failures[0]
        return outcomes

    async def _send(self, reminder: Reminder) -> Delivery:
        """Send one claimed reminder and settle it. The one before loses its buttons."""
        learner_id, before = reminder.entry.learner_id, None
        receipt = Receipt(Delivery.UNCERTAIN)  # as it is if this is cancelled half-way
        try:
            screen = reminder_screen(words_in(reminder.language), reminder)
            receipt = await self._sender.send(learner_id, screen, Lane.REMINDER)
        except Unauthorised:
            receipt = Receipt(Delivery.PENDING)
        finally:
            before = await settle_reminder(self._school, reminder, receipt)
        if before is not None:
            with suppress(Unauthorised):
                await self._sender.edit_keyboard(learner_id, before, ())
        return receipt.outcome
