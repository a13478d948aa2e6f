import json
from pathlib import Path

import checkout

GOLDEN = Path(__file__).parent / "golden"


def test_receipt(tmp_path, capsys):
    basket = tmp_path / "basket.json"
    basket.write_text(json.dumps({"id": "o-1", "country": "DE", "coupon": "TEA10", "lines": [["POT", 1, 5200]]}))
    checkout.main([str(basket)])
    assert capsys.readouterr().out == (GOLDEN / "pot.txt").read_text(encoding="utf-8")


def test_import_is_silent():
    import subprocess
    import sys

    run = subprocess.run(
        [sys.executable, "-c", "import sys; sys.path.insert(0, sys.argv[1]); import checkout", str(GOLDEN.parent)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout == ""


def test_error_is_a_value_error():
    assert issubclass(checkout.CheckoutError, ValueError)
