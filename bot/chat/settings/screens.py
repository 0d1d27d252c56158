"""The settings as a learner sees them: one message, a view for each thing that can be set, and /stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from bot.botapi.message import Button, ButtonStyle, Keyboard, Screen, TypedAnswer
from bot.chat.tap import (
    SetAnnouncements,
    SetDayStart,
    SetPause,
    SetQuiet,
    SetReminder,
    ShowSettings,
    ShowTimes,
    Tap,
    TypeTime,
    pack,
)
from bot.core.learning_calendar import LATEST_DAY_START
from bot.core.preferences import UNTIL_RETURN, Preferences
from bot.core.richtext import RichText, bold
from bot.flows.settings import Clash, LearnerSettings

TIME_QUESTION = "When shall I remind you? Type a time, such as 7:30 or 7pm."
"""The words of the question that a typed time answers; a reply to them is known by them."""

_ROW = 4
_USUAL = time(9)
_BACK = ShowSettings("main")


def settings_screen(settings: LearnerSettings) -> Screen:
    """All of it, with a button for each thing."""
    lines = [
        f"🔔 Reminder: {_reminder(settings.preferences)}",
        f"🌍 Time zone: {settings.zone_in_force}, {settings.now:%H:%M} now",
        f"🌙 End of day: {settings.day_starts_at:02}:00",
        f"🤫 Quiet hours: {_quiet_hours(settings.preferences)}",
        f"⏸ Pause: {_pause(settings)}",
        f"📣 Announcements: {'on' if settings.preferences.announcements else 'off'}",
    ]
    if not settings.zone_is_known:
        lines.append(
            f"\nThe zone {settings.zone_name} is no longer known, so I go by {settings.zone_in_force}. "
            "Choose yours again."
        )
    return Screen(
        bold("Settings") + "\n\n" + "\n".join(lines),
        (
            (_button("Reminder", ShowSettings("reminder")), _button("Time zone", ShowTimes("own"))),
            (_button("End of day", ShowSettings("day")), _button("Quiet hours", ShowSettings("quiet"))),
            (_button("Pause", ShowSettings("pause")),),
            (_button("Announcements", ShowSettings("news")),),
        ),
    )


def view_screen(view: str, settings: LearnerSettings) -> Screen | None:
    """One view of the settings; None where there is none of this name."""
    make = _VIEWS.get(view)
    return make(settings) if make else None


def reminder_view(settings: LearnerSettings, minute: int = 0) -> Screen:
    """The hours, or half hours, to be reminded at."""
    preferences = settings.preferences
    times = [time(hour, minute) for hour in range(24)]
    buttons = [
        _choice(_clock(at), SetReminder(_digits(at), "keep"), chosen=at == preferences.remind_at) for at in times
    ]
    other = ("At half past", ShowSettings("half")) if minute == 0 else ("On the hour", ShowSettings("reminder"))
    return Screen(
        bold("When shall I remind you?")
        + f"\n\nNow: {_reminder(preferences)}. It comes once a day, but not when that day’s lesson is done.",
        (
            *_rows(buttons),
            (_button(*other), _button("Type a time", TypeTime())),
            (
                _choice("Off", SetReminder("never", "keep"), chosen=preferences.remind_at is None),
                _button("Back", _BACK),
            ),
        ),
    )


def clash_screen(clash: Clash, *, about_reminder: bool) -> Screen:
    """The reminder would come in the quiet hours: what was wished for can’t be, and what can be done instead."""
    wished = clash.wished
    at = wished.remind_at or _USUAL
    text = bold("That would be in your quiet hours.") + (
        f"\n\nA reminder at {_clock(at)} and quiet hours {_quiet_hours(wished)} don’t go together, so nothing has "
        "changed yet."
    )
    start, end = _digits(wished.quiet_from), _digits(wished.quiet_until)
    if about_reminder:
        moved = f"Remind me at {_clock(at)}, quiet {_quiet_hours(wished.with_quiet_hours_moved())}"
        return Screen(
            text,
            (
                (_button(moved, SetReminder(_digits(at), "move")),),
                (_button("Another time", ShowSettings("reminder")),),
                (_button("Back", _BACK),),
            ),
        )
    moved = f"Quiet {_quiet_hours(wished)}, remind me at {_clock(wished.quiet_until)}"
    return Screen(
        text,
        (
            (_button(moved, SetQuiet(start, end, "move")),),
            (_button("Other quiet hours", ShowSettings("quiet")),),
            (_button("Back", _BACK),),
        ),
    )


def time_question_screen() -> Screen:
    """Asks for a time to be typed."""
    return Screen(RichText(TIME_QUESTION), answer=TypedAnswer("7:30"))


def not_a_time_screen(text: str) -> Screen:
    """What was typed is no time of day. Nothing changes, and the question stands above."""
    return Screen(
        RichText(f"I can’t read “{shortened(text)}” as a time. 7:30, 19.30 and 7pm would do."),
        ((_button("Type it again", TypeTime()),), (_button("Choose from a list", ShowSettings("reminder")),)),
    )


def offer_reminder_screen(at: time) -> Screen:
    """Somebody typed a time out of the blue."""
    return Screen(
        RichText(f"Shall I remind you at {_clock(at)} from now on?"),
        ((_button(f"Remind me at {_clock(at)}", SetReminder(_digits(at), "keep"), "primary"),),),
    )


def stopped_screen(before: LearnerSettings) -> Screen:
    """To /stop: what ended, what stays, and the way back. `before` tells when reminders came."""
    at = before.preferences.remind_at or _USUAL
    return Screen(
        bold("I won’t write to you by myself any more.")
        + "\n\nReminders and announcements are off. Your place, your score and your streak stay as they are, and "
        "/today opens your lesson whenever you like.\n\n/settings turns announcements on again. /delete deletes "
        "everything that is kept about you.",
        ((_button("Turn reminders on", SetReminder(_digits(at), "keep")),),),
    )


def shortened(text: str, longest: int = 40) -> str:
    """Typed words, in one line and not too many of them, to be repeated to whoever typed them."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _half_view(settings: LearnerSettings) -> Screen:
    return reminder_view(settings, minute=30)


def _day_view(settings: LearnerSettings) -> Screen:
    hours = range(LATEST_DAY_START + 1)
    buttons = [_choice(f"{hour:02}:00", SetDayStart(hour), chosen=hour == settings.day_starts_at) for hour in hours]
    return Screen(
        bold("When does your day end?")
        + f"\n\nNow: {settings.day_starts_at:02}:00. A lesson before that still counts for the evening before. If you "
        "change it, today never gets shorter.",
        (*_rows(buttons), (_button("Back", _BACK),)),
    )


def _quiet_view(settings: LearnerSettings) -> Screen:
    preferences = settings.preferences
    none = preferences.quiet_from == preferences.quiet_until
    start, end = f"From {_clock(preferences.quiet_from)}", f"Until {_clock(preferences.quiet_until)}"
    usual = Preferences()
    ways: Keyboard = ((_button(start, ShowSettings("from")), _button(end, ShowSettings("until"))),)
    if none:
        hours = SetQuiet(_digits(usual.quiet_from), _digits(usual.quiet_until), "keep")
        ways = ((_button(_quiet_hours(usual), hours),),)
    return Screen(
        bold("Quiet hours") + f"\n\nNow: {_quiet_hours(preferences)}. In them I never write to you by myself.",
        (*ways, (_choice("None", SetQuiet("0000", "0000", "keep"), chosen=none), _button("Back", _BACK))),
    )


def _from_view(settings: LearnerSettings) -> Screen:
    until = settings.preferences.quiet_until
    starts = [time(hour % 24) for hour in range(17, 29)]
    buttons = [
        _choice(_clock(at), SetQuiet(_digits(at), _digits(until), "keep"), chosen=at == settings.preferences.quiet_from)
        for at in starts
        if at != until
    ]
    return Screen(
        bold(f"Quiet until {_clock(until)}, from when?"), (*_rows(buttons), (_button("Back", ShowSettings("quiet")),))
    )


def _until_view(settings: LearnerSettings) -> Screen:
    start = settings.preferences.quiet_from
    ends = [time(hour) for hour in range(4, 16)]
    buttons = [
        _choice(
            _clock(at), SetQuiet(_digits(start), _digits(at), "keep"), chosen=at == settings.preferences.quiet_until
        )
        for at in ends
        if at != start
    ]
    return Screen(
        bold(f"Quiet from {_clock(start)}, until when?"), (*_rows(buttons), (_button("Back", ShowSettings("quiet")),))
    )


def _pause_view(settings: LearnerSettings) -> Screen:
    paused = settings.preferences.is_paused(settings.now)
    rows: Keyboard = ((_button("A week", SetPause("week")), _button("Until I return", SetPause("return"))),)
    if paused:
        rows += ((_button("Resume now", SetPause("off"), "primary"),),)
    return Screen(
        bold("A pause")
        + f"\n\nNow: {_pause(settings)}. While it lasts I don’t write to you by myself; lessons stay open, and "
        "“until I return” ends with the next one you open.",
        (*rows, (_button("Back", _BACK),)),
    )


def _news_view(settings: LearnerSettings) -> Screen:
    wanted = settings.preferences.announcements
    return Screen(
        bold("Announcements")
        + f"\n\nNow: {'on' if wanted else 'off'}. They tell of new lessons and the like, now and then.",
        (
            (
                _choice("On", SetAnnouncements("on"), chosen=wanted),
                _choice("Off", SetAnnouncements("off"), chosen=not wanted),
            ),
            (_button("Back", _BACK),),
        ),
    )


_VIEWS: dict[str, Callable[[LearnerSettings], Screen]] = {
    "main": settings_screen,
    "reminder": reminder_view,
    "half": _half_view,
    "day": _day_view,
    "quiet": _quiet_view,
    "from": _from_view,
    "until": _until_view,
    "pause": _pause_view,
    "news": _news_view,
}


def _reminder(preferences: Preferences) -> str:
    return _clock(preferences.remind_at) if preferences.remind_at is not None else "off"


def _quiet_hours(preferences: Preferences) -> str:
    if preferences.quiet_from == preferences.quiet_until:
        return "none"
    return f"{_clock(preferences.quiet_from)}–{_clock(preferences.quiet_until)}"


def _pause(settings: LearnerSettings) -> str:
    until = settings.preferences.paused_until
    if until is None or until <= settings.now:
        return "none"
    if until == UNTIL_RETURN:
        return "until you return"
    return f"until {_moment(until.astimezone(settings.now.tzinfo))}"


def _moment(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b, %H:%M}"


def _clock(at: time) -> str:
    return f"{at:%H:%M}"


def _digits(at: time) -> str:
    return f"{at:%H%M}"


def _rows(buttons: list[Button]) -> Keyboard:
    return tuple(tuple(buttons[start : start + _ROW]) for start in range(0, len(buttons), _ROW))


def _choice(label: str, tap: Tap, *, chosen: bool) -> Button:
    return _button(label, tap, "success" if chosen else None)


def _button(label: str, tap: Tap, style: ButtonStyle | None = None) -> Button:
    return Button(label, data=pack(tap), style=style)
