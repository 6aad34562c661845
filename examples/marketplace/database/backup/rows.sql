-- A few rows for one tenant; :schema: is the schema's name.
INSERT INTO :schema:.products (title, price, stock, sku) VALUES
    ('chair of :schema:', 10, 3, 'chair'),
    ('table of :schema:', 20, 0, 'table');
INSERT INTO :schema:.batch_jobs (batch_id, marketplace) VALUES ('b-1', 'vinted');
INSERT INTO :schema:.marketplace_jobs (product_id, action_type_id, marketplace, status, batch_id, batch_job_id) VALUES
    (1, 1, 'vinted', 'done', 'b-1', 1),
    (2, 1, 'vinted', 'pending', 'b-1', 1);
INSERT INTO :schema:.tasks (job_id, name) VALUES (1, 'upload'), (2, 'upload');
INSERT INTO :schema:.import_runs (source, imported) VALUES ('shop', 2);
INSERT INTO :schema:.oauth_tokens (marketplace, access_token) VALUES ('vinted', 'not-a-token');
