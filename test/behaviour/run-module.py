"""Runs an installed module as `python -m` does, with the current folder in front: run-module.py MODULE ARGUMENT…"""

import runpy
import sys

sys.path[0] = ""
module, sys.argv = sys.argv[1], sys.argv[1:]
if module == "alembic":
    module = "alembic.config"
runpy.run_module(module, run_name="__main__", alter_sys=True)
