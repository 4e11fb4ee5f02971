"""What may go wrong with a call, and what to do next: that depends on whether a byte of it was sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import aiohttp

from publisher.networks.answers import Answer
from publisher.networks.base import Later, NetworkError, Refused, Trouble, Unsure

# RFC 9110, 15.4: 301, 307 and 308 ask to make the same request elsewhere, so nothing was done here. 303 (and 302, as
# web frameworks use it) is how a server answers a POST it has carried out.
_NOT_DONE_HERE = frozenset({301, 307, 308})


class Dropped(Exception):
    """The connection died after it was made.

    aiohttp quietly tries some requests a second time after errors of its own kinds; it does not know this one.
    """


@dataclass(slots=True)
class Progress:
    """How far a call got that has to begin by a moment and end in so many seconds. `handed` turns true before the
    first byte is given to the socket, never after."""

    begin_by: float
    connect: float
    total: float
    handed: bool = False
    status: int = 0


class TooLate(Exception):
    """The moment by which this call had to begin has passed, and no byte was given to the socket."""


class Inside(OSError):
    """A connection would have been made to an address that this door does not lead to."""


@contextmanager
def named(host: str, progress: Progress, *, once: bool) -> Iterator[None]:
    """Says of every fault of a call what to do next."""
    try:
        yield
    except (aiohttp.InvalidURL, aiohttp.NonHttpUrlClientError):
        raise Refused(
            f"“{host or 'no host'}” is not an address Marquee can call. Correct the page's server address.",
            trouble=Trouble.MISCONFIGURED,
        ) from None
    except TooLate:
        raise Later(f"The call to {host} came too late to be begun. Nothing was sent.") from None
    except (aiohttp.ClientError, Dropped, TimeoutError, OSError) as fault:
        if isinstance(getattr(fault, "os_error", None), Inside):
            raise Refused(
                f"{host} leads into a private network, where Marquee calls nobody. "
                "Correct the page's server address, or ask your operators to allow that network.",
                trouble=Trouble.MISCONFIGURED,
            ) from None
        # The cause is not chained: some of aiohttp's errors carry the request's headers, and so the token.
        raise _lost(host, _why(fault, progress), progress, once=once) from None


_WHYS: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "its name was not found"),
    (aiohttp.ClientConnectorCertificateError, "its certificate is not to be trusted"),
    (aiohttp.ClientSSLError, "no secure connection could be made"),
    (aiohttp.ClientConnectorError, "the connection was refused"),
    (Dropped, "the connection broke"),
    (aiohttp.ClientPayloadError, "the answer broke off"),
    (aiohttp.ClientResponseError, "the answer was not HTTP"),
)


def _why(fault: BaseException, progress: Progress) -> str:
    if isinstance(fault, aiohttp.ConnectionTimeoutError):
        return f"no connection within {progress.connect:g} s"
    if isinstance(fault, TimeoutError):
        return f"no answer within {progress.total:g} s"
    return next((words for kind, words in _WHYS if isinstance(fault, kind)), "the connection failed")


def _lost(host: str, why: str, progress: Progress, *, once: bool) -> NetworkError:
    if not progress.handed:
        reason = f"{host} could not be reached: {why}. Nothing was sent; Marquee tries again by itself."
        return Later(reason, unreachable=True)
    if once:
        reason = f"{host} may have the post but gave no answer: {why}. Marquee looks before it sends again."
        return Unsure(reason, status=progress.status, unreachable=True)
    reason = f"{host} did not answer properly: {why}. Nothing was published; Marquee tries again by itself."
    return Later(reason, status=progress.status, unreachable=True)


def redirected(answer: Answer, *, once: bool) -> NetworkError:
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
