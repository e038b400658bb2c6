-- Once and not too often: idempotency keys, limits on how often a tenant and a customer may ask, and what a day has cost.

-- What is agreed with a tenant. What is not said here is as the code has it by default:
--     {"tenant_limit":   {"requests": 600, "window_seconds": 60, "burst": 600},
--      "customer_limit": {"requests": 20, "window_seconds": 60, "burst": 20},
--      "daily_budget_micros": 5000000}
alter table app.tenants add column settings jsonb not null default '{}' check (jsonb_typeof(settings) = 'object');

-- Requests that must have their effect once. The answer is not here: it is made again from the message's rows.
create table app.idempotency_keys (
    tenant_id          uuid not null references app.tenants,
    principal          text not null,
    operation          text not null,
    key                text not null check (octet_length(key) between 1 and 255),
    fingerprint        bytea not null,          -- of the body
    message_id         uuid not null,           -- what the request made
    conversation_state text not null default 'open', -- as the answer said it
    promised           boolean not null default false, -- the answer was 202, and stays so
    lease_until        timestamptz not null,    -- until then somebody may be at work on it
    expires_at         timestamptz not null,
    primary key (tenant_id, principal, operation, key)
);
create index idempotency_keys_expired on app.idempotency_keys (tenant_id, expires_at);

-- How often somebody asked, as a "theoretical arrival time" (GCRA): the moment at which nothing is taken any more.
-- Lost in a crash, and then everybody may ask as if they had not asked before: no reason to write a log for it.
create unlogged table app.rate_limits (
    tenant_id uuid not null,
    bucket    text not null,
    arrival   timestamptz not null,
    primary key (tenant_id, bucket)
) with (fillfactor = 50);

-- What answers took, by day (UTC) and model. Eight rows of each, so that answers do not wait for each other.
create table app.usage_daily (
    tenant_id     uuid not null references app.tenants,
    day           date not null,
    model         text not null,
    shard         smallint not null check (shard between 0 and 7),
    requests      bigint not null,
    input_tokens  bigint not null,
    output_tokens bigint not null,
    cost_micros   bigint not null, -- millionths of a US dollar
    primary key (tenant_id, day, model, shard)
) with (fillfactor = 50);

-- Null where the model's price, or how much it did, is not known.
alter table app.runs add column cost_micros bigint;

alter table app.idempotency_keys enable row level security;
alter table app.idempotency_keys force row level security;
create policy tenant_only on app.idempotency_keys using (tenant_id = (select app.tenant()));

alter table app.rate_limits enable row level security;
alter table app.rate_limits force row level security;
create policy tenant_only on app.rate_limits using (tenant_id = (select app.tenant()));

alter table app.usage_daily enable row level security;
alter table app.usage_daily force row level security;
create policy tenant_only on app.usage_daily using (tenant_id = (select app.tenant()));

-- Takes one of a bucket's requests, if there is one: a burst at once, and then one each window_seconds / requests. The
-- clock is the database's, read after the bucket is locked, so that however many ask at once, the burst passes exactly.
create function app.take(
    the_tenant uuid, the_bucket text, policy jsonb,
    out allowed boolean, out remaining int, out reset_seconds int)
language plpgsql as $$
declare
    gap   interval := make_interval(secs => (policy ->> 'window_seconds')::float8 / (policy ->> 'requests')::float8);
    reach interval := gap * (policy ->> 'burst')::float8;
    until timestamptz;
    clock timestamptz;
begin
    insert into app.rate_limits as known (tenant_id, bucket, arrival)
    values (the_tenant, the_bucket, clock_timestamp() + gap)
    on conflict (tenant_id, bucket) do update
       set arrival = greatest(known.arrival, clock_timestamp()) + gap
     where greatest(known.arrival, clock_timestamp()) + gap <= clock_timestamp() + reach
    returning arrival into until;
    allowed := found;
    if not allowed then
        select arrival into until from app.rate_limits where tenant_id = the_tenant and bucket = the_bucket;
    end if;
    clock := clock_timestamp();
    -- Until everything is there again; or, if nothing is, until one request is.
    reset_seconds := greatest(0, ceil(extract(epoch from
        case when allowed then until - clock else until + gap - reach - clock end)))::int;
    remaining := case when allowed
        then greatest(0, floor(extract(epoch from reach - (until - clock)) / extract(epoch from gap)))::int else 0 end;
end $$;

-- What comes before a message is stored, in one round trip: the tenant, the key, the budget, the limits, the customer.
-- The outcome is `unknown_tenant`, `suspended`, `known` (the key was used, and its row is locked now), `limited` (the
-- transaction is to be rolled back) or `admitted`.
create function app.admit_message(
    the_tenant uuid, the_message uuid, new_customer uuid, customer_name text,
    the_principal text, the_operation text, the_key text, the_fingerprint bytea, is_promised boolean,
    lease_seconds float8, kept_seconds float8, tenant_limit jsonb, customer_limit jsonb,
    out outcome text, out customer uuid, out violated text, out limits jsonb)
language plpgsql as $$
declare
    tenant  record;
    taken   record;
begin
    select status, settings into tenant from app.tenants where id = the_tenant;
    if not found then
        outcome := 'unknown_tenant';
        return;
    elsif tenant.status <> 'active' then
        outcome := 'suspended';
        return;
    end if;

    if the_key is not null then
        insert into app.idempotency_keys as known
               (tenant_id, principal, operation, key, fingerprint, message_id, promised, lease_until, expires_at)
        values (the_tenant, the_principal, the_operation, the_key, the_fingerprint, the_message, is_promised,
                clock_timestamp() + make_interval(secs => lease_seconds),
                clock_timestamp() + make_interval(secs => kept_seconds))
        on conflict (tenant_id, principal, operation, key) do update
           set fingerprint = excluded.fingerprint, message_id = excluded.message_id, promised = excluded.promised,
               conversation_state = excluded.conversation_state, lease_until = excluded.lease_until,
               expires_at = excluded.expires_at
         -- Its time is over: as good as new.
         where known.expires_at <= clock_timestamp();
        if not found then
            outcome := 'known';
            return;
        end if;
    end if;

    outcome := 'limited';
    limits := '[]';
    if tenant.settings ? 'daily_budget_micros' and (tenant.settings ->> 'daily_budget_micros')::bigint <= (
        select coalesce(sum(cost_micros), 0) from app.usage_daily
         where tenant_id = the_tenant and day = (clock_timestamp() at time zone 'utc')::date)
    then
        violated := 'spend';
        limits := jsonb_build_array(jsonb_build_object('policy', 'spend', 'requests', 0, 'window_seconds', 86400,
            'remaining', 0, 'reset_seconds', ceil(86400 - extract(epoch from
                clock_timestamp() at time zone 'utc' - date_trunc('day', clock_timestamp() at time zone 'utc')))::int));
        return;
    end if;
    customer_limit := coalesce(tenant.settings -> 'customer_limit', customer_limit);
    taken := app.take(the_tenant, 'customer:' || customer_name, customer_limit);
    limits := jsonb_build_array(jsonb_build_object('policy', 'customer', 'requests', customer_limit -> 'requests',
        'window_seconds', customer_limit -> 'window_seconds', 'remaining', taken.remaining,
        'reset_seconds', taken.reset_seconds));
    if not taken.allowed then
        violated := 'customer';
        return;
    end if;
    -- Last, and so for the shortest time: all of a tenant's messages wait for this row.
    tenant_limit := coalesce(tenant.settings -> 'tenant_limit', tenant_limit);
    taken := app.take(the_tenant, 'tenant', tenant_limit);
    limits := jsonb_build_array(jsonb_build_object('policy', 'tenant', 'requests', tenant_limit -> 'requests',
        'window_seconds', tenant_limit -> 'window_seconds', 'remaining', taken.remaining,
        'reset_seconds', taken.reset_seconds)) || limits;
    if not taken.allowed then
        violated := 'tenant';
        return;
    end if;

    outcome := 'admitted';
    select id into customer from app.customers where tenant_id = the_tenant and external_id = customer_name;
    if not found then
        insert into app.customers (tenant_id, id, external_id) values (the_tenant, new_customer, customer_name)
        on conflict do nothing;
        -- Whoever was quicker is seen by the next statement.
        select id into strict customer from app.customers where tenant_id = the_tenant and external_id = customer_name;
    end if;
end $$;
