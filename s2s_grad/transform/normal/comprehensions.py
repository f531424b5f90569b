"""Comprehensions as loops that append to a list or fill a dict."""

import gast

from s2s_grad.code import Branch, Do, For, Let, Put
from s2s_grad.syntax.tree import attribute, call, item, list_of, name, substitute, walk
from s2s_grad.transform.normal.atoms import atom, iterated
from s2s_grad.transform.normal.conditions import write_test
from s2s_grad.transform.normal.targets import loop_target, write_target


def write_comprehension(writer, text, node):
    """A comprehension as nested loops that append to a list or fill a dict."""
    if isinstance(node, gast.SetComp):
        writer.refuse(node, "S102", "a set comprehension is not supported", "Build a list.")
    node = own_targets(writer, node)
    empty = gast.Dict([], []) if isinstance(node, gast.DictComp) else list_of([])
    read = {part.id for part in walk(node) if isinstance(part, gast.Name)}
    found = writer.temporary(text) if text in read else text
    writer.put(Let(found, empty))
    generators = node.generators

    def fill(depth):
        if depth < len(generators):
            return write_generator(writer, generators[depth], lambda: fill(depth + 1))
        if isinstance(node, gast.DictComp):
            key = atom(writer, node.key, "key")
            value = atom(writer, node.value, "value")
            return writer.put(Put(item(name(found), key), value))
        value = atom(writer, node.elt, f"{found}_item")
        return writer.put(Do(call(attribute(name(found), "append"), value)))

    fill(0)
    if found != text:
        writer.put(Let(text, name(found)))


def write_generator(writer, generator, fill):
    """One `for target in sequence if tests` of a comprehension."""
    if generator.is_async:
        writer.refuse(
            generator.iter,
            "S105",
            "an async comprehension is not supported",
            "Write it without async.",
        )
    sequence = iterated(writer, generator.iter)
    target, unpacking = loop_target(writer, generator.target)

    def body():
        for place, found in unpacking:
            write_target(writer, place, found)
        guarded(list(generator.ifs))

    def guarded(tests):
        if not tests:
            return fill()
        condition = write_test(writer, tests[0])
        then = writer.inner(lambda: guarded(tests[1:]))
        return writer.put(Branch(condition, then))

    writer.put(For(target, sequence, writer.inner(body)))


def own_targets(writer, node):
    """The comprehension with its own names renamed, since they hide the outer ones."""
    bound = {
        found.id
        for generator in node.generators
        for found in walk(generator.target)
        if isinstance(found, gast.Name) and found.id != "_"
    }
    mapping = {text: name(writer.names.fresh(text)) for text in sorted(bound)}
    first = node.generators[0].iter
    changed = substitute(node, mapping)
    head = changed.generators[0]
    head = gast.comprehension(head.target, first, head.ifs, head.is_async)
    generators = [head, *changed.generators[1:]]
    if isinstance(node, gast.DictComp):
        return gast.DictComp(changed.key, changed.value, generators)
    return gast.ListComp(changed.elt, generators)
