"""The first call of a gradient: with an empty cache, and with the program on disk."""

import tempfile

from benchmarks.fresh import laps, middle
from benchmarks.measure import against, milli, table

RUNS = 7
COLD = 60.0  # milliseconds
WARM = 8.0

FIRST_CALL = """
import numpy
lap("import numpy")
import s2s_grad
lap("import s2s_grad")
from benchmarks.programs import WEIGHTS, mlp, mlp_by_hand, mlp_point
point = mlp_point()
mlp_by_hand(*point)
lap("set up")
gradient = s2s_grad.grad(mlp, WEIGHTS)
gradient(*point)
lap("first call")
gradient(*point)
lap("second call")
"""


def run():
    cold, warm = [], []
    for _ in range(RUNS):
        with tempfile.TemporaryDirectory() as folder:
            cold.append(laps(FIRST_CALL, S2S_GRAD_CACHE=folder))
            warm.append(laps(FIRST_CALL, S2S_GRAD_CACHE=folder))
    rows = [
        row("empty cache", middle(cold), COLD),
        row("warm disk cache", middle(warm), WARM),
    ]
    table(
        "first call of grad on the three-layer MLP",
        ["cache", "first call", "second call", "import numpy", "ratio", "at most (ms)"],
        rows,
    )


def row(name, times, limit):
    """The first call beside the import of NumPy, which shows how fast the machine is."""
    first, numpy = times["first call"], times["import numpy"]
    return (
        *(name, milli(first), milli(times["second call"]), milli(numpy)),
        *(f"{first / numpy:.2f}", against(limit, first * 1e3)),
    )
