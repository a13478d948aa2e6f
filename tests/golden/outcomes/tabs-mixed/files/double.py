def double(n):
	if n:
        return n
