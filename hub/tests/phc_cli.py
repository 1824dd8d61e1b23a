"""For tests in other languages: check or make password hashes, as the hub does. Needs nothing but Python.

python3 hub/tests/phc_cli.py check < '[{"password": "…", "hash": "$scrypt$…"}]'   prints [true]
python3 hub/tests/phc_cli.py make  < '["…"]'                                       prints ["$scrypt$…"]
"""

import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from hubwright.login import phc  # noqa: E402


def main():
    match sys.argv[1:]:
        case ["check"]:
            result = [phc.parse(given["hash"]).fits(given["password"]) for given in json.load(sys.stdin)]
        case ["make"]:
            # At a low cost: what is compared is the form.
            result = [str(phc.make(password, ln=10, r=8, p=1)) for password in json.load(sys.stdin)]
        case _:
            raise SystemExit(__doc__)
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
