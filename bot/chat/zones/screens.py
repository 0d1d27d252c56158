"""Where somebody lives, in the chat: the question, the ways to answer it, and what came of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.botapi.message import Button, ButtonStyle, Keyboard, NoOffer, Screen, SharedPlace, TypedAnswer
from bot.chat.settings.screens import shortened
from bot.chat.tap import ChooseZone, SharePlace, ShowPlaces, ShowSettings, ShowTimes, Tap, TypeCity, pack
from bot.core.richtext import RichText, bold, time_on_device
from bot.flows.settings import LearnerSettings
from bot.flows.zones import Guess, Places, Times
from bot.gazetteer import City

CITY_QUESTION = "Which city are you in, or near? Type its name, in any language."
"""The words of the question that a typed city answers; a reply to them is known by them."""

NEVER_MIND = "Not now"
"""The big button that shares nothing."""

OWN_DATE = "own"
_ROW = 4


def zone_question_screen(guess: Guess) -> Screen:
    """Asks whether the guess is right."""
    return Screen(
        bold(f"Is it {guess.now:%H:%M} where you are?") + "\n\nThen I know when your day ends and when to remind you.",
        ((_button("Yes", ChooseZone(guess.zone_name), "primary"), _button("No", ShowTimes(OWN_DATE))),),
    )


def times_screen(times: Times, settings: LearnerSettings) -> Screen:
    """The times it is somewhere, to choose one’s own from."""
    buttons = [_button(f"{moment:%H:%M}", ShowPlaces(_minutes_ahead(moment))) for moment in times.times]
    dates = [
        _button(label, ShowTimes(on.isoformat()))
        for label, on in ((_still(times.earlier), times.earlier), (_already(times.later), times.later))
        if on
    ]
    rows = tuple(tuple(buttons[start : start + _ROW]) for start in range(0, len(buttons), _ROW))
    return Screen(
        bold("What time is it where you are?")
        + f"\n\nThese are the times it is now where it’s {times.on:%A}. So far I go by {settings.zone_in_force}, "
        f"where it is {settings.now:%H:%M}.",
        (*rows, *((tuple(dates),) if dates else ()), *_other_ways(), (_button("Back", ShowSettings("main")),)),
    )


def places_screen(places: Places) -> Screen:
    """Places to choose from: those of one time, or those somebody may mean who typed one."""
    rows = tuple((_place_button(city, moment),) for city, moment in places.places)
    found = f"Which one is “{shortened(places.asked)}”?" if places.asked else "Which place is on your clock?"
    hint = "Choose the nearest one: it decides when clocks change for you."
    return Screen(bold(found) + f"\n\n{hint}", (*rows, *_other_ways(), (_button("By the clock", ShowTimes(OWN_DATE)),)))


def no_such_place_screen(asked: str) -> Screen:
    """Nothing is known by this name. The question stays open."""
    return Screen(
        RichText(
            f"I know no city called “{shortened(asked)}”. Try the nearest larger one, or another way. "
            "If you didn’t mean a city: /today opens your lesson."
        ),
        (*_other_ways(), (_button("By the clock", ShowTimes(OWN_DATE)),)),
    )


def city_question_screen() -> Screen:
    """Asks for a city to be typed."""
    return Screen(RichText(CITY_QUESTION), answer=TypedAnswer("Your city"))


def place_question_screen() -> Screen:
    """Asks for a place on the map."""
    return Screen(
        RichText("The button below shares where you are. I look up the time zone and keep nothing else."),
        answer=SharedPlace("📍 Share my location", NEVER_MIND),
    )


def never_mind_screen() -> Screen:
    """No place was shared."""
    return Screen(RichText("All right. /settings is there whenever you like."), answer=NoOffer())


def located_screen() -> Screen:
    """A place was shared: before the zone is shown, the big buttons go."""
    return Screen(RichText("Thank you. I keep the time zone only."), answer=NoOffer())


def at_sea_screen() -> Screen:
    """The place lies in no zone."""
    return Screen(
        RichText("That looks like open water, where no clock is at home. Which land do you go by?"),
        (*_other_ways(), (_button("By the clock", ShowTimes(OWN_DATE)),)),
    )


def chosen_screen(settings: LearnerSettings) -> Screen:
    """The zone that holds from now on, so that a slip is seen at once."""
    return Screen(
        bold(f"Your time zone is {settings.zone_name}.")
        + f"\n\nIt is {settings.now:%H:%M} there, and "
        + time_on_device(settings.now)
        + f" on your device. {_reminder_line(settings)}",
        ((_button("Change time", ShowSettings("reminder")), _button("That’s wrong", ShowTimes(OWN_DATE))),),
    )


def read_offset(ahead: str) -> timedelta | None:
    """How far ahead of UTC a tap says; None where no place on Earth is."""
    digits = ahead.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 3):
        return None
    return timedelta(minutes=int(ahead))


def read_date(on: str) -> date | None:
    """The date a tap says; None for one’s own, and for no date at all."""
    try:
        return date.fromisoformat(on)
    except ValueError:
        return None


def _reminder_line(settings: LearnerSettings) -> str:
    at = settings.preferences.remind_at
    if at is None:
        return "Reminders are off."
    if settings.preferences.is_paused(settings.now):
        return "Reminders are paused."
    return f"I’ll remind you at {at:%H:%M}."


def _minutes_ahead(moment: datetime) -> str:
    return str((moment.utcoffset() or timedelta(0)) // timedelta(minutes=1))


def _still(on: date | None) -> str:
    return f"It’s still {on:%A}" if on else ""


def _already(on: date | None) -> str:
    return f"It’s already {on:%A}" if on else ""


def _other_ways() -> Keyboard:
    return ((_button("Type your city", TypeCity()), _button("Share location", SharePlace())),)


def _place_button(city: City, moment: datetime) -> Button:
    name = f"{city.name}, {city.country}" if city.country and city.country != city.name else city.name
    return _button(f"{name} · {moment:%H:%M}", ChooseZone(city.zone_name))


def _button(label: str, tap: Tap, style: ButtonStyle | None = None) -> Button:
    return Button(label, data=pack(tap), style=style)
