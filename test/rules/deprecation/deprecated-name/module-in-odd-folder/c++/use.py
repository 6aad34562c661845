from old_low import LEVEL
#    ^^^^^^^ deprecated-name fix=unsafe
