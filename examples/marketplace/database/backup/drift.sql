-- What happened to single schemas. The two revisions below ran with the path on the template only.

-- d7e92b42f801: the template got the index; somebody gave it to user_1 by hand later.
CREATE INDEX ix_marketplace_jobs_status ON template_tenant.marketplace_jobs (status);
CREATE INDEX ix_marketplace_jobs_status ON user_1.marketplace_jobs (status);

-- 2d3f71974d56: the template lost the column; the tenants still have it.
ALTER TABLE template_tenant.marketplace_jobs DROP COLUMN batch_id;

-- user_4 came last, from a list of tables that still said the old name of the statistics,
DROP TABLE user_4.marketplace_job_stats;

-- and its import runs were cloned from the template's table: what such a clone makes draws its ids from the template's sequence.
DROP TABLE user_4.import_runs;
CREATE TABLE user_4.import_runs (
    id integer DEFAULT nextval('template_tenant.import_runs_id_seq') NOT NULL PRIMARY KEY,
    source varchar(80) NOT NULL,
    imported integer DEFAULT 0 NOT NULL,
    started_at timestamptz DEFAULT now() NOT NULL
);
