-- How many jobs each batch of the first customer holds, and what became of them.
SELECT
    j.batch_id,
    count(*) AS jobs
FROM user_1.marketplace_jobs AS j
GROUP BY 1;

SELECT b.batch_id, b.marketplace
FROM user_1.batch_jobs AS b;

SELECT sum(s.done)
FROM user_1.vinted_job_stats AS s;
