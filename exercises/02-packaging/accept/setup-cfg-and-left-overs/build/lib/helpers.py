print("an older build")
