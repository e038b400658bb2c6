-- The relay counts each minute what was given up: few rows, or none, among all that was published in a week.
create index outbox_dead on app.outbox (tenant_id) where dead;
