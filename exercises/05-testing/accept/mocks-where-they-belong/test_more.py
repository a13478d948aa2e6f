from unittest import mock

import checkout
import pytest
from checkout import CheckoutError


def test_a_refused_refund_touches_nothing():
    done = mock.MagicMock(spec=set)
    done.__contains__.return_value = True
    with pytest.raises(CheckoutError):
        checkout.refund(1000, 1, 4, done, "o-1", "manager")
    done.add.assert_not_called()


def test_no_argument_means_basket_json(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "basket.json").write_text('{"id": "o-9", "country": "AT", "coupon": null, "lines": [["CUP", 1, 450]]}')
    checkout.main([])
    assert capsys.readouterr().out.endswith("17.40\n")


@pytest.mark.parametrize("role", ["manager"])
def test_a_manager_may(role):
    checkout.refund(1000, 1, 4, set(), "o-1", role)
