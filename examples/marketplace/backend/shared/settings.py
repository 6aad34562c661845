"""Settings read from the environment."""

import os

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql+psycopg2://localhost/marketplace")
REPORTING_URL = os.environ.get("REPORTING_URL", DATABASE_URL)
