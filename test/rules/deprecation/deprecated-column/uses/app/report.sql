-- batch_id of jobs
SELECT j.batch_id, b.batch_id, i.batch_id
--       ^^^^^^^^ deprecated-column
FROM user_1.marketplace_jobs AS j
JOIN user_1.batch_jobs AS b ON b.id = j.batch_job_id
JOIN user_1.imported_jobs AS i ON i.batch_id = b.batch_id;
