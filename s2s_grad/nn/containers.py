"""Cells that hold other Cells: one after the other, as a list, as a dict."""

from __future__ import annotations

from typing import Any

from s2s_grad.nn.cell import Cell


class SequentialCell(Cell):
    """Cells that are called one after the other."""

    def __init__(self, *args):
        super().__init__()
        if len(args) == 1 and isinstance(args[0], (list, tuple)):
            args = args[0]
        if len(args) == 1 and isinstance(args[0], dict):
            for name, cell in args[0].items():
                adopt(self, name, cell)
        else:
            for index, cell in enumerate(args):
                adopt(self, str(index), cell)
        renew(self)

    def construct(self, input_data):
        for cell in self.cell_list:
            input_data = cell(input_data)
        return input_data

    def append(self, cell):
        """Adds a Cell at the end."""
        adopt(self, str(len(self)), cell)
        renew(self)
        return self

    def add(self, cell):
        """Adds a Cell at the end."""
        return self.append(cell)

    def __len__(self):
        return len(self._cells)

    def __bool__(self):
        return bool(self._cells)

    def __iter__(self):
        return iter(self.cell_list)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)(dict(list(self._cells.items())[index]))
        return self.cell_list[place(index, len(self), type(self).__name__)]

    def __setitem__(self, index, cell):
        name = list(self._cells)[place(index, len(self), type(self).__name__)]
        adopt(self, name, cell)
        renew(self)

    def __delitem__(self, index):
        chosen = list(self._cells)
        chosen = chosen[index] if isinstance(index, slice) else [chosen[index]]
        for name in chosen:
            del self._cells[name]
        renumber(self)


class CellList(Cell):
    """A list of Cells."""

    def __init__(self, *args, **kwargs):
        super().__init__(kwargs.get("auto_prefix", True))
        if len(args) == 1 and isinstance(args[0], (list, tuple)):
            args = args[0]
        renew(self)
        self.extend(args)

    def construct(self, *inputs) -> Any:
        raise NotImplementedError("CellList has no construct: call the Cells in it.")

    def append(self, cell):
        """Adds a Cell at the end."""
        adopt(self, str(len(self)), cell)
        renew(self)

    def extend(self, cells):
        """Adds Cells at the end."""
        if not isinstance(cells, (list, tuple, CellList)):
            raise TypeError(f"CellList.extend takes a list of Cells, but got {type(cells)}.")
        for cell in cells:
            self.append(cell)
        return self

    def insert(self, index, cell):
        """Adds a Cell before a place."""
        check(cell)
        found = list(self.cell_list)
        found.insert(index, cell)
        replace(self, found)

    def pop(self, index=-1):
        """Takes a Cell out."""
        found = list(self.cell_list)
        taken = found.pop(index)
        replace(self, found)
        return taken

    def __len__(self):
        return len(self._cells)

    def __iter__(self):
        return iter(self.cell_list)

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)(list(self.cell_list[index]), auto_prefix=False)
        return self.cell_list[place(index, len(self), type(self).__name__)]

    def __setitem__(self, index, cell):
        adopt(self, str(place(index, len(self), type(self).__name__)), cell)
        renew(self)

    def __delitem__(self, index):
        found = list(self.cell_list)
        del found[index]
        replace(self, found)

    def __iadd__(self, cells):
        return self.extend(cells)


class CellDict(Cell):
    """A dict of Cells."""

    def __init__(self, *args):
        super().__init__()
        if args:
            self.update(args[0])

    def construct(self, *inputs) -> Any:
        raise NotImplementedError("CellDict has no construct: call the Cells in it.")

    def update(self, cells):
        """Adds the Cells of a dict, or of pairs of a name and a Cell."""
        pairs = cells.items() if hasattr(cells, "items") else cells
        for name, cell in pairs:
            self[name] = cell

    def __getitem__(self, name):
        return self._cells[name]

    def __setitem__(self, name, cell):
        if not isinstance(name, str):
            raise TypeError(f"The key of a CellDict must be str, but got {type(name)}.")
        adopt(self, name, cell)

    def __delitem__(self, name):
        del self._cells[name]

    def __len__(self):
        return len(self._cells)

    def __iter__(self):
        return iter(self._cells)

    def __contains__(self, name):
        return name in self._cells

    def keys(self):
        """The names."""
        return self._cells.keys()

    def values(self):
        """The Cells."""
        return self._cells.values()

    def items(self):
        """Pairs of a name and a Cell."""
        return self._cells.items()

    def pop(self, key):
        """Takes a Cell out."""
        return self._cells.pop(key)

    def clear(self):
        """Takes all Cells out."""
        self._cells.clear()


def check(cell):
    """Refuses what is no Cell."""
    if not isinstance(cell, Cell):
        raise TypeError(f"The item must be a Cell, but got {cell!r}.")


def adopt(owner, name, cell):
    """Makes a Cell a child of another."""
    check(cell)
    owner._cells[name] = cell
    if owner._auto_prefix:
        cell.update_parameters_name(f"{name}.")


def renew(owner):
    """`cell_list` is the tuple of all children, for construct to run through."""
    owner.__dict__["cell_list"] = tuple(owner._cells.values())


def renumber(owner):
    """Names the children 0, 1, 2 ... again."""
    replace(owner, list(owner._cells.values()))


def replace(owner, cells):
    """Gives an owner other children."""
    owner._cells.clear()
    for index, cell in enumerate(cells):
        adopt(owner, str(index), cell)
    renew(owner)


def place(index, length, kind):
    """An index from 0 on."""
    if isinstance(index, bool) or not isinstance(index, int):
        raise TypeError(f"The index of a {kind} must be an int, but got {type(index)}.")
    if not -length <= index < length:
        raise IndexError(f"The index {index} is out of range for a {kind} of {length} Cells.")
    return index % length
