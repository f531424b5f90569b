"""Attention, and the layers of transformers."""

from __future__ import annotations

import copy
import math

import numpy as np

from s2s_grad import ops
from s2s_grad.dtype import float32
from s2s_grad.initializer import XavierUniform, initializer
from s2s_grad.nn.activations import get_activation
from s2s_grad.nn.cell import Cell
from s2s_grad.nn.containers import CellList
from s2s_grad.nn.layers import Dense, Dropout
from s2s_grad.nn.norm import LayerNorm
from s2s_grad.parameter import Parameter


class MultiheadAttention(Cell):
    """Attention in several heads; gives the result and the mean of the heads' weights."""

    def __init__(
        self,
        embed_dim,
        num_heads,
        dropout=0.0,
        has_bias=True,
        add_bias_kv=False,
        add_zero_attn=False,
        kdim=None,
        vdim=None,
        batch_first=False,
        dtype=float32,
    ):
        super().__init__()
        if embed_dim % num_heads:
            raise ValueError(
                "For 'MultiheadAttention', 'embed_dim' must be divisible by 'num_heads'."
            )
        if add_bias_kv or add_zero_attn or kdim or vdim:
            raise ValueError(
                "Keys and values must have the width of the queries, and no extra rows."
            )
        self.embed_dim, self.num_heads = embed_dim, num_heads
        self.head_dim = embed_dim // num_heads
        self.batch_first, self.has_bias = batch_first, has_bias
        self.dropout, self.drops = dropout, dropout > 0
        first = initializer(XavierUniform(), [3 * embed_dim, embed_dim], dtype)
        self.in_proj_weight = Parameter(first, name="in_proj_weight")
        if has_bias:
            first = initializer("zeros", [3 * embed_dim], dtype)
            self.in_proj_bias = Parameter(first, name="in_proj_bias")
        self.out_proj = Dense(embed_dim, embed_dim, has_bias=has_bias)

    def project(self, x, part):
        """Queries (part 0), keys (1) or values (2), as (batch, head, place, number)."""
        width = self.embed_dim
        out = x @ self.in_proj_weight[part * width : (part + 1) * width].T
        if self.has_bias:
            out = out + self.in_proj_bias[part * width : (part + 1) * width]
        out = np.reshape(out, (x.shape[0], x.shape[1], self.num_heads, self.head_dim))
        return np.transpose(out, (0, 2, 1, 3))

    def construct(
        self,
        query,
        key,
        value,
        key_padding_mask=None,
        need_weights=True,
        attn_mask=None,
        average_attn_weights=True,
    ):
        if not self.batch_first:
            query, key = np.swapaxes(query, 0, 1), np.swapaxes(key, 0, 1)
            value = np.swapaxes(value, 0, 1)
        q, k, v = self.project(query, 0), self.project(key, 1), self.project(value, 2)
        scores = q @ np.swapaxes(k, -1, -2) / math.sqrt(self.head_dim)
        if attn_mask is not None:
            scores = masked(scores, attn_mask)
        if key_padding_mask is not None:
            scores = masked(scores, key_padding_mask[:, None, None, :])
        weights = ops.softmax(scores, -1)
        used = weights
        if self.training and self.drops:
            used = ops.dropout(weights, self.dropout)
        out = np.transpose(used @ v, (0, 2, 1, 3))
        out = self.out_proj(np.reshape(out, (query.shape[0], query.shape[1], self.embed_dim)))
        if not self.batch_first:
            out = np.swapaxes(out, 0, 1)
        if not need_weights:
            return out, None
        if average_attn_weights:
            weights = np.mean(weights, axis=1)
        return out, weights


def masked(scores, mask):
    """Scores without the masked places, or with numbers added to them."""
    if mask.dtype == np.bool_:
        return np.where(mask, -np.inf, scores)
    return scores + mask


class TransformerEncoderLayer(Cell):
    """Self-attention, then two dense layers; each added to its input and normalised."""

    def __init__(
        self,
        d_model,
        nhead,
        dim_feedforward=2048,
        dropout=0.1,
        activation="relu",
        layer_norm_eps=1e-5,
        batch_first=False,
        norm_first=False,
        dtype=float32,
    ):
        super().__init__()
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, batch_first=batch_first)
        self.dense1 = Dense(d_model, dim_feedforward)
        self.dropout = Dropout(p=dropout)
        self.dense2 = Dense(dim_feedforward, d_model)
        self.norm_first = norm_first
        self.norm1 = LayerNorm((d_model,), epsilon=layer_norm_eps)
        self.norm2 = LayerNorm((d_model,), epsilon=layer_norm_eps)
        self.dropout1, self.dropout2 = Dropout(p=dropout), Dropout(p=dropout)
        self.activation = get_activation(activation)

    def attend(self, x, mask, padding):
        """The self-attention block."""
        out, _ = self.self_attn(x, x, x, padding, False, mask)
        return self.dropout1(out)

    def feed(self, x):
        """The dense block."""
        return self.dropout2(self.dense2(self.dropout(self.activation(self.dense1(x)))))

    def construct(self, src, src_mask=None, src_key_padding_mask=None):
        if self.norm_first:
            src = src + self.attend(self.norm1(src), src_mask, src_key_padding_mask)
            return src + self.feed(self.norm2(src))
        src = self.norm1(src + self.attend(src, src_mask, src_key_padding_mask))
        return self.norm2(src + self.feed(src))


class TransformerDecoderLayer(Cell):
    """Self-attention, attention to the encoder, then two dense layers."""

    def __init__(
        self,
        d_model,
        nhead,
        dim_feedforward=2048,
        dropout=0.1,
        activation="relu",
        layer_norm_eps=1e-5,
        batch_first=False,
        norm_first=False,
        dtype=float32,
    ):
        super().__init__()
        self.self_attn = MultiheadAttention(d_model, nhead, dropout, batch_first=batch_first)
        self.multihead_attn = MultiheadAttention(d_model, nhead, dropout, batch_first=batch_first)
        self.dense1 = Dense(d_model, dim_feedforward)
        self.dropout = Dropout(p=dropout)
        self.dense2 = Dense(dim_feedforward, d_model)
        self.norm_first = norm_first
        self.norm1 = LayerNorm((d_model,), epsilon=layer_norm_eps)
        self.norm2 = LayerNorm((d_model,), epsilon=layer_norm_eps)
        self.norm3 = LayerNorm((d_model,), epsilon=layer_norm_eps)
        self.dropout1, self.dropout2 = Dropout(p=dropout), Dropout(p=dropout)
        self.dropout3 = Dropout(p=dropout)
        self.activation = get_activation(activation)

    def attend(self, x, mask, padding):
        """The self-attention block."""
        out, _ = self.self_attn(x, x, x, padding, False, mask)
        return self.dropout1(out)

    def look(self, x, memory, mask, padding):
        """The attention to the encoder."""
        out, _ = self.multihead_attn(x, memory, memory, padding, False, mask)
        return self.dropout2(out)

    def feed(self, x):
        """The dense block."""
        return self.dropout3(self.dense2(self.dropout(self.activation(self.dense1(x)))))

    def construct(
        self,
        tgt,
        memory,
        tgt_mask=None,
        memory_mask=None,
        tgt_key_padding_mask=None,
        memory_key_padding_mask=None,
    ):
        mask, padding = memory_mask, memory_key_padding_mask
        if self.norm_first:
            tgt = tgt + self.attend(self.norm1(tgt), tgt_mask, tgt_key_padding_mask)
            tgt = tgt + self.look(self.norm2(tgt), memory, mask, padding)
            return tgt + self.feed(self.norm3(tgt))
        tgt = self.norm1(tgt + self.attend(tgt, tgt_mask, tgt_key_padding_mask))
        tgt = self.norm2(tgt + self.look(tgt, memory, mask, padding))
        return self.norm3(tgt + self.feed(tgt))


class TransformerEncoder(Cell):
    """Encoder layers one after the other."""

    def __init__(self, encoder_layer, num_layers, norm=None):
        super().__init__()
        self.layers = CellList([copy.deepcopy(encoder_layer) for _ in range(num_layers)])
        self.norm = norm

    def construct(self, src, src_mask=None, src_key_padding_mask=None):
        for layer in self.layers:
            src = layer(src, src_mask, src_key_padding_mask)
        if self.norm is not None:
            src = self.norm(src)
        return src


class TransformerDecoder(Cell):
    """Decoder layers one after the other."""

    def __init__(self, decoder_layer, num_layers, norm=None):
        super().__init__()
        self.layers = CellList([copy.deepcopy(decoder_layer) for _ in range(num_layers)])
        self.norm = norm

    def construct(
        self,
        tgt,
        memory,
        tgt_mask=None,
        memory_mask=None,
        tgt_key_padding_mask=None,
        memory_key_padding_mask=None,
    ):
        for layer in self.layers:
            tgt = layer(
                *(tgt, memory, tgt_mask, memory_mask),
                tgt_key_padding_mask,
                memory_key_padding_mask,
            )
        if self.norm is not None:
            tgt = self.norm(tgt)
        return tgt
