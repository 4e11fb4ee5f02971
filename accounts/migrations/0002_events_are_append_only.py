"""The database itself refuses to alter or remove an event; only its empty place in the chain may be filled, once."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION accounts_event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.position IS NULL
       AND (NEW.id, NEW.at, NEW.what, NEW.by_id, NEW.noun, NEW.noun_id, NEW.brand_id, NEW.market_id, NEW.facts)
           IS NOT DISTINCT FROM
           (OLD.id, OLD.at, OLD.what, OLD.by_id, OLD.noun, OLD.noun_id, OLD.brand_id, OLD.market_id, OLD.facts) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'Events are append-only.' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON accounts_event
    FOR EACH ROW EXECUTE FUNCTION accounts_event_is_append_only();
"""
BACKWARDS = """
DROP TRIGGER event_is_append_only ON accounts_event;
DROP FUNCTION accounts_event_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
