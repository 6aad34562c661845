from shop.plugins.plugin import greet
from shop.names import REGISTRY
from shop.jobs import clean
from shop.plain import logger
from shop.named import run
from shop.mixed import walk
