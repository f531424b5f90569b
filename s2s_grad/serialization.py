"""Saving and loading Parameters: one file, arrays only, nothing that could run."""

from __future__ import annotations

import os

import numpy as np

from s2s_grad import formats
from s2s_grad.nn.cell import Cell
from s2s_grad.parameter import Parameter
from s2s_grad.tensor import Tensor, bare


def save_checkpoint(
    save_obj,
    ckpt_file_name,
    integrated_save=True,
    async_save=False,
    append_dict=None,
    enc_key=None,
    enc_mode="AES-GCM",
    choice_func=None,
    format="ckpt",  # noqa: A002  (the name is MindSpore's)
    **options,
):
    """Writes the Parameters of a Cell, a dict or a list of names and data to a file.

    The `format` is "ckpt", the layout that MindSpore reads, or "safetensors"; a name that ends in
    `.safetensors` says so as well. Raises TypeError for other objects, ValueError for other
    formats and for dtypes that the format cannot hold.
    """
    if not isinstance(save_obj, (Cell, list, dict)):
        raise TypeError(
            "For 'save_checkpoint', the parameter 'save_obj' must be nn.Cell, list or dict,"
            f" but got {type(save_obj)}."
        )
    if not isinstance(ckpt_file_name, str):
        raise ValueError(f"The 'ckpt_file_name' must be str, but got {type(ckpt_file_name)}.")
    if append_dict is not None and not isinstance(append_dict, dict):
        raise TypeError(f"The 'append_dict' must be a dict, but got {type(append_dict)}.")
    found = {
        name: data for name, data in pairs(save_obj) if choice_func is None or choice_func(name)
    }
    found |= append_dict or {}
    if format not in ("ckpt", "safetensors"):
        raise ValueError(f"The 'format' must be 'ckpt' or 'safetensors', but got {format!r}.")
    layout = "safetensors" if ckpt_file_name.endswith(".safetensors") else format
    end = f".{layout}"
    path = ckpt_file_name if ckpt_file_name.endswith(end) else f"{ckpt_file_name}{end}"
    if os.path.dirname(path):
        os.makedirs(os.path.dirname(path), exist_ok=True)
    arrays = {name: np.asarray(bare(data)) for name, data in found.items()}
    data = formats.written(arrays, layout)
    with open(path, "wb") as file:
        file.write(data)


def pairs(found):
    """Pairs of a name and data."""
    if isinstance(found, Cell):
        return [(each.name, each) for each in found.get_parameters()]
    if isinstance(found, dict):
        return list(found.items())
    for entry in found:
        if not isinstance(entry, dict) or not {"name", "data"} <= set(entry):
            raise TypeError("For 'save_checkpoint', a list must hold dicts of 'name' and 'data'.")
    return [(entry["name"], entry["data"]) for entry in found]


def load_checkpoint(
    ckpt_file_name,
    net=None,
    strict_load=False,
    filter_prefix=None,
    dec_key=None,
    dec_mode="AES-GCM",
    specify_prefix=None,
    choice_func=None,
    **options,
):
    """The Parameters in a file, by name; they are also loaded into `net`, if given."""
    path = os.fspath(ckpt_file_name)
    if not path.endswith((".ckpt", ".safetensors")):
        raise ValueError(f"The file must end in '.ckpt' or '.safetensors', but got {path!r}.")
    if not os.path.exists(path):
        raise ValueError(f"For 'load_checkpoint', the checkpoint file {path!r} does not exist.")
    dropped = prefixes(filter_prefix)
    kept = prefixes(specify_prefix)
    found = {}
    for name, array in arrays_in(path):
        if name.startswith(dropped) or (kept and not name.startswith(kept)):
            continue
        if choice_func is None or choice_func(name):
            found[name] = Parameter(array, name=name)
    if not found:
        raise ValueError(f"For 'load_checkpoint', there is nothing to load in {path!r}.")
    if net is not None:
        load_param_into_net(net, found, strict_load)
    return found


def arrays_in(path):
    """Pairs of a name and an array in a file."""
    with open(path, "rb") as file:
        data = file.read()
    try:
        return list(formats.read(data).items())
    except ValueError as error:
        raise ValueError(f"The file {path!r} is no checkpoint: {error}") from error


def prefixes(given):
    """One or several prefixes as a tuple."""
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)


def load_param_into_net(net, parameter_dict, strict_load=False, remove_redundancy=False):
    """Loads Parameters by name; what was not loaded, and what was not used, comes back."""
    if not isinstance(net, Cell):
        raise TypeError(f"The argument 'net' must be a Cell, but got {type(net)}.")
    if not isinstance(parameter_dict, dict):
        raise TypeError(
            f"The argument 'parameter_dict' must be a dict, but got {type(parameter_dict)}."
        )
    for name, value in parameter_dict.items():
        if not isinstance(name, str) or not isinstance(value, Tensor):
            raise TypeError(
                "The 'parameter_dict' must hold names and Parameters, but got"
                f" {name!r}: {type(value)}."
            )
    missing = []
    used = set()
    for parameter in net.get_parameters():
        if parameter.name not in parameter_dict:
            missing.append(parameter.name)
            continue
        new = parameter_dict[parameter.name]
        if new.shape != parameter.shape:
            raise RuntimeError(
                f"For 'load_param_into_net', the shape of {parameter.name!r} is"
                f" {parameter.shape}, but {new.shape} was given."
            )
        if strict_load and new.dtype != parameter.dtype:
            raise RuntimeError(f"The dtype of {parameter.name!r} differs: {new.dtype}.")
        parameter.set_data(new)
        used.add(parameter.name)
    return missing, [name for name in parameter_dict if name not in used]
