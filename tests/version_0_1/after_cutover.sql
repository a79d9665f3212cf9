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
1	2026-11-10 10:00:00+00	team-0	d146d91f-002b-5c7b-1e45-0647edeb549d	0594e5a2-72ea-455b-d414-61c2a3886c39	0.5000	0.2500	{}
2	2026-11-11 10:00:00+00	team-1	9c91e304-8896-5db6-79d7-77ecffaeb6f5	0a207bb2-be36-0326-a91a-79067348e238	0.5000	0.5000	{}
3	2026-11-12 10:00:00+00	team-0	cc5971b6-bfb0-aa66-b77e-b18ef7614efa	0c5d0f42-6f5b-5f3a-94b7-219d597219fe	0.5000	0.7500	{}
4	2026-11-13 10:00:00+00	team-1	1395c163-58b4-2bbe-6938-63725fd3ba47	0e650ab6-f005-faaf-a133-579fed685dd9	0.5000	1.0000	{}
5	2026-11-14 10:00:00+00	team-0	cc8951e4-c337-fd7f-cbef-fb733c794864	0fa19e5d-dc21-7fbb-4ce8-8417115f704d	0.5000	1.2500	{}
6	2026-11-15 10:00:00+00	team-1	3a484f0f-ea45-e5e3-ec9b-f57f3733c8e2	1211417f-f980-68c4-45a5-e3f53f566e67	0.5000	1.5000	{}
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
grpc-1	born in v2	grpc	grpc.example.com:443	medium	{}	2026-12-01 04:06:57.80106+00	2026-12-01 04:06:57.80106+00
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
1	backfill_resources	1	\N	a813415e-b1ca-f7e8-2b44-ff61b0208db3	5	4	2026-12-01 04:05:47.353763+00
1	backfill_resources	2	a813415e-b1ca-f7e8-2b44-ff61b0208db3	d146d91f-002b-5c7b-1e45-0647edeb549d	5	5	2026-12-01 04:05:47.368122+00
1	backfill_capabilities	1	\N	0e650ab6-f005-faaf-a133-579fed685dd9	5	4	2026-12-01 04:05:47.864655+00
1	backfill_capabilities	2	0e650ab6-f005-faaf-a133-579fed685dd9	2d6157ee-2639-ff61-b47f-7f04e52244e3	5	5	2026-12-01 04:05:47.873801+00
1	backfill_capabilities	3	2d6157ee-2639-ff61-b47f-7f04e52244e3	4e7bee37-0889-e398-c0f0-edeb94360a1f	5	5	2026-12-01 04:05:47.880443+00
1	backfill_capabilities	4	4e7bee37-0889-e398-c0f0-edeb94360a1f	75ef14c9-e240-4b85-9526-0e9d0ff078d5	3	3	2026-12-01 04:05:47.886555+00
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
1	1	preflight	server	started	2026-12-01 04:05:30.716768+00	0/B89A7C8	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	0000000000000000000000000000000000000000000000000000000000000000	8b4e71117c365c870a1068d5d38b73f4e0802f7069f8128e071d77ed1296c7fc
2	1	preflight	server	done	2026-12-01 04:05:30.793646+00	0/B89AC28	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.267}	8b4e71117c365c870a1068d5d38b73f4e0802f7069f8128e071d77ed1296c7fc	79d83a12c06b643f5651eed1a872cdcf0fef9fd1d962fb057e6f957f1ad8829f
3	1	preflight	shape	started	2026-12-01 04:05:30.89188+00	0/B89AF28	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	79d83a12c06b643f5651eed1a872cdcf0fef9fd1d962fb057e6f957f1ad8829f	a19b8b6a2a55fa67aaaf6a249b1963fdf1980b7af73d968b1e5a97ce90c48c40
4	1	preflight	shape	done	2026-12-01 04:05:30.900086+00	0/B89B1F8	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.004}	a19b8b6a2a55fa67aaaf6a249b1963fdf1980b7af73d968b1e5a97ce90c48c40	4f281808feb0aea0d8a0f2bd3546fabfab5622ab313473310af37d8404ae13a3
5	1	preflight	rows	started	2026-12-01 04:05:30.974132+00	0/B89B4F8	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	4f281808feb0aea0d8a0f2bd3546fabfab5622ab313473310af37d8404ae13a3	c38de982a2565d6be329bc6022737470b01b5170347b4b24ac4ef129d7e4943a
6	1	preflight	rows	done	2026-12-01 04:05:31.006711+00	0/B89B8D8	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.032}	c38de982a2565d6be329bc6022737470b01b5170347b4b24ac4ef129d7e4943a	6adceab653b56348ac4a942254d555b168b4143e96a1a4faeac82ce87f893b1c
7	1	preflight	unmappable	started	2026-12-01 04:05:31.072078+00	0/B89BBD8	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	6adceab653b56348ac4a942254d555b168b4143e96a1a4faeac82ce87f893b1c	8a05fcbcd068e2f84861bf1786da79a17d587788ad6b8fde463cd751e1227304
8	1	preflight	unmappable	done	2026-12-01 04:05:31.112142+00	0/B89BEB0	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "waived": {"unmappable.no_endpoint": "until 2027-02-28: the server without an endpoint is shut down next month"}, "seconds": 0.037}	8a05fcbcd068e2f84861bf1786da79a17d587788ad6b8fde463cd751e1227304	9c15e3e5d14a8d6ef89e3df0cf5c7195537f6334a4129ef957b8e88c0fef3a7c
9	1	preflight	law	started	2026-12-01 04:05:31.189884+00	0/B89C248	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	9c15e3e5d14a8d6ef89e3df0cf5c7195537f6334a4129ef957b8e88c0fef3a7c	2c52b9bff6b50da49fb257038a157e864292f757434c686fa17fa6432afce866
10	1	preflight	law	done	2026-12-01 04:05:31.277644+00	0/B89C518	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.085}	2c52b9bff6b50da49fb257038a157e864292f757434c686fa17fa6432afce866	9875b3f2293811aa34a3f97897ecf4d87fdb6541539234aba1d17617ce9402e6
11	1	preflight	expected	started	2026-12-01 04:05:31.351903+00	0/B89C818	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba"}	9875b3f2293811aa34a3f97897ecf4d87fdb6541539234aba1d17617ce9402e6	ffa2f17d11f8218dafa8e6337165f882a9cc40bdebe6991be537a9e23f45c0fa
12	1	preflight	expected	done	2026-12-01 04:05:31.774246+00	0/B8AD890	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.421, "evidence": {"rows": {"resources": 9, "capabilities": 17}, "basis": "written", "seconds": [0.03, 2.522], "wal_bytes": [22640.333, 504143.333], "disk_bytes": [17700.333, 289203.333]}}	ffa2f17d11f8218dafa8e6337165f882a9cc40bdebe6991be537a9e23f45c0fa	379f334db2a50685cc712fadc1e6508d1c5a5f87ab2ef4af4a1ffee16b05dfbe
20	1	backup	(stage)	passed	2026-12-01 04:05:36.647837+00	0/BD59C88	{"pid": 21782, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "schema": "public", "new_run": false, "scratch": "same", "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "protected": true, "backup_dir": "backups", "backup_jobs": 2, "wait_lock_s": 0.0, "backup_format": "custom", "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "confirm_database": "sark", "statement_timeout_s": 3600.0}}	5498cae95cb656c08d799b283a4af9b6b904776e7446d4223305e98f9f2eda3f	9e0d14f8098df915d3b84d9e1f17770b6e648ec6b36f564ba6497505387e2e02
13	1	preflight	(stage)	passed	2026-12-01 04:05:31.960964+00	0/B8ADCA0	{"pid": 21491, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "55ce901176c3dc5068aa658c6b53bac6c16c8fca2c95adf556b900a54942f9f4"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "schema": "public", "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "protected": true, "unmappable": "quarantine", "wait_lock_s": 0.0, "disk_free_gib": null, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "statement_timeout_s": 3600.0}, "waived": {"unmappable.no_endpoint": "until 2027-02-28: the server without an endpoint is shut down next month"}}	379f334db2a50685cc712fadc1e6508d1c5a5f87ab2ef4af4a1ffee16b05dfbe	1ae2bd568c2f46dab9d89b8a59271760402a76a12bdf8dba78d8ebf4dcf92843
14	1	backup	dump	started	2026-12-01 04:05:35.842277+00	0/B8AE248	{"pid": 21782, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "user": "dba"}	1ae2bd568c2f46dab9d89b8a59271760402a76a12bdf8dba78d8ebf4dcf92843	7be146ff9548fb9d14d46c7a2f9c20303e327a8c056da43d46faf007335a41b8
15	1	backup	dump	done	2026-12-01 04:05:36.009659+00	0/B8AE628	{"pid": 21782, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "note": "custom", "rows": null, "user": "dba", "seconds": 0.307, "evidence": {"lsn": "0/B8AE518", "host": "sark-ops", "path": "/srv/sark/backups/production/sark-20261201T040535Z-b90d53a47ae3", "tool": "pg_dump 15.18", "bytes": 45436, "format": "custom", "sha256": "d48fe6120b5c0c92b40633bf49a7771375208b11f5ecdb60118d17a906efb1cd", "tables": {"public.teams": {"sum": "-9583706106254370875", "rows": 8}, "public.users": {"sum": "-17518310461645749726", "rows": 9}, "public.api_keys": {"sum": "0", "rows": 0}, "public.policies": {"sum": "-303226680555279427", "rows": 5}, "public.mcp_tools": {"sum": "8195064089767770620", "rows": 18}, "public.user_teams": {"sum": "19084516472675130033", "rows": 9}, "public.mcp_servers": {"sum": "-2284268825257144056", "rows": 10}, "sark_migration.run": {"sum": "5958703611797212528", "rows": 1}, "public.audit_events": {"sum": "3688537497991947051", "rows": 6}, "sark_migration.sync": {"sum": "0", "rows": 0}, "sark_migration.batch": {"sum": "0", "rows": 0}, "sark_migration.event": {"sum": "40875329848483642366", "rows": 14}, "sark_migration.pause": {"sum": "0", "rows": 0}, "sark_migration.missed": {"sum": "0", "rows": 0}, "sark_migration.parked": {"sum": "0", "rows": 0}, "sark_migration.control": {"sum": "0", "rows": 0}, "sark_migration.identity": {"sum": "361771688463748662", "rows": 1}, "sark_migration.held_back": {"sum": "0", "rows": 0}, "sark_migration.installed": {"sum": "0", "rows": 0}, "sark_migration.quarantine": {"sum": "0", "rows": 0}, "sark_migration.alembic_version": {"sum": "-6985924823313713955", "rows": 1}, "sark_migration.row_map_resources": {"sum": "0", "rows": 0}, "sark_migration.row_map_capabilities": {"sum": "0", "rows": 0}}, "taken_at": "2026-12-01T04:05:35.847152+00:00", "restore_with": "createdb '--maintenance-db=user=postgres dbname=sark host=127.0.0.1 port=5432' --template=template0 sark_restored && pg_restore '--dbname=user=postgres dbname=sark_restored host=127.0.0.1 port=5432' --exit-on-error --jobs=2 backups/production/sark-20261201T040535Z-b90d53a47ae3"}}	7be146ff9548fb9d14d46c7a2f9c20303e327a8c056da43d46faf007335a41b8	86d330eeed6160e8dccec4b59d668eef76df03f3d40e01a2ca7ba9a37aa64438
16	1	backup	restore	started	2026-12-01 04:05:36.063495+00	0/B8AEDC0	{"pid": 21782, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "user": "dba"}	86d330eeed6160e8dccec4b59d668eef76df03f3d40e01a2ca7ba9a37aa64438	efa9eb6e5b7c49389cf45db3c44a3f6750fac9adbe4de480dd1516f76a65850e
17	1	backup	restore	done	2026-12-01 04:05:36.477637+00	0/BD578F0	{"pid": 21782, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.412, "evidence": {"sha256": "d48fe6120b5c0c92b40633bf49a7771375208b11f5ecdb60118d17a906efb1cd", "tables": {"public.teams": {"sum": "-9583706106254370875", "rows": 8}, "public.users": {"sum": "-17518310461645749726", "rows": 9}, "public.api_keys": {"sum": "0", "rows": 0}, "public.policies": {"sum": "-303226680555279427", "rows": 5}, "public.mcp_tools": {"sum": "8195064089767770620", "rows": 18}, "public.user_teams": {"sum": "19084516472675130033", "rows": 9}, "public.mcp_servers": {"sum": "-2284268825257144056", "rows": 10}, "sark_migration.run": {"sum": "5958703611797212528", "rows": 1}, "public.audit_events": {"sum": "3688537497991947051", "rows": 6}, "sark_migration.sync": {"sum": "0", "rows": 0}, "sark_migration.batch": {"sum": "0", "rows": 0}, "sark_migration.event": {"sum": "40875329848483642366", "rows": 14}, "sark_migration.pause": {"sum": "0", "rows": 0}, "sark_migration.missed": {"sum": "0", "rows": 0}, "sark_migration.parked": {"sum": "0", "rows": 0}, "sark_migration.control": {"sum": "0", "rows": 0}, "sark_migration.identity": {"sum": "361771688463748662", "rows": 1}, "sark_migration.held_back": {"sum": "0", "rows": 0}, "sark_migration.installed": {"sum": "0", "rows": 0}, "sark_migration.quarantine": {"sum": "0", "rows": 0}, "sark_migration.alembic_version": {"sum": "-6985924823313713955", "rows": 1}, "sark_migration.row_map_resources": {"sum": "0", "rows": 0}, "sark_migration.row_map_capabilities": {"sum": "0", "rows": 0}}, "left_out": ""}}	efa9eb6e5b7c49389cf45db3c44a3f6750fac9adbe4de480dd1516f76a65850e	5ae3d8624237079cefc107e45c9755f1f3d4732517d1dfe492e5edd4c4a85687
18	1	backup	compare	started	2026-12-01 04:05:36.544275+00	0/BD59208	{"pid": 21782, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "user": "dba"}	5ae3d8624237079cefc107e45c9755f1f3d4732517d1dfe492e5edd4c4a85687	649aa6203d2b4961d8b036e539429fdfda34892082818b07fd94147e4f2c8a59
19	1	backup	compare	done	2026-12-01 04:05:36.551776+00	0/BD594D8	{"pid": 21782, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "d35b3ee66175d22825d773e1b0d03a102dbd08b43ed0688bf117f136dbfcd3b5"}, "host": "sark-ops", "note": "verified", "rows": null, "user": "dba", "seconds": 0.009, "evidence": {"lsn": "0/B8AE518", "host": "sark-ops", "path": "/srv/sark/backups/production/sark-20261201T040535Z-b90d53a47ae3", "tool": "pg_dump 15.18", "bytes": 45436, "format": "custom", "sha256": "d48fe6120b5c0c92b40633bf49a7771375208b11f5ecdb60118d17a906efb1cd", "tables": {"public.teams": {"sum": "-9583706106254370875", "rows": 8}, "public.users": {"sum": "-17518310461645749726", "rows": 9}, "public.api_keys": {"sum": "0", "rows": 0}, "public.policies": {"sum": "-303226680555279427", "rows": 5}, "public.mcp_tools": {"sum": "8195064089767770620", "rows": 18}, "public.user_teams": {"sum": "19084516472675130033", "rows": 9}, "public.mcp_servers": {"sum": "-2284268825257144056", "rows": 10}, "sark_migration.run": {"sum": "5958703611797212528", "rows": 1}, "public.audit_events": {"sum": "3688537497991947051", "rows": 6}, "sark_migration.sync": {"sum": "0", "rows": 0}, "sark_migration.batch": {"sum": "0", "rows": 0}, "sark_migration.event": {"sum": "40875329848483642366", "rows": 14}, "sark_migration.pause": {"sum": "0", "rows": 0}, "sark_migration.missed": {"sum": "0", "rows": 0}, "sark_migration.parked": {"sum": "0", "rows": 0}, "sark_migration.control": {"sum": "0", "rows": 0}, "sark_migration.identity": {"sum": "361771688463748662", "rows": 1}, "sark_migration.held_back": {"sum": "0", "rows": 0}, "sark_migration.installed": {"sum": "0", "rows": 0}, "sark_migration.quarantine": {"sum": "0", "rows": 0}, "sark_migration.alembic_version": {"sum": "-6985924823313713955", "rows": 1}, "sark_migration.row_map_resources": {"sum": "0", "rows": 0}, "sark_migration.row_map_capabilities": {"sum": "0", "rows": 0}}, "taken_at": "2026-12-01T04:05:35.847152+00:00", "verified": true, "restore_with": "createdb '--maintenance-db=user=postgres dbname=sark host=127.0.0.1 port=5432' --template=template0 sark_restored && pg_restore '--dbname=user=postgres dbname=sark_restored host=127.0.0.1 port=5432' --exit-on-error --jobs=2 backups/production/sark-20261201T040535Z-b90d53a47ae3"}}	649aa6203d2b4961d8b036e539429fdfda34892082818b07fd94147e4f2c8a59	5498cae95cb656c08d799b283a4af9b6b904776e7446d4223305e98f9f2eda3f
21	1	schema	planned	started	2026-12-01 04:05:40.809992+00	0/BD5BD08	{"pid": 21959, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	9e0d14f8098df915d3b84d9e1f17770b6e648ec6b36f564ba6497505387e2e02	ac11363604465c240505fada194d100a888c855d40593461581984d0d8cda296
22	1	schema	planned	done	2026-12-01 04:05:40.833913+00	0/BD5BFD8	{"pid": 21959, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.224}	ac11363604465c240505fada194d100a888c855d40593461581984d0d8cda296	61508b70cb07f1267ba5329137ccac12e21b174eb2c53a22d724888ec668b2c8
23	1	schema	tables	started	2026-12-01 04:05:40.899944+00	0/BD5C2F0	{"pid": 21959, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	61508b70cb07f1267ba5329137ccac12e21b174eb2c53a22d724888ec668b2c8	393365f686fde3cf9511b6c6a995cfcac0dc1126b1e7d2ae61a193200b899197
24	1	schema	tables	done	2026-12-01 04:05:40.987174+00	0/BDAF508	{"pid": 21959, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.092}	393365f686fde3cf9511b6c6a995cfcac0dc1126b1e7d2ae61a193200b899197	1d6f9b925360fd86f9257f67b027ee240007659ce42d23f0f5671ca4842616f1
25	1	schema	views	started	2026-12-01 04:05:41.04692+00	0/BDAF808	{"pid": 21959, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	1d6f9b925360fd86f9257f67b027ee240007659ce42d23f0f5671ca4842616f1	61d8b1ef58f6af1dda2ee8b8448a1a0b44ef9f85cc4fb4de83e4052d6e5e5c20
26	1	schema	views	done	2026-12-01 04:05:41.168893+00	0/BDC9FE0	{"pid": 21959, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "expected_resources, expected_mcp_servers, expected_capabilities, expected_mcp_tools, row_map", "rows": null, "user": "dba", "seconds": 0.125}	61d8b1ef58f6af1dda2ee8b8448a1a0b44ef9f85cc4fb4de83e4052d6e5e5c20	d332abf9a5f5d651f8cb4c6aae5a9baa4cff2f3dd6b78ba973f1f5ad8d806c65
27	1	schema	grants	started	2026-12-01 04:05:41.226357+00	0/BDCA358	{"pid": 21959, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	d332abf9a5f5d651f8cb4c6aae5a9baa4cff2f3dd6b78ba973f1f5ad8d806c65	9b743763e3e8e4202f5c7dc3988fe64b8b1d1a7d19d207e21f27a40c2ae280c3
28	1	schema	grants	done	2026-12-01 04:05:41.23539+00	0/BDCA628	{"pid": 21959, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.007}	9b743763e3e8e4202f5c7dc3988fe64b8b1d1a7d19d207e21f27a40c2ae280c3	74afc6427ba5988b16de770abb6fbf43d762fb57d0feb397b0c21ab9aea15b8b
29	1	schema	indexes	started	2026-12-01 04:05:41.285315+00	0/BDCA928	{"pid": 21959, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba"}	74afc6427ba5988b16de770abb6fbf43d762fb57d0feb397b0c21ab9aea15b8b	a4270242ff611303cab7858cd02ecc5228db3f2e1b894bba8b79f0222b12b99c
30	1	schema	indexes	done	2026-12-01 04:05:41.306034+00	0/BDCB6E8	{"pid": 21959, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "note": "ix_cap_resource built", "rows": null, "user": "dba", "seconds": 0.008}	a4270242ff611303cab7858cd02ecc5228db3f2e1b894bba8b79f0222b12b99c	0190f46b1630d09829caec66fb5bfe18abcdb64ca9b6df4e98337d5f80e2fb13
31	1	schema	(stage)	passed	2026-12-01 04:05:41.42694+00	0/BDCBA00	{"pid": 21959, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "98f4b2760925eb04bb8a43c02e00438c1dacfae832ceb4b9f72a741ba197dff9"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "adopt": "repair", "schema": "public", "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "protected": true, "unmappable": "quarantine", "wait_lock_s": 0.0, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "statement_timeout_s": 3600.0}}	0190f46b1630d09829caec66fb5bfe18abcdb64ca9b6df4e98337d5f80e2fb13	5bee15493ae795ac380216c4a16d21df61b9b56f710d36723af59fa9ca1ff949
32	1	migrate	quarantine	started	2026-12-01 04:05:46.811516+00	0/BDCBE80	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	5bee15493ae795ac380216c4a16d21df61b9b56f710d36723af59fa9ca1ff949	c4e3b0c2331702eb13a8765a4d04511b75cf175ba049525e179f660f52b2c10d
33	1	migrate	quarantine	done	2026-12-01 04:05:46.842412+00	0/BDCC470	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": 2, "user": "dba", "seconds": 0.145}	c4e3b0c2331702eb13a8765a4d04511b75cf175ba049525e179f660f52b2c10d	74362a0a2820695c3354400a466f16c769574e32373076760d944b6094c6ddb8
34	1	migrate	sync_servers	started	2026-12-01 04:05:47.138662+00	0/BDCC778	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	74362a0a2820695c3354400a466f16c769574e32373076760d944b6094c6ddb8	1b3b318a4b1c256de95bdfad7a0c159f2aa4ecb67e39ed5d56bcee4ec3dd59fd
35	1	migrate	sync_servers	done	2026-12-01 04:05:47.19291+00	0/BDEFFE0	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "write_resources, carry_to_resources, write_mcp_servers, carry_to_mcp_servers, on_mcp_servers_forward, on_mcp_servers_late_carry, on_mcp_servers_late_refuse, on_resources_watch, on_resources_reverse, write_capabilities, carry_to_capabilities, write_mcp_tools, carry_to_mcp_tools, on_mcp_tools_forward, on_mcp_tools_late_carry, on_mcp_tools_late_refuse, on_capabilities_watch, on_capabilities_reverse, triggers on mcp_servers and resources", "rows": null, "user": "dba", "seconds": 0.059}	1b3b318a4b1c256de95bdfad7a0c159f2aa4ecb67e39ed5d56bcee4ec3dd59fd	3c405331e035bc4abc788761bb4b1adc9d82bfae75529eafd74a8da7c2ba27a6
36	1	migrate	backfill_resources	started	2026-12-01 04:05:47.259473+00	0/BDF04B8	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	3c405331e035bc4abc788761bb4b1adc9d82bfae75529eafd74a8da7c2ba27a6	aa04058eb8f0a0c95ced7ca09565d7acb801b2742d499ec8c229e523c6282c2f
37	1	migrate	backfill_resources	done	2026-12-01 04:05:47.415155+00	0/BDF4300	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": 9, "user": "dba", "seconds": 0.15}	aa04058eb8f0a0c95ced7ca09565d7acb801b2742d499ec8c229e523c6282c2f	a6195fd90d36e1d108bc03be9d6fd0bf365f49398b824f3429e76fc9897ba25f
38	1	migrate	sync_tools	started	2026-12-01 04:05:47.723014+00	0/BDF4610	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	a6195fd90d36e1d108bc03be9d6fd0bf365f49398b824f3429e76fc9897ba25f	14605cfe0a2c16f71b0ba64cf12eb7eaad214233d97b080c2123db85908acef4
39	1	migrate	sync_tools	done	2026-12-01 04:05:47.729439+00	0/BDFAB48	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "triggers on mcp_tools and capabilities", "rows": null, "user": "dba", "seconds": 0.007}	14605cfe0a2c16f71b0ba64cf12eb7eaad214233d97b080c2123db85908acef4	7bb58980d731fc4ffcafc28e1354dff94a462ac00b7bd693f6c8ad8a2a24c5f3
40	1	migrate	backfill_capabilities	started	2026-12-01 04:05:47.793819+00	0/BDFAE70	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	7bb58980d731fc4ffcafc28e1354dff94a462ac00b7bd693f6c8ad8a2a24c5f3	72c2851f040c2cbebc62f414c53c02f43de1d2f78cd2d6418f6c0374b0d88b1f
41	1	migrate	backfill_capabilities	done	2026-12-01 04:05:47.924358+00	0/BE027C0	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": 17, "user": "dba", "seconds": 0.137}	72c2851f040c2cbebc62f414c53c02f43de1d2f78cd2d6418f6c0374b0d88b1f	1a944e8b1db4fb891d595a54efc8b38ee3b0ff27d39f682ab6c99908c2a00e48
42	1	migrate	catch_up	started	2026-12-01 04:05:48.283675+00	0/BE02AD8	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	1a944e8b1db4fb891d595a54efc8b38ee3b0ff27d39f682ab6c99908c2a00e48	677b40ad33ca70e99bc1a7c5b227002bcba1e84ba7413e7d77d035e2fc2383ed
43	1	migrate	catch_up	done	2026-12-01 04:05:48.493723+00	0/BE03608	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": 0, "user": "dba", "seconds": 0.209}	677b40ad33ca70e99bc1a7c5b227002bcba1e84ba7413e7d77d035e2fc2383ed	4502024f80217b0cc09809b1f6c25a1f32bae80730f502d0b883aa8fb28a86f8
44	1	migrate	analyze	started	2026-12-01 04:05:48.572287+00	0/BE03910	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	4502024f80217b0cc09809b1f6c25a1f32bae80730f502d0b883aa8fb28a86f8	b35f68b8fef4686b7e34bd3e91413579f81594a8d04d263206228f876e2d08cc
45	1	migrate	analyze	done	2026-12-01 04:05:48.586601+00	0/BE086A0	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.012}	b35f68b8fef4686b7e34bd3e91413579f81594a8d04d263206228f876e2d08cc	405d4938600f3cda79d8c8c69bfcfe7304df9da7ebfe1253d417293efba0edd4
46	1	migrate	actual	started	2026-12-01 04:05:48.670445+00	0/BE089A0	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	405d4938600f3cda79d8c8c69bfcfe7304df9da7ebfe1253d417293efba0edd4	dd3e0c414665ca9c2a00426a1d70b1753c8204dbf616de35ab83b5becd4eeef2
48	1	migrate	checked	started	2026-12-01 04:05:48.822205+00	0/BE091C0	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba"}	2eb82dee662cf877e0cd32dae04e6a47979c068954f43271e6eecd0615f3045d	d98507810b23d789e838aaa596427afbb72bbe65c851774c013234905d12af09
47	1	migrate	actual	done	2026-12-01 04:05:48.71944+00	0/BE08C70	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.046, "evidence": {"WAL": {"unit": "bytes", "actual": 47000, "forecast": [22640.333, 504143.333]}, "disk": {"unit": "bytes", "actual": 163840, "forecast": [17700.333, 289203.333]}, "time to copy": {"unit": "s", "actual": 0.28622099999999995, "forecast": [0.03, 2.522]}, "rows of resources": {"unit": "rows", "actual": 9, "forecast": [9, 9]}, "rows of capabilities": {"unit": "rows", "actual": 17, "forecast": [17, 17]}}}	dd3e0c414665ca9c2a00426a1d70b1753c8204dbf616de35ab83b5becd4eeef2	2eb82dee662cf877e0cd32dae04e6a47979c068954f43271e6eecd0615f3045d
50	1	migrate	(stage)	passed	2026-12-01 04:05:49.023746+00	0/BE097D8	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "let_in": false, "schema": "public", "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "standbys": "", "v2_edits": "v1-wins", "lag_max_s": 10.0, "live_sync": true, "protected": true, "batch_rows": 5, "unmappable": "quarantine", "pause_max_s": 3600.0, "wait_lock_s": 0.0, "wal_max_mib_s": 0.0, "batch_rows_max": 5, "batch_target_s": 0.25, "pg_wal_max_gib": 0.0, "snapshot_max_s": 3600.0, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "archive_backlog_max": 64, "removed_max_percent": 10.0, "statement_timeout_s": 3600.0}}	4df371f290bf7776e000e5beb28248075e210cd143002530a74e1ed4245b59bd	4150a3bfdfeffb56b20641d9c2fe765ad22aa94afbef02d1a627eb7381175c6b
49	1	migrate	checked	done	2026-12-01 04:05:48.862235+00	0/BE094D8	{"pid": 22169, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a9b370d2b5dd545912cd5e0b99c373418d4a629e9cfc16eacad2b08d99d65b19"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.038}	d98507810b23d789e838aaa596427afbb72bbe65c851774c013234905d12af09	4df371f290bf7776e000e5beb28248075e210cd143002530a74e1ed4245b59bd
51	1	validate	tables	started	2026-12-01 04:05:56.657587+00	0/BE0A4D0	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	4150a3bfdfeffb56b20641d9c2fe765ad22aa94afbef02d1a627eb7381175c6b	637dbd57c900435835c09abfe1c23bb88418ad5ede1d6b0a3328a1e331770fb2
52	1	validate	tables	done	2026-12-01 04:05:56.695249+00	0/BE0A7A0	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.105}	637dbd57c900435835c09abfe1c23bb88418ad5ede1d6b0a3328a1e331770fb2	cd801fe64bfca67ffe0b0bd69c0b2b73aefdc7af206ba00fd2871197b35b6322
53	1	validate	authored	started	2026-12-01 04:05:56.737714+00	0/BE0AAA0	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	cd801fe64bfca67ffe0b0bd69c0b2b73aefdc7af206ba00fd2871197b35b6322	e1010f84d0b5c0c650cc163a1d405c98ac3683e63d087c805ed87d3867d81dc4
54	1	validate	authored	done	2026-12-01 04:05:56.825567+00	0/BE0AD78	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "waived": {"quarantined_rows": "until 2027-02-28: the server without an endpoint is shut down next month"}, "seconds": 0.089}	e1010f84d0b5c0c650cc163a1d405c98ac3683e63d087c805ed87d3867d81dc4	9785bddc8e0acf9b787fca51473d92103d859b8d92ef93ad6356d6a0e8e17853
55	1	validate	costs	started	2026-12-01 04:05:56.870116+00	0/BE0B0E8	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	9785bddc8e0acf9b787fca51473d92103d859b8d92ef93ad6356d6a0e8e17853	eea7c48c35ff90b59280233a92b6b316525fffee5209020f130eff9d1d6796a6
56	1	validate	costs	done	2026-12-01 04:05:56.883904+00	0/BE0B3B8	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.014, "evidence": {"days": {"2026-11-10": [1, "1587849283458551516"], "2026-11-11": [1, "9045741071971135944"], "2026-11-12": [1, "1046768684667292282"], "2026-11-13": [1, "-7240364419216625355"], "2026-11-14": [1, "-7559184047589906969"], "2026-11-15": [1, "3998708128220301459"]}}}	eea7c48c35ff90b59280233a92b6b316525fffee5209020f130eff9d1d6796a6	86010c4e8c85ec9e63910fbed777975787097b7ce57dd040e8c2cd0d496abbff
57	1	validate	parity	started	2026-12-01 04:05:56.925791+00	0/BE0B838	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	86010c4e8c85ec9e63910fbed777975787097b7ce57dd040e8c2cd0d496abbff	5d37d78ddfd13bf7994a9446e851c1b8562904ee9ca0240e7a16411b17e6673d
58	1	validate	parity	done	2026-12-01 04:05:56.98122+00	0/BE0BB08	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.055, "evidence": {"rows": 26, "differences": 0}}	5d37d78ddfd13bf7994a9446e851c1b8562904ee9ca0240e7a16411b17e6673d	3e9957d49ad95a72b7c7b38e96ad223ad7022a7737d5effedd1b7cab68be9bfd
59	1	validate	law	started	2026-12-01 04:05:57.037847+00	0/BE0BE48	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	3e9957d49ad95a72b7c7b38e96ad223ad7022a7737d5effedd1b7cab68be9bfd	19c8d2f52228a52495a6653453e0cb84db33940b50fe9a1648a649122987053f
60	1	validate	law	done	2026-12-01 04:05:57.10881+00	0/BE0C130	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.071, "evidence": {"rows": 26, "differences": 0}}	19c8d2f52228a52495a6653453e0cb84db33940b50fe9a1648a649122987053f	a086570abf9b4f8877e34a7fd4aaef2749f6754b8e300e3b8f4248b7ad6c3e3a
61	1	validate	summary	started	2026-12-01 04:05:57.167151+00	0/BE0C470	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	a086570abf9b4f8877e34a7fd4aaef2749f6754b8e300e3b8f4248b7ad6c3e3a	f78bc3cf3367a141d553627cc8273763a1bfdf9fa6eb196a1ad9aa2c581d94e2
76	1	benchmark	throughput	started	2026-12-01 04:06:09.311289+00	0/BE0F490	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	e06a1f7b38cfca67ac686c2fad6f0481178f4a1949b4fdc219243749d28f5ee2	30e976dced7f84be33b211a01c9907947bac1e47ab01cf4d0ef6614ea69b8773
62	1	validate	summary	done	2026-12-01 04:05:57.223013+00	0/BE0C748	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.055, "evidence": {"sync": "6b5d064dd993c38126a9dfe0feb9f66fc3828f723f2df804ba43edabc7d0290d", "suite": "full", "unseen": [], "waived": {"quarantined_rows": "until 2027-02-28: the server without an endpoint is shut down next month"}, "queries": "b9bd9bd3b8637499e5f61240574b6287fd7dd544ead97ea9b1067481cc405bf9", "direction": "forward", "exit_code": 0}}	f78bc3cf3367a141d553627cc8273763a1bfdf9fa6eb196a1ad9aa2c581d94e2	34af7fb596574a7d285ddbdc40c2d6fe1baf790981f9070d9b462580436975cb
63	1	validate	(stage)	passed	2026-12-01 04:05:57.395421+00	0/BE0CBC0	{"pid": 22365, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "suite": "full", "schema": "public", "new_run": false, "samples": 5, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "within_s": 0.0, "protected": true, "chunk_rows": 500, "unmappable": "quarantine", "wait_lock_s": 0.0, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "statement_timeout_s": 3600.0}, "waived": {"quarantined_rows": "until 2027-02-28: the server without an endpoint is shut down next month"}}	34af7fb596574a7d285ddbdc40c2d6fe1baf790981f9070d9b462580436975cb	ea3b0fba2f26d63bde52d50e2f4675980d0f23e57c98e238c7622e6447b12ac1
64	1	benchmark	around	started	2026-12-01 04:06:01.907136+00	0/BE0D0F8	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	ea3b0fba2f26d63bde52d50e2f4675980d0f23e57c98e238c7622e6447b12ac1	b9eeecfd51110e57707d725bb56ef147e6771bfac6097e8f59a71f1763b5f4e6
65	1	benchmark	around	done	2026-12-01 04:06:01.925183+00	0/BE0D3D0	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.171}	b9eeecfd51110e57707d725bb56ef147e6771bfac6097e8f59a71f1763b5f4e6	49e6d300311e0f08d027d8496d1357020ea7d0c133603933bf05d0655814f2da
66	1	benchmark	draw	started	2026-12-01 04:06:02.006664+00	0/BE0D6D0	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	49e6d300311e0f08d027d8496d1357020ea7d0c133603933bf05d0655814f2da	617345388fdb1cd9ef33d3e15d5f21e548c49624db9c627169e5ca4788ab1aee
67	1	benchmark	draw	done	2026-12-01 04:06:02.03612+00	0/BE0D9A0	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.03}	617345388fdb1cd9ef33d3e15d5f21e548c49624db9c627169e5ca4788ab1aee	7578ab310bc7c01cd1b387b4d99179b12a42a90a34877a48433cb5d55ce1ce38
68	1	benchmark	measured	started	2026-12-01 04:06:02.097132+00	0/BE0DCA0	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	7578ab310bc7c01cd1b387b4d99179b12a42a90a34877a48433cb5d55ce1ce38	6216cbe390efbe1ead7d1af785dea2bf6fd23c526879597af71ec905f9a86ad7
69	1	benchmark	measured	done	2026-12-01 04:06:04.380364+00	0/BE0DF78	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 2.282}	6216cbe390efbe1ead7d1af785dea2bf6fd23c526879597af71ec905f9a86ad7	da0e09abfd74d623f2df267e4c822e99e09e069aaa1ab76f6e97a5098bf4b8f3
70	1	benchmark	rewritten	started	2026-12-01 04:06:06.226852+00	0/BE0E290	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	da0e09abfd74d623f2df267e4c822e99e09e069aaa1ab76f6e97a5098bf4b8f3	2800e1325dec3b28eef9bc5f401755844815c7d8c045dfd67315dd52c1754138
71	1	benchmark	rewritten	done	2026-12-01 04:06:07.024417+00	0/BE0E568	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.796}	2800e1325dec3b28eef9bc5f401755844815c7d8c045dfd67315dd52c1754138	e6a7e9fe56c272bed1a0941e75d7cdd90a0a7056fec281c388f43e8f123f8fb1
72	1	benchmark	prepared	started	2026-12-01 04:06:08.007702+00	0/BE0E870	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	e6a7e9fe56c272bed1a0941e75d7cdd90a0a7056fec281c388f43e8f123f8fb1	4bc44167e446a263da012f92afe729841c1cb70868b8eb6c64695c9eea651b5e
73	1	benchmark	prepared	done	2026-12-01 04:06:08.870257+00	0/BE0EB80	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.862}	4bc44167e446a263da012f92afe729841c1cb70868b8eb6c64695c9eea651b5e	010fc2ea341d33b32a8a755cb6724af6a5ccc500a3a653b9cdbb9107af709d7a
74	1	benchmark	cold	started	2026-12-01 04:06:09.01871+00	0/BE0EE80	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba"}	010fc2ea341d33b32a8a755cb6724af6a5ccc500a3a653b9cdbb9107af709d7a	381d8139865d4b04d1fc32cad562788ce79a8fb51c9cc2ba29c02974360b9640
75	1	benchmark	cold	done	2026-12-01 04:06:09.032736+00	0/BE0F150	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "cold is no in the parameters: it slows everybody for a while", "rows": null, "user": "dba", "seconds": 0.009}	381d8139865d4b04d1fc32cad562788ce79a8fb51c9cc2ba29c02974360b9640	e06a1f7b38cfca67ac686c2fad6f0481178f4a1949b4fdc219243749d28f5ee2
77	1	benchmark	throughput	done	2026-12-01 04:06:09.37622+00	0/BE0F768	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "note": "mix_s is 0", "rows": null, "user": "dba", "seconds": 0.07}	30e976dced7f84be33b211a01c9907947bac1e47ab01cf4d0ef6614ea69b8773	801ba2ac49dc9e81406aa80330d789ed394d4ec6859d84a5c661da41c2a2f306
78	1	benchmark	(stage)	passed	2026-12-01 04:06:09.567035+00	0/BE0FA78	{"pid": 22413, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "6f2b58e72fdacef574f2d20f08f32dc2cb017fbf784488f8f98acf69f29974f3"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "cold": false, "mode": "execute", "runs": 5, "seed": 1, "mix_s": 0, "schema": "public", "warmup": 1, "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "patterns": "", "runs_dir": "runs", "protected": true, "wait_lock_s": 0.0, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "confirm_database": "sark", "statement_timeout_s": 3600.0}}	801ba2ac49dc9e81406aa80330d789ed394d4ec6859d84a5c661da41c2a2f306	560058a2583f2a80abe86415e9e336c5b520df9b309479dad9e43d926b54a5ce
79	1	optimize	planned	started	2026-12-01 04:06:18.67184+00	0/BE0FF08	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	560058a2583f2a80abe86415e9e336c5b520df9b309479dad9e43d926b54a5ce	9b05dccdd92ddfef817776ebe0a7211fd9fc490c1a49c86992567e506bba8b73
80	1	optimize	planned	done	2026-12-01 04:06:18.74998+00	0/BE101F8	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.258}	9b05dccdd92ddfef817776ebe0a7211fd9fc490c1a49c86992567e506bba8b73	02481c2ebdb37e3a17bcf347f15cfab9fd21791449b079e0629cd7cb0fff7793
81	1	optimize	before	started	2026-12-01 04:06:18.876521+00	0/BE104F8	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	02481c2ebdb37e3a17bcf347f15cfab9fd21791449b079e0629cd7cb0fff7793	6cf02ab121e92fb43cb24bc8c78dc8d0ced60d22920ee70d8d6ad92d46e856d3
82	1	optimize	before	done	2026-12-01 04:06:19.05857+00	0/BE107C8	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.175, "evidence": {"costs": {"p8_resource_cost_analysis absent": [1, 0.20604600000000062], "p8_resource_cost_analysis common": [7, 0.21483899999999778], "p1_list_resources_by_protocol absent": [1, 0.07544199999999535], "p1_list_resources_by_protocol common": [1, 0.08115999999999701], "p7_cross_protocol_capabilities whole": [3, 0.1513050000000078], "p2_search_resources_by_metadata absent": [1, 0.08496600000000143], "p2_search_resources_by_metadata common": [1, 0.0945999999999998], "p4_high_sensitivity_capabilities whole": [3, 0.129331999999998], "p6_count_capabilities_per_protocol whole": [3, 0.127088999999998], "p3_list_capabilities_with_resources absent": [2, 0.131184999999995], "p3_list_capabilities_with_resources common": [3, 0.15342799999999812], "p5_search_capabilities_by_input_schema absent": [3, 0.1307649999999967], "p5_search_capabilities_by_input_schema common": [3, 0.15518000000000143]}}}	6cf02ab121e92fb43cb24bc8c78dc8d0ced60d22920ee70d8d6ad92d46e856d3	0ad818cd6e7c5e6f236186f92df0852f7bc7fe8a1e7c622a03d9f355fff7579f
83	1	optimize	tried	started	2026-12-01 04:06:19.155031+00	0/BE10F20	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	0ad818cd6e7c5e6f236186f92df0852f7bc7fe8a1e7c622a03d9f355fff7579f	9dab05b020de7f47844d34c50f7288f81ca36529d5fbcf6fa2cf713e73016993
84	1	optimize	tried	done	2026-12-01 04:06:22.155276+00	0/BE45698	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 2.996, "evidence": {"indexes": [], "matviews": []}}	9dab05b020de7f47844d34c50f7288f81ca36529d5fbcf6fa2cf713e73016993	4ac1bc99a09f33a091f02ffe92821c0c75b7d0bc954f5ada453ba2a4aa5e4c81
85	1	optimize	indexes	started	2026-12-01 04:06:22.940734+00	0/BE45A20	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	4ac1bc99a09f33a091f02ffe92821c0c75b7d0bc954f5ada453ba2a4aa5e4c81	290e3be9647f7025cb6e566978898f44e8c1dc87cb57810e491c396492012747
86	1	optimize	indexes	done	2026-12-01 04:06:23.223575+00	0/BE50048	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.271}	290e3be9647f7025cb6e566978898f44e8c1dc87cb57810e491c396492012747	de9fff0a9e3578edac35992e7685ca5b7ae597e95736519c823b08a24846d441
87	1	optimize	matviews	started	2026-12-01 04:06:23.368586+00	0/BE50348	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	de9fff0a9e3578edac35992e7685ca5b7ae597e95736519c823b08a24846d441	8f377d1c1aeb4430c639210188fc450196cd806f52cd510bc3748630a6a092cc
88	1	optimize	matviews	done	2026-12-01 04:06:23.552767+00	0/BE62F20	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.177}	8f377d1c1aeb4430c639210188fc450196cd806f52cd510bc3748630a6a092cc	126a50ba34dd8b7d9380d43f734941bf296101af731e5ff7596629bba6b6d7ab
89	1	optimize	after	started	2026-12-01 04:06:24.025212+00	0/BE63220	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	126a50ba34dd8b7d9380d43f734941bf296101af731e5ff7596629bba6b6d7ab	d08d93691b175a80c1b6447eeccb0aadfebac3147fda334dd690079521f389c4
91	1	optimize	removals	started	2026-12-01 04:06:24.618195+00	0/BE63830	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba"}	ff942473f1fe35f716c6670ef2d4cb7c82122c18ede8a2d69fcf7ada4fe1096e	b2e5ef60a61a808109d57c730167c6da8641e635177063ba0792e811e3fb4309
90	1	optimize	after	done	2026-12-01 04:06:24.487562+00	0/BE63530	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.457}	d08d93691b175a80c1b6447eeccb0aadfebac3147fda334dd690079521f389c4	ff942473f1fe35f716c6670ef2d4cb7c82122c18ede8a2d69fcf7ada4fe1096e
92	1	optimize	removals	done	2026-12-01 04:06:26.739994+00	0/BE9A890	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 2.116}	b2e5ef60a61a808109d57c730167c6da8641e635177063ba0792e811e3fb4309	43a1ad25f2c55fdf8309f31eaa04b8f203e66eba19905315b2754a663e00d5a6
93	1	optimize	(stage)	passed	2026-12-01 04:06:26.897509+00	0/BE9AB90	{"pid": 22611, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "a04a077e32265357887b7d69f298d7d34bf96cdfe10e4df8e5f7cafed1a69c87"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "schema": "public", "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "index_set": "default", "protected": true, "trial_rows": 1000, "wait_lock_s": 0.0, "drop_indexes": "", "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "confirm_database": "sark", "statement_timeout_s": 3600.0}}	43a1ad25f2c55fdf8309f31eaa04b8f203e66eba19905315b2754a663e00d5a6	e605e2a6c468ca9060cfbf7768c872103f782b474293d59eb40885ce0d913dc1
94	2	validate	tables	started	2026-12-01 04:06:40.766333+00	0/BE9B398	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	e605e2a6c468ca9060cfbf7768c872103f782b474293d59eb40885ce0d913dc1	393fb7bb2ee37efc719b472218c036f12456e52f164423f783c6f4eecceec076
95	2	validate	tables	done	2026-12-01 04:06:40.854007+00	0/BE9B668	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.191}	393fb7bb2ee37efc719b472218c036f12456e52f164423f783c6f4eecceec076	d12b503b01996839fbf1cac966b000d03d1098627bc0ab74b516742fe9b8cdc6
96	2	validate	authored	started	2026-12-01 04:06:40.945549+00	0/BE9B968	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	d12b503b01996839fbf1cac966b000d03d1098627bc0ab74b516742fe9b8cdc6	74eff382b98960d2ecc95dec37f8fa174af1201dd6fb94fcfe372efd06691367
97	2	validate	authored	done	2026-12-01 04:06:41.278644+00	0/BE9BC78	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "waived": {"quarantined_rows": "until 2027-02-28: the server without an endpoint is shut down next month"}, "seconds": 0.328}	74eff382b98960d2ecc95dec37f8fa174af1201dd6fb94fcfe372efd06691367	f87e6be5a739801ad31a0b7b422a16e9addba1147bb8fec2a206f4ca03dc5f2a
98	2	validate	costs	started	2026-12-01 04:06:41.415555+00	0/BE9BFE8	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	f87e6be5a739801ad31a0b7b422a16e9addba1147bb8fec2a206f4ca03dc5f2a	a22ca4f4c9eb38e2e524d64aa224dddd36a31e37398bf1ebc4c4cceb9d594fbb
99	2	validate	costs	done	2026-12-01 04:06:41.455096+00	0/BE9C2D0	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.05, "evidence": {"days": {"2026-11-10": [1, "1587849283458551516"], "2026-11-11": [1, "9045741071971135944"], "2026-11-12": [1, "1046768684667292282"], "2026-11-13": [1, "-7240364419216625355"], "2026-11-14": [1, "-7559184047589906969"], "2026-11-15": [1, "3998708128220301459"]}}}	a22ca4f4c9eb38e2e524d64aa224dddd36a31e37398bf1ebc4c4cceb9d594fbb	9c00c7e9b11adef48aeee3b294ecfefd2192693fcad55a375146ccc80712174e
100	2	validate	parity	started	2026-12-01 04:06:41.561286+00	0/BE9C750	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	9c00c7e9b11adef48aeee3b294ecfefd2192693fcad55a375146ccc80712174e	19d6ae629527ce476bcfa628193d25ba516ebc863e06eeda9b003e4478bd79ff
101	2	validate	parity	done	2026-12-01 04:06:41.699082+00	0/BE9CA20	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.137, "evidence": {"rows": 26, "differences": 0}}	19d6ae629527ce476bcfa628193d25ba516ebc863e06eeda9b003e4478bd79ff	0a674891de9d0249085ea81726eceeae5d6ddc98f83e0ab22ff7e547542dd0c0
102	2	validate	law	started	2026-12-01 04:06:41.80224+00	0/BE9CD60	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	0a674891de9d0249085ea81726eceeae5d6ddc98f83e0ab22ff7e547542dd0c0	3f5dc873295ee117166c9a96de782bb40de3ab01fcea7a4d06ca01e8de779c8a
103	2	validate	law	done	2026-12-01 04:06:41.876388+00	0/BE9D030	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.074, "evidence": {"rows": 26, "differences": 0}}	3f5dc873295ee117166c9a96de782bb40de3ab01fcea7a4d06ca01e8de779c8a	7610e1cc771d2d5e4c8269812107d16d74668c07a6a0c770ee7f16f8638a1fca
106	2	validate	(stage)	passed	2026-12-01 04:06:42.720293+00	0/BE9DAC0	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "suite": "full", "schema": "public", "new_run": false, "samples": 5, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "within_s": 0.0, "protected": true, "chunk_rows": 500, "unmappable": "quarantine", "wait_lock_s": 0.0, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "statement_timeout_s": 3600.0}, "waived": {"quarantined_rows": "until 2027-02-28: the server without an endpoint is shut down next month"}}	f1f070cf3109622af41c19ddcd4c03d1cf3804bee48137d437f851815c2616ee	5486c19e6be9c7ee69d55c2e512d44d2027de0e2376a566322a64fac93457846
104	2	validate	summary	started	2026-12-01 04:06:41.98234+00	0/BE9D370	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "user": "dba"}	7610e1cc771d2d5e4c8269812107d16d74668c07a6a0c770ee7f16f8638a1fca	c7d870c811ef6bc2f94e3298dc9a683049d5d0e3afbbca751b0535a2d37778ff
105	2	validate	summary	done	2026-12-01 04:06:42.119206+00	0/BE9D648	{"pid": 23587, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "391753b1e89c6e51f4294e9e93bdbf97cb28e9470020ebcd4487b2f107eb50ec"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.136, "evidence": {"sync": "6b5d064dd993c38126a9dfe0feb9f66fc3828f723f2df804ba43edabc7d0290d", "suite": "full", "unseen": [], "waived": {"quarantined_rows": "until 2027-02-28: the server without an endpoint is shut down next month"}, "queries": "b9bd9bd3b8637499e5f61240574b6287fd7dd544ead97ea9b1067481cc405bf9", "direction": "forward", "exit_code": 0}}	c7d870c811ef6bc2f94e3298dc9a683049d5d0e3afbbca751b0535a2d37778ff	f1f070cf3109622af41c19ddcd4c03d1cf3804bee48137d437f851815c2616ee
107	2	cutover	ready	started	2026-12-01 04:06:54.280683+00	0/BE9DFF8	{"pid": 23817, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "user": "dba"}	5486c19e6be9c7ee69d55c2e512d44d2027de0e2376a566322a64fac93457846	d5dd727f2ce5f5a4cb2845dde7d8aeb852484aad756332d7b930662d00c969b8
108	2	cutover	ready	done	2026-12-01 04:06:54.380783+00	0/BE9E2E0	{"pid": 23817, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.28}	d5dd727f2ce5f5a4cb2845dde7d8aeb852484aad756332d7b930662d00c969b8	fd931c97947e9d330030f9671049eaae94d97d29fa7cb1a1f0fc3d856a794e50
109	2	cutover	switch	started	2026-12-01 04:06:54.503196+00	0/BE9E5E0	{"pid": 23817, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "user": "dba"}	fd931c97947e9d330030f9671049eaae94d97d29fa7cb1a1f0fc3d856a794e50	ccc0827998d1b1225895a408aea5379ee57e3c14c9b0bdb2dfc7cabd40a83ea6
110	2	cutover	switch	turned	2026-12-01 04:06:54.569004+00	0/BEA8158	{"pid": 23817, "born": 0, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "user": "dba", "tries": 1, "held_s": 0.012337445000412117, "settled": 0}	ccc0827998d1b1225895a408aea5379ee57e3c14c9b0bdb2dfc7cabd40a83ea6	8f2fb76c7a9caebce77b65da34d6f14b94d3ea0c2a2fd33691de0f8ed5618a5a
111	2	cutover	switch	done	2026-12-01 04:06:54.580219+00	0/BEA8820	{"pid": 23817, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "note": "", "rows": 0, "user": "dba", "seconds": 0.076, "evidence": {"born": 0, "probe": "", "tries": 1, "held_s": 0.012337445000412117, "settled": 0, "longest_stall_s": 0.025216574000296532}}	8f2fb76c7a9caebce77b65da34d6f14b94d3ea0c2a2fd33691de0f8ed5618a5a	b88e9fdd37a47495654f1a3a6bf0b3ce753d2c8f11e2cbe4946021d635bf8de9
112	2	cutover	mirror	started	2026-12-01 04:06:54.664153+00	0/BEA8BD0	{"pid": 23817, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "user": "dba"}	b88e9fdd37a47495654f1a3a6bf0b3ce753d2c8f11e2cbe4946021d635bf8de9	aff61e4ad7402b76dac8084ca2d080f31c237a12617c4b4cce7f79a0a2c7b1cb
113	2	cutover	mirror	done	2026-12-01 04:06:54.798364+00	0/BEA8F88	{"pid": 23817, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "note": "", "rows": null, "user": "dba", "seconds": 0.135}	aff61e4ad7402b76dac8084ca2d080f31c237a12617c4b4cce7f79a0a2c7b1cb	9123b568967569d98613d0cdc991c58465b2a9e511467c261083d2e19512805b
114	2	cutover	(stage)	passed	2026-12-01 04:06:54.948419+00	0/BEA9288	{"pid": 23817, "from": {"git_commit": "06b919bb86ea4cff9b0f7e811c66ada41749fce0", "sql_sha256": "a8f5ed393f3f106d9df1c06ed4133e37746ecc8622f5d39b03783c0dfbdc88fd", "notebook_sha256": "ec09be4a22bb40d9d94ce6508c365110d04d97cefebac35b9a6a3da97563faab"}, "host": "sark-ops", "user": "dba", "params": {"env": "production", "mode": "execute", "schema": "public", "new_run": false, "database": "env:SARK_PRODUCTION_DSN", "runs_dir": "runs", "protected": true, "unmappable": "quarantine", "wait_lock_s": 0.0, "backup_max_h": 24.0, "late_writers": "carry", "switch_tries": 20, "lock_timeout_ms": 200, "stage_timeout_s": 0.0, "unknown_columns": "keep", "confirm_database": "sark", "missing_endpoint": "refuse", "validated_max_min": 15.0, "statement_timeout_s": 3600.0}}	9123b568967569d98613d0cdc991c58465b2a9e511467c261083d2e19512805b	30b5560e5ab0ef512e65244dfb7edecd106f6da34e68492cb8ddd83f0807c7a5
\.


--
-- Data for Name: held_back; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.held_back (v2_table, v2_id, reason, detail, at) FROM stdin;
resources	9c91e304-8896-5db6-79d7-77ecffaeb6f5	null	null value in column "sensitivity_level" of relation "mcp_servers" violates not-null constraint	2026-12-01 04:06:57.798617+00
resources	grpc-1	protocol		2026-12-01 04:06:57.801438+00
capabilities	grpc-1/list	id		2026-12-01 04:06:57.802673+00
\.


--
-- Data for Name: identity; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.identity (system_identifier, database_oid, database, adopted_at) FROM stdin;
7714177510778033121	25852	sark	2026-12-01 04:05:30.426048+00
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
matview	mv_protocol_counts	1a019c026f67424e274c495ed13c5d9f68ebf5b1944297b6b3616dcf4b70a445	2026-12-01T04:06:23.400190+00:00
matview	mv_resource_cost_24h	e129623d8bdc5c0046a37d55d24717cce98fcff72675c391d965484f1aa0edcb	2026-12-01T04:06:23.455908+00:00
matview	mv_daily_cost_summary	cc7add49053044b037b57fe67bc4e86bb1b65bd4a64aa61c0384c78f4e6c92f3	2026-12-01T04:06:23.500728+00:00
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
mcp_servers	30cf34bb-f7b9-6c37-75de-bb6aecfce1c0	no_endpoint	null value in column "endpoint" of relation "resources" violates not-null constraint	2026-12-01 04:05:46.839847+00
mcp_tools	0e2f2044-141e-f218-826a-de858db5ce1d	server_quarantined	its server is in quarantine	2026-12-01 04:05:48.406908+00
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
1	production	public	{"adopt": "repair", "schema": "public", "v2_edits": "v1-wins", "live_sync": true, "unmappable": "quarantine", "late_writers": "carry", "unknown_columns": "keep", "missing_endpoint": "refuse"}	cd50da29c5c6fcf6023a1596f4eb72039b40b8aace3743382e6148b8e901d276	passed	2026-12-01 04:05:30.43376+00	2026-12-01 04:06:26.906718+00
2	production	public	{"adopt": "repair", "schema": "public", "v2_edits": "v1-wins", "live_sync": true, "unmappable": "quarantine", "late_writers": "carry", "unknown_columns": "keep", "missing_endpoint": "refuse"}	cd50da29c5c6fcf6023a1596f4eb72039b40b8aace3743382e6148b8e901d276	open	2026-12-01 04:06:40.447673+00	\N
\.


--
-- Data for Name: sync; Type: TABLE DATA; Schema: sark_migration; Owner: -
--

COPY sark_migration.sync (entity, direction, attached, late, at) FROM stdin;
mcp_servers	reverse	t	carry	2026-12-01 04:06:54.562636+00
mcp_tools	reverse	t	carry	2026-12-01 04:06:54.56826+00
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


