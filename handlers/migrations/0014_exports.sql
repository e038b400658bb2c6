-- The files of an export: what is in the bucket, so that whoever goes on writing knows where, whoever reads gets them all,
-- and whoever is erased leaves none.
create table app.privacy_export_files (
    tenant_id          uuid not null,
    privacy_request_id uuid not null,
    section            text not null check (section ~ '^[a-z_]+$'),
    number             int not null check (number > 0),
    rows               int not null check (rows > 0),
    bytes              int not null check (bytes > 0),
    sha256             bytea not null check (octet_length(sha256) = 32),
    last_id            uuid not null, -- where the next file of the section begins: behind this row
    last_place         int not null,
    primary key (tenant_id, privacy_request_id, section, number),
    foreign key (tenant_id, privacy_request_id) references app.privacy_requests (tenant_id, id) on delete cascade
);
alter table app.privacy_export_files enable row level security;
alter table app.privacy_export_files force row level security;
create policy tenant_only on app.privacy_export_files using (tenant_id = (select app.tenant()));
