print("loading the tests")
