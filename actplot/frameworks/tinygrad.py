"""tinygrad."""

from actplot.frameworks import Framework

FRAMEWORK = Framework(
    title="tinygrad",
    version="0.14.0",
    modules={"": "tinygrad.Tensor Tensor"},
    names="""
    abs             abs()
    arctan          atan()
    asinh           asinh()
    celu            celu(alpha)
    cos             cos()
    elu             elu(alpha)
    erf             erf()
    exponential     exp()
    gelu            gelu(!approximate="none")
    gelu_tanh       gelu(approximate="tanh")
    hard_sigmoid    hardsigmoid(alpha, beta)
    hard_silu       hardswish()
    hard_tanh       hardtanh(min_val, max_val)
    layer_norm      layernorm(axis, eps)
    leaky_relu      leaky_relu(neg_slope:negative_slope)
    log_sigmoid     logsigmoid()
    mish            mish()
    quick_gelu      quick_gelu()
    relu            relu()
    relu6           relu6()
    selu:alpha=1.67326:scale=1.0507  selu(alpha, gamma:scale)
    sigmoid         sigmoid()
    silu            silu() swish()
    sin             sin()
    softplus        softplus(beta)
    softsign        softsign()
    square          square()
    tanh            tanh()
    """,
    slopes={
        "elu": [0],
        "hard_sigmoid": lambda alpha, beta: [0, alpha],  # noqa: ARG005
        "hard_silu": [0, 3 / 2],
        "hard_tanh": [1, 1],
        "leaky_relu": [1],
        "relu6": [0, 1],
        "selu": lambda alpha, scale: [scale],  # noqa: ARG005
    },
)
