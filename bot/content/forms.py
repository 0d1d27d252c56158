"""What an author fills in: the day file and course.yaml, as pydantic models.

They check the files and they make the JSON Schemas that editors complete from, so the descriptions here are
written for authors. A field holds what the course needs of it, not what was typed: prose is rendered already.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Annotated, Self, get_args

from pydantic import (
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from bot.content.fields import (
    MEDIA_KEYS,
    QUIZ_LIMIT,
    Alt,
    AnyFile,
    Audio,
    Form,
    Line,
    OptionText,
    Picture,
    Prompt,
    Prose,
    Question,
    Slug,
    Title,
    Video,
    Voice,
    given,
    readable,
    refusal,
)
from bot.content.markdown import FORMATS_LIMIT
from bot.content.practice_forms import PracticeForm
from bot.core.course import (
    Closing,
    Demo,
    Exchange,
    Lesson,
    Media,
    Option,
    Quiz,
    Reading,
    quiz_length,
)
from bot.core.richtext import NOTHING, RichText


class MediaForm(Form):
    """What a step may show beside its words: a file in the course’s folder, and words for it."""

    picture: Picture = Field(None, description="A picture, PNG or JPEG: its path in the course’s folder.")
    video: Video = Field(None, description="A video, MP4: its path in the course’s folder.")
    voice: Voice = Field(
        None, description="A voice message, OGG with Opus, MP3 or M4A: its path in the course’s folder."
    )
    audio: Audio = Field(None, description="Music or speech, MP3 or M4A: its path in the course’s folder.")
    file: AnyFile = Field(None, description="A file to open or keep: its path in the course’s folder.")
    alt: Alt = Field("", description="What it shows, in plain text: told where it cannot be shown.")

    @model_validator(mode="after")
    def _are_one_with_words(self) -> Self:
        named = [name for name in MEDIA_KEYS if getattr(self, name)]
        if len(named) > 1:
            hint = "a message shows one; make two steps of it"
            raise refusal(f"the step has {' and '.join(f'`{name}`' for name in named)}", hint, at=named[1])
        if named and not self.alt:
            raise refusal(f"the `{named[0]}` has no `alt`", "say in a sentence what it shows", at=named[0])
        if self.alt and not named:
            raise refusal("an `alt` and nothing that it is about", f"one of {', '.join(MEDIA_KEYS)}", at="alt")
        return self

    @property
    def media(self) -> Media | None:
        """What goes with the step, if anything does."""
        shown: list[Media | None] = [self.picture, self.video, self.voice, self.audio, self.file]
        return next((replace(each, alt=self.alt) for each in shown if each), None)


class ReadingForm(MediaForm):
    """Something to read."""

    id: Slug
    text: Prose = Field(description="The words, in light Markdown. A long text becomes several messages.")

    def step(self) -> Reading:
        """The step as the course knows it."""
        return Reading(self.id, self.text, self.media)


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


class QuizForm(MediaForm):
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
            readable(answer)
            raise refusal(f"the answer “{answer}” names no option", f"the options are {', '.join(letters)}")
        return answer

    @field_validator("why")
    @classmethod
    def _fits_one_message(cls, why: RichText, info: ValidationInfo) -> RichText:
        question, options = info.data.get("quiz"), info.data.get("options")
        if isinstance(question, RichText) and isinstance(options, OptionsForm):
            length = quiz_length(question, options.options(), why)
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
        return Quiz(self.id, self.title, self.quiz, self.options.options(), self.answer, self.why, self.media)


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
    | Annotated[PracticeForm, Tag("<practice>")]
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
    checked: Annotated[date | None, given("date_type"), WithJsonSchema({"type": "string", "format": "date"})] = Field(
        None, description="When its facts were last held against their sources: 2026-11-20."
    )
    note: Line = Field(
        NOTHING,
        description="A word before the first screen to whoever takes the day, in light Markdown; its first line stands "
        "at the end of the day again.",
    )
    builds_on: list[Annotated[int, Field(ge=1, le=99)]] = Field(
        [], description="The numbers of earlier days that this one goes on from; whoever has not taken them is told."
    )
    steps: list[StepForm] = Field(min_length=1, description="The screens of the day in order; the last is the closing.")
    extra: PracticeForm | None = Field(
        None, description="A practice that the closing card offers; it is none of the day’s steps."
    )

    @field_validator("builds_on")
    @classmethod
    def _are_earlier(cls, builds_on: list[int], info: ValidationInfo) -> list[int]:
        for day in builds_on:
            if day >= info.data.get("day", 100):
                raise refusal(f"day {day} does not come before this one")
        return builds_on

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
        return Lesson(
            (first, *others),
            self.extra.step() if self.extra else None,
            self.checked,
            tuple(sorted(set(self.builds_on))),
        )


class DayEntryForm(Form):
    """What is known of a day before its lesson is opened."""

    title: Title = Field(description="The title of the day.")
    teaser: Line = Field(NOTHING, description="What the day will bring, shown at the end of the day before it.")


class CourseForm(Form):
    """The course: its title, its length, and what is known of its days."""

    title: Title = Field(description="The name of the course.")
    language: Title = Field("en", description="What it is written in, such as en, de or pt-br.")
    chatgpt: str = Field("", description="Where prompts are tried: the address that a button beside them opens.")
    length: int = Field(ge=1, le=99, description="How many days the course has.")
    facts_last_for: Annotated[int | None, given("int_type"), WithJsonSchema({"type": "integer", "minimum": 1})] = Field(
        None, ge=1, le=9999, description="For how many days the facts of a day count as checked."
    )
    days: dict[Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?$")], DayEntryForm] = Field(
        description="Titles and teasers by the number of the day. A day that is left out is shown as coming."
    )

    @field_validator("language")
    @classmethod
    def _is_a_code(cls, language: str) -> str:
        if not re.fullmatch(r"[a-z]{2,3}(-[a-z]{2,4})?", language):
            readable(language)
            raise refusal(f"there is no language “{language}”", "its code, such as en, de or pt-br")
        return language

    @field_validator("chatgpt")
    @classmethod
    def _is_an_address(cls, chatgpt: str) -> str:
        if not re.fullmatch(r"https://[\w.-]+\.\w+(/\S*)?", chatgpt):
            raise refusal(f"“{chatgpt}” is no address", "for example https://chatgpt.com/")
        return chatgpt

    @field_validator("days")
    @classmethod
    def _are_in_the_course(cls, days: dict[str, DayEntryForm], info: ValidationInfo) -> dict[str, DayEntryForm]:
        length = info.data.get("length", 99)
        for number in days:
            if int(number) > length:
                raise refusal(f"day {number} of a course of {length} days", "see `length`", at=number)
        return days
