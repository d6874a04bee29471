"""A command loads of matplotlib only what draws, and leaves the rest of it as it is."""

import subprocess
import sys

PROGRAM = """
import sys
from actplot.interface.isolation import isolate
isolate()
modules = set(sys.modules)
from matplotlib.artist import ArtistInspector, kwdoc
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
loaded = "mpl_toolkits.mplot3d" in modules
print(loaded, "alpha" in ArtistInspector(Line2D).get_setters(), "linewidth" in kwdoc(Line2D))
Figure().subplots().plot([0, 1])[0].set(linewidth=3)
isolate()
import mpl_toolkits.mplot3d
"""


def test_what_matplotlib_loads_without_need_is_left_out_and_nothing_of_it_stays_changed() -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.stdout.split() == ["False", "True", "True"]
