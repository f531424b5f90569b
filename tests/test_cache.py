"""Programs survive on disk as text, and nothing odd found there does harm."""

import inspect
import io
import linecache
import os
import pdb
import subprocess
import sys
import time
import traceback
import warnings
from pathlib import Path

import pytest

from s2s_grad import cache, kept
from s2s_grad.errors import CacheWarning

TEXT = '''\
import numpy as np


def grad_square(x):
    """Gradient of square for x."""
    # return np.sum(x**2)
    d_x = 2 * x
    return d_x
'''


@pytest.fixture(autouse=True)
def room(tmp_path, monkeypatch):
    """A folder of the test's own, and a process that has told nothing yet."""
    monkeypatch.setenv("S2S_GRAD_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(cache, "_told", set())
    return tmp_path / "kept"


def keep_square():
    name = cache.key("square", "ab")
    return name, cache.keep(name, TEXT, {"entry": "grad_square", "wrt": (0, 1)})


def test_what_was_kept_is_loaded():
    name, path = keep_square()

    assert (path, TEXT) == cache.load(name)


def test_what_was_not_kept_is_a_silent_miss():
    assert cache.load(cache.key("never")) is None


def test_what_was_said_about_a_program_comes_back():
    name, _ = keep_square()

    assert {"entry": "grad_square", "wrt": (0, 1)} == cache.find(name).about


def test_the_file_is_readable_and_starts_with_the_name_of_the_function():
    name, path = keep_square()

    assert f"grad_square_{name[:16]}.py" == path.name
    assert path.read_text().startswith(TEXT)


@pytest.mark.parametrize("text", ["x = 1", "", "é = '\r\n'\n", TEXT + "\n\n"])
def test_a_text_comes_back_to_the_letter(text):
    name = cache.key(text)
    cache.keep(name, text)

    assert text == cache.load(name)[1]


def test_a_name_from_the_user_stays_inside_the_folder(room):
    path = cache.keep(cache.key("a"), TEXT, {"entry": "../../Net.constrüct"})

    assert room == path.parent.parent


def test_keys_differ_when_the_same_letters_are_split_elsewhere():
    assert cache.key("ab", "c") != cache.key("a", "bc")


def test_keys_differ_between_versions_of_the_package(monkeypatch):
    before = cache.key("a")
    monkeypatch.setattr(cache, "edition", lambda: "another")

    assert before != cache.key("a")


def test_a_touched_source_file_is_another_edition(tmp_path):
    file = tmp_path / "rules.py"
    file.write_text("x = 1\n")
    before = cache._marks(str(tmp_path))
    file.write_text("x = 2\n")

    assert before != cache._marks(str(tmp_path))


def test_without_source_files_no_process_trusts_another(monkeypatch):
    monkeypatch.setattr(cache, "_marks", lambda home: [])

    assert cache.edition.__wrapped__() != cache.edition.__wrapped__()


def test_the_folder_is_the_users_alone(room):
    keep_square()

    assert 0o700 == room.stat().st_mode & 0o777


def test_off_keeps_nothing(monkeypatch):
    monkeypatch.setenv("S2S_GRAD_CACHE", "off")
    name, path = keep_square()

    assert path is None
    assert cache.load(name) is None
    assert [] == cache.entries() == cache.verify()


def test_without_the_variable_the_folder_is_the_users_cache(monkeypatch):
    monkeypatch.delenv("S2S_GRAD_CACHE")

    assert "s2s_grad" == cache.folder().name


def edited(path):
    path.write_text(path.read_text().replace("2 * x", "3 * x"))


def truncated(path):
    path.write_bytes(path.read_bytes()[:-30])


def emptied(path):
    path.write_bytes(b"")


def garbled(path):
    path.write_bytes(os.urandom(500))


def open_to_all(path):
    path.chmod(0o666)


def room_open_to_all(path):
    path.parent.parent.chmod(0o777)


def another_program(path):
    path.write_bytes(kept.sealed(path.stem[-16:] + "0" * 48, TEXT, {}))


@pytest.mark.parametrize(
    "damage", [edited, truncated, emptied, garbled, open_to_all, room_open_to_all, another_program]
)
def test_a_damaged_file_is_a_miss_and_one_warning(damage):
    name, path = keep_square()
    damage(path)

    with pytest.warns(CacheWarning) as told:
        assert cache.load(name) is None
        assert cache.load(name) is None
    assert 1 == len(told)


@pytest.mark.parametrize("damage", [edited, truncated, emptied, garbled])
def test_a_damaged_file_is_written_anew(damage):
    name, path = keep_square()
    damage(path)
    keep_square()

    assert (path, TEXT) == cache.load(name)


def test_a_file_of_another_user_is_a_miss(monkeypatch):
    name, _ = keep_square()
    monkeypatch.setattr(os, "getuid", lambda: 12345)

    with pytest.warns(CacheWarning, match="belongs to another user"):
        assert cache.load(name) is None
    with pytest.warns(CacheWarning, match="belongs to another user"):
        assert keep_square()[1] is None


def test_a_link_in_place_of_a_file_is_a_miss(tmp_path):
    name, path = keep_square()
    path.rename(tmp_path / "elsewhere.py")
    path.symlink_to(tmp_path / "elsewhere.py")

    assert cache.load(name) is None


def test_a_folder_that_cannot_be_made_is_one_warning(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("S2S_GRAD_CACHE", str(tmp_path / "file" / "kept"))

    with pytest.warns(CacheWarning, match="is not used: ") as told:
        assert keep_square()[1] is None
        assert keep_square()[1] is None
    assert 1 == len(told)


def test_a_file_in_place_of_the_folder_is_one_warning(room):
    room.write_text("")

    with pytest.warns(CacheWarning, match="not a folder"):
        assert keep_square()[1] is None


@pytest.mark.parametrize("step", ["open", "replace"])
@pytest.mark.parametrize("number", [28, 30])  # no space left, read-only file system
def test_a_disk_that_refuses_is_a_warning_and_leaves_nothing(step, number, room, monkeypatch):
    def refuse(*args, **kwargs):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as broken:
        broken.setattr(os, step, refuse)
        with pytest.warns(CacheWarning, match=os.strerror(number)):
            assert keep_square()[1] is None
    assert [] == [path for path in room.rglob("*") if path.is_file()]


def test_a_disk_that_fills_up_while_writing_leaves_nothing(room, monkeypatch):
    class Full:
        def __init__(self, number, mode):
            os.close(number)

        def __enter__(self):
            return self

        def __exit__(self, *error):
            return False

        def write(self, blob):
            raise OSError(28, os.strerror(28))

    monkeypatch.setattr(kept, "open", Full, raising=False)
    with pytest.warns(CacheWarning, match="No space left"):
        assert keep_square()[1] is None
    assert [] == [path for path in room.rglob("*") if path.is_file()]


def test_a_text_that_no_file_can_hold_is_a_warning():
    with pytest.warns(CacheWarning, match="surrogates"):
        assert cache.keep(cache.key("a"), "x = '\udc80'\n") is None


def test_processes_that_keep_the_same_program_at_once_do_not_collide(room):
    script = (
        "import sys, warnings; warnings.simplefilter('error'); from s2s_grad import cache\n"
        "name = 'ab' * 32\n"
        "for _ in range(200):\n"
        "    assert cache.keep(name, 'x = 1\\n' * 2000, {'entry': 'f'})\n"
        "    assert cache.load(name)[1] == 'x = 1\\n' * 2000\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", script]) for _ in range(3)]

    assert [0, 0, 0] == [process.wait() for process in running]
    assert 1 == len([path for path in room.rglob("*") if path.is_file()])


def test_the_oldest_files_of_a_drawer_leave_first(monkeypatch):
    monkeypatch.setattr(cache, "LIMIT", 2500 * cache.DRAWERS)
    for age, digit in enumerate("4321"):
        path = cache.keep("ab" + digit * 62, "#" * 1000, {"entry": "f"})
        os.utime(path, (1000 + age, 1000 + age))

    assert ["1", "2"] == [entry.key[-1] for entry in cache.entries()]


def test_the_newest_file_stays_however_long(monkeypatch):
    monkeypatch.setattr(cache, "LIMIT", 0)
    name, path = keep_square()

    assert (path, TEXT) == cache.load(name)


def test_entries_leave_out_what_is_damaged():
    keep_square()
    edited(cache.keep(cache.key("other"), TEXT))

    assert ["grad_square"] == [entry.about["entry"] for entry in cache.entries()]


def test_verify_names_what_is_damaged():
    keep_square()
    path = cache.keep(cache.key("other"), TEXT)
    assert [] == cache.verify()
    edited(path)

    assert [f"{path}: the file was edited, or is not whole"] == cache.verify()


def test_verify_names_a_folder_that_is_open_to_all(room):
    keep_square()
    room.chmod(0o777)

    assert [f"{room}: other users can write to the folder"] == cache.verify()


def test_files_that_were_never_finished_are_cleared_away():
    _, path = keep_square()
    left = path.with_name(f".{path.stem}.1-00ff")
    left.write_text("half")
    assert [] == cache.verify()
    os.utime(left, (time.time() - 9999,) * 2)
    assert [f"{left}: was never finished"] == cache.verify()
    keep_square()

    assert not left.exists()


def test_clear_removes_its_own_files_and_no_others(room):
    name, _ = keep_square()
    (room / "notes.txt").write_text("mine")
    assert 1 == cache.clear()

    assert cache.load(name) is None
    assert ["notes.txt"] == [path.name for path in room.iterdir()]


def test_nothing_is_cleared_from_a_folder_that_is_not_there():
    assert 0 == cache.clear()


def test_a_traceback_shows_the_lines_of_a_kept_file():
    path = cache.keep(cache.key("a"), "def fail(x):\n    return x / 0\n")
    fail = cache.module(path, path.read_text())["fail"]
    try:
        fail(1)
    except ZeroDivisionError as error:
        shown = traceback.format_exception(error)

    assert f'File "{path}", line 2, in fail\n    return x / 0' in shown[-2]


def test_a_traceback_shows_the_lines_of_a_text_on_no_disk():
    fail = cache.module("grad_fail", "def fail(x):\n    return x / 0\n")["fail"]
    linecache.checkcache()
    try:
        fail(1)
    except ZeroDivisionError as error:
        shown = traceback.format_exception(error)

    assert "<s2s_grad grad_fail " in shown[-2]
    assert "    return x / 0" in shown[-2]


@pytest.mark.parametrize("is_kept", [True, False])
def test_pdb_steps_through_the_lines(is_kept):
    name = keep_square()[1] if is_kept else "grad_square"
    square = cache.module(name, TEXT)["grad_square"]
    shown = io.StringIO()
    debugger = pdb.Pdb(stdin=io.StringIO("next\np d_x\ncontinue\n"), stdout=shown, readrc=False)
    debugger.runcall(square, 3.0)

    assert "-> d_x = 2 * x" in shown.getvalue()
    assert "-> return d_x\n(Pdb) 6.0" in shown.getvalue()


def test_inspect_finds_the_text_of_a_program_on_no_disk():
    square = cache.module("grad_square", TEXT)["grad_square"]

    assert inspect.getsource(square) == TEXT[TEXT.index("def ") :]


def test_texts_of_one_name_are_told_apart():
    first = cache.module("grad_f", "def f():\n    return 1\n")["f"]
    second = cache.module("grad_f", "def f():\n    return 2\n")["f"]
    again = cache.module("grad_f", "def f():\n    return 1\n")["f"]

    assert first.__code__.co_filename != second.__code__.co_filename
    assert first.__code__.co_filename == again.__code__.co_filename
    assert "return 2" in linecache.getlines(second.__code__.co_filename)[1]


def test_a_loaded_module_runs():
    name, path = keep_square()

    assert 6.0 == cache.module(path, cache.load(name)[1])["grad_square"](3.0)


def test_a_load_is_quick():
    name, _ = keep_square()
    cache.load(name)
    started = time.perf_counter()
    for _ in range(100):
        cache.load(name)

    assert (time.perf_counter() - started) / 100 < 0.005


def test_a_miss_is_quiet_under_warnings_as_errors(room):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert cache.load(cache.key("a")) is None
    assert not Path(room).exists()
