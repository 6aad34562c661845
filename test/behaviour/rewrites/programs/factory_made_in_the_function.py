from base import Product, drop_placeholder, engine, event, os, text, use_schema
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker


def run(schema):
    own = create_engine(os.environ["DATABASE_URL"])
    event.listen(own, "before_cursor_execute", drop_placeholder, retval=True)
    Session = sessionmaker(bind=own)
    db = Session()
    set_path(db, schema)
    db.query(Product).filter(Product.id == 1).one().title = f"made of {schema}"
    db.commit()
    db.close()
    own.dispose()
