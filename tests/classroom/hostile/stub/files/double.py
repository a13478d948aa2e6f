def double(n):
    return "no"
