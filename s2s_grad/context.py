"""The settings of a session: mode, seed, and the markers that change nothing here."""

from __future__ import annotations

import numpy as np

from s2s_grad.tensor import Tensor

GRAPH_MODE = 0
PYNATIVE_MODE = 1

#: Options that MindSpore knows; the mode is kept, the others have no effect here.
CONTEXT = {
    "mode": PYNATIVE_MODE,
    "device_target": "CPU",
    "device_id": 0,
    "save_graphs": False,
    "save_graphs_path": ".",
    "pynative_synchronize": False,
    "max_call_depth": 1000,
    "max_device_memory": "1024GB",
    "enable_graph_kernel": False,
    "enable_compile_cache": False,
    "compile_cache_path": "",
    "jit_level": "",
    "jit_config": {},
    "jit_syntax_level": 2,
    "memory_optimize_level": "O0",
    "deterministic": "OFF",
    "check_bprop": False,
    "precompile_only": False,
    "grad_for_scalar": False,
    "print_file_path": "",
    "runtime_num_threads": 30,
    "inter_op_parallel_num": 0,
    "ascend_config": {},
    "gpu_config": {},
    "env_config_path": "",
    "debug_level": 0,
    "reserve_class_name_in_scope": True,
    "mempool_block_size": "1GB",
    "op_timeout": 900,
}
SEED: list[int | None] = [None]


def set_context(**options):
    """Sets options of the session; only `mode` is more than remembered."""
    for name, value in options.items():
        if name not in CONTEXT:
            raise ValueError(f"For 'set_context', the keyword argument {name} is not recognized!")
        if name == "mode" and (value not in (GRAPH_MODE, PYNATIVE_MODE) or isinstance(value, bool)):
            raise ValueError(
                "For 'context.set_context', the argument 'mode' should be context.GRAPH_MODE (0)"
                f" or context.PYNATIVE_MODE (1), but got {value}."
            )
    CONTEXT.update(options)


def get_context(attr_key):
    """The value of one option."""
    if attr_key not in CONTEXT:
        raise ValueError(f"For 'get_context', the argument {attr_key} is not recognized!")
    return CONTEXT[attr_key]


def set_device(device_target, device_id=0):
    """Remembers the wished device; arrays live on the CPU."""
    set_context(device_target=device_target, device_id=device_id)


def set_seed(seed):
    """Seeds NumPy's global generator, from which everything random here is drawn."""
    if isinstance(seed, bool) or not isinstance(seed, int):
        raise TypeError(f"For 'set_seed', the type of 'seed' must be int, but got {type(seed)}.")
    if seed < 0:
        raise ValueError(f"The argument 'seed' must be greater than or equal to 0, but got {seed}.")
    SEED[0] = seed
    np.random.seed(seed % 2**32)


def get_seed():
    """The seed that was set, or None."""
    return SEED[0]


class MutableInt(int):
    """An int that is not a constant of the program."""


class MutableFloat(float):
    """A float that is not a constant of the program."""


class MutableTuple(tuple):
    """A tuple whose Tensors can be differentiated."""


class MutableList(list):
    """A list whose Tensors can be differentiated."""


class MutableDict(dict):
    """A dict whose Tensors can be differentiated."""


MUTABLE = {
    int: MutableInt,
    float: MutableFloat,
    tuple: MutableTuple,
    list: MutableList,
    dict: MutableDict,
}


def mutable(input_data, dynamic_len=False):
    """The same value, marked as one that changes between calls and can be differentiated."""
    check_mutable(input_data)
    if isinstance(input_data, (Tensor, bool, *MUTABLE.values())):
        return input_data
    return MUTABLE[type(input_data)](input_data)


def check_mutable(value):
    """Refuses what cannot be mutable, at any depth."""
    if not isinstance(value, (Tensor, bool, int, float, tuple, list, dict)):
        raise TypeError(
            "For 'mutable', the 'input_data' should be one of (bool, int, float, Tensor, tuple,"
            f" list, dict) or their nested structures, but got {value}."
        )
    if isinstance(value, (tuple, list)):
        for item in value:
            check_mutable(item)
    if isinstance(value, dict):
        for item in value.values():
            check_mutable(item)


def jit_class(cls):
    """The class itself: every class can be used in a differentiated function."""
    if not isinstance(cls, type):
        raise TypeError(f"Decorator jit_class can only be used for class type, but got {cls}.")
    return cls
