"""The HTTP application: one router per resource."""

from fastapi import FastAPI

from api import admin, batches, marketplace_jobs, products, reports, stats

app = FastAPI(title="Marketplace")
app.include_router(products.router)
app.include_router(marketplace_jobs.router)
app.include_router(batches.router)
app.include_router(stats.router)
app.include_router(reports.router)
app.include_router(admin.router)
