"""What a call carries: fields, files, and streams that are read as they are sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO

import aiohttp
from aiohttp.abc import AbstractStreamWriter

PIECE = 1024 * 1024
"""So many bytes of a stream are held at a time."""

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


def payload(
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
