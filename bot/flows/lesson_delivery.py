"""The messages a step is made of: claimed before they are sent, settled with what became of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.core.delivery import Delivery, Receipt
from bot.core.learner import Learner
from bot.core.lesson import Place
from bot.flows.enrolment import Enrolment, Showing
from bot.flows.flow import in_transaction, of_school
from bot.flows.school import School
from bot.store.engine.database import Transaction
from bot.store.places import claim_part, disown_parts, load_owed_places, settle_part
from bot.store.recipients import disown_recipients
from bot.store.reminders import disown_entries


@of_school
def claim(transaction: Transaction, school: School, _: datetime, learner_id: int, place: Place) -> Place | None:
    """Take the owed message of `place` for sending; None where it is taken or the learner has moved on."""
    is_ours = claim_part(transaction, learner_id, place, school.process)
    return replace(place, delivery=Delivery.SENDING) if is_ours else None


@in_transaction
def settle(transaction: Transaction, learner_id: int, showing: Showing, place: Place, receipt: Receipt) -> Place:
    """Record the outcome of the claimed message; the place as it is then, owing the next message if there is one."""
    more = receipt.outcome is Delivery.SENT and place.part + 1 < showing.step.message_count
    settled = replace(
        place,
        part=place.part + 1 if more else place.part,
        delivery=Delivery.PENDING if more else receipt.outcome,
        message_id=receipt.message_id or place.message_id,
    )
    settle_part(transaction, learner_id, place, settled.delivery, settled.part, receipt.message_id)
    return settled


@of_school
def disown(transaction: Transaction, school: School, now: datetime) -> int:
    """Mark what an earlier process was sending when it died, or lost the lease, as uncertain; how many messages that
    was.
    """
    return (
        disown_parts(transaction, school.process)
        + disown_recipients(transaction, school.process, now)
        + disown_entries(transaction, school.process)
    )


@of_school
def owed(transaction: Transaction, school: School, now: datetime) -> list[tuple[Learner, Showing]]:
    """Every learner whose step still owes them a message, with the step; lessons that are gone are passed over."""
    found = [
        (Enrolment.enrol(transaction, school, learner_id, now), place)
        for learner_id, place in load_owed_places(transaction)
        if school.course.lesson(place.day)
    ]
    return [(enrolment.learner, enrolment.showing(place)) for enrolment, place in found]
