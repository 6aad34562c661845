from shop.plugins.old_plugin import greet
from shop.old_names import REGISTRY
from shop.old_jobs import clean
from shop.plain import logger
from shop.named import run
from shop.old_mixed import walk
