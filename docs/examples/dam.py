"""How an asset library pushes a campaign: its pictures, then drafts that show them. A second run does nothing twice.

    MARQUEE_KEY=mq_… python docs/examples/dam.py https://marquee.example aurora ES campaign/

The folder holds pictures and a `campaign.json`:

    {"name": "Spring", "starts_on": "2027-03-01", "ends_on": "2027-05-31",
     "pictures": {"front.jpg": "The new Aurora from the front, in red"},
     "drafts": [{"text": "La nueva Aurora ya está aquí.", "pictures": ["front.jpg"]}]}

A draft for another market names it, and may describe the pictures in that market's words:
`"market": "PT", "alts": {"front.jpg": "…"}`. The key needs the scopes `read`, `assets` and `draft`. Needs nothing but
`requests`.
"""

import hashlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import requests
from requests.adapters import HTTPAdapter, Retry

TOO_MANY, AWAY = 429, (502, 503, 504)


class Marquee:
    def __init__(self, address: str, key: str) -> None:
        self.address = f"{address.rstrip('/')}/api/v1"
        self.session = requests.Session()
        self.session.headers["Authorization"] = f"Bearer {key}"
        # All calls carry an Idempotency-Key, so that they may be repeated whatever became of them.
        again = Retry(5, backoff_factor=1, status_forcelist=(TOO_MANY, *AWAY), allowed_methods=None)
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, HTTPAdapter(max_retries=again))

    def post(self, path: str, what: str, **body: Any) -> Any:
        """`what` names the call: made again within a day, it does nothing and hears the same answer."""
        once = hashlib.sha256(what.encode()).hexdigest()
        answer = self.session.post(f"{self.address}/{path}", headers={"Idempotency-Key": once}, timeout=120, **body)
        if not answer.ok:
            sys.exit(f"{what}: {answer.text}")
        return answer.json()


def push(marquee: Marquee, brand: str, market: str, folder: Path) -> list[int]:
    """The ids of the drafts."""
    told = json.loads((folder / "campaign.json").read_text())
    name = f"{brand} {market} {told['name']}"
    dates = {field: told[field] for field in ("name", "starts_on", "ends_on")}
    campaign = marquee.post("campaigns", f"{name}: the campaign", json={"brand": brand, **dates})["id"]
    assets = {}
    for file, alt in told["pictures"].items():
        fields = {"brand": brand, "campaign": campaign, "alt": alt}
        content = (folder / file).read_bytes()
        assets[file] = marquee.post("assets", f"{name}: {file}", data=fields, files={"file": (file, content)})["id"]
    drafts = [
        {
            "brand": brand,
            "market": draft.get("market", market),
            "campaign": campaign,
            "text": draft["text"],
            "media": [{"asset": assets[file], "alt": alts[file]} for file in draft["pictures"]],
        }
        for draft in told["drafts"]
        for alts in [told["pictures"] | draft.get("alts", {})]
    ]
    answer = marquee.post("posts/bulk", f"{name}: the drafts", json={"mode": "all", "posts": drafts})
    return [one["post"] for one in answer["results"]]


if __name__ == "__main__":
    address, brand, market, folder = sys.argv[1:]
    for post in push(Marquee(address, os.environ["MARQUEE_KEY"]), brand, market, Path(folder)):
        print(f"{address}/posts/{post}")
