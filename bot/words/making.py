"""Makes the template of the catalogues from the code, and brings the catalogues up to date with it: `make words`.

A new language begins with `pybabel init -i bot/locale/bot.pot -l pt_BR -o bot/locale/pt-br/LC_MESSAGES/bot.po`.
"""

from __future__ import annotations

import tomllib
from contextlib import chdir
from pathlib import Path

from babel.messages.frontend import CommandLineInterface

from bot.words import CATALOGUES, ENGLISH, languages

TEMPLATE = CATALOGUES / "bot.pot"
"""Every text of the interface, for translators to begin with."""

KEYWORDS = ("text", "plural:1,2", "N_")
"""The functions whose first arguments are texts, as Babel knows them: by what stands before the parenthesis."""

_ROOT = CATALOGUES.parent.parent
_SPEAKING = ("bot/chat", "bot/cli", "bot/pictures", "bot/words")
_WIDTH = "120"
_FICKLE = ('"POT-Creation-Date:', '"Generated-By:')  # of the header: they would change where no text has


def write_template(file: Path) -> None:
    """Write down every text that there is in the code."""
    project = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    _pybabel(
        "extract",
        "--no-default-keywords",
        f"--keywords={' '.join(KEYWORDS)}",
        "--add-comments=Translators:",
        "--add-location=file",
        "--sort-by-file",
        f"--width={_WIDTH}",
        f"--project={project['name']}",
        f"--version={project['version']}",
        "--header-comment=# The texts of PROJECT VERSION, made by `make words`.",
        f"--output-file={file}",
        *_SPEAKING,
    )
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not line.startswith(_FICKLE)), encoding="utf-8")


def update_catalogues() -> None:
    """Give every catalogue the new texts, to be translated, and take from it those that are gone."""
    for language in languages():
        if language != ENGLISH:
            name, _, country = language.partition("-")
            _pybabel(
                "update",
                "--ignore-pot-creation-date",
                "--ignore-obsolete",
                f"--width={_WIDTH}",
                f"--input-file={TEMPLATE}",
                f"--locale={'_'.join(filter(None, [name, country.upper()]))}",
                f"--output-file={CATALOGUES / language / 'LC_MESSAGES' / 'bot.po'}",
            )


def _pybabel(*arguments: str) -> None:
    with chdir(_ROOT):
        CommandLineInterface().run(["pybabel", "--quiet", *arguments])  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    TEMPLATE.parent.mkdir(exist_ok=True)
    write_template(TEMPLATE)
    update_catalogues()
