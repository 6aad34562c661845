export const statementCases: readonly (readonly [string, string])[] = [
  // Tables, columns, and names that depend on the path.
  [
    'SELECT p.batch_id, x.a FROM products p JOIN «s».orders x ON x.id = p.id WHERE p.ok = :ok',
    'select | tables products «s».orders | columns orders.a orders.id products.batch_id products.id products.ok',
  ],
  ['WITH recent AS (SELECT id FROM jobs) SELECT id FROM recent', 'select | tables jobs | columns jobs.id'],
  ['WITH jobs AS (SELECT id FROM jobs) SELECT id FROM jobs', 'select | tables jobs | columns jobs.id'],
  ['WITH RECURSIVE t AS (SELECT 1 UNION SELECT 1 FROM t) SELECT * FROM t', 'select'],
  ['SELECT 1 FROM a, b WHERE c = 1', 'select | tables a b | columns ?.c'],
  ['SELECT 1 FROM a WHERE EXISTS (SELECT 1 FROM b WHERE b.id = a.id)', 'select | tables a b | columns a.id b.id'],
  ['SELECT q.x FROM (SELECT x FROM t) q', 'select | tables t | columns t.x'],
  ['SELECT * FROM t «where»', 'select | tables t'],
  ['SELECT «columns» FROM t ORDER BY a «direction»', 'select | tables t | columns t.a'],
  ['SELECT a FROM t WHERE id IN :ids AND name NOT IN %(names)s', 'select | tables t | columns t.a t.id t.name'],
  ["SELECT a FROM t WHERE j ? 'k' AND b = ?", 'select | tables t | columns t.a t.b t.j'],
  ['SELECT a FROM t WHERE at > now() - INTERVAL :days AND d::date = :d::date', 'select | tables t | columns t.a t.at t.d'],
  ['SELECT t.*, count(*) FROM public.t AS t', 'select | tables public.t'],
  ['SELECT x[1:2], y FROM t', 'select | tables t | columns t.x t.y'],
  [
    'INSERT INTO t (a, b) VALUES (:a, :b) ON CONFLICT (a) DO UPDATE SET b = excluded.b RETURNING id',
    'insert | tables write:t | columns t.a t.a t.b t.b t.b t.id',
  ],
  ['INSERT INTO t (a) SELECT b FROM u', 'insert | tables write:t u | columns t.a u.b'],
  ['INSERT INTO t VALUES %s', 'insert | tables write:t'],
  ['UPDATE t SET a = u.b FROM u WHERE t.id = u.id', 'update | tables write:t u | columns t.a t.id u.b u.id'],
  ['UPDATE t SET «assignments» WHERE id = :id', 'update | tables write:t | columns t.id'],
  ['UPDATE t SET «assignments» WHERE id = «id»', 'update | tables write:t | columns t.id'],
  ['DELETE FROM t USING u WHERE t.id = u.id', 'delete | tables write:t u | columns t.id u.id'],
  [
    "SELECT nextval('t_id_seq'), nextval('public.s'), to_regclass('t'), 'u'::regclass",
    "select | path sequence:'t_id_seq' regclass:'t' regclass:'u'",
  ],
  [
    'SELECT my_function(a), other.f(b), lower(c)::status FROM t',
    'select | tables t | columns t.a t.b t.c | path function:my_function type:status',
  ],
  [
    'SELECT 1 FROM pg_namespace WHERE nspname = current_schema()',
    'select | tables pg_namespace | columns pg_namespace.nspname | path current-schema:current_schema',
  ],
  [
    'SELECT "Ünïcode"."é😀" FROM "Ünïcode" -- 😀\n WHERE b = \'😀\' AND c = 1',
    'select | tables "Ünïcode" | columns Ünïcode."é😀" Ünïcode.b Ünïcode.c',
  ],
  ['TRUNCATE TABLE a, «s».b', 'ddl | tables ddl:a ddl:«s».b'],
  ['EXPLAIN ANALYZE SELECT a FROM t', 'other | tables t | columns t.a'],

  ['ALTER ROLE «r» WITH PASSWORD %s', 'ddl'],

  // Transactions.
  [
    'BEGIN; SAVEPOINT a; ROLLBACK TO SAVEPOINT a; RELEASE a; ROLLBACK',
    'transaction | begin\ntransaction | savepoint\ntransaction | rollback-to\ntransaction | release\ntransaction | rollback',
  ],

  // DDL.
  ['CREATE SCHEMA IF NOT EXISTS "«s»"', 'ddl | create schema "«s»" guarded'],
  ['CREATE SCHEMA «s» AUTHORIZATION app', 'ddl | create schema «s»'],
  ['DROP SCHEMA IF EXISTS «s» CASCADE', 'ddl | drop schema «s» guarded'],
  [
    'CREATE TABLE IF NOT EXISTS «s».«t» (LIKE template_tenant.«t» INCLUDING ALL)',
    'ddl | tables ddl:«s».«t» ddl:template_tenant.«t» | create table «t» like template_tenant.«t» guarded',
  ],
  ['DROP INDEX CONCURRENTLY IF EXISTS s.a, b CASCADE', 'ddl | drop index a guarded | drop index b guarded'],
  ['DROP INDEX ix_«schema»_a', 'ddl | drop index ix_«schema»_a'],
  ['DROP TABLE IF EXISTS a, «s».b', 'ddl | tables ddl:a ddl:«s».b | drop table a guarded | drop table b guarded'],
  [
    'ALTER TABLE IF EXISTS s.t DROP CONSTRAINT c, DROP CONSTRAINT IF EXISTS d, DROP COLUMN e, DROP IF EXISTS f',
    'ddl | tables ddl:s.t | drop constraint c on s.t | drop constraint d on s.t guarded | drop column e on s.t | drop column f on s.t guarded',
  ],
  [
    'ALTER TABLE t ADD COLUMN IF NOT EXISTS a numeric(10, 2), ADD CONSTRAINT uq UNIQUE (a, b), ALTER COLUMN c SET NOT NULL',
    'ddl | tables ddl:t | add column a on t guarded | add constraint uq on t | alter column c on t',
  ],
  ['ALTER TABLE t RENAME COLUMN a TO b', 'ddl | tables ddl:t | rename column a on t to b'],
  ['ALTER TABLE t RENAME TO u', 'ddl | tables ddl:t | rename table t to u'],
  ['ALTER TABLE t RENAME CONSTRAINT a TO b', 'ddl | tables ddl:t | rename constraint a on t to b'],
  ['ALTER INDEX IF EXISTS a RENAME TO b', 'ddl | tables ddl:a | rename index a to b guarded'],
  ['CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ix ON s.t (a)', 'ddl | tables ddl:s.t | create index ix on s.t guarded'],
  ["CREATE TYPE status AS ENUM ('a')", 'ddl | create type status'],
  ["ALTER TYPE status ADD VALUE IF NOT EXISTS 'b'", 'ddl | alter type status guarded'],
  ['CREATE TRIGGER x AFTER INSERT ON t EXECUTE FUNCTION f()', 'ddl | tables ddl:t | create trigger x on t'],

  // One bad statement spoils only itself.
  ['SELECT a FROM t; SELEC nonsense; DELETE FROM u', 'select | tables t | columns t.a\nunparsed\ndelete | tables write:u'],
]

/** A line for each hole: `expression: position role pattern`. */
export const holeCases: readonly (readonly [string, string])[] = [
  ['SET search_path TO «s», public', 's: identifier schema {}'],
  ['SET search_path TO "«s»"', 's: quoted-identifier schema {}'],
  ["SET search_path TO '«s»'", 's: literal schema {}'],
  ["SELECT set_config('search_path', '«s», public', true)", 's: literal schema {}, public'],
  ["SELECT set_config('search_path', «s», true)", 's: identifier schema {}'],
  [
    'SELECT * FROM «s».«t» x WHERE x.«c» = «v» LIMIT «n»',
    's: identifier schema {}\nt: identifier table {}\nc: identifier column {}\nv: value other {}\nn: value other {}',
  ],
  ['SELECT «s».t.a FROM «s».t', 's: identifier schema {}\ns: identifier schema {}'],
  ['SELECT «alias».a FROM t', 'alias: identifier table {}'],
  [
    "SELECT 1 FROM information_schema.tables WHERE table_schema = '«s»' AND table_name = '«t»' AND x = '«v»'",
    's: literal schema {}\nt: literal table {}\nv: literal other {}',
  ],
  ["SELECT 1 FROM pg_namespace WHERE nspname IN ('a', '«s»')", 's: literal schema {}'],
  ["SELECT '«s».t'::regclass, to_regclass('public.«t»')", 's: literal schema {}.t\nt: literal schema public.{}'],
  ['CREATE SCHEMA IF NOT EXISTS «s»', 's: identifier schema {}'],
  ['CREATE SCHEMA IF NOT EXISTS user_«id»', 'id: identifier schema user_{}'],
  ['DROP SCHEMA IF EXISTS "«s»" CASCADE', 's: quoted-identifier schema {}'],
  ['ALTER TABLE «s».t DROP CONSTRAINT «c»', 's: identifier schema {}\nc: identifier object {}'],
  ['SELECT «s».f(«x»)', 's: identifier schema {}\nx: value other {}'],
  ['DO $$ BEGIN DELETE FROM «s».t; END $$', 's: body other  BEGIN DELETE FROM {}.t; END '],
  ['SELECT 1 -- «note»', 'note: comment other {}'],
  // Without a tree the neighbours decide.
  ['SELECT FROM FROM «s».t', 's: identifier schema {}'],
  ['«sql»', 'sql: fragment other {}'],
]
