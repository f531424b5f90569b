"""A program for arguments of one exact kind: what it is handed, how its results come back."""

import numpy as np

from s2s_grad.analysis.values import leaves
from s2s_grad.binding import value
from s2s_grad.errors import ArgumentError
from s2s_grad.fetching import gatherer
from s2s_grad.kinds import carries
from s2s_grad.locating import fetch
from s2s_grad.runtime import Carrier
from s2s_grad.runtime.records import attributes, is_record, with_attributes
from s2s_grad.tensor import wrap


class Ready:
    """How to call a program, and how to pack its results, for arguments of one exact kind."""

    def __init__(self, gradient, program, binding, objects, args, sens):
        self.gradient, self.program, self.binding = gradient, program, binding
        self.function = program.function
        self.sens = sens is not None
        self.gather = gatherer(program, binding, self.added(), objects)
        self.wraps = bool(gradient.listed) or any(map(carries, objects.values()))
        self.narrow = self.wraps and stays_narrow(program, objects)
        self.order = {text: index for index, text in enumerate(program.results)}
        self.positions = [(index, *binding.place(index)) for index in wanted_positions(gradient)]
        self.weights = [
            (weight, self.order.get(text))
            for weight, text in zip(gradient.listed or (), program.weights, strict=True)
        ]
        self.arrays = self.arrays_asked_for(objects)
        self.is_finished = self.finished_test()

    def added(self):
        """Where the sensitivity is found, in the text of the gather function."""
        return ["kwargs['sens'] if 'sens' in kwargs else args[-1]"] if self.sens else []

    def arrays_asked_for(self, objects):
        """How many gradients are asked for, when they are all of arrays and in order; or 0."""
        gradient = self.gradient
        if gradient.listed is not None or gradient.return_ids or self.wraps:
            return 0
        places = [place for _, *place in self.positions]
        if places != [[text, None] for text in self.program.results]:
            return 0
        owners = [objects[text] for text, _ in places]
        plain = all(type(owner) is np.ndarray and owner.ndim for owner in owners)
        return len(owners) if plain else 0

    def finished_test(self):
        """A function that tells whether raw results are what the caller gets, as they are."""
        if not self.arrays or self.gradient.has_aux or self.program.states:
            return never
        test = is_array if self.arrays == 1 else are_arrays
        if self.gradient.value:
            return lambda raw: test(raw[1])
        return test

    def finish(self, raw, args, kwargs):
        """The results as the caller asked for them; Parameters that were written hold it."""
        gradient = self.gradient
        if self.program.states:
            *raw, states = raw
            raw = raw[0] if len(raw) == 1 else raw
            objects = self.binding.objects(args, kwargs)
            for path, array in zip(self.program.states, states, strict=True):
                fetch(path, objects, self.program.roots).array = np.asarray(array)
        result = extra = None
        if gradient.value:
            result, raw = raw
            result = self.dressed(result)
        elif gradient.has_aux:
            raw, extra = raw
            extra = tuple([self.dressed(entry) for entry in extra])
        gradients = self.packed(raw, args, kwargs)
        if gradient.value:
            return result, gradients
        return (gradients, extra) if gradient.has_aux else gradients

    def packed(self, raw, args, kwargs):
        """The gradients in the structure that positions and weights ask for."""
        gradient = self.gradient
        entries = raw if len(self.order) != 1 else (raw,)
        first = second = None
        if gradient.position is not None:
            first = self.for_positions(entries, args, kwargs)
        if gradient.listed is not None:
            second = self.for_weights(entries)
        if gradient.position is None:
            return second
        return first if gradient.listed is None else (first, second)

    def for_positions(self, entries, args, kwargs):
        """The gradients for positional arguments; one of them stands alone."""
        if self.sens:
            args, kwargs, _ = without_sens(args, kwargs)
        out = []
        for index, text, inner in self.positions:
            owner = value(self.binding.sources[text], args, kwargs)
            place = self.order.get(text)
            raw = None if place is None else entries[place]
            if inner is not None:
                owner, raw = owner[inner], None if raw is None else raw[inner]
            made = shaped(raw, owner)
            out.append((index, made) if self.gradient.return_ids else made)
        return out[0] if len(out) == 1 else tuple(out)

    def for_weights(self, entries):
        """The gradients for the weights, as Tensors."""
        out = []
        for weight, place in self.weights:
            array = weight.array
            raw = np.zeros_like(array) if place is None else entries[place]
            if type(raw) is not np.ndarray or raw.dtype != array.dtype:
                raw = np.asarray(raw, array.dtype)
            out.append(wrap(raw))
        if self.gradient.return_ids:
            labels = [getattr(weight, "name", "") for weight, _ in self.weights]
            out = list(zip(labels, out, strict=True))
        single = not isinstance(self.gradient.weights, (list, tuple))
        return out[0] if single else tuple(out)

    def dressed(self, result):
        """A result: a Tensor where Tensors came in."""
        if not self.wraps:
            return result
        if isinstance(result, (np.ndarray, np.generic)):
            narrow = self.narrow and result.dtype == np.float64
            return wrap(result.astype(np.float32) if narrow else result)
        if type(result) in (list, tuple):
            return type(result)(self.dressed(entry) for entry in result)
        if type(result) is dict:
            return {key: self.dressed(entry) for key, entry in result.items()}
        return result


def stays_narrow(program, objects):
    """Whether no float64 comes in or is asked for: then none goes out, as in MindSpore."""
    found = [getattr(value, "dtype", None) for _, value in program.reads]
    values = [leaf for bound in program.bounds.values() for leaf in leaves(bound.value)]
    found += [getattr(value, "dtype", None) for value in values]
    wide = "float64" in found or "complex128" in found
    return not wide and "float64" not in program.text


def never(raw):
    """No results are what the caller gets."""
    return False


def is_array(raw):
    """Whether one gradient is an array."""
    return type(raw) is np.ndarray


def are_arrays(raw):
    """Whether all gradients are arrays."""
    for entry in raw:  # noqa: SIM110  all() would take twice as long
        if type(entry) is not np.ndarray:
            return False
    return True


def wanted_positions(gradient):
    """The positions of the arguments to differentiate by."""
    position = gradient.position
    if position is None:
        return ()
    return (position,) if isinstance(position, int) else position


def without_sens(args, kwargs):
    """The arguments without the sensitivity at their end."""
    if "sens" in kwargs:
        rest = {key: value for key, value in kwargs.items() if key != "sens"}
        return args, rest, kwargs["sens"]
    if not args:
        raise ArgumentError("S406", "sens_param=True needs a sensitivity", None, "Pass it last.")
    return args[:-1], kwargs, args[-1]


def shaped(raw, owner):
    """A gradient in the structure, shape and dtype of its argument."""
    if isinstance(owner, float):
        if type(owner) is float:
            return 0.0 if raw is None else float(raw)
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
    if isinstance(owner, bool):
        return None
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
    if is_record(owner):
        raw = raw or {}
        found = attributes(owner).items()
        return with_attributes(owner, {k: shaped(raw.get(k), entry) for k, entry in found})
    return None
