"""Where a page of the explorer finds what is not in it."""

PYODIDE = "https://cdn.jsdelivr.net/pyodide/v0.27.7/full/"  # CPython 3.12, and what is tested
