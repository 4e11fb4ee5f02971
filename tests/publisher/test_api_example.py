"""The example in the documents: an asset library pushes a campaign, and people find it in the composer."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from accounts.models import User
from campaigns.models import Asset, Post
from tests.caller import *  # noqa: F403

ROOT = Path(__file__).resolve().parent.parent.parent
PICTURES, DRAFTS = 50, 12


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Fifty pictures, and twelve drafts that show four of them each."""
    names = [f"{number}.png" for number in range(PICTURES)]
    for number, name in enumerate(names):
        Image.new("RGB", (640, 640), (5 * number, 80, 120)).save(tmp_path / name)
    told = {
        "name": "Spring",
        "starts_on": "2031-03-01",
        "ends_on": "2031-05-31",
        "pictures": {name: f"The new Aurora, picture {name}" for name in names},
        "drafts": [{"text": f"La nueva Aurora, {n}", "pictures": names[4 * n : 4 * n + 4]} for n in range(DRAFTS)],
    }
    (tmp_path / "campaign.json").write_text(json.dumps(told))
    return tmp_path


def test_a_campaign_is_pushed_once_and_found_in_the_composer(
    live_server: Any, folder: Path, made: Any, client: Client, ana: User
) -> None:
    key = made("read", "assets", "draft")[1]
    words = [sys.executable, str(ROOT / "docs/examples/dam.py"), live_server.url, "aurora", "ES", str(folder)]
    for _ in range(2):
        ran = subprocess.run(words, env={**os.environ, "MARQUEE_KEY": key}, capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
    assert Asset.objects.filter(campaign__name="Spring").count() == PICTURES
    posts = list(Post.objects.filter(campaign__name="Spring").order_by("pk"))
    assert ran.stdout.split() == [f"{live_server.url}/posts/{post.pk}" for post in posts]
    assert len(posts) == DRAFTS

    client.force_login(ana)
    for number, post in enumerate(posts):
        page = client.get(f"/posts/{post.pk}").content.decode()
        assert f"La nueva Aurora, {number}" in page
        assert f"The new Aurora, picture {4 * number}.png" in page
        assert all(f"/assets/{one.asset_id}" in page for one in post.attachments.all())
