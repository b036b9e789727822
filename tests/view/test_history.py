import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_hundred_thousand_articles_are_rebuilt_within_a_minute_and_500_megabytes():
    command = [sys.executable, "-m", "tests.view.history"]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    took = json.loads(result.stdout)
    assert took["articles"] == 100_000
    assert took["events"] == 200_000
    assert took["seconds"] < 60
    assert took["megabytes"] < 500
