"""Runs a command in a terminal of its own, types into it, and prints as JSON what was on the screen and how it ended.

Arguments: a JSON list of steps, then the command. A step is {"await": "echo off" or a text on the screen} or
{"type": TEXT} or {"kill": NUMBER of a signal}.
"""

import fcntl
import json
import os
import select
import sys
import termios

steps, command = json.loads(sys.argv[1]), sys.argv[2:]
master, slave = os.openpty()
child = os.fork()
if child == 0:
    os.setsid()
    fcntl.ioctl(slave, termios.TIOCSCTTY, 0)
    for fd in (0, 1, 2):
        os.dup2(slave, fd)
    os.closerange(3, 100)
    os.execvp(command[0], command)

screen, status = b"", None


def echoes():
    return bool(termios.tcgetattr(slave)[3] & termios.ECHO)


def look():
    """Reads what there is, and whether the command still runs."""
    global screen, status
    if select.select([master], [], [], 0.01)[0]:
        screen += os.read(master, 65536)
    elif status is None:
        ended, code = os.waitpid(child, os.WNOHANG)
        status = os.waitstatus_to_exitcode(code) if ended else None
        return status is None
    else:
        return False
    return True


seen = 0
for step in steps:
    if "type" in step:
        os.write(master, step["type"].encode())
    elif "kill" in step:
        os.kill(child, step["kill"])
    elif step["await"] == "echo off":
        while echoes() and look():
            pass
    else:
        text = step["await"].encode()
        while text not in screen[seen:] and look():
            pass
        seen = screen.find(text, seen) + len(text)
while look():
    pass
print(json.dumps({"screen": screen.decode(), "code": status, "echoes": echoes()}))
