"""Feedback in the chat: learners say what is wrong or out of date, and admins hear that something was said."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.chat.alerts import Alerts
from bot.chat.conversation import Tapped, Typed
from bot.chat.feature import Feature, Tick
from bot.chat.feedback.screens import (
    NO_COMMAND,
    NO_WORDS,
    feedback_question,
    feedback_question_again,
    reception_screen,
)
from bot.chat.feedback.taps import GiveFeedback
from bot.core.feedback import Reception, worded
from bot.core.lesson import Refusal
from bot.flows.feedback import give_feedback, offer_feedback
from bot.flows.school import School
from bot.words import words_in

_EVERY = timedelta(hours=1)
"""So often admins hear of what is new, at most."""


class FeedbackHandlers:
    """Where learners tell what should be mended. What is new is noted among the `alerts`."""

    def __init__(self, school: School, alerts: Alerts) -> None:
        self._school = school
        self._alerts = alerts
        self._new = 0
        self._noted_at: datetime | None = None

    @property
    def feature(self) -> Feature:
        """What feedback of learners brings to the bot."""
        return Feature(
            taps={GiveFeedback: self.on_give},
            questions={GiveFeedback: self.on_given},
            ticks=(Tick(self._tell_admins),),
        )

    async def on_give(self, tapped: Tapped, tap: GiveFeedback) -> None:
        """Ask what is wrong or out of date, below."""
        reception = await offer_feedback(self._school, tapped.learner_id, tap.day)
        if reception is Reception.UNKNOWN:
            await tapped.refuse(Refusal.UNKNOWN)
            return
        await tapped.say()
        if reception is Reception.ENOUGH:
            await tapped.reply(reception_screen(tapped.words, reception, tap.day))
        else:
            await tapped.reply(feedback_question(tapped.words, tap))

    async def on_given(self, typed: Typed, tap: GiveFeedback) -> None:
        """Keep what somebody says, whenever they do; what cannot be kept is asked for again."""
        said = worded(typed.rich_text)
        if not said or typed.text.startswith("/"):
            why = NO_COMMAND if said else NO_WORDS
            await typed.reply(feedback_question_again(typed.words, tap, why))
            return
        message_id = typed.message.message_id
        reception = await give_feedback(self._school, typed.learner_id, tap.day, tap.step, message_id, said)
        self._new += reception is Reception.TAKEN
        await typed.reply(reception_screen(typed.words, reception, tap.day, words_alone=not typed.text))

    async def _tell_admins(self) -> None:
        """Have admins told how many have said something since they were told last."""
        now = self._school.clock.now()
        if not self._new or (self._noted_at and now - self._noted_at < _EVERY):
            return
        told = words_in(None).plural(
            "A learner has told what is wrong or out of date: /course",
            "{n} messages from learners on what is wrong or out of date: /course",
            self._new,
        )
        self._new, self._noted_at = 0, now
        self._alerts.note(told.text)
