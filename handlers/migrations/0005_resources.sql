-- What the API's resources hold besides what was said: notes on conversations, and what customers think of answers.

-- Names and values, as the tenant wrote them. How many and how long they may be is the platform's rule.
alter table app.conversations add column metadata jsonb not null default '{}' check (jsonb_typeof(metadata) = 'object');

-- Lists are read by id, which grows with time, within a state or a customer.
create index conversations_in_state on app.conversations (tenant_id, state, id);
create index conversations_of_customer_by_id on app.conversations (tenant_id, customer_id, id);

-- One for each answer; the last word counts.
create table app.feedback (
    tenant_id  uuid not null,
    message_id uuid not null,
    rating     text not null check (rating in ('up', 'down')),
    reasons    text[] not null default '{}',
    comment    text check (char_length(comment) between 1 and 2000),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    primary key (tenant_id, message_id),
    foreign key (tenant_id, message_id) references app.messages (tenant_id, id) on delete cascade
);

alter table app.feedback enable row level security;
alter table app.feedback force row level security;
create policy tenant_only on app.feedback using (tenant_id = (select app.tenant()));
