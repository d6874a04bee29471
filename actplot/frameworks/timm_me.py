"""The memory-efficient layers of timm, whose backward passes are written by hand."""

from actplot.frameworks import Framework, timm

FRAMEWORK = Framework(
    title="timm Me",
    version=timm.FRAMEWORK.version,
    modules=timm.FRAMEWORK.modules,
    names="""
    hard_mish       HardMishMe(inplace)
    hard_sigmoid    HardSigmoidMe(inplace)
    hard_silu       HardSwishMe(inplace)
    mish            MishMe(inplace)
    silu            SwishMe(inplace)
    """,
    slopes={
        "hard_mish": [-1, 1],
        "hard_sigmoid": lambda alpha, beta: [alpha, alpha],  # noqa: ARG005
        "hard_silu": [-1 / 2, 3 / 2],
    },
)
