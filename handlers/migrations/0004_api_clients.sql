-- Programs that call the API, and the tenant that each acts for. Who enters one here has made it at the identity
-- provider before: its id comes from there, its secret never gets here.

-- Which program asks for a token. Its tenant is what is looked for, so here it is not the tenant that opens the wall:
--     select set_config('app.client_id', $1, true)
create function app.client_id() returns text
    language sql stable parallel safe
    return nullif(current_setting('app.client_id', true), '');

create table app.api_clients (
    client_id  text primary key check (client_id ~ '^[A-Za-z0-9_+]{1,128}$'),
    tenant_id  uuid not null references app.tenants,
    created_at timestamptz not null default now()
);
create index api_clients_of_tenant on app.api_clients (tenant_id);

alter table app.api_clients enable row level security;
alter table app.api_clients force row level security;
create policy tenant_only on app.api_clients using (tenant_id = (select app.tenant()));
-- A program sees its own row, and writes none.
create policy own_client on app.api_clients for select using (client_id = (select app.client_id()));
