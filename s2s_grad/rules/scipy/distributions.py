"""Rules of the functions that all continuous distributions of scipy.stats have."""

import functools
import inspect

import gast

from s2s_grad.rules.registry import RULES, Rule
from s2s_grad.runtime import masked
from s2s_grad.syntax.tree import binary, call, name, rebuild


def log_density(*distributions, bounded=False):
    """Register the slopes of `logpdf`, and with them those of `pdf`, which is its exponential.

    The parameters between `x` and `loc` are the shapes of the first distribution. Where the
    density is `bounded` to a part of the line, its slopes are 0 outside.
    """

    def file(python):
        for distribution in distributions:
            rule = Rule("elementwise", python.__name__, (distribution.logpdf,), python)
            RULES[distribution.logpdf] = rule
            RULES[distribution.pdf] = exponential(rule, distribution.pdf, bounded)
        return RULES[distributions[0].logpdf]

    return file


def log_mass(distribution, wrt):
    """Register the slopes of `logpmf`, and with them those of `pmf`, which is its exponential."""

    def file(python):
        rule = Rule("elementwise", python.__name__, (distribution.logpmf,), python, wrt)
        RULES[distribution.logpmf] = rule
        RULES[distribution.pmf] = exponential(rule, distribution.pmf, True)
        return rule

    return file


def exponential(rule, function, bounded):
    """The rule of exp(f), from the rule of f: each slope times the result."""
    plain = rule.python

    def times(slope, out):
        return masked(out, slope) if bounded else out * slope

    def scaled(slope):
        if bounded:
            return call("masked", name("out"), slope)
        return binary(name("out"), gast.Mult, slope)

    def change(body, returned):
        if not isinstance(returned, gast.Tuple):
            return body, scaled(returned)
        return body, gast.Tuple([scaled(slope) for slope in returned.elts], gast.Load())

    @functools.wraps(plain)
    def python(*args, out, **kwargs):
        slopes = plain(*args, **kwargs)
        if not isinstance(slopes, tuple):
            return times(slopes, out)
        return tuple(times(slope, out) for slope in slopes)

    python.__signature__ = with_out(inspect.signature(plain))
    return Rule("elementwise", rule.name, (function,), python, rule.wrt, change=change)


def with_out(signature):
    """A signature of a rule that also asks for the result."""
    out = inspect.Parameter("out", inspect.Parameter.KEYWORD_ONLY)
    return signature.replace(parameters=[*signature.parameters.values(), out])


def for_all(text, distributions):
    """Register one rule for the method `text` of distributions, whatever shapes they have.

    The rule is written for a distribution with one shape, called `shapes`.
    """

    def file(python):
        for distribution in distributions:
            function = getattr(distribution, text)
            shapes = (distribution.shapes or "").replace(" ", "").split(",")
            shapes = [shape for shape in shapes if shape]
            RULES[function] = spread(python, function, shapes)
        return python

    return file


def spread(python, function, shapes):
    """A rule with the shapes of one distribution in the place of `shapes`."""
    own = inspect.signature(python)
    first, _, *rest = own.parameters.values()
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    middle = [inspect.Parameter(shape, kind) for shape in shapes]

    @functools.wraps(python)
    def for_shapes(x, *args, **kwargs):
        found, args = args[: len(shapes)], args[len(shapes) :]
        return python(x, found, *args, **kwargs)

    def change(body, returned):
        body = [(key, with_shapes(value, shapes)) for key, value in body]
        return body, with_shapes(returned, shapes)

    for_shapes.__signature__ = own.replace(parameters=[first, *middle, *rest])
    wrt = (first.name, "loc", "scale")
    return Rule("elementwise", python.__name__, (function,), for_shapes, wrt, change=change)


def with_shapes(tree, shapes):
    """An expression with the names of the shapes in the place of `*shapes`."""
    if not isinstance(tree, gast.Call):
        return rebuild(tree, lambda part: with_shapes(part, shapes))
    args = []
    for entry in tree.args:
        starred = isinstance(entry, gast.Starred)
        args += [name(text) for text in shapes] if starred else [with_shapes(entry, shapes)]
    return gast.Call(tree.func, args, tree.keywords)
