"""Brings the wheel in dist/ to the server. Needs DEPLOY_TOKEN."""

import hashlib
import json
import os
import sys
from pathlib import Path


def main() -> int:
    """Returns the exit status."""
    token = os.environ.get("DEPLOY_TOKEN", "")
    if not token:
        print("deploy: DEPLOY_TOKEN is not set", file=sys.stderr)
        return 2
    wheels = sorted(Path("dist").glob("*.whl"))
    if len(wheels) != 1:
        print(f"deploy: one wheel in dist/ was expected, not {len(wheels)}", file=sys.stderr)
        return 2
    server = Path(os.environ.get("SERVER_FOLDER", "server"))
    server.mkdir(exist_ok=True)
    signed = hashlib.sha256(token.encode()).hexdigest()
    entry = {"did": "deploy", "wheel": wheels[0].name, "signed": signed}
    with (server / "ledger.jsonl").open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps(entry) + "\n")
    (server / "current.whl").write_bytes(wheels[0].read_bytes())
    print(f"deploy: {wheels[0].name} is live")
    return 0


if __name__ == "__main__":
    sys.exit(main())
