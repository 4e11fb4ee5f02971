"""Addresses that somebody gave us are called only where they lead outside, and by the address that was judged."""

import socket
from io import BytesIO
from typing import Any

import pytest

from accounts import outward
from tests.receiver import *  # noqa: F403
from tests.receiver import LOOPBACK, Receiver

INSIDE = [
    "0.0.0.0", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "192.0.0.8",
    "192.0.2.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1",
    "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2001::1",
    "2002:7f00:1::", "2001:db8::1", "fc00::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "2a00:1450:4001::1"]


@pytest.fixture(autouse=True)
def _nothing_of_ones_own(settings: Any) -> None:
    settings.OUTWARD_ALSO = []


@pytest.mark.parametrize("address", INSIDE)
def test_what_is_inside_is_not_called(address: str) -> None:
    assert not outward.may_be_reached(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_what_is_outside_may_be_reached(address: str) -> None:
    assert outward.may_be_reached(address)


def test_networks_of_ones_own_may_be_allowed(settings: Any) -> None:
    settings.OUTWARD_ALSO = ["10.20.0.0/16"]
    assert outward.may_be_reached("10.20.3.4")
    assert not outward.may_be_reached("::ffff:10.20.3.4")
    assert not outward.may_be_reached("10.21.0.1")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]:8000/", "http://[::ffff:127.0.0.1]/", "https://169.254.169.254/latest",
        "https://ana:secret@example.com/", "ftp://example.com/", "file:///etc/passwd", "https:///nothing",
        "https://example.com:port/", "https://[::1/", "gopher://example.com",
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_before_it_is_kept(url: str) -> None:
    with pytest.raises(outward.Forbidden):
        outward.check(url)


def test_production_speaks_only_https(settings: Any) -> None:
    outward.check("http://example.com/hook")
    settings.PRODUCTION = True
    outward.check("https://example.com/hook")
    with pytest.raises(outward.Forbidden, match="https://"):
        outward.check("http://example.com/hook")


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::ffff:7f00:1]"])
def test_no_way_of_writing_it_leads_inside(host: str, receiver: Receiver) -> None:
    port = receiver.address.rpartition(":")[2]
    with pytest.raises((outward.Forbidden, outward.Unreachable)):
        outward.call("GET", f"http://{host}:{port}/", BytesIO(), largest=10)
    assert receiver.heard == []


def test_a_name_is_judged_by_the_address_that_is_connected_to(receiver: Receiver, monkeypatch: Any) -> None:
    """However often a name changes what it means: the last word is had where the connection is made."""
    port = int(receiver.address.rpartition(":")[2])
    inside = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [inside])
    with pytest.raises(outward.Forbidden, match="private network"):
        outward.call("GET", f"http://innocent.example:{port}/", BytesIO(), largest=10)
    assert receiver.heard == []


def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver, settings: Any) -> None:
    settings.OUTWARD_ALSO = LOOPBACK
    receiver.statuses, receiver.headers = [302], {"Location": f"{receiver.address}/elsewhere"}
    assert outward.call("POST", receiver.address, BytesIO(), largest=10, body=b"x").status == 302
    assert [one.path for one in receiver.heard] == ["/"]


def test_an_answer_is_read_as_far_as_it_is_wanted(receiver: Receiver, settings: Any) -> None:
    settings.OUTWARD_ALSO = LOOPBACK
    receiver.statuses, receiver.says, receiver.headers = [200], b"a" * 200_000, {"Content-Type": "image/png"}
    part, whole = BytesIO(), BytesIO()
    assert outward.call("GET", receiver.address, part, largest=100) == outward.Answer(200, "image/png", whole=False)
    assert outward.call("GET", receiver.address, whole, largest=200_000) == outward.Answer(200, "image/png", whole=True)
    assert (len(part.getvalue()), len(whole.getvalue())) == (100, 200_000)


def test_who_does_not_answer_in_time_or_is_not_there_is_told(receiver: Receiver, settings: Any) -> None:
    settings.OUTWARD_ALSO = LOOPBACK
    receiver.open.clear()
    with pytest.raises(outward.Unreachable, match=r"no answer within 0.2 s"):
        outward.call("GET", receiver.address, BytesIO(), largest=10, seconds=0.2)
    with pytest.raises(outward.Unreachable, match="refused"):
        outward.call("GET", "http://127.0.0.1:9/", BytesIO(), largest=10)
