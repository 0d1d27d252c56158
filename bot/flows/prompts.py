"""The prompts a learner has seen: those of every demo of the days they have finished."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.course import Day, Demo
from bot.flows.enrolment import Enrolment
from bot.flows.flow import of_learner


@dataclass(frozen=True, slots=True)
class Prompts:
    """The prompts of one day, in their order."""

    day: Day
    prompts: tuple[str, ...]


@of_learner
def look_at_prompts(enrolment: Enrolment) -> list[Prompts]:
    """The prompts of the days the learner has finished, those without any left out."""
    finished_on = enrolment.finished_on()
    days = [day for day in enrolment.school.course.days if day.number in finished_on]
    return [each for each in map(_prompts_of, days) if each.prompts]


def _prompts_of(day: Day) -> Prompts:
    demos = [step for step in day.lesson.steps if isinstance(step, Demo)] if day.lesson else []
    prompts = (exchange.prompt for demo in demos for exchange in demo.exchanges)
    return Prompts(day, tuple(dict.fromkeys(prompts)))
