"""Functions made from functions: partial, wraps, lru_cache, and the operators as functions."""

import functools
import itertools
import operator

import gast

from s2s_grad.analysis.values import Function, Instance, Known
from s2s_grad.syntax.tree import attribute, call, constant, item, name, tuple_of
from s2s_grad.transform.expressions.containers import settled
from s2s_grad.transform.expressions.names import evaluate_with
from s2s_grad.transform.frames import Bound

CACHED = type(functools.lru_cache(abs))
BINARY = {
    operator.add: gast.Add,
    operator.sub: gast.Sub,
    operator.mul: gast.Mult,
    operator.truediv: gast.Div,
    operator.floordiv: gast.FloorDiv,
    operator.mod: gast.Mod,
    operator.pow: gast.Pow,
    operator.matmul: gast.MatMult,
}
UNARY = {operator.neg: gast.USub, operator.pos: gast.UAdd, operator.not_: gast.Not}
COMPARED = {
    operator.lt: gast.Lt,
    operator.le: gast.LtE,
    operator.gt: gast.Gt,
    operator.ge: gast.GtE,
    operator.eq: gast.Eq,
    operator.ne: gast.NotEq,
    operator.is_: gast.Is,
    operator.is_not: gast.IsNot,
}


def function_of(frame, parameters, body, captured, starred=False):
    """A function `lambda parameters: body` that keeps what is in `captured` by name."""
    arguments = gast.arguments(
        [gast.Name(text, gast.Param(), None, None) for text in parameters],
        [],
        gast.Name("__rest__", gast.Param(), None, None) if starred else None,
        [gast.Name(text, gast.Param(), None, None) for text in captured],
        [constant(None) for _ in captured],
        gast.Name("__words__", gast.Param(), None, None) if starred else None,
        [],
    )
    definition = gast.Lambda(arguments, body)
    return Bound(Function(definition, frame.source, frame, tuple(captured.items())))


def partial_made(frame, arguments, keywords):
    """`functools.partial(function, *arguments, **keywords)`."""
    function, *own = arguments
    captured = {"__function__": function}
    passed, words = [], []
    for bound in own:
        text = f"__own_{len(captured)}__"
        captured[text] = settled(frame, bound, "partial")
        passed.append(name(text))
    for key, bound in keywords.items():
        text = f"__own_{len(captured)}__"
        captured[text] = settled(frame, bound, key)
        words.append(gast.keyword(key, name(text)))
    passed.append(gast.Starred(name("__rest__"), gast.Load()))
    words.append(gast.keyword(None, name("__words__")))
    body = gast.Call(name("__function__"), passed, words)
    return function_of(frame, (), body, captured, starred=True)


def wraps_made(frame, arguments, keywords):
    """`functools.wraps(function)`: a decorator that changes nothing of what is computed."""
    return function_of(frame, ("function",), name("function"), {})


def cache_made(frame, arguments, keywords):
    """`functools.lru_cache`, bare or called: the function itself."""
    if arguments and isinstance(arguments[0].value, (Function, Instance)):
        return arguments[0]
    return wraps_made(frame, arguments, keywords)


def first_argument(frame, arguments, keywords):
    """A decorator that gives back what it is handed."""
    return arguments[0]


def picker(part):
    """`operator.itemgetter(key)` and `operator.attrgetter(name)`: a function of one value."""

    def call_(frame, arguments, keywords):
        if not all(isinstance(bound.value, Known) for bound in arguments):
            return None
        value = name("value")
        found = [part(value, bound.value.value) for bound in arguments]
        body = found[0] if len(found) == 1 else tuple_of(found)
        return function_of(frame, ("value",), body, {})

    return call_


def dotted_attribute(value, text):
    """`value.a.b`."""
    for word in text.split("."):
        value = attribute(value, word)
    return value


def method_picker(frame, arguments, keywords):
    """`operator.methodcaller(name, ...)`: a function of one value."""
    captured = {f"__own_{i}__": bound for i, bound in enumerate(arguments[1:])}
    method = attribute(name("value"), arguments[0].value.value)
    body = call(method, *[name(text) for text in captured])
    return None if keywords else function_of(frame, ("value",), body, captured)


def operation(build):
    """A function of the module operator as the operation that it stands for."""

    def call_(frame, arguments, keywords):
        texts = [f"__operand_{i}__" for i in range(len(arguments))]
        tree = build(*[name(text) for text in texts])
        bounds = dict(zip(texts, arguments, strict=True))
        return evaluate_with(frame, tree, **bounds)

    return call_


def built_binary(kind):
    """How to build that operation."""
    return lambda left, right: gast.BinOp(left, kind(), right)


def built_unary(kind):
    """How to build that operation."""
    return lambda operand: gast.UnaryOp(kind(), operand)


def built_comparison(kind):
    """How to build that operation."""
    return lambda left, right: gast.Compare(left, [kind()], [right])


def starmap_made(frame, arguments, keywords):
    """`itertools.starmap(function, rows)` as a comprehension."""
    row = gast.Starred(name("__row__"), gast.Load())
    body = gast.Call(name("__function__"), [row], [])
    function = function_of(frame, ("__row__",), body, {"__function__": arguments[0]})
    mapping = Bound(Instance(map, (("unguarded", "map"),)))
    return frame.session.dispatch(frame, mapping, [function, arguments[1]], {})


WRAPPING = {
    functools.partial: partial_made,
    functools.wraps: wraps_made,
    functools.lru_cache: cache_made,
    functools.cache: first_argument,
    operator.itemgetter: picker(lambda value, key: item(value, constant(key))),
    operator.attrgetter: picker(dotted_attribute),
    operator.methodcaller: method_picker,
    operator.getitem: operation(item),
    itertools.starmap: starmap_made,
    **{function: operation(built_binary(kind)) for function, kind in BINARY.items()},
    **{function: operation(built_unary(kind)) for function, kind in UNARY.items()},
    **{function: operation(built_comparison(kind)) for function, kind in COMPARED.items()},
}
