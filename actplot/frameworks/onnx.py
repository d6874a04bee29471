"""ONNX, which defines values and no derivatives."""

from actplot.frameworks import Framework

FRAMEWORK = Framework(
    title="ONNX",
    version="1.23.2",
    modules={"": "onnx"},
    differentiates=False,
    names="""
    abs             Abs(x)
    arctan          Atan(x)
    asinh           Asinh(x)
    celu            Celu(alpha)
    cos             Cos(x)
    elu             Elu(alpha)
    erf             Erf(x)
    exponential     Exp(x)
    gelu            Gelu(approximate="none")
    gelu_tanh       Gelu(!approximate="tanh")
    hard_sigmoid:alpha=0.2  HardSigmoid(alpha, beta)
    hard_silu       HardSwish(x)
    hardmax         Hardmax(axis)
    identity        Identity(x)
    layer_norm      LayerNormalization(axis, epsilon:eps)
    leaky_relu      LeakyRelu(alpha:negative_slope)
    log_softmax     LogSoftmax(axis)
    mish            Mish(x)
    prelu           PRelu(x, slope:a)
    relu            Relu(x)
    rms_norm:eps=1e-05  RMSNormalization(axis, epsilon:eps)
    selu:alpha=1.67326319217681884765625:scale=1.05070102214813232421875  Selu(alpha, gamma:scale)
    shrink          Shrink(bias, lambd)
    sigmoid         Sigmoid(x)
    sign            Sign(x)
    sin             Sin(x)
    softmax         Softmax(axis)
    softplus        Softplus(x)
    softsign        Softsign(x)
    swiglu          SwiGLU(b, a)
    swish           Swish(alpha:beta)
    tanh            Tanh(x)
    thresholded_relu  ThresholdedRelu(alpha:theta)
    """,
)
