"""The JSON Schemas of the files of a course, for editors: made from the forms that check the files."""

from __future__ import annotations

import json

from pydantic.json_schema import GenerateJsonSchema

from bot.content.fields import Form
from bot.content.forms import CourseForm, DayForm
from bot.content.style.forms import StyleForm
from bot.content.wording_forms import RemindersForm

_SCHEMAS: dict[str, type[Form]] = {
    "day.schema.json": DayForm,
    "course.schema.json": CourseForm,
    "reminders.schema.json": RemindersForm,
    "style.schema.json": StyleForm,
}


def schemas() -> dict[str, str]:
    """The text of each schema file, by its name."""
    return {name: _schema(form) for name, form in _SCHEMAS.items()}


class _Generator(GenerateJsonSchema):
    """Leaves out the titles pydantic would make of the keys: editors show the key anyway."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - the signature is pydantic's
        return False


def _schema(form: type[Form]) -> str:
    schema = {"$schema": _Generator.schema_dialect, **form.model_json_schema(schema_generator=_Generator)}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
