import fc from 'fast-check'

const database = `from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("postgresql://localhost/shop")
SessionLocal = sessionmaker(bind=engine)


def get_user_db(x_tenant: str):
    db = SessionLocal(bind=engine.execution_options(schema_translate_map={"tenant": x_tenant}))
    try:
        yield db
    finally:
        db.close()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def set_user_schema(db: Session, schema: str):
    db.execute(text(f"SET search_path TO {schema}, public"))
`
const models = `from sqlalchemy import Column, ForeignKey, Integer, MetaData, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    __table_args__ = {"schema": "public"}
    id = Column(Integer, primary_key=True)


class Product(Base):
    __tablename__ = "products"
    __table_args__ = {"schema": "tenant"}
    id = Column(Integer, primary_key=True)
    title = Column(String)
    sku = Column(String)


class OldProduct(Base):
    __tablename__ = "old_products"
    id = Column(Integer, primary_key=True)
    owner = Column(Integer, ForeignKey("products.id"))
`
const configuration = `[tenancy]
helpers = ["app.database:set_user_schema"]
[[deprecations]]
kind = "class"
name = "OldProduct"
replacement = "Product"
[[deprecations]]
kind = "column"
name = "Product.sku"
replacement = "title"
[rules.paths."app/part0/**"]
show-search-path = "error"
`

/** Statements of a body; some need the path, some lose it, some have nothing to do with it. */
const statements = [
  'db.execute(text("SET LOCAL search_path TO user_1, public"))',
  'db.execute(text(f"SET search_path TO {schema}, public"))',
  `db.execute(text(f'SET LOCAL search_path TO "{schema}", public'))  # why`,
  '"""😀"""; db.execute(text("SET search_path TO user_1"))',
  'set_user_schema(db, schema)',
  'db.commit()',
  'db.rollback()',
  'rows = db.query(Product).all()',
  'rows = db.query(Product).filter(Product.sku == "😀").all()',
  'rows = db.query(OldProduct).count()',
  'rows = db.execute(text("SELECT id FROM products")).all()',
  'rows = db.execute(text(f"SELECT id FROM {schema}.products")).all()',
  'current = db.execute(text("SHOW search_path")).scalar()',
  'db = db.execution_options(schema_translate_map={"tenant": schema})',
  'db.connection(execution_options={"schema_translate_map": {"tenant": schema}})',
  'if schema:\n        db.execute(text("SET LOCAL search_path TO user_2, public"))\n        rows = db.query(Product).first()',
  'for each in ("user_1", "user_2"):\n        set_user_schema(db, each)\n        db.query(Product).first()',
  '# tenantscope: ignore[raw-search-path] until=2999-01-31 moves later\n    db.execute(text("SET search_path TO user_3"))',
  '# tenantscope: ignore[raw-search-path]\n    rows = db.query(User).all()',
  'print(f"😀 {schema}")',
]
const parameters = ['db: Session = Depends(get_user_db)', 'db: Session = Depends(get_db)', 'db', 'db: Session']

const functionOf = fc
  .record({
    parameter: fc.constantFrom(...parameters),
    body: fc.array(fc.constantFrom(...statements), { minLength: 1, maxLength: 6 }),
    isAsync: fc.boolean(),
  })
  .map(({ parameter, body, isAsync }) => ({ head: `${isAsync ? 'async ' : ''}def`, parameter, body }))

const moduleOf = fc
  .record({
    functions: fc.array(functionOf, { minLength: 1, maxLength: 5 }),
    crlf: fc.boolean(),
    mark: fc.boolean(),
    cut: fc.integer({ min: 0, max: 12 }),
  })
  .map(({ functions, crlf, mark, cut }) => {
    const heading = [
      'from fastapi import Depends',
      'from sqlalchemy import text',
      'from sqlalchemy.orm import Session',
      '',
      'from app.database import get_db, get_user_db, set_user_schema',
      'from app.models import OldProduct, Product, User',
    ]
    const written = functions.map(
      ({ head, parameter, body }, index) =>
        `\n\n${head} handler_${index}(schema: str, ${parameter}):\n${body.map((line) => `    ${line}\n`).join('')}    return schema`,
    )
    const text = `${heading.join('\n')}\n${written.join('\n')}\n`
    // Some files are as they are while somebody types.
    const shown = cut === 0 ? text.slice(0, Math.floor(text.length * 0.7)) : text
    return (mark ? '\uFEFF' : '') + (crlf ? shown.replaceAll('\n', '\r\n') : shown)
  })

const operations = [
  'op.execute("SET search_path TO tenant")',
  'op.drop_constraint(None, "products", type_="unique")',
  'op.execute("COMMIT")',
  'op.drop_index("ix_products_title", table_name="products", schema="tenant")',
  'op.create_unique_constraint(None, "products", ["title"])',
  'op.execute("CREATE TABLE IF NOT EXISTS tenant.😀 (id int)")',
  'pass',
]
const revisionsOf = fc.array(
  fc.record({ up: fc.array(fc.constantFrom(...operations), { minLength: 1, maxLength: 3 }), parent: fc.integer({ min: 0, max: 3 }) }),
  { minLength: 2, maxLength: 8 },
)

const projectOf = fc.record({ modules: fc.array(moduleOf, { minLength: 12, maxLength: 24 }), revisions: revisionsOf })

/** The files of a made-up back end; the same seed makes the same ones. */
export function generateProject(seed: number): Readonly<Record<string, string>> {
  const [project] = fc.sample(projectOf, { seed, numRuns: 1 })
  const files: Record<string, string> = {
    'tenantscope.toml': configuration,
    'app/__init__.py': '',
    'app/database.py': database,
    'app/models.py': models,
    'alembic.ini': '[alembic]\nscript_location = migrations\n',
    'migrations/env.py': 'from alembic import context\n',
    'sql/report.sql': 'SET search_path TO user_1; -- 😀\nSELECT * FROM products;\n',
  }
  for (const [index, text] of (project?.modules ?? []).entries()) {
    const folder = `app/part${index % 3}`
    files[`${folder}/__init__.py`] = ''
    files[`${folder}/module_${index}.py`] = text
  }
  for (const [index, { up, parent }] of (project?.revisions ?? []).entries()) {
    const down = index === 0 ? 'None' : `"r${Math.max(0, index - 1 - (parent === 3 ? 1 : 0))}"`
    files[`migrations/versions/r${index}_step.py`] =
      `"""step ${index}"""\nfrom alembic import op\n\nrevision = "r${index}"\ndown_revision = ${down}\n\n\ndef upgrade():\n${up.map((line) => `    ${line}\n`).join('')}\n\ndef downgrade():\n    pass\n`
  }
  return files
}
