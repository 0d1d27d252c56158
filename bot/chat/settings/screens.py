"""The settings as a learner sees them: one message, a view for each thing that can be set, and /stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from bot.botapi.message import Button, Keyboard, Message
from bot.chat.questions import question
from bot.chat.settings.taps import (
    Other,
    Pause,
    SetAnnouncements,
    SetDayStart,
    SetPause,
    SetQuiet,
    SetReminder,
    SettingsView,
    ShowSettings,
    TypeTime,
    Wanted,
)
from bot.chat.tap import Tap, button
from bot.chat.zones.taps import ShowTimes
from bot.core.learning_calendar import LATEST_DAY_START
from bot.core.preferences import UNTIL_RETURN, Preferences
from bot.core.richtext import RichText, bold
from bot.flows.settings import Clash, LearnerSettings

_ROW = 4
_USUAL = time(9)
_BACK = ShowSettings(SettingsView.MAIN)


def settings_screen(settings: LearnerSettings) -> Message:
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
    return Message(
        bold("Settings") + "\n\n" + "\n".join(lines),
        (
            (button("Reminder", ShowSettings(SettingsView.REMINDER)), button("Time zone", ShowTimes())),
            (
                button("End of day", ShowSettings(SettingsView.DAY)),
                button("Quiet hours", ShowSettings(SettingsView.QUIET)),
            ),
            (button("Pause", ShowSettings(SettingsView.PAUSE)),),
            (button("Announcements", ShowSettings(SettingsView.ANNOUNCEMENTS)),),
        ),
    )


def view_screen(view: SettingsView, settings: LearnerSettings) -> Message:
    """One view of the settings."""
    return _VIEWS[view](settings)


def reminder_view(settings: LearnerSettings, minute: int = 0) -> Message:
    """The hours, or half hours, to be reminded at."""
    preferences = settings.preferences
    times = [time(hour, minute) for hour in range(24)]
    buttons = [_choice(_clock(at), SetReminder(at), chosen=at == preferences.remind_at) for at in times]
    other = (
        ("At half past", ShowSettings(SettingsView.HALF_PAST))
        if minute == 0
        else ("On the hour", ShowSettings(SettingsView.REMINDER))
    )
    return Message(
        bold("When shall I remind you?")
        + f"\n\nNow: {_reminder(preferences)}. It comes once a day, but not when that day’s lesson is done.",
        (
            *_rows(buttons),
            (button(*other), button("Type a time", TypeTime())),
            (
                _choice("Off", SetReminder(None), chosen=preferences.remind_at is None),
                button("Back", _BACK),
            ),
        ),
    )


def clash_screen(clash: Clash, *, about_reminder: bool) -> Message:
    """The reminder would come in the quiet hours: what was wished for can’t be, and what can be done instead."""
    wished = clash.wished
    at = wished.remind_at or _USUAL
    text = bold("That would be in your quiet hours.") + (
        f"\n\nA reminder at {_clock(at)} and quiet hours {_quiet_hours(wished)} don’t go together, so nothing has "
        "changed yet."
    )
    if about_reminder:
        moved = f"Remind me at {_clock(at)}, quiet {_quiet_hours(wished.with_quiet_hours_moved())}"
        return Message(
            text,
            (
                (button(moved, SetReminder(at, Other.MOVE)),),
                (button("Another time", ShowSettings(SettingsView.REMINDER)),),
                (button("Back", _BACK),),
            ),
        )
    moved = f"Quiet {_quiet_hours(wished)}, remind me at {_clock(wished.quiet_until)}"
    return Message(
        text,
        (
            (button(moved, SetQuiet(wished.quiet_from, wished.quiet_until, Other.MOVE)),),
            (button("Other quiet hours", ShowSettings(SettingsView.QUIET)),),
            (button("Back", _BACK),),
        ),
    )


def time_question() -> Message:
    """Asks for a time to be typed."""
    text = RichText("When shall I remind you? Type a time, such as 7:30 or 7pm.")
    return question(text, TypeTime(), RichText("7:30"))


def not_a_time_screen(text: str) -> Message:
    """What was typed is no time of day. Nothing changes, and the question stands above."""
    return Message(
        RichText(f"I can’t read “{shortened(text)}” as a time. 7:30, 19.30 and 7pm would do."),
        ((button("Type it again", TypeTime()),), (button("Choose from a list", ShowSettings(SettingsView.REMINDER)),)),
    )


def offer_reminder_screen(at: time) -> Message:
    """Somebody typed a time out of the blue."""
    return Message(
        RichText(f"Shall I remind you at {_clock(at)} from now on?"),
        ((button(f"Remind me at {_clock(at)}", SetReminder(at), "primary"),),),
    )


def stopped_screen(before: LearnerSettings) -> Message:
    """To /stop: what ended, what stays, and the way back. `before` tells when reminders came."""
    at = before.preferences.remind_at or _USUAL
    return Message(
        bold("I won’t write to you by myself any more.")
        + "\n\nReminders and announcements are off. Your place, your score and your streak stay as they are, and "
        "/today opens your lesson whenever you like.\n\n/settings turns announcements on again. /delete deletes "
        "everything that is kept about you.",
        ((button("Turn reminders on", SetReminder(at)),),),
    )


def shortened(text: str, longest: int = 40) -> str:
    """Typed words, in one line and not too many of them, to be repeated to whoever typed them."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _half_view(settings: LearnerSettings) -> Message:
    return reminder_view(settings, minute=30)


def _day_view(settings: LearnerSettings) -> Message:
    hours = range(LATEST_DAY_START + 1)
    buttons = [_choice(f"{hour:02}:00", SetDayStart(hour), chosen=hour == settings.day_starts_at) for hour in hours]
    return Message(
        bold("When does your day end?")
        + f"\n\nNow: {settings.day_starts_at:02}:00. A lesson before that still counts for the evening before. If you "
        "change it, today never gets shorter.",
        (*_rows(buttons), (button("Back", _BACK),)),
    )


def _quiet_view(settings: LearnerSettings) -> Message:
    preferences = settings.preferences
    none = preferences.quiet_from == preferences.quiet_until
    start, end = f"From {_clock(preferences.quiet_from)}", f"Until {_clock(preferences.quiet_until)}"
    usual = Preferences()
    ways: Keyboard = (
        (button(start, ShowSettings(SettingsView.QUIET_FROM)), button(end, ShowSettings(SettingsView.QUIET_UNTIL))),
    )
    if none:
        hours = SetQuiet(usual.quiet_from, usual.quiet_until)
        ways = ((button(_quiet_hours(usual), hours),),)
    return Message(
        bold("Quiet hours") + f"\n\nNow: {_quiet_hours(preferences)}. In them I never write to you by myself.",
        (*ways, (_choice("None", SetQuiet(time(), time()), chosen=none), button("Back", _BACK))),
    )


def _from_view(settings: LearnerSettings) -> Message:
    until = settings.preferences.quiet_until
    starts = [time(hour % 24) for hour in range(17, 29)]
    buttons = [
        _choice(_clock(at), SetQuiet(at, until), chosen=at == settings.preferences.quiet_from)
        for at in starts
        if at != until
    ]
    return Message(
        bold(f"Quiet until {_clock(until)}, from when?"),
        (*_rows(buttons), (button("Back", ShowSettings(SettingsView.QUIET)),)),
    )


def _until_view(settings: LearnerSettings) -> Message:
    start = settings.preferences.quiet_from
    ends = [time(hour) for hour in range(4, 16)]
    buttons = [
        _choice(_clock(at), SetQuiet(start, at), chosen=at == settings.preferences.quiet_until)
        for at in ends
        if at != start
    ]
    return Message(
        bold(f"Quiet from {_clock(start)}, until when?"),
        (*_rows(buttons), (button("Back", ShowSettings(SettingsView.QUIET)),)),
    )


def _pause_view(settings: LearnerSettings) -> Message:
    paused = settings.preferences.is_paused(settings.now)
    rows: Keyboard = ((button("A week", SetPause(Pause.WEEK)), button("Until I return", SetPause(Pause.UNTIL_RETURN))),)
    if paused:
        rows += ((button("Resume now", SetPause(Pause.OFF), "primary"),),)
    return Message(
        bold("A pause")
        + f"\n\nNow: {_pause(settings)}. While it lasts I don’t write to you by myself; lessons stay open, and "
        "“until I return” ends with the next one you open.",
        (*rows, (button("Back", _BACK),)),
    )


def _news_view(settings: LearnerSettings) -> Message:
    wanted = settings.preferences.announcements
    return Message(
        bold("Announcements")
        + f"\n\nNow: {'on' if wanted else 'off'}. They tell of new lessons and the like, now and then.",
        (
            (
                _choice("On", SetAnnouncements(Wanted.ON), chosen=wanted),
                _choice("Off", SetAnnouncements(Wanted.OFF), chosen=not wanted),
            ),
            (button("Back", _BACK),),
        ),
    )


_VIEWS: dict[SettingsView, Callable[[LearnerSettings], Message]] = {
    SettingsView.MAIN: settings_screen,
    SettingsView.REMINDER: reminder_view,
    SettingsView.HALF_PAST: _half_view,
    SettingsView.DAY: _day_view,
    SettingsView.QUIET: _quiet_view,
    SettingsView.QUIET_FROM: _from_view,
    SettingsView.QUIET_UNTIL: _until_view,
    SettingsView.PAUSE: _pause_view,
    SettingsView.ANNOUNCEMENTS: _news_view,
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


def _rows(buttons: list[Button]) -> Keyboard:
    return tuple(tuple(buttons[start : start + _ROW]) for start in range(0, len(buttons), _ROW))


def _choice(label: str, tap: Tap, *, chosen: bool) -> Button:
    return button(label, tap, "success" if chosen else None)
