"""`check_grads`: are the gradients of a function right, told in plain words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from s2s_grad.api import grad
from s2s_grad.errors import S2SGradError
from s2s_grad.testing import (
    copied,
    has_floats,
    map_arrays,
    product,
    random_like,
    slope,
    step_along,
)

DIRECTIONS = 3


@dataclass
class Report:
    """What was looked at, line by line, and whether all of it was right."""

    title: str
    lines: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def ok(self):
        """Whether nothing was wrong."""
        return not self.faults

    def good(self, line):
        self.lines.append(f"ok     {line}")

    def bad(self, line):
        self.lines.append(f"WRONG  {line}")
        self.faults.append(line)

    def __str__(self):
        end = "all agree" if self.ok else f"{len(self.faults)} of {len(self.lines)} are wrong"
        return "\n".join([self.title, *(f"  {line}" for line in self.lines), f"  {end}"])


def check_grads(f, args, *, wrt=0, order=2, seed=0, tolerance=1e-6):
    """The Report on the gradients of `f` at `args`, up to the second derivatives with `order=2`.

    The gradient for each position in `wrt` is compared with differences of `f` along random
    directions, the second derivative with differences of the gradient. `f` returns a number, or
    an array whose sum counts. Print the Report; `report.ok` tells whether all is right. Raises
    S2SGradError when `f` has no gradient.

    >>> import numpy as np
    >>> print(check_grads(lambda x: np.sum(x**3), [np.array([1.0, 2.0])]))
    <lambda> at float64[2]
      ok     the gradient for argument 0 agrees with differences
      ok     the second derivative for argument 0 agrees with differences
      all agree
    """
    places = (wrt,) if isinstance(wrt, int) else tuple(wrt)
    name = getattr(f, "__name__", type(f).__name__)
    report = Report(f"{name} at {', '.join(map(kind_of, args))}")
    generator = np.random.default_rng(seed)
    for place in places:
        if not has_floats(args[place]):
            report.bad(f"argument {place} is {kind_of(args[place])}, which has no gradient")
            continue
        first_order(report, f, args, place, generator, tolerance)
        if order >= 2:
            second_order(report, f, args, place, generator, tolerance)
    return report


def kind_of(value) -> str:
    """`float64[2, 3]` for an array, `float` for a number."""
    if isinstance(value, np.ndarray):
        return f"{value.dtype}{list(value.shape)}"
    return type(value).__name__


def first_order(report, f, args, place, generator, tolerance):
    """Compare the gradient for one argument with differences of the function."""
    gradient = grad(f, place)
    found: Any = gradient(*map(copied, args))
    if not all_finite(found):
        report.bad(f"the gradient for argument {place} is not finite: {where_not_finite(found)}")
        return

    def value(moved):
        return np.real(np.sum(np.asarray(f(*moved))))

    compare(
        report,
        f"the gradient for argument {place}",
        [
            (product(found, direction), along(value, args, place, direction))
            for direction in directions(args[place], generator)
        ],
        tolerance,
        lambda: kinked(value, args, place, generator),
    )


def second_order(report, f, args, place, generator, tolerance):
    """Compare the second derivative along a direction with differences of the gradient."""
    gradient = grad(f, place)
    shown = f"the second derivative for argument {place}"
    if not isinstance(args[place], (float, np.ndarray, np.floating)):
        return
    weight = random_like(args[place], generator)

    def slope_along(*args):
        return np.sum(gradient(*args) * weight)

    try:
        found: Any = grad(slope_along, place)(*map(copied, args))
    except S2SGradError as error:
        report.lines.append(f"--     {shown} is refused: {error.reason}")
        return

    def value(moved):
        return product(gradient(*moved), weight)

    compare(
        report,
        shown,
        [
            (product(found, direction), along(value, args, place, direction))
            for direction in directions(args[place], generator)
        ],
        100 * tolerance,
        lambda: kinked(value, args, place, generator),
    )


def directions(argument, generator):
    """Some random directions in which an argument is moved."""
    return [random_like(argument, generator) for _ in range(DIRECTIONS)]


def along(value, args, place, direction):
    """The slope of `value` when one argument moves along a direction, by differences."""

    def moved(step):
        found = list(map(copied, args))
        found[place] = step_along(found[place], direction, step)
        return value(found)

    return slope(moved)


def compare(report, shown, pairs, tolerance, kinked):
    """One line of the report from pairs (derivative, difference)."""
    worst = max(pairs, key=lambda pair: abs(pair[0] - pair[1]) / max(1.0, abs(pair[1])))
    found, expected = worst
    if abs(found - expected) <= tolerance * max(1.0, abs(expected)):
        report.good(f"{shown} agrees with differences")
        return
    line = f"{shown} says {found:.6g} along a random direction, differences say {expected:.6g}"
    if kinked():
        report.lines.append(f"kink   {line}; there is a kink here, where no number is right")
    else:
        report.bad(line)


def kinked(value, args, place, generator):
    """Whether the slopes ahead and behind differ, or there is a jump: no derivative here."""
    direction = random_like(args[place], generator)

    def moved(step):
        found = list(map(copied, args))
        found[place] = step_along(found[place], direction, step)
        return value(found)

    here, h = moved(0.0), 1e-6
    ahead, behind = (moved(h) - here) / h, (here - moved(-h)) / h
    jumps = abs(moved(h) - moved(-h)) > 1e-3 * max(1.0, abs(here))
    return jumps or abs(ahead - behind) > 1e-3 * max(1.0, abs(ahead), abs(behind))


def all_finite(found):
    """Whether a structure holds neither NaN nor infinities."""
    flags: list[bool] = []
    map_arrays(found, lambda x: flags.append(bool(np.all(np.isfinite(x)))) or x, 0)
    return all(flags) and not (isinstance(found, float) and not np.isfinite(found))


def where_not_finite(found):
    """The place of the first number that is not finite."""
    array = np.asarray(found)
    if array.dtype.kind not in "fc" or not array.ndim:
        return str(found)
    place = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
    return f"{array[place]} at [{', '.join(map(str, place))}]"
