"""A course held against its style: every finding, and how much there is to read and how easily."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.content.document import Document, read_document
from bot.content.files import day_file, day_number
from bot.content.loading import OUTLINE, STYLE
from bot.content.style.answers import judge_answers
from bot.content.style.days import WrittenDay, judge_day
from bot.content.style.finding import Finding
from bot.content.style.forms import ExceptionForm, StyleForm
from bot.content.style.measures import Readability, readability_of
from bot.content.style.texts import texts_of_day, texts_of_entry
from bot.content.validation import fill_in
from bot.core.course import Course


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a style has found in a course: the `findings`, sorted by place, how many more are `excepted`, the `words` of
    each day and the `readability` of all.
    """

    findings: tuple[Finding, ...]
    excepted: int
    words: dict[int, int]
    readability: Readability | None

    def line(self) -> str:
        """All of it in a line, for a terminal."""
        counts = {level: sum(each.level == level for each in self.findings) for level in ("error", "warn")}
        found = f"{_number(counts['error'], 'error')}, {_number(counts['warn'], 'warning')}, {self.excepted} excepted"
        if not self.words:
            return found
        few, many = min(self.words.values()), max(self.words.values())
        told = [found, f"{median(self.words.values()):.0f} words a day ({few} to {many})"]
        if self.readability:
            told.append(f"{self.readability.mean_sentence_words:.1f} words a sentence")
            if self.readability.flesch_reading_ease is not None:
                told.append(f"reading ease {self.readability.flesch_reading_ease:.0f}")
                told.append(f"grade {self.readability.flesch_kincaid_grade:.1f}")
        return "; ".join(told)


def judge_style(path: Path, course: Course) -> Judgement | None:
    """Judge a course in its folder, or one day file of it, that is without problems. None where it has no style.yaml;
    CourseError with all that is wrong with that.
    """
    is_whole = path.is_dir()
    folder = path if is_whole else path.parent
    if not (folder / STYLE).exists():
        return None
    document = read_document(folder / STYLE)
    style = fill_in(StyleForm, document)
    exceptions = _Exceptions(document, style.exceptions)
    days = list(_days(folder, course, None if is_whole else day_number(path)))
    found = [finding for day in days for finding in judge_day(day, style, course.language)]
    if is_whole:
        found += judge_answers(days, style.answers, document, exceptions.has_day)
    findings = [finding for finding in found if not exceptions.has(finding)]
    excepted = len(found) - len(findings)
    if is_whole:
        findings += exceptions.unused()
    read = [text for day in days for text in day.read]
    return Judgement(
        tuple(sorted(findings)),
        excepted,
        {day.number: day.words for day in days},
        readability_of(read, course.language),
    )


def _days(folder: Path, course: Course, only: int | None) -> Iterator[WrittenDay]:
    outline = read_document(folder / OUTLINE) if (folder / OUTLINE).exists() else None
    for number, lesson in course.lessons.items():
        if only in {None, number}:
            document = read_document(day_file(folder, number))
            entry = tuple(texts_of_entry(outline, number)) if outline else ()
            yield WrittenDay(number, document, lesson, tuple(texts_of_day(document, number)), entry)


class _Exceptions:
    """Where rules don't hold, and which of that was needed."""

    def __init__(self, document: Document, exceptions: list[ExceptionForm]) -> None:
        self._document = document
        self._exceptions = exceptions
        self._needed: set[tuple[int, str]] = set()

    def has(self, finding: Finding) -> bool:
        """Whether a finding is where its rule doesn't hold."""
        return self._any(finding.day, finding.step, finding.rule)

    def has_day(self, day: int, rule: str) -> bool:
        """Whether a rule doesn't hold on a whole day."""
        return self._any(day, "", rule)

    def _any(self, day: int, step: str, rule: str) -> bool:
        names = {rule, rule.partition(".")[0]}
        hits = {
            (index, name)
            for index, exception in enumerate(self._exceptions)
            if exception.day == day and exception.step in {"", step}
            for name in names.intersection(exception.rules)
        }
        self._needed |= hits
        return bool(hits)

    def unused(self) -> Iterator[Finding]:
        """A warning for each exception that nothing needs any more."""
        for index, exception in enumerate(self._exceptions):
            for position, rule in enumerate(exception.rules):
                if (index, rule) not in self._needed:
                    place = self._document.find(("exceptions", index, "rules", position)).place
                    message = f"nothing needs the exception from `{rule}`"
                    yield Finding(
                        self._document.path, place.line, place.column, "warn", "exceptions", message, "delete it"
                    )


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
