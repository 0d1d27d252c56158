"""The settings: everything wrong is named at once, and no secret is ever shown."""

from __future__ import annotations

import logging
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import pytest
from dotenv import dotenv_values

from bot.settings import _SETTINGS, Settings, SettingsError, read_settings
from tests.support.the_code import attributes, modules

ROOT = Path(__file__).parent.parent
TOKEN = "123456789:AAEabcdefghijklmnopqrstuvwxyz012345"  # noqa: S105 -- of nobody
DEFAULTS = Settings(
    bot_token=None,
    admin_ids=frozenset(),
    database=Path("data/bot.db"),
    telegram_api_url="https://api.telegram.org",
    proxy=None,
    take_over=False,
    course=Path("lessons/chatgpt"),
    default_timezone="UTC",
    log_level=logging.INFO,
    playground_port=8011,
    paid_broadcasts=False,
)


@pytest.fixture(autouse=True)
def in_the_repository(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture
def env_file(tmp_path: Path) -> Path:
    return tmp_path / ".env"


def problems(environment: dict[str, str], env_file: Path) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        read_settings(environment, env_file)
    assert str(caught.value) == "\n".join(caught.value.problems)
    return caught.value.problems


def test_each_setting_is_read_as_what_it_is_said_to_be() -> None:
    readers = [get_type_hints(setting.read)["return"] for setting in _SETTINGS.values()]
    assert readers == list(get_type_hints(Settings).values())


def test_each_setting_is_asked_for() -> None:
    asked_for = {name for _, tree in modules() for owner, name in attributes(tree) if owner == "settings"}
    assert {each.name for each in fields(Settings)} <= asked_for


def test_nothing_has_to_be_set(env_file: Path) -> None:
    assert read_settings({}, env_file) == DEFAULTS


def test_what_is_left_empty_has_its_default(env_file: Path) -> None:
    assert read_settings(dict.fromkeys(_SETTINGS, " "), env_file) == DEFAULTS


def test_every_setting_is_read(env_file: Path, tmp_path: Path) -> None:
    environment = {
        "BOT_TOKEN": TOKEN,
        "ADMIN_IDS": "12, 345,6",
        "DATABASE_URL": "sqlite:////var/lib/bot.db",
        "TELEGRAM_API_URL": "http://localhost:8081/",
        "PROXY_URL": "http://ada:love@proxy:3128",
        "TAKE_OVER": "yes",
        "COURSE": str(tmp_path),
        "DEFAULT_TIMEZONE": "Europe/Berlin",
        "LOG_LEVEL": "debug",
        "PLAYGROUND_PORT": "0",
        "PAID_BROADCASTS": "Yes",
        "PATH": "is none of our business",
    }
    assert read_settings(environment, env_file) == Settings(
        bot_token=TOKEN,
        admin_ids=frozenset({12, 345, 6}),
        database=Path("/var/lib/bot.db"),
        telegram_api_url="http://localhost:8081",
        proxy="http://ada:love@proxy:3128",
        take_over=True,
        course=tmp_path,
        default_timezone="Europe/Berlin",
        log_level=logging.DEBUG,
        playground_port=0,
        paid_broadcasts=True,
    )


def test_the_environment_wins_over_the_file(env_file: Path) -> None:
    env_file.write_text("LOG_LEVEL=ERROR\nDEFAULT_TIMEZONE=Asia/Tokyo\n")
    settings = read_settings({"LOG_LEVEL": "DEBUG"}, env_file)
    assert (settings.log_level, settings.default_timezone) == (logging.DEBUG, "Asia/Tokyo")


def test_a_value_of_the_file_is_taken_as_it_stands(env_file: Path) -> None:
    env_file.write_text("DATABASE_URL=sqlite:///a/${HOME}.db  # a comment\n")
    assert read_settings({"HOME": "/root"}, env_file).database == Path("a/${HOME}.db")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "123456789"),
        ("BOT_TOKEN", "123456789:short"),
        ("BOT_TOKEN", f"bot{TOKEN}"),
        ("BOT_TOKEN", f"{TOKEN}/getMe"),
        ("ADMIN_IDS", "ada"),
        ("ADMIN_IDS", "12; 13"),
        ("ADMIN_IDS", "-5"),
        ("ADMIN_IDS", "0"),
        ("DATABASE_URL", "bot.db"),
        ("DATABASE_URL", "sqlite:///"),
        ("DATABASE_URL", "postgresql://ada:love@localhost/bot"),
        ("TELEGRAM_API_URL", "api.telegram.org"),
        ("TELEGRAM_API_URL", "ftp://api.telegram.org"),
        ("TELEGRAM_API_URL", "https://"),
        ("TELEGRAM_API_URL", f"https://api.telegram.org/bot{TOKEN}/getMe?a=b"),
        ("ADMIN_IDS", "99999999999999999999999"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "sqlite:///data/bot.db?mode=ro"),
        ("DATABASE_URL", "sqlite:///lessons"),
        ("TELEGRAM_API_URL", "https://api.telegram.org/bot"),
        ("TELEGRAM_API_URL", f"https://api.telegram.org/bot{TOKEN}"),
        ("PROXY_URL", "socks5://localhost:1080"),
        ("PROXY_URL", "localhost:3128"),
        ("TAKE_OVER", "perhaps"),
        ("COURSE", "nowhere"),
        ("DEFAULT_TIMEZONE", "Mars/Olympus"),
        ("DEFAULT_TIMEZONE", "Europe"),
        ("DEFAULT_TIMEZONE", "../etc/passwd"),
        ("DEFAULT_TIMEZONE", "UTC+1"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_LEVEL", "NOTSET"),
        ("PLAYGROUND_PORT", "65536"),
        ("PLAYGROUND_PORT", "-1"),
        ("PLAYGROUND_PORT", "http"),
        ("PAID_BROADCASTS", "perhaps"),
    ],
)
def test_a_bad_value_is_named_with_what_was_expected(name: str, value: str, env_file: Path) -> None:
    (problem,) = problems({name: value}, env_file)
    shown = "its value" if _SETTINGS[name].secret else repr(value)
    assert problem == f"{name}: {shown} cannot be used; expected {_SETTINGS[name].expected}"


def test_all_problems_are_told_at_once(env_file: Path) -> None:
    env_file.write_text("BOT_TOKNE=x\nLOG_LEVEL=LOUD\n")
    bad = {name: "/" for name in _SETTINGS if name != "LOG_LEVEL"} | {"COURSE": "/nowhere"}
    names = [problem.partition(":")[0] for problem in problems(bad, env_file)]
    assert sorted(names) == sorted(["BOT_TOKNE", *_SETTINGS])


@pytest.mark.parametrize(
    ("name", "meant"),
    [("BOT_TOKNE", "BOT_TOKEN"), ("ADMIN_ID", "ADMIN_IDS"), ("TIMEZONE", "DEFAULT_TIMEZONE"), ("Q", None)],
)
def test_an_unknown_name_in_the_file_is_told_with_the_one_that_was_meant(
    name: str, meant: str | None, env_file: Path
) -> None:
    env_file.write_text(f"{name}={TOKEN}\n")
    (problem,) = problems({}, env_file)
    assert problem.startswith(f"{name}: there is no such setting (in {env_file})")
    assert problem.endswith(f"; did you mean {meant}?" if meant else ")")


@pytest.mark.parametrize(("name", "ours"), [("HTTPS_PROXY", "PROXY_URL"), ("TZ", "DEFAULT_TIMEZONE")])
def test_the_name_of_what_others_call_a_setting_leads_to_ours(name: str, ours: str, env_file: Path) -> None:
    env_file.write_text(f"{name}=x\n")
    (problem,) = problems({}, env_file)
    assert f"; use {ours}" in problem


def test_a_setting_given_twice_is_told(env_file: Path) -> None:
    env_file.write_text("LOG_LEVEL=DEBUG\nADMIN_IDS=1\nLOG_LEVEL=ERROR\n")
    assert problems({}, env_file) == [f"LOG_LEVEL: given 2 times in {env_file}; keep one"]


@pytest.mark.parametrize("line", [TOKEN, f"{TOKEN}=", f"BOT_TOKNE={TOKEN}", f"BOT_TOKEN=bot{TOKEN}"])
def test_a_token_in_the_wrong_place_is_not_repeated(line: str, env_file: Path) -> None:
    env_file.write_text(f"{line}\n")
    (problem,) = problems({}, env_file)
    assert TOKEN not in problem


def test_a_line_that_is_no_setting_is_told_by_its_number_and_not_repeated(env_file: Path) -> None:
    env_file.write_text(f"LOG_LEVEL=DEBUG\nBOT_TOKEN {TOKEN}\nADMIN_IDS=x\n")
    assert [problem.partition(": ")[0] for problem in problems({}, env_file)] == [f"{env_file}:2", "ADMIN_IDS"]
    assert TOKEN not in "".join(problems({}, env_file))


def test_a_file_in_another_encoding_is_told_and_not_a_crash(env_file: Path) -> None:
    env_file.write_text("LOG_LEVEL=DEBUG\n", encoding="utf-16")
    (problem,) = problems({}, env_file)
    assert problem == f"{env_file}: it cannot be read; expected text in UTF-8"


def test_the_example_lists_exactly_the_settings_there_are_with_their_defaults() -> None:
    example = ROOT / ".env.example"
    assert list(dotenv_values(example)) == list(_SETTINGS)
    assert {name: setting.default for name, setting in _SETTINGS.items()} == dotenv_values(example)
    assert read_settings({}, example) == DEFAULTS


def test_the_example_says_what_each_setting_is_for() -> None:
    blocks = (ROOT / ".env.example").read_text(encoding="utf-8").strip().split("\n\n")[1:]
    assert len(blocks) == len(_SETTINGS)
    for block in blocks:
        *comments, setting = block.splitlines()
        assert comments
        assert all(line.startswith("# ") for line in comments)
        assert setting.partition("=")[0] in _SETTINGS
