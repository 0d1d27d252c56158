"""The settings as a learner sees them: one message, a view for each thing that can be set, and /stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from bot.botapi.message import Button, Keyboard, Message
from bot.chat.questions import question
from bot.chat.settings.taps import (
    HearAgain,
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
from bot.core.preferences import UNTIL_RETURN, LearnerSettings, Preferences, ZoneFrom
from bot.core.richtext import RichText, join
from bot.core.typed import repeated
from bot.flows.settings import Clash
from bot.words import DateForm, Words

_USUAL = time(9)


def settings_screen(words: Words, settings: LearnerSettings) -> Message:
    """All of it, with a button for each thing."""
    preferences, zone = settings.preferences, settings.zone_in_force
    lines = [
        _reminder_line(words, preferences),
        # Translators: {zone} is a name such as Europe/Berlin, {time} the time it is there.
        words.text("🌍 Time zone: {zone}, {time} now", zone=zone, time=words.time(settings.now)),
        words.text("🌙 End of day: {time}", time=words.time(time(settings.day_starts_at))),
        _quiet_line(words, preferences),
        _pause_line(words, settings),
        words.text("📣 Announcements: on") if preferences.announcements else words.text("📣 Announcements: off"),
    ]
    parts = [words.text("**Settings**"), join("\n", lines)]
    if not settings.zone_is_known:
        # Translators: {zone} is a name such as Europe/Berlin that was taken off the list, {other} another such name.
        vanished = words.text(
            "The zone {zone} is no longer known, so I go by {other}. Choose yours again.",
            zone=settings.zone_name,
            other=zone,
        )
        parts.append(vanished)
    elif settings.zone_from is ZoneFrom.DEFAULT:
        parts.append(words.text("I don’t know your clock yet. Choose your time zone, and reminders come at your hour."))
    return Message(
        join("\n\n", parts),
        (
            (
                # Translators: a button: when the reminder comes.
                button(words.text("Reminder"), ShowSettings(SettingsView.REMINDER)),
                button(words.text("Time zone"), ShowTimes()),
            ),
            (
                button(words.text("End of day"), ShowSettings(SettingsView.DAY)),
                button(words.text("Quiet hours"), ShowSettings(SettingsView.QUIET)),
            ),
            # Translators: a button: a pause in which nothing is sent unasked.
            (button(words.text("Pause"), ShowSettings(SettingsView.PAUSE)),),
            (button(words.text("Announcements"), ShowSettings(SettingsView.ANNOUNCEMENTS)),),
        ),
    )


def view_screen(words: Words, view: SettingsView, settings: LearnerSettings) -> Message:
    """One view of the settings."""
    return _VIEWS[view](words, settings)


def reminder_view(words: Words, settings: LearnerSettings, minute: int = 0) -> Message:
    """The hours, or half hours, to be reminded at."""
    at = settings.preferences.remind_at
    times = [time(hour, minute) for hour in range(24)]
    buttons = [_choice(words.time(each), SetReminder(each), chosen=each == at) for each in times]
    # Translators: a button that leads to the times 0:30, 1:30 and so on.
    other = button(words.text("At half past"), ShowSettings(SettingsView.HALF_PAST))
    if minute:
        # Translators: a button that leads to the times 0:00, 1:00 and so on.
        other = button(words.text("On the hour"), ShowSettings(SettingsView.REMINDER))
    # Translators: a button; there is to be no reminder.
    off = _choice(words.text("Off"), SetReminder(None), chosen=at is None)
    if at is None:
        now = words.text("Now: off. It comes once a day, but not when that day’s lesson is done.")
    else:
        # Translators: {time} is when the reminder comes, such as 09:00.
        now = words.text(
            "Now: {time}. It comes once a day, but not when that day’s lesson is done.", time=words.time(at)
        )
    return Message(
        join("\n\n", [words.text("**When shall I remind you?**"), now]),
        (*_rows(words, buttons), (other, button(words.text("Type a time"), TypeTime())), (off, _back(words))),
    )


def clash_screen(words: Words, clash: Clash, *, about_reminder: bool) -> Message:
    """The reminder would come in the quiet hours: what was wished for can’t be, and what can be done instead."""
    wished = clash.wished
    at = wished.remind_at or _USUAL
    # Translators: {time} is such as 06:00, {hours} such as 22:00–08:00.
    why = words.text(
        "A reminder at {time} and quiet hours {hours} don’t go together, so nothing has changed yet.",
        time=words.time(at),
        hours=_hours(words, wished),
    )
    text = join("\n\n", [words.text("**That would be in your quiet hours.**"), why])
    if about_reminder:
        return Message(
            text,
            (
                (button(_quiet_moved(words, at, wished.with_quiet_hours_moved()), SetReminder(at, Other.MOVE)),),
                # Translators: a button: choose another time of day for the reminder.
                (button(words.text("Another time"), ShowSettings(SettingsView.REMINDER)),),
                (_back(words),),
            ),
        )
    # Translators: a button: {hours} are the quiet hours, such as 22:00–10:00, {time} that of the reminder.
    moved = words.text(
        "Quiet {hours}, remind me at {time}", hours=_hours(words, wished), time=words.time(wished.quiet_until)
    )
    return Message(
        text,
        (
            (button(moved, SetQuiet(wished.quiet_from, wished.quiet_until, Other.MOVE)),),
            (button(words.text("Other quiet hours"), ShowSettings(SettingsView.QUIET)),),
            (_back(words),),
        ),
    )


def time_question(words: Words) -> Message:
    """Asks for a time to be typed."""
    return _time_question(words, words.text("When shall I remind you? Type a time, such as 7:30 or 7pm."))


def not_a_time_screen(words: Words, text: str) -> Message:
    """What was typed is no time of day. Nothing changes, and it is asked again: the next try needs no tap."""
    # Translators: {typed} is what the learner wrote.
    told = words.text(
        "I can’t read “{typed}” as a time. Type it again, like 7:30, 19.30 or 7pm. /settings has a list as well.",
        typed=repeated(text),
    )
    return _time_question(words, told)


def _time_question(words: Words, text: RichText) -> Message:
    # Translators: an example of a time, in the empty field that it is typed into.
    hint = words.text("7:30")
    return question(text, TypeTime(), hint, ((button(words.text("Back"), ShowSettings(SettingsView.REMINDER)),),))


def offer_reminder_screen(words: Words, at: time) -> Message:
    """Somebody typed a time out of the blue."""
    told = words.time(at)
    yes = button(words.text("Remind me at {time}", time=told), SetReminder(at), "primary")
    return Message(words.text("Shall I remind you at {time} from now on?", time=told), ((yes,),))


def stopped_screen(words: Words, before: LearnerSettings) -> Message:
    """To /stop: what ended, what stays, and the way back to what there was `before`; else to the usual."""
    was = before.preferences
    if was.remind_at is None and not was.announcements:
        was = Preferences()
    again = HearAgain(was.remind_at, Wanted.ON if was.announcements else Wanted.OFF)
    parts = [
        words.text("**I won’t write to you by myself any more.**"),
        words.text(
            "Reminders and announcements are off. Your place, your score and your streak stay as they are, and /today "
            "opens your lesson whenever you like."
        ),
        words.text("/settings turns each of them on again. /delete deletes everything that is kept about you."),
    ]
    return Message(join("\n\n", parts), ((button(_again_label(words, was), again),),))


def _again_label(words: Words, was: Preferences) -> RichText:
    """The button that undoes /stop."""
    if was.remind_at is None:
        return words.text("Turn announcements on again")
    if not was.announcements:
        return words.text("Turn reminders on again")
    # Translators: a button: both reminders and announcements.
    return words.text("Turn both on again")


def _half_view(words: Words, settings: LearnerSettings) -> Message:
    return reminder_view(words, settings, minute=30)


def _day_view(words: Words, settings: LearnerSettings) -> Message:
    starts_at = settings.day_starts_at
    buttons = [
        _choice(words.time(time(hour)), SetDayStart(hour), chosen=hour == starts_at)
        for hour in range(LATEST_DAY_START + 1)
    ]
    # Translators: {time} is when the learner’s day ends, such as 03:00.
    now = words.text(
        "Now: {time}. A lesson before that still counts for the evening before. If you change it, today never gets "
        "shorter.",
        time=words.time(time(starts_at)),
    )
    return Message(
        join("\n\n", [words.text("**When does your day end?**"), now]), (*_rows(words, buttons), (_back(words),))
    )


def _quiet_view(words: Words, settings: LearnerSettings) -> Message:
    preferences, usual = settings.preferences, Preferences()
    has_none = preferences.quiet_from == preferences.quiet_until
    if has_none:
        now = words.text("Now: none. In them I never write to you by myself.")
        ways: tuple[Button, ...] = (button(_hours(words, usual), SetQuiet(usual.quiet_from, usual.quiet_until)),)
    else:
        # Translators: {hours} are the quiet hours, such as 22:00–08:00.
        now = words.text("Now: {hours}. In them I never write to you by myself.", hours=_hours(words, preferences))
        # Translators: a button: when the quiet hours begin.
        start = words.text("From {time}", time=words.time(preferences.quiet_from))
        # Translators: a button: when the quiet hours end.
        end = words.text("Until {time}", time=words.time(preferences.quiet_until))
        ways = (
            button(start, ShowSettings(SettingsView.QUIET_FROM)),
            button(end, ShowSettings(SettingsView.QUIET_UNTIL)),
        )
    # Translators: a button: no quiet hours.
    none = _choice(words.text("None"), SetQuiet(time(), time()), chosen=has_none)
    return Message(join("\n\n", [words.text("**Quiet hours**"), now]), (ways, (none, _back(words))))


def _from_view(words: Words, settings: LearnerSettings) -> Message:
    until = settings.preferences.quiet_until
    starts = [time(hour % 24) for hour in range(17, 29)]
    buttons = [
        _choice(words.time(at), SetQuiet(at, until), chosen=at == settings.preferences.quiet_from)
        for at in starts
        if at != until
    ]
    return Message(
        words.text("**Quiet until {time}, from when?**", time=words.time(until)),
        (*_rows(words, buttons), (button(words.text("Back"), ShowSettings(SettingsView.QUIET)),)),
    )


def _until_view(words: Words, settings: LearnerSettings) -> Message:
    start = settings.preferences.quiet_from
    ends = [time(hour) for hour in range(4, 16)]
    buttons = [
        _choice(words.time(at), SetQuiet(start, at), chosen=at == settings.preferences.quiet_until)
        for at in ends
        if at != start
    ]
    return Message(
        words.text("**Quiet from {time}, until when?**", time=words.time(start)),
        (*_rows(words, buttons), (button(words.text("Back"), ShowSettings(SettingsView.QUIET)),)),
    )


def _pause_view(words: Words, settings: LearnerSettings) -> Message:
    rows: Keyboard = (
        (
            # Translators: a button: pause for a week.
            button(words.text("A week"), SetPause(Pause.WEEK)),
            # Translators: a button: pause until they come back.
            button(words.text("Until I return"), SetPause(Pause.UNTIL_RETURN)),
        ),
    )
    if settings.preferences.is_paused(settings.now):
        # Translators: a button: the pause is to end.
        rows += ((button(words.text("Resume now"), SetPause(Pause.OFF), "primary"),),)
    # Translators: “until I return” is what the button “Until I return” says.
    rules = words.text(
        "While it lasts I don’t write to you by myself, and your streak waits: none of its days can be missed. Lessons "
        "stay open, and “until I return” ends with the next one you open."
    )
    text = join("\n\n", [words.text("**A pause**"), join(" ", [_pause_now(words, settings), rules])])
    return Message(text, (*rows, (_back(words),)))


def _news_view(words: Words, settings: LearnerSettings) -> Message:
    wanted = settings.preferences.announcements
    if wanted:
        now = words.text("Now: on. They tell of new lessons and the like, now and then.")
    else:
        now = words.text("Now: off. They tell of new lessons and the like, now and then.")
    return Message(
        join("\n\n", [words.text("**Announcements**"), now]),
        (
            (
                # Translators: a button: announcements are to come.
                _choice(words.text("On"), SetAnnouncements(Wanted.ON), chosen=wanted),
                # Translators: a button: no announcements are to come.
                _choice(words.text("Off"), SetAnnouncements(Wanted.OFF), chosen=not wanted),
            ),
            (_back(words),),
        ),
    )


_VIEWS: dict[SettingsView, Callable[[Words, LearnerSettings], Message]] = {
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


def _reminder_line(words: Words, preferences: Preferences) -> RichText:
    if preferences.remind_at is None:
        return words.text("🔔 Reminder: off")
    return words.text("🔔 Reminder: {time}", time=words.time(preferences.remind_at))


def _quiet_line(words: Words, preferences: Preferences) -> RichText:
    if preferences.quiet_from == preferences.quiet_until:
        return words.text("🤫 Quiet hours: none")
    return words.text("🤫 Quiet hours: {hours}", hours=_hours(words, preferences))


def _pause_line(words: Words, settings: LearnerSettings) -> RichText:
    until = settings.preferences.paused_until
    if until is None or until <= settings.now:
        return words.text("⏸ Pause: none")
    if until == UNTIL_RETURN:
        return words.text("⏸ Pause: until you return")
    # Translators: {moment} is such as “Tue 17 Mar, 00:00”.
    return words.text("⏸ Pause: until {moment}", moment=_ends(words, until, settings))


def _pause_now(words: Words, settings: LearnerSettings) -> RichText:
    until = settings.preferences.paused_until
    if until is None or until <= settings.now:
        # Translators: there is no pause.
        return words.text("Now: none.")
    if until == UNTIL_RETURN:
        # Translators: the pause lasts until they return.
        return words.text("Now: until you return.")
    # Translators: the pause lasts until {moment}, such as “Tue 17 Mar, 00:00”.
    return words.text("Now: until {moment}.", moment=_ends(words, until, settings))


def _ends(words: Words, until: datetime, settings: LearnerSettings) -> str:
    """When a pause ends, on the learner’s clock."""
    return words.date(until.astimezone(settings.now.tzinfo), DateForm.MOMENT)


def _quiet_moved(words: Words, at: time, moved: Preferences) -> RichText:
    """The label of a reminder for which the quiet hours make room, of which nothing may be left."""
    if moved.quiet_from == moved.quiet_until:
        # Translators: a button: a reminder at {time}, and no quiet hours.
        return words.text("Remind me at {time}, quiet none", time=words.time(at))
    # Translators: a button: {time} is that of the reminder, {hours} are the quiet hours, such as 22:00–06:00.
    return words.text("Remind me at {time}, quiet {hours}", time=words.time(at), hours=_hours(words, moved))


def _hours(words: Words, preferences: Preferences) -> RichText:
    """The quiet hours, which there are: `22:00–08:00`."""
    start, end = words.time(preferences.quiet_from), words.time(preferences.quiet_until)
    # Translators: the quiet hours, such as 22:00–08:00.
    return words.text("{start}–{end}", start=start, end=end)


def _rows(words: Words, buttons: list[Button]) -> Keyboard:
    row = words.times_in_a_row
    return tuple(tuple(buttons[start : start + row]) for start in range(0, len(buttons), row))


def _back(words: Words) -> Button:
    # Translators: a button that leads back to where they came from.
    return button(words.text("Back"), ShowSettings(SettingsView.MAIN))


def _choice(label: RichText | str, tap: Tap, *, chosen: bool) -> Button:
    return button(label, tap, "success" if chosen else None)
