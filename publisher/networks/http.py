"""The only door out: one try per call, deadlines on everything, no redirects, and it knows whether a byte was sent."""

from __future__ import annotations

import asyncio
import copy
import math
import socket
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from types import SimpleNamespace, TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from yarl import URL

from publisher.networks.answers import Answer, parsed
from publisher.networks.base import Later, NetworkError, Refused, Trouble, Unsure
from publisher.networks.room import Room

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 20.0
"""Every call ends by then. It has to stay below the lease of a claim, so that nobody takes over a call still open."""
KEEP_ALIVE_SECONDS = 3.0
"""Shorter than what servers keep idle connections (5 s and more), so that a stale one is rarely taken for a create."""
IN_FLIGHT = 150
HELD = 32 * 1024 * 1024
"""So many bytes of pictures are held at a time by calls that carry them."""
LARGEST_ANSWER = 1_000_000
PIECE = 1024 * 1024
"""So many bytes of a stream are held at a time."""

# RFC 9110, 15.4: 301, 307 and 308 ask to make the same request elsewhere, so nothing was done here. 303 (and 302, as
# web frameworks use it) is how a server answers a POST it has carried out.
_NOT_DONE_HERE = frozenset({301, 307, 308})

Fields = Mapping[str, str] | Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Stream:
    """Bytes that are read as they are sent: `read(start, length)` in a thread, from `start` up to `end`."""

    read: Callable[[int, int], bytes] = field(repr=False)
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class File:
    """One file of a multipart form."""

    field_name: str
    name: str
    mime: str
    content: bytes | Stream = field(repr=False)


class _Dropped(Exception):
    """The connection died after it was made.

    aiohttp quietly tries some requests a second time after errors of its own kinds; it does not know this one.
    """


@dataclass(slots=True)
class _Progress:
    """How far a call got. `handed` turns true before the first byte is given to the socket, never after."""

    begin_by: float
    handed: bool = False
    status: int = 0


class _TooLate(Exception):
    """The moment by which this call had to begin has passed, and no byte was given to the socket."""


class _Inside(OSError):
    """A connection would have been made to an address that this door does not lead to."""


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
        progress = _Progress(self._begin_by if once else math.inf)
        host = urlsplit(url).netloc.rpartition("@")[2]
        secrets = [*hide, (headers or {}).get("Authorization", "").rpartition(" ")[2]]
        request = {"headers": headers, "params": query, "json": json, "data": _payload(form, body, files)}
        with self._faults_named(host, progress, once=once):
            async with (
                asyncio.timeout(self.total),
                self._session.request(
                    method, _as_written(url), allow_redirects=False, trace_request_ctx=progress, **request
                ) as response,
            ):
                progress.status = response.status
                answer = await _read(response, host, secrets)
        if 300 <= answer.status < 400 and not _asks_for_more(answer):
            raise _redirected(answer, once=once)
        return answer

    def _socket(self, info: aiohttp.AddrInfoType) -> socket.socket:
        family, kind, protocol, _, address = info
        if not self.leads_to(str(address[0])):
            raise _Inside
        return socket.socket(family, kind, protocol)

    @contextmanager
    def _faults_named(self, host: str, progress: _Progress, *, once: bool) -> Iterator[None]:
        """Says of every fault of a call what to do next."""
        try:
            yield
        except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
            raise Refused(
                f"“{host or 'no host'}” is not an address Marquee can call. Correct the page's server address.",
                trouble=Trouble.MISCONFIGURED,
            ) from None
        except _TooLate:
            raise Later(f"The call to {host} came too late to be begun. Nothing was sent.") from None
        except (aiohttp.ClientError, _Dropped, TimeoutError, OSError) as fault:
            if isinstance(getattr(fault, "os_error", None), _Inside):
                raise Refused(
                    f"{host} leads into a private network, where Marquee calls nobody. "
                    "Correct the page's server address, or ask your operators to allow that network.",
                    trouble=Trouble.MISCONFIGURED,
                ) from None
            # The cause is not chained: some of aiohttp's errors carry the request's headers, and so the token.
            raise _lost(host, _why(fault, self), progress, once=once) from None


def _as_written(url: str) -> str | URL:
    """What is percent-encoded already travels so: LinkedIn wants `urn%3Ali`, and signed addresses bear no change."""
    try:
        return URL(url, encoded=True) if "%" in url else url
    except ValueError:
        return url  # aiohttp says what is wrong with it


class _Streamed(aiohttp.Payload):
    """A stream as aiohttp sends it. Its size is known, so that networks which take no chunked bodies take it."""

    def __init__(self, stream: Stream) -> None:
        super().__init__(stream)
        self._size = stream.end - stream.start

    async def write(self, writer: AbstractStreamWriter) -> None:
        stream: Stream = self._value
        for start in range(stream.start, stream.end, PIECE):
            await writer.write(await asyncio.to_thread(stream.read, start, min(PIECE, stream.end - start)))

    def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        raise TypeError("a stream is sent as it is, and never read as text")


def _source(content: bytes | Stream) -> _Streamed | BytesIO:
    return _Streamed(content) if isinstance(content, Stream) else BytesIO(content)


def _payload(
    form: Fields | None, body: bytes | Stream | None, files: Sequence[File]
) -> aiohttp.FormData | _Streamed | BytesIO | None:
    if body is not None:
        return _source(body)
    if form is None and not files:
        return None
    pairs = form.items() if isinstance(form, Mapping) else form or ()
    data = aiohttp.FormData(default_to_multipart=bool(files))
    for name, value in pairs:
        data.add_field(name, value)
    for file in files:
        data.add_field(file.field_name, _source(file.content), filename=file.name, content_type=file.mime)
    return data


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
            raise _TooLate
        context.trace_request_ctx.handed = True

    tracing.on_request_headers_sent.append(handed)
    return tracing


async def _one_try(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    try:
        return await send(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
        raise _Dropped from None


_WHYS: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "its name was not found"),
    (aiohttp.ClientConnectorCertificateError, "its certificate is not to be trusted"),
    (aiohttp.ClientSSLError, "no secure connection could be made"),
    (aiohttp.ClientConnectorError, "the connection was refused"),
    (_Dropped, "the connection broke"),
    (aiohttp.ClientPayloadError, "the answer broke off"),
    (aiohttp.ClientResponseError, "the answer was not HTTP"),
)


def _why(fault: BaseException, door: Door) -> str:
    if isinstance(fault, aiohttp.ConnectionTimeoutError):
        return f"no connection within {door.connect:g} s"
    if isinstance(fault, TimeoutError):
        return f"no answer within {door.total:g} s"
    return next((words for kind, words in _WHYS if isinstance(fault, kind)), "the connection failed")


def _lost(host: str, why: str, progress: _Progress, *, once: bool) -> NetworkError:
    if not progress.handed:
        reason = f"{host} could not be reached: {why}. Nothing was sent; Marquee tries again by itself."
        return Later(reason, unreachable=True)
    if once:
        reason = f"{host} may have the post but gave no answer: {why}. Marquee looks before it sends again."
        return Unsure(reason, status=progress.status, unreachable=True)
    reason = f"{host} did not answer properly: {why}. Nothing was published; Marquee tries again by itself."
    return Later(reason, status=progress.status, unreachable=True)


def _asks_for_more(answer: Answer) -> bool:
    """Whether a 308 leads nowhere: so Google asks for the rest of an upload (“Resume Incomplete”)."""
    return answer.status == 308 and "location" not in answer.headers


def _redirected(answer: Answer, *, once: bool) -> NetworkError:
    target = urlsplit(answer.headers.get("location", "")).netloc.rpartition("@")[2] or "another address"
    if once and answer.status not in _NOT_DONE_HERE:
        reason = (
            f"{answer.host} pointed to {target} instead of answering. The post may be public; "
            "Marquee looks before it sends again."
        )
        return Unsure(reason, trace_id=answer.trace_id, status=answer.status)
    return Refused(
        f"{answer.host} sends callers on to {target}; nothing was published. Correct the page's server address.",
        trace_id=answer.trace_id,
        status=answer.status,
        trouble=Trouble.MISCONFIGURED,
    )
