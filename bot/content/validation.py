"""A document judged by its form: what it holds, or every problem in the author's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches
from typing import TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.content.document import Document, Mapping, Node, Position, Scalar, as_data
from bot.content.fields import Form
from bot.content.flaws import Flaw
from bot.content.forms import STEP_KINDS, TAGS
from bot.content.media import Digests, Shelf
from bot.content.problem import CourseError, Problem

FormT = TypeVar("FormT", bound=Form)
Keys = tuple[int | str, ...]

_VALUE_WORDS = {
    "string_too_short": ("{name} is empty", ""),
    "too_short": ("{name} is empty", ""),
    "too_long": ("{name} has more than {max_length} entries", "keep the most important"),
    "string_too_long": ("{name} has more than {max_length} characters", "say it in fewer words"),
    "string_pattern_mismatch": ("an `id` is made of a-z, 0-9 and single hyphens", "for example `prompt-formula`"),
    "int_type": ("{name} is to be a whole number", "plain digits, without quotes"),
    "date_type": ("{name} is to be a date", "like 2026-11-20, without quotes"),
    "greater_than_equal": ("{name} is to be at least {ge}", ""),
    "less_than_equal": ("{name} is to be at most {le}", ""),
    "list_type": ("{name} is to be a list", "each entry on a line that starts with “- ”"),
    "literal_error": ("{name} is to be one of {expected}", ""),
    "model_type": ("“key: value” lines are wanted here", "indent them below"),
    "dict_type": ("“key: value” lines are wanted here", "indent them below"),
}


def fill_in(form: type[FormT], document: Document, kept: Digests | None = None) -> FormT:
    """The document as this form; files that go with steps are those beside it, or as they were kept. CourseError with
    all that does not fit.
    """
    try:
        return form.model_validate(as_data(document.root), context=Shelf(document.path.parent, kept))
    except ValidationError as error:
        problems = [problem for details in error.errors() for problem in _problems(details, form, document)]
        raise CourseError(problems) from error


def _problems(error: ErrorDetails, form: type[Form], document: Document) -> Iterator[Problem]:
    *way, last = error["loc"]
    keys = (*(key for key in way if key not in TAGS), last)
    node = document.find(keys)
    context = error.get("ctx", {})
    match error["type"]:
        case "markdown" if isinstance(node, Scalar):
            for flaw in context["flaws"]:
                yield _of_flaw(flaw, node, document)
        case "refusal":
            place = document.find((*keys, context["at"])).place if context["at"] else node.place
            yield document.problem(place, context["message"], context["hint"])
        case "missing":
            yield document.problem(
                node.place, f"`{last}` is missing", _descriptions(_form_at(way, form)).get(str(last), "")
            )
        case "extra_forbidden":
            hint = _did_you_mean(str(last), _descriptions(_form_at(way, form)))
            yield document.problem(_place_of_key(keys, document), f"the key `{last}` is unknown", hint)
        case "string_pattern_mismatch" if last == "[key]":
            hint = "the keys here are the numbers of days"
            yield document.problem(_place_of_key(keys[:-1], document), f"the key `{keys[-2]}` is unknown", hint)
        case "step_kind":
            yield document.problem(node.place, *_about_kinds(node))
        case _:
            name = next(key for key in reversed(keys) if isinstance(key, str))
            yield document.problem(node.place, *_about_value(error, node, f"`{name}`"))


def _form_at(way: Sequence[int | str], root: type[Form]) -> type[Form]:
    """The form that is filled in where an error's keys lead."""
    form = root
    for key in way:
        form = TAGS.get(key) or next(_forms_under(key, form), form)
    return form


def _forms_under(key: int | str, form: type[Form]) -> Iterator[type[Form]]:
    """The forms that the value of this key is made of; none under the number of an item."""
    for name, field in form.model_fields.items():
        if key == (field.alias or name):
            yield from _forms_in(field.annotation)


def _forms_in(annotation: object) -> Iterator[type[Form]]:
    if isinstance(annotation, type) and issubclass(annotation, Form):
        yield annotation
    for part in get_args(annotation):
        yield from _forms_in(part)


def _of_flaw(flaw: Flaw, scalar: Scalar, document: Document) -> Problem:
    return document.problem(document.place_in(scalar, flaw.line, flaw.column), flaw.message, flaw.hint)


def _place_of_key(keys: Keys, document: Document) -> Position:
    around = document.find(keys[:-1])
    return around.keys[str(keys[-1])] if isinstance(around, Mapping) else around.place


def _descriptions(form: type[Form]) -> dict[str, str]:
    """The keys of a form as authors write them, and what each is for."""
    return {field.alias or name: field.description or "" for name, field in form.model_fields.items()}


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint: the known word that this one is close to, or all of them."""
    known = list(known)
    close = get_close_matches(word, known, n=1)
    return f"did you mean `{close[0]}`?" if close else f"known here: {', '.join(f'`{key}`' for key in known)}"


def _about_kinds(step: Node) -> tuple[str, str]:
    wanted = f"one of {', '.join(f'`{kind}`' for kind in STEP_KINDS)}"
    if not isinstance(step, Mapping):
        return "a step is to be “key: value” lines", f"an `id` and {wanted}"
    kinds = [kind for kind in STEP_KINDS if kind in step.keys]
    if kinds:
        return (
            f"the step has {' and '.join(f'`{kind}`' for kind in kinds)}",
            f"a step has {wanted}; make two steps of it",
        )
    close = (
        f"`{key}`: did you mean `{match[0]}`?" for key in step.keys if (match := get_close_matches(key, STEP_KINDS, 1))
    )
    return f"the step has none of {', '.join(f'`{kind}`' for kind in STEP_KINDS)}", next(close, f"give it {wanted}")


def _about_value(error: ErrorDetails, node: Node, name: str) -> tuple[str, str]:
    """Message and hint for a value that is not what the form asks for."""
    if error["type"] == "string_type":
        return _about_text(node, name)
    if error["type"] == "string_pattern_mismatch" and name != "`id`":
        return f"{name} is to be one line", ""
    if error["type"] not in _VALUE_WORDS:
        return error["msg"], ""
    message, hint = _VALUE_WORDS[error["type"]]
    return message.format(name=name, **error.get("ctx", {})), hint


def _about_text(node: Node, name: str) -> tuple[str, str]:
    if not isinstance(node, Scalar):
        return f"{name} is to be a text", "put a text with colons, brackets or braces in quotes"
    if node.kind == "nothing":
        return f"{name} is empty", ""
    return f"{node.text} would be read as {node.kind}, and {name} is to be a text", f'put it in quotes: "{node.text}"'
