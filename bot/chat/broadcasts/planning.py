"""Planning a broadcast: whom it is for, when it goes, and whether that is meant. All that is decided is in its row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, tzinfo

from bot.botapi.message import Message
from bot.chat.broadcasts.phrases import (
    NO_FILE_OF_NUMBERS,
    NO_NUMBER,
    NOT_A_LIST,
    NOT_A_MOMENT,
    TYPED_ANEW,
    refusal_words,
)
from bot.chat.broadcasts.screens import (
    audience_days_view,
    audience_view,
    confirm_screen,
    discarded_screen,
    draft_screen,
    question_about,
    question_again,
    time_view,
)
from bot.chat.broadcasts.taps import Asked, AskFor, ChooseAudience, ChooseDay, ChooseFromDay, DraftView, ShowBroadcast
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.core.audience import SIMPLE, AtDay, Audience, FromDay, InLanguage, Listed
from bot.core.broadcast import UNDECIDED, Act, Broadcast, When
from bot.core.number_list import NumberListError, read_numbers
from bot.core.typed import repeated
from bot.flows.broadcasts.drafts import (
    BroadcastRefusal,
    ask,
    choose_audience,
    choose_time,
    draft_fix,
    draft_recall,
    reconsider,
    stop,
)
from bot.flows.broadcasts.reports import Reach, count, count_again, report
from bot.flows.school import School
from bot.flows.settings import look_at_settings
from bot.words.typed import typed_language, typed_moment, typed_time


class Planning:
    """Where a draft is decided on: the next view takes the place of the one that was tapped, a question stands below.

    `per_second` is how fast it would go.
    """

    def __init__(self, school: School, per_second: float) -> None:
        self._school = school
        self._per_second = per_second

    async def on_ask_for(self, tapped: Tapped, tap: AskFor) -> None:
        """Ask for something about a broadcast that has to be typed."""
        await answer_below(tapped, question_about(tapped.words, tap))

    async def on_show(self, tapped: Tapped, tap: ShowBroadcast) -> None:
        """Show a view of a draft."""
        await change(tapped, await self._view(tapped, tap.broadcast, tap.view))

    async def on_choose_audience(self, tapped: Tapped, tap: ChooseAudience) -> None:
        """Choose an audience."""
        if tap.whom not in SIMPLE:
            await change(tapped, BroadcastRefusal.UNKNOWN)
        else:
            await change(tapped, await self._chosen(tapped, tap.broadcast, SIMPLE[tap.whom]))

    async def on_choose_day(self, tapped: Tapped, tap: ChooseDay) -> None:
        """Choose those who are at a day."""
        await change(tapped, await self._chosen(tapped, tap.broadcast, AtDay(tap.day)))

    async def on_choose_from_day(self, tapped: Tapped, tap: ChooseFromDay) -> None:
        """Choose those who are at a day or past it."""
        await change(tapped, await self._chosen(tapped, tap.broadcast, FromDay(tap.day)))

    async def on_answer(self, typed: Typed, tap: AskFor) -> None:
        """Take what was typed in answer to a question about a broadcast."""
        outcome = await self._taken(typed, tap)
        if isinstance(outcome, BroadcastRefusal) and outcome in TYPED_ANEW:
            outcome = question_again(typed.words, tap, refusal_words(typed.words, outcome))
        await tell(typed, outcome)

    async def screen(self, admin: Conversation, broadcast_id: int) -> Message | BroadcastRefusal:
        """A draft, or one that was held, counted anew."""
        return await self._view(admin, broadcast_id, DraftView.PANEL)

    async def reach_again(self, broadcast_id: int) -> Reach | None:
        """Whom a broadcast would be sent to again; None where there is no such broadcast."""
        return await count_again(self._school, broadcast_id, self._per_second)

    async def zone(self, admin: Conversation) -> tzinfo:
        """Where an admin lives, by whose clock they read."""
        return (await look_at_settings(self._school, admin.learner_id)).now.tzinfo or UTC

    async def at_once(self, admin: Conversation, broadcast_id: int) -> Message | BroadcastRefusal:
        """The draft, which is to go as soon as it is launched."""
        return await self._timed(admin, broadcast_id, When())

    async def recall(self, admin: Conversation, broadcast_id: int) -> Message | BroadcastRefusal:
        """A draft of the deletion of all copies of a broadcast."""
        return await self._drafted(admin, await draft_recall(self._school, admin.learner_id, broadcast_id))

    async def reconsidered(self, admin: Conversation, broadcast_id: int) -> Message | BroadcastRefusal:
        """A planned broadcast as a draft again."""
        return await self._drafted(admin, await reconsider(self._school, admin.learner_id, broadcast_id))

    async def discard(self, admin: Conversation, broadcast_id: int) -> Message | BroadcastRefusal:
        """A draft thrown away."""
        found = await report(self._school, broadcast_id)
        if found is None or found.broadcast.status not in UNDECIDED:
            return BroadcastRefusal.NOT_NOW
        question = await ask(self._school, admin.learner_id, broadcast_id, Act.STOP)
        if isinstance(question, BroadcastRefusal):
            return question
        outcome = await stop(self._school, admin.learner_id, question)
        return outcome if isinstance(outcome, BroadcastRefusal) else discarded_screen(admin.words, broadcast_id)

    async def _view(self, admin: Conversation, broadcast_id: int, view: DraftView) -> Message | BroadcastRefusal:
        found = await report(self._school, broadcast_id)
        if found is None or found.broadcast.status not in UNDECIDED:
            return BroadcastRefusal.NOT_NOW if found else BroadcastRefusal.UNKNOWN
        broadcast, words, zone = found.broadcast, admin.words, await self.zone(admin)
        match view:
            case DraftView.AUDIENCE:
                return audience_view(words, broadcast, self._school.course)
            case DraftView.DAYS:
                return audience_days_view(words, broadcast, self._school.course)
            case DraftView.TIME:
                return time_view(words, broadcast, zone)
            case DraftView.PANEL | DraftView.CONFIRM:
                return await self._counted(admin, broadcast, zone, sure=view is DraftView.CONFIRM)

    async def _counted(
        self, admin: Conversation, broadcast: Broadcast, zone: tzinfo, *, sure: bool
    ) -> Message | BroadcastRefusal:
        """The draft with whom it would reach; the question whether to launch it, where an admin is `sure`."""
        reach = await count(self._school, broadcast.id, self._per_second)
        if reach is None:
            return BroadcastRefusal.UNKNOWN
        if broadcast.when.at and broadcast.when.at <= self._school.clock.now():  # it was held: it goes as it is told to
            broadcast = replace(broadcast, when=When())
        if not sure:
            return draft_screen(admin.words, broadcast, reach, self._school.course, zone)
        if not reach.recipients and broadcast.when.at is None:
            return BroadcastRefusal.NOBODY
        question = await ask(self._school, admin.learner_id, broadcast.id, Act.LAUNCH)
        if isinstance(question, BroadcastRefusal):
            return question
        return confirm_screen(admin.words, broadcast, reach, self._school.course, zone, question)

    async def _chosen(
        self, admin: Conversation, broadcast_id: int, audience: Audience, ids: tuple[int, ...] = ()
    ) -> Message | BroadcastRefusal:
        outcome = await choose_audience(self._school, admin.learner_id, broadcast_id, audience, ids)
        return outcome if isinstance(outcome, BroadcastRefusal) else await self.screen(admin, broadcast_id)

    async def _timed(self, admin: Conversation, broadcast_id: int, when: When) -> Message | BroadcastRefusal:
        outcome = await choose_time(self._school, admin.learner_id, broadcast_id, when)
        return outcome if isinstance(outcome, BroadcastRefusal) else await self.screen(admin, broadcast_id)

    async def _taken(self, typed: Typed, tap: AskFor) -> Message | BroadcastRefusal:
        """What comes of an answer; what can't be read is asked for again."""
        admin_id, text, language = typed.learner_id, typed.text, typed.user.language_code
        match tap.what:
            case Asked.LANGUAGE:
                code = typed_language(text, language)
                return await self._chosen(typed, tap.broadcast, InLanguage(code or ""))
            case Asked.LIST:
                return await self._listed(typed, tap)
            case Asked.MESSAGE:
                return BroadcastRefusal.UNKNOWN
            case Asked.TEXT:
                fix = await draft_fix(self._school, admin_id, tap.broadcast, typed.rich_text)
                return await self._drafted(typed, fix)
            case Asked.MOMENT:
                at = typed_moment(text, language, await self._now(admin_id))
                when = When(at) if at else None
            case Asked.LOCAL_TIME:
                when = await self._everywhere(admin_id, text, language)
        if when is None:
            return question_again(typed.words, tap, typed.words.text(NOT_A_MOMENT))
        return await self._timed(typed, tap.broadcast, when)

    async def _everywhere(self, admin_id: int, text: str, language: str | None) -> When | None:
        """The time of day on everybody's own clock that an admin typed, with its date or without."""
        local = typed_time(text, language)
        if local is not None:
            return When(local=local)
        now = await self._now(admin_id)
        at = typed_moment(text, language, now)
        here = at.astimezone(now.tzinfo) if at else None
        return When.everywhere(here.date(), here.time(), now) if here else None

    async def _now(self, admin_id: int) -> datetime:
        """The present moment on an admin's clock."""
        return (await look_at_settings(self._school, admin_id)).now

    async def _listed(self, typed: Typed, tap: AskFor) -> Message | BroadcastRefusal:
        if typed.attachment:
            return question_again(typed.words, tap, typed.words.text(NO_FILE_OF_NUMBERS))
        try:
            ids = tuple(read_numbers(typed.text))
        except NumberListError as error:
            return question_again(typed.words, tap, typed.words.text(NO_NUMBER, found=repeated(error.found)))
        if not ids:
            return question_again(typed.words, tap, typed.words.text(NOT_A_LIST))
        return await self._chosen(typed, tap.broadcast, Listed(), ids)

    async def _drafted(self, admin: Conversation, outcome: Broadcast | BroadcastRefusal) -> Message | BroadcastRefusal:
        return outcome if isinstance(outcome, BroadcastRefusal) else await self.screen(admin, outcome.id)


async def refuse(tapped: Tapped, refusal: BroadcastRefusal) -> None:
    """Answer a tap with why nothing was done."""
    await tapped.say(refusal_words(tapped.words, refusal), alert=True)


async def change(tapped: Tapped, outcome: Message | BroadcastRefusal) -> None:
    """Let a view take the place of the one that was tapped, or say why not."""
    if isinstance(outcome, BroadcastRefusal):
        await refuse(tapped, outcome)
        return
    await tapped.say()
    await tapped.show(outcome)


async def answer_below(tapped: Tapped, outcome: Message | BroadcastRefusal) -> None:
    """Answer a tap with a message of its own, or say why not."""
    if isinstance(outcome, BroadcastRefusal):
        await refuse(tapped, outcome)
        return
    await tapped.say()
    await tapped.reply(outcome)


async def tell(admin: Conversation, outcome: Message | BroadcastRefusal) -> None:
    """Send an admin a message, or why there is none."""
    if isinstance(outcome, BroadcastRefusal):
        outcome = Message(refusal_words(admin.words, outcome))
    await admin.reply(outcome)
