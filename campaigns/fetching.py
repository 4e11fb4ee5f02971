"""Fetches a file from an address that somebody gave: from the public internet, and from nowhere inside.

A name is resolved once, each of its addresses is judged, and the connection goes to one that was judged: a name whose
answer changes meanwhile leads nowhere else. Redirects are followed by hand, and each is judged anew.
"""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
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

Place = tuple[socket.AddressFamily, Any]
"""A family and a socket's address."""


class BadAddress(BadUpload):
    """Nothing can be fetched from there; the message is a sentence for whoever gave the address."""


class Crowded(Exception):
    """`AT_ONCE` are being fetched just now. The message is a sentence for whoever gave the address."""

    def __init__(self) -> None:
        super().__init__("Other files are being fetched just now. Try again in a few seconds, or upload yours.")


_room = threading.BoundedSemaphore(AT_ONCE)


@contextmanager
def fetched(address: str) -> Iterator[TemporaryUploadedFile]:
    """The file from that address, on disk while the context lasts. Raises `BadAddress`, and at once `Crowded`."""
    if not _room.acquire(blocking=False):
        raise Crowded
    try:
        file = _followed(address, time.monotonic() + SECONDS)
    finally:
        _room.release()
    with file:
        yield file


def _followed(address: str, deadline: float) -> TemporaryUploadedFile:
    for _ in range(HOPS + 1):
        parts = _parts(address)
        with _answer(parts, deadline) as answer:
            file = None if answer.status in REDIRECTS else _kept(parts, answer, deadline)
            onwards = urljoin(address, answer.headers.get("Location", ""))
        if file is not None:
            return file
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
def _answer(parts: SplitResult, deadline: float) -> Iterator[HTTPResponse]:
    """What the host answers. Whatever it does, it ends at the deadline."""
    line = [_connected(parts, deadline)]
    ending = threading.Timer(max(0.0, deadline - time.monotonic()), _hang_up, [line])
    ending.daemon = True
    ending.start()
    try:
        if parts.scheme == "https":
            line.append(ssl.create_default_context().wrap_socket(line[0], server_hostname=parts.hostname))
        yield _asked(parts, line[-1])
    except ssl.SSLCertVerificationError as fault:
        raise BadAddress(f"{parts.hostname} cannot prove who it is. Give another address.") from fault
    except (OSError, HTTPException, UnicodeError) as fault:
        raise BadAddress(f"{parts.hostname} did not send the file. Try again later, or upload it.") from fault
    finally:
        ending.cancel()
        line[-1].close()


def _asked(parts: SplitResult, sock: socket.socket) -> HTTPResponse:
    connection = HTTPConnection(parts.hostname or "", parts.port or PORTS[parts.scheme])
    connection.sock = sock
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~") + (f"?{parts.query}" if parts.query else "")
    host = parts.netloc.rpartition("@")[2]
    wanted = {"Host": host, "User-Agent": "Marquee", "Accept": "image/*, video/*", "Accept-Encoding": "identity"}
    connection.request("GET", target, headers=wanted)
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


def _kept(parts: SplitResult, answer: HTTPResponse, deadline: float) -> TemporaryUploadedFile:
    if answer.status != 200:
        raise BadAddress(f"{parts.hostname} answered {answer.status}. Check whether it opens without logging in.")
    name = named(unquote(parts.path, errors="replace"))
    with ExitStack() as undoing:
        file = undoing.enter_context(TemporaryUploadedFile(name, "", 0, None))
        file.size = _copied(name, answer, file)
        if time.monotonic() >= deadline:
            raise BadAddress(f"{parts.hostname} takes too long to send {name}. Try again later, or upload it.")
        file.seek(0)
        undoing.pop_all()
        return file


def _copied(name: str, answer: HTTPResponse, file: TemporaryUploadedFile) -> int:
    """How many bytes came. No more are read than such a file may have, and one call may carry."""
    promised, size, most = answer.length, 0, settings.CALL_BYTES
    while chunk := answer.read1(CHUNK):
        if not size:
            most = min(settings.CALL_BYTES, settings.FILM_BYTES if starts_film(chunk) else settings.ASSET_BYTES)
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
