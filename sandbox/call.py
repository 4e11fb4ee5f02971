"""One request to an imitated API, and the answer to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import orjson
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import Field, File, create_form_parser

if TYPE_CHECKING:
    from sandbox.accounts import Account

Json = dict[str, Any]


class MalformedBody(ValueError):
    """The body is not what its Content-Type says."""


@dataclass(slots=True)
class Answer:
    """`content` is sent as JSON, or as it is when it is bytes already."""

    status: int
    content: Any
    headers: dict[str, str] = field(default_factory=dict)

    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else orjson.dumps(self.content)


class Refusal(Exception):
    """The network says no; raised anywhere below a handler."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    mime: str
    content: bytes


@dataclass(slots=True)
class Call:
    """`base` is the scheme and host the caller used, `received_at` when the request began (epoch seconds)."""

    method: str
    params: dict[str, str]
    query: dict[str, str]
    headers: dict[bytes, bytes]
    body: bytes
    base: str
    received_at: float
    account: Account | None = None
    operation: str = ""
    path: str = ""
    files: dict[str, Upload] = field(default_factory=dict)
    _fields: Json | None = None

    @property
    def me(self) -> Account:
        """The account whose token this is; only for calls that need one."""
        if self.account is None:
            raise LookupError("this call is open to everybody and has no account")
        return self.account

    def header(self, name: bytes) -> str:
        return self.headers.get(name, b"").decode("latin-1")

    @property
    def mime(self) -> str:
        return self.header(b"content-type").partition(";")[0].strip().lower()

    @property
    def fields(self) -> Json:
        """Query and body together. `name[]` and `name[0]` of a form become a list called `name`."""
        if self._fields is None:
            self._fields = {**self.query, **self._parse()}
        return self._fields

    def word(self, name: str) -> str:
        """A text field; "" when it is missing or null."""
        value = self.fields.get(name)
        return "" if value is None else value if isinstance(value, str) else str(value)

    def flag(self, name: str, default: bool = False) -> bool:
        value = self.fields.get(name)
        return default if value is None else str(value).lower() in ("true", "1", "on", "yes")

    def _parse(self) -> Json:
        if not self.body:
            return {}
        if self.mime == "application/json":
            return parse_json(self.body)
        if self.mime == "multipart/form-data":
            return nested(self._multipart())
        return nested(iter(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True)))

    def _multipart(self) -> Iterator[tuple[str, str]]:
        pairs: list[tuple[str, str]] = []

        def keep_field(part: Field) -> None:
            pairs.append((part_name(part), (part.value or b"").decode("utf-8", "replace")))

        def keep_file(part: File) -> None:
            part.file_object.seek(0)
            mime = (part.content_type or "application/octet-stream").lower()
            name = (part.file_name or b"").decode("utf-8", "replace")
            self.files[part_name(part)] = Upload(name, mime, part.file_object.read())
            part.close()

        try:
            parser = create_form_parser({"Content-Type": self.headers[b"content-type"]}, keep_field, keep_file)
            parser.write(self.body)
            parser.finalize()
        except FormParserError as error:
            raise MalformedBody(str(error)) from error
        return iter(pairs)


def part_name(part: Field | File) -> str:
    return (part.field_name or b"").decode("utf-8", "replace")


def parse_json(body: bytes) -> Json:
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedBody(str(error)) from error
    if not isinstance(value, dict):
        raise MalformedBody("the body must be a JSON object")
    return value


def nested(pairs: Iterator[tuple[str, str]]) -> Json:
    found: Json = {}
    for name, value in pairs:
        base, bracket, index = name.partition("[")
        if bracket and (index == "]" or index[:-1].isdigit()):
            found.setdefault(base, []).append(value)
        else:
            found[name] = value
    return found
