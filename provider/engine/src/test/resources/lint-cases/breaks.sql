-- case: NOT NULL goes
CREATE TABLE t (a int NOT NULL);
-- desired:
CREATE TABLE t (a int);
-- expect: warn drop-not-null column public.t.a

-- case: a view has another name
CREATE VIEW old AS SELECT 1 AS a;
-- desired:
-- sluice:renamed from=old
CREATE VIEW v AS SELECT 1 AS a;
-- expect: warn rename-table view public.v

-- case: a schema has another name
CREATE SCHEMA old;
-- desired:
-- sluice:renamed from=old
CREATE SCHEMA fresh;
-- expect: warn rename-schema schema fresh

-- case: a value of an enum has another name
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- desired:
CREATE TYPE mood AS ENUM (
  'blue', -- sluice:renamed from=sad
  'ok');
-- expect: warn rename-enum-value enum public.mood

-- case: a function has another name
CREATE FUNCTION old() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- desired:
-- sluice:renamed from=old
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- expect: warn rename-routine function public.f()

-- case: the values of an enum in another order
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- desired:
CREATE TYPE mood AS ENUM ('ok', 'sad');
-- expect: warn enum-reorder enum public.mood

-- case: an enum gets a value
CREATE TYPE mood AS ENUM ('sad', 'ok');
-- desired:
CREATE TYPE mood AS ENUM ('sad', 'so', 'ok');

-- case: a body names what goes
CREATE TABLE u (id int); CREATE TABLE t (id int); CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM u); END';
-- desired:
CREATE TABLE t (id int, a int); CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM u); END';
-- expect: warn untrackable-dependency function public.f()

-- case: a body names something else
CREATE TABLE u (id int); CREATE TABLE t (id int); CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM t); END';
-- desired:
CREATE TABLE t (id int, a int); CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql AS 'BEGIN RETURN (SELECT count(*) FROM t); END';

-- case: a policy
CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (a > 0);
-- desired:
CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (a > 1); CREATE POLICY q ON t USING (a > 2);
-- expect: warn authz-change policy public.t.p
-- expect: warn authz-change policy public.t.q

-- case: a policy of a new table
CREATE SCHEMA old;
-- desired:
CREATE SCHEMA old; CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t USING (a > 0);

-- case: a function with its owner's rights
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- desired:
CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
-- expect: warn authz-change function public.f()

-- case: row level security is turned off
CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY;
-- desired:
CREATE TABLE t (a int);
-- expect: error row-security-off table public.t

-- case: a name that is cut off
CREATE SCHEMA old;
-- desired:
CREATE SCHEMA old; CREATE TABLE t (a_name_that_goes_on_and_on_and_on_until_there_is_no_more_room_left int);
-- expect: error identifier-too-long name a_name_that_goes_on_and_on_and_on_until_there_is_no_more_room_left

-- case: what a new table might have, where somebody wants to know
-- with: missing-primary-key=warn fk-without-index=warn index-wide=warn type-json=warn type-char=warn type-varchar=warn type-smallint=warn type-integer=warn type-serial=warn type-timestamp=warn type-time=warn type-float=warn type-money=warn type-enum=warn domain-with-constraint=warn
CREATE TABLE u (id bigint PRIMARY KEY);
-- desired:
CREATE TABLE u (id bigint PRIMARY KEY);
CREATE TYPE mood AS ENUM ('ok');
CREATE DOMAIN positive AS bigint CHECK (VALUE > 0);
CREATE DOMAIN plain AS bigint;
CREATE TABLE t (a json, b char(3), c varchar(3), d smallint, e int, f bigserial, g timestamp, h text, i bigint REFERENCES u, j varchar, k timetz, l real, m double precision, n money, o serial);
CREATE INDEX t_wide ON t (b, c, d, e);
-- expect: warn missing-primary-key table public.t
-- expect: warn fk-without-index constraint public.t.t_i_fkey
-- expect: warn index-wide index public.t_wide
-- expect: warn type-json column public.t.a
-- expect: warn type-char column public.t.b
-- expect: warn type-varchar column public.t.c
-- expect: warn type-smallint column public.t.d
-- expect: warn type-integer column public.t.e
-- expect: warn type-serial column public.t.f
-- expect: warn type-timestamp column public.t.g
-- expect: warn type-time column public.t.k
-- expect: warn type-float column public.t.l
-- expect: warn type-float column public.t.m
-- expect: warn type-money column public.t.n
-- expect: warn type-serial column public.t.o
-- expect: warn type-integer column public.t.o
-- expect: warn type-enum enum public.mood
-- expect: warn domain-with-constraint domain public.positive

-- case: the same, where nobody does
CREATE TABLE u (id bigint PRIMARY KEY);
-- desired:
CREATE TABLE u (id bigint PRIMARY KEY);
CREATE TABLE t (a json, b char(3), c varchar(3), d smallint, e int, f bigserial, g timestamp, h text, i bigint REFERENCES u);

-- case: an index that is the beginning of another
CREATE TABLE t (a int, b int); CREATE INDEX t_ab ON t (a, b);
-- desired:
CREATE TABLE t (a int, b int); CREATE INDEX t_ab ON t (a, b); CREATE INDEX t_a ON t (a); CREATE INDEX t_b ON t (b);
-- expect: warn index-redundant index public.t_a

-- case: an index that is the same as a key's, and others that only look alike
CREATE TABLE t (a text, b text UNIQUE);
-- desired:
CREATE TABLE t (a text, b text UNIQUE); CREATE UNIQUE INDEX t_twice ON t (b); CREATE UNIQUE INDEX t_some ON t (b) WHERE a > '';
CREATE INDEX t_a ON t (a); CREATE INDEX t_pattern ON t (a text_pattern_ops); CREATE INDEX t_covers ON t (a) INCLUDE (b); CREATE UNIQUE INDEX t_one ON t (a);
-- expect: warn index-redundant index public.t_twice
-- expect: warn index-redundant index public.t_a

-- case: an extension of another version
-- with: runAs=ProviderConfig
CREATE EXTENSION hstore VERSION '1.6';
-- desired:
CREATE EXTENSION hstore; ALTER EXTENSION hstore UPDATE TO '1.8';
-- expect: warn extension-upgrade extension hstore

-- case: row level security is turned on
CREATE TABLE t (a int);
-- desired:
CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
-- expect: warn authz-change table public.t

-- case: a view that still reads as its owner
CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t;
-- desired:
CREATE TABLE t (a int); CREATE VIEW v WITH (security_barrier) AS SELECT a FROM t;

-- case: rights on what is there
-- with: privileges=managed
CREATE TABLE t (a int); CREATE TABLE u (a int); GRANT SELECT ON u TO pg_monitor;
-- desired:
CREATE TABLE t (a int); CREATE TABLE u (a int); GRANT SELECT, INSERT ON t TO pg_monitor; CREATE TABLE n (a int); GRANT SELECT ON n TO pg_monitor;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor;
-- expect: warn authz-change table public.t
-- expect: warn authz-change table public.u
-- expect: warn authz-change default privileges .TABLES

-- case: what is made anew keeps its rights
-- with: privileges=managed
CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t; GRANT SELECT ON v TO pg_monitor;
-- desired:
CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT b FROM t; GRANT SELECT ON v TO pg_monitor;

-- case: what is made anew gets other rights
-- with: privileges=managed
CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT a FROM t; GRANT SELECT ON v TO pg_monitor;
-- desired:
CREATE TABLE t (a int, b int); CREATE VIEW v AS SELECT b FROM t; GRANT SELECT, UPDATE ON v TO pg_monitor;
-- expect: warn authz-change view public.v

-- case: names that must be quoted, where somebody wants to know
-- with: name-case=warn name-reserved=warn
CREATE TABLE t (a int);
-- desired:
CREATE TABLE t (a int, "user" int, "b C" int, CONSTRAINT "Positive" CHECK (a > 0));
CREATE TABLE "Orders" (id int PRIMARY KEY, "order" int); CREATE INDEX "Orders_i" ON "Orders" ("order"); CREATE FUNCTION "fromJSON"() RETURNS int LANGUAGE sql AS 'SELECT 1';
-- expect: warn name-reserved column public.t.user
-- expect: warn name-case column public.t.b C
-- expect: warn name-case constraint public.t.Positive
-- expect: warn name-case table public.Orders
-- expect: warn name-reserved column public.Orders.order
-- expect: warn name-case function public.fromJSON()

-- case: columns in an order that wastes space, where somebody wants to know
-- with: column-alignment=warn
CREATE SCHEMA old;
-- desired:
CREATE SCHEMA old; CREATE TABLE t (a boolean, b bigint, c boolean, d int, e text, f int); CREATE TABLE u (b bigint, d int, f int, a boolean, c boolean, e text);
-- expect: warn column-alignment table public.t | padding=10

-- case: something is declared outside of the managed schemas
-- with: schemas=public
CREATE SCHEMA other;
-- desired:
CREATE TABLE t (a int); CREATE SCHEMA other; CREATE TABLE other.t (a int); CREATE INDEX ON other.t (a);
-- expect: warn outside-schemas schema other
