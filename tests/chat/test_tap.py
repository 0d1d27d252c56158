from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from types import NoneType
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.conversation import REFUSED
from bot.chat.lessons.taps import Begin, Continue, ReadAgain
from bot.chat.settings.taps import Other, SetReminder
from bot.chat.tap import LIMIT, OldTapError, Tap, Taps, pack
from bot.core.lesson import Refusal
from tests.support.classroom import Classroom, Learner
from tests.support.taps import kinds_of_taps

slugs = st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True).filter(lambda slug: len(slug) <= 16)
FIELDS: dict[Any, st.SearchStrategy[Any]] = {
    str: slugs,
    int: st.integers(0, 10**9 - 1),
    date: st.dates(),
    time: st.builds(time, st.integers(0, 23), st.integers(0, 59)),
    datetime: st.integers(0, 10**16 - 1).map(
        lambda number: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number)
    ),
    timedelta: st.builds(timedelta, minutes=st.integers(-999, 999)),
}


def a_field(hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) is Annotated:
        (inner,) = (each for each in get_args(get_args(hint)[0]) if each is not NoneType)
        return st.none() | a_field(inner)
    return st.sampled_from(hint) if isinstance(hint, type) and issubclass(hint, Enum) else FIELDS[hint]


def of_a_kind(kind: type[Tap]) -> st.SearchStrategy[Tap]:
    hints = get_type_hints(kind, include_extras=True)
    return st.builds(kind, **{name: a_field(hints[name]) for name in kind.fields})


KINDS = kinds_of_taps()
TAPS = Taps(KINDS)
taps = st.one_of([of_a_kind(kind) for kind in KINDS])


def like_a_tap(parts: tuple[str, list[str]]) -> str:
    kind, values = parts
    return ":".join([f"1{kind}", *values])[:16]


def unpacked(data: str) -> Tap | None:
    try:
        return TAPS.unpack(data)
    except OldTapError:
        return None


def test_every_kind_of_tap_has_letters_of_its_own() -> None:
    kinds = [kind.kind for kind in KINDS]
    assert len(set(kinds)) == len(kinds) > 40


async def test_every_tap_is_heard_by_a_feature(classroom: Classroom) -> None:
    assert {kind for feature in classroom.bot._features for kind in feature.taps} == set(KINDS)


def test_two_taps_with_the_same_letters_are_noticed() -> None:
    with pytest.raises(ValueError, match="are both “c”"):
        Taps([Continue, type("Another", (), {"kind": "c"})])


def test_taps_are_alike_where_kind_and_fields_are() -> None:
    assert Begin(3) == Begin(day=3) != Begin(4)
    assert hash(Begin(3)) == hash(Begin(day=3))
    assert Begin(3) != ReadAgain(3)
    assert Continue(step="intro", day=3) == Continue(3, "intro")
    assert hash(Continue(step="intro", day=3)) == hash(Continue(3, "intro"))
    assert SetReminder(None) == SetReminder(None, Other.KEEP)
    assert repr(Continue(3, "intro")) == "Continue(3, 'intro')"


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((), {}),
        ((3,), {}),
        ((3, "intro", "more"), {}),
        ((3,), {"day": 3}),
        ((3, "intro"), {"day": 3}),
        ((3,), {"s": 1}),
    ],
)
def test_a_tap_has_each_of_its_fields_once(values: tuple[Any, ...], named: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match=r"Continue has the fields \('day', 'step'\)"):
        Continue(*values, **named)


def test_a_tap_reads_back_as_what_its_fields_are_said_to_be() -> None:
    assert TAPS.unpack("1b:3") == type(TAPS.unpack("1b:3"))(3)
    assert TAPS.unpack("1zw:own") == type(TAPS.unpack("1zw:own"))(None)


@given(taps)
def test_a_tap_comes_back_as_it_was_packed(tap: Tap) -> None:
    assert TAPS.unpack(pack(tap)) == tap


@given(taps)
def test_a_packed_tap_fits_into_telegrams_limit(tap: Tap) -> None:
    assert len(pack(tap).encode()) <= LIMIT


@given(
    st.text(max_size=16)
    | st.tuples(st.sampled_from([*"abcqrlpdkv", "va", "vc"]), st.lists(st.text(max_size=8))).map(like_a_tap)
)
def test_whatever_can_be_unpacked_would_have_been_packed_so(data: str) -> None:
    tap = unpacked(data)
    assert tap is None or pack(tap) == data


@given(taps, st.integers(0, 63), st.characters())
def test_a_tap_with_one_character_changed_is_another_or_none(tap: Tap, at: int, character: str) -> None:
    data = pack(tap)
    changed = data[:at] + character + data[at + 1 :]
    assert (unpacked(changed) == tap) == (changed == data)


def test_a_tap_over_the_limit_is_not_packed() -> None:
    with pytest.raises(ValueError, match="over 64 bytes"):
        pack(Continue(11, "a-step-with-a-name-that-is-much-too-long-for-a-button-of-telegram"))


FORGERIES = [
    "", " ", ":", "1", "1c", "1c:11", "1c:11:", "1c::intro", "1c:11:intro:", "1c:11:intro:more", "2c:11:intro",
    "c:11:intro", "1C:11:intro", "1c:٣:intro", "1c:+11:intro", "1c: 11:intro", "1c:1_1:intro", "1c:011:intro",
    "1c:-11:intro", "1c:11111111111111111:intro", "1c:11.0:intro", "1x:11:intro", "1q:11:kc1", "1b:", "1l:", "1l:11",
    "noop",
    "1v:", "1va:2026-03-10:11:kc1", "1va:20260310:11:kc1:C", "1va:2026-W11-2:11:kc1:C", "1va:2026-02-30:11:kc1:C",
    "1va:0000-01-01:11:kc1:C", "1va::11:kc1:C", "1vc:11:kc1", "1vb:2026-03-10:11:kc1",
    "'; DROP TABLE learners; --", "\u202e1c:11:intro", "🎉" * 16,
]  # fmt: skip


@pytest.mark.parametrize("data", FORGERIES)
def test_a_forgery_is_no_tap(data: str) -> None:
    with pytest.raises(OldTapError):
        TAPS.unpack(data)


async def test_every_forgery_is_told_so_and_changes_nothing(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(4)
    before = await ada.place()
    for data in FORGERIES:
        ada.person.tap_data(ada.last.message_id, data)
    await classroom.at_rest()
    assert ada.told == [REFUSED[Refusal.UNKNOWN]] * len(FORGERIES)
    assert ada.news == []
    assert await ada.place() == before


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        ("1c:11:final", Refusal.NOT_YET),
        ("1c:11:prompt-formula", Refusal.NOT_YET),
        ("1c:11:nothing", Refusal.UNKNOWN),
        ("1c:12:intro", Refusal.UNKNOWN),
        ("1c:0:intro", Refusal.UNKNOWN),
        ("1c:999:intro", Refusal.UNKNOWN),
        ("1c:1111:intro", Refusal.UNKNOWN),
        ("1b:12", Refusal.UNKNOWN),
        ("1b:29", Refusal.UNKNOWN),
        ("1a:0", Refusal.UNKNOWN),
        ("1r:11:skyline", Refusal.NOT_YET),
        ("1r:11:kc1", Refusal.UNKNOWN),
        ("1r:11:nothing", Refusal.UNKNOWN),
    ],
)
async def test_a_tap_that_leads_elsewhere_leads_nowhere(ada: Learner, data: str, refusal: Refusal) -> None:
    await ada.reaches(4)
    before = await ada.place()
    await ada.forges(data)
    assert ada.told == [REFUSED[refusal]]
    assert ada.news == []
    assert await ada.place() == before
    await ada.leaves(4)


async def test_a_later_step_cannot_be_reached_before_the_lesson_is_begun(ada: Learner) -> None:
    await ada.says("/start")
    await ada.forges("1c:11:stitching")
    assert ada.told == [REFUSED[Refusal.NOT_YET]]
    assert await ada.place() is None


async def test_a_tap_on_a_message_that_is_gone_is_heard_all_the_same(ada: Learner) -> None:
    await ada.reaches(1)
    await ada.forges("1c:11:intro", on=999_999)
    await ada.sees("Day 11 of 28 · 2/12")


async def test_a_tap_in_a_group_is_left_alone(ada: Learner, classroom: Classroom) -> None:
    await ada.reaches(1)
    group = {"id": -100_500, "type": "supergroup", "title": "Class of 2026"}
    query = {
        "id": "1", "from": {"id": ada.id, "is_bot": False, "first_name": "Ada"}, "chat_instance": "1",
        "message": {"message_id": 1, "date": 1_800_000_000, "chat": group}, "data": "1c:11:intro",
    }  # fmt: skip
    classroom.playground.post_update({"callback_query": query})
    await classroom.at_rest()
    assert ada.news == []
