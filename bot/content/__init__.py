"""The course as files: YAML and light Markdown in, `bot.core.course` out, every problem with its place."""

from bot.content.loading import check, load_course, load_single_day
from bot.content.problem import CourseError, Problem
from bot.content.schema import write_schemas

__all__ = ["CourseError", "Problem", "check", "load_course", "load_single_day", "write_schemas"]
