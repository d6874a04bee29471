"""PaddlePaddle."""

from actplot.frameworks import Framework

FRAMEWORK = Framework(
    title="PaddlePaddle",
    version="3.3.1",
    modules={"nn": "paddle.nn nn", "F": "paddle.nn.functional F", "paddle": "paddle"},
    in_place=True,
    names="""
    abs             paddle.abs(x)
    arctan          paddle.atan(x)
    asinh           paddle.asinh(x)
    celu            nn.CELU(alpha) F.celu(x, alpha, inplace)
    cos             paddle.cos(x)
    elu             nn.ELU(alpha) F.elu(x, alpha)
    erf             paddle.erf(x)
    exponential     paddle.exp(x)
    gelu            nn.GELU(approximate=False) F.gelu(x, approximate=False)
    gelu_tanh       nn.GELU(!approximate=True) F.gelu(x, !approximate=True)
    glu             F.glu(x, axis)
    hard_shrink     nn.Hardshrink(threshold:lambd) F.hardshrink(x, threshold:lambd)
    hard_sigmoid    nn.Hardsigmoid() F.hardsigmoid(x, slope:alpha, offset:beta)
    hard_silu       nn.Hardswish() F.hardswish(x)
    hard_tanh       nn.Hardtanh(min:min_val, max:max_val) F.hardtanh(x, min:min_val, max:max_val)
    layer_norm      nn.LayerNorm(normalized_shape, epsilon:eps)
    leaky_relu      nn.LeakyReLU(negative_slope) F.leaky_relu(x, negative_slope)
    lecun_tanh:b=0.67  paddle.stanh(x, scale_a:b, scale_b:a)
    log_sigmoid     nn.LogSigmoid() F.log_sigmoid(x) F.logsigmoid(x)
    log_softmax     nn.LogSoftmax(axis) F.log_softmax(x, axis)
    maxout          nn.Maxout(groups:k, axis) F.maxout(x, groups:k, axis)
    mish            nn.Mish() F.mish(x)
    prelu           nn.PReLU(num_parameters, init:a) F.prelu(x, weight:a)
    relu            nn.ReLU() F.relu(x)
    relu6           nn.ReLU6() F.relu6(x)
    rrelu           nn.RReLU(lower, upper) F.rrelu(x, lower, upper, training)
    selu            nn.SELU(scale, alpha) F.selu(x, scale, alpha)
    sigmoid         nn.Sigmoid() F.sigmoid(x) paddle.sigmoid(x)
    sign            paddle.sign(x)
    silu            nn.Silu() F.silu(x) nn.Swish() F.swish(x)
    sin             paddle.sin(x)
    sinc:omega=3.141592653589793  paddle.sinc(x)
    soft_shrink     nn.Softshrink(threshold:lambd) F.softshrink(x, threshold:lambd)
    softmax         nn.Softmax(axis) nn.Softmax2D() F.softmax(x, axis)
    softplus        nn.Softplus(beta, threshold=20) F.softplus(x, beta, threshold=20)
    softsign        nn.Softsign() F.softsign(x)
    square          paddle.square(x)
    swiglu          F.swiglu(b, a)
    tanh            nn.Tanh() F.tanh(x) paddle.tanh(x)
    tanh_shrink     nn.Tanhshrink() F.tanhshrink(x)
    threshold       nn.ThresholdedReLU(threshold, !value) F.thresholded_relu(x, threshold, !value)
    thresholded_relu  nn.ThresholdedReLU(threshold:theta, value=0) F.thresholded_relu(x, threshold:theta, value=0)
    """,
    slopes={
        "hard_shrink": [1, 1],
        "leaky_relu": [1],
        "rrelu": [1],
    },
)
