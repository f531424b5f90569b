"""The generated text: how long it is, and how fast against a gradient written by hand."""

import numpy as np

import s2s_grad
from benchmarks import peers, programs
from benchmarks.measure import against, medians, micro, table
from s2s_grad.stats import stats

LONGEST_ROSENBROCK = 20
SLOWEST_ROSENBROCK = 1.5
SLOWEST_MLP = 1.2


def run():
    for n in (10, 100, 10_000):
        compare(
            f"Rosenbrock, n = {n}",
            *(programs.rosenbrock, programs.rosenbrock_by_hand, 0),
            *(programs.rosenbrock_point(n), SLOWEST_ROSENBROCK),
        )
    compare(
        "three-layer tanh MLP, 32 x 16 x 32",
        *(programs.mlp, programs.mlp_by_hand, programs.WEIGHTS),
        *(programs.mlp_point(), SLOWEST_MLP),
    )
    lengths()


def compare(title, function, by_hand, wrt, point, limit):
    """A table of the times of one gradient, each as a ratio to the one written by hand."""
    gradient = s2s_grad.grad(function, wrt)
    for found, expected in zip(several(gradient(*point)), several(by_hand(*point)), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)
    generated = gradient.program(*point).function
    candidates = {
        "by hand": lambda: by_hand(*point),
        "generated function": lambda: generated(*point),
        "grad object": lambda: gradient(*point),
        **peers.gradients(function, wrt, point),
    }
    times = medians(candidates)
    hand = times["by hand"]
    rows = [
        (name, micro(taken), f"{taken / hand:.2f}", limits(name, limit, taken / hand))
        for name, taken in times.items()
    ]
    table(title, ["gradient", "time", "ratio", "at most"], rows)


def several(gradients):
    return gradients if isinstance(gradients, tuple) else (gradients,)


def limits(name, limit, ratio):
    return against(limit, ratio) if name == "generated function" else ""


def lengths():
    """Lines of the generated modules; a limit counts the lines of the function itself."""
    rows = []
    for function, wrt, point, limit in (
        (programs.rosenbrock, 0, programs.rosenbrock_point(10), LONGEST_ROSENBROCK),
        (programs.mlp, programs.WEIGHTS, programs.mlp_point(), None),
    ):
        text = s2s_grad.grad(function, wrt).program(*point).text
        count = stats(text)
        written = len([line for line in text.splitlines() if line.strip()])
        verdict = against(limit, written) if limit else ""
        rows.append(
            (function.__name__, written, count.lines, count.temporaries, count.saves, verdict)
        )
    table(
        "generated text",
        ["program", "lines", "of code", "temporaries", "saves", "at most"],
        rows,
    )
