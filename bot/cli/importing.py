"""`import`: a day out of another format."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.cli.service import OK, PROBLEMS, print_problems


def add(commands: Any) -> None:
    """Say what the command takes."""
    command = commands.add_parser("import", help="write a day’s file from Markdown, GIFT or Moodle XML")
    command.add_argument("file", type=Path, help="what to read: .md, .gift or .txt, .xml")
    command.add_argument("--day", type=int, required=True, help="the number of the day")
    command.add_argument(
        "--course", type=Path, default=Path("lessons/chatgpt"), help="the folder to write it into (lessons/chatgpt)"
    )
    command.add_argument("--format", choices=("markdown", "gift", "moodle"), help="if the file’s name does not tell it")
    command.add_argument("--replace", action="store_true", help="write over the file that this day has already")
    command.set_defaults(command=_import)


def _import(options: argparse.Namespace) -> int:
    from bot.content import CourseError, day_file, look_at
    from bot.content.imports.reading import format_of, read_draft

    format_name = options.format or format_of(options.file)
    if refused := _refusal(options, format_name):
        print(refused, file=sys.stderr)
        return PROBLEMS
    file = day_file(options.course, options.day)
    try:
        draft = read_draft(options.file, format_name or "")
        text = draft.as_yaml(options.day)  # before anything that is there is opened to be written over
        with file.open("w" if options.replace else "x", encoding="utf-8") as written:
            written.write(text)
    except CourseError as error:
        return print_problems(error.problems)
    except FileExistsError:
        print(f"{file}: it is there already, and stays as it is; --replace writes over it", file=sys.stderr)
        return PROBLEMS
    except OSError as error:
        print(f"{file}: it cannot be written: {error.strerror}", file=sys.stderr)
        return PROBLEMS
    for lost in draft.lost:
        print(lost, file=sys.stderr)
    steps = "1 step" if len(draft.steps) == 1 else f"{len(draft.steps)} steps"
    print(f"{file}: {steps}")
    problems = look_at(file).problems
    return print_problems(problems) if problems else OK


def _refusal(options: argparse.Namespace, format_name: str | None) -> str | None:
    """What keeps the options from being carried out, in words."""
    if format_name is None:
        return f"{options.file}: its name does not tell what it is; say it with --format"
    if not 1 <= options.day <= 99:
        return f"--day {options.day}: days have the numbers 1 to 99"
    return None if options.course.is_dir() else f"{options.course}: there is no such folder"
