"""What an author fills in for a practice: the task, what a prompt is to have, and an example."""

from __future__ import annotations

from typing import Annotated

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from bot.content.fields import Form, Prompt, Remark, Slug, Task, refusal
from bot.content.patterns import PatternError, check_pattern, fits
from bot.core.course import (
    Criterion,
    Practice,
)
from bot.core.practice import Verdict, assess, words_in_phrase
from bot.core.richtext import RichText


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
