import asyncio

from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, sessionmaker

from async_base import async_engine, use_schema_async
from base import Product, engine, text


class Signing(Session):
    pass


@event.listens_for(Signing, "before_flush")
def sign(session, context, instances):
    for product in session.dirty:
        product.title = f"{session.info.get('clerk', 'nobody')} of {product.title}"


SigningSession = sessionmaker(bind=async_engine, class_=AsyncSession, sync_session_class=Signing)


async def work(schemas):
    async with SigningSession() as db:
        db.sync_session.info["clerk"] = "ann"
        for schema in schemas:
            await set_path(db, schema)
            product = (await db.execute(select(Product).where(Product.id == 1))).scalar_one()
            product.title = schema
            await db.commit()
            db.expunge_all()


def run(*schemas):
    asyncio.run(work(schemas))
