-- What tenants say of the platform's feature flags. Which flags there are is the code's to say.

create table app.flags (
    tenant_id  uuid not null references app.tenants,
    key        text not null check (char_length(key) between 1 and 64),
    percentage smallint check (percentage between 0 and 100), -- null: as the platform has it
    version    int not null default 1 check (version > 0),
    updated_at timestamptz not null default now(),
    primary key (tenant_id, key)
);

alter table app.flags enable row level security;
alter table app.flags force row level security;
create policy tenant_only on app.flags using (tenant_id = (select app.tenant()));
