"""The command line: `python -m bot run | check | preview | stats | reminders | broadcast | learners | inbox | schema`.

A command is a module here: `add` says what it takes, and it reads in what it needs when it runs, so that `--help` is
quick.
"""

from __future__ import annotations

import argparse

from bot.cli import broadcast, check, inbox, learners, preview, run, stats, wordings

COMMANDS = (run, check, preview, wordings, stats, learners, broadcast, inbox)


def main(arguments: list[str] | None = None) -> int:
    """Run one command; its exit code."""
    options = parser().parse_args(arguments)
    code: int = options.command(options)
    return code


def parser() -> argparse.ArgumentParser:
    """All that can be said on the command line."""
    made = argparse.ArgumentParser(prog="python -m bot", description="The daily lesson bot.")
    commands = made.add_subparsers(required=True, metavar="command")
    for command in COMMANDS:
        command.add(commands)
    return made
