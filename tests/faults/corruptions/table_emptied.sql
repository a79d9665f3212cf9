-- title: All capabilities are deleted
-- found: parity.capabilities.missing ERROR 30
-- cause: deleted

SELECT set_config('sark.sync', 'on', true);
DELETE FROM capabilities;
