-- title: Views of others read v1
-- found: views_on_v1 ERROR 2

CREATE VIEW outside AS SELECT s.name, t.name AS tool FROM mcp_servers AS s JOIN mcp_tools AS t ON t.server_id = s.id;
CREATE MATERIALIZED VIEW outside_counts AS SELECT count(*) FROM mcp_tools;
