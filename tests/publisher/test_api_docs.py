"""What `docs/api.md` shows can be typed as it stands."""

import os
import re
import shlex
import subprocess
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from accounts.models import Brand, Market, Role, User
from accounts.opening import opened_by
from tests.caller import *  # noqa: F403
from tests.caller import Caller
from tests.cast import person, picture_file
from tests.world import world

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "api.md"
LINES = [
    line
    for block in re.findall(r"```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
    for line in block.replace("\\\n", " ").splitlines()
]
CURL = 'curl() { command curl --silent --show-error --fail-with-body "$@"; }\n'


def test_the_command_makes_a_key(erika: User, aurora: Any, spain: Any) -> None:
    [line] = [line for line in LINES if line.startswith("manage.py")]
    said = StringIO()
    call_command(*shlex.split(line)[1:], stdout=said)
    assert opened_by(said.getvalue().strip())


def test_every_call_does_what_it_says(
    live_server: Any, made: Any, aurora: Brand, spain: Market, tmp_path: Path
) -> None:
    caller = Caller(made()[1])
    here = world(aurora, spain, person("Hanna", Role.REVIEWER))
    plan = [{"page": here.page.pk, "wall": "2031-05-14T18:00"}]
    draft = caller.post("posts", {"brand": "aurora", "market": "ES", "text": "Hola", "plan": plan})
    (tmp_path / "front.jpg").write_bytes(picture_file().read())
    names = {
        "MARQUEE": f"{live_server.url}/api/v1", "KEY": caller.secret, "PAGE": here.page.pk,
        "POST": draft.json()["id"], "ETAG": draft["ETag"], "ASSET": here.asset.pk, "WEBHOOK": here.webhook.pk,
        "MESSAGE": here.message.pk, "PUBLICATION": here.publication.pk,
    }  # fmt: skip
    calls = [line for line in LINES if line.startswith("curl")]
    assert len(calls) > 10
    environment = {**os.environ, **{name: str(value) for name, value in names.items()}}
    for call in calls:
        ran = subprocess.run(
            ["bash", "-c", CURL + call], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"{call}\n{ran.stdout}{ran.stderr}"
