"""Starts the platform, and lets schemathesis at it. A tenant that `local` enters may ask as often as it likes.

    python fuzz.py LOCAL HOME SEED EXAMPLES
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import threading

SCHEMA = "terraform/stack/openapi.json"
SCOPES = "messages:write messages:read agent privacy admin"

# What schemathesis looks for, but for:
#  unsupported_method: whatever API Gateway has no route for, it answers itself, with 404, and so does `local`;
#  positive_data_acceptance: which cursor, version or key is the right one, and which message is an answer, no schema says.
LEFT_OUT = "unsupported_method,positive_data_acceptance"


def serve(local, data):
    """The platform, and its address."""
    platform = subprocess.Popen(
        [local, "--port", "0", "--data", data],
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in platform.stdout:
        if line.startswith("listening on "):
            # It must never wait for somebody who reads what it prints.
            threading.Thread(target=platform.stdout.read, daemon=True).start()
            return platform, line.removeprefix("listening on ").strip()
    sys.exit(f"local ended with {platform.wait()}")


def ask(home, address, token, seed, examples):
    """How many requests were made, and what schemathesis made of the answers."""
    with open(SCHEMA, encoding="utf-8") as schema:
        paths = json.load(schema)["paths"]
    operations = sum(len(methods) for methods in paths.values())
    command = [
        f"{home}/bin/schemathesis", "run", SCHEMA, "--url", address, "--header", f"Authorization: Bearer {token}",
        "--seed", seed, "--max-examples", str(-(-examples // operations)), "--mode", "all", "--no-color",
        "--exclude-checks", LEFT_OUT, "--generation-database", "none",
    ]  # fmt: skip
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    print(done.stdout)
    generated = re.search(r"(\d+) generated", done.stdout)
    return int(generated.group(1)) if generated else 0, done.returncode


def main():
    local, home, seed, examples = sys.argv[1:]
    with tempfile.TemporaryDirectory(prefix="fuzz-") as data:
        os.chmod(data, 0o755)
        platform, address = serve(local, data)
        try:
            token = subprocess.check_output([local, "token", "--data", data, "--scope", SCOPES], text=True).strip()
            asked, judged = ask(home, address, token, seed, int(examples))
        finally:
            platform.terminate()
            ended = platform.wait()
    if ended != 0:
        sys.exit(f"local ended with {ended}")
    if asked < int(examples):
        sys.exit(f"only {asked} requests were made: at least {examples} were to be")
    sys.exit(judged)


main()
