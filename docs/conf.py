"""The manual: `sphinx-build -W -n docs OUT`. Pictures and tables are made while it is built."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from convgif import __version__  # noqa: E402  # it lies where the line above says

project = "convgif"
author = "the convgif authors"
version = release = __version__
extensions = ["convgif.embed.sphinx", "sphinx.ext.autodoc", "manual"]

convgif_defaults = {"theme": "auto"}  # as the pages are, by manual.css
autodoc_typehints = "none"  # names of numpy and typing are no pages of this manual
autodoc_member_order = "bysource"

smartquotes = False  # two hyphens before an option are two hyphens

html_theme = "alabaster"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_title = f"convgif {version}"
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False
html_theme_options = {"description": "You name a layer, convgif computes it, and shows how.",
                      "show_powered_by": False, "page_width": "1060px", "sidebar_width": "200px"}

latex_engine = "xelatex"  # a page is Chinese
latex_use_xindy = False
latex_elements = {"preamble": r"\usepackage{xeCJK}"}
