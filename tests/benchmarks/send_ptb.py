"""Messages sent by python-telegram-bot's default `Bot`, as many at once as is asked for."""

import asyncio
import os
import sys

from telegram import Bot

TEXT = "A new day, a new lesson: four minutes, twelve screens and a check or two along the way."


async def main(count: int, in_flight: int) -> None:
    learners = iter(range(1, count + 1))
    bot = Bot(os.environ["BOT_TOKEN"], base_url=os.environ["TELEGRAM_API_URL"] + "/bot")

    async def send_on() -> None:
        for learner_id in learners:
            await bot.send_message(learner_id, TEXT)

    async with bot:
        await asyncio.gather(*(send_on() for _ in range(in_flight)))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
