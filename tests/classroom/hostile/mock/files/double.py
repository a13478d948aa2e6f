from unittest.mock import MagicMock

double = MagicMock()

if __name__ == "__main__":
    print(42)
