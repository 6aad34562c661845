def tenant_schemas(bind):
    return [row[0] for row in bind.exec_driver_sql("select nspname from pg_namespace where nspname ~ '^user_[0-9]+$' order by 1")]
