"""The statements of `backlog`. `%(post)s` and its like are the last ids before those reserved for the new rows."""

import json as _json
from typing import Any

TABLES = (
    "accounts_page",
    "campaigns_post",
    "campaigns_revision",
    "campaigns_approval",
    "campaigns_attachment",
    "campaigns_publication",
    "publisher_delivery",
    "publisher_attempt",
)


def json(value: Any) -> str:
    return _json.dumps(value, ensure_ascii=False)


RESERVE = """
    SELECT setval('campaigns_post_id_seq', nextval('campaigns_post_id_seq') + %(posts)s) - %(posts)s,
           setval('campaigns_revision_id_seq', nextval('campaigns_revision_id_seq') + %(posts)s) - %(posts)s,
           setval('campaigns_publication_id_seq', nextval('campaigns_publication_id_seq') + %(publications)s)
               - %(publications)s,
           setval('publisher_delivery_id_seq', nextval('publisher_delivery_id_seq') + %(publications)s)
               - %(publications)s
"""

LINES = """
    CREATE TEMPORARY TABLE line AS
    WITH page AS MATERIALIZED (
        SELECT page.id, page.market_id, page.network, page.address, market.time_zone AS zone,
               row_number() OVER (ORDER BY page.id) - 1 AS place
        FROM accounts_page page JOIN accounts_market market ON market.id = page.market_id
        WHERE page.brand_id = %(brand)s
    ), numbered AS (
        SELECT number, number / %(together)s AS turn, number %% %(pages)s AS place,
               date_trunc('minute', %(first)s::timestamptz
                   + (%(end)s::timestamptz - %(first)s::timestamptz) * (number::float / %(count)s)) AS at
        FROM generate_series(%(begin)s, %(stop)s) AS number
    )
    SELECT number, turn, at, %(post)s + turn AS post, %(revision)s + turn AS revision,
           %(publication)s + number AS publication, %(delivery)s + number AS delivery,
           page.id AS page, page.network, page.address, page.zone,
           %(odd)s > 0 AND turn %% greatest(%(odd)s, 1) = 0 AS is_odd,
           format('Post %%s. %%s', %(post)s + turn, %(text)s::text) AS text,
           %(content)s::jsonb || jsonb_build_object(
               'publication', %(publication)s + number, 'page', page.id, 'market', page.market_id,
               'network', page.network, 'zone', page.zone,
               'wall', to_char(at AT TIME ZONE page.zone, 'YYYY-MM-DD"T"HH24:MI'),
               'text', format('Post %%s. %%s', %(post)s + turn, %(text)s::text)
           ) AS content
    FROM numbered JOIN page USING (place)
"""

POSTS = """
    INSERT INTO campaigns_post (id, brand_id, author_id, last_editor_id, text, link, first_comment, thread,
                                placement, language, tags, corrects, state, stage, revision_id, version, created_at,
                                changed_at, submitted_at)
    SELECT post, %(brand)s, %(author)s, %(author)s, min(text), '', '', '{}', 'feed', 'en', '{}', false,
           CASE WHEN bool_or(is_odd) AND NOT %(past)s THEN 'review' ELSE 'approved' END,
           CASE WHEN bool_or(is_odd) AND NOT %(past)s THEN %(last_stage)s ELSE '' END,
           revision, 1, min(least(at, now())) - interval '3 days', min(least(at, now())) - interval '2 days',
           min(least(at, now())) - interval '2 days'
    FROM line GROUP BY post, revision ORDER BY post
"""

REVISIONS = """
    INSERT INTO campaigns_revision (id, post_id, digest, manifest, is_unordered, created_at, approved_at)
    SELECT revision, post, encode(sha256(revision::text::bytea), 'hex'),
           jsonb_build_object('publications', jsonb_agg(content ORDER BY publication)), false,
           min(least(at, now())) - interval '2 days',
           CASE WHEN bool_or(is_odd) AND NOT %(past)s THEN NULL
                ELSE min(least(at, now())) - interval '1 day' END
    FROM line GROUP BY revision, post ORDER BY revision
"""

APPROVALS = """
    INSERT INTO campaigns_approval (post_id, revision_id, stage, decision, note, by_id, at)
    SELECT post, revision, stage, 'approve', '',
           CASE WHEN stage = %(market_stage)s THEN %(lead)s ELSE %(reviewer)s END,
           min(least(line.at, now())) - interval '1 day'
    FROM line CROSS JOIN unnest(%(stages)s::text[]) AS stage
    WHERE %(past)s OR NOT is_odd OR stage <> %(last_stage)s
    GROUP BY post, revision, stage ORDER BY revision
"""

ATTACHMENTS = """
    INSERT INTO campaigns_attachment (post_id, asset_id, position, part, alt)
    SELECT DISTINCT post, %(asset)s, 0, 1, %(alt)s FROM line ORDER BY post
"""

PUBLICATIONS = """
    INSERT INTO campaigns_publication (id, post_id, page_id, wall, zone, fold, at, state)
    SELECT publication, post, page, at AT TIME ZONE zone, zone, 0, at,
           CASE WHEN %(past)s THEN 'released' WHEN is_odd THEN 'planned' ELSE 'scheduled' END
    FROM line ORDER BY publication
"""

DELIVERIES = """
    INSERT INTO publisher_delivery (id, publication_id, revision_id, page_id, network, tags, content, digest, key,
                                    handle, state, due_at, closes_at, next_at, fence, tries, deaths, doubts, looks,
                                    remote_id, permalink, published_at, reason, told_at)
    SELECT delivery, publication, revision, page, network, '{}', content, encode(sha256(content::text::bytea), 'hex'),
           md5(delivery::text), '{}',
           CASE WHEN is_odd THEN (ARRAY['refused', 'missed', 'unproven'])[1 + number %% 3] ELSE 'published' END,
           at, at + interval '15 minutes', at, 1, 0, 0, 0, 0,
           CASE WHEN is_odd THEN '' ELSE format('backlog-%%s', delivery) END,
           CASE WHEN is_odd THEN '' ELSE format('%%s/%%s', address, delivery) END,
           CASE WHEN is_odd THEN NULL ELSE at + interval '0.4 seconds' END,
           CASE WHEN is_odd THEN 'The network gave no certain answer. Look at the page, then decide.' ELSE '' END,
           CASE WHEN is_odd THEN at + interval '20 minutes' END
    FROM line ORDER BY delivery
"""

ATTEMPTS = """
    INSERT INTO publisher_attempt (delivery_id, page_id, fence, key, worker, started_at, ended_at, outcome, reason,
                                   network_text, trace_id, status)
    SELECT delivery, page, 1, md5(delivery::text), 'backlog:1', at + interval '0.1 seconds',
           at + interval '0.4 seconds', CASE WHEN is_odd THEN 'unsure' ELSE 'published' END, '', '',
           md5(publication::text), CASE WHEN is_odd THEN 0 ELSE 200 END
    FROM line ORDER BY delivery
"""

DONE = "DROP TABLE line"
