"""The refusals of the Bot API server, each with Telegram's code and wording."""

from __future__ import annotations


class RefusalError(Exception):
    """A call that is answered with `ok: false`. `parameters` goes into the answer as it is, e.g. retry_after."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


class BadRequestError(RefusalError):
    """400: the call itself is wrong."""

    def __init__(self, description: str) -> None:
        super().__init__(400, f"Bad Request: {description}")


class ForbiddenError(RefusalError):
    """403: the person does not want to hear from the bot, or cannot."""

    def __init__(self, description: str) -> None:
        super().__init__(403, f"Forbidden: {description}")


class ConflictError(RefusalError):
    """409: somebody else receives the updates."""

    def __init__(self, description: str) -> None:
        super().__init__(409, f"Conflict: {description}")


class TooManyRequestsError(RefusalError):
    """429: to be tried again after `retry_after` whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
