"""Flax, which takes most of its functions from JAX."""

from actplot.frameworks import Framework

FRAMEWORK = Framework(
    title="Flax",
    version="0.12.8",
    modules={"linen": "flax.linen linen nn", "nnx": "flax.nnx nnx"},
    names="""
    celu            linen.celu(x, alpha) nnx.celu(x, alpha)
    elu             linen.elu(x, alpha) nnx.elu(x, alpha)
    gelu            linen.gelu(x, !approximate=False) nnx.gelu(x, !approximate=False)
    gelu_tanh       linen.gelu(x, approximate=True) nnx.gelu(x, approximate=True)
    glu             linen.glu(x, axis) nnx.glu(x, axis)
    hard_sigmoid    linen.hard_sigmoid(x) nnx.hard_sigmoid(x)
    hard_silu       linen.hard_silu(x) linen.hard_swish(x) nnx.hard_silu(x) nnx.hard_swish(x)
    hard_tanh       linen.hard_tanh(x) nnx.hard_tanh(x)
    identity        nnx.identity(x)
    layer_norm:eps=1e-06  linen.LayerNorm(epsilon:eps)
    leaky_relu      linen.leaky_relu(x, negative_slope) nnx.leaky_relu(x, negative_slope)
    log_sigmoid     linen.log_sigmoid(x) nnx.log_sigmoid(x)
    log_softmax     linen.log_softmax(x, axis, where) nnx.log_softmax(x, axis, where)
    prelu:a=0.01    linen.PReLU(param_dtype, negative_slope_init:a)
    relu            linen.relu(x) nnx.relu(x)
    relu6           linen.relu6(x) nnx.relu6(x)
    rms_norm        linen.RMSNorm(epsilon:eps)
    selu            linen.selu(x) nnx.selu(x)
    sigmoid         linen.sigmoid(x) nnx.sigmoid(x)
    silu            linen.silu(x) linen.swish(x) nnx.silu(x) nnx.swish(x)
    softmax         linen.softmax(x, axis, where) nnx.softmax(x, axis, where)
    softplus        linen.softplus(x) nnx.softplus(x)
    softsign        linen.soft_sign(x) nnx.soft_sign(x)
    tanh            linen.tanh(x) nnx.tanh(x)
    """,
    slopes={
        "hard_tanh": [1, 1],
        "leaky_relu": [1],
        "prelu": [1],
    },
)
