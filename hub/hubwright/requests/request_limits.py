"""Limits what a request to the hub may contain, before anything of it is read into memory or parsed.

The hub needs forms and small JSON objects. Tornado by itself accepts bodies of 100 MiB, waits for each of them forever,
and parses forms in the event loop: 8 MiB stop it for seconds. Users' servers are not behind this: the proxy leads to
them.
"""

import sys

from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPMessageDelegate, ResponseStartLine

from ..replacing import replace

_MIB = 1024 * 1024
# Of one request, and of all whose body is not complete yet.
_LARGEST, _LARGEST_TOGETHER = _MIB, 32 * _MIB
# Fields of a form: to split a MiB of "&" takes a second.
_MOST_FIELDS = 1000
# What a refused request may still send, unread, so that its sender gets to read the answer.
_DRAINED = 16 * _MIB
# Seconds: for a body, and for the headers of the next request on a connection.
_BODY_TIMEOUT, _IDLE_TIMEOUT = 60, 300

_REFUSALS = {
    413: ("Payload Too Large", "This request is too large for the hub: at most 1 MiB and 1000 fields.\n"),
    503: ("Service Unavailable", "The hub is reading too many requests at the moment. Try again in a minute.\n"),
}


def install():
    """Limit the servers of this process that are made from now on: the hub's."""
    replace(HTTPServer, "initialize", _initialize)
    replace(HTTPServer, "start_request", _start_request)


def _initialize(original, self, *args, **limits):
    timeouts = {"body_timeout": _BODY_TIMEOUT, "idle_connection_timeout": _IDLE_TIMEOUT}
    # tornado's own limit ends the connection without an answer that a proxy passes on.
    original(self, *args, **{**timeouts, "max_buffer_size": _LARGEST, "max_body_size": sys.maxsize, **limits})


def _start_request(original, self, server_conn, request_conn):
    return _Limited(original(self, server_conn, request_conn), request_conn)


class _Limited(HTTPMessageDelegate):
    """Passes a request on, or answers it at once and reads the rest of it into nothing."""

    _together = 0

    def __init__(self, delegate, connection):
        self._delegate = delegate
        self._connection = connection
        self._size = self._fields = self._drained = 0
        self._form = self._refused = False

    def headers_received(self, start_line, headers):
        self._form = headers.get("Content-Type", "").lower().startswith("application/x-www-form-urlencoded")
        length = headers.get("Content-Length", "")
        if not length.isdecimal() or int(length) <= _LARGEST:
            return self._delegate.headers_received(start_line, headers)
        headers.pop("Expect", None)  # no "100 Continue" after the answer
        return self._refuse(413)

    def data_received(self, chunk):
        if self._refused:
            return self._drain(chunk)
        self._size += len(chunk)
        _Limited._together += len(chunk)
        self._fields += chunk.count(b"&") if self._form else 0
        if self._size > _LARGEST or self._fields >= _MOST_FIELDS:
            return self._abandon(413)
        if _Limited._together > _LARGEST_TOGETHER:
            return self._abandon(503)
        return self._delegate.data_received(chunk)

    def finish(self):
        self._forget()
        (self._connection if self._refused else self._delegate).finish()

    def on_connection_close(self):
        self._forget()
        if not self._refused:
            self._delegate.on_connection_close()

    def _abandon(self, status):
        self._forget()
        self._delegate.on_connection_close()
        self._refuse(status)

    def _refuse(self, status):
        self._refused = True
        reason, text = _REFUSALS[status]
        headers = HTTPHeaders({"Content-Type": "text/plain; charset=utf-8", "Content-Length": str(len(text))})
        self._connection.write_headers(ResponseStartLine("HTTP/1.1", status, reason), headers, text.encode())

    def _drain(self, chunk):
        self._drained += len(chunk)
        if self._drained > _DRAINED:
            self._connection.close()

    def _forget(self):
        _Limited._together -= self._size
        self._size = 0
