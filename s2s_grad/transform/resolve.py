"""The user's normal form with every name and call settled, each name written once."""

from dataclasses import dataclass, field, replace

import gast

from s2s_grad.analysis.values import (
    Anything,
    Array,
    Instance,
    Known,
    Mapping,
    Number,
    Opaque,
    Sequence,
    is_number,
    is_varied,
    join,
    widened,
    with_varied,
)
from s2s_grad.code import (
    Branch,
    Do,
    For,
    Leave,
    Let,
    Put,
    Unpack,
    While,
    every,
    target_names,
)
from s2s_grad.errors import S2SGradError, UnsupportedSyntax, UnsupportedValue
from s2s_grad.syntax.tree import attribute, call, constant, is_atom, item, name, names
from s2s_grad.transform.calls import unit_title  # noqa: F401  (for the compiler)
from s2s_grad.transform.evaluate import (
    entries,
    evaluate,
    holds,
    index_tree,
    inertly,
    is_mask,
    item_value,
    memory,
    settled,
    truth,
)
from s2s_grad.transform.frames import Bound, is_textless, text_of
from s2s_grad.transform.iteration import describe
from s2s_grad.transform.normalize import Closure
from s2s_grad.transform.structure import always_leaves

MOST_PASSES = 400
MOST_UNROLLED = 32


@dataclass
class Loop:
    """An open loop: what it carries from pass to pass."""

    carried: dict = field(default_factory=dict)  # user's name -> Bound of its variables
    ends: list = field(default_factory=list)  # env at the end and at each break
    known: dict = field(default_factory=dict)


def run(frame, body):
    """What a function body returns; its statements go to the frame's block."""
    frame.returned = None
    run_block(frame, body)
    if frame.returned is None:
        return Bound(Known(None), constant(None))
    return frame.returned


def run_block(frame, block):
    """Resolve statements in order; whether the end of the block is reached."""
    for statement in block:
        if not step(frame, statement):
            return False
    return True


def step(frame, statement):
    """Resolve one statement; whether the next one is reached."""
    if not frame.pinned:
        frame.origin = statement.origin or frame.origin
    match statement:
        case Let(name=text, value=value):
            bind(frame, text, evaluate(frame, value), value)
        case Unpack(names=texts, value=value):
            unpack(frame, texts, evaluate(frame, value))
        case Put():
            put(frame, statement)
        case Do(value=value):
            do(frame, value)
        case Branch():
            return run_branch(frame, statement)
        case For():
            return run_for(frame, statement)
        case While():
            run_while(frame, statement)
        case Leave(kind="return", value=value):
            frame.returned = evaluate(frame, value)
            frame.unit.return_origin = frame.origin
            return False
        case Leave(kind="raise", value=value):
            tree = None if value is None else text_of(inertly(frame, value))
            frame.put(Leave("raise", tree))
            return False
        case Leave(kind="break"):
            return leave_loop(frame)
    return True


def bind(frame, text, bound, node=None):
    """Give the user's name `text` a new meaning."""
    made = text in frame.function.made
    plain = bound.tree is None or is_atom(bound.tree)
    copied = isinstance(node, gast.Name) or isinstance(node, Closure)
    shared = isinstance(bound.value, (Array, Anything)) and isinstance(bound.tree, gast.Name)
    if bound.tree is None or shared:
        # Two names for one array are one name here: what is written is seen by both.
        frame.env[text] = bound
        return
    if plain and (made or copied and not keeps(frame, bound)):
        frame.env[text] = bound
        return
    if isinstance(bound.value, (Sequence, Mapping)) and bound.parts is not None:
        frame.env[text] = bound
        return
    found = frame.fresh(text, made)
    frame.unit.facts[found] = bound.value
    frame.put(Let(found, bound.tree, None, bound.value))
    frame.named(found, bound.base)
    if not bound.base and isinstance(bound.value, Array):
        frame.unit.fresh.add(found)
    parts = None
    if isinstance(bound.value, Sequence) and bound.value.items is not None:
        parts = tuple(
            replace(part, tree=part.tree)
            for part in entries(frame, Bound(bound.value, name(found)))
        )
    frame.env[text] = Bound(bound.value, name(found), parts, bound.base)


def keeps(frame, bound):
    """Whether `y = x` stays a statement: for numbers and arrays under a user's name."""
    return isinstance(bound.value, (Number, Array, Anything)) or (
        isinstance(bound.value, Known) and isinstance(bound.tree, gast.Constant)
    )


def unpack(frame, texts, bound):
    """`a, b = value`."""
    parts = entries(frame, bound)
    if parts is not None and bound.tree is not None and not is_atom(bound.tree):
        whole = frame.let("_".join(texts[:2]), bound.value, bound.tree, base=bound.base)
        parts = entries(frame, whole)
    if parts is None:
        parts = unpacked_rows(frame, texts, bound)
    if len(parts) != len(texts):
        frame.refuse(
            "S406",
            f"{len(parts)} values cannot be unpacked into {len(texts)} names",
            "Make the numbers agree.",
        )
    for text, part in zip(texts, parts, strict=True):
        bind(frame, text, part)


def unpacked_rows(frame, texts, bound):
    """The rows of an array, one for each name."""
    value = bound.value
    if not isinstance(value, (Array, Anything)) and not (
        isinstance(value, Sequence) and value.items is None
    ):
        frame.refuse(
            "S207",
            "this value cannot be unpacked",
            "Unpack tuples, lists or arrays.",
            UnsupportedValue,
        )
    whole = settled(frame, bound, "_".join(texts[:2]))
    length = call("len", whole.tree)
    error = call("ValueError", constant(f"expected {len(texts)} values to unpack"))
    test = gast.Compare(length, [gast.NotEq()], [constant(len(texts))])
    frame.put(Branch(test, (Leave("raise", error, frame.origin),), ()))
    frame.env["__rows__"] = whole
    node = gast.Name("__rows__", gast.Load(), None, None)
    return [
        evaluate(frame, gast.Subscript(node, constant(i), gast.Load()))
        for i in range(len(texts))
    ]


def put(frame, statement):
    """Writes into arrays, containers and objects are refused by name."""
    place = statement.place
    shown = place
    while isinstance(shown, (gast.Subscript, gast.Attribute)):
        shown = shown.value
    text = shown.id if isinstance(shown, gast.Name) else "a value"
    kind = "attribute" if isinstance(place, gast.Attribute) else "item"
    if isinstance(place, gast.Subscript) and isinstance(place.value, gast.Name):
        if frame.env.get(text) is not None:
            if put_item(frame, statement, text) or put_array(frame, statement, text):
                return
    frame.refuse(
        "S103",
        f"an {kind} of {text!r} is written in place, which is not supported yet",
        "Build a new value instead: np.where, np.concatenate, or a new container.",
        UnsupportedSyntax,
    )


def put_array(frame, statement, text):
    """`x[index] = value` into an array that was made here; whether it is one."""
    place, unit = statement.place, frame.unit
    bound = evaluate(frame, place.value)
    if not isinstance(bound.value, Array) or not isinstance(bound.tree, gast.Name):
        return False
    target = bound.tree.id
    if target not in unit.fresh or unit.views.get(target):
        return False
    index, parts, advanced = index_tree(frame, place.slice)
    if parts is None and not is_mask_index(frame, place.slice):
        return False
    if advanced is not None:
        return False
    where = item(bound.tree, index)
    value = evaluate(frame, statement.value)
    if not isinstance(value.value, (Array, Number, Anything, Known)) or value.tree is None:
        return False
    value = settled(frame, value, text)
    if target in memory(value):
        value = copied(frame, value, text)
    if statement.operator is not None:
        element = item_value(bound.value, parts, advanced)
        active = is_varied(bound.value) and not frame.inert
        element = with_varied(element, active)
        old = frame.let(f"{text}_item", element, held_copy(element, where))
        frame.env["__old__"], frame.env["__new__"] = old, value
        names_ = (gast.Name(t, gast.Load(), None, None) for t in ("__old__", "__new__"))
        left, right = names_
        result = evaluate(frame, gast.BinOp(left, statement.operator(), right))
        value = settled(frame, result, text)
        del frame.env["__old__"], frame.env["__new__"]
    frame.put(Put(where, value.tree, None))
    active = is_varied(bound.value) or (is_varied(value.value) and not frame.inert)
    found = replace(bound, value=with_varied(bound.value, active))
    unit.facts[target] = with_varied(unit.facts[target], active)
    rename_all(frame, target, found.value)
    unit.written.add(target)
    unit.stale |= {other for other, owners in unit.views.items() if target in owners}
    return True


def is_mask_index(frame, index):
    """Whether an index is an array of truth values."""
    if isinstance(index, gast.Tuple):
        return False
    return is_mask(inertly(frame, index).value)


def held_copy(value, where):
    """What stood in a place: a number, or a copy of a part of the array."""
    return where if isinstance(value, Number) else call(attribute(where, "copy"))


def copied(frame, value, text):
    """A copy of a value that shares memory with what is written to."""
    tree = call(attribute(value.tree, "copy"))
    return frame.let(f"{text}_copy", value.value, tree)


def rename_all(frame, target, value):
    """Tell every name of an array what is known of it now."""
    scope = frame
    while scope is not None:
        for key, entry in scope.env.items():
            if entry is not None and isinstance(entry.tree, gast.Name):
                if entry.tree.id == target:
                    scope.env[key] = replace(entry, value=value)
        scope = scope.caller


def put_item(frame, statement, text):
    """`container[key] = value` for a list or dict of our own; whether it is one."""
    bound, place = frame.env[text], statement.place
    if bound.parts is None or not isinstance(bound.value, (Sequence, Mapping)):
        return False
    own = text in frame.function.built
    own = own or (frame.owns(bound) and holders(frame, bound) == 1)
    key = inertly(frame, place.slice).value
    if not own or not isinstance(key, Known) or getattr(bound.value, "kind", 0) is tuple:
        return False
    is_dict = isinstance(bound.value, Mapping)
    labels = bound.value.keys if is_dict else range(len(bound.parts))
    items = dict(zip(labels, bound.parts, strict=True))
    label = key.value
    if not is_dict:
        if not isinstance(label, int) or not -len(items) <= label < len(items):
            return False
        label %= len(items)
    value = settled(frame, evaluate(frame, statement.value), text)
    if statement.operator is not None:
        if label not in items:
            return False
        frame.env["__old__"], frame.env["__new__"] = items[label], value
        old, new = (
            gast.Name(t, gast.Load(), None, None) for t in ("__old__", "__new__")
        )
        if not is_number(items[label].value):
            return False
        result = evaluate(frame, gast.BinOp(old, statement.operator(), new))
        value = settled(frame, result, text)
        del frame.env["__old__"], frame.env["__new__"]
    items[label] = value
    parts = tuple(items.values())
    values = tuple(part.value for part in parts)
    made = Mapping(tuple(items), values) if is_dict else Sequence(list, values)
    frame.env[text] = frame.owning(Bound(made, None, parts))
    return True


def do(frame, value):
    """A call for its effect."""
    if isinstance(value, gast.Call) and isinstance(value.func, gast.Attribute):
        owner = value.func.value
        if value.func.attr == "append" and isinstance(owner, gast.Name):
            if may_grow(frame, owner.id):
                return append(frame, owner.id, value.args[0])
    bound = evaluate(frame, value)
    if bound.tree is None or is_atom(bound.tree):
        return None
    if isinstance(bound.value, Opaque):
        frame.put(Do(bound.tree))
        return None
    if isinstance(value, gast.Call):
        if writes(value):
            frame.refuse(
                "S103",
                "this call writes into its argument",
                "Use the function that returns a new array.",
                UnsupportedSyntax,
            )
        frame.put(Do(bound.tree))
    return None


def writes(node):
    """Whether a call for its effect may write into an array."""
    return isinstance(node.func, gast.Attribute)


def append(frame, text, value):
    """An entry for the list that a comprehension builds."""
    bound = frame.env[text]
    if bound.parts is None:
        frame.refuse(
            "S103",
            "a list that grows in a loop of unknown length is not supported yet",
            "Use arrays: stack the results, or loop over a known number of entries.",
            UnsupportedSyntax,
        )
    part = settled(frame, evaluate(frame, value), f"{text}_item")
    parts = (*bound.parts, part)
    kinds = tuple(entry.value for entry in parts)
    frame.env[text] = frame.owning(Bound(Sequence(list, kinds), None, parts))


def may_grow(frame, text):
    """Whether a list was made here and is known under this one name only."""
    bound = frame.env.get(text)
    if bound is None or not isinstance(bound.value, Sequence):
        return False
    if text in frame.function.built:
        return True
    if bound.value.kind is not list or bound.parts is None:
        return False
    return frame.owns(bound) and holders(frame, bound) == 1


def holders(frame, bound):
    """How many names and containers of all open calls hold this very container."""
    found, scope, seen = 0, frame, set()
    while scope is not None:
        if id(scope) not in seen:
            seen.add(id(scope))
            found += sum(held(entry, bound) for entry in scope.env.values())
        scope = scope.caller
    return found


def held(entry, bound):
    """How often a binding is, or holds, this very container."""
    if entry is None:
        return 0
    return int(entry is bound) + sum(held(part, bound) for part in entry.parts or ())


# ---------------------------------------------------------------- branches


def run_branch(frame, statement):
    """A branch: one arm when the test is structure, else both, joined behind them."""
    test = inertly(frame, statement.test)
    known = truth(test)
    if known is not None:
        return run_block(frame, statement.then if known else statement.otherwise)
    origin = frame.origin
    before, outside = dict(frame.env), frame.block
    arms = []
    for block in (statement.then, statement.otherwise):
        frame.env, frame.block, frame.origin = dict(before), [], origin
        going = run_block(frame, block)
        arms.append((going, frame.env, frame.block))
    frame.block, frame.origin = outside, origin
    (first, left, then), (second, right, otherwise) = arms
    if first and second:
        frame.env = merge(frame, left, then, right, otherwise)
    else:
        frame.env = left if first else right
    frame.put(Branch(text_of(test), tuple(then), tuple(otherwise), origin))
    return first or second


def merge(frame, left, then, right, otherwise):
    """The names after a branch; what the arms disagree on gets a new name in both."""
    out = {}
    for text in [*left, *(key for key in right if key not in left)]:
        if text not in left or text not in right:
            out[text] = left.get(text, right.get(text))
            continue
        one, two = left[text], right[text]
        if one is None or two is None:
            out[text] = None
        elif one is two or alike(one, two):
            out[text] = one
        else:
            out[text] = phi(frame, text, one, then, two, otherwise)
    return out


def alike(one, two):
    """Whether two bindings are the same thing."""
    if one.value != two.value or (one.parts is None) != (two.parts is None):
        return False
    if one.parts is not None and one.tree is None:
        return len(one.parts) == len(two.parts) and all(
            alike(a, b) for a, b in zip(one.parts, two.parts, strict=True)
        )
    first, second = one.tree, two.tree
    if first is None or second is None:
        return first is second
    if isinstance(first, gast.Name) and isinstance(second, gast.Name):
        return first.id == second.id
    return first is second


def phi(frame, text, one, then, two, otherwise):
    """One name for what two arms call differently; None when it cannot be one thing."""
    value = join(one.value, two.value)
    if value is None:
        return None
    if is_textless(value):
        return Bound(value)
    if is_textless(one.value) or is_textless(two.value):
        return None
    if isinstance(one.tree, gast.Name) and isinstance(two.tree, gast.Name):
        if one.tree.id == two.tree.id:
            return Bound(value, one.tree, None, one.base | two.base)
    parts = matching_parts(one, two)
    if parts is not None:
        frame.disown(one)
        frame.disown(two)
        found = [
            phi(frame, text, a, then, b, otherwise) if not alike(a, b) else a
            for a, b in parts
        ]
        if None in found:
            return None
        return Bound(value, None, tuple(found))
    made = text in frame.function.made
    found = frame.fresh(text, made)
    frame.unit.facts[found] = value
    then.append(Let(found, text_of(one), None, one.value))
    otherwise.append(Let(found, text_of(two), None, two.value))
    base = memory(one, two)
    frame.named(found, base)
    return Bound(value, name(found), None, base)


def matching_parts(one, two):
    """The entries of two containers of the same make, pairwise, or None."""
    if one.parts is None or two.parts is None or len(one.parts) != len(two.parts):
        return None
    if type(one.value) is not type(two.value):
        return None
    if isinstance(one.value, Mapping) and one.value.keys != two.value.keys:
        return None
    return list(zip(one.parts, two.parts, strict=True))


# ---------------------------------------------------------------- loops


def run_for(frame, statement):
    """A for loop: unrolled over structure, by index over what is differentiated."""
    sequence = describe(frame, statement.sequence)
    if sequence.kind != "range" and sequence.parts(frame) == []:
        return True
    if sequence.is_static(frame):
        return unroll(frame, statement, sequence.rows(frame))
    rows = sequence.parts(frame)
    before, block = dict(frame.env), list(frame.block)
    taken, outer = set(frame.unit.names.taken), frame.loop
    try:
        if sequence.varied and not frame.inert:
            index_loop(frame, statement, sequence)
        else:
            plain_loop(frame, statement, sequence)
    except S2SGradError:
        if rows is None or len(rows) > MOST_UNROLLED:
            raise
        # What grows from pass to pass has no one kind; written out, each pass has its own.
        frame.env, frame.block[:], frame.loop = before, block, outer
        frame.unit.names.taken = taken
        return unroll(frame, statement, rows)
    return True


def unroll(frame, statement, rows):
    """One copy of the body for each entry."""
    if len(rows) > MOST_PASSES:
        frame.refuse(
            "S204",
            f"a loop over {len(rows)} objects is too long to be written out",
            "Loop over an array.",
        )
    outer, frame.loop = frame.loop, None

    def passes(position):
        if position == len(rows):
            return True
        bind_target(frame, statement.target, rows[position])
        return chained(frame, statement.body, lambda: passes(position + 1))

    try:
        passes(0)
    finally:
        frame.loop = outer
    return True


def chained(frame, block, then):
    """Run a block and go on with `then` on every path that does not break."""
    for position, statement in enumerate(block):
        if isinstance(statement, Leave) and statement.kind == "break":
            return True
        if isinstance(statement, Branch) and breaks(statement):
            assert position == len(block) - 1, "a break stands at the end of a path"
            return forked(frame, statement, then)
        if not step(frame, statement):
            return False
    return then()


def breaks(statement):
    """Whether a branch holds a break of this loop."""
    for inner in (*statement.then, *statement.otherwise):
        if isinstance(inner, Leave) and inner.kind == "break":
            return True
        if isinstance(inner, Branch) and breaks(inner):
            return True
    return False


def forked(frame, statement, then):
    """A branch in an unrolled loop: the passes that follow stand inside its arms."""
    frame.origin = statement.origin or frame.origin
    test = inertly(frame, statement.test)
    known = truth(test)
    if known is not None:
        return chained(frame, statement.then if known else statement.otherwise, then)
    origin, before, outside, arms = frame.origin, dict(frame.env), frame.block, []
    for block in (statement.then, statement.otherwise):
        frame.env, frame.block, frame.origin = dict(before), [], origin
        going = chained(frame, block, then)
        arms.append((going, frame.env, frame.block))
    frame.block, frame.origin = outside, origin
    (first, left, one), (second, right, two) = arms
    if first and second:
        frame.env = merge(frame, left, one, right, two)
    else:
        frame.env = left if first else right
    frame.put(Branch(text_of(test), tuple(one), tuple(two), origin))
    return first or second


def bind_target(frame, target, bound):
    """Bind a loop target to one entry."""
    if isinstance(target, gast.Name):
        if is_atom_bound(bound):
            frame.env[target.id] = bound
        else:
            bind(frame, target.id, bound)
        return
    parts = entries(frame, bound)
    if parts is None:
        whole = settled(frame, bound, "row")
        frame.env["__row__"] = whole
        node = gast.Name("__row__", gast.Load(), None, None)
        parts = [
            evaluate(frame, gast.Subscript(node, constant(i), gast.Load()))
            for i in range(len(target.elts))
        ]
    if len(parts) != len(target.elts):
        frame.refuse(
            "S406",
            f"{len(parts)} values cannot be unpacked into {len(target.elts)} names",
            "Make the numbers agree.",
        )
    for entry, part in zip(target.elts, parts, strict=True):
        bind_target(frame, entry, part)


def is_atom_bound(bound):
    """Whether a binding needs no statement."""
    return bound.tree is None or is_atom(bound.tree)


def index_loop(frame, statement, sequence):
    """`for x in xs` as `for i in range(len(xs)): x = xs[i]`."""
    user = sequence.index_name(statement.target)
    index = frame.fresh(user or "i", made=user is None)
    frame.unit.facts[index] = Number("i")
    where = name(index)

    def head():
        bind_target(frame, statement.target, sequence.at(frame, where))

    length = sequence.length(frame)
    loop_over = call("range", length)
    target = gast.Name(index, gast.Store(), None, None)
    go_round(frame, statement, head, lambda body: For(target, loop_over, body))


def plain_loop(frame, statement, sequence):
    """A loop over what carries no derivative stays as it is."""
    made = {}

    def fresh_target(node, value):
        if isinstance(node, gast.Name):
            found = frame.fresh(node.id, node.id in frame.function.made)
            frame.unit.facts[found] = value
            made[node.id] = Bound(value, name(found))
            return gast.Name(found, gast.Store(), None, None)
        items = getattr(value, "items", None)
        if not isinstance(value, Sequence) or items is None:
            items = (row_value(value),) * len(node.elts)
        pairs = zip(node.elts, items, strict=True)
        return gast.Tuple([fresh_target(n, v) for n, v in pairs], gast.Store())

    target_holder = []

    def head():
        made.clear()
        target_holder[:] = [fresh_target(statement.target, sequence.value)]
        for text, bound in made.items():
            frame.env[text] = bound

    tree = sequence.tree(frame)
    go_round(frame, statement, head, lambda body: For(target_holder[0], tree, body))


def row_value(value):
    """What is known of one entry of a row."""
    if isinstance(value, Array) and value.shape is not None and value.dtype is not None:
        if len(value.shape) == 1:
            return Number("i" if value.dtype[0] in "iu" else "f", value.dtype)
        return Array(value.dtype, value.shape[1:])
    return Anything()


def run_while(frame, statement):
    """A while loop."""
    tests = []

    def head():
        test = inertly(frame, statement.test)
        known = truth(test)
        tests[:] = [text_of(test) if known is None else constant(known)]
        return known is not False

    go_round(frame, statement, head, lambda body: While(tests[0], body))


def put_roots(block):
    """The names of containers and arrays that a block writes into."""
    found = {}
    for statement in every(block):
        if isinstance(statement, Put):
            place = statement.place
            while isinstance(place, (gast.Subscript, gast.Attribute)):
                place = place.value
            if isinstance(place, gast.Name):
                found[place.id] = None
    return found


def is_array(frame, text):
    """Whether a name stands for an array now."""
    bound = frame.env.get(text)
    return bound is not None and isinstance(bound.value, Array)


def assigned(block, puts=True):
    """The user's names that a block writes, in order."""
    found = {}
    for statement in every(block):
        match statement:
            case Let(name=text):
                found[text] = None
            case Unpack(names=texts):
                found.update(dict.fromkeys(texts))
            case For(target=target):
                found.update(dict.fromkeys(target_names(target)))
            case Put(place=gast.Subscript(value=gast.Name(id=text))) if puts:
                found[text] = None
            case Do(value=gast.Call(func=gast.Attribute(value=gast.Name(id=text)))):
                found[text] = None
    return found


def closure_names(function):
    """Names that functions defined inside may read whenever they are called."""
    found = set()
    for statement in every(function.body):
        if isinstance(statement, Let) and isinstance(statement.value, Closure):
            for node in gast.walk(statement.value.definition):
                if isinstance(node, gast.Name):
                    found.add(node.id)
    return found


def go_round(frame, statement, head, build):
    """Resolve a loop body until what is known at its head holds for every pass.

    Names that live from pass to pass become variables, written at the end of the body.
    """
    live = frame.live.get(id(statement), (frozenset(), frozenset()))
    reachable = live[0] | live[1] | closure_names(frame.function)
    written = assigned(statement.body)
    if isinstance(statement, For):
        written.update(dict.fromkeys(target_names(statement.target)))
    kept = [text for text in written if text in reachable]
    arrays = {text for text in put_roots(statement.body) if is_array(frame, text)}
    rebound = assigned(statement.body, puts=False)
    kept = [text for text in kept if text in rebound or text not in arrays]
    unit, origin = frame.unit, frame.origin
    before, outside = dict(frame.env), frame.block
    taken, outer = set(unit.names.taken), frame.loop
    values = {
        text: widened(before[text].value)
        for text in kept
        if before.get(text) is not None
    }
    late = {}
    for _ in range(12):
        unit.names.taken = set(taken)
        frame.env, frame.block, frame.origin = dict(before), [], origin
        loop = frame.loop = Loop()
        for text in kept:
            if text in values:
                loop.carried[text] = variables(frame, text, before[text], values[text])
                frame.env[text] = loop.carried[text]
            else:
                frame.env.pop(text, None)
        late.pop("again", None)
        for text, value in late.items():
            loop.known[text] = variables(frame, text, Bound(value), value)
        if head() is False:
            frame.env, frame.block, frame.loop = before, outside, outer
            return
        if run_block(frame, statement.body):
            update(frame, loop)
        if now_varied(frame, loop, before, arrays):
            late = {"again": None}
            continue
        wider = {text: widest(loop, text, value) for text, value in values.items()}
        unsettled = [text for text, value in wider.items() if value is None]
        if unsettled:
            refuse_change(frame, unsettled[0], origin)
        later = late_values(loop, kept, values)
        if wider == values and later == late:
            break
        values, late = wider, later
    else:
        frame.refuse(
            "S205",
            "the kinds of values in this loop do not settle",
            "Keep shapes and kinds the same from pass to pass.",
        )
    body, frame.block, frame.loop, frame.origin = frame.block, outside, outer, origin
    frame.env = {k: v for k, v in before.items() if k not in written or k in arrays}
    for text, bound in loop.carried.items():
        enter(frame, before[text], bound, values[text])
        frame.env[text] = bound
    for text in kept:
        if text in loop.known:
            frame.env[text] = loop.known[text]
        elif text not in loop.carried:
            frame.env.update(late_name(loop, text))
    frame.put(replace(build(nested(tuple(body))), origin=origin))


def now_varied(frame, loop, before, arrays):
    """Whether a pass has written a derivative into an array that had none before."""
    found = False
    for text in arrays:
        if before.get(text) is None:
            continue
        tree = before[text].tree
        for end in loop.ends:
            after = end.get(text)
            same = after is not None and isinstance(after.tree, gast.Name)
            if not same or after.tree.id != tree.id:
                continue
            if is_varied(after.value) and not is_varied(before[text].value):
                value = with_varied(before[text].value, True)
                for key, entry in before.items():
                    if entry is not None and isinstance(entry.tree, gast.Name):
                        if entry.tree.id == tree.id:
                            before[key] = replace(entry, value=value)
                frame.unit.facts[tree.id] = value
                found = True
    return found


def nested(body):
    """The body with what follows a branch that breaks moved into the arms that go on,
    so that every break stands at the end of a path."""
    for position, statement in enumerate(body):
        if isinstance(statement, Branch) and breaks(statement):
            rest = body[position + 1 :]
            arms = (statement.then, statement.otherwise)
            then, otherwise = (
                nested(arm if always_leaves(arm) else (*arm, *rest)) for arm in arms
            )
            found = replace(statement, then=then, otherwise=otherwise)
            return (*body[:position], found)
    return body


def refuse_change(frame, text, origin):
    """Refuse a name that holds another kind of value in every pass."""
    frame.origin = origin
    frame.refuse(
        "S207",
        f"{text!r} changes its kind from pass to pass of this loop",
        "Give it the same kind of value before and inside the loop.",
        UnsupportedValue,
    )


def late_values(loop, kept, values):
    """What is known of names that only some passes make, and that live on."""
    out = {}
    for text in kept:
        if text in values:
            continue
        found = [end[text] for end in loop.ends if end.get(text) is not None]
        same = all(alike(found[0], bound) for bound in found)
        if not found or (same and len(found) == len(loop.ends)):
            continue
        value = widened(found[0].value)
        for bound in found[1:]:
            value = None if value is None else join(value, widened(bound.value))
        if value is not None:
            out[text] = value
    return out


def variables(frame, text, bound, value):
    """A loop variable for every number and array that `text` holds."""
    if bound.parts is not None and isinstance(value, (Sequence, Mapping)):
        if value.items is not None and len(value.items) == len(bound.parts):
            pairs = zip(bound.parts, value.items, strict=True)
            parts = tuple(variables(frame, text, part, item) for part, item in pairs)
            return Bound(value, None, parts)
    if is_textless(value):
        return Bound(value)
    found = frame.fresh(text, text in frame.function.made)
    frame.unit.facts[found] = value
    return Bound(value, name(found))


def enter(frame, bound, variable, value):
    """Give loop variables their values from before the loop."""
    if variable.parts is not None:
        for part, inner in zip(bound.parts, variable.parts, strict=True):
            enter(frame, part, inner, inner.value)
    elif variable.tree is not None:
        frame.put(Let(variable.tree.id, text_of(bound), None, value))
        check_carried(frame, variable.tree.id, text_of(bound), others=1)


def update(frame, loop):
    """Write the loop variables for the next pass, or for what follows the loop."""
    loop.ends.append(dict(frame.env))
    copies = []
    for text, variable in loop.carried.items():
        now = frame.env.get(text)
        if now is not None:
            copies += pairs_of(variable, now)
    for text, bound in loop.known.items():
        now = frame.env.get(text)
        if now is not None:
            copies += pairs_of(bound, now)
    moved = {target for target, source in copies}
    staged = []
    for target, source in copies:
        if names(source) & (moved - {target}):
            found = frame.fresh(f"{target}_next", made=True)
            frame.unit.facts[found] = frame.unit.facts.get(target)
            frame.put(Let(found, source, None, frame.unit.facts.get(target)))
            source = name(found)
        staged.append((target, source))
    for target, source in staged:
        frame.put(Let(target, source, None, frame.unit.facts.get(target)))
        check_carried(frame, target, source)


def check_carried(frame, target, source, others=2):
    """Refuse to carry a view of an array that the program writes to in place."""
    unit = frame.unit
    fact = unit.facts.get(target)
    if not isinstance(fact, (Array, Anything)) or not isinstance(source, gast.Name):
        return
    owners = {source.id} | unit.views.get(source.id, frozenset())
    shared = source.id in unit.views and target in unit.augmented
    shared = shared and (bool(unit.views[source.id]) or names_of(frame, source.id) >= others)
    outside = source.id in {key for key, _ in unit.all_parameters()}
    if owners & unit.written or shared or (outside and target in unit.augmented):
        frame.refuse(
            "S103",
            f"{target!r} shares memory with an array that is written to in this loop",
            "Make it a copy: `.copy()`.",
            UnsupportedSyntax,
        )


def names_of(frame, text):
    """How many names an array has in all open calls."""
    scope, found = frame, 0
    while scope is not None:
        for entry in scope.env.values():
            found += entry is not None and holds(entry, text)
        scope = scope.caller
    return found


def late_name(loop, text):
    """What a name that every pass makes anew stands for behind the loop."""
    found = [end[text] for end in loop.ends if end.get(text) is not None]
    if not found:
        return {}
    same = all(alike(found[0], bound) for bound in found)
    return {text: found[0] if same else None}


def pairs_of(variable, now):
    """Which loop variable takes which value."""
    if variable.parts is not None:
        if now.parts is None or len(now.parts) != len(variable.parts):
            return []
        inner = zip(variable.parts, now.parts, strict=True)
        return [pair for a, b in inner for pair in pairs_of(a, b)]
    if variable.tree is None:
        return []
    target, source = variable.tree.id, text_of(now)
    if isinstance(source, gast.Name) and source.id == target:
        return []
    return [(target, source)]


def widest(loop, text, value):
    """What covers the value at the head and at every end of a pass."""
    for end in loop.ends:
        bound = end.get(text)
        if bound is None:
            return None
        value = join(value, widened(bound.value))
        if value is None:
            return None
    return value


def leave_loop(frame):
    """`break`: what the loop carries is written, then it is left."""
    loop = frame.loop
    assert loop is not None, "a break stands in a loop"
    update(frame, loop)
    frame.put(Leave("break"))
    return False


__all__ = ["Instance", "is_varied", "run"]
