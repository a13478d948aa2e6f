def greeting(name: str) -> str:
    return "Hi, " + name + "."
