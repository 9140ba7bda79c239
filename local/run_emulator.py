"""Runs MiniStack until it is told to stop, or until whoever started it is gone.

Its standard input is a pipe held by that process: however it dies, even by SIGKILL, the pipe ends. At the end the
whole process group goes, since a function that keeps a socket open outlives the emulator that started it.
"""

import os
import runpy
import signal
import sys
import threading

GRACE_SECONDS = 8


def stop_when_the_owner_is_gone() -> None:
    while sys.stdin.buffer.read(4096):
        pass
    threading.Timer(GRACE_SECONDS, end_group).start()
    os.kill(os.getpid(), signal.SIGTERM)


def end_group() -> None:
    os.killpg(os.getpgid(0), signal.SIGKILL)


threading.Thread(target=stop_when_the_owner_is_gone, daemon=True).start()
sys.argv = ["ministack"]
try:
    from emulator_additions import connect_accounts, know_services

    connect_accounts()
    know_services()
    runpy.run_module("ministack", run_name="__main__")
finally:
    sys.stdout.flush()
    end_group()
