"""The command line, as a supervisor or an author sees it: a process of its own, its exit code and what it prints."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import signal
import socket
import sqlite3
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.bootstrap import open_beside as open_beside_the_bot
from bot.bootstrap import open_school
from bot.chat.pseudonym import pseudonym
from bot.cli.preview import first_change
from bot.core.bandit import ArmFigures, Rounds
from bot.core.clock import SystemClock
from bot.core.confirmation import secret_of
from bot.core.course import Lesson
from bot.playground import Playground, TravellingClock
from bot.settings import _SETTINGS, read_settings
from bot.store.engine.sqlite import open_file
from bot.store.wordings import save_arm_figures
from tests.support.command_line import PATIENCE, ROOT, TOKEN, address_of, bot, end_of, run_to_its_end
from tests.support.course import COURSE, EXTRA
from tests.support.media import png
from tests.support.rest import all_dealt_with, kept_in


@pytest.fixture
async def telegram() -> AsyncIterator[Playground]:
    playground = Playground(TOKEN, TravellingClock())
    await playground.start()
    yield playground
    await playground.stop()


async def test_bad_settings_are_all_named_at_once(tmp_path: Path) -> None:
    bad = {name: f"bad-{name}" for name in _SETTINGS}
    code, printed, complained = await run_to_its_end(tmp_path, "run", **bad)
    assert (code, printed) == (2, "")
    assert [line.partition(":")[0] for line in complained.splitlines()] == list(_SETTINGS)
    assert "bad-BOT_TOKEN" not in complained


async def test_the_lessons_that_are_here_have_no_problems(tmp_path: Path) -> None:
    assert await run_to_its_end(tmp_path, "check", str(ROOT / "lessons")) == (
        0,
        "ChatGPT Course: 28 of 28 days\nNo problems.\n",
        "",
    )


async def test_the_style_of_a_course_is_judged_where_it_has_one(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "courses" / "one-day", tmp_path / "one-day")
    shutil.copytree(ROOT / "lessons" / "chatgpt", tmp_path / "chatgpt")
    code, printed, complained = await run_to_its_end(tmp_path, "check", "--style", str(tmp_path))
    assert (code, complained) == (0, "")
    assert "no style.yaml, so its style is not judged\n" in printed
    assert re.search(r"^ChatGPT Course: 0 errors, 0 warnings, \d+ excepted; \d+ words a day", printed, re.MULTILINE)
    day = tmp_path / "chatgpt" / "day-02.yaml"
    text = day.read_text(encoding="utf-8")
    day.write_text(text.replace("closing: |\n      ", "closing: |\n      Just this: ", 1), encoding="utf-8")
    code, _, complained = await run_to_its_end(tmp_path, "check", "--style", str(day))
    assert code == 0, "a warning stops nobody"
    assert re.fullmatch(rf"{re.escape(str(day))}:\d+:7: warn: “Just” – .+ \[words\.minimisers\]\n", complained)
    day.write_text(text.replace("closing: |\n      ", "closing: |\n      A game changer: ", 1), encoding="utf-8")
    code, printed, _ = await run_to_its_end(tmp_path, "check", "--style", "--json", str(tmp_path / "chatgpt"))
    assert code == 1
    assert [(each["path"], each["level"], each["rule"]) for each in json.loads(printed)] == [
        (str(day), "error", "words.hype")
    ]
    (tmp_path / "chatgpt" / "style.yaml").write_text("counts: 3\n", encoding="utf-8")
    code, _, complained = await run_to_its_end(tmp_path, "check", "--style", str(tmp_path / "chatgpt"))
    assert (code, complained.splitlines()[0].partition(": ")[0]) == (1, f"{tmp_path}/chatgpt/style.yaml:1:9")


async def test_a_day_is_imported_with_what_is_lost_and_its_problems_and_never_over_another(
    tmp_path: Path, course: Path
) -> None:
    bank, day = tmp_path / "bank.gift", course / "day-02.yaml"
    bank.write_text("$CATEGORY: tides\n\nWhat? {~a =b ####So.}\n", encoding="utf-8")
    arguments = ("import", str(bank), "--day", "2", "--course", str(course))
    code, printed, complained = await run_to_its_end(tmp_path, *arguments)
    assert (code, printed) == (1, f"{day}: 1 step\n")
    assert complained.splitlines() == [
        f"{bank}:1:1: not carried over: the category “tides” – a day has none",
        f"{day}:5:5: the day ends without a closing – make `closing` the last step",
    ]
    text = day.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../day.schema.json\nday: 2\n")
    bank.write_text("Other? {~a =b ####So.}\n", encoding="utf-8")
    told = f"{day}: it is there already, and stays as it is; --replace writes over it\n"
    assert await run_to_its_end(tmp_path, *arguments) == (1, "", told)
    assert day.read_text(encoding="utf-8") == text
    code, *_ = await run_to_its_end(tmp_path, *arguments, "--replace")
    assert code == 1
    assert "Other?" in day.read_text(encoding="utf-8")
    words = tmp_path / "words.md"
    words.write_text("## One\n\nTwo.\n\n## Closing\n\nBye.\n", encoding="utf-8")
    assert await run_to_its_end(tmp_path, "import", str(words), "--day", "3", "--course", str(course)) == (
        0,
        f"{course / 'day-03.yaml'}: 2 steps\n",
        "",
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("a.docx", "--day", "1"), "its name does not tell what it is"),
        (("a.md", "--day", "0"), "days have the numbers 1 to 99"),
        (("a.md", "--day", "1", "--course", "nowhere"), "nowhere: there is no such folder"),
        (("a.md", "--day", "1", "--course", "."), "there is no such file"),
    ],
)
async def test_what_cannot_be_imported_is_told(tmp_path: Path, arguments: tuple[str, ...], told: str) -> None:
    code, printed, complained = await run_to_its_end(tmp_path, "import", *arguments)
    assert (code, printed, len(complained.splitlines())) == (1, "", 1)
    assert told in complained


async def test_checks_are_exported_for_anki_and_moodle(tmp_path: Path, course: Path) -> None:
    cards, bank = tmp_path / "a.apkg", tmp_path / "a.gift"
    assert await run_to_its_end(tmp_path, "export", str(course), "--anki", str(cards), "--gift", str(bank)) == (
        0,
        f"{cards}: 4 cards\n{bank}: 4 questions\n",
        "",
    )
    assert cards.read_bytes()[:2] == b"PK"
    assert bank.read_text(encoding="utf-8").count("####") == 4
    for arguments, told in (
        ((str(course),), "Say what to write"),
        ((str(course), "--day", "5", "--gift", str(bank)), "no knowledge checks in day 5"),
        ((str(tmp_path / "none"), "--gift", str(bank)), "the folder cannot be read"),
        ((str(course), "--gift", str(tmp_path / "none" / "a.gift")), "it cannot be written"),
        ((str(course), "--anki", str(tmp_path / "none" / "a.apkg")), "it cannot be written"),
    ):
        code, printed, complained = await run_to_its_end(tmp_path, "export", *arguments)
        assert (code, printed, len(complained.splitlines())) == (1, "", 1)
        assert told in complained
    assert bank.read_text(encoding="utf-8").count("####") == 4


async def test_a_python_that_lacks_what_the_bot_needs_is_told_in_a_sentence() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-S", "-m", "bot", "check", cwd=ROOT, stdout=PIPE, stderr=PIPE
    )
    code, _, complained = await end_of(process)
    assert code == 1
    assert complained.endswith("`make run` sets up one that has all it needs: .venv/bin/python -m bot\n")
    assert len(complained.splitlines()) == 1


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (ROOT / "lessons" / "chatgpt", "a folder; name the file of one day in it, like day-11.yaml"),
        (ROOT / "README.md", "no day’s file by its name; call it day-<number>.yaml"),
        (ROOT / "day-99.yaml", "there is no such file"),
    ],
)
async def test_what_is_no_day_is_not_previewed(tmp_path: Path, path: Path, told: str) -> None:
    assert await run_to_its_end(tmp_path, "preview", str(path)) == (1, "", f"{path}: {told}\n")


async def test_problems_of_a_lesson_are_told_with_their_place(tmp_path: Path) -> None:
    day = tmp_path / "day-01.yaml"
    day.write_text("steps:\n  - text: 09:30\n    colour: red\n", encoding="utf-8")
    code, printed, complained = await run_to_its_end(tmp_path, "check", str(day))
    assert (code, printed) == (1, "")
    assert all(re.match(rf"{re.escape(str(day))}:\d+:\d+: \S", line) for line in complained.splitlines())
    assert re.search(r"day-01\.yaml:3:5: .*colour", complained)
    code, printed, complained = await run_to_its_end(tmp_path, "check", "--json", str(day))
    assert (code, complained) == (1, "")
    assert {(each["path"], each["line"], each["column"]) for each in json.loads(printed)} >= {(str(day), 3, 5)}
    assert all(each["message"] for each in json.loads(printed))
    day.unlink()
    assert await run_to_its_end(tmp_path, "check", "--json", str(ROOT / "lessons")) == (0, "[]\n", "")


async def test_a_course_with_problems_is_not_taught(tmp_path: Path) -> None:
    (tmp_path / "course.yaml").write_text("title: [\n")
    code, _, complained = await run_to_its_end(tmp_path, "run", COURSE=str(tmp_path))
    assert code == 1
    assert re.match(rf"{re.escape(str(tmp_path))}/course\.yaml:\d+:\d+: ", complained.splitlines()[-1])
    assert "Traceback" not in complained


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The files of a course, which may be changed."""
    return shutil.copytree(ROOT / "tests" / "courses" / "one-day", tmp_path / "course")


async def test_a_bad_day_does_not_keep_the_bot_down(tmp_path: Path, telegram: Playground, course: Path) -> None:
    ada, settings = telegram.person("Ada"), {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url}
    day = course / "day-11.yaml"
    for text in (day.read_text(), day.read_text().replace("answer: C", "answer: E")):
        day.write_text(text)
        async with bot(tmp_path, "run", COURSE=str(course), **settings) as process:
            ada.say("/start")
            await telegram.wait_for(lambda: "Day 11 · Video" in (ada.messages[-1].text or ""), PATIENCE)
            process.send_signal(signal.SIGTERM)
            code, _, complained = await end_of(process)
        assert code == 0
    assert re.search(r"day-11\.yaml:\d+:\d+: the answer “E” names no option", complained)
    assert "The course goes on without what these files have changed" in complained
    for command in ("stats", "reminders"):
        code, _, complained = await run_to_its_end(tmp_path, command, COURSE=str(course))
        assert (code, complained) == (0, "")


async def test_the_log_tells_what_the_bot_works_with_and_what_it_makes_is_its_own(
    tmp_path: Path, telegram: Playground
) -> None:
    settings = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "LOG_LEVEL": "DEBUG"}
    database = tmp_path / "kept" / "bot.db"
    logs = []
    for _ in range(2):
        async with bot(tmp_path, "run", DATABASE_URL=f"sqlite:///{database}", **settings) as process:
            await telegram.wait_for(lambda: any(call.method == "getUpdates" for call in telegram.calls), PATIENCE)
            made = {path.name: path.stat().st_mode & 0o777 for path in (database.parent, *database.parent.iterdir())}
            process.send_signal(signal.SIGTERM)
            _, _, complained = await end_of(process)
            logs.append(complained)
        telegram.calls.clear()
        assert {mode for name, mode in made.items() if name != "kept"} == {0o600}
        assert made["kept"] == 0o700
    assert f"There was no database at {database}: a new one has been made" in logs[0]
    assert "There was no database" not in logs[1]
    for log in logs:
        assert f"{database}: 0 learners; ChatGPT Course: 1 of 28 days" in log
        assert "can be read by others" not in log
        assert not re.search(r" (markdown_it|matplotlib|asyncio)", log)
    database.chmod(0o644)
    async with bot(tmp_path, "run", DATABASE_URL=f"sqlite:///{database}", **settings) as process:
        await telegram.wait_for(lambda: any(call.method == "getUpdates" for call in telegram.calls), PATIENCE)
        process.send_signal(signal.SIGTERM)
        assert "can be read by others on this machine: chmod 600" in (await end_of(process))[2]


async def test_on_telegram_or_not_at_all(tmp_path: Path) -> None:
    code, printed, complained = await run_to_its_end(tmp_path, "run", "--telegram")
    assert (code, printed) == (2, "")
    assert complained == "BOT_TOKEN: it is not set, and the bot is to be on Telegram or not at all\n"


async def test_a_webhook_that_another_service_has_left_is_named_and_removed_when_asked_for(
    tmp_path: Path, telegram: Playground
) -> None:
    ada, settings = telegram.person("Ada"), {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url}
    async with aiohttp.ClientSession() as session:
        hook = {"url": "http://127.0.0.1:9/secret-path"}
        await session.post(f"{telegram.url}/bot{TOKEN}/setWebhook", json=hook)
        ada.say("/start")  # waits for them
        code, printed, complained = await run_to_its_end(tmp_path, "run", **settings)
        assert (code, printed) == (1, "")
        assert "it has set a webhook to 127.0.0.1." in complained.splitlines()[-1]
        assert "secret-path" not in complained
        async with bot(tmp_path, "run", "--take-over", **settings):
            await telegram.wait_for(lambda: ada.messages[-1].from_bot, PATIENCE)
        async with session.get(f"{telegram.url}/bot{TOKEN}/getWebhookInfo") as response:
            assert (await response.json())["result"]["url"] == ""


async def test_what_learners_would_lose_is_told_before_they_do(tmp_path: Path, course: Path) -> None:
    async with bot(tmp_path, "run", COURSE=str(course), DATABASE_URL=f"sqlite:///{tmp_path / 'x.db'}") as process:
        await address_of(process)
    database = str(tmp_path / "playground" / "bot.db")
    same = await run_to_its_end(tmp_path, "check", str(course), "--against", database, COURSE=str(course))
    assert (same[0], same[1].splitlines()[-1]) == (0, "Nothing is different from what the bot teaches.")
    day = course / "day-11.yaml"
    day.write_text(day.read_text().replace("id: kc1\n", "id: kc-1\n"))
    code, printed, complained = await run_to_its_end(
        tmp_path, "check", str(course), "--against", database, COURSE=str(course)
    )
    assert (code, complained) == (1, "")
    assert printed.splitlines()[-2:] == [
        "Changed: Day 11",
        "⚠️ Day 11 has no step kc1 of that kind any more; 0 learners stand there. Ids are for ever.",
    ]


async def test_the_effects_of_the_wordings_are_shown_as_a_table_and_as_json(tmp_path: Path) -> None:
    code, printed, complained = await run_to_its_end(tmp_path, "reminders")
    assert (code, printed) == (1, "")
    assert complained == f"There is no database at {tmp_path / 'bot.db'}: the bot has not run yet.\n"
    database = await open_file(tmp_path / "bot.db")
    figures = ArmFigures(Rounds(4, 1, 8.0, 16.0, 2.0), Rounds(10, 2, 12.0, 14.4, 2.4))
    await database.transact(lambda transaction: save_arm_figures(transaction, "coffee", figures))
    await database.close()
    code, printed, complained = await run_to_its_end(tmp_path, "reminders")
    assert (code, complained) == (0, "")
    (line,) = (line for line in printed.splitlines() if "coffee" in line)
    assert line.split() == ["daily", "coffee", "4", "25.0%", "10", "20.0%", "+0.012", "6.5%"]
    code, printed, complained = await run_to_its_end(tmp_path, "reminders", "--json")
    assert (code, complained) == (0, "")
    (coffee,) = (each for each in json.loads(printed) if each["wording"] == "coffee")
    assert (coffee["sent"], coffee["finished"], coffee["passed over"]) == (4, 1, 10)


async def test_without_a_command_the_commands_are_told(tmp_path: Path) -> None:
    code, _, complained = await run_to_its_end(tmp_path)
    assert code == 2
    assert "usage: python -m bot" in complained


async def test_a_token_that_telegram_does_not_know_is_told_in_a_sentence_without_it(
    tmp_path: Path, telegram: Playground
) -> None:
    another = TOKEN.replace("AAE", "BBE")
    code, printed, complained = await run_to_its_end(
        tmp_path, "run", BOT_TOKEN=another, TELEGRAM_API_URL=telegram.url, LOG_LEVEL="DEBUG"
    )
    assert code == 3
    assert complained.splitlines()[-1].startswith("BOT_TOKEN: Telegram does not know this token")
    assert another not in printed + complained
    assert "Traceback" not in complained


async def test_without_a_token_the_playground_is_served_until_sigterm(tmp_path: Path) -> None:
    async with bot(tmp_path, "run") as process, aiohttp.ClientSession() as session:
        async with session.get(await address_of(process)) as response:
            assert response.status == 200
            assert "<html" in await response.text()
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            assert await process.wait() == 0
    assert (tmp_path / "playground" / "bot.db").is_file()
    assert not (tmp_path / "bot.db").exists()


async def test_the_playground_has_somebody_new_and_somebody_before_day_11(tmp_path: Path) -> None:
    async with (
        bot(tmp_path, "run", COURSE=str(ROOT / "lessons" / "chatgpt")) as process,
        aiohttp.ClientSession() as session,
    ):
        url = await address_of(process)
        for person in (1001, 1002):
            await session.post(f"{url}/playground/say", json={"person": person, "text": "/start"})
            await session.post(f"{url}/playground/say", json={"person": person, "text": "/streak"})
        said = {"1001": "", "1002": ""}
        async with asyncio.timeout(PATIENCE):
            while not all("How it works" in each for each in said.values()):
                async with session.get(f"{url}/playground/state") as response:
                    chats = (await response.json())["chats"]
                    said = {person: json.dumps(chats[person]) for person in said}
    assert "It starts with" in said["1001"]
    assert "Your next lesson is" in said["1002"]
    assert "Begin Day 11" in said["1002"]
    assert "10-day streak" in said["1002"]


async def test_whoever_joins_the_playground_as_an_admin_is_one(tmp_path: Path) -> None:
    async with bot(tmp_path, "run") as process, aiohttp.ClientSession() as session:
        url = await address_of(process)
        async with session.post(f"{url}/playground/people", json={"name": "Second", "admin": True}) as response:
            person = (await response.json())["id"]
        await session.post(f"{url}/playground/say", json={"person": person, "text": "/broadcast"})
        async with asyncio.timeout(PATIENCE):
            said = ""
            while "Write a message" not in said:
                async with session.get(f"{url}/playground/state") as response:
                    said = json.dumps((await response.json())["chats"][str(person)])


async def test_a_preview_is_served_until_sigterm(tmp_path: Path) -> None:
    day = ROOT / "tests" / "courses" / "one-day" / "day-11.yaml"
    async with bot(tmp_path, "preview", str(day)) as process, aiohttp.ClientSession() as session:
        async with session.get(await address_of(process)) as response:
            assert response.status == 200
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(5):
            assert await process.wait() == 0
    assert not (tmp_path / "bot.db").exists()


async def test_a_preview_shows_what_was_changed_and_any_step_also_after_the_last(tmp_path: Path, course: Path) -> None:
    day = course / "day-11.yaml"
    async with bot(tmp_path, "preview", str(day)) as process, aiohttp.ClientSession() as session:
        url = await address_of(process)

        async def state() -> dict[str, Any]:
            async with session.get(f"{url}/playground/state") as response:
                found: dict[str, Any] = await response.json()
                return found

        async def shows(words: str) -> None:
            async with asyncio.timeout(PATIENCE):
                while words not in json.dumps(next(iter((await state())["chats"].values()))["messages"][-2:]):  # noqa: ASYNC110 -- another process
                    await asyncio.sleep(0.1)

        await shows("1/")
        offers = (await state())["offers"]
        assert offers[0] == "intro"
        for _ in range(2):  # the last one finishes the day
            await session.post(f"{url}/playground/choose", json={"offer": offers[-1]})
            await shows("Day 11 Complete")
        day.write_text(day.read_text().replace("Sora", "Zora", 1))
        await shows("Zora")
        await session.post(f"{url}/playground/choose", json={"offer": "kc1"})
        await shows("Knowledge check")
        picture = course / "a.png"
        picture.write_bytes(png())
        day.write_text(day.read_text().replace("- id: kc2\n", "- id: kc2\n    picture: a.png\n    alt: A square.\n"))
        await shows("files/file-1")
        picture.write_bytes(png(shade=9))
        await shows("files/file-2")


def test_the_first_change_of_a_lesson_is_the_step_to_look_at() -> None:
    lesson = next(iter(COURSE.lessons.values()))
    *others, last = lesson.steps
    assert first_change(lesson, lesson) is None
    assert first_change(lesson, Lesson((*others[:1], *others[2:], last))) == (*others[2:], last)[0].id
    assert first_change(lesson, replace(lesson, extra=EXTRA)) == last.id
    assert first_change(Lesson((*others, last)), Lesson((replace(others[0], id="new"), *others[1:], last))) == "new"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_with_a_token_the_bot_serves_telegram_until_it_is_told_to_stop(
    tmp_path: Path, telegram: Playground, number: signal.Signals
) -> None:
    ada = telegram.person("Ada")
    async with bot(tmp_path, "run", BOT_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url, LOG_LEVEL="DEBUG") as process:
        ada.say("/start")
        ada.say("/progress")
        await telegram.wait_for(lambda: any(message.photo for message in ada.messages), PATIENCE)
        process.send_signal(number)
        async with asyncio.timeout(5):
            code, printed, complained = await end_of(process)
    assert code == 0
    assert telegram.pending_update_count == 0
    assert kept_in(tmp_path / "bot.db") == set()
    assert TOKEN not in printed + complained
    assert "Traceback" not in complained


async def test_a_port_that_is_taken_is_told_with_what_to_do(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = str(server.getsockname()[1])
        code, _, complained = await run_to_its_end(tmp_path, "run", PLAYGROUND_PORT=port)
    assert code == 1
    assert complained.startswith(f"Port {port} is taken")
    assert "PLAYGROUND_PORT" in complained
    assert "Traceback" not in complained


@pytest.mark.parametrize("flaw", ["not a database", "newer"])
async def test_a_database_that_cannot_be_used_is_told_in_a_sentence(
    tmp_path: Path, telegram: Playground, flaw: str
) -> None:
    file = tmp_path / "bot.db"
    if flaw == "newer":
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA user_version = 9999")
    else:
        file.write_text("Dear diary, " * 100)
    code, _, complained = await run_to_its_end(tmp_path, "run", BOT_TOKEN=TOKEN, TELEGRAM_API_URL=telegram.url)
    assert code == 1
    assert complained.startswith(f"The database {file} cannot be used: ")
    assert "Traceback" not in complained
    assert not telegram.calls


async def test_a_start_keeps_the_course_beside_the_database_and_teaches_what_changes_in_its_files(
    tmp_path: Path, telegram: Playground
) -> None:
    course = shutil.copytree(ROOT / "lessons" / "chatgpt", tmp_path / "course")
    settings = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "COURSE": str(course)}
    learner = telegram.person("Ada")
    for title in ("ChatGPT Course", "A course with another title"):
        file = course / "course.yaml"
        file.write_text(file.read_text("utf-8").replace("title: ChatGPT Course", f"title: {title}"), encoding="utf-8")
        async with bot(tmp_path, "run", **settings):
            learner.say("/start")
            await all_dealt_with(telegram, tmp_path / "bot.db", PATIENCE)
            assert title in (tmp_path / "bot.db.course").read_text("utf-8", errors="replace")
        assert title in (learner.messages[-1].text or "")


@asynccontextmanager
async def at_work(folder: Path, telegram: Playground, learners: int) -> AsyncIterator[dict[str, str]]:
    """A bot at work with learners at noon; what any command of its operator is set to."""
    admin = telegram.person("Ada", admin=True)
    settings = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url, "ADMIN_IDS": str(admin.id)}
    async with bot(folder, "run", **settings):
        for person in (admin, *(telegram.person(f"Learner {number}") for number in range(learners))):
            person.say("/start")
        await all_dealt_with(telegram, folder / "bot.db", PATIENCE)
        with closing(sqlite3.connect(folder / "bot.db")) as database:  # whatever hour it is, it is nobody's quiet one
            database.execute("UPDATE learners SET quiet_from = '00:00:00.000000', quiet_until = '00:00:00.000000'")
            database.commit()
        yield settings


async def test_a_broadcast_is_ordered_from_the_terminal_and_sent_by_the_bot(
    tmp_path: Path, telegram: Playground
) -> None:
    async with at_work(tmp_path, telegram, learners=3) as settings:
        code, printed, told = await run_to_its_end(
            tmp_path, "broadcast", "Good news", "--yes", "--json", LOG_LEVEL="ERROR", **settings
        )
    assert (code, told.splitlines()[1]) == (0, "To: everyone, 4 learners as of now")
    outcome = json.loads(printed)
    assert (outcome["status"], outcome["recipients"], outcome["sent"]) == ("done", 4, 4)
    for number in range(3):
        received = [each.text for each in telegram.person(f"Learner {number}").messages if each.from_bot]
        assert received.count("Good news") == 1


async def test_a_broadcast_from_the_terminal_may_be_formatted(tmp_path: Path, telegram: Playground) -> None:
    async with at_work(tmp_path, telegram, learners=1) as settings:
        words = "Hello **all**"
        for options in ([], ["--markdown"]):
            code, _, _ = await run_to_its_end(tmp_path, "broadcast", words, *options, "--yes", **settings)
            assert code == 0
    plain, formatted = [each for each in telegram.person("Learner 0").messages if (each.text or "").startswith("Hello")]
    assert (plain.text, plain.entities) == ("Hello **all**", [])
    assert (formatted.text, [each["type"] for each in formatted.entities]) == ("Hello all", ["bold"])


async def test_the_bot_and_the_terminal_can_check_each_others_questions(tmp_path: Path) -> None:
    settings = read_settings(
        {"BOT_TOKEN": TOKEN, "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}"}, tmp_path / ".env"
    )
    async with (
        open_school(settings.database, COURSE, SystemClock(), "UTC", TOKEN) as of_the_bot,
        open_beside_the_bot(settings, SystemClock()) as (of_the_terminal, _),
    ):
        assert of_the_bot.process != of_the_terminal.process
        assert of_the_bot.secret == of_the_terminal.secret == secret_of(TOKEN)
        assert TOKEN not in repr(of_the_bot)


async def test_a_broadcast_waits_for_a_bot_that_is_not_at_work(tmp_path: Path, telegram: Playground) -> None:
    async with at_work(tmp_path, telegram, learners=1) as settings:
        pass
    code, printed, told = await run_to_its_end(tmp_path, "broadcast", "--day", "11", "--yes", **settings)
    assert code == 0
    assert "The bot is not at work: it goes out when the bot starts." in told
    assert "status: running" in printed
    learner = telegram.person("Learner 0")
    async with bot(tmp_path, "run", **settings):
        await telegram.wait_for(lambda: (learner.messages[-1].text or "").startswith("Day 11"), PATIENCE)
    assert learner.messages[-1].buttons[0][0]["text"] == "Begin Day 11"


async def test_a_broadcast_that_makes_no_sense_is_refused_in_words(tmp_path: Path, telegram: Playground) -> None:
    (tmp_path / "names.txt").write_text("Ada, Noor\n", encoding="utf-8")
    async with at_work(tmp_path, telegram, learners=0) as settings:
        for order, words in (
            (["Good news", "--ids", "names.txt", "--yes"], "there are no numbers of learners in it"),
            (["--day", "3"], "Day 3 of the course is not written."),
            (["Good news", "--at-day", "99", "--yes"], "There is no such audience. A day is one of the course"),
            (["# Good news", "--markdown"], "Line 1 of the text: a heading cannot be shown"),
            (["x" * 4097], "That is too long"),
            (["Good news"], "Nobody is here to be asked"),
            (["Good news", "--language", "de", "--yes"], "There is nobody to send it to."),
            (["Good news", "--at", "soon", "--yes"], "soon is no time"),
            (["Good news", "--local", "soon", "--yes"], "soon is no time of day"),
            (["Good news", "--local", "2020-03-12 9:00", "--yes"], "That moment has passed."),
            (["Good news", "--admin", "5", "--yes"], "5 is not in ADMIN_IDS."),
        ):
            code, printed, told = await run_to_its_end(tmp_path, "broadcast", *order, LOG_LEVEL="ERROR", **settings)
            assert (code, printed, words in told) == (1, "", True), told
        admin, another = telegram.person("Ada"), telegram.person("Noor", admin=True)
        assert all("Good news" not in (each.text or "") for each in admin.messages)  # no preview of what went nowhere
        settings |= {"ADMIN_IDS": f"{admin.id},{another.id}"}
        order = ("Good news", "--admin", f"{another.id}", "--yes")
        code, _, told = await run_to_its_end(tmp_path, "broadcast", *order, LOG_LEVEL="ERROR", **settings)
        assert (code, "An admin has to write to the bot first." in told) == (1, True), told
    code, _, told = await run_to_its_end(tmp_path, "broadcast", "Good news", "--yes", BOT_TOKEN=TOKEN)
    assert (code, "ADMIN_IDS names nobody" in told) == (1, True)


async def test_what_was_set_aside_is_listed_handed_back_and_dropped(tmp_path: Path, telegram: Playground) -> None:
    settings = {"BOT_TOKEN": TOKEN, "TELEGRAM_API_URL": telegram.url}
    assert (await run_to_its_end(tmp_path, "inbox", **settings))[0] == 1  # the bot has not run yet
    ada, noor = telegram.person("Ada"), telegram.person("Noor")
    updates = [ada.say("/help"), noor.say("my secret")]
    await (await open_file(tmp_path / "bot.db")).close()
    with closing(sqlite3.connect(tmp_path / "bot.db")) as connection:
        connection.executemany(
            "INSERT INTO inbox VALUES (?, ?, ?, '2026-03-10 12:00:00.000000', 3, ?)",
            [
                (update["update_id"], person.id, kind, json.dumps(update))
                for update, person, kind in zip(updates, (ada, noor), ("command", "message"), strict=True)
            ],
        )
        connection.commit()
    helped, secret = (update["update_id"] for update in updates)
    async with bot(tmp_path, "run", **settings):
        await telegram.wait_for(lambda: not telegram.pending_update_count, PATIENCE)
        code, printed, _ = await run_to_its_end(tmp_path, "inbox", **settings)
        assert code == 0
        assert printed == (
            f"{helped}  2026-03-10 12:00  command  {pseudonym(ada.id, TOKEN)}\n"
            f"{secret}  2026-03-10 12:00  message  {pseudonym(noor.id, TOKEN)}\n"
        )
        code, printed, _ = await run_to_its_end(tmp_path, "inbox", "--drop", str(secret), **settings)
        assert (code, printed) == (0, f"{secret} is dropped\n")
        code, printed, complained = await run_to_its_end(tmp_path, "inbox", "--drop", str(secret), **settings)
        assert (code, printed, complained) == (1, "", f"Nothing with the number {secret} was set aside.\n")
        code, printed, _ = await run_to_its_end(tmp_path, "inbox", "--json", **settings)
        assert [each["number"] for each in json.loads(printed)] == [helped]
        code, printed, _ = await run_to_its_end(tmp_path, "inbox", "--retry", **settings)
        assert (code, printed) == (0, "1 handed to the bot\n")
        await telegram.wait_for(lambda: [each for each in ada.messages if each.from_bot], PATIENCE)
        await all_dealt_with(telegram, tmp_path / "bot.db", PATIENCE)
    assert (await run_to_its_end(tmp_path, "inbox", **settings))[1] == "Nothing was set aside.\n"
    assert [each for each in noor.messages if each.from_bot] == []
