"""The words in the pictures of progress."""

from __future__ import annotations

from datetime import date, timedelta

from bot.core.streak import Fate
from bot.flows.enrolment import Score
from bot.flows.progress import Progress
from bot.pictures.certificate import CertificateLabels, certificate_drawing
from bot.pictures.drawing import Drawing
from bot.pictures.progress_picture import ProgressLabels, progress_drawing
from bot.words import DateForm, Words

_MONDAY = date(2024, 1, 1)  # any


def labelled_progress(words: Words, progress: Progress) -> Drawing:
    """The picture of /progress."""
    return progress_drawing(progress, progress_labels(words, progress))


def labelled_certificate(words: Words, progress: Progress, finished_on: date, name: str) -> Drawing:
    """The certificate of whoever finished the course on a learning date of theirs."""
    return certificate_drawing(progress.course.title, name, certificate_labels(words, progress, finished_on))


def progress_labels(words: Words, progress: Progress) -> ProgressLabels:
    """What stands in the picture of /progress."""
    weekdays = [words.date(_MONDAY + timedelta(days=day), DateForm.NARROW_WEEKDAY) for day in range(7)]
    return ProgressLabels(
        # Translators: in a picture, below how many days are done.
        of_days=words.plural("of {n} day done", "of {n} days done", len(progress.marks)).text,
        # Translators: in a picture, below a number of days.
        streak=words.text("streak now").text,
        # Translators: in a picture, below a number of days.
        best_streak=words.text("best streak").text,
        # Translators: in a picture, below “20 of 24”.
        score=words.text("score").text,
        right=_right(words, progress.score) if progress.score.of else "–",
        weekdays=weekdays,
        fates={
            # Translators: in a picture, beside the colour of a day whose lesson was done.
            Fate.DONE: words.text("done").text,
            # Translators: in a picture, beside the colour of a day that a freeze has kept.
            Fate.FROZEN: words.text("frozen").text,
            # Translators: in a picture, beside the colour of a day that was made up for.
            Fate.REPAIRED: words.text("repaired").text,
            # Translators: in a picture, beside the colour of a day that was nobody’s to use.
            Fate.NEUTRAL: words.text("not counted").text,
            # Translators: in a picture, beside the colour of a day without a lesson.
            Fate.MISSED: words.text("missed").text,
        },
        # Translators: in a picture, beside a frame around this day.
        today=words.text("today").text,
    )


def certificate_labels(words: Words, progress: Progress, finished_on: date) -> CertificateLabels:
    """What stands in the certificate."""
    # Translators: in a certificate, above a date.
    facts = {words.text("finished on").text: words.date(finished_on, DateForm.LONG_DAY_AND_YEAR)}
    if progress.score.of:
        facts[words.text("score").text] = _right(words, progress.score)
    best = words.plural("{n} day", "{n} days", progress.streak.best)
    facts[words.text("best streak").text] = best.text
    return CertificateLabels(
        # Translators: the heading of a certificate.
        certificate=words.text("Certificate").text,
        # Translators: in a certificate, in the place of a name that can’t be drawn.
        nameless=words.text("A learner who kept going").text,
        # Translators: in a certificate, between a name and the title of the course, each in a line of its own.
        finished=words.plural(
            "has finished the {n} day of the", "has finished all {n} days of the", len(progress.marks)
        ).text,
        facts=facts,
    )


def _right(words: Words, score: Score) -> str:
    # Translators: how many answers were right, of how many: “20 of 24”.
    return words.text("{right} of {of}", right=score.right, of=score.of).text
