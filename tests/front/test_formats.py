"""Files of named arrays, read and written byte by byte."""

import numpy as np
import pytest

import s2s_grad as ms
from s2s_grad import Tensor, formats, nn

ARRAYS = {
    "net.weight": np.arange(6, dtype=np.float32).reshape(2, 3),
    "half": np.array([1.5, -2.0], np.float16),
    "steps": np.array(300, np.int64),
    "mask": np.array([True, False]),
    "empty": np.zeros((0, 3), np.float64),
}

# What MindSpore writes for {"w": float32 [1, 2], "n": int32 0-d 7}, field by field.
BY_HAND = (
    b"\x0a\x1a" + b"\x0a\x01w" + b"\x12\x15" + b"\x08\x02" + b"\x12\x07Float32" + b"\x1a\x08"
    + np.array([1, 2], "<f4").tobytes()
    + b"\x0a\x14" + b"\x0a\x01n" + b"\x12\x0f" + b"\x08\x00" + b"\x12\x05Int32" + b"\x1a\x04"
    + np.array(7, "<i4").tobytes()
)  # fmt: skip


@pytest.mark.parametrize("layout", ["ckpt", "safetensors"])
def test_what_is_written_is_read(layout):
    found = formats.read(formats.written(ARRAYS, layout))

    assert list(ARRAYS) == list(found)
    for name, array in ARRAYS.items():
        assert (array.dtype, array.shape) == (found[name].dtype, found[name].shape)
        assert np.array_equal(array, found[name])
        assert found[name].flags.writeable


def test_a_checkpoint_of_mindspores_is_read():
    found = formats.read(BY_HAND)

    assert [1.0, 2.0] == found["w"].tolist()
    assert (7, (), np.int32) == (found["n"].item(), found["n"].shape, found["n"].dtype)


def test_a_checkpoint_is_written_as_mindspore_writes_it():
    arrays = {"w": np.array([1, 2], np.float32), "n": np.array(7, np.int32)}

    assert BY_HAND == formats.written(arrays, "ckpt")


def test_an_array_in_several_pieces_is_put_together():
    first = formats.written({"w": np.ones((1, 3), np.float32)}, "ckpt")
    second = formats.written({"w": np.zeros((2, 3), np.float32)}, "ckpt")

    assert [[1.0] * 3, [0.0] * 3, [0.0] * 3] == formats.read(first + second)["w"].tolist()


def test_a_safetensors_file_has_its_header_in_json():
    data = formats.written({"w": np.array([1.0], np.float32)}, "safetensors")

    assert b'{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}' in data
    assert int.from_bytes(data[:8], "little") % 8 == 0


@pytest.mark.parametrize(
    "data", [b"nothing", b"\x80", b"\x0a\xff\x01w", b"PK\x03\x04zip", b"\x12\x01a"]
)
def test_other_bytes_are_refused(data):
    with pytest.raises(ValueError, match="checkpoint"):
        formats.read(data)


def test_a_dtype_that_a_layout_lacks_is_refused_by_name():
    with pytest.raises(ValueError, match="'w', which is complex128"):
        formats.written({"w": np.zeros(2, np.complex128)}, "safetensors")


def test_a_cell_goes_through_safetensors(tmp_path):
    net, other = nn.Dense(3, 2), nn.Dense(3, 2)
    path = str(tmp_path / "net.safetensors")
    ms.save_checkpoint(net, path)
    missing, unused = ms.load_param_into_net(other, ms.load_checkpoint(path))
    x = Tensor([[1.0, 2.0, 3.0]])

    assert ([], []) == (missing, unused)
    assert net(x).tolist() == other(x).tolist()
