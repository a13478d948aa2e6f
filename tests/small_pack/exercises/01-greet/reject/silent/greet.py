def greeting(name):
    return None
