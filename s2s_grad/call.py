"""From a call of a gradient to its generated function: memo, guards, unwrapping, packing."""

import numpy as np

from s2s_grad import locating
from s2s_grad.analysis.values import (
    Array,
    Instance,
    Known,
    Mapping,
    Number,
    Sequence,
)
from s2s_grad.compiler import bound_source, compile_program, load_kept
from s2s_grad.errors import ArgumentError, S2SGradError
from s2s_grad.runtime import Carrier
from s2s_grad.tensor import wrap

MOST_KEPT = 4096


class Caller:
    """The programs of one gradient, and which of them serves which arguments."""

    def __init__(self, gradient):
        self.gradient = gradient
        self.memo = {}
        self.programs = []

    def __call__(self, args, kwargs):
        key = key_of(args, kwargs)
        for ready in self.memo.get(key, ()):
            values = ready.gather(args, kwargs)
            if values is not None:
                return ready.finish(ready.run(values), args, kwargs)
        ready = self.prepare(key, args, kwargs)
        return ready.finish(ready.run(ready.gather(args, kwargs)), args, kwargs)

    def program(self, args, kwargs):
        """The program that serves these arguments."""
        key = key_of(args, kwargs)
        for ready in self.memo.get(key, ()):
            if ready.gather(args, kwargs) is not None:
                return ready.program
        return self.prepare(key, args, kwargs).program

    def prepare(self, key, args, kwargs):
        """Find or compile the program for these arguments."""
        wish = self.gradient.wish()
        sens = None
        if wish.sens:
            args, kwargs, sens = without_sens(args, kwargs)
        check_count(self.gradient, args, kwargs)
        _, objects = bound_source(self.gradient.fn, args, kwargs)
        program = next((p for p in self.programs if serves(p, objects)), None)
        if program is None:
            program = load_kept(self.gradient.fn, args, kwargs, wish, objects)
            program = program or compile_program(self.gradient.fn, args, kwargs, wish)
            self.programs.append(program)
        ready = Ready(self.gradient, program, args, kwargs, sens is not None)
        if len(self.memo) > MOST_KEPT:
            self.memo.clear()
        self.memo.setdefault(key, []).insert(0, ready)
        return ready


def check_count(gradient, args, kwargs):
    """Refuse a position that no argument has, in MindSpore's words."""
    positions = gradient.wish().positions
    count = len(args) + len(kwargs)
    for position in positions:
        if position >= count and count:
            raise locating.MissingPosition(
                f"Position index {position} is exceed input size."
            )


def without_sens(args, kwargs):
    """The arguments without the sensitivity at their end."""
    if "sens" in kwargs:
        rest = {key: value for key, value in kwargs.items() if key != "sens"}
        return args, rest, kwargs["sens"]
    if not args:
        raise ArgumentError("S406", "sens_param=True needs a sensitivity", None, "Pass it last.")
    return args[:-1], kwargs, args[-1]


def key_of(args, kwargs):
    """The exact kinds and shapes of the arguments, to look a program up by."""
    if kwargs:
        return (
            tuple([kind_of(entry) for entry in args]),
            tuple([(key, kind_of(entry)) for key, entry in kwargs.items()]),
        )
    return tuple([kind_of(entry) for entry in args])


def kind_of(found):
    """The exact kind of one argument."""
    kind = type(found)
    if kind is np.ndarray:
        return found.dtype, found.shape
    if kind is float or kind is int:
        return kind
    if isinstance(found, Carrier):
        return kind, found.array.dtype, found.array.shape
    if kind in (list, tuple):
        return (kind, *[kind_of(entry) for entry in found])
    if kind is dict:
        return (kind, *[(key, kind_of(entry)) for key, entry in found.items()])
    if kind in (str, bool, type(None), bytes):
        return kind, found
    if isinstance(found, np.generic):
        return kind
    return kind, id(found)


# ---------------------------------------------------------------- matching


def serves(program, objects):
    """Whether a program fits other arguments: kinds, dtypes, pattern of shapes, guards."""
    sizes = {}
    for text, bound in program.bounds.items():
        if text in objects:
            if not fits(bound.value, bound.parts, objects[text], sizes):
                return False
        elif text in program.given:
            return False
    if set(objects) - set(program.bounds):
        return False
    return holds(program, objects, sizes)


def holds(program, objects, sizes):
    """Whether what was read and guarded is still of the same kind."""
    try:
        for path, value in program.guards:
            found = locating.fetch(path, objects, program.roots)
            if not fits(value, None, found, sizes):
                return False
        for path, value in program.reads:
            found = locating.fetch(path, objects, program.roots)
            if not fits(value, None, found, sizes):
                return False
    except (AttributeError, KeyError, IndexError, TypeError, ValueError):
        return False
    return True


def fits(value, parts, found, sizes):
    """Whether an object is of the kind that `value` describes."""
    found = found.array if isinstance(found, Carrier) else found
    match value:
        case Array():
            return type(found) is np.ndarray and fits_array(value, found, sizes)
        case Number(dtype=None):
            kinds = {"b": bool, "i": int, "f": float, "c": complex}
            return type(found) is kinds[value.kind]
        case Number():
            return isinstance(found, np.generic) and found.dtype.name == value.dtype
        case Known():
            return Known(found) == value
        case Instance():
            return found is value.object
        case Sequence(items=items) if items is not None:
            kind = value.made or value.kind
            if type(found) is not kind or len(found) != len(items):
                return False
            inner = parts or [None] * len(items)
            return all(
                fits(item, getattr(part, "parts", None), entry, sizes)
                for item, part, entry in zip(items, inner, found, strict=True)
            )
        case Mapping():
            if type(found) is not dict or tuple(found) != value.keys:
                return False
            inner = parts or [None] * len(value.items)
            return all(
                fits(item, getattr(part, "parts", None), entry, sizes)
                for item, part, entry in zip(
                    value.items, inner, found.values(), strict=True
                )
            )
    return False


def fits_array(value, found, sizes):
    """Whether an array has this dtype, and sizes that agree with the letters."""
    if found.dtype.name != value.dtype or len(value.shape) != found.ndim:
        return False
    for letter, size in zip(value.shape, found.shape, strict=True):
        if letter == 1 or size == 1:
            if letter != size:
                return False
        elif sizes.setdefault(letter, size) != size:
            return False
        elif sizes.setdefault(("size", size), letter) != letter:
            return False
    return True


# ---------------------------------------------------------------- one program, ready to run


class Ready:
    """A program for arguments of one exact kind: how to call it, how to pack its results."""

    def __init__(self, gradient, program, args, kwargs, sens):
        self.gradient, self.program, self.sens = gradient, program, sens
        source, objects = bound_source(gradient.fn, args, kwargs)
        self.source = source
        self.watched = [
            (path, exact(locating.fetch(path, objects, program.roots)))
            for path, _ in program.reads
        ]
        carriers = any(carries(found) for found in objects.values())
        self.wraps = carriers or bool(gradient.listed)
        own = [type(entry) in (np.ndarray, float) for entry in args]
        texts = list(objects)
        self.plain = (
            all(own)
            and not kwargs
            and not program.reads
            and not program.guards
            and not sens
            and texts == program.parameters
            and len(texts) == len(args)
        )
        simple = isinstance(gradient.position, int) and gradient.weights is None
        self.direct = (
            simple
            and not gradient.return_ids
            and not gradient.has_aux
            and not gradient.value
            and type(args[gradient.position]) is np.ndarray
            and args[gradient.position].ndim > 0
            if args and simple and gradient.position < len(args)
            else False
        )

    def gather(self, args, kwargs):
        """The arguments of the generated function, or None when a guard fails."""
        if self.plain:
            return args
        program, sens = self.program, ()
        if self.sens:
            args, kwargs, found = without_sens(args, kwargs)
            sens = (unwrapped(found),)
        _, objects = bound_source(self.gradient.fn, args, kwargs)
        if not self.guarded(objects):
            return None
        values = [unwrapped(objects[text]) for text in program.parameters]
        for path, kind in self.watched:
            try:
                found = locating.fetch(path, objects, program.roots)
            except (AttributeError, KeyError, IndexError, TypeError, ValueError):
                return None
            if exact(found) != kind:
                return None
            values.append(unwrapped(found))
        return (*values, *sens)

    def guarded(self, objects):
        """Whether the structure is as it was."""
        program = self.program
        try:
            for path, value in program.guards:
                found = locating.fetch(path, objects, program.roots)
                if not fits(value, None, found, {}):
                    return False
        except (AttributeError, KeyError, IndexError, TypeError, ValueError):
            return False
        return True

    def run(self, values):
        """The generated function's results; an error names the user's line."""
        try:
            return self.program.function(*values)
        except S2SGradError:
            raise
        except Exception as error:
            locating.add_note(error, self.program)
            raise

    def finish(self, raw, args, kwargs):
        """The results as the caller asked for them."""
        if self.direct and not self.wraps:
            return raw
        gradient = self.gradient
        if self.sens:
            args, kwargs, _ = without_sens(args, kwargs)
        source, objects = bound_source(gradient.fn, args, kwargs)
        value = extra = None
        if gradient.value:
            value, raw = raw
            value = self.dressed(value)
        elif gradient.has_aux:
            raw, extra = raw
            extra = tuple(self.dressed(entry) for entry in extra)
        gradients = self.packed(raw, objects, source)
        if gradient.value:
            return value, gradients
        return (gradients, extra) if gradient.has_aux else gradients

    def packed(self, raw, objects, source):
        """The gradients in the structure that positions and weights ask for."""
        gradient, program = self.gradient, self.program
        texts = program.results
        entries = raw if len(texts) != 1 else (raw,)
        found = dict(zip(texts, entries, strict=True))
        position, listed = gradient.position, gradient.listed
        first = second = None
        if position is not None:
            wanted = (position,) if isinstance(position, int) else position
            first = [
                self.labelled(index, self.for_position(index, found, objects, source))
                for index in wanted
            ]
            if len(first) == 1:
                first = first[0]
            else:
                first = tuple(first)
        if listed is not None:
            second = []
            for weight, text in zip(listed, program.weights, strict=True):
                array = found[text] if text else np.zeros_like(weight.array)
                made = wrap(np.asarray(array, weight.array.dtype))
                second.append(self.labelled(getattr(weight, "name", ""), made))
            single = not isinstance(gradient.weights, (list, tuple))
            second = second[0] if single else tuple(second)
        if position is None:
            return second
        return first if listed is None else (first, second)

    def labelled(self, label, value):
        """A gradient, with its id when ids are asked for."""
        return (label, value) if self.gradient.return_ids else value

    def for_position(self, index, found, objects, source):
        """The gradient for one positional argument."""
        text, inner = locating.parameter_at(source, objects, index)
        owner = objects[text] if inner is None else objects[text][inner]
        raw = found.get(text)
        if raw is not None and inner is not None:
            raw = raw[inner]
        return shaped(raw, owner)

    def dressed(self, value):
        """A result: a Tensor where Tensors came in."""
        if not self.wraps:
            return value
        if isinstance(value, (np.ndarray, np.generic)):
            return wrap(np.asarray(value))
        if type(value) in (list, tuple):
            return type(value)(self.dressed(entry) for entry in value)
        if type(value) is dict:
            return {key: self.dressed(entry) for key, entry in value.items()}
        if isinstance(value, float):
            return value
        return value


def exact(found):
    """The exact kind of something that is read at every call."""
    if isinstance(found, Carrier):
        return found.array.dtype, found.array.shape
    return kind_of(found)


def carries(found):
    """Whether there is a Tensor in an argument."""
    if isinstance(found, Carrier):
        return True
    if type(found) in (list, tuple):
        return any(carries(entry) for entry in found)
    return type(found) is dict and any(carries(entry) for entry in found.values())


def unwrapped(found):
    """The bare arrays of an argument."""
    if isinstance(found, Carrier):
        return found.array
    if type(found) in (list, tuple):
        return type(found)(unwrapped(entry) for entry in found)
    if type(found) is dict:
        return {key: unwrapped(entry) for key, entry in found.items()}
    return found


def shaped(raw, owner):
    """A gradient in the structure, shape and dtype of its argument."""
    if isinstance(owner, Carrier):
        array = owner.array
        raw = np.zeros_like(array) if raw is None else raw
        return wrap(np.asarray(raw, array.dtype).reshape(array.shape))
    if isinstance(owner, np.ndarray):
        if raw is None:
            return np.zeros_like(owner)
        return raw if type(raw) is np.ndarray else np.asarray(raw, owner.dtype)
    if isinstance(owner, np.generic):
        return type(owner)(0 if raw is None else raw)
    if isinstance(owner, (float, int)):
        return 0.0 if raw is None else float(raw)
    if isinstance(owner, complex):
        return 0j if raw is None else complex(raw)
    if isinstance(owner, dict):
        raw = raw or {}
        return {key: shaped(raw.get(key), entry) for key, entry in owner.items()}
    if isinstance(owner, (list, tuple)):
        raw = [None] * len(owner) if raw is None else raw
        entries = [shaped(g, entry) for g, entry in zip(raw, owner, strict=True)]
        if hasattr(owner, "_fields"):
            return type(owner)(*entries)
        return type(owner)(entries)
    return raw
