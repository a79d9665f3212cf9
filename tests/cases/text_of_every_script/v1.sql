INSERT INTO mcp_servers (name, description, extra_metadata) VALUES (
    E'\U0001F680 \u0441\u0435\u0440\u0432\u0435\u0440 \u670d\u52a1\u5668 \u062e\u0627\u062f\u0645 cafe\u0301 zero\u200bwidth\u200djoin\ufeff \U0010FFFF',
    E'O\'Brien "quoted" \\ back\\\\slash %s %% :name {x} $1 $$ ; -- /* */\n\ttab\r\x01\x7f',
    E'{"\u043a\u043b\u044e\u0447\u200b": "\\ud83d\\ude80 caf\\u00e9 \\\\u0000 \\/"}'
);

INSERT INTO mcp_tools (name, description) VALUES (
    E'O\'Brien "quoted" \\ back\\\\slash %s %% :name {x} $1 $$ ; -- /* */\n\ttab\r\x01\x7f',
    E'\U0001F680 \u0441\u0435\u0440\u0432\u0435\u0440 \u670d\u52a1\u5668 \u062e\u0627\u062f\u0645 cafe\u0301 zero\u200bwidth\u200djoin\ufeff \U0010FFFF'
);
