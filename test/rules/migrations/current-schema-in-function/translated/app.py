engine = create_engine(url).execution_options(schema_translate_map={"tenant": "user_1"})
