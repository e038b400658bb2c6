-- How conversations are shared out among a flag's variants, in the place of one percentage: {"0.1.0": 90, "0.2.0": 10}, which the
-- code checks. What tenants said of `concise_answers` is said of the versions of the prompt `answer` from now on. The column
-- `percentage` and those rows are for the release before this one, which may still run or be returned to.

alter table app.flags add column rollout jsonb check (jsonb_typeof(rollout) = 'object' and pg_column_size(rollout) <= 4096);

alter table app.flags no force row level security;
insert into app.flags (tenant_id, key, rollout, updated_at)
select tenant_id, 'prompt.answer', jsonb_build_object('0.1.0', 100 - percentage, '0.2.0', percentage), updated_at
  from app.flags
 where key = 'concise_answers' and percentage is not null;
alter table app.flags force row level security;

-- Which part of whose roll-out a run was in: `tenant 0.2.0 10%`. Null where no flag chose, or where it was not noted yet.

alter table app.runs add column prompt_variant text check (char_length(prompt_variant) between 1 and 100);
