CREATE OR REPLACE FUNCTION "sark_migration"."write_resources"(_keys uuid[], _gone uuid[]) RETURNS void LANGUAGE plpgsql AS $forward$
DECLARE
  _written bigint;
  _waiting uuid[];
BEGIN
  IF cardinality(_gone) > 0 THEN
    PERFORM "sark_migration"."carry_to_capabilities"('{}', ARRAY(SELECT sark_migration.row_map_capabilities.v1_id
FROM sark_migration.row_map_capabilities, "The App".capabilities
WHERE "The App".capabilities.resource_id = ANY (CAST(_gone AS TEXT[])) AND sark_migration.row_map_capabilities.v1_id = CASE WHEN ("The App".capabilities.id ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST("The App".capabilities.id AS UUID) ELSE NULL END AND NOT ((EXISTS (SELECT *
FROM "The App".mcp_tools
WHERE "The App".mcp_tools.id = sark_migration.row_map_capabilities.v1_id)) AND NOT (EXISTS (SELECT *
FROM sark_migration.quarantine
WHERE sark_migration.quarantine.entity = 'mcp_tools' AND sark_migration.quarantine.v1_id = sark_migration.row_map_capabilities.v1_id))) ORDER BY sark_migration.row_map_capabilities.v1_id));
    DELETE FROM "The App".resources USING sark_migration.row_map_resources WHERE sark_migration.row_map_resources.v1_id = ANY (_gone) AND "The App".resources.id = CAST(sark_migration.row_map_resources.v1_id AS TEXT) AND hash_record_extended(row(CAST("The App".resources.id AS TEXT), CAST("The App".resources.name AS TEXT), CAST("The App".resources.protocol AS TEXT), CAST("The App".resources.endpoint AS TEXT), CAST("The App".resources.sensitivity_level AS TEXT), "The App".resources.metadata, "The App".resources.created_at, "The App".resources.updated_at), 0) = sark_migration.row_map_resources.digest AND NOT (EXISTS (SELECT *
FROM "The App".capabilities
WHERE "The App".capabilities.resource_id = "The App".resources.id));
    DELETE FROM sark_migration.row_map_resources WHERE sark_migration.row_map_resources.v1_id = ANY (_gone) AND NOT (EXISTS (SELECT *
FROM "The App".resources
WHERE "The App".resources.id = CAST(sark_migration.row_map_resources.v1_id AS TEXT)));
    DELETE FROM sark_migration.quarantine WHERE sark_migration.quarantine.entity = 'mcp_servers' AND sark_migration.quarantine.v1_id = ANY (_gone) AND NOT (EXISTS (SELECT *
FROM "The App".mcp_servers
WHERE sark_migration.quarantine.v1_id = "The App".mcp_servers.id));
    INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_servers' AS anon_1, "The App".resources.id, 'deleted in v1, left in v2' AS anon_2
FROM "The App".resources
WHERE "The App".resources.id = ANY (CAST(_gone AS TEXT[]));
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
(INSERT INTO "The App".resources (id, name, protocol, endpoint, sensitivity_level, metadata, created_at, updated_at) SELECT e.id AS id, e.name AS name, e.protocol AS protocol, e.endpoint AS endpoint, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata, e.created_at AS created_at, e.updated_at AS updated_at
FROM sark_migration.expected_resources AS e
WHERE e.v1_id = ANY (_keys) AND NOT (EXISTS (SELECT *
FROM "The App".resources
WHERE "The App".resources.id = e.id)) ORDER BY e.v1_id ON CONFLICT (id) DO NOTHING RETURNING "The App".resources.id, hash_record_extended(row(CAST("The App".resources.id AS TEXT), CAST("The App".resources.name AS TEXT), CAST("The App".resources.protocol AS TEXT), CAST("The App".resources.endpoint AS TEXT), CAST("The App".resources.sensitivity_level AS TEXT), "The App".resources.metadata, "The App".resources.created_at, "The App".resources.updated_at), 0) AS digest)
 INSERT INTO sark_migration.row_map_resources (v1_id, digest, origin) SELECT CAST(written.id AS UUID) AS id, written.digest, 's' AS anon_1
FROM written ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      WITH written AS
(UPDATE "The App".resources SET name=e.name, protocol=e.protocol, endpoint=e.endpoint, sensitivity_level=e.sensitivity_level, metadata=e.metadata, created_at=e.created_at, updated_at=e.updated_at FROM (SELECT e.v1_id AS v1_id, e.id AS id, e.name AS name, e.protocol AS protocol, e.endpoint AS endpoint, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata, e.created_at AS created_at, e.updated_at AS updated_at
FROM sark_migration.expected_resources AS e
WHERE e.v1_id = ANY (_keys)
 LIMIT ALL OFFSET 0) AS e, sark_migration.row_map_resources WHERE "The App".resources.id = e.id AND record_image_ne(row(CAST(e.id AS TEXT), CAST(e.name AS TEXT), CAST(e.protocol AS TEXT), CAST(e.endpoint AS TEXT), CAST(e.sensitivity_level AS TEXT), e.metadata, e.created_at, e.updated_at), row(CAST("The App".resources.id AS TEXT), CAST("The App".resources.name AS TEXT), CAST("The App".resources.protocol AS TEXT), CAST("The App".resources.endpoint AS TEXT), CAST("The App".resources.sensitivity_level AS TEXT), "The App".resources.metadata, "The App".resources.created_at, "The App".resources.updated_at)) AND sark_migration.row_map_resources.v1_id = e.v1_id AND sark_migration.row_map_resources.digest = hash_record_extended(row(CAST("The App".resources.id AS TEXT), CAST("The App".resources.name AS TEXT), CAST("The App".resources.protocol AS TEXT), CAST("The App".resources.endpoint AS TEXT), CAST("The App".resources.sensitivity_level AS TEXT), "The App".resources.metadata, "The App".resources.created_at, "The App".resources.updated_at), 0) RETURNING "The App".resources.id, hash_record_extended(row(CAST("The App".resources.id AS TEXT), CAST("The App".resources.name AS TEXT), CAST("The App".resources.protocol AS TEXT), CAST("The App".resources.endpoint AS TEXT), CAST("The App".resources.sensitivity_level AS TEXT), "The App".resources.metadata, "The App".resources.created_at, "The App".resources.updated_at), 0) AS digest)
 INSERT INTO sark_migration.row_map_resources (v1_id, digest, origin) SELECT CAST(written.id AS UUID) AS id, written.digest, 's' AS anon_1
FROM written ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;

    END IF;
    _waiting = ARRAY(SELECT "The App".mcp_tools.id
FROM "The App".mcp_tools, sark_migration.quarantine
WHERE sark_migration.quarantine.entity = 'mcp_tools' AND sark_migration.quarantine.reason = 'server_quarantined' AND sark_migration.quarantine.v1_id = "The App".mcp_tools.id AND "The App".mcp_tools.server_id = ANY (_keys) ORDER BY "The App".mcp_tools.id); IF cardinality(_waiting) > 0 THEN PERFORM "sark_migration"."carry_to_capabilities"(_waiting, '{}'); INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_tools' AS anon_1, CAST(k AS TEXT) AS k, 'its tools may have been written while the server went into quarantine, or came out of it' AS anon_2
FROM unnest(_waiting) AS k; END IF;
  END IF;
END
$forward$

CREATE OR REPLACE FUNCTION "sark_migration"."carry_to_resources"(_keys uuid[], _gone uuid[]) RETURNS void LANGUAGE plpgsql AS $carry$
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
(INSERT INTO sark_migration.quarantine (entity, v1_id, reason, detail) SELECT 'mcp_tools' AS anon_3, "The App".mcp_tools.id AS id, 'server_quarantined' AS anon_4, 'its server is in quarantine' AS anon_5
FROM "The App".mcp_tools
WHERE "The App".mcp_tools.server_id = ANY (_keys) ON CONFLICT DO NOTHING RETURNING sark_migration.quarantine.v1_id)
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
$carry$

CREATE OR REPLACE FUNCTION "sark_migration"."write_mcp_servers"(_keys text[], _gone text[]) RETURNS void LANGUAGE plpgsql AS $reverse$
DECLARE
  _written bigint;
  _moved text[] DEFAULT '{}';
  _others text[];
BEGIN
  _moved = ARRAY(SELECT "The App".resources.id
FROM "The App".resources
WHERE "The App".resources.id = ANY (_keys) AND ((EXISTS (SELECT *
FROM sark_migration.held_back
WHERE sark_migration.held_back.v2_table = 'resources' AND sark_migration.held_back.v2_id = "The App".resources.id)) AND (EXISTS (SELECT *
FROM sark_migration.expected_mcp_servers AS i
WHERE "The App".resources.id = i.v2_id)) OR (EXISTS (SELECT *
FROM sark_migration.row_map_resources
WHERE CAST(sark_migration.row_map_resources.v1_id AS TEXT) = "The App".resources.id)) AND NOT (EXISTS (SELECT *
FROM sark_migration.held_back
WHERE sark_migration.held_back.v2_table = 'resources' AND sark_migration.held_back.v2_id = "The App".resources.id)) AND NOT (EXISTS (SELECT *
FROM sark_migration.expected_mcp_servers AS i
WHERE "The App".resources.id = i.v2_id))));
  DELETE FROM sark_migration.held_back WHERE sark_migration.held_back.v2_table = 'resources' AND sark_migration.held_back.v2_id = ANY (_keys || _gone);
  IF cardinality(_gone) > 0 THEN
    DELETE FROM "The App".mcp_servers WHERE "The App".mcp_servers.id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1
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
    INSERT INTO sark_migration.held_back (v2_table, v2_id, reason) SELECT 'resources' AS anon_1, "The App".resources.id, CASE WHEN ("The App".resources.protocol != 'mcp') THEN 'protocol' ELSE 'id' END AS anon_2
FROM "The App".resources
WHERE "The App".resources.id = ANY (_keys) AND NOT (EXISTS (SELECT *
FROM sark_migration.expected_mcp_servers AS i
WHERE "The App".resources.id = i.v2_id)) ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written > 0 THEN
      DELETE FROM "The App".mcp_servers WHERE "The App".mcp_servers.id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1
FROM unnest(_keys) AS k))) AND NOT (EXISTS (SELECT *
FROM sark_migration.expected_mcp_servers AS i
WHERE i.v2_id = CAST("The App".mcp_servers.id AS TEXT)));
      DELETE FROM sark_migration.row_map_resources WHERE sark_migration.row_map_resources.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1
FROM unnest(_keys) AS k))) AND NOT (EXISTS (SELECT *
FROM sark_migration.expected_mcp_servers AS i
WHERE i.v2_id = CAST(sark_migration.row_map_resources.v1_id AS TEXT)));
    END IF;
    DELETE FROM sark_migration.quarantine WHERE sark_migration.quarantine.entity = 'mcp_servers' AND sark_migration.quarantine.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1
FROM unnest(_keys) AS k))) AND (EXISTS (SELECT *
FROM sark_migration.expected_mcp_servers AS i
WHERE i.v2_id = CAST(sark_migration.quarantine.v1_id AS TEXT)));
    INSERT INTO "The App".mcp_servers (id, name, description, transport, endpoint, command, mcp_version, capabilities, sensitivity_level, signature, status, health_endpoint, last_health_check, owner_id, team_id, consul_id, tags, extra_metadata, created_at, updated_at, region, weight, certified_at, "odd ""name: 100%") SELECT i.id, i.name, i.description, i.transport, i.endpoint, i.command, i.mcp_version, i.capabilities, i.sensitivity_level, i.signature, i.status, i.health_endpoint, i.last_health_check, i.owner_id, i.team_id, i.consul_id, i.tags, i.extra_metadata, i.created_at, i.updated_at, i.region, i.weight, i.certified_at, i."odd ""name: 100%"
FROM sark_migration.expected_mcp_servers AS i
WHERE i.v2_id = ANY (_keys) AND NOT (EXISTS (SELECT *
FROM "The App".mcp_servers
WHERE "The App".mcp_servers.id = i.id)) ORDER BY i.id ON CONFLICT (id) DO NOTHING;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      UPDATE "The App".mcp_servers SET name=m.name, description=m.description, transport=m.transport, endpoint=m.endpoint, command=m.command, mcp_version=m.mcp_version, capabilities=m.capabilities, sensitivity_level=m.sensitivity_level, signature=m.signature, status=m.status, health_endpoint=m.health_endpoint, last_health_check=m.last_health_check, owner_id=m.owner_id, team_id=m.team_id, consul_id=m.consul_id, tags=m.tags, extra_metadata=m.extra_metadata, created_at=m.created_at, updated_at=m.updated_at, region=m.region, weight=m.weight, certified_at=m.certified_at, "odd ""name: 100%"=m."odd ""name: 100%" FROM (SELECT i.v2_id AS v2_id, i.id AS id, i.name AS name, i.description AS description, i.transport AS transport, i.endpoint AS endpoint, i.command AS command, i.mcp_version AS mcp_version, i.capabilities AS capabilities, i.sensitivity_level AS sensitivity_level, i.signature AS signature, i.status AS status, i.health_endpoint AS health_endpoint, i.last_health_check AS last_health_check, i.owner_id AS owner_id, i.team_id AS team_id, i.consul_id AS consul_id, i.tags AS tags, i.extra_metadata AS extra_metadata, i.created_at AS created_at, i.updated_at AS updated_at, i.region AS region, i.weight AS weight, i.certified_at AS certified_at, i."odd ""name: 100%" AS "odd ""name: 100%"
FROM sark_migration.expected_mcp_servers AS i
WHERE i.v2_id = ANY (_keys)
 LIMIT ALL OFFSET 0) AS m WHERE "The App".mcp_servers.id = m.id AND record_image_ne(row("The App".mcp_servers.id, CAST("The App".mcp_servers.name AS TEXT), CAST("The App".mcp_servers.description AS TEXT), CAST("The App".mcp_servers.transport AS TEXT), CAST("The App".mcp_servers.endpoint AS TEXT), CAST("The App".mcp_servers.command AS TEXT), CAST("The App".mcp_servers.mcp_version AS TEXT), CAST("The App".mcp_servers.capabilities AS JSONB), CAST("The App".mcp_servers.sensitivity_level AS TEXT), CAST("The App".mcp_servers.signature AS TEXT), CAST("The App".mcp_servers.status AS TEXT), CAST("The App".mcp_servers.health_endpoint AS TEXT), "The App".mcp_servers.last_health_check, "The App".mcp_servers.owner_id, "The App".mcp_servers.team_id, CAST("The App".mcp_servers.consul_id AS TEXT), CAST("The App".mcp_servers.tags AS JSONB), CAST("The App".mcp_servers.extra_metadata AS JSONB), "The App".mcp_servers.created_at, "The App".mcp_servers.updated_at, CAST("The App".mcp_servers.region AS TEXT), CAST("The App".mcp_servers.weight AS TEXT), "The App".mcp_servers.certified_at, CAST("The App".mcp_servers."odd ""name: 100%" AS TEXT)), row(m.id, CAST(m.name AS TEXT), CAST(m.description AS TEXT), CAST(m.transport AS TEXT), CAST(m.endpoint AS TEXT), CAST(m.command AS TEXT), CAST(m.mcp_version AS TEXT), CAST(m.capabilities AS JSONB), CAST(m.sensitivity_level AS TEXT), CAST(m.signature AS TEXT), CAST(m.status AS TEXT), CAST(m.health_endpoint AS TEXT), m.last_health_check, m.owner_id, m.team_id, CAST(m.consul_id AS TEXT), CAST(m.tags AS JSONB), CAST(m.extra_metadata AS JSONB), m.created_at, m.updated_at, CAST(m.region AS TEXT), CAST(m.weight AS TEXT), m.certified_at, CAST(m."odd ""name: 100%" AS TEXT)));
    END IF;
    WITH made AS MATERIALIZED
(SELECT e.v1_id AS v1_id, e.id AS id, e.name AS name, e.protocol AS protocol, e.endpoint AS endpoint, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata, e.created_at AS created_at, e.updated_at AS updated_at
FROM sark_migration.expected_resources AS e
WHERE e.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1
FROM unnest(_keys) AS k)))),
refreshed AS
(UPDATE "The App".resources SET metadata=made.metadata FROM made WHERE "The App".resources.id = made.id AND record_image_ne(row("The App".resources.metadata), row(made.metadata)) AND NOT (EXISTS (SELECT 1
FROM jsonb_each("The App".resources.metadata) AS k
WHERE (k.key NOT IN ('command', 'endpoint')) AND record_image_ne(row(made.metadata -> k.key), row(k.value)))) RETURNING "The App".resources.id)
 INSERT INTO sark_migration.row_map_resources (v1_id, digest, origin) SELECT made.v1_id, hash_record_extended(row(CAST(made.id AS TEXT), CAST(made.name AS TEXT), CAST(made.protocol AS TEXT), CAST(made.endpoint AS TEXT), CAST(made.sensitivity_level AS TEXT), made.metadata, made.created_at, made.updated_at), 0) AS hash_record_extended_1, 'b' AS anon_2
FROM made ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;
  END IF;
  IF cardinality(_moved) > 0 THEN
    -- Whoever writes one of its capabilities at this moment, or moves it, may not know yet: noted are the resource, for
    -- those that come to it, and each capability, which may be leaving it.
    _others = ARRAY(SELECT "The App".capabilities.id
FROM "The App".capabilities
WHERE "The App".capabilities.resource_id = ANY (_moved) ORDER BY "The App".capabilities.id); PERFORM "sark_migration"."carry_to_mcp_tools"(_others, '{}'); INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'capabilities' AS anon_1, CAST(k AS TEXT) AS k, 'its tools may have been written while the server went into quarantine, or came out of it' AS anon_2
FROM unnest(_others) AS k;
    INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'resources' AS anon_1, CAST(k AS TEXT) AS k, 'its tools may have been written while the server went into quarantine, or came out of it' AS anon_2
FROM unnest(_moved) AS k;
  END IF;
END
$reverse$

CREATE OR REPLACE FUNCTION "sark_migration"."carry_to_mcp_servers"(_keys text[], _gone text[]) RETURNS void LANGUAGE plpgsql AS $carry$
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
$carry$

CREATE OR REPLACE FUNCTION "sark_migration"."on_mcp_servers_forward"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- Values become text here, and texts become statements: both as in our own sessions, not as in the application's.
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET lc_monetary = 'C' SET xmlbinary = 'base64' SET array_nulls = on
SET standard_conforming_strings = on SET transform_null_equals = off
-- Planning a statement costs ten times its work; one plan by index serves one key and many, and tables that grow.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $trigger$
DECLARE
  _keys uuid[] DEFAULT '{}';
  _gone uuid[] DEFAULT '{}';
  _before text DEFAULT coalesce(current_setting('sark.sync', true), '');
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
    -- For what this function writes, and no longer: the next statement of the transaction is the application's. A SET
    -- clause would need a superuser; an error takes the setting back with all else.
    PERFORM set_config('sark.sync', 'on', true);
    PERFORM "sark_migration"."carry_to_resources"(_keys, _gone);
    PERFORM set_config('sark.sync', _before, true);
  END IF;
  RETURN NULL;
END
$trigger$

CREATE OR REPLACE FUNCTION "sark_migration"."on_mcp_servers_late_carry"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- Values become text here, and texts become statements: both as in our own sessions, not as in the application's.
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET lc_monetary = 'C' SET xmlbinary = 'base64' SET array_nulls = on
SET standard_conforming_strings = on SET transform_null_equals = off
-- Planning a statement costs ten times its work; one plan by index serves one key and many, and tables that grow.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $trigger$
DECLARE
  _keys uuid[] DEFAULT '{}';
  _gone uuid[] DEFAULT '{}';
  _before text DEFAULT coalesce(current_setting('sark.sync', true), '');
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
    -- For what this function writes, and no longer: the next statement of the transaction is the application's. A SET
    -- clause would need a superuser; an error takes the setting back with all else.
    PERFORM set_config('sark.sync', 'on', true);
    PERFORM nextval('sark_migration.late_writes'); PERFORM "sark_migration"."carry_to_resources"(_keys, _gone); INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_servers' AS anon_1, sark_migration.held_back.v2_id, 'late in v1, and held back' AS anon_2
FROM sark_migration.held_back
WHERE sark_migration.held_back.v2_table = 'resources' AND sark_migration.held_back.v2_id = ANY (CAST(_keys AS TEXT[]));
    PERFORM set_config('sark.sync', _before, true);
  END IF;
  RETURN NULL;
END
$trigger$

CREATE OR REPLACE FUNCTION "sark_migration"."on_mcp_servers_late_refuse"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- Values become text here, and texts become statements: both as in our own sessions, not as in the application's.
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET lc_monetary = 'C' SET xmlbinary = 'base64' SET array_nulls = on
SET standard_conforming_strings = on SET transform_null_equals = off
-- Planning a statement costs ten times its work; one plan by index serves one key and many, and tables that grow.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $trigger$
DECLARE
  _keys uuid[] DEFAULT '{}';
  _gone uuid[] DEFAULT '{}';
  _before text DEFAULT coalesce(current_setting('sark.sync', true), '');
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
    -- For what this function writes, and no longer: the next statement of the transaction is the application's. A SET
    -- clause would need a superuser; an error takes the setting back with all else.
    PERFORM set_config('sark.sync', 'on', true);
    PERFORM nextval('sark_migration.late_writes'); RAISE EXCEPTION '% is a mirror since cutover', TG_TABLE_NAME USING ERRCODE = '25006', HINT = 'write v2; -p late_writers=carry at cutover would have carried this over';
    PERFORM set_config('sark.sync', _before, true);
  END IF;
  RETURN NULL;
END
$trigger$

CREATE OR REPLACE FUNCTION "sark_migration"."on_resources_watch"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- Values become text here, and texts become statements: both as in our own sessions, not as in the application's.
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET lc_monetary = 'C' SET xmlbinary = 'base64' SET array_nulls = on
SET standard_conforming_strings = on SET transform_null_equals = off
-- Planning a statement costs ten times its work; one plan by index serves one key and many, and tables that grow.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $trigger$
DECLARE
  _keys text[] DEFAULT '{}';
  _gone text[] DEFAULT '{}';
  _before text DEFAULT coalesce(current_setting('sark.sync', true), '');
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
    -- For what this function writes, and no longer: the next statement of the transaction is the application's. A SET
    -- clause would need a superuser; an error takes the setting back with all else.
    PERFORM set_config('sark.sync', 'on', true);
    INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'resources' AS anon_1, CAST(k AS TEXT) AS k, 'written in v2' AS anon_2
FROM unnest(_keys || _gone) AS k;
    PERFORM set_config('sark.sync', _before, true);
  END IF;
  RETURN NULL;
END
$trigger$

CREATE OR REPLACE FUNCTION "sark_migration"."on_resources_reverse"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- Values become text here, and texts become statements: both as in our own sessions, not as in the application's.
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET lc_monetary = 'C' SET xmlbinary = 'base64' SET array_nulls = on
SET standard_conforming_strings = on SET transform_null_equals = off
-- Planning a statement costs ten times its work; one plan by index serves one key and many, and tables that grow.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $trigger$
DECLARE
  _keys text[] DEFAULT '{}';
  _gone text[] DEFAULT '{}';
  _before text DEFAULT coalesce(current_setting('sark.sync', true), '');
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
    -- For what this function writes, and no longer: the next statement of the transaction is the application's. A SET
    -- clause would need a superuser; an error takes the setting back with all else.
    PERFORM set_config('sark.sync', 'on', true);
    PERFORM "sark_migration"."carry_to_mcp_servers"(_keys, _gone);
    PERFORM set_config('sark.sync', _before, true);
  END IF;
  RETURN NULL;
END
$trigger$

CREATE OR REPLACE FUNCTION "sark_migration"."write_capabilities"(_keys uuid[], _gone uuid[]) RETURNS void LANGUAGE plpgsql AS $forward$
DECLARE
  _written bigint;
  _waiting uuid[];
BEGIN
  IF cardinality(_gone) > 0 THEN

    DELETE FROM "The App".capabilities USING sark_migration.row_map_capabilities WHERE sark_migration.row_map_capabilities.v1_id = ANY (_gone) AND "The App".capabilities.id = CAST(sark_migration.row_map_capabilities.v1_id AS TEXT) AND hash_record_extended(row(CAST("The App".capabilities.id AS TEXT), CAST("The App".capabilities.resource_id AS TEXT), CAST("The App".capabilities.name AS TEXT), CAST("The App".capabilities.description AS TEXT), "The App".capabilities.input_schema, "The App".capabilities.output_schema, CAST("The App".capabilities.sensitivity_level AS TEXT), "The App".capabilities.metadata), 0) = sark_migration.row_map_capabilities.digest;
    DELETE FROM sark_migration.row_map_capabilities WHERE sark_migration.row_map_capabilities.v1_id = ANY (_gone) AND NOT (EXISTS (SELECT *
FROM "The App".capabilities
WHERE "The App".capabilities.id = CAST(sark_migration.row_map_capabilities.v1_id AS TEXT)));
    DELETE FROM sark_migration.quarantine WHERE sark_migration.quarantine.entity = 'mcp_tools' AND sark_migration.quarantine.v1_id = ANY (_gone) AND NOT (EXISTS (SELECT *
FROM "The App".mcp_tools
WHERE sark_migration.quarantine.v1_id = "The App".mcp_tools.id));
    INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_tools' AS anon_1, "The App".capabilities.id, 'deleted in v1, left in v2' AS anon_2
FROM "The App".capabilities
WHERE "The App".capabilities.id = ANY (CAST(_gone AS TEXT[]));
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
(INSERT INTO "The App".resources (id, name, protocol, endpoint, sensitivity_level, metadata, created_at, updated_at) SELECT e.id AS id, e.name AS name, e.protocol AS protocol, e.endpoint AS endpoint, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata, e.created_at AS created_at, e.updated_at AS updated_at
FROM sark_migration.expected_resources AS e
WHERE e.v1_id = ANY (array((SELECT "The App".mcp_tools.server_id
FROM "The App".mcp_tools
WHERE "The App".mcp_tools.id = ANY (_keys) AND NOT (EXISTS (SELECT *
FROM sark_migration.row_map_resources
WHERE sark_migration.row_map_resources.v1_id = "The App".mcp_tools.server_id))))) AND NOT (EXISTS (SELECT *
FROM "The App".resources
WHERE "The App".resources.id = e.id)) ORDER BY e.v1_id ON CONFLICT (id) DO NOTHING RETURNING "The App".resources.id, hash_record_extended(row(CAST("The App".resources.id AS TEXT), CAST("The App".resources.name AS TEXT), CAST("The App".resources.protocol AS TEXT), CAST("The App".resources.endpoint AS TEXT), CAST("The App".resources.sensitivity_level AS TEXT), "The App".resources.metadata, "The App".resources.created_at, "The App".resources.updated_at), 0) AS digest)
 INSERT INTO sark_migration.row_map_resources (v1_id, digest, origin) SELECT CAST(written.id AS UUID) AS id, written.digest, 's' AS anon_1
FROM written ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;
    WITH written AS
(INSERT INTO "The App".capabilities (id, resource_id, name, description, input_schema, output_schema, sensitivity_level, metadata) SELECT e.id AS id, e.resource_id AS resource_id, e.name AS name, e.description AS description, e.input_schema AS input_schema, e.output_schema AS output_schema, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata
FROM sark_migration.expected_capabilities AS e
WHERE e.v1_id = ANY (_keys) AND (EXISTS (SELECT *
FROM "The App".resources
WHERE "The App".resources.id = e.resource_id)) AND NOT (EXISTS (SELECT *
FROM "The App".capabilities
WHERE "The App".capabilities.id = e.id)) ORDER BY e.v1_id ON CONFLICT (id) DO NOTHING RETURNING "The App".capabilities.id, hash_record_extended(row(CAST("The App".capabilities.id AS TEXT), CAST("The App".capabilities.resource_id AS TEXT), CAST("The App".capabilities.name AS TEXT), CAST("The App".capabilities.description AS TEXT), "The App".capabilities.input_schema, "The App".capabilities.output_schema, CAST("The App".capabilities.sensitivity_level AS TEXT), "The App".capabilities.metadata), 0) AS digest)
 INSERT INTO sark_migration.row_map_capabilities (v1_id, digest, origin) SELECT CAST(written.id AS UUID) AS id, written.digest, 's' AS anon_1
FROM written ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      WITH written AS
(UPDATE "The App".capabilities SET resource_id=e.resource_id, name=e.name, description=e.description, input_schema=e.input_schema, output_schema=e.output_schema, sensitivity_level=e.sensitivity_level, metadata=e.metadata FROM (SELECT e.v1_id AS v1_id, e.id AS id, e.resource_id AS resource_id, e.name AS name, e.description AS description, e.input_schema AS input_schema, e.output_schema AS output_schema, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata
FROM sark_migration.expected_capabilities AS e
WHERE e.v1_id = ANY (_keys)
 LIMIT ALL OFFSET 0) AS e, sark_migration.row_map_capabilities WHERE "The App".capabilities.id = e.id AND (EXISTS (SELECT *
FROM "The App".resources
WHERE "The App".resources.id = e.resource_id)) AND record_image_ne(row(CAST(e.id AS TEXT), CAST(e.resource_id AS TEXT), CAST(e.name AS TEXT), CAST(e.description AS TEXT), e.input_schema, e.output_schema, CAST(e.sensitivity_level AS TEXT), e.metadata), row(CAST("The App".capabilities.id AS TEXT), CAST("The App".capabilities.resource_id AS TEXT), CAST("The App".capabilities.name AS TEXT), CAST("The App".capabilities.description AS TEXT), "The App".capabilities.input_schema, "The App".capabilities.output_schema, CAST("The App".capabilities.sensitivity_level AS TEXT), "The App".capabilities.metadata)) AND sark_migration.row_map_capabilities.v1_id = e.v1_id AND sark_migration.row_map_capabilities.digest = hash_record_extended(row(CAST("The App".capabilities.id AS TEXT), CAST("The App".capabilities.resource_id AS TEXT), CAST("The App".capabilities.name AS TEXT), CAST("The App".capabilities.description AS TEXT), "The App".capabilities.input_schema, "The App".capabilities.output_schema, CAST("The App".capabilities.sensitivity_level AS TEXT), "The App".capabilities.metadata), 0) RETURNING "The App".capabilities.id, hash_record_extended(row(CAST("The App".capabilities.id AS TEXT), CAST("The App".capabilities.resource_id AS TEXT), CAST("The App".capabilities.name AS TEXT), CAST("The App".capabilities.description AS TEXT), "The App".capabilities.input_schema, "The App".capabilities.output_schema, CAST("The App".capabilities.sensitivity_level AS TEXT), "The App".capabilities.metadata), 0) AS digest)
 INSERT INTO sark_migration.row_map_capabilities (v1_id, digest, origin) SELECT CAST(written.id AS UUID) AS id, written.digest, 's' AS anon_1
FROM written ON CONFLICT (v1_id) DO UPDATE SET digest = excluded.digest;
      INSERT INTO sark_migration.quarantine (entity, v1_id, reason, detail) SELECT 'mcp_tools' AS anon_1, "The App".mcp_tools.id, 'server_quarantined' AS anon_2, 'its server is in quarantine' AS anon_3
FROM "The App".mcp_tools
WHERE "The App".mcp_tools.id = ANY (_keys) AND (EXISTS (SELECT *
FROM sark_migration.quarantine
WHERE sark_migration.quarantine.entity = 'mcp_servers' AND sark_migration.quarantine.v1_id = "The App".mcp_tools.server_id)) ON CONFLICT DO NOTHING; PERFORM "sark_migration"."carry_to_capabilities"('{}', k) FROM (SELECT array_agg(sark_migration.quarantine.v1_id) AS array_agg_1
FROM sark_migration.quarantine, "The App".capabilities
WHERE sark_migration.quarantine.entity = 'mcp_tools' AND sark_migration.quarantine.v1_id = ANY (_keys) AND CAST(sark_migration.quarantine.v1_id AS TEXT) = "The App".capabilities.id) AS q (k) WHERE k IS NOT NULL;
    END IF;

  END IF;
END
$forward$

CREATE OR REPLACE FUNCTION "sark_migration"."carry_to_capabilities"(_keys uuid[], _gone uuid[]) RETURNS void LANGUAGE plpgsql AS $carry$
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
$carry$

CREATE OR REPLACE FUNCTION "sark_migration"."write_mcp_tools"(_keys text[], _gone text[]) RETURNS void LANGUAGE plpgsql AS $reverse$
DECLARE
  _written bigint;
  _moved text[] DEFAULT '{}';
  _others text[];
BEGIN

  DELETE FROM sark_migration.held_back WHERE sark_migration.held_back.v2_table = 'capabilities' AND sark_migration.held_back.v2_id = ANY (_keys || _gone);
  IF cardinality(_gone) > 0 THEN
    DELETE FROM "The App".mcp_tools WHERE "The App".mcp_tools.id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1
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
    INSERT INTO sark_migration.held_back (v2_table, v2_id, reason) SELECT 'capabilities' AS anon_1, "The App".capabilities.id, CASE WHEN ("The App".capabilities.id !~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN 'id' ELSE 'resource' END AS anon_2
FROM "The App".capabilities
WHERE "The App".capabilities.id = ANY (_keys) AND NOT (EXISTS (SELECT *
FROM sark_migration.expected_mcp_tools AS i
WHERE "The App".capabilities.id = i.v2_id)) ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written > 0 THEN
      DELETE FROM "The App".mcp_tools WHERE "The App".mcp_tools.id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1
FROM unnest(_keys) AS k))) AND NOT (EXISTS (SELECT *
FROM sark_migration.expected_mcp_tools AS i
WHERE i.v2_id = CAST("The App".mcp_tools.id AS TEXT)));
      DELETE FROM sark_migration.row_map_capabilities WHERE sark_migration.row_map_capabilities.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1
FROM unnest(_keys) AS k))) AND NOT (EXISTS (SELECT *
FROM sark_migration.expected_mcp_tools AS i
WHERE i.v2_id = CAST(sark_migration.row_map_capabilities.v1_id AS TEXT)));
    END IF;
    DELETE FROM sark_migration.quarantine WHERE sark_migration.quarantine.entity = 'mcp_tools' AND sark_migration.quarantine.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1
FROM unnest(_keys) AS k))) AND (EXISTS (SELECT *
FROM sark_migration.expected_mcp_tools AS i
WHERE i.v2_id = CAST(sark_migration.quarantine.v1_id AS TEXT)));
    INSERT INTO "The App".mcp_tools (id, server_id, name, description, parameters, sensitivity_level, requires_approval, signature, invocation_count, last_invoked, extra_metadata, created_at, updated_at, settings) SELECT i.id, i.server_id, i.name, i.description, CAST(i.parameters AS JSON) AS parameters, i.sensitivity_level, i.requires_approval, i.signature, i.invocation_count, i.last_invoked, CAST(i.extra_metadata AS JSON) AS extra_metadata, i.created_at, i.updated_at, CAST(i.settings AS JSON) AS settings
FROM sark_migration.expected_mcp_tools AS i
WHERE i.v2_id = ANY (_keys) AND NOT (EXISTS (SELECT *
FROM "The App".mcp_tools
WHERE "The App".mcp_tools.id = i.id)) ORDER BY i.id ON CONFLICT (id) DO NOTHING;
    GET DIAGNOSTICS _written = ROW_COUNT;
    IF _written < cardinality(_keys) THEN
      UPDATE "The App".mcp_tools SET server_id=m.server_id, name=m.name, description=m.description, parameters=CASE WHEN record_image_ne(row(CAST("The App".mcp_tools.parameters AS JSONB)), row(CAST(m.parameters AS JSONB))) THEN CAST(m.parameters AS JSON) ELSE "The App".mcp_tools.parameters END, sensitivity_level=m.sensitivity_level, requires_approval=m.requires_approval, signature=m.signature, invocation_count=m.invocation_count, last_invoked=m.last_invoked, extra_metadata=CASE WHEN record_image_ne(row(CAST("The App".mcp_tools.extra_metadata AS JSONB)), row(CAST(m.extra_metadata AS JSONB))) THEN CAST(m.extra_metadata AS JSON) ELSE "The App".mcp_tools.extra_metadata END, created_at=m.created_at, updated_at=m.updated_at, settings=CASE WHEN record_image_ne(row(CAST("The App".mcp_tools.settings AS JSONB)), row(CAST(m.settings AS JSONB))) THEN CAST(m.settings AS JSON) ELSE "The App".mcp_tools.settings END FROM (SELECT i.v2_id AS v2_id, i.id AS id, i.server_id AS server_id, i.name AS name, i.description AS description, i.parameters AS parameters, i.sensitivity_level AS sensitivity_level, i.requires_approval AS requires_approval, i.signature AS signature, i.invocation_count AS invocation_count, i.last_invoked AS last_invoked, i.extra_metadata AS extra_metadata, i.created_at AS created_at, i.updated_at AS updated_at, i.settings AS settings
FROM sark_migration.expected_mcp_tools AS i
WHERE i.v2_id = ANY (_keys)
 LIMIT ALL OFFSET 0) AS m WHERE "The App".mcp_tools.id = m.id AND record_image_ne(row("The App".mcp_tools.id, "The App".mcp_tools.server_id, CAST("The App".mcp_tools.name AS TEXT), CAST("The App".mcp_tools.description AS TEXT), CAST("The App".mcp_tools.parameters AS JSONB), CAST("The App".mcp_tools.sensitivity_level AS TEXT), "The App".mcp_tools.requires_approval, CAST("The App".mcp_tools.signature AS TEXT), "The App".mcp_tools.invocation_count, "The App".mcp_tools.last_invoked, CAST("The App".mcp_tools.extra_metadata AS JSONB), "The App".mcp_tools.created_at, "The App".mcp_tools.updated_at, CAST("The App".mcp_tools.settings AS JSONB)), row(m.id, m.server_id, CAST(m.name AS TEXT), CAST(m.description AS TEXT), CAST(m.parameters AS JSONB), CAST(m.sensitivity_level AS TEXT), m.requires_approval, CAST(m.signature AS TEXT), m.invocation_count, m.last_invoked, CAST(m.extra_metadata AS JSONB), m.created_at, m.updated_at, CAST(m.settings AS JSONB)));
    END IF;
    WITH made AS MATERIALIZED
(SELECT e.v1_id AS v1_id, e.id AS id, e.resource_id AS resource_id, e.name AS name, e.description AS description, e.input_schema AS input_schema, e.output_schema AS output_schema, e.sensitivity_level AS sensitivity_level, e.metadata AS metadata
FROM sark_migration.expected_capabilities AS e
WHERE e.v1_id = ANY (array((SELECT CASE WHEN (k ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$') THEN CAST(k AS UUID) ELSE NULL END AS anon_1
FROM unnest(_keys) AS k)))),
refreshed AS
(UPDATE "The App".capabilities SET metadata=made.metadata FROM made WHERE "The App".capabilities.id = made.id AND record_image_ne(row("The App".capabilities.metadata), row(made.metadata)) AND NOT (EXISTS (SELECT 1
FROM jsonb_each("The App".capabilities.metadata) AS k
WHERE (k.key NOT IN (NULL) OR (1 = 1)) AND record_image_ne(row(made.metadata -> k.key), row(k.value)))) RETURNING "The App".capabilities.id)
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
$reverse$

CREATE OR REPLACE FUNCTION "sark_migration"."carry_to_mcp_tools"(_keys text[], _gone text[]) RETURNS void LANGUAGE plpgsql AS $carry$
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
$carry$

CREATE OR REPLACE FUNCTION "sark_migration"."on_mcp_tools_forward"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- Values become text here, and texts become statements: both as in our own sessions, not as in the application's.
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET lc_monetary = 'C' SET xmlbinary = 'base64' SET array_nulls = on
SET standard_conforming_strings = on SET transform_null_equals = off
-- Planning a statement costs ten times its work; one plan by index serves one key and many, and tables that grow.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $trigger$
DECLARE
  _keys uuid[] DEFAULT '{}';
  _gone uuid[] DEFAULT '{}';
  _before text DEFAULT coalesce(current_setting('sark.sync', true), '');
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
    -- For what this function writes, and no longer: the next statement of the transaction is the application's. A SET
    -- clause would need a superuser; an error takes the setting back with all else.
    PERFORM set_config('sark.sync', 'on', true);
    PERFORM "sark_migration"."carry_to_capabilities"(_keys, _gone);
    PERFORM set_config('sark.sync', _before, true);
  END IF;
  RETURN NULL;
END
$trigger$

CREATE OR REPLACE FUNCTION "sark_migration"."on_mcp_tools_late_carry"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- Values become text here, and texts become statements: both as in our own sessions, not as in the application's.
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET lc_monetary = 'C' SET xmlbinary = 'base64' SET array_nulls = on
SET standard_conforming_strings = on SET transform_null_equals = off
-- Planning a statement costs ten times its work; one plan by index serves one key and many, and tables that grow.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $trigger$
DECLARE
  _keys uuid[] DEFAULT '{}';
  _gone uuid[] DEFAULT '{}';
  _before text DEFAULT coalesce(current_setting('sark.sync', true), '');
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
    -- For what this function writes, and no longer: the next statement of the transaction is the application's. A SET
    -- clause would need a superuser; an error takes the setting back with all else.
    PERFORM set_config('sark.sync', 'on', true);
    PERFORM nextval('sark_migration.late_writes'); PERFORM "sark_migration"."carry_to_capabilities"(_keys, _gone); INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'mcp_tools' AS anon_1, sark_migration.held_back.v2_id, 'late in v1, and held back' AS anon_2
FROM sark_migration.held_back
WHERE sark_migration.held_back.v2_table = 'capabilities' AND sark_migration.held_back.v2_id = ANY (CAST(_keys AS TEXT[]));
    PERFORM set_config('sark.sync', _before, true);
  END IF;
  RETURN NULL;
END
$trigger$

CREATE OR REPLACE FUNCTION "sark_migration"."on_mcp_tools_late_refuse"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- Values become text here, and texts become statements: both as in our own sessions, not as in the application's.
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET lc_monetary = 'C' SET xmlbinary = 'base64' SET array_nulls = on
SET standard_conforming_strings = on SET transform_null_equals = off
-- Planning a statement costs ten times its work; one plan by index serves one key and many, and tables that grow.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $trigger$
DECLARE
  _keys uuid[] DEFAULT '{}';
  _gone uuid[] DEFAULT '{}';
  _before text DEFAULT coalesce(current_setting('sark.sync', true), '');
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
    -- For what this function writes, and no longer: the next statement of the transaction is the application's. A SET
    -- clause would need a superuser; an error takes the setting back with all else.
    PERFORM set_config('sark.sync', 'on', true);
    PERFORM nextval('sark_migration.late_writes'); RAISE EXCEPTION '% is a mirror since cutover', TG_TABLE_NAME USING ERRCODE = '25006', HINT = 'write v2; -p late_writers=carry at cutover would have carried this over';
    PERFORM set_config('sark.sync', _before, true);
  END IF;
  RETURN NULL;
END
$trigger$

CREATE OR REPLACE FUNCTION "sark_migration"."on_capabilities_watch"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- Values become text here, and texts become statements: both as in our own sessions, not as in the application's.
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET lc_monetary = 'C' SET xmlbinary = 'base64' SET array_nulls = on
SET standard_conforming_strings = on SET transform_null_equals = off
-- Planning a statement costs ten times its work; one plan by index serves one key and many, and tables that grow.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $trigger$
DECLARE
  _keys text[] DEFAULT '{}';
  _gone text[] DEFAULT '{}';
  _before text DEFAULT coalesce(current_setting('sark.sync', true), '');
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
    -- For what this function writes, and no longer: the next statement of the transaction is the application's. A SET
    -- clause would need a superuser; an error takes the setting back with all else.
    PERFORM set_config('sark.sync', 'on', true);
    INSERT INTO sark_migration.missed (entity, key, reason) SELECT 'capabilities' AS anon_1, CAST(k AS TEXT) AS k, 'written in v2' AS anon_2
FROM unnest(_keys || _gone) AS k;
    PERFORM set_config('sark.sync', _before, true);
  END IF;
  RETURN NULL;
END
$trigger$

CREATE OR REPLACE FUNCTION "sark_migration"."on_capabilities_reverse"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
-- Values become text here, and texts become statements: both as in our own sessions, not as in the application's.
SET "TimeZone" = 'UTC' SET "DateStyle" = 'ISO, MDY' SET "IntervalStyle" = 'postgres' SET extra_float_digits = 1
SET bytea_output = 'hex' SET lc_monetary = 'C' SET xmlbinary = 'base64' SET array_nulls = on
SET standard_conforming_strings = on SET transform_null_equals = off
-- Planning a statement costs ten times its work; one plan by index serves one key and many, and tables that grow.
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
AS $trigger$
DECLARE
  _keys text[] DEFAULT '{}';
  _gone text[] DEFAULT '{}';
  _before text DEFAULT coalesce(current_setting('sark.sync', true), '');
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
    -- For what this function writes, and no longer: the next statement of the transaction is the application's. A SET
    -- clause would need a superuser; an error takes the setting back with all else.
    PERFORM set_config('sark.sync', 'on', true);
    PERFORM "sark_migration"."carry_to_mcp_tools"(_keys, _gone);
    PERFORM set_config('sark.sync', _before, true);
  END IF;
  RETURN NULL;
END
$trigger$

CREATE OR REPLACE TRIGGER sark_sync_insert AFTER INSERT ON "The App"."mcp_servers" REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_servers_forward"();

CREATE OR REPLACE TRIGGER sark_sync_update AFTER UPDATE ON "The App"."mcp_servers" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_servers_forward"();

CREATE OR REPLACE TRIGGER sark_sync_delete AFTER DELETE ON "The App"."mcp_servers" REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_servers_forward"();

CREATE OR REPLACE TRIGGER sark_sync_truncate AFTER TRUNCATE ON "The App"."mcp_servers"
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_servers_forward"();

-- One statement: while it is at work, writers wait.
ALTER TABLE "The App"."mcp_servers"
  ENABLE ALWAYS TRIGGER sark_sync_insert,
  ENABLE ALWAYS TRIGGER sark_sync_update,
  ENABLE ALWAYS TRIGGER sark_sync_delete,
  ENABLE ALWAYS TRIGGER sark_sync_truncate

CREATE OR REPLACE TRIGGER sark_sync_insert AFTER INSERT ON "The App"."resources" REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_resources_watch"();

CREATE OR REPLACE TRIGGER sark_sync_update AFTER UPDATE ON "The App"."resources" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_resources_watch"();

CREATE OR REPLACE TRIGGER sark_sync_delete AFTER DELETE ON "The App"."resources" REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_resources_watch"();

CREATE OR REPLACE TRIGGER sark_sync_truncate AFTER TRUNCATE ON "The App"."resources"
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_resources_watch"();

-- One statement: while it is at work, writers wait.
ALTER TABLE "The App"."resources"
  ENABLE ALWAYS TRIGGER sark_sync_insert,
  ENABLE ALWAYS TRIGGER sark_sync_update,
  ENABLE ALWAYS TRIGGER sark_sync_delete,
  ENABLE ALWAYS TRIGGER sark_sync_truncate

CREATE OR REPLACE TRIGGER sark_sync_insert AFTER INSERT ON "The App"."mcp_tools" REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_tools_forward"();

CREATE OR REPLACE TRIGGER sark_sync_update AFTER UPDATE ON "The App"."mcp_tools" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_tools_forward"();

CREATE OR REPLACE TRIGGER sark_sync_delete AFTER DELETE ON "The App"."mcp_tools" REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_tools_forward"();

CREATE OR REPLACE TRIGGER sark_sync_truncate AFTER TRUNCATE ON "The App"."mcp_tools"
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_tools_forward"();

-- One statement: while it is at work, writers wait.
ALTER TABLE "The App"."mcp_tools"
  ENABLE ALWAYS TRIGGER sark_sync_insert,
  ENABLE ALWAYS TRIGGER sark_sync_update,
  ENABLE ALWAYS TRIGGER sark_sync_delete,
  ENABLE ALWAYS TRIGGER sark_sync_truncate

CREATE OR REPLACE TRIGGER sark_sync_insert AFTER INSERT ON "The App"."capabilities" REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_capabilities_watch"();

CREATE OR REPLACE TRIGGER sark_sync_update AFTER UPDATE ON "The App"."capabilities" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_capabilities_watch"();

CREATE OR REPLACE TRIGGER sark_sync_delete AFTER DELETE ON "The App"."capabilities" REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_capabilities_watch"();

CREATE OR REPLACE TRIGGER sark_sync_truncate AFTER TRUNCATE ON "The App"."capabilities"
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_capabilities_watch"();

-- One statement: while it is at work, writers wait.
ALTER TABLE "The App"."capabilities"
  ENABLE ALWAYS TRIGGER sark_sync_insert,
  ENABLE ALWAYS TRIGGER sark_sync_update,
  ENABLE ALWAYS TRIGGER sark_sync_delete,
  ENABLE ALWAYS TRIGGER sark_sync_truncate

CREATE OR REPLACE TRIGGER sark_sync_insert AFTER INSERT ON "The App"."mcp_servers" REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_servers_late_carry"();

CREATE OR REPLACE TRIGGER sark_sync_update AFTER UPDATE ON "The App"."mcp_servers" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_servers_late_carry"();

CREATE OR REPLACE TRIGGER sark_sync_delete AFTER DELETE ON "The App"."mcp_servers" REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_servers_late_carry"();

CREATE OR REPLACE TRIGGER sark_sync_truncate AFTER TRUNCATE ON "The App"."mcp_servers"
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_servers_late_carry"();

-- One statement: while it is at work, writers wait.
ALTER TABLE "The App"."mcp_servers"
  ENABLE ALWAYS TRIGGER sark_sync_insert,
  ENABLE ALWAYS TRIGGER sark_sync_update,
  ENABLE ALWAYS TRIGGER sark_sync_delete,
  ENABLE ALWAYS TRIGGER sark_sync_truncate

CREATE OR REPLACE TRIGGER sark_sync_insert AFTER INSERT ON "The App"."resources" REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_resources_reverse"();

CREATE OR REPLACE TRIGGER sark_sync_update AFTER UPDATE ON "The App"."resources" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_resources_reverse"();

CREATE OR REPLACE TRIGGER sark_sync_delete AFTER DELETE ON "The App"."resources" REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_resources_reverse"();

CREATE OR REPLACE TRIGGER sark_sync_truncate AFTER TRUNCATE ON "The App"."resources"
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_resources_reverse"();

-- One statement: while it is at work, writers wait.
ALTER TABLE "The App"."resources"
  ENABLE ALWAYS TRIGGER sark_sync_insert,
  ENABLE ALWAYS TRIGGER sark_sync_update,
  ENABLE ALWAYS TRIGGER sark_sync_delete,
  ENABLE ALWAYS TRIGGER sark_sync_truncate

CREATE OR REPLACE TRIGGER sark_sync_insert AFTER INSERT ON "The App"."mcp_tools" REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_tools_late_carry"();

CREATE OR REPLACE TRIGGER sark_sync_update AFTER UPDATE ON "The App"."mcp_tools" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_tools_late_carry"();

CREATE OR REPLACE TRIGGER sark_sync_delete AFTER DELETE ON "The App"."mcp_tools" REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_tools_late_carry"();

CREATE OR REPLACE TRIGGER sark_sync_truncate AFTER TRUNCATE ON "The App"."mcp_tools"
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_mcp_tools_late_carry"();

-- One statement: while it is at work, writers wait.
ALTER TABLE "The App"."mcp_tools"
  ENABLE ALWAYS TRIGGER sark_sync_insert,
  ENABLE ALWAYS TRIGGER sark_sync_update,
  ENABLE ALWAYS TRIGGER sark_sync_delete,
  ENABLE ALWAYS TRIGGER sark_sync_truncate

CREATE OR REPLACE TRIGGER sark_sync_insert AFTER INSERT ON "The App"."capabilities" REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_capabilities_reverse"();

CREATE OR REPLACE TRIGGER sark_sync_update AFTER UPDATE ON "The App"."capabilities" REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_capabilities_reverse"();

CREATE OR REPLACE TRIGGER sark_sync_delete AFTER DELETE ON "The App"."capabilities" REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_capabilities_reverse"();

CREATE OR REPLACE TRIGGER sark_sync_truncate AFTER TRUNCATE ON "The App"."capabilities"
FOR EACH STATEMENT WHEN (current_setting('sark.sync', true) IS DISTINCT FROM 'on' OR has_table_privilege(CAST('sark_migration.sync' AS regclass), 'UPDATE') IS NOT TRUE) EXECUTE FUNCTION "sark_migration"."on_capabilities_reverse"();

-- One statement: while it is at work, writers wait.
ALTER TABLE "The App"."capabilities"
  ENABLE ALWAYS TRIGGER sark_sync_insert,
  ENABLE ALWAYS TRIGGER sark_sync_update,
  ENABLE ALWAYS TRIGGER sark_sync_delete,
  ENABLE ALWAYS TRIGGER sark_sync_truncate
