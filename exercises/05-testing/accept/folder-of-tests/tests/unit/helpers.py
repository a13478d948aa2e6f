from checkout import Line


def cup(quantity=1):
    return Line("CUP", quantity, unit_cents=450)
