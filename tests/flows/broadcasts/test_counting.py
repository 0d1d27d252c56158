"""What admins are told before a launch is what happens after it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from bot.chat.broadcasts.phrases import reach_words
from bot.core.audience import LeftOut
from bot.core.broadcast import Act, Later, Status, When
from bot.core.delivery import Delivery
from bot.core.preferences import Preferences
from bot.flows.broadcasts.drafts import BroadcastRefusal, resend_uncertain, stop
from bot.flows.broadcasts.reports import Reach, count_again
from bot.flows.school import School
from bot.words import words_in
from tests.support.newsroom import ADMIN, UNSURE, Newsroom, ok

ENGLISH = words_in(None)
NIGHT = timedelta(hours=16)  # from nine in the morning to one at night


async def again(newsroom: Newsroom, broadcast: int) -> Reach:
    return ok(await count_again(newsroom.school, broadcast, per_second=10))


class TestSendingAgain:
    """The attempt that is repeated does not count to the two of a day."""

    async def test_reaches_whoever_had_another_message_that_day(self, newsroom: Newsroom, school: School) -> None:
        await newsroom.enrol([1, 2])
        await newsroom.launches(await newsroom.drafts())
        assert await newsroom.sends() == [1, 2]
        broadcast = await newsroom.launches(await newsroom.drafts())
        await newsroom.settles(await newsroom.takes(), UNSURE)
        assert (await again(newsroom, broadcast)).recipients == 2
        ok(await resend_uncertain(school, ADMIN, await newsroom.asked(broadcast, Act.RESEND)))
        assert await newsroom.sends() == [1, 2]
        assert (await newsroom.reads(broadcast)).tally.counts == {Delivery.SENT: 2}

    async def test_says_whom_the_two_of_a_day_stop_and_can_be_done_the_next_day(
        self, newsroom: Newsroom, school: School
    ) -> None:
        await newsroom.enrol([1])
        broadcast = await newsroom.launches(await newsroom.drafts())
        await newsroom.settles(await newsroom.takes(), UNSURE)
        newsroom.clock.move(timedelta(days=1))
        for _ in range(2):
            await newsroom.launches(await newsroom.drafts())
            assert await newsroom.sends() == [1]
        reach = await again(newsroom, broadcast)
        assert (reach.recipients, reach.left_out) == (0, {LeftOut.CAPPED: 1})
        ok(await resend_uncertain(school, ADMIN, await newsroom.asked(broadcast, Act.RESEND)))
        assert await newsroom.sends() == []
        found = await newsroom.reads(broadcast)
        assert (found.broadcast.status, found.tally.counts, found.resendable) == (
            Status.DONE,
            {Delivery.UNCERTAIN: 1},
            1,
        )
        newsroom.clock.move(timedelta(days=1))
        ok(await resend_uncertain(school, ADMIN, await newsroom.asked(broadcast, Act.RESEND)))
        assert await newsroom.sends() == [1]

    async def test_that_is_stopped_leaves_whoever_may_have_it_uncertain(
        self, newsroom: Newsroom, school: School
    ) -> None:
        await newsroom.enrol([1])
        broadcast = await newsroom.launches(await newsroom.drafts())
        await newsroom.settles(await newsroom.takes(), UNSURE)
        ok(await resend_uncertain(school, ADMIN, await newsroom.asked(broadcast, Act.RESEND)))
        ok(await stop(school, ADMIN, await newsroom.asked(broadcast, Act.STOP)))
        await newsroom.takes()
        found = await newsroom.reads(broadcast)
        assert (found.broadcast.is_winding_up, found.tally.counts) == (False, {Delivery.UNCERTAIN: 1})

    async def test_a_second_time_is_refused(self, newsroom: Newsroom, school: School) -> None:
        await newsroom.enrol([1])
        broadcast = await newsroom.launches(await newsroom.drafts())
        for _ in range(2):
            await newsroom.settles(await newsroom.takes(), UNSURE)
            outcome = await resend_uncertain(school, ADMIN, await newsroom.asked(broadcast, Act.RESEND))
        assert outcome is BroadcastRefusal.NOBODY
        assert (await newsroom.reads(broadcast)).resendable == 0


class TestBeforeALaunch:
    """Quiet hours and clocks are known to the count."""

    async def test_at_night_everybody_gets_it_later(self, newsroom: Newsroom) -> None:
        await newsroom.enrol(range(1, 15))
        newsroom.clock.move(NIGHT)
        broadcast = await newsroom.drafts()
        reach = await newsroom.reach(broadcast)
        morning = datetime(2026, 3, 11, 8, tzinfo=UTC)
        assert (reach.recipients, reach.later) == (14, Later(14, morning, morning))
        assert reach_words(ENGLISH, reach, When(), UTC) == (
            "Nobody would get it now.\n14 later, by their own clock: on Wed 11 Mar, 08:00."
        )
        await newsroom.launches(broadcast)
        assert await newsroom.sends() == []
        assert (await newsroom.reads(broadcast)).later == reach.later

    async def test_the_first_and_the_last_are_told_of_many_zones(self, newsroom: Newsroom) -> None:
        await newsroom.enrol([1, 2])  # 09:00
        await newsroom.enrol([3], zone="Pacific/Kiritimati")  # 23:00
        await newsroom.enrol([4], zone="Pacific/Pago_Pago")  # 22:00 of the date before
        awake = Preferences(quiet_from=time(0), quiet_until=time(0))
        await newsroom.enrol([5], zone="Pacific/Pago_Pago", preferences=awake)
        broadcast = await newsroom.drafts()
        reach = await newsroom.reach(broadcast)
        first, last = datetime(2026, 3, 10, 18, tzinfo=UTC), datetime(2026, 3, 10, 19, tzinfo=UTC)
        assert (reach.recipients, reach.later) == (5, Later(2, first, last))
        await newsroom.launches(broadcast)
        assert await newsroom.sends() == [1, 2, 5]
        assert (await newsroom.reads(broadcast)).later == reach.later

    async def test_a_local_time_in_the_quiet_hours_comes_when_they_end(self, newsroom: Newsroom) -> None:
        await newsroom.enrol([1])
        await newsroom.enrol([2], preferences=Preferences(quiet_from=time(1), quiet_until=time(2)))
        broadcast = await newsroom.drafts(when=When(local=time(0)))
        reach = await newsroom.reach(broadcast)
        assert reach.later == Later(2, datetime(2026, 3, 11, tzinfo=UTC), datetime(2026, 3, 11, 8, tzinfo=UTC))
        await newsroom.launches(broadcast)
        assert await newsroom.sends() == []
        assert (await newsroom.reads(broadcast)).later == reach.later

    async def test_a_planned_one_is_counted_by_the_clocks_at_its_time(self, newsroom: Newsroom) -> None:
        await newsroom.enrol([1])
        await newsroom.enrol([2], zone="Asia/Tokyo")
        reach = await newsroom.reach(await newsroom.drafts(when=When(datetime(2026, 3, 10, 18, tzinfo=UTC))))
        assert reach.later == Later(1, datetime(2026, 3, 10, 23, tzinfo=UTC), datetime(2026, 3, 10, 23, tzinfo=UTC))
        assert "1 learner would get it then" in reach_words(ENGLISH, reach, When(newsroom.clock.now()), UTC)

    async def test_whoever_has_had_two_today_and_is_asleep_gets_it_tomorrow(self, newsroom: Newsroom) -> None:
        await newsroom.enrol([1])
        for _ in range(2):
            await newsroom.launches(await newsroom.drafts())
            assert await newsroom.sends() == [1]
        assert (await newsroom.reach(await newsroom.drafts())).left_out == {LeftOut.CAPPED: 1}
        newsroom.clock.move(timedelta(hours=14))  # 23:00
        reach = await newsroom.reach(await newsroom.drafts())
        assert (reach.later.number, reach.left_out) == (1, {})
