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
-- with: missing-primary-key=warn fk-without-index=warn index-wide=warn type-json=warn type-char=warn type-varchar=warn type-smallint=warn type-integer=warn type-serial=warn type-timestamp=warn
CREATE TABLE u (id bigint PRIMARY KEY);
-- desired:
CREATE TABLE u (id bigint PRIMARY KEY);
CREATE TABLE t (a json, b char(3), c varchar(3), d smallint, e int, f bigserial, g timestamp, h text, i bigint REFERENCES u, j varchar);
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

-- case: an extension of another version
-- with: runAs=ProviderConfig
CREATE EXTENSION hstore VERSION '1.6';
-- desired:
CREATE EXTENSION hstore; ALTER EXTENSION hstore UPDATE TO '1.8';
-- expect: warn extension-upgrade extension hstore
