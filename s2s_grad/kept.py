"""The file of a kept program: its text, what it is, and the seal that shows it is whole."""

import ast
import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARK = b"\n# Kept by the s2s_grad cache; an edited file is not used.\n"
SEAL = b"# sha256: "


@dataclass(frozen=True)
class Entry:
    """A kept program: its file, its text, and what was said about it."""

    path: Path
    key: str
    text: str
    about: dict[str, Any]
    size: int
    written: float


class Odd(Exception):
    """What is wrong with a file or folder of the cache; never leaves the cache."""


def sealed(key: str, text: str, about: dict[str, Any]) -> bytes:
    """The bytes of a file that holds `text`, what it is, and the digest of both."""
    lines = [f"# {name}: {value!r}" for name, value in {**about, "key": key}.items()]
    body = text.encode() + MARK + "\n".join(lines).encode() + b"\n"
    return body + SEAL + hashlib.sha256(body).hexdigest().encode() + b"\n"


def read(path: Path, key: str | None = None) -> Entry:
    """The entry in the file `path`; Odd when it is not as it was written."""
    with open(path, "rb") as file:
        state = os.fstat(file.fileno())
        check_owner(state, "the file")
        blob = file.read()
    body, seal, digest = blob.rpartition(SEAL)
    if not seal or digest.strip() != hashlib.sha256(body).hexdigest().encode():
        raise Odd("the file was edited, or is not whole")
    text, mark, comments = body.rpartition(MARK)
    if not mark:
        raise Odd("the file is not a kept program")
    try:
        pairs = [line[2:].split(": ", 1) for line in comments.decode().split("\n") if line]
        about = {name: ast.literal_eval(value) for name, value in pairs}
        found = about.pop("key")
        source = text.decode()
    except (ValueError, SyntaxError, KeyError) as error:
        raise Odd("the file is not a kept program") from error
    if key is not None and found != key:
        raise Odd("the file holds another program")
    return Entry(path, found, source, about, state.st_size, state.st_mtime)


def write(path: Path, blob: bytes) -> None:
    """The file `path` holds `blob`, for every other process from one moment to the next."""
    unfinished = path.with_name(f".{path.stem}.{os.getpid()}-{os.urandom(4).hex()}")
    try:
        with open(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(blob)
        os.replace(unfinished, path)
    except BaseException:
        remove(unfinished)
        raise


def check_owner(state: os.stat_result, what: str) -> None:
    """Odd when someone else owns, or may write to, what `state` describes."""
    if not hasattr(os, "getuid"):
        return  # Windows guards a user's folders by other means
    if state.st_uid != os.getuid():
        raise Odd(f"{what} belongs to another user")
    if state.st_mode & 0o022:
        raise Odd(f"other users can write to {what}")


def remove(path: Path) -> bool:
    """Is the file gone by our doing?"""
    try:
        path.unlink()
    except OSError:
        return False
    return True
