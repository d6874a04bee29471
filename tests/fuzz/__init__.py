"""Command lines at random, derived from the commands themselves, with every output read back.

``python -m tests.fuzz --runs 5000 --seed 1`` runs that many; a command, an option or a format that is added is in.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the program has it; NumPy reads it when it is loaded
