"""Several processes of one kind, as a platform keeps them: what dies is started again."""

import signal
import socket
from collections.abc import Mapping

from rig.installation import Installation
from rig.process import Process


class Crew:
    """`size` processes that run `command`, a line of the Procfile, `{name}` in it standing for the name of each.

    Each has a log of its own, that of a dead one stays.
    """

    def __init__(
        self, installation: Installation, kind: str, command: str, size: int, variables: Mapping[str, str]
    ) -> None:
        self.installation = installation
        self.kind = kind
        self.command = command
        self.size = size
        self.variables = variables
        self.members: list[Process] = []
        self.away: set[Process] = set()
        """Members that a fault has in its hands."""
        self.fallen: list[str] = []
        """Those that ended by themselves, with their last words."""
        self.stayed: list[str] = []
        """Those that were asked to go and did not in time."""
        self._hired = 0

    def start(self) -> None:
        while len(self.members) < self.size:
            self.hire()

    def hire(self, command: str = "") -> Process:
        """One more, running another command than the others perhaps."""
        self._hired += 1
        name = f"{self.kind}-{self._hired}"
        process = self.installation.launch(name, (command or self.command).format(name=name), self.variables)
        self.members.append(process)
        return process

    def fit(self) -> list[Process]:
        """Those that live and that no fault has in its hands."""
        return [member for member in self.members if member not in self.away and member.pid is not None]

    def dismiss(self, process: Process, number: signal.Signals = signal.SIGKILL, patience: float = 5) -> None:
        """It is no longer one of us; end it if it has not ended."""
        process.send(signal.SIGCONT)
        process.stop(number, patience)
        self.members.remove(process)
        self.away.discard(process)
        self.installation.launched.remove(process)

    def replace_fallen(self) -> None:
        """Start another for each that ended without our doing."""
        for member in [member for member in self.members if member not in self.away and member.pid is None]:
            self.fallen.append(f"{member.name} ended with {member.exit_code}: {member.tail(3)}")
            self.dismiss(member)
        self.start()


def signature(process: Process) -> str:
    """How the process signs what it does in the database: host and pid."""
    return f"{socket.gethostname()}:{process.pid}"
