"""`upload`: a film of 2 GB comes by tus while its connection is cut and the web process killed; no byte is lost."""

import hashlib
import json
import signal
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psutil

from rig import film
from rig.bench.goal import Goal, at_most
from rig.bench.result import Result
from rig.bench.stage import Stage, staged
from rig.console import pause, step
from rig.installation import Broken

Json = dict[str, Any]
SIZE, SMALL = 2 * 2**30, 64 * 2**20
CHUNK = 2**20
NONE: Mapping[str, str] = MappingProxyType({})
MEMORY = 200
"""MB, of each web process."""
AGAIN = 32
"""MB: so much may be sent again after a cut and a kill, a part of 4 MB and what the sockets hold, each time."""


@dataclass(frozen=True)
class Sender:
    """A machine that sends `film`, all that is missing in one call."""

    address: str
    key: str
    film: Path

    @property
    def size(self) -> int:
        return self.film.stat().st_size

    def begin(self) -> str:
        """The path of a new upload."""
        headers = {"Upload-Length": str(self.size), "Upload-Metadata": "filename ZmlsbS5tcDQ="}
        return str(self.call("POST", "/api/v1/uploads", 201, headers)[0]["Location"])

    def arrived(self, path: str) -> int:
        """Bytes that are there."""
        return int(self.call("HEAD", path, 200)[0]["Upload-Offset"])

    def send(self, path: str, until: int) -> HTTPConnection:
        """Promise all that is missing and send it as far as byte `until`; the line stays open."""
        start = self.arrived(path)
        headers = {"Upload-Offset": str(start), "Content-Type": "application/offset+octet-stream"}
        line = self._ask("PATCH", path, headers | {"Content-Length": str(self.size - start)})
        with self.film.open("rb") as file:
            file.seek(start)
            while start < until:
                chunk = file.read(min(CHUNK, until - start))
                line.send(chunk)
                start += len(chunk)
        return line

    def keep(self, upload: str) -> Json:
        """The asset that is made of it."""
        body = json.dumps({"brand": "rehearsal", "upload": upload}).encode()
        headers = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        told: Json = json.loads(self.call("POST", "/api/v1/assets", 201, headers, body)[1])
        return told

    def call(
        self, method: str, path: str, status: int, headers: Mapping[str, str] = NONE, body: bytes = b""
    ) -> tuple[Json, bytes]:
        """What is answered: its headers and its body. Raises `Broken` for another status."""
        line = self._ask(method, path, headers)
        line.send(body)
        return ended(line, status)

    def _ask(self, method: str, path: str, headers: Mapping[str, str]) -> HTTPConnection:
        line = HTTPConnection(self.address.removeprefix("http://"), timeout=600)
        line.putrequest(method, path)
        for name, value in {"Tus-Resumable": "1.0.0", "Authorization": f"Bearer {self.key}", **headers}.items():
            line.putheader(name, value)
        line.endheaders()
        return line


def ended(line: HTTPConnection, status: int) -> tuple[Json, bytes]:
    answer = line.getresponse()
    told = answer.read()
    line.close()
    if answer.status != status:
        raise Broken(f"The upload was answered by {answer.status}: {told[:500].decode(errors='replace')}")
    return dict(answer.headers), told


def run(*, short: bool) -> Result:
    with staged() as stage:
        size = SMALL if short else SIZE
        with step(f"Making a film of {size // 2**20} MB"):
            path = film.make_heavy(stage.installation.data / "film.mp4", size)
        stage.seed(pages=1)
        wanted = ("--by=administrator@rehearsal.example", "--brand=rehearsal", "--scope=assets")
        key = stage.installation.manage("make_api_key", "Bench", *wanted).strip()
        return played(stage, Sender(stage.installation.address, key, path))


def played(stage: Stage, sender: Sender) -> Result:
    open_web(stage)
    began, path, peaks, stops = time.monotonic(), sender.begin(), [], {}
    for event, share in (("cut", 1 / 3), ("kill", 2 / 3)):
        until = int(sender.size * share)
        with step(f"Sending {until // 2**20} MB, then a {event}"):
            line = sender.send(path, until)
            if event == "kill":
                peaks.append(kill_web(stage))
                open_web(stage)
            line.close()
        stops[event] = until - settled(sender, path)
    with step("Sending the rest"):
        ended(sender.send(path, sender.size), 204)
    sent = time.monotonic() - began
    with step("Making an asset of it"):
        told = sender.keep(path.rpartition("/")[2])
    return judged(sender.film, told, stops, sent, max(*peaks, peak(stage)))


def settled(sender: Sender, path: str) -> int:
    """Bytes that are there once Marquee has noticed that the line is dead."""
    before = -1
    while before != (now := sender.arrived(path)):
        before = now
        pause(1)
    return now


def open_web(stage: Stage) -> None:
    stage.launch({"web": 1})
    stage.installation.wait_for_web()


def kill_web(stage: Stage) -> float:
    """SIGKILL to each web process in the middle of its work; returns the highest peak of them, in MB."""
    found = peak(stage)
    for process in web(stage):
        process.send_signal(signal.SIGKILL)
    stage.stop("web")
    return found


def web(stage: Stage) -> Iterator[psutil.Process]:
    for one in stage.running("web"):
        leader = psutil.Process(one.pid)
        yield from (leader, *leader.children(recursive=True))


def peak(stage: Stage) -> float:
    """What the kernel says that one process held at most, in MB."""
    told = [Path(f"/proc/{process.pid}/status").read_text() for process in web(stage)]
    return round(max(int(text.partition("VmHWM:")[2].split()[0]) for text in told) / 1024, 1)


def judged(path: Path, told: Json, again: dict[str, int], seconds: float, memory: float) -> Result:
    """`again`: bytes sent again after each event; `seconds`: from the first byte to the last."""
    with path.open("rb") as file:
        checksum = hashlib.file_digest(file, "sha256").hexdigest()
    megabytes = round(sum(again.values()) / 2**20, 1)
    figures: Json = {
        "bytes": told["size"],
        "seconds": round(seconds, 1),
        "megabytes_per_second": round(told["size"] / 2**20 / seconds, 1),
        "sent_again_mb": {event: round(size / 2**20, 1) for event, size in again.items()},
        "memory_mb": {"web": memory},
    }
    goals = [
        Goal("the same checksum", told["checksum"][:16], told["checksum"] == checksum),
        at_most("sent again", megabytes, AGAIN, "MB"),
        at_most("a web process's memory", memory, MEMORY, "MB"),
    ]
    return Result("upload", figures, goals)
