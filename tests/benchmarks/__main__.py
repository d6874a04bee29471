"""Measure commands and functions against their baselines, interleaved, in one run.

``python -m tests.benchmarks`` measures everything; ``commands``, ``functions``, ``checks``, ``lenet`` or ``inspect``
after it, a part. A row has the median of one thing, that of its baseline, and their ratio with the limit that it
shall keep.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np

from actplot import catalogue
from actplot.activation import Activation
from actplot.analysis.check import Rules, compare
from actplot.arithmetic import formats
from actplot.expressions.record import Expression
from tests.benchmarks.typed import TYPED, Textbook, with_erf

Run = Callable[[], object]

PYPLOT = """
import matplotlib; matplotlib.use("Agg")
import matplotlib.pyplot as plt, numpy as np
x = np.linspace(-5, 5, 500)
plt.plot(x, np.maximum(x, 0), label="f")
plt.plot(x, np.where(x > 0, 1.0, 0.0), label="f'")
plt.title("ReLU"); plt.legend(); plt.grid(True)
plt.savefig("baseline.{suffix}")
"""
AWK = """{ e = exp(-2*($1 < 0 ? -$1 : $1)); t = (1-e)/(1+e); if ($1 < 0) t = -t
printf "%.17g,%.17g,%.17g\\n", $1, t, 1-t*t }"""


def interleaved(runs: list[Run], rounds: int, clock: Callable[[], float] = time.process_time) -> list[float]:
    """Return the median seconds of each run; one after the other in every round, so that drift hits all alike."""
    times: list[list[float]] = [[] for _ in runs]
    for _ in range(rounds):
        for run, seconds in zip(runs, times, strict=True):
            start = clock()
            run()
            seconds.append(clock() - start)
    return [statistics.median(seconds) for seconds in times]


def row(what: str, ours: float, theirs: float, limit: float, note: str = "") -> None:
    """Print one comparison."""
    print(
        f"{what:58} {ours * 1e3:9.1f} {theirs * 1e3:9.1f} {ours / theirs:6.2f}  <= {limit:4.2f}  {note}", flush=True
    )


def commands(folder: Path) -> None:
    """Compare whole processes."""
    actplot = shutil.which("actplot", path=str(Path(sys.executable).parent)) or "actplot"

    def process(*arguments: str, **environment: str) -> Run:
        def run() -> None:
            subprocess.run(
                arguments, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, check=True
            )

        return run

    def python(program: str) -> Run:
        return process(sys.executable, "-c", program)

    def shell(line: str) -> Run:
        return process("bash", "-c", line)

    def compare(what: str, ours: Run, theirs: Run, limit: float, rounds: int = 15) -> list[float]:
        medians = interleaved([ours, theirs], rounds, time.perf_counter)
        row(what, medians[0], medians[1], limit)
        return medians

    click, numpy = python("import click"), python("import click, numpy")
    rich = python("import click, numpy, rich.table, rich.console")
    for arguments in (["--version"], ["--help"], ["plot", "--help"]):
        compare("actplot " + " ".join(arguments), process(actplot, *arguments), click, 1.10)
    words = {"COMP_WORDS": "actplot plot --th", "COMP_CWORD": "2", "_ACTPLOT_COMPLETE": "bash_complete"}
    compare("completion of an option", process(actplot, **words), click, 1.25)
    words = {**words, "COMP_WORDS": "actplot plot gel"}
    compare("completion of a function", process(actplot, **words), numpy, 1.15)
    compare("actplot table", process(actplot, "table", "-f", "table"), rich, 1.6)
    compare("actplot table relu --at", process(actplot, "table", "relu", "--at", "-1,0,1", "-f", "csv"), numpy, 1.0)
    single = 0.0
    for suffix in ("svg", "png"):
        one = process(actplot, "plot", "relu", "--deriv", "-o", f"relu.{suffix}")
        single, _ = compare(f"actplot plot relu ({suffix})", one, python(PYPLOT.format(suffix=suffix)), 0.88, 9)
    compare("actplot plot relu (text, against png)", process(actplot, "plot", "relu", "-d", "-f", "text"), one, 0.25)
    text = "x*tanh(softplus(x))"
    own, relu = (process(actplot, "plot", spec, "--deriv", "-o", "one.png") for spec in (text, "relu"))
    compare(f"actplot plot '{text}', to relu's", own, relu, 1.2, 9)
    many = interleaved([process(actplot, "plot", "--all", "--deriv", "-o", "pics/")], 1, time.perf_counter)[0]
    count = len(list((folder / "pics").iterdir()))
    row(f"each further picture of {count}", (many - single) / (count - 1), single, 0.08)
    stream = f"seq 1000000 | {actplot} table tanh --at - -f csv"
    compare("a million numbers from stdin", shell(stream), shell(f"seq 1000000 | awk '{AWK}'"), 0.6, 3)
    for limit, line in (
        (60, f"{actplot} table"),
        (110, f"{actplot} plot relu -d"),
        (200, f"{actplot} plot --all -o pics/"),
        (250, f"{actplot} lenet relu gelu --epochs 1"),
    ):
        print(f"{'memory: ' + line.replace(actplot, 'actplot'):58} {peak(line, folder):9.1f} MB  <= {limit}")


def peak(line: str, folder: Path) -> float:
    """Return the largest resident set of any process that ``line`` starts, in megabytes."""
    program = (
        "import subprocess, resource\n"
        f"subprocess.run({line!r}.split(), cwd={str(folder)!r}, stdout=subprocess.DEVNULL)\n"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def checks(folder: Path) -> None:
    """Measure ``actplot check``: against ``import numpy``, over all float32 inputs, and its memory."""
    actplot = shutil.which("actplot", path=str(Path(sys.executable).parent)) or "actplot"
    table = [actplot, "table", "gelu", "--dtype", "bfloat16", "--at", "all", "-o", "gelu.npz"]
    subprocess.run(table, cwd=folder, stdout=subprocess.DEVNULL, check=True)

    def run(*command: str) -> Run:
        return lambda: subprocess.run(command, cwd=folder, stdout=subprocess.DEVNULL, check=True)

    numpy = run(sys.executable, "-c", "import numpy")
    for what, option in (("f", ()), ("f'", ("--deriv",))):
        line = [actplot, "check", "gelu", "gelu.npz", "--dtype", "bfloat16", "--max-steps", "0", *option]
        ours, theirs = interleaved([run(*line), numpy], 11, time.perf_counter)
        row(f"check gelu in bfloat16, {what}", ours, theirs, 4.0)
    for name, limit in (("relu", 3), ("sigmoid", 5), ("gelu", 10)):
        minutes = float32_minutes(catalogue.get(name))
        print(
            f"{f'all float32 inputs of {name}, from a hundredth of them':58} {minutes:9.1f} min  <= {limit}",
            flush=True,
        )
    with (folder / "zeros.bin").open("wb") as zeros:
        zeros.truncate(1 << 34)  # a result for each input of float32; it takes no room on the disk
    for candidate in ("zeros.bin", "gelu_tanh"):
        line = [actplot, "check", "gelu", candidate, "--dtype", "float32", "--at", "all"]
        what = f"memory: check gelu {candidate} --dtype float32, 30 s"
        print(f"{what:58} {held(line, folder):9.1f} MB  <= 200", flush=True)


def float32_minutes(function: Activation) -> float:
    """Return the CPU minutes of a check of all float32 inputs, from every hundredth stretch of 2^16 of them."""
    format_ = formats.FORMATS["float32"]
    total = 1 << 16  # stretches
    seconds = 0.0
    stretches = range(50, total, 100)
    for stretch in stretches:
        patterns = (np.uint32(stretch << 16) + np.arange(1 << 16, dtype=np.uint32)).astype(np.uint32)
        results = np.asarray(function(patterns.view(np.float32)), np.float64)
        start = time.process_time()
        compare(function, [(format_.decode(patterns), results, None)], Rules(format_))
        seconds += time.process_time() - start
    return seconds * total / len(stretches) / 60


def held(line: list[str], folder: Path, seconds: float = 30.0) -> float:
    """Return the largest resident set of a process in its first seconds, in megabytes."""
    with subprocess.Popen(line, cwd=folder, stdout=subprocess.DEVNULL) as process:
        time.sleep(seconds)
        status = Path(f"/proc/{process.pid}/status").read_text()
        process.terminate()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def functions() -> None:
    """Compare f and f' of a million numbers with the textbook formulas in NumPy."""
    x = np.random.default_rng(0).uniform(-10, 10, 1_000_000)

    def sigmoid() -> object:
        y = 1 / (1 + np.exp(-x))
        return y, y * (1 - y)

    def tanh() -> object:
        y = np.tanh(x)
        return y, 1 - y * y

    def silu() -> object:
        y = 1 / (1 + np.exp(-x))
        return x * y, y * (1 + x * (1 - y))

    def softplus() -> object:
        return np.log(1 + np.exp(x)), 1 / (1 + np.exp(-x))

    def elu() -> object:
        return np.where(x > 0, x, np.exp(x) - 1), np.where(x > 0, 1, np.exp(x))

    def mish() -> object:
        y = np.tanh(np.log(1 + np.exp(x)))
        return x * y, y + x * (1 - y * y) / (1 + np.exp(-x))

    def relu() -> object:
        return np.maximum(0, x), np.where(x > 0, 1.0, 0.0)

    for textbook in (relu, sigmoid, tanh, silu, softplus, elu, mish):
        function: Activation = catalogue.get(textbook.__name__)
        ours, theirs = interleaved([lambda function=function: function.pair(x), textbook], 21)  # type: ignore[misc]
        row(f"{function.name}: f and f' of a million numbers", ours, theirs, 2.0)
    typed(TYPED)
    try:
        from scipy.special import erf  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        print("SciPy is not installed: its erf, the measure for gelu, erf and normal_cdf, is left out")
        return
    typed(with_erf(erf))
    for name in ("gelu", "erf", "normal_cdf"):
        function = catalogue.get(name)
        ours, theirs = interleaved([lambda function=function: function.pair(x), lambda: erf(x)], 9)  # type: ignore[misc]
        row(f"{name}: f and f' of a million numbers (SciPy's erf)", ours, theirs, 4.0)


def typed(formulas: Mapping[str, Textbook]) -> None:
    """Compare f and f' of a million numbers, of expressions, with the same in NumPy, where two floats suffice."""
    x = np.random.default_rng(0).uniform(-10, 10, 1_000_000)
    for text, textbook in formulas.items():
        function = catalogue.get(text)
        assert isinstance(function, Expression)
        inner = x[function.evaluator.sure(x)]
        ours, theirs = interleaved([lambda f=function, x=inner: f.pair(x), lambda f=textbook, x=inner: f(x)], 5)  # type: ignore[misc]
        row(f"{text}: f and f' of {inner.size:,}", ours, theirs, 30.0)


def main(which: list[str]) -> None:
    """Run the parts that are named, or all."""
    print(f"{'':58} {'ms':>9} {'baseline':>9}  ratio")
    if "functions" in which or not which:
        functions()
    if "commands" in which or not which:
        with tempfile.TemporaryDirectory() as folder:
            commands(Path(folder))
    if "checks" in which or not which:
        with tempfile.TemporaryDirectory() as folder:
            checks(Path(folder))
    if "lenet" in which or not which:
        one_thread = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
        subprocess.run([sys.executable, "-m", "tests.benchmarks.lenet"], env=one_thread, check=True)
    if "inspect" in which or not which:
        subprocess.run([sys.executable, "-m", "tests.benchmarks.inspection"], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
