"""Kept for those who are used to it; install the package first."""

if __name__ == "__main__":
    from orders.cli import main

    raise SystemExit(main(["receipt", "order.json"]))
