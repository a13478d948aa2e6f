import sys
def double(n:
    return n
