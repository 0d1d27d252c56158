"""Pictures have no words of their own: every word in them is one that was given to them, in whatever language."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import fields, replace
from datetime import date

import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from bot.chat.admin.labels import chart_labels
from bot.chat.progress.labels import certificate_labels, progress_labels
from bot.core.statistics import Figures, Period
from bot.core.streak import Fate
from bot.flows.admin.statistics import Statistics
from bot.pictures import certificate, progress_picture
from bot.pictures.certificate import CertificateLabels, certificate_drawing
from bot.pictures.charts import ChartLabels, lessons_chart, people_chart
from bot.pictures.drawing import draw
from bot.pictures.outlines import lettered
from bot.pictures.progress_picture import ProgressLabels, progress_drawing
from bot.words import words_in
from tests.support.course import a_course_of_questions
from tests.support.progress import a_progress

ENGLISH = words_in(None)
TODAY = date(2026, 3, 18)
GIVEN = "słowo"
EVERYTHING = a_progress("1110100111000111011", neutral=[11], more_days=1)


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is written into pictures."""
    written: list[str] = []

    def note(text: str, *where: object) -> str:
        written.append(text)
        return lettered(text, *where)  # type: ignore[arg-type]

    for module in (progress_picture, certificate):
        monkeypatch.setattr(module, "lettered", note)
    return written


def words_beside(texts: list[str]) -> set[str]:
    """All that is neither a figure nor was given."""
    return {text for text in texts if not re.fullmatch(r"[0-9]*", text)} - {GIVEN}


def test_the_progress_has_the_words_it_is_given(texts: list[str]) -> None:
    labels = ProgressLabels(
        GIVEN,
        GIVEN,
        GIVEN,
        GIVEN,
        GIVEN,
        [GIVEN] * 7,
        dict.fromkeys(progress_labels(ENGLISH, EVERYTHING).fates, GIVEN),
        GIVEN,
    )
    draw(progress_drawing(EVERYTHING, labels))
    assert words_beside(texts) == set()
    assert Counter(texts)[GIVEN] == 5 + 7 + 6


def test_every_fate_that_has_passed_has_a_word() -> None:
    assert progress_labels(ENGLISH, EVERYTHING).fates.keys() == set(Fate) - {Fate.OPEN}


def test_the_certificate_has_the_words_it_is_given(texts: list[str]) -> None:
    labels = CertificateLabels(GIVEN, "Ktoś", GIVEN, {GIVEN: GIVEN})
    drawing = certificate_drawing("Kurs", "", labels)
    draw(drawing)
    assert texts == [GIVEN] * 4
    assert re.findall(r">([^<>]+)</text>", drawing.svg).count("Ktoś") == 1
    assert draw(drawing) == draw(certificate_drawing("Kurs", "Ktoś", labels))


def test_a_certificate_says_how_the_course_was_finished() -> None:
    assert certificate_labels(ENGLISH, a_progress("1" * 28), date(2026, 4, 7)).facts == {
        "finished on": "7 April 2026",
        "score": "84 of 112",
        "best streak": "28 days",
    }
    assert "score" not in certificate_labels(ENGLISH, a_progress("", of=0), date(2026, 4, 7)).facts
    assert certificate_labels(ENGLISH, a_progress("1", of=1), date(2026, 4, 7)).facts["best streak"] == "1 day"


@pytest.mark.parametrize("figures", [Figures(), None], ids=["nothing yet", "some"])
@pytest.mark.parametrize("period", [Period.WEEK, Period.ALL])
def test_charts_have_the_words_they_are_given(
    monkeypatch: pytest.MonkeyPatch, figures: Figures | None, period: Period
) -> None:
    drawn: list[Figure] = []

    def note(figure: Figure, *where: object, **how: object) -> None:
        drawn.append(figure)
        save(figure, *where, **how)

    save = Figure.savefig
    monkeypatch.setattr(Figure, "savefig", note)
    words = {each.name: GIVEN for each in fields(ChartLabels) if each.type == "str"}
    labels = replace(
        chart_labels(ENGLISH, a_course_of_questions(3, days=28)),
        **words,
        on=lambda _: GIVEN,
        step=lambda *_: GIVEN,
        number=lambda number: f"{number:.0f}",
    )
    statistics = Statistics(a_course_of_questions(3, days=28), period, TODAY, figures or some_figures())
    people_chart(statistics, labels)
    lessons_chart(statistics, labels)
    texts = [text.get_text() for figure in drawn for text in figure.findobj(Text) if isinstance(text, Text)]
    groups = {"1", "2–3", "4–6", "7–13", "14–27", "28+"}
    shares = {text for text in texts if re.fullmatch(r"[A-D] [0-9]+", text)}
    assert words_beside(texts) - groups - shares == set()
    assert Counter(texts)[GIVEN] >= 10


def some_figures() -> Figures:
    return Figures(
        opened=Counter({1: 9, 2: 5}),
        finished=Counter({1: 7, 2: 3}),
        stopped=Counter({(1, "q1"): 2, (2, "q2"): 1}),
        answered=Counter({(1, "q1", "A"): 3, (1, "q1", "B"): 5}),
        completed=Counter({("lesson", date(2026, 1, 1)): 4, ("review", date(2026, 3, 17)): 2}),
        streaks=Counter({1: 3, 30: 1}),
    )
