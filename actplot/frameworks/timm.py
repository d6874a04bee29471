"""timm: the names that its models take for an activation, and the layers behind them."""

from actplot.frameworks import Framework

FRAMEWORK = Framework(
    title="timm",
    version="1.0.31",
    modules={"": " timm.layers timm.layers.activations"},
    names="""
    celu            celu CELU(alpha, inplace)
    elu             elu ELU(alpha, inplace)
    gelu            gelu GELU()
    gelu_tanh       gelu_tanh GELUTanh()
    hard_mish       hard_mish HardMish(inplace)
    hard_sigmoid    hard_sigmoid hardsigmoid Hardsigmoid(inplace)
    hard_silu       hard_swish hardswish Hardswish(inplace)
    identity        Identity()
    leaky_relu      leaky_relu LeakyReLU(negative_slope, inplace)
    mish            mish Mish(inplace)
    prelu           prelu PReLU(num_parameters, init:a)
    quick_gelu      quick_gelu QuickGELU()
    relu            relu ReLU(inplace)
    relu6           relu6 ReLU6(inplace)
    selu            selu SELU(inplace)
    sigmoid         sigmoid Sigmoid(inplace)
    silu            silu SiLU(inplace)
    swish           swish
    tanh            tanh Tanh(inplace)
    """,
)
