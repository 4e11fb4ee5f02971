"""Every list as a file."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Network, Page, Role, User
from campaigns.draft import Draft
from campaigns.models import Asset, Campaign, Guideline, Post, Rights
from publisher.models import Delivery
from tests.accounts.test_download import rows
from tests.cast import in_an_hour, page_on, person, picture_file, plan
from tests.world import refused

Write = Callable[..., Post]
TODAY = timezone.localdate()


def listed(client: Client, person: User, path: str) -> list[dict[str, str]]:
    client.force_login(person)
    header, *lines = rows(client.get(path))
    return [dict(zip(header, line, strict=True)) for line in lines]


def test_the_calendar_is_a_file_narrowed_as_it_is_shown(
    client: Client, dieter: User, madrid_mastodon: Page, paris_mastodon: Page
) -> None:
    plans = tuple(plan(page, in_an_hour()) for page in (madrid_mastodon, paris_mastodon))
    draft = Draft("=1+1", tags=("uno", "dos"), plan=plans)
    post = Post.write(dieter, madrid_mastodon.brand, madrid_mastodon.market, draft)
    at = post.publications.get(page=paris_mastodon).at
    [line] = listed(client, dieter, f"/publications.csv?market=FR&from={at.date()}")
    assert (line["market"], line["page"], line["text"], line["tags"]) == ("FR", "Aurora France", "'=1+1", "uno, dos")
    assert (line["state"], line["time (UTC)"]) == ("Draft", f"{at:%Y-%m-%d %H:%M}")
    assert listed(client, dieter, f"/publications.csv?until={at.date()}&from=2020-01-01") == []


def test_it_tells_each_network_its_own_words(client: Client, ana: User, write: Write, madrid_mastodon: Page) -> None:
    write(madrid_mastodon, text="Todos", wordings=(("mastodon", "Solo aquí"),))
    assert [line["text"] for line in listed(client, ana, "/publications.csv")] == ["Solo aquí"]


def test_nobody_gets_what_they_may_not_see(client: Client, farid: User, write: Write, madrid_mastodon: Page) -> None:
    write(madrid_mastodon)
    assert listed(client, farid, "/publications.csv") == []
    assert listed(client, farid, "/desk.csv") == []


def test_the_calendar_leads_to_its_file(client: Client, ana: User, madrid_mastodon: Page) -> None:
    client.force_login(ana)
    content = client.get("/?view=week&date=2027-05-14&state=draft").content.decode()
    assert 'href="/publications.csv?from=2027-05-10&amp;until=2027-05-17&amp;state=draft"' in content


def test_the_desk_is_a_file(
    client: Client, ana: User, write: Write, approve: Any, madrid_mastodon: Page, django_assert_max_num_queries: Any
) -> None:
    publication = approve(write(madrid_mastodon)).publications.get()
    refused(publication)
    client.force_login(ana)
    with django_assert_max_num_queries(8) as first:
        rows(client.get("/desk.csv"))
    for _ in range(2):
        refused(publication)
    Delivery.objects.update(reason="+34 is no number")
    with django_assert_max_num_queries(len(first)):
        rows(client.get("/desk.csv"))
    lines = listed(client, ana, "/desk.csv")
    assert [line["reason"] for line in lines] == ["'+34 is no number"] * 3
    assert lines[0]["text"] == "La nueva Aurora ya está aquí."


def test_many_publications_take_as_many_queries_as_one(
    client: Client, ana: User, write: Write, madrid_mastodon: Page, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        write(madrid_mastodon)
    client.force_login(ana)
    with django_assert_max_num_queries(8):
        assert len(rows(client.get("/publications.csv"))) == 21


def test_each_list_leads_to_its_file_narrowed_as_it_is_shown(
    client: Client, erika: User, madrid_mastodon: Page, paris_mastodon: Page, photo: Asset
) -> None:
    Campaign.objects.create(brand=photo.brand, name="Summer", starts_on=TODAY, ends_on=TODAY)
    Guideline.objects.create(brand=photo.brand, kind="media_required", sentence="Show a car.")
    client.force_login(erika)
    for name in ("pages", "people", "campaigns", "library", "guidelines"):
        assert f'href="/{name}.csv"' in client.get(f"/{name}").content.decode(), name
    assert 'href="/pages.csv?market=FR"' in client.get("/pages?market=FR").content.decode()
    assert [line["name"] for line in listed(client, erika, "/pages.csv?market=FR")] == ["Aurora France"]


def test_pages_and_people_are_files(client: Client, erika: User, ana: User, madrid_mastodon: Page) -> None:
    [page] = listed(client, ana, "/pages.csv")
    assert (page["market"], page["network"], page["connection"], page["in use"]) == (
        "ES",
        "Mastodon",
        "Connected",
        "yes",
    )
    people = {line["name"]: line for line in listed(client, erika, "/people.csv")}
    assert (people["Ana"]["role"], people["Ana"]["market"]) == ("community manager", "Spain")
    assert (people["Erika"]["role"], people["Erika"]["brand"]) == ("administrator", "all")
    client.force_login(ana)
    assert client.get("/people.csv").status_code == 403


def test_campaigns_the_library_and_guidelines_are_files(
    client: Client, ana: User, write: Write, madrid_mastodon: Page, photo: Asset
) -> None:
    summer = Campaign.objects.create(brand=photo.brand, name="=Summer", starts_on=TODAY, ends_on=TODAY)
    write(madrid_mastodon, campaign=summer.pk)
    [campaign] = listed(client, ana, "/campaigns.csv")
    assert (campaign["name"], campaign["first day"], campaign["planned"]) == ("'=Summer", f"{TODAY}", "1")
    Rights.grant(photo, ana, owner="Studio", territories=["ES", "FR"], valid_until=TODAY)
    [asset] = listed(client, ana, "/library.csv?rights=ending")
    assert (asset["asset"], asset["owner"], asset["territories"]) == (str(photo.pk), "Studio", "ES, FR")
    assert listed(client, ana, "/library.csv?rights=ended") == []
    Guideline.objects.create(brand=photo.brand, kind="banned_words", words=["gratis"], sentence="Say what it costs.")
    [rule] = listed(client, ana, "/guidelines.csv")
    assert (rule["asks"], rule["market"], rule["stops posts"]) == ("Never says “gratis”", "all", "yes")


@pytest.mark.parametrize("name", ["pages", "people", "campaigns", "library", "guidelines"])
def test_many_rows_take_as_many_queries_as_one(
    name: str, client: Client, ana: User, erika: User, madrid_mastodon: Page, photo: Asset,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    def more(number: int) -> None:
        Campaign.objects.create(brand=photo.brand, name=f"Summer {number}", starts_on=TODAY, ends_on=TODAY)
        Guideline.objects.create(brand=photo.brand, kind="media_required", sentence=f"Show car {number}.")
        Rights.grant(Asset.upload(ana, photo.brand, picture_file()), ana, owner="Studio")
        person(f"Ana {number}", Role.CONTRIBUTOR, photo.brand, madrid_mastodon.market)
        page_on(Network.MASTODON, photo.brand, madrid_mastodon.market, remote_id=f"{number}")

    client.force_login(erika)
    more(0)
    with django_assert_max_num_queries(20) as first:
        few = len(rows(client.get(f"/{name}.csv")))
    for number in range(1, 4):
        more(number)
    with django_assert_max_num_queries(len(first)):
        assert len(rows(client.get(f"/{name}.csv"))) == few + 3
