/** Files (`app/models.py` when only a text) and a line for each model: class table schema(source) scope columns. */
export interface ModelCase {
  readonly title: string
  readonly files: string | Readonly<Record<string, string>>
  readonly models: readonly string[]
}

const base = 'from sqlalchemy import *\nfrom sqlalchemy.orm import *\nclass Base(DeclarativeBase): pass\n'

export const modelCases: readonly ModelCase[] = [
  {
    title: 'table args as a dict',
    files: `${base}class Product(Base):\n    __tablename__ = "products"\n    __table_args__ = {"schema": "tenant"}\n    id = Column(Integer, primary_key=True)\n    name = Column("title", String, nullable=False)\n`,
    models: ['Product products tenant(table-args) tenant | id! title!'],
  },
  {
    title: 'table args as a tuple with a trailing dict, and a tuple without one',
    files: `${base}class A(Base):\n    __tablename__ = "a"\n    __table_args__ = (UniqueConstraint("x"), {"schema": "tenant"},)\n    x = Column(Integer)\nclass B(Base):\n    __tablename__ = "b"\n    __table_args__ = (UniqueConstraint("x"),)\n    x: Mapped[int | None] = mapped_column()\n    y: Mapped[int]\n`,
    models: ['A a tenant(table-args) tenant | x?', 'B b none(none) shared | x? y!'],
  },
  {
    title: 'constants, dict(), sums, spreads, f-strings',
    files: {
      'app/config.py': 'TENANT = "tenant"\nclass Settings:\n    SCHEMA = "tenant"\n',
      'app/models.py': `${base}from .config import TENANT, Settings\nimport app.config as config\nARGS = {"schema": TENANT}\nclass A(Base):\n    __tablename__ = "a"\n    __table_args__ = ARGS\nclass B(Base):\n    __tablename__ = "b"\n    __table_args__ = dict(schema=config.TENANT)\nclass C(Base):\n    __tablename__ = "c"\n    __table_args__ = (Index("i", "x"),) + (ARGS,)\nclass D(Base):\n    __tablename__ = "d"\n    __table_args__ = {**ARGS, "comment": "x"}\nclass E(Base):\n    __tablename__ = "e"\n    __table_args__ = {"schema": f"{TENANT}"}\nclass F(Base):\n    __tablename__ = "f"\n    __table_args__ = {"schema": Settings.SCHEMA}\n`,
    },
    models: [
      'A a tenant(table-args) tenant | ',
      'B b tenant(table-args) tenant | ',
      'C c tenant(table-args) tenant | ',
      'D d tenant(table-args) tenant | ',
      'E e ?(table-args) unknown | ',
      'F f tenant(table-args) tenant | ',
    ],
  },
  {
    title: 'mixin, abstract base, declared_attr',
    files: `${base}class TenantMixin:\n    __table_args__ = {"schema": "tenant"}\n    id = Column(Integer, primary_key=True)\n    @declared_attr\n    def owner_id(cls):\n        return Column(Integer, ForeignKey("tenant.users.id"))\nclass TenantBase(Base):\n    __abstract__ = True\n    @declared_attr.directive\n    def __table_args__(cls):\n        return {"schema": "tenant"}\n    @declared_attr\n    def __tablename__(cls):\n        return cls.__name__.lower()\nclass A(TenantMixin, Base):\n    __tablename__ = "a"\nclass Bee(TenantBase):\n    id = Column(Integer, primary_key=True)\nclass Child(A):\n    extra = Column(String)\n    __mapper_args__ = {"polymorphic_identity": "child"}\nclass Joined(A):\n    __tablename__ = "joined"\n    id = Column(ForeignKey("a.id"), primary_key=True)\n`,
    models: [
      'A a tenant(inherited-args) tenant | id! owner_id? -> tenant.users.id',
      'Bee bee tenant(inherited-args) tenant | id!',
      'Child a tenant(parent-table) tenant | extra? id! owner_id? -> tenant.users.id',
      'Joined joined tenant(inherited-args) tenant | id! owner_id? -> .a.id tenant.users.id',
    ],
  },
  {
    title: 'schema of the MetaData: class attribute, declarative_base, Table',
    files: `from sqlalchemy import *\nfrom sqlalchemy.orm import *\nmeta = MetaData(schema="tenant")\nplain = MetaData()\nclass Base(DeclarativeBase):\n    metadata = meta\nOld = declarative_base(metadata=MetaData(schema="tenant"))\nclass A(Base):\n    __tablename__ = "a"\nclass B(Old):\n    __tablename__ = "b"\nclass C(Old):\n    __tablename__ = "c"\n    __table_args__ = {"schema": "public"}\nt = Table("t", meta, Column("id", Integer, primary_key=True), ForeignKeyConstraint(["id"], ["a.id"]))\nu = Table("u", plain, Column("id", Integer), schema="tenant")\nv = Table("v", Base.metadata, Column("id", Integer))\nw = Table("w", plain)\n`,
    models: [
      'A a tenant(metadata) tenant | ',
      'B b tenant(metadata) tenant | ',
      'C c public(table-args) shared | ',
      '- t tenant(metadata) tenant | id! -> .a.id',
      '- u tenant(table) tenant | id?',
      '- v tenant(metadata) tenant | id?',
      '- w none(none) shared | ',
    ],
  },
  {
    title: 'a Table that is no table, a class that is no model',
    files: 'from rich.table import Table\nimport attr\nt = Table("x", "y")\nclass Form:\n    __tablename__ = "forms"\n',
    models: [],
  },
  {
    title: 'a base from a library that is not known: the schema is not known either',
    files:
      'from vendor.orm import TheirBase\nfrom sqlalchemy import Column, Integer\nclass A(TheirBase):\n    __tablename__ = "a"\n    id = Column(Integer)\nclass B(TheirBase):\n    __tablename__ = "b"\n    __table_args__ = {"schema": "tenant"}\n',
    models: ['A a ?(none) unknown | id?', 'B b tenant(table-args) tenant | '],
  },
  {
    title: 'SQLModel',
    files:
      'from sqlmodel import SQLModel, Field\nclass HeroBase(SQLModel):\n    name: str = Field(index=True)\nclass Hero(HeroBase, table=True):\n    __table_args__ = {"schema": "tenant"}\n    id: int | None = Field(default=None, primary_key=True)\n    team_id: int | None = Field(default=None, foreign_key="team.id")\n',
    models: ['Hero hero tenant(table-args) tenant | id! team_id? name! -> .team.id'],
  },
  {
    title: 'Flask-SQLAlchemy',
    files:
      'from flask_sqlalchemy import SQLAlchemy\nfrom sqlalchemy import MetaData\ndb = SQLAlchemy(metadata=MetaData(schema="tenant"))\nclass A(db.Model):\n    __tablename__ = "a"\n    id = db.Column(db.Integer, primary_key=True)\n',
    models: ['A a tenant(metadata) tenant | id!'],
  },
  {
    title: 'no model carries the placeholder: nothing is said of those without',
    files: `${base}class A(Base):\n    __tablename__ = "a"\n`,
    models: ['A a none(none) unknown | '],
  },
  {
    title: 'revision files hold no models; emoji and CRLF do not move anything',
    files: {
      'migrations/1.py': 'import sqlalchemy as sa\nrevision = "1"\ndown_revision = None\nt = sa.Table("old", sa.MetaData())\n',
      'app/models.py': `# 😀 é\r\n${base.replaceAll('\n', '\r\n')}class Product(Base):\r\n    "😀"\r\n    __tablename__ = "products"\r\n    __table_args__ = {"schema": "tenant"}\r\n`,
    },
    models: ['Product products tenant(table-args) tenant | '],
  },
  {
    title: 'half typed',
    files: `${base}class A(Base):\n    __tablename__ = "a"\n    __table_args__ = {"schema": "tenant"}\n    id = Column(\n\nclass B(Base):\n    __tablename__ = "b"\n`,
    models: ['A a tenant(table-args) tenant | ', 'B b none(none) shared | '],
  },
]
