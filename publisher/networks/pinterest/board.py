"""Which board a token is for. Source: pinterest/api-description, v5/openapi.yaml (user_account/get, boards)."""

from __future__ import annotations

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Identity, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.pinterest.calls import ask


async def identify(door: Door, account: Account) -> Identity:
    """The board named in the secrets, or the account's only one."""
    user = await ask(door, account, "GET", "/user_account")
    number = account.secret.get("board") or account.remote_id or await _only_one(door, account)
    board = await ask(door, account, "GET", f"/boards/{number}")
    if not (board.word("id") and user.word("username")):
        raise doubt(board, once=False)
    username = user.word("username")
    return Identity(
        remote_id=board.word("id"),
        name=board.word("name") or username,
        handle=username,
        address=account.address or f"https://www.pinterest.com/{username}/",
        secret={**account.secret, "board": number},
    )


async def _only_one(door: Door, account: Account) -> str:
    boards = (await ask(door, account, "GET", "/boards", query={"page_size": "25"})).rows("items")
    if len(boards) != 1:
        named = ", ".join(f"{board.get('name')} ({board.get('id')})" for board in boards) or "none yet"
        reason = f"A page at Pinterest is one board. This account has {len(boards)}: {named}. Say which (board)."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    return str(boards[0].get("id"))
