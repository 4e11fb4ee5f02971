"""The demo's asset library pushes a campaign through the API, and the people of each market find it in the composer."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accounts.models import Role
from campaigns.models import Asset, Post
from publisher.demo import texts
from publisher.demo.brands import MARENNE, MARKETS, make_brands, make_markets
from publisher.demo.people import make_people
from rig import kept, push
from rig.installation import Broken, Installation


@pytest.fixture
def demo(transactional_db: None, live_server: Any, tmp_path: Path) -> Installation:
    """What runs as a demo here is the server of these tests."""
    there = connection.settings_dict
    database = f"postgres://{there['USER']}:{there['PASSWORD']}@{there['HOST']}:{there['PORT']}/{there['NAME']}"
    installation = Installation(tmp_path, given={**os.environ, "DATABASE_URL": database})
    kept.write(installation.data / "address", live_server.url)
    return installation


def test_fifty_pictures_and_twelve_drafts_are_pushed_once_and_open_with_their_pictures(
    demo: Installation, client: Client, capfd: pytest.CaptureFixture[str]
) -> None:
    people = make_people(make_brands(), make_markets())
    for _ in range(2):
        assert push.push(demo), capfd.readouterr().err
        *_, told = capfd.readouterr().out.partition("composer of each market:\n")
    assert Asset.objects.filter(brand__slug=MARENNE, campaign__name="Marenne autumn drives").count() == 50
    assert len(set(Asset.objects.values_list("checksum", flat=True))) == 50, "each is a picture of its own"
    posts = {post.market.code: post for post in Post.objects.select_related("market")}
    assert set(posts) == set(MARKETS)
    address = (demo.data / "address").read_text()
    assert sorted(told.split()) == sorted(f"{address}/posts/{post.pk}" for post in posts.values())

    for draft in json.loads((demo.data / "campaign" / "campaign.json").read_text("utf-8"))["drafts"]:
        post, market = posts[draft["market"]], draft["market"]
        client.force_login(people.one(Role.COMMUNITY_MANAGER, MARENNE, market))
        page = client.get(f"/posts/{post.pk}").content.decode()
        shown = list(post.attachments.all())
        assert draft["text"].split("\n")[0][:20] in post.text
        assert 'id="compose-form"' in page
        assert shown
        assert all(f"/assets/{one.asset_id}" in page for one in shown)
        assert {one.alt for one in shown} <= set(texts.LANGUAGES[MARKETS[market][2][0]].ALTS.values())
        assert client.get(f"/assets/{shown[0].asset_id}?size=thumb").status_code == 200


def test_who_pushes_while_no_demo_runs_is_told(tmp_path: Path) -> None:
    installation = Installation(
        tmp_path, given={"DATABASE_URL": "postgres://elsewhere", "REDIS_URL": "redis://elsewhere"}
    )
    with pytest.raises(Broken, match="Start bin/demo in another terminal"):
        push.push(installation)
    push.tell_address(installation)
    with pytest.raises(Broken, match="Start bin/demo in another terminal"):
        push.push(installation)
