"""Keras 2, as the package tf_keras keeps it."""

from actplot.frameworks import Framework

FRAMEWORK = Framework(
    title="tf_keras",
    version="2.21.0",
    modules={"activations": "tf_keras.activations", "layers": "tf_keras.layers"},
    names="""
    elu             activations.elu(x, alpha) layers.ELU(alpha)
    exponential     activations.exponential(x)
    gelu            activations.gelu(x, approximate=False)
    gelu_tanh       activations.gelu(x, !approximate=True)
    hard_sigmoid:alpha=0.2  activations.hard_sigmoid(x)
    identity        activations.linear(x)
    layer_norm:eps=1e-3  layers.LayerNormalization(axis, epsilon:eps)
    leaky_relu:negative_slope=0.3  layers.LeakyReLU(alpha:negative_slope)
    mish            activations.mish(x)
    prelu:a=0       layers.PReLU(alpha_initializer="zeros")
    relu            activations.relu(x, alpha=0, max_value=None, threshold=0)
    relu            layers.ReLU(max_value=None, negative_slope=0, threshold=0)
    relu6           activations.relu(x, alpha=0, !max_value=6, threshold=0)
    relu6           layers.ReLU(!max_value=6, negative_slope=0, threshold=0)
    selu            activations.selu(x)
    sigmoid         activations.sigmoid(x)
    silu            activations.swish(x)
    softmax         activations.softmax(x, axis) layers.Softmax(axis)
    softplus        activations.softplus(x)
    softsign        activations.softsign(x)
    tanh            activations.tanh(x)
    thresholded_relu  layers.ThresholdedReLU(theta)
    """,
    slopes={
        "hard_sigmoid": lambda alpha, beta: [alpha, alpha],  # noqa: ARG005
        "prelu": [0],
        "selu": lambda alpha, scale: [scale],  # noqa: ARG005
    },
)
