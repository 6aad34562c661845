-- What happened to single schemas. The two revisions below ran with the path on the template only.

-- d7e92b42f801: the template got the index; somebody gave it to user_1 by hand later.
CREATE INDEX ix_marketplace_jobs_status ON template_tenant.marketplace_jobs (status);
CREATE INDEX ix_marketplace_jobs_status ON user_1.marketplace_jobs (status);

-- 2d3f71974d56: the template lost the column; the tenants still have it.
ALTER TABLE template_tenant.marketplace_jobs DROP COLUMN batch_id;

-- user_4 came last, from a list of tables that still said the old name of the statistics,
DROP TABLE user_4.marketplace_job_stats;

-- and its import runs were cloned, so their ids come from the template's sequence.
DROP TABLE user_4.import_runs;
CREATE TABLE user_4.import_runs (LIKE template_tenant.import_runs INCLUDING ALL);
