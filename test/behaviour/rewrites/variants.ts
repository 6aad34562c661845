/** One program of the matrix: `run(...)` of `jobs_<n>.py` works on tenants and answers what it read. */
export interface Variant {
  readonly name: string
  readonly source: string
  /** Does every run of it reach the right tenant before the fix? Otherwise the fix may (and does) change what it does. */
  readonly rightBefore: boolean
}

/** How the statement is written: form x construction. `s` is the name that holds the schema. */
const statements: Readonly<Record<string, (s: string) => string>> = {
  'SET LOCAL, f-string': (s) => `db.execute(text(f"SET LOCAL search_path TO {${s}}, public"))`,
  'SET LOCAL, quoted by hand': (s) => `db.execute(text(f'SET LOCAL search_path TO "{${s}}", public'))`,
  'SET LOCAL, percent': (s) => `db.execute(text("SET LOCAL search_path TO %s, public" % ${s}))`,
  'SET LOCAL, format': (s) => `db.execute(text("SET LOCAL search_path TO {}, public".format(${s})))`,
  'SET LOCAL, added': (s) => `db.execute(text("SET LOCAL search_path TO " + ${s} + ", public"))`,
  'SET LOCAL, over lines': (s) =>
    `db.execute(\n        text(\n            "SET LOCAL search_path "\n            f"TO {${s}}, public"\n        )\n    )`,
  'set_config, local': (s) => `db.execute(text(f"SELECT set_config('search_path', '{${s}}, public', true)"))`,
  'SET SESSION, f-string': (s) => `db.execute(text(f"SET SESSION search_path = {${s}}, public"))`,
  'a helper': (s) => `use_schema(db, ${s})`,
  'kept in a variable': (s) => `statement = text(f"SET LOCAL search_path TO {${s}}, public")\n    db.execute(statement)`,
}

const header = `from sqlalchemy import select, text, update

from base import Product, SessionLocal, engine, get_user_db, use_schema

`

const indent = (code: string, by: string): string => code.replaceAll('\n', `\n${by}`)

/** Where the session comes from and what follows the statement. `set` is already written for four spaces of indentation. */
const contexts: readonly {
  readonly name: string
  readonly rightBefore: (statement: string) => boolean
  readonly source: (set: (s: string) => string) => string
}[] = [
  {
    name: 'opened here, read',
    rightBefore: () => true,
    source: (set) => `def run(schema):
    db = SessionLocal()
    ${set('schema')}
    titles = [product.title for product in db.query(Product).order_by(Product.id)]
    db.close()
    return titles
`,
  },
  {
    name: 'opened in a with block, written and committed',
    rightBefore: () => true,
    source: (set) => `def run(schema):
    with SessionLocal() as db:
        ${indent(set('schema'), '    ')}
        db.execute(update(Product).where(Product.id == 1).values(title="written in " + schema))
        db.commit()
`,
  },
  {
    name: 'read again after a commit, path said again',
    rightBefore: () => true,
    source: (set) => `def run(schema):
    db = SessionLocal()
    ${set('schema')}
    db.query(Product).filter(Product.id == 1).update({"title": "first"}, synchronize_session=False)
    db.commit()
    ${set('schema')}
    titles = [product.title for product in db.query(Product).order_by(Product.id)]
    db.close()
    return titles
`,
  },
  {
    name: 'refreshed after a commit, path forgotten',
    rightBefore: (statement) => /SESSION/.test(statement),
    source: (set) => `def run(schema):
    db = SessionLocal()
    try:
        ${indent(set('schema'), '    ')}
        product = db.get(Product, 1)
        product.title = "changed"
        db.commit()
        return product.title
    finally:
        db.close()
`,
  },
  {
    name: 'rolled back, then written',
    rightBefore: () => false,
    source: (set) => `def run(schema):
    with SessionLocal() as db:
        ${indent(set('schema'), '    ')}
        db.query(Product).filter(Product.id == 1).update({"title": "gone"}, synchronize_session=False)
        db.rollback()
        db.query(Product).filter(Product.id == 2).update({"title": "kept"}, synchronize_session=False)
        db.commit()
`,
  },
  {
    name: 'an exception in the middle',
    rightBefore: () => true,
    source: (set) => `def run(schema):
    db = SessionLocal()
    try:
        ${indent(set('schema'), '    ')}
        db.query(Product).filter(Product.id == 1).update({"title": "half"}, synchronize_session=False)
        raise ValueError(schema)
    except ValueError:
        db.rollback()
        return "undone"
    finally:
        db.close()
`,
  },
  {
    name: 'a loop over tenants on one session',
    rightBefore: () => true,
    source: (set) => `def run(*schemas):
    found = []
    db = SessionLocal()
    try:
        for schema in schemas:
            ${indent(set('schema'), '        ')}
            found.append(db.query(Product).filter(Product.id == 1).count())
            db.query(Product).filter(Product.id == 1).update({"title": "round of " + schema}, synchronize_session=False)
            db.commit()
    finally:
        db.close()
    return found
`,
  },
  {
    name: 'a Core connection',
    rightBefore: () => true,
    source: (set) => `def run(schema):
    with engine.begin() as db:
        ${indent(set('schema'), '    ')}
        db.execute(update(Product).where(Product.id == 1).values(title="by connection"))
        return list(db.execute(select(Product.title).order_by(Product.id)).scalars())
`,
  },
  {
    name: 'given by a dependency that is bound to the tenant',
    rightBefore: () => true,
    source: (set) => `from fastapi import Depends


def run_with(context=Depends(get_user_db)):
    db, schema = context
    ${set('schema')}
    db.query(Product).filter(Product.id == 1).update({"title": "by dependency"}, synchronize_session=False)
    db.commit()
    ${set('schema')}
    return [product.title for product in db.query(Product).order_by(Product.id)]


def run(schema):
    for context in get_user_db(schema):
        return run_with(context)
`,
  },
]

export const variants: readonly Variant[] = contexts.flatMap((context) =>
  Object.entries(statements).map(([name, set]) => ({
    name: `${context.name}: ${name}`,
    source: `${header}${context.source.length > 0 ? '\n' : ''}${context.source(set)}`,
    rightBefore: context.rightBefore(name),
  })),
)

/** What all programs share: models with the placeholder, one factory, a dependency that binds, and a helper that sets the path. */
export const base = `import os
import re

from sqlalchemy import Column, Integer, String, create_engine, event, text
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()
engine = create_engine(os.environ["DATABASE_URL"], pool_size=1, max_overflow=0, pool_timeout=5)
SessionLocal = sessionmaker(bind=engine, autoflush=False)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)


@event.listens_for(engine, "before_cursor_execute", retval=True)
def drop_placeholder(connection, cursor, statement, parameters, context, executemany):
    """Where no tenant is bound, the search path decides: what the code base did before."""
    return re.sub(r"\\btenant\\.", "", statement), parameters


def get_user_db(schema: str):
    db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": schema}))
    try:
        yield db, schema
    finally:
        db.close()


def use_schema(db, schema: str) -> None:
    db.execute(text(f"SET LOCAL search_path TO {schema}, public"))
`
