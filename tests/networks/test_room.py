"""How much of what travels inside calls is held at a time."""

import asyncio

import pytest

from publisher.networks.http.room import Room


def most_at_a_time(size: int, *amounts: int) -> int:
    """How much was held at once by so many that all begin together; each lets the others have their turn."""
    held = most = 0

    async def one(room: Room, amount: int) -> None:
        nonlocal held, most
        async with room.take(amount):
            held += amount
            most = max(most, held)
            for _ in range(10):
                await asyncio.sleep(0)
            held -= amount

    async def all_of_them() -> None:
        room = Room(size)
        await asyncio.gather(*(one(room, amount) for amount in amounts))

    asyncio.run(all_of_them())
    return most


def test_what_fits_is_held_together() -> None:
    assert most_at_a_time(10, 4, 3, 3) == 10


def test_what_does_not_fit_waits() -> None:
    assert most_at_a_time(10, 6, 6, 4) == 10


def test_what_is_larger_than_all_of_it_goes_alone() -> None:
    assert most_at_a_time(10, 4, 25, 4) == 25


def test_what_weighs_nothing_never_waits() -> None:
    assert most_at_a_time(10, 10, 0, 0) == 10


def test_a_call_that_fails_gives_back_what_it_had() -> None:
    async def steps() -> None:
        room = Room(10)
        with pytest.raises(TimeoutError):
            async with room.take(10):
                raise TimeoutError
        async with asyncio.timeout(5), room.take(10):
            pass

    asyncio.run(steps())
