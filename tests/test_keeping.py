"""A second process reads what the first one compiled, and never what belongs to something else."""

import hashlib
import importlib
import json
import os
import subprocess
import sys
import warnings

import numpy as np
import pytest

import s2s_grad
from s2s_grad import cache, call, keeping

REPORT = """
import json, sys
import numpy as np
import s2s_grad
from s2s_grad import call

compiled = []
load_compiler = call.compiler

def counted():
    compiled.append(1)
    return load_compiler()

call.compiler = counted
x = np.array([0.5, -1.0, 2.0])
from model import asked
result = asked(x)
print(json.dumps([np.asarray(result, float).tolist(), len(compiled)]))
"""

HEADER = """
import numpy as np
import s2s_grad
"""


@pytest.fixture(autouse=True)
def own_folder(tmp_path, monkeypatch):
    """Every test starts with an empty cache, and with nothing of a module `model`."""
    monkeypatch.setenv("S2S_GRAD_CACHE", str(tmp_path / "kept"))
    monkeypatch.setattr(cache, "_told", set())
    monkeypatch.syspath_prepend(str(tmp_path))
    yield
    for name in ("model", "helper"):
        sys.modules.pop(name, None)


@pytest.fixture
def compiled(monkeypatch):
    """Grows by one whenever something is compiled."""
    calls, compile_program = [], call.compiler().compile_program
    monkeypatch.setattr(
        call.compiler(),
        "compile_program",
        lambda *args: calls.append(1) or compile_program(*args),
    )
    return calls


def written(tmp_path, text, name="model"):
    """The module of that name, loaded anew from this text, as a new process would."""
    (tmp_path / f"{name}.py").write_text(HEADER + text)
    return loaded(name)


def loaded(name="model"):
    sys.modules.pop(name, None)
    importlib.invalidate_caches()
    sys.dont_write_bytecode, before = True, sys.dont_write_bytecode
    try:
        return importlib.import_module(name)
    finally:
        sys.dont_write_bytecode = before


def process(tmp_path):
    """The running process that reports the result of `model.asked`, and what it compiled."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path])}
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-c", REPORT],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def answer(running):
    """(result, number of compilations) that a process reports."""
    out, error = running.communicate(timeout=60)
    assert running.returncode == 0, error
    result, count = json.loads(out)
    return np.array(result), count


NET = """
from s2s_grad import Parameter, nn, ops

class Dense(nn.Cell):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight = Parameter(np.full((inputs, outputs), 0.1))
        self.kind = "tanh"

    def construct(self, x):
        y = ops.matmul(x, self.weight)
        return np.tanh(y) if self.kind in ("tanh", "relu", "sigmoid") else y

class Net(nn.Cell):
    def __init__(self):
        super().__init__()
        self.first, self.last = Dense(3, 4), Dense(4, 2)

    def construct(self, x):
        return np.sum(self.last(self.first(x)))

net = Net()
gradient = s2s_grad.grad(net, None, net.trainable_params())

def asked(x):
    return gradient(x[None])[0].asnumpy()
"""

SCALED = """
def made(power):
    def scaled(x):
        return np.sum(scale * x**power)

    scale = 3.0
    return scaled

asked = s2s_grad.grad(made(2))
"""


@pytest.mark.parametrize("text", [NET, SCALED], ids=["net", "closure"])
def test_a_second_process_compiles_nothing(tmp_path, text):
    (tmp_path / "model.py").write_text(HEADER + text)

    first, count = answer(process(tmp_path))
    second, again = answer(process(tmp_path))

    assert count > 0
    assert again == 0
    np.testing.assert_array_equal(first, second)


def test_a_second_process_does_not_even_load_the_compiler(tmp_path):
    text = SCALED + "gradient = asked\n"
    text += "def asked(x):\n    gradient(x)\n    return float('s2s_grad.compiler' in sys.modules)\n"
    (tmp_path / "model.py").write_text("import sys\n" + HEADER + text)

    assert [answer(process(tmp_path))[0] for _ in range(2)] == [1.0, 0.0]


def test_processes_may_write_at_the_same_time(tmp_path):
    (tmp_path / "model.py").write_text(HEADER + SCALED)

    answers = [answer(running) for running in [process(tmp_path) for _ in range(3)]]

    assert [3.0, -6.0, 12.0] == answers[0][0].tolist() == answers[2][0].tolist()
    assert cache.verify() == []
    assert answer(process(tmp_path))[1] == 0


SQUARE = "def f(x):\n    return np.sum(x**2)\n"


def test_the_same_module_loaded_again_is_read_from_disk(tmp_path, compiled):
    x = np.ones(3)
    s2s_grad.grad(written(tmp_path, SQUARE).f)(x)
    model = loaded()

    np.testing.assert_array_equal(2 * x, s2s_grad.grad(model.f)(x))
    assert len(compiled) == 1


def test_other_numbers_and_sizes_use_the_same_program(tmp_path, compiled):
    model = written(tmp_path, "rate = 0.5\n\n\ndef f(x, y):\n    return np.sum(rate * x * y)\n")
    s2s_grad.grad(model.f)(np.ones((3, 2)), np.ones(2))
    model.rate = 4.0

    found = s2s_grad.grad(model.f)(np.ones((5, 7)), np.full(7, 2.0))

    np.testing.assert_array_equal(np.full((5, 7), 8.0), found)
    assert len(compiled) == 1


FLAGGED = """
flag = True


def f(x):
    return np.sum(x**2) if flag else np.sum(x**3)
"""


@pytest.mark.parametrize(
    ("text", "change"),
    [
        (SQUARE, ("**2", "**3")),
        (FLAGGED, ("flag = True", "flag = False")),
        ("def f(x, n=2):\n    return np.sum(x**n)\n", ("n=2", "n=3")),
        ("def f(x, *, n=2):\n    return np.sum(x**n)\n", ("n=2", "n=3")),
        ("class A:\n    p = staticmethod(lambda x: x**2)\n\n\na = A()\n\n\n"
         "def f(x):\n    return np.sum(a.p(x))\n", ("**2", "**3")),
        ("def g(x):\n    return x**2\n\n\ntable = {'g': [g]}\n\n\n"
         "def f(x):\n    return np.sum(table['g'][0](x))\n", ("**2", "**3")),
        ("class Base:\n    def power(self, x):\n        return x**2\n\n\nclass A(Base):\n"
         "    pass\n\n\na = A()\n\n\ndef f(x):\n    return np.sum(a.power(x))\n", ("**2", "**3")),
        ("class A:\n    @property\n    def power(self):\n        return lambda x: x**2\n\n\n"
         "a = A()\n\n\ndef f(x):\n    return np.sum(a.power(x))\n", ("**2", "**3")),
        ("def f(x):\n    def inner(y, n=2):\n        return y**n\n\n    return np.sum(inner(x))\n",
         ("n=2", "n=3")),
        ("from functools import partial\n\n\ndef g(n, x):\n    return np.sum(x**2 * n)\n\n\n"
         "f = partial(g, 1.0)\n", ("x**2 * n", "x**3 * n")),
    ],
)  # fmt: skip
def test_any_change_that_matters_is_compiled_anew(tmp_path, compiled, text, change):
    x = np.array([0.5, 2.0])
    square, cube = 2 * x, 3 * x**2

    np.testing.assert_allclose(square, s2s_grad.grad(written(tmp_path, text).f)(x))
    changed = written(tmp_path, text.replace(*change))
    np.testing.assert_allclose(cube, s2s_grad.grad(changed.f)(x))
    again = written(tmp_path, text)
    np.testing.assert_allclose(square, s2s_grad.grad(again.f)(x))
    assert len(compiled) == 2


@pytest.mark.parametrize("way", ["from helper import g", "import helper\ng = helper.g"])
def test_a_change_in_another_module_is_seen(tmp_path, compiled, way):
    helper = "def g(x):\n    return x**2\n"
    model = f"{way}\n\n\ndef f(x):\n    return np.sum(g(x))\n"
    written(tmp_path, helper, "helper")
    s2s_grad.grad(written(tmp_path, model).f)(np.ones(2))
    written(tmp_path, helper.replace("2", "3"), "helper")

    found = s2s_grad.grad(loaded().f)(np.full(2, 2.0))

    np.testing.assert_array_equal([12.0, 12.0], found)
    assert len(compiled) == 2


def test_another_rank_is_another_program(tmp_path, compiled):
    model = written(tmp_path, "def f(x, y):\n    return np.sum(x * y)\n")
    s2s_grad.grad(model.f)(np.ones((3, 2)), np.ones((3, 2)))

    found = s2s_grad.grad(model.f)(np.ones(2), np.ones((3, 2)))

    np.testing.assert_array_equal([3.0, 3.0], found)
    assert len(compiled) == 2


def test_functions_of_one_name_are_told_apart(tmp_path, compiled):
    text = "fs = [lambda x: np.sum(x**2), lambda x: np.sum(x**3)]\n"
    model = written(tmp_path, text)

    found = [s2s_grad.grad(f)(np.array([2.0]))[0] for f in model.fs]

    assert found == [4.0, 12.0]
    assert len(compiled) == 2


def test_one_object_in_two_places_is_not_two_objects(tmp_path, compiled):
    text = (
        "from s2s_grad import Parameter, nn\n\n\nclass Net(nn.Cell):\n"
        "    def __init__(self, a, b):\n        super().__init__()\n        self.a, self.b = a, b\n"
        "\n"
        "    def construct(self, x):\n        return x * self.a * self.b\n\n\n"
        "p, q = Parameter(np.array(2.0)), Parameter(np.array(2.0))\n"
        "shared, apart = Net(p, p), Net(p, q)\n"
    )
    model = written(tmp_path, text)

    found = [
        s2s_grad.grad(net, None, model.p)(np.array(1.0)).asnumpy()
        for net in (model.apart, model.shared)
    ]

    assert found == [2.0, 4.0]
    assert len(compiled) == 2


def test_what_the_names_lead_to_is_checked_at_every_call(tmp_path, compiled):
    model = written(tmp_path, FLAGGED)
    s2s_grad.grad(model.f)(np.ones(2))
    model = loaded()
    gradient = s2s_grad.grad(model.f)
    gradient(np.ones(2))
    model.flag = False

    np.testing.assert_array_equal([12.0, 12.0], gradient(np.full(2, 2.0)))


def test_stages_of_a_kept_program_are_made_when_asked_for(tmp_path, compiled):
    s2s_grad.grad(written(tmp_path, SQUARE).f)(np.ones(3))
    gradient = s2s_grad.grad(loaded().f)

    program = gradient.program(np.ones(3))

    assert isinstance(program, keeping.KeptProgram)
    assert len(compiled) == 1
    assert "resolved" in dict(gradient.stages())


def spoilt(change):
    """All kept files are changed."""
    for entry in cache.entries():
        text = change(entry.path.read_text())
        entry.path.write_text(text)


@pytest.mark.parametrize(
    "change",
    [lambda text: "", lambda text: text[:100], lambda text: text.replace("2", "7")],
    ids=["empty", "cut", "edited"],
)
def test_a_spoilt_file_is_a_miss_and_one_warning(tmp_path, compiled, change):
    model = written(tmp_path, SQUARE)
    s2s_grad.grad(model.f)(np.ones(3))
    spoilt(change)

    with pytest.warns(s2s_grad.errors.CacheWarning) as told:
        found = s2s_grad.grad(model.f)(np.ones(3))

    np.testing.assert_array_equal([2.0, 2.0, 2.0], found)
    assert len(told) == 1
    assert len(compiled) == 2


def test_a_table_that_makes_no_sense_is_a_miss(tmp_path, compiled):
    model = written(tmp_path, SQUARE)
    s2s_grad.grad(model.f)(np.ones(3))
    spoilt(lambda text: sealed_anew(text.replace("# guards: [", "# guards: [('odd',), ")))

    with pytest.warns(s2s_grad.errors.CacheWarning):
        s2s_grad.grad(model.f)(np.ones(3))

    assert len(compiled) == 2


def sealed_anew(text):
    """The text of a kept file with a seal that fits it."""
    body = text.rpartition("# sha256: ")[0]
    return f"{body}# sha256: {hashlib.sha256(body.encode()).hexdigest()}\n"


def test_the_decorator_can_forbid_the_disk(tmp_path, compiled):
    text = "@s2s_grad.differentiable(cache=False)\n" + SQUARE
    s2s_grad.grad(written(tmp_path, text).f)(np.ones(3))

    assert cache.entries() == []


def test_nothing_is_kept_for_what_cannot_be_named(tmp_path, compiled):
    text = "table = {object(): 1.0}\n\n\ndef f(x):\n    y = [table, x]\n    return np.sum(x**2)\n"
    model = written(tmp_path, text)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        s2s_grad.grad(model.f)(np.ones(3))

    assert cache.entries() == []
