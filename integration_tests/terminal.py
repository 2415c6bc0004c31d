"""
Runs a command whose standard error is a terminal, and prints what came out of it as JSON.

Takes one argument, JSON too: `command` (a list), `env`, `both` (standard output is the same terminal), and
`interruptAt`, a text at which the command is sent SIGINT.
"""

import fcntl
import json
import os
import pty
import signal
import struct
import subprocess
import sys
import tempfile
import termios

options = json.loads(sys.argv[1])
ours, theirs = pty.openpty()
fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 160, 0, 0))
with tempfile.TemporaryFile() as out:
    child = subprocess.Popen(
        options["command"],
        env=options["env"],
        stdin=subprocess.DEVNULL,
        stdout=theirs if options["both"] else out,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    interrupt_at = options.get("interruptAt")
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # Linux's way to say that nobody has the terminal open any more.
            part = b""
        if not part:
            break
        shown += part
        if interrupt_at and interrupt_at.encode() in shown:
            child.send_signal(signal.SIGINT)
            interrupt_at = None
    exit_code = child.wait()
    out.seek(0)
    print(json.dumps({"exitCode": exit_code, "stdout": out.read().decode(), "terminal": shown.decode()}))
