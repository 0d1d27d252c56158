"""The letter that admins get once a week."""

from __future__ import annotations

from bot.botapi.pacing import Lane
from bot.botapi.sender import Sender
from bot.chat.admin.letter_screens import letter_screen, wish_button
from bot.chat.admin.taps import WishLetters
from bot.chat.conversation import Tapped
from bot.chat.feature import Feature, Tick
from bot.core.delivery import Delivery
from bot.core.statistics import Period
from bot.flows.admin.letters import claim_letters, languages_of, return_letter, wish_letters
from bot.flows.admin.statistics import look_at_statistics
from bot.flows.broadcasts.reports import past
from bot.flows.course.versions import inspect_course
from bot.flows.school import School
from bot.words import N_, words_in

_OFF = N_("No more letters. /stats tells it all whenever you like.")
_ON = N_("You get the letter again, on Mondays.")
"""What a tap on its button is answered with."""


class Letters:
    """Writes to every admin whose Monday has come."""

    def __init__(self, school: School, sender: Sender) -> None:
        self._school = school
        self._sender = sender

    @property
    def feature(self) -> Feature:
        """What letters bring to the bot."""
        return Feature(ticks=(Tick(self.look),), taps={WishLetters: self.on_wish}, for_admins=True)

    async def look(self) -> None:
        """Send the letters that are due. One that provably did not leave comes again."""
        due = await claim_letters(self._school)
        if not due:
            return
        statistics = await look_at_statistics(self._school, Period.WEEK)
        inspection = await inspect_course(self._school)
        broadcasts = [each for each, _ in await past(self._school)]
        languages = await languages_of(self._school, [admin_id for admin_id, _ in due])
        for admin_id, before in due:
            if not statistics.figures.people["learners"]:
                continue
            letter = letter_screen(words_in(languages.get(admin_id)), statistics, inspection, broadcasts)
            receipt = await self._sender.send(admin_id, letter, Lane.REMINDER)
            if receipt.outcome is Delivery.PENDING:
                await return_letter(self._school, admin_id, before)

    async def on_wish(self, tapped: Tapped, tap: WishLetters) -> None:
        """Send no more letters, or letters after all; the button then undoes that."""
        wanted = tap.wanted == 1
        await wish_letters(self._school, tapped.learner_id, wanted)
        await tapped.say(tapped.words.text(_ON if wanted else _OFF))
        await tapped.set_buttons(((wish_button(tapped.words, wanted=wanted),),))
