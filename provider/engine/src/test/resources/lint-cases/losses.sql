-- case: a table with rows
CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 3);
-- desired:
CREATE SCHEMA other;
-- expect: error drop-table table public.t | rows=3 bytes>0

-- case: an empty table
CREATE TABLE t (id int);
-- desired:
CREATE SCHEMA other;

-- case: a table that nobody may see
-- with: exclude=table+public.t
CREATE TABLE t (id int); INSERT INTO t SELECT generate_series(1, 3);
-- desired:
CREATE SCHEMA other;

-- case: a table at another severity
-- with: drop-table=warn
CREATE TABLE t (id int); INSERT INTO t VALUES (1);
-- desired:
CREATE SCHEMA other;
-- expect: warn drop-table table public.t | rows=1

-- case: a schema and what is in it
CREATE SCHEMA old; CREATE TABLE old.t (id int); CREATE VIEW old.v AS SELECT id FROM old.t;
-- desired:
CREATE SCHEMA other;
-- expect: error drop-schema schema old | objects=2

-- case: an empty schema
CREATE SCHEMA old;
-- desired:
CREATE SCHEMA other;

-- case: a column with values
CREATE TABLE t (id int, a int); INSERT INTO t VALUES (1, 1), (2, NULL), (3, 3);
-- desired:
CREATE TABLE t (id int);
-- expect: error drop-column column public.t.a | rows=3 nonNull=2

-- case: a column without values
CREATE TABLE t (id int, a int); INSERT INTO t VALUES (1, NULL);
-- desired:
CREATE TABLE t (id int);

-- case: a generated column
CREATE TABLE t (id int, a int GENERATED ALWAYS AS (id + 1) STORED); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (id int);

-- case: a column of a renamed table
CREATE TABLE old (id int, a int); INSERT INTO old VALUES (1, 1), (2, 2);
-- desired:
-- sluice:renamed from=old
CREATE TABLE t (id int);
-- expect: error drop-column column public.t.a | rows=2 nonNull=2
-- expect: warn rename-table table public.t

-- case: values of an enum
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy'); CREATE TABLE t (a mood, b mood[]); CREATE TABLE u (a mood);
INSERT INTO t VALUES ('sad', NULL), ('ok', '{sad,ok}'), ('ok', '{ok}'); INSERT INTO u VALUES ('sad');
-- desired:
CREATE TYPE mood AS ENUM ('ok', 'happy'); CREATE TABLE t (a mood, b mood[]); CREATE TABLE u (a mood);
-- expect: error drop-values enum public.mood | rows=3
-- expect: warn table-rewrite table public.t | bytes>0
-- expect: warn table-rewrite table public.u | bytes>0

-- case: values of an enum that no row has
CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (a mood);
-- desired:
CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (a mood);

-- case: a partition with rows is dropped
CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1); CREATE TABLE t2 PARTITION OF t FOR VALUES IN (2);
INSERT INTO t VALUES (1), (1), (2);
-- desired:
CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE t2 PARTITION OF t FOR VALUES IN (2);
-- expect: error drop-partition table public.t1 | rows=2 bytes>0

-- case: a partitioned table is counted once
CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1); CREATE TABLE t2 PARTITION OF t FOR VALUES IN (2);
INSERT INTO t VALUES (1), (1), (2);
-- desired:
CREATE SCHEMA other;
-- expect: error drop-table table public.t | rows=3 bytes>0

-- case: a partition with rows is detached concurrently
CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE t1 (a int);
-- expect: error drop-partition table public.t1 | rows=1

-- case: where there is a default partition none is detached concurrently
CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1); CREATE TABLE rest PARTITION OF t DEFAULT; INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE t1 (a int); CREATE TABLE rest PARTITION OF t DEFAULT;
-- expect: error drop-partition table public.t1 | rows=1
-- expect: warn partition-detach-concurrent table public.t1 | bytes>0

-- case: a constraint
CREATE TABLE t (a int CHECK (a > 0));
-- desired:
CREATE TABLE t (a int);
-- expect: warn drop-constraint constraint public.t.t_a_check

-- case: a constraint goes with its column
CREATE TABLE t (id int, a int CHECK (a > 0));
-- desired:
CREATE TABLE t (id int);

-- case: a drop and an addition that look like a rename
CREATE TABLE t (id int, a int);
-- desired:
CREATE TABLE t (id int, b int);
-- expect: error drop-then-add column public.t.b

-- case: a hint that names nothing
CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (a int); CREATE TABLE b.t (a int);
-- desired:
CREATE SCHEMA a; CREATE SCHEMA b; CREATE TABLE a.t (a int); CREATE TABLE b.t (a int, c int);
SET search_path = b;
-- sluice:renamed from=x
CREATE TABLE IF NOT EXISTS t (a int);
-- expect: warn hint-without-object table t
