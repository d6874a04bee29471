"""Keras 3, also as tf.keras. Its slopes at kinks are those of the backend; TensorFlow is the default one."""

from actplot.frameworks import Framework

FRAMEWORK = Framework(
    title="Keras",
    version="3.15.1",
    modules={
        "activations": "keras.activations tf.keras.activations",
        "layers": "keras.layers tf.keras.layers",
        "ops": "keras.ops tf.keras.ops",
    },
    names="""
    abs             ops.abs(x) ops.absolute(x)
    arctan          ops.arctan(x)
    asinh           ops.arcsinh(x)
    celu            activations.celu(x, alpha) ops.celu(x, alpha)
    cos             ops.cos(x)
    elu             activations.elu(x, alpha) ops.elu(x, alpha) layers.ELU(alpha)
    erf             ops.erf(x)
    exponential     activations.exponential(x) ops.exp(x)
    gelu            activations.gelu(x, approximate=False) ops.gelu(x, !approximate=False)
    gelu_tanh       activations.gelu(x, !approximate=True) ops.gelu(x, approximate=True)
    glu             activations.glu(x, axis) ops.glu(x, axis)
    hard_shrink     activations.hard_shrink(x, threshold:lambd) ops.hard_shrink(x, threshold:lambd)
    hard_sigmoid    activations.hard_sigmoid(x) ops.hard_sigmoid(x)
    hard_silu       activations.hard_silu(x) activations.hard_swish(x) ops.hard_silu(x) ops.hard_swish(x)
    hard_tanh       activations.hard_tanh(x) ops.hard_tanh(x)
    identity        activations.linear(x)
    l2_normalize:eps=1e-07  ops.normalize(x, axis, order=2, epsilon:eps)
    layer_norm:eps=0.001  layers.LayerNormalization(axis, epsilon:eps)
    leaky_relu      activations.relu(x, !negative_slope, max_value=None, threshold=0)
    leaky_relu      layers.ReLU(max_value=None, !negative_slope, threshold=0)
    leaky_relu:negative_slope=0.2  activations.leaky_relu(x, negative_slope) ops.leaky_relu(x, negative_slope)
    leaky_relu:negative_slope=0.3  layers.LeakyReLU(negative_slope)
    log_sigmoid     activations.log_sigmoid(x) ops.log_sigmoid(x)
    log_softmax     activations.log_softmax(x, axis) ops.log_softmax(x, axis)
    mish            activations.mish(x)
    prelu:a=0       layers.PReLU(alpha_initializer="zeros", shared_axes)
    relu            activations.relu(x, negative_slope=0, max_value=None, threshold=0) ops.relu(x)
    relu            layers.ReLU(max_value=None, negative_slope=0, threshold=0)
    relu6           activations.relu6(x) ops.relu6(x) activations.relu(x, negative_slope=0, !max_value=6, threshold=0)
    relu6           layers.ReLU(!max_value=6, negative_slope=0, threshold=0)
    rms_norm        layers.RMSNormalization(axis, epsilon:eps)
    selu            activations.selu(x) ops.selu(x)
    sigmoid         activations.sigmoid(x) ops.sigmoid(x)
    sign            ops.sign(x)
    silu            activations.silu(x) activations.swish(x) ops.silu(x) ops.swish(x)
    sin             ops.sin(x)
    soft_shrink     activations.soft_shrink(x, threshold:lambd) ops.soft_shrink(x, threshold:lambd)
    softmax         activations.softmax(x, axis) ops.softmax(x, axis) layers.Softmax(axis)
    softplus        activations.softplus(x) ops.softplus(x)
    softsign        activations.softsign(x) ops.softsign(x)
    sparse_plus     activations.sparse_plus(x) ops.sparse_plus(x)
    sparse_sigmoid  activations.sparse_sigmoid(x) ops.sparse_sigmoid(x)
    sparsemax       activations.sparsemax(x, axis) ops.sparsemax(x, axis)
    square          ops.square(x)
    squareplus      activations.squareplus(x, b) ops.squareplus(x, b)
    tanh            activations.tanh(x) ops.tanh(x)
    tanh_shrink     activations.tanh_shrink(x) ops.tanh_shrink(x)
    threshold       activations.threshold(x, threshold, default_value:value)
    threshold       ops.threshold(x, threshold, default_value:value)
    """,
    backends={
        "tensorflow": {
            "celu": [2],
            "hard_tanh": [1, 1],
            "prelu": [0],
            "selu": lambda alpha, scale: [scale],  # noqa: ARG005
        },
        "jax": {
            "abs": [1],
            "hard_tanh": [1, 1],
            "leaky_relu": [1],
            "prelu": [0],
            "sparse_sigmoid": [1 / 4, 1 / 4],
        },
        "torch": {"prelu": [0]},
    },
)
