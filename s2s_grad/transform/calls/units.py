"""Generated functions: one for each pattern of the arguments of a user's function."""

from dataclasses import replace

import gast

from s2s_grad.analysis.objects import Object
from s2s_grad.analysis.values import Known, Mapping, Number, Sequence, with_varied
from s2s_grad.code import Do, Leave, every
from s2s_grad.errors import S2SGradError
from s2s_grad.runtime import Carrier
from s2s_grad.syntax.names import Names
from s2s_grad.syntax.tree import call as call_tree
from s2s_grad.syntax.tree import constant, function_text, name
from s2s_grad.transform.calls.arguments import (
    has_text,
    lifted,
    parameter,
    read_for,
    seen,
    specialised,
    step_to,
)
from s2s_grad.transform.calls.inline import check_outer, holds_function, write_out
from s2s_grad.transform.calls.sources import is_foreign
from s2s_grad.transform.calls.titles import unit_title
from s2s_grad.transform.cells import cells_of
from s2s_grad.transform.drawing import draws
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.expressions.pending import NOTHING
from s2s_grad.transform.frames import (
    Bound,
    Frame,
    HandedIn,
    Unit,
    guard,
    is_textless,
    literal,
    read,
    text_of,
)
from s2s_grad.transform.heap import holds_object, reached
from s2s_grad.transform.raising import Raised
from s2s_grad.transform.sharing import APART, OWN, check_fresh, memory_of

MOST_VARIANTS = 24


def unit_call(frame, source, normal, live, found, recompute=False, lifted=None):
    """A call of a generated function, made for arguments of these kinds."""
    if id(source) in frame.session.unrolled:
        return write_out(frame, None, source, normal, live, found)
    inert = frame.inert
    bounds = {key: specialised(frame, source, bound, inert) for key, bound in found.items()}
    partner = "recompute" if recompute else None
    unit = unit_for(frame, source, normal, live, bounds, partner, lifted)
    if unit is None:
        pinned = is_foreign(source)
        return write_out(frame, None, source, normal, live, found, pinned=pinned)
    wider = {key: specialised(frame, source, b, inert, True) for key, b in found.items()}
    general = found_unit(frame.session, source, pattern_of(partner, wider))
    if general is not None and general.finished is True and general.recursive:
        unit, bounds = general, wider  # the one for the calls inside serves here too
    value = with_varied(unit.result, False) if inert else unit.result
    return passed_call(frame, unit, bounds, value)


def passed_call(frame, unit, bounds, value):
    """The call of a generated function with these arguments; `value` is what it gives."""
    trees = [text_of(bound) for key, bound in bounds.items() if has_text(bound.value)]
    for path, (_, found) in unit.reads.items():
        trees.append(read_for(frame, bounds, path, found, unit))
    for path, found in unit.guards.items():
        guard(frame, lifted(bounds, path), found)
    for path, other in unit.same.items():
        found = unit.objects[other]
        read(frame, lifted(bounds, other), unit.reads[other][1], found)
        read(frame, lifted(bounds, path), unit.reads[other][1], found)
    if unit.raises:
        frame.put(Do(call_tree(name(f"@{unit.key}"), *trees)))
        raise Raised
    tree = call_tree(name(f"@{unit.key}"), *trees)
    if value is NOTHING:
        return Bound(NOTHING, constant(None))
    if unit.effects and (isinstance(value, Known) or is_textless(value)):
        frame.put(Do(tree))
    if isinstance(value, Known) or is_textless(value):
        return Bound(value, literal(value))
    if is_new_list(unit):
        return Bound(value, tree)
    base = memory_of_result(unit, bounds)
    return Bound(value, tree, None, base | {OWN} if makes_its_lists(unit) else base)


def is_new_list(unit):
    """Whether a function returns a list of numbers that it made itself in a loop."""
    value, bound = unit.result, unit.bound
    if bound is None or not isinstance(value, Sequence) or value.kind is not list:
        return False
    if value.items is not None or not isinstance(value.element, Number):
        return False
    return isinstance(bound.tree, gast.Name) and bound.tree.id in unit.fresh


def memory_of_result(unit, bounds):
    """Whose memory the result of a call may share: that of the arguments, when the
    function hands one of them back, or a part of it."""
    if unit.bound is None or not unit.finished:
        return memory(*bounds.values()) | {f"@call {unit.key}"}
    parts = [memory_below(unit, part) for part in unit.bound.parts or ()]
    passed = {text for text, _ in unit.all_parameters()}
    if memory_below(unit, unit.bound) & passed:
        return memory(*bounds.values()) | {f"@call {unit.key}"}
    apart = all(not a & b for i, a in enumerate(parts) for b in parts[:i])
    return frozenset({APART} if parts and apart else ())


def memory_below(unit, bound):
    """The arrays of a function whose memory a value of its own may share."""
    own = memory(bound)
    return own.union(*(memory_of(unit, text) for text in own))


def pattern_of(partner, bounds):
    """What of the arguments decides which generated function serves a call."""
    return (partner, *((key, seen(bound)) for key, bound in bounds.items()))


def found_unit(session, source, pattern):
    """The generated function for these kinds of arguments, if there is one."""
    for unit in session.units:
        if unit.source is source and unit.arguments == pattern:
            return unit
    return None


def unit_for(frame, source, normal, live, bounds, partner=None, lifted=None):
    """The generated function for these arguments, found or made.

    `partner` is the id of the other half, where both halves are somebody's, or says
    "recompute" where the backward half starts from the arguments.
    """
    session = frame.session
    pattern = pattern_of(partner, bounds)
    same_source = [unit for unit in session.units if unit.source is source]
    unit = found_unit(session, source, pattern)
    if unit is not None:
        unit.recursive = unit.recursive or not unit.finished
        return unit if unit.finished != "inline" else None
    if len(same_source) >= MOST_VARIANTS:
        frame.refuse(
            "S205",
            f"the calls of {source.name} never settle on kinds of arguments",
            "Keep shapes and kinds the same from one call to the next.",
        )
    session.counter += 1
    key = f"{unit_title(source, bounds)}_{session.counter}"
    unit = Unit(key, unit_title(source, bounds), source, Names({"np", "saved"}))
    unit.arguments = pattern
    unit.recompute = partner == "recompute"
    unit.lifted = lifted
    handed = {key for key, bound in bounds.items() if is_state(frame, bound)}
    unit.carriers = frozenset(handed)
    unit.result = NOTHING
    session.units.append(unit)
    session.open.append(unit)
    try:
        settle_unit(session, unit, source, normal, live, bounds)
    except HandedIn:
        unit.state[()] = None
    except S2SGradError as error:
        if not unit.recursive or session.unrolled:
            raise
        # What it returns has no one kind, such as a tree; written out, each call has its own.
        session.unrolled[id(source)] = error
        unit.finished = "inline"
        return None
    finally:
        session.open.pop()
    if holds_function(unit.result) or unit.state or is_bound_to_caller(unit):
        unit.finished = "inline"
        return None
    # what draws random numbers would draw others the second time, so it saves as usual
    unit.recompute = unit.recompute and not draws(unit.body, session.units)
    return unit


def lend(frame, bound, path):
    """A parameter of a generated function: a list or dict that stays the caller's.

    The entry function works on a copy of its own, so nothing it writes is seen outside.
    """
    unit, session = frame.unit, frame.session
    if bound.parts is None:
        return bound
    labels = getattr(bound.value, "keys", range(len(bound.parts)))
    pairs = zip(labels, bound.parts, strict=True)
    parts = tuple([lend(frame, p, (*path, step_to(bound.value, text))) for text, p in pairs])
    kind = getattr(bound.value, "kind", dict)
    items = tuple([part.value for part in parts])
    bound = replace(bound, value=replace(bound.value, items=items), parts=parts)
    if isinstance(bound.value, Mapping) and is_user_class(kind):
        return lent_object(frame, bound, kind, path)
    found = frame.owning(bound)
    if found.identity is not None:
        unit.labels[found.identity] = "an argument"
        if unit is not session.open[0]:
            unit.lent.add(found.identity)
    return found


def freeze_alike(unit):
    """Lists and dicts of which a call may pass one object twice may not be written to."""

    def sort_of(identity):
        is_object = identity in unit.instances
        return is_object, type(unit.heap[identity].value)

    sorts = [sort_of(identity) for identity in unit.heap]
    for identity in unit.heap:
        if sorts.count(sort_of(identity)) > 1:
            unit.frozen.add(identity)


def is_user_class(kind):
    """Whether a dict of this kind is the attributes of an object."""
    return kind is not dict and kind.__module__ != "collections"


def lent_object(frame, bound, kind, path):
    """An argument that is an object: one of the program's own, which works on a copy."""
    found = frame.owning(replace(bound, value=replace(bound.value, kind=dict)))
    frame.unit.labels[found.identity] = path[0][1]
    frame.unit.instances.add(found.identity)
    return Bound(Object(kind, found.identity, (*path, ("class",))))


def is_bound_to_caller(unit):
    """Whether a function returns an object, or a list that it was handed."""
    result = unit.bound
    if result is None:
        return False
    found = reached(unit.heap, [result])
    if len(found) > 1 and not makes_its_lists(unit):
        return True
    return holds_object(result) or bool(found & (unit.lent | unit.instances))


def makes_its_lists(unit):
    """Whether every list and dict in a result was made by the function, each once."""
    pending, seen = [unit.bound], set()
    while pending:
        bound = pending.pop()
        if isinstance(bound.value, (Sequence, Mapping)):
            changeable = getattr(bound.value, "kind", dict) is not tuple
            if changeable and (bound.identity is None or bound.identity in seen):
                return False
            seen.add(bound.identity)
        pending += bound.parts or ()
    return True


def is_state(frame, bound):
    """Whether a binding is a Parameter that is reached from outside, not a value of the program."""
    if not isinstance(bound.tree, gast.Name):
        return False
    unit, text = frame.unit, bound.tree.id
    if text in unit.carriers or text in unit.state_of:
        return True
    return any(
        other == text and isinstance(unit.objects.get(path), Carrier)
        for path, (other, _) in unit.reads.items()
    )


def settle_unit(session, unit, source, normal, live, bounds):
    """Resolve a function until what it returns and reads no longer changes."""
    made_before = len(session.units)
    for _ in range(8):
        # What was made on an assumption about this unit is made anew.
        del session.units[made_before:]
        before = (unit.result, tuple(unit.reads))
        unit.names = Names({"np", "saved", *normal.parameters})
        unit.facts, unit.made, unit.fresh, unit.written = {}, set(), set(), set()
        unit.views, unit.paths, unit.behind, unit.stale = {}, {}, {}, {}
        unit.private, unit.log, unit.checked = {}, [], set()
        unit.parameters = []
        reads, unit.reads = unit.reads, {}
        unit.objects, unit.versions, unit.guards = {}, set(), {}
        unit.heap, unit.labels, unit.instances = {}, {}, set()
        unit.lent, unit.frozen, unit.held, unit.passing = set(), set(), [], {}
        unit.same, unit.state, unit.state_of = {}, {}, {}
        cells = cells_of(normal, {}, session.next_call())
        frame = Frame(session, unit, source, normal, cells=cells, live=live)
        frame.origin, frame.lifted = source.origin(source.tree), unit.lifted
        check_outer(frame, frame)
        for path, (text, value) in reads.items():
            unit.reads[path] = (unit.names.fresh(text), value)
            unit.facts[unit.reads[path][0]] = value
        for key, bound in bounds.items():
            frame.env[key] = lend(frame, parameter(frame, key, bound), (("argument", key),))
        if unit is session.open[0]:
            frame.env.update(session.preset)
            freeze_alike(unit)
        bound = session.run(frame, normal.body)
        unit.body = tuple(frame.block)
        unit.result, unit.returned = bound.value, text_of(bound)
        check_fresh(frame, Leave("return", unit.returned))
        unit.bound = bound
        if (unit.result, tuple(unit.reads)) == before:
            break
        if not unit.recursive:
            break
    else:
        frame.refuse(
            "S205",
            f"the recursion in {source.name} does not settle on a kind of result",
            "Return the same kind of value on every path.",
        )
    unit.effects = has_effects(session, unit)
    unit.finished = True


def has_effects(session, unit):
    """Whether a function prints or raises, itself or through what it calls."""
    units = {f"@{other.key}": other for other in session.units}
    for statement in every(unit.body):
        match statement:
            case Do(value=gast.Call(func=gast.Attribute(value=gast.Name()))):
                pass  # a list of its own grows
            case Do() | Leave(kind="raise"):
                return True
        called = function_text(getattr(statement, "value", None))
        if called in units and units[called].effects:
            return True
    return False
