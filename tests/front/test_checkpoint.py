"""Checkpoints: what is saved comes back, and what is no checkpoint is refused."""

import numpy as np
import pytest

from s2s_grad import nn
from s2s_grad.serialization import load_checkpoint, load_param_into_net, save_checkpoint
from s2s_grad.tensor import Tensor


def test_a_net_comes_back(tmp_path):
    net, other = nn.Dense(2, 3), nn.Dense(2, 3)
    save_checkpoint(net, str(tmp_path / "net"))
    rest = load_param_into_net(other, load_checkpoint(str(tmp_path / "net.ckpt")))

    assert ([], []) == rest
    assert np.array_equal(net.weight.asnumpy(), other.weight.asnumpy())


def test_numbers_are_saved_beside_it(tmp_path):
    path = str(tmp_path / "a.ckpt")
    save_checkpoint(nn.Dense(1, 1), path, append_dict={"epoch": 3, "lr": 0.5})
    found = load_checkpoint(path, filter_prefix="w")

    assert {"bias", "epoch", "lr"} == set(found)
    assert ("Int64", "Float32") == (str(found["epoch"].dtype), str(found["lr"].dtype))


def test_what_does_not_fit_is_listed():
    net = nn.Dense(2, 3)
    found = {"weight": net.weight, "extra": net.bias}

    assert (["bias"], ["extra"]) == load_param_into_net(nn.Dense(2, 3), found)
    with pytest.raises(RuntimeError, match="shape"):
        load_param_into_net(nn.Dense(3, 3), found)


def test_wrong_arguments_are_refused(tmp_path):
    with pytest.raises(TypeError):
        save_checkpoint(3, str(tmp_path / "a.ckpt"))
    with pytest.raises(TypeError):
        load_param_into_net(nn.Dense(1, 1), [Tensor(1.0)])
    with pytest.raises(ValueError, match="does not exist"):
        load_checkpoint(str(tmp_path / "none.ckpt"))


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "text.ckpt"
    path.write_text("no arrays")

    with pytest.raises(ValueError, match="no checkpoint"):
        load_checkpoint(str(path))
