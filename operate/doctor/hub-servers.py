"""Prints the servers that the hub takes for running, as JSON in its last line. Runs in the hub's container.

Each is `[user, name]`; the usual server of a user has the name "".
"""

import json

from sqlalchemy import text

from hubwright import database

RUNNING = text(
    "SELECT users.name, spawners.name FROM spawners JOIN users ON users.id = spawners.user_id"
    " WHERE spawners.server_id IS NOT NULL ORDER BY users.name, spawners.name"
)

with database.opened().connect() as connection:
    print(json.dumps([list(it) for it in connection.execute(RUNNING)]))
