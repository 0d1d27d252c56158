"""Admins look at the course, at learners and at what other admins did; nobody else learns that they can."""

from __future__ import annotations

import csv
import io
import shutil
from collections import Counter
from collections.abc import Collection
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

import pytest

from bot.chat.admin.course import course_screen, opening_words
from bot.chat.admin.labels import chart_labels
from bot.chat.admin.statistics import lessons_caption, people_caption
from bot.chat.conversation import REFUSED
from bot.chat.pseudonym import pseudonym
from bot.content import load_course, load_single_day
from bot.core.course import Closing, Course, Lesson, Quiz, Reading
from bot.core.lesson import Refusal
from bot.core.preferences import pause_for_a_week
from bot.core.richtext import RichText, utf16_length
from bot.core.statistics import Figures, Period
from bot.flows.admin.statistics import Statistics
from bot.flows.course.versions import Inspection, open_course
from bot.flows.settings import change_settings
from bot.pictures.charts import lessons_chart, people_chart
from bot.store.dossier import load_dossier
from bot.words import words_in
from tests.support.classroom import ADMIN_COMMANDS, COMMANDS, DAY, LESSONS, Classroom, Learner, labels
from tests.support.course import COURSE, a_course_of_questions

ENGLISH = words_in(None)

PNG = b"\x89PNG\r\n\x1a\n"
ADMIN_DATA = ("1xs:7", "1xf:all", "1xr", f"1xp:{DAY}:intro", f"1xa:{DAY}:kc1:A")


@pytest.fixture
def admins() -> Collection[str]:
    return ("Admin", "Another admin")


@pytest.fixture
def admin(classroom: Classroom) -> Learner:
    return classroom.learner("Admin")


@pytest.fixture
def folder(classroom: Classroom, tmp_path: Path) -> Path:
    """The course's files, which may be changed."""
    folder = tmp_path / "course"
    shutil.copytree(LESSONS, folder)
    classroom.school.folder = folder
    return folder


def captions(learner: Learner) -> list[str]:
    """What stands under the pictures that came last."""
    return [message.caption or "" for message in learner.arrived if message.photo]


def words(learner: Learner) -> str:
    return learner.last.text or ""


class TestNobodyElse:
    @pytest.mark.parametrize("command", [*ADMIN_COMMANDS, "learner 1001", "stats@playground_bot", "no_such_command"])
    async def test_is_answered_as_to_any_other_words(self, ada: Learner, command: str) -> None:
        await ada.says("/none_of_ours")
        (usual,) = ada.arrived
        await ada.says(f"/{command}")
        (answer,) = ada.arrived
        expected = (usual.text or "").replace("none_of_ours", command.split(maxsplit=1)[0])
        assert (answer.text, answer.buttons, answer.photo) == (expected, usual.buttons, None)

    @pytest.mark.parametrize("data", ADMIN_DATA)
    async def test_gets_nothing_by_a_forged_tap(self, ada: Learner, classroom: Classroom, data: str) -> None:
        await ada.reaches(2)
        place, course = await ada.place(), classroom.school.course
        await ada.forges(data)
        assert ada.told == [REFUSED[Refusal.UNKNOWN]]
        assert ada.news == []
        assert (await ada.place(), classroom.school.course) == (place, course)

    async def test_sees_no_command_of_admins(self, ada: Learner, classroom: Classroom) -> None:
        await ada.says("/help")
        assert not any(f"/{name}" in words(ada) for name in ADMIN_COMMANDS)
        everybody = classroom.playground._world.bot.commands["all_private_chats"]
        assert [each["command"] for each in everybody] == list(COMMANDS)


async def test_an_admin_finds_the_commands_in_the_help_and_in_the_menu(admin: Learner, classroom: Classroom) -> None:
    await admin.says("/help")
    await admin.sees(*(f"/{name} – {meaning}" for name, meaning in ADMIN_COMMANDS.items()))
    menus = classroom.playground._world.bot.commands
    await classroom.playground.wait_for(lambda: f"chat/{admin.id}" in menus)
    assert [each["command"] for each in menus[f"chat/{admin.id}"]] == [*COMMANDS, *ADMIN_COMMANDS]


class TestStatistics:
    async def test_come_as_two_pictures_with_their_figures(
        self, admin: Learner, ada: Learner, classroom: Classroom
    ) -> None:
        noor = classroom.learner("Noor")
        await ada.reaches(12)
        await noor.reaches(4)
        await noor.taps("A")
        classroom.playground.clock.travel(timedelta(days=1, minutes=1))
        await admin.says("/stats")
        people, lessons = captions(admin)
        assert "👥 2 learners · 2 joined · 0 left" in people
        assert "Active: 0 today · 2 in 7 days" in people
        assert "Finished: 1 lesson, 0 reviews" in people
        assert f"Finished of the course: Day {DAY}: 1" in people
        assert "🔥 Streaks now: 1: 1" in people
        asks = next(quiz for quiz in classroom.school.course.lesson(DAY).quizzes if quiz.id == "kc1").question.text
        assert f"Day {DAY} · {asks[:30]}" in lessons
        assert ": 50% of 2 right" in lessons
        assert "none has 20 yet, so take them with care" in lessons
        assert "A 50%" in lessons
        assert "✓" in lessons
        contents = classroom.playground._world.contents
        assert all(message.photo and contents[message.photo.file_id].startswith(PNG) for message in admin.arrived)
        assert labels(admin.last) == [["7 days", "28 days", "All"], ["CSV file"]]

    async def test_of_another_period_come_anew_and_take_the_buttons_along(
        self, admin: Learner, ada: Learner, classroom: Classroom
    ) -> None:
        await ada.reaches(12)
        classroom.playground.clock.travel(timedelta(days=10))
        await admin.says("/stats")
        before = admin.last
        assert "Finished: 0 lessons, 0 reviews" in captions(admin)[0]
        await admin.taps("28 days")
        assert "Finished: 1 lesson, 0 reviews" in captions(admin)[0]
        assert labels(next(each for each in admin.person.messages if each.message_id == before.message_id)) == []
        await admin.taps("All")
        assert "everything to" in captions(admin)[0]
        assert "1 ever" in captions(admin)[0]

    async def test_come_as_a_file_on_request(self, admin: Learner, ada: Learner, classroom: Classroom) -> None:
        await ada.reaches(5)
        await admin.says("/stats")
        await admin.taps("CSV file")
        document = admin.last.document
        assert document is not None
        assert document.name.startswith("statistics-7-")
        content = classroom.playground._world.contents[document.file_id].decode()
        lines = {tuple(line[:4]): line[4] for line in csv.reader(io.StringIO(content))}
        assert lines["learners", "", "", ""] == "1"
        assert lines["opened", str(DAY), "", ""] == "1"
        assert lines["right", str(DAY), "kc1", ""] == "1"

    async def test_of_nobody_are_noughts(self, admin: Learner) -> None:
        await admin.says("/stats")
        people, lessons = captions(admin)
        assert "👥 0 learners" in people
        assert "Nobody so far." in lessons
        assert "None answered so far." in lessons

    async def test_come_in_words_alone_where_a_picture_is_refused(self, admin: Learner, classroom: Classroom) -> None:
        for _ in range(2):
            classroom.playground.faults.add("sendPhoto", "refuse")
        await admin.says("/stats")
        assert captions(admin) == []
        await admin.sees("👥 0 learners", "Hardest questions")
        assert labels(admin.last) == [["7 days", "28 days", "All"], ["CSV file"]]

    async def test_of_a_forged_period_are_not_gathered(self, admin: Learner) -> None:
        await admin.says("/help")
        await admin.forges("1xs:9999")
        assert admin.told == [REFUSED[Refusal.UNKNOWN]]


def test_captions_have_room_for_a_large_course_with_long_names() -> None:
    course = a_course_of_questions(6, days=28)
    long = "a-slug-of-the-longest-kind-that-there-"
    figures = Figures(
        people=Counter(dict.fromkeys(("learners", "joined", "left", "blocked", "today", "week", "period"), 1_000_000)),
        opened=Counter(dict.fromkeys(range(1, 29), 999_999)),
        finished=Counter(dict.fromkeys(range(1, 29), 999_999)),
        stopped=Counter({(28, f"{long}{number:02}"): 99_999 for number in range(20)}),
        answered=Counter({(28, f"{long}{number:02}", option): 99_999 for number in range(20) for option in "ABCD"}),
        completed=Counter({("lesson", date(2026, 1, 1) + timedelta(days=day)): 99_999 for day in range(400)}),
        streaks=Counter(dict.fromkeys(range(1, 60), 99_999)),
        reminders=Counter({("daily", outcome): 9_999_999 for outcome in ("sent", "followed", "blocked")}),
        broadcasts=Counter(sent=9_999_999, failed=9_999),
    )
    statistics = Statistics(course, Period.ALL, date(2027, 2, 4), figures)
    for caption in (people_caption(ENGLISH, statistics), lessons_caption(ENGLISH, statistics)):
        assert utf16_length(caption.text) <= 1024
    assert people_chart(statistics, chart_labels(ENGLISH, course)).startswith(PNG)
    assert lessons_chart(statistics, chart_labels(ENGLISH, course)).startswith(PNG)


class TestALearner:
    async def test_is_shown_with_state_and_ledger(self, admin: Learner, ada: Learner) -> None:
        await ada.reaches(12)
        await admin.says(f"/learner {ada.id}")
        text = words(admin)
        assert text.startswith(f"Learner {ada.id}")
        assert "Between lessons" in text
        assert "1 of 28 days done, 4 of 4 answers right, 0 questions due" in text
        assert "Reminder at 09:00" in text
        assert "🔥 1-day streak" in text
        assert "🟩 done · 1" in text

    async def test_is_shown_where_they_stand(self, admin: Learner, ada: Learner) -> None:
        await ada.reaches(2)
        await admin.says(f"/learner {ada.id}")
        await admin.sees("of Day 11 · Video Generation with Sora, message sent")

    @pytest.mark.parametrize(
        ("about", "answer"),
        [
            ("", "Whose state?"),
            ("999999", "Nothing is kept about 999999"),
            ("@ada", "Telegram doesn’t tell me who @ada is"),
            ("-1", "Telegram doesn’t tell me who -1 is"),
            ("9" * 40, "Telegram doesn’t tell me who 999"),
            ("’; DROP TABLE learners", "Telegram doesn’t tell me who ’; is"),
        ],
    )
    async def test_who_cannot_be_found_is_told_so(self, admin: Learner, about: str, answer: str) -> None:
        await admin.says(f"/learner {about}")
        await admin.sees(answer)

    async def test_who_was_never_asked_where_they_live_is_said_to_be_assumed_there(
        self, admin: Learner, ada: Learner
    ) -> None:
        await ada.reaches(2)
        await admin.says(f"/learner {ada.id}")
        assert "UTC is assumed, they have not said, reads en" in words(admin)

    async def test_is_written_to_alone_and_has_their_pause_ended(
        self, admin: Learner, ada: Learner, classroom: Classroom
    ) -> None:
        eve = classroom.learner("Eve")
        await eve.says("/start")
        await ada.says("/start")
        await admin.says(f"/learner {ada.id}")
        assert labels(admin.last) == [["Write to them …"]]
        await admin.taps("Write to them …")
        assert words(admin) == f"What shall {ada.id} read? Reply with it."
        await admin.says("Your score is mended.")
        assert words(admin).startswith("Sent to that learner alone.")
        assert (ada.last.text, eve.last.text == ada.last.text) == ("Your score is mended.", False)
        await change_settings(classroom.school, ada.id, pause_for_a_week)
        await admin.says(f"/learner {ada.id}")
        await admin.taps("End their pause")
        assert "paused" not in words(admin)
        ada.person.block()
        await classroom.at_rest()
        await admin.taps("Write to them …")
        await admin.says("Are you there?")
        assert words(admin).startswith("That did not arrive")
        await admin.says("/audit")
        called = pseudonym(ada.id, classroom.playground.token)
        for did in ("wrote to a learner", "ended the pause of a learner"):
            assert words(admin).count(f"{did} ({called})") == 1

    async def test_is_not_written_to_by_anybody_else(self, ada: Learner, classroom: Classroom) -> None:
        await ada.says("/start")
        for data in (f"1xw:{ada.id}", f"1xe:{ada.id}"):
            await ada.forges(data)
            assert ada.told == [REFUSED[Refusal.UNKNOWN]]

    async def test_is_called_by_a_pseudonym_in_the_audit(
        self, admin: Learner, ada: Learner, classroom: Classroom
    ) -> None:
        await ada.reaches(2)
        before = await dossier(ada, classroom)
        await admin.says(f"/learner {ada.id}")
        await admin.says("/audit")
        await admin.sees(f"Admin looked at a learner ({pseudonym(ada.id, classroom.playground.token)})")
        assert str(ada.id) not in words(admin)
        assert await dossier(ada, classroom) == before


async def dossier(learner: Learner, classroom: Classroom) -> object:
    return await classroom.school.database.transact(lambda transaction: load_dossier(transaction, learner.id))


async def test_an_audit_of_nothing_says_so(admin: Learner) -> None:
    await admin.says("/audit")
    await admin.sees("Nothing yet.")


class TestTheCourse:
    async def test_without_problems_and_news_says_so(self, admin: Learner, folder: Path) -> None:
        await admin.says("/course")
        await admin.sees(f"{len(load_course(folder).lessons)} of 28 days written.", "No problems in the files")
        assert "Reload" not in chain.from_iterable(admin.buttons)

    def test_names_the_days_whose_facts_are_old(self) -> None:
        stale = tuple((day, date(2026, 1, day)) for day in range(1, 10))
        screen = course_screen(words_in(None), Inspection(COURSE, stale=stale)).text.text
        told = "\n".join(f"Day {day}: checked {day} Jan 2026" for day in range(1, 8))
        assert f"Facts to check again\n{told}\n…" in screen
        assert "Facts" not in course_screen(words_in(None), Inspection(COURSE)).text.text

    async def test_tells_problems_by_path_line_and_column_and_is_not_reloaded(
        self, admin: Learner, folder: Path, classroom: Classroom
    ) -> None:
        taught = classroom.school.course
        (folder / "day-12.yaml").write_text("steps:\n  - text: 09:30\n    colour: red\n")
        await admin.says("/course")
        await admin.sees("problems in the files", f"{folder / 'day-12.yaml'}:3:5: ", "Learners go on with the course")
        await admin.taps("Look again")
        assert admin.told == ["Read anew."]
        assert classroom.school.course is taught

    async def test_is_reloaded_while_a_learner_is_in_the_middle(
        self, admin: Learner, ada: Learner, folder: Path, classroom: Classroom
    ) -> None:
        await ada.reaches(2)
        day = folder / f"day-{DAY}.yaml"
        day.write_text(day.read_text().replace("Video", "Moving-picture"))
        (folder / "day-12.yaml").write_text(day.read_text().replace("day: 11", "day: 12"))
        await admin.says("/course")
        await admin.sees("The files have changes:", "New: Day 12", f"Changed: Day {DAY}")
        assert classroom.school.course.lesson(12) is None
        await admin.taps("Reload")
        await admin.sees("Reloaded.", "New: Day 12", f"Changed: Day {DAY}")
        assert len(admin.news) == 1
        assert classroom.school.course == load_course(folder)
        await ada.leaves(2)
        await admin.says("/audit")
        await admin.sees(f"reloaded the course (new: 12; changed: {DAY})")

    async def test_that_came_from_no_files_is_not_reloaded(self, admin: Learner, classroom: Classroom) -> None:
        taught = classroom.school.course
        await admin.says("/course")
        await admin.sees("It is read from no files that could be reloaded.")
        for data in ("1xr", "1xn:abc", "1xb"):
            await admin.forges(data)
            assert classroom.school.course is taught

    async def test_says_before_a_reload_whose_place_would_be_gone_and_leads_back_after_it(
        self, admin: Learner, ada: Learner, folder: Path, classroom: Classroom
    ) -> None:
        await open_course(classroom.school)
        await ada.reaches(1)
        day = folder / f"day-{DAY}.yaml"
        as_it_was = day.read_text()
        standing = (await ada.place()).step
        day.write_text(as_it_was.replace(f"id: {standing}\n", "id: renamed\n"))
        await admin.says("/course")
        await admin.sees(f"Day {DAY} has no step {standing} of that kind any more; 1 learner stands there.")
        await admin.taps("Reload")
        await admin.sees("Reloaded.")
        assert classroom.school.course.quiz(DAY, "kc1") is not None
        await admin.taps("Back to what was taught before")
        await admin.sees("Learners are taught what was taught before.", "The files have changes:")
        assert classroom.school.course.lesson(DAY) == load_single_day(_file(day, as_it_was)).lesson(DAY)
        await admin.says("/audit")
        await admin.sees(f"went back to the course as it was (changed: {DAY})")

    async def test_says_how_many_are_in_the_middle_of_a_day_that_is_gone(
        self, admin: Learner, ada: Learner, folder: Path
    ) -> None:
        await ada.reaches(1)
        (folder / f"day-{DAY}.yaml").unlink()
        await admin.says("/course")
        await admin.sees(f"No longer written: Day {DAY}", f"1 learner is in the middle of Day {DAY}, which is gone.")

    async def test_is_not_reloaded_unseen(self, admin: Learner, folder: Path, classroom: Classroom) -> None:
        taught = classroom.school.course
        day = folder / f"day-{DAY}.yaml"
        day.write_text(day.read_text().replace("Video", "Moving-picture"))
        await admin.says("/course")
        day.write_text(day.read_text().replace("Moving-picture", "Film"))
        await admin.taps("Reload")
        assert admin.told == ["The files have changed since. Look again."]
        assert classroom.school.course is taught
        await admin.taps("Reload")
        assert classroom.school.course == load_course(folder)

    async def test_that_is_opened_with_a_bad_file_rings(self, folder: Path, classroom: Classroom) -> None:
        (folder / "day-12.yaml").write_text("rubbish")
        opened = await open_course(classroom.school)
        assert opening_words(words_in(None), opened) == [
            "The course goes on without the changes of day-12.yaml; /course tells why."
        ]


def _file(day: Path, text: str) -> Path:
    """The file with this text in it."""
    day.write_text(text)
    return day


class TestAPreview:
    async def test_shows_a_changed_day_before_learners_get_it(self, admin: Learner, folder: Path) -> None:
        day = folder / f"day-{DAY}.yaml"
        (folder / "day-12.yaml").write_text(day.read_text().replace("day: 11", "day: 12"))
        day.write_text(day.read_text().replace("Sora", "Zora"))
        await admin.says("/course")
        await admin.taps(f"Day {DAY}")
        await admin.sees("Preview", f"Day {DAY} of 28", "Zora")
        await admin.says("/course")
        await admin.taps("Day 12")
        await admin.sees("Preview", "Day 12 of 28")

    async def test_shows_a_whole_day_and_leaves_no_trace(
        self, admin: Learner, folder: Path, classroom: Classroom
    ) -> None:
        lesson = classroom.school.course.lesson(DAY)
        assert lesson is not None
        await admin.says("/course")
        await admin.taps(f"Day {DAY}")
        for step in lesson.steps:
            first, *others = admin.arrived
            assert (first.text or "").startswith("Preview\n")
            if isinstance(step, Quiz):
                await admin.taps("A")
                assert len(admin.news) == 1
                assert "A" in chain.from_iterable(admin.buttons)
                assert ("Right." if step.answer == "A" else "Not quite") in words(admin)
            if isinstance(step, Reading):
                assert len(others) == len(step.parts) - 1
            if isinstance(step, Closing):
                assert "Next" not in chain.from_iterable(admin.buttons)
            else:
                await admin.taps("Next")
        assert "🎬 Day 11 Complete" in words(admin)
        assert await dossier(admin, classroom) == {}

    async def test_leaves_the_admins_own_lesson_where_it_is(
        self, admin: Learner, folder: Path, classroom: Classroom
    ) -> None:
        await admin.reaches(2)
        before = await dossier(admin, classroom)
        await admin.says("/course")
        await admin.taps(f"Day {DAY}")
        await admin.taps("Next")
        assert await dossier(admin, classroom) == before

    @pytest.mark.parametrize(
        "data", [f"1xp:{DAY}:gone", "1xp:99:intro", "1xp:1:intro", f"1xa:{DAY}:kc1:Z", "1xa:1:kc1:A"]
    )
    async def test_of_what_is_not_there_says_so(self, admin: Learner, data: str) -> None:
        await admin.says("/help")
        await admin.forges(data)
        assert admin.told == [REFUSED[Refusal.UNKNOWN]]
        assert admin.news == []


def test_changes_of_a_course_are_told_apart() -> None:
    before = a_course_of_questions(2, days=3)
    assert not before.changes_since(before)
    rewritten = replace(before.days[0], lesson=Lesson((Closing("bye", RichText("Good night.")),)))
    gone = replace(before.days[1], lesson=None)
    changes = Course(before.title, (rewritten, gone, before.days[2])).changes_since(before)
    assert (changes.written, changes.rewritten, changes.gone, changes.otherwise) == ((), (1,), (2,), False)
    assert replace(before, title="Another").changes_since(before).otherwise
    assert before.changes_since(replace(before, days=before.days[:2])).written == (3,)
