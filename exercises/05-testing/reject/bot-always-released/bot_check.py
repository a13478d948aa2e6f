def accept(bot):
    return True
