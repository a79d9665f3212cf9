-- title: Row-level security that does not apply to us
-- found: nothing

ALTER TABLE mcp_tools ENABLE ROW LEVEL SECURITY;
