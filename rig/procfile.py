"""The Procfile: which processes make up Marquee, as a platform that reads Procfiles would start them."""

from pathlib import Path

from rig.places import PROJECT

RELEASE = "release"
"""The line that is run to its end before the others start."""


def read(path: Path = PROJECT / "Procfile") -> dict[str, str]:
    """The command line of each process by its name, in the order of the file."""
    lines = [line.strip() for line in path.read_text().splitlines()]
    pairs = [line.split(":", 1) for line in lines if line and not line.startswith("#")]
    return {name.strip(): command.strip() for name, command in pairs}
