"""The verdict of a rehearsal: each thing that must not be is seen, and nothing else."""

from dataclasses import replace
from typing import Any

import pytest

from publisher.rehearsal.summary import summary
from publisher.rehearsal.verdict import Halt, Line, Says, Try, judge

PICTURE = ("ab12", "A red car")
LINE = Line(
    publication=1,
    network="mastodon",
    account="42",
    text="Hello",
    media=(PICTURE,),
    due=100,
    closes=1000,
    approved=50,
    says=Says.PUBLISHED,
    told=False,
    settled=102,
    attempts=(Try("w:1", 100.5, 101.5, "published"),),
)


def post(**changes: Any) -> dict[str, Any]:
    shown = {
        "seq": 1,
        "network": "mastodon",
        "account": "42",
        "text": "Hello",
        "remote_id": "7",
        "at": 101,
        "received_at": 100.9,
    }
    return shown | {"media": [{"sha256": "ab12", "alt": "A red car"}]} | changes


def broken(*args: Any) -> set[str]:
    """Which laws the verdict finds broken."""
    return {law for law, cases in judge(*args).items() if cases}


def test_a_post_public_once_as_approved_breaks_nothing() -> None:
    assert broken([LINE], [post()]) == set()


def test_a_post_handed_to_a_person_who_was_told_is_not_lost() -> None:
    assert broken([replace(LINE, says=Says.ABSENT, told=True)], []) == set()
    assert broken([replace(LINE, says=Says.UNPROVEN, told=True)], []) == set()
    assert broken([replace(LINE, says=Says.UNPROVEN, told=True)], [post()]) == set()


@pytest.mark.parametrize(
    ("law", "line", "posts"),
    [
        ("doubles", LINE, [post(), post(seq=2, remote_id="8")]),
        ("lost", replace(LINE, says=Says.OPEN), []),
        ("lost", replace(LINE, says=Says.ABSENT, told=False), []),
        ("lost", replace(LINE, says=Says.UNPROVEN, told=False), []),
        ("false_published", LINE, []),
        ("false_absent", replace(LINE, says=Says.ABSENT, told=True), [post()]),
        ("unsettled", replace(LINE, says=Says.OPEN), [post()]),
        ("early", replace(LINE, due=102), [post()]),
        ("outside_window", replace(LINE, closes=100.8), [post()]),
        ("wrong_content", LINE, [post(media=[])]),
        ("wrong_content", LINE, [post(media=[{"sha256": "cd34", "alt": "A red car"}])]),
        ("wrong_content", LINE, [post(media=[{"sha256": "ab12", "alt": "A blue car"}])]),
        ("wrong_content", LINE, [post(), post(seq=2, text="Buy now")]),
        ("unwritten", replace(LINE, attempts=()), [post()]),
        ("unwritten", replace(LINE, attempts=(Try("w:1", 100.95, 101.5, "published"),)), [post()]),
    ],
)
def test_each_broken_law_is_seen(law: str, line: Line, posts: list[dict[str, Any]]) -> None:
    assert broken([line], posts) == {law}


@pytest.mark.parametrize(
    ("network", "law"), [("", {"after_freeze"}), ("mastodon", {"after_freeze"}), ("bluesky", set())]
)
def test_an_attempt_begun_during_a_freeze_is_seen_where_the_freeze_holds(network: str, law: set[str]) -> None:
    assert broken([LINE], [post()], [Halt(network, 100.4, 110)]) == law


def test_an_attempt_begun_before_a_freeze_or_after_it_is_none_of_its_business() -> None:
    assert broken([LINE], [post()], [Halt("", 100.6, 110), Halt("", 90, 100.4)]) == set()


def test_two_calls_of_one_page_at_a_time_are_seen() -> None:
    other = replace(LINE, publication=2, text="Later", attempts=(Try("w:2", 101, 102, "published"),))
    assert broken([LINE, other], [post(), post(seq=2, text="Later", at=102, received_at=101.2)]) == {"overlapping"}


def test_posts_of_one_page_out_of_order_are_seen() -> None:
    later = replace(LINE, publication=2, text="Later", due=100.2, attempts=(Try("w:2", 100.3, 100.4, "published"),))
    first = post(seq=1, text="Later", at=100.4, received_at=100.35)
    assert broken([LINE, later], [first, post(seq=2)]) == {"out_of_order"}


def test_two_publications_lost_for_one_reason_are_told_as_one_reason() -> None:
    reason = "127.0.0.1:2{} may have the post."
    lines = [
        replace(LINE, publication=n, account=str(n), says=Says.UNPROVEN, told=True, reason=reason.format(n))
        for n in (1, 2)
    ]
    assert summary(lines, [], [])["reasons"] == {"unproven: the network may have the post.": 2}


def test_a_doubt_ends_when_the_post_is_proven_absent_however_long_it_waits_then() -> None:
    tries = (Try("w:1", 100.5, 120.5, "unsure"), Try("w:1", 300, 310, "unsure"))
    again = replace(LINE, attempts=tries, absent=(160.5,), settled=330)
    missed = replace(LINE, publication=2, attempts=tries[:1], absent=(165.5,), settled=1200, says=Says.ABSENT)
    found = summary([again, missed], [], [])["unsure_seconds"]
    assert (found["p50"], found["max"]) == (40, 45)


def test_the_summary_counts() -> None:
    unsure = Try("w:1", 100.5, 120.5, "unsure")
    doubted = replace(LINE, publication=2, account="43", attempts=(unsure,), settled=150.5)
    posts = [post(), post(seq=2, remote_id="8"), post(seq=3, account="43")]
    found = summary([LINE, doubted], posts, [])
    assert (found["publications"], found["public"], found["doubles"], found["lost"]) == (2, 3, 1, 0)
    assert (found["unsure"], found["unsure_settled"], found["unsure_seconds"]["max"]) == (1, 1, 30)
    assert found["lateness_seconds"] == {"p50": 1, "p99": 1, "max": 1}
    assert [one["network"] for one in found["attempts"]] == ["mastodon", "mastodon"]


def test_a_call_claimed_before_a_freeze_may_reach_the_network_after_it_and_it_is_said_how_long() -> None:
    halts = [Halt("mastodon", 100.6, 110), Halt("bluesky", 100.1, 110)]
    assert summary([LINE], [post()], halts)["freeze_tail_seconds"] == pytest.approx(0.3)


def test_what_could_not_be_on_time_is_not_called_late() -> None:
    assert summary([replace(LINE, approved=100.5)], [post()], [])["lateness_seconds"] == {}


FOLLOWED = replace(LINE, part="Part 2", text="Two", media=())
SECOND = post(text="Two", media=[])


@pytest.mark.parametrize(
    ("law", "line", "posts"),
    [
        ("doubles", FOLLOWED, [SECOND, {**SECOND, "seq": 2, "remote_id": "8"}]),
        ("lost", replace(FOLLOWED, says=Says.OPEN, attempts=()), []),
        ("false_published", FOLLOWED, []),
        ("unwritten", replace(FOLLOWED, attempts=()), [SECOND]),
    ],
)
def test_what_follows_a_post_is_held_to_the_same(law: str, line: Line, posts: list[Any]) -> None:
    assert broken([LINE, line], [post(), *posts]) == {law}
    assert judge([LINE, line], [post(), *posts])[law][0].startswith("publication 1, mastodon, Part 2: ")


def test_what_follows_a_post_may_go_out_beside_the_next_post() -> None:
    assert broken([LINE, FOLLOWED], [post(), SECOND]) == set()
    figures = summary([LINE, FOLLOWED], [post(), SECOND], [])
    assert (figures["publications"], figures["follow_ups"], figures["public"]) == (1, 1, 2)
