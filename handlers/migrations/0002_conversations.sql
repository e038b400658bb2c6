-- What is said. Keys start with the tenant and foreign keys carry it: no row can point into another tenant, even if
-- a policy were wrong.

create table app.conversations (
    tenant_id   uuid not null,
    id          uuid not null,
    customer_id uuid not null,
    state       text not null default 'open' check (state in ('open', 'waiting_human', 'resolved')),
    last_seq    int not null default 0, -- of the newest message; its row lock is what gives sequences without gaps
    version     int not null default 1,
    created_at  timestamptz not null default now(),
    updated_at  timestamptz not null default now(),
    resolved_at timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, customer_id) references app.customers (tenant_id, id) on delete cascade
);
create index conversations_of_customer on app.conversations (tenant_id, customer_id, updated_at desc);

create table app.messages (
    tenant_id       uuid not null,
    id              uuid not null,
    conversation_id uuid not null,
    seq             int not null check (seq > 0),
    role            text not null check (role in ('customer', 'assistant', 'agent', 'system')),
    status          text not null check (status in ('processing', 'completed', 'refused', 'failed')),
    in_reply_to     uuid,
    content         text not null check (octet_length(content) between 1 and 16384),
    created_at      timestamptz not null default now(),
    completed_at    timestamptz,
    primary key (tenant_id, id),
    unique (tenant_id, conversation_id, seq), -- also the index that histories are read by
    foreign key (tenant_id, conversation_id) references app.conversations (tenant_id, id) on delete cascade,
    foreign key (tenant_id, in_reply_to) references app.messages (tenant_id, id) on delete cascade
);
-- However often a message is answered, one answer is kept.
create unique index messages_one_answer on app.messages (tenant_id, in_reply_to) where role = 'assistant';

alter table app.conversations enable row level security;
alter table app.conversations force row level security;
create policy tenant_only on app.conversations using (tenant_id = (select app.tenant()));

alter table app.messages enable row level security;
alter table app.messages force row level security;
create policy tenant_only on app.messages using (tenant_id = (select app.tenant()));
