INSERT INTO mcp_servers (tags, extra_metadata) VALUES
    ('[ "b","a" ,  "b" ]', E' {"zone" :1 ,\n\t"a": { "y":2, "x" :1} } ');
