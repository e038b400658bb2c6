-- What a customer may ask of whoever keeps things about them: a copy, or that it is gone; and what remains of that.
--
-- A customer is named here by an HMAC of the tenant's name for them, whose key is a secret outside of the database. Such
-- names are short and easily guessed (`c-1041`): with a key, or none, beside it, each could be found by trying.

create table app.privacy_requests (
    tenant_id     uuid not null references app.tenants,
    id            uuid not null,
    kind          text not null check (kind in ('export', 'erase')),
    status        text not null default 'pending' check (status in ('pending', 'running', 'completed', 'failed')),
    customer_hmac bytea not null check (octet_length(customer_hmac) = 32),
    customer_id   uuid, -- while there is such a customer
    counts        jsonb not null default '{}' check (jsonb_typeof(counts) = 'object'), -- rows, by what they are
    requested_at  timestamptz not null default now(),
    ended_at      timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, customer_id) references app.customers (tenant_id, id) on delete set null (customer_id),
    check ((status in ('completed', 'failed')) = (ended_at is not null))
);
-- Asked for twice, it is one request until it has ended.
create unique index privacy_requests_one_live on app.privacy_requests (tenant_id, customer_hmac, kind)
    where status in ('pending', 'running');
create index privacy_requests_of_customer on app.privacy_requests (tenant_id, customer_id, id) where customer_id is not null;

-- Who was erased: what is restored from a backup is erased again by these.
create table app.erased_customers (
    tenant_id          uuid not null references app.tenants,
    privacy_request_id uuid not null,
    customer_hmac      bytea not null check (octet_length(customer_hmac) = 32),
    erased_at          timestamptz not null default now(),
    primary key (tenant_id, privacy_request_id)
);
create index erased_customers_by_hmac on app.erased_customers (tenant_id, customer_hmac);

alter table app.privacy_requests enable row level security;
alter table app.privacy_requests force row level security;
create policy tenant_only on app.privacy_requests using (tenant_id = (select app.tenant()));

alter table app.erased_customers enable row level security;
alter table app.erased_customers force row level security;
create policy tenant_only on app.erased_customers using (tenant_id = (select app.tenant()));

-- Who did what to whom, and when. Functions only add to it. A month is a table, so that forgetting one is dropping it; what
-- no month is made for is kept in the last.
create table app.audit_log (
    tenant_id uuid not null references app.tenants,
    id        uuid not null,
    at        timestamptz not null default now(),
    actor     text not null check (char_length(actor) between 1 and 160),  -- never a name that may be a person's
    action    text not null check (action ~ '^[a-z_]+(\.[a-z_]+)+$'),
    subject   text not null check (char_length(subject) between 1 and 160), -- likewise
    detail    jsonb not null default '{}' check (jsonb_typeof(detail) = 'object'),
    primary key (tenant_id, at, id)
) partition by range (at);
alter table app.audit_log enable row level security;
alter table app.audit_log force row level security;
create policy tenant_only on app.audit_log using (tenant_id = (select app.tenant()));

-- Nobody is let into a month by itself; were somebody, the wall would stand there, too.
do $$
declare
    month timestamptz;
    name  text;
begin
    for month in select generate_series('2026-11-01 00:00+00'::timestamptz, '2028-12-01 00:00+00', interval '1 month') loop
        name := to_char(month at time zone 'utc', '"audit_log_"YYYY_MM');
        execute format('create table app.%I partition of app.audit_log for values from (%L) to (%L)',
            name, month, (month at time zone 'utc' + interval '1 month') at time zone 'utc');
    end loop;
    create table app.audit_log_other partition of app.audit_log default;
    for name in select relname from pg_class where relispartition and relnamespace = 'app'::regnamespace and relkind = 'r' loop
        execute format('alter table app.%I enable row level security', name);
        execute format('alter table app.%I force row level security', name);
        execute format('create policy tenant_only on app.%I using (tenant_id = (select app.tenant()))', name);
    end loop;
end $$;

-- Events about somebody who is erased leave the outbox with them, once they are published.
alter table app.outbox add column privacy_request_id uuid;
create index outbox_of_privacy_request on app.outbox (tenant_id, privacy_request_id) where privacy_request_id is not null;
create index outbox_of_conversation on app.outbox (tenant_id, (detail ->> 'conversation_id'));

-- Likewise the keys of their messages: without an index each erasure would read all of a tenant's day.
create index idempotency_keys_of_message on app.idempotency_keys (tenant_id, message_id);
