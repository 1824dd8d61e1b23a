"""Prints the table that hub_classes.py makes and what the real classes do with values, which it reads as JSON.

Of a class and each of its own traits it tells one character for each value: "+" when it is taken, "-" when its kind
does not fit, and "?" when the class refuses it for another reason: a file that is not there, a trait that is missing.
"""

import json
import logging
import sys
import warnings

import hub_classes
import traitlets
from traitlets.config import Config


def outcome(cls, trait, value):
    """What the class makes of a value in its section of the configuration."""
    try:
        hub_classes.instance(cls)._load_config(Config({cls.__name__: {trait: value}}))
        return "+"
    except traitlets.TraitError:
        return "-"
    except (Exception, SystemExit):
        return "?"


logging.disable()
warnings.simplefilter("ignore")
values = json.load(sys.stdin)
found = hub_classes.classes()
table = hub_classes.listing(found)
outcomes = {
    name: {trait: "".join(outcome(found[name], trait, value) for value in values) for trait in about["traits"]}
    for name, about in table.items()
}
json.dump({"table": table, "outcomes": outcomes}, sys.stdout)
