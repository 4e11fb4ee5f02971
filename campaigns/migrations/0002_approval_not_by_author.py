"""The database itself refuses an approval by whoever wrote or last edited the post."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION campaigns_approval_not_by_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.decision = 'approve' AND EXISTS (
        SELECT 1 FROM campaigns_post post WHERE post.id = NEW.post_id AND NEW.by_id IN (post.author_id, post.last_editor_id)
    ) THEN
        RAISE EXCEPTION 'Nobody approves what they wrote or last edited.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'approval_not_by_author';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER approval_not_by_author BEFORE INSERT OR UPDATE OF by_id, post_id, decision ON campaigns_approval
    FOR EACH ROW EXECUTE FUNCTION campaigns_approval_not_by_author();
"""
BACKWARDS = """
DROP TRIGGER approval_not_by_author ON campaigns_approval;
DROP FUNCTION campaigns_approval_not_by_author();
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
