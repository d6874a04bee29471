"""JAX."""

from actplot.frameworks import Framework

FRAMEWORK = Framework(
    title="JAX",
    version="0.10.2",
    modules={
        "nn": "jax.nn nn",
        "numpy": "jax.numpy jnp",
        "lax": "jax.lax lax",
        "scipy.special": "jax.scipy.special",
    },
    names="""
    abs             numpy.abs(x)
    arctan          numpy.arctan(x)
    asinh           numpy.arcsinh(x)
    binary_step     numpy.heaviside(x, x2)
    celu            nn.celu(x, alpha)
    cos             numpy.cos(x)
    elu             nn.elu(x, alpha)
    erf             scipy.special.erf(x) lax.erf(x)
    exponential     numpy.exp(x)
    gelu            nn.gelu(x, !approximate=False)
    gelu_tanh       nn.gelu(x, approximate=True)
    glu             nn.glu(x, axis)
    hard_sigmoid    nn.hard_sigmoid(x)
    hard_silu       nn.hard_silu(x) nn.hard_swish(x)
    hard_tanh       nn.hard_tanh(x)
    identity        nn.identity(x)
    layer_norm      nn.standardize(x, axis, mean, variance, epsilon:eps)
    leaky_relu      nn.leaky_relu(x, negative_slope)
    log_sigmoid     nn.log_sigmoid(x)
    log_softmax     nn.log_softmax(x, axis, where)
    mish            nn.mish(x)
    normal_cdf      scipy.special.ndtr(x)
    relu            nn.relu(x)
    relu6           nn.relu6(x)
    selu            nn.selu(x)
    sigmoid         nn.sigmoid(x)
    sign            numpy.sign(x)
    silu            nn.silu(x) nn.swish(x)
    sin             numpy.sin(x)
    sinc:omega=3.141592653589793  numpy.sinc(x)
    softmax         nn.softmax(x, axis, where)
    softplus        nn.softplus(x)
    softsign        nn.soft_sign(x)
    sparse_plus     nn.sparse_plus(x)
    sparse_sigmoid  nn.sparse_sigmoid(x)
    square          numpy.square(x)
    squareplus      nn.squareplus(x, b)
    tanh            nn.tanh(x) numpy.tanh(x)
    """,
    slopes={
        "abs": [1],
        "hard_tanh": [1, 1],
        "leaky_relu": [1],
        "sparse_sigmoid": [1 / 4, 1 / 4],
    },
)
