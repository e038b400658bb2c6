-- What a tenant notes about a message, as about a conversation: names and values, as written.

alter table app.messages add column metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object');
