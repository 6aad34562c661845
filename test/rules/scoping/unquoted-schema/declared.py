"""What a command line or a route declares lets only some text through: 🚦 integers, choices, checked names."""
import argparse
import re
import string
import uuid

import click
import psycopg2
from flask import Blueprint

connection = psycopg2.connect("")
cursor = connection.cursor()
bp = Blueprint("shops", __name__)
WORDS = re.compile(r"[^a-z0-9_]+")


def schema_name(text: str) -> str:
    if not text.isidentifier():
        raise argparse.ArgumentTypeError(text)
    return text


def shorten(text: str) -> str:
    return text[:10]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-s", "--shop-id", type=int, required=True)
    parser.add_argument("--env", choices=["dev", "prod"])
    parser.add_argument("--key", dest="shop_key", type=uuid.UUID)
    parser.add_argument("--schema", type=schema_name)
    parser.add_argument("--short", type=shorten)
    parser.add_argument("--free")
    args = parser.parse_args()
    cursor.execute(f"CREATE SCHEMA user_{args.shop_id}")
    cursor.execute(f"CREATE SCHEMA app_{args.env}")
    cursor.execute(f"CREATE SCHEMA shop_{args.shop_key.hex}")
    cursor.execute(f"CREATE SCHEMA {args.schema}")
    cursor.execute(f"CREATE SCHEMA {args.short}")
#                                  ^^^^^^^^^^^^ unquoted-schema Nothing here shows
    cursor.execute(f"CREATE SCHEMA {args.free}")
#                                  ^^^^^^^^^^^ unquoted-schema comes from the command line


@click.command()
@click.argument("number", type=int)
@click.option("--env", type=click.Choice(["dev", "prod"]))
@click.option("--count", default=3)
@click.option("--shop-name", "name")
def create(number, env, count, name):
    cursor.execute(f"CREATE SCHEMA user_{number}")
    cursor.execute(f"CREATE SCHEMA app_{env}")
    cursor.execute(f"CREATE SCHEMA copy_{count}")
    cursor.execute(f"CREATE SCHEMA {name}")
#                                  ^^^^^^ unquoted-schema comes from the command line


@bp.route("/shops/<int:shop_id>/<name>")
def show(shop_id, name):
    cursor.execute(f"SELECT * FROM user_{shop_id}.orders")
    cursor.execute(f"SELECT * FROM {name}.orders")
#                                  ^^^^^^ unquoted-schema comes from the request
    cursor.execute(f"SELECT * FROM {re.sub('[^a-z0-9_]', '_', name)}.orders")
#                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unquoted-schema starts with a digit
    cursor.execute(f"SELECT * FROM shop_{re.sub('[^a-z0-9_]', '_', name)}.orders")
    cursor.execute(f"SELECT * FROM {WORDS.sub('', name.lower())}.orders")
#                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unquoted-schema starts with a digit
    cursor.execute(f"SELECT * FROM shop_{WORDS.sub('', name.lower())}.orders")
    cursor.execute(f'SELECT * FROM "{WORDS.sub("", name.lower())}".orders')
    cursor.execute(f"SELECT * FROM {''.join(c for c in name if c.isalnum())}.orders")
#                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unquoted-schema starts with a digit
    cursor.execute(f"SELECT * FROM shop_{''.join(c for c in name if c.isalnum())}.orders")
    cursor.execute(f"SELECT * FROM shop_{''.join(c for c in name if c.isalnum() or c == '_')}.orders")
    cursor.execute(f"SELECT * FROM shop_{''.join(c if c.isalnum() else '_' for c in name)}.orders")
    cursor.execute(f"SELECT * FROM shop_{''.join(c for c in name if c in string.ascii_lowercase + string.digits)}.orders")
    cursor.execute(f"SELECT * FROM shop_{''.join(c for c in name if not c.isalnum())}.orders")
#                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unquoted-schema Nothing here shows
    cursor.execute(f"SELECT * FROM shop_{''.join(c for c in name if c.isalnum() or c in ' -;')}.orders")
#                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unquoted-schema Nothing here shows
    cursor.execute(f"SELECT * FROM shop_{''.join(part for c in name for part in name if c.isalnum())}.orders")
#                                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unquoted-schema Nothing here shows
    cursor.execute(f"SELECT * FROM {''.join(c for c in name if c)}.orders")
#                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unquoted-schema
    cursor.execute(f"SELECT * FROM {re.sub('[^a-z-]', '_', name)}.orders")
#                                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ unquoted-schema Nothing here shows


def put_back(work):
    cursor.execute("SHOW search_path")
    before = connection.execute("SHOW search_path").scalar()
    work()
    connection.execute(f"SET search_path TO {before}")
