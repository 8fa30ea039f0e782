"""A gate in a pipeline: it opens after an approval in time, and otherwise stays closed.

    python ci_gate.py release-7 --patience 30m

The program prints how to approve, waits, and exits with 0 after an approval, or else with 1. A job that is killed and
run again waits for the same approval until the same instant. The default address is MINOOTS_ENDPOINT, or else this
machine; the key is in MINOOTS_API_KEY.
"""

from __future__ import annotations

import argparse
import sys

from minoots import Client, NewTimer, TimerStatus


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("gate", help="its id: the same one is the same gate")
    parser.add_argument("--patience", default="30m", help="how long it may be approved, such as 30m")
    arguments = parser.parse_args()
    with Client() as client:
        # The timer has no queue: its status alone shows that it has fired.
        asked = NewTimer("approval", delay=arguments.patience, id=arguments.gate, queue=None)
        created = client.create(asked)
        timer = created.timer
        print(f"waiting until {timer.fire_time}: minoots timer cancel {timer.id} --reason 'approved by …'", flush=True)
        ended = client.wait(timer).timer
    if ended.status is TimerStatus.CANCELLED and ended.cancel is not None:
        print(f"open: {ended.cancel.reason or 'approved'} ({ended.cancel.by})")
        return 0
    print("shut: nobody approved in time")
    return 1


if __name__ == "__main__":
    sys.exit(main())
