"""Programs without a gradient: each is refused at the piece of text that is named."""

import ctypes
import threading

import numpy as np

from tests.corpus import at, normal, refused

COUNT = 0
LOCK = threading.Lock()
FOREIGN = ctypes.CDLL(None).labs


def sets_an_attribute(x):
    sets_an_attribute.last = np.sum(x)
    return sets_an_attribute.last**2


refused(sets_an_attribute, at(normal(3)), "sets_an_attribute.last = np.sum(x)")


def holds_a_lock(x):
    with LOCK:
        y = x**2
    return np.sum(y)


refused(holds_a_lock, at(normal(3)), "with LOCK:")


def yields(x):
    for value in x:
        yield value**2


refused(yields, at(normal(3)), "yield value**2")


async def waits(x):
    return np.sum(x**2)


refused(waits, at(normal(3)), "async def waits(x):")


def counts(x):
    global COUNT
    COUNT = COUNT + 1
    return np.sum(x) * COUNT


refused(counts, at(normal(3)), "global COUNT")


def running_total(total):
    def add(value):
        nonlocal total
        total = total + value
        return total

    return add


refused(running_total(1.0), at(0.5), "def add(value):")


def makes_a_class(x):
    class Box:
        value = x

    return np.sum(Box.value)


refused(makes_a_class, at(normal(3)), "class Box:")


def evaluates_text(x):
    return np.sum(eval("x * x"))


refused(evaluates_text, at(normal(3)), "eval(")


def returns_text(x):
    return f"{np.sum(x):.3f}"


refused(returns_text, at(normal(3)), "return f")


def returns_truth(x):
    return np.sum(x) > 0


refused(returns_truth, at(normal(3)), "return np.sum(x) > 0")


def returns_a_count(x):
    return np.argmax(x)


refused(returns_a_count, at(normal(3)), "return np.argmax(x)")


def of_a_whole_number(n):
    return n * n


refused(of_a_whole_number, at(3), "def of_a_whole_number(n):")


def of_whole_numbers(x):
    return np.sum(x**2)


refused(of_whole_numbers, at(np.arange(3)), "def of_whole_numbers(x):")


def of_a_word(name, x):
    return np.sum(getattr(np, name)(x))


refused(of_a_word, at("sin", normal(3)), "def of_a_word(name, x):")


def of_nothing(x):
    return 1.0 if x is None else np.sum(x)


refused(of_nothing, at(None), "def of_nothing(x):")


def calls_foreign_code(x):
    return np.sum(x) * FOREIGN(3) + FOREIGN(x)


refused(calls_foreign_code, at(1.5), "FOREIGN(")


def calls_a_function_without_a_rule(x):
    return np.sum(np.packbits(x))


refused(calls_a_function_without_a_rule, at(normal(3)), "np.packbits(x)")


def dict_of_unknown_things(params):
    return params["x"] * params["stream"].read()


class Stream:
    """Something whose method is not Python."""

    read = FOREIGN


refused(
    dict_of_unknown_things,
    at({"x": 0.5, "stream": Stream()}),
    'params["stream"].read()',
)


def through_text(x):
    return float(str(x)) ** 2


refused(through_text, at(0.5), "str(x)")


def parameter_without_support(x):
    return np.sum(np.add(x, x, casting="unsafe", subok=False))


refused(parameter_without_support, at(normal(3)), "np.add(")


def reads_one_of_two_arrays_after_a_write(x):
    a, b = x * 1.0, x * 2.0
    either = a if x[0] > 0 else b
    a[0] = 3.0
    return np.sum(either)


refused(reads_one_of_two_arrays_after_a_write, at(normal(3)), "np.sum(either)")


def halved_until_small(x):
    if x[0] > 0.1:
        x[0] *= 0.5
        halved_until_small(x)


def calls_a_recursion_that_writes(x):
    y = x * 1.0
    halved_until_small(y)
    return np.sum(y**2)


refused(calls_a_recursion_that_writes, at(normal(3)), "halved_until_small(x)")
