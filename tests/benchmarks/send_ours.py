"""Messages sent by the bot's own `Sender` in the bot's own event loop, unpaced, as many at once as is asked for."""

import asyncio
import os
import sys

import uvloop

from bot.botapi.api import BotApi
from bot.botapi.message import Message
from bot.botapi.pacing import Lane, Pacer
from bot.botapi.sender import Sender
from bot.botapi.transport import AiohttpRequest
from bot.core.delivery import Delivery
from bot.core.richtext import RichText

TEXT = "A new day, a new lesson: four minutes, twelve screens and a check or two along the way."


async def main(count: int, in_flight: int) -> None:
    learners = iter(range(1, count + 1))
    request = AiohttpRequest()
    api = BotApi(request, os.environ["BOT_TOKEN"], os.environ["TELEGRAM_API_URL"])
    sender = Sender(api, Pacer(overall_per_second=1_000_000))

    async def send_on() -> None:
        for learner_id in learners:
            receipt = await sender.send(learner_id, Message(RichText(TEXT)), Lane.REPLY)
            assert receipt.outcome is Delivery.SENT

    await request.initialize()
    await asyncio.gather(*(send_on() for _ in range(in_flight)))
    await request.shutdown()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), int(sys.argv[2])))
