"""Methods are changed in place, once, with all that others put around them."""

import functools

from hubwright.replacing import replace


def guarded(method):
    @functools.wraps(method)
    def guard(self):
        return f"guarded {method(self)}"

    return guard


class Handler:
    @guarded
    def get(self):
        return "it"


def test_what_others_wrapped_a_method_in_stays_and_a_second_change_replaces_the_first():
    replace(Handler, "get", lambda original, self: f"first {original(self)}")
    assert Handler().get() == "first guarded it"
    replace(Handler, "get", lambda original, self: f"second {original(self)}")
    assert Handler().get() == "second guarded it"
