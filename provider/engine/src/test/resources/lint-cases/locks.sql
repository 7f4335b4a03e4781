-- case: a rewrite within the limit
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a bigint);
-- expect: warn table-rewrite table public.t | bytes>0

-- case: a rewrite above the limit
-- with: maxRewriteBytes=100
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a bigint);
-- expect: error table-rewrite table public.t | bytes>100

-- case: a rewrite of nothing
CREATE TABLE t (a int PRIMARY KEY);
-- desired:
CREATE TABLE t (a bigint PRIMARY KEY);

-- case: a type that holds the same values needs none
CREATE TABLE t (a varchar(10)); INSERT INTO t VALUES ('x');
-- desired:
CREATE TABLE t (a varchar(20));

-- case: a default that is worked out once
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int, b timestamptz NOT NULL DEFAULT now());

-- case: a default that is another for each row
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int, b float8 DEFAULT random(), c uuid DEFAULT gen_random_uuid());
-- expect: warn table-rewrite table public.t | bytes>0

-- case: a column that is worked out for each row
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED);
-- expect: warn table-rewrite table public.t | bytes>0

-- case: an index that isn't built beside
-- with: online=false
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int); CREATE INDEX i ON t (a);
-- expect: warn index-not-concurrent index public.i | bytes>0

-- case: an index that is built beside
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int); CREATE INDEX i ON t (a);

-- case: an index of a new table
-- with: online=false
CREATE SCHEMA old;
-- desired:
CREATE SCHEMA old; CREATE TABLE t (a int); CREATE INDEX i ON t (a);

-- case: an index that isn't dropped beside
-- with: online=false index-dropped=off
CREATE TABLE t (a int); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int);
-- expect: warn drop-index-not-concurrent index public.i | bytes>0

-- case: an index that is dropped
CREATE TABLE t (a int); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int);
-- expect: warn index-dropped index public.i

-- case: an index under another name
CREATE TABLE t (a int); CREATE INDEX i ON t (a);
-- desired:
CREATE TABLE t (a int); CREATE INDEX j ON t (a);

-- case: a key that isn't built beside
-- with: online=false
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int UNIQUE);
-- expect: warn unique-constraint-lock constraint public.t.t_a_key | bytes>0

-- case: a key that is built beside
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int UNIQUE);

-- case: an exclusion constraint
CREATE TABLE t (a int4range); INSERT INTO t VALUES ('[1,2)');
-- desired:
CREATE TABLE t (a int4range, EXCLUDE USING gist (a WITH &&));
-- expect: warn exclusion-lock constraint public.t.t_a_excl | bytes>0

-- case: a check that is validated at once
-- with: online=false
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int CHECK (a > 0));
-- expect: warn constraint-not-valid constraint public.t.t_a_check | bytes>0

-- case: a check that is validated later
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int CHECK (a > 0));

-- case: NOT NULL that is set at once
-- with: online=false
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int NOT NULL);
-- expect: warn set-not-null-scan column public.t.a | bytes>0
