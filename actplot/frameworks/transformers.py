"""Transformers: the keys of ACT2FN and the classes of transformers.activations."""

import math

from actplot.frameworks import Framework

FRAMEWORK = Framework(
    title="Transformers",
    version="5.23.0",
    modules={"": " transformers.activations transformers ACT2FN transformers.activations.ACT2FN"},
    names="""
    clipped_gelu    gelu_10 ClippedGELUActivation(min:lo, max:hi)
    gelu            gelu gelu_python GELUActivation(use_gelu_python)
    gelu_tanh       gelu_new gelu_fast gelu_accurate gelu_pytorch_tanh gelu_python_tanh
    gelu_tanh       GELUTanh(use_gelu_tanh_python) PytorchGELUTanh() NewGELUActivation() FastGELUActivation()
    gelu_tanh       AccurateGELUActivation()
    hard_silu       hardswish
    identity        linear LinearActivation()
    laplace         laplace LaplaceActivation()
    leaky_relu      leaky_relu
    mish            mish MishActivation()
    prelu           prelu
    quick_gelu      quick_gelu QuickGELUActivation()
    relu            relu
    relu6           relu6
    relu_squared    relu2 ReLUSquaredActivation()
    sigmoid         sigmoid
    silu            silu SiLUActivation()
    sqrt_softplus   sqrtsoftplus SqrtSoftplusActivation()
    swish           swish
    tanh            tanh
    xielu:alpha_p=0.8003961295638289:alpha_n=0.8008694961619364:eps=9.98377799987793e-07  xielu XIELUActivation()
    """,
    slopes={
        # The gradient is shared where two arguments of a minimum are equal.
        "xielu": lambda alpha_p, alpha_n, beta, eps: [  # noqa: ARG005
            *([alpha_n * (0.5 * math.exp(-eps) - 1) + beta] if eps else []),
            beta - alpha_n,
        ]
    },
)
