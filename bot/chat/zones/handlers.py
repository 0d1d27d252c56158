"""Finding out in the chat where a learner lives."""

from __future__ import annotations

from typing import Any

from telegram import CallbackQuery, Message, Update, User
from telegram.ext import CallbackContext

from bot.botapi.message import Screen
from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.general_screens import TOASTS
from bot.chat.settings.screens import TIME_QUESTION
from bot.chat.tap import ChooseZone, SharePlace, ShowPlaces, ShowTimes, TypeCity, ZoneTap
from bot.chat.zones.screens import (
    CITY_QUESTION,
    NEVER_MIND,
    at_sea_screen,
    chosen_screen,
    city_question_screen,
    located_screen,
    never_mind_screen,
    no_such_place_screen,
    place_question_screen,
    places_screen,
    read_date,
    read_offset,
    times_screen,
    zone_question_screen,
)
from bot.core.lesson import Refusal
from bot.flows.school import School
from bot.flows.settings import look_at_settings
from bot.flows.zones import (
    ask_for_zone,
    choose_zone,
    guess_zone,
    is_zone_open,
    locate,
    look_at_places,
    look_at_times,
    look_for_place,
    open_zone_question,
)

_Context = CallbackContext[Any, Any, Any, Any]


class ZoneHandlers:
    """Where learners say what time it is for them."""

    def __init__(self, school: School, sender: Sender) -> None:
        self._school = school
        self._sender = sender

    async def ask(self, user: User) -> None:
        """Ask somebody who has finished their first lesson, once."""
        guess = await ask_for_zone(self._school, user.id, user.language_code)
        if guess is not None:
            await self._reply(user.id, zone_question_screen(guess))

    async def on_location(self, update: Update, _: _Context) -> None:
        """A place on the map, shared at any time: this is where they are."""
        message = update.effective_message
        if update.effective_user is None or message is None or message.location is None:
            return
        learner_id, place = update.effective_user.id, message.location
        settings = await locate(self._school, learner_id, place.latitude, place.longitude)
        if settings is None:
            await self._reply(learner_id, at_sea_screen())
            return
        await self._reply(learner_id, located_screen())
        await self._reply(learner_id, chosen_screen(settings))

    async def on_text(self, message: Message, user: User) -> bool:
        """Something typed: whether it was an answer to where they live, and has been dealt with."""
        text = message.text or ""
        if text == NEVER_MIND:
            await self._reply(user.id, never_mind_screen())
            return True
        asked = message.reply_to_message.text if message.reply_to_message else None
        if asked == TIME_QUESTION:
            return False
        if asked != CITY_QUESTION and not await is_zone_open(self._school, user.id):
            return False
        await self._reply(user.id, await self._answer(text, user))
        return True

    async def on_tap(self, query: CallbackQuery, tap: ZoneTap) -> None:
        """A tap on the way to a zone: a question that is answered below, or a view in the place of this one."""
        if isinstance(tap, TypeCity | SharePlace):
            await self._sender.answer(query.id)
            await self._ask_below(query.from_user.id, tap)
            return
        screen = await self._next_screen(query.from_user.id, tap)
        if screen is None:
            await self._sender.answer(query.id, TOASTS[Refusal.UNKNOWN])
            return
        await self._sender.answer(query.id)
        if query.message is None or not await self._sender.edit(query.from_user.id, query.message.message_id, screen):
            await self._reply(query.from_user.id, screen)

    async def _ask_below(self, learner_id: int, tap: TypeCity | SharePlace) -> None:
        if isinstance(tap, TypeCity):
            await open_zone_question(self._school, learner_id)
            await self._reply(learner_id, city_question_screen())
        else:
            await self._reply(learner_id, place_question_screen())

    async def _answer(self, text: str, user: User) -> Screen:
        word = text.strip().casefold().rstrip(".!")
        if word == "yes":
            settings = await choose_zone(self._school, user.id, guess_zone(self._school, user.language_code).zone_name)
            if settings is not None:
                return chosen_screen(settings)
        if word == "no":
            return await self._times(user.id, ShowTimes("own"))
        places = await look_for_place(self._school, text)
        return places_screen(places) if places.places else no_such_place_screen(text)

    async def _next_screen(self, learner_id: int, tap: ChooseZone | ShowTimes | ShowPlaces) -> Screen | None:
        if isinstance(tap, ShowTimes):
            return await self._times(learner_id, tap)
        if isinstance(tap, ChooseZone):
            settings = await choose_zone(self._school, learner_id, tap.zone_name)
            return chosen_screen(settings) if settings else None
        offset = read_offset(tap.ahead)
        if offset is None:
            return None
        places = await look_at_places(self._school, offset)
        if len(places.places) == 1:
            settings = await choose_zone(self._school, learner_id, places.places[0][0].zone_name)
            return chosen_screen(settings) if settings else None
        return places_screen(places) if places.places else await self._times(learner_id, ShowTimes("own"))

    async def _times(self, learner_id: int, tap: ShowTimes) -> Screen:
        times = await look_at_times(self._school, read_date(tap.when), learner_id)
        return times_screen(times, await look_at_settings(self._school, learner_id))

    async def _reply(self, learner_id: int, screen: Screen) -> None:
        await self._sender.send(learner_id, screen, Lane.REPLY)
