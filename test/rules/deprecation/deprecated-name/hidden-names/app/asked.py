def asked1():
#   ^^^^^^ deprecated-name fix=unsafe
    return 1
