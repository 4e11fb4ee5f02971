"""The operators' admin: what has verbs is only read there, and what is changed there is in the chain of events."""

import pytest
from django.test import Client

from accounts.models import Brand, Event, Membership, Page, User
from campaigns.models import Campaign, Guideline


@pytest.fixture
def operator(client: Client, erika: User) -> Client:
    User.objects.filter(pk=erika.pk).update(is_staff=True, is_superuser=True)
    client.force_login(erika)
    return client


def test_roles_are_given_and_taken_by_their_verbs_alone(operator: Client, ana: User) -> None:
    address = f"/operators/accounts/user/{ana.pk}/change/"
    said = operator.get(address).content.decode()
    assert str(ana.memberships.get()) in said
    before, role = list(Membership.objects.values()), ana.memberships.get()
    typed = {"memberships-TOTAL_FORMS": 2, "memberships-INITIAL_FORMS": 1, "memberships-0-DELETE": "on"}
    typed |= {"memberships-0-id": role.pk, "memberships-0-user": ana.pk, "memberships-0-role": role.role}
    typed |= {"memberships-1-user": ana.pk, "memberships-1-role": "administrator"}
    personal = {"email": ana.email, "name": "Ana María", "time_zone": ana.time_zone, "language": "es"}
    assert operator.post(address, personal | typed).status_code == 302
    assert User.objects.get(pk=ana.pk).name == "Ana María"
    assert list(Membership.objects.values()) == before


def test_a_page_that_is_taken_out_of_use_is_an_event(operator: Client, erika: User, madrid_mastodon: Page) -> None:
    address = f"/operators/accounts/page/{madrid_mastodon.pk}/change/"
    assert operator.post(address, {"name": madrid_mastodon.name}).status_code == 302
    madrid_mastodon.refresh_from_db()
    event = Event.objects.get(what="page.changed")
    assert (madrid_mastodon.is_active, event.by, event.facts) == (False, erika, {"changed": ["is_active"]})


def test_campaigns_and_guidelines_are_read(operator: Client, aurora: Brand) -> None:
    campaign = Campaign.objects.create(brand=aurora, name="Mayo", starts_on="2027-05-01", ends_on="2027-05-31")
    rule = Guideline.objects.create(brand=aurora, kind="banned_words", words=["barato"], sentence="Never say cheap.")
    for kind, row in (("campaign", campaign), ("guideline", rule)):
        address = f"/operators/campaigns/{kind}/{row.pk}/change/"
        assert operator.get(address).status_code == 200
        assert operator.post(address, {"name": "Junio"}).status_code == 403
        assert operator.get(f"/operators/campaigns/{kind}/add/").status_code == 403
