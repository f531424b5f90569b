"""Programs kept as readable text on disk, and texts loaded as modules.

A kept program is a Python file: its text, then a few comment lines that say what it is, the last
of them the SHA-256 of all that stands above. They stand at the end, so line numbers are those of
the text. Nothing here is pickled, and nothing odd found on disk is an error: it is a miss, told
once, and the program is compiled anew.
"""

import functools
import hashlib
import itertools
import linecache
import os
import re
import stat
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from s2s_grad.errors import CacheWarning
from s2s_grad.kept import Entry, Odd, check_owner, read, remove, sealed, write

LIMIT = 256 * 1024 * 1024
DRAWERS = 256
STALE = 3600  # seconds after which an unfinished file belongs to nobody
KEPT = re.compile(r"[A-Za-z0-9_]+_[0-9a-f]{16}\.py")
UNFINISHED = re.compile(r"\.[A-Za-z0-9_]+_[0-9a-f]{16}\.[0-9]+-[0-9a-f]+")

_told: set[str] = set()
_names: dict[tuple[str, str], str] = {}
_numbers: dict[str, Iterator[int]] = {}


def keep(key: str, text: str, about: dict[str, Any] | None = None) -> Path | None:
    """The file that now holds `text` under `key`, or None when it cannot be kept.

    `about` holds plain values (text, numbers, tuples, lists, dicts); `about["entry"]` starts the
    name of the file.
    """
    room = folder()
    if room is None:
        return None
    about = about or {}
    title = re.sub("[^A-Za-z0-9_]", "_", str(about.get("entry", "program")))[:60]
    path = room / key[:2] / f"{title}_{key[:16]}.py"
    try:
        _open_folder(room)
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write(path, sealed(key, text, about))
        _evict(path)
    except (OSError, Odd, UnicodeError) as error:
        tell(f"the s2s_grad cache in {room} is not used: {_reason(error)}")
        return None
    return path


def load(key: str) -> tuple[Path, str] | None:
    """The file and the text kept under `key`, or None."""
    entry = find(key)
    return None if entry is None else (entry.path, entry.text)


def find(key: str) -> Entry | None:
    """The entry kept under `key`, with what was said about it, or None."""
    room = folder()
    if room is None:
        return None
    path = room
    try:
        _check_folder(room)
        for path in sorted(_files(room / key[:2])):
            if path.name.endswith(f"_{key[:16]}.py"):
                return read(path, key)
    except FileNotFoundError:
        return None
    except (OSError, Odd) as error:
        tell(f"the s2s_grad cache does not use {path}: {_reason(error)}")
    return None


def key(*parts: str) -> str:
    """The name under which a program is kept: a digest of all it was made from, in hexadecimal."""
    digest = hashlib.sha256(edition().encode())
    for part in parts:
        body = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(body))
        digest.update(body)
    return digest.hexdigest()


@functools.cache
def edition() -> str:
    """A digest of this compiler, its rules, Python and NumPy: all else that a text depends on.

    Names, sizes and times stand for the contents of the package's files. The time of the inode is
    among them, since installers may give every version of a file the same date.
    """
    try:
        marks = _marks(os.path.dirname(__file__))
    except OSError:
        marks = []
    if not marks:
        # without source files nothing tells two versions apart, so no process trusts another
        marks = [os.urandom(16).hex()]
    return hashlib.sha256("\n".join([sys.version, np.__version__, *marks]).encode()).hexdigest()


def _marks(home: str) -> list[str]:
    """Name, size and times of every source file below the folder `home`."""
    marks = []
    for here, folders, files in os.walk(home):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            if name.endswith(".py"):
                file = os.path.join(here, name)
                state = os.stat(file)
                times = f"{state.st_mtime_ns} {state.st_ctime_ns}"
                marks.append(f"{here[len(home) :]} {name} {state.st_size} {times}")
    return marks


def folder() -> Path | None:
    """Where programs are kept: S2S_GRAD_CACHE (`off` for nowhere), else the user's cache folder."""
    wanted = os.environ.get("S2S_GRAD_CACHE")
    if wanted == "off":
        return None
    if wanted:
        return Path(os.path.expanduser(wanted)).absolute()
    import platformdirs  # here, because most processes that set the variable never need it

    return Path(platformdirs.user_cache_dir("s2s_grad", appauthor=False))


def entries() -> list[Entry]:
    """Every sound entry on disk, by name."""
    found = []
    for path in _all_files(KEPT):
        try:
            found.append(read(path))
        except (OSError, Odd):
            continue
    return sorted(found, key=lambda entry: entry.path.name)


def clear() -> int:
    """The number of files removed; afterwards the cache is empty. Files of others stay."""
    removed = 0
    for path in [*_all_files(KEPT), *_all_files(UNFINISHED)]:
        removed += remove(path)
    for drawer in _drawers():
        try:
            drawer.rmdir()
        except OSError:
            continue
    return removed


def verify() -> list[str]:
    """What is wrong with the cache, one sentence per folder or file."""
    room = folder()
    if room is None:
        return []
    problems = []
    try:
        _check_folder(room)
    except FileNotFoundError:
        return []
    except (OSError, Odd) as error:
        problems.append(f"{room}: {_reason(error)}")
    for path in sorted(_all_files(KEPT)):
        try:
            read(path)
        except (OSError, Odd) as error:
            problems.append(f"{path}: {_reason(error)}")
    for path in sorted(_all_files(UNFINISHED)):
        if _is_stale(path):
            problems.append(f"{path}: was never finished")
    return problems


def module(name: Path | str, text: str) -> dict[str, Any]:
    """The names that `text` defines when it is run as the file `name`.

    A path names a file that holds the text. A plain name is for a text that is on no disk: its
    lines are given to linecache, where tracebacks and pdb look, as `<s2s_grad grad_rnn 1>`.
    """
    if isinstance(name, Path):
        file, title = str(name), name.stem
    else:
        file, title = _remember(name, text), name
    namespace: dict[str, Any] = {"__name__": f"s2s_grad.generated.{title}", "__file__": file}
    exec(compile(text, file, "exec", dont_inherit=True), namespace)
    return namespace


def _remember(name: str, text: str) -> str:
    """The file name under which linecache knows the lines of `text`; the same text keeps it."""
    file = _names.get((name, text))
    if file is None:
        number = next(_numbers.setdefault(name, itertools.count(1)))
        file = _names[name, text] = f"<s2s_grad {name} {number}>"
    # no time of change: linecache then never looks for a file
    linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
    return file


def _evict(newest: Path) -> None:
    """The drawer of `newest` is within its share of the limit: oldest files go, `newest` stays.

    Digests spread evenly, so each drawer looks after itself and no process walks through all.
    """
    for path in _files(newest.parent, UNFINISHED):
        if _is_stale(path):
            remove(path)
    aged = []
    for path in _files(newest.parent):
        try:
            state = path.stat()
        except OSError:
            continue
        aged.append((state.st_mtime_ns, path.name, state.st_size, path))
    size = sum(entry[2] for entry in aged)
    for _, _, length, path in sorted(aged):
        if size <= LIMIT // DRAWERS:
            return
        if path != newest:
            remove(path)
            size -= length


def _open_folder(room: Path) -> None:
    """The folder exists, is the user's own, and nobody else can write in it."""
    if not room.exists():
        room.parent.mkdir(parents=True, exist_ok=True)
        room.mkdir(mode=0o700, exist_ok=True)
    _check_folder(room)


def _check_folder(room: Path) -> None:
    """Odd when another user could have put a file into the folder `room`."""
    state = os.stat(room)
    if not stat.S_ISDIR(state.st_mode):
        raise Odd("it is not a folder")
    check_owner(state, "the folder")


def _files(drawer: Path, pattern: re.Pattern[str] = KEPT) -> list[Path]:
    """The files in `drawer` whose name fits; nothing but plain files of our own making."""
    with os.scandir(drawer) as inside:
        return [
            drawer / entry.name
            for entry in inside
            if pattern.fullmatch(entry.name) and entry.is_file(follow_symlinks=False)
        ]


def _drawers() -> list[Path]:
    """The folders that hold the entries, one for each first two digits of a key."""
    room = folder()
    if room is None or not room.is_dir():
        return []
    return [path for path in sorted(room.iterdir()) if re.fullmatch("[0-9a-f]{2}", path.name)]


def _all_files(pattern: re.Pattern[str]) -> list[Path]:
    """The files of every drawer whose name fits."""
    return [path for drawer in _drawers() if drawer.is_dir() for path in _files(drawer, pattern)]


def _is_stale(path: Path) -> bool:
    """Was the unfinished file left behind by a process that is gone?"""
    try:
        return time.time() - path.stat().st_mtime > STALE
    except OSError:
        return False


def _reason(error: Exception) -> str:
    """What went wrong, without the number and path that an OSError carries."""
    return (isinstance(error, OSError) and error.strerror) or str(error)


def tell(message: str) -> None:
    """The user knows; each thing is told once per process."""
    if message not in _told:
        _told.add(message)
        warnings.warn(message, CacheWarning, stacklevel=3)
