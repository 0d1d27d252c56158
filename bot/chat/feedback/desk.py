"""Where admins read what learners say is wrong or out of date, answer it, and have it dealt with."""

from __future__ import annotations

from bot.botapi.message import Message
from bot.botapi.pacing import Lane
from bot.chat.admin.learner_screens import said_screen
from bot.chat.admin.taps import AnswerFeedback, ReadFeedback, SettleFeedback, ShowFeedback
from bot.chat.conversation import Tapped, Typed
from bot.chat.feature import Feature
from bot.chat.feedback.desk_screens import ANSWERED, GONE, feedback_screen, question_for_answer, whole_screen
from bot.chat.pseudonym import pseudonym
from bot.core.broadcast import Source
from bot.core.delivery import Delivery
from bot.flows.feedback import deal_with_feedback, find_feedback, look_at_feedback, note_answer
from bot.flows.school import School


class FeedbackDesk:
    """Looks after feedback for admins; `secret` is that of the log's pseudonyms."""

    def __init__(self, school: School, secret: str) -> None:
        self._school = school
        self._secret = secret

    @property
    def feature(self) -> Feature:
        """What the desk brings to the bot."""
        return Feature(
            taps={
                ShowFeedback: self.on_show,
                ReadFeedback: self.on_read,
                SettleFeedback: self.on_settle,
                AnswerFeedback: self.on_answer,
            },
            questions={AnswerFeedback: self.on_answered},
            for_admins=True,
        )

    async def on_show(self, tapped: Tapped, tap: ShowFeedback) -> None:
        """Show some of what waits, in place."""
        await tapped.say()
        await self._show(tapped, tap.passing)

    async def on_read(self, tapped: Tapped, tap: ReadFeedback) -> None:
        """Show one message to its end, below."""
        given = await find_feedback(self._school, tap.learner, tap.message)
        await tapped.say(None if given else tapped.words.text(GONE))
        if given:
            await tapped.reply(whole_screen(given))

    async def on_settle(self, tapped: Tapped, tap: SettleFeedback) -> None:
        """Have a message dealt with, or wait again; what waits is shown anew."""
        given = await find_feedback(self._school, tap.learner, tap.message)
        if given:
            await deal_with_feedback(self._school, tap.learner, tap.message, settled=tap.settled == 1)
        await tapped.say(None if given else tapped.words.text(GONE))
        page = await look_at_feedback(self._school, tap.passing)
        await tapped.show(feedback_screen(tapped.words, page, given if tap.settled == 1 else None))

    async def on_answer(self, tapped: Tapped, tap: AnswerFeedback) -> None:
        """Ask for the answer to a message, below."""
        given = await find_feedback(self._school, tap.learner, tap.message)
        await tapped.say(None if given else tapped.words.text(GONE))
        if given:
            await tapped.reply(question_for_answer(tapped.words, self._school.course, given, tap))

    async def on_answered(self, typed: Typed, tap: AnswerFeedback) -> None:
        """Copy an admin's answer to whoever wrote the message, as a reply to that, and say what became of it."""
        if await find_feedback(self._school, tap.learner, tap.message) is None:
            await typed.reply(Message(typed.words.text(GONE)))
            return
        original = Source(typed.message.chat_id, typed.message.message_id)
        receipt = await typed.sender.copy(
            tap.learner, original, (), Lane.REMINDER, patient=True, replies_to=tap.message
        )
        if receipt.outcome is Delivery.SENT:
            called = pseudonym(tap.learner, self._secret)
            await note_answer(self._school, typed.learner_id, tap.learner, tap.message, called)
            await typed.reply(Message(typed.words.text(ANSWERED)))
        else:
            await typed.reply(said_screen(typed.words, receipt.outcome))

    async def _show(self, tapped: Tapped, passing: int) -> None:
        await tapped.show(feedback_screen(tapped.words, await look_at_feedback(self._school, passing)))
