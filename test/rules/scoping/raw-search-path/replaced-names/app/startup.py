from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

import app.database as database


def connect(url):
    database.JobSession = sessionmaker(bind=create_engine(url))
    database.UpdatedSession.kw["bind"] = create_engine(url)
