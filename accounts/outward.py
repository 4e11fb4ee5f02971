"""Calls to addresses that somebody gave us: to the public internet, and to nothing inside.

Each connection is judged by the very address it is about to be made to, so that a name which means something else a
moment later gains nothing. Redirects are not followed.
"""

import asyncio
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any, BinaryIO
from urllib.parse import urlsplit

import aiohttp
from django.conf import settings

SECONDS = 10.0
"""Every call ends by then, however slowly the other side speaks."""
IETF = ip_network("192.0.0.0/24")
"""Set apart for protocols (RFC 6890); parts of it are public to Pythons before 3.12.4."""
INSIDE = "This address leads into a private network, where Marquee calls nobody."


class Forbidden(Exception):
    """Nobody may have us call this address; the message is a sentence for whoever gave it."""


class Unreachable(Exception):
    """No answer came; the message is a sentence."""


class _Inside(OSError):
    """Raised where a connection would be made to an address that is not public."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`whole` is False when more came than was wanted."""

    status: int
    mime: str
    whole: bool


def check(url: str) -> None:
    """What can be said of an address before it is called. Raises `Forbidden`."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise Forbidden("This is not an address Marquee can call.") from None
    if parts.scheme != "https" and (settings.PRODUCTION or parts.scheme != "http"):
        raise Forbidden("Marquee calls only addresses that begin with https://.")
    if not host or parts.username is not None:
        raise Forbidden("The address has to name a host, and no user or password.")
    try:
        literal = ip_address(host)
    except ValueError:
        return  # a name; what it means is judged when it is called
    if not may_be_reached(str(literal)):
        raise Forbidden(INSIDE)


def may_be_reached(text: str) -> bool:
    """Whether an IP address is one of the public internet, or of a network that the installation allows: not of this
    machine, a private network, a link, a group, and none in which another one hides (IPv4-mapped, NAT64, 6to4)."""
    address = ip_address(text)
    if any(address in ip_network(network) for network in settings.OUTWARD_ALSO):
        return True
    if isinstance(address, IPv6Address) and (address.sixtofour or address.is_site_local):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address in IETF)


def call(  # noqa: PLR0913 - a request has this many parts
    method: str,
    url: str,
    into: BinaryIO,
    *,
    largest: int,
    headers: Mapping[str, str] | None = None,
    body: bytes | None = None,
    seconds: float = SECONDS,
) -> Answer:
    """One try. What is answered goes into `into`, at most `largest` bytes of it.

    Raises `Forbidden`, or `Unreachable` when no whole answer came in time.
    """
    check(url)
    host = urlsplit(url).hostname
    try:
        return asyncio.run(_call(method, url, into, largest, seconds, headers=headers, data=body))
    except TimeoutError:
        raise Unreachable(f"{host} gave no answer within {seconds:g} s.") from None
    except (aiohttp.ClientError, OSError, ValueError) as fault:
        if isinstance(getattr(fault, "os_error", fault), _Inside):
            raise Forbidden(INSIDE) from None
        raise Unreachable(f"{host} could not be reached: {_why(fault)}.") from None


async def _call(method: str, url: str, into: BinaryIO, largest: int, seconds: float, **request: Any) -> Answer:
    connector = aiohttp.TCPConnector(socket_factory=_socket, use_dns_cache=False)
    deadline = aiohttp.ClientTimeout(total=seconds)
    headers = {"User-Agent": "Marquee", "Accept-Encoding": "identity"}
    async with (
        aiohttp.ClientSession(
            connector=connector, timeout=deadline, headers=headers, cookie_jar=aiohttp.DummyCookieJar()
        ) as session,
        session.request(method, url, allow_redirects=False, **request) as response,
    ):
        return Answer(response.status, response.content_type, await _read(response, into, largest))


async def _read(response: aiohttp.ClientResponse, into: BinaryIO, largest: int) -> bool:
    """Whether that was all of it."""
    left = largest
    async for chunk in response.content.iter_chunked(65_536):
        into.write(chunk[:left])
        left -= len(chunk)
        if left < 0:
            return False
    return True


def _socket(info: Any) -> socket.socket:
    """Made for one address, just before the connection to it."""
    family, kind, protocol, _, address = info
    if not may_be_reached(address[0]):
        raise _Inside(INSIDE)
    return socket.socket(family, kind, protocol)


_WHYS: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "its name was not found"),
    (aiohttp.ClientConnectorCertificateError, "its certificate is not to be trusted"),
    (aiohttp.ClientSSLError, "no secure connection could be made"),
    (aiohttp.ClientConnectorError, "the connection was refused"),
    (aiohttp.ServerDisconnectedError, "the connection broke"),
    (aiohttp.ClientPayloadError, "the answer broke off"),
    (aiohttp.ClientResponseError, "the answer was not HTTP"),
)


def _why(fault: BaseException) -> str:
    return next((words for kind, words in _WHYS if isinstance(fault, kind)), "the connection failed")
