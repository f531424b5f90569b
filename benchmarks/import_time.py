"""What `import s2s_grad` costs over `import numpy`."""

from benchmarks.fresh import laps, middle
from benchmarks.measure import against, milli, table

RUNS = 11
LARGEST = 60.0  # milliseconds

IMPORTS = """
import numpy
lap("numpy")
import s2s_grad
s2s_grad.grad
lap("s2s_grad")
"""


def run():
    times = middle([laps(IMPORTS) for _ in range(RUNS)])
    numpy, ours = times["numpy"], times["s2s_grad"]
    rows = [
        ("import numpy", milli(numpy), "1.00", ""),
        (
            *("import s2s_grad, after it", milli(ours)),
            *(f"{ours / numpy:.2f}", against(LARGEST, ours * 1e3)),
        ),
    ]
    table("import time", ["import", "time", "ratio", "at most (ms)"], rows)
