"""What normal form asks for in calls of its own: starred targets, patterns of match."""

from typing import Any, NoReturn

from s2s_grad.analysis.values import Array, Instance, Known, Mapping, Number, Sequence
from s2s_grad.syntax.tree import attribute, name
from s2s_grad.syntax.tree import call as call_tree
from s2s_grad.transform.calls.collecting import delete_item
from s2s_grad.transform.calls.managers import enter, leave
from s2s_grad.transform.calls.questions import known_hasattr, known_isinstance, known_len
from s2s_grad.transform.calls.setting import delete_call
from s2s_grad.transform.expressions.containers import (
    entries,
    entries_of_array,
    known_bound,
    mapped,
    sequence,
    settled,
)
from s2s_grad.transform.expressions.names import evaluate_with
from s2s_grad.transform.expressions.special_methods import opened
from s2s_grad.transform.frames import Bound, Frame
from s2s_grad.transform.raising import error_class

SELF_MATCHING = (bool, bytearray, bytes, dict, float, frozenset, int, list, set, str, tuple)


def unpacked(frame: Frame, bound, before, after):
    """`a, *b, c = value`: the starred part as a list."""
    before, after = before.value.value, after.value.value
    parts = entries_of_array(frame, opened(frame, bound))
    if parts is None or len(parts) < before + after:
        frame.refuse(
            "S204",
            "a starred target takes values whose number is only known at run time",
            "Use slices.",
        )
    parts = [settled(frame, part) for part in parts]
    stop = len(parts) - after
    middle = frame.owning(sequence(list, parts[before:stop]))
    return sequence(tuple, [*parts[:before], middle, *parts[stop:]])


def is_sequence(frame, subject):
    """Whether a sequence pattern may fit: lists and tuples, but no text and no arrays."""
    return known_bound(isinstance(subject.value, Sequence))


def is_mapping(frame, subject):
    """Whether a mapping pattern may fit."""
    return known_bound(isinstance(subject.value, Mapping))


def length(frame, subject):
    """The length of a sequence."""
    return known_len(frame, [subject], {})


def middle(frame: Frame, subject, before, after):
    """What a starred pattern takes, as a list."""
    parts: Any = entries(frame, subject)
    if parts is None:
        refuse_subject(frame)
    stop = len(parts) - after.value.value
    return frame.owning(sequence(list, parts[before.value.value : stop]))


def rest(frame, subject, keys):
    """The entries of a dict without those of some keys."""
    taken = [key.value.value for key in entries(frame, keys)]
    pairs = zip(subject.value.keys, mapped(subject), strict=True)
    kept = {key: part for key, part in pairs if key not in taken}
    values = tuple(part.value for part in kept.values())
    return frame.owning(Bound(Mapping(tuple(kept), values), None, tuple(kept.values())))


def is_instance(frame, subject, kind):
    """Whether the subject is of a class."""
    found = known_isinstance(frame, [subject, kind], {})
    if found is None:
        refuse_subject(frame)
    return found


def positional(frame, subject, kind, place):
    """What the position of a class pattern stands for."""
    found = getattr(kind.value, "object", getattr(kind.value, "value", None))
    if found in SELF_MATCHING:
        return subject
    text = getattr(found, "__match_args__", ())[place.value.value]
    return evaluate_with(frame, attribute(name("__subject__"), text), __subject__=subject)


def has(frame, subject, text):
    """Whether the subject has an attribute."""
    if isinstance(subject.value, (Instance, Array)):
        return known_hasattr(frame, [subject, text], {})
    made = getattr(subject.value, "made", None)
    if made is not None:
        return known_bound(hasattr(made, text.value.value))
    return known_bound(
        isinstance(subject.value, (Number, Known)) and hasattr(1.0, text.value.value)
    )


def refuse_subject(frame: Frame) -> NoReturn:
    """Refuse a match statement on what is only known at run time."""
    frame.refuse(
        "S204",
        "what this pattern is compared with is only known at run time",
        "Write the case with if.",
    )


def is_error(frame, error, kind):
    """Whether an error that was caught is of a class."""
    tree = call_tree("isinstance", error.tree, error_class(frame, kind.value))
    return Bound(Number("b"), tree)


def delete_named(frame, bound, attr):
    """`del object.attr`."""
    return delete_call(frame, [bound, attr], {})


INTERNAL = {
    "__enter__": enter,
    "__exit__": leave,
    "__is_error__": is_error,
    "__unpack__": unpacked,
    "__is_sequence__": is_sequence,
    "__is_mapping__": is_mapping,
    "__length__": length,
    "__middle__": middle,
    "__rest__": rest,
    "__is_instance__": is_instance,
    "__positional__": positional,
    "__has__": has,
    "__delete_item__": delete_item,
    "__delete_attribute__": delete_named,
}
