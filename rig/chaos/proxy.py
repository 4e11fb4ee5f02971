"""A port that leads to another. On the way a connection can be refused, cut, or cut in the middle of a commit."""

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from rig import ports

T = TypeVar("T")
CHUNK = 65_536


@dataclass(slots=True)
class Trap:
    """Springs on the next `left` connections on which a client says `words`.

    They are cut before the server hears it, or (`answered`) after it has answered and before the client hears that.
    """

    words: bytes
    left: int
    answered: bool
    sprung: int = 0

    def springs(self, said: bytes) -> bool:
        if self.left <= 0 or self.words not in said:
            return False
        self.left -= 1
        self.sprung += 1
        return True


@dataclass(eq=False, slots=True)
class _Line:
    """One connection: the client's end, the server's end, and whether the next answer is to be lost."""

    near: asyncio.StreamWriter
    far: asyncio.StreamWriter
    doomed: bool = False

    def cut(self) -> None:
        for end in (self.near, self.far):
            _reset(end)


class Proxy:
    """`target` gives the port it leads to at the moment. It works in a thread of its own."""

    def __init__(self, target: Callable[[], int]) -> None:
        self.target = target
        self.port = ports.any_free()
        self._trap: Trap | None = None
        self._closed = 0
        self._lines: set[_Line] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, name=f"proxy-{self.port}", daemon=True).start()
        self._server = self._do(self._open())

    def cut(self) -> int:
        """Reset every connection there is; returns how many."""
        return self._do(self._cut())

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Nobody listens: new connections are refused, those there are go on.

        Where it is closed twice at once, it opens with the later end.
        """
        self._closed += 1
        if self._closed == 1:
            self._do(self._close())
        try:
            yield
        finally:
            self._closed -= 1
            if not self._closed:
                self._server = self._do(self._open())

    @contextmanager
    def trap(self, words: bytes, times: int, *, answered: bool) -> Iterator[Trap]:
        self._trap = Trap(words, times, answered)
        try:
            yield self._trap
        finally:
            self._trap = None

    def stop(self) -> None:
        self._do(self._finish())
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _open(self) -> asyncio.Server:
        return await asyncio.start_server(self._serve, ports.LOOPBACK, self.port)

    async def _close(self) -> None:
        self._server.close()

    async def _cut(self) -> int:
        lines = list(self._lines)
        for line in lines:
            line.cut()
        return len(lines)

    async def _finish(self) -> None:
        await self._close()
        await self._cut()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=5)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        try:
            far_reader, far_writer = await asyncio.open_connection(ports.LOOPBACK, self.target())
        except OSError:
            _reset(writer)
            return
        line = _Line(writer, far_writer)
        self._lines.add(line)
        try:
            await self._pass_on(reader, far_reader, line)
        except ConnectionError:
            line.cut()
        finally:
            self._lines.discard(line)
            writer.close()
            far_writer.close()

    async def _pass_on(self, near: asyncio.StreamReader, far: asyncio.StreamReader, line: _Line) -> None:
        """Until one end closes. Raises `ConnectionError` when one is reset."""
        ways = [asyncio.create_task(self._upwards(near, line)), asyncio.create_task(self._downwards(far, line))]
        done, open_still = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in open_still:
            way.cancel()
        await asyncio.gather(*open_still, return_exceptions=True)
        for way in done:
            way.result()

    async def _upwards(self, near: asyncio.StreamReader, line: _Line) -> None:
        while said := await near.read(CHUNK):
            trap = self._trap
            if trap and trap.springs(said):
                if not trap.answered:
                    raise ConnectionResetError
                line.doomed = True
            line.far.write(said)
            await line.far.drain()

    async def _downwards(self, far: asyncio.StreamReader, line: _Line) -> None:
        while said := await far.read(CHUNK):
            if line.doomed:
                raise ConnectionResetError
            line.near.write(said)
            await line.near.drain()


def _reset(end: asyncio.StreamWriter) -> None:
    """Close with RST, as a broken network does, so that nobody takes it for a polite goodbye."""
    sock: socket.socket | None = end.get_extra_info("socket")
    if sock is not None and sock.fileno() >= 0:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.transport.abort()
