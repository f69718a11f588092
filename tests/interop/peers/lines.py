"""The line protocol of a driver in Python: one JSON request a line, one JSON answer a line, whatever happens."""

import json
import sys


def serve(operations):
    """`operations` maps the name of an operation to a function of the request that returns the answer's members."""
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    for line in sys.stdin:
        request = json.loads(line)
        try:
            answer = {"ok": True, **operations[request["op"]](request)}
            text = json.dumps({"id": request["id"], **answer})
        except Exception as error:  # whatever a peer raises is its way to refuse
            refusal = {"id": request["id"], "ok": False, "error": f"{type(error).__name__}: {error}"}
            text = json.dumps(refusal)
        print(text, flush=True)
