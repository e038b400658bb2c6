"""Terraform code in, the findings of checkov out.

Every root below the folders (by default terraform and environments) is judged. A finding fails the run; so does an
exception (`#checkov:skip=ID: reason`) without a reason, a folder in which checkov found nothing to judge, and a checkov
that accepts a root broken on purpose.
"""

import json
import subprocess
import sys
from pathlib import Path

BROKEN = Path(__file__).parent / "seeded" / "terraform"
COMMAND = ["checkov", "--skip-download", "--framework", "terraform", "--compact", "--output", "json", "--directory"]
UNEXPLAINED = "No comment provided"


def findings(folder):
    """What is wrong in a folder, and how many checks it passed and was excused from."""
    run = subprocess.run([*COMMAND, str(folder)], capture_output=True, text=True, check=False)
    try:
        report = json.loads(run.stdout)
    except json.JSONDecodeError:
        sys.exit(f"checkov read nothing in {folder}:\n{run.stdout}{run.stderr}")
    if "results" not in report:
        sys.exit(f"checkov found nothing to judge in {folder}")
    results, wrong = report["results"], set()
    for check in results["failed_checks"]:
        wrong.add(f"{place(check)}: {check['check_id']}: {check['check_name']}")
    for check in results["skipped_checks"]:
        reason = (check["check_result"].get("suppress_comment") or "").strip()
        if not reason or reason == UNEXPLAINED:
            wrong.add(f"{place(check)}: the exception of {check['check_id']} gives no reason")
    for path in results["parsing_errors"]:
        wrong.add(f"{path}: cannot be read")
    return sorted(wrong), len(results["passed_checks"]), len(results["skipped_checks"])


def place(check):
    """File, line and resource of a check."""
    return f"{check['repo_file_path'].lstrip('/')}:{check['file_line_range'][0]}: {check['resource']}"


def main(folders):
    wrong = findings(BROKEN)[0]
    if not any("CKV_AWS_24:" in finding for finding in wrong) or not any("no reason" in finding for finding in wrong):
        sys.exit(f"checkov accepts {BROKEN}, which is wrong on purpose: {wrong}")
    total = 0
    for folder in folders:
        wrong, passed, excused = findings(folder)
        total += len(wrong)
        print(*wrong, sep="\n", end="\n" if wrong else "")
        print(f"{folder}: checkov: {passed} checks passed, {excused} excused beside the code, {len(wrong)} findings")
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or ["terraform", "environments"]))
