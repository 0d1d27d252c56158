"""`export`: the knowledge checks of a course, for other programs to ask."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from bot.cli.service import OK, PROBLEMS, print_problems


def add(commands: Any) -> None:
    """Say what the command takes."""
    command = commands.add_parser("export", help="write a course’s knowledge checks for Anki or Moodle")
    command.add_argument(
        "course", nargs="?", type=Path, default=Path("lessons/chatgpt"), help="the course’s folder (lessons/chatgpt)"
    )
    command.add_argument("--day", type=int, help="this day alone")
    command.add_argument(
        "--anki", type=Path, help="the Anki package to write, like course.apkg; one that is there is replaced"
    )
    command.add_argument(
        "--gift", type=Path, help="the GIFT file to write, like course.gift; one that is there is replaced"
    )
    command.set_defaults(command=_export)


def _export(options: argparse.Namespace) -> int:
    from bot.content import CourseError, load_course
    from bot.exports.questions import questions_of

    if not options.anki and not options.gift:
        print("Say what to write: --anki course.apkg, --gift course.gift, or both", file=sys.stderr)
        return PROBLEMS
    try:
        course = load_course(options.course)
        questions = list(questions_of(options.course, course, options.day))
    except CourseError as error:
        return print_problems(error.problems)
    if not questions:
        where = options.course if options.day is None else f"day {options.day} of {options.course}"
        print(f"There are no knowledge checks in {where}", file=sys.stderr)
        return PROBLEMS
    try:
        if options.anki:
            from bot.exports.anki import write_anki

            write_anki(options.anki, course.title, questions)
            print(f"{options.anki}: {len(questions)} cards")
        if options.gift:
            from bot.exports.gift import gift_of

            options.gift.write_text(gift_of(course.title, questions), encoding="utf-8")
            print(f"{options.gift}: {len(questions)} questions")
    except OSError as error:
        print(f"{error.filename}: it cannot be written: {error.strerror}", file=sys.stderr)
        return PROBLEMS
    return OK
