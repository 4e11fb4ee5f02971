"""The door, and what a person may change about themselves."""

import pytest
from django.test import Client
from redis import Redis

from accounts import throttle
from tests.cast import PASSWORD


@pytest.fixture(autouse=True)
def nobody_tried_yet(db, settings) -> None:
    Redis.from_url(settings.REDIS_URL).flushdb()


def log_in(client: Client, email: str, password: str = PASSWORD, headers: dict[str, str] | None = None, **more: str):
    return client.post("/login", {"username": email, "password": password, **more}, headers=headers)


def test_a_person_logs_in_with_their_e_mail_in_any_case(client, ana):
    assert log_in(client, "ANA@aurora.example")["Location"] == "/"


def test_nobody_learns_which_addresses_exist(client, ana, bruno):
    bruno.is_active = False
    bruno.save()
    attempts = [("ana@aurora.example", "wrong"), ("nobody@aurora.example", "wrong"), ("bruno@aurora.example", PASSWORD)]
    sentences = {str(log_in(client, *attempt).context["form"].non_field_errors()) for attempt in attempts}
    assert len(sentences) == 1
    assert "do not match" in sentences.pop()


def test_after_ten_failures_even_the_right_password_waits(client, ana):
    for _ in range(throttle.FROM_ONE_PLACE):
        log_in(client, "ana@aurora.example", "wrong")
    assert b"Too many attempts" in log_in(client, "Ana@aurora.example").content
    assert b"Too many attempts" in client.post(
        "/operators/login/", {"username": "ana@aurora.example", "password": PASSWORD}
    ).content  # fmt: skip


def test_failures_elsewhere_do_not_lock_a_person_out(client, ana):
    for _ in range(throttle.FROM_ONE_PLACE):
        throttle.failed("ana@aurora.example", "192.0.2.1")
    assert log_in(client, "ana@aurora.example").status_code == 302


@pytest.mark.parametrize("said", ["192.0.2.{0}", "198.51.100.{0}, 192.0.2.{0}"])
def test_behind_a_proxy_places_are_those_that_it_heard(client, ana, settings, said):
    settings.PROXIES = 1
    for _ in range(throttle.FROM_ONE_PLACE):
        log_in(client, "ana@aurora.example", "wrong", headers={"X-Forwarded-For": said.format(1)})
    assert log_in(client, "ana@aurora.example", headers={"X-Forwarded-For": said.format(2)}).status_code == 302


def test_what_a_caller_says_of_its_place_is_not_believed(client, ana, settings):
    for settings.PROXIES in (0, 1):
        for number in range(throttle.FROM_ONE_PLACE):
            told = {"X-Forwarded-For": f"198.51.100.{number}" + ", 192.0.2.1" * settings.PROXIES}
            log_in(client, "ana@aurora.example", "wrong", headers=told)
        told = {"X-Forwarded-For": "198.51.100.99" + ", 192.0.2.1" * settings.PROXIES}
        assert b"Too many attempts" in log_in(client, "ana@aurora.example", headers=told).content


def test_where_redis_forgot_or_is_away_nobody_waits(client, ana, settings):
    for _ in range(throttle.FROM_ONE_PLACE):
        log_in(client, "ana@aurora.example", "wrong")
    Redis.from_url(settings.REDIS_URL).flushdb()
    assert log_in(client, "ana@aurora.example").status_code == 302
    client.logout()
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    for _ in range(throttle.FROM_ONE_PLACE):
        log_in(client, "ana@aurora.example", "wrong")
    assert log_in(client, "ana@aurora.example").status_code == 302


def test_many_places_together_are_stopped(client, ana):
    for number in range(throttle.FROM_ANYWHERE):
        throttle.failed("ana@aurora.example", f"192.0.2.{number}")
    assert b"Too many attempts" in log_in(client, "ana@aurora.example").content


def test_the_way_on_leads_nowhere_else(client, ana):
    assert log_in(client, "ana@aurora.example", next="https://elsewhere.example/")["Location"] == "/"


def test_the_door_speaks_as_the_browser_asks_and_tells_caches_so(client):
    answer = client.get("/login", headers={"accept-language": "de"})
    assert b'lang="de"' in answer.content
    assert "accept-language" in answer["Vary"].lower()


def test_a_person_sets_their_time_zone(client, ana):
    client.force_login(ana)
    answer = client.post("/profile", {"name": "Ana", "time_zone": "Asia/Tokyo", "language": "es"})
    assert answer["Location"] == "/profile"
    ana.refresh_from_db()
    assert (ana.time_zone, ana.language) == ("Asia/Tokyo", "es")


def test_a_zone_that_is_none_comes_back_with_all_that_was_typed(client, ana):
    client.force_login(ana)
    page = client.post("/profile", {"name": "Ana María", "time_zone": "Mars/Olympus", "language": "en"})
    assert "Ana María" in page.content.decode()
    assert page.context["profile_form"].errors["time_zone"]
    assert page.wsgi_request.user.name == "Ana"


def test_a_new_password_needs_the_current_one(client, ana):
    client.force_login(ana)
    new = {"new_password1": "a quiet green harbour", "new_password2": "a quiet green harbour"}
    assert client.post("/profile/password", {"old_password": "wrong", **new}).status_code == 200
    assert client.post("/profile/password", {"old_password": PASSWORD, **new})["Location"] == "/profile"
    ana.refresh_from_db()
    assert ana.check_password("a quiet green harbour")


def test_faults_are_sentences(client, ana):
    client.force_login(ana)
    assert b"There is nothing at this address" in client.get("/nowhere").content
    strict = Client(enforce_csrf_checks=True)
    assert b"This form was opened too long ago" in log_in(strict, "ana@aurora.example").content
