"""The closing card of a day: how it went, how the streak and the goal stand, and what comes next."""

from __future__ import annotations

from bot.botapi.message import Keyboard, Message
from bot.chat.feedback.taps import GiveFeedback
from bot.chat.lessons.names import coming_line, day_name, pinned
from bot.chat.practice.taps import OpenExtra
from bot.chat.progress.screens import looks_row, score_lines, streak_lines
from bot.chat.review.screens import review_row
from bot.chat.settings.taps import ChooseGoal
from bot.chat.tap import button
from bot.core.course import Closing, Day
from bot.core.preferences import GOALS
from bot.core.richtext import RichText, bold, join
from bot.flows.enrolment import Card, Showing
from bot.words import Words


def closing_screen(words: Words, closing: Closing, header: RichText, showing: Showing) -> Message:
    """The card of a day that is finished, with confetti for whoever sees it for the first time."""
    card, day = showing.card, showing.day.number
    title = bold(closing.title) if closing.title else words.text("**🎬 Day {day} Complete**", day=day)
    parts: list[RichText | str] = [title, closing.line]
    keyboard: Keyboard = (looks_row(words),)
    if card:
        facts = [*_score_lines(words, card), *streak_lines(words, card.streak), *_goal_lines(words, card)]
        goals = _goal_row(words, card, showing.days)
        parts += ["\n".join(facts), _outlook(words, card, day)]
        if goals:
            parts.append(words.text("🏁 **How far do you want to go first?** A goal helps, and costs nothing."))
        if note := showing.day.lesson.note if showing.day.lesson else None:
            parts.append(pinned(note.clipped(len(note.text.partition("\n")[0]))))
        keyboard = (*review_row(words, card.due), *goals, *_extra_row(words, showing.day), *keyboard)
    # Translators: a button under a finished lesson, by which learners tell whoever runs the course.
    tell = button(words.text("Something wrong or out of date?"), GiveFeedback(showing.day.number, closing.id))
    keyboard = (*keyboard, (tell,))
    return Message(header + join("\n\n", parts), keyboard, celebrate=not showing.replaces)


def _extra_row(words: Words, day: Day) -> Keyboard:
    """The way to the practice that a day has beyond its steps, if it has one."""
    if day.lesson is None or day.lesson.extra is None:
        return ()
    # Translators: a button: a prompt to write, which a day offers beyond its lesson.
    return ((button(words.text("✍️ One more: write a prompt"), OpenExtra(day.number)),),)


def _goal_row(words: Words, card: Card, days: int) -> Keyboard:
    """The goals there are to choose from after the first lesson, once."""
    goals = [goal for goal in GOALS if goal <= days]
    if card.goal is not None or card.days_done != 1 or not goals:
        return ()
    # Translators: a button: {n} is how many days of the course they mean to do first.
    return (tuple(button(words.plural("{n} day", "{n} days", goal), ChooseGoal(goal)) for goal in goals),)


def _goal_lines(words: Words, card: Card) -> list[str]:
    """How near the goal is, until it is reached."""
    if card.goal is None or card.days_done > card.goal:
        return []
    if card.days_done == card.goal:
        return [words.plural("🏁 Your goal is reached: {n} day!", "🏁 Your goal is reached: {n} days!", card.goal).text]
    return [words.text("🏁 {done} of {goal} days to your goal", done=card.days_done, goal=card.goal).text]


def _score_lines(words: Words, card: Card) -> list[str]:
    lines, latest = score_lines(words, card.score), card.this_time or card.score
    if lines and card.this_time:
        lines.append(words.text("This time: {right} of {of}", right=card.this_time.right, of=card.this_time.of).text)
    if latest.of and latest.right == latest.of:
        lines.append(words.text("🌟 Every answer right!").text)
    elif card.missed:
        # Translators: {n} is how many questions of the lesson were answered wrong.
        lines.append(
            words.plural(
                "↩️ The one you missed comes back tomorrow, in a review.",
                "↩️ The {n} you missed come back from tomorrow on, in a review.",
                card.missed,
            ).text
        )
    return lines


def _outlook(words: Words, card: Card, number: int) -> RichText:
    """What comes next, and nothing that may not come; after a day out of turn, where their own place is."""
    day = card.tomorrow
    if day is None and card.coming:
        return coming_line(words, card.coming, told=card.told)
    if day is None:
        return words.text("**That was the last day.** The whole course is behind you.")
    if day.number < number:
        heading = words.text("**Your next lesson: **{day}", day=day_name(words, day))
    else:
        heading = words.text("**Tomorrow: **{day}", day=day_name(words, day))
    return heading + "\n" + day.teaser if day.teaser.text else heading
