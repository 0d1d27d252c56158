"""Broadcasts in words: whom one is for, when it goes, whom it reaches, and why something was not done."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from bot.chat.lessons.names import day_name
from bot.core.audience import Active, AtDay, Audience, Everyone, FromDay, InLanguage, LeftOut, Listed, Simple, TodayOpen
from bot.core.broadcast import Amended, Broadcast, Status, Trouble, TroubleKind, When
from bot.core.course import Course
from bot.core.delivery import BLOCKED, BROKE_DOWN, HAS_TO_WAIT
from bot.core.reminders import Ruling
from bot.core.richtext import CAPTION_LIMIT, MESSAGE_LIMIT, RichText, join
from bot.flows.broadcasts.delivery import STOPPED
from bot.flows.broadcasts.drafts import MOST_LISTED, BroadcastRefusal
from bot.flows.broadcasts.reports import Reach
from bot.flows.reminders.due import NOTHING_TO_READ
from bot.words import N_, DateForm, Words

REFUSED = {
    BroadcastRefusal.UNKNOWN: N_("There is no such broadcast."),
    BroadcastRefusal.NOT_NOW: N_("That can’t be done with it any more. /broadcasts shows how it stands."),
    BroadcastRefusal.VOID: N_(
        "That question is no longer open: it waits ten minutes, for one person and one plan. Ask again."
    ),
    # Translators: {text} is 4,096 and {caption} 1,024; words under a picture have less room.
    BroadcastRefusal.TOO_LONG: N_(
        "That is too long: a message has room for {text} characters, words under a picture for {caption}."
    ),
    BroadcastRefusal.EMPTY: N_("There are no words in that. Only words can be changed: send the new ones as a text."),
    BroadcastRefusal.NOBODY: N_("There is nobody to send it to."),
    BroadcastRefusal.NOT_TODAY: N_(
        "None of them can be written to now: they have paused, muted or blocked me, or had two messages today. Try "
        "again tomorrow."
    ),
    # Translators: {most} is 10,000; the numbers are those of learners.
    BroadcastRefusal.TOO_MANY: N_("That list is too long: it may hold {most} numbers."),
    BroadcastRefusal.BAD_CHOICE: N_(
        "There is no such audience. A day is one of the course; a language goes by its code or name, such as de, "
        "pt-br or German."
    ),
    BroadcastRefusal.PAST: N_("That moment has passed."),
    BroadcastRefusal.FAR: N_("That is more than a year away. A broadcast can wait for a year at most."),
}
"""What an admin is told when nothing was done, in at most 200 characters."""

TYPED_ANEW = frozenset(
    {
        BroadcastRefusal.BAD_CHOICE,
        BroadcastRefusal.EMPTY,
        BroadcastRefusal.FAR,
        BroadcastRefusal.PAST,
        BroadcastRefusal.TOO_LONG,
        BroadcastRefusal.TOO_MANY,
    }
)
"""What another answer to the same question mends."""

GONE = N_("The message to be copied is no longer there. Discard this draft and begin anew with /broadcast.")
ALBUM = N_("An album can’t be copied as one message. Send one photo or video; /broadcast begins anew.")
NOT_SENDABLE = N_(
    "That can’t go out. Send a text, a photo, a video, something to listen to or a file; /broadcast begins anew."
)
TESTED = N_("Sent to you alone, as everybody would get it.")
NOT_A_MOMENT = N_("I can’t read that as a time. Try 18:30, tomorrow 9:00, 26.11.2026 9:00 or +2h.")
# Translators: {found} is what was typed in the place of a number.
NO_NUMBER = N_("“{found}” is no number of a learner. Mend it and send the list once more.")
NO_FILE_OF_NUMBERS = N_(
    "I can’t open files here. Paste the numbers: some 400 fit into a message. For a longer list there is the terminal: "
    "broadcast --ids FILE."
)
NOT_A_LIST = N_("I see no numbers in that. A learner’s number stands first in their /export. Try again.")

_STANDINGS = {
    # Translators: {broadcast} is “Broadcast 12”, or in a list “12” alone. It is being composed.
    Status.DRAFT: N_("{broadcast} · draft"),
    # Translators: {broadcast} is “Broadcast 12”, or in a list “12” alone. It begins at its time.
    Status.PLANNED: N_("{broadcast} · planned"),
    # Translators: {broadcast} is “Broadcast 12”, or in a list “12” alone. It could not begin at its time.
    Status.HELD: N_("{broadcast} · held"),
    # Translators: {broadcast} is “Broadcast 12”, or in a list “12” alone. It is going out now.
    Status.RUNNING: N_("{broadcast} · running"),
    # Translators: {broadcast} is “Broadcast 12”, or in a list “12” alone. It goes on when somebody says so.
    Status.PAUSED: N_("{broadcast} · paused"),
    # Translators: {broadcast} is “Broadcast 12”, or in a list “12” alone. It has gone out.
    Status.DONE: N_("{broadcast} · done"),
    # Translators: {broadcast} is “Broadcast 12”, or in a list “12” alone. It was ended before all had it.
    Status.STOPPED: N_("{broadcast} · stopped"),
}

_LEFT_OUT = {
    # Translators: learners who do not get a broadcast, since the bot can’t write to them; {n} is how many.
    LeftOut.BLOCKED: N_("unreachable: {n}"),
    # Translators: learners who do not get a broadcast, since they paused all messages; {n} is how many.
    LeftOut.PAUSED: N_("paused: {n}"),
    # Translators: learners who do not get a broadcast, since they want no announcements; {n} is how many.
    LeftOut.MUTED: N_("announcements off: {n}"),
    # Translators: learners who do not get a broadcast, since they have had enough today; {n} is how many.
    LeftOut.CAPPED: N_("two messages today already: {n}"),
    # Translators: learners who do not get the announcement of a day, since they are not that far; {n} is how many.
    LeftOut.EARLIER: N_("not that far yet: {n}"),
    # Translators: numbers in a pasted list that are those of no learner; {n} is how many.
    LeftOut.UNKNOWN: N_("unknown numbers: {n}"),
}

_REASONS = {
    # Translators: why somebody did not get a message: they have blocked the bot.
    BLOCKED: N_("blocked"),
    # Translators: why somebody did not get a message: they have paused all messages.
    LeftOut.PAUSED: N_("paused"),
    # Translators: why somebody did not get a message: they want no announcements.
    LeftOut.MUTED: N_("announcements off"),
    # Translators: why somebody did not get a message: they have had enough today.
    LeftOut.CAPPED: N_("two messages today"),
    # Translators: why somebody did not get a message.
    STOPPED: N_("the broadcast was stopped"),
    # Translators: what has become of a message that somebody got: it was taken back.
    Amended.RECALLED: N_("deleted again"),
    # Translators: what has become of a message that somebody got: its words were changed.
    Amended.REWORDED: N_("reworded"),
    # Translators: why somebody may not have got a message.
    BROKE_DOWN: N_("the bot broke down"),
    # Translators: why somebody has not got a message yet.
    HAS_TO_WAIT: N_("it has to wait"),
    # Translators: why somebody did not get a reminder: no lesson waits for them.
    NOTHING_TO_READ: N_("nothing to read"),
    # Translators: why somebody did not get a reminder: its time had passed.
    Ruling.LATE.value: N_("late"),
    # Translators: why somebody did not get a reminder: it is in their quiet hours.
    Ruling.QUIET.value: N_("quiet"),
    # Translators: why somebody did not get a reminder: the day’s lesson is done.
    Ruling.DONE.value: N_("done"),
    # Translators: why somebody did not get a reminder: they want none at that time any more.
    Ruling.UNWANTED.value: N_("unwanted"),
    # Translators: why somebody did not get a reminder: they have had as many messages as they may in a day.
    Ruling.ENOUGH.value: N_("enough"),
}


def excerpt(broadcast: Broadcast, length: int) -> str:
    """How a broadcast begins, in so many characters; nothing where its words were not kept."""
    flat = " ".join(broadcast.text.text.split())
    return flat if len(flat) <= length else flat[: length - 1].rstrip() + "…"


def title(words: Words, broadcast: Broadcast) -> RichText:
    """Which broadcast it is, and where it stands."""
    # Translators: {broadcast} is its number.
    name = words.text("**Broadcast {broadcast}**", broadcast=str(broadcast.id))
    return words.text(_STANDINGS[broadcast.status], broadcast=name)


def entry(words: Words, broadcast: Broadcast) -> str:
    """The same in a list of broadcasts."""
    return words.text(_STANDINGS[broadcast.status], broadcast=str(broadcast.id)).text


def refusal_words(words: Words, refusal: BroadcastRefusal) -> RichText:
    """Why nothing was done."""
    return words.text(REFUSED[refusal], most=MOST_LISTED, text=MESSAGE_LIMIT, caption=CAPTION_LIMIT)


def reach_words(words: Words, reach: Reach, when: When, zone: tzinfo) -> str:
    """How many would get a broadcast at its time and how long that takes, who gets it later, whom it leaves out and
    why.
    """
    at_once, later = reach.recipients - reach.later.number, reach.later
    if not at_once:
        count = words.text("Nobody would get it now.")
    elif when.at:
        # Translators: it is a broadcast that is planned, and {duration} how long it takes, such as “12 min”.
        count = words.plural(
            "{n} learner would get it then, in about {duration}.",
            "{n} learners would get it then, in about {duration}.",
            at_once,
            duration=words.duration(reach.takes_for),
        )
    else:
        # Translators: it is a broadcast, and {duration} how long it takes, such as “12 min”.
        count = words.plural(
            "{n} learner would get it now, in about {duration}.",
            "{n} learners would get it now, in about {duration}.",
            at_once,
            duration=words.duration(reach.takes_for),
        )
    if later.first_at and later.first_at == later.last_at:
        # Translators: after how many get a broadcast at once: who gets it later, all at the same moment.
        waiting = words.plural(
            "{n} later, by their own clock: on {moment}.",
            "{n} later, by their own clock: on {moment}.",
            later.number,
            moment=words.date(later.first_at.astimezone(zone), DateForm.MOMENT),
        )
        count = join("\n", [count, waiting])
    elif later.first_at and later.last_at:
        # Translators: after how many get a broadcast at once: who gets it later, since their quiet hours have to end
        # or their clock has to show its time. {first} and {last} are moments: “Thu 26 Nov, 08:00”.
        waiting = words.plural(
            "{n} later, by their own clock: the first on {first}, the last on {last}.",
            "{n} later, by their own clock: the first on {first}, the last on {last}.",
            later.number,
            first=words.date(later.first_at.astimezone(zone), DateForm.MOMENT),
            last=words.date(later.last_at.astimezone(zone), DateForm.MOMENT),
        )
        count = join("\n", [count, waiting])
    return "\n".join(filter(None, [count.text, left_out_words(words, reach.left_out)]))


def left_out_words(words: Words, left_out: Mapping[LeftOut, int]) -> str:
    """Who of the audience is not written to, and why; nothing where that is nobody."""
    told = [words.text(text, n=left_out[reason]).text for reason, text in _LEFT_OUT.items() if left_out.get(reason)]
    if not told:
        return ""
    # Translators: who gets no copy of a broadcast: “Left out – unreachable: 1, paused: 2.”
    return words.text("Left out – {reasons}.", reasons=words.enumerated(told)).text


def amended_words(words: Words, amended: Mapping[Amended, int]) -> list[str]:
    """What has become of the copies of a broadcast since they were sent."""
    told = []
    if number := amended.get(Amended.REWORDED, 0):
        # Translators: how many copies of a broadcast had their words changed since.
        told.append(words.plural("✏️ {n} reworded", "✏️ {n} reworded", number).text)
    if number := amended.get(Amended.RECALLED, 0):
        # Translators: how many copies of a broadcast were taken back since.
        told.append(words.plural("🗑 {n} deleted again", "🗑 {n} deleted again", number).text)
    return told


def reason_words(words: Words, reason: str) -> str:
    """Why somebody didn’t get a message, or may not have got it; what Telegram said of that, as it is."""
    return words.text(_REASONS[reason]).text if reason in _REASONS else reason


def trouble_words(words: Words, trouble: Trouble | None, zone: tzinfo | None = None) -> str:
    """Why a broadcast was held or has paused itself, by the clock of a zone or in UTC; nothing where there is
    no trouble.
    """
    if trouble is None:
        return ""
    facts = trouble.facts
    match trouble.slug:
        case TroubleKind.SOURCE_GONE:
            return words.text("The message to be copied is no longer there.").text
        case TroubleKind.REFUSED:
            # Translators: {reason} is what Telegram says, in its own words.
            return words.plural(
                "Telegram refused the message {n} time in a row: {reason}",
                "Telegram refused the message {n} times in a row: {reason}",
                facts["times"],
                reason=reason_words(words, str(facts["said"])),
            ).text
        case TroubleKind.UNSURE:
            said = facts["said"]
            # Translators: what came back when a message was sent, where nothing did.
            reason = reason_words(words, said) if said else words.text("no answer").text
            # Translators: {n} is how many may or may not have arrived, of the last {all} messages; {reason} is what
            # Telegram said of the last one, or “no answer”.
            return words.plural(
                "Of the last {all} messages, {n} may or may not have arrived: {reason}",
                "Of the last {all} messages, {n} may or may not have arrived: {reason}",
                facts["unsure"],
                all=facts["of"],
                reason=reason,
            ).text
        case TroubleKind.TOO_LATE:
            planned_at = datetime.fromisoformat(facts["planned_at"]).astimezone(UTC)
            in_utc = words.date(planned_at, DateForm.ISO_MOMENT_IN_UTC)
            return words.text(
                "It was planned for {moment} and could not begin within an hour of that.",
                moment=in_utc if zone is None or str(zone) == "UTC" else moment_words(words, planned_at, zone),
            ).text
        case unknown:
            return unknown


def to_words(words: Words, audience: Audience, course: Course) -> str:
    """Whom a broadcast is for, as a line of its own."""
    # Translators: whom a broadcast is for: “To: everyone”.
    return words.text("To: {audience}", audience=audience_words(words, audience, course)).text


def audience_words(words: Words, audience: Audience, course: Course) -> str:
    """Whom a broadcast is for."""
    match audience:
        case Everyone():
            # Translators: whom a broadcast is for, after “To:”.
            return words.text("everyone").text
        case Active():
            # Translators: whom a broadcast is for, after “To:”.
            return words.text("whoever was here within 7 days").text
        case TodayOpen():
            # Translators: whom a broadcast is for, after “To:”.
            return words.text("whoever hasn’t finished a lesson today").text
        case AtDay(number) | FromDay(number):
            day = course.day(number)
            # Translators: whom a broadcast is for, after “To:”; {day} is “Day 11” and its title.
            at, onward = N_("those at {day}"), N_("those at {day} or past it")
            name = day_name(words, day) if day else str(number)
            return words.text(at if isinstance(audience, AtDay) else onward, day=name).text
        case InLanguage(language):
            # Translators: whom a broadcast is for, after “To:”; {language} is a code such as de.
            return words.text("those whose Telegram speaks {language}", language=language).text
        case Listed():
            # Translators: whom a broadcast is for, after “To:”: a list of learners’ numbers.
            return words.text("a list").text


def audience_label(words: Words, audience: Simple) -> str:
    """The button that chooses an audience."""
    match audience:
        case Everyone():
            # Translators: a button: whom a broadcast is for.
            return words.text("Everyone").text
        case Active():
            # Translators: a button: whom a broadcast is for, whoever was here lately.
            return words.text("Here within 7 days").text
        case TodayOpen():
            # Translators: a button: whom a broadcast is for, whoever has not finished a lesson today.
            return words.text("Today not finished").text


def time_words(words: Words, when: When, zone: tzinfo) -> str:
    """When a broadcast goes, as a line of its own."""
    # Translators: when a broadcast goes: “When: now”.
    return words.text("When: {moment}", moment=when_words(words, when, zone)).text


def when_words(words: Words, when: When, zone: tzinfo) -> str:
    """When a broadcast goes, by the clock of the admin who reads it."""
    words = words.in_zone(str(zone))
    if when.local is not None:
        if when.local_on is not None:
            moment = words.date(datetime.combine(when.local_on, when.local), DateForm.MOMENT_AND_YEAR)
            # Translators: when a broadcast goes, after “When:”.
            return words.text("{moment} on everybody’s own clock", moment=moment).text
        # Translators: when a broadcast goes, after “When:”.
        return words.text("{time} on everybody’s own clock", time=words.time(when.local)).text
    # Translators: when a broadcast goes, after “When:”.
    return moment_words(words, when.at, zone) if when.at else words.text("now").text


def moment_words(words: Words, moment: datetime, zone: tzinfo) -> str:
    """A date and time in a zone, by its name."""
    here, name = moment.astimezone(zone), str(zone)
    if name == "UTC":
        return words.date(here, DateForm.MOMENT_IN_UTC)
    # Translators: {zone} is a time zone such as Europe/Berlin.
    return words.text("{moment} ({zone})", moment=words.date(here, DateForm.MOMENT_AND_YEAR), zone=name).text
