"""s2s-grad explain, and looks for NaN."""

import json

import numpy as np
import pytest

import s2s_grad as ms
from s2s_grad.cli import main
from s2s_grad.explain import as_dot, as_json, as_mermaid, as_text, explained

SOURCE = """import numpy as np


def rnn(xs, h, w):
    scale = len(xs) * 1.0
    for t in range(len(xs)):
        h = np.tanh(xs[t] + h @ w)
    return np.sum(h**2) / scale
"""


@pytest.fixture
def program(tmp_path, monkeypatch):
    (tmp_path / "looked_at.py").write_text(SOURCE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    from s2s_grad.target import load

    return ms.grad(load("looked_at.py").rnn, 2).program(np.ones((3, 2)), np.zeros(2), np.eye(2))


def test_each_line_has_its_types_and_what_is_kept(program):
    lines = {line.line: line for line in explained(program)["grad_rnn"]}

    assert {"name": "w", "type": "float64[b, b]", "active": True} in lines[4].values
    assert [{"name": "h", "type": "float64[b]", "active": True}] == lines[7].values
    assert [{"name": "scale", "type": "float", "active": False}] == lines[5].values
    assert "on a stack, once each pass" == lines[7].kept[0]["how"]
    assert "the backward half of line 7, 8 reads it" == lines[7].kept[0]["why"]
    assert "h = h_stack.pop()" in lines[7].backward


def test_the_forms_hold_the_same(program):
    found = explained(program)

    assert "keeps h on a stack" in as_text(found)
    assert 7 == json.loads(as_json(found))["grad_rnn"][3]["line"]
    assert "==>|h|" in as_mermaid(found) or "-->|t|" in as_mermaid(found)
    assert as_dot(found).startswith("digraph")


def test_the_command_prints_it(program, capsys):
    call = "rnn(np.ones((3, 2)), np.zeros(2), np.eye(2))"

    assert 0 == main(["explain", "looked_at.py", "--call", call, "--wrt", "2"])
    assert "backward: d_w += np.outer(h, d_h_add)" in capsys.readouterr().out
    assert 0 == main(["explain", "looked_at.py:rnn", "--format", "mermaid"])
    assert capsys.readouterr().out.startswith("flowchart TD")


@ms.differentiable(debug_nans=True)
def with_a_nan(x):
    y = np.log(x)
    z = np.sqrt(x - x)
    return np.sum(y * z)


def test_a_nan_is_named_with_the_users_line_and_the_backward_line():
    with np.errstate(all="ignore"):
        with pytest.raises(FloatingPointError, match=r"y is NaN.*y = np.log\(x\)"):
            ms.grad(with_a_nan)(-np.ones(2))
        with pytest.raises(FloatingPointError, match=r"d_z.* is NaN.*z = np.sqrt.*; the line bef"):
            ms.grad(with_a_nan)(np.ones(2))


def test_looks_for_nan_change_no_number():
    @ms.differentiable(debug_nans=True)
    def f(x):
        for _ in range(3):
            x = np.sin(x) * 2
        return np.sum(x)

    def g(x):
        for _ in range(3):
            x = np.sin(x) * 2
        return np.sum(x)

    x = np.array([0.3, 0.4])
    assert ms.grad(g)(x).tolist() == ms.grad(f)(x).tolist()
    assert "no_nan(" in ms.grad(f).program(x).text
