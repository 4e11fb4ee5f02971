"""The description is good enough to make a typed client from, which then reads and writes."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from campaigns.models import Post
from tests.caller import *  # noqa: F403

ROOT = Path(__file__).resolve().parent.parent.parent
TOOL = shutil.which("openapi-python-client") or ""
SCRIPT = """
import json, os
from marquee_client import AuthenticatedClient
from marquee_client.api.key import key_retrieve
from marquee_client.api.pages import pages_list
from marquee_client.api.posts import posts_create, posts_partial_update, posts_retrieve
from marquee_client.models import NewPostRequest, PatchedDraftAskedRequest, PlanAskedRequest, Problem

client = AuthenticatedClient(base_url=os.environ["ADDRESS"], token=os.environ["KEY"])
key = key_retrieve.sync(client=client)
[page] = pages_list.sync(client=client, market="ES").results
asked = NewPostRequest(brand="aurora", market="ES", text="Hola", plan=[PlanAskedRequest(page.id, "2031-05-14T18:00")])
post = posts_create.sync(client=client, body=asked, idempotency_key="once")
tag = posts_retrieve.sync_detailed(post.id, client=client).headers["ETag"]
change = PatchedDraftAskedRequest(text="Adios")
changed = posts_partial_update.sync(post.id, client=client, body=change, if_match=tag)
stale = posts_partial_update.sync(post.id, client=client, body=change, if_match=tag)
print(json.dumps({
    "key": key.name, "id": post.id, "again": posts_create.sync(client=client, body=asked, idempotency_key="once").id,
    "wall": post.publications[0].wall, "text": changed.text, "problem": isinstance(stale, Problem) and stale.status,
}))
"""


def test_a_client_that_is_made_from_the_description_reads_and_writes(
    tmp_path: Path, live_server: Any, made: Any, madrid_mastodon: Any
) -> None:
    schema, package = ROOT / "docs/api-schema.yaml", tmp_path / "marquee_client"
    bytes_of_tus = tmp_path / "tus.yaml"
    bytes_of_tus.write_text("content_type_overrides: {application/offset+octet-stream: application/octet-stream}\n")
    words = ["--path", str(schema), "--meta", "none", "--output-path", str(package), "--config", str(bytes_of_tus)]
    generated = subprocess.run(
        [TOOL, "generate", *words, "--fail-on-warning"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert generated.returncode == 0, generated.stdout + generated.stderr
    environment = {**os.environ, "ADDRESS": live_server.url, "KEY": made()[1], "PYTHONPATH": str(tmp_path)}
    interpreter = Path(TOOL).with_name("python")
    ran = subprocess.run([interpreter, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    told = json.loads(ran.stdout)
    assert Post.objects.get(pk=told["id"]).text == told["text"] == "Adios"
    assert (told["key"], told["again"], told["wall"]) == ("DAM", told["id"], "2031-05-14T18:00")
    assert told["problem"] == 412
