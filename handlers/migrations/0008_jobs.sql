-- What is done by the clock, for all tenants: publishing what waits, starting again what is stuck, settling what is idle,
-- deleting what has expired.

-- Events that wait to be published: when next, and how often it was tried.

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

-- Messages whose flow has died: when one was last started for them, and how often.
alter table app.messages
    add column locale   text check (char_length(locale) between 1 and 64), -- the language that the client asked for
    add column sweeps   smallint not null default 0,
    add column swept_at timestamptz;
create index messages_processing on app.messages (created_at) where status = 'processing' and role = 'customer';

create index conversations_open on app.conversations (updated_at) where state = 'open';
create index conversations_resolved on app.conversations (resolved_at) where state = 'resolved';
create index idempotency_keys_ended on app.idempotency_keys (expires_at);
create index rate_limits_full on app.rate_limits (arrival);

-- How long a settled conversation is kept: settings gain {"retention_days": 90}; without it, until somebody erases it.

-- The clock knows no tenant. What opens the wall to a job is who it logged in as, which no setting changes; the user is
-- made after this, from the handler's signature, and has its first name for ever. It opens no more than the job's tables,
-- and those for no more than the job does; whatever else a job changes, it changes in one tenant's name.
create policy relay_reads on app.outbox for select
    using ((select current_user) = 'relay_outbox');
create policy relay_settles on app.outbox for update
    using ((select current_user) = 'relay_outbox');

create policy sweeper_reads on app.messages for select
    using ((select current_user) = 'sweep_messages');
create policy sweeper_leases on app.messages for update
    using ((select current_user) = 'sweep_messages');
create policy sweeper_reads on app.conversations for select
    using ((select current_user) = 'sweep_messages');

create policy idle_are_found on app.conversations for select
    using ((select current_user) = 'resolve_idle');

create policy expired_are_found on app.tenants for select
    using ((select current_user) = 'delete_expired');
create policy expired_are_found on app.conversations for select
    using ((select current_user) = 'delete_expired');
create policy expired_are_deleted on app.conversations for delete
    using ((select current_user) = 'delete_expired');
create policy expired_are_found on app.outbox for select
    using ((select current_user) = 'delete_expired');
create policy expired_are_deleted on app.outbox for delete
    using ((select current_user) = 'delete_expired');
create policy expired_are_found on app.idempotency_keys for select
    using ((select current_user) = 'delete_expired');
create policy expired_are_deleted on app.idempotency_keys for delete
    using ((select current_user) = 'delete_expired');
create policy expired_are_found on app.rate_limits for select
    using ((select current_user) = 'delete_expired');
create policy expired_are_deleted on app.rate_limits for delete
    using ((select current_user) = 'delete_expired');
