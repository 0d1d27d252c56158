"""The template holds every text of the code, and a catalogue says each of them with all its facts."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from bot.core.richtext import fill, holes
from bot.words import CATALOGUES, languages, words_in
from bot.words.making import KEYWORDS, TEMPLATE, write_template
from tests.support.catalogues import (
    Key,
    Translation,
    faults,
    messages_of,
    read_catalogue,
    template_keys,
    texts_of,
    write_catalogue,
)
from tests.support.the_code import modules

SPEAKING = ("bot.chat", "bot.cli", "bot.pictures", "bot.words")


def test_the_template_has_the_texts_of_the_code(tmp_path: Path) -> None:
    write_template(tmp_path / "bot.pot")
    anew = (tmp_path / "bot.pot").read_text(encoding="utf-8")
    assert TEMPLATE.read_text(encoding="utf-8") == anew, "`make words` makes it anew"


def test_no_text_of_the_code_is_overlooked() -> None:
    keywords = {keyword.partition(":")[0] for keyword in KEYWORDS}
    keys: set[Key] = set()
    others: list[str] = []
    for name, module in modules():
        for call in ast.walk(module) if name.startswith(SPEAKING) else ():
            if not isinstance(call, ast.Call) or not call.args or _called(call) not in keywords:
                continue
            texts = [
                text.value for text in call.args[:2] if isinstance(text, ast.Constant) and isinstance(text.value, str)
            ]
            if texts:
                keys.add((texts[0], texts[1]) if _called(call) == "plural" else texts[0])
            elif _speaks(call) and isinstance(call.args[0], ast.JoinedStr | ast.BinOp):
                others.append(f"{name}:{call.lineno}")
    assert others == [], "a text is written out, with holes for its facts"
    found = template_keys()
    # Where one thing is said alone elsewhere, both share an entry.
    assert {texts_of(key)[0] for key in keys} == {texts_of(key)[0] for key in found}
    assert {key for key in keys if isinstance(key, tuple)} == {key for key in found if isinstance(key, tuple)}


def _called(call: ast.Call) -> str:
    """What stands before the parenthesis."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _speaks(call: ast.Call) -> bool:
    """Whether it is a call of somebody’s `words`."""
    owner = getattr(call.func, "value", None)
    return "words" in {getattr(owner, "id", ""), getattr(owner, "attr", "")}


@pytest.mark.parametrize("key", template_keys(), ids=lambda key: texts_of(key)[0][:40])
def test_every_text_takes_its_facts(key: Key) -> None:
    for text in texts_of(key):
        told = fill(text, {name: f"*{name}*" for name in holes(text)})
        assert all(f"*{name}*" in told.text for name in holes(text))
        assert text == text.strip()


@pytest.mark.parametrize("language", languages()[1:] or [pytest.param("", marks=pytest.mark.skip("there is none yet"))])
def test_every_catalogue_says_what_the_code_says(language: str) -> None:
    catalogue = read_catalogue(CATALOGUES / language / "LC_MESSAGES" / "bot.po")
    assert faults(catalogue) == []
    assert {message.id for message in messages_of(catalogue)} <= set(template_keys())


LEFT = "{left} left."
LEARNERS = ("{n} learner", "{n} learners")


@pytest.mark.parametrize(
    ("key", "translation", "fault"),
    [
        (LEFT, "Noch {left}.", None),
        (LEFT, "", None),
        (LEFT, "Noch welche.", "{left} in one of the two only"),
        (LEFT, "Noch {übrig}.", "{left} in one of the two only"),
        (LEFT, "Noch {left} von {all}.", "{all} in one of the two only"),
        (LEFT, "Noch **{left}.", "a format is not closed"),
        (LEFT, "Noch **{left}*.", "a format is not closed"),
        ("A freeze", "Ein * Stern", "a format is not closed"),
        (LEARNERS, ("{n} Schüler", "{n} Schülerinnen und Schüler"), None),
        (("One learner", "{n} learners"), ("Jemand", "{n} Leute"), None),
        (("One learner", "{n} learners"), ("{n} Mensch", "Leute"), None),
        (LEARNERS, ("{n} Schüler", ""), "a plural form is missing"),
        (LEARNERS, ("{n} Schüler", "Viele Schüler"), "{n} in one of the two only"),
        ("d MMM", "d. MMM", None),
        ("d MMM", "Tag", "Unsupported date/time field"),
    ],
)
def test_a_wrong_translation_is_found(tmp_path: Path, key: Key, translation: Translation, fault: str | None) -> None:
    found = faults(read_catalogue(write_catalogue(tmp_path, "de", {key: translation}, locale="de")))
    assert len(found) == (fault is not None)
    assert all(each.startswith(fault or "") for each in found)


def test_a_catalogue_with_the_plurals_of_another_language_is_found(tmp_path: Path) -> None:
    file = write_catalogue(tmp_path, "ru", {}, locale="de")
    file.write_text(file.read_text().replace("Language: de", "Language: ru"))
    assert faults(read_catalogue(file)) == ["ru has 3 plural forms, not 2"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("pt-br", "pt-br"),
        ("PT-BR", "pt-br"),
        ("pt_BR", "pt-br"),
        ("pt", "pt"),
        ("PT", "pt"),
        ("pt-pt", "pt"),
        ("de", "de"),
        ("de-at", "de"),
        ("en", "en"),
        ("en-gb", "en"),
        ("xx", "en"),
        ("xx-br", "en"),
        ("br", "en"),
        ("", "en"),
        (None, "en"),
        ("-", "en"),
        ("-br", "en"),
        ("..", "en"),
        ("../evil", "en"),
        ("../../etc", "en"),
        ("pt/../../evil", "en"),
        ("/etc", "en"),
        ("*", "en"),
        ("\0", "en"),
        ("x" * 5000, "en"),
    ],
)
def test_a_catalogue_is_found_by_the_language_of_a_telegram(folder: Path, asked: str | None, found: str) -> None:
    for language in ("pt", "pt-br", "de", "../evil"):
        write_catalogue(folder, language, {"Back": f"in {language}"})
    words = words_in(asked)
    assert words.language == found
    assert words.text("Back").text == ("Back" if found == "en" else f"in {found}")


def test_the_languages_are_those_that_have_a_catalogue(folder: Path) -> None:
    assert languages() == ["en"]
    for language in ("pt-br", "de"):
        write_catalogue(folder, language, {})
    (folder / "fr").mkdir()
    (folder / "bot.pot").touch()
    assert languages() == ["en", "de", "pt-br"]
