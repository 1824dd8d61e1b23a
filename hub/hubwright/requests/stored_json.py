"""Keeps what users send from harming the JSON that JupyterHub stores, and fixes what was stored already.

JupyterHub stores options, properties and states as JSON in which `{"__jupyterhub_bytes__": true, "data": "…"}` stands
for bytes. It also accepts that from a request: then reading it back fails, even when the hub starts.
"""

import json
import math

from jupyterhub import orm
from jupyterhub.apihandlers.base import APIHandler
from jupyterhub.apihandlers.proxy import ProxyAPIHandler
from jupyterhub.app import JupyterHub
from jupyterhub.handlers.base import BaseHandler
from sqlalchemy import Text, literal, literal_column, select, update

from ..refusal import refusal
from ..replacing import replace

_RESERVED = "__jupyterhub_"
# Nobody nests deeper by hand; Python itself fails at a few hundred, depending on the caller.
_DEEPEST = 32


def install():
    """Check every JSON body, and fix the database before the hub reads it."""
    replace(APIHandler, "get_json_body", _get_json_body)
    replace(ProxyAPIHandler, "patch", _patch)
    replace(BaseHandler, "prepare", _prepare)
    replace(orm.JSONDict, "process_result_value", _process_result_value)
    replace(JupyterHub, "init_db", _init_db)


def fault(value) -> str | None:
    """What is wrong with a value of a request, at any depth; None when it can be stored."""
    level = [value]
    for _ in range(_DEEPEST):
        below = []
        for it in level:
            if isinstance(it, dict):
                for key in it:
                    if isinstance(key, str) and key.startswith(_RESERVED):
                        return f"Keys that begin with {_RESERVED} are reserved: rename {ascii(key)}."
                below += [*it.keys(), *it.values()]
            elif isinstance(it, (list, tuple)):
                below += it
            elif problem := _scalar_fault(it):
                return problem
        if not below:
            return None
        level = below
    return f"This is nested too deeply: at most {_DEEPEST} levels."


def check(value):
    """Raise a clear 400 if the value cannot be stored."""
    if problem := fault(value):
        raise refusal(400, problem)


def _scalar_fault(value):
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN and Infinity are not valid in JSON."
    if isinstance(value, str) and ("\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value)):
        return "A string contains characters that cannot be stored: NUL, or half of a surrogate pair."
    return None


def _get_json_body(original, self):
    try:
        body = original(self)
    except UnicodeDecodeError:
        raise refusal(400, "The body is not UTF-8.") from None
    if body is not None and not isinstance(body, dict):
        raise refusal(400, "The body of this request must be an object.")
    check(body)
    return body


async def _prepare(original, self):
    await original(self)
    try:
        for values in self.request.arguments.values():
            for value in values:
                value.decode()
    except UnicodeDecodeError:
        raise refusal(400, "A field of this request is not UTF-8.") from None


def _patch(original, self):
    self.get_json_body()  # this one handler reads the body by itself
    return original(self)


def _process_result_value(original, self, value, dialect):
    try:
        return original(self, value, dialect)
    except Exception:
        return {}


def _init_db(original, self):
    original(self)
    columns = [
        (table, column)
        for table in orm.Base.metadata.tables.values()
        for column in table.columns
        if type(column.type) is orm.JSONDict
    ]
    for table, column in columns:
        _repair(self, table, column)
    self.db.commit()


def _repair(app, table, column):
    key, text = table.primary_key.columns.values()[0], literal_column(str(column), Text)
    rows = app.db.execute(select(key, text).where(text.contains(_RESERVED, autoescape=True))).all()
    for row, stored in rows:
        app.db.execute(update(table).where(key == row).values({column.name: literal(_repaired(stored), Text)}))
        app.log.warning("Removed reserved keys, which would keep the hub from reading it, from %s %s", column, row)


def _repaired(stored):
    def fixed(value):
        return None if any(key.startswith(_RESERVED) for key in value) else value

    try:
        return json.dumps(json.loads(stored, object_hook=fixed) or {})
    except Exception:  # cut off, or too deep
        return "{}"
