-- case: duplicates for a unique key
CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, 1), (1, 1), (1, 1), (2, NULL), (2, NULL), (3, 3);
-- desired:
CREATE TABLE t (a int, b int, UNIQUE (a, b));
-- expect: error unique-on-data constraint public.t.t_a_b_key | duplicates=2

-- case: no duplicates for a unique key, since nulls differ
CREATE TABLE t (a int, b int); INSERT INTO t VALUES (1, NULL), (1, NULL);
-- desired:
CREATE TABLE t (a int, b int, UNIQUE (a, b));

-- case: duplicates for a primary key
CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1);
-- desired:
CREATE TABLE t (a int PRIMARY KEY);
-- expect: error unique-on-data constraint public.t.t_pkey | duplicates=1

-- case: duplicates for a unique index on an expression, where its predicate holds
CREATE TABLE t (a text, b int); INSERT INTO t VALUES ('x', 1), ('X', 1), ('y', 1), ('Y', -1);
-- desired:
CREATE TABLE t (a text, b int); CREATE UNIQUE INDEX i ON t (lower(a) text_pattern_ops DESC) INCLUDE (b) WHERE b > 0;
-- expect: error unique-on-data index public.i | duplicates=1

-- case: duplicates under a column's new name
CREATE TABLE t (old int); INSERT INTO t VALUES (1), (1);
-- desired:
CREATE TABLE t (
  a int UNIQUE -- sluice:renamed from=old
);
-- expect: error unique-on-data constraint public.t.t_a_key | duplicates=1
-- expect: warn rename-column column public.t.a

-- case: a new column's default is the same in each row
CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2);
-- desired:
CREATE TABLE t (a int, b int DEFAULT 7 UNIQUE);
-- expect: error unique-on-data constraint public.t.t_b_key | duplicates=1

-- case: nulls where NOT NULL comes
CREATE TABLE t (a int); INSERT INTO t VALUES (1), (NULL), (NULL);
-- desired:
CREATE TABLE t (a int NOT NULL);
-- expect: error not-null-on-data column public.t.a | rows=3 nulls=2

-- case: no nulls where NOT NULL comes
CREATE TABLE t (a int); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int NOT NULL);

-- case: a column that must have a value and gets none
CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2);
-- desired:
CREATE TABLE t (a int, b int NOT NULL);
-- expect: error not-null-on-data column public.t.b | rows=2 nulls=2

-- case: a column that must have a value and gets one
CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2);
-- desired:
CREATE TABLE t (a int, b int NOT NULL DEFAULT 0);

-- case: a column that must have a value in a table without rows
CREATE TABLE t (a int);
-- desired:
CREATE TABLE t (a int, b int NOT NULL);

-- case: rows against a check
CREATE TABLE t (a int); INSERT INTO t VALUES (1), (-1), (NULL);
-- desired:
CREATE TABLE t (a int CHECK (a > 0));
-- expect: error check-on-data constraint public.t.t_a_check | violations=1

-- case: a check that isn't proven
CREATE TABLE t (a int); INSERT INTO t VALUES (-1);
-- desired:
CREATE TABLE t (a int); ALTER TABLE t ADD CHECK (a > 0) NOT VALID;

-- case: rows that refer to nothing
CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a int); INSERT INTO u VALUES (1); INSERT INTO t VALUES (1), (2), (3), (NULL);
-- desired:
CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a int REFERENCES u);
-- expect: error fk-on-data constraint public.t.t_a_fkey | violations=2

-- case: rows that refer to a table to come
CREATE TABLE t (a int); INSERT INTO t VALUES (1), (NULL);
-- desired:
CREATE TABLE u (id int PRIMARY KEY); CREATE TABLE t (a int REFERENCES u);
-- expect: error fk-on-data constraint public.t.t_a_fkey | violations=1

-- case: rows that refer to others half
CREATE TABLE u (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE t (a int, b int); INSERT INTO u VALUES (1, 1);
INSERT INTO t VALUES (1, 1), (1, NULL), (NULL, NULL), (2, 2);
-- desired:
CREATE TABLE u (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE t (a int, b int, FOREIGN KEY (a, b) REFERENCES u MATCH FULL);
-- expect: error fk-on-data constraint public.t.t_a_b_fkey | violations=2

-- case: texts that are no numbers, and one that is another afterwards
CREATE TABLE t (a text); INSERT INTO t VALUES ('1'), ('x'), ('y'), ('007'), (NULL);
-- desired:
CREATE TABLE t (a int);
-- expect: error type-change-data column public.t.a | failures=2 changed=1
-- expect: warn table-rewrite table public.t | bytes>0

-- case: numbers that are rounded
CREATE TABLE t (a numeric(6,2)); INSERT INTO t VALUES (1.50), (2.00);
-- desired:
CREATE TABLE t (a int);
-- expect: error type-change-data column public.t.a | failures=0 changed=1
-- expect: warn table-rewrite table public.t | bytes>0

-- case: texts too long
CREATE TABLE t (a text); INSERT INTO t VALUES ('abc'), ('abcdef');
-- desired:
CREATE TABLE t (a varchar(3));
-- expect: error type-change-data column public.t.a | failures=1 changed=0
-- expect: warn table-rewrite table public.t | bytes>0

-- case: numbers that fit
CREATE TABLE t (a bigint); INSERT INTO t VALUES (1);
-- desired:
CREATE TABLE t (a int);
-- expect: warn table-rewrite table public.t | bytes>0

-- case: texts that are no values of a new enum
CREATE TABLE t (a text); INSERT INTO t VALUES ('ok'), ('bad');
-- desired:
CREATE TYPE mood AS ENUM ('ok'); CREATE TABLE t (a mood);
-- expect: error type-change-data column public.t.a | failures=1
-- expect: warn table-rewrite table public.t | bytes>0

-- case: values against a domain
CREATE DOMAIN d AS int; CREATE TABLE t (a d); CREATE TABLE u (a d); INSERT INTO t VALUES (1), (-1), (NULL); INSERT INTO u VALUES (-1);
-- desired:
CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE TABLE t (a d); CREATE TABLE u (a d);
-- expect: error domain-constraint domain public.d | violations=2
-- expect: warn domain-scan domain public.d | bytes>0

-- case: values that a domain allows
CREATE DOMAIN d AS int; CREATE TABLE t (a d); INSERT INTO t VALUES (1);
-- desired:
CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE TABLE t (a d);
-- expect: warn domain-scan domain public.d | bytes>0

-- case: values against a domain over a domain
CREATE DOMAIN d AS int; CREATE DOMAIN e AS d; CREATE TABLE t (a e); INSERT INTO t VALUES (1), (-1);
-- desired:
CREATE DOMAIN d AS int CHECK (VALUE > 0); CREATE DOMAIN e AS d; CREATE TABLE t (a e);
-- expect: error domain-constraint domain public.d | violations=1
-- expect: warn domain-scan domain public.d | bytes>0

-- case: a domain of which nobody has values
CREATE DOMAIN d AS int; CREATE TABLE t (a d);
-- desired:
CREATE DOMAIN d AS int CHECK (VALUE > 0) NOT NULL; CREATE TABLE t (a d);

-- case: rows that exclude each other
CREATE TABLE t (room int, during int4range); INSERT INTO t VALUES (1, '[1,5)'), (1, '[4,6)'), (1, '[6,8)'), (2, '[1,5)'), (1, NULL), (NULL, '[1,5)');
-- desired:
CREATE TABLE t (room int, during int4range, EXCLUDE USING gist (int4range(room, room, '[]') WITH =, during WITH &&));
-- expect: error exclusion-on-data constraint public.t.t_int4range_during_excl | violations=2
-- expect: warn exclusion-lock constraint public.t.t_int4range_during_excl | bytes>0

-- case: rows that would exclude each other where the constraint doesn't look
CREATE TABLE t (room int, during int4range, open boolean); INSERT INTO t VALUES (1, '[1,5)', true), (1, '[4,6)', false), (2, '[4,6)', true);
-- desired:
CREATE TABLE t (room int, during int4range, open boolean, EXCLUDE USING btree (room WITH =) WHERE (open));
-- expect: warn exclusion-lock constraint public.t.t_room_excl | bytes>0

-- case: rows that exclude each other under a column's new name
CREATE FUNCTION ten(a int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT a / 10';
CREATE TABLE t (old int); INSERT INTO t VALUES (1), (2), (11);
-- desired:
CREATE FUNCTION ten(a int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT a / 10';
CREATE TABLE t (
  a int, -- sluice:renamed from=old
  EXCLUDE USING btree (ten(a) WITH =));
-- expect: error exclusion-on-data constraint public.t.t_ten_excl | violations=2
-- expect: warn exclusion-lock constraint public.t.t_ten_excl | bytes>0
-- expect: warn rename-column column public.t.a

-- case: periods that overlap
-- with: since=18
CREATE TABLE t (id int4range, during int4range); INSERT INTO t VALUES ('[1,2)', '[1,5)'), ('[1,2)', '[4,6)'), ('[2,3)', '[4,6)'), ('[1,2)', NULL);
-- desired:
CREATE TABLE t (id int4range, during int4range, UNIQUE (id, during WITHOUT OVERLAPS));
-- expect: error exclusion-on-data constraint public.t.t_id_during_key | violations=2
-- expect: warn unique-constraint-lock constraint public.t.t_id_during_key | bytes>0

-- case: periods that others together cover, and such that they don't
-- with: since=18
CREATE TABLE u (id int4range, during int4range, PRIMARY KEY (id, during WITHOUT OVERLAPS)); CREATE TABLE t (id int4range, during int4range);
INSERT INTO u VALUES ('[1,2)', '[1,4)'), ('[1,2)', '[4,6)'); INSERT INTO t VALUES ('[1,2)', '[2,6)'), ('[1,2)', '[5,9)'), ('[7,8)', '[5,9)'), (NULL, '[1,2)');
-- desired:
CREATE TABLE u (id int4range, during int4range, PRIMARY KEY (id, during WITHOUT OVERLAPS));
CREATE TABLE t (id int4range, during int4range, FOREIGN KEY (id, PERIOD during) REFERENCES u (id, PERIOD during));
-- expect: error fk-on-data constraint public.t.t_id_during_fkey | violations=2
