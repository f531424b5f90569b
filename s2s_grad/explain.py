"""What becomes of each line of the user's: types, what is kept and why, its backward lines."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from s2s_grad.analysis.values import Array, Known, Mapping, Number, Sequence, is_varied
from s2s_grad.code import Branch, For, Restore, Save, While, every
from s2s_grad.crossing import crossings, halves, header
from s2s_grad.transform.render import shown_file
from s2s_grad.transform.saves import own_names, written
from s2s_grad.transform.show import show


@dataclass
class Line:
    """One line of the user's."""

    file: str
    line: int
    text: str
    values: list[dict] = field(default_factory=list)  # name, type, active
    kept: list[dict] = field(default_factory=list)  # name, how, why
    backward: list[str] = field(default_factory=list)
    reads: list[str] = field(default_factory=list)


def explained(program):
    """For each of the user's functions, its name and its Lines in order."""
    out = {}
    for title, parts in halves(program.definitions).items():
        out[title] = lines_of(parts)
    entry, unit = program.definitions[-1].title, program.unit
    for step in every(unit.body):
        if step.origin is not None:
            line_for(out[entry], step.origin)
    head = line_for(out[entry], unit.source.origin(unit.source.tree))
    for text, fact in unit.all_parameters():
        head.values.append({"name": text, "type": type_of(fact), "active": is_varied(fact)})
    return {title: sorted(found.values(), key=place) for title, found in out.items() if found}


def place(line):
    """Where a line stands."""
    return line.file, line.line


def line_for(lines, origin):
    """The Line for an origin."""
    key = origin.file, origin.line
    if key not in lines:
        lines[key] = Line(shown_file(origin.file), origin.line, origin.text)
    return lines[key]


def lines_of(parts):
    """The Lines of one function, by file and number."""
    lines = {}
    facts = {text: fact for part in parts for text, fact in part.facts.items()}
    for step in every([step for part in parts for step in part.forward]):
        if step.origin is None or isinstance(step, (Save, Restore)):
            continue
        line = line_for(lines, step.origin)
        head = header(step)
        line.reads += sorted(own_names(head) - set(written((head,))) - set(line.reads))
        for text in written((head,)):
            entry = {"name": text, "type": type_of(facts.get(text))}
            entry["active"] = is_varied(facts.get(text))
            if entry not in line.values and not text.endswith(("_stack", "_saved")):
                line.values.append(entry)
    for step in every([step for part in parts for step in part.backward]):
        if step.origin is None or isinstance(step, (For, While, Branch)):
            continue
        line = line_for(lines, step.origin)
        text = show((step,))
        if text not in line.backward:
            line.backward.append(text)
    for each in crossings(parts):
        if each.origin is not None:
            entry = {"name": each.name, "how": each.how, "why": each.why}
            line_for(lines, each.origin).kept.append(entry)
    return lines


def type_of(fact):
    """`float64[a, 3]`, `float`, `tuple of float64[a], int`, or `unknown`.

    >>> type_of(Array("float64", ("a", 3)))
    'float64[a, 3]'
    """
    match fact:
        case Array(dtype=dtype, shape=None):
            return f"{dtype or 'unknown'} array"
        case Array(dtype=dtype, shape=tuple() as shape):
            sizes = ", ".join("?" if size is None else str(size) for size in shape)
            return f"{dtype or 'unknown'}[{sizes}]"
        case Number(kind=kind, dtype=dtype):
            return dtype or {"b": "bool", "i": "int", "f": "float", "c": "complex"}[kind]
        case Known(value=value):
            return type(value).__name__
        case Sequence(kind=kind, items=tuple() as items):
            return f"{kind.__name__} of {', '.join(map(type_of, items))}"
        case Sequence(kind=kind, element=element):
            return f"{kind.__name__} of {type_of(element)} each"
        case Mapping(keys=keys, items=items):
            pairs = (f"{key}: {type_of(item)}" for key, item in zip(keys, items, strict=True))
            return f"dict of {', '.join(pairs)}"
    return "unknown"


# ---------------------------------------------------------------- forms


def as_text(found):
    """Each line, and below it what there is to say."""
    out = []
    for title, lines in found.items():
        out += ["", title] if out else [title]
        for line in lines:
            out.append(f"{line.line:5}  {line.text}")
            for value in line.values:
                state = "active" if value["active"] else "carries no derivative"
                out.append(f"           {value['name']}: {value['type']}, {state}")
            for kept in line.kept:
                out.append(f"           keeps {kept['name']} {kept['how']}: {kept['why']}")
            shown = [row for text in line.backward for row in text.splitlines()]
            out += [f"           backward: {row}" for row in shown]
            if not shown:
                out.append("           no backward lines")
    return "\n".join(out)


def as_json(found):
    """The same as JSON: a list of lines for each function."""
    return json.dumps({title: list(map(asdict, lines)) for title, lines in found.items()}, indent=2)


def edges(lines):
    """Which line hands which value to which: (index, index, name, whether it is active)."""
    out, homes = [], {}
    for index, line in enumerate(lines):
        for text in line.reads:
            if text in homes and homes[text][0] != index:
                out.append((homes[text][0], index, text, homes[text][1]))
        homes.update({value["name"]: (index, value["active"]) for value in line.values})
    return out


def as_mermaid(found):
    """The lines as a Mermaid flowchart; thick arrows carry derivatives."""
    out = ["flowchart TD"]
    for number, (title, lines) in enumerate(found.items()):
        out.append(f"  subgraph {title}")
        for index, line in enumerate(lines):
            text = line.text.replace('"', "#quot;")
            out.append(f'    L{number}_{index}["{line.line}: {text}"]')
        for first, second, text, active in edges(lines):
            arrow = "==>" if active else "-->"
            out.append(f"    L{number}_{first} {arrow}|{text}| L{number}_{second}")
        out.append("  end")
    return "\n".join(out)


def as_dot(found):
    """The lines as a graph for Graphviz; bold arrows carry derivatives."""
    out = ["digraph gradient {", "  node [shape=box, fontname=monospace];"]
    for number, (title, lines) in enumerate(found.items()):
        out += [f"  subgraph cluster_{number} {{", f'    label="{title}";']
        for index, line in enumerate(lines):
            text = line.text.replace("\\", "\\\\").replace('"', '\\"')
            out.append(f'    L{number}_{index} [label="{line.line}: {text}"];')
        for first, second, text, active in edges(lines):
            style = ", style=bold" if active else ""
            out.append(f'    L{number}_{first} -> L{number}_{second} [label="{text}"{style}];')
        out.append("  }")
    return "\n".join([*out, "}"])


FORMS = {"text": as_text, "json": as_json, "dot": as_dot, "mermaid": as_mermaid}
