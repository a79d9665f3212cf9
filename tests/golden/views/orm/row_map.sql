CREATE VIEW sark_migration.row_map AS SELECT 'resources' AS v2_table,
    sark_migration.row_map_resources.v1_id,
    CAST(sark_migration.row_map_resources.v1_id AS TEXT) AS v2_id,
    sark_migration.row_map_resources.digest,
    sark_migration.row_map_resources.origin
FROM sark_migration.row_map_resources UNION ALL SELECT 'capabilities' AS v2_table,
    sark_migration.row_map_capabilities.v1_id,
    CAST(sark_migration.row_map_capabilities.v1_id AS TEXT) AS v2_id,
    sark_migration.row_map_capabilities.digest,
    sark_migration.row_map_capabilities.origin
FROM sark_migration.row_map_capabilities;
