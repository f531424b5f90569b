"""Python functions that only call an object, so that the object has a signature and a text."""

import inspect
import linecache
import weakref
from dataclasses import dataclass
from typing import Any

CALLING: Any = weakref.WeakKeyDictionary()


@dataclass(frozen=True)
class OwnDerivative:
    """A function that comes with a backward half of its own.

    `kind` says how `backward` is called: "bprop" with the inputs, the result and its gradient
    in a row, "rule" with `out` and `d_out` by keyword, as far as it names them. A "tangent" is
    the forward mode instead, with `out` and the tangents `x_dot` by keyword.
    """

    forward: Any
    backward: Any
    kind: str
    receiver: Any = None


def calling(owner, function, label, skip=0):
    """The function `def label(self, x, y): return self(x, y)`, made once for each owner.

    Its parameters are those of `function` without the first `skip`.
    """
    if owner not in CALLING:
        CALLING[owner] = made(function, label, skip)
    return CALLING[owner]


def made(function, label, skip):
    """A new function of this kind."""
    parameters = list(inspect.signature(function).parameters.values())[skip:]
    kinds = inspect.Parameter
    plain = [p.replace(annotation=kinds.empty) for p in parameters]
    defaults = {p.name: p.default for p in plain if p.default is not kinds.empty}
    shown = inspect.Signature([p.replace(default=kinds.empty) for p in plain])
    passed = ", ".join(passed_on(p) for p in plain)
    head = str(shown)[1:-1]
    receiver = "self" if all(p.name != "self" for p in plain) else "owner"
    name = label.rpartition(".")[2]
    code = f"def {name}({', '.join(filter(None, [receiver, head]))}):\n"
    code += f"    return {receiver}({passed})\n"
    where = f"<{label} of {function.__module__}>"
    linecache.cache[where] = (len(code), None, code.splitlines(keepends=True), where)
    namespace = {"__name__": where}
    exec(compile(code, where, "exec"), namespace)
    found: Any = namespace[name]
    found.__code__ = found.__code__.replace(co_qualname=label)
    before = (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)
    positional = [p.name for p in plain if p.kind in before and p.name in defaults]
    found.__defaults__ = tuple(defaults[text] for text in positional) or None
    found.__kwdefaults__ = {
        p.name: p.default for p in plain if p.kind is kinds.KEYWORD_ONLY and p.name in defaults
    } or None
    return found


def passed_on(parameter):
    """How a parameter is handed on in a call."""
    match parameter.kind:
        case parameter.VAR_POSITIONAL:
            return f"*{parameter.name}"
        case parameter.VAR_KEYWORD:
            return f"**{parameter.name}"
        case parameter.KEYWORD_ONLY:
            return f"{parameter.name}={parameter.name}"
    return parameter.name
