-- How answers came to be, and the events that tell of them.

-- One row for each answered message: which prompt and model, at what cost.
create table app.runs (
    tenant_id         uuid not null,
    id                uuid not null,
    message_id        uuid not null,
    conversation_id   uuid not null,
    outcome           text not null check (outcome in ('answered', 'refused', 'handed_over', 'failed')),
    intent            text not null,
    intent_confidence double precision not null check (intent_confidence between 0 and 1),
    prompt_name       text not null,
    prompt_version    text not null,
    model             text,
    fallbacks         int not null,
    truncated         boolean not null,
    input_tokens      bigint, -- null where the provider does not count
    output_tokens     bigint,
    cached_tokens     bigint,
    latency_ms        bigint not null,
    created_at        timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, message_id),
    foreign key (tenant_id, message_id) references app.messages (tenant_id, id) on delete cascade
);

-- Events, written in the transaction that makes them true, so that none is lost and none is invented.
create table app.outbox (
    tenant_id   uuid not null references app.tenants,
    id          uuid not null,
    detail_type text not null,
    detail      jsonb not null,
    created_at  timestamptz not null default now(),
    primary key (tenant_id, id)
);

alter table app.runs enable row level security;
alter table app.runs force row level security;
create policy tenant_only on app.runs using (tenant_id = (select app.tenant()));

alter table app.outbox enable row level security;
alter table app.outbox force row level security;
create policy tenant_only on app.outbox using (tenant_id = (select app.tenant()));
