-- The audit log gets its months for ever, and not only those that were made with it.

-- Makes the tables of this month and of the next twelve, where there are none yet: how many. Whoever calls it may do so
-- because it can do nothing else: it takes no argument, and nobody is let into what it makes.
create function app.add_audit_months() returns int
    language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
    this  timestamp := date_trunc('month', now() at time zone 'utc');
    month timestamp;
    name  text;
    made  int := 0;
begin
    perform pg_advisory_xact_lock(hashtext('app.add_audit_months'));
    for month in select generate_series(this, this + interval '12 months', interval '1 month') loop
        name := to_char(month, '"audit_log_"YYYY_MM');
        continue when to_regclass(format('app.%I', name)) is not null;
        execute format('create table app.%I partition of app.audit_log for values from (%L) to (%L)', name,
            month at time zone 'utc', (month + interval '1 month') at time zone 'utc');
        execute format('alter table app.%I enable row level security', name);
        execute format('alter table app.%I force row level security', name);
        execute format('create policy tenant_only on app.%I using (tenant_id = (select app.tenant()))', name);
        made := made + 1;
    end loop;
    return made;
end $$;

-- Keys are deleted for all tenants at once, by idempotency_keys_ended.
drop index app.idempotency_keys_expired;
