"""Normalisation: values brought to mean 0 and variance 1, then scaled and shifted."""

import numpy as np


def channels_apart(x):
    """x as (sample, channel, number)."""
    return np.reshape(x, (x.shape[0], x.shape[1], -1))


def batch_norm(
    input_x, running_mean, running_var, weight, bias, training=False, momentum=0.1, eps=1e-5
):
    """Normalisation of each channel, by the batch when training, else by what is remembered."""
    flat = channels_apart(input_x)
    if training:
        error = flat - np.mean(flat, axis=(0, 2))[:, None]
        var = np.mean(error**2, axis=(0, 2))
    else:
        error, var = flat - running_mean[:, None], running_var
    scale = weight / np.sqrt(var + eps)
    return np.reshape(error * scale[:, None] + bias[:, None], input_x.shape)


def layer_norm(input, normalized_shape, weight=None, bias=None, eps=1e-5):
    """Normalisation over the last axes."""
    axes = tuple(range(-len(normalized_shape), 0))
    error = input - np.mean(input, axis=axes, keepdims=True)
    normal = error / np.sqrt(np.mean(error**2, axis=axes, keepdims=True) + eps)
    if weight is not None:
        normal = normal * weight
    if bias is not None:
        normal = normal + bias
    return normal


def normal_rows(x, eps):
    """(sample, group, number), each group brought to mean 0 and variance 1."""
    error = x - np.mean(x, axis=2, keepdims=True)
    return error / np.sqrt(np.mean(error**2, axis=2, keepdims=True) + eps)


def scaled_channels(normal, shape, weight, bias):
    """Numbers of this shape, scaled and shifted channel by channel."""
    flat = np.reshape(normal, (shape[0], shape[1], -1))
    if weight is not None:
        flat = flat * weight[:, None]
    if bias is not None:
        flat = flat + bias[:, None]
    return np.reshape(flat, shape)


def group_norm(input, num_groups, weight=None, bias=None, eps=1e-5):
    """Normalisation over groups of channels."""
    normal = normal_rows(np.reshape(input, (input.shape[0], num_groups, -1)), eps)
    return scaled_channels(normal, input.shape, weight, bias)


def instance_norm(input, weight=None, bias=None, eps=1e-5):
    """Normalisation of each channel of each sample."""
    return scaled_channels(normal_rows(channels_apart(input), eps), input.shape, weight, bias)


def rms_norm(x, gamma, epsilon=1e-6):
    """x over the root of its mean square along the last axis."""
    scale = 1 / np.sqrt(np.mean(x**2, axis=-1, keepdims=True) + epsilon)
    return x * scale * gamma, scale


def bias_add(input_x, bias):
    return np.reshape(channels_apart(input_x) + bias[:, None], input_x.shape)


def layer_norm_parts(input_x, gamma, beta, begin_norm_axis=1, begin_params_axis=1, epsilon=1e-7):
    """Normalisation over the axes from `begin_norm_axis` on; also the mean and the variance."""
    axes = tuple(range(begin_norm_axis % np.ndim(input_x), np.ndim(input_x)))
    mean = np.mean(input_x, axis=axes, keepdims=True)
    var = np.mean((input_x - mean) ** 2, axis=axes, keepdims=True)
    return (input_x - mean) / np.sqrt(var + epsilon) * gamma + beta, mean, var
