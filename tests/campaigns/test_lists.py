"""The calendar and the desk as files."""

from collections.abc import Callable
from typing import Any

from django.test import Client

from accounts.models import Page, User
from campaigns.draft import Draft
from campaigns.models import Post
from publisher.models import Delivery
from tests.accounts.test_download import rows
from tests.cast import in_an_hour, plan
from tests.world import refused

Write = Callable[..., Post]


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
