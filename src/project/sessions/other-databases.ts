const otherDatabases =
  /^\uFEFF?[ \t]*(?:import|from)\s+(duckdb|snowflake|redshift_connector|sqlalchemy_redshift|pymonetdb|oracledb|cx_Oracle|ibm_db|MySQLdb|pymysql|aiomysql|mysql\.connector|vertica_python|databricks|trino|clickhouse_driver|clickhouse_connect|pymssql|teradatasql)\b/m
const postgresDrivers =
  /^\uFEFF?[ \t]*(?:import|from)\s+(psycopg2?|asyncpg|aiopg|pg8000|psycopg_pool)\b|postgresql(?:\+\w+)?:\/\/|django\.db/m
/** Drivers of databases that projects on PostgreSQL use beside it, so they tell nothing while another is in sight. */
const besides = /^\uFEFF?[ \t]*(?:import|from)\s+(sqlite3|aiosqlite|cassandra|neo4j|pyspark)\b/m
const otherUrls =
  /["'](?:mysql|mariadb|mssql|oracle|snowflake|duckdb|redshift|bigquery|trino|clickhouse\w*|databricks|vertica|sqlite)(?:\+\w+)?:\/\//

/** A file that imports the driver of another database: `SET SCHEMA` and quoting mean something else there. */
export const namesOtherDatabase = (text: string): boolean => otherDatabases.test(text)

export const namesPostgres = (text: string): boolean => postgresDrivers.test(text)

/** What this file runs goes to another database, as far as its imports and addresses tell. */
export const speaksOnlyToOthers = (text: string): boolean =>
  (otherDatabases.test(text) || besides.test(text) || otherUrls.test(text)) && !postgresDrivers.test(text)
