"""Which board a token is for. Source: pinterest/api-description, v5/openapi.yaml (user_account/get, boards)."""

from __future__ import annotations

from publisher.networks.answers import doubt
from publisher.networks.base import Account, Identity, Json, Refused, Trouble
from publisher.networks.http import Door
from publisher.networks.pinterest.calls import ask
from publisher.networks.renewal import lacking

PAGES = 10
"""So many times 250 boards are read."""


async def identify(door: Door, account: Account) -> Identity:
    """The board named in the secrets, or the account's only one."""
    username = await _username(door, account)
    number = account.secret.get("board") or account.remote_id or await _only_one(door, account)
    board = await ask(door, account, "GET", f"/boards/{number}")
    if not board.word("id"):
        raise doubt(board, once=False)
    return _identity(account, username, board.json)


async def pages(door: Door, account: Account) -> list[Identity]:
    """All boards of whoever logged in."""
    username, boards = await _username(door, account), await _boards(door, account)
    if not boards:
        reason = "A page at Pinterest is a board, and this account has none yet. Make one there, then log in again."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    return [_identity(account, username, board) for board in boards]


async def _username(door: Door, account: Account) -> str:
    user = await ask(door, account, "GET", "/user_account")
    if not user.word("username"):
        raise doubt(user, once=False)
    return user.word("username")


async def _only_one(door: Door, account: Account) -> str:
    boards = await _boards(door, account)
    if len(boards) != 1:
        named = ", ".join(f"{board.get('name')} ({board.get('id')})" for board in boards[:25]) or "none yet"
        reason = f"A page at Pinterest is one board. This account has {len(boards)}: {named}. Say which (board)."
        raise Refused(reason, trouble=Trouble.MISCONFIGURED)
    return str(boards[0].get("id"))


async def _boards(door: Door, account: Account) -> list[Json]:
    found: list[Json] = []
    query = {"page_size": "250"}
    for _ in range(PAGES):
        answer = await ask(door, account, "GET", "/boards", query=query)
        found += [board for board in answer.rows("items") if board.get("id")]
        if not answer.word("bookmark"):
            break
        query["bookmark"] = answer.word("bookmark")
    return found


def _identity(account: Account, username: str, board: Json) -> Identity:
    number = str(board["id"])
    return Identity(
        remote_id=number,
        name=str(board.get("name") or username),
        handle=username,
        address=account.address or f"https://www.pinterest.com/{username}/",
        secret={**account.secret, "board": number},
        lacks=lacking(account.secret, "boards:read", "boards:write", "pins:read", "pins:write"),
    )
