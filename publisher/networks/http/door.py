"""Calls to networks: each once, within its time, and nowhere else."""

from __future__ import annotations

import asyncio
import copy
import math
import socket
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import SimpleNamespace, TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
from yarl import URL

from publisher.networks.answers import Answer, parsed
from publisher.networks.http.bodies import Fields, File, Stream, payload
from publisher.networks.http.faults import Dropped, Inside, Progress, TooLate, named, redirected
from publisher.networks.http.room import Room

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 20.0
"""Every call ends by then. It has to stay below the lease of a claim, so that nobody takes over a call still open."""
KEEP_ALIVE_SECONDS = 3.0
"""Shorter than what servers keep idle connections (5 s and more), so that a stale one is rarely taken for a create."""
IN_FLIGHT = 150
HELD = 32 * 1024 * 1024
"""So many bytes of pictures are held at a time by calls that carry them."""
LARGEST_ANSWER = 1_000_000


def anywhere(_address: str) -> bool:
    return True


class Door:
    """`async with Door() as door: answer = await door.call("GET", url)`. Times are seconds.

    Secrets go into headers and bodies, never into URLs; no error of the door repeats a header, a body or a query.
    `leads_to` judges the IP address of each connection just before it is made, so that a name which means something
    else a moment later gains nothing. `limits` are those that operators set, by network, where they have to be known
    before a page has any. `room` is for pictures that travel inside a call, and so are held until it is answered.
    """

    def __init__(
        self,
        connect: float = CONNECT_SECONDS,
        total: float = TOTAL_SECONDS,
        in_flight: int = IN_FLIGHT,
        leads_to: Callable[[str], bool] = anywhere,
        limits: Mapping[str, Mapping[str, int]] | None = None,
    ) -> None:
        self.connect = connect
        self.total = total
        self.in_flight = in_flight
        self.leads_to = leads_to
        self.limits = limits or {}
        self.room = Room(HELD)
        self._begin_by = math.inf

    def begin_by(self, moment: float) -> Self:
        """The same door for one claim: a `once` call not begun by then (on the monotonic clock) never begins.

        A process that was stopped in the middle of a call may wake up when the work is another's already.
        """
        door = copy.copy(self)
        door._begin_by = moment
        return door

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self.in_flight, keepalive_timeout=KEEP_ALIVE_SECONDS, socket_factory=self._socket
            ),
            # No cookie of one page may travel with the calls of another.
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=None, connect=self.connect),
            headers={"User-Agent": "Marquee", "Accept": "application/json", "Accept-Language": "en"},
            trace_configs=[_tracing()],
            middlewares=(_one_try,),
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def call(  # noqa: PLR0913 - a request has this many parts
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        json: Any = None,
        form: Fields | None = None,
        body: bytes | Stream | None = None,
        files: Sequence[File] = (),
        once: bool = False,
        hide: Iterable[str] = (),
    ) -> Answer:
        """One HTTP try. `once` marks the call that makes something public.

        `hide`: secrets the network might repeat in an error; the one in the Authorization header is hidden anyway.
        Raises `Later` when no byte was handed to the socket, or when the answer to a call that makes nothing public was
        lost; `Unsure` when the answer to a `once` call was lost; `Refused` (misconfigured) for an impossible URL, a
        redirect, or an address that the door does not lead to.
        """
        progress = Progress(self._begin_by if once else math.inf, self.connect, self.total)
        host = urlsplit(url).netloc.rpartition("@")[2]
        secrets = [*hide, (headers or {}).get("Authorization", "").rpartition(" ")[2]]
        request = {"headers": headers, "params": query, "json": json, "data": payload(form, body, files)}
        with named(host, progress, once=once):
            async with (
                asyncio.timeout(self.total),
                self._session.request(
                    method, _as_written(url), allow_redirects=False, trace_request_ctx=progress, **request
                ) as response,
            ):
                progress.status = response.status
                answer = await _read(response, host, secrets)
        if 300 <= answer.status < 400 and not _asks_for_more(answer):
            raise redirected(answer, once=once)
        return answer

    def _socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        if not self.leads_to(str(address[0])):
            raise Inside
        return socket.socket(family, kind, protocol)


def _as_written(url: str) -> str | URL:
    """What is percent-encoded already travels so: LinkedIn wants `urn%3Ali`, and signed addresses bear no change."""
    try:
        return URL(url, encoded=True) if "%" in url else url
    except ValueError:
        return url  # aiohttp says what is wrong with it


def _asks_for_more(answer: Answer) -> bool:
    """Whether a 308 leads nowhere: so Google asks for the rest of an upload (“Resume Incomplete”)."""
    return answer.status == 308 and "location" not in answer.headers


async def _read(response: aiohttp.ClientResponse, host: str, secrets: Iterable[str]) -> Answer:
    whole = bytearray()
    async for chunk in response.content.iter_chunked(65_536):
        whole += chunk
        if len(whole) > LARGEST_ANSWER:
            break
    text = whole[:LARGEST_ANSWER].decode("utf-8", "replace")
    if response.status >= 400:
        for secret in filter(None, secrets):
            text = text.replace(secret, "…")
    return Answer(host, response.status, response.headers.copy(), text, parsed(text))


def _tracing() -> aiohttp.TraceConfig:
    tracing = aiohttp.TraceConfig()

    async def handed(_session: aiohttp.ClientSession, context: SimpleNamespace, _params: object) -> None:
        if time.monotonic() > context.trace_request_ctx.begin_by:
            raise TooLate
        context.trace_request_ctx.handed = True

    tracing.on_request_headers_sent.append(handed)
    return tracing


async def _one_try(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    try:
        return await send(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        raise Dropped from None
