"""Tables of ours in the hub's database.

Not in JupyterHub's own metadata: its upgrades and resets leave them alone.
"""

from sqlalchemy import MetaData, Table

metadata = MetaData()


def create(db, *tables: Table):
    """Make the tables in the database of this session, if they are not there."""
    metadata.create_all(db.get_bind(), tables=tables)
