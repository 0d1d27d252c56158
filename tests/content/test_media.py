"""What goes with a step is a file of the course that Telegram takes, told by what is in it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from bot.content import check, course_of, files_of, load_course, look_at, salvage
from bot.content.compiled import state_of
from bot.content.media import read_media
from bot.core.course import HEADER_ROOM, QUIZ_ROOM, Course, Media, MediaKind, Quiz, Reading
from bot.core.richtext import CAPTION_LIMIT, RichText
from tests.support.guide import EXAMPLES, GUIDE
from tests.support.media import JPEG, M4A, MP3, MP4, OGG, PDF, png

OUTLINE = "title: T\nlength: 2\ndays:\n  1: {title: One}\n  2: {title: Two}\n"
HEAD = "day: 1\nsteps:\n  - id: a\n    text: Look.\n"
END = "  - id: end\n    closing: Bye.\n"
SHOWN = "    picture: pictures/a.png\n    alt: A square.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A course with one picture in it, which its only day may show."""
    folder = tmp_path / "course"
    (folder / "pictures").mkdir(parents=True)
    (folder / "course.yaml").write_text(OUTLINE, encoding="utf-8")
    (folder / "pictures" / "a.png").write_bytes(png())
    return folder


def write(folder: Path, body: str = SHOWN) -> None:
    (folder / "day-01.yaml").write_text(HEAD + body + END, encoding="utf-8")


def problems_of(folder: Path, body: str) -> list[str]:
    write(folder, body)
    return [f"{each.line}:{each.column} {each.message}" for each in check(folder)]


def shown(course: Course) -> Media | None:
    """What the first step of the first day shows."""
    lesson = course.lesson(1)
    assert lesson
    step = lesson.steps[0]
    assert isinstance(step, Reading)
    return step.media


def test_a_step_shows_a_picture_of_the_course(folder: Path) -> None:
    write(folder)
    assert shown(load_course(folder)) == Media(
        MediaKind.PHOTO, "pictures/a.png", sha256(png()).hexdigest(), "A square."
    )


@pytest.mark.parametrize(
    ("key", "name", "content", "kind"),
    [
        ("picture", "a.jpg", JPEG, MediaKind.PHOTO),
        ("picture", "a picture by any name.gif", png(), MediaKind.PHOTO),
        ("video", "a.mp4", MP4, MediaKind.VIDEO),
        ("voice", "a.ogg", OGG, MediaKind.VOICE),
        ("voice", "a.mp3", b"\xff\xfb\x90\x44" + bytes(9), MediaKind.VOICE),
        ("audio", "a.mp3", MP3, MediaKind.AUDIO),
        ("audio", "a.m4a", M4A, MediaKind.AUDIO),
        ("file", "a.pdf", PDF, MediaKind.DOCUMENT),
    ],
)
def test_each_kind_is_told_by_what_is_in_it(key: str, name: str, content: bytes, kind: MediaKind, folder: Path) -> None:
    (folder / name).write_bytes(content)
    assert problems_of(folder, f"    {key}: {name}\n    alt: Something.\n") == []
    media = shown(load_course(folder))
    assert media is not None
    assert (media.kind, media.name) == (kind, name)


WANTED = "Telegram wants PNG or JPEG"
TOO_LONG = "`a` has 2100 × 100 pixels, which Telegram does not take"
NO_OPUS = "`a` is OGG without Opus; Telegram wants OGG with Opus or MP3 or M4A"
WRONG = {
    "a picture that is a video": ("picture: a", MP4, f"`a` is MP4; {WANTED}"),
    "a picture that is a GIF": ("picture: a", b"GIF89a..", f"`a` is GIF; {WANTED}"),
    "a picture by its name only": ("picture: a", b"hello", f"`a` is in a format that is not known here; {WANTED}"),
    "a picture that is cut off": ("picture: a", png()[:-20], "`a` is damaged"),
    "a JPEG without its sizes": ("picture: a", b"\xff\xd8\xff\xd9", "`a` is damaged"),
    "a picture that is far too long": ("picture: a", png(2100, 100), TOO_LONG),
    "a voice of another codec": ("voice: a", b"OggS" + bytes(30) + b"vorbis", NO_OPUS),
    "audio that is OGG": ("audio: a", OGG, "`a` is OGG with Opus; Telegram wants MP3 or M4A"),
    "a film of another kind": ("video: a", b"\0\0\0\x14ftypqt  " + bytes(9), "`a` is MOV; Telegram wants MP4"),
    "an empty file": ("file: a", b"", "`a` is empty"),
    "more than Telegram takes": ("picture: a", png() + bytes(10_000_001), "`a` has 10.0 MB; Telegram takes 10"),
}  # fmt: skip


@pytest.mark.parametrize(("line", "content", "problem"), WRONG.values(), ids=WRONG)
def test_a_file_that_telegram_would_not_take_is_told(line: str, content: bytes, problem: str, folder: Path) -> None:
    (folder / "a").write_bytes(content)
    key = line.partition(":")[0]
    assert problems_of(folder, f"    {line}\n    alt: Something.\n") == [f"5:{len(key) + 7} {problem}"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("../secret.png", "`../secret.png` leads out of the course’s folder"),
        ("pictures/../../secret.png", "`pictures/../../secret.png` leads out of the course’s folder"),
        ("/etc/passwd", "`/etc/passwd` leads out of the course’s folder"),
        ("pictures\\a.png", "`pictures\\a.png` leads out of the course’s folder"),
        ("pictures", "`pictures` is a folder"),
        ("pictures/b.png", "there is no file `pictures/b.png`"),
        ("pictures/out.png", "`pictures/out.png` is a link that leads out of the course’s folder"),
        ("course.yaml", "`course.yaml` is one of the course’s own files"),
        ("''", "`picture` is empty"),
        ("", "`picture` is empty"),
        ("12", "12 would be read as a number, and `picture` is to be a text"),
    ],
)
def test_a_file_is_within_the_course(name: str, problem: str, folder: Path) -> None:
    (folder.parent / "secret.png").write_bytes(png())
    (folder / "pictures" / "out.png").symlink_to(folder.parent / "secret.png")
    found = problems_of(folder, f"    picture: {name}\n    alt: A square.\n")
    assert [line.partition(" ")[2] for line in found] == [problem]


def test_a_name_that_is_nearly_right_is_offered(folder: Path) -> None:
    write(folder, "    picture: picture/a.png\n    alt: A square.\n")
    assert [each.hint for each in check(folder)] == ["did you mean `pictures/a.png`?"]


def test_a_link_within_the_course_is_followed(folder: Path) -> None:
    (folder / "b.png").symlink_to("pictures/a.png")
    assert problems_of(folder, "    picture: b.png\n    alt: A square.\n") == []


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("    picture: pictures/a.png\n", "5:14 the `picture` has no `alt`"),
        ("    alt: A square.\n", "5:10 an `alt` and nothing that it is about"),
        (SHOWN + "    file: pictures/a.png\n", "7:11 the step has `picture` and `file`"),
        (SHOWN.replace("A square.", "x" * 201), "6:10 `alt` has more than 200 characters"),
        (SHOWN.replace("A square.", "A **square**."), "6:10 `**square**` is formatting where none is read"),
        (SHOWN.replace("A square.", ""), "6:9 `alt` is empty"),
    ],
)
def test_what_is_shown_is_one_thing_that_has_words(body: str, problem: str, folder: Path) -> None:
    assert problems_of(folder, body) == [problem]


def test_a_check_shows_one_too_and_a_demo_none(folder: Path) -> None:
    quiz = "  - id: q\n    quiz: What?\n    options: {A: one, B: two}\n    answer: A\n    why: Since.\n"
    demo = "  - id: d\n    demo: A talk\n    turns:\n      - you: Hello\n        chatgpt: Hi.\n"
    assert problems_of(folder, quiz + SHOWN) == []
    assert problems_of(folder, demo + SHOWN) == [
        "10:5 the key `picture` is unknown",
        "11:5 the key `alt` is unknown",
    ]


MEDIA = Media(MediaKind.PHOTO, "pictures/a.png", "0", "A square.")


def test_words_that_fit_are_the_caption_and_others_come_after_it() -> None:
    short, long = (Reading("a", (RichText("x" * length),), MEDIA) for length in (924, 925))
    assert [(each.media_apart, each.message_count) for each in (short, long)] == [(False, 1), (True, 2)]
    assert Reading("a", (RichText("x"), RichText("y")), MEDIA).message_count == 3
    assert not Reading("a", (RichText("x" * 2000),)).media_apart


def test_a_check_is_the_caption_only_where_it_fits_once_it_is_judged() -> None:
    short = Quiz("q", "", RichText("x" * 300), (), "A", RichText("y" * 424), MEDIA)
    long = replace(short, why=RichText("y" * 425))
    assert [(each.media_apart, each.message_count) for each in (short, long)] == [(False, 1), (True, 2)]


def test_another_picture_under_the_same_name_is_another_lesson(folder: Path) -> None:
    write(folder)
    before = load_course(folder)
    (folder / "pictures" / "a.png").write_bytes(png(shade=9))
    assert load_course(folder).changes_since(before).rewritten == (1,)


def test_the_compiled_course_knows_its_pictures(folder: Path, tmp_path: Path) -> None:
    write(folder)
    compiled, picture = tmp_path / "course.compiled", folder / "pictures" / "a.png"
    assert load_course(folder, compiled) == load_course(folder, compiled)
    state = state_of(folder)
    picture.write_bytes(png(shade=9))
    assert state_of(folder) == state  # the texts are what they were
    media = shown(load_course(folder, compiled))
    assert media is not None
    assert media.digest == sha256(png(shade=9)).hexdigest()
    assert load_course(folder, compiled) == load_course(folder)


def test_a_file_is_read_as_it_was_or_not_at_all(folder: Path) -> None:
    write(folder)
    media = shown(load_course(folder))
    assert media is not None
    assert read_media(folder, media) == png()
    (folder / "pictures" / "a.png").write_bytes(png(shade=9))
    assert read_media(folder, media) is None
    (folder / "pictures" / "a.png").unlink()
    assert read_media(folder, media) is None
    outside = replace(media, name="../secret.png")
    (folder.parent / "secret.png").write_bytes(png())
    assert read_media(folder, outside) is None


def test_a_course_that_was_kept_knows_the_pictures_it_had(folder: Path) -> None:
    write(folder)
    course = load_course(folder)
    files = files_of(folder, course)
    (folder / "pictures" / "a.png").unlink()
    assert course_of(files) == course


def test_a_day_whose_picture_is_gone_is_taught_as_it_was(folder: Path) -> None:
    write(folder)
    course = load_course(folder)
    kept = files_of(folder, course)
    (folder / "pictures" / "a.png").unlink()
    problems = check(folder)
    assert [each.message for each in problems] == ["there is no file `pictures/a.png`"]
    assert salvage(folder, problems, kept) == kept


def test_a_day_in_order_keeps_its_new_picture_beside_one_that_is_not(folder: Path) -> None:
    write(folder)
    other = (folder / "day-01.yaml").read_text(encoding="utf-8").replace("day: 1", "day: 2")
    (folder / "day-02.yaml").write_text(other, encoding="utf-8")
    kept = files_of(folder, load_course(folder))
    (folder / "pictures" / "a.png").write_bytes(png(shade=9))
    (folder / "day-02.yaml").write_text("steps: [", encoding="utf-8")
    mended = salvage(folder, check(folder), kept)
    assert mended["day-02.yaml"] == other
    assert mended["pictures/a.png"] == sha256(png(shade=9)).hexdigest()


def test_pictures_of_the_course_are_read_and_others_are_not(folder: Path) -> None:
    (folder / "day-1-picture.png").write_bytes(png())
    (folder / "notes.txt").write_text("later", encoding="utf-8")
    assert problems_of(folder, SHOWN.replace("pictures/a.png", "day-1-picture.png")) == []
    assert list(look_at(folder).lines(date(2026, 11, 25))) == ["T: 1 of 2 days (not read: notes.txt)"]


def test_the_guide_shows_how_it_is_done(folder: Path) -> None:
    steps = EXAMPLES["id"]
    for name in re.findall(r"(?:picture|video|voice|audio|file): (\S+)", steps):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes({"png": png(), "mp4": MP4, "ogg": OGG, "mp3": MP3, "pdf": PDF}[name[-3:]])
    (folder / "day-01.yaml").write_text(f"day: 1\nsteps:\n{steps}\n{END}", encoding="utf-8")
    assert check(folder) == []
    assert [each.kind for each in load_course(folder).media[1]] == [*MediaKind, MediaKind.PHOTO]


def test_the_guide_names_the_lengths_that_fit() -> None:
    assert f"a text of up to {CAPTION_LIMIT - HEADER_ROOM}, or a\n" in GUIDE
    assert f"knowledge check of up to {CAPTION_LIMIT - QUIZ_ROOM} with" in GUIDE
