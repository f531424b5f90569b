"""min, max and sorted with a key: what is compared carries no derivative, what is picked does."""

from typing import Any

from s2s_grad.analysis.values import Instance, Known, Number, Sequence, element_of, is_number
from s2s_grad.syntax.tree import call as call_tree
from s2s_grad.syntax.tree import constant, item, list_of, name
from s2s_grad.transform.calls import written
from s2s_grad.transform.calls.functions import written_out
from s2s_grad.transform.expressions.activity import inertly_do
from s2s_grad.transform.expressions.containers import as_iterated, entries, sequence, settled
from s2s_grad.transform.expressions.memory import memory
from s2s_grad.transform.expressions.names import evaluate_with
from s2s_grad.transform.frames import Bound, text_of

ITEM = item(name("__items__"), name("__index__"))


def extremum(compare, pick, or_default):
    """What a call of `min` or `max` gives that has a key or a default; else None."""

    def call(frame, arguments, keywords):
        key, default = given(keywords.get("key")), keywords.get("default")
        if key is None and default is None:
            keywords.pop("key", None)
            return None
        items = as_iterated(arguments[0]) if len(arguments) == 1 else sequence(list, arguments)
        parts: Any = entries(frame, items)
        if default is not None and not parts:
            if parts != [] and key is None:
                return written_out(frame, or_default, [items, default])
            if key is not None and parts != []:
                return refuse_both(frame, compare)
            return default
        if key is None:
            return plain_extremum(frame, compare, items)
        known = known_keys(frame, key, parts)
        if known is not None:
            return parts[known.index(compare(known))]
        items = as_one(frame, items)
        best = inertly_do(frame, lambda: written_out(frame, pick, [items, key]))
        return evaluate_with(frame, ITEM, __items__=items, __index__=best)

    return call


def plain_extremum(frame, compare, items):
    """The builtin itself, of what needs no key."""
    function = Bound(Instance(compare, (("unguarded", compare.__name__),)))
    return frame.session.dispatch(frame, function, [items], {})


def refuse_both(frame, compare):
    """Refuse a key and a default for a list that may be empty."""
    frame.refuse(
        "S202",
        f"{compare.__name__} with a key and a default, of a list whose length is not known",
        "Test the length first, and leave out the default.",
    )


def as_one(frame, items):
    """A list of known entries under one name, so that it is made once."""
    if items.tree is None:
        return frame.let("items", items.value, text_of(items), base=memory(items))
    return settled(frame, items, "items")


def given(bound):
    """An argument, unless it is the default None."""
    return None if bound is None or bound.value == Known(None) else bound


def known_keys(frame, key, parts) -> Any:
    """What a key function gives for each entry, when all of it is known now, else None."""
    if parts is None:
        return None
    found = []
    for part in parts:
        made = part if key is None else key_of(frame, key, part)
        if not comparable(made):
            return None
        found.append(plain_value(made))
    return found


def key_of(frame, key, part):
    """What a key function gives for an entry."""
    return inertly_do(frame, lambda: frame.session.dispatch(frame, key, [part], {}))


def comparable(bound):
    """Whether a value is known now: text, a number, a tuple of them."""
    if bound.parts is not None:
        return all(comparable(part) for part in bound.parts)
    return isinstance(bound.value, Known)


def plain_value(bound):
    """The value of what is known now."""
    if bound.parts is not None:
        return bound.value.kind(plain_value(part) for part in bound.parts)
    return bound.value.value


def sorted_call(frame, arguments, keywords):
    """`sorted(items, key=None, reverse=False)`."""
    items, key = as_iterated(arguments[0]), given(keywords.get("key"))
    reverse = keywords.get("reverse")
    if reverse is not None and not isinstance(reverse.value, Known):
        frame.refuse("S202", "sorted takes a literal for reverse here", "Write True or False.")
    backwards = reverse is not None and bool(reverse.value.value)
    parts: Any = entries(frame, items)
    known = known_keys(frame, key, parts)
    if known is not None:
        order = sorted(range(len(parts)), key=known.__getitem__, reverse=backwards)
        return frame.owning(sequence(list, [parts[i] for i in order]))
    items = as_one(frame, items)
    keys = keys_tree(frame, items, parts, key)
    words = {"reverse": constant(True)} if backwards else {}
    kind = Sequence(list, None, Number("i"))
    order = frame.let("order", kind, call_tree("order_of", keys, **words))
    count = 0 if parts is None else len(parts)
    if parts is None:
        return written_out(frame, written.rearranged, [items, order])
    picked = []
    for i in range(count):
        index = evaluate_with(frame, ITEM, __items__=order, __index__=Bound(Known(i), constant(i)))
        entry = evaluate_with(frame, ITEM, __items__=items, __index__=index)
        picked.append(settled(frame, entry, "sorted"))
    return frame.owning(sequence(list, picked))


def keys_tree(frame, items, parts, key):
    """The text of what the entries are sorted by."""
    if key is None:
        entry = element_of(items.value) if isinstance(items.value, Sequence) else None
        if entry is not None and not is_number(entry):
            frame.refuse(
                "S202",
                "sorted is called without a key on entries that are no numbers",
                "Pass a key that gives a number.",
            )
        return text_of(items)
    if parts is None:
        found = inertly_do(frame, lambda: written_out(frame, written.keys_of, [items, key]))
        return text_of(found)
    found = [settled(frame, key_of(frame, key, part), "key") for part in parts]
    return list_of([text_of(entry) for entry in found])
