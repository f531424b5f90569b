"""What a call through the object that `grad` returns costs over the generated function."""

import s2s_grad
from benchmarks import programs
from benchmarks.measure import against, medians, micro, table

LARGEST = 3.0  # microseconds


def product(x, y):
    return x * y


def run():
    rows = []
    for name, function, wrt, point in (
        ("product of two floats", product, 0, (0.5, 2.0)),
        ("Rosenbrock, n = 10", programs.rosenbrock, 0, programs.rosenbrock_point(10)),
        ("three-layer MLP", programs.mlp, programs.WEIGHTS, programs.mlp_point()),
    ):
        gradient = s2s_grad.grad(function, wrt)
        generated = gradient.program(*point).function
        times = medians(
            {
                "generated": lambda f=generated, p=point: f(*p),
                "object": lambda f=gradient, p=point: f(*p),
            },
            rounds=101,
        )
        extra = times["object"] - times["generated"]
        rows.append((name, micro(times["generated"]), micro(extra), against(LARGEST, extra * 1e6)))
    table("overhead of a call", ["program", "generated", "overhead", "at most (us)"], rows)
