"""Fetches a file, or the beginning of a web page, from an address that somebody gave: from the public internet, and
from nowhere inside.

A name is resolved once, each of its addresses is judged, and the connection goes to one that was judged: a name whose
answer changes meanwhile leads nowhere else. Redirects are followed by hand, and each is judged anew.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile

from accounts.outward import may_be_reached
from campaigns.films import starts_film
from campaigns.uploads import BadUpload, named

HOPS = 5
"""So many redirects are followed."""
SECONDS = 20.0
"""All of it has to be here by then: whoever gave the address waits for it, and so does a thread of the web process."""
AT_ONCE = 2
"""So many are fetched at once by a process, however slowly they come: its other threads (Procfile) answer all else."""
SILENCE = 10.0
"""So many seconds nothing may come."""
CHUNK = 256 * 1024
REDIRECTS = frozenset({301, 302, 303, 307, 308})
PORTS = {"http": 80, "https": 443}
MEDIA = "image/*, video/*"
WEB_PAGE = "text/html,application/xhtml+xml"

Place = tuple[socket.AddressFamily, Any]
"""A family and a socket's address."""


class BadAddress(BadUpload):
    """Nothing can be fetched from there; the message is a sentence for whoever gave the address."""


class Crowded(Exception):
    """`AT_ONCE` are being fetched just now. The message is a sentence for whoever gave the address."""

    def __init__(self) -> None:
        super().__init__("Other files are being fetched just now. Try again in a few seconds, or upload yours.")


_room = threading.BoundedSemaphore(AT_ONCE)


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a web page begins with. `address` is where it was found in the end, `charset` what its server says of it, ""
    where that says nothing."""

    address: str
    status: int
    mime: str
    charset: str
    data: bytes


@contextmanager
def fetched(address: str) -> Iterator[TemporaryUploadedFile]:
    """The file from that address, on disk while the context lasts. Raises `BadAddress`, and at once `Crowded`."""
    if not _room.acquire(blocking=False):
        raise Crowded
    try:
        file = file_at(address, settings.CALL_BYTES, SECONDS)
    finally:
        _room.release()
    with file:
        yield file


def file_at(address: str, most: int, seconds: float) -> TemporaryUploadedFile:
    """The same for a worker, for which nobody waits: of so many bytes at most, in so many seconds. To be closed."""
    deadline = time.monotonic() + seconds
    with _found(address, MEDIA, deadline) as (place, answer):
        return _kept(_parts(place), answer, deadline, most)


def beginning(address: str, most: int, seconds: float) -> Beginning:
    """The first bytes of what is there, at most so many, and whatever its status is. Raises `BadAddress`."""
    with _found(address, WEB_PAGE, time.monotonic() + seconds) as (place, answer):
        data = bytearray()
        while len(data) < most and (chunk := answer.read1(min(CHUNK, most - len(data)))):
            data += chunk
        said = answer.headers
        return Beginning(place, answer.status, said.get_content_type(), said.get_content_charset(""), bytes(data))


@contextmanager
def _found(address: str, wanted: str, deadline: float) -> Iterator[tuple[str, HTTPResponse]]:
    """Where it is in the end, after all redirects, and what is answered there."""
    for _ in range(HOPS + 1):
        parts = _parts(address)
        with _answer(parts, wanted, deadline) as answer:
            if answer.status not in REDIRECTS:
                yield address, answer
                return
            onwards = urljoin(address, answer.headers.get("Location", ""))
        if parts.scheme == "https" and urlsplit(onwards).scheme == "http":
            raise BadAddress(f"{parts.hostname} leads from https to http. Give an address that stays encrypted.")
        address = onwards
    raise BadAddress(f"This address leads on more than {HOPS} times. Give the address of the file itself.")


def _parts(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise BadAddress("This is not a web address. Give one such as https://example.com/picture.jpg.") from None
    if parts.scheme not in PORTS or not parts.hostname or port == 0:
        raise BadAddress("This is not a web address. Give one such as https://example.com/picture.jpg.")
    if parts.username or parts.password:
        raise BadAddress("The address holds a user name or a password. Give one that opens without.")
    return parts


def _places(parts: SplitResult) -> list[Place]:
    """Where the host is. If any of its addresses lies inside, none of them is used."""
    assert parts.hostname
    port = parts.port or PORTS[parts.scheme]
    try:
        found = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise BadAddress(f"There is no host {parts.hostname}. Check the address.") from None
    if not all(may_be_reached(str(place[0])) for *_, place in found):
        raise BadAddress(f"{parts.hostname} is not on the public internet. Upload the file instead.")
    return [(family, place) for family, *_, place in found]


@contextmanager
def _answer(parts: SplitResult, wanted: str, deadline: float) -> Iterator[HTTPResponse]:
    """What the host answers. Whatever it does, it ends at the deadline."""
    line = [_connected(parts, deadline)]
    ending = threading.Timer(max(0.0, deadline - time.monotonic()), _hang_up, [line])
    ending.daemon = True
    ending.start()
    try:
        if parts.scheme == "https":
            line.append(ssl.create_default_context().wrap_socket(line[0], server_hostname=parts.hostname))
        yield _asked(parts, wanted, line[-1])
    except ssl.SSLCertVerificationError as fault:
        raise BadAddress(f"{parts.hostname} cannot prove who it is. Give another address.") from fault
    except (OSError, HTTPException, UnicodeError) as fault:
        raise BadAddress(f"{parts.hostname} did not send the file. Try again later, or upload it.") from fault
    finally:
        ending.cancel()
        line[-1].close()


def _asked(parts: SplitResult, wanted: str, sock: socket.socket) -> HTTPResponse:
    connection = HTTPConnection(parts.hostname or "", parts.port or PORTS[parts.scheme])
    connection.sock = sock
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (f"?{parts.query}" if parts.query else "")
    host = parts.netloc.rpartition("@")[2]
    headers = {"Host": host, "User-Agent": "Marquee", "Accept": wanted, "Accept-Encoding": "identity"}
    connection.request("GET", target, headers=headers)
    return connection.getresponse()


def _connected(parts: SplitResult, deadline: float) -> socket.socket:
    for family, place in _places(parts):
        sock = socket.socket(family, socket.SOCK_STREAM)
        sock.settimeout(max(0.1, min(SILENCE, deadline - time.monotonic())))
        try:
            sock.connect(place)
        except OSError:
            sock.close()
        else:
            return sock
    raise BadAddress(f"{parts.hostname} does not answer. Check the address, or try again later.")


def _hang_up(line: list[socket.socket]) -> None:
    """Below TLS, so that who is reading at the moment wakes up."""
    with suppress(OSError):
        socket.socket.shutdown(line[-1], socket.SHUT_RDWR)


def _kept(parts: SplitResult, answer: HTTPResponse, deadline: float, most: int) -> TemporaryUploadedFile:
    if answer.status != 200:
        raise BadAddress(f"{parts.hostname} answered {answer.status}. Check whether it opens without logging in.")
    name = named(unquote(parts.path, errors="replace"))
    with ExitStack() as undoing:
        file = undoing.enter_context(TemporaryUploadedFile(name, "", 0, None))
        file.size = _copied(name, answer, file, most)
        if time.monotonic() >= deadline:
            raise BadAddress(f"{parts.hostname} takes too long to send {name}. Try again later, or upload it.")
        file.seek(0)
        undoing.pop_all()
        return file


def _copied(name: str, answer: HTTPResponse, file: TemporaryUploadedFile, most: int) -> int:
    """How many bytes came. No more are read than so many, and than such a file may have."""
    promised, size = answer.length, 0
    while chunk := answer.read1(CHUNK):
        if not size:
            most = min(most, settings.FILM_BYTES if starts_film(chunk) else settings.ASSET_BYTES)
        size += len(chunk)
        if max(size, promised or 0) > most:
            limit = most // (1024 * 1024)
            raise BadAddress(
                f"{name} is larger than {limit} MB, the most that is fetched. Make it smaller, or upload it."
            )
        file.write(chunk)
    if promised and size < promised:
        raise BadAddress(f"{name} was cut short on its way. Try again later, or upload it.")
    return size
