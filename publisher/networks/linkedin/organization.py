"""Which organisation a token speaks for.

Source: learn.microsoft.com/linkedin/marketing/community-management/organizations (access control, lookup).
"""

from __future__ import annotations

import asyncio
from dataclasses import replace

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Identity, Json, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.linkedin.calls import ask
from publisher.networks.renewal import lacking

COUNT, SHEETS = 100, 20
"""So many times a hundred roles are read."""
_MAY_POST = frozenset({"ADMINISTRATOR", "CONTENT_ADMIN", "CONTENT_ADMINISTRATOR", "DIRECT_SPONSORED_CONTENT_POSTER"})


async def identify(door: Door, account: Account) -> Identity:
    """The organisation named in the secrets, or the only one that whoever gave the token may post for."""
    number = account.secret.get("organization") or account.remote_id or await _only_one(door, account)
    organization = await ask(door, account, "GET", f"/organizations/{number}")
    if not organization.word("id"):
        raise doubt(organization, once=False)
    handle = organization.word("vanityName") or number
    return Identity(
        remote_id=organization.word("id"),
        name=organization.word("localizedName") or handle,
        handle=handle,
        address=account.address or f"https://www.linkedin.com/company/{handle}",
        secret={**account.secret, "organization": number},
        lacks=lacking(account.secret, "w_organization_social", "r_organization_social"),
    )


async def pages(door: Door, account: Account) -> list[Identity]:
    """All organisations that whoever logged in may post for."""
    numbers = await _numbers(door, account)
    named = (replace(account, secret={**account.secret, "organization": number}) for number in sorted(numbers))
    return list(await asyncio.gather(*(identify(door, one) for one in named)))


async def _only_one(door: Door, account: Account) -> str:
    numbers = await _numbers(door, account)
    if len(numbers) > 1:
        reason = f"This token opens {len(numbers)} pages: {', '.join(sorted(numbers))}. Say which is the organization."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    return numbers.pop()


async def _numbers(door: Door, account: Account) -> set[str]:
    roles = await _roles(door, account)
    numbers = {str(role.get("organization")).rpartition(":")[2] for role in roles if role.get("role") in _MAY_POST}
    if not numbers:
        reason = "Whoever gave this token may post for no page. Make them content admin there, then connect it again."
        raise Refused(reason, trouble=Trouble.PERMISSION)
    return numbers


async def _roles(door: Door, account: Account) -> list[Json]:
    """What whoever gave the token may do on which page; LinkedIn may give fewer at a time than it is asked for."""
    found: list[Json] = []
    query = {"q": "roleAssignee", "state": "APPROVED", "count": str(COUNT)}
    for _ in range(SHEETS):
        answer = await ask(door, account, "GET", "/organizationAcls", query=query)
        rows = answer.rows("elements")
        found += rows
        links = answer.value("paging", "links")
        follows = any(link.get("rel") == "next" for link in links if isinstance(link, dict)) if links else False
        if not rows or not (follows or len(rows) >= COUNT):
            break
        query = {**query, "start": str(len(found))}
    return found
