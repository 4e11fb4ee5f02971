"""Sending an answer whole, in part or not at all. Connections really die: the peer sees a TCP reset."""

from __future__ import annotations

import asyncio
import os
import socket
import struct
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from sandbox.call import Answer


async def read_body(receive: Receive) -> bytes:
    """The request's body. Raises `ConnectionResetError` when the caller goes away before its end."""
    message: Message = await receive()
    if message["type"] == "http.request" and not message.get("more_body"):
        return bytes(message.get("body", b""))
    parts: list[bytes] = []
    while message["type"] == "http.request":
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)
        message = await receive()
    raise ConnectionResetError("the caller left before the end of its request")


async def deliver(send: Send, answer: Answer, *, half: bool = False) -> None:
    """Send the answer; `half` of it is a well-formed response whose body stops in the middle of the JSON.

    Where there is no body all is in the headers, and they are lost.
    """
    body = answer.body()
    if half and not body:
        answer = Answer(answer.status, b"")
    elif half:
        body = body[: len(body) // 2]
    await send(start(answer, len(body)))
    await send({"type": "http.response.body", "body": body})


async def deliver_then_die(scope: Scope, send: Send, answer: Answer) -> None:
    """Promise the whole body, send half of it and reset the connection; without a body nothing is sent."""
    if body := answer.body():
        await send(start(answer, len(body)))
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        await asyncio.sleep(0)
    die(scope)


def start(answer: Answer, length: int) -> Message:
    headers = [(b"content-length", str(length).encode())]
    if not isinstance(answer.content, bytes):
        headers.append((b"content-type", b"application/json; charset=utf-8"))
    headers += [(name.lower().encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    return {"type": "http.response.start", "status": answer.status, "headers": headers}


def remember(scope: Scope, send: Send) -> None:
    """Keep the server's transport at hand. ASGI has no word for it; uvicorn's `send` is a method of what owns it."""
    scope["sandbox.transport"] = getattr(getattr(send, "__self__", None), "transport", None)


def die(scope: Scope) -> None:
    """Reset the connection (RST, not FIN). Raises `ConnectionResetError` where there is no socket (a test client)."""
    transport: Any = scope.get("sandbox.transport")
    if transport is None:
        raise ConnectionResetError("the sandbox closed the connection, as a fault asked")
    sock: socket.socket | None = transport.get_extra_info("socket")
    if sock is not None:
        with socket.socket(fileno=os.dup(sock.fileno())) as twin:
            twin.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def wait(receive: Receive, seconds: float) -> bool:
    """Sleep, but no longer than the caller stays; whether it is still there."""
    gone = asyncio.ensure_future(receive())
    done, _ = await asyncio.wait([gone], timeout=seconds)
    gone.cancel()
    return not done
