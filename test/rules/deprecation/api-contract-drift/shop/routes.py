from fastapi import APIRouter

from schemas import Delivery, Generated, Invoice as InvoiceSchema, InvoiceCreate, Parcel, Parsed, Session, Shipment, Tier, Versioned

router = APIRouter()


@router.get("/invoices", response_model=list[InvoiceSchema])
def list_invoices():
    return []


@router.post("/invoices", status_code=201)
async def make_invoice(invoice: InvoiceCreate) -> Session | Versioned | Generated | Parsed | Tier | Shipment | Delivery | Parcel:
    ...
