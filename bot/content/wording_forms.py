"""What an author fills in for reminders: reminders.yaml, as pydantic models."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal, get_args

from pydantic import Field, StringConstraints, ValidationInfo, field_validator

from bot.content.fields import Form, Slug, plain, refusal
from bot.core.reminders import WORDED
from bot.core.wordings import ALWAYS, PLACEHOLDERS, REST_FOR, Conditions, Wording, misused_placeholder

_FACTS = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)

WordingText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), plain()]
Count = Annotated[int, Field(ge=0, le=9999)]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class ConditionsForm(Form):
    """When a wording fits; all that is given here has to hold."""

    streak_at_least: Count = Field(0, description="Days in a row, from this many on.")
    days_done_at_least: Count = Field(0, description="Lessons finished, from this many on.")
    days_done_at_most: Count | None = Field(None, description="Lessons finished, up to this many.")
    ignored_at_least: Count = Field(0, description="Days since the learner was here, from this many on.")
    ignored_at_most: Count | None = Field(None, description="Days since the learner was here, up to this many.")
    weekdays: list[Weekday] = Field([], description="The days of the week it is for, like `[saturday, sunday]`.")
    lesson: Literal["new", "begun"] | None = Field(None, description="How far the lesson is: `new` or `begun`.")

    def conditions(self) -> Conditions:
        """The conditions as the course knows them."""
        weekdays = frozenset(map(get_args(Weekday).index, self.weekdays))
        return Conditions(**(self.model_dump() | {"weekdays": weekdays}))


class WordingForm(Form):
    """One way to say a reminder."""

    id: Slug
    text: WordingText = Field(description=f"The words: plain text, in which {_FACTS} are filled in.")
    only: ConditionsForm | None = Field(None, description="When it fits; always, where this is left out.")

    @field_validator("text")
    @classmethod
    def _names_facts(cls, text: str) -> str:
        if misused := misused_placeholder(text):
            raise refusal(f"{misused} cannot be filled in", f"known here: {_FACTS}")
        return text

    def conditions(self) -> Conditions:
        """When it fits, as the course knows it."""
        return self.only.conditions() if self.only else ALWAYS


Wordings = Annotated[list[WordingForm], Field(min_length=1)]


class RemindersForm(Form):
    """The ways to say each kind of reminder. A learner reads none of them twice in seven days."""

    daily: Wordings = Field(description="At the learner’s own hour, with the way into the lesson.")
    snoozed: Wordings = Field(description="Two hours after “In 2 hours”.")
    at_risk: Wordings = Field(description="In the evening, where a streak of two days or more would end.")
    farewell: Wordings = Field(description="After seven days without the learner: the last one for a while.")
    day_14: Wordings = Field(description="After fourteen days without the learner.")
    day_30: Wordings = Field(description="After thirty days without the learner: the last of all.")

    @field_validator("daily", "snoozed", "at_risk")
    @classmethod
    def _last_a_week(cls, wordings: list[WordingForm], info: ValidationInfo) -> list[WordingForm]:
        """These may come every day, so that there have to be more of them than a week has days."""
        always = sum(form.conditions() == ALWAYS for form in wordings)
        if always <= REST_FOR:
            message = f"{always} of `{info.field_name}` fit without conditions; {REST_FOR + 1} have to"
            raise refusal(message, f"so that nobody reads one twice in {REST_FOR} days")
        return wordings

    def wordings(self) -> Iterator[Wording]:
        """All of them, as the course knows them."""
        for kind in WORDED:
            for form in getattr(self, kind):
                yield Wording(form.id, kind, form.text, form.conditions())
