"""Normalisation: values brought to mean 0 and variance 1, then scaled and shifted."""

import numpy as np


def along_channels(vector, rank):
    """A number per channel, laid along axis 1."""
    return np.reshape(vector, (1, -1) + (1,) * (rank - 2))


def batch_norm(
    input_x, running_mean, running_var, weight, bias, training=False, momentum=0.1, eps=1e-5
):
    """Normalisation of each channel, by the batch when training, else by what is remembered."""
    rank = np.ndim(input_x)
    if training:
        axes = (0, *range(2, rank))
        mean = np.mean(input_x, axis=axes, keepdims=True)
        var = np.mean((input_x - mean) ** 2, axis=axes, keepdims=True)
    else:
        mean, var = along_channels(running_mean, rank), along_channels(running_var, rank)
    normal = (input_x - mean) / np.sqrt(var + eps)
    return normal * along_channels(weight, rank) + along_channels(bias, rank)


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    """Normalisation over the last axes."""
    axes = tuple(range(-len(normalized_shape), 0))
    mean = np.mean(input, axis=axes, keepdims=True)
    var = np.mean((input - mean) ** 2, axis=axes, keepdims=True)
    normal = (input - mean) / np.sqrt(var + eps)
    if weight is not None:
        normal = normal * weight
    if bias is not None:
        normal = normal + bias
    return normal


def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5):
    """Normalisation over groups of channels."""
    shape = np.shape(input)
    grouped = np.reshape(input, (shape[0], num_groups, -1))
    mean = np.mean(grouped, axis=2, keepdims=True)
    var = np.mean((grouped - mean) ** 2, axis=2, keepdims=True)
    normal = np.reshape((grouped - mean) / np.sqrt(var + eps), shape)
    if weight is not None:
        normal = normal * along_channels(weight, len(shape))
    if bias is not None:
        normal = normal + along_channels(bias, len(shape))
    return normal


def instance_norm(input, weight=None, bias=None, eps=1e-5):
    """Normalisation of each channel of each sample."""
    rank = np.ndim(input)
    axes = tuple(range(2, rank))
    mean = np.mean(input, axis=axes, keepdims=True)
    var = np.mean((input - mean) ** 2, axis=axes, keepdims=True)
    normal = (input - mean) / np.sqrt(var + eps)
    if weight is not None:
        normal = normal * along_channels(weight, rank)
    if bias is not None:
        normal = normal + along_channels(bias, rank)
    return normal


def rms_norm(x, gamma, epsilon=1e-6):
    """x over the root of its mean square along the last axis."""
    scale = 1 / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + epsilon)
    return x * scale * gamma, scale


def lrn(x, depth_radius=5, bias=1.0, alpha=1.0, beta=0.5):
    """x over the size of its neighbours in other channels."""
    squares = np.pad(x**2, ((0, 0), (depth_radius, depth_radius), (0, 0), (0, 0)))
    total = np.zeros_like(x)
    for i in range(2 * depth_radius + 1):
        total = total + squares[:, i : i + np.shape(x)[1]]
    return x / (bias + alpha * total) ** beta


def bias_add(input_x, bias):
    return input_x + along_channels(bias, np.ndim(input_x))


def layer_norm_parts(
    input_x, gamma, beta, begin_norm_axis=1, begin_params_axis=1, epsilon=1e-7
):
    """Normalisation over the axes from `begin_norm_axis` on; also the mean and the variance."""
    axes = tuple(range(begin_norm_axis % np.ndim(input_x), np.ndim(input_x)))
    mean = np.mean(input_x, axis=axes, keepdims=True)
    var = np.mean((input_x - mean) ** 2, axis=axes, keepdims=True)
    return (input_x - mean) / np.sqrt(var + epsilon) * gamma + beta, mean, var
