# A notebook that was exported: everything stands at the top level.
import argparse
import re
import sys

from sqlalchemy import create_engine, inspect, text


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--shop", type=int)
    parser.add_argument("--schema")
    return parser.parse_args()


engine = create_engine("postgresql+psycopg2://localhost/app")
args = read_arguments()
connection = engine.connect()
for shop in ["user_1", "user_2"]:
    connection.execute(text(f"SELECT count(*) FROM {shop}.jobs"))
for schema in inspect(engine).get_schema_names():
    connection.execute(text(f"SELECT count(*) FROM {schema}.jobs"))
connection.execute(text(f"SELECT count(*) FROM user_{args.shop}.jobs"))
connection.execute(text(f"SELECT count(*) FROM {args.schema}.jobs"))
#                                              ^^^^^^^^^^^^^ unquoted-schema from the command line
name = input("Schema: ")
connection.execute(text(f"SELECT count(*) FROM {name}.jobs"))
#                                              ^^^^^^ unquoted-schema from the command line
if not re.fullmatch(r"user_[0-9]+", name):
    sys.exit(1)
connection.execute(text(f"SELECT count(*) FROM {name}.jobs"))
for other in sys.stdin:
    connection.execute(text(f"SELECT count(*) FROM {other}.jobs"))
#                                                  ^^^^^^^ unquoted-schema Nothing here shows


def main():
    given = read_arguments()
    connection.execute(text(f"SELECT count(*) FROM user_{given.shop}.jobs"))
    connection.execute(text(f"SELECT count(*) FROM {given.schema}.jobs"))
#                                                  ^^^^^^^^^^^^^^ unquoted-schema from the command line
