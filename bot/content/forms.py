"""What an author fills in: the day file and course.yaml, as pydantic models.

They check the files and they make the JSON Schemas that editors complete from, so the descriptions here are
written for authors. A field holds what the course needs of it, not what was typed: prose is rendered already.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    StringConstraints,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError, PydanticKnownError

from bot.content.flaws import MarkdownError
from bot.content.markdown import FORMATS_LIMIT, render
from bot.content.slips import look_alike
from bot.core.course import Closing, Demo, Exchange, Lesson, Option, Quiz, Reading
from bot.core.richtext import MESSAGE_LIMIT, NOTHING, RichText, utf16_length

_BOLD = r"\*\*\S(?:[^\n]*?\S)?\*\*|(?<![\w_])__\S(?:[^\n]*?\S)?__(?![\w_])|\]\((?:https?|tg):"
_FORMATTING = re.compile(
    rf"{_BOLD}|(?<![\w*])\*[^\s*](?:[^*\n]*[^\s*])?\*(?![\w*])|`[^`\n]+`|\|\|\S[^\n]*?\|\||~~\S[^\n]*?~~"
)
# A prompt may well speak of code; bold words and links in it were meant as such.
_FORMATTING_OF_PROMPTS = re.compile(_BOLD)

QUIZ_LIMIT = MESSAGE_LIMIT - 300
"""The longest knowledge check in UTF-16 code units, explanation included: it is one message, with a header above."""


def refusal(message: str, hint: str = "", at: str = "") -> PydanticCustomError:
    """An error in the author's words; `at` is the key below the judged one that it is about, if any."""
    return PydanticCustomError("refusal", "{message}", {"message": message, "hint": hint, "at": at})


def _prose(value: object) -> tuple[RichText, ...]:
    if not isinstance(value, str):
        raise PydanticKnownError("string_type")
    try:
        parts = render(value)
    except MarkdownError as error:
        raise PydanticCustomError("markdown", "{flaws}", {"flaws": error.flaws}) from error
    if not parts:
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    return parts


def _passage(limit: int) -> Callable[[object], RichText]:
    """Prose that has to fit into a part of one message: at most `limit` UTF-16 code units."""

    def passage(value: object) -> RichText:
        parts = _prose(value)
        length = sum(map(len, parts))
        if length > limit:
            raise refusal(f"{length} characters; there is room for {limit}", "say it in fewer words")
        if len(parts) > 1:  # not for its length
            formats = sum(len(part.entities) for part in parts)
            raise refusal(f"{formats} formats; Telegram shows {FORMATS_LIMIT} in a message", "use fewer")
        return parts[0]

    return passage


def plain(formatting: re.Pattern[str] = _FORMATTING) -> AfterValidator:
    """What refuses formatting in a text that is shown sign by sign."""

    def _checked(text: str) -> str:
        if found := formatting.search(text):
            hint = "this text is shown as it is typed: take the signs out"
            raise refusal(f"`{found[0]}` is formatting where none is read", hint)
        return text

    return AfterValidator(_checked)


def _given(otherwise: Literal["date_type", "int_type"]) -> BeforeValidator:
    """What refuses the None that is written, which is what YAML takes for anything else; a key may be left out."""

    def _is_given(value: object) -> object:
        if value is None:
            raise PydanticKnownError(otherwise)
        return value

    return BeforeValidator(_is_given)


def _readable(text: str) -> str:
    """Refuse a sign that only looks like the one that is meant."""
    if twin := look_alike(text):
        raise refusal(twin, "type it anew")
    return text


Slug = Annotated[
    str,
    # 24 characters keep a button's data, such as `1q:11:final-check:C`, well under Telegram's 64 bytes.
    StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=24),
    Field(description="A short name, unique in the day: a-z, 0-9 and hyphens. Never change it once it is published."),
    BeforeValidator(lambda value: _readable(value) if isinstance(value, str) else value),
]
Title = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=64, pattern=r"^[^\n]*$"),
    plain(),
]
OptionText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), plain()]
# A prompt may stand in one message twice: as it is typed, and as the code block to copy it from.
Prompt = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1800), plain(_FORMATTING_OF_PROMPTS)
]
Prose = Annotated[tuple[RichText, ...], PlainValidator(_prose, json_schema_input_type=str)]
Question = Annotated[RichText, PlainValidator(_passage(QUIZ_LIMIT), json_schema_input_type=str)]
Line = Annotated[RichText, PlainValidator(_passage(600), json_schema_input_type=str)]


class Form(BaseModel):
    """Keys that are known, values that are what they seem."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        model_title_generator=lambda form: form.__name__.removesuffix("Form"),
    )


class ReadingForm(Form):
    """Something to read."""

    id: Slug
    text: Prose = Field(description="The words, in light Markdown. A long text becomes several messages.")

    def step(self) -> Reading:
        """The step as the course knows it."""
        return Reading(self.id, self.text)


class TurnForm(Form):
    """One prompt and the reply to it."""

    you: Prompt = Field(description="What the learner asks, as it is typed: plain text.")
    chatgpt: Prose = Field(description="What ChatGPT answers, in light Markdown.")


class DemoForm(Form):
    """A conversation with ChatGPT, replayed as if it were being typed."""

    id: Slug
    demo: Title = Field(description="What the conversation shows: a title of a few words.")
    turns: list[TurnForm] = Field(min_length=1, description="What was said, one “you” and “chatgpt” after another.")

    def step(self) -> Demo:
        """The step as the course knows it."""
        return Demo(self.id, self.demo, tuple(Exchange(turn.you, turn.chatgpt) for turn in self.turns))


class OptionsForm(Form):
    """Two to four answers to choose from."""

    a: OptionText = Field(alias="A", description="An answer: plain text.")
    b: OptionText = Field(alias="B", description="An answer: plain text.")
    c: OptionText = Field("", alias="C", description="An answer: plain text.")
    d: OptionText = Field("", alias="D", description="An answer: plain text.")

    @model_validator(mode="after")
    def _differ_and_follow(self) -> OptionsForm:
        if self.d and not self.c:
            raise refusal("the option D without a C", "name the options A, B, C, D in order", at="D")
        seen: dict[str, str] = {}
        for option in self.options():
            if first := seen.get(option.text.casefold()):
                raise refusal(f"the option {option.id} says the same as {first}", at=option.id)
            seen[option.text.casefold()] = option.id
        return self

    def options(self) -> tuple[Option, ...]:
        """The answers given, in the order of their letters."""
        return tuple(
            Option(letter, text) for letter, text in zip("ABCD", (self.a, self.b, self.c, self.d), strict=True) if text
        )


class QuizForm(Form):
    """A knowledge check."""

    id: Slug
    title: Title = Field("", description="The title above the question, if it is not to be “Knowledge check”.")
    quiz: Question = Field(description="The question, in light Markdown.")
    options: OptionsForm = Field(description="The answers to choose from: A and B, and C and D if you like.")
    answer: str = Field(description="The letter of the right option.", json_schema_extra={"enum": ["A", "B", "C", "D"]})
    why: Question = Field(description="Why the answer is right, in light Markdown; shown after any answer.")

    @field_validator("answer")
    @classmethod
    def _names_an_option(cls, answer: str, info: ValidationInfo) -> str:
        options = info.data.get("options")
        letters = [option.id for option in options.options()] if isinstance(options, OptionsForm) else []
        if letters and answer not in letters:
            _readable(answer)
            raise refusal(f"the answer “{answer}” names no option", f"the options are {', '.join(letters)}")
        return answer

    @field_validator("why")
    @classmethod
    def _fits_one_message(cls, why: RichText, info: ValidationInfo) -> RichText:
        question, options = info.data.get("quiz"), info.data.get("options")
        if isinstance(question, RichText) and isinstance(options, OptionsForm):
            length = len(question) + sum(utf16_length(option.text) for option in options.options()) + len(why)
            if length > QUIZ_LIMIT:
                message = (
                    f"question, options and explanation have {length} characters; one message has room for {QUIZ_LIMIT}"
                )
                raise refusal(message, "shorten the explanation")
            if (formats := len(question.entities) + len(why.entities)) > FORMATS_LIMIT:
                message = (
                    f"question and explanation have {formats} formats; Telegram shows {FORMATS_LIMIT} in a message"
                )
                raise refusal(message, "use fewer")
        return why

    def step(self) -> Quiz:
        """The step as the course knows it."""
        return Quiz(self.id, self.title, self.quiz, self.options.options(), self.answer, self.why)


class ClosingForm(Form):
    """The end of the day. Score, streak and tomorrow’s teaser are added below the line."""

    id: Slug
    title: Title = Field("", description="The title above it, with a sign of its own: not “🎬 Day 12 Complete”.")
    closing: Line = Field(description="The line that closes the day, in light Markdown.")

    def step(self) -> Closing:
        """The step as the course knows it."""
        return Closing(self.id, self.closing, self.title)


def _kind(step: object) -> str | None:
    """The tag of the form for this step."""
    kinds = [kind for kind in STEP_KINDS if kind in step] if isinstance(step, dict) else []
    return f"<{kinds[0]}>" if len(kinds) == 1 else None


# Tagged with the key that says what a step is, in angle brackets, so that no key is taken for a tag.
StepForm = Annotated[
    Annotated[ReadingForm, Tag("<text>")]
    | Annotated[DemoForm, Tag("<demo>")]
    | Annotated[QuizForm, Tag("<quiz>")]
    | Annotated[ClosingForm, Tag("<closing>")],
    Discriminator(_kind, custom_error_type="step_kind", custom_error_message="a step has exactly one kind"),
]

TAGS: dict[int | str, type[Form]] = {tag.tag: form for form, tag in map(get_args, get_args(get_args(StepForm)[0]))}
"""The forms of a step by the tag that pydantic puts among the keys of an error in it."""

STEP_KINDS = tuple(str(tag).strip("<>") for tag in TAGS)
"""The keys that say what a step is; each step has one of them."""


class DayForm(Form):
    """One day of the course."""

    day: int = Field(ge=1, le=99, description="The number of the day, as in the file’s name.")
    checked: Annotated[date | None, _given("date_type"), WithJsonSchema({"type": "string", "format": "date"})] = Field(
        None, description="When its facts were last held against their sources: 2026-11-20."
    )
    note: Line = Field(
        NOTHING,
        description="A word before the first screen to whoever takes the day, in light Markdown; its first line stands "
        "at the end of the day again.",
    )
    steps: list[StepForm] = Field(min_length=1, description="The screens of the day in order; the last is the closing.")

    @field_validator("steps")
    @classmethod
    def _begin_with_words_where_there_is_a_note(cls, steps: list[StepForm], info: ValidationInfo) -> list[StepForm]:
        if info.data.get("note") and not isinstance(steps[0], ReadingForm):
            raise refusal("a note stands before a text, and the day begins with none", "begin with a `text`")
        return steps

    def lesson(self) -> Lesson:
        """The lesson as the course knows it."""
        first, *others = (step.step() for step in self.steps)
        if self.note and isinstance(first, Reading):
            first = replace(first, note=self.note)
        return Lesson((first, *others), self.checked)


class DayEntryForm(Form):
    """What is known of a day before its lesson is opened."""

    title: Title = Field(description="The title of the day.")
    teaser: Line = Field(NOTHING, description="What the day will bring, shown at the end of the day before it.")


class CourseForm(Form):
    """The course: its title, its length, and what is known of its days."""

    title: Title = Field(description="The name of the course.")
    language: Title = Field("en", description="What it is written in, such as en, de or pt-br.")
    length: int = Field(ge=1, le=99, description="How many days the course has.")
    facts_last_for: Annotated[int | None, _given("int_type"), WithJsonSchema({"type": "integer", "minimum": 1})] = (
        Field(None, ge=1, le=9999, description="For how many days the facts of a day count as checked.")
    )
    days: dict[Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?$")], DayEntryForm] = Field(
        description="Titles and teasers by the number of the day. A day that is left out is shown as coming."
    )

    @field_validator("language")
    @classmethod
    def _is_a_code(cls, language: str) -> str:
        if not re.fullmatch(r"[a-z]{2,3}(-[a-z]{2,4})?", language):
            _readable(language)
            raise refusal(f"there is no language “{language}”", "its code, such as en, de or pt-br")
        return language

    @field_validator("days")
    @classmethod
    def _are_in_the_course(cls, days: dict[str, DayEntryForm], info: ValidationInfo) -> dict[str, DayEntryForm]:
        length = info.data.get("length", 99)
        for number in days:
            if int(number) > length:
                raise refusal(f"day {number} of a course of {length} days", "see `length`", at=number)
        return days
