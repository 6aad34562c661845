from shop.plugins.old_plugin import greet
#                 ^^^^^^^^^^ deprecated-name fix=unsafe
from shop.old_names import REGISTRY
#         ^^^^^^^^^ deprecated-name fix=unsafe
from shop.old_jobs import clean
#         ^^^^^^^^ deprecated-name fix=unsafe
from shop.old_plain import logger
#         ^^^^^^^^^ deprecated-name fix=safe
