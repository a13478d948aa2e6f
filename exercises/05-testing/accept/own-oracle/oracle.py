"""The rules once more, as simply as possible."""


def price(lines, country, coupon):
    goods = sum(quantity * cents for _, quantity, cents in lines)
    off = 0
    if coupon == "TEA10":
        off = int(goods / 10 + 0.5)
    if coupon == "WELCOME5":
        off = 500 if goods > 500 else goods
    rest = goods - off
    if country != "DE":
        return rest + 1290
    return rest if rest > 4999 else rest + 490
