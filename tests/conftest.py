"""One thread for each test process: on small matrices, threads that wait for each other cost more than they give."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # NumPy reads it when it is loaded
