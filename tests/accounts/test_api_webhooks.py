"""Webhooks through the API: made, changed, tested, replayed and ended by machines, within their reach."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction

from accounts import sending
from accounts.models import Brand, Event, Market, Page, User, Webhook
from tests.accounts.test_webhooks import happen, queue
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.receiver import *  # noqa: F403
from tests.receiver import LOOPBACK, Receiver
from tests.waiting import await_somebody_waiting

HERE = {"name": "Newsroom", "url": "https://newsroom.example/marquee", "brand": "aurora", "market": "ES"}


def pointers(answer: Any) -> set[str]:
    return {fault["pointer"] for fault in answer.json()["errors"]}


@pytest.fixture
def webhook(caller: Caller, receiver: Receiver, settings: Any) -> dict[str, Any]:
    """Of Aurora in Spain, at a receiver on this machine, as it was answered."""
    settings.OUTWARD_ALSO = LOOPBACK
    answer = caller.post("webhooks", {**HERE, "url": receiver.address, "types": ["page.connected"]})
    assert answer.status_code == 201, answer.content
    return {**answer.json(), "etag": answer["ETag"]}


def test_a_machine_makes_one_and_sees_its_secret_once(webhook: dict[str, Any], caller: Caller) -> None:
    assert webhook["secret"].startswith("whsec_")
    shown = caller.get(f"webhooks/{webhook['id']}")
    assert "secret" not in shown.json()
    assert shown.json() == {name: value for name, value in webhook.items() if name not in {"secret", "etag"}}
    assert (shown["ETag"], shown.json()["active"]) == (webhook["etag"], True)


def test_the_same_call_twice_makes_one_and_keeps_no_secret_in_clear(caller: Caller) -> None:
    from accounts.models import Answer

    first, second = (caller.post("webhooks", HERE, Idempotency_Key="a").json() for _ in range(2))
    assert first == second
    assert Webhook.objects.count() == 1
    assert first["secret"] not in Answer.objects.get().body


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"url": "https://10.0.0.1/"}, "/url"),
        ({"url": "https://[::ffff:10.0.0.1]/"}, "/url"),
        ({"url": "nonsense"}, "/url"),
        ({"types": ["post.exploded"]}, "/types/0"),
        ({"brand": "nova"}, "/brand"),
        ({"colour": "red"}, "/colour"),
    ],
)
def test_what_is_wrong_is_told_at_its_field(wrong: dict[str, Any], pointer: str, caller: Caller) -> None:
    answer = caller.post("webhooks", {**HERE, **wrong})
    assert (answer.status_code, pointers(answer)) == (400, {pointer})
    assert not Webhook.objects.exists()


def test_a_key_hears_no_further_than_it_reaches(caller: Caller, erika: User, france: Market, aurora: Brand) -> None:
    for wide in ({"brand": None}, {"market": None}, {"market": "FR"}):
        assert caller.post("webhooks", {**HERE, **wide}).status_code == 403
    foreign, _ = Webhook.objects.make(erika, name="Paris", url="https://x.example", brand=aurora, market=france)
    assert caller.get("webhooks").json()["results"] == []
    assert caller.get(f"webhooks/{foreign.pk}").status_code == 404
    assert caller.get(f"webhooks/{foreign.pk}/messages").status_code == 404


def test_it_needs_a_scope_of_its_own_to_read_too(made: Callable[..., Any], webhook: dict[str, Any]) -> None:
    reader = Caller(made("read", "draft", "schedule")[1])
    paths = ["webhooks", f"webhooks/{webhook['id']}", f"webhooks/{webhook['id']}/messages"]
    assert {reader.get(path).status_code for path in paths} == {403}
    assert reader.post("webhooks", HERE).status_code == 403
    assert Caller(made("webhooks")[1]).get("webhooks").status_code == 200


def test_it_is_changed_by_the_state_that_was_read(webhook: dict[str, Any], caller: Caller) -> None:
    path = f"webhooks/{webhook['id']}"
    assert caller.patch(path, {"types": []}).status_code == 428
    changed = caller.patch(path, {"types": [], "active": False}, If_Match=webhook["etag"])
    assert (changed.status_code, changed.json()["types"], changed.json()["active"]) == (200, [], False)
    assert caller.patch(path, {"name": "x"}, If_Match=webhook["etag"]).status_code == 412
    assert caller.patch(path, {"active": True}, If_Match=changed["ETag"]).json()["active"] is True
    assert caller.patch(path, {"market": None}, If_Match="*").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_what_is_changed_while_another_change_is_under_way_is_not_overwritten(
    webhook: dict[str, Any], caller: Caller, erika: User
) -> None:
    def change() -> int:
        try:
            return caller.patch(f"webhooks/{webhook['id']}", {"name": "Radio"}, If_Match=webhook["etag"]).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor() as other:
        with transaction.atomic():
            Webhook.objects.get().change(erika, name="Press")
            answer = other.submit(change)
            await_somebody_waiting()
        assert answer.result() == 412
    assert Webhook.objects.get().name == "Press"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("method", "below"), [("DELETE", ""), ("POST", "/rotation")])
def test_a_verb_waits_for_a_change_that_is_under_way_and_is_refused(
    method: str, below: str, webhook: dict[str, Any], caller: Caller, erika: User
) -> None:
    def ask() -> int:
        try:
            path = f"webhooks/{webhook['id']}{below}"
            return caller.ask(method, path, If_Match=webhook["etag"]).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor() as other:
        with transaction.atomic():
            Webhook.objects.get().change(erika, name="Press")
            answer = other.submit(ask)
            await_somebody_waiting()
        assert answer.result() == 412
    assert Webhook.objects.get().overlap_until is None


def test_two_parts_that_are_changed_at_once_are_both_kept(webhook: dict[str, Any], caller: Caller, erika: User) -> None:
    first, second = Webhook.objects.get(), Webhook.objects.get()
    first.change(erika, name="Press")
    second.change(erika, types=[])
    kept = Webhook.objects.get()
    assert (kept.name, kept.types) == ("Press", [])


def test_a_test_is_sent_whatever_it_hears_and_stands_in_the_log(
    webhook: dict[str, Any], caller: Caller, receiver: Receiver
) -> None:
    path = f"webhooks/{webhook['id']}"
    told = caller.post(f"{path}/test")
    assert (told.status_code, told.json()["what"], told.json()["standing"]) == (201, "webhook.tested", "waiting")
    queue()
    sending.send()
    assert [one.is_signed_with(webhook["secret"]) for one in receiver.heard] == [True]
    [message] = caller.get(f"{path}/messages").json()["results"]
    assert (message["standing"], [one["status"] for one in message["sendings"]]) == ("delivered", [204])
    caller.patch(path, {"active": False}, If_Match="*")
    assert caller.post(f"{path}/test").status_code == 409


def test_a_message_is_replayed(
    webhook: dict[str, Any], caller: Caller, receiver: Receiver, madrid_mastodon: Page
) -> None:
    happen(madrid_mastodon)
    [message] = queue()
    sending.send()
    path = f"webhooks/{webhook['id']}/messages/{message.pk}/replay"
    assert caller.post(path).json()["standing"] == "waiting"
    sending.send()
    assert [one.name for one in receiver.heard] == [str(message)] * 2
    assert caller.post(f"webhooks/{webhook['id']}/messages/{message.pk + 1}/replay").status_code == 404


def test_a_changed_secret_is_told_once(webhook: dict[str, Any], caller: Caller, receiver: Receiver) -> None:
    path = f"webhooks/{webhook['id']}"
    new = caller.post(f"{path}/rotation").json()["secret"]
    caller.post(f"{path}/test")
    sending.send()
    assert [receiver.heard[0].is_signed_with(one) for one in (webhook["secret"], new)] == [True, True]


def test_it_is_removed(webhook: dict[str, Any], caller: Caller) -> None:
    assert caller.ask("DELETE", f"webhooks/{webhook['id']}").status_code == 204
    assert not Webhook.objects.exists()
    assert Event.objects.first().what == "webhook.removed"


def test_the_log_is_read_with_few_queries(
    webhook: dict[str, Any], caller: Caller, madrid_mastodon: Page, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        happen(madrid_mastodon)
    queue()
    sending.send()
    with django_assert_max_num_queries(15):
        assert len(caller.get(f"webhooks/{webhook['id']}/messages").json()["results"]) == 30
