"""A chaos run: its schedule follows from its seed, its proxy breaks what it should, and its report counts."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest

from rig.chaos import run
from rig.chaos.fault import Struck
from rig.chaos.proxy import Proxy
from rig.chaos.recovery import recovery
from rig.chaos.report import LAWS, kept, lines
from rig.chaos.schedule import schedule
from rig.chaos.stage import DISPATCHERS, WORKERS

FAULTS = run.all_faults(60)


def test_the_same_seed_gives_the_same_schedule_and_another_seed_another():
    assert schedule(7, 120, FAULTS) == schedule(7, 120, FAULTS)
    assert schedule(7, 120, FAULTS) != schedule(8, 120, FAULTS)


@pytest.mark.parametrize("seconds", [30, 120, 600])
def test_every_fault_strikes_and_none_begins_after_the_end(seconds):
    strikes = schedule(1, seconds, FAULTS)
    assert {strike.fault for strike in strikes} == {fault.name for fault in FAULTS}
    assert all(0 <= strike.at <= seconds for strike in strikes)
    assert strikes == sorted(strikes, key=lambda strike: strike.at)


def test_whoever_is_stopped_is_stopped_for_longer_than_a_lease():
    strikes = schedule(1, 600, run.all_faults(lease=60))
    assert min(strike.lasts for strike in strikes if strike.fault == "worker_stopped") > 60


def test_there_are_at_least_twelve_kinds_of_faults():
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 12


def test_faults_are_chosen_by_family_and_by_name():
    chosen = run.choose("redis, freeze", FAULTS)
    assert {fault.family for fault in chosen} == {"redis", "people"}
    with pytest.raises(SystemExit, match="no earthquake"):
        run.choose("earthquake", FAULTS)


# --- the proxy


class Echo:
    """A server that answers every line with `yes: ` and the line, and keeps what it heard."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.answer, args=[connection], daemon=True).start()

    def answer(self, connection: socket.socket) -> None:
        with suppress(ConnectionError), connection, connection.makefile("rwb", buffering=0) as file:
            for line in iter(file.readline, b""):
                self.heard.append(line)
                file.write(b"yes: " + line)


@pytest.fixture
def echo() -> Iterator[Echo]:
    echo = Echo()
    yield echo
    echo.listener.close()


@pytest.fixture
def proxy(echo: Echo) -> Iterator[Proxy]:
    proxy = Proxy(lambda: echo.port)
    yield proxy
    proxy.stop()


def say(proxy: Proxy, line: bytes, on: socket.socket | None = None) -> bytes:
    """The answer; "" when the connection ends without one. Raises `ConnectionError` when it is reset or refused."""
    with ExitStack() as stack:
        connection = on or stack.enter_context(socket.create_connection(("127.0.0.1", proxy.port), timeout=10))
        connection.sendall(line)
        return connection.recv(1000)


def test_a_proxy_passes_on_what_is_said_and_answered(proxy, echo):
    assert say(proxy, b"hello\n") == b"yes: hello\n"


def test_a_closed_proxy_refuses_until_it_is_open_again(proxy):
    with proxy.closed(), pytest.raises(ConnectionRefusedError):
        say(proxy, b"hello\n")
    assert say(proxy, b"hello\n") == b"yes: hello\n"


def test_a_proxy_that_is_closed_twice_opens_with_the_later_end(proxy):
    with proxy.closed():
        with proxy.closed():
            pass
        with pytest.raises(ConnectionRefusedError):
            say(proxy, b"hello\n")
    assert say(proxy, b"hello\n") == b"yes: hello\n"


def test_a_cut_resets_every_connection(proxy):
    with socket.create_connection(("127.0.0.1", proxy.port), timeout=10) as connection:
        say(proxy, b"hello\n", on=connection)
        assert proxy.cut() == 1
        with pytest.raises(ConnectionResetError):
            connection.recv(1000)


@pytest.mark.parametrize("answered", [True, False])
def test_a_trap_cuts_in_the_middle_of_what_it_waits_for(answered, proxy, echo):
    with proxy.trap(b"COMMIT", 1, answered=answered) as trap:
        assert say(proxy, b"SELECT\n") == b"yes: SELECT\n"
        with pytest.raises(ConnectionResetError):
            say(proxy, b"COMMIT\n")
        assert say(proxy, b"COMMIT\n") == b"yes: COMMIT\n"
    assert trap.sprung == 1
    assert echo.heard.count(b"COMMIT\n") == (2 if answered else 1)


def test_the_server_behind_a_proxy_may_be_away(proxy, echo):
    echo.listener.shutdown(socket.SHUT_RDWR)
    echo.listener.close()
    with pytest.raises(ConnectionError):
        say(proxy, b"hello\n")


# --- another time


def test_a_program_elsewhen_reads_a_moved_clock_and_a_true_monotonic_one():
    told = "import datetime, time; print(datetime.datetime.now().timestamp(), time.time(), time.monotonic())"
    code = f"import sys; sys.argv = ['code']; exec({told!r})"
    moved = f"from rig.chaos.elsewhen import move; move(3600); {code}"
    here, there = (
        [float(word) for word in subprocess.check_output([sys.executable, "-c", one], text=True).split()]
        for one in (code, moved)
    )
    assert [round(then - now, -1) for now, then in zip(here, there, strict=True)] == [3600, 3600, 0]


# --- what comes of it


def attempt(started: float, ended: float, worker: str = "w:1", network: str = "mastodon"):
    return {"network": network, "worker": worker, "started": started, "ended": ended, "outcome": ""}


def test_a_killed_worker_is_made_good_when_its_open_calls_are_taken_up():
    attempts = [attempt(1, 2), attempt(9, 70), attempt(9, 72, worker="w:2"), attempt(80, 99)]
    assert recovery([Struck("worker_killed", "w:1", 10, 12)], attempts, 100) == {"worker_killed": 60}


def test_the_time_in_which_a_whole_crew_was_away_is_not_counted():
    attempts = [attempt(1, 2), attempt(40, 99)]
    workers = [Struck("worker_stopped", f"w:{number}", 5 + number, 30) for number in range(WORKERS)]
    assert recovery([Struck("redis_flushed", "Redis", 10, 10), *workers], attempts, 100)["redis_flushed"] == 10
    dispatchers = [Struck("dispatcher_killed", f"d:{number}", 55, 66) for number in range(DISPATCHERS)]
    killed = Struck("worker_killed", "w:1", 2, 4)
    assert recovery([killed, *dispatchers], [attempt(1, 82)], 100)["worker_killed"] == 70


def test_a_server_is_made_good_at_the_first_attempt_after_it_is_back():
    attempts = [attempt(1, 2), attempt(15, 16), attempt(25, 26)]
    strikes = [Struck("redis_stopped", "Redis", 10, 12), Struck("redis_stopped", "Redis", 16, 17)]
    assert recovery(strikes, attempts, 100) == {"redis_stopped": 8}


def test_a_network_is_made_good_at_its_own_next_attempt():
    attempts = [attempt(13, 14), attempt(19, 20, network="bluesky")]
    assert recovery([Struck("freeze", "bluesky", 10, 12)], attempts, 100) == {"freeze": 7}


def test_what_another_fault_stopped_meanwhile_is_not_counted():
    attempts = [attempt(1, 2), attempt(30, 31)]
    stops = [("redis_stopped", 12, 20), ("postgres_restarted_fast", 18, 25)]
    strikes = [Struck("redis_flushed", "Redis", 10, 10), *(Struck(fault, "all", *when) for fault, *when in stops)]
    assert recovery(strikes, attempts, 100)["redis_flushed"] == 7


@pytest.mark.parametrize(("frozen", "recovered"), [("every network", 8), ("bluesky", 8), ("mastodon", 20)])
def test_a_freeze_counts_for_itself_where_it_was_set(frozen: str, recovered: float):
    attempts = [attempt(30, 31) | {"network": "bluesky"}, attempt(50, 51)]
    strikes = [Struck("name_not_found", "bluesky", 5, 10), Struck("freeze", frozen, 12, 24)]
    assert recovery(strikes, attempts, 100)["name_not_found"] == recovered


def test_nothing_is_reckoned_after_the_last_post_was_due():
    assert recovery([Struck("redis_stopped", "Redis", 10, 12)], [attempt(99, 99)], 11) == {}


@pytest.mark.parametrize("law", LAWS)
def test_one_broken_law_breaks_the_promise_and_is_named(law):
    result = dict.fromkeys(LAWS, 0) | {
        "seed": 1, "publications": 5, "public": 5, "evidence": {}, "lateness_seconds": {}, "unsure": 0,
        "unsure_settled": 0, "handed_to_person": 0, "reasons": {}, "freeze_tail_seconds": 0,
        "faults": {}, "faults_total": 0, "recovery_seconds": {},
        "too_slow": [],
    }  # fmt: skip
    assert kept(result)
    broken = result | {law: 1, "evidence": {law: ["this one"]}}
    assert not kept(broken)
    assert "this one" in "\n".join(lines(broken))
