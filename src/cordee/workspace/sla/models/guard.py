"""What the database itself refuses: a change of a version that is in force, and of the signatures on it.

Triggers, because a constraint sees only the new row. Put in place after each migration, since SQLite drops those of a table
that a migration rebuilds.
"""

from typing import Any

from django.db import connections

_SQLITE = (
    "DROP TRIGGER IF EXISTS sla_version_in_force",
    "DROP TRIGGER IF EXISTS sla_version_kept",
    "DROP TRIGGER IF EXISTS sla_signature_in_force",
    "DROP TRIGGER IF EXISTS sla_signature_kept",
    """
    CREATE TRIGGER sla_version_in_force BEFORE UPDATE ON sla_version
    WHEN OLD.in_force_at IS NOT NULL AND OLD.in_force_at <= strftime('%Y-%m-%d %H:%M:%f', 'now')
    BEGIN SELECT RAISE(ABORT, 'this version of the SLA is in force: it is never changed'); END
    """,
    """
    CREATE TRIGGER sla_version_kept BEFORE DELETE ON sla_version
    WHEN OLD.in_force_at IS NOT NULL
    BEGIN SELECT RAISE(ABORT, 'this version of the SLA was signed: it is never deleted'); END
    """,
    """
    CREATE TRIGGER sla_signature_in_force BEFORE UPDATE OF version_id, side, name, content_hash, at, ended_at ON sla_signature
    WHEN EXISTS (SELECT 1 FROM sla_version WHERE id = OLD.version_id AND in_force_at <= strftime('%Y-%m-%d %H:%M:%f', 'now'))
    BEGIN SELECT RAISE(ABORT, 'a signature on a version in force is never changed'); END
    """,
    """
    CREATE TRIGGER sla_signature_kept BEFORE DELETE ON sla_signature
    WHEN EXISTS (SELECT 1 FROM sla_version WHERE id = OLD.version_id AND in_force_at IS NOT NULL)
    BEGIN SELECT RAISE(ABORT, 'a signature is never deleted'); END
    """,
)
_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION sla_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation'; END $$
    """,
    """
    CREATE OR REPLACE FUNCTION sla_has_begun(version bigint) RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT EXISTS (SELECT 1 FROM sla_version WHERE id = version AND in_force_at <= clock_timestamp()) $$
    """,
    """
    CREATE OR REPLACE FUNCTION sla_is_sealed(version bigint) RETURNS boolean LANGUAGE sql STABLE AS
    $$ SELECT EXISTS (SELECT 1 FROM sla_version WHERE id = version AND in_force_at IS NOT NULL) $$
    """,
    """
    CREATE OR REPLACE TRIGGER sla_version_in_force BEFORE UPDATE ON sla_version FOR EACH ROW
    WHEN (OLD.in_force_at <= clock_timestamp())
    EXECUTE FUNCTION sla_refuse('this version of the SLA is in force: it is never changed')
    """,
    """
    CREATE OR REPLACE TRIGGER sla_version_kept BEFORE DELETE ON sla_version FOR EACH ROW
    WHEN (OLD.in_force_at IS NOT NULL)
    EXECUTE FUNCTION sla_refuse('this version of the SLA was signed: it is never deleted')
    """,
    """
    CREATE OR REPLACE TRIGGER sla_signature_in_force
    BEFORE UPDATE OF version_id, side, name, content_hash, at, ended_at ON sla_signature FOR EACH ROW
    WHEN (sla_has_begun(OLD.version_id))
    EXECUTE FUNCTION sla_refuse('a signature on a version in force is never changed')
    """,
    """
    CREATE OR REPLACE TRIGGER sla_signature_kept BEFORE DELETE ON sla_signature FOR EACH ROW
    WHEN (sla_is_sealed(OLD.version_id))
    EXECUTE FUNCTION sla_refuse('a signature is never deleted')
    """,
)
STATEMENTS = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}


def install(using: str = "default", **_: Any) -> None:
    """Puts the triggers in place; a second time changes nothing."""
    connection = connections[using]
    if "sla_signature" not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for statement in STATEMENTS[connection.vendor]:
            cursor.execute(statement)
