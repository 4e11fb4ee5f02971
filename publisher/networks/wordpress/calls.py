"""Calls to a WordPress site, as a user with an application password.

The page's home is the root of the site's REST API: `https://blog.example/wp-json`, or where addresses are not rewritten
`https://blog.example/?rest_route=`. Source: developer.wordpress.org/rest-api/using-the-rest-api/authentication.
"""

from __future__ import annotations

import base64
from typing import Any

from publisher.networks.answers import Answer
from publisher.networks.base import Account
from publisher.networks.http import Door
from publisher.networks.wordpress.verdicts import verdict

POST = {"_fields": "id,status,link"}
"""What is asked of a post, so that no answer repeats the whole article."""


async def ask(door: Door, account: Account, method: str, path: str, *, once: bool = False, **parts: Any) -> Answer:
    """One call; raises what the answer means unless it is 2xx."""
    user, password = account.secret["user"], account.secret["password"]
    headers = {"Authorization": f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"}
    url = account.home.rstrip("/") + path
    answer = await door.call(method, url, headers=headers, once=once, hide=(password,), **parts)
    if not answer.fine:
        raise verdict(answer, once=once)
    return answer
