"""Checks of derivatives against the function itself, along random directions."""

import inspect
from typing import Any

import numpy as np

from s2s_grad.rules.registry import Rule, lookup
from s2s_grad.runtime import unbroadcast, zeros_like


def check_grads(function, gradient, *args, wrt=0, seed=0, tolerance=1e-6):
    """Assert that `gradient(*args)` is the gradient of `function` for the positions `wrt`.

    Both are plain callables. `function` returns a number, or an array whose sum counts; of a
    complex result the real part counts. Checked along random directions by central differences
    that are extrapolated; further, that a gradient has the shape and the dtype of its argument,
    that a second call gives the same, and that no argument is written to.

    Raises AssertionError, with the numbers.

    >>> import numpy as np
    >>> check_grads(np.sin, np.cos, np.array([0.5, 2.0]))
    """
    places = (wrt,) if isinstance(wrt, int) else tuple(wrt)
    handed = [copied(x) for x in args]
    found = gradient(*handed)
    assert _same(list(args), handed), "an argument is written to"
    again = gradient(*handed)
    found, again = ((found,), (again,)) if isinstance(wrt, int) else (found, again)
    for place, d, other in zip(places, found, again, strict=True):
        _check_kind(f"argument {place}", d, args[place])
        assert _close(d, other, 0), f"gradient for argument {place}: a second call differs"
    generator = np.random.default_rng(seed)
    for place, d in zip(places, found, strict=True):
        direction = random_like(args[place], generator)

        def value(step, place=place, direction=direction):
            moved = [copied(x) for x in args]
            moved[place] = step_along(moved[place], direction, step)
            return np.sum(function(*moved))

        expected = np.real(slope(value))
        actual = product(d, direction)
        _assert_close(actual, expected, tolerance, f"gradient for argument {place}")


def check_rule(function, *args, seed=0, tolerance=1e-6, parts=None, **kwargs):
    """Assert that the rule of `function` gives its derivatives at these arguments.

    The rule is run as the Python function that it is. Checked: the gradients, the forward mode,
    that both agree (the dot-product identity), shapes and dtypes, also in float32, other memory
    layouts, and that no argument is written to. Of a result with several parts, `parts` tells
    which ones are used; the others get None. Raises AssertionError, with the numbers.

    >>> import numpy as np
    >>> check_rule(np.hypot, np.array([3.0, 1.0]), 4.0)
    """
    rule = rule_for(function, args, kwargs)
    call = Call(rule, function, args, kwargs)
    generator = np.random.default_rng(seed)
    out = call.value(args, kwargs)
    d_out = random_like(out, generator)
    if parts is not None:
        d_out = [part if i in parts else None for i, part in enumerate(d_out)]
    names = [name for name in rule.active if has_floats(call.arguments.get(name))]
    assert names, f"no argument of this sample of {rule.name} can carry a derivative"

    kept = copied(list(call.arguments.values()))
    gradients = call.reverse(out, copied(d_out))
    assert _same(kept, list(call.arguments.values())), f"{rule.name} writes to an argument"
    for name in names:
        _check_kind(f"{rule.name}: {name}", gradients[name], call.arguments[name])

    directions = {name: random_like(call.arguments[name], generator) for name in names}
    for name in names:
        expected = slope(lambda step, n=name: call.moved({n: directions[n]}, step), d_out)
        actual = product(gradients[name], directions[name])
        _assert_close(actual, expected, tolerance, f"{rule.name}: gradient for {name}")
        lone = (rule.lone or {}).get(name)
        if lone is not None:
            alone = call.reverse(out, copied(d_out), lone)
            actual = product(alone[name], directions[name])
            _assert_close(actual, expected, tolerance, f"{rule.name}: {name} alone")

    tangent = call.tangent(out, directions)
    if tangent is not None:
        expected = slope(lambda step: call.moved(directions, step), d_out)
        message = f"{rule.name}: forward mode"
        _assert_close(product(d_out, tangent), expected, tolerance, message)
        whole = sum(product(gradients[name], directions[name]) for name in names)
        message = f"{rule.name}: forward mode against reverse"
        _assert_close(product(d_out, tangent), whole, 1e-8, message)

    for turned in (np.asfortranarray, _backwards):
        again = Call(rule, function, map_arrays(args, turned), map_arrays(kwargs, turned))
        others = again.reverse(again.value(again.args, again.kwargs), map_arrays(d_out, turned))
        for name in names:
            assert _close(gradients[name], others[name]), f"{rule.name}: layout of {name}"
    _check_single_precision(rule, function, args, kwargs, d_out, gradients, names)


class Call:
    """One call of a function that has a rule."""

    def __init__(self, rule, function, args, kwargs):
        self.rule, self.function, self.args, self.kwargs = rule, function, args, kwargs
        bound = rule.signature.bind(*args, **kwargs)
        self.passed = dict(bound.arguments)
        bound.apply_defaults()
        self.arguments = dict(bound.arguments)

    def value(self, args, kwargs):
        """The result of the function itself."""
        return self.function(*args, **kwargs)

    def moved(self, directions, step):
        """The result with some arguments moved along their directions."""
        arguments = dict(self.passed)
        for name, direction in directions.items():
            arguments[name] = step_along(arguments[name], direction, step)
        bound = inspect.BoundArguments(self.rule.signature, arguments)
        return self.value(bound.args, bound.kwargs)

    def run(self, python, **asked):
        """The result of a rule's Python function, which asks for some of `asked`."""
        wanted = inspect.signature(python).parameters
        bound = inspect.BoundArguments(self.rule.signature, self.arguments)
        args = bound.args
        kwargs = {name: value for name, value in bound.kwargs.items() if name in wanted}
        asked["owner"] = getattr(self.function, "__self__", None)
        return python(*args, **kwargs, **{k: v for k, v in asked.items() if k in wanted})

    def reverse(self, out, d_out, rule=None):
        """The gradient for each active parameter that carries a derivative, by name."""
        rule = rule or self.rule
        results = self.run(rule.python, out=out, d_out=d_out)
        results = results if len(rule.active) > 1 else (results,)
        gradients = {}
        for name, result in zip(rule.active, results, strict=True):
            argument = self.arguments[name]
            if rule.kind == "elementwise" and has_floats(argument):
                result = unbroadcast(d_out * result, argument)
            gradients[name] = result
        return gradients

    def tangent(self, out, directions):
        """The directional derivative by the rule's forward mode, or None."""
        rule = self.rule
        if rule.tangent_python is not None:
            dots = {
                f"{name}_dot": directions.get(name, zeros_like(self.arguments[name]))
                for name in rule.active
            }
            return self.run(rule.tangent_python, out=out, **dots)
        if rule.multilinear:
            return self.by_operands(directions)
        if rule.kind == "linear":
            name = rule.active[0]
            moving = filled(directions[name], self.arguments[name])
            arguments = {**self.passed, name: moving}
            bound = inspect.BoundArguments(rule.signature, arguments)
            return self.value(bound.args, bound.kwargs)
        if rule.kind == "elementwise":
            partials = self.run(rule.python, out=out)
            partials = partials if len(rule.active) > 1 else (partials,)
            pairs = zip(rule.active, partials, strict=True)
            return sum(partial * directions[name] for name, partial in pairs if name in directions)
        return None

    def by_operands(self, directions):
        """The sum over the operands of the function with that one moving."""
        total = 0.0
        for name in self.rule.active:
            found: Any = self.passed.get(name)
            several = self.rule.signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL
            moves = [(name, directions.get(name))]
            if several:
                moves = [
                    (name, (*found[:i], d, *found[i + 1 :]))
                    for i, d in enumerate(directions[name])
                    if d is not None
                ]
            for key, moving in moves:
                if moving is not None and found is not None:
                    bound = inspect.BoundArguments(
                        self.rule.signature, {**self.passed, key: moving}
                    )
                    total = total + self.value(bound.args, bound.kwargs)
        return total


def rule_for(function, args, kwargs) -> Rule:
    """The narrowest rule of `function` that has all parameters of a call."""
    rule = lookup(function) or getattr(function, "rule", None)
    while rule is not None:
        try:
            rule.signature.bind(*args, **kwargs)
        except TypeError:
            rule = rule.wider
        else:
            return rule
    raise AssertionError(f"no rule of {function} takes these arguments")


def slope(value, d_out=None, step=1e-4):
    """The derivative at 0 of `value(step)`, along `d_out`, by central differences extrapolated."""

    def central(h):
        ahead, behind = value(h), value(-h)
        if d_out is None:
            return (ahead - behind) / (2 * h)
        return (product(d_out, ahead) - product(d_out, behind)) / (2 * h)

    rough, fine, finest = central(step), central(step / 2), central(step / 4)
    better, best = (4 * fine - rough) / 3, (4 * finest - fine) / 3
    return (16 * best - better) / 15


def product(d, x):
    """The real part of the sum of all products of corresponding numbers of two structures."""
    if d is None or x is None:
        return 0.0
    if isinstance(x, (list, tuple)):
        return sum(product(left, right) for left, right in zip(d, x, strict=True))
    if isinstance(x, dict):
        return sum(product(d[key], x[key]) for key in x)
    if not is_float(x):
        return 0.0
    return float(np.real(np.sum(np.multiply(d, x, dtype=complex))))


def is_float(x):
    """Whether `x` is a float or complex number or an array of them."""
    return np.asarray(x).dtype.kind in "fc" if not isinstance(x, (str, type)) else False


def has_floats(x):
    """Whether a structure holds a float anywhere."""
    if isinstance(x, (list, tuple)):
        return any(has_floats(item) for item in x)
    if isinstance(x, dict):
        return any(has_floats(item) for item in x.values())
    return x is not None and not callable(x) and is_float(x)


def random_like(x, generator) -> Any:
    """Random numbers in the structure, shapes and dtypes of `x`; None where nothing can move."""
    if isinstance(x, (list, tuple)):
        return [random_like(item, generator) for item in x]
    if isinstance(x, dict):
        return {key: random_like(item, generator) for key, item in x.items()}
    if x is None or not is_float(x):
        return None
    numbers = generator.standard_normal(np.shape(x))
    if np.iscomplexobj(x):
        numbers = numbers + 1j * generator.standard_normal(np.shape(x))
    if not hasattr(x, "dtype"):
        return numbers if np.shape(x) else type(x)(numbers)
    return x.dtype.type(numbers) if np.shape(x) == () else numbers.astype(x.dtype)


def filled(direction, x):
    """`direction` with zeros where it is None."""
    if isinstance(x, (list, tuple)):
        return [filled(part, item) for part, item in zip(direction, x, strict=True)]
    return zeros_like(x) if direction is None else direction


def step_along(x, direction, step):
    """`x + step * direction`, item by item."""
    if isinstance(x, (list, tuple)):
        return type(x)(step_along(a, b, step) for a, b in zip(x, direction, strict=True))
    if direction is None:
        return x
    moved = x + step * direction
    return np.asarray(moved) if isinstance(x, np.ndarray) else moved


def copied(x) -> Any:
    """`x` with every array in it copied."""
    return map_arrays(x, np.copy)


def map_arrays(x, change, least=1) -> Any:
    """`x` with `change` done to every array in it that has at least so many axes."""
    if isinstance(x, list | tuple):
        items = [map_arrays(item, change, least) for item in x]
        return type(x)(items) if type(x) in (list, tuple) else items
    if isinstance(x, dict):
        return {key: map_arrays(item, change, least) for key, item in x.items()}
    return change(x) if isinstance(x, np.ndarray | np.generic) and x.ndim >= least else x


def _backwards(x):
    """A view with negative strides that holds the numbers of `x`."""
    return np.flip(np.flip(x).copy())


def _check_kind(what, gradient, argument):
    """Assert that a gradient has the structure, shapes and dtypes of its argument."""
    if isinstance(argument, (list, tuple)):
        assert len(gradient) == len(argument), f"{what}: the length of the gradient"
        for part, item in zip(gradient, argument, strict=True):
            _check_kind(what, part, item)
        return
    if not is_float(argument):
        return
    assert np.shape(gradient) == np.shape(argument), (
        f"{what}: the gradient has shape {np.shape(gradient)}, not {np.shape(argument)}"
    )
    expected = getattr(argument, "dtype", None)
    assert expected is None or np.asarray(gradient).dtype == expected, (
        f"{what}: the gradient is {np.asarray(gradient).dtype}, not {expected}"
    )
    if isinstance(argument, np.ndarray):
        assert not np.shares_memory(gradient, argument), f"{what}: the gradient is the argument"


def _check_single_precision(rule, function, args, kwargs, d_out, gradients, names):
    """Assert that in float32 everything stays float32 and agrees roughly."""

    def lower(x):
        kinds = {"float64": np.float32, "complex128": np.complex64}
        return x.astype(kinds.get(x.dtype.name, x.dtype))

    call = Call(rule, function, map_arrays(args, lower, 0), map_arrays(kwargs, lower, 0))
    out = call.value(call.args, call.kwargs)
    if not _single(out) or np.__version__ < "2":  # NumPy 1 itself widens scalars
        return
    lowered = _like(d_out, out)
    found = call.reverse(out, lowered)
    for name in names:
        _check_kind(f"{rule.name}: {name}", found[name], call.arguments[name])
        assert _close(gradients[name], found[name], 2e-2), (
            f"{rule.name}: float32 gradient for {name}"
        )
    if rule.kind == "elementwise":
        partials = call.run(rule.python, out=out)
        for partial in partials if isinstance(partials, tuple) else (partials,):
            kind = np.asarray(lowered * partial).dtype
            assert np.finfo(kind).bits == 32, f"{rule.name} widens float32"


def _single(out):
    """Whether all floats of a result are of single precision."""
    if isinstance(out, (list, tuple)):
        return all(_single(item) for item in out)
    return np.asarray(out).dtype.name in ("float32", "complex64") or not is_float(out)


def _like(d, out):
    """`d` in the dtypes of `out`."""
    if isinstance(out, (list, tuple)):
        return [_like(part, item) for part, item in zip(d, out, strict=True)]
    return None if d is None else np.asarray(d).astype(np.asarray(out).dtype)[()]


def _same(a, b):
    """Whether two structures are equal number by number."""
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(_same(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same(a[key], b[key]) for key in a)
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind in "fc")
    return a is b or a == b


def _close(a, b, tolerance=1e-9):
    """Whether two gradients agree."""
    if isinstance(a, (list, tuple)):
        return all(_close(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if a is None or b is None:
        return True
    scale = np.max(np.abs(a), initial=1.0)
    return bool(np.allclose(a, b, rtol=tolerance, atol=tolerance * scale))


def _assert_close(actual, expected, tolerance, message):
    """Assert that two slopes agree."""
    room = tolerance * max(1.0, abs(expected))
    assert abs(actual - expected) <= room, f"{message}: {actual} is not {expected}"
