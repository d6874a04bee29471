"""TensorFlow: tf.nn, tf.math and tf. Its tf.keras is Keras."""

from actplot.frameworks import Framework

FRAMEWORK = Framework(
    title="TensorFlow",
    version="2.21.0",
    modules={"nn": "tf.nn tensorflow.nn", "math": "tf.math tensorflow.math", "tf": "tf tensorflow"},
    names="""
    abs             math.abs(x) tf.abs(x)
    arctan          math.atan(x) tf.atan(x)
    asinh           math.asinh(x) tf.asinh(x)
    cos             math.cos(x) tf.cos(x)
    crelu           nn.crelu(x, axis)
    elu             nn.elu(x)
    erf             math.erf(x)
    exponential     math.exp(x) tf.exp(x)
    gelu            nn.gelu(x, approximate=False)
    gelu_tanh       nn.gelu(x, !approximate=True)
    identity        tf.identity(x)
    leaky_relu:negative_slope=0.2  nn.leaky_relu(x, alpha:negative_slope)
    log_sigmoid     math.log_sigmoid(x)
    log_softmax     nn.log_softmax(x, axis) math.log_softmax(x, axis)
    relu            nn.relu(x)
    relu6           nn.relu6(x)
    selu            nn.selu(x)
    sigmoid         nn.sigmoid(x) math.sigmoid(x) tf.sigmoid(x)
    sign            math.sign(x) tf.sign(x)
    silu            nn.silu(x, beta=1)
    sin             math.sin(x) tf.sin(x)
    softmax         nn.softmax(x, axis) math.softmax(x, axis)
    softplus        nn.softplus(x) math.softplus(x)
    softsign        nn.softsign(x) math.softsign(x)
    square          math.square(x) tf.square(x)
    swish           nn.swish(x, beta) nn.silu(x, !beta)
    tanh            nn.tanh(x) math.tanh(x) tf.tanh(x)
    """,
    slopes={"selu": lambda alpha, scale: [scale]},  # noqa: ARG005
)
