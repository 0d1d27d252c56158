"""The taps of all features, found where they stand."""

from __future__ import annotations

import pkgutil
from importlib import import_module

import bot.chat
from bot.chat.tap import Tap


def kinds_of_taps() -> list[type[Tap]]:
    """Those of every feature."""
    features = [each.name for each in pkgutil.iter_modules(bot.chat.__path__) if each.ispkg]
    modules = [import_module(f"bot.chat.{feature}.taps") for feature in features]
    return [
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, Tap) and each is not Tap
    ]
