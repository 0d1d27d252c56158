"""Where somebody lives, in the chat: the question, the ways to answer it, and what came of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from bot.botapi.message import Button, Keyboard, Message, NoOffer, SharedPlace
from bot.chat.questions import question
from bot.chat.settings.taps import SettingsView, ShowSettings
from bot.chat.tap import button
from bot.chat.zones.taps import (
    AskZone,
    ChooseZone,
    ConfirmZone,
    SharePlace,
    ShowFirstTimes,
    ShowPlaces,
    ShowTimes,
    TypeCity,
)
from bot.core.preferences import LearnerSettings, Preferences, ZoneFrom
from bot.core.richtext import RichText, join, time_on_device
from bot.core.typed import repeated
from bot.flows.zones import Guess, Places, Times
from bot.gazetteer import City
from bot.words import N_, DateForm, Words

# Translators: a big button that shares no place.
NEVER_MIND = N_("Not now")
"""The big button that shares nothing. Telegram sends its words when it is pressed, and nothing else."""


def zone_question_screen(words: Words, guess: Guess) -> Message:
    """Asks whether the guess is right."""
    text = [
        words.text("**Is it {time} where you are?**", time=words.time(guess.now)),
        words.text("Then I know when your day ends and when to remind you."),
    ]
    yes = button(words.text("Yes"), ConfirmZone(guess.zone_name, guess.now), "primary")
    # Translators: a button, to the question “Is it 10:00 where you are?”
    no = button(words.text("No"), ShowFirstTimes())
    return Message(join("\n\n", text), ((yes, no),))


def times_screen(words: Words, times: Times, settings: LearnerSettings, *, first: bool) -> Message:
    """The times it is somewhere, to choose one’s own from; on the way from the `first` question it leads back to it."""
    buttons = [button(words.time(each), ShowPlaces(each.utcoffset() or timedelta(0))) for each in times.times]
    row = words.times_in_a_row
    rows = tuple(tuple(buttons[start : start + row]) for start in range(0, len(buttons), row))
    dates = _other_dates(words, times, ShowFirstTimes if first else ShowTimes)
    # Translators: buttons with times follow, all of them on this {weekday}.
    told = words.text("Tap the time on your clock, if it’s {weekday} for you.", weekday=_weekday(words, times.on))
    if settings.zone_from is ZoneFrom.CHOSEN:
        # Translators: {zone} is a name such as Europe/Berlin, {time} the time it is there.
        so_far = words.text(
            "So far I go by {zone}, where it is {time}.", zone=settings.zone_in_force, time=words.time(settings.now)
        )
        told = join(" ", [told, so_far])
    back = AskZone() if first else ShowSettings(SettingsView.MAIN)
    return Message(
        join("\n\n", [words.text("**What time is it where you are?**"), told]),
        (
            *rows,
            *((dates,) if dates else ()),
            *_other_ways(words),
            (button(words.text("Back"), back),),
        ),
    )


def places_screen(words: Words, places: Places) -> Message:
    """Places to choose from: those of one time, or those somebody may mean who typed one."""
    rows = tuple((_place_button(words, city, moment),) for city, moment in places.places)
    asked = words.text("**Which place is on your clock?**")
    if places.asked:
        # Translators: {place} is what the learner wrote; buttons with places of that name follow.
        asked = words.text("**Which one is “{place}”?**", place=repeated(places.asked))
    hint = words.text("Choose the nearest one: it decides when clocks change for you.")
    return Message(join("\n\n", [asked, hint]), (*rows, *_other_ways(words), (_by_the_clock(words),)))


def no_such_place_screen(words: Words, asked: str, *, again: bool) -> Message:
    """Nothing is known by this name. The question stays open, or is asked `again`."""
    # Translators: {place} is what the learner wrote.
    text = words.text(
        "I know no city called “{place}”. Try the nearest larger one, or another way. If you didn’t mean a city: "
        "/today opens your lesson.",
        place=repeated(asked),
    )
    return _city_question(words, text) if again else Message(text, (*_other_ways(words), (_by_the_clock(words),)))


def city_question(words: Words) -> Message:
    """Asks for a city to be typed."""
    return _city_question(words, words.text("Which city are you in, or near? Type its name, in any language."))


def _city_question(words: Words, text: RichText) -> Message:
    # Translators: stands in the empty field that a city is typed into; at most 64 characters.
    hint = words.text("Your city")
    return question(text, TypeCity(), hint, ((_share_location(words), _by_the_clock(words)),))


def place_question_screen(words: Words) -> Message:
    """Asks for a place on the map."""
    return Message(
        words.text("The button below shares where you are. I look up the time zone and keep nothing else."),
        answer=SharedPlace(words.text("📍 Share my location").text, words.text(NEVER_MIND).text),
    )


def never_mind_screen(words: Words) -> Message:
    """No place was shared."""
    return Message(words.text("All right. /settings is there whenever you like."), answer=NoOffer())


def located_screen(words: Words) -> Message:
    """A place was shared: before the zone is shown, the big buttons go."""
    return Message(words.text("Thank you. I keep the time zone only."), answer=NoOffer())


def point_screen(words: Words, there: Guess) -> Message:
    """A place came along that may be anybody’s: a forwarded one, or a café. Nothing changes unless they say so."""
    # Translators: {time} is the time at a place somebody has sent.
    text = words.text("It’s {time} at that place. Do you live by that clock?", time=words.time(there.now))
    return Message(text, ((button(words.text("Yes, that’s my time"), ChooseZone(there.zone_name)),),))


def at_sea_screen(words: Words) -> Message:
    """The place lies in no zone."""
    return Message(
        words.text("That looks like open water, where no clock is at home. Which land do you go by?"),
        (*_other_ways(words), (_by_the_clock(words),)),
    )


def chosen_screen(words: Words, settings: LearnerSettings) -> Message:
    """The zone that holds from now on, so that a slip is seen at once."""
    there = words.time(settings.now)
    here = time_on_device(settings.now, there)
    # Translators: {time} is the time in the zone, {here} that on the learner’s device: the same, if all is well.
    times = words.text("It is {time} there, and {here} on your device.", time=there, here=here)
    chosen = words.text("**Your time zone is {zone}.**", zone=settings.zone_name)
    change = button(words.text("Change time"), ShowSettings(SettingsView.REMINDER))
    wrong = button(words.text("That’s wrong"), ShowTimes())
    return Message(
        join("\n\n", [chosen, join(" ", [times, _reminder_line(words, settings)])]),
        ((change, wrong),),
    )


def _reminder_line(words: Words, settings: LearnerSettings) -> RichText:
    at = settings.preferences.remind_at
    if at is None:
        return words.text("Reminders are off.")
    if settings.preferences.is_paused(settings.now):
        return words.text("Reminders are paused.")
    if at == Preferences().remind_at:
        return words.text("I’ll remind you at {time}.", time=words.time(at))
    # Translators: {time} is the hour at which they took their first lesson, or one they have chosen.
    return words.text("I’ll remind you at {time}, your hour for a lesson.", time=words.time(at))


def _weekday(words: Words, on: date) -> str:
    return words.date(on, DateForm.WEEKDAY)


def _other_dates(words: Words, times: Times, tap: type[ShowTimes | ShowFirstTimes]) -> tuple[Button, ...]:
    """The dates before and after this one on which it is somewhere, if there are any."""
    buttons: list[Button] = []
    if times.earlier:
        # Translators: a button, for whoever lives where it is the day before.
        still = words.text("It’s still {weekday}", weekday=_weekday(words, times.earlier))
        buttons.append(button(still, tap(times.earlier)))
    if times.later:
        # Translators: a button, for whoever lives where it is the day after.
        already = words.text("It’s already {weekday}", weekday=_weekday(words, times.later))
        buttons.append(button(already, tap(times.later)))
    return tuple(buttons)


def _other_ways(words: Words) -> Keyboard:
    return ((button(words.text("Type your city"), TypeCity()), _share_location(words)),)


def _share_location(words: Words) -> Button:
    return button(words.text("Share location"), SharePlace())


def _by_the_clock(words: Words) -> Button:
    # Translators: a button: choose a time zone by the time it is there.
    return button(words.text("By the clock"), ShowTimes())


def _place_button(words: Words, city: City, moment: datetime) -> Button:
    time = words.time(moment)
    # Translators: a button for a place and the time it is there, such as “Kathmandu · 14:45”.
    label = words.text("{city} · {time}", city=city.name, time=time)
    if city.country and city.country != city.name:
        # Translators: a button for a place and the time it is there, such as “Kathmandu, Nepal · 14:45”.
        label = words.text(
            "{city}, {country} · {time}",
            city=city.name,
            country=words.country(city.country_code, city.country),
            time=time,
        )
    return button(label, ChooseZone(city.zone_name))
