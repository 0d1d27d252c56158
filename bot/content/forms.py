"""What an author fills in: the day file and course.yaml, as pydantic models.

They check the files and they make the JSON Schemas that editors complete from, so the descriptions here are
written for authors. A field holds what the course needs of it, not what was typed: prose is rendered already.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Literal, Self, get_args

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
from bot.content.media import Shelf, UnfitMediaError
from bot.content.patterns import PatternError, check_pattern, fits
from bot.content.slips import look_alike
from bot.core.course import (
    Closing,
    Criterion,
    Demo,
    Exchange,
    Lesson,
    Media,
    MediaKind,
    Option,
    Practice,
    Quiz,
    Reading,
    quiz_length,
)
from bot.core.practice import Verdict, assess, words_in_phrase
from bot.core.richtext import MESSAGE_LIMIT, NOTHING, RichText

_BOLD = r"\*\*\S(?:[^\n]*?\S)?\*\*|(?<![\w_])__\S(?:[^\n]*?\S)?__(?![\w_])|\]\((?:https?|tg):"
_FORMATTING = re.compile(
    rf"{_BOLD}|(?<![\w*])\*[^\s*](?:[^*\n]*[^\s*])?\*(?![\w*])|`[^`\n]+`|\|\|\S[^\n]*?\|\||~~\S[^\n]*?~~"
)
# A prompt may well speak of code; bold words and links in it were meant as such.
_FORMATTING_OF_PROMPTS = re.compile(_BOLD)

QUIZ_LIMIT = MESSAGE_LIMIT - 300
"""The longest knowledge check in UTF-16 code units, explanation included: it is one message, with a header above."""

TASK_LIMIT = 2400
"""The longest task of a practice in UTF-16 code units: it is one message, with a header above and a line below."""


def refusal(message: str, hint: str = "", at: str | int = "") -> PydanticCustomError:
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
Task = Annotated[RichText, PlainValidator(_passage(TASK_LIMIT), json_schema_input_type=str)]
Remark = Annotated[RichText, PlainValidator(_passage(200), json_schema_input_type=str)]

Alt = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\n]*$"), plain()
]


def _file(kind: MediaKind) -> Callable[[object, ValidationInfo], Media]:
    """A file of the course that is sent as this kind, named by its path in the course’s folder."""

    def found(value: object, info: ValidationInfo) -> Media:
        if not isinstance(value, str):
            raise PydanticKnownError("string_type")
        if not value.strip():
            raise PydanticKnownError("string_too_short", {"min_length": 1})
        if not isinstance(info.context, Shelf):
            raise TypeError("nobody says where the files of the course are")
        try:
            return info.context.find(kind, value.strip())
        except UnfitMediaError as error:
            raise refusal(str(error), error.hint) from error

    return found


Picture = Annotated[Media | None, PlainValidator(_file(MediaKind.PHOTO), json_schema_input_type=str)]
Video = Annotated[Media | None, PlainValidator(_file(MediaKind.VIDEO), json_schema_input_type=str)]
Voice = Annotated[Media | None, PlainValidator(_file(MediaKind.VOICE), json_schema_input_type=str)]
Audio = Annotated[Media | None, PlainValidator(_file(MediaKind.AUDIO), json_schema_input_type=str)]
AnyFile = Annotated[Media | None, PlainValidator(_file(MediaKind.DOCUMENT), json_schema_input_type=str)]

MEDIA_KEYS = ("picture", "video", "voice", "audio", "file")
"""The keys that name a file to go with a step."""


class Form(BaseModel):
    """Keys that are known, values that are what they seem."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        model_title_generator=lambda form: form.__name__.removesuffix("Form"),
    )


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
            _readable(answer)
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


def _findable(phrase: str) -> str:
    """Refuse what has no word in it that could be found."""
    if not words_in_phrase(phrase):
        raise refusal(f"“{phrase}” has no letter and no digit", "signs are found by a `pattern`")
    return phrase


def _readable_pattern(pattern: str) -> str:
    try:
        check_pattern(pattern)
    except PatternError as error:
        raise refusal(error.message, error.hint) from error
    return pattern


Phrases = Annotated[
    list[
        Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60), AfterValidator(_findable)]
    ],
    Field(min_length=1, max_length=60),
]
Pattern = Annotated[str, StringConstraints(min_length=1, max_length=500), AfterValidator(_readable_pattern)]


class WordsForm(Form):
    """How many words there are to be."""

    min: int = Field(0, ge=0, le=999, description="At least so many words.")
    max: int | None = Field(None, ge=1, le=999, description="At most so many words.")

    @model_validator(mode="after")
    def _leave_room(self) -> WordsForm:
        if self.max is None and not self.min:
            raise refusal("`words` says no number", "`min`, `max` or both")
        if self.max is not None and self.max < self.min:
            raise refusal(f"at least {self.min} words, and at most {self.max}", at="max")
        return self


class CriterionForm(Form):
    """Something that the learner’s prompt is to have. Its rules all have to hold."""

    id: Slug
    asks: Remark = Field(description="What the prompt is to have, as a sentence: “It says how the camera moves.”")
    hint: Remark = Field(description="What to add, shown where it is missing.")
    any_of: Phrases | None = Field(None, description="Words or phrases of which one is to be there.")
    all_of: Phrases | None = Field(None, description="Words or phrases that are all to be there.")
    none_of: Phrases | None = Field(None, description="Words or phrases that are not to be there.")
    pattern: Pattern = Field("", description="A regular expression that is to be found, whatever the case.")
    words: WordsForm | None = Field(None, description="How many words there are to be: `min`, `max` or both.")

    @model_validator(mode="after")
    def _has_a_rule(self) -> CriterionForm:
        if not (self.any_of or self.all_of or self.none_of or self.pattern or self.words):
            wanted = "`any_of`, `all_of`, `none_of`, `pattern` or `words`"
            raise refusal(f"the criterion `{self.id}` has no rule", f"give it {wanted}")
        return self

    def criterion(self) -> Criterion:
        """The criterion as the course knows it."""
        return Criterion(
            self.id,
            self.asks,
            self.hint,
            any_of=tuple(self.any_of or ()),
            all_of=tuple(self.all_of or ()),
            none_of=tuple(self.none_of or ()),
            pattern=self.pattern,
            fewest=self.words.min if self.words else 0,
            most=self.words.max if self.words else None,
        )


class PracticeForm(Form):
    """A prompt for the learner to write, and what it is held against."""

    id: Slug
    practice: Task = Field(description="The task, in light Markdown.")
    criteria: list[CriterionForm] = Field(
        min_length=1, max_length=6, description="What the prompt is to have, the most important first."
    )
    example: Prompt = Field(description="A prompt that has all of it: plain text.")

    @field_validator("criteria")
    @classmethod
    def _differ(cls, criteria: list[CriterionForm]) -> list[CriterionForm]:
        seen: set[str] = set()
        for index, each in enumerate(criteria):
            if each.id in seen:
                raise refusal(f"two criteria are called `{each.id}`", "give this one another id", at=index)
            seen.add(each.id)
        return criteria

    @field_validator("example")
    @classmethod
    def _has_all_of_it(cls, example: str, info: ValidationInfo) -> str:
        """Hold the example against the criteria, where those are in order."""
        task, criteria = info.data.get("practice"), info.data.get("criteria")
        if isinstance(task, RichText) and isinstance(criteria, list):
            practice = Practice("", task, tuple(each.criterion() for each in criteria), example)
            missed = [each for each in assess(practice, example, fits).findings if not each.met]
            if missed:
                ids = ", ".join(f"`{each.criterion.id}`" for each in missed)
                unwanted = "; ".join(f"“{quote}” is not wanted" for each in missed for quote in _unwanted(each))
                raise refusal(f"the example does not meet {ids}", unwanted or "change the example, or the rule")
        return example

    def step(self) -> Practice:
        """The step as the course knows it."""
        return Practice(self.id, self.practice, tuple(each.criterion() for each in self.criteria), self.example)


def _unwanted(finding: Verdict) -> tuple[str, ...]:
    """The words that are there and should not be."""
    return finding.quotes if finding.criterion.none_of else ()


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
    checked: Annotated[date | None, _given("date_type"), WithJsonSchema({"type": "string", "format": "date"})] = Field(
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
