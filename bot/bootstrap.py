"""The composition root: the one place where clock, database, course and bot are made and put together."""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any

from telegram.ext import Application, ExtBot

from bot.botapi.api import BotApi
from bot.botapi.pacing import PAID_PER_SECOND, Pacer
from bot.botapi.sender import Sender
from bot.botapi.transport import AiohttpRequest, proxy_for
from bot.botapi.webhook import clear_the_way
from bot.chat.admin.audit import AuditHandlers
from bot.chat.admin.course import CourseHandlers
from bot.chat.admin.learner import LearnerHandlers
from bot.chat.admin.letter import Letters
from bot.chat.admin.menus import AdminMenus
from bot.chat.admin.statistics import StatisticsHandlers
from bot.chat.alerts import Alerts
from bot.chat.app import LessonBot
from bot.chat.broadcasts.composing import Composing
from bot.chat.broadcasts.control import Control
from bot.chat.broadcasts.copies import CopyHandlers
from bot.chat.broadcasts.following import Following
from bot.chat.broadcasts.handlers import BroadcastHandlers
from bot.chat.broadcasts.planning import Planning
from bot.chat.broadcasts.sending import BroadcastSending
from bot.chat.feature import Feature
from bot.chat.general import GeneralHandlers
from bot.chat.heartbeat import Heartbeat
from bot.chat.inbox import Inbox
from bot.chat.lessons.delivery import LessonDelivery
from bot.chat.lessons.demo import DemoPlayer
from bot.chat.lessons.handlers import LessonHandlers
from bot.chat.presence import Presence
from bot.chat.privacy.handlers import PrivacyHandlers
from bot.chat.progress.handlers import ProgressHandlers
from bot.chat.progress.pictures import PictureSending
from bot.chat.prompts.handlers import PromptHandlers
from bot.chat.reminders.handlers import ReminderHandlers
from bot.chat.reminders.sending import ReminderSending
from bot.chat.review.handlers import ReviewHandlers
from bot.chat.router import Router
from bot.chat.settings.handlers import SettingsHandlers
from bot.chat.zones.handlers import ZoneHandlers
from bot.core.clock import Clock, SystemClock
from bot.core.confirmation import secret_of
from bot.core.course import Course
from bot.flows.course.day_states import note_course
from bot.flows.course.versions import Inspection, taught_course
from bot.flows.lease import name_of_process, take_lease
from bot.flows.lesson_delivery import disown
from bot.flows.school import School
from bot.pictures.renderer import Renderer
from bot.settings import Settings
from bot.store.engine.sqlite import open_file, open_file_beside, open_file_to_read
from bot.store.migrations import LEASE

_log = logging.getLogger(__name__)

_Application = Application[Any, Any, Any, Any, Any, Any]


UNOPENED = Course("", ())
"""The course of a school whose files are not read yet."""


def lesson_bot(
    school: School,
    token: str,
    api_url: str,
    *,
    admin_ids: Collection[int] = (),
    tempo: float = 1.0,
    pacer: Pacer | None = None,
    tick_for: float = 5.0,
    paid_broadcasts: bool = False,
    opened: Inspection | None = None,
    proxy: str | None = None,
    take_over: bool = False,
) -> LessonBot:
    """The bot for one token at one Bot API server, with all its features.

    `tempo` scales how long demos take to type. Every `tick_for` seconds it looks for what is owed and due.
    `paid_broadcasts` sends broadcasts for Stars, up to a thousand a second. Admins are told what is to be told of the
    course as it was `opened`. `proxy` is on the way to the server, if it is not the one of the environment. `take_over`
    removes the webhook that another service has left.
    """
    request = AiohttpRequest(proxy=proxy_for(api_url, proxy, os.environ))
    api = BotApi(request, token, api_url, school.lease.is_sure if school.lease else None)
    pacer = pacer or Pacer(broadcasts_per_second=PAID_PER_SECOND if paid_broadcasts else None)
    sender = Sender(api, pacer)
    inbox = Inbox(school)
    alerts = Alerts(sender, admin_ids, token)
    sending = BroadcastSending(school, sender, pacer, alerts, paid=paid_broadcasts)
    others = [
        *_for_learners(school, sender, api, inbox, tempo),
        *_for_admins(school, sender, api, sending, token, pacer.broadcasts_per_second, admin_ids),
        CourseHandlers(school, alerts, opened).feature,
    ]
    application = _application(token, api_url, request)

    async def ask_username() -> str:
        return (await application.bot.get_me()).username or ""

    # The last: it answers whatever is typed that no other feature wants.
    named = [*others, GeneralHandlers(school, api, others, admin_ids, ask_username).feature]
    features = [AdminMenus(school, api, named, admin_ids).feature, *named]
    return LessonBot(
        request,
        application,
        api=api,
        pacer=pacer,
        sender=sender,
        inbox=inbox,
        presence=Presence(school),
        router=Router(features, sender, admin_ids, token),
        alerts=alerts,
        heartbeat=Heartbeat(school, pacer, alerts),
        features=features,
        lost=school.lease.lost if school.lease else asyncio.Event(),
        tick_for=tick_for,
        clear_the_way=partial(clear_the_way, api, take_over=take_over),
    )


def _application(token: str, api_url: str, request: AiohttpRequest) -> _Application:
    # Two requests that are one: PTB would otherwise make an httpx client for getUpdates, which is never used.
    bot = ExtBot(token, base_url=f"{api_url}/bot", request=request, get_updates_request=request)
    return Application.builder().bot(bot).updater(None).job_queue(None).build()


def _for_learners(school: School, sender: Sender, api: BotApi, inbox: Inbox, tempo: float) -> list[Feature]:
    player = DemoPlayer(sender, tempo)
    delivery = LessonDelivery(school, sender, player, inbox.turn_of)
    progress, zones = ProgressHandlers(school, PictureSending(Renderer()), api), ZoneHandlers(school)
    return [
        LessonHandlers(school, delivery, player, progress.celebrate, zones.ask).feature,
        ReviewHandlers(school).feature,
        progress.feature,
        PromptHandlers(school).feature,
        zones.feature,  # before the settings: a time typed while the zone is open says what time it is there
        SettingsHandlers(school).feature,
        ReminderHandlers(school, ReminderSending(school, sender)).feature,
        PrivacyHandlers(school, player).feature,
        CopyHandlers(school).feature,
    ]


def _for_admins(
    school: School,
    sender: Sender,
    api: BotApi,
    sending: BroadcastSending,
    secret: str,
    per_second: float,
    admin_ids: Collection[int],
) -> list[Feature]:
    planning, following = Planning(school, per_second), Following(school, sender, admin_ids)
    composing, control = Composing(school, planning), Control(school, planning, following)
    return [
        BroadcastHandlers(school, planning, composing, control, sending, following).feature,
        StatisticsHandlers(school).feature,
        LearnerHandlers(school, api, secret).feature,
        AuditHandlers(school, api).feature,
        Letters(school, sender).feature,
    ]


@asynccontextmanager
async def open_school(
    database: Path,
    course: Course,
    clock: Clock,
    default_zone_name: str,
    token: str,
    stopping: asyncio.Event | None = None,
) -> AsyncIterator[School]:
    """Open the database of a course once no other process is the bot: migrated and free of what a dead one left half
    done. Raises StoppedError where `stopping` is set before.
    """
    opened = await open_file(database, until=LEASE)
    try:
        process = name_of_process()
        lease = await take_lease(opened, process, stopping or asyncio.Event())
        await opened.migrate()
        keeping = asyncio.create_task(lease.keep())
        school = School(course, opened, clock, default_zone_name, process, secret_of(token), lease=lease)
        try:
            if unsure := await disown(school):
                _log.warning("The last stop left %d messages of which it is not known whether they arrived", unsure)
            if course is not UNOPENED:
                await note_course(school)
            yield school
        finally:
            keeping.cancel()
            await lease.give_back()
    finally:
        await opened.close()


def check_has_run(settings: Settings) -> None:
    """Raise FileNotFoundError where there is no database yet."""
    if not settings.database.is_file():
        raise FileNotFoundError(f"There is no database at {settings.database}: the bot has not run yet.")


@asynccontextmanager
async def open_to_read(settings: Settings) -> AsyncIterator[School]:
    """Open the database of a course to read, beside a bot that may be at work."""
    database = await open_file_to_read(settings.database)
    try:
        # A reader asks nobody to confirm anything.
        secret = secrets.token_bytes()
        zone_name = settings.default_timezone
        school = School(UNOPENED, database, SystemClock(), zone_name, process="a reader", secret=secret)
        school.course = await taught_course(school, settings.course)
        yield school
    finally:
        await database.close()


@asynccontextmanager
async def open_beside(settings: Settings, clock: Clock) -> AsyncIterator[tuple[School, Sender]]:
    """Open the database beside a bot that may be at work on it, of whom nothing is disowned, and a way to Telegram."""
    check_has_run(settings)
    request = AiohttpRequest(proxy=proxy_for(settings.telegram_api_url, settings.proxy, os.environ))
    await request.initialize()
    try:
        database = await open_file_beside(settings.database)
        try:
            token, zone_name = settings.bot_token or "", settings.default_timezone
            process, secret = secrets.token_hex(8), secret_of(token)
            school = School(UNOPENED, database, clock, zone_name, process=process, secret=secret)
            school.course = await taught_course(school, settings.course)
            yield school, Sender(BotApi(request, token, settings.telegram_api_url), Pacer())
        finally:
            await database.close()
    finally:
        await request.shutdown()
