"""Forms in which a secret stands in a v1 database, each around one canary that may not leave it."""

from __future__ import annotations

CANARY = "Hunter2Canary9xQ"

# In text: a description, a command, an endpoint.
TEXTS = (
    f"curl -u me:{CANARY} https://host/",
    f"curl --user 'me:{CANARY}'",
    f"wget --password={CANARY} --port 1",
    f"server --api-key {CANARY} --verbose",
    f"mysql -h db -p{CANARY}",
    f"docker login -u me -p {CANARY}",
    f"API_KEY={CANARY} npx server",
    f"PGPASSWORD='{CANARY}' psql",
    f"AWS_SECRET_ACCESS_KEY={CANARY} aws s3 ls",
    f"https://me:{CANARY}@host/path",
    f"postgresql://me:p@ss{CANARY}@host/db",
    f"redis://:{CANARY}@host:6379/0",
    f"https://host/?access_key={CANARY}&page=2",
    f"https://host/?X-Amz-Signature={CANARY}",
    f"Authorization: Bearer {CANARY}",
    f"see Bearer {CANARY} in the wiki",
    f"header 'X-Api-Key: {CANARY}'",
    f"Cookie: session_id={CANARY}; theme=dark",
    f"the password is password: {CANARY}",
    f'{{"client_secret": "{CANARY}"}}',
    f"Server=tcp:db;User Id=me;Password={CANARY};",
    f"-----BEGIN RSA PRIVATE KEY-----\n{CANARY}\n-----END RSA PRIVATE KEY-----",
    f"-----BEGIN OPENSSH PRIVATE KEY-----\n{CANARY}",
    f"//registry/:_authToken={CANARY}",
    f"sk-proj-{CANARY}0123456789abcdef",
    f"ghp_{CANARY}0123456789abcdefghij",
    f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx{CANARY}In0.c2ln",
)
# As the value of a key of extra_metadata.
KEYS = (
    "password", "PASSWD", "pwd", "db_pass", "secret", "clientSecret", "token", "accessToken", "api_key", "apiKey",
    "X-API-Key", "accessKey", "privateKey", "credentials", "authorization", "signature", "cookie", "session_id",
    "sessionId", "jwt", "otp", "totp_seed_pin", "aws_region_key", "AWS_PROFILE", "ssh_key", "connectionString", "dsn",
    "anything_of_the_application",
)  # fmt: skip
