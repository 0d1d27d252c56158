"""The settings: read from the environment and from `.env`, checked all at once."""

from __future__ import annotations

import logging
import os
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_type_hints
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream

_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]{30,}")


_END_OF_IDS = 2**52
"""Telegram's ids have up to 52 bits."""
_OF_OTHERS = {
    **dict.fromkeys(("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"), "PROXY_URL, or set it in the environment"),
    "TZ": "DEFAULT_TIMEZONE",
}


class SettingsError(ValueError):
    """Settings that cannot be used. `problems` names every one of them, with what was expected."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Setting(NamedTuple):
    read: Callable[[str], Any]  # raises ValueError, LookupError or OSError
    default: str
    expected: str
    name: str = ""  # in the environment, where that is not the field’s in capitals
    secret: bool = False  # whether it may hold a token or a password, so that its value is never shown


@dataclass(frozen=True, slots=True)
class Settings:
    """What the operator decides; `.env.example` says what each is for."""

    bot_token: Annotated[
        str | None,
        _Setting(
            _token, "", "the token from @BotFather, like 123456789:AAE…, or nothing for the playground", secret=True
        ),
    ]
    admin_ids: Annotated[
        frozenset[int], _Setting(_ids, "", "numeric Telegram user ids, separated by commas, like 12345,67890")
    ]
    database: Annotated[
        Path,
        _Setting(
            _sqlite_file,
            "sqlite:///data/bot.db",
            "sqlite:/// and a file, like sqlite:///data/bot.db",
            name="DATABASE_URL",
            secret=True,
        ),
    ]
    telegram_api_url: Annotated[
        str,
        _Setting(
            _http_url,
            "https://api.telegram.org",
            "the root of a Bot API server, without “/bot”, like https://api.telegram.org",
            secret=True,
        ),
    ]
    proxy: Annotated[
        str | None,
        _Setting(
            _proxy,
            "",
            "the address of an HTTP proxy, like http://localhost:3128, or nothing",
            name="PROXY_URL",
            secret=True,
        ),
    ]
    take_over: Annotated[bool, _Setting(_yes_or_no, "no", "yes or no")]
    course: Annotated[
        Path, _Setting(_course_folder, "lessons/chatgpt", "a folder with a course.yaml in it, like lessons/chatgpt")
    ]
    default_timezone: Annotated[str, _Setting(_zone, "UTC", "an IANA time zone, like Europe/Berlin")]
    log_level: Annotated[int, _Setting(_log_level, "INFO", "DEBUG, INFO, WARNING, ERROR or CRITICAL")]
    playground_port: Annotated[int, _Setting(_port, "8011", "a port number from 0 (any free one) to 65535")]
    paid_broadcasts: Annotated[bool, _Setting(_yes_or_no, "no", "yes or no")]


def read_settings(environment: Mapping[str, str] = os.environ, env_file: Path = Path(".env")) -> Settings:
    """The settings of `environment`, and of `env_file` where the environment is silent.

    Raises SettingsError with every bad one; an unknown name in the file is bad too, since it is likely a slip.
    """
    from_file, problems = _read_file(env_file)
    values: list[Any] = []
    for name, setting in _SETTINGS.items():
        text = environment.get(name, from_file.get(name, "")).strip() or setting.default
        try:
            values.append(setting.read(text))
        except (ValueError, LookupError, OSError):  # no such zone or answer; a zone that is a folder of zones
            shown = "its value" if setting.secret else repr(text)
            problems.append(f"{name}: {shown} cannot be used; expected {setting.expected}")
    if problems:
        raise SettingsError(problems)
    return Settings(*values)


def _read_file(env_file: Path) -> tuple[dict[str, str], list[str]]:
    """What the file sets, and what is wrong with its lines. No line is repeated: it may hold the token."""
    if not env_file.is_file():
        return {}, []
    try:
        with env_file.open(encoding="utf-8") as lines:
            bindings = list(parse_stream(lines))
    except UnicodeDecodeError:
        return {}, [f"{env_file}: it cannot be read; expected text in UTF-8"]
    values = {binding.key: binding.value or "" for binding in bindings if binding.key is not None}
    problems = [f"{env_file}:{each.original.line}: expected NAME=value" for each in bindings if each.error]
    problems += [_unknown(name, env_file) for name in values if name not in _SETTINGS]
    times = Counter(binding.key for binding in bindings if binding.key in _SETTINGS)
    return values, problems + [f"{name}: given {n} times in {env_file}; keep one" for name, n in times.items() if n > 1]


def _unknown(name: str, env_file: Path) -> str:
    if not name.isidentifier():  # a token without its name, for instance: it is not to be repeated
        return f"{env_file}: a line cannot be used; expected NAME=value"
    if ours := _OF_OTHERS.get(name.upper()):
        return f"{name}: there is no such setting (in {env_file}); use {ours}"
    close = get_close_matches(name, _SETTINGS, n=1)
    return f"{name}: there is no such setting (in {env_file})" + (f"; did you mean {close[0]}?" if close else "")


def _token(text: str) -> str | None:
    if text and not _TOKEN.fullmatch(text):
        raise ValueError
    return text or None


def _ids(text: str) -> frozenset[int]:
    ids = frozenset(int(each) for each in text.replace(",", " ").split())
    if any(not 0 < each < _END_OF_IDS for each in ids):
        raise ValueError
    return ids


def _sqlite_file(text: str) -> Path:
    path = Path(text.removeprefix("sqlite:///"))
    # What SQLAlchemy would read as a database in memory, or as options of SQLite, is no file that would be meant.
    if not text.startswith("sqlite:///") or not path.name or path.name == ":memory:" or re.search("[?#]", path.name):
        raise ValueError
    if path.is_dir():
        raise ValueError
    return path


def _http_url(text: str) -> str:
    found = re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", text)
    if not found or re.search(r"/bot([0-9]+:[^/]*)?/*$", found[1] or ""):  # with what only a method's address has
        raise ValueError
    return text.rstrip("/")


def _proxy(text: str) -> str | None:
    if text and not re.fullmatch(r"https?://[^\s/?#]+/?", text):
        raise ValueError
    return text or None


def _course_folder(text: str) -> Path:
    folder = Path(text)
    if not folder.is_dir():  # whether there is a course in it is the course's to tell
        raise ValueError
    return folder


def _zone(text: str) -> str:
    return ZoneInfo(text).key


def _log_level(text: str) -> int:
    level = logging.getLevelNamesMapping().get(text.upper())
    if not level:
        raise ValueError
    return level


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError
    return port


def _yes_or_no(text: str) -> bool:
    return {"yes": True, "no": False}[text.lower()]


_SETTINGS: dict[str, _Setting] = {
    setting.name or field.upper(): setting
    for field, hint in get_type_hints(Settings, include_extras=True).items()
    for setting in hint.__metadata__
}
"""By their names in the environment, in the order of the fields."""
