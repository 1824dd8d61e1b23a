"""Prints the names of all users in the hub's database, as JSON in its last line. Runs in the hub's container."""

import json
import os
import sys

# Where the chart has its own module, by which the hub's configuration reads its values.
sys.path.insert(0, "/usr/local/etc/jupyterhub")

from sqlalchemy import create_engine, text
from z2jh import get_config, get_secret_value

if get_config("hub.db.type") == "sqlite-pvc":
    url = "sqlite:///file:jupyterhub.sqlite?mode=ro&uri=true"
else:
    url = get_config("hub.db.url")
    os.environ.setdefault("PGPASSWORD", get_secret_value("hub.db.password", ""))
with create_engine(url).connect() as connection:
    print(json.dumps(sorted(connection.execute(text("SELECT name FROM users")).scalars())))
