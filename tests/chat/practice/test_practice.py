"""Practice in the chat: the task, every kind of answer to it, the example, and the way on."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from bot.chat.conversation import REFUSED
from bot.chat.practice.handlers import NO_EARS, NO_EYES, NO_FILES, NO_WORDS
from bot.chat.practice.screens import assessed_screen, example_screen, extra_screen, practice_screen
from bot.content.fields import TASK_LIMIT
from bot.core.course import Course, Criterion, Practice
from bot.core.lesson import Refusal
from bot.core.practice import Assessment, Verdict
from bot.core.richtext import MESSAGE_LIMIT, RichText
from bot.flows.practice import Practising, judge_prompt
from bot.playground.messages import Message
from bot.words import words_in
from tests.support.classroom import Classroom, Learner, labels, styled, words
from tests.support.course import COURSE

ENGLISH = words_in(None)
GOOD = "A slow pan over my street, 20 seconds."
ONWARD = ["Continue"]
EXAMPLE = ["See an example"]
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10"


@pytest.fixture
def course() -> Course:
    """The small course, but for its first lesson."""
    days = COURSE.days
    return Course(COURSE.title, (*days[:1], Course.day(COURSE, 3), *days[2:]), chatgpt=COURSE.chatgpt)


@pytest.fixture
async def at_it(ada: Learner) -> Learner:
    """Ada, who stands at the practice."""
    await ada.says("/start")
    await ada.taps("Begin Day 4")
    await ada.taps("Continue")
    await ada.sees("Describe the street you live in.")
    return ada


def with_buttons(learner: Learner) -> list[Message]:
    """The bot's messages under which there is a Continue."""
    return [each for each in learner.person.messages if ONWARD in labels(each)]


async def test_the_task_says_what_becomes_of_the_text_and_leads_on(at_it: Learner) -> None:
    assert words(at_it.last) == (
        "Day 4 of 5 · 2/3\n\nDescribe the street you live in.\n\n"
        "Write it to me as a message and I’ll look it over. Nothing counts, and your text isn’t kept: only which "
        "points it had."
    )
    assert at_it.buttons == [EXAMPLE, ONWARD]


async def test_a_try_is_answered_point_by_point_in_the_learners_own_words(at_it: Learner) -> None:
    await at_it.says("A slow pan over my street at night.")
    assert words(at_it.last) == (
        "2 of 3 are there.\n\n"
        "✓ It says how the camera moves. “pan”\n"
        "○ It says how long.\n→ Say it, “20 seconds”.\n"
        "✓ It is short.\n\n"
        "Strongest: “A slow pan over my street at night”\n\n"
        "Send another version whenever you like, or go on."
    )
    assert at_it.buttons == [["Copy my prompt", "Open ChatGPT"], EXAMPLE, ONWARD]
    copy, link = at_it.last.buttons[0]
    assert copy["copy_text"] == {"text": "A slow pan over my street at night."}
    assert link["url"] == "https://chatgpt.com/"


async def test_a_better_try_is_answered_anew_and_has_the_buttons_now(at_it: Learner) -> None:
    await at_it.says("My street.")
    assert words(at_it.last).startswith("1 of 3 is there.")
    await at_it.says(GOOD)
    assert words(at_it.last).startswith("All 3 are there. Ready to send.")
    assert with_buttons(at_it) == [at_it.last]


async def test_a_try_with_nothing_in_it_gets_hints_only(at_it: Learner) -> None:
    await at_it.says("My street " * 20)
    assert words(at_it.last).startswith("A first version is there. Here’s what it could use:")
    assert "Strongest" not in words(at_it.last)
    assert words(at_it.last).count("→") == 3


async def test_going_on_without_a_try_is_as_good(at_it: Learner) -> None:
    await at_it.taps("Continue")
    await at_it.sees("Day 4 Complete", "Farewell.")


async def test_continue_below_an_answer_goes_on(at_it: Learner, classroom: Classroom) -> None:
    await at_it.says(GOOD)
    await at_it.taps("Continue")
    await at_it.sees("Day 4 Complete")
    assert with_buttons(at_it) == []
    await at_it.says("And what now?")
    assert "can’t answer questions" in words(at_it.last)
    assert [call.description for call in classroom.playground.calls if call.status >= 400] == []


async def test_the_example_can_be_seen_and_copied_and_leads_on(at_it: Learner) -> None:
    await at_it.says("My street.")
    await at_it.taps("See an example")
    assert words(at_it.last) == "One way to write it\n\nA slow pan along a wet street, 20 seconds."
    assert styled(at_it.last, "blockquote") == ["A slow pan along a wet street, 20 seconds."]
    assert at_it.buttons == [["Copy prompt", "Open ChatGPT"], ONWARD]
    assert with_buttons(at_it) == [at_it.last]
    answer = at_it.message("1 of 3 is there")
    assert labels(answer) == [["Copy my prompt", "Open ChatGPT"]]
    await at_it.says(GOOD)
    await at_it.sees("All 3 are there.")


async def test_a_long_try_has_no_button_to_copy_it(at_it: Learner) -> None:
    await at_it.says("A pan. " + "x" * 250)
    assert at_it.buttons == [["Open ChatGPT"], EXAMPLE, ONWARD]
    assert "copy it from your own message above" in words(at_it.last)


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("🎥 pan 20s 🏠", "“pan”"),
        ("pan(20s)\nprint('<b>hi</b>')\n```x```", "“pan”"),
        ("קדימה: pan, 20 sec, רחוב", "“20 sec”"),
        ("pan, " + "ש" * 200, "“pan”"),
        (("pan 20s <i>&amp; *x* " * 300)[:4096], "“pan”"),
        ("х" * 4090 + " pan", "“pan”"),
    ],
    ids=["emoji", "code", "right to left", "long and right to left", "4,096 characters", "4,094 characters"],
)
async def test_whatever_is_written_is_answered(at_it: Learner, classroom: Classroom, text: str, quoted: str) -> None:
    await at_it.says(text)
    assert quoted in words(at_it.last)
    assert ONWARD in at_it.buttons
    assert [call.description for call in classroom.playground.calls if call.status >= 400] == []


@pytest.mark.parametrize("text", ["🙂", "…", "👍🏽👍🏽", "!!!"])
async def test_signs_alone_are_answered_kindly_and_are_no_try(at_it: Learner, text: str) -> None:
    await at_it.says(text)
    assert words(at_it.last) == NO_WORDS or "You’re welcome!" in words(at_it.last)


@pytest.mark.parametrize(
    ("content", "name", "mime_type", "answer"),
    [
        (PNG, "street.png", "image/png", NO_EYES),
        (b"a film", "street.mp4", "video/mp4", NO_EYES),
        (b"a plan", "street.pdf", "application/pdf", NO_FILES),
    ],
)
async def test_what_is_shown_is_answered_kindly(
    at_it: Learner, classroom: Classroom, content: bytes, name: str, mime_type: str, answer: str
) -> None:
    at_it.person.show(content, "My street", name=name, mime_type=mime_type)
    await classroom.at_rest()
    assert words(at_it.last) == answer
    assert at_it.buttons == [EXAMPLE, ONWARD]
    assert with_buttons(at_it) == [at_it.last]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("voice", {"file_id": "v", "file_unique_id": "v", "duration": 3}),
        ("video_note", {"file_id": "v", "file_unique_id": "v", "duration": 3, "length": 240}),
    ],
)
async def test_a_voice_message_is_answered_kindly(
    at_it: Learner, classroom: Classroom, field: str, value: dict[str, object]
) -> None:
    sender = {"id": at_it.id, "is_bot": False, "first_name": "Ada"}
    message = {"message_id": 9999, "date": 0, "chat": {"id": at_it.id, "type": "private"}, "from": sender, field: value}
    classroom.playground.post_update({"message": message})
    await classroom.at_rest()
    assert words(at_it.last) == NO_EARS


async def test_thanks_a_command_and_a_place_mean_there_what_they_mean_elsewhere(
    at_it: Learner, classroom: Classroom
) -> None:
    await at_it.says("thanks")
    assert "You’re welcome!" in words(at_it.last)
    await at_it.says("/nonsense")
    assert "I know no /nonsense" in words(at_it.last)
    await at_it.says("/progress")
    assert "→" not in words(at_it.last)
    at_it.person.share_location(38, 23.7)
    await classroom.at_rest()
    await at_it.sees("Athens")


async def test_the_closing_card_offers_the_extra_which_is_none_of_the_steps(at_it: Learner) -> None:
    await at_it.taps("Continue")
    await at_it.taps("✍️ One more: write a prompt")
    assert words(at_it.last).startswith("Day 4 of 5 · extra\n\nWrite a greeting.")
    assert at_it.buttons == [EXAMPLE]
    await at_it.says("Good morning!")
    assert words(at_it.last).startswith("The one point is there. Ready to send.")
    assert at_it.buttons == [["Copy my prompt", "Open ChatGPT"], EXAMPLE]
    await at_it.taps("See an example")
    assert at_it.buttons == [["Copy prompt", "Open ChatGPT"]]


async def test_buttons_that_nobody_was_given_lead_nowhere(ada: Learner) -> None:
    await ada.says("/start")
    for data in ("1pe:4:street", "1px:4", "1px:9", "1pe:4:again"):
        await ada.forges(data)
        assert ada.told != []
        assert ada.told[0] in {REFUSED[Refusal.NOT_YET], REFUSED[Refusal.UNKNOWN]}


async def test_after_a_restart_the_practice_is_still_open(at_it: Learner, classroom: Classroom) -> None:
    await classroom.close()
    await classroom.open()
    await at_it.says(GOOD)
    await at_it.sees("All 3 are there.")


def test_the_longest_practice_there_may_be_fits_into_its_messages() -> None:
    remark, word = RichText("x" * 200), "y" * 60
    rules = {"any_of": (word,), "all_of": tuple(f"{word[:-2]}{number}" for number in range(10, 70))}
    criteria = tuple(Criterion(f"c{number}", remark, remark, **rules, fewest=999) for number in range(6))
    practice = Practice("p", RichText("t" * TASK_LIMIT), criteria, "e" * 1800)
    text = " ".join([word, *rules["all_of"]])[:4096]
    at = Practising(COURSE.days[3], 28, practice, COURSE.chatgpt, current=True)
    header = RichText("Day 28 of 28 · 12/12\n\n")
    screens = [
        practice_screen(ENGLISH, practice, header, 28),
        extra_screen(ENGLISH, at),
        example_screen(ENGLISH, at),
        assessed_screen(ENGLISH, at, judge_prompt(practice, text), text),
        assessed_screen(ENGLISH, at, Assessment(tuple(Verdict(each, met=True) for each in criteria)), text),
    ]
    assert all(0 < len(screen.text) <= MESSAGE_LIMIT for screen in screens)


class TestWithoutAnAddress:
    @pytest.fixture
    def course(self) -> Course:
        return Course(COURSE.title, (COURSE.days[0], COURSE.days[2], *COURSE.days[2:]))

    async def test_there_is_only_the_button_that_copies(self, at_it: Learner) -> None:
        await at_it.says(GOOD)
        assert at_it.buttons == [["Copy my prompt"], EXAMPLE, ONWARD]


class TestAnAdmin:
    @pytest.fixture
    def admins(self) -> Collection[str]:
        return ["Ada"]

    async def test_writes_prompts_as_everybody_does(self, at_it: Learner) -> None:
        await at_it.says(GOOD)
        await at_it.sees("All 3 are there.")

    async def test_reads_in_statistics_who_tried_and_what_was_missing(
        self, at_it: Learner, classroom: Classroom
    ) -> None:
        noor = classroom.learner("Noor")
        await noor.says("/start")
        await noor.taps("Begin Day 4")
        await noor.taps("Continue")
        for text in ("My street.", "A slow pan over my street."):
            await noor.says(text)
        await at_it.says("/stats")
        await at_it.sees(
            "Practice: how many tried, and what was missing at first → in the end\n"
            "Day 4 · Describe the street you live in.: 1\n"
            "   camera 100% → 0% · length 100% → 100%"
        )
