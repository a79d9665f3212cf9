"""What applications write: changes of v1 and of v2, each with what it means in the oracle, in one transaction."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from sark_lib.schema import v1
from tests.faults.oracle import SERVER, TOOL
from tests.mapping_oracle import decode

Connection = psycopg.Connection[dict[str, Any]]
Texts = dict[str, str | None]
LEVELS = ("low", "medium", "high", "critical")
STATUSES = ("registered", "active", "inactive", "unhealthy", "decommissioned")
# Servers without a tool of which v2 says more than v1 can hold: those stay, and their server with them. Moved in v2,
# such a tool is still at its old server in v1, being held back as a whole.
_WHOLE = """
    v1 IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM oracle.truth AS tool LEFT JOIN mcp_tools AS there ON CAST(there.id AS text) = tool.id
      WHERE tool.entity = 'mcp_tools' AND tool.v2 <> '{}' AND t.id IN (tool.owner, CAST(there.server_id AS text)))
"""
# JSON of every kind: nested, in odd order, with numbers that are spelt oddly, colliding with words of the mapping.
JSONS = (
    "{}", "[]", "null", '"text"', "1.10", "-0", '{"b" : 1,  "a": [1, {"c": null}]}',
    '{"transport": "lies", "free": 1e3}',
    '{"v1_extra_metadata": {"deep": true}}', '{"created_at": "never", "tags": []}', '["ü", "日本", "\\u00e9"]',
)  # fmt: skip


@dataclass
class Author:
    """Makes changes in one open transaction.

    Args:
        connection: The application's, its search path at v1 and v2.
        rng: What is written follows from it.
        shape: The v1 that was found.
        pool: Whose rows may be touched.
        users: Who may own a server.
    """

    connection: Connection
    rng: random.Random
    shape: v1.Shape
    pool: str
    users: Sequence[str]
    side: str = "v1"
    # Whether rows may be written that the other side cannot hold.
    odd: bool = False

    # --- the oracle -----------------------------------------------------------------------------------------------

    def keys(self, entity: str, most: int = 1, where: str = "v1 IS NOT NULL") -> list[str]:
        """Return some keys of this pool, in order; for a change of v1 those of which v2 says nothing else."""
        where += " AND v2 = '{}'" if self.side == "v1" else ""
        mine = "SELECT id FROM oracle.truth t WHERE entity = %s AND pool = %s AND id >= %s"
        query = f"{mine} AND {where} ORDER BY id LIMIT %s"
        return [row["id"] for row in self.connection.execute(query, (entity, self.pool, self.uuid(), most)).fetchall()]

    def remember(self, entity: str, rows: Sequence[Texts], v2: dict[str, Any] | None = None) -> None:
        """Note rows that were written."""
        for row in rows:
            self.connection.execute(
                "INSERT INTO oracle.truth (entity, id, pool, owner, v1, v2) VALUES (%s, %s, %s, %s, %s, %s)",
                (entity, row["id"], self.pool, row.get("server_id"), Jsonb(row), Jsonb(v2 or {})),
            )

    def patch(self, entity: str, keys: Sequence[str], **columns: str | None) -> None:
        """Note columns that were written."""
        self.connection.execute(
            "UPDATE oracle.truth SET v1 = v1 || %s, owner = coalesce(%s, owner) WHERE entity = %s AND id = ANY (%s)",
            (Jsonb(columns), columns.get("server_id"), entity, list(keys)),
        )

    def rekeyed(self, entity: str, old: str, new: str) -> None:
        """Note another key of the same row."""
        self.connection.execute(
            "UPDATE oracle.truth SET id = %s, v1 = v1 || %s WHERE entity = %s AND id = %s",
            (new, Jsonb({"id": new}), entity, old),
        )

    def gone(self, entity: str, keys: Sequence[str]) -> None:
        """Note rows that were deleted; a server's tools go with it."""
        self.connection.execute("DELETE FROM oracle.truth WHERE entity = %s AND id = ANY (%s)", (entity, list(keys)))
        if entity == SERVER:
            self.connection.execute(
                "DELETE FROM oracle.truth WHERE entity = %s AND owner = ANY (%s)", (TOOL, list(keys))
            )

    def otherwise(self, entity: str, key: str, **columns: Any) -> None:
        """Note what v2 says beyond v1; a None takes it back."""
        said = {name: value for name, value in columns.items() if value is not None}
        self.connection.execute(
            "UPDATE oracle.truth SET v2 = (v2 - %s::text[]) || %s WHERE entity = %s AND id = %s",
            (list(columns), Jsonb(said), entity, key),
        )

    def truth(self, entity: str, key: str) -> dict[str, Any] | None:
        """Return the oracle's row; the application holds its row, so nobody else changes it."""
        query = "SELECT v1, v2 FROM oracle.truth WHERE entity = %s AND id = %s"
        return self.connection.execute(query, (entity, key)).fetchone()

    # --- values ---------------------------------------------------------------------------------------------------

    def uuid(self) -> str:
        """Return a fresh key."""
        return str(UUID(int=self.rng.getrandbits(128)))

    def label(self, entity: str, column: str, value: str) -> str:
        """Return a label as this v1 spells it."""
        return next(one for one in self.shape.table(entity).columns[column].labels if one.lower() == value)

    def moment(self) -> str:
        """Return a point in time as PostgreSQL writes it."""
        second, micro = self.rng.randrange(60), self.rng.randrange(1_000_000)
        fraction = f".{micro:06}".rstrip("0").rstrip(".")
        day = f"2026-0{self.rng.randint(1, 9)}-{self.rng.randint(10, 28)}"
        return f"{day} {self.rng.randint(10, 23)}:00:{second:02}{fraction}+00"

    def word(self) -> str:
        """Return some text."""
        return f"{self.rng.choice(['mailer', 'ledger', 'ünüsual', '日本', 'a b'])}-{self.rng.getrandbits(32):x}"

    def json(self) -> str:
        """Return some JSON."""
        return self.rng.choice(JSONS)

    def server(self) -> Texts:
        """Return a server of every column."""
        stdio = self.rng.random() < 0.5
        return {
            "id": self.uuid(), "name": self.word(), "description": self.rng.choice([None, "", self.word()]),
            "transport": self.label(SERVER, "transport", "stdio" if stdio else "http"),
            "endpoint": self.rng.choice([None, ""]) if stdio else f"https://{self.rng.getrandbits(20)}.example.com/",
            "command": f"npx {self.word()}" if stdio else self.rng.choice([None, ""]),
            "mcp_version": "2025-06-18", "capabilities": self.json(),
            "sensitivity_level": self.label(SERVER, "sensitivity_level", self.rng.choice(LEVELS)),
            "signature": self.rng.choice([None, self.word()]),
            "status": self.label(SERVER, "status", self.rng.choice(STATUSES)),
            "health_endpoint": None, "last_health_check": self.rng.choice([None, self.moment()]),
            "owner_id": self.rng.choice([None, *self.users]), "team_id": None,
            "consul_id": self.rng.choice([None, f"consul-{self.uuid()}"]), "tags": self.json(),
            "extra_metadata": self.json(), "created_at": self.moment(), "updated_at": self.moment(),
        }  # fmt: skip

    def tool(self, server: str) -> Texts:
        """Return a tool of every column this v1 has."""
        row = {
            "id": self.uuid(), "server_id": server, "name": self.word(),
            "description": self.rng.choice([None, self.word()]),
            self.parameters: self.json(),
            "sensitivity_level": self.label(TOOL, "sensitivity_level", self.rng.choice(LEVELS)),
            "requires_approval": self.rng.choice(["true", "false"]), "signature": self.rng.choice([None, self.word()]),
            "invocation_count": str(self.rng.randrange(99)), "last_invoked": self.rng.choice([None, self.moment()]),
            "extra_metadata": self.json(), "created_at": self.moment(), "updated_at": self.moment(),
        }  # fmt: skip
        return {name: value for name, value in row.items() if name in self.shape.table(TOOL).columns}

    @property
    def parameters(self) -> str:
        """The column of the arguments' schema."""
        return next(name for name in v1.PARAMETERS if name in self.shape.table(TOOL).columns)

    # --- v1 -------------------------------------------------------------------------------------------------------

    def insert(self, table: str, rows: Sequence[Texts]) -> None:
        """Insert rows by one statement."""
        names = list(rows[0])
        places = ", ".join(f"({', '.join(['%s'] * len(names))})" for _ in rows)
        values = [row[name] for row in rows for name in names]
        self.connection.execute(f"INSERT INTO {table} ({', '.join(names)}) VALUES {places}", values)
        self.remember(table, rows)

    def update(self, table: str, keys: Sequence[str], **columns: str | None) -> list[str]:
        """Update rows by one statement, and return which were there."""
        setting = ", ".join(f"{name} = %s" for name in columns)
        query = f"UPDATE {table} SET {setting} WHERE id = ANY (%s::uuid[]) RETURNING CAST(id AS text)"
        found = [row["id"] for row in self.connection.execute(query, (*columns.values(), list(keys))).fetchall()]
        self.patch(table, found, **columns)
        return found

    def delete(self, table: str, keys: Sequence[str]) -> None:
        """Delete rows by one statement."""
        query = f"DELETE FROM {table} WHERE id = ANY (%s::uuid[]) RETURNING CAST(id AS text)"
        self.gone(table, [row["id"] for row in self.connection.execute(query, (list(keys),)).fetchall()])

    def held(self, server: str | None) -> bool:
        """Whether a server is there, and stays until we commit."""
        query = "SELECT 1 FROM mcp_servers WHERE id = %s FOR KEY SHARE"
        return server is not None and self.connection.execute(query, (server,)).fetchone() is not None

    def one(self, entity: str, where: str = "v1 IS NOT NULL") -> str | None:
        """Return a key of this pool, or none."""
        return next(iter(self.keys(entity, 1, where)), None)

    def insert_servers(self, most: int = 1) -> None:
        """Register servers, some with tools."""
        rows = [self.server() for _ in range(self.rng.randint(1, most))]
        self.insert(SERVER, rows)
        if self.rng.random() < 0.7:
            self.insert(TOOL, [self.tool(str(rows[0]["id"])) for _ in range(self.rng.randint(1, 3 * most))])

    def insert_tools(self, most: int = 1) -> None:
        """Register tools of a server."""
        server = self.one(SERVER)
        if server and self.held(server):
            self.insert(TOOL, [self.tool(server) for _ in range(self.rng.randint(1, most))])

    def update_servers(self, most: int = 1) -> None:
        """Change servers, json too."""
        row = self.server()
        names = self.rng.sample(
            ["name", "description", "status", "tags", "extra_metadata", "updated_at", "owner_id"], 3
        )
        self.update(SERVER, self.keys(SERVER, self.rng.randint(1, most)), **{name: row[name] for name in names})

    def update_tools(self, most: int = 1) -> None:
        """Change tools, json too."""
        row = self.tool("")
        names = self.rng.sample([name for name in row if name not in {"id", "server_id"}], 3)
        self.update(TOOL, self.keys(TOOL, self.rng.randint(1, most)), **{name: row[name] for name in names})

    def move_tool(self, _: int = 1) -> None:
        """Give a tool to another server."""
        tool, server = self.one(TOOL), self.one(SERVER)
        if tool and self.held(server):
            self.update(TOOL, [tool], server_id=server)

    def rekey_tool(self, _: int = 1) -> None:
        """Give a tool another key."""
        self._rekey(TOOL, self.one(TOOL))

    def rekey_server(self, _: int = 1) -> None:
        """Give another key to a server that has no tools."""
        row = self.server()
        self.insert(SERVER, [row])
        self._rekey(SERVER, row["id"])

    def _rekey(self, table: str, old: str | None) -> None:
        new = self.uuid()
        if self.connection.execute(f"UPDATE {table} SET id = %s WHERE id = %s", (new, old)).rowcount and old:
            self.rekeyed(table, old, new)

    def delete_tools(self, most: int = 1) -> None:
        """Delete tools."""
        self.delete(TOOL, self.keys(TOOL, self.rng.randint(1, most)))

    def delete_servers(self, most: int = 1) -> None:
        """Delete servers; their tools go with them."""
        self.delete(SERVER, self.keys(SERVER, self.rng.randint(1, most), _WHOLE))

    def break_or_mend(self, _: int = 1) -> None:
        """Make a server what v2 cannot hold, or mend it."""
        broken = self.one(SERVER, "coalesce(v1 ->> 'command', '') = '' AND coalesce(v1 ->> 'endpoint', '') = ''")
        if broken:
            self.update(SERVER, [broken], command="mended")
        elif self.odd:
            self.update(SERVER, self.keys(SERVER, 1, _WHOLE), command="", endpoint=None)

    def side_table(self, _: int = 1) -> None:
        """Empty a table that is not migrated."""
        self.connection.execute("TRUNCATE api_keys")

    def truncate_tools(self) -> None:
        """Empty the table of tools."""
        self.connection.execute("TRUNCATE mcp_tools")
        self.connection.execute("DELETE FROM oracle.truth WHERE entity = %s", (TOOL,))

    # --- v2 -------------------------------------------------------------------------------------------------------

    def v2(self, table: str, entity: str, key: str | None, setting: str, *values: object) -> bool:
        """Update one row of v2, and return whether it was there."""
        query = f"UPDATE {table} SET {setting} WHERE id = %s"
        return key is not None and self.connection.execute(query, (*values, key)).rowcount == 1

    def born(self, most: int = 1) -> None:
        """Create resources in v2, with capabilities; what they leave out, v1 has by default."""
        for _ in range(self.rng.randint(1, most)):
            endpoint = self.rng.choice(["https://born.example.com/", "npx born"])
            row = self.server() | dict.fromkeys(
                ["description", "signature", "last_health_check", "owner_id", "consul_id"]
            )
            url = endpoint.startswith("http")
            row |= {
                "transport": self.label(SERVER, "transport", "http" if url else "stdio"),
                "endpoint": endpoint if url else None, "command": None if url else endpoint, "capabilities": "[]",
                "tags": "[]", "status": self.label(SERVER, "status", "registered"), "extra_metadata": '{"free": 1.50}',
            }  # fmt: skip
            level = str(row["sensitivity_level"]).lower()
            values = (row["id"], row["name"], endpoint, level, row["created_at"], row["updated_at"])
            self.connection.execute(
                "INSERT INTO resources"
                " (id, name, endpoint, sensitivity_level, created_at, updated_at, protocol, metadata)"
                """ VALUES (%s, %s, %s, %s, %s, %s, 'mcp', '{"free": 1.50}')""",
                values,
            )
            self.remember(SERVER, [row])
            self.born_tools(most, row)

    def born_tools(self, most: int = 1, of: Texts | None = None) -> None:
        """Create capabilities in v2."""
        key = of["id"] if of else self.one(SERVER)
        # FOR SHARE: it stays what it is, not only where it is.
        query = "SELECT 1 FROM resources WHERE id = %s FOR SHARE"
        owner = self.truth(SERVER, key) if key and self.connection.execute(query, (key,)).fetchone() else None
        if not owner or not key or owner["v2"]:
            return
        rows = []
        for _ in range(self.rng.randint(1, most)):
            row = self.tool(key) | {"requires_approval": "false", "signature": None, "extra_metadata": "{}"}
            row |= {name: owner["v1"][name] for name in ("created_at", "updated_at")} | {self.parameters: '{"born": 1}'}
            row |= {"invocation_count": "0", "last_invoked": None} if "last_invoked" in row else {}
            rows.append(row)
        self.connection.cursor().executemany(
            "INSERT INTO capabilities (id, resource_id, name, description, input_schema, sensitivity_level)"
            """ VALUES (%s, %s, %s, %s, '{"born": 1}', %s)""",
            [(r["id"], key, r["name"], r["description"], str(r["sensitivity_level"]).lower()) for r in rows],
        )
        self.remember(TOOL, rows)

    def edit(self, _: int = 1) -> None:
        """Change a resource: a column, a key of the metadata, or both."""
        key, row = self.one(SERVER), self.server()
        status = str(row["status"]).lower()
        patch = Jsonb({"status": status, "signature": row["signature"]})
        if self.v2("resources", SERVER, key, "name = %s, metadata = metadata || %s, updated_at = %s",
                   row["name"], patch, row["updated_at"]):  # fmt: skip
            self.patch(
                SERVER, [str(key)], **{name: row[name] for name in ("name", "status", "signature", "updated_at")}
            )

    def edit_endpoint(self, _: int = 1) -> None:
        """Change a resource's endpoint; it goes where v1 has the value from."""
        key, new = self.one(SERVER, "v2 = '{}'"), f"https://edited/{self.word()}"
        if not self.v2("resources", SERVER, key, "endpoint = %s", new):
            return
        truth = self.truth(SERVER, str(key))
        if truth and truth["v2"]:  # became another protocol's since we looked
            raise Unfit
        column = "command" if truth and truth["v1"]["command"] else "endpoint"
        self.patch(SERVER, [str(key)], **{column: new})

    def edit_extra(self, _: int = 1) -> None:
        """Add a key of the application's own to the metadata."""
        key = self.one(SERVER)
        if not self.v2("resources", SERVER, key, """metadata = metadata || '{"note": [1.0]}'"""):
            return
        text = (self.truth(SERVER, str(key)) or {})["v1"]["extra_metadata"]
        if isinstance(decode(text), dict):
            joined = re.sub(r"\}\s*$", ', "note": [1.0]}', text) if decode(text) else '{"note": [1.0]}'
            self.patch(SERVER, [str(key)], extra_metadata=joined)
        else:
            raise Unfit

    def edit_tools(self, most: int = 1) -> None:
        """Change capabilities by one statement."""
        keys, row = self.keys(TOOL, self.rng.randint(1, most)), self.tool("")
        query = (
            "UPDATE capabilities SET name = %s, description = %s, input_schema = %s, sensitivity_level = %s,"
            " metadata = metadata - 'v1_parameters' || %s WHERE id = ANY (%s) RETURNING id"
        )
        level, approval = (
            str(row["sensitivity_level"]).lower(),
            Jsonb({"requires_approval": row["requires_approval"] == "true"}),
        )
        values = (row["name"], row["description"], '{"edited": 1e2}', level, approval, keys)
        found = [one["id"] for one in self.connection.execute(query, values).fetchall()]
        names = ("name", "description", "sensitivity_level", "requires_approval")
        self.patch(TOOL, found, **{name: row[name] for name in names}, **{self.parameters: '{"edited": 1e2}'})
        for key in found:
            self.otherwise(TOOL, key, sensitivity_level=None)

    def move_capability(self, _: int = 1) -> None:
        """Give a capability to another resource."""
        key, to = self.one(TOOL), self.one(SERVER)
        query = "SELECT 1 FROM resources WHERE id = %s FOR KEY SHARE"
        if (
            to
            and self.connection.execute(query, (to,)).fetchone()
            and self.v2("capabilities", TOOL, key, "resource_id = %s", to)
        ):
            self.patch(TOOL, [str(key)], server_id=to)

    def rekey_capability(self, _: int = 1) -> None:
        """Give a capability another key."""
        key, new = self.one(TOOL), self.uuid()
        if self.v2("capabilities", TOOL, key, "id = %s", new):
            self.rekeyed(TOOL, str(key), new)

    def delete_capabilities(self, most: int = 1) -> None:
        """Delete capabilities."""
        self._delete("capabilities", TOOL, self.keys(TOOL, self.rng.randint(1, most)))

    def delete_resources(self, most: int = 1) -> None:
        """Delete resources; their capabilities go with them."""
        self._delete("resources", SERVER, self.keys(SERVER, self.rng.randint(1, most)))

    def _delete(self, table: str, entity: str, keys: list[str]) -> None:
        found = self.connection.execute(f"DELETE FROM {table} WHERE id = ANY (%s) RETURNING id", (keys,)).fetchall()
        self.gone(entity, [row["id"] for row in found])

    def other_protocol(self, _: int = 1) -> None:
        """Move a resource off mcp, or back."""
        key = self.one(SERVER, "v2 ? 'protocol' AND v1 IS NOT NULL")
        back = key is not None and self.rng.random() < 0.6
        key = key if back else self.one(SERVER, "v2 = '{}'")
        protocol = "mcp" if back else "http"
        if self.v2("resources", SERVER, key, "protocol = %s", protocol):
            self.otherwise(SERVER, str(key), protocol=None if back else protocol)

    def unknown_label(self, _: int = 1) -> None:
        """Give a capability a label v1 does not know, or one it knows."""
        key = self.one(TOOL, "v2 <> '{}'")
        if key and self.rng.random() < 0.6 and self.v2("capabilities", TOOL, key, "sensitivity_level = 'low'"):
            self.otherwise(TOOL, key, sensitivity_level=None)
            self.patch(TOOL, [key], sensitivity_level=self.label(TOOL, "sensitivity_level", "low"))
            return
        key = self.one(TOOL, "v2 = '{}'")
        if self.v2("capabilities", TOOL, key, "sensitivity_level = 'secret'"):
            self.otherwise(TOOL, str(key), sensitivity_level="secret")

    # --- v2 alone -------------------------------------------------------------------------------------------------

    def native(self, _: int = 1) -> None:
        """Write a resource of another protocol, with an id that is no uuid, or change or delete one."""
        key = self.one(SERVER, "v1 IS NULL")
        dice = self.rng.random()
        if key is None or dice < 0.4:
            key = f"native/{self.uuid()} ü"
            row = {"id": key, "name": self.word(), "protocol": self.rng.choice(["http", "grpc", "mcp"]),
                   "endpoint": "x:1", "sensitivity_level": "secret", "created_at": self.moment(),
                   "updated_at": self.moment()}  # fmt: skip
            names = ", ".join(row)
            self.connection.execute(
                f"INSERT INTO resources ({names}, metadata) VALUES ({', '.join(['%s'] * len(row))}, %s)",
                (*row.values(), '{"own": [1]}'),
            )
            self.connection.execute(
                "INSERT INTO oracle.truth (entity, id, pool, v2) VALUES (%s, %s, %s, %s)",
                (SERVER, key, self.pool, Jsonb(row | {"json:metadata": '{"own": [1]}'})),
            )
        elif dice < 0.8:
            name = self.word()
            if self.v2("resources", SERVER, key, "name = %s", name):
                self.otherwise(SERVER, key, name=name)
        else:
            self._delete("resources", SERVER, [key])


class Unfit(Exception):
    """What was to be changed does not lend itself to it; the transaction is rolled back."""


Change = Callable[[Author, int], None]
ON_V1: tuple[Change, ...] = (
    Author.insert_servers, Author.insert_tools, Author.insert_tools, Author.update_servers, Author.update_servers,
    Author.update_tools, Author.update_tools, Author.move_tool, Author.rekey_tool, Author.rekey_server,
    Author.delete_tools, Author.delete_servers, Author.break_or_mend,
)  # fmt: skip
ON_V2: tuple[Change, ...] = (
    Author.born, Author.born_tools, Author.born_tools, Author.edit, Author.edit, Author.edit_endpoint,
    Author.edit_extra, Author.edit_tools, Author.edit_tools, Author.move_capability, Author.rekey_capability,
    Author.delete_capabilities, Author.delete_resources, Author.other_protocol, Author.unknown_label,
)  # fmt: skip


# They begin with the table of servers, or of resources.
PARENTS_FIRST = {
    Author.insert_servers, Author.update_servers, Author.rekey_server, Author.delete_servers, Author.break_or_mend,
    Author.born, Author.edit, Author.edit_endpoint, Author.edit_extra, Author.delete_resources, Author.other_protocol,
}  # fmt: skip


def some(rng: random.Random, of: Sequence[Change], most: int, *, sort: bool) -> list[Change]:
    """Return up to so many changes at random.

    Args:
        rng: Chooses.
        of: From these.
        most: At most so many.
        sort: Parents first, as an ORM flushes its unit of work.
    """
    chosen = [rng.choice(of) for _ in range(rng.randint(1, most))]
    return sorted(chosen, key=lambda change: change not in PARENTS_FIRST) if sort else chosen


def connect(conninfo: str, schema: str) -> Connection:
    """Open an application's connection."""
    return psycopg.connect(
        conninfo, row_factory=dict_row, options=f"-c search_path={schema}", application_name="writer"
    )
