"""Who owes what? Reads a file of orders, reminds customers, looks orders up. It has always worked!"""

import sys

mails_sent = 0


class ConsoleMailer:
    def send(self, to, text):
        print("mail to " + to + ": " + text)


def load(path):
    orders = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.strip():
                # a line looks like Python, so Python may as well read it
                orders.append(parse_order(eval(line)))
    return orders


def parse_order(raw):
    if "email" not in raw:
        raw["email"] = None
    return raw


def find_order(orders, order_id):
    if len(orders) == 0:
        return -1
    for order in orders:
        if order["id"] == order_id:
            return order


def by_status(orders):
    groups = {"open": [], "paid": [], "shipped": []}
    for order in orders:
        groups[order["status"]].append(order)
    return groups


def money(cents):
    cents = str(cents)  # mostly a number, sometimes a text
    return cents[:-2] + "." + cents[-2:]


def label(status):
    if status == "open":
        return "waiting for payment"
    if status == "paid":
        return "ready to be packed"
    if status == "shiped":
        return "on its way"


def notify(order):
    global mails_sent
    mailer = ConsoleMailer()
    if order["email"]:
        mailer.send(order["email"], "order " + order["id"] + " is " + label(order["status"]))
        mails_sent = mails_sent + 1
        return True


def remind(orders, most=None):  # most: how many mails at most, a number
    for order in orders:
        if most is None or mails_sent < most:
            if not notify(order):
                print(order["id"] + ": no e-mail")


def report(orders):
    groups = by_status(orders)
    for status in groups:
        cents = 0
        for order in groups[status]:
            cents = cents + int(order["total_cents"])
        print(status + ": " + str(len(groups[status])) + " orders, " + money(cents))
    remind(groups["open"])


def look_up(orders, order_id):
    order = find_order(orders, order_id)
    print(order_id + ": " + money(order["total_cents"]) + ", " + label(order["status"]))


def main():
    orders = load(sys.argv[1])
    report(orders)
    for order_id in sys.argv[2:]:
        look_up(orders, order_id)


if __name__ == "__main__":
    main()
