"""What the README says is so: its code runs, its output and its generated text are exact."""

import contextlib
import io
import re
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
    commands = [text for _, language, text in blocks() if language == "sh"]

    assert len(commands) == 1
    assert len(commands[0].splitlines()) == 2


@pytest.mark.parametrize(
    "name", re.findall(r"`((?:examples|tests|s2s_grad)/[\w./]*)`", README.read_text("utf-8"))
)
def test_files_that_are_named_exist(name):
    assert (README.parent / name).exists()
