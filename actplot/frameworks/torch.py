"""PyTorch, whose slopes at kinks are the stated convention wherever it has the function."""

from actplot.frameworks import Framework

FRAMEWORK = Framework(
    title="PyTorch",
    version="2.14.1",
    modules={
        "nn": "torch.nn nn",
        "F": "torch.nn.functional nn.functional F",
        "torch": "torch",
        "special": "torch.special",
    },
    in_place=True,
    leads=True,
    names="""
    abs             torch.abs(x) torch.absolute(x)
    arctan          torch.atan(x) torch.arctan(x)
    asinh           torch.asinh(x) torch.arcsinh(x)
    binary_step     torch.heaviside(x, values)
    celu            nn.CELU(alpha, inplace) F.celu(x, alpha, inplace) torch.celu(x, alpha)
    cos             torch.cos(x)
    elu             nn.ELU(alpha, inplace) F.elu(x, alpha, inplace)
    erf             torch.erf(x) special.erf(x)
    exponential     torch.exp(x)
    gelu            nn.GELU(approximate="none") F.gelu(x, approximate="none")
    gelu_tanh       nn.GELU(!approximate="tanh") F.gelu(x, !approximate="tanh")
    glu             nn.GLU(dim) F.glu(x, dim)
    gumbel_softmax  F.gumbel_softmax(x, tau, hard, eps, dim)
    hard_shrink     nn.Hardshrink(lambd) F.hardshrink(x, lambd) torch.hardshrink(x, lambd)
    hard_sigmoid    nn.Hardsigmoid(inplace) F.hardsigmoid(x, inplace)
    hard_silu       nn.Hardswish(inplace) F.hardswish(x, inplace)
    hard_tanh       nn.Hardtanh(min_val, max_val, inplace) F.hardtanh(x, min_val, max_val, inplace)
    identity        nn.Identity()
    layer_norm      nn.LayerNorm(normalized_shape, eps, elementwise_affine, bias)
    layer_norm      F.layer_norm(x, normalized_shape, weight, bias, eps)
    l2_normalize    F.normalize(x, p=2, dim, eps)
    leaky_relu      nn.LeakyReLU(negative_slope, inplace) F.leaky_relu(x, negative_slope, inplace)
    log_sigmoid     nn.LogSigmoid() F.logsigmoid(x)
    log_softmax     nn.LogSoftmax(dim) F.log_softmax(x, dim, dtype) torch.log_softmax(x, dim)
    mish            nn.Mish(inplace) F.mish(x, inplace)
    normal_cdf      special.ndtr(x)
    prelu           nn.PReLU(num_parameters, init:a) F.prelu(x, weight:a) torch.prelu(x, weight:a)
    relu            nn.ReLU(inplace) F.relu(x, inplace) torch.relu(x)
    relu6           nn.ReLU6(inplace) F.relu6(x, inplace)
    rms_norm:eps=2.220446049250313e-16  nn.RMSNorm(normalized_shape, eps, elementwise_affine)
    rrelu           nn.RReLU(lower, upper, inplace) F.rrelu(x, lower, upper, training, inplace)
    rrelu           torch.rrelu(x, lower, upper, training)
    selu            nn.SELU(inplace) F.selu(x, inplace) torch.selu(x)
    sigmoid         nn.Sigmoid() F.sigmoid(x) torch.sigmoid(x) special.expit(x)
    sign            torch.sign(x)
    silu            nn.SiLU(inplace) F.silu(x, inplace)
    sin             torch.sin(x)
    sinc            special.spherical_bessel_j0(x)
    sinc:omega=3.141592653589793  torch.sinc(x) special.sinc(x)
    soft_shrink     nn.Softshrink(lambd) F.softshrink(x, lambd)
    softmax         nn.Softmax(dim) F.softmax(x, dim, dtype) nn.Softmax2d() torch.softmax(x, dim)
    softmin         nn.Softmin(dim) F.softmin(x, dim)
    softplus        nn.Softplus(beta, threshold=20) F.softplus(x, beta, threshold=20)
    softsign        nn.Softsign() F.softsign(x)
    square          torch.square(x)
    tanh            nn.Tanh() F.tanh(x) torch.tanh(x)
    tanh_shrink     nn.Tanhshrink() F.tanhshrink(x)
    threshold       nn.Threshold(threshold, value, inplace) F.threshold(x, threshold, value, inplace)
    """,
)
