-- Hand-overs: conversations that are a person's, were, or are to be.

-- What a customer writes meanwhile waits for that person.
alter table app.messages drop constraint messages_status_check;
alter table app.messages add constraint messages_status_check
    check (status in ('processing', 'completed', 'refused', 'queued_for_human', 'failed'));

create table app.handovers (
    tenant_id       uuid not null,
    id              uuid not null,
    conversation_id uuid not null,
    status          text not null default 'waiting' check (status in ('waiting', 'accepted', 'completed', 'expired')),
    reason          text not null check (char_length(reason) between 1 and 1000),
    assignee        text check (char_length(assignee) between 1 and 128),
    outcome         text check (outcome in ('resolved', 'back_to_assistant')),
    note            text check (char_length(note) between 1 and 1000),
    -- Of the step that waits, while it does. It opens nothing by itself: whoever answers it needs the right to answer
    -- that machine's tasks as well. So it is encrypted as the whole database is, and not once more.
    task_token      text check (octet_length(task_token) between 1 and 2048),
    requested_at    timestamptz not null default now(),
    accepted_at     timestamptz,
    ended_at        timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, conversation_id) references app.conversations (tenant_id, id) on delete cascade,
    check ((status = 'waiting') = (assignee is null and ended_at is null)
           or status = 'expired'),
    check ((status = 'completed') = (outcome is not null)),
    check ((status in ('completed', 'expired')) = (ended_at is not null))
);
-- A conversation is handed to one person at a time.
create unique index handovers_one_live on app.handovers (tenant_id, conversation_id)
    where status in ('waiting', 'accepted');
-- The agents' queue, in order.
create index handovers_by_status on app.handovers (tenant_id, status, requested_at, id);

alter table app.handovers enable row level security;
alter table app.handovers force row level security;
create policy tenant_only on app.handovers using (tenant_id = (select app.tenant()));
