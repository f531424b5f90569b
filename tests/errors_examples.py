"""For each code of errors.py a program that is refused with it; the page of errors shows them."""

import numpy as np

from s2s_grad import differentiable, grad, vmap

X = np.array([0.5, -1.0, 2.0])
CALLS = {}
TOTAL = 0.0


def shows(code, call):
    """Register a function as the example of a code; `call(function)` asks for its gradient."""

    def note(function):
        CALLS[code] = (function, call)
        return function

    return note


def at(*arguments, **options):
    """Ask for the gradient at these arguments."""
    return lambda function: grad(function, **options)(*arguments)


@shows("S101", at(X))
def area(x):
    type_of_box = "square"

    class Box:
        kind = type_of_box

    return np.sum(x**2)


@shows("S102", at(X))
def without_repeats(x):
    return sum({value**2 for value in x})


@shows("S103", at(X))
def without_first(x):
    values = list(x)
    values.remove(x[0])
    return sum(values)


@shows("S104", at(X))
def squares(x):
    for value in x:
        yield value**2


@shows("S105", at(X))
async def waits(x):
    return np.sum(x**2)


@shows("S106", at(X))
def counted(x):
    global TOTAL
    TOTAL = TOTAL + 1.0
    return TOTAL * np.sum(x)


@shows("S107", at(X))
def watched(x):
    with np.errstate(invalid="raise"):
        return np.sum(np.log(x))


@shows("S108", lambda function: differentiable(function, strict=True))
def sine(x):
    return np.sin(x)


@shows("S201", at(X))
def formula(x):
    return np.sum(eval("x * x"))


@shows("S202", at(X))
def largest(x):
    return max(x, key=np.abs, default=0.0)


@shows("S203", at(X))
def nearest_power(x):
    return np.linalg.matrix_power(np.outer(x, x), x[0])


@shows("S204", at(X, 1))
def picked(x, n):
    layers = [np.sin, np.cos]
    return np.sum(layers[len(x) - n](x))


@shows("S205", at(X))
def deeper(x):
    return deeper(x[None]) if np.sum(x) > 0 else np.sum(x**2)


@shows("S206", at(X))
def described(x):
    return np.sum(x) * x.units


@shows("S207", at(X))
def labelled(x):
    total = 0.0
    for value in x:
        total = "large" if value > 1 else total + value
    return total


@shows("S401", at(X, grad_position=3))
def energy(x):
    return np.sum(x**2)


@shows("S402", lambda function: grad(function, None, weights=[1.0])(X))
def loss(x):
    return np.sum(x**2)


@shows("S403", at(X, has_aux=True))
def only_one_result(x):
    return np.sum(x**2)


@shows("S404", at(3))
def of_an_int(n):
    return n**2


@shows("S405", at(X))
def text_of(x):
    return "no number"


@shows("S406", at())
def of_nothing(x):
    return np.sum(x)


@shows("S407", lambda function: vmap(function, in_axes=(0, 1))(X))
def each(x):
    return x**2
