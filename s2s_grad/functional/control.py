"""Control flow as functions: a branch, loops, and a scan that carries state."""

from typing import Any


def cond(condition, true_fn, false_fn, *operands):
    """What one of two functions gives for the operands."""
    if condition:
        return true_fn(*operands)
    return false_fn(*operands)


def while_loop(cond_func, loop_func, init_val):
    """`loop_func` applied as long as `cond_func` holds of the value."""
    value = init_val
    while cond_func(value):
        value = loop_func(value)
    return value


def fori_loop(lower, upper, loop_func, init_val):
    """`value = loop_func(i, value)` for the ints from `lower` up to `upper`."""
    value = init_val
    for i in range(lower, upper):
        value = loop_func(i, value)
    return value


def scan(loop_func, init, xs, length: Any = None, unroll=True):
    """`carry, y = loop_func(carry, x)` along a sequence: the last carry, and all `y`."""
    carry, ys = init, []
    if xs is None:
        for _ in range(length):
            carry, y = loop_func(carry, None)
            ys.append(y)
        return carry, ys
    for i in range(len(xs)):
        carry, y = loop_func(carry, xs[i])
        ys.append(y)
    return carry, ys
