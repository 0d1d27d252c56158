"""course.yaml: what the course is called, how long it is, and what is known of its days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.content.document import Document, read_document
from bot.content.forms import CourseForm
from bot.content.validation import fill_in
from bot.core.course import Course, Day, Lesson


@dataclass(frozen=True, slots=True)
class Outline:
    """The course before its lessons are put in."""

    document: Document
    form: CourseForm

    @property
    def length(self) -> int:
        """How many days the course has."""
        return self.form.length

    def course(self, lessons: Mapping[int, Lesson]) -> Course:
        """The course with these lessons. A day that is not listed has no title."""
        days = []
        for number in range(1, self.length + 1):
            lesson = lessons.get(number)
            if entry := self.form.days.get(str(number)):
                days.append(Day(number, entry.title, entry.teaser, lesson))
            else:
                days.append(Day(number, "", lesson=lesson))
        return Course(
            self.form.title, tuple(days), language=self.form.language, facts_last_for=self.form.facts_last_for
        )

    def has_title(self, number: int) -> bool:
        """Whether the day of this number has a title, or is beyond the course, which is another matter."""
        return str(number) in self.form.days or number > self.length


def read_outline(path: Path) -> Outline:
    """Read course.yaml. CourseError with everything that is wrong with it."""
    document = read_document(path)
    return Outline(document, fill_in(CourseForm, document))
