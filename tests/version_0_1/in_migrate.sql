--
-- PostgreSQL database dump
--


-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: sark_migration; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA sark_migration;


--
-- Name: sensitivitylevel; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.sensitivitylevel AS ENUM (
    'LOW',
    'MEDIUM',
    'HIGH',
    'CRITICAL'
);


--
-- Name: serverstatus; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.serverstatus AS ENUM (
    'REGISTERED',
    'ACTIVE',
    'INACTIVE',
    'UNHEALTHY',
    'DECOMMISSIONED'
);


--
-- Name: transporttype; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.transporttype AS ENUM (
    'HTTP',
    'STDIO',
    'SSE'
);


--
-- Name: search_index(); Type: FUNCTION; Schema: public; Owner: -
--

CREATE FUNCTION public.search_index() RETURNS trigger
    LANGUAGE plpgsql
    AS $$ BEGIN RETURN NULL; END $$;


--
-- Name: carry_to_capabilities(uuid[], uuid[]); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.carry_to_capabilities(_keys uuid[], _gone uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
  _half integer DEFAULT cardinality(_keys) / 2;
  _reason text;
  _column text;
BEGIN
  PERFORM "sark_migration"."write_capabilities"(_keys, _gone);
EXCEPTION WHEN OTHERS THEN
  -- Above READ COMMITTED the application is ready for this one, and with a new snapshot it finds nothing in its way.
  IF SQLSTATE = '40001' AND current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE;
  END IF;
  GET STACKED DIAGNOSTICS _column = COLUMN_NAME;
  _reason = CASE WHEN SQLSTATE = '23502' AND _column = 'endpoint' THEN 'no_endpoint'
                 WHEN SQLSTATE = '23502' THEN 'null'
                 WHEN SQLSTATE = '22001' THEN 'too_long'
                 WHEN SQLSTATE IN ('22P05', '22P02', '22003') THEN 'not_jsonb'
                 ELSE SQLSTATE END;
  IF left(SQLSTATE, 2) NOT IN ('22', '23') OR cardinality(_keys) = 0 THEN
    INSERT INTO "sark_migration"."missed" (entity, key, reason)
    SELECT 'mcp_tools', CAST(k AS text), SQLSTATE || ' ' || SQLERRM FROM unnest(_keys || _gone) AS k;
  ELSIF cardinality(_keys) > 1 OR cardinality(_gone) > 0 THEN
    -- Halved until the rows stand alone that cannot go.
    PERFORM "sark_migration"."carry_to_capabilities"('{}', _gone) WHERE cardinality(_gone) > 0;
    PERFORM "sark_migration"."carry_to_capabilities"(_keys[1 : _half], '{}') WHERE _half > 0;
    PERFORM "sark_migration"."carry_to_capabilities"(_keys[_half + 1 : cardinality(_keys)], '{}');
  ELSE
    BEGIN
      INSERT INTO "sark_migration"."quarantine" ("entity", "v1_id", "reason", "detail") VALUES ('mcp_tools', _keys[1], _reason, SQLERRM) ON CONFLICT ("entity", "v1_id") DO UPDATE SET reason = excluded.reason, detail = excluded.detail;
      PERFORM "sark_migration"."carry_to_capabilities"('{}', _keys);
    EXCEPTION WHEN OTHERS THEN
      IF SQLSTATE = '40001' AND current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE;
      END IF;
      INSERT INTO "sark_migration"."missed" (entity, key, reason) VALUES ('mcp_tools', CAST(_keys[1] AS text), SQLSTATE || ' ' || SQLERRM);
    END;
  END IF;
END
$$;


--
-- Name: carry_to_mcp_servers(text[], text[]); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.carry_to_mcp_servers(_keys text[], _gone text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
  _half integer DEFAULT cardinality(_keys) / 2;
  _reason text;
  _column text;
BEGIN
  PERFORM "sark_migration"."write_mcp_servers"(_keys, _gone);
EXCEPTION WHEN OTHERS THEN
  -- Above READ COMMITTED the application is ready for this one, and with a new snapshot it finds nothing in its way.
  IF SQLSTATE = '40001' AND current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE;
  END IF;
  GET STACKED DIAGNOSTICS _column = COLUMN_NAME;
  _reason = CASE WHEN SQLSTATE = '23502' AND _column = 'endpoint' THEN 'no_endpoint'
                 WHEN SQLSTATE = '23502' THEN 'null'
                 WHEN SQLSTATE = '22001' THEN 'too_long'
                 WHEN SQLSTATE IN ('22P05', '22P02', '22003') THEN 'not_jsonb'
                 ELSE SQLSTATE END;
  IF left(SQLSTATE, 2) NOT IN ('22', '23') OR cardinality(_keys) = 0 THEN
    INSERT INTO "sark_migration"."missed" (entity, key, reason)
    SELECT 'resources', CAST(k AS text), SQLSTATE || ' ' || SQLERRM FROM unnest(_keys || _gone) AS k;
  ELSIF cardinality(_keys) > 1 OR cardinality(_gone) > 0 THEN
    -- Halved until the rows stand alone that cannot go.
    PERFORM "sark_migration"."carry_to_mcp_servers"('{}', _gone) WHERE cardinality(_gone) > 0;
    PERFORM "sark_migration"."carry_to_mcp_servers"(_keys[1 : _half], '{}') WHERE _half > 0;
    PERFORM "sark_migration"."carry_to_mcp_servers"(_keys[_half + 1 : cardinality(_keys)], '{}');
  ELSE
    BEGIN
      INSERT INTO "sark_migration"."held_back" ("v2_table", "v2_id", "reason", "detail") VALUES ('resources', _keys[1], _reason, SQLERRM) ON CONFLICT ("v2_table", "v2_id") DO UPDATE SET reason = excluded.reason, detail = excluded.detail;
    EXCEPTION WHEN OTHERS THEN
      IF SQLSTATE = '40001' AND current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE;
      END IF;
      INSERT INTO "sark_migration"."missed" (entity, key, reason) VALUES ('resources', CAST(_keys[1] AS text), SQLSTATE || ' ' || SQLERRM);
    END;
  END IF;
END
$$;


--
-- Name: carry_to_mcp_tools(text[], text[]); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.carry_to_mcp_tools(_keys text[], _gone text[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
  _half integer DEFAULT cardinality(_keys) / 2;
  _reason text;
  _column text;
BEGIN
  PERFORM "sark_migration"."write_mcp_tools"(_keys, _gone);
EXCEPTION WHEN OTHERS THEN
  -- Above READ COMMITTED the application is ready for this one, and with a new snapshot it finds nothing in its way.
  IF SQLSTATE = '40001' AND current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE;
  END IF;
  GET STACKED DIAGNOSTICS _column = COLUMN_NAME;
  _reason = CASE WHEN SQLSTATE = '23502' AND _column = 'endpoint' THEN 'no_endpoint'
                 WHEN SQLSTATE = '23502' THEN 'null'
                 WHEN SQLSTATE = '22001' THEN 'too_long'
                 WHEN SQLSTATE IN ('22P05', '22P02', '22003') THEN 'not_jsonb'
                 ELSE SQLSTATE END;
  IF left(SQLSTATE, 2) NOT IN ('22', '23') OR cardinality(_keys) = 0 THEN
    INSERT INTO "sark_migration"."missed" (entity, key, reason)
    SELECT 'capabilities', CAST(k AS text), SQLSTATE || ' ' || SQLERRM FROM unnest(_keys || _gone) AS k;
  ELSIF cardinality(_keys) > 1 OR cardinality(_gone) > 0 THEN
    -- Halved until the rows stand alone that cannot go.
    PERFORM "sark_migration"."carry_to_mcp_tools"('{}', _gone) WHERE cardinality(_gone) > 0;
    PERFORM "sark_migration"."carry_to_mcp_tools"(_keys[1 : _half], '{}') WHERE _half > 0;
    PERFORM "sark_migration"."carry_to_mcp_tools"(_keys[_half + 1 : cardinality(_keys)], '{}');
  ELSE
    BEGIN
      INSERT INTO "sark_migration"."held_back" ("v2_table", "v2_id", "reason", "detail") VALUES ('capabilities', _keys[1], _reason, SQLERRM) ON CONFLICT ("v2_table", "v2_id") DO UPDATE SET reason = excluded.reason, detail = excluded.detail;
    EXCEPTION WHEN OTHERS THEN
      IF SQLSTATE = '40001' AND current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE;
      END IF;
      INSERT INTO "sark_migration"."missed" (entity, key, reason) VALUES ('capabilities', CAST(_keys[1] AS text), SQLSTATE || ' ' || SQLERRM);
    END;
  END IF;
END
$$;


--
-- Name: carry_to_resources(uuid[], uuid[]); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.carry_to_resources(_keys uuid[], _gone uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
  _half integer DEFAULT cardinality(_keys) / 2;
  _reason text;
  _column text;
BEGIN
  PERFORM "sark_migration"."write_resources"(_keys, _gone);
EXCEPTION WHEN OTHERS THEN
  -- Above READ COMMITTED the application is ready for this one, and with a new snapshot it finds nothing in its way.
  IF SQLSTATE = '40001' AND current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE;
  END IF;
  GET STACKED DIAGNOSTICS _column = COLUMN_NAME;
  _reason = CASE WHEN SQLSTATE = '23502' AND _column = 'endpoint' THEN 'no_endpoint'
                 WHEN SQLSTATE = '23502' THEN 'null'
                 WHEN SQLSTATE = '22001' THEN 'too_long'
                 WHEN SQLSTATE IN ('22P05', '22P02', '22003') THEN 'not_jsonb'
                 ELSE SQLSTATE END;
  IF left(SQLSTATE, 2) NOT IN ('22', '23') OR cardinality(_keys) = 0 THEN
    INSERT INTO "sark_migration"."missed" (entity, key, reason)
    SELECT 'mcp_servers', CAST(k AS text), SQLSTATE || ' ' || SQLERRM FROM unnest(_keys || _gone) AS k;
  ELSIF cardinality(_keys) > 1 OR cardinality(_gone) > 0 THEN
    -- Halved until the rows stand alone that cannot go.
    PERFORM "sark_migration"."carry_to_resources"('{}', _gone) WHERE cardinality(_gone) > 0;
    PERFORM "sark_migration"."carry_to_resources"(_keys[1 : _half], '{}') WHERE _half > 0;
    PERFORM "sark_migration"."carry_to_resources"(_keys[_half + 1 : cardinality(_keys)], '{}');
  ELSE
    BEGIN
      INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_servers' AS anon_1, CAST(_keys[1] AS text), 'its tools may have been written while the server went into quarantine, or came out of it' AS anon_2 
WHERE NOT (EXISTS (SELECT * 
FROM sark_migration.quarantine 
WHERE sark_migration.quarantine.entity = 'mcp_servers' AND sark_migration.quarantine.v1_id = ANY (_keys)));
      INSERT INTO "sark_migration"."quarantine" ("entity", "v1_id", "reason", "detail") VALUES ('mcp_servers', _keys[1], _reason, SQLERRM) ON CONFLICT ("entity", "v1_id") DO UPDATE SET reason = excluded.reason, detail = excluded.detail;
      WITH kept AS 
(INSERT INTO sark_migration.quarantine (entity, v1_id, reason, detail) SELECT 'mcp_tools' AS anon_3, public.mcp_tools.id AS id, 'server_quarantined' AS anon_4, 'its server is in quarantine' AS anon_5 
FROM public.mcp_tools 
WHERE public.mcp_tools.server_id = ANY (_keys) ON CONFLICT DO NOTHING RETURNING sark_migration.quarantine.v1_id)
 INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_tools' AS anon_1, CAST(kept.v1_id AS TEXT) AS v1_id, 'its tools may have been written while the server went into quarantine, or came out of it' AS anon_2 
FROM kept;
      PERFORM "sark_migration"."carry_to_resources"('{}', _keys);
    EXCEPTION WHEN OTHERS THEN
      IF SQLSTATE = '40001' AND current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE;
      END IF;
      INSERT INTO "sark_migration"."missed" (entity, key, reason) VALUES ('mcp_servers', CAST(_keys[1] AS text), SQLSTATE || ' ' || SQLERRM);
    END;
  END IF;
END
$$;


--
-- Name: on_capabilities_reverse(); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.on_capabilities_reverse() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "sark.sync" TO 'on'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET extra_float_digits TO '1'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
  _keys text[] DEFAULT '{}';
  _gone text[] DEFAULT '{}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'UPDATE' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
    _gone = ARRAY(SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'DELETE' THEN
    _gone = ARRAY(SELECT id FROM old_rows ORDER BY id);
  ELSE
    RAISE EXCEPTION '% is mirrored into v1 and cannot be truncated', TG_TABLE_NAME USING ERRCODE = '55000', HINT = 'DELETE its rows, or roll the migration back first';
  END IF;
  IF cardinality(_keys) + cardinality(_gone) > 0 THEN
    PERFORM "sark_migration"."carry_to_mcp_tools"(_keys, _gone);
  END IF;
  RETURN NULL;
END
$$;


--
-- Name: on_capabilities_watch(); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.on_capabilities_watch() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "sark.sync" TO 'on'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET extra_float_digits TO '1'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
  _keys text[] DEFAULT '{}';
  _gone text[] DEFAULT '{}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'UPDATE' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
    _gone = ARRAY(SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'DELETE' THEN
    _gone = ARRAY(SELECT id FROM old_rows ORDER BY id);
  ELSE
    INSERT INTO sark_migration.missed (entity, key, reason) VALUES ('capabilities', NULL, 'truncated');
  END IF;
  IF cardinality(_keys) + cardinality(_gone) > 0 THEN
    INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'capabilities' AS anon_1, CAST(k AS TEXT) AS k, 'written in v2' AS anon_2 
FROM unnest(_keys || _gone) AS k;
  END IF;
  RETURN NULL;
END
$$;


--
-- Name: on_mcp_servers_forward(); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.on_mcp_servers_forward() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "sark.sync" TO 'on'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET extra_float_digits TO '1'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
  _keys uuid[] DEFAULT '{}';
  _gone uuid[] DEFAULT '{}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'UPDATE' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
    _gone = ARRAY(SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'DELETE' THEN
    _gone = ARRAY(SELECT id FROM old_rows ORDER BY id);
  ELSE
    _gone = ARRAY(SELECT sark_migration.row_map_resources.v1_id 
FROM sark_migration.row_map_resources ORDER BY sark_migration.row_map_resources.v1_id);
    IF current_setting('transaction_isolation') <> 'read committed' THEN INSERT INTO sark_migration.missed (entity, key, reason) VALUES ('mcp_servers', NULL, 'truncated'); END IF;
  END IF;
  IF cardinality(_keys) + cardinality(_gone) > 0 THEN
    PERFORM "sark_migration"."carry_to_resources"(_keys, _gone);
  END IF;
  RETURN NULL;
END
$$;


--
-- Name: on_mcp_servers_late_carry(); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.on_mcp_servers_late_carry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "sark.sync" TO 'on'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET extra_float_digits TO '1'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
  _keys uuid[] DEFAULT '{}';
  _gone uuid[] DEFAULT '{}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'UPDATE' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
    _gone = ARRAY(SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'DELETE' THEN
    _gone = ARRAY(SELECT id FROM old_rows ORDER BY id);
  ELSE
    _gone = ARRAY(SELECT sark_migration.row_map_resources.v1_id 
FROM sark_migration.row_map_resources ORDER BY sark_migration.row_map_resources.v1_id);
    IF current_setting('transaction_isolation') <> 'read committed' THEN INSERT INTO sark_migration.missed (entity, key, reason) VALUES ('mcp_servers', NULL, 'truncated'); END IF;
  END IF;
  IF cardinality(_keys) + cardinality(_gone) > 0 THEN
    PERFORM nextval('sark_migration.late_writes'); PERFORM "sark_migration"."carry_to_resources"(_keys, _gone); INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_servers' AS anon_1, sark_migration.held_back.v2_id, 'late in v1, and held back' AS anon_2 
FROM sark_migration.held_back 
WHERE sark_migration.held_back.v2_table = 'resources' AND sark_migration.held_back.v2_id = ANY (CAST(_keys AS TEXT[]));
  END IF;
  RETURN NULL;
END
$$;


--
-- Name: on_mcp_servers_late_refuse(); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.on_mcp_servers_late_refuse() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "sark.sync" TO 'on'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET extra_float_digits TO '1'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
  _keys uuid[] DEFAULT '{}';
  _gone uuid[] DEFAULT '{}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'UPDATE' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
    _gone = ARRAY(SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'DELETE' THEN
    _gone = ARRAY(SELECT id FROM old_rows ORDER BY id);
  ELSE
    _gone = ARRAY(SELECT sark_migration.row_map_resources.v1_id 
FROM sark_migration.row_map_resources ORDER BY sark_migration.row_map_resources.v1_id);
    IF current_setting('transaction_isolation') <> 'read committed' THEN INSERT INTO sark_migration.missed (entity, key, reason) VALUES ('mcp_servers', NULL, 'truncated'); END IF;
  END IF;
  IF cardinality(_keys) + cardinality(_gone) > 0 THEN
    PERFORM nextval('sark_migration.late_writes'); RAISE EXCEPTION '% is a mirror since cutover', TG_TABLE_NAME USING ERRCODE = '25006', HINT = 'write v2; -p late_writers=carry at cutover would have carried this over';
  END IF;
  RETURN NULL;
END
$$;


--
-- Name: on_mcp_tools_forward(); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.on_mcp_tools_forward() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "sark.sync" TO 'on'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET extra_float_digits TO '1'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
  _keys uuid[] DEFAULT '{}';
  _gone uuid[] DEFAULT '{}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'UPDATE' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
    _gone = ARRAY(SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'DELETE' THEN
    _gone = ARRAY(SELECT id FROM old_rows ORDER BY id);
  ELSE
    _gone = ARRAY(SELECT sark_migration.row_map_capabilities.v1_id 
FROM sark_migration.row_map_capabilities ORDER BY sark_migration.row_map_capabilities.v1_id);
    IF current_setting('transaction_isolation') <> 'read committed' THEN INSERT INTO sark_migration.missed (entity, key, reason) VALUES ('mcp_tools', NULL, 'truncated'); END IF;
  END IF;
  IF cardinality(_keys) + cardinality(_gone) > 0 THEN
    PERFORM "sark_migration"."carry_to_capabilities"(_keys, _gone);
  END IF;
  RETURN NULL;
END
$$;


--
-- Name: on_mcp_tools_late_carry(); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.on_mcp_tools_late_carry() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "sark.sync" TO 'on'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET extra_float_digits TO '1'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
  _keys uuid[] DEFAULT '{}';
  _gone uuid[] DEFAULT '{}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'UPDATE' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
    _gone = ARRAY(SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'DELETE' THEN
    _gone = ARRAY(SELECT id FROM old_rows ORDER BY id);
  ELSE
    _gone = ARRAY(SELECT sark_migration.row_map_capabilities.v1_id 
FROM sark_migration.row_map_capabilities ORDER BY sark_migration.row_map_capabilities.v1_id);
    IF current_setting('transaction_isolation') <> 'read committed' THEN INSERT INTO sark_migration.missed (entity, key, reason) VALUES ('mcp_tools', NULL, 'truncated'); END IF;
  END IF;
  IF cardinality(_keys) + cardinality(_gone) > 0 THEN
    PERFORM nextval('sark_migration.late_writes'); PERFORM "sark_migration"."carry_to_capabilities"(_keys, _gone); INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_tools' AS anon_1, sark_migration.held_back.v2_id, 'late in v1, and held back' AS anon_2 
FROM sark_migration.held_back 
WHERE sark_migration.held_back.v2_table = 'capabilities' AND sark_migration.held_back.v2_id = ANY (CAST(_keys AS TEXT[]));
  END IF;
  RETURN NULL;
END
$$;


--
-- Name: on_mcp_tools_late_refuse(); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.on_mcp_tools_late_refuse() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "sark.sync" TO 'on'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET extra_float_digits TO '1'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
  _keys uuid[] DEFAULT '{}';
  _gone uuid[] DEFAULT '{}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'UPDATE' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
    _gone = ARRAY(SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'DELETE' THEN
    _gone = ARRAY(SELECT id FROM old_rows ORDER BY id);
  ELSE
    _gone = ARRAY(SELECT sark_migration.row_map_capabilities.v1_id 
FROM sark_migration.row_map_capabilities ORDER BY sark_migration.row_map_capabilities.v1_id);
    IF current_setting('transaction_isolation') <> 'read committed' THEN INSERT INTO sark_migration.missed (entity, key, reason) VALUES ('mcp_tools', NULL, 'truncated'); END IF;
  END IF;
  IF cardinality(_keys) + cardinality(_gone) > 0 THEN
    PERFORM nextval('sark_migration.late_writes'); RAISE EXCEPTION '% is a mirror since cutover', TG_TABLE_NAME USING ERRCODE = '25006', HINT = 'write v2; -p late_writers=carry at cutover would have carried this over';
  END IF;
  RETURN NULL;
END
$$;


--
-- Name: on_resources_reverse(); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.on_resources_reverse() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "sark.sync" TO 'on'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET extra_float_digits TO '1'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
  _keys text[] DEFAULT '{}';
  _gone text[] DEFAULT '{}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'UPDATE' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
    _gone = ARRAY(SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'DELETE' THEN
    _gone = ARRAY(SELECT id FROM old_rows ORDER BY id);
  ELSE
    RAISE EXCEPTION '% is mirrored into v1 and cannot be truncated', TG_TABLE_NAME USING ERRCODE = '55000', HINT = 'DELETE its rows, or roll the migration back first';
  END IF;
  IF cardinality(_keys) + cardinality(_gone) > 0 THEN
    PERFORM "sark_migration"."carry_to_mcp_servers"(_keys, _gone);
  END IF;
  RETURN NULL;
END
$$;


--
-- Name: on_resources_watch(); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.on_resources_watch() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "sark.sync" TO 'on'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO, MDY'
    SET "IntervalStyle" TO 'postgres'
    SET extra_float_digits TO '1'
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_seqscan TO 'off'
    AS $$
DECLARE
  _keys text[] DEFAULT '{}';
  _gone text[] DEFAULT '{}';
BEGIN
  IF TG_OP = 'INSERT' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'UPDATE' THEN
    _keys = ARRAY(SELECT id FROM new_rows ORDER BY id);
    _gone = ARRAY(SELECT id FROM old_rows EXCEPT SELECT id FROM new_rows ORDER BY id);
  ELSIF TG_OP = 'DELETE' THEN
    _gone = ARRAY(SELECT id FROM old_rows ORDER BY id);
  ELSE
    INSERT INTO sark_migration.missed (entity, key, reason) VALUES ('resources', NULL, 'truncated');
  END IF;
  IF cardinality(_keys) + cardinality(_gone) > 0 THEN
    INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'resources' AS anon_1, CAST(k AS TEXT) AS k, 'written in v2' AS anon_2 
FROM unnest(_keys || _gone) AS k;
  END IF;
  RETURN NULL;
END
$$;


--
-- Name: refuse_change(); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog'
    AS $$
    BEGIN
        RAISE EXCEPTION USING
            MESSAGE = concat('the ledger is append-only: ', TG_OP, ' of ', TG_TABLE_NAME, ' is refused'),
            ERRCODE = 'insufficient_privilege', HINT = 'what has happened stays written; append another event';
    END $$;


--
-- Name: write_capabilities(uuid[], uuid[]); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.write_capabilities(_keys uuid[], _gone uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
  _written bigint;
  _waiting uuid[];
BEGIN
  IF cardinality(_gone) > 0 THEN
    
    DELETE FROM public.capabilities USING sark_migration.row_map_capabilities WHERE sark_migration.row_map_capabilities.v1_id = ANY (_gone) AND public.capabilities.id = CAST(sark_migration.row_map_capabilities.v1_id AS TEXT) AND hash_record_extended(row(CAST(public.capabilities.id AS TEXT), CAST(public.capabilities.resource_id AS TEXT), CAST(public.capabilities.name AS TEXT), CAST(public.capabilities.description AS TEXT), public.capabilities.input_schema, public.capabilities.output_schema, CAST(public.capabilities.sensitivity_level AS TEXT), public.capabilities.metadata), 0) = sark_migration.row_map_capabilities.digest;
    DELETE FROM sark_migration.row_map_capabilities WHERE sark_migration.row_map_capabilities.v1_id = ANY (_gone) AND NOT (EXISTS (SELECT * 
FROM public.capabilities 
WHERE public.capabilities.id = CAST(sark_migration.row_map_capabilities.v1_id AS TEXT)));
    DELETE FROM sark_migration.quarantine WHERE sark_migration.quarantine.entity = 'mcp_tools' AND sark_migration.quarantine.v1_id = ANY (_gone) AND NOT (EXISTS (SELECT * 
FROM public.mcp_tools 
WHERE sark_migration.quarantine.v1_id = public.mcp_tools.id));
    INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_tools' AS anon_1, public.capabilities.id, 'deleted in v1, left in v2' AS anon_2 
FROM public.capabilities 
WHERE public.capabilities.id = ANY (CAST(_gone AS TEXT[]));
    -- A snapshot older than a batch does not see the row it would have to delete.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_tools' AS anon_1, CAST(k AS TEXT) AS k, 'deleted under a snapshot that may not see the row of the other side' AS anon_2 
FROM unnest(_gone) AS k;
    END IF;
  END IF;
  IF cardinality(_keys) > 0 THEN
    DELETE FROM sark_migration.quarantine WHERE sark_migration.quarantine.entity = 'mcp_tools' AND sark_migration.quarantine.v1_id = ANY (_keys) AND sark_migration.quarantine.reason != 'rolled_back';
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written > 0 THEN
      NULL;
    END IF;
    WITH written AS 
(INSERT INTO public.resources (id, name, protocol, endpoint, sensitivity_level, metadata, created_at, updated_at) SELECT e.id AS id, e.name AS name, e.protocol AS protocol, e.endpoint AS endpoint, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata, e.created_at AS created_at, e.updated_at AS updated_at 
FROM sark_migration.expected_resources AS e 
WHERE e.v1_id = ANY (array((SELECT public.mcp_tools.server_id 
FROM public.mcp_tools 
WHERE public.mcp_tools.id = ANY (_keys) AND NOT (EXISTS (SELECT * 
FROM sark_migration.row_map_resources 
WHERE sark_migration.row_map_resources.v1_id = public.mcp_tools.server_id))))) AND NOT (EXISTS (SELECT * 
FROM public.resources 
WHERE public.resources.id = e.id)) ORDER BY e.v1_id ON CONFLICT (id) DO NOTHING RETURNING public.resources.id, hash_record_extended(row(CAST(public.resources.id AS TEXT), CAST(public.resources.name AS TEXT), CAST(public.resources.protocol AS TEXT), CAST(public.resources.endpoint AS TEXT), CAST(public.resources.sensitivity_level AS TEXT), public.resources.metadata, public.resources.created_at, public.resources.updated_at), 0) AS digest)
 INSERT INTO sark_migration.row_map_resources (v1_id, digest, origin) SELECT CAST(written.id AS UUID) AS id, written.digest, 's' AS anon_1 
FROM written ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;
    WITH written AS 
(INSERT INTO public.capabilities (id, resource_id, name, description, input_schema, output_schema, sensitivity_level, metadata) SELECT e.id AS id, e.resource_id AS resource_id, e.name AS name, e.description AS description, e.input_schema AS input_schema, e.output_schema AS output_schema, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata 
FROM sark_migration.expected_capabilities AS e 
WHERE e.v1_id = ANY (_keys) AND (EXISTS (SELECT * 
FROM public.resources 
WHERE public.resources.id = e.resource_id)) AND NOT (EXISTS (SELECT * 
FROM public.capabilities 
WHERE public.capabilities.id = e.id)) ORDER BY e.v1_id ON CONFLICT (id) DO NOTHING RETURNING public.capabilities.id, hash_record_extended(row(CAST(public.capabilities.id AS TEXT), CAST(public.capabilities.resource_id AS TEXT), CAST(public.capabilities.name AS TEXT), CAST(public.capabilities.description AS TEXT), public.capabilities.input_schema, public.capabilities.output_schema, CAST(public.capabilities.sensitivity_level AS TEXT), public.capabilities.metadata), 0) AS digest)
 INSERT INTO sark_migration.row_map_capabilities (v1_id, digest, origin) SELECT CAST(written.id AS UUID) AS id, written.digest, 's' AS anon_1 
FROM written ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      WITH written AS 
(UPDATE public.capabilities SET resource_id=e.resource_id, name=e.name, description=e.description, input_schema=e.input_schema, output_schema=e.output_schema, sensitivity_level=e.sensitivity_level, metadata=e.metadata FROM (SELECT e.v1_id AS v1_id, e.id AS id, e.resource_id AS resource_id, e.name AS name, e.description AS description, e.input_schema AS input_schema, e.output_schema AS output_schema, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata 
FROM sark_migration.expected_capabilities AS e 
WHERE e.v1_id = ANY (_keys)
 LIMIT ALL OFFSET 0) AS e, sark_migration.row_map_capabilities WHERE public.capabilities.id = e.id AND (EXISTS (SELECT * 
FROM public.resources 
WHERE public.resources.id = e.resource_id)) AND record_image_ne(row(CAST(e.id AS TEXT), CAST(e.resource_id AS TEXT), CAST(e.name AS TEXT), CAST(e.description AS TEXT), e.input_schema, e.output_schema, CAST(e.sensitivity_level AS TEXT), e.metadata), row(CAST(public.capabilities.id AS TEXT), CAST(public.capabilities.resource_id AS TEXT), CAST(public.capabilities.name AS TEXT), CAST(public.capabilities.description AS TEXT), public.capabilities.input_schema, public.capabilities.output_schema, CAST(public.capabilities.sensitivity_level AS TEXT), public.capabilities.metadata)) AND sark_migration.row_map_capabilities.v1_id = e.v1_id AND sark_migration.row_map_capabilities.digest = hash_record_extended(row(CAST(public.capabilities.id AS TEXT), CAST(public.capabilities.resource_id AS TEXT), CAST(public.capabilities.name AS TEXT), CAST(public.capabilities.description AS TEXT), public.capabilities.input_schema, public.capabilities.output_schema, CAST(public.capabilities.sensitivity_level AS TEXT), public.capabilities.metadata), 0) RETURNING public.capabilities.id, hash_record_extended(row(CAST(public.capabilities.id AS TEXT), CAST(public.capabilities.resource_id AS TEXT), CAST(public.capabilities.name AS TEXT), CAST(public.capabilities.description AS TEXT), public.capabilities.input_schema, public.capabilities.output_schema, CAST(public.capabilities.sensitivity_level AS TEXT), public.capabilities.metadata), 0) AS digest)
 INSERT INTO sark_migration.row_map_capabilities (v1_id, digest, origin) SELECT CAST(written.id AS UUID) AS id, written.digest, 's' AS anon_1 
FROM written ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;
      INSERT INTO sark_migration.quarantine (entity, v1_id, reason, detail) SELECT 'mcp_tools' AS anon_1, public.mcp_tools.id, 'server_quarantined' AS anon_2, 'its server is in quarantine' AS anon_3 
FROM public.mcp_tools 
WHERE public.mcp_tools.id = ANY (_keys) AND (EXISTS (SELECT * 
FROM sark_migration.quarantine 
WHERE sark_migration.quarantine.entity = 'mcp_servers' AND sark_migration.quarantine.v1_id = public.mcp_tools.server_id)) ON CONFLICT DO NOTHING; PERFORM "sark_migration"."carry_to_capabilities"('{}', k) FROM (SELECT array_agg(sark_migration.quarantine.v1_id) AS array_agg_1 
FROM sark_migration.quarantine, public.capabilities 
WHERE sark_migration.quarantine.entity = 'mcp_tools' AND sark_migration.quarantine.v1_id = ANY (_keys) AND CAST(sark_migration.quarantine.v1_id AS TEXT) = public.capabilities.id) AS q (k) WHERE k IS NOT NULL;
    END IF;
    
  END IF;
END
$$;


--
-- Name: write_mcp_servers(text[], text[]); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.write_mcp_servers(_keys text[], _gone text[]) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
  _written bigint;
  _moved text[] DEFAULT '{}';
  _others text[];
BEGIN
  _moved = ARRAY(SELECT public.resources.id 
FROM public.resources 
WHERE public.resources.id = ANY (_keys) AND ((EXISTS (SELECT * 
FROM sark_migration.held_back 
WHERE sark_migration.held_back.v2_table = 'resources' AND sark_migration.held_back.v2_id = public.resources.id)) AND (EXISTS (SELECT * 
FROM sark_migration.expected_mcp_servers AS i 
WHERE public.resources.id = i.v2_id)) OR (EXISTS (SELECT * 
FROM sark_migration.row_map_resources 
WHERE CAST(sark_migration.row_map_resources.v1_id AS TEXT) = public.resources.id)) AND NOT (EXISTS (SELECT * 
FROM sark_migration.held_back 
WHERE sark_migration.held_back.v2_table = 'resources' AND sark_migration.held_back.v2_id = public.resources.id)) AND NOT (EXISTS (SELECT * 
FROM sark_migration.expected_mcp_servers AS i 
WHERE public.resources.id = i.v2_id))));
  DELETE FROM sark_migration.held_back WHERE sark_migration.held_back.v2_table = 'resources' AND sark_migration.held_back.v2_id = ANY (_keys || _gone);
  IF cardinality(_gone) > 0 THEN
    DELETE FROM public.mcp_servers WHERE public.mcp_servers.id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1 
FROM unnest(_gone) AS k)));
    DELETE FROM sark_migration.row_map_resources WHERE sark_migration.row_map_resources.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1 
FROM unnest(_gone) AS k)));
    -- A snapshot older than the switch does not see the row it would have to delete.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'resources' AS anon_1, CAST(k AS TEXT) AS k, 'deleted under a snapshot that may not see the row of the other side' AS anon_2 
FROM unnest(_gone) AS k;
    END IF;
  END IF;
  IF cardinality(_keys) > 0 THEN
    INSERT INTO sark_migration.held_back (v2_table, v2_id, reason) SELECT 'resources' AS anon_1, public.resources.id, CASE WHEN (public.resources.protocol != 'mcp') THEN 'protocol' ELSE 'id' END AS anon_2 
FROM public.resources 
WHERE public.resources.id = ANY (_keys) AND NOT (EXISTS (SELECT * 
FROM sark_migration.expected_mcp_servers AS i 
WHERE public.resources.id = i.v2_id)) ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written > 0 THEN
      DELETE FROM public.mcp_servers WHERE public.mcp_servers.id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1 
FROM unnest(_keys) AS k))) AND NOT (EXISTS (SELECT * 
FROM sark_migration.expected_mcp_servers AS i 
WHERE i.v2_id = CAST(public.mcp_servers.id AS TEXT)));
      DELETE FROM sark_migration.row_map_resources WHERE sark_migration.row_map_resources.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1 
FROM unnest(_keys) AS k))) AND NOT (EXISTS (SELECT * 
FROM sark_migration.expected_mcp_servers AS i 
WHERE i.v2_id = CAST(sark_migration.row_map_resources.v1_id AS TEXT)));
    END IF;
    DELETE FROM sark_migration.quarantine WHERE sark_migration.quarantine.entity = 'mcp_servers' AND sark_migration.quarantine.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1 
FROM unnest(_keys) AS k))) AND (EXISTS (SELECT * 
FROM sark_migration.expected_mcp_servers AS i 
WHERE i.v2_id = CAST(sark_migration.quarantine.v1_id AS TEXT)));
    INSERT INTO public.mcp_servers (id, name, description, transport, endpoint, command, mcp_version, capabilities, sensitivity_level, signature, status, health_endpoint, last_health_check, owner_id, team_id, consul_id, tags, extra_metadata, created_at, updated_at) SELECT i.id, i.name, i.description, i.transport, i.endpoint, i.command, i.mcp_version, CAST(i.capabilities AS JSON) AS capabilities, i.sensitivity_level, i.signature, i.status, i.health_endpoint, i.last_health_check, i.owner_id, i.team_id, i.consul_id, CAST(i.tags AS JSON) AS tags, CAST(i.extra_metadata AS JSON) AS extra_metadata, i.created_at, i.updated_at 
FROM sark_migration.expected_mcp_servers AS i 
WHERE i.v2_id = ANY (_keys) AND NOT (EXISTS (SELECT * 
FROM public.mcp_servers 
WHERE public.mcp_servers.id = i.id)) ORDER BY i.id ON CONFLICT (id) DO NOTHING;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      UPDATE public.mcp_servers SET name=m.name, description=m.description, transport=m.transport, endpoint=m.endpoint, command=m.command, mcp_version=m.mcp_version, capabilities=CASE WHEN record_image_ne(row(CAST(public.mcp_servers.capabilities AS JSONB)), row(CAST(m.capabilities AS JSONB))) THEN CAST(m.capabilities AS JSON) ELSE public.mcp_servers.capabilities END, sensitivity_level=m.sensitivity_level, signature=m.signature, status=m.status, health_endpoint=m.health_endpoint, last_health_check=m.last_health_check, owner_id=m.owner_id, team_id=m.team_id, consul_id=m.consul_id, tags=CASE WHEN record_image_ne(row(CAST(public.mcp_servers.tags AS JSONB)), row(CAST(m.tags AS JSONB))) THEN CAST(m.tags AS JSON) ELSE public.mcp_servers.tags END, extra_metadata=CASE WHEN record_image_ne(row(CAST(public.mcp_servers.extra_metadata AS JSONB)), row(CAST(m.extra_metadata AS JSONB))) THEN CAST(m.extra_metadata AS JSON) ELSE public.mcp_servers.extra_metadata END, created_at=m.created_at, updated_at=m.updated_at FROM (SELECT i.v2_id AS v2_id, i.id AS id, i.name AS name, i.description AS description, i.transport AS transport, i.endpoint AS endpoint, i.command AS command, i.mcp_version AS mcp_version, i.capabilities AS capabilities, i.sensitivity_level AS sensitivity_level, i.signature AS signature, i.status AS status, i.health_endpoint AS health_endpoint, i.last_health_check AS last_health_check, i.owner_id AS owner_id, i.team_id AS team_id, i.consul_id AS consul_id, i.tags AS tags, i.extra_metadata AS extra_metadata, i.created_at AS created_at, i.updated_at AS updated_at 
FROM sark_migration.expected_mcp_servers AS i 
WHERE i.v2_id = ANY (_keys)
 LIMIT ALL OFFSET 0) AS m WHERE public.mcp_servers.id = m.id AND record_image_ne(row(public.mcp_servers.id, CAST(public.mcp_servers.name AS TEXT), CAST(public.mcp_servers.description AS TEXT), CAST(public.mcp_servers.transport AS TEXT), CAST(public.mcp_servers.endpoint AS TEXT), CAST(public.mcp_servers.command AS TEXT), CAST(public.mcp_servers.mcp_version AS TEXT), CAST(public.mcp_servers.capabilities AS JSONB), CAST(public.mcp_servers.sensitivity_level AS TEXT), CAST(public.mcp_servers.signature AS TEXT), CAST(public.mcp_servers.status AS TEXT), CAST(public.mcp_servers.health_endpoint AS TEXT), public.mcp_servers.last_health_check, public.mcp_servers.owner_id, public.mcp_servers.team_id, CAST(public.mcp_servers.consul_id AS TEXT), CAST(public.mcp_servers.tags AS JSONB), CAST(public.mcp_servers.extra_metadata AS JSONB), public.mcp_servers.created_at, public.mcp_servers.updated_at), row(m.id, CAST(m.name AS TEXT), CAST(m.description AS TEXT), CAST(m.transport AS TEXT), CAST(m.endpoint AS TEXT), CAST(m.command AS TEXT), CAST(m.mcp_version AS TEXT), CAST(m.capabilities AS JSONB), CAST(m.sensitivity_level AS TEXT), CAST(m.signature AS TEXT), CAST(m.status AS TEXT), CAST(m.health_endpoint AS TEXT), m.last_health_check, m.owner_id, m.team_id, CAST(m.consul_id AS TEXT), CAST(m.tags AS JSONB), CAST(m.extra_metadata AS JSONB), m.created_at, m.updated_at));
    END IF;
    WITH made AS MATERIALIZED 
(SELECT e.v1_id AS v1_id, e.id AS id, e.name AS name, e.protocol AS protocol, e.endpoint AS endpoint, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata, e.created_at AS created_at, e.updated_at AS updated_at 
FROM sark_migration.expected_resources AS e 
WHERE e.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1 
FROM unnest(_keys) AS k)))), 
refreshed AS 
(UPDATE public.resources SET metadata=made.metadata FROM made WHERE public.resources.id = made.id AND record_image_ne(row(public.resources.metadata), row(made.metadata)) AND NOT (EXISTS (SELECT 1 
FROM jsonb_each(public.resources.metadata) AS k 
WHERE (k.key NOT IN ('command', 'endpoint')) AND record_image_ne(row(made.metadata -> k.key), row(k.value)))) RETURNING public.resources.id)
 INSERT INTO sark_migration.row_map_resources (v1_id, digest, origin) SELECT made.v1_id, hash_record_extended(row(CAST(made.id AS TEXT), CAST(made.name AS TEXT), CAST(made.protocol AS TEXT), CAST(made.endpoint AS TEXT), CAST(made.sensitivity_level AS TEXT), made.metadata, made.created_at, made.updated_at), 0) AS hash_record_extended_1, 'b' AS anon_2 
FROM made ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;
  END IF;
  IF cardinality(_moved) > 0 THEN
    -- Whoever writes one of its capabilities at this moment, or moves it, may not know yet: noted are the resource, for
    -- those that come to it, and each capability, which may be leaving it.
    _others = ARRAY(SELECT public.capabilities.id 
FROM public.capabilities 
WHERE public.capabilities.resource_id = ANY (_moved) ORDER BY public.capabilities.id); PERFORM "sark_migration"."carry_to_mcp_tools"(_others, '{}'); INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'capabilities' AS anon_1, CAST(k AS TEXT) AS k, 'its tools may have been written while the server went into quarantine, or came out of it' AS anon_2 
FROM unnest(_others) AS k;
    INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'resources' AS anon_1, CAST(k AS TEXT) AS k, 'its tools may have been written while the server went into quarantine, or came out of it' AS anon_2 
FROM unnest(_moved) AS k;
  END IF;
END
$_$;


--
-- Name: write_mcp_tools(text[], text[]); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.write_mcp_tools(_keys text[], _gone text[]) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
  _written bigint;
  _moved text[] DEFAULT '{}';
  _others text[];
BEGIN
  
  DELETE FROM sark_migration.held_back WHERE sark_migration.held_back.v2_table = 'capabilities' AND sark_migration.held_back.v2_id = ANY (_keys || _gone);
  IF cardinality(_gone) > 0 THEN
    DELETE FROM public.mcp_tools WHERE public.mcp_tools.id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1 
FROM unnest(_gone) AS k)));
    DELETE FROM sark_migration.row_map_capabilities WHERE sark_migration.row_map_capabilities.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1 
FROM unnest(_gone) AS k)));
    -- A snapshot older than the switch does not see the row it would have to delete.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'capabilities' AS anon_1, CAST(k AS TEXT) AS k, 'deleted under a snapshot that may not see the row of the other side' AS anon_2 
FROM unnest(_gone) AS k;
    END IF;
  END IF;
  IF cardinality(_keys) > 0 THEN
    INSERT INTO sark_migration.held_back (v2_table, v2_id, reason) SELECT 'capabilities' AS anon_1, public.capabilities.id, CASE WHEN (public.capabilities.id !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN 'id' ELSE 'resource' END AS anon_2 
FROM public.capabilities 
WHERE public.capabilities.id = ANY (_keys) AND NOT (EXISTS (SELECT * 
FROM sark_migration.expected_mcp_tools AS i 
WHERE public.capabilities.id = i.v2_id)) ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written > 0 THEN
      DELETE FROM public.mcp_tools WHERE public.mcp_tools.id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1 
FROM unnest(_keys) AS k))) AND NOT (EXISTS (SELECT * 
FROM sark_migration.expected_mcp_tools AS i 
WHERE i.v2_id = CAST(public.mcp_tools.id AS TEXT)));
      DELETE FROM sark_migration.row_map_capabilities WHERE sark_migration.row_map_capabilities.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1 
FROM unnest(_keys) AS k))) AND NOT (EXISTS (SELECT * 
FROM sark_migration.expected_mcp_tools AS i 
WHERE i.v2_id = CAST(sark_migration.row_map_capabilities.v1_id AS TEXT)));
    END IF;
    DELETE FROM sark_migration.quarantine WHERE sark_migration.quarantine.entity = 'mcp_tools' AND sark_migration.quarantine.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1 
FROM unnest(_keys) AS k))) AND (EXISTS (SELECT * 
FROM sark_migration.expected_mcp_tools AS i 
WHERE i.v2_id = CAST(sark_migration.quarantine.v1_id AS TEXT)));
    INSERT INTO public.mcp_tools (id, server_id, name, description, parameters, sensitivity_level, requires_approval, signature, invocation_count, last_invoked, extra_metadata, created_at, updated_at) SELECT i.id, i.server_id, i.name, i.description, CAST(i.parameters AS JSON) AS parameters, i.sensitivity_level, i.requires_approval, i.signature, i.invocation_count, i.last_invoked, CAST(i.extra_metadata AS JSON) AS extra_metadata, i.created_at, i.updated_at 
FROM sark_migration.expected_mcp_tools AS i 
WHERE i.v2_id = ANY (_keys) AND NOT (EXISTS (SELECT * 
FROM public.mcp_tools 
WHERE public.mcp_tools.id = i.id)) ORDER BY i.id ON CONFLICT (id) DO NOTHING;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      UPDATE public.mcp_tools SET server_id=m.server_id, name=m.name, description=m.description, parameters=CASE WHEN record_image_ne(row(CAST(public.mcp_tools.parameters AS JSONB)), row(CAST(m.parameters AS JSONB))) THEN CAST(m.parameters AS JSON) ELSE public.mcp_tools.parameters END, sensitivity_level=m.sensitivity_level, requires_approval=m.requires_approval, signature=m.signature, invocation_count=m.invocation_count, last_invoked=m.last_invoked, extra_metadata=CASE WHEN record_image_ne(row(CAST(public.mcp_tools.extra_metadata AS JSONB)), row(CAST(m.extra_metadata AS JSONB))) THEN CAST(m.extra_metadata AS JSON) ELSE public.mcp_tools.extra_metadata END, created_at=m.created_at, updated_at=m.updated_at FROM (SELECT i.v2_id AS v2_id, i.id AS id, i.server_id AS server_id, i.name AS name, i.description AS description, i.parameters AS parameters, i.sensitivity_level AS sensitivity_level, i.requires_approval AS requires_approval, i.signature AS signature, i.invocation_count AS invocation_count, i.last_invoked AS last_invoked, i.extra_metadata AS extra_metadata, i.created_at AS created_at, i.updated_at AS updated_at 
FROM sark_migration.expected_mcp_tools AS i 
WHERE i.v2_id = ANY (_keys)
 LIMIT ALL OFFSET 0) AS m WHERE public.mcp_tools.id = m.id AND record_image_ne(row(public.mcp_tools.id, public.mcp_tools.server_id, CAST(public.mcp_tools.name AS TEXT), CAST(public.mcp_tools.description AS TEXT), CAST(public.mcp_tools.parameters AS JSONB), CAST(public.mcp_tools.sensitivity_level AS TEXT), public.mcp_tools.requires_approval, CAST(public.mcp_tools.signature AS TEXT), public.mcp_tools.invocation_count, public.mcp_tools.last_invoked, CAST(public.mcp_tools.extra_metadata AS JSONB), public.mcp_tools.created_at, public.mcp_tools.updated_at), row(m.id, m.server_id, CAST(m.name AS TEXT), CAST(m.description AS TEXT), CAST(m.parameters AS JSONB), CAST(m.sensitivity_level AS TEXT), m.requires_approval, CAST(m.signature AS TEXT), m.invocation_count, m.last_invoked, CAST(m.extra_metadata AS JSONB), m.created_at, m.updated_at));
    END IF;
    WITH made AS MATERIALIZED 
(SELECT e.v1_id AS v1_id, e.id AS id, e.resource_id AS resource_id, e.name AS name, e.description AS description, e.input_schema AS input_schema, e.output_schema AS output_schema, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata 
FROM sark_migration.expected_capabilities AS e 
WHERE e.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1 
FROM unnest(_keys) AS k)))), 
refreshed AS 
(UPDATE public.capabilities SET metadata=made.metadata FROM made WHERE public.capabilities.id = made.id AND record_image_ne(row(public.capabilities.metadata), row(made.metadata)) AND NOT (EXISTS (SELECT 1 
FROM jsonb_each(public.capabilities.metadata) AS k 
WHERE (k.key NOT IN (NULL) OR (1 = 1)) AND record_image_ne(row(made.metadata -> k.key), row(k.value)))) RETURNING public.capabilities.id)
 INSERT INTO sark_migration.row_map_capabilities (v1_id, digest, origin) SELECT made.v1_id, hash_record_extended(row(CAST(made.id AS TEXT), CAST(made.resource_id AS TEXT), CAST(made.name AS TEXT), CAST(made.description AS TEXT), made.input_schema, made.output_schema, CAST(made.sensitivity_level AS TEXT), made.metadata), 0) AS hash_record_extended_1, 'b' AS anon_2 
FROM made ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;
  END IF;
  IF cardinality(_moved) > 0 THEN
    -- Whoever writes one of its capabilities at this moment, or moves it, may not know yet: noted are the resource, for
    -- those that come to it, and each capability, which may be leaving it.
    NULL;
    INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'capabilities' AS anon_1, CAST(k AS TEXT) AS k, 'its tools may have been written while the server went into quarantine, or came out of it' AS anon_2 
FROM unnest(_moved) AS k;
  END IF;
END
$_$;


--
-- Name: write_resources(uuid[], uuid[]); Type: FUNCTION; Schema: sark_migration; Owner: -
--

CREATE FUNCTION sark_migration.write_resources(_keys uuid[], _gone uuid[]) RETURNS void
    LANGUAGE plpgsql
    AS $_$
DECLARE
  _written bigint;
  _waiting uuid[];
BEGIN
  IF cardinality(_gone) > 0 THEN
    PERFORM "sark_migration"."carry_to_capabilities"('{}', ARRAY(SELECT sark_migration.row_map_capabilities.v1_id 
FROM sark_migration.row_map_capabilities, public.capabilities 
WHERE public.capabilities.resource_id = ANY (CAST(_gone AS TEXT[])) AND sark_migration.row_map_capabilities.v1_id = CASE WHEN (public.capabilities.id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(public.capabilities.id AS UUID) ELSE NULL END AND NOT ((EXISTS (SELECT * 
FROM public.mcp_tools 
WHERE public.mcp_tools.id = sark_migration.row_map_capabilities.v1_id)) AND NOT (EXISTS (SELECT * 
FROM sark_migration.quarantine 
WHERE sark_migration.quarantine.entity = 'mcp_tools' AND sark_migration.quarantine.v1_id = sark_migration.row_map_capabilities.v1_id))) ORDER BY sark_migration.row_map_capabilities.v1_id));
    DELETE FROM public.resources USING sark_migration.row_map_resources WHERE sark_migration.row_map_resources.v1_id = ANY (_gone) AND public.resources.id = CAST(sark_migration.row_map_resources.v1_id AS TEXT) AND hash_record_extended(row(CAST(public.resources.id AS TEXT), CAST(public.resources.name AS TEXT), CAST(public.resources.protocol AS TEXT), CAST(public.resources.endpoint AS TEXT), CAST(public.resources.sensitivity_level AS TEXT), public.resources.metadata, public.resources.created_at, public.resources.updated_at), 0) = sark_migration.row_map_resources.digest AND NOT (EXISTS (SELECT * 
FROM public.capabilities 
WHERE public.capabilities.resource_id = public.resources.id));
    DELETE FROM sark_migration.row_map_resources WHERE sark_migration.row_map_resources.v1_id = ANY (_gone) AND NOT (EXISTS (SELECT * 
FROM public.resources 
WHERE public.resources.id = CAST(sark_migration.row_map_resources.v1_id AS TEXT)));
    DELETE FROM sark_migration.quarantine WHERE sark_migration.quarantine.entity = 'mcp_servers' AND sark_migration.quarantine.v1_id = ANY (_gone) AND NOT (EXISTS (SELECT * 
FROM public.mcp_servers 
WHERE sark_migration.quarantine.v1_id = public.mcp_servers.id));
    INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_servers' AS anon_1, public.resources.id, 'deleted in v1, left in v2' AS anon_2 
FROM public.resources 
WHERE public.resources.id = ANY (CAST(_gone AS TEXT[]));
    -- A snapshot older than a batch does not see the row it would have to delete.
    IF current_setting('transaction_isolation') <> 'read committed' THEN
      INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_servers' AS anon_1, CAST(k AS TEXT) AS k, 'deleted under a snapshot that may not see the row of the other side' AS anon_2 
FROM unnest(_gone) AS k;
    END IF;
  END IF;
  IF cardinality(_keys) > 0 THEN
    DELETE FROM sark_migration.quarantine WHERE sark_migration.quarantine.entity = 'mcp_servers' AND sark_migration.quarantine.v1_id = ANY (_keys) AND sark_migration.quarantine.reason != 'rolled_back';
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written > 0 THEN
      INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_servers' AS anon_1, CAST(k AS TEXT) AS k, 'its tools may have been written while the server went into quarantine, or came out of it' AS anon_2 
FROM unnest(_keys) AS k;
    END IF;
    
    WITH written AS 
(INSERT INTO public.resources (id, name, protocol, endpoint, sensitivity_level, metadata, created_at, updated_at) SELECT e.id AS id, e.name AS name, e.protocol AS protocol, e.endpoint AS endpoint, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata, e.created_at AS created_at, e.updated_at AS updated_at 
FROM sark_migration.expected_resources AS e 
WHERE e.v1_id = ANY (_keys) AND NOT (EXISTS (SELECT * 
FROM public.resources 
WHERE public.resources.id = e.id)) ORDER BY e.v1_id ON CONFLICT (id) DO NOTHING RETURNING public.resources.id, hash_record_extended(row(CAST(public.resources.id AS TEXT), CAST(public.resources.name AS TEXT), CAST(public.resources.protocol AS TEXT), CAST(public.resources.endpoint AS TEXT), CAST(public.resources.sensitivity_level AS TEXT), public.resources.metadata, public.resources.created_at, public.resources.updated_at), 0) AS digest)
 INSERT INTO sark_migration.row_map_resources (v1_id, digest, origin) SELECT CAST(written.id AS UUID) AS id, written.digest, 's' AS anon_1 
FROM written ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      WITH written AS 
(UPDATE public.resources SET name=e.name, protocol=e.protocol, endpoint=e.endpoint, sensitivity_level=e.sensitivity_level, metadata=e.metadata, created_at=e.created_at, updated_at=e.updated_at FROM (SELECT e.v1_id AS v1_id, e.id AS id, e.name AS name, e.protocol AS protocol, e.endpoint AS endpoint, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata, e.created_at AS created_at, e.updated_at AS updated_at 
FROM sark_migration.expected_resources AS e 
WHERE e.v1_id = ANY (_keys)
 LIMIT ALL OFFSET 0) AS e, sark_migration.row_map_resources WHERE public.resources.id = e.id AND record_image_ne(row(CAST(e.id AS TEXT), CAST(e.name AS TEXT), CAST(e.protocol AS TEXT), CAST(e.endpoint AS TEXT), CAST(e.sensitivity_level AS TEXT), e.metadata, e.created_at, e.updated_at), row(CAST(public.resources.id AS TEXT), CAST(public.resources.name AS TEXT), CAST(public.resources.protocol AS TEXT), CAST(public.resources.endpoint AS TEXT), CAST(public.resources.sensitivity_level AS TEXT), public.resources.metadata, public.resources.created_at, public.resources.updated_at)) AND sark_migration.row_map_resources.v1_id = e.v1_id AND sark_migration.row_map_resources.digest = hash_record_extended(row(CAST(public.resources.id AS TEXT), CAST(public.resources.name AS TEXT), CAST(public.resources.protocol AS TEXT), CAST(public.resources.endpoint AS TEXT), CAST(public.resources.sensitivity_level AS TEXT), public.resources.metadata, public.resources.created_at, public.resources.updated_at), 0) RETURNING public.resources.id, hash_record_extended(row(CAST(public.resources.id AS TEXT), CAST(public.resources.name AS TEXT), CAST(public.resources.protocol AS TEXT), CAST(public.resources.endpoint AS TEXT), CAST(public.resources.sensitivity_level AS TEXT), public.resources.metadata, public.resources.created_at, public.resources.updated_at), 0) AS digest)
 INSERT INTO sark_migration.row_map_resources (v1_id, digest, origin) SELECT CAST(written.id AS UUID) AS id, written.digest, 's' AS anon_1 
FROM written ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;
      
    END IF;
    _waiting = ARRAY(SELECT public.mcp_tools.id 
FROM public.mcp_tools, sark_migration.quarantine 
WHERE sark_migration.quarantine.entity = 'mcp_tools' AND sark_migration.quarantine.reason = 'server_quarantined' AND sark_migration.quarantine.v1_id = public.mcp_tools.id AND public.mcp_tools.server_id = ANY (_keys) ORDER BY public.mcp_tools.id); IF cardinality(_waiting) > 0 THEN PERFORM "sark_migration"."carry_to_capabilities"(_waiting, '{}'); INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_tools' AS anon_1, CAST(k AS TEXT) AS k, 'its tools may have been written while the server went into quarantine, or came out of it' AS anon_2 
FROM unnest(_waiting) AS k; END IF;
  END IF;
END
$_$;


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: api_keys; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.api_keys (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    key_prefix character varying(16) NOT NULL,
    key_hash character varying(255) NOT NULL,
    scopes json NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL
);


--
-- Name: audit_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_events (
    id uuid NOT NULL,
    "timestamp" timestamp with time zone NOT NULL,
    event_type character varying(50) NOT NULL,
    severity public.sensitivitylevel NOT NULL,
    user_id uuid,
    server_id uuid,
    tool_name character varying(255),
    decision character varying(20),
    policy_id uuid,
    details json NOT NULL,
    principal_org character varying(255),
    resource_protocol character varying(50),
    capability_id character varying(255),
    correlation_id character varying(255),
    source_node character varying(255),
    target_node character varying(255),
    estimated_cost numeric(10,4),
    actual_cost numeric(10,4)
);


--
-- Name: capabilities; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.capabilities (
    id character varying(255) NOT NULL,
    resource_id character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    description text,
    input_schema jsonb DEFAULT '{}'::jsonb NOT NULL,
    output_schema jsonb DEFAULT '{}'::jsonb NOT NULL,
    sensitivity_level character varying(20) DEFAULT 'medium'::character varying NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL
);


--
-- Name: cost_tracking; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.cost_tracking (
    id bigint NOT NULL,
    "timestamp" timestamp with time zone DEFAULT now() NOT NULL,
    principal_id character varying(255) NOT NULL,
    resource_id character varying(255) NOT NULL,
    capability_id character varying(255) NOT NULL,
    estimated_cost numeric(10,4),
    actual_cost numeric(10,4),
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL
);


--
-- Name: cost_tracking_id_seq; Type: SEQUENCE; Schema: public; Owner: -
--

ALTER TABLE public.cost_tracking ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.cost_tracking_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: federation_nodes; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.federation_nodes (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    node_id character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    endpoint character varying(500) NOT NULL,
    trust_anchor_cert text NOT NULL,
    enabled boolean DEFAULT true NOT NULL,
    trusted_since timestamp with time zone DEFAULT now() NOT NULL,
    rate_limit_per_hour integer DEFAULT 10000 NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: mcp_servers; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mcp_servers (
    id uuid NOT NULL,
    name character varying(255) NOT NULL,
    description character varying(1000),
    transport public.transporttype NOT NULL,
    endpoint character varying(500),
    command character varying(500),
    mcp_version character varying(20) DEFAULT '2025-06-18'::character varying NOT NULL,
    capabilities json NOT NULL,
    sensitivity_level public.sensitivitylevel DEFAULT 'MEDIUM'::public.sensitivitylevel NOT NULL,
    signature character varying(1000),
    status public.serverstatus NOT NULL,
    health_endpoint character varying(500),
    last_health_check timestamp with time zone,
    owner_id uuid,
    team_id uuid,
    consul_id character varying(255),
    tags json NOT NULL,
    extra_metadata json NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: mcp_tools; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mcp_tools (
    id uuid NOT NULL,
    server_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    description character varying(2000),
    parameters json NOT NULL,
    sensitivity_level public.sensitivitylevel DEFAULT 'MEDIUM'::public.sensitivitylevel NOT NULL,
    requires_approval boolean NOT NULL,
    signature character varying(1000),
    invocation_count integer,
    last_invoked timestamp with time zone,
    extra_metadata json NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: policies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.policies (
    id uuid NOT NULL,
    name character varying(255) NOT NULL,
    description character varying(1000),
    content text NOT NULL,
    version integer NOT NULL,
    enabled boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: principal_budgets; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.principal_budgets (
    principal_id character varying(255) NOT NULL,
    daily_budget numeric(10,2),
    monthly_budget numeric(10,2),
    daily_spent numeric(10,4) DEFAULT 0 NOT NULL,
    monthly_spent numeric(10,4) DEFAULT 0 NOT NULL,
    last_daily_reset timestamp with time zone,
    last_monthly_reset timestamp with time zone,
    currency character(3) DEFAULT 'USD'::bpchar NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: resources; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.resources (
    id character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    protocol character varying(50) NOT NULL,
    endpoint character varying(1000) NOT NULL,
    sensitivity_level character varying(20) DEFAULT 'medium'::character varying NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: teams; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.teams (
    id uuid NOT NULL,
    name character varying(255) NOT NULL,
    description character varying(1000),
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: user_teams; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.user_teams (
    user_id uuid NOT NULL,
    team_id uuid NOT NULL
);


--
-- Name: users; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.users (
    id uuid NOT NULL,
    email character varying(255) NOT NULL,
    full_name character varying(255) NOT NULL,
    hashed_password character varying(255) NOT NULL,
    role character varying(50) NOT NULL,
    is_active boolean NOT NULL,
    extra_metadata json NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL
);


--
-- Name: alembic_version; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: batch; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.batch (
    run_id bigint NOT NULL,
    step text NOT NULL,
    n integer NOT NULL,
    after_id uuid,
    upto_id uuid,
    rows_read bigint NOT NULL,
    rows_written bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


--
-- Name: control; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.control (
    "only" boolean DEFAULT true NOT NULL,
    "order" text NOT NULL,
    said_by text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT control_only_check CHECK ("only"),
    CONSTRAINT control_order_check CHECK (("order" = ANY (ARRAY['go'::text, 'pause'::text, 'abort'::text])))
);


--
-- Name: event; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.event (
    seq bigint NOT NULL,
    run_id bigint NOT NULL,
    stage text NOT NULL,
    step text NOT NULL,
    state text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    wal text NOT NULL,
    body jsonb NOT NULL,
    prev text NOT NULL,
    hash text NOT NULL
);


--
-- Name: event_seq_seq; Type: SEQUENCE; Schema: sark_migration; Owner: -
--

ALTER TABLE sark_migration.event ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME sark_migration.event_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: quarantine; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.quarantine (
    entity text NOT NULL,
    v1_id uuid NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


--
-- Name: expected_capabilities; Type: VIEW; Schema: sark_migration; Owner: -
--

CREATE VIEW sark_migration.expected_capabilities AS
 SELECT v1.id AS v1_id,
    (v1.id)::text AS id,
    (v1.server_id)::text AS resource_id,
    v1.name,
    v1.description,
        CASE
            WHEN (json_typeof(v1.parameters) = 'null'::text) THEN '{}'::jsonb
            ELSE (v1.parameters)::jsonb
        END AS input_schema,
    '{}'::jsonb AS output_schema,
    lower((v1.sensitivity_level)::text) AS sensitivity_level,
    (((
        CASE
            WHEN (json_typeof(v1.extra_metadata) = 'object'::text) THEN ((v1.extra_metadata)::jsonb - '{requires_approval,signature,invocation_count,last_invoked,created_at,updated_at,v1_extra_metadata,v1_columns,v1_parameters}'::text[])
            ELSE '{}'::jsonb
        END || jsonb_build_object('requires_approval', v1.requires_approval, 'signature', v1.signature, 'invocation_count', v1.invocation_count, 'last_invoked', COALESCE((to_char(timezone('UTC'::text, v1.last_invoked), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text) ||
        CASE
            WHEN (v1.last_invoked < '0001-01-01 00:00:00+00'::timestamp with time zone) THEN ' BC'::text
            ELSE ''::text
        END), (v1.last_invoked)::text), 'created_at', COALESCE((to_char(timezone('UTC'::text, v1.created_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text) ||
        CASE
            WHEN (v1.created_at < '0001-01-01 00:00:00+00'::timestamp with time zone) THEN ' BC'::text
            ELSE ''::text
        END), (v1.created_at)::text), 'updated_at', COALESCE((to_char(timezone('UTC'::text, v1.updated_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text) ||
        CASE
            WHEN (v1.updated_at < '0001-01-01 00:00:00+00'::timestamp with time zone) THEN ' BC'::text
            ELSE ''::text
        END), (v1.updated_at)::text))) ||
        CASE
            WHEN (json_typeof(v1.parameters) = 'null'::text) THEN jsonb_build_object('v1_parameters', 'null'::jsonb)
            ELSE '{}'::jsonb
        END) ||
        CASE
            WHEN (json_typeof(v1.extra_metadata) <> 'object'::text) THEN jsonb_build_object('v1_extra_metadata', (v1.extra_metadata)::jsonb)
            WHEN ((v1.extra_metadata)::jsonb ?| '{requires_approval,signature,invocation_count,last_invoked,created_at,updated_at,v1_extra_metadata,v1_columns,v1_parameters}'::text[]) THEN jsonb_build_object('v1_extra_metadata', ((v1.extra_metadata)::jsonb - ARRAY( SELECT jsonb_object_keys(((v1.extra_metadata)::jsonb - '{requires_approval,signature,invocation_count,last_invoked,created_at,updated_at,v1_extra_metadata,v1_columns,v1_parameters}'::text[])) AS jsonb_object_keys_1)))
            ELSE '{}'::jsonb
        END) AS metadata
   FROM public.mcp_tools v1
  WHERE (NOT (EXISTS ( SELECT 1
           FROM sark_migration.quarantine
          WHERE ((quarantine.entity = 'mcp_tools'::text) AND (quarantine.v1_id = v1.id)))));


--
-- Name: expected_mcp_servers; Type: VIEW; Schema: sark_migration; Owner: -
--

CREATE VIEW sark_migration.expected_mcp_servers AS
 SELECT v2.id AS v2_id,
        CASE
            WHEN ((v2.id)::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (v2.id)::uuid
            ELSE NULL::uuid
        END AS id,
    v2.name,
    (v2.metadata ->> 'description'::text) AS description,
    COALESCE(
        CASE
            WHEN ((v2.metadata ->> 'transport'::text) = 'http'::text) THEN 'HTTP'::public.transporttype
            WHEN ((v2.metadata ->> 'transport'::text) = 'stdio'::text) THEN 'STDIO'::public.transporttype
            WHEN ((v2.metadata ->> 'transport'::text) = 'sse'::text) THEN 'SSE'::public.transporttype
            ELSE NULL::public.transporttype
        END,
        CASE
            WHEN (NOT (v2.metadata ? 'transport'::text)) THEN
            CASE
                WHEN ((v2.endpoint)::text ~ '^https?://'::text) THEN 'HTTP'::public.transporttype
                ELSE 'STDIO'::public.transporttype
            END
            ELSE NULL::public.transporttype
        END) AS transport,
        CASE
            WHEN (((v2.endpoint)::text IS DISTINCT FROM COALESCE(COALESCE(NULLIF((v2.metadata ->> 'command'::text), ''::text), NULLIF((v2.metadata ->> 'endpoint'::text), ''::text)), ('unset:'::text || (v2.id)::text))) AND (NOT
            CASE
                WHEN (NULLIF((v2.metadata ->> 'command'::text), ''::text) IS NOT NULL) THEN true
                WHEN (NULLIF((v2.metadata ->> 'endpoint'::text), ''::text) IS NOT NULL) THEN false
                ELSE ((v2.endpoint)::text !~ '^https?://'::text)
            END)) THEN (v2.endpoint)::text
            ELSE (v2.metadata ->> 'endpoint'::text)
        END AS endpoint,
        CASE
            WHEN (((v2.endpoint)::text IS DISTINCT FROM COALESCE(COALESCE(NULLIF((v2.metadata ->> 'command'::text), ''::text), NULLIF((v2.metadata ->> 'endpoint'::text), ''::text)), ('unset:'::text || (v2.id)::text))) AND
            CASE
                WHEN (NULLIF((v2.metadata ->> 'command'::text), ''::text) IS NOT NULL) THEN true
                WHEN (NULLIF((v2.metadata ->> 'endpoint'::text), ''::text) IS NOT NULL) THEN false
                ELSE ((v2.endpoint)::text !~ '^https?://'::text)
            END) THEN (v2.endpoint)::text
            ELSE (v2.metadata ->> 'command'::text)
        END AS command,
    COALESCE((v2.metadata ->> 'mcp_version'::text),
        CASE
            WHEN (NOT (v2.metadata ? 'mcp_version'::text)) THEN '2025-06-18'::text
            ELSE NULL::text
        END) AS mcp_version,
    COALESCE((v2.metadata -> 'capabilities'::text),
        CASE
            WHEN (NOT (v2.metadata ? 'capabilities'::text)) THEN '[]'::jsonb
            ELSE NULL::jsonb
        END) AS capabilities,
        CASE
            WHEN ((v2.sensitivity_level)::text = 'low'::text) THEN 'LOW'::public.sensitivitylevel
            WHEN ((v2.sensitivity_level)::text = 'medium'::text) THEN 'MEDIUM'::public.sensitivitylevel
            WHEN ((v2.sensitivity_level)::text = 'high'::text) THEN 'HIGH'::public.sensitivitylevel
            WHEN ((v2.sensitivity_level)::text = 'critical'::text) THEN 'CRITICAL'::public.sensitivitylevel
            ELSE NULL::public.sensitivitylevel
        END AS sensitivity_level,
    (v2.metadata ->> 'signature'::text) AS signature,
    COALESCE(
        CASE
            WHEN ((v2.metadata ->> 'status'::text) = 'registered'::text) THEN 'REGISTERED'::public.serverstatus
            WHEN ((v2.metadata ->> 'status'::text) = 'active'::text) THEN 'ACTIVE'::public.serverstatus
            WHEN ((v2.metadata ->> 'status'::text) = 'inactive'::text) THEN 'INACTIVE'::public.serverstatus
            WHEN ((v2.metadata ->> 'status'::text) = 'unhealthy'::text) THEN 'UNHEALTHY'::public.serverstatus
            WHEN ((v2.metadata ->> 'status'::text) = 'decommissioned'::text) THEN 'DECOMMISSIONED'::public.serverstatus
            ELSE NULL::public.serverstatus
        END,
        CASE
            WHEN (NOT (v2.metadata ? 'status'::text)) THEN 'REGISTERED'::public.serverstatus
            ELSE NULL::public.serverstatus
        END) AS status,
    (v2.metadata ->> 'health_endpoint'::text) AS health_endpoint,
        CASE
            WHEN ((v2.metadata ->> 'last_health_check'::text) ~ '^(-?infinity|[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+][0-9:]+)( BC)?)$'::text) THEN ((v2.metadata ->> 'last_health_check'::text))::timestamp with time zone
            ELSE NULL::timestamp with time zone
        END AS last_health_check,
        CASE
            WHEN ((v2.metadata ->> 'owner_id'::text) ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN ((v2.metadata ->> 'owner_id'::text))::uuid
            ELSE NULL::uuid
        END AS owner_id,
        CASE
            WHEN ((v2.metadata ->> 'team_id'::text) ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN ((v2.metadata ->> 'team_id'::text))::uuid
            ELSE NULL::uuid
        END AS team_id,
    (v2.metadata ->> 'consul_id'::text) AS consul_id,
    COALESCE((v2.metadata -> 'tags'::text),
        CASE
            WHEN (NOT (v2.metadata ? 'tags'::text)) THEN '[]'::jsonb
            ELSE NULL::jsonb
        END) AS tags,
        CASE
            WHEN (jsonb_typeof((v2.metadata -> 'v1_extra_metadata'::text)) <> 'object'::text) THEN (v2.metadata -> 'v1_extra_metadata'::text)
            ELSE ((v2.metadata - '{transport,command,endpoint,mcp_version,capabilities,status,health_endpoint,last_health_check,owner_id,team_id,consul_id,tags,signature,description,v1_extra_metadata,v1_columns}'::text[]) || COALESCE((v2.metadata -> 'v1_extra_metadata'::text), '{}'::jsonb))
        END AS extra_metadata,
    v2.created_at,
    v2.updated_at
   FROM public.resources v2
  WHERE (((v2.id)::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) AND ((v2.protocol)::text = 'mcp'::text));


--
-- Name: expected_mcp_tools; Type: VIEW; Schema: sark_migration; Owner: -
--

CREATE VIEW sark_migration.expected_mcp_tools AS
 SELECT v2.id AS v2_id,
        CASE
            WHEN ((v2.id)::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (v2.id)::uuid
            ELSE NULL::uuid
        END AS id,
        CASE
            WHEN ((v2.resource_id)::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) THEN (v2.resource_id)::uuid
            ELSE NULL::uuid
        END AS server_id,
    v2.name,
    v2.description,
        CASE
            WHEN (v2.metadata ? 'v1_parameters'::text) THEN 'null'::jsonb
            ELSE v2.input_schema
        END AS parameters,
        CASE
            WHEN ((v2.sensitivity_level)::text = 'low'::text) THEN 'LOW'::public.sensitivitylevel
            WHEN ((v2.sensitivity_level)::text = 'medium'::text) THEN 'MEDIUM'::public.sensitivitylevel
            WHEN ((v2.sensitivity_level)::text = 'high'::text) THEN 'HIGH'::public.sensitivitylevel
            WHEN ((v2.sensitivity_level)::text = 'critical'::text) THEN 'CRITICAL'::public.sensitivitylevel
            ELSE NULL::public.sensitivitylevel
        END AS sensitivity_level,
    COALESCE(
        CASE
            WHEN ((v2.metadata ->> 'requires_approval'::text) ~ '^(true|false)$'::text) THEN ((v2.metadata ->> 'requires_approval'::text))::boolean
            ELSE NULL::boolean
        END,
        CASE
            WHEN (NOT (v2.metadata ? 'requires_approval'::text)) THEN false
            ELSE NULL::boolean
        END) AS requires_approval,
    (v2.metadata ->> 'signature'::text) AS signature,
    COALESCE(
        CASE
            WHEN ((v2.metadata ->> 'invocation_count'::text) ~ '^-?[0-9]{1,10}$'::text) THEN ((v2.metadata ->> 'invocation_count'::text))::integer
            ELSE NULL::integer
        END,
        CASE
            WHEN (NOT (v2.metadata ? 'invocation_count'::text)) THEN 0
            ELSE NULL::integer
        END) AS invocation_count,
        CASE
            WHEN ((v2.metadata ->> 'last_invoked'::text) ~ '^(-?infinity|[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+][0-9:]+)( BC)?)$'::text) THEN ((v2.metadata ->> 'last_invoked'::text))::timestamp with time zone
            ELSE NULL::timestamp with time zone
        END AS last_invoked,
        CASE
            WHEN (jsonb_typeof((v2.metadata -> 'v1_extra_metadata'::text)) <> 'object'::text) THEN (v2.metadata -> 'v1_extra_metadata'::text)
            ELSE ((v2.metadata - '{requires_approval,signature,invocation_count,last_invoked,created_at,updated_at,v1_extra_metadata,v1_columns,v1_parameters}'::text[]) || COALESCE((v2.metadata -> 'v1_extra_metadata'::text), '{}'::jsonb))
        END AS extra_metadata,
    COALESCE(
        CASE
            WHEN ((v2.metadata ->> 'created_at'::text) ~ '^(-?infinity|[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+][0-9:]+)( BC)?)$'::text) THEN ((v2.metadata ->> 'created_at'::text))::timestamp with time zone
            ELSE NULL::timestamp with time zone
        END,
        CASE
            WHEN (NOT (v2.metadata ? 'created_at'::text)) THEN ( SELECT owner.created_at
               FROM public.resources owner
              WHERE ((owner.id)::text = (v2.resource_id)::text))
            ELSE NULL::timestamp with time zone
        END) AS created_at,
    COALESCE(
        CASE
            WHEN ((v2.metadata ->> 'updated_at'::text) ~ '^(-?infinity|[0-9]{4,6}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+][0-9:]+)( BC)?)$'::text) THEN ((v2.metadata ->> 'updated_at'::text))::timestamp with time zone
            ELSE NULL::timestamp with time zone
        END,
        CASE
            WHEN (NOT (v2.metadata ? 'updated_at'::text)) THEN ( SELECT owner.updated_at
               FROM public.resources owner
              WHERE ((owner.id)::text = (v2.resource_id)::text))
            ELSE NULL::timestamp with time zone
        END) AS updated_at
   FROM public.capabilities v2
  WHERE (((v2.id)::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) AND ((v2.resource_id)::text ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'::text) AND (EXISTS ( SELECT 1
           FROM public.resources owner
          WHERE (((owner.id)::text = (v2.resource_id)::text) AND ((owner.protocol)::text = 'mcp'::text)))));


--
-- Name: expected_resources; Type: VIEW; Schema: sark_migration; Owner: -
--

CREATE VIEW sark_migration.expected_resources AS
 SELECT v1.id AS v1_id,
    (v1.id)::text AS id,
    v1.name,
    'mcp'::text AS protocol,
    COALESCE(NULLIF((v1.command)::text, ''::text), NULLIF((v1.endpoint)::text, ''::text)) AS endpoint,
    lower((v1.sensitivity_level)::text) AS sensitivity_level,
    ((
        CASE
            WHEN (json_typeof(v1.extra_metadata) = 'object'::text) THEN ((v1.extra_metadata)::jsonb - '{transport,command,endpoint,mcp_version,capabilities,status,health_endpoint,last_health_check,owner_id,team_id,consul_id,tags,signature,description,v1_extra_metadata,v1_columns}'::text[])
            ELSE '{}'::jsonb
        END || jsonb_build_object('transport', lower((v1.transport)::text), 'command', v1.command, 'endpoint', v1.endpoint, 'mcp_version', v1.mcp_version, 'capabilities', (v1.capabilities)::jsonb, 'status', lower((v1.status)::text), 'health_endpoint', v1.health_endpoint, 'last_health_check', COALESCE((to_char(timezone('UTC'::text, v1.last_health_check), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text) ||
        CASE
            WHEN (v1.last_health_check < '0001-01-01 00:00:00+00'::timestamp with time zone) THEN ' BC'::text
            ELSE ''::text
        END), (v1.last_health_check)::text), 'owner_id', (v1.owner_id)::text, 'team_id', (v1.team_id)::text, 'consul_id', v1.consul_id, 'tags', (v1.tags)::jsonb, 'signature', v1.signature, 'description', v1.description)) ||
        CASE
            WHEN (json_typeof(v1.extra_metadata) <> 'object'::text) THEN jsonb_build_object('v1_extra_metadata', (v1.extra_metadata)::jsonb)
            WHEN ((v1.extra_metadata)::jsonb ?| '{transport,command,endpoint,mcp_version,capabilities,status,health_endpoint,last_health_check,owner_id,team_id,consul_id,tags,signature,description,v1_extra_metadata,v1_columns}'::text[]) THEN jsonb_build_object('v1_extra_metadata', ((v1.extra_metadata)::jsonb - ARRAY( SELECT jsonb_object_keys(((v1.extra_metadata)::jsonb - '{transport,command,endpoint,mcp_version,capabilities,status,health_endpoint,last_health_check,owner_id,team_id,consul_id,tags,signature,description,v1_extra_metadata,v1_columns}'::text[])) AS jsonb_object_keys_1)))
            ELSE '{}'::jsonb
        END) AS metadata,
    v1.created_at,
    v1.updated_at
   FROM public.mcp_servers v1
  WHERE (NOT (EXISTS ( SELECT 1
           FROM sark_migration.quarantine
          WHERE ((quarantine.entity = 'mcp_servers'::text) AND (quarantine.v1_id = v1.id)))));


--
-- Name: held_back; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.held_back (
    v2_table text NOT NULL,
    v2_id text NOT NULL,
    reason text NOT NULL,
    detail text DEFAULT ''::text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


--
-- Name: identity; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.identity (
    system_identifier bigint NOT NULL,
    database_oid bigint NOT NULL,
    database text NOT NULL,
    adopted_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


--
-- Name: installed; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.installed (
    kind text NOT NULL,
    name text NOT NULL,
    sha256 text NOT NULL,
    note text DEFAULT ''::text NOT NULL
);


--
-- Name: late_writes; Type: SEQUENCE; Schema: sark_migration; Owner: -
--

CREATE SEQUENCE sark_migration.late_writes
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: missed; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.missed (
    id bigint NOT NULL,
    entity text NOT NULL,
    key text,
    reason text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


--
-- Name: missed_id_seq; Type: SEQUENCE; Schema: sark_migration; Owner: -
--

ALTER TABLE sark_migration.missed ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME sark_migration.missed_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: parked; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.parked (
    id bigint NOT NULL,
    v2_table text NOT NULL,
    v2_id text NOT NULL,
    reason text NOT NULL,
    v2_row jsonb NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


--
-- Name: parked_id_seq; Type: SEQUENCE; Schema: sark_migration; Owner: -
--

ALTER TABLE sark_migration.parked ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME sark_migration.parked_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: pause; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.pause (
    id bigint NOT NULL,
    run_id bigint NOT NULL,
    step text NOT NULL,
    reason text NOT NULL,
    detail text NOT NULL,
    began_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone
);


--
-- Name: pause_id_seq; Type: SEQUENCE; Schema: sark_migration; Owner: -
--

ALTER TABLE sark_migration.pause ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME sark_migration.pause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: row_map_capabilities; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.row_map_capabilities (
    v1_id uuid NOT NULL,
    digest bigint NOT NULL,
    origin character(1) NOT NULL
);


--
-- Name: row_map_resources; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.row_map_resources (
    v1_id uuid NOT NULL,
    digest bigint NOT NULL,
    origin character(1) NOT NULL
);


--
-- Name: row_map; Type: VIEW; Schema: sark_migration; Owner: -
--

CREATE VIEW sark_migration.row_map AS
 SELECT 'resources'::text AS v2_table,
    row_map_resources.v1_id,
    (row_map_resources.v1_id)::text AS v2_id,
    row_map_resources.digest,
    row_map_resources.origin
   FROM sark_migration.row_map_resources
UNION ALL
 SELECT 'capabilities'::text AS v2_table,
    row_map_capabilities.v1_id,
    (row_map_capabilities.v1_id)::text AS v2_id,
    row_map_capabilities.digest,
    row_map_capabilities.origin
   FROM sark_migration.row_map_capabilities;


--
-- Name: run; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.run (
    id bigint NOT NULL,
    env text NOT NULL,
    v1_schema text NOT NULL,
    params jsonb NOT NULL,
    params_hash text NOT NULL,
    state text NOT NULL,
    opened_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    ended_at timestamp with time zone,
    CONSTRAINT run_state_check CHECK ((state = ANY (ARRAY['open'::text, 'passed'::text, 'closed'::text])))
);


--
-- Name: run_id_seq; Type: SEQUENCE; Schema: sark_migration; Owner: -
--

ALTER TABLE sark_migration.run ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME sark_migration.run_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: sync; Type: TABLE; Schema: sark_migration; Owner: -
--

CREATE TABLE sark_migration.sync (
    entity text NOT NULL,
    direction text NOT NULL,
    attached boolean NOT NULL,
    late text NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT sync_direction_check CHECK ((direction = ANY (ARRAY['forward'::text, 'reverse'::text])))
);


--
-- Data for Name: api_keys; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.api_keys (id, user_id, name, key_prefix, key_hash, scopes, expires_at, created_at) FROM stdin;
\.


--
-- Data for Name: audit_events; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.audit_events (id, "timestamp", event_type, severity, user_id, server_id, tool_name, decision, policy_id, details, principal_org, resource_protocol, capability_id, correlation_id, source_node, target_node, estimated_cost, actual_cost) FROM stdin;
04a031a9-1daa-a3c7-c7fe-0a7927d60239	2025-01-28 09:54:06.105346+00	tool_invoked	MEDIUM	ca2c73b9-637a-e656-ea18-eb16914ff06b	500b7279-fabe-a0ab-00de-bd78d2a89a2b	tool-39	allow	a4cb2963-09dd-32ab-bd3b-8bd2c5ee8981	{"latency_ms": 12}	\N	\N	\N	\N	\N	\N	\N	\N
056c53a5-fcba-3fea-2fa4-78353ba9c17c	2025-06-27 10:14:08.726061+00	tool_invoked	HIGH	7b8bf7d5-4a89-79a9-53e5-2b5877278289	6a1f40ea-b8b0-63fe-6dd5-751306310cbd	tool-73	allow	9916ef7d-535d-0843-86e3-b7708898dd81	{"latency_ms": 12}	\N	\N	\N	\N	\N	\N	\N	\N
03d816e5-60b6-f794-ae06-9a236ddca997	2025-05-18 07:23:56.124846+00	tool_invoked	LOW	2037611b-fd5a-1be7-dc43-d50036eaab4f	b11990db-f494-f4a8-438d-96d3967f2944	tool-76	allow	57291d2a-2075-b97f-96c9-af8b220ca217	{"latency_ms": 12}	\N	\N	\N	\N	\N	\N	\N	\N
02be3994-0bc3-99f9-2b4b-389ac210275d	2025-06-17 23:53:46.470986+00	tool_invoked	LOW	a436f572-d5b1-f271-24b4-8e7ee1e54188	469a051f-fa43-9303-faf3-d5e10e9f982d	tool-114	allow	a4cb2963-09dd-32ab-bd3b-8bd2c5ee8981	{"latency_ms": 12}	\N	\N	\N	\N	\N	\N	\N	\N
01b9a2a2-88af-5f3e-419d-8579d371fa38	2025-07-17 09:12:30.196132+00	tool_invoked	HIGH	293d0ec9-8af9-8142-7322-c60d61152896	33976825-c6ed-d0b5-3484-e1b08dd9cff9	tool-148	allow	9916ef7d-535d-0843-86e3-b7708898dd81	{"latency_ms": 12}	\N	\N	\N	\N	\N	\N	\N	\N
0719376a-ee67-1d98-1945-1d459e29dfa2	2025-08-14 21:47:05.140902+00	tool_invoked	CRITICAL	a23e24d5-ee91-09f7-2b82-68d5148ddd3d	d87c0760-7115-3136-203b-730c5dafdcee	tool-161	allow	57291d2a-2075-b97f-96c9-af8b220ca217	{"latency_ms": 12}	\N	\N	\N	\N	\N	\N	\N	\N
\.


--
-- Data for Name: capabilities; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.capabilities (id, resource_id, name, description, input_schema, output_schema, sensitivity_level, metadata) FROM stdin;
078195bc-425a-75a8-0b01-067a3dac27a2	135d2279-1d10-0f00-e829-d608f378ac07	read_295	Tool number 295 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 359}, "limit": {"type": "integer", "default": 295}, "flag_295": {"type": "boolean"}}}	{}	medium	{"category": "c7", "signature": null, "created_at": "2025-04-24T02:15:28.924969Z", "updated_at": "2025-06-15T11:12:53.007327Z", "last_invoked": "2025-05-01T18:21:01.873421Z", "invocation_count": 295, "requires_approval": true}
08757cab-f540-a77b-c121-262e764e6b41	df4a91fa-ac7b-0beb-a5d6-3c2e164fed36	delete_714	Tool number 714 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 778}, "limit": {"type": "integer", "default": 214}, "flag_114": {"type": "boolean"}}}	{}	low	{"signature": null, "created_at": "2025-01-15T10:04:19.265327Z", "updated_at": "2025-03-16T02:10:51.076626Z", "last_invoked": null, "invocation_count": 714, "requires_approval": false}
1caf8986-d152-2338-3a1f-041ba12544fe	2b7169dd-761e-23fd-05f9-a9b3324f77b0	read_152	\N	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 216}, "limit": {"type": "integer", "default": 152}, "flag_152": {"type": "boolean"}}}	{}	medium	{"signature": "3f8bf744e84a48ed02ddf3b75b4e667a", "created_at": "2025-05-18T13:37:36.150091Z", "updated_at": "2025-06-18T16:55:55.388788Z", "last_invoked": "2025-07-10T00:58:45.527850Z", "invocation_count": 152, "requires_approval": false}
1e8cdc10-046a-d7ed-97ce-3fbf01191156	ad55b007-7da7-f423-4c1e-c09c87ed9cc2	approve_48	\N	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 112}, "limit": {"type": "integer", "default": 48}, "flag_48": {"type": "boolean"}}}	{}	medium	{"signature": "13e05fc695a4b2477d9a5e27c78d91f1", "created_at": "2025-06-07T23:11:09.322515Z", "updated_at": "2025-09-02T10:52:57.983755Z", "last_invoked": "1970-01-01T00:00:00.000000Z", "invocation_count": 48, "requires_approval": false}
22d448c5-284b-83a7-247f-5fa8f5ba209e	351e8955-ec4d-4b53-d6c3-bf5d97a3a7ba	export_439	Tool number 439 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 503}, "limit": {"type": "integer", "default": 439}, "flag_139": {"type": "boolean"}}}	{}	medium	{"signature": null, "created_at": "2025-03-06T04:23:02.454246Z", "updated_at": "2025-03-24T17:23:16.671295Z", "last_invoked": "2025-03-21T09:56:36.008938Z", "invocation_count": 439, "requires_approval": false}
23578747-7f97-a6a6-fded-d38b359b385b	55d4f0dc-d7e4-9074-4f28-c73fc7189e1f	export_12	Tool number 12 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 76}, "limit": {"type": "integer", "default": 12}, "flag_12": {"type": "boolean"}}}	{}	medium	{"signature": "010e5a899171372bfb475b416736ea11", "created_at": "2025-06-18T00:00:00.000000Z", "updated_at": "2024-06-18T00:00:00.000000Z", "last_invoked": null, "invocation_count": 12, "requires_approval": false}
ffffffff-0000-4000-8000-000000000001	ad55b007-7da7-f423-4c1e-c09c87ed9cc2	born_while_interrupted	Tool number 47 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 111}, "limit": {"type": "integer", "default": 47}, "flag_47": {"type": "boolean"}}}	{}	medium	{"signature": null, "created_at": "2025-07-30T18:02:23.911269Z", "updated_at": "2025-10-15T14:09:23.456583Z", "last_invoked": "2025-06-18T23:59:59.000001Z", "invocation_count": 47, "requires_approval": true}
0da6b892-382e-5b42-997e-1449a247df59	680e305f-8f53-d735-7dcd-0e87bc6fd6c2	read_858	edited in v2	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 922}, "limit": {"type": "integer", "default": 358}, "flag_258": {"type": "boolean"}}}	{}	critical	{"signature": null, "created_at": "2025-05-30T23:33:39.755101Z", "updated_at": "2025-06-26T06:58:48.822139Z", "last_invoked": null, "invocation_count": 858, "requires_approval": true}
\.


--
-- Data for Name: cost_tracking; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.cost_tracking (id, "timestamp", principal_id, resource_id, capability_id, estimated_cost, actual_cost, metadata) FROM stdin;
\.


--
-- Data for Name: federation_nodes; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.federation_nodes (id, node_id, name, endpoint, trust_anchor_cert, enabled, trusted_since, rate_limit_per_hour, metadata, created_at, updated_at) FROM stdin;
\.


--
-- Data for Name: mcp_servers; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.mcp_servers (id, name, description, transport, endpoint, command, mcp_version, capabilities, sensitivity_level, signature, status, health_endpoint, last_health_check, owner_id, team_id, consul_id, tags, extra_metadata, created_at, updated_at) FROM stdin;
df4a91fa-ac7b-0beb-a5d6-3c2e164fed36	search-72	\N	SSE	https://host-72.example.com/mcp/72	\N	2025-06-18	["tools"]	LOW	4db62db90d75e9a63f058abf33df1900	ACTIVE	/health/22	\N	2ae35490-6808-2bc7-776d-5641e00ac3e3	c8a47d36-1579-4bb4-15eb-e721f1e7c777	consul-72	["t32", "zone-0"]	{"region" : "ap", "weight" : 72, "contact" : {"mail" : "ops12@example.com"}}	2025-02-06 04:33:17.715202+00	2025-04-27 21:09:39.280704+00
680e305f-8f53-d735-7dcd-0e87bc6fd6c2	ledger-86	Server number 86, generated	HTTP	https://host-86.example.com/mcp/86	\N	2025-06-18	[]	HIGH	\N	REGISTERED	/health/36	2025-09-06 05:36:27.159302+00	418aa545-7ec3-4435-fa89-c74085584ded	a852061b-1803-d57a-536f-270bbc56b666	consul-86	["t6", "zone-2"]	{"region" : "eu", "weight" : 86, "contact" : {"mail" : "ops26@example.com"}}	2025-08-05 22:24:30.736527+00	2025-08-21 00:18:26.896188+00
a813415e-b1ca-f7e8-2b44-ff61b0208db3	search-98	Server number 98, generated	SSE	https://host-98.example.com/mcp/98	\N	2025-06-18	[]	MEDIUM	\N	ACTIVE	/health/48	2025-06-16 06:10:11.320361+00	293d0ec9-8af9-8142-7322-c60d61152896	6a4b960b-a19d-1590-768c-ee9e0aa336e0	consul-98	["t18", "zone-2"]	{"region" : "eu", "weight" : 98, "contact" : {"mail" : "ops8@example.com"}}	2025-04-04 00:00:03.73106+00	2025-06-10 10:16:29.901155+00
55d4f0dc-d7e4-9074-4f28-c73fc7189e1f	mailer-2	Server number 2, generated	STDIO	https://odd.example.com/mcp	\N	2024-11-05	[]	HIGH	\N	INACTIVE	/health/2	2025-09-11 18:51:26.985872+00	0fa39f00-e8b4-a40d-d839-777f42bc6127	6a4b960b-a19d-1590-768c-ee9e0aa336e0	consul-2	["t2", "zone-2"]	{"region" : "ap", "weight" : 2, "contact" : {"mail" : "ops2@example.com"}}	2025-09-05 23:34:54.085658+00	2025-09-16 09:53:55.281104+00
ad55b007-7da7-f423-4c1e-c09c87ed9cc2	geo-5	Server number 5, generated	HTTP	   	\N	2024-11-05	[]	LOW	\N	ACTIVE	/health/5	2025-03-20 05:33:36.811806+00	cbcec3c1-9d9c-2043-c007-0bc5d9385a7e	236c635b-4cd4-7c09-2248-61b9e6e81bdc	\N	["t5", "zone-5"]	{"region" : "ap", "weight" : 5, "contact" : {"mail" : "ops5@example.com"}}	2025-02-04 06:34:28.950999+00	2025-04-22 12:04:34.968454+00
43dc78f8-72a9-6544-932f-41bc84a53f54	search-8	\N	SSE	https://host-8.example.com/mcp/8	\N	2024-11-05	[]	MEDIUM	\N	UNHEALTHY	\N	\N	\N	\N	\N	["t8", "zone-2"]	{"region" : "ap", "weight" : 8, "contact" : {"mail" : "ops8@example.com"}}	2025-05-06 00:39:49.717475+00	2025-07-17 02:08:47.61224+00
2b7169dd-761e-23fd-05f9-a9b3324f77b0	search-16	Server number 16, generated	HTTP	https://host-16.example.com/mcp/16	\N	2025-03-26	null	MEDIUM	680270769a62fdf58142a8f196a8a9e6	REGISTERED	/health/16	2025-03-04 07:35:16.729483+00	b6fa298b-03e4-f1b1-741e-beb7e836a30d	c8a47d36-1579-4bb4-15eb-e721f1e7c777	consul-16	["t16", "zone-4"]	{"region" : "us", "weight" : 16, "contact" : {"mail" : "ops16@example.com"}}	2025-01-05 08:56:48.381245+00	2025-01-09 07:54:41.301803+00
135d2279-1d10-0f00-e829-d608f378ac07	two\nlines\tand a tab\r\n	renamed while the copy was interrupted	HTTP	https://host-30.example.com/mcp/30	\N	2025-06-18	["tools"]	LOW	\N	ACTIVE	/health/30	\N	\N	a852061b-1803-d57a-536f-270bbc56b666	consul-30	["t30", "zone-0"]	{"region" : "eu", "weight" : 30, "contact" : {"mail" : "ops0@example.com"}}	2025-04-17 23:40:39.622629+00	2024-01-15 09:00:00+00
351e8955-ec4d-4b53-d6c3-bf5d97a3a7ba	search-44	Server number 44, generated	HTTP	https://host-44.example.com/mcp/44	\N	2025-06-18	[]	MEDIUM	e21cb63fe40518a9294e2ee0dee015b0	REGISTERED	/health/44	2025-06-03 01:23:17.258591+00	5a8af9be-a676-3ec4-4f80-a4056081b750	\N	consul-44	["t4", "zone-2"]	{}	2025-05-19 04:50:52.131289+00	2025-07-29 10:31:04.245155+00
9a6b771a-91af-2d3b-ecd3-3521f9d8f540	crm-58	Server number 58, generated	SSE		\N	2025-03-26	["tools", "resources"]	MEDIUM	\N	ACTIVE	/health/8	2025-06-06 07:10:23.208636+00	627f9cd4-23b1-f64e-bcdb-faaab4892a40	6a4b960b-a19d-1590-768c-ee9e0aa336e0	consul-58	["t18", "zone-4"]	{"region" : "us", "weight" : 58, "contact" : {"mail" : "ops28@example.com"}}	2025-05-30 02:19:46.434013+00	2025-07-03 01:26:20.335451+00
30cf34bb-f7b9-6c37-75de-bb6aecfce1c0	mailer-59	Server number 59, generated	STDIO	\N		2025-06-18	[]	HIGH	\N	INACTIVE	\N	2025-07-14 19:46:20.290961+00	7cf8a214-450d-9c52-bf41-e14875f58e85	8d15e49a-8528-3dd9-18ff-e840598ba4bf	\N	["t19", "zone-5"]	{"region" : "eu", "weight" : 59, "contact" : {"mail" : "ops29@example.com"}}	2025-05-05 02:14:11.702374+00	2025-06-05 13:07:36.08325+00
\.


--
-- Data for Name: mcp_tools; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.mcp_tools (id, server_id, name, description, parameters, sensitivity_level, requires_approval, signature, invocation_count, last_invoked, extra_metadata, created_at, updated_at) FROM stdin;
ffffffff-0000-4000-8000-000000000001	ad55b007-7da7-f423-4c1e-c09c87ed9cc2	born_while_interrupted	Tool number 47 does one thing, and says so	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 111}, "limit" : {"type" : "integer", "default" : 47}, "flag_47" : {"type" : "boolean"}}, "required" : ["path"]}	MEDIUM	t	\N	47	2025-06-18 23:59:59.000001+00	{}	2025-07-30 18:02:23.911269+00	2025-10-15 14:09:23.456583+00
1caf8986-d152-2338-3a1f-041ba12544fe	2b7169dd-761e-23fd-05f9-a9b3324f77b0	read_152	\N	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 216}, "limit" : {"type" : "integer", "default" : 152}, "flag_152" : {"type" : "boolean"}}, "required" : ["path"]}	MEDIUM	f	3f8bf744e84a48ed02ddf3b75b4e667a	152	2025-07-10 00:58:45.52785+00	{}	2025-05-18 13:37:36.150091+00	2025-06-18 16:55:55.388788+00
078195bc-425a-75a8-0b01-067a3dac27a2	135d2279-1d10-0f00-e829-d608f378ac07	read_295	Tool number 295 does one thing, and says so	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 359}, "limit" : {"type" : "integer", "default" : 295}, "flag_295" : {"type" : "boolean"}}, "required" : ["path"]}	MEDIUM	t	\N	295	2025-05-01 18:21:01.873421+00	{"category" : "c7"}	2025-04-24 02:15:28.924969+00	2025-06-15 11:12:53.007327+00
22d448c5-284b-83a7-247f-5fa8f5ba209e	351e8955-ec4d-4b53-d6c3-bf5d97a3a7ba	export_439	Tool number 439 does one thing, and says so	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 503}, "limit" : {"type" : "integer", "default" : 439}, "flag_139" : {"type" : "boolean"}}, "required" : ["path"]}	MEDIUM	f	\N	439	2025-03-21 09:56:36.008938+00	{}	2025-03-06 04:23:02.454246+00	2025-03-24 17:23:16.671295+00
294f5c44-fee8-fc14-43e5-3dafd8fd4d40	9a6b771a-91af-2d3b-ecd3-3521f9d8f540	read_580	Tool number 580 does one thing, and says so	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 644}, "limit" : {"type" : "integer", "default" : 80}, "flag_280" : {"type" : "boolean"}}, "required" : ["path"]}	MEDIUM	f	7514f67563010b5f064f76b7c74dc09a	580	2025-06-11 19:19:18.047256+00	{"category" : "c4"}	2025-05-25 10:16:49.191254+00	2025-07-16 06:09:53.457654+00
0e2f2044-141e-f218-826a-de858db5ce1d	30cf34bb-f7b9-6c37-75de-bb6aecfce1c0	delete_589	Tool number 589 does one thing, and says so	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 653}, "limit" : {"type" : "integer", "default" : 89}, "flag_289" : {"type" : "boolean"}}, "required" : ["path"]}	HIGH	f	\N	589	2025-06-17 23:55:28.71505+00	{}	2025-05-18 15:36:30.712076+00	2025-07-15 16:18:35.805843+00
08757cab-f540-a77b-c121-262e764e6b41	df4a91fa-ac7b-0beb-a5d6-3c2e164fed36	delete_714	Tool number 714 does one thing, and says so	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 778}, "limit" : {"type" : "integer", "default" : 214}, "flag_114" : {"type" : "boolean"}}, "required" : ["path"]}	LOW	f	\N	714	\N	{}	2025-01-15 10:04:19.265327+00	2025-03-16 02:10:51.076626+00
0da6b892-382e-5b42-997e-1449a247df59	680e305f-8f53-d735-7dcd-0e87bc6fd6c2	read_858	Tool number 858 does one thing, and says so	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 922}, "limit" : {"type" : "integer", "default" : 358}, "flag_258" : {"type" : "boolean"}}, "required" : ["path"]}	CRITICAL	t	\N	858	\N	{}	2025-05-30 23:33:39.755101+00	2025-06-26 06:58:48.822139+00
66aeaf7b-4a7f-3659-41a4-817ceeafa544	55d4f0dc-d7e4-9074-4f28-c73fc7189e1f	delete_11	Tool number 11 does one thing, and says so	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 75}, "limit" : {"type" : "integer", "default" : 11}, "flag_11" : {"type" : "boolean"}}, "required" : ["path"]}	CRITICAL	f	\N	11	\N	{}	2025-02-21 11:08:15.807543+00	2025-04-23 01:55:21.510395+00
23578747-7f97-a6a6-fded-d38b359b385b	55d4f0dc-d7e4-9074-4f28-c73fc7189e1f	export_12	Tool number 12 does one thing, and says so	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 76}, "limit" : {"type" : "integer", "default" : 12}, "flag_12" : {"type" : "boolean"}}, "required" : ["path"]}	MEDIUM	f	010e5a899171372bfb475b416736ea11	12	\N	{}	2025-06-18 00:00:00+00	2024-06-18 00:00:00+00
5eaf6ccb-62ad-4f79-c3ab-64d8dbe074df	55d4f0dc-d7e4-9074-4f28-c73fc7189e1f	approve_13	Tool number 13 does one thing, and says so	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 77}, "limit" : {"type" : "integer", "default" : 13}, "flag_13" : {"type" : "boolean"}}, "required" : ["path"]}	LOW	t	\N	13	2025-07-28 02:53:31.895084+00	{"requires_approval": true, "status": "hacked", "transport": "pigeon", "command": "true", "endpoint": null, "mcp_version": 0, "capabilities": {}, "health_endpoint": [], "last_health_check": "never", "owner_id": 1, "team_id": "t", "consul_id": "", "tags": "none", "signature": false, "description": "mine", "invocation_count": -1, "last_invoked": "today", "created_at": "never", "updated_at": 0, "region": "eu"}	2025-06-12 14:46:23.759969+00	2025-08-08 18:38:44.414348+00
6a1b9c34-6d4f-0c7a-8a03-117a705ff4d7	55d4f0dc-d7e4-9074-4f28-c73fc7189e1f	zero​width‍join﻿ed	Tool number 18 does one thing, and says so	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 82}, "limit" : {"type" : "integer", "default" : 18}, "flag_18" : {"type" : "boolean"}}, "required" : ["path"]}	HIGH	f	\N	18	\N	{}	2025-08-17 17:36:39.012628+00	2025-11-06 12:56:10.884713+00
5db5fcc9-1527-2df2-d94c-afc94112e4cf	ad55b007-7da7-f423-4c1e-c09c87ed9cc2	approve_42	Tool number 42 does one thing, and says so	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 106}, "limit" : {"type" : "integer", "default" : 42}, "flag_42" : {"type" : "boolean"}}, "required" : ["path"]}	MEDIUM	f	\N	42	-infinity	{}	2025-07-19 22:26:51.412328+00	2025-09-02 00:52:57.862384+00
1e8cdc10-046a-d7ed-97ce-3fbf01191156	ad55b007-7da7-f423-4c1e-c09c87ed9cc2	approve_48	\N	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 112}, "limit" : {"type" : "integer", "default" : 48}, "flag_48" : {"type" : "boolean"}}, "required" : ["path"]}	MEDIUM	f	13e05fc695a4b2477d9a5e27c78d91f1	48	1970-01-01 00:00:00+00	{}	2025-06-07 23:11:09.322515+00	2025-09-02 10:52:57.983755+00
644ef8ba-89c6-5107-6bd6-1579eedf276d	ad55b007-7da7-f423-4c1e-c09c87ed9cc2	read_50	Tool number 50 does one thing, and says so	[]	MEDIUM	t	\N	50	2025-10-10 06:16:37.961274+00	{"category" : "c2"}	2025-07-21 05:35:30.458182+00	2025-10-09 00:53:38.8066+00
850089f9-4fe4-3d17-cde8-b649e82816fd	43dc78f8-72a9-6544-932f-41bc84a53f54	write_72	\N	{"type" : "object", "properties" : {"path" : {"type" : "string", "maxLength" : 136}, "limit" : {"type" : "integer", "default" : 72}, "flag_72" : {"type" : "boolean"}}, "required" : ["path"]}	MEDIUM	f	3a65955c2c55bde2ee2c775a27344b4e	72	\N	{"emoji": "\\ud83d\\ude00", "accent": "caf\\u00e9", "slash": "\\/", "controls": "\\b\\f\\n\\r\\t", "raw": "😀"}	2025-07-23 19:48:01.868684+00	2025-10-05 14:46:08.893021+00
3da9e35c-ab58-a700-d995-183b1d9d9e16	43dc78f8-72a9-6544-932f-41bc84a53f54	approve_75	Tool number 75 does one thing, and says so	{"a": 1, "b": {"c": 1, "c": 2}, "a": 3}	MEDIUM	f	\N	75	\N	{"category" : "c3"}	2025-02-03 03:03:45.51316+00	2025-03-15 04:04:31.198073+00
6defb65e-ca59-cf86-5143-efe92e675278	43dc78f8-72a9-6544-932f-41bc84a53f54	export_76	Tool number 76 does one thing, and says so	{"zero": -0}	MEDIUM	t	b3eb643d334e0a29396daff49a2b44ff	76	2025-09-18 11:00:05.763048+00	{}	2025-07-24 17:37:18.936049+00	2025-07-27 09:05:07.398695+00
068dbb19-76ff-7e06-d1e7-bd8475bbac20	43dc78f8-72a9-6544-932f-41bc84a53f54	delete_80	\N	{"text": "\\ud83d alone"}	MEDIUM	f	c2a5c65f847ed39fca7fa9548a4d94e0	80	2025-09-09 00:54:23.239271+00	{"category" : "c8"}	2025-07-16 07:00:39.73403+00	2025-07-18 08:32:07.5105+00
\.


--
-- Data for Name: policies; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.policies (id, name, description, content, version, enabled, created_at, updated_at) FROM stdin;
3be0d870-2d35-7271-0999-e240b5649a3e	policy-1	\N	package sark.p1 default allow = false	1	t	2025-04-17 01:33:57.338644+00	2025-04-17 01:33:57.338644+00
57291d2a-2075-b97f-96c9-af8b220ca217	policy-2	\N	package sark.p2 default allow = false	1	t	2025-01-13 06:29:57.709501+00	2025-01-13 06:29:57.709501+00
c0c49b84-cc0a-c327-7b90-8372cf373150	policy-3	\N	package sark.p3 default allow = false	1	t	2025-05-08 21:04:38.625003+00	2025-05-08 21:04:38.625003+00
9916ef7d-535d-0843-86e3-b7708898dd81	policy-4	\N	package sark.p4 default allow = false	1	t	2025-06-18 12:57:57.553537+00	2025-06-18 12:57:57.553537+00
a4cb2963-09dd-32ab-bd3b-8bd2c5ee8981	policy-5	\N	package sark.p5 default allow = false	1	t	2025-05-31 15:29:43.465281+00	2025-05-31 15:29:43.465281+00
\.


--
-- Data for Name: principal_budgets; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.principal_budgets (principal_id, daily_budget, monthly_budget, daily_spent, monthly_spent, last_daily_reset, last_monthly_reset, currency, created_at, updated_at) FROM stdin;
\.


--
-- Data for Name: resources; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.resources (id, name, protocol, endpoint, sensitivity_level, metadata, created_at, updated_at) FROM stdin;
2b7169dd-761e-23fd-05f9-a9b3324f77b0	search-16	mcp	https://host-16.example.com/mcp/16	medium	{"tags": ["t16", "zone-4"], "region": "us", "status": "registered", "weight": 16, "command": null, "contact": {"mail": "ops16@example.com"}, "team_id": "c8a47d36-1579-4bb4-15eb-e721f1e7c777", "endpoint": "https://host-16.example.com/mcp/16", "owner_id": "b6fa298b-03e4-f1b1-741e-beb7e836a30d", "consul_id": "consul-16", "signature": "680270769a62fdf58142a8f196a8a9e6", "transport": "http", "description": "Server number 16, generated", "mcp_version": "2025-03-26", "capabilities": null, "health_endpoint": "/health/16", "last_health_check": "2025-03-04T07:35:16.729483Z"}	2025-01-05 08:56:48.381245+00	2025-01-09 07:54:41.301803+00
351e8955-ec4d-4b53-d6c3-bf5d97a3a7ba	search-44	mcp	https://host-44.example.com/mcp/44	medium	{"tags": ["t4", "zone-2"], "status": "registered", "command": null, "team_id": null, "endpoint": "https://host-44.example.com/mcp/44", "owner_id": "5a8af9be-a676-3ec4-4f80-a4056081b750", "consul_id": "consul-44", "signature": "e21cb63fe40518a9294e2ee0dee015b0", "transport": "http", "description": "Server number 44, generated", "mcp_version": "2025-06-18", "capabilities": [], "health_endpoint": "/health/44", "last_health_check": "2025-06-03T01:23:17.258591Z"}	2025-05-19 04:50:52.131289+00	2025-07-29 10:31:04.245155+00
55d4f0dc-d7e4-9074-4f28-c73fc7189e1f	mailer-2	mcp	https://odd.example.com/mcp	high	{"tags": ["t2", "zone-2"], "region": "ap", "status": "inactive", "weight": 2, "command": null, "contact": {"mail": "ops2@example.com"}, "team_id": "6a4b960b-a19d-1590-768c-ee9e0aa336e0", "endpoint": "https://odd.example.com/mcp", "owner_id": "0fa39f00-e8b4-a40d-d839-777f42bc6127", "consul_id": "consul-2", "signature": null, "transport": "stdio", "description": "Server number 2, generated", "mcp_version": "2024-11-05", "capabilities": [], "health_endpoint": "/health/2", "last_health_check": "2025-09-11T18:51:26.985872Z"}	2025-09-05 23:34:54.085658+00	2025-09-16 09:53:55.281104+00
680e305f-8f53-d735-7dcd-0e87bc6fd6c2	ledger-86	mcp	https://host-86.example.com/mcp/86	high	{"tags": ["t6", "zone-2"], "region": "eu", "status": "registered", "weight": 86, "command": null, "contact": {"mail": "ops26@example.com"}, "team_id": "a852061b-1803-d57a-536f-270bbc56b666", "endpoint": "https://host-86.example.com/mcp/86", "owner_id": "418aa545-7ec3-4435-fa89-c74085584ded", "consul_id": "consul-86", "signature": null, "transport": "http", "description": "Server number 86, generated", "mcp_version": "2025-06-18", "capabilities": [], "health_endpoint": "/health/36", "last_health_check": "2025-09-06T05:36:27.159302Z"}	2025-08-05 22:24:30.736527+00	2025-08-21 00:18:26.896188+00
a813415e-b1ca-f7e8-2b44-ff61b0208db3	search-98	mcp	https://host-98.example.com/mcp/98	medium	{"tags": ["t18", "zone-2"], "region": "eu", "status": "active", "weight": 98, "command": null, "contact": {"mail": "ops8@example.com"}, "team_id": "6a4b960b-a19d-1590-768c-ee9e0aa336e0", "endpoint": "https://host-98.example.com/mcp/98", "owner_id": "293d0ec9-8af9-8142-7322-c60d61152896", "consul_id": "consul-98", "signature": null, "transport": "sse", "description": "Server number 98, generated", "mcp_version": "2025-06-18", "capabilities": [], "health_endpoint": "/health/48", "last_health_check": "2025-06-16T06:10:11.320361Z"}	2025-04-04 00:00:03.73106+00	2025-06-10 10:16:29.901155+00
ad55b007-7da7-f423-4c1e-c09c87ed9cc2	geo-5	mcp	   	low	{"tags": ["t5", "zone-5"], "region": "ap", "status": "active", "weight": 5, "command": null, "contact": {"mail": "ops5@example.com"}, "team_id": "236c635b-4cd4-7c09-2248-61b9e6e81bdc", "endpoint": "   ", "owner_id": "cbcec3c1-9d9c-2043-c007-0bc5d9385a7e", "consul_id": null, "signature": null, "transport": "http", "description": "Server number 5, generated", "mcp_version": "2024-11-05", "capabilities": [], "health_endpoint": "/health/5", "last_health_check": "2025-03-20T05:33:36.811806Z"}	2025-02-04 06:34:28.950999+00	2025-04-22 12:04:34.968454+00
df4a91fa-ac7b-0beb-a5d6-3c2e164fed36	search-72	mcp	https://host-72.example.com/mcp/72	low	{"tags": ["t32", "zone-0"], "region": "ap", "status": "active", "weight": 72, "command": null, "contact": {"mail": "ops12@example.com"}, "team_id": "c8a47d36-1579-4bb4-15eb-e721f1e7c777", "endpoint": "https://host-72.example.com/mcp/72", "owner_id": "2ae35490-6808-2bc7-776d-5641e00ac3e3", "consul_id": "consul-72", "signature": "4db62db90d75e9a63f058abf33df1900", "transport": "sse", "description": null, "mcp_version": "2025-06-18", "capabilities": ["tools"], "health_endpoint": "/health/22", "last_health_check": null}	2025-02-06 04:33:17.715202+00	2025-04-27 21:09:39.280704+00
135d2279-1d10-0f00-e829-d608f378ac07	two\nlines\tand a tab\r\n	mcp	https://host-30.example.com/mcp/30	low	{"tags": ["t30", "zone-0"], "region": "eu", "status": "active", "weight": 30, "command": null, "contact": {"mail": "ops0@example.com"}, "team_id": "a852061b-1803-d57a-536f-270bbc56b666", "endpoint": "https://host-30.example.com/mcp/30", "owner_id": null, "consul_id": "consul-30", "signature": null, "transport": "http", "description": "renamed while the copy was interrupted", "mcp_version": "2025-06-18", "capabilities": ["tools"], "health_endpoint": "/health/30", "last_health_check": null}	2025-04-17 23:40:39.622629+00	2024-01-15 09:00:00+00
43dc78f8-72a9-6544-932f-41bc84a53f54	edited in v2	mcp	https://host-8.example.com/mcp/8	medium	{"tags": ["t8", "zone-2"], "region": "ap", "status": "unhealthy", "weight": 8, "command": null, "contact": {"mail": "ops8@example.com"}, "team_id": null, "endpoint": "https://host-8.example.com/mcp/8", "owner_id": null, "consul_id": null, "signature": null, "transport": "sse", "description": null, "mcp_version": "2024-11-05", "capabilities": [], "health_endpoint": null, "last_health_check": null}	2025-05-06 00:39:49.717475+00	2025-07-17 02:08:47.61224+00
\.


--
-- Data for Name: teams; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.teams (id, name, description, created_at, updated_at) FROM stdin;
c8a47d36-1579-4bb4-15eb-e721f1e7c777	team-1	Team number 1	2025-07-08 08:27:06.738042+00	2025-07-08 08:27:06.738042+00
6a8275ee-751b-fa6c-9025-fe2bdb4c6a59	team-2	Team number 2	2025-04-08 05:49:39.051125+00	2025-04-08 05:49:39.051125+00
6a4b960b-a19d-1590-768c-ee9e0aa336e0	team-3	Team number 3	2025-08-19 23:53:01.658354+00	2025-08-19 23:53:01.658354+00
8d15e49a-8528-3dd9-18ff-e840598ba4bf	team-4	Team number 4	2025-01-18 01:58:46.182792+00	2025-01-18 01:58:46.182792+00
cba75633-7efd-66fd-aa79-1e76e8a634a2	team-5	Team number 5	2025-08-12 02:09:07.594106+00	2025-08-12 02:09:07.594106+00
236c635b-4cd4-7c09-2248-61b9e6e81bdc	team-6	Team number 6	2025-01-11 06:21:28.390034+00	2025-01-11 06:21:28.390034+00
a852061b-1803-d57a-536f-270bbc56b666	team-7	Team number 7	2025-07-26 14:39:58.527217+00	2025-07-26 14:39:58.527217+00
c6858d4a-860a-23cc-62c1-9ad1840aedeb	team-8	Team number 8	2025-08-02 11:43:59.399779+00	2025-08-02 11:43:59.399779+00
\.


--
-- Data for Name: user_teams; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.user_teams (user_id, team_id) FROM stdin;
0fa39f00-e8b4-a40d-d839-777f42bc6127	8d15e49a-8528-3dd9-18ff-e840598ba4bf
cbcec3c1-9d9c-2043-c007-0bc5d9385a7e	a852061b-1803-d57a-536f-270bbc56b666
627f9cd4-23b1-f64e-bcdb-faaab4892a40	6a8275ee-751b-fa6c-9025-fe2bdb4c6a59
7cf8a214-450d-9c52-bf41-e14875f58e85	6a4b960b-a19d-1590-768c-ee9e0aa336e0
b6fa298b-03e4-f1b1-741e-beb7e836a30d	6a8275ee-751b-fa6c-9025-fe2bdb4c6a59
2ae35490-6808-2bc7-776d-5641e00ac3e3	c6858d4a-860a-23cc-62c1-9ad1840aedeb
418aa545-7ec3-4435-fa89-c74085584ded	236c635b-4cd4-7c09-2248-61b9e6e81bdc
5a8af9be-a676-3ec4-4f80-a4056081b750	236c635b-4cd4-7c09-2248-61b9e6e81bdc
293d0ec9-8af9-8142-7322-c60d61152896	6a8275ee-751b-fa6c-9025-fe2bdb4c6a59
\.


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.users (id, email, full_name, hashed_password, role, is_active, extra_metadata, created_at, updated_at) FROM stdin;
0fa39f00-e8b4-a40d-d839-777f42bc6127	user3@example.com	User 3		developer	t	{}	2025-07-18 00:37:03.592687+00	2025-07-18 00:37:03.592687+00
cbcec3c1-9d9c-2043-c007-0bc5d9385a7e	user6@example.com	User 6		developer	t	{}	2025-04-07 19:59:12.488101+00	2025-04-07 19:59:12.488101+00
627f9cd4-23b1-f64e-bcdb-faaab4892a40	user9@example.com	User 9		developer	t	{}	2025-06-17 03:20:22.999924+00	2025-06-17 03:20:22.999924+00
7cf8a214-450d-9c52-bf41-e14875f58e85	user10@example.com	User 10		admin	t	{}	2025-02-02 05:45:41.41894+00	2025-02-02 05:45:41.41894+00
b6fa298b-03e4-f1b1-741e-beb7e836a30d	user17@example.com	User 17		developer	t	{}	2025-02-28 09:10:03.408435+00	2025-02-28 09:10:03.408435+00
2ae35490-6808-2bc7-776d-5641e00ac3e3	user23@example.com	User 23		developer	t	{}	2025-06-23 06:54:02.719647+00	2025-06-23 06:54:02.719647+00
418aa545-7ec3-4435-fa89-c74085584ded	user37@example.com	User 37		developer	t	{}	2025-06-02 22:46:51.735973+00	2025-06-02 22:46:51.735973+00
5a8af9be-a676-3ec4-4f80-a4056081b750	user45@example.com	User 45		developer	t	{}	2025-06-07 01:16:26.205822+00	2025-06-07 01:16:26.205822+00
293d0ec9-8af9-8142-7322-c60d61152896	user49@example.com	User 49		developer	f	{}	2025-08-27 04:32:37.144269+00	2025-08-27 04:32:37.144269+00
\.


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.alembic_version (version_num) FROM stdin;
0003
\.


--
-- Data for Name: batch; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.batch (run_id, step, n, after_id, upto_id, rows_read, rows_written, at) FROM stdin;
1	backfill_resources	1	\N	43dc78f8-72a9-6544-932f-41bc84a53f54	5	4	2024-01-15 10:03:23.348887+00
1	backfill_resources	2	43dc78f8-72a9-6544-932f-41bc84a53f54	ad55b007-7da7-f423-4c1e-c09c87ed9cc2	5	4	2024-01-15 10:03:23.357664+00
1	backfill_resources	3	ad55b007-7da7-f423-4c1e-c09c87ed9cc2	df4a91fa-ac7b-0beb-a5d6-3c2e164fed36	1	1	2024-01-15 10:03:23.363312+00
1	backfill_capabilities	1	\N	0da6b892-382e-5b42-997e-1449a247df59	5	4	2024-01-15 10:03:24.264323+00
1	backfill_capabilities	2	0da6b892-382e-5b42-997e-1449a247df59	23578747-7f97-a6a6-fded-d38b359b385b	5	4	2024-01-15 10:03:24.276251+00
\.


--
-- Data for Name: control; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.control ("only", "order", said_by, at) FROM stdin;
\.


--
-- Data for Name: event; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.event (seq, run_id, stage, step, state, at, wal, body, prev, hash) FROM stdin;
1	1	preflight	server	started	2024-01-15 10:03:07.469018+00	0/410C1E0	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	0000000000000000000000000000000000000000000000000000000000000000	f687e20706e8f95bee9682de012eee43ee21ba7a44f734375222ac579fe71539
2	1	preflight	server	done	2024-01-15 10:03:07.525939+00	0/410C640	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "waived": {"disabled_triggers": "until 2024-06-30: the trigger of the old search index stays off until the index is dropped"}, "seconds": 0.141}	f687e20706e8f95bee9682de012eee43ee21ba7a44f734375222ac579fe71539	34bffc6efcf2bbcdaac467551966c108897f69108edd0bc924e3eddb3084c7ac
3	1	preflight	shape	started	2024-01-15 10:03:07.576162+00	0/410C9C8	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	34bffc6efcf2bbcdaac467551966c108897f69108edd0bc924e3eddb3084c7ac	9db1aef3ea1d981e989f26848fcdde77cc761de57d508a443dad24cb3cb92725
4	1	preflight	shape	done	2024-01-15 10:03:07.578888+00	0/410CC98	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.003}	9db1aef3ea1d981e989f26848fcdde77cc761de57d508a443dad24cb3cb92725	143e846353b580fd05da58a7394b596b7c2d2a3d2a975d2598c617114b822206
5	1	preflight	rows	started	2024-01-15 10:03:07.606843+00	0/410CF98	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	143e846353b580fd05da58a7394b596b7c2d2a3d2a975d2598c617114b822206	3de43e30d5018db6ff57967baaefb1ba12db17178fa542de6296d919d1ea61ea
6	1	preflight	rows	done	2024-01-15 10:03:07.628447+00	0/410D388	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.022}	3de43e30d5018db6ff57967baaefb1ba12db17178fa542de6296d919d1ea61ea	5097e2f7b325108ebaa7e269cfea7200c45c8d3830e1ae7f1fb2272451768fa6
7	1	preflight	unmappable	started	2024-01-15 10:03:07.654621+00	0/410D688	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	5097e2f7b325108ebaa7e269cfea7200c45c8d3830e1ae7f1fb2272451768fa6	6cf2d8d945f2a2c0425ddb4f6c67781d3d16cf37f153631b1a02ea520ec01164
8	1	preflight	unmappable	done	2024-01-15 10:03:07.673813+00	0/410D960	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "waived": {"unmappable.no_endpoint": "until 2024-06-30: the server without an endpoint is shut down next month"}, "seconds": 0.019}	6cf2d8d945f2a2c0425ddb4f6c67781d3d16cf37f153631b1a02ea520ec01164	bc41d7877983f3eb7f533551ab7cfdfb07d5290dc692621bf1e8c431a259e7b7
9	1	preflight	law	started	2024-01-15 10:03:07.711652+00	0/410DCE0	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	bc41d7877983f3eb7f533551ab7cfdfb07d5290dc692621bf1e8c431a259e7b7	87358d3cc9a5782374e31ff7370477335978dc768769ec87121c939fc9254c07
10	1	preflight	law	done	2024-01-15 10:03:07.755629+00	0/410DFB0	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.044}	87358d3cc9a5782374e31ff7370477335978dc768769ec87121c939fc9254c07	8110a822d30e8c25f62d8c2b598c316d1e25c74523290e740b7c4cf7016f70b0
11	1	preflight	expected	started	2024-01-15 10:03:07.790072+00	0/410E2C8	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	8110a822d30e8c25f62d8c2b598c316d1e25c74523290e740b7c4cf7016f70b0	ffe20565ae2e1acf4312821bd9fd17014773e9ec90d051e1c7a1b9b13d8fc518
12	1	preflight	expected	done	2024-01-15 10:03:08.101924+00	0/411EC48	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.312, "evidence": {"rows": {"resources": 9, "capabilities": 16}, "basis": "written", "seconds": [0.018, 2.489], "wal_bytes": [23212.0, 484938.0], "disk_bytes": [18462.0, 286772.0]}}	ffe20565ae2e1acf4312821bd9fd17014773e9ec90d051e1c7a1b9b13d8fc518	562358460bd532285ee5559b361445bac8fc541ff3288f2d66bccc8ab9c98c15
33	1	migrate	quarantine	done	2024-01-15 10:03:23.102546+00	0/463B0A0	{"pid": 15587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": 5, "user": "dba", "seconds": 0.114}	6490f0cba2d13b9369ae7477600c35f03286a80a71e9092f4be9a36bf657d75f	35d3df02b49929307eb833fae4ceeb42a03faf093dcdbebd66b8cd4447ff69fd
13	1	preflight	(stage)	passed	2024-01-15 10:03:08.194685+00	0/411F050	{"pid": 15445, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "schema": "public", "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "protected": true, "unmappable": "quarantine", "wait_lock_s": 0.0, "disk_free_gib": null, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "statement_timeout_s": 3600.0}, "waived": {"disabled_triggers": "until 2024-06-30: the trigger of the old search index stays off until the index is dropped", "unmappable.no_endpoint": "until 2024-06-30: the server without an endpoint is shut down next month"}}	562358460bd532285ee5559b361445bac8fc541ff3288f2d66bccc8ab9c98c15	956aaa390a7809bd64accf003af8b5de2a757aa1222eed7a01c94120aaf01893
14	1	backup	dump	started	2024-01-15 10:03:10.256803+00	0/411F668	{"pid": 15467, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "user": "dba"}	956aaa390a7809bd64accf003af8b5de2a757aa1222eed7a01c94120aaf01893	009c53370ebfbf3fe150cf00c8d99095d5d5244a0e345e7d7da7df80c17d4138
15	1	backup	dump	done	2024-01-15 10:03:10.374273+00	0/411FA00	{"pid": 15467, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "note": "custom", "rows": null, "user": "dba", "seconds": 0.2, "evidence": {"lsn": "0/411F938", "host": "sark-ops", "path": "/srv/sark/backups/production/sark-20240115T100310Z-14ed1c617fc8", "tool": "pg_dump 15.18", "bytes": 46483, "format": "custom", "sha256": "acec00360f25ca888dc68c184c2db1ef58237d50ff9f4743f24312c1a3d97dcb", "tables": {"public.teams": {"sum": "-9583706106254370875", "rows": 8}, "public.users": {"sum": "-30257903476919679059", "rows": 9}, "public.api_keys": {"sum": "0", "rows": 0}, "public.policies": {"sum": "-303226680555279427", "rows": 5}, "public.mcp_tools": {"sum": "27931882610362920313", "rows": 19}, "public.user_teams": {"sum": "-9752607340645433597", "rows": 9}, "public.mcp_servers": {"sum": "-24693707346233823100", "rows": 11}, "sark_migration.run": {"sum": "4252003415513915400", "rows": 1}, "public.audit_events": {"sum": "17175112757195257315", "rows": 6}, "sark_migration.sync": {"sum": "0", "rows": 0}, "sark_migration.batch": {"sum": "0", "rows": 0}, "sark_migration.event": {"sum": "13250795419074070875", "rows": 14}, "sark_migration.pause": {"sum": "0", "rows": 0}, "sark_migration.missed": {"sum": "0", "rows": 0}, "sark_migration.parked": {"sum": "0", "rows": 0}, "sark_migration.control": {"sum": "0", "rows": 0}, "sark_migration.identity": {"sum": "3576984443505421468", "rows": 1}, "sark_migration.held_back": {"sum": "0", "rows": 0}, "sark_migration.installed": {"sum": "0", "rows": 0}, "sark_migration.quarantine": {"sum": "0", "rows": 0}, "sark_migration.alembic_version": {"sum": "-6985924823313713955", "rows": 1}, "sark_migration.row_map_resources": {"sum": "0", "rows": 0}, "sark_migration.row_map_capabilities": {"sum": "0", "rows": 0}}, "taken_at": "2024-01-15T10:03:10.261822+00:00", "restore_with": "createdb '--maintenance-db=user=postgres dbname=sark host=127.0.0.1 port=5432' --template=template0 sark_restored && pg_restore '--dbname=user=postgres dbname=sark_restored host=127.0.0.1 port=5432' --exit-on-error --jobs=2 backups/production/sark-20240115T100310Z-14ed1c617fc8"}}	009c53370ebfbf3fe150cf00c8d99095d5d5244a0e345e7d7da7df80c17d4138	e6ac17501876d58baece0e886f972c5bfa314077a0942f5871cfbc51fed6a587
16	1	backup	restore	started	2024-01-15 10:03:10.397485+00	0/41201B0	{"pid": 15467, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "user": "dba"}	e6ac17501876d58baece0e886f972c5bfa314077a0942f5871cfbc51fed6a587	3b3daaa7f56880d7dc6cd8a1520bcce451f3cb7f9592ea69744fdd19ff514f3b
17	1	backup	restore	done	2024-01-15 10:03:10.657611+00	0/45C5650	{"pid": 15467, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.258, "evidence": {"sha256": "acec00360f25ca888dc68c184c2db1ef58237d50ff9f4743f24312c1a3d97dcb", "tables": {"public.teams": {"sum": "-9583706106254370875", "rows": 8}, "public.users": {"sum": "-30257903476919679059", "rows": 9}, "public.api_keys": {"sum": "0", "rows": 0}, "public.policies": {"sum": "-303226680555279427", "rows": 5}, "public.mcp_tools": {"sum": "27931882610362920313", "rows": 19}, "public.user_teams": {"sum": "-9752607340645433597", "rows": 9}, "public.mcp_servers": {"sum": "-24693707346233823100", "rows": 11}, "sark_migration.run": {"sum": "4252003415513915400", "rows": 1}, "public.audit_events": {"sum": "17175112757195257315", "rows": 6}, "sark_migration.sync": {"sum": "0", "rows": 0}, "sark_migration.batch": {"sum": "0", "rows": 0}, "sark_migration.event": {"sum": "13250795419074070875", "rows": 14}, "sark_migration.pause": {"sum": "0", "rows": 0}, "sark_migration.missed": {"sum": "0", "rows": 0}, "sark_migration.parked": {"sum": "0", "rows": 0}, "sark_migration.control": {"sum": "0", "rows": 0}, "sark_migration.identity": {"sum": "3576984443505421468", "rows": 1}, "sark_migration.held_back": {"sum": "0", "rows": 0}, "sark_migration.installed": {"sum": "0", "rows": 0}, "sark_migration.quarantine": {"sum": "0", "rows": 0}, "sark_migration.alembic_version": {"sum": "-6985924823313713955", "rows": 1}, "sark_migration.row_map_resources": {"sum": "0", "rows": 0}, "sark_migration.row_map_capabilities": {"sum": "0", "rows": 0}}, "left_out": ""}}	3b3daaa7f56880d7dc6cd8a1520bcce451f3cb7f9592ea69744fdd19ff514f3b	7820aedd65e281c1ec4756309a344d43c2a4d909923f6a68021896176703cf62
18	1	backup	compare	started	2024-01-15 10:03:10.685817+00	0/45C6FD8	{"pid": 15467, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "user": "dba"}	7820aedd65e281c1ec4756309a344d43c2a4d909923f6a68021896176703cf62	59206b11bb4dcef4d013a16ce654c7c4bfa5fa4419da3bad82a8609bd0649370
19	1	backup	compare	done	2024-01-15 10:03:10.689902+00	0/45C72A8	{"pid": 15467, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "note": "verified", "rows": null, "user": "dba", "seconds": 0.004, "evidence": {"lsn": "0/411F938", "host": "sark-ops", "path": "/srv/sark/backups/production/sark-20240115T100310Z-14ed1c617fc8", "tool": "pg_dump 15.18", "bytes": 46483, "format": "custom", "sha256": "acec00360f25ca888dc68c184c2db1ef58237d50ff9f4743f24312c1a3d97dcb", "tables": {"public.teams": {"sum": "-9583706106254370875", "rows": 8}, "public.users": {"sum": "-30257903476919679059", "rows": 9}, "public.api_keys": {"sum": "0", "rows": 0}, "public.policies": {"sum": "-303226680555279427", "rows": 5}, "public.mcp_tools": {"sum": "27931882610362920313", "rows": 19}, "public.user_teams": {"sum": "-9752607340645433597", "rows": 9}, "public.mcp_servers": {"sum": "-24693707346233823100", "rows": 11}, "sark_migration.run": {"sum": "4252003415513915400", "rows": 1}, "public.audit_events": {"sum": "17175112757195257315", "rows": 6}, "sark_migration.sync": {"sum": "0", "rows": 0}, "sark_migration.batch": {"sum": "0", "rows": 0}, "sark_migration.event": {"sum": "13250795419074070875", "rows": 14}, "sark_migration.pause": {"sum": "0", "rows": 0}, "sark_migration.missed": {"sum": "0", "rows": 0}, "sark_migration.parked": {"sum": "0", "rows": 0}, "sark_migration.control": {"sum": "0", "rows": 0}, "sark_migration.identity": {"sum": "3576984443505421468", "rows": 1}, "sark_migration.held_back": {"sum": "0", "rows": 0}, "sark_migration.installed": {"sum": "0", "rows": 0}, "sark_migration.quarantine": {"sum": "0", "rows": 0}, "sark_migration.alembic_version": {"sum": "-6985924823313713955", "rows": 1}, "sark_migration.row_map_resources": {"sum": "0", "rows": 0}, "sark_migration.row_map_capabilities": {"sum": "0", "rows": 0}}, "taken_at": "2024-01-15T10:03:10.261822+00:00", "verified": true, "restore_with": "createdb '--maintenance-db=user=postgres dbname=sark host=127.0.0.1 port=5432' --template=template0 sark_restored && pg_restore '--dbname=user=postgres dbname=sark_restored host=127.0.0.1 port=5432' --exit-on-error --jobs=2 backups/production/sark-20240115T100310Z-14ed1c617fc8"}}	59206b11bb4dcef4d013a16ce654c7c4bfa5fa4419da3bad82a8609bd0649370	54667df75a67cd39c89ab8391c65b0522fa41ffacf553175bd719fe9bf391ff2
20	1	backup	(stage)	passed	2024-01-15 10:03:10.734444+00	0/45C7A58	{"pid": 15467, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "schema": "public", "new_run": false, "scratch": "same", "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "protected": true, "backup_dir": "backups", "backup_jobs": 2, "wait_lock_s": 0.0, "backup_format": "custom", "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "confirm_database": "sark", "statement_timeout_s": 3600.0}}	54667df75a67cd39c89ab8391c65b0522fa41ffacf553175bd719fe9bf391ff2	15abb7c5376fb84a2f646048513e86c8cbb35cb09c7e9c8d3fd07ff5192d577d
21	1	schema	planned	started	2024-01-15 10:03:13.253145+00	0/45C7ED0	{"pid": 15509, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	15abb7c5376fb84a2f646048513e86c8cbb35cb09c7e9c8d3fd07ff5192d577d	73a6cd64dc5931dd359f9cbe2ff5c7fe5d074159b48452706843b1cdd218402b
22	1	schema	planned	done	2024-01-15 10:03:13.273708+00	0/45C81B8	{"pid": 15509, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.125}	73a6cd64dc5931dd359f9cbe2ff5c7fe5d074159b48452706843b1cdd218402b	40a257daaaed148874033f392d31365d524d98198a90864784428fd35e6add73
23	1	schema	tables	started	2024-01-15 10:03:13.316156+00	0/45C84B8	{"pid": 15509, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	40a257daaaed148874033f392d31365d524d98198a90864784428fd35e6add73	2945dbce1c3c0927b5d50d259bff0b3a1b20dc2fd602896e897fdf102b8a371c
24	1	schema	tables	done	2024-01-15 10:03:13.364018+00	0/461C7B0	{"pid": 15509, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.047}	2945dbce1c3c0927b5d50d259bff0b3a1b20dc2fd602896e897fdf102b8a371c	04b3f481240ced2ac9b529220ddd8f532ce2d3de09c0ffcbb3c5698505394a8e
25	1	schema	views	started	2024-01-15 10:03:13.401676+00	0/461CAB0	{"pid": 15509, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	04b3f481240ced2ac9b529220ddd8f532ce2d3de09c0ffcbb3c5698505394a8e	bf85128e25c85fde74540a3577cdc6acc74448d8ec4b40ee2ea2bfd8e4f91d35
26	1	schema	views	done	2024-01-15 10:03:13.446995+00	0/46388C8	{"pid": 15509, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "expected_resources, expected_mcp_servers, expected_capabilities, expected_mcp_tools, row_map", "rows": null, "user": "dba", "seconds": 0.045}	bf85128e25c85fde74540a3577cdc6acc74448d8ec4b40ee2ea2bfd8e4f91d35	cc9fc49e198da2c791f9b2354eb1353781972b98aa2de7073f1d79bbccde8d8b
27	1	schema	grants	started	2024-01-15 10:03:13.477253+00	0/4638C28	{"pid": 15509, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	cc9fc49e198da2c791f9b2354eb1353781972b98aa2de7073f1d79bbccde8d8b	997fc3564df8e5f49f941e5bcbf801a04b81f712ecf6c864643478ec70eef1a4
28	1	schema	grants	done	2024-01-15 10:03:13.482562+00	0/4638EF8	{"pid": 15509, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.005}	997fc3564df8e5f49f941e5bcbf801a04b81f712ecf6c864643478ec70eef1a4	4ec15148b605608a19db7450c02b6a32ae09ba5cfa7a5a8333c18711d7176b11
29	1	schema	indexes	started	2024-01-15 10:03:13.514071+00	0/46391F8	{"pid": 15509, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	4ec15148b605608a19db7450c02b6a32ae09ba5cfa7a5a8333c18711d7176b11	b6a005d07ba858624cc4c0ceee1c511fee4af5c4b0b72c92e87915368e7274f9
30	1	schema	indexes	done	2024-01-15 10:03:13.53425+00	0/4639FB8	{"pid": 15509, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "ix_cap_resource built", "rows": null, "user": "dba", "seconds": 0.012}	b6a005d07ba858624cc4c0ceee1c511fee4af5c4b0b72c92e87915368e7274f9	bbb1837d2ddcedd6711f86f90b7acacb0565d5585b0edca8a1c266ef7e70966a
31	1	schema	(stage)	passed	2024-01-15 10:03:13.602262+00	0/463A2E8	{"pid": 15509, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "adopt": "repair", "schema": "public", "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "protected": true, "unmappable": "quarantine", "wait_lock_s": 0.0, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "statement_timeout_s": 3600.0}}	bbb1837d2ddcedd6711f86f90b7acacb0565d5585b0edca8a1c266ef7e70966a	7b32da346176b136428a7afcfadde394b7e3541d711664c58e0e7a1893526c9c
32	1	migrate	quarantine	started	2024-01-15 10:03:23.072617+00	0/463A768	{"pid": 15587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	7b32da346176b136428a7afcfadde394b7e3541d711664c58e0e7a1893526c9c	6490f0cba2d13b9369ae7477600c35f03286a80a71e9092f4be9a36bf657d75f
34	1	migrate	sync_servers	started	2024-01-15 10:03:23.144456+00	0/463D030	{"pid": 15587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	35d3df02b49929307eb833fae4ceeb42a03faf093dcdbebd66b8cd4447ff69fd	78faf4e0b143fc4ae8a0f5d2d16e0b5ff2d280a022358bec060c113d02eafd95
35	1	migrate	sync_servers	done	2024-01-15 10:03:23.178157+00	0/465F7A8	{"pid": 15587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "write_resources, carry_to_resources, write_mcp_servers, carry_to_mcp_servers, on_mcp_servers_forward, on_mcp_servers_late_carry, on_mcp_servers_late_refuse, on_resources_watch, on_resources_reverse, write_capabilities, carry_to_capabilities, write_mcp_tools, carry_to_mcp_tools, on_mcp_tools_forward, on_mcp_tools_late_carry, on_mcp_tools_late_refuse, on_capabilities_watch, on_capabilities_reverse, triggers on mcp_servers and resources", "rows": null, "user": "dba", "seconds": 0.033}	78faf4e0b143fc4ae8a0f5d2d16e0b5ff2d280a022358bec060c113d02eafd95	fb82e27aa23cbcc28c116441a197ef9067c8f4e12adfc9b46ccc7238d8563d56
36	1	migrate	backfill_resources	started	2024-01-15 10:03:23.237771+00	0/465FC68	{"pid": 15587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	fb82e27aa23cbcc28c116441a197ef9067c8f4e12adfc9b46ccc7238d8563d56	c4b23dc30cea140f4dd965f77e99201dcbddcf698b94d3f5bdbf203cd4b96b16
37	1	migrate	backfill_resources	done	2024-01-15 10:03:23.530821+00	0/4663DA8	{"pid": 15587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": 9, "user": "dba", "seconds": 0.292}	c4b23dc30cea140f4dd965f77e99201dcbddcf698b94d3f5bdbf203cd4b96b16	f59ab4ddae1081d401734bb50b1cd8ce94b5d5729b02b4546e7f1fc4a688a657
38	1	migrate	sync_tools	started	2024-01-15 10:03:24.16994+00	0/46640D0	{"pid": 15587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	f59ab4ddae1081d401734bb50b1cd8ce94b5d5729b02b4546e7f1fc4a688a657	61c6319190f9ba4e726030f4197dc7aefa4f71c1683a4eee7d46ad0d6a087563
39	1	migrate	sync_tools	done	2024-01-15 10:03:24.178318+00	0/466A568	{"pid": 15587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "triggers on mcp_tools and capabilities", "rows": null, "user": "dba", "seconds": 0.009}	61c6319190f9ba4e726030f4197dc7aefa4f71c1683a4eee7d46ad0d6a087563	463d7bdbf6be5457d44f9410167310d3f4586091e9a0943392a2ff92d9eebdf3
40	1	migrate	backfill_capabilities	started	2024-01-15 10:03:24.219409+00	0/466A890	{"pid": 15587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "bc16c97ee78b15845c0e82b4e7e41e8da8b0680f538bc82ed17960c529bc9b8a", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	463d7bdbf6be5457d44f9410167310d3f4586091e9a0943392a2ff92d9eebdf3	6375d558fa2e89fac586c2fae6dddae81b37f8d6bdde3679de18dab31880f367
\.


--
-- Data for Name: held_back; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.held_back (v2_table, v2_id, reason, detail, at) FROM stdin;
\.


--
-- Data for Name: identity; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.identity (system_identifier, database_oid, database, adopted_at) FROM stdin;
7324262719676201989	19159	sark	2024-01-15 10:03:07.343305+00
\.


--
-- Data for Name: installed; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.installed (kind, name, sha256, note) FROM stdin;
audit_column	principal_org		
audit_column	resource_protocol		
audit_column	capability_id		
audit_column	correlation_id		
audit_column	source_node		
audit_column	target_node		
audit_column	estimated_cost		
audit_column	actual_cost		
view	expected_resources	b15a07c0a44a4f76585656d5227cf3cb610d8cf784c348cbf971513c9ffd98bd	
view	expected_mcp_servers	3901df9acbe4fab7957f00e0eb8e82d3eae70b2b8cc3f548d63ec0cdeb47cd78	
view	expected_capabilities	d6bca100a612bdc8852baa163913a00b4c10c2e600d5eace9603b6050d08286f	
view	expected_mcp_tools	c98ec1700726a999914a6bc8aa60c4ed99b95585949eeac8d9305866c1b8ff83	
view	row_map	ba7339a8c47a43ed7eca8ca83f1e0850c48aee6b196a42e37d5373438483ca95	
function	write_resources	f04b5be5daf9b40d1d65af2590f55532b0bcb445f0b538a6a84fe987dd11c4d6	
function	carry_to_resources	05ecc0f5bae96927ad712d6ca42a78a0e53971f4c962954ce1c084bd5b442374	
function	write_mcp_servers	ad40c08cf1bbc101ea1d60f1ee83f22f1bb8a6069a3526ede85e80b804ac50ad	
function	carry_to_mcp_servers	d353f7c2a6031e30f766606858240efe2882549be46d2053377803e83fe924ff	
function	on_mcp_servers_forward	3dff0cbd3b278023af725e002fd7d9396a49be8812c6e470a24d01fe58b49548	
function	on_mcp_servers_late_carry	0f78e36ff98cb11986b2ba5cd4a11145771d8bd95980a556bce4c035a97b92a9	
function	on_mcp_servers_late_refuse	09ba198713443756973271ff7ad8a55dbcd2d94dcb9ca5be56e3e4f64f9a07d3	
function	on_resources_watch	6b26d748450c8451bf4a273e1df01ffa061b648aea9f8ea3ac8b8cec1b1e69a4	
function	on_resources_reverse	4971658a152a39693fdf9c765e7f72466107fa213fe4850ae698b0c3debcdcda	
function	write_capabilities	615282e31b1fc789b4d1027b04a7ce727f741679d0479d4425130abe096ef59f	
function	carry_to_capabilities	893731a2b60ba7586cf9083fbc553b170b41933111c93ab0faa1444523ef01de	
function	write_mcp_tools	9081f7e7a65398b97d094665694f6dbb76d88007e88648940d3b8b557970bf63	
function	carry_to_mcp_tools	ec5ecbda42e455c91573e5d2ceceb07832d63387649135bfdc8f233a8441fccf	
function	on_mcp_tools_forward	9d8ad1e24b1959067a6b18b3bf1c086a0405dc6353b6db6a6d4a00bcfb50de69	
function	on_mcp_tools_late_carry	04bcdf8df58369c08131234e39d93054dee8fca1d0a14a06bc2a11c5775a8c5d	
function	on_mcp_tools_late_refuse	699f05195a9af1a49e270be5bff05c7e65667fd936c8a2b7896345e4103265f8	
function	on_capabilities_watch	d414c9727e7142f5b8d9f8d9ebc0a86d72cc50e050c85a54366d0382ddec3531	
function	on_capabilities_reverse	dc95acd8a1940a3b96bc882d03f393a24af22c7579d957d92591900e1ea93a29	
\.


--
-- Data for Name: missed; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.missed (id, entity, key, reason, at) FROM stdin;
1	resources	43dc78f8-72a9-6544-932f-41bc84a53f54	written in v2	2024-01-15 10:03:26.409356+00
2	capabilities	0da6b892-382e-5b42-997e-1449a247df59	written in v2	2024-01-15 10:03:26.410255+00
\.


--
-- Data for Name: parked; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.parked (id, v2_table, v2_id, reason, v2_row, at) FROM stdin;
\.


--
-- Data for Name: pause; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.pause (id, run_id, step, reason, detail, began_at, ended_at) FROM stdin;
\.


--
-- Data for Name: quarantine; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.quarantine (entity, v1_id, reason, detail, at) FROM stdin;
mcp_servers	30cf34bb-f7b9-6c37-75de-bb6aecfce1c0	no_endpoint	endpoint would be NULL	2024-01-15 10:03:23.099943+00
mcp_servers	9a6b771a-91af-2d3b-ecd3-3521f9d8f540	no_endpoint	endpoint would be NULL	2024-01-15 10:03:23.100511+00
mcp_tools	068dbb19-76ff-7e06-d1e7-bd8475bbac20	not_jsonb	parameters: invalid input syntax for type json	2024-01-15 10:03:23.100816+00
mcp_tools	0e2f2044-141e-f218-826a-de858db5ce1d	server_quarantined	its server 30cf34bb-f7b9-6c37-75de-bb6aecfce1c0 is in quarantine	2024-01-15 10:03:23.100846+00
mcp_tools	294f5c44-fee8-fc14-43e5-3dafd8fd4d40	server_quarantined	its server 9a6b771a-91af-2d3b-ecd3-3521f9d8f540 is in quarantine	2024-01-15 10:03:23.100863+00
\.


--
-- Data for Name: row_map_capabilities; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.row_map_capabilities (v1_id, digest, origin) FROM stdin;
078195bc-425a-75a8-0b01-067a3dac27a2	5856562685209240646	r
08757cab-f540-a77b-c121-262e764e6b41	-6661766108218767753	r
0da6b892-382e-5b42-997e-1449a247df59	-1630339880676128724	r
1caf8986-d152-2338-3a1f-041ba12544fe	5638118145400851408	r
1e8cdc10-046a-d7ed-97ce-3fbf01191156	-4464666218899457889	r
22d448c5-284b-83a7-247f-5fa8f5ba209e	3684987608396165165	r
23578747-7f97-a6a6-fded-d38b359b385b	4225318532699262604	r
ffffffff-0000-4000-8000-000000000001	-885107136934523666	s
\.


--
-- Data for Name: row_map_resources; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.row_map_resources (v1_id, digest, origin) FROM stdin;
2b7169dd-761e-23fd-05f9-a9b3324f77b0	3539498361033646797	r
351e8955-ec4d-4b53-d6c3-bf5d97a3a7ba	-3339911808598402314	r
43dc78f8-72a9-6544-932f-41bc84a53f54	-7133270412922360278	r
55d4f0dc-d7e4-9074-4f28-c73fc7189e1f	-8044694434561595016	r
680e305f-8f53-d735-7dcd-0e87bc6fd6c2	-809991495968033511	r
a813415e-b1ca-f7e8-2b44-ff61b0208db3	-8268950458333418866	r
ad55b007-7da7-f423-4c1e-c09c87ed9cc2	3714122964282361063	r
df4a91fa-ac7b-0beb-a5d6-3c2e164fed36	8178146427130598977	r
135d2279-1d10-0f00-e829-d608f378ac07	-1686307097155565170	r
\.


--
-- Data for Name: run; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.run (id, env, v1_schema, params, params_hash, state, opened_at, ended_at) FROM stdin;
1	production	public	{"adopt": "repair", "schema": "public", "v2_edits": "v1-wins", "live_sync": true, "unmappable": "quarantine", "late_writers": "carry", "unknown_columns": "keep", "missing_endpoint": "refuse"}	cd50da29c5c6fcf6023a1596f4eb72039b40b8aace3743382e6148b8e901d276	open	2024-01-15 10:03:07.34663+00	\N
\.


--
-- Data for Name: sync; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.sync (entity, direction, attached, late, at) FROM stdin;
mcp_servers	forward	t	carry	2024-01-15 10:03:23.176458+00
mcp_tools	forward	t	carry	2024-01-15 10:03:24.177065+00
\.


--
-- Name: cost_tracking_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.cost_tracking_id_seq', 1, false);


--
-- Name: event_seq_seq; Type: SEQUENCE SET; Schema: sark_migration; Owner: -
--

SELECT pg_catalog.setval('sark_migration.event_seq_seq', 40, true);


--
-- Name: late_writes; Type: SEQUENCE SET; Schema: sark_migration; Owner: -
--

SELECT pg_catalog.setval('sark_migration.late_writes', 1, false);


--
-- Name: missed_id_seq; Type: SEQUENCE SET; Schema: sark_migration; Owner: -
--

SELECT pg_catalog.setval('sark_migration.missed_id_seq', 2, true);


--
-- Name: parked_id_seq; Type: SEQUENCE SET; Schema: sark_migration; Owner: -
--

SELECT pg_catalog.setval('sark_migration.parked_id_seq', 1, false);


--
-- Name: pause_id_seq; Type: SEQUENCE SET; Schema: sark_migration; Owner: -
--

SELECT pg_catalog.setval('sark_migration.pause_id_seq', 1, false);


--
-- Name: run_id_seq; Type: SEQUENCE SET; Schema: sark_migration; Owner: -
--

SELECT pg_catalog.setval('sark_migration.run_id_seq', 1, true);


--
-- Name: api_keys api_keys_key_prefix_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_key_prefix_key UNIQUE (key_prefix);


--
-- Name: api_keys api_keys_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_pkey PRIMARY KEY (id);


--
-- Name: audit_events audit_events_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.audit_events
    ADD CONSTRAINT audit_events_pkey PRIMARY KEY (id, "timestamp");


--
-- Name: capabilities capabilities_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.capabilities
    ADD CONSTRAINT capabilities_pkey PRIMARY KEY (id);


--
-- Name: cost_tracking cost_tracking_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.cost_tracking
    ADD CONSTRAINT cost_tracking_pkey PRIMARY KEY (id, "timestamp");


--
-- Name: federation_nodes federation_nodes_node_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.federation_nodes
    ADD CONSTRAINT federation_nodes_node_id_key UNIQUE (node_id);


--
-- Name: federation_nodes federation_nodes_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.federation_nodes
    ADD CONSTRAINT federation_nodes_pkey PRIMARY KEY (id);


--
-- Name: mcp_servers mcp_servers_consul_id_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mcp_servers
    ADD CONSTRAINT mcp_servers_consul_id_key UNIQUE (consul_id);


--
-- Name: mcp_servers mcp_servers_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mcp_servers
    ADD CONSTRAINT mcp_servers_pkey PRIMARY KEY (id);


--
-- Name: mcp_tools mcp_tools_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mcp_tools
    ADD CONSTRAINT mcp_tools_pkey PRIMARY KEY (id);


--
-- Name: policies policies_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_name_key UNIQUE (name);


--
-- Name: policies policies_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.policies
    ADD CONSTRAINT policies_pkey PRIMARY KEY (id);


--
-- Name: principal_budgets principal_budgets_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.principal_budgets
    ADD CONSTRAINT principal_budgets_pkey PRIMARY KEY (principal_id);


--
-- Name: resources resources_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.resources
    ADD CONSTRAINT resources_pkey PRIMARY KEY (id);


--
-- Name: teams teams_name_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_name_key UNIQUE (name);


--
-- Name: teams teams_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.teams
    ADD CONSTRAINT teams_pkey PRIMARY KEY (id);


--
-- Name: user_teams user_teams_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_teams
    ADD CONSTRAINT user_teams_pkey PRIMARY KEY (user_id, team_id);


--
-- Name: users users_email_key; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);


--
-- Name: users users_pkey; Type: CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: batch batch_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.batch
    ADD CONSTRAINT batch_pkey PRIMARY KEY (run_id, step, n);


--
-- Name: control control_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.control
    ADD CONSTRAINT control_pkey PRIMARY KEY ("only");


--
-- Name: event event_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (seq);


--
-- Name: held_back held_back_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.held_back
    ADD CONSTRAINT held_back_pkey PRIMARY KEY (v2_table, v2_id);


--
-- Name: installed installed_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.installed
    ADD CONSTRAINT installed_pkey PRIMARY KEY (kind, name);


--
-- Name: missed missed_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.missed
    ADD CONSTRAINT missed_pkey PRIMARY KEY (id);


--
-- Name: parked parked_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.parked
    ADD CONSTRAINT parked_pkey PRIMARY KEY (id);


--
-- Name: pause pause_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.pause
    ADD CONSTRAINT pause_pkey PRIMARY KEY (id);


--
-- Name: quarantine quarantine_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.quarantine
    ADD CONSTRAINT quarantine_pkey PRIMARY KEY (entity, v1_id);


--
-- Name: row_map_capabilities row_map_capabilities_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.row_map_capabilities
    ADD CONSTRAINT row_map_capabilities_pkey PRIMARY KEY (v1_id);


--
-- Name: row_map_resources row_map_resources_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.row_map_resources
    ADD CONSTRAINT row_map_resources_pkey PRIMARY KEY (v1_id);


--
-- Name: run run_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);


--
-- Name: sync sync_pkey; Type: CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.sync
    ADD CONSTRAINT sync_pkey PRIMARY KEY (entity);


--
-- Name: ix_cap_resource; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cap_resource ON public.capabilities USING btree (resource_id);


--
-- Name: ix_mcp_servers_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_mcp_servers_name ON public.mcp_servers USING btree (name);


--
-- Name: ix_mcp_tools_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_mcp_tools_name ON public.mcp_tools USING btree (name);


--
-- Name: ix_mcp_tools_server_id; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_mcp_tools_server_id ON public.mcp_tools USING btree (server_id);


--
-- Name: run_one_open; Type: INDEX; Schema: sark_migration; Owner: -
--

CREATE UNIQUE INDEX run_one_open ON sark_migration.run USING btree (state) WHERE (state = 'open'::text);


--
-- Name: capabilities sark_sync_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_delete AFTER DELETE ON public.capabilities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_capabilities_watch();

ALTER TABLE public.capabilities ENABLE ALWAYS TRIGGER sark_sync_delete;


--
-- Name: mcp_servers sark_sync_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_delete AFTER DELETE ON public.mcp_servers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_servers_forward();

ALTER TABLE public.mcp_servers ENABLE ALWAYS TRIGGER sark_sync_delete;


--
-- Name: mcp_tools sark_sync_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_delete AFTER DELETE ON public.mcp_tools REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_tools_forward();

ALTER TABLE public.mcp_tools ENABLE ALWAYS TRIGGER sark_sync_delete;


--
-- Name: resources sark_sync_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_delete AFTER DELETE ON public.resources REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_resources_watch();

ALTER TABLE public.resources ENABLE ALWAYS TRIGGER sark_sync_delete;


--
-- Name: capabilities sark_sync_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_insert AFTER INSERT ON public.capabilities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_capabilities_watch();

ALTER TABLE public.capabilities ENABLE ALWAYS TRIGGER sark_sync_insert;


--
-- Name: mcp_servers sark_sync_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_insert AFTER INSERT ON public.mcp_servers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_servers_forward();

ALTER TABLE public.mcp_servers ENABLE ALWAYS TRIGGER sark_sync_insert;


--
-- Name: mcp_tools sark_sync_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_insert AFTER INSERT ON public.mcp_tools REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_tools_forward();

ALTER TABLE public.mcp_tools ENABLE ALWAYS TRIGGER sark_sync_insert;


--
-- Name: resources sark_sync_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_insert AFTER INSERT ON public.resources REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_resources_watch();

ALTER TABLE public.resources ENABLE ALWAYS TRIGGER sark_sync_insert;


--
-- Name: capabilities sark_sync_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_truncate AFTER TRUNCATE ON public.capabilities FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_capabilities_watch();

ALTER TABLE public.capabilities ENABLE ALWAYS TRIGGER sark_sync_truncate;


--
-- Name: mcp_servers sark_sync_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_truncate AFTER TRUNCATE ON public.mcp_servers FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_servers_forward();

ALTER TABLE public.mcp_servers ENABLE ALWAYS TRIGGER sark_sync_truncate;


--
-- Name: mcp_tools sark_sync_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_truncate AFTER TRUNCATE ON public.mcp_tools FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_tools_forward();

ALTER TABLE public.mcp_tools ENABLE ALWAYS TRIGGER sark_sync_truncate;


--
-- Name: resources sark_sync_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_truncate AFTER TRUNCATE ON public.resources FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_resources_watch();

ALTER TABLE public.resources ENABLE ALWAYS TRIGGER sark_sync_truncate;


--
-- Name: capabilities sark_sync_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_update AFTER UPDATE ON public.capabilities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_capabilities_watch();

ALTER TABLE public.capabilities ENABLE ALWAYS TRIGGER sark_sync_update;


--
-- Name: mcp_servers sark_sync_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_update AFTER UPDATE ON public.mcp_servers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_servers_forward();

ALTER TABLE public.mcp_servers ENABLE ALWAYS TRIGGER sark_sync_update;


--
-- Name: mcp_tools sark_sync_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_update AFTER UPDATE ON public.mcp_tools REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_tools_forward();

ALTER TABLE public.mcp_tools ENABLE ALWAYS TRIGGER sark_sync_update;


--
-- Name: resources sark_sync_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_update AFTER UPDATE ON public.resources REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_resources_watch();

ALTER TABLE public.resources ENABLE ALWAYS TRIGGER sark_sync_update;


--
-- Name: mcp_tools search_index; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER search_index AFTER INSERT OR UPDATE ON public.mcp_tools FOR EACH ROW EXECUTE FUNCTION public.search_index();

ALTER TABLE public.mcp_tools DISABLE TRIGGER search_index;


--
-- Name: event append_only; Type: TRIGGER; Schema: sark_migration; Owner: -
--

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON sark_migration.event FOR EACH STATEMENT EXECUTE FUNCTION sark_migration.refuse_change();

ALTER TABLE sark_migration.event ENABLE ALWAYS TRIGGER append_only;


--
-- Name: api_keys api_keys_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.api_keys
    ADD CONSTRAINT api_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: capabilities capabilities_resource_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.capabilities
    ADD CONSTRAINT capabilities_resource_id_fkey FOREIGN KEY (resource_id) REFERENCES public.resources(id) ON DELETE CASCADE;


--
-- Name: mcp_servers mcp_servers_owner_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mcp_servers
    ADD CONSTRAINT mcp_servers_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES public.users(id) ON DELETE SET NULL;


--
-- Name: mcp_servers mcp_servers_team_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mcp_servers
    ADD CONSTRAINT mcp_servers_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE SET NULL;


--
-- Name: mcp_tools mcp_tools_server_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.mcp_tools
    ADD CONSTRAINT mcp_tools_server_id_fkey FOREIGN KEY (server_id) REFERENCES public.mcp_servers(id) ON DELETE CASCADE;


--
-- Name: user_teams user_teams_team_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_teams
    ADD CONSTRAINT user_teams_team_id_fkey FOREIGN KEY (team_id) REFERENCES public.teams(id) ON DELETE CASCADE;


--
-- Name: user_teams user_teams_user_id_fkey; Type: FK CONSTRAINT; Schema: public; Owner: -
--

ALTER TABLE ONLY public.user_teams
    ADD CONSTRAINT user_teams_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;


--
-- Name: batch batch_run_id_fkey; Type: FK CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.batch
    ADD CONSTRAINT batch_run_id_fkey FOREIGN KEY (run_id) REFERENCES sark_migration.run(id);


--
-- Name: event event_run_id_fkey; Type: FK CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.event
    ADD CONSTRAINT event_run_id_fkey FOREIGN KEY (run_id) REFERENCES sark_migration.run(id);


--
-- Name: pause pause_run_id_fkey; Type: FK CONSTRAINT; Schema: sark_migration; Owner: -
--

ALTER TABLE ONLY sark_migration.pause
    ADD CONSTRAINT pause_run_id_fkey FOREIGN KEY (run_id) REFERENCES sark_migration.run(id);


--
-- Name: FUNCTION carry_to_capabilities(_keys uuid[], _gone uuid[]); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.carry_to_capabilities(_keys uuid[], _gone uuid[]) FROM PUBLIC;


--
-- Name: FUNCTION carry_to_mcp_servers(_keys text[], _gone text[]); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.carry_to_mcp_servers(_keys text[], _gone text[]) FROM PUBLIC;


--
-- Name: FUNCTION carry_to_mcp_tools(_keys text[], _gone text[]); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.carry_to_mcp_tools(_keys text[], _gone text[]) FROM PUBLIC;


--
-- Name: FUNCTION carry_to_resources(_keys uuid[], _gone uuid[]); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.carry_to_resources(_keys uuid[], _gone uuid[]) FROM PUBLIC;


--
-- Name: FUNCTION on_capabilities_reverse(); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.on_capabilities_reverse() FROM PUBLIC;


--
-- Name: FUNCTION on_capabilities_watch(); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.on_capabilities_watch() FROM PUBLIC;


--
-- Name: FUNCTION on_mcp_servers_forward(); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.on_mcp_servers_forward() FROM PUBLIC;


--
-- Name: FUNCTION on_mcp_servers_late_carry(); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.on_mcp_servers_late_carry() FROM PUBLIC;


--
-- Name: FUNCTION on_mcp_servers_late_refuse(); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.on_mcp_servers_late_refuse() FROM PUBLIC;


--
-- Name: FUNCTION on_mcp_tools_forward(); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.on_mcp_tools_forward() FROM PUBLIC;


--
-- Name: FUNCTION on_mcp_tools_late_carry(); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.on_mcp_tools_late_carry() FROM PUBLIC;


--
-- Name: FUNCTION on_mcp_tools_late_refuse(); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.on_mcp_tools_late_refuse() FROM PUBLIC;


--
-- Name: FUNCTION on_resources_reverse(); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.on_resources_reverse() FROM PUBLIC;


--
-- Name: FUNCTION on_resources_watch(); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.on_resources_watch() FROM PUBLIC;


--
-- Name: FUNCTION write_capabilities(_keys uuid[], _gone uuid[]); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.write_capabilities(_keys uuid[], _gone uuid[]) FROM PUBLIC;


--
-- Name: FUNCTION write_mcp_servers(_keys text[], _gone text[]); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.write_mcp_servers(_keys text[], _gone text[]) FROM PUBLIC;


--
-- Name: FUNCTION write_mcp_tools(_keys text[], _gone text[]); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.write_mcp_tools(_keys text[], _gone text[]) FROM PUBLIC;


--
-- Name: FUNCTION write_resources(_keys uuid[], _gone uuid[]); Type: ACL; Schema: sark_migration; Owner: -
--

REVOKE ALL ON FUNCTION sark_migration.write_resources(_keys uuid[], _gone uuid[]) FROM PUBLIC;


--
-- PostgreSQL database dump complete
--


