"""Runs one Etsy job again, by hand."""

import argparse

from jobs.handlers.etsy import EtsyHandler
from shared.database import SessionLocal


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shop_id", type=int)
    parser.add_argument("job_id", type=int)
    options = parser.parse_args()
    with SessionLocal() as db:
        print(EtsyHandler(db, options.shop_id).run(options.job_id))
        db.commit()


if __name__ == "__main__":
    main()
