"""A Telegram look-alike on this machine: a strict Bot API server and a chat page. Imports nothing of the bot."""

from bot.playground.clock import TravellingClock
from bot.playground.limits import Limits
from bot.playground.people import Person
from bot.playground.playground import Playground

__all__ = ["Limits", "Person", "Playground", "TravellingClock"]
