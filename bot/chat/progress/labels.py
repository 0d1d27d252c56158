"""The words in the pictures of progress."""

from __future__ import annotations

from datetime import date

from bot.core.streak import Fate
from bot.flows.enrolment import Score
from bot.flows.progress import Progress
from bot.pictures.certificate import CertificateLabels, certificate_drawing
from bot.pictures.drawing import Drawing
from bot.pictures.progress_picture import ProgressLabels, progress_drawing


def labelled_progress(progress: Progress) -> Drawing:
    """The picture of /progress."""
    return progress_drawing(progress, progress_labels(progress))


def labelled_certificate(progress: Progress, finished_on: date, name: str) -> Drawing:
    """The certificate of whoever finished the course on a learning date of theirs."""
    return certificate_drawing(progress.course.title, name, certificate_labels(progress, finished_on))


def progress_labels(progress: Progress) -> ProgressLabels:
    """What stands in the picture of /progress."""
    return ProgressLabels(
        of_days=f"of {len(progress.marks)} days done",
        streak="streak now",
        best_streak="best streak",
        score="score",
        right=_right(progress.score) if progress.score.of else "–",
        weekdays="MTWTFSS",
        fates={
            Fate.DONE: "done",
            Fate.FROZEN: "frozen",
            Fate.REPAIRED: "repaired",
            Fate.NEUTRAL: "not counted",
            Fate.MISSED: "missed",
        },
        today="today",
    )


def certificate_labels(progress: Progress, finished_on: date) -> CertificateLabels:
    """What stands in the certificate."""
    best = progress.streak.best
    facts = {"finished on": f"{finished_on.day} {finished_on:%B} {finished_on.year}"}
    if progress.score.of:
        facts["score"] = _right(progress.score)
    facts["best streak"] = "1 day" if best == 1 else f"{best} days"
    return CertificateLabels(
        certificate="Certificate",
        nameless="A learner who kept going",
        finished=f"has finished all {len(progress.marks)} days of the",
        facts=facts,
    )


def _right(score: Score) -> str:
    return f"{score.right} of {score.of}"
