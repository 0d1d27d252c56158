"""Where somebody lives, in the chat: the question, the ways to answer it, and what came of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.botapi.message import Button, Keyboard, Message, NoOffer, SharedPlace
from bot.chat.questions import question
from bot.chat.settings.screens import shortened
from bot.chat.settings.taps import SettingsView, ShowSettings
from bot.chat.tap import button
from bot.chat.zones.taps import ChooseZone, SharePlace, ShowPlaces, ShowTimes, TypeCity
from bot.core.richtext import RichText, bold, time_on_device
from bot.flows.settings import LearnerSettings
from bot.flows.zones import Guess, Places, Times
from bot.gazetteer import City
from bot.words import N_

NEVER_MIND = N_("Not now")
"""The big button that shares nothing. Telegram sends its words when it is pressed, and nothing else."""

_ROW = 4


def zone_question_screen(guess: Guess) -> Message:
    """Asks whether the guess is right."""
    return Message(
        bold(f"Is it {guess.now:%H:%M} where you are?") + "\n\nThen I know when your day ends and when to remind you.",
        ((button("Yes", ChooseZone(guess.zone_name), "primary"), button("No", ShowTimes())),),
    )


def times_screen(times: Times, settings: LearnerSettings) -> Message:
    """The times it is somewhere, to choose one’s own from."""
    buttons = [button(f"{moment:%H:%M}", ShowPlaces(moment.utcoffset() or timedelta(0))) for moment in times.times]
    dates = [
        button(label, ShowTimes(on))
        for label, on in ((_still(times.earlier), times.earlier), (_already(times.later), times.later))
        if on
    ]
    rows = tuple(tuple(buttons[start : start + _ROW]) for start in range(0, len(buttons), _ROW))
    return Message(
        bold("What time is it where you are?")
        + f"\n\nThese are the times it is now where it’s {times.on:%A}. So far I go by {settings.zone_in_force}, "
        f"where it is {settings.now:%H:%M}.",
        (
            *rows,
            *((tuple(dates),) if dates else ()),
            *_other_ways(),
            (button("Back", ShowSettings(SettingsView.MAIN)),),
        ),
    )


def places_screen(places: Places) -> Message:
    """Places to choose from: those of one time, or those somebody may mean who typed one."""
    rows = tuple((_place_button(city, moment),) for city, moment in places.places)
    found = f"Which one is “{shortened(places.asked)}”?" if places.asked else "Which place is on your clock?"
    hint = "Choose the nearest one: it decides when clocks change for you."
    return Message(bold(found) + f"\n\n{hint}", (*rows, *_other_ways(), (button("By the clock", ShowTimes()),)))


def no_such_place_screen(asked: str) -> Message:
    """Nothing is known by this name. The question stays open."""
    return Message(
        RichText(
            f"I know no city called “{shortened(asked)}”. Try the nearest larger one, or another way. "
            "If you didn’t mean a city: /today opens your lesson."
        ),
        (*_other_ways(), (button("By the clock", ShowTimes()),)),
    )


def city_question() -> Message:
    """Asks for a city to be typed."""
    text = RichText("Which city are you in, or near? Type its name, in any language.")
    return question(text, TypeCity(), RichText("Your city"))


def place_question_screen() -> Message:
    """Asks for a place on the map."""
    return Message(
        RichText("The button below shares where you are. I look up the time zone and keep nothing else."),
        answer=SharedPlace("📍 Share my location", NEVER_MIND),
    )


def never_mind_screen() -> Message:
    """No place was shared."""
    return Message(RichText("All right. /settings is there whenever you like."), answer=NoOffer())


def located_screen() -> Message:
    """A place was shared: before the zone is shown, the big buttons go."""
    return Message(RichText("Thank you. I keep the time zone only."), answer=NoOffer())


def at_sea_screen() -> Message:
    """The place lies in no zone."""
    return Message(
        RichText("That looks like open water, where no clock is at home. Which land do you go by?"),
        (*_other_ways(), (button("By the clock", ShowTimes()),)),
    )


def chosen_screen(settings: LearnerSettings) -> Message:
    """The zone that holds from now on, so that a slip is seen at once."""
    return Message(
        bold(f"Your time zone is {settings.zone_name}.")
        + f"\n\nIt is {settings.now:%H:%M} there, and "
        + time_on_device(settings.now)
        + f" on your device. {_reminder_line(settings)}",
        ((button("Change time", ShowSettings(SettingsView.REMINDER)), button("That’s wrong", ShowTimes())),),
    )


def _reminder_line(settings: LearnerSettings) -> str:
    at = settings.preferences.remind_at
    if at is None:
        return "Reminders are off."
    if settings.preferences.is_paused(settings.now):
        return "Reminders are paused."
    return f"I’ll remind you at {at:%H:%M}."


def _still(on: date | None) -> str:
    return f"It’s still {on:%A}" if on else ""


def _already(on: date | None) -> str:
    return f"It’s already {on:%A}" if on else ""


def _other_ways() -> Keyboard:
    return ((button("Type your city", TypeCity()), button("Share location", SharePlace())),)


def _place_button(city: City, moment: datetime) -> Button:
    name = f"{city.name}, {city.country}" if city.country and city.country != city.name else city.name
    return button(f"{name} · {moment:%H:%M}", ChooseZone(city.zone_name))
