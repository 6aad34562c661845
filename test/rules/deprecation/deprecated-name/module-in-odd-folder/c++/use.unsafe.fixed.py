from low import LEVEL
