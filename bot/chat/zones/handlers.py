"""Finding out in the chat where a learner lives."""

from __future__ import annotations

from datetime import date

from bot.botapi.message import Message
from bot.chat.conversation import Conversation, Tapped, Typed
from bot.chat.feature import Feature
from bot.chat.zones.screens import (
    NEVER_MIND,
    at_sea_screen,
    chosen_screen,
    city_question,
    located_screen,
    never_mind_screen,
    no_such_place_screen,
    place_question_screen,
    places_screen,
    point_screen,
    times_screen,
    zone_question_screen,
)
from bot.chat.zones.taps import (
    AskZone,
    ChooseZone,
    ConfirmZone,
    SetClock,
    SharePlace,
    ShowFirstTimes,
    ShowPlaces,
    ShowTimes,
    TypeCity,
)
from bot.core.lesson import Refusal
from bot.flows.school import School
from bot.flows.settings import look_at_settings
from bot.flows.zones import (
    ask_for_zone,
    choose_zone,
    guess_zone,
    is_past,
    is_zone_open,
    locate,
    look_at_places,
    look_at_point,
    look_at_times,
    look_for_place,
    open_zone_question,
)
from bot.words import N_, Words, ways_to_say
from bot.words.typed import is_question, is_thanks, typed_time

# Translators: what somebody may type, in small letters, to the question “Is it 10:00 where you are?”
YES = N_("yes")
# Translators: what somebody may type, in small letters, to the question “Is it 10:00 where you are?”
NO = N_("no")
"""What may be typed to the question whether a guess is right."""


_WORDS_OF_A_PLACE = 5


class ZoneHandlers:
    """Where learners say what time it is for them."""

    def __init__(self, school: School) -> None:
        self._school = school

    @property
    def feature(self) -> Feature:
        """What time zones bring to the bot."""
        return Feature(
            taps={
                ChooseZone: self.on_choose_zone,
                ConfirmZone: self.on_confirm_zone,
                AskZone: self.on_ask_zone,
                SetClock: self.on_set_clock,
                ShowFirstTimes: self.on_show_first_times,
                ShowTimes: self.on_show_times,
                ShowPlaces: self.on_show_places,
                TypeCity: self.on_type_city,
                SharePlace: self.on_share_place,
            },
            questions={TypeCity: self.on_city},
            on_message=self.on_message,
        )

    async def ask(self, learner: Conversation) -> None:
        """Ask somebody who has finished their first lesson, once."""
        guess = await ask_for_zone(self._school, learner.learner_id, learner.user.language_code)
        if guess is not None:
            await learner.reply(zone_question_screen(learner.words, guess))

    async def on_choose_zone(self, tapped: Tapped, tap: ChooseZone) -> None:
        """Live in a zone from now on."""
        await self._show(tapped, await self._chosen(tapped, tap.zone_name))

    async def on_confirm_zone(self, tapped: Tapped, tap: ConfirmZone) -> None:
        """Live in the zone that was guessed, if that was asked just now; or else ask by the time it is by now."""
        if is_past(self._school, tap.asked_at):
            await self.on_ask_zone(tapped, AskZone())
        else:
            await self._show(tapped, await self._chosen(tapped, tap.zone_name))

    async def on_ask_zone(self, tapped: Tapped, _: AskZone) -> None:
        """Ask again, with the time it is now."""
        guess = guess_zone(self._school, tapped.user.language_code)
        await self._show(tapped, zone_question_screen(tapped.words, guess))

    async def on_set_clock(self, tapped: Tapped, _: SetClock) -> None:
        """Ask whether a guess is right, below; the reminder that was tapped stays as it is."""
        await open_zone_question(self._school, tapped.learner_id)
        await tapped.say()
        guess = guess_zone(self._school, tapped.user.language_code)
        await tapped.reply(zone_question_screen(tapped.words, guess))

    async def on_show_first_times(self, tapped: Tapped, tap: ShowFirstTimes) -> None:
        """Show the times it is in the world, from where it leads back to the question."""
        await self._show(tapped, await self._times(tapped, tap.on, first=True))

    async def on_show_times(self, tapped: Tapped, tap: ShowTimes) -> None:
        """Show the times it is in the world."""
        await self._show(tapped, await self._times(tapped, tap.on))

    async def on_show_places(self, tapped: Tapped, tap: ShowPlaces) -> None:
        """Show the places where it is a time; a single one is chosen at once."""
        places = await look_at_places(self._school, tap.ahead)
        if len(places.places) == 1:
            await self._show(tapped, await self._chosen(tapped, places.places[0][0].zone_name))
        elif places.places:
            await self._show(tapped, places_screen(await self._words(tapped), places))
        else:
            await self._show(tapped, await self._times(tapped, None))

    async def on_type_city(self, tapped: Tapped, _: TypeCity) -> None:
        """Ask for a city to be typed, below."""
        await tapped.say()
        await open_zone_question(self._school, tapped.learner_id)
        await tapped.reply(city_question(tapped.words))

    async def on_share_place(self, tapped: Tapped, _: SharePlace) -> None:
        """Show the big button that shares a place."""
        await tapped.say()
        await tapped.reply(place_question_screen(tapped.words))

    async def on_city(self, typed: Typed, _: TypeCity) -> None:
        """Look for the city that was typed to that question, or take the place that was shared instead."""
        if typed.message.location is not None:
            await self.on_message(typed)
            return
        answer = await self._answer(typed, insist=True)
        if answer is not None:
            await typed.reply(answer)

    async def on_message(self, typed: Typed) -> bool:
        """Take a place that is shared, at any time, or what is typed while it is open where somebody lives."""
        place, is_theirs = typed.message.location, not (typed.message.venue or typed.message.forward_origin)
        if place is not None and is_theirs:
            await self._locate(typed, place.latitude, place.longitude)
        elif place is not None:
            there = await look_at_point(self._school, place.latitude, place.longitude)
            await typed.reply(point_screen(typed.words, there) if there else at_sea_screen(typed.words))
        elif typed.text in ways_to_say(NEVER_MIND):
            await typed.reply(never_mind_screen(typed.words))
        elif typed.text and not is_thanks(typed.text) and await is_zone_open(self._school, typed.learner_id):
            answer = await self._answer(typed, insist=False)
            if answer is None:
                return False
            await typed.reply(answer)
        else:
            return False
        return True

    async def _locate(self, typed: Typed, latitude: float, longitude: float) -> None:
        settings = await locate(self._school, typed.learner_id, latitude, longitude)
        if settings is None:
            await typed.reply(at_sea_screen(typed.words))
            return
        await typed.reply(located_screen(typed.words))
        await typed.reply(chosen_screen(typed.words.in_zone(settings.zone_in_force), settings))

    async def _answer(self, typed: Typed, *, insist: bool) -> Message | None:
        """What is said to something typed about where somebody lives; None to what is no place and was not meant for
        one, unless we `insist`.
        """
        word = typed.text.strip().casefold().rstrip(".!")
        if _is(word, YES):
            guess = guess_zone(self._school, typed.user.language_code)
            chosen = await self._chosen(typed, guess.zone_name)
            if chosen is not None:
                return chosen
        if _is(word, NO):
            return await self._times(typed, None, first=True)
        wall = typed_time(typed.text, typed.user.language_code)
        places = await look_for_place(self._school, typed.text, wall)
        if places.places:
            return places_screen(await self._words(typed), places)
        if not insist and (is_question(typed.text) or len(typed.text.split()) > _WORDS_OF_A_PLACE):
            return None
        return no_such_place_screen(typed.words, typed.text, again=insist)

    async def _words(self, learner: Conversation) -> Words:
        """Their words, with the clock that is usual where they live so far."""
        return learner.words.in_zone((await look_at_settings(self._school, learner.learner_id)).zone_in_force)

    async def _chosen(self, learner: Conversation, zone_name: str) -> Message | None:
        settings = await choose_zone(self._school, learner.learner_id, zone_name)
        return chosen_screen(learner.words.in_zone(settings.zone_in_force), settings) if settings else None

    async def _times(self, learner: Conversation, on: date | None, *, first: bool = False) -> Message:
        times = await look_at_times(self._school, on, learner.learner_id)
        settings = await look_at_settings(self._school, learner.learner_id)
        return times_screen(learner.words.in_zone(settings.zone_in_force), times, settings, first=first)

    async def _show(self, tapped: Tapped, screen: Message | None) -> None:
        """Show the next view in the place of this one; None where there is no such zone."""
        if screen is None:
            await tapped.refuse(Refusal.UNKNOWN)
            return
        await tapped.say()
        await tapped.show(screen)


def _is(word: str, message: str) -> bool:
    """Whether a word in small letters is this one, in any language."""
    return word in {way.casefold() for way in ways_to_say(message)}
