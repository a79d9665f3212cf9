-- title: v1 as the application's ORM builds it: upper case labels, json, parameters, two columns more

CREATE TYPE {schema}.transporttype AS ENUM ('HTTP', 'STDIO', 'SSE');
CREATE TYPE {schema}.sensitivitylevel AS ENUM ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL');
CREATE TYPE {schema}.serverstatus AS ENUM ('REGISTERED', 'ACTIVE', 'INACTIVE', 'UNHEALTHY', 'DECOMMISSIONED');

CREATE TABLE {schema}.users (
    id uuid PRIMARY KEY,
    email varchar(255) NOT NULL UNIQUE,
    full_name varchar(255) NOT NULL,
    hashed_password varchar(255) NOT NULL,
    role varchar(50) NOT NULL,
    is_active boolean NOT NULL,
    extra_metadata json NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE {schema}.teams (
    id uuid PRIMARY KEY,
    name varchar(255) NOT NULL UNIQUE,
    description varchar(1000),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE {schema}.user_teams (
    user_id uuid NOT NULL REFERENCES {schema}.users (id) ON DELETE CASCADE,
    team_id uuid NOT NULL REFERENCES {schema}.teams (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, team_id)
);

CREATE TABLE {schema}.api_keys (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES {schema}.users (id) ON DELETE CASCADE,
    name varchar(255) NOT NULL,
    key_prefix varchar(16) NOT NULL UNIQUE,
    key_hash varchar(255) NOT NULL,
    scopes json NOT NULL,
    expires_at timestamptz,
    created_at timestamptz NOT NULL
);

CREATE TABLE {schema}.policies (
    id uuid PRIMARY KEY,
    name varchar(255) NOT NULL UNIQUE,
    description varchar(1000),
    content text NOT NULL,
    version integer NOT NULL,
    enabled boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);

CREATE TABLE {schema}.audit_events (
    id uuid NOT NULL,
    timestamp timestamptz NOT NULL,
    event_type varchar(50) NOT NULL,
    severity {schema}.sensitivitylevel NOT NULL,
    user_id uuid,
    server_id uuid,
    tool_name varchar(255),
    decision varchar(20),
    policy_id uuid,
    details json NOT NULL,
    PRIMARY KEY (id, timestamp)
);

CREATE TABLE {schema}.mcp_servers (
    id uuid PRIMARY KEY,
    name varchar(255) NOT NULL,
    description varchar(1000),
    transport {schema}.transporttype NOT NULL,
    endpoint varchar(500),
    command varchar(500),
    mcp_version varchar(20) NOT NULL DEFAULT '2025-06-18',
    capabilities json NOT NULL,
    sensitivity_level {schema}.sensitivitylevel NOT NULL DEFAULT 'MEDIUM',
    signature varchar(1000),
    status {schema}.serverstatus NOT NULL,
    health_endpoint varchar(500),
    last_health_check timestamptz,
    owner_id uuid REFERENCES {schema}.users (id) ON DELETE SET NULL,
    team_id uuid REFERENCES {schema}.teams (id) ON DELETE SET NULL,
    consul_id varchar(255) UNIQUE,
    tags json NOT NULL,
    extra_metadata json NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX ix_mcp_servers_name ON {schema}.mcp_servers (name);

CREATE TABLE {schema}.mcp_tools (
    id uuid PRIMARY KEY,
    server_id uuid NOT NULL,
    name varchar(255) NOT NULL,
    description varchar(2000),
    parameters json NOT NULL,
    sensitivity_level {schema}.sensitivitylevel NOT NULL DEFAULT 'MEDIUM',
    requires_approval boolean NOT NULL,
    signature varchar(1000),
    invocation_count integer,
    last_invoked timestamptz,
    extra_metadata json NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
