-- Events that wait to be published: who publishes them, when next, and how often it was tried.

alter table app.outbox
    -- Whoever stored the event publishes it at once; the relay comes behind it.
    add column available_at timestamptz not null default now() + interval '15 seconds',
    add column attempts     int not null default 0,
    add column published_at timestamptz,
    add column dead         boolean not null default false, -- given up: a person looks at it
    add column last_error   text;

create index outbox_due on app.outbox (available_at) where published_at is null and not dead;
create index outbox_published on app.outbox (published_at) where published_at is not null;
-- Every event is updated once or twice, soon after it was written.
alter table app.outbox set (autovacuum_vacuum_scale_factor = 0.02, fillfactor = 80);

-- The relay publishes for all tenants. What opens the wall to it is who it logged in as, which no setting changes; the
-- user is made after this, from the handler's signature, and has its first name for ever. It opens this table alone, to
-- be read and settled: the relay enters no event and removes none.
create policy relay_reads on app.outbox for select
    using ((select current_user) = 'relay_outbox');
create policy relay_settles on app.outbox for update
    using ((select current_user) = 'relay_outbox');
