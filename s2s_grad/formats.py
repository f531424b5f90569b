"""The two layouts of files of named arrays: MindSpore's checkpoints, and safetensors.

A checkpoint is a protobuf message: values (field 1), each with a name (1) and a tensor (2), which
has dims (1), the name of its dtype (2) and its bytes (3). MindSpore writes the dims of a lone
number as [0], and cuts a large array into several values of one name. A safetensors file is the
length of a header, the header in JSON, and the bytes of all arrays. Neither can hold code.
"""

import json
import struct

import numpy as np

VARINT, LONG, BYTES, SHORT = 0, 1, 2, 5

#: MindSpore's names of dtypes.
TYPES = {
    **{f"{kind}{bits}": np.dtype(f"{kind.lower()}{bits}") for kind in ("Int", "UInt")
       for bits in (8, 16, 32, 64)},
    **{f"Float{bits}": np.dtype(f"float{bits}") for bits in (16, 32, 64)},
    "Complex64": np.dtype(np.complex64),
    "Complex128": np.dtype(np.complex128),
    "Bool": np.dtype(bool),
}  # fmt: skip
TYPE_NAMES = {dtype: name for name, dtype in TYPES.items()}

#: The names of dtypes in safetensors.
CODES = {
    **{f"{kind}{bits}": np.dtype(f"{word}{bits}") for kind, word in (("I", "int"), ("U", "uint"))
       for bits in (8, 16, 32, 64)},
    **{f"F{bits}": np.dtype(f"float{bits}") for bits in (16, 32, 64)},
    "C64": np.dtype(np.complex64),
    "BOOL": np.dtype(bool),
}  # fmt: skip
CODE_NAMES = {dtype: code for code, dtype in CODES.items()}


def written(arrays, layout):
    """The bytes of a file that holds arrays by name; `layout` is "ckpt" or "safetensors".

    Raises ValueError for a dtype that the layout does not know.
    """
    known = TYPE_NAMES if layout == "ckpt" else CODE_NAMES
    for name, array in arrays.items():
        if array.dtype not in known:
            raise ValueError(f"A {layout} file cannot hold {name!r}, which is {array.dtype}.")
    return (checkpoint if layout == "ckpt" else safetensors)(arrays)


def read(data):
    """The arrays in the bytes of a file of either layout, by name.

    Raises ValueError for other bytes.
    """
    try:
        return read_safetensors(data) if is_safetensors(data) else read_checkpoint(data)
    except (IndexError, KeyError, UnicodeDecodeError, struct.error, json.JSONDecodeError) as error:
        raise ValueError("The file holds no checkpoint.") from error


# ---------------------------------------------------------------- safetensors


def safetensors(arrays):
    """The bytes of a safetensors file."""
    header, parts, start = {}, [], 0
    for name, array in arrays.items():
        part = little(array)
        place = [start, start + len(part)]
        code = CODE_NAMES[array.dtype]
        header[name] = {"dtype": code, "shape": list(array.shape), "data_offsets": place}
        parts.append(part)
        start += len(part)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return b"".join([struct.pack("<Q", len(text)), text, *parts])


def is_safetensors(data):
    """Whether bytes begin as a safetensors file does."""
    return data[8:9] == b"{" and struct.unpack("<Q", data[:8])[0] <= len(data) - 8


def read_safetensors(data):
    """The arrays in a safetensors file."""
    start = 8 + struct.unpack("<Q", data[:8])[0]
    found = {}
    for name, about in json.loads(data[8:start]).items():
        if name != "__metadata__":
            first, last = about["data_offsets"]
            part = data[start + first : start + last]
            found[name] = array_of(part, CODES[about["dtype"]], about["shape"])
    return found


# ---------------------------------------------------------------- MindSpore's checkpoints


def checkpoint(arrays):
    """The bytes of a checkpoint of MindSpore's."""
    out = []
    for name, array in arrays.items():
        dims = b"".join(field(1, VARINT, size) for size in array.shape or (0,))
        kind = field(2, BYTES, TYPE_NAMES[array.dtype].encode())
        tensor = dims + kind + field(3, BYTES, little(array))
        out.append(field(1, BYTES, field(1, BYTES, name.encode()) + field(2, BYTES, tensor)))
    return b"".join(out)


def read_checkpoint(data):
    """The arrays in a checkpoint of MindSpore's."""
    pieces: dict = {}
    for number, value in fields(data):
        if number != 1:
            raise KeyError(number)
        parts = dict(fields(value))
        pieces.setdefault(bytes(parts[1]).decode(), []).append(parts[2])
    return {name: tensor_of(parts) for name, parts in pieces.items()}


def tensor_of(parts):
    """The array in the parts of one name."""
    dims, kind, content = [], b"", []
    for part in parts:
        found = list(fields(part))
        dims = [size for number, value in found if number == 1 for size in sizes(value)]
        kind = next(value for number, value in found if number == 2)
        content += [value for number, value in found if number == 3]
    name = bytes(kind).decode()
    if name not in TYPES:
        raise ValueError(f"The checkpoint holds numbers of type {name}, which NumPy does not have.")
    whole = b"".join(content)
    if dims == [0] and whole:
        dims = []
    return array_of(whole, TYPES[name], [-1, *dims[1:]] if len(parts) > 1 else dims)


def sizes(value):
    """The sizes in one field: one number, or several packed ones."""
    if isinstance(value, int):
        return [value]
    out, at = [], 0
    while at < len(value):
        size, at = varint(value, at)
        out.append(size)
    return out


def fields(data):
    """Pairs (number, value) of the fields in a protobuf message."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            value, at = varint(data, at)
        elif kind == BYTES:
            length, at = varint(data, at)
            value, at = data[at : at + length], at + length
            if at > len(data):
                raise IndexError(at)
        elif kind in (LONG, SHORT):
            length = 8 if kind == LONG else 4
            value, at = data[at : at + length], at + length
        else:
            raise KeyError(kind)
        yield number, value


def varint(data, at):
    """(number, place behind it) of a protobuf integer."""
    value, shift = 0, 0
    while True:
        byte = data[at]
        value, at = value | (byte & 0x7F) << shift, at + 1
        if byte < 0x80:
            return value, at
        shift += 7


def field(number, kind, value):
    """One field of a protobuf message."""
    head = encoded(number << 3 | kind)
    return head + (encoded(value) if kind == VARINT else encoded(len(value)) + value)


def encoded(value):
    """A protobuf integer."""
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def little(array):
    """The numbers of an array as bytes, lowest byte first."""
    return np.ascontiguousarray(array, array.dtype.newbyteorder("<")).tobytes()


def array_of(data, dtype, shape):
    """The array of its own in some bytes."""
    return np.frombuffer(data, dtype.newbyteorder("<")).reshape(shape).astype(dtype)
