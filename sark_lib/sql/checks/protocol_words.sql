-- title: Every protocol is mcp, http, grpc, graphql or websocket
-- severity: ERROR
-- suites: data
-- phase: validate
-- message: {count} resources have an unknown protocol, {key} first; no adapter would serve them
-- hint: UPDATE the resource to one of the five words, in lower case

SELECT r.id AS key, r.protocol
FROM resources AS r
WHERE r.protocol NOT IN ('mcp', 'http', 'grpc', 'graphql', 'websocket')
ORDER BY r.id;
