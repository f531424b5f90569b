"""Where resolving happens: the session, the function being built, the open call."""

from dataclasses import dataclass, field, replace
from typing import Any, NoReturn

import gast

from s2s_grad.analysis.objects import Object, Upper
from s2s_grad.analysis.sizes import Sizes
from s2s_grad.analysis.values import (
    Anything,
    Array,
    Derivative,
    Function,
    Instance,
    Known,
    Mapping,
    Method,
    Number,
    Opaque,
    Operator,
    Sequence,
    value_of,
    with_varied,
)
from s2s_grad.code import Let
from s2s_grad.errors import UnsupportedCall, UnsupportedValue
from s2s_grad.runtime import Carrier
from s2s_grad.syntax.names import Names
from s2s_grad.syntax.tree import constant, name, tuple_of
from s2s_grad.transform.cells import Env, plain
from s2s_grad.transform.literals import literal
from s2s_grad.transform.sharing import check_fresh, named


@dataclass(frozen=True)
class Bound:
    """What a name stands for: what is known of it, and the text that reads it.

    `tree` is None for what has no text (functions, Cells) and for lists and tuples
    whose entries stand alone; `parts` holds those entries. What a list or dict with a
    `identity` holds now stands in the heap of the unit.
    """

    value: Any
    tree: Any = None
    parts: tuple | None = None
    base: frozenset = frozenset()  # names of arrays whose memory it may share
    identity: Any = None  # which list or dict of the program's own it is


class HandedIn(Exception):
    """A function writes into a Parameter that it was handed: it is written out instead."""


@dataclass
class Unit:
    """One generated function: a user's function for one pattern of its arguments."""

    key: str
    title: str
    source: Any
    names: Names
    parameters: list = field(default_factory=list)  # pairs (name, Value)
    reads: dict = field(default_factory=dict)  # path -> (name, Value)
    body: tuple = ()
    result: Any = None
    returned: Any = None  # the tree that is returned
    facts: dict = field(default_factory=dict)
    made: set = field(default_factory=set)
    versions: set = field(default_factory=set)  # x_1, x_2 of the user's x
    guards: dict = field(default_factory=dict)  # path -> Value that was found
    captured: dict = field(default_factory=dict)  # path -> binding in another function
    objects: dict = field(default_factory=dict)  # path -> the object read there
    same: dict = field(default_factory=dict)  # path -> another path to the same object
    recursive: bool = False
    lifted: Any = None  # functions that it calls, handed all that they see
    raises: bool = False  # on every path
    effects: bool = False  # it prints, or may raise, or calls what does
    pair: Any = None  # its two halves, once they are made
    backward: Any = None  # the backward half that came with the function, if one did
    doc: str = ""
    recompute: bool = False  # the backward half starts from the arguments
    joint: Any = None  # both halves as one function, once it is made
    zeroed: dict = field(default_factory=dict)  # in that function zeros: name -> of what shape
    return_origin: Any = None
    fresh: set = field(default_factory=set)  # arrays that were made here
    views: dict = field(default_factory=dict)  # name -> arrays whose memory it may share
    written: set = field(default_factory=set)  # arrays that are written to in place
    behind: dict = field(default_factory=dict)  # loop variable -> what it shares behind it
    paths: dict = field(default_factory=dict)  # view -> the way to it from its array
    private: dict = field(default_factory=dict)  # parameter written to -> Private
    log: list = field(default_factory=list)  # arrays written to, in the order of the writes
    stale: dict = field(default_factory=dict)  # name -> (array, Origin) of the write since
    checked: set = field(default_factory=set)  # reshapes that were checked to be views
    state: dict = field(default_factory=dict)  # path of a written Parameter -> its value now
    state_of: dict = field(default_factory=dict)  # name that stood for it -> the path
    carriers: frozenset = frozenset()  # parameters that are Parameters of the caller's
    heap: dict = field(default_factory=dict)  # identity -> what a container or object holds
    labels: dict = field(default_factory=dict)  # identity -> the name it is known by
    instances: set = field(default_factory=set)  # identities of objects, not of containers
    passing: dict = field(default_factory=dict)  # identity of an iterator or view -> of what
    held: list = field(default_factory=list)  # entries that open loops run over
    lent: set = field(default_factory=set)  # identities of containers that a caller owns
    frozen: set = field(default_factory=set)  # identities that two objects may stand behind
    writes: int = 0  # how often the heap was written to
    finished: bool | str = False
    arguments: tuple = ()
    bound: Any = None

    def free_names(self, taken):
        """From now on only these names are taken, and those of what is read from outside."""
        self.names.taken = set(taken) | {text for text, _ in self.reads.values()}

    def all_parameters(self):
        """The parameters and then what is read through objects: pairs (name, Value)."""
        return [*self.parameters, *self.reads.values()]


class Restart(Exception):
    """Resolving starts anew: a function must be written out where it is called."""

    def __init__(self, code):
        super().__init__()
        self.code = code


@dataclass
class Session:
    """One compilation: everything found so far that is common to all functions."""

    run: Any  # what a function body returns, run in a frame
    run_block: Any  # whether the end of a block of statements is reached
    sizes: Sizes = field(default_factory=Sizes)
    evaluate: Any = None  # what an expression stands for
    augment: Any = None  # what `x += y` leaves in an array `x`
    put_value: Any = None  # `x[index] = value`
    dispatch: Any = None  # what a call gives, whatever is called
    user_call: Any = None  # what a call of a Python function gives
    derivative: Any = None  # what a call of a gradient gives
    exact: bool = False  # no product is put in another order
    forward: bool = False  # values and tangents are asked for, not gradients
    tensors: bool = False  # Tensors came in: float(x) and x.item() leave the derivative
    detached: bool = False  # it was asked whether Tensors came in
    grown: bool = False  # a list has lost its known length
    known_lists: bool = False  # lists keep known entries where loops can be written out
    masks: bool = False  # np.where or the like throws values away somewhere
    methods: dict = field(default_factory=dict)  # methods of Tensors that arrays lack
    roots: dict = field(default_factory=dict)  # root key -> the object
    weights: dict = field(default_factory=dict)  # id -> the object
    units: list = field(default_factory=list)
    open: list = field(default_factory=list)  # units being resolved, outermost first
    sources: dict = field(default_factory=dict)
    inlined: set = field(default_factory=set)  # code of functions that are written out
    preset: dict = field(default_factory=dict)  # names the entry function sees
    counter: int = 0
    again: bool = False  # the text is read by the compiler once more
    identities: int = 0
    written_out: int = 0  # calls whose statements stand where they are called
    unrolled: dict = field(default_factory=dict)  # recursive sources that are written out, why
    refused: set = field(default_factory=set)  # definitions that are written out after all
    calls: int = 0  # open and closed, so that each has its number

    def next_call(self):
        """The number of a new call."""
        self.calls += 1
        return self.calls


@dataclass
class Frame:
    """One open call: the user's names and what they stand for now."""

    session: Session
    unit: Unit
    source: Any
    function: Any
    cells: dict = field(default_factory=dict)  # shared name -> the key of its cell
    env: Any = field(default_factory=dict)
    block: list = field(default_factory=list)
    parent: Any = None
    live: dict = field(default_factory=dict)
    origin: Any = None
    pinned: bool = False  # statements stand for the line of the call, not for their own
    inert: bool = False
    loop: Any = None  # the innermost open loop
    caller: Any = None  # the frame of the call that this one is written into
    returned: Any = None
    depth: int = 0
    lifted: Any = None  # functions that it calls, handed all that they see
    statement: Any = None  # the one that is being resolved
    inner_names: Any = None  # that functions defined inside may read
    target: str = "item"  # the name that the open statement writes
    solid: set = field(default_factory=set)  # arrays that `x += y` writes into, always

    def __setattr__(self, key, value):
        if key == "env" and not isinstance(value, Env):
            value = Env(self.cells, value)
        super().__setattr__(key, value)

    def evaluate(self, node):
        """What an expression stands for in this call."""
        return self.session.evaluate(self, node)

    def put(self, statement):
        """Append a statement to the open block."""
        if self.unit.stale:
            check_fresh(self, statement)
        origin = statement.origin
        if origin is None or self.pinned:
            origin = self.origin
        self.block.append(replace(statement, origin=origin))

    def owning(self, bound):
        """The binding as a list or dict of its own, which may be changed."""
        if bound.parts is None or getattr(bound.value, "kind", dict) is tuple:
            return bound
        self.session.identities += 1
        identity = self.session.identities
        self.unit.heap[identity] = bound
        labels = self.unit.labels
        labels[identity] = self.target
        for key, part in zip(getattr(bound.value, "keys", ()), bound.parts, strict=False):
            if part.identity is not None and str(key).isidentifier():
                labels[part.identity] = f"{self.target}_{key}"
        return replace(bound, identity=identity)

    def refuse(self, code, reason, advice, kind: Any = UnsupportedCall) -> NoReturn:
        """Raise a typed error at the current statement."""
        raise kind(code, reason, self.origin, advice)

    def fresh(self, wanted, made):
        """A new name; `made` says that the user did not write it."""
        unit, wanted = self.unit, plain(wanted)
        found = unit.names.nth(wanted) if made else unit.names.fresh(wanted)
        if made:
            unit.made.add(found)
        elif found != wanted:
            unit.versions.add(found)
        return found

    def let(self, wanted, value, tree, made=True, base=frozenset()):
        """Write `name = tree` and answer what the new name stands for."""
        found = self.fresh(wanted, made)
        self.unit.facts[found] = value
        self.put(Let(found, tree, None, value))
        named(self.unit, found, base, tree)
        return Bound(value, name(found), None, base)


def text_of(bound):
    """A tree for the value, with None in place of what has no text."""
    if bound.tree is not None:
        return bound.tree
    if bound.parts is not None:
        trees = [text_of(part) for part in bound.parts]
        if isinstance(bound.value, Mapping):
            return gast.Dict([constant(key) for key in bound.value.keys], trees)
        if bound.value.kind is list:
            return gast.List(trees, gast.Load())
        return tuple_of(trees)
    found = literal(bound.value)
    return constant(None) if found is None else found


def is_textless(value):
    """Whether nothing of the value exists at run time."""
    if isinstance(value, Known):
        return literal(value) is None
    return isinstance(value, (Instance, Function, Method, Derivative, Object, Upper))


def reach(frame, path, found):
    """What the object `found`, reached by `path`, is to the program.

    Numbers and arrays become parameters of the generated function. Everything else is
    structure: it is looked at now, and checked again at every call.
    """
    session = frame.session
    carried = isinstance(found, Carrier)
    plain = found.array if carried else found
    value = value_of(plain, session.sizes, path)
    if carried and id(found) in session.weights:
        value = with_varied(value, True)
    if carries_numbers(value) and not holds_structure(value) and not opaque(value):
        text = read(frame, path, value, found)
        unit = frame.unit
        return unit.state.get(unit.same.get(path, path)) or Bound(value, name(text))
    if isinstance(value, (Sequence, Mapping)):
        parts = reach_parts(frame, path, plain, value)
        return Bound(replace(value, items=tuple(part.value for part in parts)), None, parts)
    if isinstance(value, Opaque):
        frame.refuse(
            "S207",
            f"{last_word(path)} is {value.reason}, which cannot be differentiated",
            "Use arrays and numbers.",
            UnsupportedValue,
        )
    guard(frame, path, value)
    if isinstance(value, Known):
        return Bound(value, literal(value))
    return Bound(value)


def opaque(value):
    """Whether an object cannot be looked into at all."""
    return isinstance(value, Opaque)


def reach_parts(frame, path, found, value):
    """The entries of a container that holds structure, each reached on its own."""
    guard(frame, (*path, ("len",)), Known(len(found)))
    if isinstance(value, Mapping):
        return tuple(reach(frame, (*path, ("[", k)), found[k]) for k in value.keys)
    return tuple(
        reach(frame, (*path, ("[", position)), entry) for position, entry in enumerate(found)
    )


def carries_numbers(value):
    """Whether there is a number or array in the value."""
    match value:
        case Number() | Array() | Anything() | Opaque() | Operator():
            return True
        case Sequence(items=None):
            return True
        case Sequence() | Mapping():
            return any(carries_numbers(entry) for entry in value.items)
        case _:
            return False


def holds_structure(value):
    """Whether there is anything but numbers and arrays in the value."""
    match value:
        case Number() | Array() | Anything() | Operator():
            return False
        case Sequence() | Mapping():
            return any(holds_structure(entry) for entry in value.items)
        case _:
            return True


def guard(frame, path, value):
    """Note what was found at `path`, to be checked at every call."""
    if any(step[0] == "unguarded" for step in path):
        return
    if isinstance(value, Instance) and type(value.object).__name__ == "module":
        return
    if isinstance(value, Instance):
        value = Instance(value.object, path)
    frame.unit.guards.setdefault(path, value)


def read(frame, path, value, found=None):
    """The parameter that holds the number or array at `path`."""
    unit = frame.unit
    if path in unit.same:
        path = unit.same[path]
    if path not in unit.reads:
        for other, (text, _) in unit.reads.items():
            if isinstance(found, Carrier) and unit_object(unit, other) is found:
                # One Parameter under two names; every call checks that it still is one.
                unit.same[path] = other
                guard(frame, path, Instance(found, path))
                guard(frame, other, Instance(found, other))
                return text
        text = unit.names.fresh(parameter_name(path))
        unit.reads[path] = (text, value)
        unit.facts[text] = value
        unit.objects[path] = found
    return unit.reads[path][0]


def unit_object(unit, path):
    """The object that a read found."""
    return unit.objects.get(path)


def parameter_name(path):
    """`self.hidden.weight` is `hidden_weight`."""
    words = []
    for step in path:
        if step[0] in (".", "global", "free", "captured"):
            words.append(str(step[-1]))
        elif step[0] == "default":
            words.append(str(step[-1]))
        elif step[0] == "[":
            words.append(str(step[1]))
        elif step[0] == "argument" and len(path) > 1 and step[1] not in ("self", "cls"):
            words.append(str(step[1]))
    text = "_".join(word.strip("_") or "value" for word in words) or "value"
    text = "".join(c if c.isalnum() or c == "_" else "_" for c in text)
    return text if not text[0].isdigit() else f"value_{text}"


def last_word(path):
    """The last name of a path, for messages."""
    return str(path[-1][-1])
