"""The review of anybody, against a box of cards kept by hand: each card has the day on which it is shown next."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from bot.core.course import Closing, Course, Day, Lesson
from bot.core.review import Answered, Question, Review, review
from bot.core.richtext import RichText
from tests.support.course import a_quiz

START = date(2026, 3, 9)
SLUGS = ("one", "two")
COURSE = Course(
    "Cards",
    tuple(
        Day(number, "Cards", lesson=Lesson((*(a_quiz(slug, "B") for slug in SLUGS), Closing("end", RichText("Done.")))))
        for number in (1, 2)
    ),
)
CARDS = [Question(number, slug) for number in (1, 2) for slug in SLUGS]  # in the order of the course


@dataclass
class Card:
    """`shown_on` is the number of a day, None while the card is not in the box. `rights` counts those in a row,
    `proofs` those since the card came into the box. A slip undoes what else became of the card that day.
    """

    shown_on: int | None = None
    rights: int = 0
    proofs: int = 0
    slipped: bool = False


class AnyReviewer(RuleBasedStateMachine):
    """Days go by, lessons are read for the first time or again, and what is due is answered or left."""

    def __init__(self) -> None:
        super().__init__()
        self.today = 0
        self.box = {question: Card() for question in CARDS}
        self.this_morning = self.box
        self.hand: list[Question] = []
        self.answered: list[Question] = []
        self.missed: list[Answered] = []
        self.reviewed: list[Answered] = []

    @rule(days=st.integers(1, 9))
    def days_go_by(self, days: int) -> None:
        self.today += days
        self.this_morning = {question: replace(card, slipped=False) for question, card in self.box.items()}
        self.box = dict(self.this_morning)
        shown = [question for question in CARDS if self.is_shown(question)]
        shown.sort(key=lambda question: self.box[question].shown_on or 0)
        self.hand, self.answered = shown[:3], []

    @rule(question=st.sampled_from(CARDS))
    def a_lesson_question_is_missed(self, question: Question) -> None:
        self.missed.append(Answered(question, self.today_on, "A", right=False))
        self.goes_back_to_the_start(question)

    @rule(right=st.booleans(), at=st.integers(0, 2))
    def what_is_due_is_answered(self, right: bool, at: int) -> None:
        waiting = [question for question in self.hand if question not in self.answered]
        if not waiting:
            return
        question = waiting[at % len(waiting)]
        self.answered.append(question)
        self.reviewed.append(Answered(question, self.today_on, "B" if right else "A", right))
        if not right:
            self.goes_back_to_the_start(question)
        elif not self.box[question].slipped:
            self.is_right(question)

    @rule(seed=st.integers(0, 99))
    def everything_is_told_in_another_order(self, seed: int) -> None:
        random.Random(seed).shuffle(self.missed)  # noqa: S311
        random.Random(seed).shuffle(self.reviewed)  # noqa: S311

    @invariant()
    def the_review_asks_what_the_box_shows(self) -> None:
        found = self.look()
        assert list(found.questions) == self.hand
        assert list(found.due) == [question for question in self.hand if question not in self.answered]
        assert found.done == (bool(self.hand) and len(self.answered) == len(self.hand))

    @invariant()
    def the_review_knows_when_the_others_come(self) -> None:
        waiting = [question for question in self.hand if question not in self.answered]
        comes = [card.shown_on for question, card in self.box.items() if question not in waiting]
        coming = sorted(max(shown_on, self.today + 1) for shown_on in comes if shown_on is not None)
        assert [(each - START).days for each in self.look().coming_on] == coming

    @invariant()
    def what_is_learned_stays_away(self) -> None:
        found = self.look()
        assert found.learned.isdisjoint(found.due)
        assert all(self.box[question].shown_on is None for question in found.learned)

    @property
    def today_on(self) -> date:
        return START + timedelta(days=self.today)

    def look(self) -> Review:
        return review(COURSE, self.missed, self.reviewed, self.today_on)

    def is_shown(self, question: Question) -> bool:
        shown_on = self.box[question].shown_on
        return shown_on is not None and shown_on <= self.today

    def goes_back_to_the_start(self, question: Question) -> None:
        card = self.this_morning[question]
        proofs = 0 if card.shown_on is None else card.proofs
        self.box[question] = Card(self.today + 1, rights=0, proofs=proofs, slipped=True)

    def is_right(self, question: Question) -> None:
        card = self.this_morning[question]
        rights, proofs = card.rights + 1, card.proofs + 1
        shown_on = None if rights == 2 else self.today + (3 if proofs == 1 else 7)
        self.box[question] = Card(shown_on, rights, proofs)


TestAnyReviewer = AnyReviewer.TestCase
TestAnyReviewer.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
