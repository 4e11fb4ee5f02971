"""API keys: shown once, kept as a digest, scoped, limited to a reach, expiring, rotated with an overlap, throttled."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import ApiKey, ApiSecret, Brand, Event, Market, Role, User
from accounts.models.key import Scope
from tests.caller import *  # noqa: F403
from tests.caller import Caller

Made = Callable[..., tuple[ApiKey, str]]


def test_a_secret_is_shown_once_and_kept_as_a_digest(made: Made) -> None:
    key, secret = made()
    assert secret.startswith("mq_")
    kept = ApiSecret.objects.get(key=key)
    assert secret not in str(vars(kept)) + str(vars(key))
    assert secret.startswith(kept.begins)
    assert Event.objects.about(key).get().what == "api_key.made"


def test_a_key_says_who_it_is(caller: Caller) -> None:
    answer = caller.get("key")
    assert answer.status_code == 200
    told = answer.json()
    assert (told["brands"], told["markets"], told["name"]) == (["aurora"], ["ES"], "DAM")


@pytest.mark.parametrize("secret", ["", "mq_wrong", "nonsense", "mq_" + "ä" * 10])
def test_nothing_opens_without_a_key(secret: str, db: None) -> None:
    answer = Caller(secret).get("brands")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_key_that_expired_was_revoked_or_whose_secret_is_old_opens_nothing(made: Made, erika: User) -> None:
    expired = made(expires_at=timezone.now() - timedelta(seconds=1))[1]
    revoked, secret = made()
    assert Caller(secret).get("key").status_code == 200
    revoked.revoke(erika)
    rotated, old = made()
    new = rotated.rotate(erika)
    assert [Caller(one).get("key").status_code for one in (expired, secret, old, new)] == [401, 401, 200, 200]
    rotated.secrets.filter(until__isnull=False).update(until=Now())
    assert [Caller(one).get("key").status_code for one in (old, new)] == [401, 200]


def test_a_key_without_its_user_or_a_place_reaches_nothing(made: Made) -> None:
    key, secret = made()
    key.user.memberships.all().delete()
    assert Caller(secret).get("pages").json()["results"] == []
    User.objects.filter(pk=key.user.pk).update(is_active=False)
    assert Caller(secret).get("pages").status_code == 401


def test_a_key_of_many_places_reaches_them_all(made: Made, aurora: Brand, spain: Market, france: Market) -> None:
    caller = Caller(made(markets=[spain, france])[1])
    assert caller.get("key").json()["markets"] == ["ES", "FR"]
    assert {row["code"] for row in caller.get("markets").json()["results"]} == {"ES", "FR"}


def test_who_calls_and_where_they_may_is_asked_by_one_statement(made: Made, django_assert_num_queries: Any) -> None:
    caller = Caller(made()[1])
    caller.get("pages")  # writes down that the key was used
    with django_assert_num_queries(2):
        caller.get("pages")


def test_a_later_rotation_does_not_lengthen_the_life_of_older_secrets(made: Made, erika: User) -> None:
    key, _ = made()
    key.rotate(erika, timedelta(minutes=1))
    key.rotate(erika, timedelta(days=7))
    first = key.secrets.order_by("pk")[0]
    assert first.until
    assert first.until < timezone.now() + timedelta(minutes=2)


def test_each_scope_opens_what_is_its_own(made: Made) -> None:
    reader = Caller(made(Scope.READ)[1])
    assert reader.get("posts").status_code == 200
    refused = reader.post("posts", {"brand": "aurora", "market": "ES", "text": "Hola"})
    assert refused.status_code == 403
    assert "lacks the scope “draft”" in refused.json()["detail"]
    writer = Caller(made(Scope.DRAFT)[1])
    assert writer.get("posts").status_code == 403
    assert writer.post("posts", {"brand": "aurora", "market": "ES", "text": "Hola"}).status_code == 201


def test_nobody_makes_a_key_that_reaches_further_than_they_do(ana: User, aurora: Brand, spain: Market) -> None:
    with pytest.raises(PermissionDenied):
        ApiKey.make(ana, "Mine", [Scope.READ], brands=[aurora], markets=[spain])
    assert not User.objects.filter(memberships__role=Role.CLIENT).exists()


def test_the_user_of_a_key_cannot_log_in(made: Made, client: Any) -> None:
    key, _ = made()
    assert not key.user.has_usable_password()


def test_a_key_that_calls_too_often_is_told_when_to_come_again(made: Made) -> None:
    caller = Caller(made(a_minute=3)[1])
    answers = [caller.get("brands") for _ in range(4)]
    assert [answer.status_code for answer in answers[:3]] == [200] * 3
    assert answers[0]["RateLimit-Policy"] == '"key";q=3;w=60'
    assert answers[2]["RateLimit"].startswith('"key";r=0;t=')
    assert answers[3].status_code in {200, 429}  # the minute may have turned
    if answers[3].status_code == 429:
        assert 0 < int(answers[3]["Retry-After"]) <= 61


def test_its_last_use_is_written_down(made: Made) -> None:
    key, secret = made()
    Caller(secret).get("key")
    key.refresh_from_db()
    assert key.used_at


def test_keys_are_seen_by_those_who_administer_all_they_reach(made: Made, erika: User, ana: User) -> None:
    key, _ = made()
    assert list(ApiKey.objects.visible_to(erika)) == [key]
    assert not ApiKey.objects.visible_to(ana).exists()


def test_a_key_is_made_from_the_command_line(erika: User, aurora: Brand, spain: Market) -> None:
    said = StringIO()
    call_command("make_api_key", "PIM", by=erika.email, scope=["read"], brand=["aurora"], market=["es"], stdout=said)
    told = Caller(said.getvalue().strip()).get("key").json()
    assert (told["name"], told["scopes"], told["brands"]) == ("PIM", ["read"], ["aurora"])
    with pytest.raises(CommandError, match="no brand “nova”"):
        call_command("make_api_key", "PIM", by=erika.email, scope=["read"], brand=["nova"])


def test_nobody_makes_one_for_what_they_do_not_administer(ana: User) -> None:
    with pytest.raises(CommandError, match="does not administer"):
        call_command("make_api_key", "PIM", by=ana.email, scope=["read"])
