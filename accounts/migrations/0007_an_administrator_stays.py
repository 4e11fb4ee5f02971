"""The database itself refuses to leave nobody who administers all brands and markets, once somebody does.

Whoever would be the last of two is told so too when both go at the same moment: they wait for each other and look after.
"""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION accounts_administrator_of_all_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_TABLE_NAME = 'accounts_user' AND NOT EXISTS (
        SELECT 1 FROM accounts_membership
        WHERE user_id = OLD.id AND role = 'administrator' AND brand_id IS NULL AND market_id IS NULL
    ) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock(1094995278);
    IF NOT EXISTS (
        SELECT 1 FROM accounts_membership role JOIN accounts_user person ON person.id = role.user_id
        WHERE role.role = 'administrator' AND role.brand_id IS NULL AND role.market_id IS NULL AND person.is_active
    ) THEN
        RAISE EXCEPTION 'Somebody must administer all brands and markets.'
            USING ERRCODE = 'restrict_violation', CONSTRAINT = 'administrator_of_all_stays';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER administrator_of_all_stays AFTER UPDATE OR DELETE ON accounts_membership
    FOR EACH ROW WHEN (OLD.role = 'administrator' AND OLD.brand_id IS NULL AND OLD.market_id IS NULL)
    EXECUTE FUNCTION accounts_administrator_of_all_stays();
CREATE TRIGGER administrator_of_all_stays AFTER UPDATE OF is_active ON accounts_user
    FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active)
    EXECUTE FUNCTION accounts_administrator_of_all_stays();
"""
BACKWARDS = """
DROP TRIGGER administrator_of_all_stays ON accounts_user;
DROP TRIGGER administrator_of_all_stays ON accounts_membership;
DROP FUNCTION accounts_administrator_of_all_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_letters")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
