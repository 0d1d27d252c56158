"""No word escapes the catalogues: in a language in which no letter is an ASCII one, nobody reads any.

Learners and an admin go through all there is, in a course in Cyrillic letters, and whatever the bot says is looked at:
messages, captions, buttons, toasts, hints, menus.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.chat.admin.labels import chart_labels
from bot.chat.admin.taps import (
    AnswerFeedback,
    AnswerPreview,
    EndPause,
    PreviewStep,
    ReadFeedback,
    ReloadCourse,
    RestoreCourse,
    SettleFeedback,
    ShowAudit,
    ShowFeedback,
    WishLetters,
    WriteTo,
)
from bot.chat.broadcasts.taps import (
    AnnounceDay,
    Asked,
    AskFor,
    AskWhether,
    ChooseAudience,
    ChooseDay,
    ComposeMessage,
    Confirm,
    DraftView,
    HearAnnouncements,
    MuteAnnouncements,
    NeverMind,
    OpenBroadcast,
    Preparation,
    Prepare,
    ShowBroadcast,
    ShowDays,
    Steer,
    Turn,
)
from bot.chat.feedback.taps import GiveFeedback
from bot.chat.lessons.taps import Answer, Begin, Continue
from bot.chat.practice.taps import OpenExtra, SeeExample
from bot.chat.privacy.taps import DeleteAll
from bot.chat.progress.labels import certificate_labels, progress_labels
from bot.chat.progress.taps import GetCertificate
from bot.chat.prompts.taps import ShowPrompts
from bot.chat.reminders.taps import PauseWeek, Resume, Snooze
from bot.chat.review.taps import AnswerReview, ContinueReview
from bot.chat.settings.taps import ChangeTime, SetDayStart, SetQuiet, TypeTime
from bot.chat.tap import pack
from bot.chat.zones.taps import SetClock, SharePlace, ShowPlaces, TypeCity
from bot.content import load_course
from bot.core.audience import SIMPLE
from bot.core.broadcast import Act, Status
from bot.flows.broadcasts.reports import report
from bot.gazetteer import find_cities, known_zones, offsets, zones_with_offset
from bot.playground import Playground, TravellingClock
from bot.words import words_in
from tests.support.classroom import ADMIN_COMMANDS, COMMANDS, Classroom
from tests.support.course import COURSE
from tests.support.listening import Heard, Listener
from tests.support.pathfinder import Pathfinder
from tests.support.progress import a_progress
from tests.support.pseudo import pseudo
from tests.support.taps import kinds_of_taps
from tests.support.ticks import send_reminders

TUESDAY = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
MIDDAY = timedelta(hours=12)
MORNING = timedelta(hours=9)
ADMIN = "Админ"
NEWS = "Новости"
REFUSED = "так нельзя"
NO_LANGUAGE = "xx"
MEANT = (REFUSED, "chat not found", "message to copy not found", "message is not modified", "query is too old")
"""Why Telegram refuses what is refused on purpose."""

CITY = "Springfield"
"""What is typed for a city: there are several."""

WORD = re.compile(r"[A-Za-z]{2,}")
NO_WORDS = re.compile(
    rf"/(?:{'|'.join(['start', *COMMANDS, *ADMIN_COMMANDS])})\b"
    r"|https?://\S+|\S+\.(?:csv|json|yaml)\b|\b[0-9a-f]{8}\b|\bUTC\b|Bad Request:"
)
"""Commands, links, names of files, what people and mishaps are called in the log, the zone of no place, and what
Telegram says when it refuses something.
"""

DAYS = 8
A_DAY = """
day: {day}
steps:
  - id: "1"
    text: Это день {day}.
  - id: "2"
    closing: До свидания.
"""
FIRST_DAY = """
day: 1
steps:
  - id: "1"
    text: Это **первый** день.
  - id: "2"
    demo: Разговор
    turns:
      - you: Как дела?
        chatgpt: Хорошо.
  - id: "3"
    quiz: Сколько будет два и два?
    options:
      A: Три
      B: Четыре
    answer: B
    why: Так считают.
  - id: "4"
    title: Ещё вопрос
    quiz: А три и три?
    options:
      A: Шесть
      B: Пять
    answer: A
    why: И так считают.
  - id: "6"
    practice: Напиши что-нибудь.
    criteria:
      - id: "1"
        asks: Там есть дом.
        hint: Допиши дом.
        any_of: [дом, дома]
      - id: "2"
        asks: Там есть число.
        hint: Допиши число.
        pattern: "[0-9]"
    example: У дома 3 окна.
  - id: "5"
    closing: До завтра.
extra:
  id: "7"
  practice: Напиши ещё.
  criteria:
    - id: "1"
      asks: Это коротко.
      hint: Короче.
      words:
        max: 3
  example: Ещё раз.
"""


@dataclass
class Scene:
    """Where it all happens."""

    classroom: Classroom
    listener: Listener
    language: str
    folder: Path
    people: dict[str, Pathfinder] = field(default_factory=dict)

    def somebody(self, name: str) -> Pathfinder:
        """Somebody whose Telegram speaks the language."""
        if name not in self.people:
            self.people[name] = Pathfinder(name, self.language, self.classroom, self.listener)
        return self.people[name]

    def name(self, title: str) -> None:
        """Give the course a title, and its days theirs."""
        days = "".join(f"  {day}:\n    title: Тема\n" for day in range(1, DAYS + 1))
        (self.folder / "course.yaml").write_text(f"title: {title}\nlength: {DAYS}\ndays:\n{days}", encoding="utf-8")

    def write(self, day: int, text: str = A_DAY) -> None:
        """Write a day of the course, or write it anew."""
        (self.folder / f"day-{day:02}.yaml").write_text(text.format(day=day), encoding="utf-8")

    async def in_a_group(self, who: Pathfinder) -> None:
        """Somebody sends a command in a group."""
        self.listener.after(f"{who.person.name} in a group: /start")
        group = {"id": -7, "type": "group", "title": "Группа"}
        sender = {"id": who.id, "is_bot": False, "first_name": who.person.name, "language_code": self.language}
        command = {"type": "bot_command", "offset": 0, "length": 6}
        message = {"message_id": 1, "date": 1, "chat": group, "from": sender, "text": "/start", "entities": [command]}
        self.classroom.playground.post_update({"message": message})
        await self.classroom.at_rest()

    async def stands(self, broadcast_id: int, status: Status) -> None:
        """Wait until a broadcast stands there."""
        for _ in range(500):
            found = await report(self.classroom.school, broadcast_id)
            if found and found.broadcast.status is status:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"broadcast {broadcast_id} is not {status}")

    async def open(self) -> None:
        """Have the bot at work, with the course as its files are."""
        self.classroom.course = load_course(self.folder)
        await self.classroom.open()
        self.classroom.school.folder = self.folder

    async def breaks_down(self, for_days: int) -> None:
        """Have the bot out of order for some days."""
        await self.classroom.close()
        self.classroom.playground.clock.travel(timedelta(days=for_days))
        await self.open()

    async def passes(self, until: timedelta, days: int = 0) -> None:
        """Let time pass until this time of day in UTC, some days later; what is due is sent."""
        clock = self.classroom.playground.clock
        midnight = clock.now().replace(hour=0, minute=0, second=1, microsecond=0)
        clock.travel(midnight + timedelta(days=days) + until - clock.now())
        self.listener.after(f"the clock shows {clock.now():%a %d %b %H:%M}")
        await send_reminders(self.classroom.bot)

    @property
    def pressed(self) -> set[str]:
        """The kinds of all buttons that anybody has pressed."""
        return {kind for each in self.people.values() for kind in each.pressed}


@pytest.fixture
async def scene(language: str, tmp_path: Path) -> AsyncIterator[Scene]:
    """The bot at work, with a course whose last day is not written yet."""
    clock = TravellingClock()
    clock.travel(TUESDAY - clock.now())
    playground = Playground("42:playground", clock)
    playground.limits = None
    await playground.start()
    playground.person(ADMIN, language, admin=True)
    lessons = tmp_path / "lessons"
    lessons.mkdir()
    classroom = Classroom(playground, COURSE, tmp_path / "bot.db", admins=[ADMIN], tick_for=3600)
    scene = Scene(classroom, Listener(playground), language, lessons)
    scene.name("Курс")
    scene.write(1, FIRST_DAY)
    for day in range(2, DAYS):
        scene.write(day)
    await scene.open()
    yield scene
    await classroom.close()
    await playground.stop()


async def a_learner_learns(scene: Scene) -> None:
    """All that somebody can see who taps whatever there is, up to the last day that is written."""
    ada = scene.somebody("Ада")
    await ada.says("Привет")
    for command in ("export", "delete", "review", "progress", "streak", "settings", "today"):
        await ada.says(f"/{command}")
    await ada.walks(without=[DeleteAll])
    for command in COMMANDS:
        await ada.says(f"/{command}")
        await ada.walks(without=[DeleteAll])
    await ada.presses(GetCertificate())
    for hour in range(7):
        await ada.presses(SetDayStart(hour))
        await ada.says("/help")
    await ada.walks(without=[DeleteAll])
    await scene.passes(MIDDAY, days=1)
    await ada.says("/review")
    await ada.walks()


async def a_learner_types(scene: Scene) -> None:
    """Whatever is typed or shared, asked for or not."""
    vera = scene.somebody("Вера")
    await vera.says("/start share")
    await vera.presses(TypeTime())
    await vera.says("когда-нибудь")
    await vera.presses(TypeTime())
    await vera.says("18:30")
    await vera.says("23:30")
    await vera.walks(without=[ShowPlaces])
    await vera.presses(TypeCity())
    await vera.says("Ъъъъ")
    await vera.presses(TypeCity())
    await vera.says(CITY)
    await vera.walks(without=[ShowPlaces])
    await vera.presses(TypeCity())
    await vera.says(pseudo("no", scene.language))
    await vera.presses(SharePlace())
    await vera.presses_big_button()
    await vera.presses(SharePlace())
    await vera.shares(0, -30)
    await vera.shares(38, 23.7)
    await vera.says("/stop")
    await vera.walks()
    vera.person.block()


async def a_learner_errs(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said to taps that come too early, too late, twice or out of nowhere, and where something breaks."""
    gleb = scene.somebody("Глеб")
    await gleb.says("/start")
    await gleb.presses(Begin(1))
    await gleb.says("Привет")
    scene.classroom.playground.faults.add("sendPhoto", "refuse", description=REFUSED)
    await gleb.says("/progress")
    for data in ("rubbish", "1c:5:1", "1b:9", "1q:1:3:A", "1xr"):
        await gleb.forges(data)
    await gleb.does_twice("1c:1:1")
    await gleb.says_twice("/today")
    await gleb.finds(Begin)
    await gleb.presses(Continue(1, "2"))
    await gleb.presses(Continue(1, "3"))
    await gleb.walks()
    for data in ("1c:1:1", "1q:1:3:B", "1va:2026-03-01:1:3:B"):
        await gleb.forges(data)
    with monkeypatch.context() as patch:
        patch.setattr("bot.chat.lessons.handlers.look_at_progress", None)
        await gleb.says("/lessons")
    await scene.in_a_group(gleb)


async def a_learner_practises(scene: Scene) -> None:
    """What is said to prompts, good and bad, and to what is none."""
    zoya = scene.somebody("Зоя")
    await zoya.says("/start")
    for tap in (Begin(1), Continue(1, "1"), Continue(1, "2"), Answer(1, "3", "B"), Continue(1, "3")):
        await zoya.presses(tap)
    for tap in (Answer(1, "4", "A"), Continue(1, "4")):
        await zoya.presses(tap)
    for said in ("🙂", "Привет всем", "Дом", "Дом, где 5 окон", "Дом 1. " * 60):
        await zoya.says(said)
    for tap in (SeeExample(1, "6"), SeeExample(1, "7"), OpenExtra(1), Continue(1, "6"), OpenExtra(1)):
        await zoya.presses(tap)
    for said in ("Раз, два, три, четыре", "Раз"):
        await zoya.says(said)
    await zoya.walks()


async def a_learner_reviews(scene: Scene) -> None:
    """Questions that come back until they are known."""
    dima = scene.somebody("Дима")
    await dima.says("/today")
    for tap in (Begin(1), Continue(1, "1"), Continue(1, "2"), Answer(1, "3", "A"), Continue(1, "3")):
        await dima.presses(tap)
    for tap in (Answer(1, "4", "B"), Continue(1, "4")):
        await dima.presses(tap)
    for day in range(9):
        await scene.passes(MIDDAY, days=1)
        await dima.says("/review")
        while dima.offered(AnswerReview):
            await dima.finds(AnswerReview, "B" if day == 0 or dima.offered(AnswerReview, "3:B") else "A")
            await dima.finds(ContinueReview)
    await dima.says("/review")


async def a_learner_tells_what_is_wrong(scene: Scene) -> None:
    """What is passed on to admins, what is not, and more than is taken in a day."""
    dima = scene.somebody("Дима")
    for said in ("\u2060", "/неведомое", *("Меню уже другое. " * 50,) * 5):
        await dima.presses(GiveFeedback(1, "2"))
        await dima.says(said)
    await dima.presses(GiveFeedback(1, "2"))


async def an_admin_hears_what_is_wrong(scene: Scene) -> None:
    """What learners have told is read, answered, dealt with and not dealt with."""
    admin, dima = scene.somebody(ADMIN), scene.somebody("Дима")
    said = next(each for each in dima.person.messages if (each.text or "").startswith("Меню"))
    await admin.says("/course")
    await admin.presses(ShowFeedback(0))
    await admin.presses(ShowFeedback(3))
    await admin.presses(ReadFeedback(dima.id, said.message_id))
    for settled in (1, 0):
        await admin.presses(SettleFeedback(dima.id, said.message_id, settled, 0))
    await admin.presses(AnswerFeedback(dima.id, said.message_id))
    await admin.says("Спасибо")
    await admin.presses(AnswerFeedback(dima.id, 1))
    await admin.says("/stats")


async def a_learner_is_reminded(scene: Scene) -> None:
    """Every kind of reminder but those of a long silence, and what a tap on one leads to."""
    boris = scene.somebody("Борис")
    await boris.says("/today")
    for tap in (Begin(1), *(Continue(1, step) for step in "12")):
        await boris.presses(tap)
    await scene.passes(MORNING, days=1)
    for tap in (ChangeTime(), PauseWeek(), Resume(), Snooze()):
        await boris.presses(tap)
    await scene.passes(timedelta(hours=11))
    await boris.presses(Snooze())
    await scene.passes(timedelta(hours=21), days=1)
    await boris.presses(Snooze())
    await boris.presses(SetQuiet(time(0), time(0)))
    await scene.passes(timedelta(hours=22, minutes=30))
    await boris.presses(Snooze())
    for day in (2, 3, 4):
        await boris.presses(Begin(day))
        await boris.presses(Continue(day, "1"))
        await boris.says("/today")
        await boris.presses(Snooze())
        await scene.passes(MIDDAY, days=1)
    await scene.passes(timedelta(hours=21))
    await boris.says("/prompts")
    await boris.presses(ShowPrompts(2))
    vlad = scene.somebody("Влад")  # of whom nobody knows when it is day for them
    await vlad.says("/today")
    await vlad.says("/settings")
    await vlad.forges(pack(PauseWeek()))
    await vlad.presses(SetClock())


async def a_learner_stays_away(scene: Scene) -> None:
    """Days that are missed, frozen, repaired and not counted, and a long silence."""
    boris = scene.somebody("Борис")
    for days in (1, 2):
        await scene.passes(MORNING, days=days)
        for command in ("streak", "progress"):
            await boris.says(f"/{command}")
    for day in (5, 6):
        await boris.presses(Begin(day))
        await boris.presses(Continue(day, "1"))
        for command in ("streak", "progress"):
            await boris.says(f"/{command}")
    await scene.breaks_down(for_days=2)
    for command in ("streak", "progress"):
        await boris.says(f"/{command}")
    for _ in range(31):
        await scene.passes(MORNING, days=1)
    for command in ("today", "streak", "progress", "review", "settings"):
        await boris.says(f"/{command}")


async def a_learner_finishes_and_leaves(scene: Scene) -> None:
    """The last day, the certificate, and the way out."""
    ada = scene.somebody("Ада")
    await ada.says("/today")
    for tap in (Begin(DAYS), Continue(DAYS, "1")):
        await ada.presses(tap)
    for command in ("progress", "today", "lessons", "export", "privacy"):
        await ada.says(f"/{command}")
        await ada.walks(without=[ShowPlaces])
    await ada.presses(GiveFeedback(DAYS, "2"))
    question = ada.last.message_id
    await ada.says("/delete")
    await ada.finds(DeleteAll)
    await ada.answers_late("Поздно", question)
    await ada.presses(DeleteAll(ada.id, scene.classroom.playground.clock.now()))


async def an_admin_looks(scene: Scene) -> None:
    """What admins see who change nothing."""
    admin = scene.somebody(ADMIN)
    for command in (*COMMANDS, *ADMIN_COMMANDS):
        await admin.says(f"/{command}")
    for about in ("999999", "имя", *(str(each.id) for each in scene.people.values())):
        await admin.says(f"/learner {about}")
    somebody = scene.somebody("Глеб").id
    await admin.presses(WriteTo(somebody))
    await admin.says("Привет")
    for tap in (
        EndPause(somebody),
        EndPause(admin.id),
        WishLetters(0),
        WishLetters(1),
        ShowAudit(1),
        ShowAudit(10_000),
    ):
        await admin.presses(tap)
    await admin.says("/stats")
    await admin.walks()


async def an_admin_changes_the_course(scene: Scene) -> None:
    """From no files at all to the last day, and away with all but one, and with that one as well."""
    admin = scene.somebody(ADMIN)
    scene.classroom.school.folder = None
    await admin.says("/course")
    scene.classroom.school.folder = scene.folder
    await admin.says("/course")
    scene.write(DAYS)
    scene.write(2, A_DAY.replace("Это", "И это"))
    await admin.says("/course")
    await admin.walks()
    for tap in (
        PreviewStep(1, "3"),
        AnswerPreview(1, "3", "A"),
        PreviewStep(1, "5"),
        PreviewStep(1, "6"),
        PreviewStep(1, "7"),
    ):
        await admin.presses(tap)
    for name in ("Другой курс", "Третий курс"):
        scene.name(name)
        await admin.says("/course")
        await admin.finds(ReloadCourse)
    await admin.finds(RestoreCourse)
    await admin.says("/audit")


async def an_admin_empties_the_course(scene: Scene) -> None:
    """What is said of a course that begins later, or has no lesson yet."""
    admin = scene.somebody(ADMIN)
    for written, name in ((2, "Жанна"), (0, "Зоя")):
        for day in set(range(1, DAYS + 1)) - {written}:
            (scene.folder / f"day-{day:02}.yaml").unlink(missing_ok=True)
        scene.name(f"Курс {written}")
        await admin.says("/course")
        await admin.finds(ReloadCourse)
        somebody = scene.somebody(name)
        for command in ("start", "lessons", "progress"):
            await somebody.says(f"/{command}")
        await admin.says("/broadcast")
        await admin.presses(ShowDays())
    await admin.says("/audit")


async def an_admin_broadcasts(scene: Scene) -> None:
    """A broadcast’s whole way: composed, aimed, timed, sent, mended and taken back."""
    admin, boris = scene.somebody(ADMIN), scene.somebody("Борис")
    await admin.says("/broadcast")
    await composes(admin)
    for tap in (
        *(ShowBroadcast(1, view) for view in DraftView),
        *(tap for whom in SIMPLE for tap in (ChooseAudience(1, whom), ShowBroadcast(1, DraftView.AUDIENCE))),
        ChooseDay(1, 2),
        ShowBroadcast(1, DraftView.AUDIENCE),
        Prepare(1, Preparation.NOW),
        Prepare(1, Preparation.TEST),
    ):
        await admin.presses(tap)
    for what, answers in {
        Asked.LANGUAGE: ("по-русски", NO_LANGUAGE, scene.language),
        Asked.LIST: ("никому", f"1 2 {boris.id}"),
        Asked.MOMENT: ("скоро", "2020-01-01 9:00", "18:30"),
        Asked.LOCAL_TIME: ("скоро", "9:00"),
    }.items():
        for answer in answers:
            await admin.presses(AskFor(1, what))
            await admin.says(answer)
            for view in (DraftView.AUDIENCE, DraftView.TIME, DraftView.CONFIRM):
                await admin.presses(ShowBroadcast(1, view))
    for tap in (NeverMind(), ChooseAudience(1, "everyone"), Prepare(1, Preparation.NOW)):
        await admin.presses(tap)
    await admin.says("/audit")
    await launches(scene, admin, 1)
    await scene.stands(1, Status.DONE)
    await boris.presses(MuteAnnouncements())
    await boris.presses(HearAnnouncements())
    await admin.presses(Steer(1, Turn.FILE))
    await admin.presses(AskFor(1, Asked.TEXT))
    await admin.says("Старые новости")
    await launches(scene, admin, 2)
    await scene.stands(2, Status.DONE)
    await admin.presses(Prepare(1, Preparation.RECALL))
    await launches(scene, admin, 3)
    await scene.stands(3, Status.DONE)
    for number in (1, 2, 3):
        await admin.presses(OpenBroadcast(number))
        await admin.presses(ShowBroadcast(number, DraftView.PANEL))
    await admin.says("/broadcasts")
    await admin.says("/audit")


async def an_admin_steers(scene: Scene) -> None:
    """Broadcasts that wait, that are halted, and that come to grief."""
    admin = scene.somebody(ADMIN)
    playground = scene.classroom.playground
    for tap in (ShowDays(), AnnounceDay(1), AskFor(4, Asked.LOCAL_TIME)):
        await admin.presses(tap)
    await admin.says("9:00")
    await launches(scene, admin, 4)
    await scene.stands(4, Status.RUNNING)
    stop = AskWhether(4, Act.STOP)
    for tap in (Steer(4, Turn.PAUSE), Steer(4, Turn.RESUME), OpenBroadcast(4), stop, NeverMind(), stop):
        await admin.presses(tap)
    await admin.finds(Confirm)
    await admin.presses(OpenBroadcast(4))
    await composes(admin)
    await admin.presses(AskFor(5, Asked.MOMENT))
    await admin.says("18:30")
    await launches(scene, admin, 5)
    await admin.presses(Prepare(5, Preparation.CHANGE))
    await admin.presses(AskFor(5, Asked.MESSAGE))
    await admin.says(NEWS)
    await launches(scene, admin, 5)
    await admin.presses(AskWhether(5, Act.STOP))
    await admin.presses(OpenBroadcast(5))
    await scene.passes(timedelta(hours=20))
    await scene.stands(5, Status.HELD)
    for tap in (OpenBroadcast(5), ShowBroadcast(5, DraftView.PANEL), Prepare(5, Preparation.DISCARD)):
        await admin.presses(tap)
    await scene.passes(MIDDAY, days=3)
    await composes(admin)
    playground.faults.add("copyMessage", "500")
    await launches(scene, admin, 6)
    await scene.stands(6, Status.DONE)
    await admin.presses(OpenBroadcast(6))
    await admin.presses(AskWhether(6, Act.RESEND))
    playground.faults.add("copyMessage", "refuse", description=REFUSED)
    await admin.finds(Confirm)
    await scene.stands(6, Status.DONE)
    await scene.passes(MIDDAY, days=3)
    await composes(admin)
    preview = admin.message(NEWS)
    await admin.presses(ShowBroadcast(7, DraftView.CONFIRM))
    await scene.classroom.school.database._writer.run(  # as a former version left it: what it says was not kept
        lambda connection: connection.execute("UPDATE broadcasts SET text = NULL WHERE id = 7")
    )
    playground._world.delete(preview)
    await admin.presses(Prepare(7, Preparation.TEST))
    await admin.presses(ShowBroadcast(7, DraftView.CONFIRM))
    await admin.finds(Confirm)
    await scene.stands(7, Status.PAUSED)
    await admin.presses(OpenBroadcast(7))
    await admin.presses(ComposeMessage())
    await admin.shows_an_album()
    await admin.says("/broadcasts")
    await admin.walks()
    await admin.says("/audit")


async def composes(admin: Pathfinder) -> None:
    """Write the message of a broadcast."""
    await admin.presses(ComposeMessage())
    await admin.says(NEWS)


async def launches(scene: Scene, admin: Pathfinder, broadcast_id: int) -> None:
    """Send a draft on its way."""
    await admin.presses(ShowBroadcast(broadcast_id, DraftView.CONFIRM))
    await admin.finds(Confirm)


def escaped(heard: Iterable[Heard], names: Collection[str]) -> list[str]:
    """What has words in ASCII letters that are nobody’s name: each such line once, and where it was heard."""
    # The longest first: “New York” is no “York” with a word before it.
    known = re.compile("|".join(rf"\b{re.escape(name)}\b" for name in sorted(names, key=len, reverse=True)))
    found: dict[str, str] = {}
    for each in heard:
        for line in each.text.splitlines():
            bare = known.sub("", NO_WORDS.sub("", line))
            if WORD.search(bare):
                found.setdefault(re.sub(r"\d+", "", bare), f"{each.place} after {each.after}: {line[:160]}")
    return list(found.values())


def names_of_places(now: datetime) -> set[str]:
    """What cities, countries and zones are called, of those that are shown."""
    cities = [*find_cities(CITY), *(city for offset in offsets(now) for city in zones_with_offset(offset, now))]
    return {name for city in cities for name in (city.name, city.country) if name} | known_zones()


async def test_no_word_escapes(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    await an_admin_looks(scene)
    await a_learner_learns(scene)
    await a_learner_types(scene)
    await a_learner_errs(scene, monkeypatch)
    await a_learner_practises(scene)
    await a_learner_reviews(scene)
    await a_learner_tells_what_is_wrong(scene)
    await an_admin_hears_what_is_wrong(scene)
    await an_admin_changes_the_course(scene)
    await a_learner_is_reminded(scene)
    await a_learner_stays_away(scene)
    await an_admin_looks(scene)
    await an_admin_broadcasts(scene)
    await an_admin_steers(scene)
    await a_learner_finishes_and_leaves(scene)
    await an_admin_looks(scene)
    await an_admin_empties_the_course(scene)
    names = {*names_of_places(scene.classroom.playground.clock.now()), CITY, NO_LANGUAGE, scene.language}
    problems = [
        *(f"never pressed: {kind.__name__}" for kind in kinds_of_taps() if kind.kind not in scene.pressed),
        *(
            f"refused after {deed}: {call.method}, {call.description}"
            for deed, call in scene.listener.calls
            if call.status == 400 and not any(meant in (call.description or "") for meant in MEANT)
        ),
    ]
    assert problems == []
    words = escaped(scene.listener.heard, names)
    assert not words, "\n".join([f"{len(words)} words stand in no catalogue", *words])


def test_no_word_escapes_into_a_picture(language: str) -> None:
    words, progress = words_in(language), a_progress("1" * 28)
    labels = [
        *asdict(progress_labels(words, progress)).items(),
        *asdict(certificate_labels(words, progress, date(2026, 4, 7))).items(),
        *asdict(chart_labels(words, COURSE)).items(),
    ]
    texts = {name: str(label) for name, label in labels if not callable(label)}
    texts["on"], texts["step"] = (
        chart_labels(words, COURSE).on(date(2026, 4, 7)),
        chart_labels(words, COURSE).step(3, "21"),
    )
    fates = progress_labels(words, progress).fates
    texts["fates"] = ", ".join(fates.values())
    assert {name: text for name, text in texts.items() if WORD.search(text)} == {}
