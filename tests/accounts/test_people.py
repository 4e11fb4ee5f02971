"""People and their roles: seen and changed within one's reach only, and never so that nobody is left to administer."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client

from accounts.models import ApiKey, Brand, Event, Letter, Market, Membership, Role, User
from accounts.models.membership import LastAdministrator
from tests.cast import person

IRIS = {"name": "Iris", "email": "Iris@aurora.example", "role": "market_lead"}


@pytest.fixture
def sara(aurora: Brand, spain: Market) -> User:
    """Administers Aurora in Spain."""
    return person("Sara", Role.ADMINISTRATOR, aurora, spain)


@pytest.fixture
def as_sara(client: Client, sara: User) -> Client:
    client.force_login(sara)
    return client


@pytest.fixture
def as_erika(client: Client, erika: User) -> Client:
    client.force_login(erika)
    return client


def named(answer: Any) -> list[str]:
    return [user.name for user, _ in answer.context["people"]]


# --- seeing


def test_one_sees_those_with_a_role_where_one_administers(
    as_sara: Client, ana: User, farid: User, dieter: User, erika: User
) -> None:
    assert named(as_sara.get("/people")) == ["Ana", "Sara"]
    as_sara.force_login(erika)
    assert named(as_sara.get("/people")) == ["Ana", "Dieter", "Erika", "Farid", "Sara"]


def test_roles_beyond_ones_reach_are_not_shown(as_sara: Client, ana: User, aurora: Brand, france: Market) -> None:
    Membership.objects.create(user=ana, role=Role.LEGAL, brand=aurora, market=france)
    for address in ("/people", f"/people/{ana.pk}"):
        page = as_sara.get(address).content.decode()
        assert "Community manager" in page
        assert "France" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=AN", ["Ana"]),
        ("q=farid%40aurora", ["Farid"]),
        ("role=reviewer", ["Dieter"]),
        ("market=FR", ["Farid"]),
        ("market=FR&role=reviewer", []),
        ("role=client&market=XX", ["Ana", "Dieter", "Erika", "Farid"]),
    ],
)
def test_search_and_filters_stand_in_the_address(
    query: str, found: list[str], as_erika: Client, ana: User, farid: User, dieter: User
) -> None:
    assert named(as_erika.get(f"/people?{query}")) == found


def test_machines_are_no_people(as_erika: Client, erika: User) -> None:
    key, _ = ApiKey.make(erika, "DAM", ["read"])
    assert named(as_erika.get("/people")) == ["Erika"]
    assert as_erika.get(f"/people/{key.user_id}").status_code == 404
    assert as_erika.delete(f"/roles/{key.user.memberships.get().pk}").status_code == 404
    with pytest.raises(PermissionDenied):
        Membership.give(erika, key.user, Role.REVIEWER)


def test_the_number_of_queries_does_not_grow_with_the_people(
    as_erika: Client, aurora: Brand, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    with django_assert_max_num_queries(15) as first:
        as_erika.get("/people")
    users = [User(email=f"{n}@aurora.example", name=f"Person {n:03}", password="!") for n in range(120)]
    User.objects.bulk_create(users)
    Membership.objects.bulk_create(Membership(user=user, role=Role.ANALYST, brand=aurora) for user in users)
    with django_assert_num_queries(len(first)):
        page = as_erika.get("/people").content.decode()
    assert "1–50 of 121" in page


# --- inviting and giving roles


def test_who_is_invited_has_a_role_no_password_and_is_owed_a_letter(
    as_sara: Client, sara: User, aurora: Brand, spain: Market
) -> None:
    as_sara.post("/people/new", {**IRIS, "brand": aurora.pk, "market": spain.pk})
    iris = User.objects.get(email="iris@aurora.example")
    assert (iris.name, iris.is_invited, iris.time_zone) == ("Iris", True, "Europe/Madrid")
    assert (iris.memberships.get().role, iris.memberships.get().scope()) == ("market_lead", (aurora.pk, spain.pk))
    assert Letter.objects.get(user=iris).kind == Letter.Kind.INVITATION
    events = Event.objects.filter(by=sara).order_by("id").values_list("what", "brand", "market")
    assert list(events) == [("membership.given", aurora.pk, spain.pk), ("user.invited", aurora.pk, spain.pk)]
    assert "Invitation on its way" in as_sara.get("/people").content.decode()


def test_who_is_here_already_only_gets_the_role(as_sara: Client, farid: User, aurora: Brand, spain: Market) -> None:
    as_sara.post("/people/new", {**IRIS, "email": "FARID@aurora.example", "brand": aurora.pk, "market": spain.pk})
    assert farid.memberships.count() == 2
    farid.refresh_from_db()
    assert farid.name == "Farid"
    assert not Letter.objects.exists()


@pytest.mark.parametrize("role", ["client", "emperor", ""])
def test_a_role_that_is_none_is_not_given(role: str, as_erika: Client) -> None:
    assert as_erika.post("/people/new", {**IRIS, "role": role}).status_code == 422
    assert not User.objects.filter(name="Iris").exists()


def test_nobody_gives_or_takes_beyond_their_reach(
    as_sara: Client, sara: User, ana: User, dieter: User, aurora: Brand, spain: Market, france: Market
) -> None:
    for place in ({"brand": aurora.pk}, {"market": spain.pk}, {"brand": aurora.pk, "market": france.pk}):
        assert as_sara.post(f"/people/{ana.pk}/roles", {"role": "reviewer", **place}).status_code == 422
        assert as_sara.post("/people/new", {**IRIS, **place}).status_code == 422
    verbs: list[Callable[[], object]] = [
        lambda: Membership.give(sara, ana, Role.LEGAL, aurora),
        lambda: Membership.give(sara, ana, Role.LEGAL, aurora, france),
        lambda: User.objects.invite(sara, "x@aurora.example", "X", Role.LEGAL),
        lambda: dieter.memberships.get().take(sara),
        lambda: dieter.deactivate(sara),
    ]
    for verb in verbs:
        with pytest.raises(PermissionDenied):
            verb()
    assert not Event.objects.exists()
    assert not User.objects.filter(name="X").exists()


def test_a_role_is_given_once_and_taken_once(as_sara: Client, ana: User, aurora: Brand, spain: Market) -> None:
    lead = {"role": "market_lead", "brand": aurora.pk, "market": spain.pk}
    for _ in range(2):
        as_sara.post(f"/people/{ana.pk}/roles", lead)
    role = ana.memberships.get(role="market_lead")
    for status in (200, 404):
        assert as_sara.delete(f"/roles/{role.pk}").status_code == status
    kinds = ["membership.given", "membership.taken"]
    assert [Event.objects.filter(what=kind, facts__user=ana.pk).count() for kind in kinds] == [1, 1]


def test_who_loses_their_last_role_is_out_of_sight(as_sara: Client, ana: User) -> None:
    gone = as_sara.delete(f"/roles/{ana.memberships.get().pk}")
    assert gone.headers["HX-Redirect"] == "/people"
    assert as_sara.get(f"/people/{ana.pk}").status_code == 404


# --- closing accounts


def test_who_is_deactivated_is_logged_out_and_stays_out(as_sara: Client, ana: User) -> None:
    theirs = Client()
    theirs.force_login(ana)
    as_sara.post(f"/people/{ana.pk}/deactivation")
    assert theirs.get("/profile").status_code == 302
    as_sara.delete(f"/people/{ana.pk}/deactivation")
    ana.refresh_from_db()
    assert ana.is_invited
    assert theirs.get("/profile").status_code == 302, "a session from before must not come to life again"
    kinds = ["user.deactivated", "user.brought_back"]
    assert [Event.objects.filter(what=kind, noun_id=ana.pk).count() for kind in kinds] == [1, 1]
    assert Letter.objects.get().user == ana


def test_who_also_works_elsewhere_is_not_ones_to_deactivate(
    as_sara: Client, ana: User, aurora: Brand, france: Market
) -> None:
    Membership.objects.create(user=ana, role=Role.ANALYST, brand=aurora, market=france)
    assert "beyond your reach" in as_sara.get(f"/people/{ana.pk}").content.decode()
    for method in ("post", "delete"):
        assert getattr(as_sara, method)(f"/people/{ana.pk}/deactivation").status_code == 403
    assert as_sara.post(f"/people/{ana.pk}/invitation").status_code == 403


def test_operators_are_for_administrators_of_all(as_sara: Client, as_erika: Client, sara: User, ana: User) -> None:
    User.objects.filter(pk=ana.pk).update(is_staff=True)
    ana.refresh_from_db()
    with pytest.raises(PermissionDenied):
        ana.deactivate(sara)


def test_keys_they_made_go_on_unless_one_says_otherwise(
    as_erika: Client, sara: User, aurora: Brand, spain: Market
) -> None:
    ApiKey.make(sara, "DAM of Spain", ["read"], brands=[aurora], markets=[spain])
    assert "DAM of Spain" in as_erika.get(f"/people/{sara.pk}").content.decode()
    as_erika.post(f"/people/{sara.pk}/deactivation")
    assert ApiKey.objects.in_force().count() == 1
    as_erika.delete(f"/people/{sara.pk}/deactivation")
    as_erika.post(f"/people/{sara.pk}/deactivation", {"keys": "on"})
    assert ApiKey.objects.in_force().count() == 0
    assert Event.objects.filter(what="api_key.revoked").exists()


def test_the_last_administrator_of_all_can_be_taken_away_by_nobody(as_erika: Client, erika: User, sara: User) -> None:
    role = erika.memberships.get()
    as_erika.delete(f"/roles/{role.pk}")
    assert "Nobody else administers all brands" in as_erika.get(f"/people/{erika.pk}").content.decode()
    as_erika.post(f"/people/{erika.pk}/deactivation")
    assert "Nobody else administers all brands" in as_erika.get("/people").content.decode()
    for statement in (
        "DELETE FROM accounts_membership WHERE id = %s",
        "UPDATE accounts_membership SET role = 'analyst' WHERE id = %s",
        "UPDATE accounts_user SET is_active = false WHERE id = (SELECT user_id FROM accounts_membership WHERE id = %s)",
    ):
        with pytest.raises(IntegrityError, match="administer"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [role.pk])
    assert not Event.objects.exists()


def test_once_there_are_two_one_may_go(as_erika: Client, erika: User) -> None:
    second = person("Egon", Role.ADMINISTRATOR)
    erika.memberships.get().take(second)
    assert not Membership.objects.filter(user=erika).exists()
    second.refresh_from_db()
    with pytest.raises(LastAdministrator):
        second.memberships.get().take(second)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_go_at_the_same_moment_one_stays(erika: User) -> None:
    egon = person("Egon", Role.ADMINISTRATOR)
    together = threading.Barrier(2)
    told: list[str] = []

    def go(user: User, other: User, how: str) -> None:
        together.wait()
        try:
            other.deactivate(user) if how == "deactivate" else other.memberships.get().take(user)
        except (LastAdministrator, PermissionDenied):  # the latter where the other one was done already
            told.append(how)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=go, args=arguments)
        for arguments in ((erika, egon, "deactivate"), (egon, erika, "take"))
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 1
    left = Membership.objects.filter(role="administrator", brand=None, market=None, user__is_active=True)
    assert left.count() == 1
