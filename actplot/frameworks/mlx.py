"""MLX, whose arrays and constants are float32."""

from actplot.frameworks import Framework

FRAMEWORK = Framework(
    title="MLX",
    version="0.32.4",
    modules={"nn": "mlx.nn nn"},
    names="""
    binary_step     nn.Step(threshold=0) nn.step(x, threshold=0)
    celu            nn.CELU(alpha) nn.celu(x, alpha)
    elu             nn.ELU(alpha) nn.elu(x, alpha)
    gelu            nn.GELU(approx="none") nn.gelu(x)
    gelu_tanh       nn.GELU(!approx="precise") nn.GELU(!approx="tanh") nn.gelu_approx(x)
    glu             nn.GLU(axis) nn.glu(x, axis)
    hard_shrink     nn.HardShrink() nn.hard_shrink(x, lambd)
    hard_silu       nn.Hardswish() nn.hardswish(x)
    hard_tanh       nn.HardTanh() nn.hard_tanh(x, min_val, max_val)
    layer_norm      nn.LayerNorm(dims, eps)
    leaky_relu      nn.LeakyReLU(negative_slope) nn.leaky_relu(x, negative_slope)
    log_sigmoid     nn.LogSigmoid() nn.log_sigmoid(x)
    log_softmax     nn.LogSoftmax() nn.log_softmax(x, axis)
    mish            nn.Mish() nn.mish(x)
    prelu           nn.PReLU(num_parameters, init:a) nn.prelu(x, alpha:a)
    quick_gelu      nn.GELU(!approx="fast") nn.gelu_fast_approx(x)
    relu            nn.ReLU() nn.relu(x)
    relu6           nn.ReLU6() nn.relu6(x)
    relu_squared    nn.ReLU2() nn.relu2(x)
    rms_norm:eps=1e-05  nn.RMSNorm(dims, eps)
    selu:alpha=1.67326:scale=1.0507  nn.SELU() nn.selu(x)
    sigmoid         nn.Sigmoid() nn.sigmoid(x)
    silu            nn.SiLU() nn.silu(x)
    soft_shrink     nn.Softshrink(lambd) nn.softshrink(x, lambd)
    softmax         nn.Softmax() nn.softmax(x, axis)
    softplus        nn.Softplus() nn.softplus(x)
    softsign        nn.Softsign() nn.softsign(x)
    tanh            nn.Tanh() nn.tanh(x)
    """,
    slopes={
        "celu": [0],
        "leaky_relu": [1],
        "prelu": lambda a: [1 + a],
    },
)
