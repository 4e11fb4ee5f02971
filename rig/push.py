"""bin/demo --push: an asset library pushes a campaign to the demo that runs in another terminal, by the API alone."""

import os
import subprocess
import sys
import urllib.request
from urllib.error import URLError

from rig import kept
from rig.console import say, step
from rig.installation import Broken, Installation
from rig.places import PROJECT

SCRIPT = PROJECT / "docs" / "examples" / "dam.py"
BRAND, MARKET = "marenne", "DE"
ADMINISTRATOR = "tomas.novak@marenne.example"
KEY = ("make_api_key", "Asset library", "--by", ADMINISTRATOR, "--brand", BRAND)
SCOPES = ("--scope", "read", "--scope", "assets", "--scope", "draft")


def tell_address(installation: Installation) -> None:
    """Leave word of where the demo runs."""
    kept.write(installation.data / "address", installation.address)


def push(installation: Installation) -> bool:
    """Whether all of it is there. The folder and the key are made once, so that a second push does nothing twice.

    Raises `Broken` when no demo runs.
    """
    address, folder = _running(installation), installation.data / "campaign"
    key = kept.kept(installation.data / "asset_library_key", lambda: _printed(installation, *KEY, *SCOPES))
    if not (folder / "campaign.json").exists():
        with step("Drawing 50 pictures"):
            _printed(installation, "draw_campaign", str(folder))
    say("Pushed, and ready in the composer of each market:")
    command = [sys.executable, str(SCRIPT), address, BRAND, MARKET, str(folder)]
    return subprocess.run(command, env={**os.environ, "MARQUEE_KEY": key}, check=False).returncode == 0


def _running(installation: Installation) -> str:
    try:
        address = (installation.data / "address").read_text()
        with urllib.request.urlopen(f"{address}/healthz", timeout=5):  # noqa: S310 - an address of ours
            return address
    except (FileNotFoundError, URLError, TimeoutError, ConnectionError):
        raise Broken("No demo runs here. Start bin/demo in another terminal first.") from None


def _printed(installation: Installation, *words: str) -> str:
    """What a command of manage.py prints. It stands in no log: it may be a secret."""
    command = [sys.executable, "manage.py", *words]
    ran = subprocess.run(
        command, cwd=PROJECT, env=installation.environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise Broken(ran.stderr)
    return ran.stdout.strip()
