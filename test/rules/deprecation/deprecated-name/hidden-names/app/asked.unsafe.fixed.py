def asked2():
    return 1
