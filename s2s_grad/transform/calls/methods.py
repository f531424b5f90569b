"""Methods of containers, text, arrays and numbers, by their name."""

import collections
from dataclasses import replace
from typing import Any

import gast

from s2s_grad.analysis.objects import Object, Upper
from s2s_grad.analysis.values import Anything, Array, Known, Mapping, Sequence, is_number
from s2s_grad.errors import UnsupportedSyntax, UnsupportedValue
from s2s_grad.transform.calls.changes import changing_method
from s2s_grad.transform.calls.collecting import deque_method
from s2s_grad.transform.calls.filling import filling_method
from s2s_grad.transform.calls.instances import object_method
from s2s_grad.transform.calls.sequences import copied_list
from s2s_grad.transform.draws import GENERATOR, drawn
from s2s_grad.transform.expressions.containers import (
    entries,
    known_bound,
    mapped,
    sequence,
    settled,
)
from s2s_grad.transform.expressions.grown import is_grown, pop_from
from s2s_grad.transform.expressions.primitives import method_call
from s2s_grad.transform.frames import Bound, text_of
from s2s_grad.transform.heap import passing


def named_method(frame, attr, receiver, arguments, keywords):
    """A method of an array, a container or text."""
    value = receiver.value
    if value is GENERATOR:
        trees = [text_of(bound) for bound in arguments]
        words = {key: text_of(bound) for key, bound in keywords.items()}
        receiver = settled(frame, receiver, "rng")
        return drawn(frame, attr, receiver, arguments, keywords, trees, words)
    if isinstance(value, (Object, Upper)):
        return object_method(frame, attr, receiver, arguments, keywords)
    if isinstance(value, Sequence) and value.kind is collections.deque:
        answer = deque_method(frame, attr, receiver, arguments, keywords)
        if answer is not None:
            return answer
    if isinstance(value, Known) and not is_number(value):
        plain = [bound.value for bound in (*arguments, *keywords.values())]
        if isinstance(value.value, str) and all(isinstance(p, Known) for p in plain):
            words = {key: bound.value.value for key, bound in keywords.items()}
            result = getattr(value.value, attr)(
                *[bound.value.value for bound in arguments], **words
            )
            return known_bound(result)
    changed = changing_method(frame, attr, receiver, arguments, keywords)
    if changed is not None:
        return changed
    if isinstance(value, Mapping):
        return mapping_method(frame, attr, receiver, arguments)
    if isinstance(value, Sequence):
        return sequence_method(frame, attr, receiver, arguments, keywords)
    if isinstance(value, Known) and not is_number(value):
        frame.refuse(
            "S207",
            f"the method {attr!r} is not supported here",
            "Compute it outside the function.",
            UnsupportedValue,
        )
    if isinstance(value, (Array, Anything)):
        written = filling_method(
            frame,
            attr,
            receiver,
            arguments,
            keywords,
            lambda rest, words: method_call(frame, attr, receiver, rest, words),
        )
        if written is not None:
            return written
    return method_call(frame, attr, receiver, arguments, keywords)


def mapping_method(frame, attr, receiver, arguments):
    """`keys`, `values`, `items`, `get` of a dict with known keys."""
    keys, parts = receiver.value.keys, mapped(receiver)
    labels = [known_bound(key) for key in keys]
    if attr == "copy" and receiver.identity is not None:
        return frame.owning(replace(receiver, tree=None, identity=None))
    if attr == "keys":
        return passing(frame, sequence(list, labels), receiver)
    if attr == "values":
        return passing(frame, sequence(list, parts), receiver)
    if attr == "items":
        pairs = zip(labels, parts, strict=True)
        return passing(frame, sequence(list, [sequence(tuple, p) for p in pairs]), receiver)
    if attr == "get" and isinstance(arguments[0].value, Known):
        key = arguments[0].value.value
        if key in keys:
            return parts[keys.index(key)]
        return arguments[1] if len(arguments) > 1 else known_bound(None)
    return frame.refuse(
        "S103",
        f"the dict method {attr!r} is not supported",
        "Build a new dict.",
        UnsupportedSyntax,
    )


def sequence_method(frame, attr, receiver, arguments, keywords):
    """Methods of tuples and lists that change nothing."""
    made = receiver.value.made
    if made is not None and attr == "_asdict":
        parts = tuple(entries(frame, receiver))
        value = Mapping(made._fields, tuple([part.value for part in parts]))
        return frame.owning(Bound(value, None, parts))
    if made is not None and attr == "_replace":
        parts = entries(frame, receiver)
        for key, bound in keywords.items():
            parts[made._fields.index(key)] = settled(frame, bound)
        return sequence(tuple, parts, made)
    if is_grown(frame, receiver) and isinstance(receiver.tree, gast.Name):
        if attr == "pop" and len(arguments) < 2 and not keywords:
            return pop_from(frame, receiver.tree.id, receiver, *arguments)
    if attr == "copy" and receiver.value.items is None:
        return copied_list(frame, list, receiver)
    places: list[Any] = [known_int(bound) for bound in arguments]
    if attr == "pop" and all(type(place) is int for place in places):
        found = taken_out(frame, receiver, *places)
        if found is not None:
            return found
    if attr == "copy" and entries(frame, receiver) is not None:
        return frame.owning(sequence(list, entries(frame, receiver)))
    return frame.refuse(
        "S103",
        f"the list method {attr!r} changes the list or is not supported",
        "Build a new list, as in `values = values + [value]`.",
        UnsupportedSyntax,
    )


def known_int(bound):
    """The int that is known of an argument, or None."""
    return bound.value.value if isinstance(bound.value, Known) else None


def taken_out(frame, receiver, place=-1):
    """`xs.pop(place)` of a list of known entries that was made here; None if it is not one."""
    text = next((key for key, entry in frame.env.items() if entry is receiver), None)
    if text is None or receiver.parts is None or receiver.value.kind is not list:
        return None
    if not frame.owns(receiver) or not -len(receiver.parts) <= place < len(receiver.parts):
        return None
    if sum(entry is receiver for entry in frame.env.values()) != 1:
        return None
    parts = list(receiver.parts)
    found = parts.pop(place)
    frame.env[text] = frame.owning(sequence(list, parts))
    return found
