"""Rings workers. It only quickens what they do: who hears no bell looks by himself."""

from typing import Any

import structlog
from kombu.exceptions import OperationalError

log = structlog.get_logger()


def ring(task: Any, *said: object) -> None:
    try:
        task.apply_async(said, retry=False)
    except OperationalError as fault:
        log.warning("bell_silent", detail=str(fault))
