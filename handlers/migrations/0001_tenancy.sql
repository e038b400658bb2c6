-- Who uses the platform: tenants and their customers. The wall between tenants stands from here on.
--
-- No roles and no grants: those follow from the handlers' signatures, and codegen writes them.

create schema app;

-- Whose rows a transaction may touch. Its first statement says so:
--     select set_config('app.tenant_id', $1, true)
-- After such a transaction the setting reads '' on that connection, not null: '' must mean "no tenant, no rows",
-- not a failed cast.
create function app.tenant() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('app.tenant_id', true), '')::uuid;

create table app.tenants (
    id         uuid primary key,
    slug       text not null unique check (slug ~ '^[a-z0-9-]{2,40}$'),
    name       text not null,
    status     text not null default 'active' check (status in ('active', 'suspended', 'deleting')),
    created_at timestamptz not null default now()
);

create table app.customers (
    tenant_id   uuid not null references app.tenants,
    id          uuid not null,
    external_id text not null check (char_length(external_id) between 1 and 128),
    created_at  timestamptz not null default now(),
    primary key (tenant_id, id),
    unique (tenant_id, external_id)
);

-- FORCE: the owner, too, sees a tenant's rows only as that tenant. The sub-select is evaluated once a query instead
-- of once a row.
alter table app.tenants enable row level security;
alter table app.tenants force row level security;
create policy tenant_only on app.tenants using (id = (select app.tenant()));

alter table app.customers enable row level security;
alter table app.customers force row level security;
create policy tenant_only on app.customers using (tenant_id = (select app.tenant()));
