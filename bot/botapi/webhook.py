"""A webhook that another service has left: while it is set, Telegram gives updates to nobody who asks for them."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from bot.botapi.api import BotApi, Refused, Unauthorised

_log = logging.getLogger(__name__)


class WebhookLeftError(RuntimeError):
    """Another service receives the bot's updates."""


async def clear_the_way(api: BotApi, *, take_over: bool) -> None:
    """Make sure that the updates are ours to ask for. A webhook is removed where we are to `take_over`; updates that
    wait for it are kept, and come to us.

    Raises WebhookLeftError where it may not be removed, and what `BotApi.call` raises.
    """
    try:
        url = (await api.call("getWebhookInfo", {})).get("url")
    except Unauthorised:
        raise
    except Refused as error:  # a poll will tell whether anything is in the way
        _log.warning("Whether a webhook is set is not known: %s", error)
        return
    if not url:
        return
    host = urlsplit(url).hostname  # the rest may hold a secret of theirs
    if not take_over:
        raise WebhookLeftError(
            f"Another service receives the updates of @{api.username}: it has set a webhook to {host}. Disconnect the "
            "bot there, or start with `run --take-over` (or TAKE_OVER=yes), which removes it and loses nothing."
        )
    await api.call("deleteWebhook", {"drop_pending_updates": False})
    _log.warning("The webhook that another service had set to %s has been removed; its updates come here now", host)
