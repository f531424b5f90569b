"""What people call: grad and value_and_grad, and the objects that they return."""

import functools
from typing import Any

import numpy as np

from s2s_grad.call import Caller
from s2s_grad.errors import ArgumentError, PositionError, UnsupportedValue
from s2s_grad.functional.state import assign
from s2s_grad.gradient_hooks import TensorHook
from s2s_grad.highlight import html
from s2s_grad.parameter import Parameter
from s2s_grad.program import METHODS, Wish
from s2s_grad.ready import Ready
from s2s_grad.source import Source, follow
from s2s_grad.strict import check_strict
from s2s_grad.tensor import TENSOR_METHODS, Tensor
from s2s_grad.tensors.arrays import made_dtype

METHODS.update(TENSOR_METHODS, register_hook=TensorHook)
METHODS.update(set_data=assign, assign_value=assign)
Tensor.__s2s_dtype__ = staticmethod(made_dtype)


def grad(
    fn, grad_position: Any = 0, weights=None, has_aux=False, return_ids=False, sens_param=False
):
    """A function that computes the gradient of `fn`.

    `grad_position` says which positional arguments to differentiate by: an int, a tuple
    of ints, or None. `weights` is a Parameter, a ParameterTuple or a list of Parameters.
    Several results of `fn` are summed; with `has_aux` only the first is differentiated
    and the others are returned beside the gradient. Arrays give arrays, floats give
    floats, Tensors give Tensors; a gradient has the shape and dtype of its argument.

    Raises ValueError or TypeError for positions and weights that name nothing, and a
    `S2SGradError` that names file and line where `fn` cannot be differentiated.

    >>> grad(lambda x: x**2)(3.0)
    6.0
    """
    return Gradient(fn, grad_position, weights, has_aux, return_ids, sens_param, False)


def value_and_grad(
    fn, grad_position=0, weights=None, has_aux=False, return_ids=False, sens_param=False
):
    """A function that computes what `fn` returns, and the gradient as `grad` does.

    >>> value_and_grad(lambda x: x**2)(3.0)
    (9.0, 6.0)
    """
    return Gradient(fn, grad_position, weights, has_aux, return_ids, sens_param, True)


class Gradient:
    """The gradient of a function; compiled when it is first called."""

    __s2s_derivative__ = True
    ready: Any = Ready  # how a program is called, and its results packed

    def __init__(self, fn, position, weights, has_aux, return_ids, sens, value):
        check_flag("_Grad", "has_aux", has_aux)
        check_flag("_Grad", "return_ids", return_ids)
        self.fn, self.has_aux, self.return_ids = fn, has_aux, return_ids
        self.position = checked_position(position, weights)
        self.weights, self.sens, self.value = weights, sens, value
        self.listed = listed_weights(weights)
        self.options = getattr(fn, "__s2s_options__", {})
        self.caller = Caller(self)
        self.last = None
        functools.update_wrapper(self, fn, updated=())

    def __call__(self, *args, **kwargs) -> Any:
        return self.caller(args, kwargs)

    def wish(self):
        """What the compiler is asked for."""
        positions = self.position
        if positions is None:
            positions = ()
        elif isinstance(positions, int):
            positions = (positions,)
        return Wish(
            tuple(positions),
            tuple(self.listed or ()),
            value=self.value,
            aux=self.has_aux,
            sens=self.sens,
            exact=self.options.get("exact", False),
            nans=self.options.get("debug_nans", False),
            cached=self.options.get("cache", True),
        )

    def program(self, *args, **kwargs):
        """The Program for arguments of these kinds: its `text`, `entry` and `stages`."""
        self.last = self.caller.program(args, kwargs)
        return self.last

    def general(self):
        """The Program for arguments of which nothing is known."""
        source = Source.of(self.fn)
        count = len(source.tree.args.args) + len(source.tree.args.posonlyargs)
        count -= len(source.arguments) + (source.receiver is not None)
        return self.caller.general(count)

    @property
    def source(self):
        """The generated text: of the last program, or for arguments of any kind."""
        if self.last is None:
            self.last = self.general()
        return self.last.text

    def stages(self):
        """Each stage of the compilation as printed Python: pairs (name, text)."""
        if self.last is None:
            self.last = self.general()
        return list(self.last.stages)

    def __repr__(self):
        target = follow(self.fn).function
        shown = getattr(target, "__qualname__", repr(target))
        word = "value_and_grad" if self.value else "grad"
        count = len(self.caller.programs)
        state = f"{count} program{'s' if count != 1 else ''}" if count else "not compiled"
        return f"<{word} of {shown}, {state}>"

    def _repr_html_(self):
        return html(self.source)


def check_flag(owner, name, value):
    """Refuse a flag that is no bool."""
    if not isinstance(value, bool):
        raise ArgumentError(
            "S403",
            f"For '{owner}', the '{name}' should be bool, but got {type(value).__name__}",
        )


def checked_position(position, weights):
    """The positions, or an error in MindSpore's words."""
    if position is None:
        if weights is None:
            raise PositionError(
                "S401", "`grad_position` and `weight` can not be None at the same time."
            )
        return None
    if isinstance(position, bool):
        return int(position)
    if isinstance(position, (int, np.integer)):
        if position < 0:
            raise PositionError("S401", "grad_position must be >= 0.")
        return int(position)
    if not isinstance(position, tuple):
        raise ArgumentError("S401", "For 'F.grad', the 'grad_position' must be int or tuple.")
    for entry in position:
        if not isinstance(entry, (int, np.integer)):
            raise ArgumentError("S401", "the element in 'grad_position' must be int")
        if entry < 0:
            raise PositionError("S401", "The element in grad_position must be >= 0.")
    if len(set(position)) != len(position):
        raise PositionError(
            "S401", "There are duplicate positions in `grad_position`, please check it"
        )
    return tuple(int(entry) for entry in position)


def listed_weights(weights):
    """The weights as a list, or None."""
    if weights is None:
        return None
    if isinstance(weights, Tensor):
        return [weights]
    if not isinstance(weights, (list, tuple)):
        raise ArgumentError(
            "S402",
            "The weights you provided is expected to be a tensor, or a list or tuple, "
            f"but got {type(weights).__name__}",
        )
    for weight in weights:
        if not isinstance(weight, Tensor):
            raise UnsupportedValue(
                "S402", f"weights must be Parameters, but got {type(weight).__name__}"
            )
    return list(weights)


def get_grad(gradients, identifier):
    """The gradient for a position or a Parameter, from a result with `return_ids`.

    Raises RuntimeError when there is none, TypeError for another kind of identifier.
    """
    if not isinstance(identifier, (int, Parameter)):
        raise TypeError("identifier must be an int or a Parameter")
    wanted = identifier.name if isinstance(identifier, Parameter) else identifier
    found = search(gradients, wanted)
    if found is None:
        raise RuntimeError(f"Can not find the gradient for position or Parameter {identifier}")
    return found[1]


def search(gradients, wanted):
    """The pair with this id in nested tuples of pairs."""
    if not isinstance(gradients, tuple) or not gradients:
        return None
    if len(gradients) == 2 and isinstance(gradients[0], (int, str)):
        same = type(gradients[0]) is type(wanted) and gradients[0] == wanted
        return gradients if same else None
    for entry in gradients:
        found = search(entry, wanted)
        if found is not None:
            return found
    return None


def differentiable(
    fn=None, *, exact=False, backend="numpy", cache=True, debug_nans=False, strict=False
):
    """Mark a function or a `construct` as differentiable: its source is checked now.

    `exact` forbids reassociating products, `backend` names how the text is run, `cache`
    says whether it is kept on disk. With `debug_nans` the text looks for NaN after each line,
    and raises FloatingPointError that names the user's line and its own. With `strict` what
    MindSpore's graph mode would refuse is refused. The function gets
    `grad_source(*args)`, the text of its gradient. Raises a typed error that names the line
    that is not supported.
    """
    if fn is None:
        options = {"exact": exact, "backend": backend, "cache": cache, "debug_nans": debug_nans}
        return lambda found: differentiable(found, **options, strict=strict)
    if not callable(fn) or isinstance(fn, type):
        return fn
    if backend != "numpy":
        raise ArgumentError("S406", f"there is no backend {backend!r}", None, "Use 'numpy'.")
    validate(fn)
    if strict and hasattr(fn, "__code__"):
        check_strict(Source.of(fn))
    options = {"exact": exact, "backend": backend, "cache": cache, "debug_nans": debug_nans}
    try:
        fn.__s2s_options__ = options
        fn.grad_source = functools.partial(grad_source, fn)
    except AttributeError:
        return fn
    return fn


def validate(fn):
    """Refuse what is not supported, when a function is defined."""
    if isinstance(fn, Gradient) or not hasattr(fn, "__code__"):
        return
    from s2s_grad.transform.normalize import normalize

    normalize(Source.of(fn))


def grad_source(fn, *args, grad_position=0, weights=None, **kwargs):
    """The text of the gradient of `fn`, for these arguments or for any."""
    found = grad(fn, grad_position, weights)
    if args or kwargs:
        return found.program(*args, **kwargs).text
    return found.source


OPTIONS = ("exact", "backend", "cache", "debug_nans", "strict")


def jit(fn=None, **options):
    """MindSpore's name for `differentiable`; other options of MindSpore's are ignored."""
    known = {key: options[key] for key in OPTIONS if key in options}
    if known.get("backend") == "":
        del known["backend"]
    if fn is None:
        return lambda found: jit(found, **options)
    return lenient(fn, known)


def lenient(fn, known):
    """`differentiable` for code that may never be differentiated."""
    try:
        return differentiable(fn, **known)
    except OSError:
        return fn


def wish_of(value):
    """What `grad` or `value_and_grad` asks for, from its options."""

    def make(grad_position=0, weights=None, has_aux=False, return_ids=False, sens_param=False):
        found = Gradient(abs, grad_position, weights, has_aux, return_ids, sens_param, value)
        return found.wish()

    return make


grad.__s2s_transform__ = wish_of(False)
value_and_grad.__s2s_transform__ = wish_of(True)
