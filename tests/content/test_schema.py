"""The JSON Schemas that editors complete from."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from bot.content import write_schemas
from bot.content.document import as_data, read_document

LESSONS = Path(__file__).parents[2] / "lessons"
SCHEMAS = {
    "day-11.yaml": "day.schema.json",
    "course.yaml": "course.schema.json",
    "reminders.yaml": "reminders.schema.json",
}


def validator(schema: str) -> jsonschema.Draft202012Validator:
    content = json.loads((LESSONS / schema).read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(content)
    return jsonschema.Draft202012Validator(content)


def test_the_schemas_in_the_repository_are_those_of_the_forms(tmp_path: Path) -> None:
    write_schemas(tmp_path)
    for name in SCHEMAS.values():
        assert (LESSONS / name).read_text(encoding="utf-8") == (tmp_path / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_shipped_files_refer_to_their_schema_and_follow_it(name: str) -> None:
    path = LESSONS / "chatgpt" / name
    first_line = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first_line == f"# yaml-language-server: $schema=../{SCHEMAS[name]}"
    # As editors have it, to which a date is a text.
    data = json.loads(json.dumps(as_data(read_document(path).root), default=date.isoformat))
    validator(SCHEMAS[name]).validate(data)


@pytest.mark.parametrize(
    "step",
    [
        {"id": "a"},
        {"id": "A b", "text": "x"},
        {"id": "a", "text": "x", "quiz": "y"},
        {"id": "a", "quiz": "x", "options": {"A": "b"}, "answer": "A", "why": "c"},
        {"id": "a", "quiz": "x", "options": {"A": "b", "B": "c"}, "answer": "E", "why": "c"},
        {"id": "a", "demo": "x", "turns": [{"you": "b"}]},
    ],
)
def test_the_schema_refuses_what_the_check_refuses(step: dict[str, object]) -> None:
    assert not validator("day.schema.json").is_valid({"day": 11, "steps": [step]})


def test_every_key_is_described_for_authors() -> None:
    for name in SCHEMAS.values():
        schema = json.loads((LESSONS / name).read_text(encoding="utf-8"))
        for form in (schema, *schema["$defs"].values()):
            assert all(key["description"] for key in form["properties"].values())
