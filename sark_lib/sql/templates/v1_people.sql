-- title: The tables around v1's servers, with a few rows each

INSERT INTO {schema}.users
    (id, email, full_name, hashed_password, role, is_active, extra_metadata, created_at, updated_at)
SELECT pg_temp.key('user', n), 'user' || n || '@example.com', 'User ' || n, md5('password' || n),
       CASE WHEN n % 10 = 0 THEN 'admin' ELSE 'developer' END, n % 7 <> 0, '{{}}',
       pg_temp.moment(n, 'user'), pg_temp.moment(n, 'user')
FROM generate_series(1, 50) AS n;

INSERT INTO {schema}.teams (id, name, description, created_at, updated_at)
SELECT pg_temp.key('team', n), 'team-' || n, 'Team number ' || n, pg_temp.moment(n, 'team'), pg_temp.moment(n, 'team')
FROM generate_series(1, 8) AS n;

INSERT INTO {schema}.user_teams (user_id, team_id)
SELECT pg_temp.key('user', n), pg_temp.key('team', 1 + n % 8) FROM generate_series(1, 50) AS n;

INSERT INTO {schema}.api_keys (id, user_id, name, key_prefix, key_hash, scopes, expires_at, created_at)
SELECT pg_temp.key('api key', n), pg_temp.key('user', n), 'key ' || n, 'sark_' || n, md5('key' || n), '["tools:read"]',
       CASE WHEN n % 2 = 0 THEN timestamptz '2027-01-01 00:00:00+00' END, pg_temp.moment(n, 'api key')
FROM generate_series(1, 10) AS n;

INSERT INTO {schema}.policies (id, name, description, content, version, enabled, created_at, updated_at)
SELECT pg_temp.key('policy', n), 'policy-' || n, NULL, 'package sark.p' || n || ' default allow = false', 1, true,
       pg_temp.moment(n, 'policy'), pg_temp.moment(n, 'policy')
FROM generate_series(1, 5) AS n;
