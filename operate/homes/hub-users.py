"""Prints the names of all users in the hub's database, as JSON in its last line. Runs in the hub's container."""

import json

from sqlalchemy import text

from hubwright import database

with database.opened().connect() as connection:
    print(json.dumps(sorted(connection.execute(text("SELECT name FROM users")).scalars())))
