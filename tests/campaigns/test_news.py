"""A page asks whether anything happened, and hears of it; else nothing is read, and nothing sent."""

import re

import pytest
from django.db import connections, transaction
from django.test import Client

from accounts import access, news
from accounts.models import Brand, Event, Membership, User
from publisher.models import Freeze

PART = {"HX-Request": "true"}


def mark(client: Client, person: User) -> str:
    """What the page that the person opens will ask about."""
    client.force_login(person)
    found = re.search(
        r'hx-get="\?date=2031-05-14&amp;since=([\d.]+)"', client.get("/?date=2031-05-14").content.decode()
    )
    assert found
    return found[1]


def ask(client: Client, mark: str):
    return client.get(f"/?date=2031-05-14&since={mark}", headers=PART)


def test_nothing_happened(client, ana, write, madrid_mastodon, django_assert_max_num_queries):
    write(madrid_mastodon)
    seen = mark(client, ana)
    with django_assert_max_num_queries(4):  # of which three say who asks
        answer = ask(client, seen)
    assert (answer.status_code, answer.content) == (204, b"")


def test_what_concerns_somebody_is_news_for_them_alone(client, ana, farid, dieter, write, madrid_mastodon, spain):
    seen = {person: mark(client, person) for person in (ana, farid, dieter)}
    write(madrid_mastodon)
    for person, status in ((ana, 200), (farid, 204), (dieter, 200)):
        client.force_login(person)
        assert ask(client, seen[person]).status_code == status
    seen = {person: mark(client, person) for person in (ana, farid)}
    Freeze.set(dieter, "Everywhere", brand=dieter.memberships.get().brand)
    for person in (ana, farid):
        client.force_login(person)
        answer = ask(client, seen[person])
        assert answer.status_code == 200
        assert b"since=" in answer.content
        assert f'since={seen[person]}"' not in answer.content.decode()


def test_a_mark_that_means_nothing_or_is_too_old_is_news(ana, monkeypatch):
    assert all(news.since(ana, mark) for mark in ("", "nonsense", "1", "-1.0", f"{10**30}.0", "0.1"))
    Event.objects.note("asset.uploaded", ana, ana)
    seen = news.mark(ana)
    assert not news.since(ana, seen)
    monkeypatch.setattr(news, "FARTHEST", 0)
    assert news.since(ana, seen)


@pytest.mark.django_db(transaction=True)
def test_what_was_written_before_and_committed_after_is_news(client, ana, write, madrid_mastodon):
    """The late event has the smaller id."""
    other = connections.create_connection("default")
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "INSERT INTO accounts_event (what, noun, noun_id, brand_id, market_id, facts, seal) "
                "VALUES ('publication.lapsed', 'publication', 1, %s, %s, '{}', '')",
                [madrid_mastodon.brand_id, madrid_mastodon.market_id],
            )
            with transaction.atomic():
                write(madrid_mastodon)
            seen = mark(client, ana)
            assert ask(client, seen).status_code == 204
            cursor.execute("COMMIT")
        assert ask(client, seen).status_code == 200
    finally:
        other.close()


# --- who is rung


def test_those_are_rung_whom_an_event_concerns_and_once(ana, farid, dieter, gwen, write, madrid_mastodon):
    watch, people = news.Watch(), {ana.pk, farid.pk, dieter.pk}
    watch.concerned(people)
    write(madrid_mastodon)
    assert watch.concerned(people) == {ana.pk, dieter.pk}
    assert watch.concerned(people) == set()
    Membership.objects.filter(user=ana).delete()
    User.objects.filter(pk=dieter.pk).update(is_active=False)
    write(madrid_mastodon)
    assert watch.concerned({*people, gwen.pk}) == {gwen.pk}


def test_whom_an_event_concerns_the_database_and_the_bell_say_alike(ana, aurora, spain, france):
    borealis = Brand.objects.create(name="Borealis", slug="borealis")
    places = [(brand, market) for brand in (None, aurora, borealis) for market in (None, spain, france)]
    events = [Event.objects.create(what="post.drafted", noun="post", noun_id=1, brand=b, market=m) for b, m in places]
    for brand, market in places:
        ana.memberships.update(brand=brand, market=market)
        person, role = User.objects.get(pk=ana.pk), Membership.objects.get(user=ana)
        told = set(Event.objects.filter(access.concerns(person)))
        assert {event for event in events if role.touches(event.brand_id, event.market_id)} == told


def test_a_ticket_names_its_holder_until_it_is_too_old(ana, monkeypatch):
    ticket = news.ticket(ana)
    assert news.holder(ticket) == ana.pk
    assert [news.holder(wrong) for wrong in ("", "nonsense", f"{ticket}x")] == [None] * 3
    monkeypatch.setattr(news, "TICKET_SECONDS", -1)
    assert news.holder(ticket) is None
