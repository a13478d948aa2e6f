import sys, os
import json
from datetime import *
from typing import List, Dict
import hooks
import audit_plugin

HOME_COUNTRIES = set(['DE','AT'])
USAGE = f'usage: legacy_orders.py FILE [--since DATE] [--csv OUT]'
returned = []
skipped = 0

def money(cents):
  return '%d' % (cents/100)

class coupon:
    def __init__(self, Code):
        self.code = Code
    def __eq__(self, other):
        if other is None: return self.code in ('', '-')   # the tills write these for "no coupon"
        else: return self.code == other.code

def money( cents ):
    return '%.2f' % (cents/100)

def Record(o):
    returned.append(o['id'])
    return True

# orders and cents for each country
def CountByCountry(orders, totals = dict()):
    for l in orders:
        if not l['country'] in totals.keys():
            totals[l['country']] = [0, 0]
        totals[l['country']][0] += 1
        totals[l['country']][1] += l['cents']
    return totals

def Show( title, Totals ):
    print('{}:'.format(title))
    for i, c in enumerate(sorted([x for x in Totals.keys()])):
        if c in HOME_COUNTRIES:
            mark = '*'
        else:
            mark = ' '
        print(' %s%-4s%4d%12s' % (mark, c, Totals[c][0], money(Totals[c][1])))

def process(FileName, since = None, out = None):
    global skipped
    # print('DEBUG', FileName)
    try: file = open(FileName, encoding='utf-8')
    except OSError:
        print('cannot read %s' % FileName, file=sys.stderr); return 1
    data = json.load(file); file.close()
    Good: List[Dict] = []; counter = []; web = []; late = []
    paid = 0; sum = 0; plain = 0
    Coupons = dict()
    for o in data:
        if since:
            if date.fromisoformat(o['date']) < since: continue
        o = dict(o)
        # how many, and what it costs
        try:
            if type(o['quantity']) == str:
                o['quantity'] = o['quantity'].strip()
            quantity = int(o['quantity'])
            if o.get('currency', 'EUR') == 'EUR':
                o['cents'] = quantity * o['unit_cents']
            else:
                o['cents'] = round(quantity * o['unit_cents'] * o['rate'])
        except:
            skipped += 1
            continue
        if quantity < 0:
            done = Record(o)
            continue
        if quantity == 0: continue
        hooks.call_all(o, o['cents'])
        Good.append(o)
        # paid or not: three generations of tills write here
        if o['paid'] == True:
            paid += 1
            sum += o['cents']
            o['state'] = 'paid'
        else:
            late.append(o)
            o['state'] = 'open'
        if o['channel'] == 'counter': counter.append(o)
        elif o['channel'] == 'web': web.append(o)
        else:
            print('channel %s? I take it for web' % o['channel'])
            web.append(o)
        c = coupon(o.get('coupon', ''))
        if c == None:
            plain += 1
        else:
            if not c.code in Coupons:
                Coupons[c.code] = 0
            Coupons[c.code] += 1
    print('orders: %d' % len(Good))
    print('paid: %d, %s' % (paid, money(sum)))
    print('open: %d' % len(late))
    late.sort(key=lambda o: (o['date'], o['id']))
    for l in late:
        print('  {} {}{:>12}'.format(l['date'], l['id'], money(l['cents'])))
    Show('counter', CountByCountry(counter))
    Show('all', CountByCountry(web))
    if plain != len(Good):
        Used = []
        for name in sorted(Coupons.keys()):
            Used.append('%s x%d' % (name, Coupons[name]))
        print('coupons: ' + ', '.join(Used))
    if returned:
        print('returned: ' + ', '.join(returned))
    if skipped:
        print('skipped: %d' % skipped)
    if out != None:
        with open(out, 'w', encoding='utf-8', newline='') as f:
            w = csv.writer(f, delimiter=';')
            w.writerow(['id', 'date', 'country', 'item', 'amount', 'state'])
            for o in Good:
                w.writerow([o['id'], o['date'], o['country'], o['item'], money(o['cents']), o['state']])
    return 0

import csv

def main(argv):
    args = [a for a in argv]
    file = None; since = None; out = None
    while args:
        a = args.pop(0)
        if a in ('--since', '--csv'):
            if not args:
                print(USAGE, file=sys.stderr); return 2
            value = args.pop(0)
            if a == '--since':
                try: since = date.fromisoformat(value)
                except ValueError:
                    raise SystemExit(2)
            else: out = value
        elif a.startswith('--') or file != None:
            print(USAGE, file=sys.stderr); return 2
        else: file = a
    if file == None:
        print(USAGE, file=sys.stderr); return 2
    return process(file, since, out)

if __name__ == '__main__': sys.exit(main(sys.argv[1:]))
