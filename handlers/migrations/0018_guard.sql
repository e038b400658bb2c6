-- What the guard said of each answer, and what a tenant wants of its answers.

-- Runs from before this have nothing to tell.
alter table app.runs
    add column guard jsonb not null default '{"suspicion": {"score": 0, "patterns": []}, "inspected": []}';

-- settings gain {"answers": {"facts": "…", "hosts": ["example.com"], "promises": ["refund"], "hide_personal_data": true}}.
-- Whoever writes something else is told here, and not by every customer who asks.
alter table app.tenants add constraint settings_answers check (
    not settings ? 'answers'
    or coalesce(
        jsonb_typeof(settings -> 'answers') = 'object'
        and (settings -> 'answers') - array['facts', 'hosts', 'promises', 'hide_personal_data'] = '{}'
        and coalesce(jsonb_typeof(settings #> '{answers,facts}'), 'string') = 'string'
        and coalesce(octet_length(settings #>> '{answers,facts}'), 0) <= 8192
        and coalesce(jsonb_typeof(settings #> '{answers,hosts}'), 'array') = 'array'
        and not jsonb_path_exists(settings, '$.answers.hosts[*] ? (@.type() != "string")')
        and coalesce(jsonb_typeof(settings #> '{answers,promises}'), 'array') = 'array'
        and coalesce(settings #> '{answers,promises}', '[]')
            <@ '["refund", "discount", "free_goods", "compensation", "legal_commitment"]'
        and coalesce(jsonb_typeof(settings #> '{answers,hide_personal_data}'), 'boolean') = 'boolean',
        false));
