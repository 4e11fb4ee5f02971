"""Ports on the loopback address."""

import random
import socket

LOOPBACK = "127.0.0.1"
OURS = range(20_000, 32_000)
"""Below the ports that Linux gives to outgoing connections, which could take a server's port while it restarts."""


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def any_free() -> int:
    """A free port for a server that only other processes of ours look for."""
    return next(port for port in random.sample(OURS, len(OURS)) if is_free(port))


def anywhere(first: int) -> int:
    """Like `next_free`, where nobody types the address."""
    return any_free()


def next_free(first: int) -> int:
    """The first free port from `first` on, for an address that people type."""
    return next(port for port in range(first, 65_536) if is_free(port))
