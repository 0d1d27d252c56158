"""Steps that show something: in a lesson, read again, in a review, and where an admin looks at them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from pathlib import Path

import pytest

from bot.content import load_course
from bot.core.course import Course
from bot.core.delivery import Delivery
from bot.core.lesson import Place
from bot.playground import Playground
from bot.playground.faults import FaultKind
from bot.store.places import load_place
from tests.support.classroom import Classroom, Learner, labels, words
from tests.support.media import MP3, MP4, OGG, PDF, png

OUTLINE = "title: T\nlength: 2\ndays:\n  1: {title: One}\n  2: {title: Two}\n"
LONG = "So it goes on and on. " * 50
DAY = f"""day: 1
steps:
  - id: look
    text: |
      **Look** at this.
    picture: pictures/a.png
    alt: A grey square.
  - id: long
    text: |
      {LONG}
    video: a.mp4
    alt: A clip.
  - id: hear
    text: Listen.
    voice: a.ogg
    alt: A greeting.
  - id: music
    text: Enjoy.
    audio: a.mp3
    alt: A song.
  - id: keep
    text: Print it.
    file: sheet.pdf
    alt: A sheet to print.
  - id: plain
    quiz: Is this a plain one?
    options: {{A: "no", B: "yes"}}
    answer: B
    why: There is nothing to see.
  - id: which
    quiz: Which shade is it?
    options: {{A: grey, B: red}}
    answer: A
    why: It is grey.
    picture: pictures/b.png
    alt: Something grey.
  - id: whole
    quiz: And which is this?
    options: {{A: grey, B: red}}
    answer: A
    why: |
      {LONG}
    picture: pictures/a.png
    alt: Something grey again.
  - id: end
    closing: Bye.
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "course"
    (folder / "pictures").mkdir(parents=True)
    (folder / "course.yaml").write_text(OUTLINE, encoding="utf-8")
    (folder / "day-01.yaml").write_text(DAY, encoding="utf-8")
    (folder / "pictures" / "a.png").write_bytes(png())
    (folder / "pictures" / "b.png").write_bytes(png(shade=90))
    for name, content in {"a.mp4": MP4, "a.ogg": OGG, "a.mp3": MP3, "sheet.pdf": PDF}.items():
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture
def course(folder: Path) -> Course:
    return load_course(folder)


@pytest.fixture
def admins() -> Collection[str]:
    return ("Grace",)


@pytest.fixture(autouse=True)
def at_home(classroom: Classroom, folder: Path) -> None:
    classroom.school.folder = folder


async def place(classroom: Classroom, learner: Learner) -> Place:
    found = await classroom.school.database.transact(lambda transaction: load_place(transaction, learner.id, 1))
    assert found is not None
    return found


async def begins(learner: Learner) -> None:
    await learner.says("/start")
    await learner.taps("Begin Day 1")


async def reaches(learner: Learner, step: int, answer: str = "B") -> None:
    """From the first step to this one (from 1)."""
    await begins(learner)
    for number in range(1, step):
        if number in {6, 7, 8}:
            await learner.taps(answer)
        await learner.taps("Continue")


def came(learner: Learner) -> list[tuple[str | None, str]]:
    """What arrived since the last thing they did: the kind of file, and how its words begin."""
    kinds = ("photo", "video", "voice", "audio", "document")
    return [
        (next((kind for kind in kinds if getattr(each, kind)), None), words(each)[:30].replace("\n", " "))
        for each in learner.arrived
    ]


async def test_each_step_shows_what_it_brings_and_counts_as_one(ada: Learner) -> None:
    await begins(ada)
    assert came(ada) == [("photo", "Day 1 of 2 · 1/9  Look at this")]
    assert ada.buttons == [["Continue"]]
    await ada.taps("Continue")
    assert came(ada) == [("video", ""), (None, "Day 1 of 2 · 2/9  So it goes o")]
    assert [labels(each) for each in ada.arrived] == [[], [["Continue"]]]
    for number, kind in ((3, "voice"), (4, "audio"), (5, "document")):
        await ada.taps("Continue")
        ((found, said),) = came(ada)
        assert (found, said[:18]) == (kind, f"Day 1 of 2 · {number}/9  ")
    assert ada.last.document is not None
    assert ada.last.document.name == "sheet.pdf"


async def test_a_check_with_a_picture_is_judged_below_it(ada: Learner) -> None:
    await reaches(ada, 7)
    assert came(ada) == [("photo", "Day 1 of 2 · 7/9  Knowledge ch")]
    assert ada.buttons == [["A", "B"]]
    asked = ada.last
    await ada.taps("B")
    assert ada.arrived == []
    assert ada.last.message_id == asked.message_id
    assert ada.last.photo == asked.photo
    assert "Not quite: the answer is A." in words(ada.last)
    assert ada.buttons == [["A", "B"], ["Continue"]]
    await ada.forges("1q:1:which:A", asked.message_id)
    assert ada.told == ["Your first answer counts."]


async def test_a_letter_that_is_typed_is_judged_below_the_picture(ada: Learner) -> None:
    await reaches(ada, 7)
    await ada.says("a")
    assert ada.arrived == []
    assert "Right." in words(ada.last)
    assert ada.last.photo is not None


async def test_a_check_that_is_too_long_for_a_caption_comes_after_its_picture(ada: Learner) -> None:
    await reaches(ada, 8)
    assert came(ada) == [("photo", ""), (None, "Day 1 of 2 · 8/9  Knowledge ch")]
    await ada.taps("A")
    assert ada.arrived == []
    assert LONG.strip() in words(ada.last)


async def test_a_lesson_that_is_read_again_uploads_nothing_anew(ada: Learner, classroom: Classroom) -> None:
    await reaches(ada, 9)
    before = classroom.playground.calls[-1].number
    await ada.says("/lessons")
    await ada.taps("Day 1")
    assert came(ada) == [("photo", "Day 1 of 2 · 1/9  Look at this")]
    again = [call for call in classroom.calls("sendPhoto") if call.number > before]
    assert [isinstance(call.parameters["photo"], str) for call in again] == [True]


async def test_the_next_process_knows_what_was_uploaded(ada: Learner, classroom: Classroom, folder: Path) -> None:
    await begins(ada)
    await classroom.close()
    await classroom.open()
    classroom.school.folder = folder
    bob = classroom.learner("Bob")
    await begins(bob)
    assert len({person.last.photo.file_id for person in (ada, bob) if person.last.photo}) == 1
    assert [isinstance(call.parameters["photo"], str) for call in classroom.calls("sendPhoto")] == [False, True]


async def test_another_bot_has_nothing_of_this_one(ada: Learner, classroom: Classroom) -> None:
    await begins(ada)
    classroom.school.bot_id += 1
    await begins(classroom.learner("Bob"))
    assert [isinstance(call.parameters["photo"], str) for call in classroom.calls("sendPhoto")] == [False, False]


@pytest.mark.parametrize(("fault", "arrived"), [("lost", 1), ("reset", 0)])
async def test_a_picture_that_may_have_arrived_is_not_sent_again_by_itself(
    fault: FaultKind, arrived: int, ada: Learner, classroom: Classroom
) -> None:
    await ada.says("/start")
    classroom.playground.faults.add("sendPhoto", fault)
    await ada.taps("Begin Day 1")
    assert ada.told == ["That may not have arrived. If nothing came, tap again."]
    assert len(ada.arrived) == arrived
    assert (await place(classroom, ada)).delivery is Delivery.UNCERTAIN
    classroom.playground.clock.travel(timedelta(seconds=10))
    await ada.taps("Begin Day 1")
    assert came(ada) == [("photo", "Day 1 of 2 · 1/9  Look at this")]
    assert (await place(classroom, ada)).delivery is Delivery.SENT


async def test_words_whose_clip_may_be_lost_come_with_the_next_tap_and_it_too(
    ada: Learner, classroom: Classroom
) -> None:
    await begins(ada)
    classroom.playground.faults.add("sendVideo", "reset")
    await ada.taps("Continue")
    assert ada.arrived == []
    await ada.taps("Continue")
    assert came(ada) == [("video", ""), (None, "Day 1 of 2 · 2/9  So it goes o")]


async def test_a_restart_between_a_clip_and_its_words_brings_the_words(
    ada: Learner, classroom: Classroom, folder: Path
) -> None:
    await begins(ada)
    classroom.playground.faults.add("sendMessage", "429", retry_after=60)
    await ada.taps("Continue")
    assert came(ada) == [("video", "")]
    found = await place(classroom, ada)
    assert (found.part, found.delivery) == (1, Delivery.PENDING)
    await classroom.close()
    classroom.playground.clock.travel(timedelta(seconds=120))
    ada.looks()
    classroom.pacer.restore({})
    await classroom.open()
    classroom.school.folder = folder
    await classroom.playground.wait_for(lambda: ada.arrived, timeout=15)
    assert came(ada) == [(None, "Day 1 of 2 · 2/9  So it goes o")]
    assert ada.buttons == [["Continue"]]


async def test_a_picture_that_is_gone_is_told_in_words_and_admins_read_so(
    ada: Learner, classroom: Classroom, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "pictures" / "a.png").write_bytes(png(shade=9))  # and nobody has reloaded the course
    await begins(ada)
    assert came(ada) == [(None, "🖼 A grey square.  Day 1 of 2 ·")]
    assert "pictures/a.png is not there as it was read" in caplog.text
    grace = classroom.learner("Grace")
    await grace.says("/course")
    lost = "⚠️ Day 1: pictures/a.png isn’t there any more as it is taught. Learners read words for it."
    assert words(grace.last).count(lost) == 2  # two steps show it
    await grace.taps("Reload")
    assert lost not in words(grace.last)
    await begins(classroom.learner("Bob"))
    assert classroom.learner("Bob").last.photo is not None


async def test_what_has_been_sent_can_be_shown_though_it_is_gone(
    ada: Learner, classroom: Classroom, folder: Path
) -> None:
    await begins(ada)
    (folder / "pictures" / "a.png").unlink()
    await begins(bob := classroom.learner("Bob"))
    assert bob.last.photo == ada.last.photo


async def test_a_picture_that_a_step_loses_while_somebody_stands_there_is_no_harm(
    ada: Learner, classroom: Classroom, folder: Path
) -> None:
    await reaches(ada, 7)
    text = DAY.replace("    picture: pictures/b.png\n    alt: Something grey.\n", "")
    (folder / "day-01.yaml").write_text(text, encoding="utf-8")
    classroom.school.course = load_course(folder)
    await ada.taps("A")
    assert came(ada) == [(None, "Day 1 of 2 · 7/9  Knowledge ch")]
    assert "Right." in words(ada.last)


async def test_a_step_that_has_fewer_messages_now_still_brings_what_is_owed(
    ada: Learner, classroom: Classroom, folder: Path
) -> None:
    await begins(ada)
    classroom.playground.faults.add("sendMessage", "429", retry_after=60)
    await ada.taps("Continue")
    text = DAY.replace("    video: a.mp4\n    alt: A clip.\n", "")
    (folder / "day-01.yaml").write_text(text, encoding="utf-8")
    await classroom.close()
    classroom.course = load_course(folder)
    ada.looks()
    await classroom.open()
    await classroom.playground.wait_for(lambda: ada.arrived, timeout=15)
    assert came(ada) == [(None, "Day 1 of 2 · 2/9  So it goes o")]


async def test_a_review_asks_with_the_picture(ada: Learner, classroom: Classroom, playground: Playground) -> None:
    await begins(ada)
    for number in range(1, 9):
        if number in {6, 7, 8}:
            await ada.taps({6: "A", 7: "B", 8: "B"}[number])  # all of them wrong
        await ada.taps("Continue")
    playground.clock.travel(timedelta(days=1))
    await ada.says("/review")
    assert came(ada) == [(None, "Review · 1/3  From Day 1 · One")]
    await ada.says("a")
    plain = ada.last
    await ada.taps("Next")
    assert came(ada) == [("photo", "Review · 2/3  From Day 1 · One")]
    assert labels(next(each for each in ada.person.messages if each.message_id == plain.message_id)) == [["A", "B"]]
    asked = ada.last
    await ada.says("b")  # which question is in sight is not certain
    assert came(ada) == [("photo", "Review · 2/3  From Day 1 · One")]
    assert labels(next(each for each in ada.person.messages if each.message_id == asked.message_id)) == []
    asked = ada.last
    await ada.taps("A")
    assert (ada.last.message_id, ada.last.photo) == (asked.message_id, asked.photo)
    assert "Right." in words(ada.last) or "the answer is" in words(ada.last)
    await ada.taps("Next")
    assert came(ada) == [("photo", ""), (None, "Review · 3/3  From Day 1 · One")]
    await ada.taps("A")
    await ada.taps("Finish")
    assert words(ada.last).startswith("✓ Review done.")


async def test_an_admin_sees_a_step_with_what_it_shows(classroom: Classroom) -> None:
    grace = classroom.learner("Grace")
    await grace.says("/course")
    await grace.taps("Day 1")
    assert came(grace) == [("photo", "Preview Day 1 of 2 · 1/9  Look")]
    await grace.taps("Next")
    assert came(grace) == [("video", ""), (None, "Preview Day 1 of 2 · 2/9  So i")]
    for _ in range(5):
        await grace.taps("Next")
    assert came(grace) == [("photo", "Preview Day 1 of 2 · 7/9  Know")]
    await grace.taps("A")
    assert "Right." in words(grace.last)
    assert grace.last.photo is not None
    await grace.taps("Next")
    assert came(grace) == [("photo", ""), (None, "Preview Day 1 of 2 · 8/9  Know")]
