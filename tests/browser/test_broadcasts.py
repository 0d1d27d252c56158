"""An admin sends something to everybody, in a real browser: on a phone, and at a desk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from bot.bootstrap import lesson_bot, open_school
from bot.botapi.pacing import Pacer
from bot.playground import Playground
from bot.playground.people import Person
from tests.browser.test_time import Reader
from tests.support.course import a_course_of
from tests.support.rest import at_rest

OpenPage = Callable[..., Awaitable[Page]]

pytestmark = pytest.mark.asyncio(loop_scope="session")

LEARNERS = 60
SLOW, QUICK = 3, 500  # a second
NOON = datetime(2026, 3, 10, 12, 0, 5, tzinfo=UTC)
NEWS = "Good news: the lesson on video is here. It takes four minutes."


@pytest_asyncio.fixture(loop_scope="session")
async def admin(
    playground: Playground, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> AsyncIterator[Person]:
    """The admin of the bot, which has some learners and sends broadcasts at the pace asked for."""
    playground.clock.travel(NOON - playground.clock.now())
    admin = playground.person("Ada", admin=True)
    folder = tmp_path_factory.mktemp("broadcasts")
    async with open_school(folder / "bot.db", a_course_of(9), playground.clock, "UTC", playground.token) as school:
        stopping = asyncio.Event()
        pacer = Pacer(chat_burst=1000, overall_per_second=1000, broadcasts_per_second=request.param)
        bot = lesson_bot(school, playground.token, playground.url, admin_ids={admin.id}, pacer=pacer)
        running = asyncio.create_task(bot.run(stopping))
        for number in range(LEARNERS):
            playground.person(f"Learner {number}").say("/start")
        await at_rest(playground, bot, 60)
        yield admin
        stopping.set()
        await running


@pytest.mark.parametrize("admin", [SLOW], indirect=True)
async def test_a_broadcast_is_composed_watched_paused_and_stopped(
    playground: Playground, admin: Person, open_page: OpenPage
) -> None:
    playground.person("Learner 5").block()
    admin.say("/broadcast")
    phone = Reader(await open_page(f"#{admin.id}", width=390, height=844, color_scheme="light"))
    await phone.sees("A new broadcast")
    await phone.screenshot("broadcast-compose-phone")
    await phone.taps("Write a message")
    await phone.sees("What shall go out?")
    await phone.screenshot("broadcast-question-phone")
    await phone.says(NEWS)
    await phone.sees("59 learners would get it now")
    await phone.screenshot("broadcast-draft-phone")
    await phone.taps("Audience")
    await phone.sees("A list …")
    await phone.screenshot("broadcast-audience-phone")
    await phone.taps("At a day …")
    await phone.sees("For those at which day?")
    await phone.screenshot("broadcast-days-phone")
    await phone.taps("Back")
    await phone.taps("Everyone")
    await phone.sees("59 learners")
    await phone.taps("Time")
    await phone.sees("At a time …")
    await phone.screenshot("broadcast-time-phone")
    await phone.taps("Now")
    await phone.taps("Send it …")
    await phone.sees("Send broadcast 1 to 59 learners?")
    await phone.screenshot("broadcast-confirm-phone")
    await phone.taps("Yes, to 59 learners")
    await phone.sees("a second,")
    await phone.screenshot("broadcast-running-phone")
    await phone.taps("Pause")
    await phone.sees("Broadcast 1 · paused")
    await phone.screenshot("broadcast-paused-phone")
    await phone.taps("Resume")
    await phone.sees("Broadcast 1 · running")
    await phone.taps("Pause")
    await phone.sees("Broadcast 1 · paused")
    desk = Reader(await open_page(f"#{admin.id}", color_scheme="dark"))
    await desk.sees("Broadcast 1 · paused")
    await desk.screenshot("broadcast-paused-desk")
    await desk.taps("Stop …")
    await desk.sees("Stop broadcast 1?")
    await desk.screenshot("broadcast-stop-desk")
    await desk.taps("Yes, stop it")
    await desk.sees("Broadcast 1 is stopped.")
    await expect(desk.page.get_by_test_id("message").filter(has_text="Broadcast 1 · stopped")).to_be_visible()
    await desk.says("/broadcasts")
    await desk.sees("1 · stopped · 59 recipients")
    await desk.screenshot("broadcast-list-desk")
    await desk.page.locator(".inline-button", has_text="1").last.click()
    await desk.sees("➖")
    await desk.screenshot("broadcast-report-desk")
    await desk.taps("All recipients (CSV)")
    await desk.sees("broadcast-1.csv")
    people = [playground.person(f"Learner {number}") for number in range(LEARNERS)]
    got = sum(any(message.from_bot and message.text == NEWS for message in person.messages) for person in people)
    assert 0 < got < LEARNERS - 1
    assert {call.status for call in playground.calls if call.method != "copyMessage"} == {200}


@pytest.mark.parametrize("admin", [QUICK], indirect=True)
async def test_a_day_is_announced_and_muted_by_a_learner(
    playground: Playground, admin: Person, open_page: OpenPage
) -> None:
    admin.say("/broadcast")
    desk = Reader(await open_page(f"#{admin.id}", color_scheme="light"))
    await desk.taps("Announce a day")
    await desk.sees("Which day?")
    await desk.taps("3")
    await desk.sees("not that far yet: 60")
    await desk.screenshot("broadcast-day-desk")
    await desk.taps("Audience")
    await desk.taps("Everyone")
    await desk.sees("60 learners would get it now")
    await desk.taps("Send it …")
    await desk.taps("Yes, to 60 learners")
    await desk.sees("Broadcast 1 · done")
    await desk.screenshot("broadcast-done-desk")
    learner = playground.person("Learner 7")
    phone = Reader(await open_page(f"#{learner.id}", width=390, height=844, color_scheme="dark"))
    await phone.sees("Begin Day 3")
    await phone.screenshot("announcement-phone")
    await phone.taps("Mute announcements")
    await phone.sees("Announcements are off")
    await phone.screenshot("announcement-muted-phone")
    await phone.taps("Turn on")
    await phone.sees("Mute announcements")
    playground.clock.travel(timedelta(seconds=1))


@pytest.mark.parametrize("admin", [QUICK], indirect=True)
async def test_a_picture_and_a_video_are_attached_with_their_words(
    playground: Playground, admin: Person, open_page: OpenPage
) -> None:
    phone = Reader(await open_page(f"#{admin.id}", width=390, height=844, color_scheme="light"))
    files = {"look.png": ("image/png", await phone.page.screenshot()), "look.mp4": ("video/mp4", b"not a real one")}
    for name, (mime_type, content) in files.items():
        admin.say("/broadcast")
        await phone.taps("Write a message")
        await phone.sees("What shall go out?")
        await phone.page.get_by_test_id("composer").fill(f"Look at {name}")
        chosen = {"name": name, "mimeType": mime_type, "buffer": content}
        await phone.page.get_by_test_id("attached").set_input_files(chosen)
        await phone.sees("60 learners would get it now")
        await expect(phone.page.get_by_test_id("composer")).to_have_value("")
        await phone.screenshot(f"broadcast-{name.replace('.', '-')}-phone")
        await phone.taps("Send it …")
        await phone.taps("Yes, to 60 learners")
        await phone.sees("· done")
    learner = playground.person("Learner 7")
    assert [message.caption for message in learner.messages[-2:]] == ["Look at look.png", "Look at look.mp4"]
    reader = Reader(await open_page(f"#{learner.id}", width=390, height=844, color_scheme="dark"))
    await reader.sees("Look at look.mp4")
    await reader.screenshot("broadcast-media-learner-phone")
    await phone.page.get_by_test_id("attached").set_input_files({"name": "a", "mimeType": "text/plain", "buffer": b""})
    await expect(phone.page.locator("#toasts")).to_contain_text("the file is empty")
