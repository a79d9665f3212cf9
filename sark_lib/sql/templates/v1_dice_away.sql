-- title: Takes the temporary functions away again, for the next one who seeds on this connection

DROP FUNCTION pg_temp.server_of, pg_temp.server_key, pg_temp.tool_key, pg_temp.moment, pg_temp.pick, pg_temp.key,
    pg_temp.dice;
