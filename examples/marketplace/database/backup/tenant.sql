-- One schema's tables, as the chain makes them up to 3e4082a85e67; :schema: is the schema's name.
CREATE SCHEMA :schema:;

CREATE TABLE :schema:.products (
    id serial PRIMARY KEY,
    title varchar(200) NOT NULL,
    price numeric(10, 2) NOT NULL,
    stock integer NOT NULL,
    sku varchar(64)
);
CREATE INDEX ix_products_sku ON :schema:.products (sku);

CREATE TABLE :schema:.batch_jobs (
    id serial PRIMARY KEY,
    batch_id varchar(64) NOT NULL CONSTRAINT uq_batch_jobs_batch_id UNIQUE,
    marketplace varchar(20) NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL
);

CREATE TABLE :schema:.marketplace_jobs (
    id serial PRIMARY KEY,
    product_id integer CONSTRAINT fk_marketplace_jobs_product REFERENCES :schema:.products (id),
    action_type_id integer CONSTRAINT fk_marketplace_jobs_action REFERENCES public.action_types (id),
    marketplace varchar(20) NOT NULL,
    status varchar(20) NOT NULL,
    batch_id varchar(64),
    created_at timestamptz DEFAULT now() NOT NULL,
    batch_job_id integer CONSTRAINT fk_marketplace_jobs_batch_job REFERENCES :schema:.batch_jobs (id)
);

CREATE TABLE :schema:.tasks (
    id serial PRIMARY KEY,
    job_id integer NOT NULL CONSTRAINT fk_tasks_job REFERENCES :schema:.marketplace_jobs (id),
    name varchar(80) NOT NULL,
    retry_count integer DEFAULT 0 NOT NULL
);

CREATE TABLE :schema:.import_runs (
    id serial PRIMARY KEY,
    source varchar(80) NOT NULL,
    imported integer DEFAULT 0 NOT NULL,
    started_at timestamptz DEFAULT now() NOT NULL
);

-- The unique constraint has no name of its own, so PostgreSQL gives it one; the rename keeps it.
CREATE TABLE :schema:.vinted_job_stats (
    id serial PRIMARY KEY,
    action_type_id integer NOT NULL CONSTRAINT fk_job_stats_action REFERENCES public.action_types (id),
    date date NOT NULL,
    done integer DEFAULT 0 NOT NULL,
    failed integer DEFAULT 0 NOT NULL,
    UNIQUE (action_type_id, date)
);
ALTER TABLE :schema:.vinted_job_stats RENAME TO marketplace_job_stats;
ALTER TABLE :schema:.marketplace_job_stats
    ADD COLUMN marketplace varchar(20) DEFAULT 'vinted' NOT NULL,
    ADD CONSTRAINT ck_job_stats_marketplace CHECK (marketplace IN ('vinted', 'ebay', 'etsy'));

CREATE TABLE :schema:.price_history (
    id serial PRIMARY KEY,
    product_id integer NOT NULL CONSTRAINT fk_price_history_product REFERENCES :schema:.products (id),
    price numeric(10, 2) NOT NULL,
    valid_from date NOT NULL
);

CREATE TABLE :schema:.oauth_tokens (
    id serial PRIMARY KEY,
    marketplace varchar(20) NOT NULL,
    access_token varchar(500) NOT NULL,
    refresh_token varchar(500)
);

CREATE TABLE :schema:.stock_alerts (
    id serial PRIMARY KEY,
    product_id integer NOT NULL CONSTRAINT fk_stock_alerts_product REFERENCES :schema:.products (id),
    threshold integer NOT NULL
);

CREATE TABLE :schema:.stock_locations (
    id serial PRIMARY KEY,
    label varchar(80) NOT NULL
);

CREATE TABLE :schema:.stock_movements (
    id serial PRIMARY KEY,
    source_id integer NOT NULL CONSTRAINT fk_movements_source REFERENCES :schema:.stock_locations (id),
    target_id integer NOT NULL CONSTRAINT fk_movements_target REFERENCES :schema:.stock_locations (id),
    quantity integer NOT NULL
);

CREATE TABLE :schema:.stock_counts (
    id serial PRIMARY KEY,
    location_id integer NOT NULL CONSTRAINT fk_counts_location REFERENCES :schema:.stock_locations (id),
    counted_on date NOT NULL,
    quantity integer NOT NULL
);

CREATE TABLE :schema:.reorder_rules (
    id serial PRIMARY KEY,
    location_id integer NOT NULL CONSTRAINT fk_rules_location REFERENCES :schema:.stock_locations (id),
    minimum integer NOT NULL
);
