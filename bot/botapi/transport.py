"""HTTP to the Bot API through aiohttp, which carries ten times as many sends a second as the httpx of
python-telegram-bot, and which tells apart what never left this machine from what may have arrived.

Every URL of the Bot API holds the bot's token, so that no error raised here repeats one.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import IO, Any, cast
from urllib.parse import urlsplit

import aiohttp
import orjson
from aiohttp.abc import AbstractStreamWriter
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_log = logging.getLogger(__name__)

_KEEP_ALIVE = 30.0  # seconds; well below what servers usually grant, so that they seldom close under a request
_SLOWEST_UPLOAD = 100_000  # bytes a second, below which it is not waited for the end of one
_NO_LEAVE = "Another process may be the bot by now"

Files = Mapping[str, tuple[str, bytes | IO[bytes], str]]
"""Files to be sent, by parameter: name, content and media type of each."""


class NotSent(NetworkError):  # noqa: N818 -- named like its siblings in telegram.error
    """The request provably never left this machine: it can be made again without any risk of doing it twice."""


class _Leaving(aiohttp.Payload):
    """The body of a request that is written only if it may leave at that moment; before it, no byte has left."""

    def __init__(self, body: aiohttp.Payload, may_leave: Callable[[], bool]) -> None:
        super().__init__(body, headers=body.headers)
        self._may_leave = may_leave

    @property
    def size(self) -> int | None:
        return cast("aiohttp.Payload", self._value).size

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return cast("aiohttp.Payload", self._value).decode(encoding, errors)

    async def write(self, writer: AbstractStreamWriter) -> None:
        if not self._may_leave():
            raise NotSent(_NO_LEAVE)
        await self._value.write(writer)


class AiohttpRequest(BaseRequest):
    """The request backend for python-telegram-bot and for `bot.botapi.api.BotApi`, over one pool of connections.

    Raises `NotSent` where no connection was had, `TimedOut` where no answer came in time, and `NetworkError` for
    anything else that broke on the way; after these two the request may have had its effect. Timeouts are in seconds.

    Nothing leaves while `may_leave` says no. It is asked once more as the request is written: a process may have been
    frozen since.
    """

    def __init__(
        self,
        connections: int = 256,
        connect_timeout: float = 5.0,
        read_timeout: float = 15.0,
        proxy: str | None = None,
        may_leave: Callable[[], bool] = lambda: True,
    ) -> None:
        self._proxy = proxy
        self._may_leave = may_leave
        self._connections = connections
        self._connect_timeout = connect_timeout
        self._read_timeout = read_timeout
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """The seconds an answer may take unless a call says otherwise."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Open the pool; a second call changes nothing, since python-telegram-bot holds one request in two places."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections, keepalive_timeout=_KEEP_ALIVE),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                skip_auto_headers=("Accept-Encoding",),
                proxy=self._proxy,
            )

    async def shutdown(self) -> None:
        """Close every connection; the request can be initialised again."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,  # noqa: ARG002 -- part of the interface; the read timeout covers writing
        connect_timeout: object = None,  # noqa: ARG002 -- one for all, as is the time to wait for the pool
        pool_timeout: object = None,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Make a request for python-telegram-bot: parameters as JSON, or as a form where there are files."""
        seconds = float(read_timeout) if isinstance(read_timeout, int | float) else self._read_timeout
        if request_data is not None and request_data.contains_files:
            form = _form(request_data.json_parameters, request_data.multipart_data)
            return await self._exchange(method, url, form, seconds)
        return await self._exchange(method, url, _json(request_data.parameters if request_data else {}), seconds)

    async def post_json(self, url: str, parameters: object, read_timeout: float | None = None) -> tuple[int, bytes]:
        """POST `parameters` as JSON; the HTTP status and the raw body of the answer, whatever they are."""
        return await self._exchange("POST", url, _json(parameters), read_timeout or self._read_timeout)

    async def post_form(self, url: str, parameters: Mapping[str, object], files: Files) -> tuple[int, bytes]:
        """POST `parameters` and `files` as a form; the HTTP status and the raw body of the answer. Large files may
        take longer than the others.
        """
        fields = {
            name: value if isinstance(value, str) else orjson.dumps(value).decode()
            for name, value in parameters.items()
        }
        size = sum(len(content) for _, content, _ in files.values() if isinstance(content, bytes))
        seconds = self._read_timeout + size / _SLOWEST_UPLOAD
        return await self._exchange("POST", url, _form(fields, files), seconds)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer as a dict. Raises TelegramError where it is no JSON object."""
        try:
            answer = orjson.loads(payload)
        except orjson.JSONDecodeError:
            answer = None
        if not isinstance(answer, dict):
            raise TelegramError("The answer is not a JSON object")
        return answer

    async def _exchange(
        self,
        method: str,
        url: str,
        body: aiohttp.Payload,
        read_timeout: float,
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise NotSent("The connections are closed")
        if not self._may_leave():
            raise NotSent(_NO_LEAVE)
        timeout = aiohttp.ClientTimeout(total=self._connect_timeout + read_timeout, connect=self._connect_timeout)
        try:
            async with self._session.request(
                method, url, data=_Leaving(body, self._may_leave), timeout=timeout, allow_redirects=False
            ) as response:
                return response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            failure: NetworkError = NotSent(_without_url(error))
        except aiohttp.ClientHttpProxyError as error:  # it opened no way to Telegram
            failure = NotSent(f"The proxy refuses: {error.status} {error.message}")
        except TimeoutError:
            failure = TimedOut(f"No answer within {read_timeout:g} s")
        except (aiohttp.ClientError, OSError) as error:
            unsent = isinstance(error.__cause__, NotSent)
            failure = NotSent(_NO_LEAVE) if unsent else NetworkError(_without_url(error))
        raise failure  # out here, so that it does not carry the error of aiohttp, which names the URL


def proxy_for(url: str, proxy: str | None, environment: Mapping[str, str]) -> str | None:
    """The proxy on the way to a server: the one that was set, or that of the environment, as other programs read it.
    None where there is none, or the server is on this machine.
    """
    host = urlsplit(url).hostname or ""
    if host in {"localhost", "::1"} or host.startswith("127."):
        return None
    if proxy is not None:
        return proxy
    given = {name.lower(): value.strip() for name, value in sorted(environment.items()) if value.strip()}
    spared = [each.strip().lstrip("*.") for each in given["no_proxy"].split(",")] if "no_proxy" in given else []
    if any(not each or f".{host}".endswith(f".{each}") for each in spared):  # `*` spares all
        return None
    proxy = given.get(f"{urlsplit(url).scheme}_proxy") or given.get("all_proxy") or ""
    if "://" in proxy and not proxy.startswith(("http://", "https://")):
        _log.warning(
            "The proxy of the environment is none of HTTP, and no other is spoken to: the bot goes without one"
        )
        return None
    return (proxy if "://" in proxy else f"http://{proxy}") if proxy else None


class TokenFilter(logging.Filter):
    """Takes the bot's token out of every log record: message, arguments, traceback. Belongs on the root handler."""

    def __init__(self, token: str) -> None:
        super().__init__()
        self._token = token
        self._formatter = logging.Formatter()

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without the token."""
        message = record.getMessage()
        if self._token in message:
            record.msg, record.args = self._redacted(message), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = self._formatter.formatException(record.exc_info)
        if record.exc_text and self._token in record.exc_text:
            record.exc_text, record.exc_info = self._redacted(record.exc_text), None
        if record.stack_info:
            record.stack_info = self._redacted(record.stack_info)
        return True

    def _redacted(self, text: str) -> str:
        return text.replace(self._token, "<token>")


def _json(parameters: object) -> aiohttp.Payload:
    return aiohttp.BytesPayload(orjson.dumps(parameters), content_type="application/json")


def _form(fields: Mapping[str, str], files: Files) -> aiohttp.Payload:
    form = aiohttp.FormData(default_to_multipart=True)
    for name, value in fields.items():
        form.add_field(name, value)
    for name, (filename, content, mime_type) in files.items():
        form.add_field(name, content, filename=filename, content_type=mime_type)
    return form()


def _without_url(error: Exception) -> str:
    """What went wrong, without the URL that aiohttp likes to repeat; the errors of its connector name the host only."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return str(error)
    cause = error.strerror if isinstance(error, OSError) else None
    return f"{type(error).__name__}: {cause}" if cause else type(error).__name__
