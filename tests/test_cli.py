"""What the command line prints, and the code it leaves with."""

import io
import os
import subprocess
import sys
import textwrap
from types import SimpleNamespace

import numpy as np
import pytest

from s2s_grad import cache, cli
from s2s_grad.errors import PositionError, UnsupportedCall, UnsupportedSyntax

MODULE = """\
import numpy as np

print("hello from the module")
limit = 3.0


def square(x, y=1.0):
    return np.sum(x**2) * y


class Net:
    def __init__(self, scale=2.0):
        self.scale = scale

    def construct(self, x):
        return np.sum(x * self.scale)

    def __source__(self):
        return type(self).construct, self

    def __call__(self, x):
        return self.construct(x)

    def trainable_params(self):
        return ["scale"]

    def loss(self, x):
        return self.construct(x) ** 2

    @staticmethod
    def shift(x):
        return x + 1


class Wide(Net):
    def __init__(self, size):
        super().__init__(float(size))


class Record:
    pass


if __name__ == "__main__":
    raise SystemExit("run as a script")
"""
TEXT = "import numpy as np\n\n\ndef grad_f(x):\n    d_x = 2 * x\n    return d_x\n"


@pytest.fixture(autouse=True)
def place(tmp_path, monkeypatch):
    """A folder with a module in it, and a process that remembers nothing of it afterwards."""
    (tmp_path / "model.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("S2S_GRAD_CACHE", str(tmp_path / "kept"))
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - before:
        if str(tmp_path) in (getattr(sys.modules[name], "__file__", None) or ""):
            del sys.modules[name]


@pytest.fixture
def asked(monkeypatch):
    """What the command asked of the compiler, which answers with a fixed text."""
    seen = SimpleNamespace(text=TEXT)

    def make(value):
        def ask(function, position=0, weights=None):
            seen.value, seen.function, seen.position, seen.weights = (
                value,
                function,
                position,
                weights,
            )
            return SimpleNamespace(program=program, general=program)

        return ask

    def program(*args, **keywords):
        seen.args, seen.keywords = args, keywords
        stages = [("resolved", "y = x\n"), ("joined", "y = x")]
        return SimpleNamespace(text=seen.text, entry="grad_f", stages=stages)

    fake = SimpleNamespace(grad=make(False), value_and_grad=make(True))
    monkeypatch.setitem(sys.modules, "s2s_grad.api", fake)
    monkeypatch.setattr("s2s_grad.api", fake, raising=False)
    return seen


def run(*words):
    """The exit code, when argparse itself leaves too."""
    try:
        return cli.main([str(word) for word in words])
    except SystemExit as end:
        return end.code


def refused(capsys, *words):
    """The one line that a wrong command prints."""
    assert run(*words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    lines = [line for line in err.splitlines() if line != "hello from the module"]
    assert len(lines) == 1
    return lines[0]


def test_the_text_is_printed_and_nothing_else(asked, capsys):
    assert run("dump", "model.py:square") == 0
    out, err = capsys.readouterr()

    assert out == TEXT
    assert err == "hello from the module\n"


@pytest.mark.parametrize("target", ["model.py:square", "./model.py:square", "model:square"])
def test_a_target_is_a_path_or_a_module(target, asked):
    run("dump", target)

    assert asked.function.__name__ == "square"
    assert asked.function(np.array([3.0])) == 9.0


def test_a_file_of_a_package_may_import_its_neighbours(place, asked):
    (place / "nets").mkdir()
    (place / "nets" / "__init__.py").write_text("")
    (place / "nets" / "base.py").write_text("def f(x):\n    return x\n")
    (place / "nets" / "small.py").write_text("from .base import f\n")
    run("dump", "nets/small.py:f")

    assert asked.function.__module__ == "nets.base"


def test_a_file_named_like_a_known_module_is_read_all_the_same(place, asked):
    (place / "json.py").write_text("def f(x):\n    return x\n")
    run("dump", "json.py:f")

    assert asked.function.__code__.co_filename == str(place / "json.py")


@pytest.mark.parametrize("name", ["Net", "Net.construct"])
def test_a_cell_is_made_and_differentiated_itself(name, asked):
    run("dump", f"model.py:{name}")

    assert type(asked.function).__name__ == "Net"


def test_a_method_is_that_of_an_instance(asked):
    run("dump", "model.py:Net.loss")

    assert asked.function(np.ones(2)) == 16.0


def test_a_static_method_needs_no_instance(asked):
    run("dump", "model.py:Net.shift")

    assert asked.function(1) == 2


@pytest.mark.parametrize(
    ("words", "position"), [("0", 0), ("1", 1), ("0,1", (0, 1)), ("0,", (0,)), ("none", None)]
)
def test_wrt(words, position, asked):
    run("dump", "model.py:square", "--wrt", words)

    assert asked.position == position


def test_weights_are_those_of_the_cell(asked):
    run("dump", "model.py:Net.loss", "--weights")

    assert asked.weights == ["scale"]


def test_value_asks_for_the_value(asked):
    run("dump", "model.py:square", "--value")

    assert asked.value


def test_spec_gives_examples_of_the_arguments(asked):
    run("dump", "model.py:square", "--spec", "f32[2,3], f64, [i64[4], bool[]], f32, 'sum', axis=-1")
    x, number, (index, flag), single, mode = asked.args

    assert (x.dtype, x.shape) == (np.float32, (2, 3))
    assert type(number) is float
    assert (index.dtype, index.shape) == (np.int64, (4,))
    assert (flag.dtype, flag.shape) == (np.bool_, ())
    assert type(single) is np.float32
    assert mode == "sum"
    assert asked.keywords == {"axis": -1}


def test_call_says_what_and_for_what(asked):
    run("dump", "model.py", "--call", "Wide(3)(np.ones((2, 3)), *[1], last=limit)")

    assert asked.function.scale == 3.0
    assert asked.args[0].shape == (2, 3)
    assert asked.args[1:] == (1,)
    assert asked.keywords == {"last": 3.0}


def test_call_of_construct_is_a_call_of_the_cell(asked):
    run("dump", "model.py:Net.construct", "--call", "Net(5.0).construct(1.0)")

    assert asked.function.scale == 5.0


def test_stages_are_printed_under_headings(asked, capsys):
    run("dump", "model.py:square", "--stages")
    out = capsys.readouterr().out

    assert out.startswith("# --- resolved ---")
    assert "\n\ny = x\n\n# --- joined ---" in out
    assert "\n\n# as above\n\n# --- generated ---" in out
    assert compile(out, "stages", "exec")


def test_output_goes_to_a_file(asked, place, capsys):
    assert run("dump", "model.py:square", "-o", "square_grad.py") == 0

    assert (place / "square_grad.py").read_text() == TEXT
    assert capsys.readouterr().out == ""


def test_standalone_spells_out_the_helpers(asked, capsys):
    asked.text = "from s2s_grad.runtime import mT\n\n\ndef grad_f(x):\n    return mT(x)\n"
    run("dump", "model.py:square", "--standalone")
    out = capsys.readouterr().out

    assert "def mT(x)" in out
    assert "import mT" not in out


def test_check_is_content_with_the_same_text(asked, place, capsys):
    (place / "kept.py").write_text(TEXT)

    assert run("dump", "model.py:square", "--check", "kept.py") == 0
    assert capsys.readouterr().out == ""


def test_check_prints_what_differs(asked, place, capsys):
    (place / "kept.py").write_text(TEXT.replace("2 * x", "x")[:-1])

    assert run("dump", "model.py:square", "--check", "kept.py") == 1
    assert capsys.readouterr().out == (
        "--- kept.py\n+++ generated now\n@@ -2,5 +2,5 @@\n \n \n def grad_f(x):\n"
        "-    d_x = x\n-    return d_x\n\\ No newline at end of file\n"
        "+    d_x = 2 * x\n+    return d_x\n"
    )


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing.py:f"], "nothing.py: no such file"),
        (["nothing:f"], "nothing: no such module"),
        (["model.nothing:f"], "model.nothing: no such module"),
        (["model.py"], "model.py names no function; write model.py:Name"),
        (["model.py:sqare"], "model has no 'sqare'; did you mean square?"),
        (["model.py:Net.forward"], "Net has no 'forward'"),
        (["model.py:limit"], "limit is not a function but an object of type float"),
        (["model.py:Record"], "Record is a class whose objects cannot be called"),
        (["model.py:Wide"], "Wide() fails (TypeError: "),
        (["model.py:Wide.construct"], "--call 'Wide(...)(...)'"),
        (["model.py:square", "--spec", "f33[2]"], "--spec: f33[2] is none of f16 f32"),
        (["model.py:square", "--spec", "f32[n]"], "--spec: f32[n]: a size is a whole number"),
        (["model.py:square", "--spec", "f32[2"], "--spec 'f32[2' does not read like"),
        (["model.py:square", "--spec", "f32), f(1"], "does not read like"),
        (["model.py:square", "--call", "square(1"], "--call 'square(1': "),
        (["model.py:square", "--call", "square"], "--call 'square' is not a call"),
        (["model.py:square", "--call", "sqare(1)"], "--call 'sqare(1)': NameError: "),
        (["model.py:square", "--call", "limit(1)"], "calls an object of type float"),
        (["model.py:square", "--call", "square(1)", "--spec", "f64"], "give one of them"),
        (["model.py:square", "--weights"], "--weights: square has no trainable parameters"),
        (["model.py:square", "--wrt", "x"], "'x' is not a list of positions such as 0,1"),
        (["model.py:square", "--check", "nothing.py"], "nothing.py: No such file or directory"),
        (["model.py:square", "-o", "nothing/x.py"], "nothing/x.py: No such file or directory"),
        (["model.py:square", "-o", "a", "--check", "b"], "not allowed with argument"),
        (["model.py:square", "--stages", "--standalone"], "not allowed with argument"),
        ([], "the following arguments are required: TARGET"),
    ],
)
def test_a_wrong_command_is_told_in_one_line(words, said, asked, capsys):
    assert said in refused(capsys, "dump", *words)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import numpy\nx = 1 / 0\n", "broken.py:2: ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)\n", "broken.py exits while it is imported"),
        ("import no_such_thing\n", "broken.py:1: ModuleNotFoundError: No module named"),
    ],
)
@pytest.mark.parametrize("target", ["broken.py:f", "broken:f"])
def test_a_module_that_cannot_be_imported_is_told_in_one_line(
    text, said, target, place, asked, capsys
):
    (place / "broken.py").write_text(text)

    assert said.removeprefix("broken.py exits") in refused(capsys, "dump", target)


def test_a_position_out_of_range_is_usage(asked, monkeypatch, capsys):
    def fail(*_):
        raise PositionError("S401", "square has no argument 7")

    monkeypatch.setattr("s2s_grad.api.grad", fail)

    assert refused(capsys, "dump", "model.py:square") == "s2s-grad: square has no argument 7"


def origin():
    text = "    return np.sum(x**2) * y"
    return SimpleNamespace(
        file=os.path.abspath("model.py"), line=8, column=11, end_column=23, text=text
    )


@pytest.mark.parametrize("kind", [UnsupportedSyntax, UnsupportedCall])
def test_code_without_a_gradient_is_shown_as_python_shows_an_error(
    kind, asked, monkeypatch, capsys
):
    def fail(*_):
        raise kind("S102", "a sum is too much", origin(), "Write less.")

    monkeypatch.setattr("s2s_grad.api.grad", fail)

    assert run("dump", "model.py:square") == 3
    assert capsys.readouterr().err == (
        'hello from the module\n  File "model.py", line 8\n    return np.sum(x**2) * y\n'
        f"           ^^^^^^^^^^^^\n{kind.__name__}: a sum is too much\nWrite less.\n"
    )


def test_code_that_is_not_python_is_shown_as_python_shows_it(place, asked, capsys):
    (place / "broken.py").write_text("def f(x:\n")

    assert run("dump", "broken.py:f") == 3
    err = capsys.readouterr().err
    assert err.startswith('  File "')
    assert 'broken.py", line 1\n    def f(x:\n' in err
    assert "Traceback" not in err


def test_a_mistake_of_our_own_is_no_answer_to_check(asked, monkeypatch, capsys):
    def fail(*_):
        raise AssertionError("never")

    monkeypatch.setattr("s2s_grad.api.grad", fail)

    assert run("dump", "model.py:square") == 70
    assert "please report it" in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_gets_colours(asked, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    run("dump", "model.py:square")

    assert "\x1b[33md_x\x1b[0m = " in sys.stdout.getvalue()


def test_no_color_is_honoured(asked, monkeypatch):
    monkeypatch.setattr(sys, "stdout", Terminal())
    monkeypatch.setenv("NO_COLOR", "1")
    run("dump", "model.py:square")

    assert sys.stdout.getvalue() == TEXT


def test_force_color_colours_a_pipe(asked, monkeypatch, place, capsys):
    monkeypatch.setenv("FORCE_COLOR", "1")
    (place / "kept.py").write_text(TEXT.replace("2 * x", "x"))
    run("dump", "model.py:square", "--check", "kept.py")

    assert "\x1b[32m+    d_x = 2 * x\x1b[0m\n" in capsys.readouterr().out


def test_show_prints_a_generated_file(place, capsys):
    (place / "f_grad.py").write_text(TEXT)

    assert run("show", "f_grad.py") == 0
    assert capsys.readouterr().out == TEXT


def test_show_stats_prints_a_line_of_counts_for_each(asked, place, capsys):
    (place / "f_grad.py").write_text(TEXT)

    assert run("show", "--stats", "f_grad.py", "model.py:square") == 0
    assert capsys.readouterr().out == (
        "                 lines  temporaries  saves\n"
        "f_grad.py            4            0      0\n"
        "model.py:square      4            0      0\n"
    )


def test_show_of_a_file_that_is_not_there(capsys):
    assert (
        refused(capsys, "show", "nothing.py") == "s2s-grad: nothing.py: No such file or directory"
    )


def test_cache_commands(place, capsys):
    path = cache.keep(cache.key("a"), TEXT, {"entry": "grad_f"})

    assert run("cache", "path") == 0
    assert run("cache", "list") == 0
    assert run("cache", "verify") == 0
    assert capsys.readouterr().out == (
        f"{place / 'kept'}\ngrad_f  6 lines  {path}\n1 program, nothing wrong\n"
    )
    path.write_text("edited")
    assert run("cache", "verify") == 1
    assert run("cache", "clear") == 0
    assert capsys.readouterr().out == (
        f"{path}: the file was edited, or is not whole\n1 file removed\n"
    )


def test_version(capsys):
    assert run("--version") == 0
    assert capsys.readouterr().out.startswith("s2s-grad ")


def test_a_reader_that_leaves_early_is_no_error(place):
    (place / "long.py").write_text("x = 1\n" * 100_000)
    command = [sys.executable, "-m", "s2s_grad", "show", "long.py"]
    root = os.path.dirname(os.path.dirname(cli.__file__))
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": root},
        text=True,
    )
    process.stdout.readline()
    process.stdout.close()

    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 0


def test_help_shows_examples(capsys):
    assert run("dump", "--help") == 0
    assert textwrap.dedent("  s2s-grad dump models/rnn.py:rnn\n") in capsys.readouterr().out


NET = """\
import numpy as np

import s2s_grad as ms
from s2s_grad import nn


class Net(nn.Cell):
    def __init__(self, size=3):
        super().__init__()
        self.weight = ms.Parameter(np.ones((size, 2), np.float32))
        self.shift = ms.Parameter(np.zeros(2, np.float32))

    def construct(self, x):
        return np.mean(np.tanh(x @ self.weight + self.shift))
"""


def alone(script):
    """What a script prints in a process that has no s2s_grad."""
    script = f"import sys; sys.modules['s2s_grad'] = None; sys.path.insert(0, '.')\n{script}"
    command = [sys.executable, "-W", "error", "-c", script]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("spec", [[], ["--spec", "f64[2], f64"]], ids=["general", "spec"])
def test_a_standalone_gradient_is_written_checked_and_run_without_s2s_grad(spec, place):
    words = ["dump", "model.py:square", "--wrt", "0,1", "--standalone", *spec]

    assert run(*words, "-o", "square_grad.py") == 0
    assert run(*words, "--check", "square_grad.py") == 0
    assert "[6.0, 12.0] 5.0\n" == alone(
        "import numpy as np; from square_grad import grad_square\n"
        "d_x, d_y = grad_square(np.array([1.0, 2.0]), 3.0); print(d_x.tolist(), float(d_y))\n"
    )


def test_helpers_are_used_where_nothing_is_known(capsys):
    run("dump", "model.py:square")
    general = capsys.readouterr().out
    run("dump", "model.py:square", "--spec", "f64[2], f64")
    known = capsys.readouterr().out

    assert "from s2s_grad.runtime import " in general
    assert "s2s_grad.runtime" not in known
    assert "    d_x = 2 * y * x\n" in known or "    d_x = 2 * x * y\n" in known


def test_a_cell_is_differentiated_for_its_weights(place, capsys):
    (place / "net.py").write_text(NET)
    words = ["--weights", "--value", "--wrt", "none"]

    assert run("dump", "net.py:Net", *words, "--spec", "f32[5,3]") == 0
    by_spec = capsys.readouterr().out
    assert run("dump", "net.py", *words, "--call", "Net(3)(np.ones((5, 3), np.float32))") == 0
    assert by_spec == capsys.readouterr().out
    assert "def value_and_grad_net(x, weight, shift):" in by_spec
    assert "return out, (d_weight, d_shift)" in by_spec


def test_the_last_stage_is_the_text(capsys):
    run("dump", "model.py:square", "--spec", "f64[2], f64")
    text = capsys.readouterr().out
    run("dump", "model.py:square", "--spec", "f64[2], f64", "--stages")

    assert capsys.readouterr().out.endswith(text)


def test_what_is_printed_again_is_the_same(capsys):
    run("dump", "model.py:square", "--spec", "f64[2], f64")
    first = capsys.readouterr().out
    assert run("cache", "list") == 0
    assert capsys.readouterr().out.startswith("grad_square  ")
    run("dump", "model.py:square", "--spec", "f64[2], f64")

    assert first == capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--spec", "f64[2], f64, f64"], "s2s-grad: square: too many positional arguments"),
        (["--spec", "f64[2]", "--wrt", "-1"], "s2s-grad: grad_position must be >= 0."),
        (["--spec", "f64[2]", "--wrt", "none"], "s2s-grad: `grad_position` and `weight` can"),
        (["--wrt", "2"], "s2s-grad: there is no argument at position 2"),
    ],
)
def test_arguments_that_do_not_fit_are_usage(words, said, capsys):
    assert refused(capsys, "dump", "model.py:square", *words).startswith(said)


def test_code_without_a_gradient_leaves_with_three(place, capsys):
    (place / "lazy.py").write_text("def f(x):\n    yield x\n")

    assert run("dump", "lazy.py:f") == 3
    assert capsys.readouterr().err == (
        '  File "lazy.py", line 2\n    yield x\n    ^^^^^^^\n'
        "UnsupportedSyntax: the gradient of a generator is not supported\n"
        "Collect the values in a list and return it.\n"
    )


def test_a_wrong_call_inside_the_program_is_a_mistake_in_the_code(place, capsys):
    (place / "wrong.py").write_text("def g(x):\n    return x\n\n\ndef f(x):\n    return g(x, 1)\n")

    assert run("dump", "wrong.py:f", "--spec", "f64") == 3
    assert '  File "wrong.py", line 6\n' in capsys.readouterr().err
