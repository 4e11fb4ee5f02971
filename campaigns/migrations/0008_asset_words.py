"""Full text search of assets: configurations with accents folded, and a trigger that keeps `words` by them.

The languages are those of `campaigns.search.LANGUAGES` as they were; one more needs a migration of its own.
"""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

LANGUAGES = {
    "simple": "simple", "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian",
    "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch",
    "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish", "yi": "yiddish",
}  # fmt: skip


def configuration(code: str, name: str) -> migrations.RunSQL:
    dictionary = "simple" if name == "simple" else f"{name}_stem"
    return migrations.RunSQL(
        f"""
        CREATE TEXT SEARCH CONFIGURATION marquee_{code} (COPY = pg_catalog.{name});
        ALTER TEXT SEARCH CONFIGURATION marquee_{code}
            ALTER MAPPING FOR word, hword, hword_part WITH unaccent, {dictionary};
        """,
        f"DROP TEXT SEARCH CONFIGURATION marquee_{code}",
    )


WORDS = """
CREATE FUNCTION asset_language(language text) RETURNS regconfig LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT oid::regconfig FROM pg_ts_config
         WHERE cfgname = 'marquee_' || lower(split_part(language, '-', 1)) AND pg_ts_config_is_visible(oid)),
        'marquee_simple'::regconfig)
$$;

CREATE FUNCTION asset_words() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    own regconfig := asset_language(NEW.language);
    described record;
BEGIN
    -- What stands between letters and digits in a file's name would make one word of all of it.
    NEW.words := setweight(to_tsvector(own, regexp_replace(NEW.name, '[^[:alnum:]]+', ' ', 'g')), 'A')
              || setweight(to_tsvector(own, array_to_string(NEW.tags, ' ')), 'A')
              || setweight(to_tsvector(own, NEW.alt), 'B');
    FOR described IN SELECT * FROM jsonb_each_text(NEW.alts) LOOP
        NEW.words := NEW.words || setweight(to_tsvector(asset_language(described.key), described.value), 'C');
    END LOOP;
    RETURN NEW;
END $$;

CREATE TRIGGER asset_words BEFORE INSERT OR UPDATE OF name, tags, alt, alts, language, words ON campaigns_asset
    FOR EACH ROW EXECUTE FUNCTION asset_words();

UPDATE campaigns_asset SET words = NULL;

INSERT INTO campaigns_revision_assets (revision_id, asset_id)
SELECT DISTINCT revision.id, asset.id
FROM campaigns_revision revision,
     LATERAL (
        SELECT jsonb_path_query(revision.manifest, '$.publications[*].media[*].asset')::bigint AS id
        UNION SELECT jsonb_path_query(revision.manifest, '$.publications[*].thread[*].media[*].asset')::bigint
     ) shown
JOIN campaigns_asset asset ON asset.id = shown.id;
"""


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0007_asset_library")]
    operations = [
        UnaccentExtension(),
        *(configuration(*pair) for pair in LANGUAGES.items()),
        migrations.RunSQL(
            WORDS,
            """
            DROP TRIGGER asset_words ON campaigns_asset;
            DROP FUNCTION asset_words();
            DROP FUNCTION asset_language(text);
            """,
        ),
    ]
