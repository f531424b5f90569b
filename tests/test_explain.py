"""s2s-grad explain, and looks for NaN."""

import json
import re

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
    why = "read by the backward of `h = np.tanh(xs[t] + h @ w)`, `return np.sum(h**2) / scale`"
    assert f"{why}; overwritten in the next pass" == lines[7].kept[0]["why"]
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


def saved(capsys, *words):
    """The rows of the table that --explain-saved prints, by the name of the value."""
    assert 0 == main(["dump", *words, "--explain-saved"])
    lines = capsys.readouterr().out.splitlines()
    rows = [re.split(r"\s{2,}", line.strip()) for line in lines if line.startswith("  ")]
    return {row[0]: row[1:] for row in rows}


def test_what_is_saved_is_a_table(program, capsys):
    call = "rnn(np.ones((3, 2)), np.zeros(2), np.eye(2))"
    rows = saved(capsys, "looked_at.py", "--call", call, "--wrt", "2")

    step, last = "`h = np.tanh(xs[t] + h @ w)`", "`return np.sum(h**2) / scale`"
    assert rows["h"] == [
        "16 per pass",
        "on a stack, once each pass",
        "looked_at.py:7",
        "h = np.tanh(xs[t] + h @ w)",
        f"read by the backward of {step}, {last}; overwritten in the next pass",
    ]
    assert rows["scale"][0] == "8"
    assert rows["w"][:3] == ["32", "as an argument", "looked_at.py:4"]
    assert "h_stack" not in rows
    assert saved(capsys, "looked_at.py:rnn", "--wrt", "2")["h"][0] == "? per pass"


PARTS = """import numpy as np


def part(a):
    b = np.exp(a)
    return b * b


def whole(x):
    y = part(np.sin(x))
    for _ in range(3):
        if y[0] > 1:
            y = y * y
    return np.sum(part(y) * x)
"""


def test_a_call_saves_what_the_function_saves(tmp_path, monkeypatch, capsys):
    (tmp_path / "in_parts.py").write_text(PARTS)
    monkeypatch.chdir(tmp_path)
    rows = saved(capsys, "in_parts.py:whole", "--spec", "f32[5]")

    assert rows["b"][:2] == ["20", "in the tuple `saved`"]
    assert rows["y_saved"][0] == "20"
    assert rows["taken"][0] == "1 per pass"
    assert rows["taken"][4].startswith("says which way the backward half goes")


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
