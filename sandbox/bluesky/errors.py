"""XRPC's errors: `{"error": Name, "message": sentence}` (atproto.com/specs/xrpc, "Error Responses")."""

from __future__ import annotations

from sandbox.call import Answer, Refusal


def xrpc_error(status: int, name: str, message: str) -> Answer:
    return Answer(status, {"error": name, "message": message})


def refuse(name: str, message: str, status: int = 400) -> Refusal:
    return Refusal(xrpc_error(status, name, message))


def invalid_request(message: str) -> Refusal:
    return refuse("InvalidRequest", message)
