"""Methods that change a list or dict whose entries are known one by one."""

from s2s_grad.analysis.values import Known, Mapping, is_number
from s2s_grad.syntax.tree import constant
from s2s_grad.transform.expressions.containers import entries, known_bound, mapped, settled
from s2s_grad.transform.frames import Bound
from s2s_grad.transform.heap import contents, slots, with_slots, write

NONE = Bound(Known(None), constant(None))


def changing_method(frame, attr, receiver, arguments, keywords):
    """What the method answers, once it has changed the container; None if it is not one
    of these, or if its arguments are only known at run time."""
    if receiver.identity is None or receiver.parts is None:
        return None
    table = DICT_METHODS if isinstance(receiver.value, Mapping) else LIST_METHODS
    if attr not in table:
        return None
    return table[attr](frame, receiver, arguments, keywords)


def place_of(bound):
    """The literal int that a binding is, or None."""
    value = bound.value
    return value.value if isinstance(value, Known) and type(value.value) is int else None


def rewrite(frame, receiver, found):
    """From now on the list holds these entries."""
    content = contents(frame, receiver.identity)
    write(frame, receiver.identity, with_slots(content, dict(enumerate(found))))


def pop_entry(frame, receiver, arguments, keywords):
    """`items.pop(i)`."""
    found = list(receiver.parts)
    place = place_of(arguments[0]) if arguments else -1
    if place is None or keywords or len(arguments) > 1:
        return None
    if not -len(found) <= place < len(found):
        return None
    taken = found.pop(place)
    rewrite(frame, receiver, found)
    return taken


def insert_entry(frame, receiver, arguments, keywords):
    """`items.insert(i, value)`."""
    place = place_of(arguments[0]) if len(arguments) == 2 else None
    if keywords or place is None:
        return None
    found = list(receiver.parts)
    found.insert(place, settled(frame, arguments[1]))
    rewrite(frame, receiver, found)
    return NONE


def reverse_entries(frame, receiver, arguments, keywords):
    """`items.reverse()`."""
    rewrite(frame, receiver, receiver.parts[::-1])
    return NONE


def clear_entries(frame, receiver, arguments, keywords):
    """`items.clear()`."""
    content = contents(frame, receiver.identity)
    write(frame, receiver.identity, with_slots(content, {}))
    return NONE


def extend_entries(frame, receiver, arguments, keywords):
    """`items.extend(others)`."""
    more = entries(frame, arguments[0]) if len(arguments) == 1 else None
    if more is None:
        return None
    rewrite(frame, receiver, [*receiver.parts, *(settled(frame, part) for part in more)])
    return NONE


def append_entry(frame, receiver, arguments, keywords):
    """`items.append(value)` where it stands in an expression."""
    if len(arguments) != 1:
        return None
    rewrite(frame, receiver, [*receiver.parts, settled(frame, arguments[0])])
    return NONE


def remove_entry(frame, receiver, arguments, keywords):
    """`items.remove(value)` of what is known."""
    values = [part.value for part in receiver.parts]
    wanted = arguments[0].value if len(arguments) == 1 else None
    known = isinstance(wanted, Known) and all(isinstance(value, Known) for value in values)
    if not known or wanted not in values:
        return None
    place = values.index(wanted)
    rewrite(frame, receiver, [*receiver.parts[:place], *receiver.parts[place + 1 :]])
    return NONE


def key_of(arguments):
    """The literal key that a dict method is asked for, as (key,), or None."""
    if not arguments or not isinstance(arguments[0].value, Known):
        return None
    return (arguments[0].value.value,)


def pop_key(frame, receiver, arguments, keywords):
    """`mapping.pop(key, default)`."""
    key, found = key_of(arguments), slots(receiver)
    if key is None or keywords:
        return None
    if key[0] not in found:
        return arguments[1] if len(arguments) > 1 else None
    taken = found.pop(key[0])
    write(frame, receiver.identity, with_slots(receiver, found))
    return taken


def set_default(frame, receiver, arguments, keywords):
    """`mapping.setdefault(key, default)`."""
    key, found = key_of(arguments), slots(receiver)
    if key is None or keywords:
        return None
    if key[0] not in found:
        default = arguments[1] if len(arguments) > 1 else NONE
        found[key[0]] = settled(frame, default)
        write(frame, receiver.identity, with_slots(receiver, found))
    return found[key[0]]


def update_keys(frame, receiver, arguments, keywords):
    """`mapping.update(other, key=value)`."""
    found = slots(receiver)
    if len(arguments) > 1:
        return None
    for other in arguments:
        if isinstance(other.value, Mapping):
            found.update(zip(other.value.keys, mapped(other), strict=True))
            continue
        pairs = entries(frame, other)
        if pairs is None:
            return None
        for pair in pairs:
            inner = entries(frame, pair)
            if inner is None or len(inner) != 2 or not isinstance(inner[0].value, Known):
                return None
            found[inner[0].value.value] = inner[1]
    found.update(keywords)
    found = {key: settled(frame, part) for key, part in found.items()}
    write(frame, receiver.identity, with_slots(receiver, found))
    return NONE


def find_entry(frame, receiver, arguments, keywords):
    """`items.index(value)` of what is known."""
    values = [part.value for part in receiver.parts]
    wanted = arguments[0].value if len(arguments) == 1 else None
    if not isinstance(wanted, Known) or not all(isinstance(value, Known) for value in values):
        return None
    return known_bound(values.index(wanted)) if wanted in values else None


def count_entries(frame, receiver, arguments, keywords):
    """`items.count(value)` of what is known."""
    values = [part.value for part in receiver.parts]
    wanted = arguments[0].value if len(arguments) == 1 else None
    if not isinstance(wanted, Known) or any(not is_settled(value) for value in values):
        return None
    return known_bound(values.count(wanted))


def is_settled(value):
    """Whether a value is known, so that it can be compared."""
    return isinstance(value, Known) or not is_number(value)


LIST_METHODS = {
    "pop": pop_entry,
    "insert": insert_entry,
    "reverse": reverse_entries,
    "clear": clear_entries,
    "extend": extend_entries,
    "append": append_entry,
    "remove": remove_entry,
    "index": find_entry,
    "count": count_entries,
}

DICT_METHODS = {
    "pop": pop_key,
    "setdefault": set_default,
    "update": update_keys,
    "clear": clear_entries,
}
