-- title: What generated rows are made with; the same seed and row number give the same row, on any server

CREATE FUNCTION pg_temp.dice(n bigint, salt text) RETURNS double precision LANGUAGE sql IMMUTABLE AS $$
    SELECT CAST(hashint8extended(n, hashtextextended(salt, {seed})) & 2147483647 AS double precision) / 2147483648
$$;

-- The first twenty rows take the labels in turn, so that every label is there; later ones prefer the first labels.
CREATE FUNCTION pg_temp.pick(n bigint, salt text, labels text[]) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT labels[1 + CASE WHEN n <= 20 THEN n % cardinality(labels)
                           ELSE floor(cardinality(labels) * pow(pg_temp.dice(n, salt), 2)) END::integer]
$$;

CREATE FUNCTION pg_temp.key(kind text, n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT CAST(md5(kind || ' ' || n || ' ' || {seed}) AS uuid)
$$;

-- Both ends of the uuid range occur once, where there are oddities.
CREATE FUNCTION pg_temp.server_key(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE n WHEN {first_server} THEN CAST('00000000-0000-0000-0000-000000000000' AS uuid)
                  WHEN {last_server} THEN CAST('ffffffff-ffff-ffff-ffff-ffffffffffff' AS uuid)
                  ELSE pg_temp.key('server', n) END
$$;

CREATE FUNCTION pg_temp.tool_key(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE n WHEN {first_tool} THEN CAST('00000000-0000-0000-0000-000000000000' AS uuid)
                  WHEN {last_tool} THEN CAST('ffffffff-ffff-ffff-ffff-ffffffffffff' AS uuid)
                  ELSE pg_temp.key('tool', n) END
$$;

-- A server at this place of its cycle has no tools: its neighbour has them.
CREATE FUNCTION pg_temp.server_of(tool bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT s - CASE WHEN s % {server_cycle} = {toolless_server} THEN 1 ELSE 0 END
    FROM (SELECT 1 + (tool - 1) / {tools_per_server}) AS home (s)
$$;

CREATE FUNCTION pg_temp.moment(n bigint, salt text) RETURNS timestamptz LANGUAGE sql STABLE AS $$
    SELECT timestamptz '2025-01-01 00:00:00+00' + pg_temp.dice(n, salt) * interval '250 days'
$$;
