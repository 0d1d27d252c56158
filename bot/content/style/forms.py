"""What an author lays down as the style of a course: style.yaml, as pydantic models."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, PlainValidator, StringConstraints, field_validator, model_validator
from pydantic_core import PydanticCustomError, PydanticKnownError

from bot.content.fields import Form, Slug, refusal
from bot.content.flaws import Flaw

Level = Literal["error", "warn"]
Scope = Literal[
    "text", "demo_you", "demo_reply", "question", "option", "why", "closing", "title", "teaser", "voice", "all"
]
Unit = Literal["words", "characters", "sentence_words", "code_line_characters"]


def _pattern(value: object) -> re.Pattern[str]:
    """Compile a pattern, which is found in capitals as well."""
    if not isinstance(value, str):
        raise PydanticKnownError("string_type")
    if not value:
        raise PydanticKnownError("string_too_short", {"min_length": 1})
    try:
        return re.compile(value, re.IGNORECASE)
    except re.error as error:
        flaw = Flaw((error.lineno or 1) - 1, (error.colno or 1) - 1, f"no pattern: {error.msg}")
        raise PydanticCustomError("markdown", "{flaws}", {"flaws": [flaw]}) from error
    except (RecursionError, OverflowError) as error:
        raise refusal("a pattern that is too large", "write a simpler one") from error


Number = Annotated[int, Field(ge=0, le=99_999)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Pattern = Annotated[re.Pattern[str], PlainValidator(_pattern, json_schema_input_type=str)]
DayNumber = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]?$")]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Scopes = Annotated[list[Scope], Field(min_length=1)]

_NEVER = re.compile(r"(?!)")
_LEVEL = "How bad it is: `error` stops a lesson, `warn` asks for a second look."
_OF = "In which texts; `voice` is text, question, why, closing, title and teaser, `all` is every text."


class RangeForm(Form):
    """How many there are to be."""

    min: Number | None = Field(default=None, description="How many at least.")
    max: Number | None = Field(default=None, description="How many at most.")
    hard_max: Number | None = Field(default=None, description="More than this is an error, whatever the level.")
    level: Level = Field(default="error", description=_LEVEL)

    @field_validator("min", "max", "hard_max", mode="before")
    @classmethod
    def _is_given(cls, bound: object) -> object:
        """Refuse what is read as nothing, which would be no limit."""
        if bound is None:
            raise PydanticKnownError("int_type")
        return bound

    @model_validator(mode="after")
    def _limits_something(self) -> RangeForm:
        given = [bound for bound in (self.min, self.max, self.hard_max) if bound is not None]
        if not given:
            raise refusal("a limit without `min` and `max`", "say how many")
        if given != sorted(given):
            raise refusal("`min`, `max` and `hard_max` are not in this order", "compare them", at="max")
        return self

    def is_missed_by(self, number: float) -> tuple[Level, str] | None:
        """How bad it is that there are so many, and how many there may be; None where there may be as many."""
        if self.hard_max is not None and number > self.hard_max:
            return "error", f"at most {self.hard_max}"
        if self.max is not None and number > self.max:
            return self.level, f"at most {self.max}"
        if self.min is not None and number < self.min:
            return self.level, f"at least {self.min}"
        return None


class CountForm(RangeForm):
    """How many there are to be in a day."""

    on_days: dict[DayNumber, Number] = Field(
        default={}, description="On these days another number instead of min and max."
    )

    def on(self, day: int) -> RangeForm:
        """How many there are to be on this day."""
        other = self.on_days.get(str(day))
        if other is None:
            return self
        given = [bound for bound in ("min", "max") if getattr(self, bound) is not None]
        return self.model_copy(update={**dict.fromkeys(given, other), "hard_max": None})


class LimitsForm(Form):
    """Limits, of which each may be left out."""

    @field_validator("*", mode="before")
    @classmethod
    def _is_given(cls, limit: object) -> object:
        """Refuse what is read as nothing, which would be no limit."""
        if limit is None:
            raise PydanticKnownError("model_type", {"class_name": RangeForm.__name__})
        return limit


class CountsForm(LimitsForm):
    """How many there are to be in each day."""

    steps: CountForm | None = Field(default=None, description="Its steps, the closing included.")
    demos: CountForm | None = Field(default=None, description="Its demos.")
    contrast_demos: CountForm | None = Field(default=None, description="Its demos of two prompts or more.")
    quizzes: CountForm | None = Field(default=None, description="Its knowledge checks.")
    quizzes_in_a_row: CountForm | None = Field(
        default=None, description="Knowledge checks without a step between them."
    )
    options: CountForm | None = Field(default=None, description="The options of a knowledge check.")
    letters: CountForm | None = Field(default=None, description="Different letters among the right answers.")
    words: CountForm | None = Field(default=None, description="Words of all its texts but titles.")


class LengthForm(RangeForm):
    """How long each text of a kind may be."""

    of: Scopes = Field(description=_OF)
    unit: Unit = Field(
        default="words", description="What is counted in the text, in each sentence or in each line of code."
    )


class UnwantedForm(Form):
    """Words that are not wanted, or not without others."""

    pattern: Pattern = Field(description="A regular expression for them; capitals are not told from small letters.")
    of: Scopes = Field(description=_OF)
    unless: Pattern = Field(default=_NEVER, description="A pattern that makes them right in the same text.")
    except_steps: list[Slug] = Field(default=[], description="Steps in which they are right.")
    times_a_day: Number = Field(default=0, description="How often they may come in a day.")
    steps_a_day: Number = Field(default=0, description="In how many steps of a day they may come.")
    hint: Reason = Field(default="say it in other words", description="What to do about it.")
    level: Level = Field(default="error", description=_LEVEL)


class RequiredForm(Form):
    """What no day is without."""

    steps: list[Slug] = Field(default=[], description="The ids of steps that no day is without.")
    bold_opening: list[Scope] = Field(default=[], description="Which texts begin with a line in bold.")
    level: Level = Field(default="error", description=_LEVEL)


class ReadabilityForm(LimitsForm):
    """How easy a day is to read: over its texts, questions, explanations, closing and the replies in demos."""

    flesch_reading_ease: RangeForm | None = Field(default=None, description="100 is very easy. For English only.")
    flesch_kincaid_grade: RangeForm | None = Field(
        default=None, description="The year of school that reads it. English only."
    )
    mean_sentence_words: RangeForm | None = Field(default=None, description="How many words a sentence has on average.")


class AnswersForm(LimitsForm):
    """How right answers are spread over the course."""

    planned: dict[DayNumber, Annotated[str, StringConstraints(pattern=r"^[A-D]+$")]] = Field(
        default={}, description="The letters of a day, one after another, such as CBDC."
    )
    percent_of_each_letter: RangeForm | None = Field(
        default=None, description="How often each letter is the right one."
    )
    same_in_a_row: RangeForm | None = Field(default=None, description="How often the same letter comes running.")
    percent_longest: RangeForm | None = Field(default=None, description="How often the right option is the longest.")
    percent_shortest: RangeForm | None = Field(default=None, description="How often the right option is the shortest.")
    percent_of_longest_wrong: RangeForm | None = Field(
        default=None, description="How long the right option is, in per cent of the longest wrong one."
    )


class ExceptionForm(Form):
    """Where rules don't hold, and why."""

    day: int = Field(ge=1, le=99, description="The day.")
    step: Slug = Field(default="", description="The id of its step; the whole day where it is left out.")
    rules: list[Name] = Field(min_length=1, description="The names of the rules, or of parts of this file.")
    because: Reason = Field(description="Why they don't hold here.")


class StyleForm(Form):
    """The style of a course."""

    counts: CountsForm = Field(default=CountsForm(), description="What is counted in each day.")
    required: RequiredForm = Field(default=RequiredForm(), description="What each day has to have.")
    lengths: dict[Name, LengthForm] = Field(
        default={}, description="How long texts may be; each rule by a name of yours."
    )
    readability: ReadabilityForm = Field(default=ReadabilityForm(), description="How easy each day is to read.")
    answers: AnswersForm = Field(default=AnswersForm(), description="The right answers over the whole course.")
    words: dict[Name, UnwantedForm] = Field(
        default={}, description="Words that are not wanted; each rule by a name of yours."
    )
    exceptions: list[ExceptionForm] = Field(default=[], description="Where rules don't hold, and why.")
