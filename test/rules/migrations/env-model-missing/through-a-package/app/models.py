from .job import Job
from app import order
