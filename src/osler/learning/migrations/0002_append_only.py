"""What was submitted and what the log says cannot be changed below the application either: triggers, on both databases.

- The audit log takes no UPDATE and no DELETE.
- A revision takes no UPDATE, and no DELETE unless its claim is being forgotten with its account.
- A claim that is not editable keeps its content unless a further revision comes with the change.

SQLite drops a table's triggers when a migration remakes the table: such a migration runs `install` again.
"""

from typing import Any

from django.db import migrations

CONTENT = [
    "activity_id",
    "user_id",
    "scheme",
    "question",
    "sources",
    "learned",
    "practice",
    "practice_how",
    "bias",
    "bias_how",
    "minutes",
    "evaluation",
    "happened_on",
    "credit",
]
EDITABLE = "('draft', 'returned', 'forgotten')"

_SQLITE = (
    "CREATE TRIGGER osler_audit_update BEFORE UPDATE ON learning_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is never changed'); END",
    "CREATE TRIGGER osler_audit_delete BEFORE DELETE ON learning_auditentry "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is never shortened'); END",
    "CREATE TRIGGER osler_revision_update BEFORE UPDATE ON learning_revision "
    "BEGIN SELECT RAISE(ABORT, 'a revision is never changed'); END",
    "CREATE TRIGGER osler_revision_delete BEFORE DELETE ON learning_revision "
    "WHEN (SELECT state FROM learning_claim WHERE id = OLD.claim_id) <> 'forgotten' "
    "BEGIN SELECT RAISE(ABORT, 'a revision goes only with its account'); END",
    "CREATE TRIGGER osler_claim_update BEFORE UPDATE ON learning_claim "
    f"WHEN OLD.state NOT IN {EDITABLE} AND NEW.revision <> OLD.revision + 1 AND ("
    + " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in CONTENT)
    + ") BEGIN SELECT RAISE(ABORT, 'a submitted claim changes only by a correction'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION osler_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$",
    "CREATE TRIGGER osler_audit_update BEFORE UPDATE ON learning_auditentry FOR EACH ROW "
    "EXECUTE FUNCTION osler_refuse('the audit log is never changed')",
    "CREATE TRIGGER osler_audit_delete BEFORE DELETE ON learning_auditentry FOR EACH ROW "
    "EXECUTE FUNCTION osler_refuse('the audit log is never shortened')",
    "CREATE TRIGGER osler_revision_update BEFORE UPDATE ON learning_revision FOR EACH ROW "
    "EXECUTE FUNCTION osler_refuse('a revision is never changed')",
    "CREATE FUNCTION osler_revision_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    "IF (SELECT state FROM learning_claim WHERE id = OLD.claim_id) <> 'forgotten' THEN "
    "RAISE EXCEPTION 'a revision goes only with its account' USING ERRCODE = 'integrity_constraint_violation'; "
    "END IF; RETURN OLD; END $$",
    "CREATE TRIGGER osler_revision_delete BEFORE DELETE ON learning_revision FOR EACH ROW "
    "EXECUTE FUNCTION osler_revision_kept()",
    "CREATE TRIGGER osler_claim_update BEFORE UPDATE ON learning_claim FOR EACH ROW "
    f"WHEN (OLD.state NOT IN {EDITABLE} AND NEW.revision <> OLD.revision + 1 AND ("
    + " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in CONTENT)
    + ")) EXECUTE FUNCTION osler_refuse('a submitted claim changes only by a correction')",
)
_TABLES = {
    "osler_audit_update": "learning_auditentry",
    "osler_audit_delete": "learning_auditentry",
    "osler_revision_update": "learning_revision",
    "osler_revision_delete": "learning_revision",
    "osler_claim_update": "learning_claim",
}


def install(apps: object, schema_editor: Any) -> None:
    statements = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}[schema_editor.connection.vendor]
    for statement in statements:
        schema_editor.execute(statement, params=None)


def remove(apps: object, schema_editor: Any) -> None:
    on = schema_editor.connection.vendor == "postgresql"
    for name, table in _TABLES.items():
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + (f" ON {table}" if on else ""))
    if on:
        schema_editor.execute("DROP FUNCTION IF EXISTS osler_refuse(), osler_revision_kept()")


class Migration(migrations.Migration):
    dependencies = [("learning", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
