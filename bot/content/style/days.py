"""What the rules of style say of one day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.content.document import Document, Position
from bot.content.style.finding import Finding
from bot.content.style.forms import CountsForm, LengthForm, Level, RangeForm, RequiredForm, StyleForm, UnwantedForm
from bot.content.style.measures import characters_in, code_lines_in, readability_of, split_sentences, split_words
from bot.content.style.texts import Text
from bot.core.course import Demo, Lesson, Quiz

_READ = ("text", "question", "why", "closing", "demo_reply")
"""What readability is measured over: neither options nor prompts are made of sentences."""
_TITLES = frozenset({"title", "teaser"})


@dataclass(frozen=True, slots=True)
class WrittenDay:
    """One day as it is judged: its file, its lesson, the texts of its steps, and its title and teaser."""

    number: int
    document: Document
    lesson: Lesson
    texts: tuple[Text, ...]
    entry: tuple[Text, ...] = ()

    @property
    def words(self) -> int:
        """How many words are read in it, without its titles."""
        return sum(len(split_words(text.shown.text)) for text in self.texts if text.scope not in _TITLES)

    @property
    def read(self) -> list[str]:
        """What its readability is measured over."""
        return [text.shown.text for text in self.texts if text.scope in _READ]

    def finding(
        self,
        rule: str,
        level: Level,
        message: str,
        hint: str = "",
        *,
        step: int | None = None,
        place: Position | None = None,
    ) -> Finding:
        """What a rule has found in this day, or in the step of this index."""
        node = self.document.root.keys["steps"] if step is None else self.document.find(("steps", step)).place
        line, column = (place or node).line, (place or node).column
        step_id = "" if step is None else self.lesson.steps[step].id
        return Finding(self.document.path, line, column, level, rule, message, hint, self.number, step_id)


def judge_day(day: WrittenDay, style: StyleForm, language: str) -> Iterator[Finding]:
    """All that a style finds in one day."""
    yield from _counted(day, style.counts)
    yield from _missing(day, style.required)
    texts = (*day.entry, *day.texts)
    for name, length in style.lengths.items():
        for text in texts:
            if text.is_of(length.of):
                yield from _too_long(name, length, text)
    yield from _hard_to_read(day, style, language)
    for name, words in style.words.items():
        yield from _unwanted(name, words, texts)


def _counted(day: WrittenDay, counts: CountsForm) -> Iterator[Finding]:
    steps = day.lesson.steps
    demos = [step for step in steps if isinstance(step, Demo)]
    quizzes = day.lesson.quizzes
    found = {
        "steps": len(steps),
        "demos": len(demos),
        "contrast_demos": sum(len(demo.exchanges) > 1 for demo in demos),
        "quizzes": len(quizzes),
        "letters": len({quiz.answer for quiz in quizzes}),
        "words": day.words,
    }
    for name, number in found.items():
        yield from _count(day, counts, name, number)
    for index, step in enumerate(steps):
        if isinstance(step, Quiz):
            yield from _count(day, counts, "options", len(step.options), index)
    for is_quiz, run in groupby(enumerate(steps), lambda each: isinstance(each[1], Quiz)):
        indices = [index for index, _ in run]
        if is_quiz:
            yield from _count(day, counts, "quizzes_in_a_row", len(indices), indices[-1])


def _count(day: WrittenDay, counts: CountsForm, name: str, number: int, step: int | None = None) -> Iterator[Finding]:
    limit = getattr(counts, name)
    if limit is not None and (missed := limit.on(day.number).is_missed_by(number)):
        level, allowed = missed
        what = name.replace("_", " ")
        if number == 1:
            what = what.replace("quizzes", "quiz").removesuffix("s")
        yield day.finding(f"counts.{name}", level, f"{number} {what}", allowed, step=step)


def _missing(day: WrittenDay, required: RequiredForm) -> Iterator[Finding]:
    for step_id in required.steps:
        if day.lesson.index_of(step_id) is None:
            yield day.finding("required.steps", required.level, f"no step `{step_id}`", "every day has one")
    for text in day.texts:
        if text.scope in required.bold_opening and not _opens_in_bold(text):
            message, hint = "no line in bold to open it", "say the one idea of the screen in bold first"
            yield _of_text(text, "required.bold_opening", required.level, message, hint)


def _opens_in_bold(text: Text) -> bool:
    first_line = characters_in(text.shown.text.partition("\n")[0].rstrip())
    return any(
        entity.kind == "bold" and entity.offset == 0 and entity.length >= first_line for entity in text.shown.entities
    )


def _too_long(name: str, limit: LengthForm, text: Text) -> Iterator[Finding]:
    shown = text.shown.text
    of = text.scope.replace("_", " ")
    match limit.unit:
        case "words":
            measured = [(0, 0, len(split_words(shown)), f"words in this {of}")]
        case "characters":
            measured = [(0, 0, characters_in(shown), f"characters in this {of}")]
        case "sentence_words":
            measured = [
                (*each.span(), len(split_words(each[0])), "words in a sentence") for each in split_sentences(shown)
            ]
        case "code_line_characters":
            measured = [
                (start, start + len(line), characters_in(line), "characters in a line of code")
                for start, line in code_lines_in(text.shown)
            ]
    for start, end, number, what in measured:
        if missed := limit.is_missed_by(number):
            yield _of_text(text, f"lengths.{name}", missed[0], f"{number} {what}", missed[1], start, end)


def _hard_to_read(day: WrittenDay, style: StyleForm, language: str) -> Iterator[Finding]:
    readability = readability_of(day.read, language)
    if readability is None:
        return
    for name in type(style.readability).model_fields:
        limit: RangeForm | None = getattr(style.readability, name)
        number: float | None = getattr(readability, name)
        if limit is not None and number is not None and (missed := limit.is_missed_by(number)):
            message = f"{name.replace('_', ' ')} is {number:.1f}"
            hint = f"{missed[1]}: shorter sentences, shorter words"
            yield day.finding(f"readability.{name}", missed[0], message, hint)


def _unwanted(name: str, rule: UnwantedForm, texts: Sequence[Text]) -> Iterator[Finding]:
    found = [
        (text, match)
        for text in texts
        if text.is_of(rule.of) and text.step not in rule.except_steps
        for match in rule.pattern.finditer(text.shown.text)
        if match[0] and not rule.unless.search(text.shown.text)
    ]
    steps = list(dict.fromkeys(text.step for text, _ in found))
    allowed = set(steps[: rule.steps_a_day])
    for number, (text, match) in enumerate(found, 1):
        if number <= rule.times_a_day or text.step in allowed:
            continue
        message = f"“{match[0]}”"
        if rule.times_a_day:
            message += f", number {number} in the day; {rule.times_a_day} at most"
        elif rule.steps_a_day:
            message += f" in one more step; {rule.steps_a_day} at most in a day"
        yield _of_text(text, f"words.{name}", rule.level, message, rule.hint, *match.span())


def _of_text(
    text: Text, rule: str, level: Level, message: str, hint: str = "", start: int = 0, end: int = 0
) -> Finding:
    place = text.place(start, end)
    return Finding(text.document.path, place.line, place.column, level, rule, message, hint, text.day, text.step)
