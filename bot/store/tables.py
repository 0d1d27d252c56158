"""The tables, as SQLAlchemy describes them. `migrations/` builds the same; a test holds the two against each other."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    TIMESTAMP,
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Time,
    TypeDecorator,
    text,
)

from bot.core.delivery import UNSETTLED
from bot.store.engine.statement import spelled_out


class UtcTimestamp(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as UTC without a zone, so that it reads the same on every database."""

    impl = TIMESTAMP
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Refuse naive datetimes with ValueError: which moment they mean is a guess."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive datetime has no place in the database: {value!r}")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give the moment its zone back."""
        return value.replace(tzinfo=UTC) if value is not None else None


metadata = MetaData()

learners = Table(
    "learners",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's user id: up to 52 bits
    Column("zone", String, nullable=False),
    Column("open_day", Integer),
    Column("causes", String, nullable=False),  # of the latest steps, newest last, between commas
    Column("joined_at", UtcTimestamp, nullable=False),
    Column("day_starts_at", Integer, nullable=False, server_default=text("3")),  # the local hour
    Column("held_on", Date),  # the learning date that a change of zone or of day_starts_at made longer …
    Column("held_until", UtcTimestamp),  # … up to this moment
    Column("zone_from", String, nullable=False, server_default=text("'default'")),  # default, asked or chosen
    Column("remind_at", Time, server_default=text("'09:00:00.000000'")),
    Column("quiet_from", Time, nullable=False, server_default=text("'22:00:00.000000'")),
    Column("quiet_until", Time, nullable=False, server_default=text("'08:00:00.000000'")),
    Column("paused_until", UtcTimestamp),
    Column("announcements", Boolean, nullable=False, server_default=text("true")),
    Column("seen_at", UtcTimestamp),  # the last update of theirs, to the hour; None: not since they joined
    Column("blocked_at", UtcTimestamp),  # cannot be written to since then
    Column("snoozed_until", UtcTimestamp),
    Column("next_due_at", UtcTimestamp),  # when to look at their reminders next; without a date: to plan them anew …
    Column("next_due_on", Date),
    Column("next_due_kind", String),  # … and without a kind: to see whether the day is there that they wait for
    Column("language", String),  # as Telegram tells it, in small letters: de, pt-br
    Column("paused_on", Date),  # the learning date on which the pause began that lasts, or the last that did
    Column("goal", Integer),  # days of the course they want to do
)
Index("learners_due", learners.c.next_due_at, sqlite_where=learners.c.next_due_at.is_not(None))

places = Table(
    "places",
    metadata,
    Column("learner_id", BigInteger, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("visit", Integer, nullable=False),
    Column("step", String, nullable=False),
    Column("part", Integer, nullable=False),
    Column("delivery", String, nullable=False),
    Column("message_id", BigInteger),
    Column("cause", String, nullable=False),
    Column("owner", String, nullable=False),  # the process that claimed the delivery
    Column("shown_at", UtcTimestamp, nullable=False),
    Column("finished_at", UtcTimestamp),
    Column("finished_on", Date),  # the learning day in the learner's zone at that moment, never computed again
)
Index("places_unsettled", places.c.delivery, sqlite_where=spelled_out(places.c.delivery, UNSETTLED))

answers = Table(
    "answers",
    metadata,
    Column("learner_id", BigInteger, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("question", String, primary_key=True),
    Column("visit", Integer, primary_key=True),
    Column("option", String, nullable=False),
    Column("correct", Boolean, nullable=False),
    Column("answered_at", UtcTimestamp, nullable=False),
    Column("learning_on", Date, nullable=False),  # in the learner's zone at that moment, never computed again
)

review_answers = Table(
    "review_answers",
    metadata,
    Column("learner_id", BigInteger, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("learning_on", Date, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("question", String, primary_key=True),
    Column("option", String, nullable=False),
    Column("correct", Boolean, nullable=False),
    Column("answered_at", UtcTimestamp, nullable=False),
)

sittings = Table(
    "sittings",
    metadata,
    Column("learner_id", BigInteger, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("cause", String, nullable=False),  # of the latest review that was opened
    Column("opened_at", UtcTimestamp, nullable=False),
    Column("message_id", BigInteger),  # in which it is asked; NULL until that is known to have arrived
)

tries = Table(  # of prompts that learners write: what they had, and not what they said
    "tries",
    metadata,
    Column("learner_id", BigInteger, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("practice", String, primary_key=True),
    Column("criterion", String, primary_key=True),
    Column("met_at_first", Boolean, nullable=False),
    Column("met_at_last", Boolean, nullable=False),
    Column("tried_at", UtcTimestamp, nullable=False),  # the first time
)

extras = Table(
    "extras",
    metadata,
    Column("learner_id", BigInteger, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Integer, nullable=False),  # whose extra practice was opened last
    Column("cause", String, nullable=False),  # of the step that was the latest then: with the next one it is over
    Column("opened_at", UtcTimestamp, nullable=False),
)

completions = Table(
    "completions",
    metadata,
    Column("learner_id", BigInteger, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String, primary_key=True),
    Column("what", String, primary_key=True),  # of lessons the number of the day
    Column("learning_on", Date, nullable=False),  # in the learner's zone at that moment, never computed again
    Column("completed_at", UtcTimestamp, nullable=False),
)

neutral_dates = Table(
    "neutral_dates",
    metadata,
    Column("learner_id", BigInteger, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("learning_on", Date, primary_key=True),
)

pulse = Table(
    "pulse",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1: there is one row
    Column("beat_at", UtcTimestamp, nullable=False),
)

lease = Table(
    "lease",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),  # 1: there is one row
    Column("epoch", Integer, nullable=False),  # one more each time it is taken
    Column("holder", String),  # NULL: given back
    Column("beats", Integer, nullable=False),
)

pauses = Table(
    "pauses",
    metadata,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),  # 0: every chat
    Column("until_at", UtcTimestamp, nullable=False),
)

reminders = Table(
    "reminders",
    metadata,
    Column("learner_id", BigInteger, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("due_on", Date, primary_key=True),  # on the learner's own calendar
    Column("kind", String, primary_key=True),
    Column("due_at", UtcTimestamp, nullable=False),
    Column("state", String, nullable=False),  # pending, sending, sent, failed, uncertain, skipped, expired
    Column("reason", String),  # a slug of ours, or the words of Telegram
    Column("wording", String),
    Column("eligible", String),  # the wordings there were to choose from, each with its chance
    Column("owner", String, nullable=False),  # the process that claimed it …
    Column("claimed_at", UtcTimestamp, nullable=False),  # … and when
    Column("sent_at", UtcTimestamp),
    Column("message_id", BigInteger),
    Column("judged", Boolean, nullable=False),  # whether its effect is counted among the wordings
)
Index("reminders_unsettled", reminders.c.state, sqlite_where=spelled_out(reminders.c.state, UNSETTLED))
Index("reminders_unjudged", reminders.c.sent_at, sqlite_where=text("state = 'sent' AND NOT judged"))

day_states = Table(  # of the course: which of its days were announced, and which written, over which time
    "day_states",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("since_at", UtcTimestamp, primary_key=True),
    Column("written", Boolean, nullable=False),
    Column("until_at", UtcTimestamp),  # None: until now
)

wordings = Table(
    "wordings",
    metadata,
    Column("id", String, primary_key=True),
    *(
        Column(f"{part}_{figure}", Integer if figure in {"rounds", "finished"} else Float, nullable=False)
        for part in ("chosen", "passed")
        for figure in ("rounds", "finished", "weight", "squares", "reward")
    ),
)

departures = Table(
    "departures",
    metadata,
    Column("left_on", Date, primary_key=True),  # a learning date
    Column("learners", Integer, nullable=False),  # how many had themselves deleted
)

broadcasts = Table(
    "broadcasts",
    metadata,
    Column("id", Integer, primary_key=True),  # given by the database
    Column("kind", String, nullable=False),  # copy, recall, fix
    Column("status", String, nullable=False),
    Column("admin_id", BigInteger, nullable=False),  # who drafted it
    Column("source_chat_id", BigInteger, nullable=False),  # the preview that is copied
    Column("source_message_id", BigInteger, nullable=False),
    Column("captioned", Boolean, nullable=False),
    Column("of", Integer, ForeignKey("broadcasts.id")),  # whose copies a recall or a fix is about
    Column("text", String),  # what its copies say, or a fix changes them to: JSON of text and entities
    Column("whom", String, nullable=False),
    Column("whom_day", Integer),
    Column("whom_language", String),
    Column("whom_unknown", Integer, nullable=False),
    Column("planned_at", UtcTimestamp),
    Column("local_at", Time),  # on everybody's own clock
    Column("reason", String),  # why it was held or paused: a slug
    Column("size", Integer, nullable=False),  # of the audience that was frozen at the launch …
    Column("frozen_to", BigInteger),  # … which goes by learner id; None when all of them were looked at
    Column("left_out", String, nullable=False),  # JSON: how many for which reason
    Column("created_at", UtcTimestamp, nullable=False),
    Column("launched_at", UtcTimestamp),
    Column("ended_at", UtcTimestamp),
    Column("per_second", Float, nullable=False),
    Column("opens_day", Integer),  # of the course, which a button under each copy opens
    Column("reason_facts", String),  # JSON: what the words of the reason tell
    Column("file_kind", String),  # of what goes out beside words: photo, video, animation, document …
    Column("file_id", String),  # … under the name that Telegram keeps it by
    Column("local_on", Date),  # on everybody's own calendar; None for whenever local_at comes
)
Index("broadcasts_open", broadcasts.c.id, sqlite_where=text("ended_at IS NULL"))

panels = Table(  # the messages in admins’ chats that show how a broadcast goes
    "panels",
    metadata,
    Column("broadcast_id", Integer, ForeignKey("broadcasts.id"), primary_key=True),
    Column("admin_id", BigInteger, primary_key=True, autoincrement=False),
    Column("message_id", BigInteger, nullable=False),
    Column("rests", Boolean, nullable=False, server_default=text("false")),  # shows all there is, until it is changed
)

# In the order of broadcasts, so that a launch only appends; no foreign key to the learners, since SQLite would look
# through all rows at each deletion of one. The dossier deletes them.
recipients = Table(
    "recipients",
    metadata,
    Column("broadcast_id", Integer, ForeignKey("broadcasts.id"), primary_key=True),
    Column("learner_id", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("due_at", UtcTimestamp, nullable=False),
    Column("owner", String),  # the process that claimed it
    Column("message_id", BigInteger),  # of the copy
    Column("sent_on", Date),  # the learner's local date
    Column("settled_at", UtcTimestamp),
    Column("reason", String),  # a slug of ours, or the words of Telegram
    Column("resent", Boolean, nullable=False),  # whether an admin had it sent again after it was uncertain
    sqlite_with_rowid=False,
)
Index("recipients_tally", recipients.c.broadcast_id, recipients.c.state, recipients.c.reason)
Index(
    "recipients_unsettled",
    recipients.c.broadcast_id,
    recipients.c.state,
    recipients.c.due_at,
    sqlite_where=spelled_out(recipients.c.state, UNSETTLED),
)

listed = Table(  # a pasted list, until its broadcast is launched
    "listed",
    metadata,
    Column("broadcast_id", Integer, ForeignKey("broadcasts.id"), primary_key=True),
    Column("learner_id", BigInteger, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

zone_dates = Table(  # what date it is where learners live, written anew whenever an audience is counted
    "zone_dates",
    metadata,
    Column("zone", String, primary_key=True),
    Column("day_starts_at", Integer, primary_key=True),
    Column("learning_on", Date, nullable=False),
    Column("local_on", Date, nullable=False),
)

admins = Table(  # all who are or were: those of ADMIN_IDS are written down as the bot starts
    "admins",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("letters", Boolean, nullable=False, server_default=text("true")),  # whether they want the weekly letter
    Column("lettered_on", Date),  # the Monday of the latest one
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),  # given by the database
    Column("at", UtcTimestamp, nullable=False),
    Column("admin_id", BigInteger, nullable=False),
    Column("did", String, nullable=False),  # a slug
    Column("broadcast_id", Integer, ForeignKey("broadcasts.id")),
    Column("detail", String),  # what else it was about; never who: learners are called by their pseudonyms
)

inbox = Table(  # updates that are not dealt with yet
    "inbox",
    metadata,
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),  # Telegram's
    Column("sender_id", BigInteger, nullable=False),  # the user, learner or not, or else the chat
    Column("kind", String, nullable=False),
    Column("received_at", UtcTimestamp, nullable=False),
    Column("attempts", Integer, nullable=False),  # that failed by an error of ours
    Column("payload", String, nullable=False),  # the JSON as it came, without the words of our own messages
)

feedback = Table(  # what learners say is wrong or out of date in a day
    "feedback",
    metadata,
    Column("learner_id", BigInteger, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("message_id", BigInteger, primary_key=True, autoincrement=False),  # of theirs, in which they say it
    Column("day", Integer, nullable=False),
    Column("step", String, nullable=False),  # at which they were asked
    Column("text", String, nullable=False),
    Column("said_at", UtcTimestamp, nullable=False),
    Column("learning_on", Date, nullable=False),  # in the learner's zone at that moment, never computed again
    Column("settled_at", UtcTimestamp),  # None until an admin has dealt with it
)
Index("feedback_open", feedback.c.said_at, sqlite_where=text("settled_at IS NULL"))

course_versions = Table(  # the course as it was taught
    "course_versions",
    metadata,
    Column("id", Integer, primary_key=True),  # given by the database
    Column("digest", String, nullable=False),  # of its files
    Column("taught_at", UtcTimestamp, nullable=False),
    Column("withdrawn", Boolean, nullable=False),  # whether an admin went back to the one before
)

course_files = Table(
    "course_files",
    metadata,
    Column("version_id", Integer, ForeignKey("course_versions.id", ondelete="CASCADE"), primary_key=True),
    Column("name", String, primary_key=True),
    Column("content", String, nullable=False),
)

uploads = Table(  # what Telegram keeps the files of the course by
    "uploads",
    metadata,
    Column("bot_id", BigInteger, primary_key=True, autoincrement=False),
    Column("digest", String, primary_key=True),  # of what is in the file
    Column("kind", String, primary_key=True),  # what it was to be sent as
    Column("sent_as", String, nullable=False),  # what Telegram made of it, such as an animation of a silent video
    Column("file_id", String, nullable=False),
)
