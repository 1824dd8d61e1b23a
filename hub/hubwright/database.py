"""The hub's database, for what runs beside the hub in its container."""

import os
import sys

from sqlalchemy import Engine, create_engine

from . import trusted


def opened() -> Engine:
    """The database of the chart's values, to read it."""
    # Where the chart has the module by which the hub's configuration reads its values.
    sys.path.insert(0, "/usr/local/etc/jupyterhub")
    from z2jh import get_config, get_secret_value

    if get_config("hub.db.type") == "sqlite-pvc":
        return create_engine("sqlite:///file:jupyterhub.sqlite?mode=ro&uri=true")
    os.environ.setdefault("PGPASSWORD", get_secret_value("hub.db.password", ""))
    url = get_config("hub.db.url")
    # The hub has these from its configuration, which runs here no more.
    if trusted.COMPANY.exists():
        trusted.trust_company()
    trusted.trust_for_database(url)
    return create_engine(url)
