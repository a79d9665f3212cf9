-- title: One bit of one value of one row
-- found: parity.capabilities.name ERROR 1
-- also: law.mcp_tools.name
-- cause: edited

UPDATE capabilities SET name = left(name, -1) || chr(ascii(right(name, 1)) # 1) WHERE id = (SELECT max(id) FROM capabilities);
