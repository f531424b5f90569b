"""What the README says is so: its code runs, its output and its generated text are exact."""

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import s2s_grad

README = Path(__file__).parents[1] / "README.md"
BLOCK = re.compile(r"(?:<!-- text: (.*?) -->\n)?```(python|text|sh)\n(.*?)```\n", re.DOTALL)

draw = np.random.default_rng(0).normal
NAMES = {
    "s2s_grad": s2s_grad,
    "rnn_point": (draw(size=(5, 2, 3)), draw(size=(2, 4)), draw(size=(4, 4)), draw(size=(3, 4))),
}


def blocks():
    """Triples (expression of a generated text or None, language, text)."""
    return [match.groups() for match in BLOCK.finditer(README.read_text("utf-8"))]


def run(text, path, names):
    """Run a block as the module at `path`, and return what it printed."""
    path.write_text(text, "utf-8")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(text, path, "exec"), names)
    return printed.getvalue()


def test_the_code_runs_and_prints_what_is_shown(tmp_path):
    names = {"__name__": "readme", **NAMES}
    printed = ""
    for number, (expression, language, text) in enumerate(blocks()):
        if language == "python" and expression is None:
            assert printed == "", "something is printed that the README does not show"
            printed = run(text, tmp_path / f"block_{number}.py", names)
        elif language == "text":
            assert text == printed
            printed = ""
    assert printed == ""


def test_the_generated_text_is_what_the_compiler_writes(tmp_path, update_golden):
    names = {"__name__": "readme", **NAMES}
    shown = README.read_text("utf-8")
    compared = 0
    for number, (expression, language, text) in enumerate(blocks()):
        if expression is not None:
            function = eval(expression, names).text.split("\n\n\n", 1)[1]
            compared += 1
            if update_golden:
                shown = shown.replace(text, function)
                README.write_text(shown, "utf-8")
            else:
                assert text == function
        elif language == "python":
            run(text, tmp_path / f"block_{number}.py", names)

    assert compared == 1


def test_two_commands_set_it_up():
    section = README.read_text("utf-8").partition("\n## Set up\n")[2].partition("\n## ")[0]
    commands = [text for _, language, text in BLOCK.findall(section) if language == "sh"]

    assert len(commands) == 1
    assert len(commands[0].splitlines()) == 2


@pytest.mark.parametrize("path", sorted(README.parent.glob("examples/*.py")), ids=lambda p: p.stem)
def test_the_examples_run(path):
    environment = {**os.environ, "PYTHONPATH": str(README.parent)}
    command = [sys.executable, "-W", "error", str(path)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert done.stderr == ""
    assert done.stdout


def test_the_tour_names_files_that_exist():
    package = README.parent / "s2s_grad"
    words = re.findall(r"`([\w/]+(?:\.py|/))`", (package / "README.md").read_text("utf-8"))
    places = [README.parent, package, package / "transform"]
    missing = [word for word in words if not any((place / word).exists() for place in places)]

    assert words
    assert missing == []


@pytest.mark.parametrize(
    "name", re.findall(r"`((?:examples|tests|s2s_grad)/[\w./]*)`", README.read_text("utf-8"))
)
def test_files_that_are_named_exist(name):
    assert (README.parent / name).exists()
