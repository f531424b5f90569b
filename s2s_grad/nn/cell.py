"""Cell: an object with a `construct`, Parameters and child Cells."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np

from s2s_grad.errors import UnsupportedCall
from s2s_grad.nn import hooks
from s2s_grad.parameter import Parameter, ParameterTuple
from s2s_grad.tensor import Handle, Tensor
from s2s_grad.wrapping import OwnDerivative, calling

KEYS = itertools.count()


class Cell:
    """The base of all networks: subclasses define `construct`."""

    def __init__(self, auto_prefix=True, flags=None):
        state = self.__dict__
        state["_params"] = {}
        state["_cells"] = {}
        state["_auto_prefix"] = auto_prefix
        state["_hooks"] = None
        state["compute_type"] = None
        state["training"] = False
        state["requires_grad"] = False
        state["phase"] = "train"
        state["recomputes"] = False
        if flags:
            self.add_flags(**flags)

    def construct(self, *args, **kwargs) -> Any:
        """What the Cell computes."""
        raise AttributeError(
            f"For 'Cell', the method 'construct' is not defined in {type(self).__name__}."
        )

    def __call__(self, *args, **kwargs):
        if self._hooks is not None or self.compute_type is not None:
            return hooks.call(self, *args, **kwargs)
        return self.construct(*args, **kwargs)

    def __source__(self):
        """The function that the compiler reads, and its receiver."""
        own = self.__s2s_backward__()
        if self._hooks is not None or self.compute_type is not None:
            return hooks.call, self
        if own is not None:
            kind = type(self)
            return calling(kind, kind.construct, f"{kind.__name__}.construct", 1), self
        return type(self).construct, self

    def __s2s_backward__(self):
        """The backward half that the Cell brings along as `bprop`, or None."""
        kind: Any = type(self)
        if not hasattr(kind, "bprop"):
            return None
        if self._hooks is not None or self.compute_type is not None:
            raise UnsupportedCall(
                "S208",
                f"{kind.__name__} has a bprop, and hooks or another dtype around its construct",
                advice="Put the hooks, or `to_float`, on a Cell around it.",
            )
        return OwnDerivative(kind.construct, kind.bprop, "bprop", self)

    # -------------------------------------------------- attributes

    def __setattr__(self, name, value):
        if isinstance(value, Parameter):
            self.insert_param_to_cell(name, value, check_name_contain_dot=False)
        elif isinstance(value, ParameterTuple):
            self._set_tuple(name, value)
        elif isinstance(value, Cell):
            self._set_cell(name, value)
        else:
            self._set_plain(name, value)

    def _registry(self, kind):
        try:
            return self.__dict__[kind]
        except KeyError:
            raise AttributeError(
                f"For 'Cell', please call the '__init__' of '{type(self).__name__}' first:"
                " super().__init__()."
            ) from None

    def _set_tuple(self, name, members):
        for member in members:
            if not member.named:
                member.name = f"{name}.{member.name}"
                member.named = True
            self._registry("_params")[member.name] = member
        self.__dict__[name] = members

    def _set_cell(self, name, cell):
        self._registry("_cells")[name] = cell
        self.__dict__[name] = cell
        if self._auto_prefix:
            cell.update_parameters_name(f"{name}.")

    def _set_plain(self, name, value):
        params, cells = self.__dict__.get("_params", {}), self.__dict__.get("_cells", {})
        if name in params and isinstance(value, Tensor):
            params[name].set_data(value)
            return
        if value is not None and (name in params or name in cells):
            kind = "Parameter" if name in params else "Cell"
            raise TypeError(
                f"{kind} '{name}' already exists in network, can not assign this type:"
                f" {type(value)}."
            )
        if value is None:
            params.pop(name, None)
            cells.pop(name, None)
        object.__setattr__(self, name, value)

    def __getattr__(self, name) -> Any:
        raise AttributeError(f"The '{type(self).__name__}' object has no attribute '{name}'.")

    def __delattr__(self, name):
        self._params.pop(name, None)
        self._cells.pop(name, None)
        object.__delattr__(self, name)

    def insert_param_to_cell(self, param_name, param, check_name_contain_dot=True):
        """Registers a Parameter under a name."""
        if not isinstance(param_name, str):
            raise TypeError(f"The 'param_name' must be str, but got {type(param_name)}.")
        if not param_name or (check_name_contain_dot and "." in param_name):
            raise KeyError(f"The 'param_name' {param_name!r} is empty or contains '.'.")
        if not isinstance(param, Parameter):
            raise TypeError(f"The 'param' must be a Parameter, but got {type(param)}.")
        params = self._registry("_params")
        if check_name_contain_dot and hasattr(self, param_name) and param_name not in params:
            raise KeyError(f"The attribute {param_name!r} already exists in the Cell.")
        if not param.named:
            param.name, param.named = param_name, True
        params[param_name] = param
        self.__dict__[param_name] = param

    def insert_child_to_cell(self, child_name, child_cell):
        """Registers a child Cell under a name."""
        if not isinstance(child_name, str):
            raise TypeError(f"The 'child_name' must be str, but got {type(child_name)}.")
        if not isinstance(child_cell, Cell):
            raise TypeError(f"The 'child_cell' must be a Cell, but got {type(child_cell)}.")
        if not child_name or "." in child_name or hasattr(self, child_name):
            raise KeyError(f"The 'child_name' {child_name!r} is empty, dotted or exists already.")
        self._registry("_cells")[child_name] = child_cell
        self.__dict__[child_name] = child_cell

    # -------------------------------------------------- Parameters

    def update_parameters_name(self, prefix="", recurse=True):
        """Names every Parameter after its path, behind a prefix."""
        for name, parameter in self.parameters_and_names(expand=recurse):
            parameter.name, parameter.named = prefix + name, True

    def parameters_and_names(self, name_prefix="", expand=True):
        """Pairs of the attribute path and the Parameter, each Parameter once."""
        seen = set()
        cells = self.cells_and_names(name_prefix) if expand else [(name_prefix, self)]
        for path, cell in cells:
            for name, parameter in cell._params.items():
                if id(parameter) not in seen:
                    seen.add(id(parameter))
                    yield (f"{path}.{name}" if path else name), parameter

    def parameters_broadcast_dict(self, recurse=True):
        """No Parameter lives elsewhere."""
        return {}

    def get_parameters(self, expand=True):
        """The Parameters, own ones first."""
        for _, parameter in self.parameters_and_names(expand=expand):
            yield parameter

    def parameters_dict(self, recurse=True):
        """The Parameters by name."""
        return {parameter.name: parameter for parameter in self.get_parameters(recurse)}

    def trainable_params(self, recurse=True):
        """The Parameters to be trained, as a list."""
        return [each for each in self.get_parameters(recurse) if each.requires_grad]

    def untrainable_params(self, recurse=True):
        """The other Parameters, as a list."""
        return [each for each in self.get_parameters(recurse) if not each.requires_grad]

    def init_parameters_data(self, auto_parallel_mode=False):
        """Pairs of each Parameter and itself: values are made at once."""
        return {parameter: parameter for parameter in self.get_parameters()}

    # -------------------------------------------------- Cells

    def cells_and_names(self, name_prefix="", _seen=None):
        """Pairs of a path and a Cell, from this one down, each Cell once."""
        seen = set() if _seen is None else _seen
        if id(self) in seen:
            return
        seen.add(id(self))
        yield name_prefix, self
        for name, cell in self._cells.items():
            path = f"{name_prefix}.{name}" if name_prefix else name
            yield from cell.cells_and_names(path, seen)

    def name_cells(self):
        """The direct children by name."""
        return dict(self._cells)

    def cells(self):
        """The direct children."""
        return self._cells.values()

    def apply(self, fn):
        """Calls `fn` on every child, then on this Cell."""
        for cell in self.cells():
            cell.apply(fn)
        fn(self)
        return self

    # -------------------------------------------------- settings

    def set_train(self, mode=True):
        """Switches training on or off, here and in all children."""
        for _, cell in self.cells_and_names():
            cell.__dict__["training"] = mode
            cell.__dict__["phase"] = "train" if mode else "predict"
        return self

    def set_grad(self, requires_grad=True):
        """Marks the Cell as one that is differentiated."""
        self.__dict__["requires_grad"] = requires_grad
        return self

    def to_float(self, dst_type):
        """Computes in another float dtype, here and in all children; Parameters stay."""
        if np.dtype(dst_type).kind != "f":
            raise ValueError(f"The 'dst_type' must be a float dtype, but got {dst_type!r}.")
        for _, cell in self.cells_and_names():
            cell.__dict__["compute_type"] = np.dtype(dst_type).type
        return self

    def add_flags(self, **flags):
        """Sets attributes."""
        self.__dict__.setdefault("_flags", {}).update(flags)
        self.__dict__.update(flags)
        return self

    def add_flags_recursive(self, **flags):
        """Sets attributes, here and in all children."""
        for _, cell in self.cells_and_names():
            cell.add_flags(**flags)
        return self

    def get_flags(self):
        """The attributes that were set by `add_flags`."""
        return self.__dict__.get("_flags", {})

    def recompute(self, **options):
        """Lets backward start from the Cell's inputs, and compute all it needs once more."""
        self.__dict__["recomputes"] = True

    def set_inputs(self, *inputs, **kwargs):
        """Changes nothing: shapes are known when the Cell is called."""

    def compile(self, *args, **kwargs):
        """Changes nothing: gradients are compiled when they are called."""

    def update_cell_prefix(self):
        """Changes nothing."""

    def set_comm_fusion(self, fusion_type, recurse=True):
        """Changes nothing."""
        return self

    @property
    def cls_name(self):
        """The name of the class."""
        return type(self).__name__

    @property
    def bprop_debug(self):
        return False

    # -------------------------------------------------- hooks

    def register_forward_pre_hook(self, hook_fn):
        """Calls `hook_fn(cell, inputs)` before construct; it may return other inputs."""
        return self._register("before", hook_fn)

    def register_forward_hook(self, hook_fn):
        """Calls `hook_fn(cell, inputs, output)` after construct; it may return another output."""
        return self._register("after", hook_fn)

    def register_backward_pre_hook(self, hook_fn):
        """Calls `hook_fn(cell, grad_output)` before the Cell is differentiated."""
        return self._register("backward_before", hook_fn)

    def register_backward_hook(self, hook_fn):
        """Calls `hook_fn(cell, grad_input, grad_output)` after the Cell was differentiated."""
        return self._register("backward_after", hook_fn)

    def _register(self, when, hook_fn):
        if not callable(hook_fn):
            raise TypeError(
                f"When using 'register hook' for a Cell, the type of 'hook_fn' must be a"
                f" function, but got {type(hook_fn)}."
            )
        if self._hooks is None:
            self.__dict__["_hooks"] = hooks.Hooks(self)
        found: Any = self._hooks
        table, key = getattr(found, when), next(KEYS)
        table[key] = hook_fn
        found.is_watching |= when.startswith("backward")
        return HookHandle(self, table, key)

    # -------------------------------------------------- text

    def extend_repr(self):
        """What stands between the brackets of the text."""
        return ""

    def __repr__(self):
        lines = []
        for name, cell in self._cells.items():
            text = repr(cell).replace("\n", "\n  ")
            lines.append(f"  ({name}): {text}\n")
        own = self.extend_repr()
        if not lines:
            return f"{type(self).__name__}({own})"
        return f"{type(self).__name__}({own}\n{''.join(lines)})"


class HookHandle(Handle):
    """Removes a hook, and forgets about hooks when it was the last one."""

    def __init__(self, cell, table, key):
        super().__init__(table, key)
        self.cell = cell

    def remove(self):
        super().remove()
        if self.cell._hooks is not None and self.cell._hooks.is_empty():
            self.cell.__dict__["_hooks"] = None


class GraphCell(Cell):
    """A Cell that was loaded from a graph; there is nothing to load here."""

    def __init__(self, graph, params_init=None):
        super().__init__()
        raise NotImplementedError("MINDIR graphs cannot be loaded.")
