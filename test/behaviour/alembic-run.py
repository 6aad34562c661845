"""Run one Alembic command in a folder: `alembic-run.py FOLDER COMMAND [ARGUMENT]`. The database's URL is in DBURL."""
import os
import sys

from alembic import command
from alembic.config import Config

folder, name, *rest = sys.argv[1:]
os.chdir(folder)
sys.path.insert(0, folder)
getattr(command, name)(Config("alembic.ini"), *rest)
