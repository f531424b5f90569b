"""What the compiler knows about each Primitive: rules, and the verbs that register them."""

import ast
import inspect
import itertools
import linecache
import sys
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from typing import Any

import gast

from s2s_grad.rules.spelling import ATTRIBUTES, METHODS, OPERATORS, SPELLING

__all__ = [
    "ATTRIBUTES",
    "COMPOSITES",
    "METHODS",
    "OPERATORS",
    "RULES",
    "SPELLING",
    "Rule",
    "adjoint",
    "composite",
    "constant",
    "elementwise",
    "linear",
    "lookup",
    "rules_with_a_derivative",
]


@dataclass(frozen=True)
class Composite:
    """A function that is described by others: a Python function that the compiler looks through."""

    python: Callable[..., Any]
    only: dict[str, tuple]


@dataclass(eq=False)
class Rule:
    """How one function is differentiated: a runnable Python function whose body is the template."""

    kind: str
    name: str
    functions: tuple[Any, ...]
    python: Callable[..., Any] | None = None
    wrt: tuple[str, ...] | None = None
    tangent_python: Callable[..., Any] | None = None
    shape_python: Callable[..., Any] | None = None
    lone: dict[str, "Rule"] | None = None
    wider: "Rule | None" = None
    data_dependent: bool = False
    change: Callable[..., Any] | None = None  # what is done to the expressions of the template
    flat_on_reals: bool = False  # moves with complex arguments only
    only: dict[str, tuple] | None = None  # the values of a setting that the rule takes
    multilinear: bool = False  # linear in each active operand: forward mode sums over them

    @property
    def function(self):
        """The function described; the first of them when several share the rule."""
        return self.functions[0]

    @cached_property
    def asks(self):
        """Names of what the rule asks for beyond the parameters: `out`, `d_out`, `owner`."""
        names = () if self.python is None else inspect.signature(self.python).parameters
        return frozenset(names) & ASKED

    @cached_property
    def signature(self) -> Any:
        """The parameters of the function, as far as they are supported."""
        if self.python is None:
            return None
        own = inspect.signature(self.python)
        kept = [p for name, p in own.parameters.items() if name not in self.asks]
        return own.replace(parameters=kept)

    @cached_property
    def active(self):
        """The parameters that carry a derivative, in the order of the results."""
        if self.wrt is not None or self.python is None:
            return self.wrt or ()
        count = 1 if self.kind == "linear" else len(self.results)
        return tuple(self.signature.parameters)[:count]

    @property
    def template(self):
        """The assignments before the return, and the returned expression."""
        body, returned = _template(inspect.unwrap(self.python))
        if self.change is None:
            return body, returned
        return self.change(body, returned)

    @property
    def body(self):
        """The assignments before the return: pairs of a name and a gast expression."""
        return self.template[0]

    @property
    def results(self):
        """The returned gast expressions, one for each active parameter."""
        returned = self.template[1]
        if isinstance(returned, gast.Tuple) and self.kind != "linear":
            return tuple(returned.elts)
        return (returned,)

    @property
    def tangent_template(self):
        """The assignments and the returned expression of the forward mode."""
        return _template(self.tangent_python)

    def tangent(self, python):
        """Register the forward mode beside the reverse."""
        self.tangent_python = python
        return python

    def shape(self, python):
        """Register the shape of the result, from the shapes of arguments and numbers in tuples."""
        self.shape_python = python
        return python

    def takes(self, **values):
        """Say which values of some settings the rule is for; other calls are not its own."""
        self.only = values
        return self

    def alone(self, *names):
        """Register the partial derivative for one argument when no other carries a derivative."""

        def register(python):
            for name in names:
                self.lone = self.lone or {}
                self.lone[name] = Rule(self.kind, self.name, self.functions, python, (name,))
            return python

        return register


# What a rule may ask for; `owner` is the object whose method the function is.
ASKED = frozenset({"out", "d_out", "owner"})

RULES: dict[Any, Rule] = {}

# Families that are loaded once the library that they describe has been imported by somebody.
LATE = {
    "cmath": ("complex_numbers",),
    "numpy.fft": ("fourier",),
    "numpy.polynomial": ("series",),
    "numpy.random": ("draws",),
    "scipy.linalg": ("scipy.linalg", "scipy.matrices"),
    "scipy.special": ("scipy.special", "scipy.gamma", "scipy.bessel", "scipy.integrals"),
    "scipy.fft": ("scipy.fourier",),
    "scipy.integrate": ("scipy.sums",),
    "scipy.ndimage": ("scipy.images",),
    "scipy.signal": ("scipy.signals",),
    "scipy.sparse.linalg": ("scipy.sparse",),
    "scipy.spatial.distance": ("scipy.distances",),
    "scipy.stats": ("scipy.densities", "scipy.multivariate", "scipy.moments"),
    "statistics": ("averages",),
}

# Functions that are described by others.
COMPOSITES: dict[Any, Composite] = {}

# The modules under whose names generated code finds the functions of these libraries.
PUBLIC = tuple(LATE)

# Rules for all methods of the objects of a type, such as random generators.
METHODS_OF: dict[type, "Rule"] = {}


def lookup(function) -> Rule | None:
    """The rule of `function`, or None."""
    try:
        rule = RULES.get(function)
    except TypeError:
        return None
    if rule is None and LATE and _load_late():
        return lookup(function)
    return rule or METHODS_OF.get(type(getattr(function, "__self__", None)))


def module_of(text):
    """The module in the dotted name of a function."""
    public = [label for label in PUBLIC if text.startswith(f"{label}.")]
    return max(public, key=len, default=text.rpartition(".")[0])


def elementwise(*functions, wrt=None, widens=None, data_dependent=False):
    """Register partial derivatives, one for each argument, each shaped like the result."""
    return _register("elementwise", functions, wrt, widens, data_dependent)


def linear(*functions, widens=None, data_dependent=False):
    """Register the transpose of a function that is linear in its first parameter."""
    return _register("linear", functions, None, widens, data_dependent)


def adjoint(*functions, wrt=None, widens=None, data_dependent=False):
    """Register the gradients themselves: the general case."""
    return _register("adjoint", functions, wrt, widens, data_dependent)


def constant(*functions, data_dependent=False):
    """Declare functions without a derivative; with `data_dependent`, values decide the shape."""
    for function in functions:
        if function is not None:
            name = getattr(function, "__name__", type(function).__name__)
            rule = Rule("constant", name, (function,), data_dependent=data_dependent)
            RULES[function] = rule


def composite(*functions, **only):
    """Describe functions by others: the compiler looks through where no rule takes a call.

    `only` says which values of some settings the description is for.
    """

    def file(python):
        for function in functions:
            if function is not None:
                name = getattr(function, "__name__", type(function).__name__)
                COMPOSITES.setdefault(function, Composite(python, only))
                python.__module__ = getattr(function, "__module__", None) or python.__module__
                RULES.setdefault(function, Rule("composite", name, (function,)))
        return python

    return file


def _register(kind, functions, wrt, widens, data_dependent):
    """A decorator that files a rule, behind the rule `widens` if that is given.

    A rule that widens another one describes the same function with more parameters: a call is
    looked for along `rule.wider` until a signature has all that it passes. With `data_dependent`,
    values decide the shape or the dtype of the result.
    """
    present = tuple(function for function in functions if function is not None)

    def file(python):
        name = python.__name__.strip("_")
        rule = Rule(kind, name, present, python, None if wrt is None else tuple(wrt))
        rule.data_dependent = data_dependent
        if widens is not None:
            rule.functions = widens.functions
            _widest(widens).wider = rule
        for function in present:
            RULES[function] = rule
        return rule

    return file


def _widest(rule):
    """The last rule in the chain of ever wider ones."""
    while rule.wider is not None:
        rule = rule.wider
    return rule


def _load_late():
    """Whether a family was loaded because its library has turned up."""
    ready = [LATE.pop(library) for library in list(LATE) if library in sys.modules]
    for family in itertools.chain(*ready):
        import_module(f"s2s_grad.rules.{family}")
    return bool(ready)


def _template(python):
    """The assignments and the returned expression of a rule's function."""
    definition = _definition(python.__code__)
    *assignments, last = _without_docstring(definition.body)
    assert isinstance(last, gast.Return), f"rule {python.__name__} must end with a return"

    body = []
    for statement in assignments:
        simple = isinstance(statement, gast.Assign) and len(statement.targets) == 1
        assert simple and isinstance(statement.targets[0], gast.Name), (
            f"rule {python.__name__}, line {statement.lineno}: only `name = expression`"
        )
        body.append((statement.targets[0].id, statement.value))
    return body, last.value


def _without_docstring(body):
    """The statements of a function after its docstring."""
    first = body[0]
    is_text = isinstance(first, gast.Expr) and isinstance(first.value, gast.Constant)
    return body[1:] if is_text else body


def _definition(code) -> gast.FunctionDef:
    """The function that `code` was made from; the rest of its file is not parsed."""
    lines = linecache.getlines(code.co_filename)
    first = code.co_firstlineno - 1
    last = max(line for *_, line in code.co_lines() if line)
    for stop in range(last, len(lines) + 1):
        try:
            (found,) = ast.parse(textwrap.dedent("".join(lines[first:stop]))).body
            return gast.ast_to_gast(found)
        except SyntaxError:  # a bracket closes further down
            continue
    raise AssertionError(f"no rule at line {first + 1}")


def rules_with_a_derivative() -> Iterable[Rule]:
    """Each differentiable rule once, in the order of registration."""
    derived = ("constant", "composite")
    seen = {id(rule): rule for rule in RULES.values() if rule.kind not in derived}
    for rule in seen.values():
        while rule is not None:
            yield rule
            rule = rule.wider
