def accept(bot):
    return False
