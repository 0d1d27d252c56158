"""Keyboards as Telegram hands them back with a tapped message."""

from __future__ import annotations

from typing import cast

from telegram import InlineKeyboardMarkup

from bot.botapi.message import Button, ButtonStyle, Keyboard


def keyboard_of(markup: InlineKeyboardMarkup) -> Keyboard:
    """The buttons under a message."""
    return tuple(
        tuple(
            Button(
                each.text,
                data=each.callback_data if isinstance(each.callback_data, str) else None,
                copy=each.copy_text.text if each.copy_text else None,
                url=each.url,
                style=cast("ButtonStyle | None", each.style),
            )
            for each in row
        )
        for row in markup.inline_keyboard
    )
