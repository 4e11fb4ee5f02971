"""One event loop, in a thread of its own, in which every call of this process is made.

Drains work beside it in threads of theirs, so that calls never wait for the database, nor the database for calls.
"""

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import cache
from typing import Any, TypeVar

import uvloop

T = TypeVar("T")
_making = threading.Lock()


def loop() -> asyncio.AbstractEventLoop:
    """The loop, running; made by whoever asks first, so that a forked process has its own."""
    with _making:
        return _loop()


@cache
def _loop() -> asyncio.AbstractEventLoop:
    made = uvloop.new_event_loop()
    threading.Thread(target=made.run_forever, name="calls", daemon=True).start()
    return made


def wait_for(work: Coroutine[Any, Any, T]) -> T:
    """Do the work in the loop, and wait for it here."""
    return asyncio.run_coroutine_threadsafe(work, loop()).result()


@contextmanager
def opened(manager: AbstractAsyncContextManager[T]) -> Iterator[T]:
    """Enter and leave an asynchronous context from a thread outside the loop."""
    entered = wait_for(manager.__aenter__())
    try:
        yield entered
    finally:
        wait_for(manager.__aexit__(None, None, None))
