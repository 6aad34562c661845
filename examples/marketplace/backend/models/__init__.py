"""All mapped classes; importing this package registers every table."""

from models.base import Base
from models.public.action_type import ActionType
from models.public.marketplace import Marketplace
from models.public.refresh_token import RefreshToken
from models.public.user import User
from models.tenant.batch_job import BatchJob
from models.tenant.import_run import ImportRun
from models.tenant.marketplace_job import MarketplaceJob
from models.tenant.marketplace_job_stats import MarketplaceJobStats
from models.tenant.oauth_token import OAuthToken
from models.tenant.price_history import PriceHistory
from models.tenant.product import Product
from models.tenant.stock_alert import StockAlert
from models.tenant.task import Task
from models.tenant.vinted_job_stats import VintedJobStats

tables = Base.metadata.tables
