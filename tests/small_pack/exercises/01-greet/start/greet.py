import sys

def greeting(name):
    print('Hello', name)

greeting(sys.argv[1])
