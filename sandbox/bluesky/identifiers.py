"""TIDs, CIDs and the like. Sources: atproto.com/specs/tid, specs/data-model ("CID"), specs/lexicon ("datetime")."""

from __future__ import annotations

import hashlib
import re
from base64 import b32encode
from datetime import datetime

import orjson

ALPHABET = "234567abcdefghijklmnopqrstuvwxyz"
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}\Z")
DATETIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,20})?(?:Z|[+-]\d\d:\d\d)\Z")
DID = re.compile(r"did:[a-z]+:[a-zA-Z0-9._:%-]*[a-zA-Z0-9._-]\Z")
URI = re.compile(r"[a-z][a-z0-9.+-]{0,80}:\S+\Z")
LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*\Z")
RAW, DAG_CBOR = 0x55, 0x71


def tid(at: float) -> str:
    """13 characters that sort by time: microseconds since the epoch and a clock id of ten bits (here zero)."""
    number = int(at * 1_000_000) << 10
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(12, -1, -1))


def did(seed: str) -> str:
    """`did:plc:` and 24 base32 letters (web.plc.directory)."""
    return "did:plc:" + b32encode(hashlib.sha256(seed.encode()).digest()).decode().lower()[:24]


def cid(codec: int, digest: bytes) -> str:
    """Version 1, SHA-256, base32 with its multibase prefix."""
    return "b" + b32encode(bytes((1, codec, 0x12, 0x20)) + digest).decode().lower().rstrip("=")


def blob_cid(content: bytes) -> str:
    return cid(RAW, hashlib.sha256(content).digest())


def record_cid(record: object) -> str:
    """The same for the same content. Of sorted JSON and not of DAG-CBOR, so not what a real server would say."""
    return cid(DAG_CBOR, hashlib.sha256(orjson.dumps(record, option=orjson.OPT_SORT_KEYS)).digest())


def is_datetime(value: object) -> bool:
    """RFC 3339 with a zone; the unknown zone -00:00 is not allowed."""
    if not isinstance(value, str) or not DATETIME.match(value) or value.endswith("-00:00"):
        return False
    try:
        datetime.fromisoformat(value[:19])
    except ValueError:
        return False
    return True
