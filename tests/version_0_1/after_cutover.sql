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
    'low',
    'medium',
    'high',
    'critical'
);


--
-- Name: serverstatus; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.serverstatus AS ENUM (
    'registered',
    'active',
    'inactive',
    'unhealthy',
    'decommissioned'
);


--
-- Name: transporttype; Type: TYPE; Schema: public; Owner: -
--

CREATE TYPE public.transporttype AS ENUM (
    'http',
    'stdio',
    'sse'
);


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
    INSERT INTO public.mcp_servers (id, name, description, transport, endpoint, command, mcp_version, capabilities, sensitivity_level, signature, status, health_endpoint, last_health_check, owner_id, team_id, consul_id, tags, extra_metadata, created_at, updated_at) SELECT i.id, i.name, i.description, i.transport, i.endpoint, i.command, i.mcp_version, i.capabilities, i.sensitivity_level, i.signature, i.status, i.health_endpoint, i.last_health_check, i.owner_id, i.team_id, i.consul_id, i.tags, i.extra_metadata, i.created_at, i.updated_at 
FROM sark_migration.expected_mcp_servers AS i 
WHERE i.v2_id = ANY (_keys) AND NOT (EXISTS (SELECT * 
FROM public.mcp_servers 
WHERE public.mcp_servers.id = i.id)) ORDER BY i.id ON CONFLICT (id) DO NOTHING;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      UPDATE public.mcp_servers SET name=m.name, description=m.description, transport=m.transport, endpoint=m.endpoint, command=m.command, mcp_version=m.mcp_version, capabilities=m.capabilities, sensitivity_level=m.sensitivity_level, signature=m.signature, status=m.status, health_endpoint=m.health_endpoint, last_health_check=m.last_health_check, owner_id=m.owner_id, team_id=m.team_id, consul_id=m.consul_id, tags=m.tags, extra_metadata=m.extra_metadata, created_at=m.created_at, updated_at=m.updated_at FROM (SELECT i.v2_id AS v2_id, i.id AS id, i.name AS name, i.description AS description, i.transport AS transport, i.endpoint AS endpoint, i.command AS command, i.mcp_version AS mcp_version, i.capabilities AS capabilities, i.sensitivity_level AS sensitivity_level, i.signature AS signature, i.status AS status, i.health_endpoint AS health_endpoint, i.last_health_check AS last_health_check, i.owner_id AS owner_id, i.team_id AS team_id, i.consul_id AS consul_id, i.tags AS tags, i.extra_metadata AS extra_metadata, i.created_at AS created_at, i.updated_at AS updated_at 
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
    INSERT INTO public.mcp_tools (id, server_id, name, description, parameters_schema, sensitivity_level, requires_approval, signature, extra_metadata, created_at, updated_at) SELECT i.id, i.server_id, i.name, i.description, i.parameters_schema, i.sensitivity_level, i.requires_approval, i.signature, i.extra_metadata, i.created_at, i.updated_at 
FROM sark_migration.expected_mcp_tools AS i 
WHERE i.v2_id = ANY (_keys) AND NOT (EXISTS (SELECT * 
FROM public.mcp_tools 
WHERE public.mcp_tools.id = i.id)) ORDER BY i.id ON CONFLICT (id) DO NOTHING;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      UPDATE public.mcp_tools SET server_id=m.server_id, name=m.name, description=m.description, parameters_schema=m.parameters_schema, sensitivity_level=m.sensitivity_level, requires_approval=m.requires_approval, signature=m.signature, extra_metadata=m.extra_metadata, created_at=m.created_at, updated_at=m.updated_at FROM (SELECT i.v2_id AS v2_id, i.id AS id, i.server_id AS server_id, i.name AS name, i.description AS description, i.parameters_schema AS parameters_schema, i.sensitivity_level AS sensitivity_level, i.requires_approval AS requires_approval, i.signature AS signature, i.extra_metadata AS extra_metadata, i.created_at AS created_at, i.updated_at AS updated_at 
FROM sark_migration.expected_mcp_tools AS i 
WHERE i.v2_id = ANY (_keys)
 LIMIT ALL OFFSET 0) AS m WHERE public.mcp_tools.id = m.id AND record_image_ne(row(public.mcp_tools.id, public.mcp_tools.server_id, CAST(public.mcp_tools.name AS TEXT), CAST(public.mcp_tools.description AS TEXT), CAST(public.mcp_tools.parameters_schema AS JSONB), CAST(public.mcp_tools.sensitivity_level AS TEXT), public.mcp_tools.requires_approval, CAST(public.mcp_tools.signature AS TEXT), CAST(public.mcp_tools.extra_metadata AS JSONB), public.mcp_tools.created_at, public.mcp_tools.updated_at), row(m.id, m.server_id, CAST(m.name AS TEXT), CAST(m.description AS TEXT), CAST(m.parameters_schema AS JSONB), CAST(m.sensitivity_level AS TEXT), m.requires_approval, CAST(m.signature AS TEXT), CAST(m.extra_metadata AS JSONB), m.created_at, m.updated_at));
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
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    user_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    key_prefix character varying(16) NOT NULL,
    key_hash character varying(255) NOT NULL,
    scopes jsonb DEFAULT '[]'::jsonb NOT NULL,
    expires_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: audit_events; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.audit_events (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    "timestamp" timestamp with time zone DEFAULT now() NOT NULL,
    event_type character varying(50) NOT NULL,
    severity public.sensitivitylevel NOT NULL,
    user_id uuid,
    server_id uuid,
    tool_name character varying(255),
    decision character varying(20),
    policy_id uuid,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
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
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name character varying(255) NOT NULL,
    description character varying(1000),
    transport public.transporttype NOT NULL,
    endpoint character varying(500),
    command character varying(500),
    mcp_version character varying(20) DEFAULT '2025-06-18'::character varying NOT NULL,
    capabilities jsonb DEFAULT '[]'::jsonb NOT NULL,
    sensitivity_level public.sensitivitylevel DEFAULT 'medium'::public.sensitivitylevel NOT NULL,
    signature character varying(1000),
    status public.serverstatus NOT NULL,
    health_endpoint character varying(500),
    last_health_check timestamp with time zone,
    owner_id uuid,
    team_id uuid,
    consul_id character varying(255),
    tags jsonb DEFAULT '[]'::jsonb NOT NULL,
    extra_metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
);


--
-- Name: mcp_tools; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.mcp_tools (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    server_id uuid NOT NULL,
    name character varying(255) NOT NULL,
    description text,
    parameters_schema jsonb DEFAULT '{}'::jsonb NOT NULL,
    sensitivity_level public.sensitivitylevel DEFAULT 'medium'::public.sensitivitylevel NOT NULL,
    requires_approval boolean DEFAULT false NOT NULL,
    signature character varying(1000),
    extra_metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
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
-- Name: mv_daily_cost_summary; Type: MATERIALIZED VIEW; Schema: public; Owner: -
--

CREATE MATERIALIZED VIEW public.mv_daily_cost_summary AS
 SELECT (timezone('UTC'::text, cost_tracking."timestamp"))::date AS date,
    cost_tracking.principal_id,
    COALESCE(resources.protocol, 'unknown'::character varying) AS protocol,
    count(*) AS invocation_count,
    sum(cost_tracking.actual_cost) AS total_cost,
    avg(cost_tracking.actual_cost) AS avg_cost,
    min(cost_tracking.actual_cost) AS min_cost,
    max(cost_tracking.actual_cost) AS max_cost
   FROM (public.cost_tracking
     LEFT JOIN public.resources ON (((resources.id)::text = (cost_tracking.resource_id)::text)))
  GROUP BY ((timezone('UTC'::text, cost_tracking."timestamp"))::date), cost_tracking.principal_id, COALESCE(resources.protocol, 'unknown'::character varying)
  WITH NO DATA;


--
-- Name: mv_protocol_counts; Type: MATERIALIZED VIEW; Schema: public; Owner: -
--

CREATE MATERIALIZED VIEW public.mv_protocol_counts AS
 SELECT resources.protocol,
    (COALESCE(sum(n.n), (0)::numeric))::bigint AS capability_count
   FROM (public.resources
     LEFT JOIN ( SELECT capabilities.resource_id,
            count(*) AS n
           FROM public.capabilities
          GROUP BY capabilities.resource_id) n ON (((n.resource_id)::text = (resources.id)::text)))
  GROUP BY resources.protocol
  WITH NO DATA;


--
-- Name: mv_resource_cost_24h; Type: MATERIALIZED VIEW; Schema: public; Owner: -
--

CREATE MATERIALIZED VIEW public.mv_resource_cost_24h AS
 SELECT resources.id,
    resources.name,
    resources.protocol,
    count(cost_tracking.id) AS invocation_count,
    sum(cost_tracking.actual_cost) AS total_cost,
    now() AS computed_at
   FROM ((public.cost_tracking
     JOIN public.capabilities ON (((capabilities.id)::text = (cost_tracking.capability_id)::text)))
     JOIN public.resources ON (((resources.id)::text = (capabilities.resource_id)::text)))
  WHERE (cost_tracking."timestamp" >= (now() - '24:00:00'::interval))
  GROUP BY resources.id, resources.name, resources.protocol
  WITH NO DATA;


--
-- Name: policies; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.policies (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name character varying(255) NOT NULL,
    description character varying(1000),
    content text NOT NULL,
    version integer NOT NULL,
    enabled boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
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
-- Name: teams; Type: TABLE; Schema: public; Owner: -
--

CREATE TABLE public.teams (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    name character varying(255) NOT NULL,
    description character varying(1000),
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
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
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    email character varying(255) NOT NULL,
    full_name character varying(255) NOT NULL,
    hashed_password character varying(255) NOT NULL,
    role character varying(50) NOT NULL,
    is_active boolean NOT NULL,
    extra_metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL
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
            WHEN (jsonb_typeof(v1.parameters_schema) = 'null'::text) THEN '{}'::jsonb
            ELSE v1.parameters_schema
        END AS input_schema,
    '{}'::jsonb AS output_schema,
    lower((v1.sensitivity_level)::text) AS sensitivity_level,
    (((
        CASE
            WHEN (jsonb_typeof(v1.extra_metadata) = 'object'::text) THEN (v1.extra_metadata - '{requires_approval,signature,invocation_count,last_invoked,created_at,updated_at,v1_extra_metadata,v1_columns,v1_parameters}'::text[])
            ELSE '{}'::jsonb
        END || jsonb_build_object('requires_approval', v1.requires_approval, 'signature', v1.signature, 'created_at', COALESCE((to_char(timezone('UTC'::text, v1.created_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text) ||
        CASE
            WHEN (v1.created_at < '0001-01-01 00:00:00+00'::timestamp with time zone) THEN ' BC'::text
            ELSE ''::text
        END), (v1.created_at)::text), 'updated_at', COALESCE((to_char(timezone('UTC'::text, v1.updated_at), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text) ||
        CASE
            WHEN (v1.updated_at < '0001-01-01 00:00:00+00'::timestamp with time zone) THEN ' BC'::text
            ELSE ''::text
        END), (v1.updated_at)::text))) ||
        CASE
            WHEN (jsonb_typeof(v1.parameters_schema) = 'null'::text) THEN jsonb_build_object('v1_parameters', 'null'::jsonb)
            ELSE '{}'::jsonb
        END) ||
        CASE
            WHEN (jsonb_typeof(v1.extra_metadata) <> 'object'::text) THEN jsonb_build_object('v1_extra_metadata', v1.extra_metadata)
            WHEN (v1.extra_metadata ?| '{requires_approval,signature,invocation_count,last_invoked,created_at,updated_at,v1_extra_metadata,v1_columns,v1_parameters}'::text[]) THEN jsonb_build_object('v1_extra_metadata', (v1.extra_metadata - ARRAY( SELECT jsonb_object_keys((v1.extra_metadata - '{requires_approval,signature,invocation_count,last_invoked,created_at,updated_at,v1_extra_metadata,v1_columns,v1_parameters}'::text[])) AS jsonb_object_keys_1)))
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
            WHEN ((v2.metadata ->> 'transport'::text) = 'http'::text) THEN 'http'::public.transporttype
            WHEN ((v2.metadata ->> 'transport'::text) = 'stdio'::text) THEN 'stdio'::public.transporttype
            WHEN ((v2.metadata ->> 'transport'::text) = 'sse'::text) THEN 'sse'::public.transporttype
            ELSE NULL::public.transporttype
        END,
        CASE
            WHEN (NOT (v2.metadata ? 'transport'::text)) THEN
            CASE
                WHEN ((v2.endpoint)::text ~ '^https?://'::text) THEN 'http'::public.transporttype
                ELSE 'stdio'::public.transporttype
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
            WHEN ((v2.sensitivity_level)::text = 'low'::text) THEN 'low'::public.sensitivitylevel
            WHEN ((v2.sensitivity_level)::text = 'medium'::text) THEN 'medium'::public.sensitivitylevel
            WHEN ((v2.sensitivity_level)::text = 'high'::text) THEN 'high'::public.sensitivitylevel
            WHEN ((v2.sensitivity_level)::text = 'critical'::text) THEN 'critical'::public.sensitivitylevel
            ELSE NULL::public.sensitivitylevel
        END AS sensitivity_level,
    (v2.metadata ->> 'signature'::text) AS signature,
    COALESCE(
        CASE
            WHEN ((v2.metadata ->> 'status'::text) = 'registered'::text) THEN 'registered'::public.serverstatus
            WHEN ((v2.metadata ->> 'status'::text) = 'active'::text) THEN 'active'::public.serverstatus
            WHEN ((v2.metadata ->> 'status'::text) = 'inactive'::text) THEN 'inactive'::public.serverstatus
            WHEN ((v2.metadata ->> 'status'::text) = 'unhealthy'::text) THEN 'unhealthy'::public.serverstatus
            WHEN ((v2.metadata ->> 'status'::text) = 'decommissioned'::text) THEN 'decommissioned'::public.serverstatus
            ELSE NULL::public.serverstatus
        END,
        CASE
            WHEN (NOT (v2.metadata ? 'status'::text)) THEN 'registered'::public.serverstatus
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
        END AS parameters_schema,
        CASE
            WHEN ((v2.sensitivity_level)::text = 'low'::text) THEN 'low'::public.sensitivitylevel
            WHEN ((v2.sensitivity_level)::text = 'medium'::text) THEN 'medium'::public.sensitivitylevel
            WHEN ((v2.sensitivity_level)::text = 'high'::text) THEN 'high'::public.sensitivitylevel
            WHEN ((v2.sensitivity_level)::text = 'critical'::text) THEN 'critical'::public.sensitivitylevel
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
            WHEN (jsonb_typeof(v1.extra_metadata) = 'object'::text) THEN (v1.extra_metadata - '{transport,command,endpoint,mcp_version,capabilities,status,health_endpoint,last_health_check,owner_id,team_id,consul_id,tags,signature,description,v1_extra_metadata,v1_columns}'::text[])
            ELSE '{}'::jsonb
        END || jsonb_build_object('transport', lower((v1.transport)::text), 'command', v1.command, 'endpoint', v1.endpoint, 'mcp_version', v1.mcp_version, 'capabilities', v1.capabilities, 'status', lower((v1.status)::text), 'health_endpoint', v1.health_endpoint, 'last_health_check', COALESCE((to_char(timezone('UTC'::text, v1.last_health_check), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text) ||
        CASE
            WHEN (v1.last_health_check < '0001-01-01 00:00:00+00'::timestamp with time zone) THEN ' BC'::text
            ELSE ''::text
        END), (v1.last_health_check)::text), 'owner_id', (v1.owner_id)::text, 'team_id', (v1.team_id)::text, 'consul_id', v1.consul_id, 'tags', v1.tags, 'signature', v1.signature, 'description', v1.description)) ||
        CASE
            WHEN (jsonb_typeof(v1.extra_metadata) <> 'object'::text) THEN jsonb_build_object('v1_extra_metadata', v1.extra_metadata)
            WHEN (v1.extra_metadata ?| '{transport,command,endpoint,mcp_version,capabilities,status,health_endpoint,last_health_check,owner_id,team_id,consul_id,tags,signature,description,v1_extra_metadata,v1_columns}'::text[]) THEN jsonb_build_object('v1_extra_metadata', (v1.extra_metadata - ARRAY( SELECT jsonb_object_keys((v1.extra_metadata - '{transport,command,endpoint,mcp_version,capabilities,status,health_endpoint,last_health_check,owner_id,team_id,consul_id,tags,signature,description,v1_extra_metadata,v1_columns}'::text[])) AS jsonb_object_keys_1)))
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
04a031a9-1daa-a3c7-c7fe-0a7927d60239	2025-01-28 09:54:06.105346+00	tool_invoked	medium	ca2c73b9-637a-e656-ea18-eb16914ff06b	500b7279-fabe-a0ab-00de-bd78d2a89a2b	tool-39	allow	a4cb2963-09dd-32ab-bd3b-8bd2c5ee8981	{"latency_ms": 12}	\N	\N	\N	\N	\N	\N	\N	\N
056c53a5-fcba-3fea-2fa4-78353ba9c17c	2025-06-27 10:14:08.726061+00	tool_invoked	high	7b8bf7d5-4a89-79a9-53e5-2b5877278289	6a1f40ea-b8b0-63fe-6dd5-751306310cbd	tool-73	allow	9916ef7d-535d-0843-86e3-b7708898dd81	{"latency_ms": 12}	\N	\N	\N	\N	\N	\N	\N	\N
03d816e5-60b6-f794-ae06-9a236ddca997	2025-05-18 07:23:56.124846+00	tool_invoked	low	2037611b-fd5a-1be7-dc43-d50036eaab4f	b11990db-f494-f4a8-438d-96d3967f2944	tool-76	allow	57291d2a-2075-b97f-96c9-af8b220ca217	{"latency_ms": 12}	\N	\N	\N	\N	\N	\N	\N	\N
02be3994-0bc3-99f9-2b4b-389ac210275d	2025-06-17 23:53:46.470986+00	tool_invoked	low	a436f572-d5b1-f271-24b4-8e7ee1e54188	469a051f-fa43-9303-faf3-d5e10e9f982d	tool-114	allow	a4cb2963-09dd-32ab-bd3b-8bd2c5ee8981	{"latency_ms": 12}	\N	\N	\N	\N	\N	\N	\N	\N
01b9a2a2-88af-5f3e-419d-8579d371fa38	2025-07-17 09:12:30.196132+00	tool_invoked	high	293d0ec9-8af9-8142-7322-c60d61152896	33976825-c6ed-d0b5-3484-e1b08dd9cff9	tool-148	allow	9916ef7d-535d-0843-86e3-b7708898dd81	{"latency_ms": 12}	\N	\N	\N	\N	\N	\N	\N	\N
0719376a-ee67-1d98-1945-1d459e29dfa2	2025-08-14 21:47:05.140902+00	tool_invoked	critical	a23e24d5-ee91-09f7-2b82-68d5148ddd3d	d87c0760-7115-3136-203b-730c5dafdcee	tool-161	allow	57291d2a-2075-b97f-96c9-af8b220ca217	{"latency_ms": 12}	\N	\N	\N	\N	\N	\N	\N	\N
\.


--
-- Data for Name: capabilities; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.capabilities (id, resource_id, name, description, input_schema, output_schema, sensitivity_level, metadata) FROM stdin;
0594e5a2-72ea-455b-d414-61c2a3886c39	d146d91f-002b-5c7b-1e45-0647edeb549d	read_309	Tool number 309 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 373}, "limit": {"type": "integer", "default": 309}, "flag_9": {"type": "boolean"}}}	{}	low	{"signature": null, "created_at": "2025-09-02T03:50:36.130464Z", "updated_at": "2025-09-12T12:55:07.292220Z", "requires_approval": true}
0a207bb2-be36-0326-a91a-79067348e238	9c91e304-8896-5db6-79d7-77ecffaeb6f5	list_729	Tool number 729 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 793}, "limit": {"type": "integer", "default": 229}, "flag_129": {"type": "boolean"}}}	{}	medium	{"signature": null, "created_at": "2025-02-20T22:42:25.698228Z", "updated_at": "2025-04-03T07:02:23.973737Z", "requires_approval": false}
0c5d0f42-6f5b-5f3a-94b7-219d597219fe	cc5971b6-bfb0-aa66-b77e-b18ef7614efa	list_870	Tool number 870 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 934}, "limit": {"type": "integer", "default": 370}, "flag_270": {"type": "boolean"}}}	{}	medium	{"category": "c6", "signature": null, "created_at": "2025-03-02T08:27:48.075335Z", "updated_at": "2025-05-09T04:24:48.970184Z", "requires_approval": true}
0e650ab6-f005-faaf-a133-579fed685dd9	1395c163-58b4-2bbe-6938-63725fd3ba47	sync_450	Tool number 450 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 514}, "limit": {"type": "integer", "default": 450}, "flag_150": {"type": "boolean"}}}	{}	low	{"category": "c6", "signature": null, "created_at": "2025-03-25T12:27:52.124988Z", "updated_at": "2025-05-16T18:59:10.960985Z", "requires_approval": false}
0fa19e5d-dc21-7fbb-4ce8-8417115f704d	cc8951e4-c337-fd7f-cbef-fb733c794864	approve_58	Tool number 58 does one thing, and says so	{"huge": 123456789012345678901234567890, "kept": 1.10, "tiny": 0.000000000000000000000000000001, "precise": 0.1000000000000000055511151231257827, "exponent": 100, "negative": -1.50}	{}	medium	{"signature": null, "created_at": "2025-01-12T13:08:17.233781Z", "updated_at": "2025-02-13T19:54:42.620483Z", "requires_approval": false}
1211417f-f980-68c4-45a5-e3f53f566e67	3a484f0f-ea45-e5e3-ec9b-f57f3733c8e2	read_170	Tool number 170 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 234}, "limit": {"type": "integer", "default": 170}, "flag_170": {"type": "boolean"}}}	{}	low	{"category": "c2", "signature": null, "created_at": "2025-07-04T22:14:19.836039Z", "updated_at": "2025-08-05T21:26:41.307750Z", "requires_approval": false}
18da1860-617e-0f1b-4dcf-7a8e3b6b3b85	ca4879c3-ade4-38ea-9585-3c281d7ec493	scan_30	Tool number 30 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 94}, "limit": {"type": "integer", "default": 30}, "flag_30": {"type": "boolean"}}}	{}	medium	{"category": "c6", "signature": null, "created_at": "294276-12-31T23:59:59.999999Z", "updated_at": "2025-06-08T04:48:47.884528Z", "requires_approval": false}
203c72fa-72f9-29c5-6a42-55336f45486b	cc8951e4-c337-fd7f-cbef-fb733c794864	read_56	\N	{}	{}	low	{"signature": "e14014a896e4e36a9fc06d7a507d5ce7", "created_at": "2025-07-02T21:55:46.446222Z", "updated_at": "2025-07-14T09:10:12.578049Z", "v1_parameters": null, "requires_approval": false}
2d6157ee-2639-ff61-b47f-7f04e52244e3	ca4879c3-ade4-38ea-9585-3c281d7ec493		\N	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 88}, "limit": {"type": "integer", "default": 24}, "flag_24": {"type": "boolean"}}}	{}	medium	{"signature": "85fd64a97da279f461ec089ce1202603", "created_at": "2025-05-10T22:22:04.886423Z", "updated_at": "2025-07-19T09:27:45.557652Z", "requires_approval": false}
391e4c2c-8996-4cf2-afee-61161f29f379	b69e39d8-325b-7e7b-e7e1-67b184f36185	export_88	\N	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 152}, "limit": {"type": "integer", "default": 88}, "flag_88": {"type": "boolean"}}}	{}	medium	{"signature": "f0757b195cb8698fecbecb3d7706ee95", "created_at": "2025-08-28T20:03:20.921112Z", "updated_at": "2025-08-31T22:07:43.536277Z", "requires_approval": false}
3b41dbfc-8278-dd6f-63a0-573d9f175d6f	cc8951e4-c337-fd7f-cbef-fb733c794864	export_60	Tool number 60 does one thing, and says so	{"": 0, " ": 1, "%s": 7, ":x": 8, "a\\"b": 3, "a.b": 2, "a\\\\b": 4, "{y}": 9, "$ref": 6, "ключ": 5}	{}	low	{"category": "c0", "signature": "5096b6f4bcecdcfb66aabc352713d16b", "created_at": "2025-09-05T18:54:27.663145Z", "updated_at": "2025-10-26T22:03:04.381968Z", "requires_approval": false}
3c4c8bd1-3d02-1b25-5729-dd4a3a2d3eb5	cc8951e4-c337-fd7f-cbef-fb733c794864	write_57	Tool number 57 does one thing, and says so	{"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": [[[]]]}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}	{}	medium	{"signature": null, "created_at": "2025-08-24T08:01:27.319475Z", "updated_at": "2025-08-27T03:01:17.259287Z", "requires_approval": false}
41dfc3db-6a3f-0de4-d06a-48416000c612	ca4879c3-ade4-38ea-9585-3c281d7ec493	export_27	Tool number 27 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 91}, "limit": {"type": "integer", "default": 27}, "flag_27": {"type": "boolean"}}}	{}	medium	{"signature": null, "created_at": "0044-03-15T12:00:00.000000Z BC", "updated_at": "2025-05-28T09:52:33.386879Z", "requires_approval": false}
4e7bee37-0889-e398-c0f0-edeb94360a1f	b69e39d8-325b-7e7b-e7e1-67b184f36185	sync_82	Tool number 82 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 146}, "limit": {"type": "integer", "default": 82}, "flag_82": {"type": "boolean"}}}	{}	high	{"signature": null, "created_at": "2025-05-14T16:13:59.858678Z", "updated_at": "2025-07-06T11:07:15.701251Z", "requires_approval": false}
64c919e4-35d5-8b3d-abd7-ba862a0ef9e7	b69e39d8-325b-7e7b-e7e1-67b184f36185	approve_87	Tool number 87 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 151}, "limit": {"type": "integer", "default": 87}, "flag_87": {"type": "boolean"}}}	{}	low	{"signature": null, "created_at": "2025-07-27T11:48:12.773500Z", "updated_at": "2025-08-24T22:20:12.488803Z", "requires_approval": false}
68d8357a-0cc4-022d-3f83-a28f9080cb64	b69e39d8-325b-7e7b-e7e1-67b184f36185	read_85	Tool number 85 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 149}, "limit": {"type": "integer", "default": 85}, "flag_85": {"type": "boolean"}}}	{}	critical	{"category": "c1", "signature": null, "created_at": "2025-04-12T22:10:31.041625Z", "updated_at": "2025-06-21T03:23:01.066176Z", "requires_approval": false}
75ef14c9-e240-4b85-9526-0e9d0ff078d5	ca4879c3-ade4-38ea-9585-3c281d7ec493	delete_29	Tool number 29 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 93}, "limit": {"type": "integer", "default": 29}, "flag_29": {"type": "boolean"}}}	{}	low	{"signature": null, "created_at": "12025-06-18T01:02:03.000001Z", "updated_at": "2025-08-10T05:50:42.571119Z", "requires_approval": true}
ffffffff-0000-4000-8000-000000000002	d146d91f-002b-5c7b-1e45-0647edeb549d	born_in_v2	Tool number 309 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 373}, "limit": {"type": "integer", "default": 309}, "flag_9": {"type": "boolean"}}}	{}	low	{"signature": null, "created_at": "2025-09-02T03:50:36.130464Z", "updated_at": "2025-09-12T12:55:07.292220Z", "requires_approval": true}
grpc-1/list	grpc-1	list	\N	{}	{}	medium	{}
\.


--
-- Data for Name: cost_tracking; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.cost_tracking (id, "timestamp", principal_id, resource_id, capability_id, estimated_cost, actual_cost, metadata) FROM stdin;
1	2023-12-10 10:00:00+00	team-0	d146d91f-002b-5c7b-1e45-0647edeb549d	0594e5a2-72ea-455b-d414-61c2a3886c39	0.5000	0.2500	{}
2	2023-12-11 10:00:00+00	team-1	9c91e304-8896-5db6-79d7-77ecffaeb6f5	0a207bb2-be36-0326-a91a-79067348e238	0.5000	0.5000	{}
3	2023-12-12 10:00:00+00	team-0	cc5971b6-bfb0-aa66-b77e-b18ef7614efa	0c5d0f42-6f5b-5f3a-94b7-219d597219fe	0.5000	0.7500	{}
4	2023-12-13 10:00:00+00	team-1	1395c163-58b4-2bbe-6938-63725fd3ba47	0e650ab6-f005-faaf-a133-579fed685dd9	0.5000	1.0000	{}
5	2023-12-14 10:00:00+00	team-0	cc8951e4-c337-fd7f-cbef-fb733c794864	0fa19e5d-dc21-7fbb-4ce8-8417115f704d	0.5000	1.2500	{}
6	2023-12-15 10:00:00+00	team-1	3a484f0f-ea45-e5e3-ec9b-f57f3733c8e2	1211417f-f980-68c4-45a5-e3f53f566e67	0.5000	1.5000	{}
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
9c91e304-8896-5db6-79d7-77ecffaeb6f5	search-73	Server number 73, generated	stdio	\N	npx -y @example/server-73	2025-06-18	["tools", "resources"]	critical	\N	unhealthy	\N	2025-07-25 04:37:40.870001+00	7b8bf7d5-4a89-79a9-53e5-2b5877278289	6a8275ee-751b-fa6c-9025-fe2bdb4c6a59	\N	["t33", "zone-1"]	{"region": "eu", "weight": 73, "contact": {"mail": "ops13@example.com"}}	2025-05-20 16:07:54.958706+00	2025-08-05 01:11:02.070707+00
cc5971b6-bfb0-aa66-b77e-b18ef7614efa	search-87	Server number 87, generated	stdio	\N	npx -y @example/server-87	2025-06-18	["tools"]	medium	\N	active	\N	\N	f60e6875-508a-cd3e-a994-1ff851df6053	c6858d4a-860a-23cc-62c1-9ad1840aedeb	\N	["t7", "zone-3"]	{"region": "eu", "weight": 87, "contact": {"mail": "ops27@example.com"}}	2025-09-03 06:49:28.474263+00	2025-11-10 15:14:11.180095+00
a813415e-b1ca-f7e8-2b44-ff61b0208db3	search-98	Server number 98, generated	sse	https://host-98.example.com/mcp/98	\N	2025-06-18	[]	medium	\N	active	/health/48	2025-06-16 06:10:11.320361+00	293d0ec9-8af9-8142-7322-c60d61152896	6a4b960b-a19d-1590-768c-ee9e0aa336e0	consul-98	["t18", "zone-2"]	{"region": "eu", "weight": 98, "contact": {"mail": "ops8@example.com"}}	2025-04-04 00:00:03.73106+00	2025-06-10 10:16:29.901155+00
ca4879c3-ade4-38ea-9585-3c281d7ec493	ledger-3	Server number 3, generated	sse	https://odd.example.com/mcp		2025-06-18	["tools"]	critical	\N	unhealthy	\N	\N	74f23cfe-22e1-b0f6-a419-f1dbb7afd493	8d15e49a-8528-3dd9-18ff-e840598ba4bf	\N	["t3", "zone-3"]	{"region": "eu", "weight": 3, "contact": {"mail": "ops3@example.com"}}	2025-02-09 19:49:26.620669+00	2025-04-12 07:22:24.100321+00
cc8951e4-c337-fd7f-cbef-fb733c794864	vault-6	\N	stdio	\N	"C:\\Program Files\\node.exe" --flag="a b" %PATH% $HOME	2025-06-18	["tools"]	high	\N	registered	\N	\N	9b5204f4-3371-935b-5c5c-e00f3404c963	a852061b-1803-d57a-536f-270bbc56b666	consul-6	["t6", "zone-0"]	{"region": "eu", "weight": 6, "contact": {"mail": "ops6@example.com"}}	2025-06-19 06:19:10.05717+00	2025-08-12 08:15:26.37974+00
b69e39d8-325b-7e7b-e7e1-67b184f36185	billing-9	Server number 9, generated	stdio	\N	npx -y @example/server-9	2025-06-18	["tools"]	low	\N	decommissioned	\N	\N	\N	6a8275ee-751b-fa6c-9025-fe2bdb4c6a59	\N	["t9", "zone-3"]	{"region": "eu", "weight": 9, "contact": {"mail": "ops9@example.com"}}	2025-08-28 10:37:21.89187+00	2025-11-08 19:29:46.4667+00
d146d91f-002b-5c7b-1e45-0647edeb549d	  padded  	Server number 31, generated	stdio	\N	npx -y @example/server-31	2025-06-18	["tools", "resources"]	medium	\N	active	\N	2025-04-25 02:52:06.001444+00	96a05bfc-35b3-fdd4-e855-372b32b988ac	c6858d4a-860a-23cc-62c1-9ad1840aedeb	\N	["t31", "zone-1"]	{"region": "eu", "weight": 31, "contact": {"mail": "ops1@example.com"}}	2025-01-26 06:03:13.024018+00	2025-03-03 16:23:46.22146+00
3a484f0f-ea45-e5e3-ec9b-f57f3733c8e2	renamed in v2	Server number 17, generated	sse	https://host-17.example.com/mcp/17	\N	2024-11-05	{"tools": {"listChanged": true}}	low	\N	inactive	/health/17	2025-03-02 16:46:41.361376+00	853ee3d3-5fa4-22be-ca8a-9c1b900841e2	6a8275ee-751b-fa6c-9025-fe2bdb4c6a59	\N	["t17", "zone-5"]	{"region": "ap", "weight": 17, "contact": {"mail": "ops17@example.com"}}	2025-02-16 09:28:32.697369+00	2025-02-22 04:16:52.531328+00
1395c163-58b4-2bbe-6938-63725fd3ba47	search-45	a late write to v1	stdio	\N	npx -y @example/server-45	2025-03-26	["tools"]	low	\N	active	\N	\N	0cdab62e-afb3-2b75-dd92-68848b38faa8	236c635b-4cd4-7c09-2248-61b9e6e81bdc	\N	["t5", "zone-3"]	"just a string"	2025-07-25 08:06:03.115203+00	2025-07-31 08:57:46.486904+00
30cf34bb-f7b9-6c37-75de-bb6aecfce1c0	mailer-59	Server number 59, generated	stdio	\N		2025-06-18	[]	high	\N	inactive	\N	2025-07-14 19:46:20.290961+00	7cf8a214-450d-9c52-bf41-e14875f58e85	8d15e49a-8528-3dd9-18ff-e840598ba4bf	\N	["t19", "zone-5"]	{"region": "eu", "weight": 59, "contact": {"mail": "ops29@example.com"}}	2025-05-05 02:14:11.702374+00	2025-06-05 13:07:36.08325+00
\.


--
-- Data for Name: mcp_tools; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.mcp_tools (id, server_id, name, description, parameters_schema, sensitivity_level, requires_approval, signature, extra_metadata, created_at, updated_at) FROM stdin;
ffffffff-0000-4000-8000-000000000002	d146d91f-002b-5c7b-1e45-0647edeb549d	born_in_v2	Tool number 309 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 373}, "limit": {"type": "integer", "default": 309}, "flag_9": {"type": "boolean"}}}	low	t	\N	{}	2025-09-02 03:50:36.130464+00	2025-09-12 12:55:07.29222+00
4e7bee37-0889-e398-c0f0-edeb94360a1f	b69e39d8-325b-7e7b-e7e1-67b184f36185	sync_82	Tool number 82 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 146}, "limit": {"type": "integer", "default": 82}, "flag_82": {"type": "boolean"}}}	high	f	\N	{}	2025-05-14 16:13:59.858678+00	2025-07-06 11:07:15.701251+00
68d8357a-0cc4-022d-3f83-a28f9080cb64	b69e39d8-325b-7e7b-e7e1-67b184f36185	read_85	Tool number 85 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 149}, "limit": {"type": "integer", "default": 85}, "flag_85": {"type": "boolean"}}}	critical	f	\N	{"category": "c1"}	2025-04-12 22:10:31.041625+00	2025-06-21 03:23:01.066176+00
64c919e4-35d5-8b3d-abd7-ba862a0ef9e7	b69e39d8-325b-7e7b-e7e1-67b184f36185	approve_87	Tool number 87 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 151}, "limit": {"type": "integer", "default": 87}, "flag_87": {"type": "boolean"}}}	low	f	\N	{}	2025-07-27 11:48:12.7735+00	2025-08-24 22:20:12.488803+00
391e4c2c-8996-4cf2-afee-61161f29f379	b69e39d8-325b-7e7b-e7e1-67b184f36185	export_88	\N	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 152}, "limit": {"type": "integer", "default": 88}, "flag_88": {"type": "boolean"}}}	medium	f	f0757b195cb8698fecbecb3d7706ee95	{}	2025-08-28 20:03:20.921112+00	2025-08-31 22:07:43.536277+00
1211417f-f980-68c4-45a5-e3f53f566e67	3a484f0f-ea45-e5e3-ec9b-f57f3733c8e2	read_170	Tool number 170 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 234}, "limit": {"type": "integer", "default": 170}, "flag_170": {"type": "boolean"}}}	low	f	\N	{"category": "c2"}	2025-07-04 22:14:19.836039+00	2025-08-05 21:26:41.30775+00
0594e5a2-72ea-455b-d414-61c2a3886c39	d146d91f-002b-5c7b-1e45-0647edeb549d	read_309	Tool number 309 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 373}, "limit": {"type": "integer", "default": 309}, "flag_9": {"type": "boolean"}}}	low	t	\N	{}	2025-09-02 03:50:36.130464+00	2025-09-12 12:55:07.29222+00
0e650ab6-f005-faaf-a133-579fed685dd9	1395c163-58b4-2bbe-6938-63725fd3ba47	sync_450	Tool number 450 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 514}, "limit": {"type": "integer", "default": 450}, "flag_150": {"type": "boolean"}}}	low	f	\N	{"category": "c6"}	2025-03-25 12:27:52.124988+00	2025-05-16 18:59:10.960985+00
0e2f2044-141e-f218-826a-de858db5ce1d	30cf34bb-f7b9-6c37-75de-bb6aecfce1c0	delete_589	Tool number 589 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 653}, "limit": {"type": "integer", "default": 89}, "flag_289": {"type": "boolean"}}}	high	f	\N	{}	2025-05-18 15:36:30.712076+00	2025-07-15 16:18:35.805843+00
0a207bb2-be36-0326-a91a-79067348e238	9c91e304-8896-5db6-79d7-77ecffaeb6f5	list_729	Tool number 729 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 793}, "limit": {"type": "integer", "default": 229}, "flag_129": {"type": "boolean"}}}	medium	f	\N	{}	2025-02-20 22:42:25.698228+00	2025-04-03 07:02:23.973737+00
0c5d0f42-6f5b-5f3a-94b7-219d597219fe	cc5971b6-bfb0-aa66-b77e-b18ef7614efa	list_870	Tool number 870 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 934}, "limit": {"type": "integer", "default": 370}, "flag_270": {"type": "boolean"}}}	medium	t	\N	{"category": "c6"}	2025-03-02 08:27:48.075335+00	2025-05-09 04:24:48.970184+00
2d6157ee-2639-ff61-b47f-7f04e52244e3	ca4879c3-ade4-38ea-9585-3c281d7ec493		\N	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 88}, "limit": {"type": "integer", "default": 24}, "flag_24": {"type": "boolean"}}}	medium	f	85fd64a97da279f461ec089ce1202603	{}	2025-05-10 22:22:04.886423+00	2025-07-19 09:27:45.557652+00
41dfc3db-6a3f-0de4-d06a-48416000c612	ca4879c3-ade4-38ea-9585-3c281d7ec493	export_27	Tool number 27 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 91}, "limit": {"type": "integer", "default": 27}, "flag_27": {"type": "boolean"}}}	medium	f	\N	{}	0044-03-15 12:00:00+00 BC	2025-05-28 09:52:33.386879+00
75ef14c9-e240-4b85-9526-0e9d0ff078d5	ca4879c3-ade4-38ea-9585-3c281d7ec493	delete_29	Tool number 29 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 93}, "limit": {"type": "integer", "default": 29}, "flag_29": {"type": "boolean"}}}	low	t	\N	{}	12025-06-18 01:02:03.000001+00	2025-08-10 05:50:42.571119+00
18da1860-617e-0f1b-4dcf-7a8e3b6b3b85	ca4879c3-ade4-38ea-9585-3c281d7ec493	scan_30	Tool number 30 does one thing, and says so	{"type": "object", "required": ["path"], "properties": {"path": {"type": "string", "maxLength": 94}, "limit": {"type": "integer", "default": 30}, "flag_30": {"type": "boolean"}}}	medium	f	\N	{"category": "c6"}	294276-12-31 23:59:59.999999+00	2025-06-08 04:48:47.884528+00
203c72fa-72f9-29c5-6a42-55336f45486b	cc8951e4-c337-fd7f-cbef-fb733c794864	read_56	\N	null	low	f	e14014a896e4e36a9fc06d7a507d5ce7	{}	2025-07-02 21:55:46.446222+00	2025-07-14 09:10:12.578049+00
3c4c8bd1-3d02-1b25-5729-dd4a3a2d3eb5	cc8951e4-c337-fd7f-cbef-fb733c794864	write_57	Tool number 57 does one thing, and says so	{"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": {"deep": [[[]]]}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}	medium	f	\N	{}	2025-08-24 08:01:27.319475+00	2025-08-27 03:01:17.259287+00
0fa19e5d-dc21-7fbb-4ce8-8417115f704d	cc8951e4-c337-fd7f-cbef-fb733c794864	approve_58	Tool number 58 does one thing, and says so	{"huge": 123456789012345678901234567890, "kept": 1.10, "tiny": 0.000000000000000000000000000001, "precise": 0.1000000000000000055511151231257827, "exponent": 100, "negative": -1.50}	medium	f	\N	{}	2025-01-12 13:08:17.233781+00	2025-02-13 19:54:42.620483+00
3b41dbfc-8278-dd6f-63a0-573d9f175d6f	cc8951e4-c337-fd7f-cbef-fb733c794864	export_60	Tool number 60 does one thing, and says so	{"": 0, " ": 1, "%s": 7, ":x": 8, "a\\"b": 3, "a.b": 2, "a\\\\b": 4, "{y}": 9, "$ref": 6, "ключ": 5}	low	f	5096b6f4bcecdcfb66aabc352713d16b	{"category": "c0"}	2025-09-05 18:54:27.663145+00	2025-10-26 22:03:04.381968+00
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
a813415e-b1ca-f7e8-2b44-ff61b0208db3	search-98	mcp	https://host-98.example.com/mcp/98	medium	{"tags": ["t18", "zone-2"], "region": "eu", "status": "active", "weight": 98, "command": null, "contact": {"mail": "ops8@example.com"}, "team_id": "6a4b960b-a19d-1590-768c-ee9e0aa336e0", "endpoint": "https://host-98.example.com/mcp/98", "owner_id": "293d0ec9-8af9-8142-7322-c60d61152896", "consul_id": "consul-98", "signature": null, "transport": "sse", "description": "Server number 98, generated", "mcp_version": "2025-06-18", "capabilities": [], "health_endpoint": "/health/48", "last_health_check": "2025-06-16T06:10:11.320361Z"}	2025-04-04 00:00:03.73106+00	2025-06-10 10:16:29.901155+00
b69e39d8-325b-7e7b-e7e1-67b184f36185	billing-9	mcp	npx -y @example/server-9	low	{"tags": ["t9", "zone-3"], "region": "eu", "status": "decommissioned", "weight": 9, "command": "npx -y @example/server-9", "contact": {"mail": "ops9@example.com"}, "team_id": "6a8275ee-751b-fa6c-9025-fe2bdb4c6a59", "endpoint": null, "owner_id": null, "consul_id": null, "signature": null, "transport": "stdio", "description": "Server number 9, generated", "mcp_version": "2025-06-18", "capabilities": ["tools"], "health_endpoint": null, "last_health_check": null}	2025-08-28 10:37:21.89187+00	2025-11-08 19:29:46.4667+00
ca4879c3-ade4-38ea-9585-3c281d7ec493	ledger-3	mcp	https://odd.example.com/mcp	critical	{"tags": ["t3", "zone-3"], "region": "eu", "status": "unhealthy", "weight": 3, "command": "", "contact": {"mail": "ops3@example.com"}, "team_id": "8d15e49a-8528-3dd9-18ff-e840598ba4bf", "endpoint": "https://odd.example.com/mcp", "owner_id": "74f23cfe-22e1-b0f6-a419-f1dbb7afd493", "consul_id": null, "signature": null, "transport": "sse", "description": "Server number 3, generated", "mcp_version": "2025-06-18", "capabilities": ["tools"], "health_endpoint": null, "last_health_check": null}	2025-02-09 19:49:26.620669+00	2025-04-12 07:22:24.100321+00
cc5971b6-bfb0-aa66-b77e-b18ef7614efa	search-87	mcp	npx -y @example/server-87	medium	{"tags": ["t7", "zone-3"], "region": "eu", "status": "active", "weight": 87, "command": "npx -y @example/server-87", "contact": {"mail": "ops27@example.com"}, "team_id": "c6858d4a-860a-23cc-62c1-9ad1840aedeb", "endpoint": null, "owner_id": "f60e6875-508a-cd3e-a994-1ff851df6053", "consul_id": null, "signature": null, "transport": "stdio", "description": "Server number 87, generated", "mcp_version": "2025-06-18", "capabilities": ["tools"], "health_endpoint": null, "last_health_check": null}	2025-09-03 06:49:28.474263+00	2025-11-10 15:14:11.180095+00
cc8951e4-c337-fd7f-cbef-fb733c794864	vault-6	mcp	"C:\\Program Files\\node.exe" --flag="a b" %PATH% $HOME	high	{"tags": ["t6", "zone-0"], "region": "eu", "status": "registered", "weight": 6, "command": "\\"C:\\\\Program Files\\\\node.exe\\" --flag=\\"a b\\" %PATH% $HOME", "contact": {"mail": "ops6@example.com"}, "team_id": "a852061b-1803-d57a-536f-270bbc56b666", "endpoint": null, "owner_id": "9b5204f4-3371-935b-5c5c-e00f3404c963", "consul_id": "consul-6", "signature": null, "transport": "stdio", "description": null, "mcp_version": "2025-06-18", "capabilities": ["tools"], "health_endpoint": null, "last_health_check": null}	2025-06-19 06:19:10.05717+00	2025-08-12 08:15:26.37974+00
d146d91f-002b-5c7b-1e45-0647edeb549d	  padded  	mcp	npx -y @example/server-31	medium	{"tags": ["t31", "zone-1"], "region": "eu", "status": "active", "weight": 31, "command": "npx -y @example/server-31", "contact": {"mail": "ops1@example.com"}, "team_id": "c6858d4a-860a-23cc-62c1-9ad1840aedeb", "endpoint": null, "owner_id": "96a05bfc-35b3-fdd4-e855-372b32b988ac", "consul_id": null, "signature": null, "transport": "stdio", "description": "Server number 31, generated", "mcp_version": "2025-06-18", "capabilities": ["tools", "resources"], "health_endpoint": null, "last_health_check": "2025-04-25T02:52:06.001444Z"}	2025-01-26 06:03:13.024018+00	2025-03-03 16:23:46.22146+00
3a484f0f-ea45-e5e3-ec9b-f57f3733c8e2	renamed in v2	mcp	https://host-17.example.com/mcp/17	low	{"tags": ["t17", "zone-5"], "region": "ap", "status": "inactive", "weight": 17, "command": null, "contact": {"mail": "ops17@example.com"}, "team_id": "6a8275ee-751b-fa6c-9025-fe2bdb4c6a59", "endpoint": "https://host-17.example.com/mcp/17", "owner_id": "853ee3d3-5fa4-22be-ca8a-9c1b900841e2", "consul_id": null, "signature": null, "transport": "sse", "description": "Server number 17, generated", "mcp_version": "2024-11-05", "capabilities": {"tools": {"listChanged": true}}, "health_endpoint": "/health/17", "last_health_check": "2025-03-02T16:46:41.361376Z"}	2025-02-16 09:28:32.697369+00	2025-02-22 04:16:52.531328+00
9c91e304-8896-5db6-79d7-77ecffaeb6f5	search-73	mcp	npx -y @example/server-73	secret	{"tags": ["t33", "zone-1"], "region": "eu", "status": "unhealthy", "weight": 73, "command": "npx -y @example/server-73", "contact": {"mail": "ops13@example.com"}, "team_id": "6a8275ee-751b-fa6c-9025-fe2bdb4c6a59", "endpoint": null, "owner_id": "7b8bf7d5-4a89-79a9-53e5-2b5877278289", "consul_id": null, "signature": null, "transport": "stdio", "description": "Server number 73, generated", "mcp_version": "2025-06-18", "capabilities": ["tools", "resources"], "health_endpoint": null, "last_health_check": "2025-07-25T04:37:40.870001Z"}	2025-05-20 16:07:54.958706+00	2025-08-05 01:11:02.070707+00
grpc-1	born in v2	grpc	grpc.example.com:443	medium	{}	2024-01-15 10:05:03.657213+00	2024-01-15 10:05:03.657213+00
1395c163-58b4-2bbe-6938-63725fd3ba47	search-45	mcp	npx -y @example/server-45	low	{"tags": ["t5", "zone-3"], "status": "active", "command": "npx -y @example/server-45", "team_id": "236c635b-4cd4-7c09-2248-61b9e6e81bdc", "endpoint": null, "owner_id": "0cdab62e-afb3-2b75-dd92-68848b38faa8", "consul_id": null, "signature": null, "transport": "stdio", "description": "a late write to v1", "mcp_version": "2025-03-26", "capabilities": ["tools"], "health_endpoint": null, "last_health_check": null, "v1_extra_metadata": "just a string"}	2025-07-25 08:06:03.115203+00	2025-07-31 08:57:46.486904+00
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
74f23cfe-22e1-b0f6-a419-f1dbb7afd493	cba75633-7efd-66fd-aa79-1e76e8a634a2
9b5204f4-3371-935b-5c5c-e00f3404c963	c6858d4a-860a-23cc-62c1-9ad1840aedeb
7cf8a214-450d-9c52-bf41-e14875f58e85	6a4b960b-a19d-1590-768c-ee9e0aa336e0
853ee3d3-5fa4-22be-ca8a-9c1b900841e2	6a4b960b-a19d-1590-768c-ee9e0aa336e0
7b8bf7d5-4a89-79a9-53e5-2b5877278289	c8a47d36-1579-4bb4-15eb-e721f1e7c777
96a05bfc-35b3-fdd4-e855-372b32b988ac	c8a47d36-1579-4bb4-15eb-e721f1e7c777
f60e6875-508a-cd3e-a994-1ff851df6053	a852061b-1803-d57a-536f-270bbc56b666
0cdab62e-afb3-2b75-dd92-68848b38faa8	a852061b-1803-d57a-536f-270bbc56b666
293d0ec9-8af9-8142-7322-c60d61152896	6a8275ee-751b-fa6c-9025-fe2bdb4c6a59
\.


--
-- Data for Name: users; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.users (id, email, full_name, hashed_password, role, is_active, extra_metadata, created_at, updated_at) FROM stdin;
74f23cfe-22e1-b0f6-a419-f1dbb7afd493	user4@example.com	User 4		developer	t	{}	2025-04-29 11:05:13.082081+00	2025-04-29 11:05:13.082081+00
9b5204f4-3371-935b-5c5c-e00f3404c963	user7@example.com	User 7		developer	f	{}	2025-05-28 05:35:38.60507+00	2025-05-28 05:35:38.60507+00
7cf8a214-450d-9c52-bf41-e14875f58e85	user10@example.com	User 10		admin	t	{}	2025-02-02 05:45:41.41894+00	2025-02-02 05:45:41.41894+00
853ee3d3-5fa4-22be-ca8a-9c1b900841e2	user18@example.com	User 18		developer	t	{}	2025-05-04 00:09:17.452056+00	2025-05-04 00:09:17.452056+00
7b8bf7d5-4a89-79a9-53e5-2b5877278289	user24@example.com	User 24		developer	t	{}	2025-08-17 11:52:44.383051+00	2025-08-17 11:52:44.383051+00
96a05bfc-35b3-fdd4-e855-372b32b988ac	user32@example.com	User 32		developer	t	{}	2025-04-07 01:05:51.328075+00	2025-04-07 01:05:51.328075+00
f60e6875-508a-cd3e-a994-1ff851df6053	user38@example.com	User 38		developer	t	{}	2025-03-10 11:23:38.865663+00	2025-03-10 11:23:38.865663+00
0cdab62e-afb3-2b75-dd92-68848b38faa8	user46@example.com	User 46		developer	t	{}	2025-01-25 23:25:15.432751+00	2025-01-25 23:25:15.432751+00
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
1	backfill_resources	1	\N	a813415e-b1ca-f7e8-2b44-ff61b0208db3	5	4	2024-01-15 10:03:53.507563+00
1	backfill_resources	2	a813415e-b1ca-f7e8-2b44-ff61b0208db3	d146d91f-002b-5c7b-1e45-0647edeb549d	5	5	2024-01-15 10:03:53.51602+00
1	backfill_capabilities	1	\N	0e650ab6-f005-faaf-a133-579fed685dd9	5	4	2024-01-15 10:03:53.867547+00
1	backfill_capabilities	2	0e650ab6-f005-faaf-a133-579fed685dd9	2d6157ee-2639-ff61-b47f-7f04e52244e3	5	5	2024-01-15 10:03:53.885102+00
1	backfill_capabilities	3	2d6157ee-2639-ff61-b47f-7f04e52244e3	4e7bee37-0889-e398-c0f0-edeb94360a1f	5	5	2024-01-15 10:03:53.897306+00
1	backfill_capabilities	4	4e7bee37-0889-e398-c0f0-edeb94360a1f	75ef14c9-e240-4b85-9526-0e9d0ff078d5	3	3	2024-01-15 10:03:53.9083+00
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
1	1	preflight	server	started	2024-01-15 10:03:42.093183+00	0/4BEAE38	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	0000000000000000000000000000000000000000000000000000000000000000	0442f05c0eae7fb7f254391af2215d864cc621cc0ca8b38107bb7a35c3535f91
2	1	preflight	server	done	2024-01-15 10:03:42.146811+00	0/4BEB298	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.146}	0442f05c0eae7fb7f254391af2215d864cc621cc0ca8b38107bb7a35c3535f91	2e64de3608f8ac5b7eac68f1500fb79ca30cb817dee3796e72522a55fbb35211
3	1	preflight	shape	started	2024-01-15 10:03:42.210151+00	0/4BEB598	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	2e64de3608f8ac5b7eac68f1500fb79ca30cb817dee3796e72522a55fbb35211	1bdd56e5de9fe8f04652673ad8845adf94821523ba1351839d872ead175bf7ab
4	1	preflight	shape	done	2024-01-15 10:03:42.21336+00	0/4BEB868	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.003}	1bdd56e5de9fe8f04652673ad8845adf94821523ba1351839d872ead175bf7ab	d1d4b13a450aafd820573273da906fef10f2e9d0d3970db8c0faf82992236aa5
5	1	preflight	rows	started	2024-01-15 10:03:42.247918+00	0/4BEBB68	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	d1d4b13a450aafd820573273da906fef10f2e9d0d3970db8c0faf82992236aa5	eb8f297f6d7a5bccef1e62116caca7b50324ff5545c6e3cd2289b2a602646d88
6	1	preflight	rows	done	2024-01-15 10:03:42.272798+00	0/4BEBE78	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.025}	eb8f297f6d7a5bccef1e62116caca7b50324ff5545c6e3cd2289b2a602646d88	da52e13a192ed2f6dd5597922df47410a833ae54dfee070aa002a6110f5deff5
7	1	preflight	unmappable	started	2024-01-15 10:03:42.306595+00	0/4BEC190	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	da52e13a192ed2f6dd5597922df47410a833ae54dfee070aa002a6110f5deff5	0332cc84545ac74e6690be6c24a6000f32066665d3464979c0f12c720fe14612
8	1	preflight	unmappable	done	2024-01-15 10:03:42.326246+00	0/4BEC468	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "waived": {"unmappable.no_endpoint": "until 2024-06-30: the server without an endpoint is shut down next month"}, "seconds": 0.02}	0332cc84545ac74e6690be6c24a6000f32066665d3464979c0f12c720fe14612	a475c3e234af366a826a37dff2a3a1d099a11335591e72b302daf6c814fa0bb7
9	1	preflight	law	started	2024-01-15 10:03:42.363252+00	0/4BEC7E8	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	a475c3e234af366a826a37dff2a3a1d099a11335591e72b302daf6c814fa0bb7	3d060f567346c04cd7bcfa961da03e6a49f71df7b3936b7bd8167dd44ef2cdac
10	1	preflight	law	done	2024-01-15 10:03:42.401099+00	0/4BECAB8	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.037}	3d060f567346c04cd7bcfa961da03e6a49f71df7b3936b7bd8167dd44ef2cdac	863b9a89fcae8250d876c06232d10d1427f3278c6cd11ee524ecd35149517c3b
11	1	preflight	expected	started	2024-01-15 10:03:42.432408+00	0/4BECDB8	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	863b9a89fcae8250d876c06232d10d1427f3278c6cd11ee524ecd35149517c3b	b224217b6f5611f0ec89f9360410abc8693c912a5937a07bcad14fbe17d78bd8
12	1	preflight	expected	done	2024-01-15 10:03:42.756613+00	0/4BFDE30	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.324, "evidence": {"rows": {"resources": 9, "capabilities": 17}, "basis": "written", "seconds": [0.018, 2.293], "wal_bytes": [22640.333, 504143.333], "disk_bytes": [17700.333, 289203.333]}}	b224217b6f5611f0ec89f9360410abc8693c912a5937a07bcad14fbe17d78bd8	f012ddc4208fcde03db0e730396555401d39f5389eff28c548fae4357d6f0ec6
20	1	backup	(stage)	passed	2024-01-15 10:03:46.374622+00	0/50C5380	{"pid": 16129, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "schema": "public", "new_run": false, "scratch": "same", "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "protected": true, "backup_dir": "backups", "backup_jobs": 2, "wait_lock_s": 0.0, "backup_format": "custom", "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "confirm_database": "sark", "statement_timeout_s": 3600.0}}	13c34f640e24d52e64c91d7c9bbcb4d1090d104568ab1c402ed7a2ab00c179da	fc52e5ed02248d1721930829add9c188bcac5aec71c6936881dfdca58cebe6c3
13	1	preflight	(stage)	passed	2024-01-15 10:03:42.837731+00	0/4BFE258	{"pid": 16088, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "schema": "public", "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "protected": true, "unmappable": "quarantine", "wait_lock_s": 0.0, "disk_free_gib": null, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "statement_timeout_s": 3600.0}, "waived": {"unmappable.no_endpoint": "until 2024-06-30: the server without an endpoint is shut down next month"}}	f012ddc4208fcde03db0e730396555401d39f5389eff28c548fae4357d6f0ec6	bdf1829907a4b760d20fdb7ea3a1c83fb5b1b157b980624b6af6ae03e13ae1a9
14	1	backup	dump	started	2024-01-15 10:03:45.511027+00	0/4C197D8	{"pid": 16129, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "user": "dba"}	bdf1829907a4b760d20fdb7ea3a1c83fb5b1b157b980624b6af6ae03e13ae1a9	ec0221ccea47d3ccd50bd2044aa9818c55b55093f8b35e593040ce94b3c65afc
15	1	backup	dump	done	2024-01-15 10:03:45.656287+00	0/4C19D68	{"pid": 16129, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "note": "custom", "rows": null, "user": "dba", "seconds": 0.228, "evidence": {"lsn": "0/4C19AA8", "host": "sark-ops", "path": "/srv/sark/backups/production/sark-20240115T100345Z-9c983ded2d89", "tool": "pg_dump 15.18", "bytes": 45443, "format": "custom", "sha256": "4d8baac0eeefb29157ec881332f08123bae661f6853c98e0a09f61c16b4b6ba7", "tables": {"public.teams": {"sum": "-9583706106254370875", "rows": 8}, "public.users": {"sum": "-17518310461645749726", "rows": 9}, "public.api_keys": {"sum": "0", "rows": 0}, "public.policies": {"sum": "-303226680555279427", "rows": 5}, "public.mcp_tools": {"sum": "8195064089767770620", "rows": 18}, "public.user_teams": {"sum": "19084516472675130033", "rows": 9}, "public.mcp_servers": {"sum": "-2284268825257144056", "rows": 10}, "sark_migration.run": {"sum": "8259118924271076129", "rows": 1}, "public.audit_events": {"sum": "3688537497991947051", "rows": 6}, "sark_migration.sync": {"sum": "0", "rows": 0}, "sark_migration.batch": {"sum": "0", "rows": 0}, "sark_migration.event": {"sum": "11171444965267382604", "rows": 14}, "sark_migration.pause": {"sum": "0", "rows": 0}, "sark_migration.missed": {"sum": "0", "rows": 0}, "sark_migration.parked": {"sum": "0", "rows": 0}, "sark_migration.control": {"sum": "0", "rows": 0}, "sark_migration.identity": {"sum": "8408423018455014226", "rows": 1}, "sark_migration.held_back": {"sum": "0", "rows": 0}, "sark_migration.installed": {"sum": "0", "rows": 0}, "sark_migration.quarantine": {"sum": "0", "rows": 0}, "sark_migration.alembic_version": {"sum": "-6985924823313713955", "rows": 1}, "sark_migration.row_map_resources": {"sum": "0", "rows": 0}, "sark_migration.row_map_capabilities": {"sum": "0", "rows": 0}}, "taken_at": "2024-01-15T10:03:45.519148+00:00", "restore_with": "createdb '--maintenance-db=user=postgres dbname=sark host=127.0.0.1 port=5432' --template=template0 sark_restored && pg_restore '--dbname=user=postgres dbname=sark_restored host=127.0.0.1 port=5432' --exit-on-error --jobs=2 backups/production/sark-20240115T100345Z-9c983ded2d89"}}	ec0221ccea47d3ccd50bd2044aa9818c55b55093f8b35e593040ce94b3c65afc	d7d18c3339854f058ebbfef332798ffa81cf08a34eb894a9c55a8486972638c7
16	1	backup	restore	started	2024-01-15 10:03:45.694789+00	0/4C1A518	{"pid": 16129, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "user": "dba"}	d7d18c3339854f058ebbfef332798ffa81cf08a34eb894a9c55a8486972638c7	f5d248da7bed5dcc9df374af3e624a30a5b9a983520e61f427d74ec762f0e6a2
17	1	backup	restore	done	2024-01-15 10:03:46.248857+00	0/50C2FE8	{"pid": 16129, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.553, "evidence": {"sha256": "4d8baac0eeefb29157ec881332f08123bae661f6853c98e0a09f61c16b4b6ba7", "tables": {"public.teams": {"sum": "-9583706106254370875", "rows": 8}, "public.users": {"sum": "-17518310461645749726", "rows": 9}, "public.api_keys": {"sum": "0", "rows": 0}, "public.policies": {"sum": "-303226680555279427", "rows": 5}, "public.mcp_tools": {"sum": "8195064089767770620", "rows": 18}, "public.user_teams": {"sum": "19084516472675130033", "rows": 9}, "public.mcp_servers": {"sum": "-2284268825257144056", "rows": 10}, "sark_migration.run": {"sum": "8259118924271076129", "rows": 1}, "public.audit_events": {"sum": "3688537497991947051", "rows": 6}, "sark_migration.sync": {"sum": "0", "rows": 0}, "sark_migration.batch": {"sum": "0", "rows": 0}, "sark_migration.event": {"sum": "11171444965267382604", "rows": 14}, "sark_migration.pause": {"sum": "0", "rows": 0}, "sark_migration.missed": {"sum": "0", "rows": 0}, "sark_migration.parked": {"sum": "0", "rows": 0}, "sark_migration.control": {"sum": "0", "rows": 0}, "sark_migration.identity": {"sum": "8408423018455014226", "rows": 1}, "sark_migration.held_back": {"sum": "0", "rows": 0}, "sark_migration.installed": {"sum": "0", "rows": 0}, "sark_migration.quarantine": {"sum": "0", "rows": 0}, "sark_migration.alembic_version": {"sum": "-6985924823313713955", "rows": 1}, "sark_migration.row_map_resources": {"sum": "0", "rows": 0}, "sark_migration.row_map_capabilities": {"sum": "0", "rows": 0}}, "left_out": ""}}	f5d248da7bed5dcc9df374af3e624a30a5b9a983520e61f427d74ec762f0e6a2	fbd45bd67560eb8c7d437eb9b4b4d9232179b212896b186227f563a4249e4b95
18	1	backup	compare	started	2024-01-15 10:03:46.29606+00	0/50C4900	{"pid": 16129, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "user": "dba"}	fbd45bd67560eb8c7d437eb9b4b4d9232179b212896b186227f563a4249e4b95	66612148e20a168917af1c3e04d48ee9c1257aa999caa650fb2b412152387458
19	1	backup	compare	done	2024-01-15 10:03:46.302154+00	0/50C4BD0	{"pid": 16129, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "note": "verified", "rows": null, "user": "dba", "seconds": 0.006, "evidence": {"lsn": "0/4C19AA8", "host": "sark-ops", "path": "/srv/sark/backups/production/sark-20240115T100345Z-9c983ded2d89", "tool": "pg_dump 15.18", "bytes": 45443, "format": "custom", "sha256": "4d8baac0eeefb29157ec881332f08123bae661f6853c98e0a09f61c16b4b6ba7", "tables": {"public.teams": {"sum": "-9583706106254370875", "rows": 8}, "public.users": {"sum": "-17518310461645749726", "rows": 9}, "public.api_keys": {"sum": "0", "rows": 0}, "public.policies": {"sum": "-303226680555279427", "rows": 5}, "public.mcp_tools": {"sum": "8195064089767770620", "rows": 18}, "public.user_teams": {"sum": "19084516472675130033", "rows": 9}, "public.mcp_servers": {"sum": "-2284268825257144056", "rows": 10}, "sark_migration.run": {"sum": "8259118924271076129", "rows": 1}, "public.audit_events": {"sum": "3688537497991947051", "rows": 6}, "sark_migration.sync": {"sum": "0", "rows": 0}, "sark_migration.batch": {"sum": "0", "rows": 0}, "sark_migration.event": {"sum": "11171444965267382604", "rows": 14}, "sark_migration.pause": {"sum": "0", "rows": 0}, "sark_migration.missed": {"sum": "0", "rows": 0}, "sark_migration.parked": {"sum": "0", "rows": 0}, "sark_migration.control": {"sum": "0", "rows": 0}, "sark_migration.identity": {"sum": "8408423018455014226", "rows": 1}, "sark_migration.held_back": {"sum": "0", "rows": 0}, "sark_migration.installed": {"sum": "0", "rows": 0}, "sark_migration.quarantine": {"sum": "0", "rows": 0}, "sark_migration.alembic_version": {"sum": "-6985924823313713955", "rows": 1}, "sark_migration.row_map_resources": {"sum": "0", "rows": 0}, "sark_migration.row_map_capabilities": {"sum": "0", "rows": 0}}, "taken_at": "2024-01-15T10:03:45.519148+00:00", "verified": true, "restore_with": "createdb '--maintenance-db=user=postgres dbname=sark host=127.0.0.1 port=5432' --template=template0 sark_restored && pg_restore '--dbname=user=postgres dbname=sark_restored host=127.0.0.1 port=5432' --exit-on-error --jobs=2 backups/production/sark-20240115T100345Z-9c983ded2d89"}}	66612148e20a168917af1c3e04d48ee9c1257aa999caa650fb2b412152387458	13c34f640e24d52e64c91d7c9bbcb4d1090d104568ab1c402ed7a2ab00c179da
21	1	schema	planned	started	2024-01-15 10:03:49.892099+00	0/50C7400	{"pid": 16187, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	fc52e5ed02248d1721930829add9c188bcac5aec71c6936881dfdca58cebe6c3	756e6e1b67b4fc87e0f122973ab959f5ce70684656240d6df5d44e166df0df07
22	1	schema	planned	done	2024-01-15 10:03:49.911183+00	0/50C76D0	{"pid": 16187, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.111}	756e6e1b67b4fc87e0f122973ab959f5ce70684656240d6df5d44e166df0df07	da90bbce832fc199b0346873bc3ff11ced52cf8303c0c6c67eb382e55eac3ac1
23	1	schema	tables	started	2024-01-15 10:03:49.949499+00	0/50C79D0	{"pid": 16187, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	da90bbce832fc199b0346873bc3ff11ced52cf8303c0c6c67eb382e55eac3ac1	80ca560dac641ecc518b0cce1b8c16af07cb05ab4e2decf3e52c2cc02936baa4
24	1	schema	tables	done	2024-01-15 10:03:49.99643+00	0/511D458	{"pid": 16187, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.046}	80ca560dac641ecc518b0cce1b8c16af07cb05ab4e2decf3e52c2cc02936baa4	08abec115c511223ae34d2bc5d1b8cb62adaf9b449533019cd6e54eb4500057c
25	1	schema	views	started	2024-01-15 10:03:50.026739+00	0/511D758	{"pid": 16187, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	08abec115c511223ae34d2bc5d1b8cb62adaf9b449533019cd6e54eb4500057c	747d301495bd880be0cf6c197eb318178478a49bb5f51d81da925fef74f63481
26	1	schema	views	done	2024-01-15 10:03:50.073072+00	0/5137F40	{"pid": 16187, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "expected_resources, expected_mcp_servers, expected_capabilities, expected_mcp_tools, row_map", "rows": null, "user": "dba", "seconds": 0.046}	747d301495bd880be0cf6c197eb318178478a49bb5f51d81da925fef74f63481	17630d16e15347b354b4829f915af9209d1321508523fa51c55af0a1890417b5
27	1	schema	grants	started	2024-01-15 10:03:50.103572+00	0/51382B8	{"pid": 16187, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	17630d16e15347b354b4829f915af9209d1321508523fa51c55af0a1890417b5	66f9ebca7db96658f6a672e363f4a8fb0df276af3c7385bb35f1ad102ceb2ae4
28	1	schema	grants	done	2024-01-15 10:03:50.107717+00	0/5138588	{"pid": 16187, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.004}	66f9ebca7db96658f6a672e363f4a8fb0df276af3c7385bb35f1ad102ceb2ae4	3f0e05a262c1d3df755c64d15c8e67b057e2c87c01e345645972c349bdd16ea2
29	1	schema	indexes	started	2024-01-15 10:03:50.133307+00	0/5138888	{"pid": 16187, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	3f0e05a262c1d3df755c64d15c8e67b057e2c87c01e345645972c349bdd16ea2	d92bd8dd35764a4c797c30991ae68d714c08e8699d3dc95daed933ea2128de70
30	1	schema	indexes	done	2024-01-15 10:03:50.147739+00	0/5139648	{"pid": 16187, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "ix_cap_resource built", "rows": null, "user": "dba", "seconds": 0.008}	d92bd8dd35764a4c797c30991ae68d714c08e8699d3dc95daed933ea2128de70	220d3c2de5de5b48e53ac2c2b2c383d1d2d74f19a25bd2adfeb044441937b618
31	1	schema	(stage)	passed	2024-01-15 10:03:50.194599+00	0/5139960	{"pid": 16187, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "adopt": "repair", "schema": "public", "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "protected": true, "unmappable": "quarantine", "wait_lock_s": 0.0, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "statement_timeout_s": 3600.0}}	220d3c2de5de5b48e53ac2c2b2c383d1d2d74f19a25bd2adfeb044441937b618	74fc9e1aef0a2306a06534bb1743870c251743e03388c511801f28257bc6abd6
32	1	migrate	quarantine	started	2024-01-15 10:03:53.23012+00	0/5139DE0	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	74fc9e1aef0a2306a06534bb1743870c251743e03388c511801f28257bc6abd6	f41f35bd79f617833bbaa5c705a9ec212996abe02d3bdc9d53698788d03ae35b
33	1	migrate	quarantine	done	2024-01-15 10:03:53.247517+00	0/513A3D0	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": 2, "user": "dba", "seconds": 0.073}	f41f35bd79f617833bbaa5c705a9ec212996abe02d3bdc9d53698788d03ae35b	f93b92e4d842d1a82a40d426851352b149a4e6df4b33e270533c177b67463a89
34	1	migrate	sync_servers	started	2024-01-15 10:03:53.38918+00	0/513A6D8	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	f93b92e4d842d1a82a40d426851352b149a4e6df4b33e270533c177b67463a89	e85b041f644346a282e64e44816810eb02ad2e8f7a7d0b807c0a01e5bf719c2a
35	1	migrate	sync_servers	done	2024-01-15 10:03:53.419304+00	0/515DF40	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "write_resources, carry_to_resources, write_mcp_servers, carry_to_mcp_servers, on_mcp_servers_forward, on_mcp_servers_late_carry, on_mcp_servers_late_refuse, on_resources_watch, on_resources_reverse, write_capabilities, carry_to_capabilities, write_mcp_tools, carry_to_mcp_tools, on_mcp_tools_forward, on_mcp_tools_late_carry, on_mcp_tools_late_refuse, on_capabilities_watch, on_capabilities_reverse, triggers on mcp_servers and resources", "rows": null, "user": "dba", "seconds": 0.03}	e85b041f644346a282e64e44816810eb02ad2e8f7a7d0b807c0a01e5bf719c2a	7dedfc8f6fa898de89243d48f7d31447aa9611540f1a8a3504b7718cafb2b59f
36	1	migrate	backfill_resources	started	2024-01-15 10:03:53.451674+00	0/515E418	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	7dedfc8f6fa898de89243d48f7d31447aa9611540f1a8a3504b7718cafb2b59f	9d7e1e68e183bd37e9da0cb555edbaa46d21a3bdb60fce0c80520d8888b5591f
37	1	migrate	backfill_resources	done	2024-01-15 10:03:53.550428+00	0/5162260	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": 9, "user": "dba", "seconds": 0.098}	9d7e1e68e183bd37e9da0cb555edbaa46d21a3bdb60fce0c80520d8888b5591f	d1d5d9fd84c32269d688a43a692db29dda86fb62b01320c7257479cf3d2861ae
38	1	migrate	sync_tools	started	2024-01-15 10:03:53.760723+00	0/5162570	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	d1d5d9fd84c32269d688a43a692db29dda86fb62b01320c7257479cf3d2861ae	c3d177967c2718d6590075aae1e8aafc177b523bbb0ce0c795ab30fa7bb027b3
39	1	migrate	sync_tools	done	2024-01-15 10:03:53.770037+00	0/5168AA8	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "triggers on mcp_tools and capabilities", "rows": null, "user": "dba", "seconds": 0.01}	c3d177967c2718d6590075aae1e8aafc177b523bbb0ce0c795ab30fa7bb027b3	3d2169a8b294e98ccb50708551d8686165a6431a17b63594251d51f5d3e23fd0
40	1	migrate	backfill_capabilities	started	2024-01-15 10:03:53.811025+00	0/5168DD0	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	3d2169a8b294e98ccb50708551d8686165a6431a17b63594251d51f5d3e23fd0	6b5c19469d77a6f83f34e3edb7f6f3c2a258444a2382aac900e7694e0a266cb3
41	1	migrate	backfill_capabilities	done	2024-01-15 10:03:53.940288+00	0/5170720	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": 17, "user": "dba", "seconds": 0.128}	6b5c19469d77a6f83f34e3edb7f6f3c2a258444a2382aac900e7694e0a266cb3	e26cf6d12d6e72c2a90e5d15ed752ca4b8fffecec10815fe5bf1577c87bc9286
42	1	migrate	catch_up	started	2024-01-15 10:03:54.13097+00	0/5170A38	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	e26cf6d12d6e72c2a90e5d15ed752ca4b8fffecec10815fe5bf1577c87bc9286	e69cb9342d4c2188842ec5047568ed6269f80c6b0243ce2aeae8cc55554d356b
43	1	migrate	catch_up	done	2024-01-15 10:03:54.273793+00	0/5171568	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": 0, "user": "dba", "seconds": 0.142}	e69cb9342d4c2188842ec5047568ed6269f80c6b0243ce2aeae8cc55554d356b	0e1e47852c33ef3605c2ec920ca723e2d19c4ffed87455ef309c90fef02bcabd
44	1	migrate	analyze	started	2024-01-15 10:03:54.35741+00	0/5171870	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	0e1e47852c33ef3605c2ec920ca723e2d19c4ffed87455ef309c90fef02bcabd	235bce3fa8228f655bb2428a3e4d21982add50f16c5e176a7ce29db8332b758b
45	1	migrate	analyze	done	2024-01-15 10:03:54.367382+00	0/5176158	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.01}	235bce3fa8228f655bb2428a3e4d21982add50f16c5e176a7ce29db8332b758b	57b11ba1f6ce7afbb122c7ff80d5f57a8ca2cc436b362541d641d4f3c1f84ce3
46	1	migrate	actual	started	2024-01-15 10:03:54.46316+00	0/5176458	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	57b11ba1f6ce7afbb122c7ff80d5f57a8ca2cc436b362541d641d4f3c1f84ce3	ef58d08d1f4ee2ea5b759848b83c603c8067f78c8fa258ace2a75150cacf3adc
48	1	migrate	checked	started	2024-01-15 10:03:54.56171+00	0/5176C78	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	7d8e80b3b3e05369c1ecda843f02813cac8dbe2e093a7a236f05370a5f84313a	0aeac78370813e65d44984ef377982fa5bf173179ebd0db4bb6103a74fae704a
47	1	migrate	actual	done	2024-01-15 10:03:54.482802+00	0/5176728	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.019, "evidence": {"WAL": {"unit": "bytes", "actual": 47000, "forecast": [22640.333, 504143.333]}, "disk": {"unit": "bytes", "actual": 163840, "forecast": [17700.333, 289203.333]}, "time to copy": {"unit": "s", "actual": 0.22801699999999997, "forecast": [0.018, 2.293]}, "rows of resources": {"unit": "rows", "actual": 9, "forecast": [9, 9]}, "rows of capabilities": {"unit": "rows", "actual": 17, "forecast": [17, 17]}}}	ef58d08d1f4ee2ea5b759848b83c603c8067f78c8fa258ace2a75150cacf3adc	7d8e80b3b3e05369c1ecda843f02813cac8dbe2e093a7a236f05370a5f84313a
50	1	migrate	(stage)	passed	2024-01-15 10:03:54.705592+00	0/5177290	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "let_in": false, "schema": "public", "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "standbys": "", "v2_edits": "v1-wins", "lag_max_s": 10.0, "live_sync": true, "protected": true, "batch_rows": 5, "unmappable": "quarantine", "pause_max_s": 3600.0, "wait_lock_s": 0.0, "wal_max_mib_s": 0.0, "batch_rows_max": 5, "batch_target_s": 0.25, "pg_wal_max_gib": 0.0, "snapshot_max_s": 3600.0, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "archive_backlog_max": 64, "removed_max_percent": 10.0, "statement_timeout_s": 3600.0}}	0d8785b7ff2c171e55374a1ef5346a6f5c5ed5036e8257884d22623d055f5f49	be95e4daf93b6ac76304cd68a0db5918100898983b33a882d670a0104e49f481
49	1	migrate	checked	done	2024-01-15 10:03:54.582626+00	0/5176F90	{"pid": 16225, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.021}	0aeac78370813e65d44984ef377982fa5bf173179ebd0db4bb6103a74fae704a	0d8785b7ff2c171e55374a1ef5346a6f5c5ed5036e8257884d22623d055f5f49
51	1	validate	tables	started	2024-01-15 10:04:08.202142+00	0/5177F70	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	be95e4daf93b6ac76304cd68a0db5918100898983b33a882d670a0104e49f481	1edc3981596cf4afba5a26a167770f4e9ee9a0abf59a0720c93bada3d4c1606c
52	1	validate	tables	done	2024-01-15 10:04:08.318524+00	0/5178258	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.312}	1edc3981596cf4afba5a26a167770f4e9ee9a0abf59a0720c93bada3d4c1606c	d839c80c2962526da61ec25a43c8921f93b68cda636d06447256adac99f892ef
53	1	validate	authored	started	2024-01-15 10:04:08.395769+00	0/5178558	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	d839c80c2962526da61ec25a43c8921f93b68cda636d06447256adac99f892ef	5db7265dc047e70a7150242be66df690c9283d1d1492a964aeaf8085833bd9c4
54	1	validate	authored	done	2024-01-15 10:04:08.634625+00	0/5178868	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "waived": {"quarantined_rows": "until 2024-06-30: the server without an endpoint is shut down next month"}, "seconds": 0.235}	5db7265dc047e70a7150242be66df690c9283d1d1492a964aeaf8085833bd9c4	699f70bffdfe237bcb9cb656ec9412bebd394a7e3799af2b7bbf2b1a14194c24
55	1	validate	costs	started	2024-01-15 10:04:08.761789+00	0/5178BD8	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	699f70bffdfe237bcb9cb656ec9412bebd394a7e3799af2b7bbf2b1a14194c24	387879c0c8773e37959eb963922a78faaa432e4e8bfba9b6949b19c0d1182403
56	1	validate	costs	done	2024-01-15 10:04:08.7792+00	0/5178EA8	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.017, "evidence": {"days": {"2023-12-10": [1, "2673507562912603940"], "2023-12-11": [1, "-8390308922914840124"], "2023-12-12": [1, "4623585048850204158"], "2023-12-13": [1, "-7887518667607593719"], "2023-12-14": [1, "-262704971506711768"], "2023-12-15": [1, "-8077242799669153052"]}}}	387879c0c8773e37959eb963922a78faaa432e4e8bfba9b6949b19c0d1182403	c147c54e865af544aeba3cae379e6029e63ab88cb1377d29299e288df7a9c1cf
57	1	validate	parity	started	2024-01-15 10:04:08.864999+00	0/5179328	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	c147c54e865af544aeba3cae379e6029e63ab88cb1377d29299e288df7a9c1cf	f680c14926da0ab8ff0f433522813b4505f1fb08a9f4429652f743f7d7dd3983
58	1	validate	parity	done	2024-01-15 10:04:08.999367+00	0/51795F8	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.128, "evidence": {"rows": 26, "differences": 0}}	f680c14926da0ab8ff0f433522813b4505f1fb08a9f4429652f743f7d7dd3983	b6585b1557977ffb088f7a8ff9256256ac12cad257d6701dedc77b993aa6aea8
59	1	validate	law	started	2024-01-15 10:04:09.10972+00	0/5179938	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	b6585b1557977ffb088f7a8ff9256256ac12cad257d6701dedc77b993aa6aea8	95b55bf398455cf4affba88526c4ac497218c5d29c0c8737516e4255eabb8afe
60	1	validate	law	done	2024-01-15 10:04:09.211406+00	0/5179C08	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.104, "evidence": {"rows": 26, "differences": 0}}	95b55bf398455cf4affba88526c4ac497218c5d29c0c8737516e4255eabb8afe	984bcb888f2cb6a9b603d808d2c5ef28b6c34f9e9152a64a63c885164c5217c4
61	1	validate	summary	started	2024-01-15 10:04:09.354295+00	0/5179F48	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	984bcb888f2cb6a9b603d808d2c5ef28b6c34f9e9152a64a63c885164c5217c4	aaf57adf817b00f2e86efac6c5c41e1a35dd502c82e50f9e3e5bba44e95a163b
76	1	benchmark	throughput	started	2024-01-15 10:04:24.646023+00	0/517CF48	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	8e623d6e27380ac8bbe9c187b6e4f2a133ac865e88ab98577bbf164e7f42a81d	c09be9792dc646c7874e61a04ef7c6e105827867b622fa2a397b0cd31914f21f
62	1	validate	summary	done	2024-01-15 10:04:09.485123+00	0/517A238	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.13, "evidence": {"sync": "08e8f5b89a0257e3dd46259d72f73eec0c2be4d75820f4ae36db533f4d0f95b1", "suite": "full", "unseen": [], "waived": {"quarantined_rows": "until 2024-06-30: the server without an endpoint is shut down next month"}, "queries": "b9bd9bd3b8637499e5f61240574b6287fd7dd544ead97ea9b1067481cc405bf9", "direction": "forward", "exit_code": 0}}	aaf57adf817b00f2e86efac6c5c41e1a35dd502c82e50f9e3e5bba44e95a163b	1d8d7c783634f8954ff88ee5c4da1428c33fc43c0894209b64ecc8934d1b498e
63	1	validate	(stage)	passed	2024-01-15 10:04:10.107734+00	0/517A6B0	{"pid": 16441, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "suite": "full", "schema": "public", "new_run": false, "samples": 5, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "within_s": 0.0, "protected": true, "chunk_rows": 500, "unmappable": "quarantine", "wait_lock_s": 0.0, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "statement_timeout_s": 3600.0}, "waived": {"quarantined_rows": "until 2024-06-30: the server without an endpoint is shut down next month"}}	1d8d7c783634f8954ff88ee5c4da1428c33fc43c0894209b64ecc8934d1b498e	931d93d41c97e3678a088a98d356bb95620b094663c424e64411345cf7d714c6
64	1	benchmark	around	started	2024-01-15 10:04:17.089568+00	0/517ABE8	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	931d93d41c97e3678a088a98d356bb95620b094663c424e64411345cf7d714c6	8de2acae5997a92be109d524cdf7ae3658f2881fc4588983ab95c4b6cb8f41b2
65	1	benchmark	around	done	2024-01-15 10:04:17.111795+00	0/517AEC0	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.122}	8de2acae5997a92be109d524cdf7ae3658f2881fc4588983ab95c4b6cb8f41b2	ac140e7abd7103cdd34d4ffa57474e758866739fd9e660f16e4053e45a70188b
66	1	benchmark	draw	started	2024-01-15 10:04:17.217208+00	0/517B1C0	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	ac140e7abd7103cdd34d4ffa57474e758866739fd9e660f16e4053e45a70188b	a4602a4f9043baf533b8f25ca52f05ac0203a54b46f5ee0a63c038e674cc9092
67	1	benchmark	draw	done	2024-01-15 10:04:17.276626+00	0/517B490	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.062}	a4602a4f9043baf533b8f25ca52f05ac0203a54b46f5ee0a63c038e674cc9092	d84ee0871e42187c7ddd026a816d5b2095eef6e03bcdeba9d89d18a1927a9e6c
68	1	benchmark	measured	started	2024-01-15 10:04:17.387262+00	0/517B790	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	d84ee0871e42187c7ddd026a816d5b2095eef6e03bcdeba9d89d18a1927a9e6c	9c94736cc424c67bc7b6b41b0a944af6d406dcafefc7191a6fb34370c8ce48ec
69	1	benchmark	measured	done	2024-01-15 10:04:22.171218+00	0/517BA68	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 4.787}	9c94736cc424c67bc7b6b41b0a944af6d406dcafefc7191a6fb34370c8ce48ec	d85d81a08c868abdc1902ae7ecae309be0c4bbb97d1bcde5b85eb424810a24c1
70	1	benchmark	rewritten	started	2024-01-15 10:04:23.339109+00	0/517BD68	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	d85d81a08c868abdc1902ae7ecae309be0c4bbb97d1bcde5b85eb424810a24c1	3ca570b5606dab327006dfad5817ecceb1769edcf830ab9d78f2274322912aab
71	1	benchmark	rewritten	done	2024-01-15 10:04:23.790243+00	0/517C058	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.449}	3ca570b5606dab327006dfad5817ecceb1769edcf830ab9d78f2274322912aab	986abab47e82c10169261c56d74e933f909fadf637a065a6ca21bc0cfc343062
72	1	benchmark	prepared	started	2024-01-15 10:04:24.275809+00	0/517C360	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	986abab47e82c10169261c56d74e933f909fadf637a065a6ca21bc0cfc343062	422cee1d1cac0d3875ee40875b5adfddad6b44adcbe7a2dc0d5e816364c14df3
73	1	benchmark	prepared	done	2024-01-15 10:04:24.527121+00	0/517C638	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.251}	422cee1d1cac0d3875ee40875b5adfddad6b44adcbe7a2dc0d5e816364c14df3	3896f79467e97fba28cc2af3d037ab0f843fb3eb1c9351bbf6d08bc35349db7c
74	1	benchmark	cold	started	2024-01-15 10:04:24.583386+00	0/517C938	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	3896f79467e97fba28cc2af3d037ab0f843fb3eb1c9351bbf6d08bc35349db7c	ba8ead84ca1010651beace6283eb4558cbe528568f2c717e437ca61f1ee420be
75	1	benchmark	cold	done	2024-01-15 10:04:24.585596+00	0/517CC08	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "cold is no in the parameters: it slows everybody for a while", "rows": null, "user": "dba", "seconds": 0.002}	ba8ead84ca1010651beace6283eb4558cbe528568f2c717e437ca61f1ee420be	8e623d6e27380ac8bbe9c187b6e4f2a133ac865e88ab98577bbf164e7f42a81d
77	1	benchmark	throughput	done	2024-01-15 10:04:24.664876+00	0/517D220	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "mix_s is 0", "rows": null, "user": "dba", "seconds": 0.018}	c09be9792dc646c7874e61a04ef7c6e105827867b622fa2a397b0cd31914f21f	f8879958078ec03c5d5e6c006bea134de77080ade703281b1924517d2816fa5d
78	1	benchmark	(stage)	passed	2024-01-15 10:04:24.763728+00	0/517D568	{"pid": 16534, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "cold": false, "mode": "execute", "runs": 5, "seed": 1, "mix_s": 0, "schema": "public", "warmup": 1, "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "patterns": "", "runs_dir": "runs", "protected": true, "wait_lock_s": 0.0, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "confirm_database": "sark", "statement_timeout_s": 3600.0}}	f8879958078ec03c5d5e6c006bea134de77080ade703281b1924517d2816fa5d	ad2323e3165d1caa02c09005d626012e7aa5f0a583fcd06ae92c467172fab4cf
79	1	optimize	planned	started	2024-01-15 10:04:29.590815+00	0/517D9F8	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	ad2323e3165d1caa02c09005d626012e7aa5f0a583fcd06ae92c467172fab4cf	cc7774ac0f9209c7e08fdd57caa738c2ab60fc6bf67a755bac5e1197093c1be1
80	1	optimize	planned	done	2024-01-15 10:04:29.629683+00	0/517DD98	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.202}	cc7774ac0f9209c7e08fdd57caa738c2ab60fc6bf67a755bac5e1197093c1be1	83cfe335206e80a64712a1c3b6883fbe379a772e5a6493e125bdac33e1de8c97
81	1	optimize	before	started	2024-01-15 10:04:29.684208+00	0/517E0B0	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	83cfe335206e80a64712a1c3b6883fbe379a772e5a6493e125bdac33e1de8c97	2cd55d430ba8f1b996ed3584c97b7cb5a6238ae5b43fa3643b6443b91a2b8401
82	1	optimize	before	done	2024-01-15 10:04:29.827803+00	0/517E380	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.144, "evidence": {"costs": {"p8_resource_cost_analysis absent": [1, 0.21523000000000536], "p8_resource_cost_analysis common": [7, 0.21560999999999808], "p1_list_resources_by_protocol absent": [1, 0.07558199999999715], "p1_list_resources_by_protocol common": [1, 0.08152100000000218], "p7_cross_protocol_capabilities whole": [3, 0.20367299999999489], "p2_search_resources_by_metadata absent": [1, 0.08963299999999919], "p2_search_resources_by_metadata common": [1, 0.09111500000000206], "p4_high_sensitivity_capabilities whole": [3, 0.14032800000000378], "p6_count_capabilities_per_protocol whole": [3, 0.17571099999999973], "p3_list_capabilities_with_resources absent": [2, 0.13901599999999803], "p3_list_capabilities_with_resources common": [3, 0.17221599999999881], "p5_search_capabilities_by_input_schema absent": [3, 0.1467579999999984], "p5_search_capabilities_by_input_schema common": [3, 0.17222599999999488]}}}	2cd55d430ba8f1b996ed3584c97b7cb5a6238ae5b43fa3643b6443b91a2b8401	e44c6c199ca4f4218e56c982c9faafc21bb1d8afe30713babed098e708614703
83	1	optimize	tried	started	2024-01-15 10:04:29.907913+00	0/517EAD8	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	e44c6c199ca4f4218e56c982c9faafc21bb1d8afe30713babed098e708614703	6e7859c64771d1e8a551e791702567ddefd305fb9cca605d606a2a2d04ea65a2
84	1	optimize	tried	done	2024-01-15 10:04:31.758168+00	0/51B7878	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 1.845, "evidence": {"indexes": [], "matviews": []}}	6e7859c64771d1e8a551e791702567ddefd305fb9cca605d606a2a2d04ea65a2	2ddeba5a29b1059e30a63fa7a3fdbbcda67a0c0b4b4a469cef2f2df95846e2e1
85	1	optimize	indexes	started	2024-01-15 10:04:32.398487+00	0/51B7C00	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	2ddeba5a29b1059e30a63fa7a3fdbbcda67a0c0b4b4a469cef2f2df95846e2e1	b95b7bc2b780faac5f086abd68d8afbf4605b4355c89822cae87df1826e7bd5b
86	1	optimize	indexes	done	2024-01-15 10:04:32.631083+00	0/51C2228	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.212}	b95b7bc2b780faac5f086abd68d8afbf4605b4355c89822cae87df1826e7bd5b	12da39e291f559051b0456d01ab4f95fff0761e6f51be0e2377773a878257905
87	1	optimize	matviews	started	2024-01-15 10:04:32.743045+00	0/51C2528	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	12da39e291f559051b0456d01ab4f95fff0761e6f51be0e2377773a878257905	ec96017e90a72e7a91bf1219da718336b0809b6d9daffba9b81fc05773436fa2
88	1	optimize	matviews	done	2024-01-15 10:04:32.822664+00	0/51D5060	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.08}	ec96017e90a72e7a91bf1219da718336b0809b6d9daffba9b81fc05773436fa2	da545cad2c5b7994d7d684075ede9bc5e0df9bee70297cc8d50aa7d98f5f3c37
89	1	optimize	after	started	2024-01-15 10:04:33.037699+00	0/51D5360	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	da545cad2c5b7994d7d684075ede9bc5e0df9bee70297cc8d50aa7d98f5f3c37	7067421a89f27a560ae43b730140486a121ae51bade68e4359f7fd84c918b880
91	1	optimize	removals	started	2024-01-15 10:04:33.272875+00	0/51D5930	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	d629bb7eb4cba27f8c4ab22fb34f8163bf67c68e371dbd57e13806fc0bad25d9	3b0066f65f6f9d54fe1449e43a823aa7b7eada9693718f7bd144121fc065d3d2
93	1	optimize	(stage)	passed	2024-01-15 10:04:33.846114+00	0/51D6028	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "schema": "public", "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "index_set": "default", "protected": true, "trial_rows": 1000, "wait_lock_s": 0.0, "drop_indexes": "", "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "confirm_database": "sark", "statement_timeout_s": 3600.0}}	f1b173a3da44d9b0461821adc19a834b3b603ff9d1b6752da1fa3026262fa40b	94524f1b4d6f8b16c2d958ea02a5017d460481378fcf9c3f863a63fd905a044b
90	1	optimize	after	done	2024-01-15 10:04:33.210754+00	0/51D5630	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.172}	7067421a89f27a560ae43b730140486a121ae51bade68e4359f7fd84c918b880	d629bb7eb4cba27f8c4ab22fb34f8163bf67c68e371dbd57e13806fc0bad25d9
92	1	optimize	removals	done	2024-01-15 10:04:33.778901+00	0/51D5D10	{"pid": 16651, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.506}	3b0066f65f6f9d54fe1449e43a823aa7b7eada9693718f7bd144121fc065d3d2	f1b173a3da44d9b0461821adc19a834b3b603ff9d1b6752da1fa3026262fa40b
94	2	validate	tables	started	2024-01-15 10:04:43.448447+00	0/51D6830	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	94524f1b4d6f8b16c2d958ea02a5017d460481378fcf9c3f863a63fd905a044b	c184556db64666d8235d8c4eec91aa3b0ffa77bd857a534bef2eacda4fe1dd5e
95	2	validate	tables	done	2024-01-15 10:04:43.541512+00	0/51D6B00	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.19}	c184556db64666d8235d8c4eec91aa3b0ffa77bd857a534bef2eacda4fe1dd5e	6698cdc1350e4727de7a491efb0239afb9c8a1478afa803fb456856966f6c559
96	2	validate	authored	started	2024-01-15 10:04:43.610302+00	0/51D6E00	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	6698cdc1350e4727de7a491efb0239afb9c8a1478afa803fb456856966f6c559	95691a937e5d8a151b36045b04b4f36b4a85982dbb4454e371dd5f8234bcaf4f
97	2	validate	authored	done	2024-01-15 10:04:43.783757+00	0/51D7110	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "waived": {"quarantined_rows": "until 2024-06-30: the server without an endpoint is shut down next month"}, "seconds": 0.175}	95691a937e5d8a151b36045b04b4f36b4a85982dbb4454e371dd5f8234bcaf4f	7c19aa204009acb49ef61e90ea44b0772fd033aa1c1f90c9eb1c3582409801ab
98	2	validate	costs	started	2024-01-15 10:04:43.934404+00	0/51D7480	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	7c19aa204009acb49ef61e90ea44b0772fd033aa1c1f90c9eb1c3582409801ab	7fe211b3128afd62e08589ada76061cfa0719b7cc8f039d76136ea928e6321e6
99	2	validate	costs	done	2024-01-15 10:04:43.956341+00	0/51D7750	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.027, "evidence": {"days": {"2023-12-10": [1, "2673507562912603940"], "2023-12-11": [1, "-8390308922914840124"], "2023-12-12": [1, "4623585048850204158"], "2023-12-13": [1, "-7887518667607593719"], "2023-12-14": [1, "-262704971506711768"], "2023-12-15": [1, "-8077242799669153052"]}}}	7fe211b3128afd62e08589ada76061cfa0719b7cc8f039d76136ea928e6321e6	a3aa8574b4dcd1195a6d4d25a8e71d95696de038f0f6f135490d78034ffacc31
100	2	validate	parity	started	2024-01-15 10:04:44.030459+00	0/51D7BD0	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	a3aa8574b4dcd1195a6d4d25a8e71d95696de038f0f6f135490d78034ffacc31	59da7e4b4555f5685947e03e05939ca49370914bba03f43b123bbd6c35677a2e
101	2	validate	parity	done	2024-01-15 10:04:44.142304+00	0/51D7EA0	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.108, "evidence": {"rows": 26, "differences": 0}}	59da7e4b4555f5685947e03e05939ca49370914bba03f43b123bbd6c35677a2e	dcbc72917045c9ca94243c9328a4a489928b0b00fa3b8e427677298755e24543
102	2	validate	law	started	2024-01-15 10:04:44.247197+00	0/51D81F8	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	dcbc72917045c9ca94243c9328a4a489928b0b00fa3b8e427677298755e24543	051fef4339b7d9e5987debc399f3d1e22bc3da1d93d1ffc16fb4f89687e785f8
103	2	validate	law	done	2024-01-15 10:04:44.359562+00	0/51D84C8	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.112, "evidence": {"rows": 26, "differences": 0}}	051fef4339b7d9e5987debc399f3d1e22bc3da1d93d1ffc16fb4f89687e785f8	976877aaf88e10486b2efe8c4023931b251994663e5452c1f2abe5cf185c168e
104	2	validate	summary	started	2024-01-15 10:04:44.453107+00	0/51DCAF8	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	976877aaf88e10486b2efe8c4023931b251994663e5452c1f2abe5cf185c168e	5f1c055b6d5f7be79c7ba1c18f01e2186d84e9c0dbd4f3e032256a44b81917c4
105	2	validate	summary	done	2024-01-15 10:04:44.551285+00	0/5210DA0	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.1, "evidence": {"sync": "08e8f5b89a0257e3dd46259d72f73eec0c2be4d75820f4ae36db533f4d0f95b1", "suite": "full", "unseen": [], "waived": {"quarantined_rows": "until 2024-06-30: the server without an endpoint is shut down next month"}, "queries": "b9bd9bd3b8637499e5f61240574b6287fd7dd544ead97ea9b1067481cc405bf9", "direction": "forward", "exit_code": 0}}	5f1c055b6d5f7be79c7ba1c18f01e2186d84e9c0dbd4f3e032256a44b81917c4	a9e4dc31118d9ea68fede688f105e050dea2fca5a6b8393900276fdb9dcf92b9
106	2	validate	(stage)	passed	2024-01-15 10:04:44.935576+00	0/5211218	{"pid": 16921, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "suite": "full", "schema": "public", "new_run": false, "samples": 5, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "within_s": 0.0, "protected": true, "chunk_rows": 500, "unmappable": "quarantine", "wait_lock_s": 0.0, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "statement_timeout_s": 3600.0}, "waived": {"quarantined_rows": "until 2024-06-30: the server without an endpoint is shut down next month"}}	a9e4dc31118d9ea68fede688f105e050dea2fca5a6b8393900276fdb9dcf92b9	a27f8d4f864d5f144b0e95fd03793279b3fd9e06c323d7db0710cfb0bd33032e
107	2	cutover	ready	started	2024-01-15 10:04:56.305238+00	0/5211750	{"pid": 17339, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "user": "dba"}	a27f8d4f864d5f144b0e95fd03793279b3fd9e06c323d7db0710cfb0bd33032e	36223f5ffb6750b2873d332f7ac66b4ef7a99afc8fb3d456f921d501408fc133
108	2	cutover	ready	done	2024-01-15 10:04:56.666296+00	0/5211AF0	{"pid": 17339, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.518}	36223f5ffb6750b2873d332f7ac66b4ef7a99afc8fb3d456f921d501408fc133	45e7918fcb4d40c44cc3591a0db33efbe0e83072cebcfbfddfe8fa4f0c2d13a7
109	2	cutover	switch	started	2024-01-15 10:04:56.960626+00	0/5211DF0	{"pid": 17339, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "user": "dba"}	45e7918fcb4d40c44cc3591a0db33efbe0e83072cebcfbfddfe8fa4f0c2d13a7	8136e5164ed4fe3b385be6ef617b90e38dcb51f160ad88afd91564b426cde003
110	2	cutover	switch	turned	2024-01-15 10:04:57.139445+00	0/521B9F0	{"pid": 17339, "born": 0, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "user": "dba", "tries": 1, "held_s": 0.015687810999224894, "settled": 0}	8136e5164ed4fe3b385be6ef617b90e38dcb51f160ad88afd91564b426cde003	a15fd3808ff73e4390e5f6db264845ca084d953348b5d0ef4ce7e41d6c9a6345
111	2	cutover	switch	done	2024-01-15 10:04:57.169448+00	0/521C048	{"pid": 17339, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "note": "", "rows": 0, "user": "dba", "seconds": 0.192, "evidence": {"born": 0, "probe": "", "tries": 1, "held_s": 0.015687810999224894, "settled": 0, "longest_stall_s": 0.02574493900010566}}	a15fd3808ff73e4390e5f6db264845ca084d953348b5d0ef4ce7e41d6c9a6345	e1d1a94d5f64387691971706d7525ca0ab287c50fc0fc338bebdb6f9770c870a
112	2	cutover	mirror	started	2024-01-15 10:04:57.285886+00	0/521C3F8	{"pid": 17339, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "user": "dba"}	e1d1a94d5f64387691971706d7525ca0ab287c50fc0fc338bebdb6f9770c870a	6872408bce213769db71d875356edb3d67ddc485d91c3e941f9671606ea0c628
113	2	cutover	mirror	done	2024-01-15 10:04:57.872464+00	0/521C838	{"pid": 17339, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.531}	6872408bce213769db71d875356edb3d67ddc485d91c3e941f9671606ea0c628	8b9c0a56b311184c657be64c6ec5c56b884dbcb11420e570e0238ce03e76a9d2
114	2	cutover	(stage)	passed	2024-01-15 10:04:58.554946+00	0/521CB38	{"pid": 17339, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "schema": "public", "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "protected": true, "unmappable": "quarantine", "wait_lock_s": 0.0, "backup_max_h": 24.0, "late_writers": "carry", "switch_tries": 20, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "validated_max_min": 15.0, "statement_timeout_s": 3600.0}}	8b9c0a56b311184c657be64c6ec5c56b884dbcb11420e570e0238ce03e76a9d2	622951ea13e6b9d53d2293f2eee762013647e5f79a3c2466d6317328314a48d7
\.


--
-- Data for Name: held_back; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.held_back (v2_table, v2_id, reason, detail, at) FROM stdin;
resources	9c91e304-8896-5db6-79d7-77ecffaeb6f5	null	null value in column "sensitivity_level" of relation "mcp_servers" violates not-null constraint	2024-01-15 10:05:03.656731+00
resources	grpc-1	protocol		2024-01-15 10:05:03.657601+00
capabilities	grpc-1/list	id		2024-01-15 10:05:03.658856+00
\.


--
-- Data for Name: identity; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.identity (system_identifier, database_oid, database, adopted_at) FROM stdin;
7324262719676201989	19939	sark	2024-01-15 10:03:41.956471+00
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
view	expected_resources	8eca739ff9227c635fe6cd778ccaa95ebedb066980cfea9364e598ea173f5a70	
view	expected_mcp_servers	382ae57c46a3b14a9277003e46f7b87b4d141e01b55a16c50f1f5f528d52a38e	
view	expected_capabilities	1ef642b3c12232bd3fc1fecc51559338daf9e3cb7b84ef3b3fabc92353ad4bfc	
view	expected_mcp_tools	0ce61406921b395febec792a296e78247827040126e90b23032a52c7d4fb888b	
view	row_map	ba7339a8c47a43ed7eca8ca83f1e0850c48aee6b196a42e37d5373438483ca95	
function	write_resources	f04b5be5daf9b40d1d65af2590f55532b0bcb445f0b538a6a84fe987dd11c4d6	
function	carry_to_resources	05ecc0f5bae96927ad712d6ca42a78a0e53971f4c962954ce1c084bd5b442374	
function	write_mcp_servers	502a2eb5794da243a92ddc7dabbf1781133293a87428a6c6528893a050272cab	
function	carry_to_mcp_servers	d353f7c2a6031e30f766606858240efe2882549be46d2053377803e83fe924ff	
function	on_mcp_servers_forward	3dff0cbd3b278023af725e002fd7d9396a49be8812c6e470a24d01fe58b49548	
function	on_mcp_servers_late_carry	0f78e36ff98cb11986b2ba5cd4a11145771d8bd95980a556bce4c035a97b92a9	
function	on_mcp_servers_late_refuse	09ba198713443756973271ff7ad8a55dbcd2d94dcb9ca5be56e3e4f64f9a07d3	
function	on_resources_watch	6b26d748450c8451bf4a273e1df01ffa061b648aea9f8ea3ac8b8cec1b1e69a4	
function	on_resources_reverse	4971658a152a39693fdf9c765e7f72466107fa213fe4850ae698b0c3debcdcda	
function	write_capabilities	615282e31b1fc789b4d1027b04a7ce727f741679d0479d4425130abe096ef59f	
function	carry_to_capabilities	893731a2b60ba7586cf9083fbc553b170b41933111c93ab0faa1444523ef01de	
function	write_mcp_tools	d52633f982105917e38f7dd8b676931dc53db4526f97e2607582db2ecbec3649	
function	carry_to_mcp_tools	ec5ecbda42e455c91573e5d2ceceb07832d63387649135bfdc8f233a8441fccf	
function	on_mcp_tools_forward	9d8ad1e24b1959067a6b18b3bf1c086a0405dc6353b6db6a6d4a00bcfb50de69	
function	on_mcp_tools_late_carry	04bcdf8df58369c08131234e39d93054dee8fca1d0a14a06bc2a11c5775a8c5d	
function	on_mcp_tools_late_refuse	699f05195a9af1a49e270be5bff05c7e65667fd936c8a2b7896345e4103265f8	
function	on_capabilities_watch	d414c9727e7142f5b8d9f8d9ebc0a86d72cc50e050c85a54366d0382ddec3531	
function	on_capabilities_reverse	dc95acd8a1940a3b96bc882d03f393a24af22c7579d957d92591900e1ea93a29	
index	ix_res_protocol_name_cov	f14b398dac1c8443a6df4a9c2192a5dae9ea274595b90497a20e9eb1cfac281e	
index	ix_res_metadata_path	c3cfb07a2b8f4b6a6beebddbee692038ae0fb4465cc8ba82c63cbb68a2b609fe	
index	ix_cap_name	ccc0885ba208164c9cd947266f832b1062ec1ed1da452857a4354093b273bf5b	
index	ix_cap_sens_name_hot	8627ca03516ecf19104b379e915d00ace6fa076d13b603670d3bb5eeea099ed3	
index	ix_cap_schema_keys	6e39f9854535a697007056d322ee3cb2df9f00a56588d35467e069a7065b8757	
index	ix_cost_time_brin	dc69774602f3f43337045ef5d03268daf607784700195ab08f591269a978ed98	
matview	mv_protocol_counts	1a019c026f67424e274c495ed13c5d9f68ebf5b1944297b6b3616dcf4b70a445	2024-01-15T10:04:32.757679+00:00
matview	mv_resource_cost_24h	e129623d8bdc5c0046a37d55d24717cce98fcff72675c391d965484f1aa0edcb	2024-01-15T10:04:32.788822+00:00
matview	mv_daily_cost_summary	cc7add49053044b037b57fe67bc4e86bb1b65bd4a64aa61c0384c78f4e6c92f3	2024-01-15T10:04:32.806789+00:00
\.


--
-- Data for Name: missed; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.missed (id, entity, key, reason, at) FROM stdin;
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
mcp_servers	30cf34bb-f7b9-6c37-75de-bb6aecfce1c0	no_endpoint	null value in column "endpoint" of relation "resources" violates not-null constraint	2024-01-15 10:03:53.245886+00
mcp_tools	0e2f2044-141e-f218-826a-de858db5ce1d	server_quarantined	its server is in quarantine	2024-01-15 10:03:54.212686+00
\.


--
-- Data for Name: row_map_capabilities; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.row_map_capabilities (v1_id, digest, origin) FROM stdin;
0594e5a2-72ea-455b-d414-61c2a3886c39	3810196840377847878	r
0a207bb2-be36-0326-a91a-79067348e238	5078325658943811622	r
0c5d0f42-6f5b-5f3a-94b7-219d597219fe	5311817295463244655	r
0e650ab6-f005-faaf-a133-579fed685dd9	-4072657334598790305	r
0fa19e5d-dc21-7fbb-4ce8-8417115f704d	-5998900885605006784	r
1211417f-f980-68c4-45a5-e3f53f566e67	5305853062950714294	r
18da1860-617e-0f1b-4dcf-7a8e3b6b3b85	5448561817006188602	r
203c72fa-72f9-29c5-6a42-55336f45486b	-551309566257003761	r
2d6157ee-2639-ff61-b47f-7f04e52244e3	5182445262663555494	r
391e4c2c-8996-4cf2-afee-61161f29f379	-1695829574857866460	r
3b41dbfc-8278-dd6f-63a0-573d9f175d6f	-3594347315876114776	r
3c4c8bd1-3d02-1b25-5729-dd4a3a2d3eb5	-7802271057164806666	r
41dfc3db-6a3f-0de4-d06a-48416000c612	1577744336164368537	r
4e7bee37-0889-e398-c0f0-edeb94360a1f	6510345590303824580	r
64c919e4-35d5-8b3d-abd7-ba862a0ef9e7	-9101973856073855466	r
68d8357a-0cc4-022d-3f83-a28f9080cb64	-7950460650371032103	r
75ef14c9-e240-4b85-9526-0e9d0ff078d5	-4435545381202625265	r
ffffffff-0000-4000-8000-000000000002	-1039691361525957135	b
\.


--
-- Data for Name: row_map_resources; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.row_map_resources (v1_id, digest, origin) FROM stdin;
9c91e304-8896-5db6-79d7-77ecffaeb6f5	732688252130527622	r
a813415e-b1ca-f7e8-2b44-ff61b0208db3	-8268950458333418866	r
b69e39d8-325b-7e7b-e7e1-67b184f36185	1146147606791812623	r
ca4879c3-ade4-38ea-9585-3c281d7ec493	3610260184426526255	r
cc5971b6-bfb0-aa66-b77e-b18ef7614efa	-7966067525140691075	r
cc8951e4-c337-fd7f-cbef-fb733c794864	7051596849484926109	r
d146d91f-002b-5c7b-1e45-0647edeb549d	-4286746318587375214	r
3a484f0f-ea45-e5e3-ec9b-f57f3733c8e2	6249260106592685179	r
1395c163-58b4-2bbe-6938-63725fd3ba47	-4693488910329974586	r
\.


--
-- Data for Name: run; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.run (id, env, v1_schema, params, params_hash, state, opened_at, ended_at) FROM stdin;
1	production	public	{"adopt": "repair", "schema": "public", "v2_edits": "v1-wins", "live_sync": true, "unmappable": "quarantine", "late_writers": "carry", "unknown_columns": "keep", "missing_endpoint": "refuse"}	cd50da29c5c6fcf6023a1596f4eb72039b40b8aace3743382e6148b8e901d276	passed	2024-01-15 10:03:41.961698+00	2024-01-15 10:04:33.849581+00
2	production	public	{"adopt": "repair", "schema": "public", "v2_edits": "v1-wins", "live_sync": true, "unmappable": "quarantine", "late_writers": "carry", "unknown_columns": "keep", "missing_endpoint": "refuse"}	cd50da29c5c6fcf6023a1596f4eb72039b40b8aace3743382e6148b8e901d276	open	2024-01-15 10:04:43.17685+00	\N
\.


--
-- Data for Name: sync; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.sync (entity, direction, attached, late, at) FROM stdin;
mcp_servers	reverse	t	carry	2024-01-15 10:04:57.131544+00
mcp_tools	reverse	t	carry	2024-01-15 10:04:57.134151+00
\.


--
-- Name: cost_tracking_id_seq; Type: SEQUENCE SET; Schema: public; Owner: -
--

SELECT pg_catalog.setval('public.cost_tracking_id_seq', 6, true);


--
-- Name: event_seq_seq; Type: SEQUENCE SET; Schema: sark_migration; Owner: -
--

SELECT pg_catalog.setval('sark_migration.event_seq_seq', 114, true);


--
-- Name: late_writes; Type: SEQUENCE SET; Schema: sark_migration; Owner: -
--

SELECT pg_catalog.setval('sark_migration.late_writes', 1, true);


--
-- Name: missed_id_seq; Type: SEQUENCE SET; Schema: sark_migration; Owner: -
--

SELECT pg_catalog.setval('sark_migration.missed_id_seq', 1, true);


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

SELECT pg_catalog.setval('sark_migration.run_id_seq', 2, true);


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
-- Name: ix_cap_name; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cap_name ON public.capabilities USING btree (name);


--
-- Name: ix_cap_resource; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cap_resource ON public.capabilities USING btree (resource_id);


--
-- Name: ix_cap_schema_keys; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cap_schema_keys ON public.capabilities USING gin (jsonb_path_query_array(input_schema, 'strict $.keyvalue()."key"'::jsonpath, '{}'::jsonb, true) jsonb_path_ops);


--
-- Name: ix_cap_sens_name_hot; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cap_sens_name_hot ON public.capabilities USING btree (sensitivity_level, name, id) INCLUDE (resource_id) WHERE ((sensitivity_level)::text = ANY ((ARRAY['high'::character varying, 'critical'::character varying])::text[]));


--
-- Name: ix_cost_time_brin; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_cost_time_brin ON public.cost_tracking USING brin ("timestamp") WITH (pages_per_range='128', autosummarize='on');


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
-- Name: ix_mv_resource_cost_24h_top; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_mv_resource_cost_24h_top ON public.mv_resource_cost_24h USING btree (total_cost DESC NULLS LAST, id);


--
-- Name: ix_res_metadata_path; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_res_metadata_path ON public.resources USING gin (metadata jsonb_path_ops);


--
-- Name: ix_res_protocol_name_cov; Type: INDEX; Schema: public; Owner: -
--

CREATE INDEX ix_res_protocol_name_cov ON public.resources USING btree (protocol, name, id) INCLUDE (endpoint, sensitivity_level);


--
-- Name: ux_mv_daily_cost_summary; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ux_mv_daily_cost_summary ON public.mv_daily_cost_summary USING btree (date, principal_id, protocol);


--
-- Name: ux_mv_protocol_counts; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ux_mv_protocol_counts ON public.mv_protocol_counts USING btree (protocol);


--
-- Name: ux_mv_resource_cost_24h; Type: INDEX; Schema: public; Owner: -
--

CREATE UNIQUE INDEX ux_mv_resource_cost_24h ON public.mv_resource_cost_24h USING btree (id);


--
-- Name: run_one_open; Type: INDEX; Schema: sark_migration; Owner: -
--

CREATE UNIQUE INDEX run_one_open ON sark_migration.run USING btree (state) WHERE (state = 'open'::text);


--
-- Name: capabilities sark_sync_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_delete AFTER DELETE ON public.capabilities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_capabilities_reverse();

ALTER TABLE public.capabilities ENABLE ALWAYS TRIGGER sark_sync_delete;


--
-- Name: mcp_servers sark_sync_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_delete AFTER DELETE ON public.mcp_servers REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_servers_late_carry();

ALTER TABLE public.mcp_servers ENABLE ALWAYS TRIGGER sark_sync_delete;


--
-- Name: mcp_tools sark_sync_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_delete AFTER DELETE ON public.mcp_tools REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_tools_late_carry();

ALTER TABLE public.mcp_tools ENABLE ALWAYS TRIGGER sark_sync_delete;


--
-- Name: resources sark_sync_delete; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_delete AFTER DELETE ON public.resources REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_resources_reverse();

ALTER TABLE public.resources ENABLE ALWAYS TRIGGER sark_sync_delete;


--
-- Name: capabilities sark_sync_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_insert AFTER INSERT ON public.capabilities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_capabilities_reverse();

ALTER TABLE public.capabilities ENABLE ALWAYS TRIGGER sark_sync_insert;


--
-- Name: mcp_servers sark_sync_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_insert AFTER INSERT ON public.mcp_servers REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_servers_late_carry();

ALTER TABLE public.mcp_servers ENABLE ALWAYS TRIGGER sark_sync_insert;


--
-- Name: mcp_tools sark_sync_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_insert AFTER INSERT ON public.mcp_tools REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_tools_late_carry();

ALTER TABLE public.mcp_tools ENABLE ALWAYS TRIGGER sark_sync_insert;


--
-- Name: resources sark_sync_insert; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_insert AFTER INSERT ON public.resources REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_resources_reverse();

ALTER TABLE public.resources ENABLE ALWAYS TRIGGER sark_sync_insert;


--
-- Name: capabilities sark_sync_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_truncate AFTER TRUNCATE ON public.capabilities FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_capabilities_reverse();

ALTER TABLE public.capabilities ENABLE ALWAYS TRIGGER sark_sync_truncate;


--
-- Name: mcp_servers sark_sync_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_truncate AFTER TRUNCATE ON public.mcp_servers FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_servers_late_carry();

ALTER TABLE public.mcp_servers ENABLE ALWAYS TRIGGER sark_sync_truncate;


--
-- Name: mcp_tools sark_sync_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_truncate AFTER TRUNCATE ON public.mcp_tools FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_tools_late_carry();

ALTER TABLE public.mcp_tools ENABLE ALWAYS TRIGGER sark_sync_truncate;


--
-- Name: resources sark_sync_truncate; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_truncate AFTER TRUNCATE ON public.resources FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_resources_reverse();

ALTER TABLE public.resources ENABLE ALWAYS TRIGGER sark_sync_truncate;


--
-- Name: capabilities sark_sync_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_update AFTER UPDATE ON public.capabilities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_capabilities_reverse();

ALTER TABLE public.capabilities ENABLE ALWAYS TRIGGER sark_sync_update;


--
-- Name: mcp_servers sark_sync_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_update AFTER UPDATE ON public.mcp_servers REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_servers_late_carry();

ALTER TABLE public.mcp_servers ENABLE ALWAYS TRIGGER sark_sync_update;


--
-- Name: mcp_tools sark_sync_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_update AFTER UPDATE ON public.mcp_tools REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_mcp_tools_late_carry();

ALTER TABLE public.mcp_tools ENABLE ALWAYS TRIGGER sark_sync_update;


--
-- Name: resources sark_sync_update; Type: TRIGGER; Schema: public; Owner: -
--

CREATE TRIGGER sark_sync_update AFTER UPDATE ON public.resources REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT WHEN ((current_setting('sark.sync'::text, true) IS DISTINCT FROM 'on'::text)) EXECUTE FUNCTION sark_migration.on_resources_reverse();

ALTER TABLE public.resources ENABLE ALWAYS TRIGGER sark_sync_update;


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
-- Name: mv_daily_cost_summary; Type: MATERIALIZED VIEW DATA; Schema: public; Owner: -
--

REFRESH MATERIALIZED VIEW public.mv_daily_cost_summary;


--
-- Name: mv_protocol_counts; Type: MATERIALIZED VIEW DATA; Schema: public; Owner: -
--

REFRESH MATERIALIZED VIEW public.mv_protocol_counts;


--
-- Name: mv_resource_cost_24h; Type: MATERIALIZED VIEW DATA; Schema: public; Owner: -
--

REFRESH MATERIALIZED VIEW public.mv_resource_cost_24h;


--
-- PostgreSQL database dump complete
--


